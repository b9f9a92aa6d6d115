using System.Globalization;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using ShopWebhooks.Endpoints;
using ShopWebhooks.Storage;
using ShopWebhooks.Tests.Transports;
using ShopWebhooks.Transports;

namespace ShopWebhooks.Tests.Endpoints;

internal sealed class ConsentTests
{
    private const string Origin = "shop.example";

    [Test]
    public async Task An_endpoint_that_grants_is_asked_first_and_pinged_then_and_every_attempt_names_the_origin()
    {
        await using var server = await LoopbackServer.StartAsync(Granting(Origin, "120"));
        using var host = Started(server, endpoint => endpoint.RequestConsent(Origin, 600).AddHeader("x-api-key", "k-1"));

        var result = host.Run(() => host.Get<IWebhookEndpoints>().TestAsync("crm"));
        host.Run(() => host.Dispatcher.SendNowAsync(Orders.Paid, "crm"));

        result.Reason.Should().Be(
            "The endpoint 'crm' allows the origin 'shop.example' 120 requests a minute. The endpoint 'crm' answered the signed ping with 200.");
        result.Should().Match<HandshakeResult>(one => one.Succeeded && one.StatusCode == 200);
        server.Seen.Select(request => request.Method).Should().Equal("OPTIONS", "POST", "POST");
        server.Seen.Should().AllSatisfy(request => request.Headers.Should().Contain("webhook-request-origin", Origin).And.Contain("x-api-key", "k-1"));
        var asked = server.Seen.First();
        asked.Target.Should().Be("/hooks?x=1", "the handshake is with the exact address");
        asked.Headers.Should().Contain("webhook-request-rate", "600").And.NotContainKey("webhook-signature");
        asked.Body.Should().BeEmpty();
        host.Logs.Lines.Should().Contain("Information 3017 Endpoint crm allows the origin 'shop.example' to send; requests a minute: 120");
    }

    [TestCase(405, null, null, "it answered 405")]
    [TestCase(405, Origin, "120", "it answered 405")]
    [TestCase(302, Origin, "120", "it answered 302")]
    [TestCase(200, null, null, "it answered 200 without the header WebHook-Allowed-Origin, and the status alone is no consent")]
    [TestCase(200, null, "120", "it answered 200 without the header WebHook-Allowed-Origin, and the status alone is no consent")]
    [TestCase(200, "other.example", "120", "its WebHook-Allowed-Origin is neither 'shop.example' nor *")]
    [TestCase(200, "shop.example.evil.example", "120", "its WebHook-Allowed-Origin is neither 'shop.example' nor *")]
    [TestCase(200, Origin, null, "it was asked for 600 requests a minute and answered without the header WebHook-Allowed-Rate")]
    [TestCase(200, Origin, "0", "its WebHook-Allowed-Rate is neither a number of requests a minute nor *")]
    [TestCase(200, Origin, "-1", "its WebHook-Allowed-Rate is neither a number of requests a minute nor *")]
    [TestCase(200, Origin, "1.5", "its WebHook-Allowed-Rate is neither a number of requests a minute nor *")]
    [TestCase(200, Origin, "99999999999999999999", "its WebHook-Allowed-Rate is neither a number of requests a minute nor *")]
    public async Task What_is_missing_is_said_and_nothing_is_sent(int status, string? origin, string? rate, string problem)
    {
        await using var server = await LoopbackServer.StartAsync(Granting(origin, rate, status));
        using var host = Started(server, endpoint => endpoint.RequestConsent(Origin, 600));

        var result = host.Run(() => host.Get<IWebhookEndpoints>().TestAsync("crm"));

        result.Should().BeEquivalentTo(new
        {
            Succeeded = false,
            StatusCode = status,
            Reason = $"The endpoint 'crm' did not allow the origin 'shop.example' to send: {problem}.",
        });
        server.Seen.Should().ContainSingle().Which.Method.Should().Be("OPTIONS");
    }

    [Test]
    public async Task A_grant_that_is_there_twice_is_none()
    {
        await using var server = await LoopbackServer.StartAsync(context =>
        {
            context.Response.Headers["WebHook-Allowed-Origin"] = new[] { Origin, "*" };
            return Task.CompletedTask;
        });
        using var host = Started(server, endpoint => endpoint.RequestConsent(Origin));

        host.Run(() => host.Get<IWebhookEndpoints>().TestAsync("crm")).Succeeded.Should().BeFalse();
    }

