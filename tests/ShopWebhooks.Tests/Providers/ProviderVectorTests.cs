using ShopWebhooks.Providers;
using ShopWebhooks.Providers.Schemes;
using ShopWebhooks.Signing;
using ShopWebhooks.Tests.Doubles;

namespace ShopWebhooks.Tests.Providers;

internal sealed class ProviderVectorTests
{
    private static readonly string[] EveryProvider =
        ["valid", "wrong secret", "truncated signature", "missing header", "doubled header"];

    [TestCaseSource(typeof(ProviderVector), nameof(ProviderVector.All))]
    public async Task Verify_finds_what_the_vector_says(WebhookProvider provider, ProviderVector vector)
    {
        var keys = new ServedKey(vector.Key);
        var secrets = vector.Secrets.Select(secret => WebhookSecret.Parse(secret, provider.Scheme.SecretFormat));
        var verifier = new WebhookVerifier(provider.Scheme, [.. secrets])
        {
            TimeProvider = new ManualTimeProvider(DateTimeOffset.FromUnixTimeSeconds(vector.Now)),
        };

        (await verifier.VerifyAsync(vector.ToRequest(), keys)).ToString().Should().Be(vector.Outcome);
        keys.AskedFor.Should().Equal(vector.KeyAddress is null ? [] : [vector.KeyAddress]);
    }

    [TestCaseSource(typeof(WebhookProviders), nameof(WebhookProviders.All))]
    public void Every_provider_has_the_vectors_that_apply_to_it(WebhookProvider provider)
    {
        var names = ProviderVector.Read(provider.Name).Select(vector => vector.Name).ToList();

        names.Should().OnlyHaveUniqueItems().And.Contain(EveryProvider);
        if (provider.Name != "plaid")
        {
            names.Should().Contain("second of two secrets");
        }

        if (provider.Scheme is not TokenScheme)
        {
            names.Should().Contain("changed body");
        }

        if (provider.Scheme.SignsTime)
        {
            // Linear's time is a field of the body, for which the changed body stands.
            names.Should().Contain("timestamp too old").And.Contain("timestamp too new")
                .And.Contain(provider.Scheme is LinearScheme ? "changed body" : "changed timestamp");
        }

        if (provider.Scheme is HmacScheme { Separator: not null } or HmacScheme { SignatureHeaders.Count: > 1 })
        {
            names.Should().Contain("second of two signatures");
        }
    }

    [TestCaseSource(typeof(WebhookProviders), nameof(WebhookProviders.All))]
    public void A_provider_has_a_name_in_lower_case_by_which_it_is_found(WebhookProvider provider)
    {
        provider.Name.Should().MatchRegex("^[a-z0-9]+(-[a-z0-9]+)*$");
        WebhookProviders.Find(provider.Name.ToUpperInvariant()).Should().BeSameAs(provider);
        WebhookProviders.All.Should().ContainSingle(other => other.Name == provider.Name);
    }
}
