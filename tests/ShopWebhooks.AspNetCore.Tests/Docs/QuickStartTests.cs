using System.Diagnostics;
using System.Net;
using System.Text;
using System.Text.RegularExpressions;

namespace ShopWebhooks.AspNetCore.Tests.Docs;

/// <summary>Runs the sample as a newcomer does, in a folder of its own: where it runs it leaves a file, and one process owns that.</summary>
internal sealed partial class QuickStartTests
{
    private DirectoryInfo _folder = null!;

    [SetUp]
    public void MakeFolder() => _folder = Directory.CreateTempSubdirectory("shop-webhooks-");

    [TearDown]
    public void RemoveFolder() => _folder.Delete(recursive: true);

    [Test]
    public async Task The_sample_walks_the_four_steps_and_ends_well()
    {
        await using var sample = ChildProcess.Start("QuickStart", _folder, "--once");

        (await sample.ExitCodeAsync()).Should().Be(0, sample.Written);

        sample.Written.Should().ContainAll(
            "Step 1 of 4", "Step 2 of 4", "Step 3 of 4", "Step 4 of 4", "passed  The endpoint 'subscriber' answered the signed ping with 200.");
        sample.Written.Should().MatchRegex(@"\n     webhook-signature: v1,[A-Za-z0-9+/]{43}=\n");
        sample.Written.Should().Contain("""
                 {"event":"new_order","customer_id":"SB-9921","status":"paid"}
            """);
        sample.Written.Split('\n').Count(line => line == "  <- 200").Should().Be(2, "the ping and the order are acknowledged");
        sample.Written.Should().Contain("\n  handled  new_order of customer SB-9921, status paid, attempt 1\n");
        sample.Written.Should().Contain("All steps passed.").And.NotContain("curl");
    }

    [Test]
    public async Task The_next_start_finishes_what_a_killed_one_had_accepted()
    {
        await using (var killed = ChildProcess.Start("QuickStart", _folder, "--crash"))
        {
            (await killed.ExitCodeAsync()).Should().NotBe(0);
            killed.Written.Should().Contain("  <- 200\n  killed   in the middle of handling it.").And.NotContain("handled  new_order");
        }

        await using (var next = ChildProcess.Start("QuickStart", _folder, "--once"))
        {
            (await next.ExitCodeAsync()).Should().Be(0, next.Written);
            next.Written.Should().StartWith("An earlier run ended before its work was done.");
            next.Written.Should().MatchRegex("  owed     new_order, accepted at [0-9:]{8} UTC, to handler:on-NewOrder\n");
            next.Written.Should().Contain("\n  handled  new_order of customer SB-9921, status paid, attempt 2\n").And.Contain("\n  finished\n");
            Handled().Count(next.Written).Should().Be(2, "the order of the killed run is handled once, and then the one of this walk");
        }

        await using var last = ChildProcess.Start("QuickStart", _folder, "--once");
        (await last.ExitCodeAsync()).Should().Be(0, last.Written);
        last.Written.Should().StartWith("A shop sends webhooks", "nothing is left over");
    }

    [Test]
    public async Task What_the_sample_does_not_know_is_refused_with_what_it_knows()
    {
        await using var sample = ChildProcess.Start("QuickStart", _folder, "--bogus");

        (await sample.ExitCodeAsync()).Should().Be(2);
        sample.Written.Should().Be("The sample does not know --bogus; it knows --once, --crash.\n");
    }

    [TestCase("  dispatched")]
    [TestCase("     {\"event\":\"new_order\"")]
    public async Task Wherever_the_sample_was_killed_the_next_start_goes_on_with_another_port_and_secret(string line)
    {
        await using (var killed = ChildProcess.Start("QuickStart", _folder))
        {
            await killed.LineAsync(written => written.StartsWith(line, StringComparison.Ordinal));
            await killed.KillAsync();
        }

        await using var next = ChildProcess.Start("QuickStart", _folder, "--once");
        (await next.ExitCodeAsync()).Should().Be(0, next.Written);
        next.Written.Should().Contain("All steps passed.").And.NotContain("  <- 4");
    }

    [Test]
    public async Task A_second_sample_is_told_who_owns_the_file()
    {
        await using var first = ChildProcess.Start("QuickStart", _folder);
        await first.LineAsync(line => line.StartsWith("Step 1 of 4", StringComparison.Ordinal));

        await using var second = ChildProcess.Start("QuickStart", _folder, "--once");

        (await second.ExitCodeAsync()).Should().Be(1);
        second.Written.Should().MatchRegex(
            @"^The sample does not start\. The SQLite file '.+' belongs to another process, .+ give each a file of its own\.\n$");
    }

    [Test]
    [Platform(Exclude = "Win", Reason = "Only elsewhere can the locks of files be switched off.")]
    public async Task A_sample_whose_file_cannot_be_locked_does_not_start()
    {
        const string Switch = "DOTNET_SYSTEM_IO_DISABLEFILELOCKING";
        Environment.SetEnvironmentVariable(Switch, "1");
        try
        {
            await using var sample = ChildProcess.Start("QuickStart", _folder, "--once");

            (await sample.ExitCodeAsync()).Should().Be(1);
            sample.Written.Should().Contain(".lock' cannot be locked").And.Contain($"do not set {Switch}.");
        }
        finally
        {
            Environment.SetEnvironmentVariable(Switch, null);
        }
    }

    [Test]
    [Platform(Exclude = "Win", Reason = "The sample is ended by SIGTERM.")]
    public async Task The_sample_serves_the_request_that_it_prints_until_it_is_told_to_end()
    {
        await using var sample = ChildProcess.Start("QuickStart", _folder);
        await sample.LineAsync(line => line.StartsWith("curl ", StringComparison.Ordinal));
        await sample.LineAsync(line => line.StartsWith("  -d ", StringComparison.Ordinal));
        var curl = Curl().Match(sample.Written);

        (await SendAsync(curl)).Should().Be(HttpStatusCode.OK);
        await sample.LineAsync(line => line.Contains("handled  new_order of customer SB-9921", StringComparison.Ordinal));
        (await SendAsync(curl)).Should().Be(HttpStatusCode.OK);
        (await SendAsync(curl, body => body.Replace("paid", "free"))).Should().Be(HttpStatusCode.Unauthorized);

        using var kill = Process.Start("kill", ["-TERM", $"{sample.Id}"]);
        (await sample.ExitCodeAsync()).Should().Be(0, sample.Written);
        Handled().Count(sample.Written).Should().Be(2, "the walk's order and the first request are handled; the rest is a repetition and a forgery");
    }

    private static async Task<HttpStatusCode> SendAsync(Match curl, Func<string, string>? change = null)
    {
        using var client = new HttpClient();
        var body = curl.Groups["body"].Value;
        using var request = new HttpRequestMessage(HttpMethod.Post, curl.Groups["url"].Value)
        {
            Content = new ByteArrayContent(Encoding.UTF8.GetBytes(change is null ? body : change(body))),
        };
        foreach (var line in curl.Groups["header"].Captures.Select(header => header.Value.Split(": ", 2)))
        {
            if (!request.Headers.TryAddWithoutValidation(line[0], line[1]))
            {
                request.Content.Headers.TryAddWithoutValidation(line[0], line[1]);
            }
        }

        using var answer = await client.SendAsync(request);
        return answer.StatusCode;
    }

    [GeneratedRegex(@"curl -i (?<url>\S+) \\\n(  -H '(?<header>[^']+)' \\\n)+  -d '(?<body>[^']+)'")]
    private static partial Regex Curl();

    [GeneratedRegex("handled  new_order")]
    private static partial Regex Handled();
}
