using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using RichardSzalay.MockHttp;
using ShopWebhooks.Signing;
using ShopWebhooks.Tests.Doubles;

namespace ShopWebhooks.Tests.Providers;

internal sealed class WebhookKeyCacheTests
{
    private static readonly WebhookKeyReference Key = new(new Uri("https://sns.eu-west-1.amazonaws.com/a.pem"));

    [Test]
    public async Task A_key_is_asked_for_once_in_an_hour()
    {
        using var shop = new Shop();
        var asked = shop.Http.When(Key.Address.AbsoluteUri).Respond("text/plain", "the key");

        await ShouldGiveAsync(shop, "the key");
        shop.Time.Advance(TimeSpan.FromHours(1));
        await ShouldGiveAsync(shop, "the key");
        shop.Http.GetMatchCount(asked).Should().Be(1);

        shop.Time.Advance(TimeSpan.FromSeconds(1));
        await ShouldGiveAsync(shop, "the key");
        shop.Http.GetMatchCount(asked).Should().Be(2);
    }

    [TestCase(HttpStatusCode.NotFound)]
    [TestCase(HttpStatusCode.InternalServerError)]
    [TestCase(HttpStatusCode.Found)]
    public async Task A_failure_is_forgotten_after_ten_seconds(HttpStatusCode status)
    {
        using var shop = new Shop();
        var asked = shop.Http.When(Key.Address.AbsoluteUri).Respond(status);

        await ShouldGiveAsync(shop, null);
        await ShouldGiveAsync(shop, null);
        shop.Http.GetMatchCount(asked).Should().Be(1);

        shop.Time.Advance(TimeSpan.FromSeconds(11));
        await ShouldGiveAsync(shop, null);
        shop.Http.GetMatchCount(asked).Should().Be(2);
        shop.Logs.Lines.Should().Contain(line =>
            line.StartsWith("Warning 2009 ", StringComparison.Ordinal) && line.Contains($"the answer was {(int)status}", StringComparison.Ordinal));
    }

    [Test]
    public async Task An_answer_that_is_too_long_is_none()
    {
        using var shop = new Shop();
        shop.Http.When(Key.Address.AbsoluteUri).Respond("text/plain", new string('k', (64 * 1024) + 1));

        await ShouldGiveAsync(shop, null);
    }

    [Test]
    public async Task Those_who_ask_at_once_wait_for_one_answer()
    {
        using var shop = new Shop();
        var answer = new TaskCompletionSource<HttpResponseMessage>();
        var asked = shop.Http.When(Key.Address.AbsoluteUri);
        asked.Respond(() => answer.Task);

        var first = shop.Keys.FetchAsync(Key, CancellationToken.None).AsTask();
        using var impatient = new CancellationTokenSource();
        var second = shop.Keys.FetchAsync(Key, impatient.Token).AsTask();
        await impatient.CancelAsync();
        await ((Func<Task>)(() => second)).Should().ThrowAsync<OperationCanceledException>();
        answer.SetResult(new HttpResponseMessage(HttpStatusCode.OK) { Content = new StringContent("the key") });

        (await first)!.Value.ToArray().Should().Equal("the key"u8.ToArray());
        shop.Http.GetMatchCount(asked).Should().Be(1);
    }

    [TestCase(false)]
    [TestCase(true)]
    public async Task A_server_that_is_slow_is_given_up_after_five_seconds_and_asked_again_after_ten(bool beginsToAnswer)
    {
        using var shop = new Shop();
        var asked = shop.Http.When(Key.Address.AbsoluteUri);
        var reached = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var silent = new SilentHandler(reached);
        if (beginsToAnswer)
        {
            asked.Respond(_ => new HttpResponseMessage(HttpStatusCode.OK) { Content = new StalledContent(reached) });
        }
        else
        {
            asked.Respond(silent);
        }

        var first = shop.Keys.FetchAsync(Key, CancellationToken.None).AsTask();
        await reached.Task;
        shop.Time.Advance(TimeSpan.FromSeconds(5) - TimeSpan.FromTicks(1));
        var second = shop.Keys.FetchAsync(Key, CancellationToken.None).AsTask();
        first.IsCompleted.Should().BeFalse();
        second.IsCompleted.Should().BeFalse();

        shop.Time.Advance(TimeSpan.FromTicks(1));
        (await first).Should().BeNull();
        (await second).Should().BeNull();
        shop.Logs.Lines.Should().ContainSingle(line => line.StartsWith("Warning 2009 ", StringComparison.Ordinal));

        shop.Time.Advance(TimeSpan.FromSeconds(5));
        await ShouldGiveAsync(shop, null);
        shop.Http.GetMatchCount(asked).Should().Be(1);

        asked.Respond("text/plain", "the key");
        shop.Time.Advance(TimeSpan.FromTicks(1));
        await ShouldGiveAsync(shop, "the key");
        shop.Http.GetMatchCount(asked).Should().Be(2);
    }

    [Test]
    public async Task The_key_is_taken_out_of_the_answer_to_a_question()
    {
        using var shop = new Shop();
        var question = new WebhookKeyReference(new Uri("https://production.plaid.com/webhook_verification_key/get")) { Question = """{"key_id":"k"}""" };
        shop.Http.When(HttpMethod.Post, question.Address.AbsoluteUri).WithContent("""{"key_id":"k"}""")
            .Respond("application/json", """{"key":{"kty":"EC"},"request_id":"1"}""");

        (await shop.Keys.FetchAsync(question, CancellationToken.None))!.Value.ToArray().Should().Equal("""{"kty":"EC"}"""u8.ToArray());
    }

