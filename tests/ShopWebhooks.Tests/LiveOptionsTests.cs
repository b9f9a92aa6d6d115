using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using ShopWebhooks.Tests.Receiving;

namespace ShopWebhooks.Tests;

[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
internal sealed class LiveOptionsTests
{
    private readonly IConfigurationRoot _configuration = new ConfigurationBuilder()
        .AddInMemoryCollection([new("ShopWebhooks:Sources:shop:Secrets:0", TestHost.Secret)])
        .Build();

    [Test]
    public void A_secret_is_rotated_without_a_restart()
    {
        using var host = Start();
        Accepts(host, TestHost.Secret).Should().BeTrue();

        Change("ShopWebhooks:Sources:shop:Secrets:1", TestHost.OtherSecret);
        Accepts(host, TestHost.Secret).Should().BeTrue();
        Accepts(host, TestHost.OtherSecret).Should().BeTrue();
        Change("ShopWebhooks:Sources:shop:Secrets:0", TestHost.OtherSecret);

        Accepts(host, TestHost.Secret).Should().BeFalse();
        Accepts(host, TestHost.OtherSecret).Should().BeTrue();
    }

    [Test]
    public void An_endpoint_that_comes_back_gets_what_it_is_owed_from_before()
    {
        Dictionary<string, string?> crm = new() { ["Hooks:Endpoints:crm:Address"] = "test:crm", ["Hooks:Endpoints:crm:Secrets:0"] = TestHost.Secret };
        var settings = new SettableConfiguration(crm);
        var section = new ConfigurationBuilder().Add(settings).Build().GetSection("Hooks");
        using var host = TestHost.Started(shop => shop.Services.AddShopWebhooks(section));
        host.Transport.Answer("crm", Delivery.ScriptedTransport.Broken, Delivery.ScriptedTransport.Ok);
        host.Dispatch(Orders.Paid);
        settings.Set([]);
        host.Advance(TimeSpan.FromMinutes(1));
        host.Get<IWebhookEndpoints>().All.Should().BeEmpty();
        host.Transport.Attempts.Should().ContainSingle();

        settings.Set(crm);
        host.Settle();

        host.Transport.Attempts.Should().HaveCount(2);
    }

    [Test]
    public void An_endpoint_is_added_without_a_restart()
    {
        using var host = Start();
        host.Dispatch(Orders.Paid).EndpointIds.Should().BeEmpty();

        _configuration["ShopWebhooks:Endpoints:crm:Address"] = "test:crm";
        Change("ShopWebhooks:Endpoints:crm:Secrets:0", TestHost.Secret);

        host.Dispatch(Orders.Paid).EndpointIds.Should().Equal("crm");
        host.Transport.Attempts.Should().ContainSingle();
    }

    [Test]
    public void What_is_read_is_logged_at_start_and_after_each_change_and_what_is_gone_as_a_warning()
    {
        Dictionary<string, string?> crm = new() { ["Hooks:Endpoints:crm:Address"] = "test:crm", ["Hooks:Endpoints:crm:Secrets:0"] = TestHost.Secret };
        var settings = new SettableConfiguration(crm);
        var section = new ConfigurationBuilder().Add(settings).Build().GetSection("Hooks");
        using var host = TestHost.Started(shop => shop.Services.AddShopWebhooks(section));

        settings.Set(new(crm));
        settings.Set(new(crm) { ["Hooks:Endpoints:crm:Secrets:1"] = TestHost.OtherSecret });
        settings.Set(new(crm) { ["Hooks:Endpoints:crm:Secrets:0"] = TestHost.OtherSecret });
        settings.Set([]);

        host.Logs.Lines.Where(line => line.Contains(" 100", StringComparison.Ordinal)).Should().Equal(
            "Information 1001 The settings are read: receiving from nobody; sending to crm (1 secrets)",
            "Information 1001 The settings are read: receiving from nobody; sending to crm (2 secrets)",
            "Information 1001 The settings are read: receiving from nobody; sending to crm (1 secrets)",
            "Information 1001 The settings are read: receiving from nobody; sending to nobody",
            "Warning 1002 By a change of the configuration there is no longer: crm");
    }

    [Test]
    public void A_change_that_is_not_valid_is_ignored_and_logged_once()
    {
        using var host = Start();

        Break("ShopWebhooks:Sources:shop:Secrets:0", "whsec_hunter2");
        Accepts(host, TestHost.Secret).Should().BeTrue();
        Accepts(host, TestHost.Secret).Should().BeTrue();

        var line = Ignored(host).Should().ContainSingle().Subject;
        line.Should().StartWith("Error 1000 A change of the configuration is not valid and was ignored: ShopWebhooks:Sources:shop:Secrets:0: ");
        line.Should().NotContain("hunter2");
        Change("ShopWebhooks:Sources:shop:Secrets:0", TestHost.OtherSecret);
        Accepts(host, TestHost.OtherSecret).Should().BeTrue();
    }

    [TestCase("Sources:shop:Tolerance", "5 minutes", "write hours, minutes and seconds, 00:00:15")]
    [TestCase("Sources:shop:MaxBodySize", "1 MiB", "write a whole number")]
    [TestCase("Endpoints:crm:Format", "Xml", "write one of Flat, StandardWebhooks, CloudEvents")]
    [TestCase("ProcessDeliveries", "yes", "write true or false")]
    public void A_value_that_does_not_convert_is_ignored_and_logged_once_by_its_key(string key, string value, string wayOut)
    {
        _configuration["ShopWebhooks:Endpoints:crm:Address"] = "test:crm";
        _configuration["ShopWebhooks:Endpoints:crm:Secrets:0"] = TestHost.Secret;
        using var host = Start();

        Break($"ShopWebhooks:{key}", value);

        Accepts(host, TestHost.Secret).Should().BeTrue();
        host.Dispatch(Orders.Paid).EndpointIds.Should().Equal("crm");
        Ignored(host).Should().ContainSingle().Which.Should().Be(
            $"Error 1000 A change of the configuration is not valid and was ignored: ShopWebhooks:{key}: the value is not of the setting's type; {wayOut}.");
        Change($"ShopWebhooks:{key}", "");
        Change("ShopWebhooks:Sources:shop:Secrets:0", TestHost.OtherSecret);
        Accepts(host, TestHost.OtherSecret).Should().BeTrue();
    }

    [Test]
    public void A_value_that_does_not_convert_is_reported_by_its_key_at_start()
    {
        _configuration["ShopWebhooks:Sources:shop:Tolerance"] = "hunter2";

        var start = () => Start();

        start.Should().Throw<OptionsValidationException>().Which.Failures.Should().Equal(
            "ShopWebhooks:Sources:shop:Tolerance: the value is not of the setting's type; write hours, minutes and seconds, 00:00:15.");
    }

    [Test]
    public void A_delegate_of_the_application_that_throws_is_ignored_and_logged_by_the_type_of_what_it_threw()
    {
        using var host = TestHost.Started(shop => shop.Services.AddShopWebhooks(_configuration.GetSection("ShopWebhooks")).Services
            .Configure<ShopWebhooksOptions>(_ => Refuse(_configuration["Forbidden"])));

        Break("Forbidden", "hunter2");
        Accepts(host, TestHost.Secret).Should().BeTrue();

        Ignored(host).Should().ContainSingle().Which.Should().Be(
            "Error 1000 A change of the configuration is not valid and was ignored: reading it threw ArgumentException.");
    }

    [Test]
    public void Nothing_is_read_anew_until_the_next_change()
    {
        var reads = 0;
        using var host = TestHost.Started(shop => shop.Services.AddShopWebhooks(_configuration.GetSection("ShopWebhooks")).Services
            .Configure<ShopWebhooksOptions>(_ =>
            {
                reads++;
                Refuse(_configuration["Forbidden"]);
            }));
        Break("Forbidden", "hunter2");
        var readBefore = reads;

        for (var i = 0; i < 5; i++)
        {
            Accepts(host, TestHost.Secret).Should().BeTrue();
        }

        reads.Should().Be(readBefore);
    }

    [Test]
    public void The_same_mistake_is_logged_again_once_it_was_mended_in_between()
    {
        using var host = Start();

        Break("ShopWebhooks:ProcessDeliveries", "yes");
        Change("ShopWebhooks:ProcessDeliveries", "true");
        Break("ShopWebhooks:ProcessDeliveries", "yes");

        Ignored(host).Should().HaveCount(2);
    }

    [Test]
    public void Who_listens_hears_of_each_change_when_it_is_taken()
    {
        using var host = Start();
        var options = host.Get<LiveOptions>();
        var heard = new List<int>();
        options.Changed += () => heard.Add(options.Value.Sources["shop"].MaxBodySize);

        Change("ShopWebhooks:Sources:shop:MaxBodySize", "7");
        heard.Distinct().Should().Equal(7);
        heard.Clear();
        Break("ShopWebhooks:Sources:shop:MaxBodySize", "0");

        heard.Distinct().Should().Equal(7);
    }

    [Test]
    public void Nothing_is_read_after_the_end()
    {
        var reads = 0;
        using (Start(shop => shop.Services.Configure<ShopWebhooksOptions>(_ => reads++)))
        {
        }

        reads = 0;
        Change("ShopWebhooks:Sources:shop:MaxBodySize", "7");

        reads.Should().Be(0);
    }

    private static void Refuse(string? forbidden)
    {
        if (forbidden is not null)
        {
            throw new ArgumentException($"'{forbidden}' is forbidden.");
        }
    }

    private static IEnumerable<string> Ignored(TestHost host) => host.Logs.Lines.Where(line => line.StartsWith("Error 1000 "));

    private static bool Accepts(TestHost host, string secret) => host.Verify(SignedRequest.Create(host, Orders.PaidJson, secret: secret)).IsValid;

    private TestHost Start() => Start(_ => { });

    private TestHost Start(Action<IShopWebhooksBuilder> configure) => TestHost.Started(shop =>
    {
        shop.Services.AddShopWebhooks(_configuration.GetSection("ShopWebhooks"));
        configure(shop);
    });

    private void Break(string key, string value)
    {
        // The framework tells whoever reloads, too.
        var change = () => Change(key, value);
        change.Should().Throw<AggregateException>();
    }

    private void Change(string key, string value)
    {
        _configuration[key] = value;
        _configuration.Reload();
    }

    /// <summary>A configuration that is exchanged as a whole, as an edited file is.</summary>
    private sealed class SettableConfiguration(Dictionary<string, string?> settings) : ConfigurationProvider, IConfigurationSource
    {
        public IConfigurationProvider Build(IConfigurationBuilder builder) => this;

        public override void Load() => Data = settings;

        public void Set(Dictionary<string, string?> data)
        {
            Data = data;
            OnReload();
        }
    }
}
