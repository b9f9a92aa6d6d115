using System.IO.Compression;
using System.Runtime.InteropServices;
using System.Xml.Linq;

namespace ShopWebhooks.Tests.House;

/// <summary>The packages as an application gets them. All building is done in a temporary folder: the tree is left as it is.</summary>
[Category("Slow")]
internal sealed class PackagingTests
{
    // Receives its own webhook, and says how it was answered, what the handler got, how many deliveries its file has then, and how what is
    // not signed was answered by an endpoint of its own.
    private const string Program = """"
        using System.Text;
        using Microsoft.AspNetCore.Builder;
        using Microsoft.AspNetCore.Hosting;
        using Microsoft.Extensions.Logging;
        using ShopWebhooks;
        using ShopWebhooks.AspNetCore;
        using ShopWebhooks.Events;
        using ShopWebhooks.Signing;
        using ShopWebhooks.Sqlite;
        using ShopWebhooks.Storage;

        var secret = WebhookSecret.Generate();
        var handled = new TaskCompletionSource<string?>(TaskCreationOptions.RunContinuationsAsynchronously);
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        builder.Services.AddShopWebhooks()
            .UseSqlite($"Data Source={Path.Combine(AppContext.BaseDirectory, "shop-webhooks.db")}")
            .AddSource("shop", source => source.AddSecret(secret.Reveal()))
            .On<NewOrder>((order, _, _) => Task.FromResult(handled.TrySetResult(order.CustomerId)));
        await using var app = builder.Build();
        app.MapShopWebhooks("/webhooks/{source}");
        app.MapPost("/own", _ => Task.CompletedTask).VerifyWebhook("shop");
        await app.StartAsync();

        var body = Encoding.UTF8.GetBytes("""{"event":"new_order","customer_id":"SB-9921","status":"paid"}""");
        var signer = new WebhookSigner(WebhookScheme.StandardWebhooks, secret);
        var url = app.Urls.Single() + "/webhooks/shop";
        using var request = new HttpRequestMessage(HttpMethod.Post, url) { Content = new ByteArrayContent(body) };
        foreach (var (name, value) in signer.Sign(new OutgoingWebhook("msg_1", DateTimeOffset.UtcNow, body)))
        {
            request.Headers.Add(name, value);
        }

        using var client = new HttpClient();
        using var response = await client.SendAsync(request);
        using var refused = await client.PostAsync(app.Urls.Single() + "/own", content: null);
        var customer = await handled.Task.WaitAsync(TimeSpan.FromSeconds(10));

        // What the handler was given is settled by then.
        await app.StopAsync();
        var store = (IWebhookStore)app.Services.GetService(typeof(IWebhookStore))!;
        var kept = await store.FindDeliveriesAsync(new DeliveryQuery { State = DeliveryState.Delivered }, default);
        Console.WriteLine($"{(int)response.StatusCode} {customer}, {kept.Count} delivered; {(int)refused.StatusCode}");
        """";

    private const string Answer = "200 SB-9921, 1 delivered; 401";

    private static readonly Dictionary<string, string[]> Dependencies = new()
    {
        ["ShopWebhooks"] =
        [
            "Microsoft.Extensions.DependencyInjection.Abstractions",
            "Microsoft.Extensions.Hosting.Abstractions",
            "Microsoft.Extensions.Http",
            "Microsoft.Extensions.Options.ConfigurationExtensions",
        ],
        ["ShopWebhooks.AspNetCore"] = ["ShopWebhooks", "framework Microsoft.AspNetCore.App"],
        ["ShopWebhooks.JsonSchema"] = ["ShopWebhooks", "NJsonSchema", "Newtonsoft.Json"],
        ["ShopWebhooks.Sqlite"] = ["ShopWebhooks", "Microsoft.Data.Sqlite", "SQLitePCLRaw.bundle_e_sqlite3", "SQLitePCLRaw.core"],
    };

    // What an application that is not trimmed can have besides. Its start checks an example against the schema.
    private static readonly string WholeProgram = "using ShopWebhooks.JsonSchema;\n" + Program.Replace(
        "AddShopWebhooks()",
        """
        AddShopWebhooks().AddJsonSchemaValidation().AddEndpoint("crm", "https://crm.example/", crm => crm.For("ping")
            .AddSecret(secret.Reveal()).Requires("{\"type\":\"object\",\"required\":[\"event\"]}"))
        """,
        StringComparison.Ordinal);

    // A version of its own each time: a cache that knows the version would serve yesterday's package.
    private readonly string _suffix = "test." + Path.GetRandomFileName().Replace(".", "", StringComparison.Ordinal);
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("shopwebhooks-");

    // The tool is nobody's dependency: ShopWebhooks.Cli.Tests installs it.
    private static IReadOnlyList<string> Packages => [.. Repository.Packages.Where(package => package != "ShopWebhooks.Cli")];

    private string Feed => Path.Combine(_folder.FullName, "feed");

    [OneTimeSetUp]
    public async Task Pack()
    {
        foreach (var package in Packages)
        {
            await BuildAsync(Repository.Root, "pack", $"src/{package}", "--output", Feed, "--version-suffix", _suffix);
        }
    }

    [OneTimeTearDown]
    public void Delete() => _folder.Delete(recursive: true);

