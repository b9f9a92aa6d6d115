using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Timeouts;
using Microsoft.AspNetCore.HttpLogging;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using Shop;
using ShopWebhooks.AspNetCore.Tests.Loopback;
using ShopWebhooks.Providers;
using ShopWebhooks.Signing;

namespace ShopWebhooks.AspNetCore.Tests;

internal sealed class MapShopWebhooksTests
{
    private const string Pattern = "/webhooks/{source}";

    [TestCase("/webhooks")]
    [TestCase("/webhooks/{name}")]
    public async Task A_pattern_without_source_is_refused(string pattern)
    {
        await using var application = Application(services => services.AddShopWebhooks());

        var map = () => application.MapShopWebhooks(pattern);

        map.Should().Throw<ArgumentException>().WithParameterName(nameof(pattern))
            .WithMessage($"The pattern '{pattern}' has no parameter {{source}}; write it like /webhooks/{{source}}.*");
    }

    [Test]
    public async Task It_says_what_to_call_when_the_library_is_not_registered()
    {
        await using var application = Application(_ => { });

        var map = () => application.MapShopWebhooks(Pattern);

        map.Should().Throw<InvalidOperationException>()
            .WithMessage("ShopWebhooks is not registered; call builder.Services.AddShopWebhooks() first.");
    }

    [Test]
    public async Task Two_event_types_of_one_name_are_reported_at_start_with_all_that_is_wrong_beside_them()
    {
        await using var application = Application(services => services.AddShopWebhooks()
            .AddSource("shopbotly", _ => { })
            .AddEvent("new_order", ShopJson.Default.LoyaltyJoined)
            .AddEvent("loyalty_joined", ShopJson.Default.LoyaltyJoined)
            .AddEvent("loyalty_left", ShopJson.Default.LoyaltyJoined));
        application.MapShopWebhooks(Pattern);

        var start = () => application.StartAsync();

        const string Rule = "a name has one payload type, and a payload type one name; where two names have the same fields, "
            + "derive a type for each from one that has them.";
        (await start.Should().ThrowAsync<OptionsValidationException>()).Which.Failures.Should().BeEquivalentTo(
            "'new_order' with payload Shop.LoyaltyJoined cannot be registered beside 'new_order' with payload ShopWebhooks.Events.NewOrder: " + Rule,
            "'loyalty_left' with payload Shop.LoyaltyJoined cannot be registered beside 'loyalty_joined' with payload Shop.LoyaltyJoined: " + Rule,
            "AddSource(\"shopbotly\"):Secrets: at least one secret is required; add one, whsec_….");
    }

    [Test]
    public async Task The_route_says_what_a_middleware_shall_leave_alone()
    {
        await using var application = Application(services => services.AddShopWebhooks());
        application.MapShopWebhooks(Pattern);

        var route = ((IEndpointRouteBuilder)application).DataSources.SelectMany(source => source.Endpoints).Should().ContainSingle().Which;

        route.DisplayName.Should().Be("ShopWebhooks /webhooks/{source}");
        route.Metadata.GetMetadata<IAntiforgeryMetadata>()!.RequiresValidation.Should().BeFalse();
        route.Metadata.GetMetadata<HttpLoggingAttribute>()!.LoggingFields.Should().Be(HttpLoggingFields.None);
        route.Metadata.GetMetadata<RequestTimeoutAttribute>()!.Timeout.Should().Be(TimeSpan.FromSeconds(30));
        route.Metadata.GetMetadata<HttpMethodMetadata>()!.HttpMethods.Should().Equal("POST", "GET", "HEAD", "OPTIONS");
    }

    [Test]
    public async Task Http_logging_of_everything_else_logs_nothing_of_a_webhook()
    {
        await using var shop = await LoopbackShop.StartAsync(
            services: services => services.AddHttpLogging(logging => logging.LoggingFields = HttpLoggingFields.All),
            routes: application =>
            {
                application.UseHttpLogging();
                application.MapShopWebhooks(Pattern);
                application.MapPost("/elsewhere", async (HttpRequest request) => await new StreamReader(request.Body).ReadToEndAsync());
            });
        var elsewhere = RawWebhook.Signed();
        elsewhere.Path = "/elsewhere";

        (await shop.SendAsync(RawWebhook.Signed())).Status.Should().Be(200);
        Logged().Should().NotContainAny("SB-9921", "webhook-");
        (await shop.SendAsync(elsewhere)).Status.Should().Be(200);
        await shop.StopAsync();
        Logged().Should().ContainAll("SB-9921", "webhook-");

        string Logged() => string.Join('\n', shop.Logs.Entries.Where(entry => entry.Category.Contains("HttpLogging")));
    }

    [Test]
    public async Task No_answer_to_a_handshake_is_kept_for_another()
    {
        await using var shop = await LoopbackShop.StartAsync(
            webhooks => webhooks.AddSource("okta", WebhookProviders.Okta, source => source.AddSecret("test_secret")),
            services => services.AddOutputCache(caching => caching.AddBasePolicy(policy => policy.Cache())),
            application =>
            {
                application.UseOutputCache();
                application.MapShopWebhooks(Pattern);
            });

        foreach (var challenge in new[] { "one", "two" })
        {
            var request = RawWebhook.Signed("").To("okta").And("X-Okta-Verification-Challenge", challenge);
            request.Method = "GET";
            var answer = await shop.SendAsync(request);

            System.Text.Encoding.UTF8.GetString(answer.Body).Should().Contain(challenge);
            answer.Header("cache-control").Should().Be("no-store");
        }
    }

