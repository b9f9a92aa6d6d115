using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Options;
using ShopWebhooks.Endpoints;
using ShopWebhooks.Providers;
using ShopWebhooks.Signing;
using ShopWebhooks.Tests.Delivery;
using ShopWebhooks.Tests.Providers;
using ShopWebhooks.Tests.Transports;

namespace ShopWebhooks.Tests.Endpoints;

internal sealed class LegacySignatureTests
{
    private const string OldSecret = "the old shared secret";

    private static readonly WebhookProvider Token = new() { Name = "old-token", Scheme = new TokenScheme { Header = "X-Token" } };
    private static readonly WebhookProvider Standard = WebhookProviders.StandardWebhooks with { Name = "standard-again" };

    [Test]
    public void Both_signatures_are_over_the_body_of_each_attempt_and_either_receiver_accepts_it()
    {
        using var host = TestHost.Started(shop => shop.AddTestEndpoint("crm", endpoint => endpoint.AlsoSignAs(WebhookProviders.Stripe, OldSecret)));
        host.Transport.Answer("crm", ScriptedTransport.Broken, ScriptedTransport.Ok);

        host.Dispatch(Orders.Paid);
        host.Advance(TimeSpan.FromSeconds(10));

        var attempts = host.Transport.To("crm");
        attempts.Should().HaveCount(2);
        foreach (var attempt in attempts)
        {
            VerifyAt(attempt.At, WebhookScheme.StandardWebhooks, WebhookSecret.Parse(TestHost.Secret), attempt).IsValid.Should().BeTrue();
            VerifyAt(attempt.At, WebhookProviders.Stripe.Scheme, WebhookSecret.Parse(OldSecret, SecretFormat.Text), attempt).IsValid.Should().BeTrue();
        }

        attempts[0].Headers["Stripe-Signature"].Should().NotBe(attempts[1].Headers["Stripe-Signature"], "its time is that of the attempt");
    }