    [TestCaseSource(nameof(Packages))]
    public void A_package_holds_the_library_its_documentation_and_a_readme(string package)
    {
        using var archive = Open(package);

        archive.Entries.Select(entry => entry.FullName).Should()
            .Contain([$"lib/net10.0/{package}.dll", $"lib/net10.0/{package}.xml", "README.md"])
            .And.NotContain(name => name.EndsWith(".txt"));
        File.Exists(Path.Combine(Feed, $"{package}.0.1.0-{_suffix}.snupkg")).Should().BeTrue("debuggers look for the symbols' package");
    }

    [TestCaseSource(nameof(Packages))]
    public void A_package_says_its_licence_its_readme_and_what_it_is(string package)
    {
        var metadata = Metadata(package);

        Value(metadata, "license").Should().Be("MIT");
        metadata.Elements().Single(one => one.Name.LocalName == "license").Attribute("type")!.Value.Should().Be("expression");
        Value(metadata, "readme").Should().Be("README.md");
        Value(metadata, "description").Should().EndWith(".");
        Value(metadata, "tags").Should().Contain("webhook");
    }

    [TestCaseSource(nameof(Packages))]
    public void A_package_depends_on_what_it_is_meant_to_and_on_nothing_else(string package)
    {
        var metadata = Metadata(package);
        var packages = metadata.Descendants().Where(one => one.Name.LocalName == "dependency").Select(one => one.Attribute("id")!.Value);
        var frameworks = metadata.Descendants().Where(one => one.Name.LocalName == "frameworkReference")
            .Select(one => "framework " + one.Attribute("name")!.Value);

        packages.Concat(frameworks).Should().BeEquivalentTo(Dependencies[package]);
    }

    /// <remarks>
    /// Restored from the packages alone: ours from the folder they were packed into, others' from where the build of this project put them.
    /// </remarks>
    [Test]
    public async Task An_application_restores_the_packages_builds_and_runs()
    {
        string[] list = ["nuget", "locals", "global-packages", "--list", "--force-english-output"];
        var locals = await Command.RunAsync(Repository.Root, "dotnet", list);
        var machine = locals.Split("global-packages:", 2)[1].Trim();
        var references = Packages.Select(package => $"""<PackageReference Include="{package}" Version="0.1.0-{_suffix}" />""");
        var application = Application("consumer", WholeProgram, string.Concat(references));
        File.WriteAllText(Path.Combine(application, "nuget.config"), $"""
            <configuration>
              <config><add key="globalPackagesFolder" value="{Path.Combine(application, "packages")}" /></config>
              <packageSources><clear /><add key="packed" value="{Feed}" /></packageSources>
              <fallbackPackageFolders><clear /><add key="machine" value="{machine}" /></fallbackPackageFolders>
            </configuration>
            """);

        await BuildAsync(application, "build", "--output", "out");

        (await Command.RunAsync(application, "dotnet", "out/consumer.dll")).Trim().Should().Be(Answer);
    }

    [Test]
    public async Task An_application_is_published_trimmed_without_a_warning_and_runs()
    {
        // By its own word, AddJsonSchemaValidation is not for trimmed applications.
        var references = Packages.Where(package => package != "ShopWebhooks.JsonSchema").Select(package => $"""
            <ProjectReference Include="{Repository.Root}/src/{package}/{package}.csproj" />
            <TrimmerRootAssembly Include="{package}" />
            """);
        var application = Application("trimmed", Program, string.Concat(references));
        var identifier = RuntimeInformation.RuntimeIdentifier;

        string[] options = ["--self-contained", "--runtime", identifier, "-p:PublishTrimmed=true", "-p:TrimmerSingleWarn=false"];
        await BuildAsync(application, ["publish", .. options, "--output", "out"]);

        (await Command.RunAsync(application, Path.Combine(application, "out", "trimmed"))).Trim().Should().Be(Answer);
    }

    private string Application(string name, string program, string references)
    {
        var folder = _folder.CreateSubdirectory(name).FullName;
        File.WriteAllText(Path.Combine(folder, "Program.cs"), program);
        File.WriteAllText(Path.Combine(folder, $"{name}.csproj"), $"""
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup>
                <OutputType>Exe</OutputType>
                <TargetFramework>net10.0</TargetFramework>
                <ImplicitUsings>enable</ImplicitUsings>
                <Nullable>enable</Nullable>
                <InvariantGlobalization>true</InvariantGlobalization>
              </PropertyGroup>
              <ItemGroup>{references}</ItemGroup>
            </Project>
            """);
        return folder;
    }

    private Task<string> BuildAsync(string folder, params string[] command)
    {
        var artifacts = Path.Combine(_folder.FullName, "artifacts");
        return Command.RunAsync(folder, "dotnet", [.. command, "--artifacts-path", artifacts, "--disable-build-servers", "-warnaserror"]);
    }

    private XElement Metadata(string package)
    {
        using var archive = Open(package);
        using var nuspec = archive.GetEntry($"{package}.nuspec")!.Open();
        return XDocument.Load(nuspec).Root!.Elements().Single(one => one.Name.LocalName == "metadata");
    }

    private ZipArchive Open(string package) => ZipFile.OpenRead(Path.Combine(Feed, $"{package}.0.1.0-{_suffix}.nupkg"));

    private static string Value(XElement metadata, string name) => metadata.Elements().Single(one => one.Name.LocalName == name).Value;
}
