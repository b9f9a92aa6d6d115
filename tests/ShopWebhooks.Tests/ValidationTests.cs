using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;
using ShopWebhooks.Endpoints;
using ShopWebhooks.Events;
using ShopWebhooks.Receiving;
using ShopWebhooks.Tests.Delivery;

namespace ShopWebhooks.Tests;

internal sealed class ValidationTests
{
    private const string Key = "AddEndpoint(\"crm\")";

    private static IEnumerable<TestCaseData> EachInvalidEndpoint =>
    [
        Endpoint("nowhere", _ => { }, $"{Key}:Address: an absolute address is required; set it to the endpoint's URL, https://…."),
        Endpoint("http://crm.example/", _ => { }, $"{Key}:Address: the address is refused: its scheme is http, which sends in clear text; use https, "
            + "or say AllowHttp() for this endpoint."),
        Endpoint("https://10.1.2.3/", _ => { }, $"{Key}:Address: the address is refused: its host 10.1.2.3 is *, and the endpoint allows no network "
            + "that contains it; if that is meant, say AllowNetwork(\"10.1.2.3/32\")."),
        Endpoint("https://[::1]/", _ => { }, $"{Key}:Address: *, and the endpoint allows no network that contains it; if that is meant, say "
            + "AllowNetwork(\"::1/128\")."),
        Endpoint("https://localhost/", _ => { }, $"{Key}:Address: *, and the endpoint allows no loopback network; if that is meant, say "
            + "AllowNetwork(\"127.0.0.0/8\")."),
        Endpoint("/hooks", _ => { }, $"{Key}:Address: an absolute address is required; set it to the endpoint's URL, https://…."),
        Endpoint("file:///hooks", _ => { }, $"{Key}:Address: no transport carries the scheme 'file'; *"),
        Endpoint("https://user:hunter2@crm.example/", _ => { }, $"{Key}:Address: the address is refused: it contains user info; put credentials into "
            + "a header of the endpoint."),
        Endpoint("handler:book", _ => { }, $"{Key}:Address: the scheme 'handler' is the library's own; register a handler instead."),
        Endpoint("amqp://crm.example/", _ => { }, $"{Key}:Address: no transport carries the scheme 'amqp'; known are http, https, test, and *"),
        Endpoint("test:crm", endpoint => endpoint.AddSecret(" "), $"{Key}:Secrets:1: The secret is empty, as when the setting it is "
            + "read from is missing; give 'whsec_' and *"),
        Endpoint("test:crm", endpoint => endpoint.AddSecret("whsec_aHVudGVyMg=="), $"{Key}:Secrets:1: The secret has 7 bytes; it needs at least 24 and "
            + "at most 64."),
        Endpoint("test:crm", endpoint => endpoint.Options.Secrets.Clear(), $"{Key}:Secrets: at least one secret is required; add one, whsec_…."),
        Endpoint("test:crm", endpoint => endpoint.AllowNetwork("10.0.0.0/99"), $"{Key}:AllowedNetworks: '10.0.0.0/99' is not a network in CIDR "
            + "notation; write it like 10.20.0.0/16."),
        Endpoint("https://10.1.2.3/", endpoint => endpoint.AllowNetwork("10.1.2.3"), $"{Key}:AllowedNetworks: '10.1.2.3' is an address, not a "
            + "network; write 10.1.2.3/32 to allow it alone."),
        Endpoint("test:crm", endpoint => endpoint.AddHeader("Host", "x"), $"{Key}:Headers*Host*"),
        Endpoint("test:crm", endpoint => endpoint.AddHeader("Webhook-Id", "x"), $"{Key}:Headers*Webhook-Id*"),
        Endpoint("test:crm", endpoint => endpoint.AddHeader("x-key", "hunter2\r\nhost: x"), $"{Key}:Headers*x-key*"),
        Endpoint("test:crm", endpoint => endpoint.For(" "), $"{Key}:Events: a pattern is blank; remove it, or write * for all event types."),
        Endpoint("test:crm", endpoint => endpoint.For("new order"), $"{Key}:Events: no event type matches 'new order'; write letters, *"),
        Endpoint("test:crm", endpoint => endpoint.ForTenant(null), $"{Key}:Tenant: the tenant is empty; leave it out instead."),
        Endpoint("test:crm", endpoint => endpoint.ForTenant(new string('x', 201)), $"{Key}:Tenant: the tenant has 201 characters; at most 200 are kept."),
        Endpoint("test:crm", endpoint => endpoint.ForTenant("a\0"), $"{Key}:Tenant: the tenant contains a NUL character."),
        Endpoint("test:crm", endpoint => endpoint.Where(null), $"{Key}:Where: The condition is empty; leave it out instead."),
        Endpoint("test:crm", endpoint => endpoint.Where("{}"), $"{Key}:Where: The condition is refused at $: the object is empty; write a field or an "
            + "operator into it."),
        Endpoint("test:crm", endpoint => endpoint.As((WebhookFormat)9), $"{Key}:Format: 9 is none of Flat, StandardWebhooks, CloudEvents."),
        Endpoint("test:crm", endpoint => endpoint.Options.Timeout = TimeSpan.FromHours(1), $"{Key}:Timeout: 01:00:00 is not between 00:00:01 and 00:10:00."),
        Endpoint("test:crm", endpoint => endpoint.Options.Concurrency = 0, $"{Key}:Concurrency: 0 is not between 1 and 1000."),
        Endpoint("test:crm", endpoint => endpoint.RetryWaits(TimeSpan.FromDays(31)), $"{Key}:RetryWaits:0: 31.00:00:00 is not between zero and 30 days."),
    ];

