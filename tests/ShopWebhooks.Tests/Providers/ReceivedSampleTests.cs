using Microsoft.Extensions.DependencyInjection;
using ShopWebhooks.Events;
using ShopWebhooks.Providers;
using ShopWebhooks.Signing;
using ShopWebhooks.Tests.Doubles;

namespace ShopWebhooks.Tests.Providers;

/// <summary>What each provider sends, from the request to the handler.</summary>
internal sealed class ReceivedSampleTests
{
    private const string Url = "https://shop.example/hooks";

    [TestCaseSource(typeof(ReceivedSample), nameof(ReceivedSample.All))]
    public void A_webhook_reaches_its_handler_under_its_type_and_id_and_once(WebhookProvider provider, ReceivedSample sample)
    {
        var vector = sample.Vector is { } name ? ProviderVector.Read(provider.Name).Single(vector => vector.Name == name) : null;
        var handled = new List<string>();
        using var host = TestHost.Started(
            shop =>
            {
                shop.Services.AddSingleton<IWebhookKeyFetcher>(new ServedKey(vector?.Key));
                shop.AddSource("shop", provider, source =>
                {
                    source.PublicUrl = Url;
                    source.AddSecret(SecretOf(provider, vector));
                });
                shop.On<UnknownEvent>(Handle).On<NewOrder>(Handle);
            },
            time: new ManualTimeProvider(DateTimeOffset.FromUnixTimeSeconds(vector?.Now ?? 1_700_000_000)));
        var request = vector?.ToRequest() ?? Sign(host, provider, sample);

        var first = Receive(host, request);
        var second = Receive(host, request);

        first.Outcome.Should().Be(ReceiveOutcome.Accepted);
        second.Outcome.Should().Be(sample.KnownBy == "nothing" ? ReceiveOutcome.Accepted : ReceiveOutcome.Duplicate);
        handled.Should().HaveCount(sample.KnownBy == "nothing" ? 2 : 1).And.OnlyContain(type => type == sample.EventType);

        var message = host.Deliveries()[0].Message;
        var id = message.Headers.SingleOrDefault(header => header.Key == "webhook-id").Value;
        if (sample.Id == "signed")
        {
            id.Should().NotBeNull();
        }
        else
        {
            id.Should().Be(sample.Id);
        }

        (message.DedupeKey switch
        {
            null => "nothing",
            var key when key == id => "id",
            var key when key.StartsWith("sha256:", StringComparison.Ordinal) => "body",
            var key => key,
        }).Should().Be(sample.KnownBy);
        message.Headers.Where(header => !header.Key.StartsWith("webhook-", StringComparison.Ordinal))
            .Select(header => $"{header.Key}: {header.Value}").Should().Equal(sample.Kept ?? []);

        Task Handle(object each, WebhookContext context, CancellationToken cancellationToken)
        {
            handled.Add(context.EventType);
            return Task.CompletedTask;
        }
    }

    [Test]
    public void Every_provider_has_a_sample() =>
        ReceivedSample.Each.Select(sample => sample.Provider).Distinct().Should().BeEquivalentTo(WebhookProviders.All.Select(provider => provider.Name));

    private static string SecretOf(WebhookProvider provider, ProviderVector? vector) =>
        vector?.Secrets[0] ?? provider.Scheme.SecretFormat switch
        {
            SecretFormat.StandardWebhooks => TestHost.Secret,
            SecretFormat.Hex => "0a1b2c",
            _ => "user:password",
        };

    private static WebhookRequest<WebhookHeaders> Sign(TestHost host, WebhookProvider provider, ReceivedSample sample)
    {
        var signer = new WebhookSigner(provider.Scheme, WebhookSecret.Parse(SecretOf(provider, null), provider.Scheme.SecretFormat));
        var bytes = sample.ToBytes();
        var body = signer.SignBody(new OutgoingWebhook("msg_1", host.Time.GetUtcNow(), bytes) { Url = Url });
        var lines = (sample.Headers ?? []).Select(line => line.Split(": ", 2)).Select(line => new KeyValuePair<string, string>(line[0], line[1])).ToList();
        if (!lines.Exists(line => line.Key == "content-type"))
        {
            lines.Add(new("content-type", sample.ContentType));
        }

        lines.AddRange(signer.Sign(new OutgoingWebhook("msg_1", host.Time.GetUtcNow(), body) { Url = Url }));
        return new("POST", null, new WebhookHeaders(lines), body);
    }

    private static ReceiveResult Receive(TestHost host, WebhookRequest<WebhookHeaders> request)
    {
        var receiver = host.Get<IWebhookReceiver>();
        var verification = host.Run(() => receiver.VerifyAsync("shop", request).AsTask());
        verification.ToString().Should().Be("valid");
        return host.Run(() => receiver.AcceptAsync(verification.Webhook!.Value));
    }
}
