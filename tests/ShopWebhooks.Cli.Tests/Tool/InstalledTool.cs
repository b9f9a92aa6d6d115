using System.Diagnostics;
using ShopWebhooks.Tests.House;

namespace ShopWebhooks.Cli.Tests.Tool;

/// <summary>The tool as a user has it: packed, and installed from there by <c>dotnet tool install</c> into a folder of its own.</summary>
/// <remarks>With a version of its own each time: a cache that knows the version would serve yesterday's package.</remarks>
internal sealed class InstalledTool : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("shopwebhooks-tool-");

    private InstalledTool()
    {
    }

    /// <summary>The version it was packed with.</summary>
    public string Version { get; } = "0.1.0-test." + Path.GetRandomFileName().Replace(".", "", StringComparison.Ordinal);

    /// <summary>The package.</summary>
    public string Package => Path.Combine(_folder.FullName, "feed", $"ShopWebhooks.Cli.{Version}.nupkg");

    public static async Task<InstalledTool> CreateAsync()
    {
        var tool = new InstalledTool();
        var folder = tool._folder.FullName;
        string[] pack =
        [
            "pack", "src/ShopWebhooks.Cli", "--output", Path.Combine(folder, "feed"), "--artifacts-path", Path.Combine(folder, "artifacts"),
            $"-p:Version={tool.Version}", "--disable-build-servers", "-warnaserror",
        ];
        await RunAsync(Repository.Root, "dotnet", pack);
        await File.WriteAllTextAsync(Path.Combine(folder, "nuget.config"), $"""
            <configuration>
              <config><add key="globalPackagesFolder" value="{Path.Combine(folder, "packages")}" /></config>
              <packageSources><clear /><add key="packed" value="{Path.Combine(folder, "feed")}" /></packageSources>
              <fallbackPackageFolders><clear /></fallbackPackageFolders>
            </configuration>
            """);
        await RunAsync(folder, "dotnet", "tool", "install", "ShopWebhooks.Cli", "--tool-path", Path.Combine(folder, "tool"), "--version", tool.Version);
        return tool;
    }

    /// <summary>Runs a script that calls the tool, in a folder of its own, to its end.</summary>
    public async Task<Run> RunAsync(string script)
    {
        using var process = Start(script);
        return await EndAsync(process);
    }

    /// <summary>Starts a script that calls the tool.</summary>
    public Process Start(string script) => Start(_folder.FullName, "bash", ["-euo", "pipefail", "-c", script]);

    public void Dispose() => _folder.Delete(recursive: true);

    private static async Task RunAsync(string folder, string program, params string[] arguments)
    {
        using var process = Start(folder, program, arguments);
        var run = await EndAsync(process);
        run.ExitCode.Should().Be(0, "{0} {1} printed\n{2}{3}", program, string.Join(' ', arguments), run.Output, run.Error);
    }

    private static Process Start(string folder, string program, string[] arguments)
    {
        var start = Command.Prepare(folder, program, arguments);
        start.RedirectStandardInput = true;
        start.Environment["PATH"] = Path.Combine(folder, "tool") + Path.PathSeparator + start.Environment["PATH"];

        // The tool's own starter looks for the framework where it was installed, which need not be where this one runs from.
        start.Environment["DOTNET_ROOT"] = new FileInfo(typeof(object).Assembly.Location).Directory!.Parent!.Parent!.Parent!.FullName;
        return Process.Start(start)!;
    }

    private static async Task<Run> EndAsync(Process process)
    {
        using var patience = new CancellationTokenSource(Patience);
        using var kill = patience.Token.Register(() => process.Kill(entireProcessTree: true));
        process.StandardInput.Close();
        var output = process.StandardOutput.ReadToEndAsync(CancellationToken.None);
        var error = process.StandardError.ReadToEndAsync(CancellationToken.None);
        await process.WaitForExitAsync(CancellationToken.None);
        return new Run(process.ExitCode, (await output).ReplaceLineEndings("\n"), (await error).ReplaceLineEndings("\n"));
    }
}