    [TestCaseSource(nameof(EachInvalidEndpoint))]
    public void An_endpoint_that_cannot_work_is_reported_by_its_key(string address, Action<WebhookEndpointBuilder> configure, string problem)
    {
        var failures = Problems(shop => shop.AddEndpoint("crm", address, endpoint => configure(endpoint.AddSecret(TestHost.Secret))));

        failures.Should().ContainSingle().Which.Should().Match(problem).And.NotContain("hunter2").And.NotContain("aHVudGVyMg");
    }

    [Test]
    public void Every_problem_is_listed_at_once()
    {
        var failures = Problems(shop => shop
            .AddSource("local", source => source.AddSecret(TestHost.Secret))
            .AddSource("a/b", source => source.AddSecret(TestHost.Secret))
            .AddSource("bare", _ => { })
            .AddSource("short", source => source.AddSecret("whsec_aHVudGVyMg=="))
            .AddSource("odd", source =>
            {
                source.AddSecret(TestHost.Secret);
                source.Tolerance = TimeSpan.FromDays(2);
                source.MaxBodySize = 0;
            })
            .AddTestEndpoint("c r m")
            .On<NewOrder>((_, _, _) => Task.CompletedTask, options => options.Concurrency = 1001)
            .On<NewLead>((_, _, _) => Task.CompletedTask, options => options.Timeout = TimeSpan.FromHours(25)));

        failures.Should().BeEquivalentTo(
            "AddSource(\"local\"): 'local' is the origin of what the application dispatches; give the source another name.",
            "AddSource(\"a/b\"): a source's name must be 1 to 100 characters without '/'; choose another.",
            "AddSource(\"bare\"):Secrets: at least one secret is required; add one, whsec_….",
            "AddSource(\"short\"):Secrets:0: The secret has 7 bytes; it needs at least 24 and at most 64.",
            "AddSource(\"odd\"):Tolerance: 2.00:00:00 is not above zero and at most one hour.",
            "AddSource(\"odd\"):MaxBodySize: 0 is not between 1 and 67108864 bytes.",
            "AddEndpoint(\"c r m\"): the endpoint id must be 1 to 100 letters, digits, '-', '_' or '.'; choose another.",
            "handler:on-NewOrder: its Concurrency 1001 is not between 1 and 1000.",
            "handler:on-NewLead: its Timeout 1.01:00:00 is not above zero and at most 24 hours.");
    }

    [Test]
    public void The_same_name_with_other_content_is_reported()
    {
        var failures = Problems(shop => shop
            .AddSource("shop", source => source.AddSecret(TestHost.Secret))
            .AddSource("shop", source => source.AddSecret(TestHost.OtherSecret))
            .AddTestEndpoint("crm")
            .AddTestEndpoint("crm", endpoint => endpoint.For("new_order"))
            .On<NewOrder>((_, _, _) => Task.CompletedTask)
            .On<NewOrder>((_, _, _) => Task.CompletedTask));

        Problems(shop => shop.Services.AddShopWebhooks(Section(("Sources:shop:Secrets:0", TestHost.OtherSecret)))
            .AddSource("shop", source => source.AddSecret(TestHost.Secret))).Should().Equal(
            "AddSource(\"shop\"): the source is declared differently at ShopWebhooks:Sources:shop; keep one declaration.");
        failures.Should().BeEquivalentTo(
            "AddSource(\"shop\"): the source is declared twice, differently; keep one declaration.",
            "AddEndpoint(\"crm\"): the endpoint is declared twice, differently; keep one declaration.",
            "The handler name 'on-NewOrder' is used for two different registrations; deliveries are owed to a handler by its name, so give each "
            + "a name of its own: AddHandler<TEvent, THandler>(\"name\") or On<TEvent>(\"name\", …).");
    }

