using System.Diagnostics;
using System.IO.Compression;
using System.Net;
using System.Net.Sockets;
using ShopWebhooks.Tests.House;

namespace ShopWebhooks.Cli.Tests.Tool;

/// <summary>The tool, installed from its package and driven as a user would.</summary>
[Category("Slow")]
internal sealed class InstalledToolTests
{
    private const string Order = """{"event":"new_order","customer_id":"SB-9921","status":"paid"}""";

    private InstalledTool _tool = null!;

    [OneTimeSetUp]
    public async Task Install() => _tool = await InstalledTool.CreateAsync();

    [OneTimeTearDown]
    public void Delete() => _tool?.Dispose();

    [Test]
    public void The_package_holds_all_that_the_tool_needs_and_a_readme()
    {
        using var archive = ZipFile.OpenRead(_tool.Package);

        archive.Entries.Select(entry => entry.FullName).Should().Contain(
            ["README.md", "tools/net10.0/any/DotnetToolSettings.xml", "tools/net10.0/any/ShopWebhooks.dll", "tools/net10.0/any/ShopWebhooks.AspNetCore.dll"]);
    }

    [Test]
    public async Task It_knows_its_version() => (await _tool.RunAsync("shopwebhooks --version")).Output.Should().StartWith(_tool.Version);

    [Test]
    public async Task A_pipe_gets_plain_lines_and_errors_go_elsewhere()
    {
        var run = await _tool.RunAsync("shopwebhooks providers | head -n 1000; shopwebhooks sign || echo $?");

        run.Output.Should().NotContain("\e").And.Contain("standard-webhooks ").And.EndWith("\n2\n");
        run.Error.Should().Be("Option '--provider' is required.\nSee shopwebhooks sign --help.\n");
    }

    [Test]
    public async Task A_key_is_made_and_signs_what_is_verified_and_sent_to_a_listener()
    {
        var secret = (await _tool.RunAsync("shopwebhooks keygen")).Lines.Single();
        string About(string command, string options) =>
            $"shopwebhooks {command} --provider standard-webhooks --secret '{secret}' {options} --body '{Order}'";
        var signed = await _tool.RunAsync(About("sign", ""));
        var headers = string.Join(' ', signed.Lines.Select(line => $"--header '{line}'"));

        (await _tool.RunAsync(About("verify", headers))).Should().Be(new Run(0, "valid\n", ""));
        var late = await _tool.RunAsync(About("verify", $"{headers} --now 1700000000"));
        late.ExitCode.Should().Be(1);
        late.Lines[0].Should().Be("TimestampTooNew");

        using var listener = _tool.Start($"exec shopwebhooks listen --secret '{secret}'");
        var address = (await listener.StandardOutput.ReadLineAsync())!.Split(' ')[2];
        var sent = await _tool.RunAsync(About("send", $"--to {address} --allow-private-networks"));
        var refused = await _tool.RunAsync(About("send", $"--to {address}"));
        var received = await EndAsync(listener);

        sent.ExitCode.Should().Be(0);
        sent.Lines[..2].Should().Equal("delivered", "status    200");
        refused.ExitCode.Should().Be(1);
        received.Split('\n')[2].Should().EndWith(" POST /  valid");
    }

    [Test]
    public async Task Ctrl_C_ends_what_waits_for_an_answer_with_130_and_a_full_disk_ends_with_1_and_neither_with_a_stack_trace()
    {
        using var silent = new TcpListener(IPAddress.Loopback, 0);
        silent.Start();

        // Whoever runs the tests in the background has them ignore the signal, and so would the tool.
        using var sending = _tool.Start(
            $"exec env --default-signal=INT shopwebhooks send --to http://{silent.LocalEndpoint}/ --provider github --secret s "
            + $"--allow-private-networks --body '{Order}'");
        using var connection = await silent.AcceptTcpClientAsync();

        (await _tool.RunAsync($"kill -s INT {sending.Id}")).ExitCode.Should().Be(0);
        await sending.WaitForExitAsync();
        var full = await _tool.RunAsync("shopwebhooks keygen > /dev/full || echo $?");

        sending.ExitCode.Should().Be(130);
        (await sending.StandardError.ReadToEndAsync()).Should().BeEmpty();
        full.Output.Should().Be("1\n");
        full.Error.Should().MatchRegex(@"^This failed: [^\n]+\n$");
    }

    [Test]
    public async Task The_commands_of_its_readme_do_what_it_says()
    {
        var readme = await File.ReadAllTextAsync(Path.Combine(Repository.Root, "src", "ShopWebhooks.Cli", "README.md"));
        string[] blocks = [.. readme.ReplaceLineEndings("\n").Split("```bash\n")[1..].Select(rest => rest.Split("```")[0])];
        blocks.Should().HaveCount(3, "one is a walk, one listens, and one sends to the second");

        var walk = await _tool.RunAsync(blocks[0]);
        using var listener = _tool.Start("exec " + blocks[1]);
        (await listener.StandardOutput.ReadLineAsync()).Should().StartWith("Listening on ");
        var sent = await _tool.RunAsync(blocks[2]);
        var received = await EndAsync(listener);

        walk.ExitCode.Should().Be(0, walk.Error);
        walk.Lines[^1].Should().Be("valid");
        sent.ExitCode.Should().Be(0, sent.Output);
        received.Split('\n')[2].Should().EndWith(" POST /hooks  valid");
    }

    // As Ctrl+C and a service manager do.
    private async Task<string> EndAsync(Process listener)
    {
        (await _tool.RunAsync($"kill -s TERM {listener.Id}")).ExitCode.Should().Be(0);
        var printed = await listener.StandardOutput.ReadToEndAsync();
        await listener.WaitForExitAsync();
        listener.ExitCode.Should().Be(0);
        return printed;
    }
}
