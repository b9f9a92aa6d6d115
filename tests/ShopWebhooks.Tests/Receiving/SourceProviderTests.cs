using Microsoft.Extensions.DependencyInjection;
using ShopWebhooks.Events;
using ShopWebhooks.Providers;
using ShopWebhooks.Receiving;
using ShopWebhooks.Signing;

namespace ShopWebhooks.Tests.Receiving;

/// <summary>Sources that the application looks up.</summary>
internal sealed class SourceProviderTests
{
    private static readonly byte[] Body = """{"id":"evt_1","type":"invoice.paid"}"""u8.ToArray();

    [Test]
    public void Each_tenant_has_a_source_with_its_own_secret_and_duplicates()
    {
        var tenants = new Tenants { ["north"] = Stripe("north's secret"), ["south"] = Stripe("south's secret") };
        var handled = new List<string>();
        using var host = Shop(tenants, shop => shop.On<UnknownEvent>((each, context, _) =>
        {
            handled.Add($"{context.Origin} {each.Event}");
            return Task.CompletedTask;
        }));

        Receive(host, "north", "north's secret").Should().Be("Accepted");
        Receive(host, "South", "south's secret").Should().Be("Accepted");
        Receive(host, "north", "north's secret").Should().Be("Duplicate");
        Receive(host, "north", "south's secret").Should().Be("SignatureMismatch");
        Receive(host, "west", "north's secret").Should().Be("UnknownSource");

        handled.Should().Equal("north stripe.invoice.paid", "south stripe.invoice.paid");
        tenants.AskedFor.Should().Equal("north", "South", "north", "north", "west");
    }

    [Test]
    public void What_is_configured_is_not_asked_for_and_what_is_asked_for_is_not_configured()
    {
        var tenants = new Tenants { ["shop"] = Stripe("another") };
        using var host = Shop(tenants, shop => shop.AddSource("shop", WebhookProviders.Stripe, source => source.AddSecret("secret")));

        Receive(host, "shop", "secret").Should().Be("Accepted");
        tenants.AskedFor.Should().BeEmpty();
        host.Get<IWebhookSources>().Find("north").Should().BeNull();
    }

    [Test]
    public void What_is_made_of_settings_is_kept_as_long_as_they_are_given_and_no_longer()
    {
        var tenants = new Tenants { ["north"] = Stripe("secret") };
        using var host = Shop(tenants);
        var sources = host.Get<IWebhookSources>();
        var first = host.Run(() => sources.FindAsync("north").AsTask());

        host.Run(() => sources.FindAsync("NORTH").AsTask()).Should().BeSameAs(first);
        tenants["north"] = Stripe("next");
        host.Run(() => sources.FindAsync("north").AsTask()).Should().NotBeSameAs(first);
        Receive(host, "north", "secret").Should().Be("SignatureMismatch");
        Receive(host, "north", "next").Should().Be("Accepted");
    }

    [Test]
    public void One_settings_object_may_serve_two_names()
    {
        var both = Stripe("secret");
        using var host = Shop(new Tenants { ["north"] = both, ["south"] = both });

        Receive(host, "north", "secret").Should().Be("Accepted");
        Receive(host, "south", "secret").Should().Be("Accepted", "the same id of another source is another message");
    }

    [TestCase("")]
    [TestCase("a/b")]
    [TestCase("a\0b")]
    [TestCase("0123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789x")]
    public void What_no_source_can_be_called_is_not_looked_up(string name)
    {
        var tenants = new Tenants();
        using var host = Shop(tenants);

        Receive(host, name, "secret").Should().Be("UnknownSource");
        tenants.AskedFor.Should().BeEmpty();
    }

    [Test]
    public void Settings_that_cannot_work_are_an_error_of_the_application_that_names_no_secret()
    {
        using var host = Shop(new Tenants { ["north"] = new WebhookSourceOptions { Provider = "strpe" }.AddSecret("hunter2") });

        host.Invoking(each => Receive(each, "north", "hunter2")).Should().Throw<InvalidOperationException>().Which.Message.Should()
            .StartWith("The settings that IWebhookSourceProvider gave for a source cannot work: north:Provider: there is no provider 'strpe'; known are ")
            .And.NotContain("hunter2");
    }

    [Test]
    public void The_first_that_knows_a_name_gives_it()
    {
        using var host = Shop(
            new Tenants { ["north"] = Stripe("first") },
            shop => shop.AddSourceProvider<Others>().AddSourceProvider<Others>().Services.AddSingleton(new Others.Asked()));

        Receive(host, "north", "first").Should().Be("Accepted");
        Receive(host, "other", "other's").Should().Be("Accepted");
        host.Get<Others.Asked>().Count.Should().Be(1, "it is registered once, and asked for what the first does not know");
    }

    private static WebhookSourceOptions Stripe(string secret) => new WebhookSourceOptions { Provider = "stripe" }.AddSecret(secret);

    private static TestHost Shop(Tenants tenants, Action<IShopWebhooksBuilder>? configure = null) => TestHost.Started(shop =>
    {
        shop.Services.AddSingleton(tenants);
        shop.AddSourceProvider<TenantSources>();
        configure?.Invoke(shop);
    });

    private static string Receive(TestHost host, string source, string secret)
    {
        var lines = new WebhookSigner(WebhookProviders.Stripe.Scheme, WebhookSecret.Parse(secret, SecretFormat.Text))
            .Sign(new OutgoingWebhook("msg_1", host.Time.GetUtcNow(), Body));
        var request = new WebhookRequest<WebhookHeaders>("POST", null, new WebhookHeaders(lines), Body);
        var result = host.Run(() => host.Get<IWebhookReceiver>().VerifyAsync(source, request).AsTask());
        return result.Webhook is { } webhook
            ? host.Run(() => host.Get<IWebhookReceiver>().AcceptAsync(webhook)).Outcome.ToString()
            : result.ToString();
    }

    private sealed class Tenants : Dictionary<string, WebhookSourceOptions>
    {
        public Tenants()
            : base(StringComparer.OrdinalIgnoreCase)
        {
        }

        public List<string> AskedFor { get; } = [];
    }

    private sealed class TenantSources(Tenants tenants) : IWebhookSourceProvider
    {
        public async ValueTask<WebhookSourceOptions?> FindAsync(string name, CancellationToken cancellationToken)
        {
            await Task.Yield();
            tenants.AskedFor.Add(name);
            return tenants.GetValueOrDefault(name);
        }
    }

    private sealed class Others(Others.Asked asked) : IWebhookSourceProvider
    {
        public ValueTask<WebhookSourceOptions?> FindAsync(string name, CancellationToken cancellationToken)
        {
            asked.Count++;
            return ValueTask.FromResult<WebhookSourceOptions?>(name == "other" ? Stripe("other's") : null);
        }

        internal sealed class Asked
        {
            public int Count { get; set; }
        }
    }
}