    [Test]
    public void The_same_declaration_twice_is_the_same_as_once()
    {
        var calls = 0;
        Func<NewOrder, WebhookContext, CancellationToken, Task> handle = (_, _, _) => Task.FromResult(calls++);
        using var host = TestHost.Started(shop =>
        {
            for (var i = 0; i < 2; i++)
            {
                shop.Services.AddShopWebhooks()
                    .AddTransport<ScriptedTransport>("test")
                    .AddSource("shop", source => source.AddSecret(TestHost.Secret))
                    .AddTestEndpoint("crm")
                    .On(handle, options => options.FromLocal());
            }
        });

        host.Dispatch(Orders.Paid);

        calls.Should().Be(1);
        host.Transport.Attempts.Should().ContainSingle();
    }

    [Test]
    public void A_section_that_is_bound_twice_is_bound_once()
    {
        var section = Section(("Endpoints:crm:Address", "test:crm"), ("Endpoints:crm:Secrets:0", TestHost.Secret), ("Endpoints:crm:Events:0", "new_*"));
        using var host = TestHost.Started(shop =>
        {
            shop.Services.AddShopWebhooks(section);
            shop.Services.AddShopWebhooks(section);
        });

        var endpoint = host.Get<IWebhookEndpoints>().All.Should().ContainSingle().Subject;
        endpoint.Secrets.Should().ContainSingle();
        endpoint.Events.Patterns.Should().Equal("new_*");
    }

    [Test]
    public void A_handler_of_what_no_event_type_is_is_reported()
    {
        Problems(shop => shop
            .On<Uri>((_, _, _) => Task.CompletedTask)
            .On<object>((_, _, _) => Task.CompletedTask)
            .On<UnknownEvent>((_, _, _) => Task.CompletedTask)
            .On<WebhookEvent>((_, _, _) => Task.CompletedTask)).Should().Equal(
            "handler:on-Uri: no event type has the payload type Uri, nor one that derives from it; register it with AddEvent<Uri>(\"name\", …).");
    }

    [Test]
    public void What_the_binder_would_pass_over_or_misread_is_reported()
    {
        var section = Section(
            ("Sorces:shop:Secrets:0", TestHost.Secret),
            ("Sources:shop:Secrets", TestHost.Secret),
            ("Sources:shop:Secret", TestHost.Secret),
            ("Sources:shop:Tolerance", "300"),
            ("Endpoints:crm:Address", "test:crm"),
            ("Endpoints:crm:Secrets:0", TestHost.Secret),
            ("Endpoints:crm:Events", "new_*"),
            ("Endpoints:crm:Timout", "00:00:10"),
            ("Endpoints:crm:Headers", "x-shop: 9921"),
            ("Endpoints:crm:Where:status", "paid"),
            ("Endpoints:crm:Timeout", "10"),
            ("Endpoints:crm:RetryWaits:0", "60"));

        Problems(shop => shop.Services.AddShopWebhooks(section)).Should().BeEquivalentTo(
            "ShopWebhooks:Sorces: there is no such setting; known are Sources, Endpoints, ProcessDeliveries.",
            "ShopWebhooks:Sources:shop:Secrets: a list is expected here, not a text; write [ … ], also around a single entry.",
            "ShopWebhooks:Sources:shop:Secret: there is no such setting; known are Provider, Secrets, Tolerance, MaxBodySize, PublicUrl, Deduplicate, "
                + "KeptHeaders, VerifyToken, AllowedOrigins, AllowedRate.",
            "ShopWebhooks:Sources:shop:Tolerance: a number alone would be days; write hours, minutes and seconds, 00:00:15.",
            "ShopWebhooks:Endpoints:crm:Events: a list is expected here, not a text; write [ … ], also around a single entry.",
            "ShopWebhooks:Endpoints:crm:Timout: there is no such setting; known are Address, Events, Tenant, Where, Secrets, Format, "
            + "RequiredSchema, Headers, LegacyProvider, LegacySecret, LegacyHeader, RequestOrigin, RequestRate, Timeout, Concurrency, MaxPerSecond, "
            + "FinalStatusCodes, RetryWaits, AllowHttp, AllowedNetworks, AllowedHosts.",
            "ShopWebhooks:Endpoints:crm:Headers: settings by name are expected here, not a text; write { \"name\": … }.",
            "ShopWebhooks:Endpoints:crm:Where: one value is expected here, not an object or a list; write it as one text.",
            "ShopWebhooks:Endpoints:crm:Timeout: a number alone would be days; write hours, minutes and seconds, 00:00:15.",
            "ShopWebhooks:Endpoints:crm:RetryWaits:0: a number alone would be days; write hours, minutes and seconds, 00:00:15.");
    }

