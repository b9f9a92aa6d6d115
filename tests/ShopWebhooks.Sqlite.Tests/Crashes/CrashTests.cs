using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using ShopWebhooks.Storage;

namespace ShopWebhooks.Sqlite.Tests.Crashes;

/// <summary>Tests with real processes, a real file, and SIGKILL.</summary>
internal sealed class CrashTests
{
    private const int KillsOfARun = 10;
    private const int LostLimit = 5;

    private static readonly string? OneSeed = Environment.GetEnvironmentVariable("SHOPWEBHOOKS_CRASH_SEED");
    private static readonly string Kills = Environment.GetEnvironmentVariable("SHOPWEBHOOKS_CRASH_KILLS") ?? "20";

    private TemporaryFolder _folder = new();
    private HttpClient _client = new();

    private string File => _folder.File("shop-webhooks.db");

    [SetUp]
    public void Prepare() => (_folder, _client) = (new TemporaryFolder(), new HttpClient());

    [TearDown]
    public void CleanUp()
    {
        _client.Dispose();
        _folder.Dispose();
    }

    [Test]
    public async Task Whenever_the_process_is_killed_what_was_accepted_arrives_and_only_what_was_under_way_is_repeated()
    {
        int[] seeds = OneSeed is not null ? [Number(OneSeed)] : [.. Enumerable.Range(1, (Number(Kills) + KillsOfARun - 1) / KillsOfARun)];
        foreach (var seed in seeds)
        {
            (await CrashRun.OfAsync(seed, KillsOfARun)).Should().BeNull();
        }
    }

    [Test]
    public async Task A_handler_that_ends_the_process_is_buried_after_its_sixth_time_and_nothing_dies_of_its_company()
    {
        // The lead is under way whenever the process ends, until it comes under suspicion as well.
        var life = 1;
        var arrivals = new ConcurrentQueue<Arrival>();
        var isHandled = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var recipient = await Recipient.StartAsync(async arrival =>
        {
            arrivals.Enqueue(arrival);
            isHandled.TrySetResult();
            if (arrival.Life <= LostLimit)
            {
                await Task.Delay(Timeout.Infinite);
            }
        });
        await using (var first = ShopProcess.Start(File, recipient.Address, life))
        {
            var address = await first.ListeningAsync();
            await PostAsync(address, "lead-1");
            await first.AwaitAsync(isHandled.Task, "lead at its handler");
            await PostFatalAsync(address);
            await Patience.AwaitAsync(first.Ended, "end of the process by its handler");
        }

        var deaths = 1;
        while (!await SurvivesAsync(recipient, ++life))
        {
            deaths++;
            deaths.Should().BeLessThanOrEqualTo(LostLimit + 1, "what ends the process again and again is to be buried");
        }

        var file = await KeptFile.ReadAsync(File);
        var dead = file.Deliveries.Where(delivery => delivery.State != DeliveryState.Delivered).ToArray();
        dead.Select(delivery => delivery.ToString()).Should().HaveCount(1, "only one message ends processes");
        dead[0].State.Should().Be(DeliveryState.Dead);
        dead[0].EndpointId.Should().Be("handler:fatal");
        dead[0].Reason.Should().Be("6 attempts in a row were lost: the process ended in the middle of each, or none came to an end.");
        dead[0].Attempts.Take(deaths).Should().OnlyContain(attempt => attempt.Outcome == AttemptOutcome.Lost);
        deaths.Should().Be(LostLimit + 1);
        arrivals.Where(arrival => arrival.Life > LostLimit && arrival.EndpointId == "handler:greet").Select(arrival => arrival.Tag)
            .Should().BeEquivalentTo([Lead.TagOf("lead-1"), Lead.TagOf("lead-2")]);
    }

    [Test]
    public async Task A_second_process_is_refused_and_has_the_file_as_soon_as_the_first_is_killed()
    {
        var arrivals = new ConcurrentQueue<string>();
        await using var recipient = await Recipient.StartAsync(arrival =>
        {
            arrivals.Enqueue(arrival.Tag);
            return Task.CompletedTask;
        });
        await using var first = ShopProcess.Start(File, recipient.Address, 1);
        var address = await first.ListeningAsync();

        await using var refused = ShopProcess.Start(File, recipient.Address, 2);
        await Patience.AwaitAsync(refused.Ended, "end of the second process");
        refused.Errors.Should().Contain(
            $"The SQLite file '{File}' belongs to another process, which holds '{File}.lock'. "
            + "One process owns a file: end the other one, or give each a file of its own.");
        refused.ExitCode.Should().NotBe(0);

        await PostAsync(address, "lead-1");
        await first.KillAsync();
        await using var second = ShopProcess.Start(File, recipient.Address, 3);
        await PostAsync(await second.ListeningAsync(), "lead-2");
        await second.DrainAsync();
        arrivals.Should().Contain([Lead.TagOf("lead-1"), Lead.TagOf("lead-2")]);
    }

    private static int Number(string text) => int.Parse(text, CultureInfo.InvariantCulture);

    /// <summary>Starts the shop anew, as a service manager does; true when it works off all it owes, and one lead more.</summary>
    private async Task<bool> SurvivesAsync(Recipient recipient, int life)
    {
        await using var shop = ShopProcess.Start(File, recipient.Address, life);
        if (!await shop.TryDrainAsync())
        {
            return false;
        }

        await PostAsync(await shop.ListeningAsync(), "lead-2");
        await shop.DrainAsync();
        await shop.StopAsync();
        return true;
    }

    private async Task PostAsync(Uri address, string customer) =>
        (await Lead.PostAsync(_client, address, customer)).Should().Be(HttpStatusCode.OK);

    private async Task PostFatalAsync(Uri address)
    {
        try
        {
            await Lead.PostAsync(_client, address, "fatal", "support_requested");
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException)
        {
            // It is stored before it is handled, and handled so soon that the answer may not get out any more.
        }
    }
}