    [Test]
    public async Task A_certificate_that_nobody_trusts_is_not_given()
    {
        using var shop = new Shop();
        var certificate = ProviderVector.Read("paypal")[0].Key!;
        shop.Http.When(Key.Address.AbsoluteUri).Respond("text/plain", certificate);

        (await shop.Keys.FetchAsync(Key with { IssuedFor = "paypal.com" }, CancellationToken.None)).Should().BeNull();
    }

    [Test]
    public async Task A_flood_of_addresses_is_not_followed()
    {
        using var shop = new Shop();
        var asked = shop.Http.When("*").Respond(HttpStatusCode.NotFound);

        for (var i = 0; i < 150; i++)
        {
            await shop.Keys.FetchAsync(new WebhookKeyReference(new Uri($"https://sns.eu-west-1.amazonaws.com/{i}.pem")), CancellationToken.None);
        }

        shop.Http.GetMatchCount(asked).Should().Be(100);
        shop.Time.Advance(TimeSpan.FromSeconds(11));
        await ShouldGiveAsync(shop, null);
        shop.Http.GetMatchCount(asked).Should().Be(101);
    }

    [Test]
    public async Task A_failure_of_any_kind_is_forgotten_as_well()
    {
        using var shop = new Shop();
        var isOpen = true;
        shop.Http.When(Key.Address.AbsoluteUri).Respond(() => isOpen
            ? throw new InvalidOperationException("the circuit is open")
            : Task.FromResult(new HttpResponseMessage(HttpStatusCode.OK) { Content = new StringContent("the key") }));

        await ShouldGiveAsync(shop, null);
        isOpen = false;
        shop.Time.Advance(TimeSpan.FromSeconds(11));
        await ShouldGiveAsync(shop, "the key");
    }

    [Test]
    public async Task A_flood_of_addresses_of_one_provider_takes_no_key_from_another()
    {
        using var shop = new Shop();
        shop.Http.When("https://*.paypal.com/*").Respond(HttpStatusCode.NotFound);
        shop.Http.When(Key.Address.AbsoluteUri).Respond("text/plain", "the key");
        for (var i = 0; i < 150; i++)
        {
            await shop.Keys.FetchAsync(new WebhookKeyReference(new Uri($"https://a{i}.paypal.com/{i}")), CancellationToken.None);
        }

        await ShouldGiveAsync(shop, "the key");
    }

    [Test]
    public async Task A_key_that_was_given_outlives_a_flood_and_serves_for_a_day_when_it_cannot_be_had_anew()
    {
        using var shop = new Shop();
        var isUp = true;
        shop.Http.When(Key.Address.AbsoluteUri).Respond(() => Task.FromResult(isUp
            ? new HttpResponseMessage(HttpStatusCode.OK) { Content = new StringContent("the key") }
            : new HttpResponseMessage(HttpStatusCode.ServiceUnavailable)));
        shop.Http.When("*").Respond(HttpStatusCode.NotFound);
        await ShouldGiveAsync(shop, "the key");

        isUp = false;
        shop.Time.Advance(TimeSpan.FromHours(2));
        for (var i = 0; i < 150; i++)
        {
            await shop.Keys.FetchAsync(new WebhookKeyReference(new Uri($"https://sns.eu-west-1.amazonaws.com/{i}.pem")), CancellationToken.None);
        }

        await ShouldGiveAsync(shop, "the key");
        shop.Time.Advance(TimeSpan.FromHours(21));
        await ShouldGiveAsync(shop, "the key");
        shop.Time.Advance(TimeSpan.FromHours(2));
        await ShouldGiveAsync(shop, null);

        isUp = true;
        shop.Time.Advance(TimeSpan.FromSeconds(11));
        await ShouldGiveAsync(shop, "the key");
    }

    private static async Task ShouldGiveAsync(Shop shop, string? key)
    {
        var given = await shop.Keys.FetchAsync(Key, CancellationToken.None);
        (given is { } bytes ? System.Text.Encoding.UTF8.GetString(bytes.Span) : null).Should().Be(key);
    }

    private sealed class Shop : IDisposable
    {
        private readonly ServiceProvider _provider;

        public Shop()
        {
            var services = new ServiceCollection();
            services.AddLogging(logging => logging.AddProvider(Logs));
            services.AddSingleton<TimeProvider>(Time);
            services.AddShopWebhooks().ConfigureHttpClient(client => client.ConfigurePrimaryHttpMessageHandler(() => Http)).AllowUnguardedHandler();
            _provider = services.BuildServiceProvider();
        }

        public MockHttpMessageHandler Http { get; } = new();

        public ManualTimeProvider Time { get; } = new();

        public Telemetry.CapturingLoggerProvider Logs { get; } = new();

        public IWebhookKeyFetcher Keys => _provider.GetRequiredService<IWebhookKeyFetcher>();

        public void Dispose()
        {
            _provider.Dispose();
            Http.Dispose();
        }
    }
}