    [Test]
    public void Without_a_secret_of_its_own_it_is_made_with_the_key_bytes_of_the_first_of_the_endpoint_s()
    {
        using var host = TestHost.Started(shop => shop.AddTestEndpoint("crm", endpoint => endpoint
            .AlsoSignAs(WebhookProviders.GitHub).AddSecret(TestHost.Secret).AddSecret(TestHost.OtherSecret)));

        host.Dispatch(Orders.Paid);

        var key = Convert.FromBase64String(TestHost.Secret["whsec_".Length..]);
        host.Transport.Attempts.Single().Headers["X-Hub-Signature-256"].Should().Be(
            "sha256=" + Convert.ToHexStringLower(HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(Orders.PaidJson))));
    }

    [TestCaseSource(typeof(WebhookProviders), nameof(WebhookProviders.All))]
    public void Every_provider_of_the_library_is_signed_as_or_is_refused_at_start(WebhookProvider provider)
    {
        var secret = provider.Scheme.SecretFormat switch
        {
            SecretFormat.Hex => "00112233445566778899aabbccddeeff",
            SecretFormat.Text => "user:" + OldSecret,
            _ => TestHost.Secret,
        };
        using var host = new TestHost(shop => shop.AddTestEndpoint("crm", endpoint => endpoint.AlsoSignAs(provider, secret)));
        var refusal = provider.Scheme switch
        {
            { CanSign: false } => $"*only {provider.Name} itself can sign by its scheme; name another provider.*",
            { ReadsHeaders.Count: 0 } => $"*{provider.Name} signs within the body, *",
            { SignedIdHeader: { } id } when id.StartsWith("webhook-", StringComparison.OrdinalIgnoreCase) => "*is reserved*",
            _ => null,
        };
        if (refusal is not null)
        {
            host.Invoking(one => one.Start()).Should().Throw<OptionsValidationException>().WithMessage(refusal);
            return;
        }

        host.Start();
        host.Dispatch(Orders.Paid);

        var attempt = host.Transport.Attempts.Single();
        VerifyAt(attempt.At, provider.Scheme, WebhookSecret.Parse(secret, provider.Scheme.SecretFormat), attempt).IsValid.Should().BeTrue();
    }

    [Test]
    public void Its_header_may_have_another_name()
    {
        using var host = TestHost.Started(shop => shop.AddTestEndpoint("crm", endpoint =>
            endpoint.AlsoSignAs(WebhookProviders.GitHub).Options.LegacyHeader = "X-Shop-Signature"));

        host.Dispatch(Orders.Paid);

        host.Transport.Attempts.Single().Headers.Should().ContainKey("X-Shop-Signature").WhoseValue.Should().StartWith("sha256=");
        host.Transport.Attempts.Single().Headers.Should().NotContainKey("X-Hub-Signature-256");
    }

    [Test]
    public void A_token_is_sent_as_it_is()
    {
        using var host = TestHost.Started(shop => shop.AddProvider(Token).AddTestEndpoint("crm", endpoint => endpoint.AlsoSignAs(Token, OldSecret)));

        host.Dispatch(Orders.Paid);

        host.Transport.Attempts.Single().Headers["X-Token"].Should().Be(OldSecret);
    }

    [Test]
    public void A_stored_endpoint_keeps_it()
    {
        using var first = TestHost.Started(shop => shop.ProtectSecretsWith("AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8="));
        first.Run(() => first.Get<IWebhookEndpoints>().AddAsync("shop-7", "test:shop-7", endpoint =>
            endpoint.AddSecret(TestHost.Secret).AlsoSignAs(WebhookProviders.GitHub, OldSecret).Options.LegacyHeader = "X-Shop-Signature"));
        first.Stop();
        using var second = TestHost.Started(
            shop => shop.ProtectSecretsWith("AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8="), first.Store, time: first.Time);

        second.Dispatch(Orders.Paid);

        second.Transport.Attempts.Single().Headers["X-Shop-Signature"].Should().Be("sha256=" + Convert.ToHexStringLower(
            HMACSHA256.HashData(Encoding.UTF8.GetBytes(OldSecret), Encoding.UTF8.GetBytes(Orders.PaidJson))));
    }

    [Test]
    public void It_is_named_in_a_configuration_like_a_provider_of_a_source()
    {
        var options = new WebhookEndpointOptions { LegacyProvider = "GitHub" };

        options.IsSameAs(new WebhookEndpointOptions { LegacyProvider = "github" }).Should().BeTrue();
        options.IsSameAs(new WebhookEndpointOptions()).Should().BeFalse();
        options.IsSameAs(new WebhookEndpointOptions { LegacyProvider = "github", LegacySecret = OldSecret }).Should().BeFalse();
        options.IsSameAs(new WebhookEndpointOptions { LegacyProvider = "github", LegacyHeader = "X" }).Should().BeFalse();
    }

    [Test]
    public void What_cannot_work_is_reported_at_start_with_the_way_out()
    {
        Problem(endpoint => endpoint.Options.LegacyProvider = "gihub").Should()
            .StartWith("""AddEndpoint("crm"):LegacyProvider: there is no provider 'gihub'; known are standard-webhooks, """);
        Problem(endpoint => endpoint.Options.LegacySecret = OldSecret).Should().Be(
            """AddEndpoint("crm"):LegacyProvider: LegacySecret and LegacyHeader mean nothing without it; name the provider whose scheme signs as well, """
            + "or remove them.");
        Problem(endpoint => endpoint.AlsoSignAs(WebhookProviders.GitHub, null)).Should()
            .StartWith("""AddEndpoint("crm"):LegacySecret: The secret is empty, as when the setting it is read from is missing;""");
        Problem(endpoint => endpoint.AlsoSignAs(Token)).Should().Be(
            """AddEndpoint("crm"):LegacySecret: old-token sends its secret as it is, and one that signs must not be sent; give it another.""");
        Problem(endpoint => endpoint.AlsoSignAs(Token, "ein Schlüssel")).Should().Contain("the value of 'X-Token' has a line break or another character");
        Problem(endpoint => endpoint.AlsoSignAs(Token, "two\twords")).Should().Be(
            """AddEndpoint("crm"):LegacySecret: The secret has a control character, with which it cannot be sent in the header X-Token; give another.""");
        Problem(endpoint => endpoint.AlsoSignAs(WebhookProviders.FusionAuth, ProviderVector.Read("paddle-classic")[0].Secrets[0])).Should().Be(
            """AddEndpoint("crm"):LegacySecret: The secret is a public key, by which nobody can sign; give the text of an HMAC key.""");
        Problem(endpoint => endpoint.AlsoSignAs(WebhookProviders.Postmark, "nobody")).Should().Be(
            """AddEndpoint("crm"):LegacySecret: The secret has no colon; write user:password.""");
        Problem(endpoint => endpoint.AlsoSignAs(Standard)).Should().Contain("'webhook-id' is reserved: the transport or the signature writes it");
        Problem(endpoint => endpoint.AlsoSignAs(WebhookProviders.GitHub).Options.LegacyHeader = "content-type").Should().Contain("'content-type' is reserved");
        Problem(endpoint => endpoint.AlsoSignAs(WebhookProviders.GitHub).AddHeader("x-hub-signature-256", "mine")).Should().Be(
            """AddEndpoint("crm"):LegacyProvider: it writes 'X-Hub-Signature-256', which is among the Headers; remove that, or rename the header of its """
            + "signature by LegacyHeader.");
    }

    [Test]
    public async Task Its_header_reaches_the_wire_whatever_the_header_describes()
    {
        await using var server = await LoopbackServer.StartAsync(_ => Task.CompletedTask);
        using var host = TestHost.Started(shop => shop.AddEndpoint("crm", $"http://127.0.0.1:{server.Port}/", endpoint => endpoint
            .AllowHttp().AllowNetwork("127.0.0.0/8").AddSecret(TestHost.Secret).AlsoSignAs(WebhookProviders.GitHub).Options.LegacyHeader = "Content-MD5"));

        host.Run(() => host.Dispatcher.SendNowAsync(Orders.Paid, "crm"));

        server.Seen.Should().ContainSingle().Which.Headers["content-md5"].Should().StartWith("sha256=");
    }

    private static string Problem(Action<WebhookEndpointBuilder> configure)
    {
        using var host = new TestHost(shop => shop.AddProvider(Token).AddProvider(Standard).AddTestEndpoint("crm", configure));
        return host.Invoking(one => one.Start()).Should().Throw<OptionsValidationException>().Which.Failures.Should().ContainSingle().Subject;
    }

    private static VerificationResult VerifyAt(DateTimeOffset at, WebhookScheme scheme, WebhookSecret secret, ScriptedTransport.Attempt attempt)
    {
        var clock = new Doubles.ManualTimeProvider();
        clock.Advance(at - clock.GetUtcNow());
        var verifier = new WebhookVerifier(scheme, secret) { TimeProvider = clock, Tolerance = TimeSpan.FromSeconds(1) };
        var headers = attempt.Headers.Select(line => new KeyValuePair<string, string>(line.Key, line.Value)).ToList();
        return verifier.Verify(new WebhookRequest<WebhookHeaders>("POST", "test:crm", new WebhookHeaders(headers), Encoding.UTF8.GetBytes(attempt.Body)));
    }
}