    [TestCase("*", null)]
    [TestCase("SHOP.example", "*")]
    public async Task Any_origin_and_any_rate_are_a_grant(string origin, string? rate)
    {
        await using var server = await LoopbackServer.StartAsync(Granting(origin, rate));
        using var host = Started(server, endpoint => endpoint.RequestConsent(Origin));

        host.Run(() => host.Get<IWebhookEndpoints>().TestAsync("crm")).Reason.Should()
            .StartWith("The endpoint 'crm' allows the origin 'shop.example' any number of requests.");
        MaxPerSecond(host).Should().BeNull();
    }

    [TestCase(null, 30, 0.5)]
    [TestCase(0.1, 30, 0.1)]
    [TestCase(2.0, 30, 0.5)]
    public async Task The_lower_of_the_setting_and_the_grant_holds_also_after_a_restart(double? set, int granted, double expected)
    {
        await using var server = await LoopbackServer.StartAsync(Granting(Origin, granted.ToString(CultureInfo.InvariantCulture)));
        Action<WebhookEndpointBuilder> configure = endpoint => endpoint.RequestConsent(Origin, 60).Options.MaxPerSecond = set;
        using var first = Started(server, configure);
        MaxPerSecond(first).Should().Be(set);

        first.Run(() => first.Get<IWebhookEndpoints>().TestAsync("crm"));

        MaxPerSecond(first).Should().Be(expected);
        first.Stop();
        using var second = Started(server, configure, first.Store);
        MaxPerSecond(second).Should().Be(expected);
        second.Stop();
        using var renamed = Started(server, endpoint => endpoint.RequestConsent("other.example"), second.Store);
        MaxPerSecond(renamed).Should().BeNull("the grant is to another");
    }

    [Test]
    public void A_granted_rate_spreads_the_attempts()
    {
        using var host = TestHost.Started(shop => shop.AddEndpoint("crm", "https://crm.example/", endpoint => endpoint
            .RequestConsent(Origin).AddSecret(TestHost.Secret)));
        host.Run(async () =>
        {
            await host.Get<Consents>().KeepAsync("crm", Granted("https://crm.example/", 60), CancellationToken.None);
            return true;
        });
        var lane = host.Get<ShopWebhooks.Delivery.LaneSet>().Get(host.Get<IWebhookEndpoints>().All.Single());

        lane.TryTake().Should().BeTrue();
        lane.TryTake().Should().BeFalse();
        lane.WaitsFor.Should().Be(TimeSpan.FromSeconds(1));
        host.Time.Advance(TimeSpan.FromSeconds(1));
        lane.TryTake().Should().BeTrue();
    }

    [Test]
    public void What_one_address_granted_does_not_bind_another()
    {
        using var host = TestHost.Started(shop => shop.ProtectSecretsWith("AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8="));
        host.Run(() => host.Get<IWebhookEndpoints>().AddAsync(
            "shop-7", "https://old.example/", endpoint => endpoint.AddSecret(TestHost.Secret).RequestConsent(Origin)));
        host.Run(async () =>
        {
            await host.Get<Consents>().KeepAsync("shop-7", Granted("https://old.example/", 60), CancellationToken.None);
            return true;
        });
        MaxPerSecond(host).Should().Be(1);

        host.Run(() => host.Get<IWebhookEndpoints>().ChangeAsync("shop-7", endpoint => endpoint.Options.Address = "https://new.example/"));

        MaxPerSecond(host).Should().BeNull();
    }

    [Test]
    public async Task A_stored_endpoint_keeps_what_it_asks_and_takes_its_grant_with_it_when_it_is_deleted()
    {
        await using var server = await LoopbackServer.StartAsync(Granting(Origin, "30"));
        const string Key = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";
        using var first = TestHost.Started(shop => shop.ProtectSecretsWith(Key));
        first.Run(() => first.Get<IWebhookEndpoints>().AddAsync("shop-7", "https://shop-7.example/", endpoint =>
            endpoint.AddSecret(TestHost.Secret).RequestConsent(Origin, 60)));
        first.Run(async () =>
        {
            await first.Get<Consents>().KeepAsync("shop-7", Granted("https://shop-7.example/", 30), CancellationToken.None);
            return true;
        });
        first.Stop();
        using var second = TestHost.Started(shop => shop.ProtectSecretsWith(Key), first.Store, time: first.Time);

        var endpoint = second.Get<IWebhookEndpoints>().All.Single();
        endpoint.RequestOrigin.Should().Be(Origin);
        endpoint.RequestRate.Should().Be(60);
        second.Run(() => second.Get<IWebhookEndpoints>().DeleteAsync("shop-7")).Should().BeTrue();

        second.Run(() => second.Store.FindDocumentsAsync("consent", null, 10, default).AsTask()).Should().BeEmpty();
        second.Get<Consents>().GetMaxPerSecond(endpoint).Should().BeNull();
    }