    [Test]
    public void The_settings_that_the_configuration_is_checked_against_are_all_there_are()
    {
        var section = Section(("Sources:shop:x", "1"), ("Endpoints:crm:x", "1"), ("x", "1"));

        var reported = string.Join('\n', Problems(shop => shop.Services.AddShopWebhooks(section)));

        foreach (var type in (Type[])[typeof(ShopWebhooksOptions), typeof(WebhookSourceOptions), typeof(WebhookEndpointOptions)])
        {
            // No text stands for a delegate.
            var settings = type.GetProperties().Where(property => !property.PropertyType.IsAssignableTo(typeof(Delegate)));
            reported.Should().ContainAll(settings.Select(property => property.Name));
        }
    }

    [Test]
    public void A_key_of_a_problem_is_that_of_the_section_that_was_bound()
    {
        var section = Section("My:Hooks", ("Sources:shop:MaxBodySize", "0"), ("Sources:shop:Secrets:0", TestHost.Secret));

        Problems(shop => shop.Services.AddShopWebhooks(section)).Should().Equal(
            "My:Hooks:Sources:shop:MaxBodySize: 0 is not between 1 and 67108864 bytes.");
    }

    [Test]
    public void What_is_declared_in_code_beside_a_section_is_reported_by_the_code()
    {
        var section = Section(
            ("Sources:shop:MaxBodySize", "0"), ("Sources:shop:Secrets:0", TestHost.Secret), ("Endpoints:erp:Secrets:0", TestHost.Secret));

        Problems(shop => shop.Services
            .AddShopWebhooks(section)
            .AddSource("other", source => source.AddSecret(null))
            .Services.AddShopWebhooks(options => options.Endpoints["crm"] = new() { Address = "test:crm" })).Should().BeEquivalentTo(
            "ShopWebhooks:Sources:shop:MaxBodySize: 0 is not between 1 and 67108864 bytes.",
            "ShopWebhooks:Endpoints:erp:Address: an absolute address is required; set it to the endpoint's URL, https://….",
            "AddSource(\"other\"):Secrets:0: The secret is empty, as when the setting it is read from is missing; give 'whsec_' and the base64 of 24 "
            + "to 64 random bytes.",
            "Endpoints[\"crm\"]:Secrets: at least one secret is required; add one, whsec_….");
    }

    [Test]
    public void Several_problems_are_told_on_lines_of_their_own()
    {
        using var host = new TestHost(shop => shop.AddSource("a", _ => { }).AddSource("b", _ => { }));

        host.Invoking(each => each.Start()).Should().Throw<OptionsValidationException>().Which.Message.ReplaceLineEndings("\n").Should().Be(
            "The settings cannot work:\n"
            + "  - AddSource(\"a\"):Secrets: at least one secret is required; add one, whsec_….\n"
            + "  - AddSource(\"b\"):Secrets: at least one secret is required; add one, whsec_….");
    }

    private static TestCaseData Endpoint(string address, Action<WebhookEndpointBuilder> configure, string problem) =>
        new TestCaseData(address, configure, problem).SetArgDisplayNames(problem);

    private static IEnumerable<string> Problems(Action<IShopWebhooksBuilder> configure)
    {
        using var host = new TestHost(configure);
        return host.Invoking(each => each.Start()).Should().Throw<OptionsValidationException>().Which.Failures;
    }

    private static IConfigurationSection Section(params (string Key, string Value)[] settings) => Section("ShopWebhooks", settings);

    private static IConfigurationSection Section(string path, params (string Key, string Value)[] settings) => new ConfigurationBuilder()
        .AddInMemoryCollection(settings.Select(setting => new KeyValuePair<string, string?>($"{path}:{setting.Key}", setting.Value)))
        .Build()
        .GetSection(path);
}
