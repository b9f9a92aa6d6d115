using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Matching;
using Microsoft.Extensions.DependencyInjection;
using ShopWebhooks.AspNetCore.Tests.Loopback;
using ShopWebhooks.Providers;

namespace ShopWebhooks.AspNetCore.Tests.Handshakes;

/// <summary>What becomes of the application's own endpoints at the pattern of the mapped route, which takes the methods of handshakes as well.</summary>
internal sealed class HandshakePolicyTests
{
    private const string Pattern = "/webhooks/{source}";
    private const string Challenge = "/webhooks/dropbox?challenge=abc";

    [Test, Combinatorial]
    public async Task An_endpoint_of_the_application_s_own_at_the_same_pattern_comes_first_and_webhooks_are_taken(
        [Values("GET", "HEAD", "OPTIONS")] string method, [Values] bool isMappedFirst, [Values(Pattern, "/webhooks/{name}")] string pattern)
    {
        await using var shop = await StartAsync(application =>
        {
            Map(isMappedFirst);
            application.MapMethods(pattern, [method], OwnAsync);
            Map(!isMappedFirst);

            void Map(bool now)
            {
                if (now)
                {
                    application.MapShopWebhooks(Pattern);
                }
            }
        });

        (await AskAsync(shop, method, Challenge)).Status.Should().Be(203);
        (await shop.SendAsync(RawWebhook.Signed())).Status.Should().Be(200);
        shop.Store.Adds.Should().ContainSingle();
    }

    [Test]
    public async Task One_for_POST_is_ambiguous_rather_than_losing_webhooks()
    {
        await using var shop = await StartAsync(application =>
        {
            application.MapShopWebhooks(Pattern);
            application.MapPost("/webhooks/{name}", OwnAsync);
        });

        (await shop.SendAsync(RawWebhook.Signed())).Status.Should().Be(500);

        shop.Logs.Entries.Should().Contain(entry => entry.Exception != null && entry.Exception.Message.Contains("matched multiple endpoints"));
    }

    [Test]
    public async Task By_a_method_that_it_does_not_take_handshakes_are_answered()
    {
        await using var shop = await StartAsync(application =>
        {
            application.MapShopWebhooks(Pattern);
            application.MapMethods("/webhooks/{name}", ["OPTIONS"], OwnAsync);
        });

        Encoding.UTF8.GetString((await AskAsync(shop, "GET", Challenge)).Body).Should().Be("abc");
    }

    [TestCase("/webhooks/{**path}", null)]
    [TestCase("/webhooks/{name:int}", null)]
    [TestCase("/webhooks/{name}", "elsewhere.example")]
    public async Task Where_it_is_not_the_one_to_be_called_handshakes_are_answered(string pattern, string? host)
    {
        await using var shop = await StartAsync(application =>
        {
            application.MapShopWebhooks(Pattern);
            application.MapGet(pattern, OwnAsync).RequireHost(host is null ? [] : [host]);
        });

        Encoding.UTF8.GetString((await AskAsync(shop, "GET", Challenge)).Body).Should().Be("abc");
    }

    [Test]
    public async Task Where_the_application_rules_its_own_out_handshakes_are_answered()
    {
        await using var shop = await StartAsync(
            application =>
            {
                application.MapShopWebhooks(Pattern);
                application.MapGet("/webhooks/{name}", OwnAsync).WithDisplayName("own");
            },
            services => services.AddSingleton<MatcherPolicy, RulesOutOwn>());

        Encoding.UTF8.GetString((await AskAsync(shop, "GET", Challenge)).Body).Should().Be("abc");
    }

    private static Task OwnAsync(HttpContext http)
    {
        http.Response.StatusCode = StatusCodes.Status203NonAuthoritative;
        http.Response.ContentLength = 0;
        return Task.CompletedTask;
    }

    private static Task<LoopbackShop> StartAsync(Action<WebApplication> routes, Action<IServiceCollection>? services = null) => LoopbackShop.StartAsync(
        webhooks => webhooks.AddSource("dropbox", WebhookProviders.Dropbox, source => source.AddSecret(HandshakeShop.Secret)), services, routes);

    private static Task<RawAnswer> AskAsync(LoopbackShop shop, string method, string path)
    {
        var request = RawWebhook.Signed("");
        request.Lines.Clear();
        request.Method = method;
        request.Path = path;
        return shop.SendAsync(request);
    }

    /// <summary>A policy of the application's, which comes as late as such a one would.</summary>
    private sealed class RulesOutOwn : MatcherPolicy, IEndpointSelectorPolicy
    {
        public override int Order => 1000;

        public bool AppliesToEndpoints(IReadOnlyList<Endpoint> endpoints) => true;

        public Task ApplyAsync(HttpContext httpContext, CandidateSet candidates)
        {
            for (var i = 0; i < candidates.Count; i++)
            {
                if (candidates[i].Endpoint.DisplayName == "own")
                {
                    candidates.SetValidity(i, false);
                }
            }

            return Task.CompletedTask;
        }
    }
}