    [Test]
    public async Task What_does_not_answer_in_time_is_told_in_words()
    {
        await using var silent = await LoopbackServer.StartAsync(context => Task.Delay(Timeout.Infinite, context.RequestAborted));
        using var host = Started(silent, endpoint => endpoint.RequestConsent(Origin));
        var asking = host.Begin(() => host.Get<IWebhookEndpoints>().TestAsync("crm"));

        host.Advance(TimeSpan.FromSeconds(15));

        host.Finish(asking).Reason.Should().EndWith("to send: No answer within 15 s.");
    }

    [Test]
    public void Nothing_private_is_asked()
    {
        var network = new ScriptedNetwork("10.0.0.7");
        using var host = TestHost.Started(shop => shop
            .AddEndpoint("crm", "https://crm.example/", endpoint => endpoint.RequestConsent(Origin).AddSecret(TestHost.Secret))
            .Services.AddSingleton<INetwork>(network));

        host.Run(() => host.Get<IWebhookEndpoints>().TestAsync("crm")).Reason.Should()
            .StartWith("The endpoint 'crm' did not allow the origin 'shop.example' to send: ").And.Contain("10.0.0.7");
        network.Resolved.Should().Equal("crm.example");
        network.Connected.Should().BeEmpty();
    }

    [Test]
    public void An_origin_and_a_rate_that_cannot_be_asked_for_are_reported_at_start()
    {
        Problem("https://crm.example/", endpoint => endpoint.RequestConsent(null)).Should().Be(
            """AddEndpoint("crm"):RequestOrigin: '' is not a DNS name; write that of the system that sends, shop.example.""");
        Problem("https://crm.example/", endpoint => endpoint.RequestConsent("https://shop.example")).Should().Contain("is not a DNS name");
        Problem("https://crm.example/", endpoint => endpoint.RequestConsent("bücher.example")).Should().Contain("is not a DNS name");
        Problem("https://crm.example/", endpoint => endpoint.RequestConsent(Origin, 0)).Should().Be(
            """AddEndpoint("crm"):RequestRate: 0 is not a number of requests a minute; write one above zero, or remove it.""");
        Problem("https://crm.example/", endpoint => endpoint.Options.RequestRate = 5).Should().Be(
            """AddEndpoint("crm"):RequestOrigin: RequestRate is asked for by an origin; name the system that sends, shop.example, or remove it.""");
        Problem("test:crm", endpoint => endpoint.RequestConsent(Origin)).Should().Be(
            """AddEndpoint("crm"):RequestOrigin: consent is asked for over HTTP, and the address is of another kind; remove the setting.""");
    }

    [Test]
    public void Settings_differ_when_their_origins_or_rates_do()
    {
        var settings = new WebhookEndpointOptions { RequestOrigin = Origin, RequestRate = 5 };

        settings.IsSameAs(new WebhookEndpointOptions { RequestOrigin = "Shop.Example", RequestRate = 5 }).Should().BeTrue();
        settings.IsSameAs(new WebhookEndpointOptions { RequestOrigin = "other.example", RequestRate = 5 }).Should().BeFalse();
        settings.IsSameAs(new WebhookEndpointOptions { RequestOrigin = Origin }).Should().BeFalse();
    }

    private static double? MaxPerSecond(TestHost host) => host.Get<Consents>().GetMaxPerSecond(host.Get<IWebhookEndpoints>().All.Single());

    private static TestHost Started(LoopbackServer server, Action<WebhookEndpointBuilder> configure, IWebhookStore? store = null) => TestHost.Started(
        shop => shop.AddEndpoint("crm", $"http://127.0.0.1:{server.Port}/hooks?x=1", endpoint =>
        {
            endpoint.AllowHttp().AllowNetwork("127.0.0.0/8").AddSecret(TestHost.Secret);
            configure(endpoint);
        }),
        store);

    private static string Problem(string address, Action<WebhookEndpointBuilder> configure)
    {
        using var host = new TestHost(shop => shop.AddEndpoint("crm", address, endpoint => configure(endpoint.AddSecret(TestHost.Secret))));
        return host.Invoking(one => one.Start()).Should().Throw<OptionsValidationException>().Which.Failures.Should().ContainSingle().Subject;
    }

    private static Consent Granted(string address, int perMinute) => new(Consent.TargetOf(new Uri(address)), Origin, perMinute);

    private static RequestDelegate Granting(string? origin, string? rate, int status = 200) => context =>
    {
        if (context.Request.Method == HttpMethods.Options)
        {
            context.Response.StatusCode = status;
            context.Response.Headers["WebHook-Allowed-Origin"] = origin;
            context.Response.Headers["WebHook-Allowed-Rate"] = rate;
        }

        return Task.CompletedTask;
    };
}
