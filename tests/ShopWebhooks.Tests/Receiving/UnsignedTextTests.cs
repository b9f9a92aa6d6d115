using ShopWebhooks.Events;
using ShopWebhooks.Providers;
using ShopWebhooks.Signing;
using ShopWebhooks.Tests.Doubles;
using ShopWebhooks.Tests.Providers;

namespace ShopWebhooks.Tests.Receiving;

/// <summary>Ids, event types and headers that nobody signs: of odd ones nothing reaches the stored message or the log.</summary>
internal sealed class UnsignedTextTests
{
    private const string Mark = "strange";

    private static readonly string[] OddTexts =
    [
        "", Mark + "\r\nwebhook-id: evil", Mark + "\n", Mark + "\0", "\u001b[31m" + Mark, Mark + "\u007f", Mark + "\u009b31m", Mark + "\u00e9",
        Mark + "\u2028", Mark + "\ud83d\ude00", Mark + "\ud800", Mark.PadRight(257, 'x'), Mark.PadRight(100_000, 'x'),
    ];

    // Those who name the message in a header, of which the scheme signs none.
    private static readonly WebhookProvider[] Providers =
        [.. WebhookProviders.All.Where(provider => provider.Scheme.CanSign && provider.MessageId.Any(field => field.HeaderName is not null))];

    [Test]
    public void An_odd_id_is_none_and_the_body_tells_duplicates([ValueSource(nameof(Providers))] WebhookProvider provider)
    {
        foreach (var id in OddTexts)
        {
            using var host = Shop(provider);

            Receive(host, provider, id).Should().Be(ReceiveOutcome.Accepted);
            var message = host.Delivery().Message;
            message.DedupeKey.Should().MatchRegex("^sha256:[0-9a-f]{64}( [0-9]+)?$");
            message.Headers.Should().NotContain(header => header.Key == "webhook-id" || header.Value.Contains(Mark));

            Receive(host, provider, "another").Should().Be(provider.Scheme is TokenScheme ? ReceiveOutcome.Accepted : ReceiveOutcome.Duplicate);
            host.Logs.Lines.Should().NotContain(line => line.Contains(Mark));
        }
    }

    [Test]
    public void An_id_of_256_printable_characters_is_kept([ValueSource(nameof(Providers))] WebhookProvider provider)
    {
        using var host = Shop(provider);
        var id = "a ~!".PadRight(256, 'x');

        Receive(host, provider, id).Should().Be(ReceiveOutcome.Accepted);

        host.Delivery().Message.Headers.Should().Contain(new KeyValuePair<string, string>("webhook-id", id));
    }

    [Test]
    public void An_id_that_is_there_twice_is_none([ValueSource(nameof(Providers))] WebhookProvider provider)
    {
        using var host = Shop(provider);

        Receive(host, provider, "first", "second").Should().Be(ReceiveOutcome.Accepted);

        host.Delivery().Message.Headers.Should().NotContain(header => header.Key == "webhook-id");
    }

    [TestCase("github", "X-GitHub-Event")]
    [TestCase("shopify", "X-Shopify-Topic")]
    [TestCase("woocommerce", "X-WC-Webhook-Topic")]
    public void An_odd_event_type_is_malformed_and_not_logged(string name, string header)
    {
        var provider = WebhookProviders.Find(name)!;
        using var host = Shop(provider);

        foreach (var type in OddTexts)
        {
            host.Verify(Request(provider, new KeyValuePair<string, string>(header, type))).Failure.Should().Be(VerificationFailure.MalformedPayload);
        }

        host.Logs.Lines.Should().NotContain(line => line.Contains(Mark));
    }

    [TestCase(1, true)]
    [TestCase(1024, true)]
    [TestCase(1025, false)]
    [TestCase(0, false)]
    public void A_header_is_kept_up_to_a_length(int length, bool isKept) => ShouldKeep(new string('x', length), isKept);

    [Test]
    public void A_header_is_kept_that_every_store_can_hold_and_every_terminal_can_show()
    {
        ShouldKeep("a\u00e9\ud83d\ude00b", isKept: true);
        foreach (var text in new[] { "\0", "a\0", "a\ud800b", "\udc00\ud800", "1\r\nx: y", "1\n", "\u001b[31mred", "a\u007f", "\u009b31m" })
        {
            ShouldKeep(text, isKept: false);
        }
    }

    [Test]
    public void A_header_that_is_there_twice_is_not_kept()
    {
        using var host = Shop(WebhookProviders.GitHub);
        var request = Request(WebhookProviders.GitHub, new("X-GitHub-Event", "push"), new("X-GitHub-Hook-ID", "1"), new("x-github-hook-id", "1"));

        Accept(host, request);

        host.Delivery().Message.Headers.Should().BeEmpty();
    }

    private static void ShouldKeep(string value, bool isKept)
    {
        using var host = Shop(WebhookProviders.GitHub);

        Accept(host, Request(WebhookProviders.GitHub, new("X-GitHub-Event", "push"), new("X-GitHub-Hook-ID", value)));

        host.Delivery().Message.Headers.Should().Equal(isKept ? [new KeyValuePair<string, string>("x-github-hook-id", value)] : []);
    }

    private static TestHost Shop(WebhookProvider provider) => TestHost.Started(
        shop => shop
            .AddSource("shop", provider, source =>
            {
                source.PublicUrl = GenuineRequest.Url;
                source.AddSecret(GenuineRequest.SecretOf(provider));
            })
            .On<UnknownEvent>((_, _, _) => Task.CompletedTask),
        time: new ManualTimeProvider(GenuineRequest.Now));

    // The provider's sample, with these ids under each name that the provider has for one.
    private static ReceiveOutcome Receive(TestHost host, WebhookProvider provider, params string[] ids)
    {
        var names = provider.MessageId.Select(field => field.HeaderName).OfType<string>().ToList();
        var sample = ReceivedSample.Each.First(sample => sample.Provider == provider.Name);
        var lines = sample.Headers!.Select(line => line.Split(": ", 2)).Where(line => !names.Contains(line[0], StringComparer.OrdinalIgnoreCase))
            .Select(line => new KeyValuePair<string, string>(line[0], line[1]));
        var request = new GenuineRequest(provider, sample.ToBytes());
        request.Lines.AddRange([.. lines, .. names.SelectMany(name => ids.Select(id => new KeyValuePair<string, string>(name, id)))]);
        return Accept(host, request.ToRequest());
    }

    private static WebhookRequest<WebhookHeaders> Request(WebhookProvider provider, params KeyValuePair<string, string>[] lines)
    {
        var request = new GenuineRequest(provider);
        request.Lines.AddRange(lines);
        return request.ToRequest();
    }

    private static ReceiveOutcome Accept(TestHost host, WebhookRequest<WebhookHeaders> request)
    {
        var verification = host.Verify(request);
        verification.ToString().Should().Be("valid");
        return host.Run(() => host.Get<IWebhookReceiver>().AcceptAsync(verification.Webhook!.Value)).Outcome;
    }
}