    [TestCase("Development")]
    [TestCase("Staging")]
    [TestCase("Production")]
    public async Task No_environment_takes_what_is_not_signed(string environment)
    {
        await using var shop = await LoopbackShop.StartAsync(
            routes: application =>
            {
                application.UseDeveloperExceptionPage();
                application.MapShopWebhooks(Pattern);
                application.MapPost("/by-hand", async (HttpRequest request) => (await request.VerifyWebhookAsync(LoopbackShop.Source)).ToResult());
            },
            environment: environment);
        shop.Services.GetRequiredService<IHostEnvironment>().EnvironmentName.Should().Be(environment);

        foreach (var path in new[] { "/by-hand", $"/webhooks/{LoopbackShop.Source}" })
        {
            (await StatusAsync(RawWebhook.Signed())).Should().Be(200);
            (await StatusAsync(RawWebhook.Signed().Without("webhook-signature"))).Should().Be(401);
            (await StatusAsync(RawWebhook.Signed(secret: WebhookSecret.Generate().Reveal()))).Should().Be(401);

            async Task<int> StatusAsync(RawWebhook webhook)
            {
                webhook.Path = path;
                return (await shop.SendAsync(webhook)).Status;
            }
        }

        shop.Store.Adds.Should().ContainSingle();
    }

    [TestCase(true, 200)]
    [TestCase(false, 302)]
    public async Task With_a_fallback_policy_it_takes_webhooks_that_are_allowed_anonymously(bool anonymous, int status)
    {
        await using var shop = await LoopbackShop.StartAsync(
            services: services =>
            {
                services.AddAuthentication(CookieAuthenticationDefaults.AuthenticationScheme).AddCookie();
                services.AddAuthorizationBuilder().SetFallbackPolicy(new AuthorizationPolicyBuilder().RequireAuthenticatedUser().Build());
            },
            routes: application =>
            {
                application.UseAuthorization();
                var route = application.MapShopWebhooks(Pattern);
                if (anonymous)
                {
                    route.AllowAnonymous();
                }
            });

        (await shop.SendAsync(RawWebhook.Signed())).Status.Should().Be(status);
        (await shop.SendAsync(RawWebhook.Signed().Without("webhook-signature"))).Status.Should().Be(anonymous ? 401 : 302);

        shop.Store.Adds.Should().HaveCount(anonymous ? 1 : 0);
    }

    [Test]
    public async Task In_a_group_it_has_the_group_s_prefix_and_its_own_metadata()
    {
        await using var shop = await LoopbackShop.StartAsync(routes: application => application
            .MapGroup("/api/v1").WithMetadata(new RequireAntiforgeryTokenAttribute()).MapShopWebhooks("/hooks/{source}"));
        var webhook = RawWebhook.Signed();
        webhook.Path = $"/api/v1/hooks/{LoopbackShop.Source}";

        (await shop.SendAsync(webhook)).Status.Should().Be(200);

        (await shop.Handler.NextAsync()).SenderId.Should().Be(webhook.Id);
        var route = shop.Services.GetRequiredService<EndpointDataSource>().Endpoints.Should().ContainSingle().Which;
        route.Metadata.GetMetadata<IAntiforgeryMetadata>()!.RequiresValidation.Should().BeFalse();
    }

    [TestCase("/hooks/{source}", "", "/hooks/shopbotly")]
    [TestCase("/hooks/{source}", "/in", "/hooks/shopbotly/in")]
    public async Task In_a_group_the_source_may_stand_in_the_group_s_prefix(string prefix, string pattern, string path)
    {
        await using var shop = await LoopbackShop.StartAsync(routes: application => application.MapGroup(prefix).MapShopWebhooks(pattern));
        var webhook = RawWebhook.Signed();
        webhook.Path = path;

        (await shop.SendAsync(webhook)).Status.Should().Be(200);

        shop.Services.GetRequiredService<EndpointDataSource>().Endpoints.Should().ContainSingle().Which.DisplayName
            .Should().StartWith($"ShopWebhooks {prefix}{pattern}");
    }

    [Test]
    public async Task In_a_group_without_source_the_finished_pattern_is_refused()
    {
        await using var application = Application(services => services.AddShopWebhooks());
        application.MapGroup("/hooks").MapShopWebhooks("/in");

        var build = () => ((IEndpointRouteBuilder)application).DataSources.SelectMany(source => source.Endpoints).ToList();

        build.Should().Throw<InvalidOperationException>().WithMessage(
            "The pattern '/hooks/in' has no parameter {source}; write it like /webhooks/{source}.");
    }

    [Test]
    public async Task Mapped_twice_it_is_one_receiver()
    {
        await using var shop = await LoopbackShop.StartAsync(routes: application =>
        {
            application.MapShopWebhooks("/old/{source}");
            application.MapShopWebhooks("/new/{source}");
        });
        var webhook = RawWebhook.Signed();

        foreach (var path in new[] { "/old/", "/new/" })
        {
            webhook.Path = path + LoopbackShop.Source;
            (await shop.SendAsync(webhook)).Status.Should().Be(200);
        }

        await shop.StopAsync();
        shop.Handler.Count.Should().Be(1);
    }

    private static WebApplication Application(Action<IServiceCollection> add)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore();
        builder.Services.AddRouting();
        add(builder.Services);
        return builder.Build();
    }
}
