using Microsoft.Extensions.Options;
using ShopWebhooks.Providers;
using ShopWebhooks.Signing;

namespace ShopWebhooks.AspNetCore.Tests.Handshakes;

[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
internal sealed class AsanaSecretExchangeTests
{
    private const string Brought = "b537207f20cbfa02357cf448134da559e8bd39d61597dcd5631b8012eae53e81";
    private const string Event = """{"type":"changed"}""";

    private readonly List<string> _kept = [];

    [Test]
    public async Task A_secret_that_is_expected_is_kept_sent_back_and_verifies_at_once()
    {
        await using var shop = await HandshakeShop.StartAsync(WebhookProviders.Asana, _ => { });
        (await shop.SignedAsync(Event, Brought)).Status.Should().Be(401);
        using var expected = shop.Sources.ExpectSecret("Partner", TimeSpan.FromMinutes(1), KeepAsync);

        var answer = await BringAsync(shop);

        answer.Status.Should().Be(200);
        answer.Header("x-hook-secret").Should().Be(Brought);
        answer.Body.Should().BeEmpty();
        _kept.Should().Equal(Brought);
        shop.StoredNothing();
        (await shop.SignedAsync(Event, Brought)).Status.Should().Be(200);
        shop.Loopback.Logs.Entries.Should().Contain(entry => entry.EventId == 2010);
        string.Join('\n', shop.Loopback.Logs.Entries).Should().NotContain(Brought);
    }

    [Test]
    public async Task It_verifies_beside_those_of_the_settings_and_again_after_a_restart_with_it_among_them()
    {
        await using (var shop = await HandshakeShop.StartAsync(WebhookProviders.Asana))
        {
            using var expected = shop.Sources.ExpectSecret(HandshakeShop.Source, TimeSpan.FromMinutes(1), KeepAsync);
            await BringAsync(shop);
            (await shop.SignedAsync(Event)).Status.Should().Be(200);
            shop.Sources.Find(HandshakeShop.Source)!.Secrets.Should().HaveCount(2);
        }

        await using var later = await HandshakeShop.StartAsync(WebhookProviders.Asana, source => source.AddSecret(_kept.Single()));
        (await later.SignedAsync(Event, Brought)).Status.Should().Be(200);
    }

    [Test]
    public async Task Without_an_open_registration_a_stranger_plants_nothing()
    {
        await using var shop = await HandshakeShop.StartAsync(WebhookProviders.Asana, _ => { });

        await RefusedAsync(shop);

        using (shop.Sources.ExpectSecret(HandshakeShop.Source, TimeSpan.FromMinutes(1), KeepAsync))
        {
        }

        await RefusedAsync(shop);
        using (shop.Sources.ExpectSecret(HandshakeShop.Source, TimeSpan.FromMinutes(1), KeepAsync))
        {
            shop.Loopback.Clock.Advance(TimeSpan.FromMinutes(1));
            await RefusedAsync(shop);
        }

        _kept.Should().BeEmpty();
    }

    [Test]
    public async Task Only_the_first_secret_of_a_registration_is_taken()
    {
        await using var shop = await HandshakeShop.StartAsync(WebhookProviders.Asana, _ => { });
        using var expected = shop.Sources.ExpectSecret(HandshakeShop.Source, TimeSpan.FromMinutes(1), KeepAsync);
        await BringAsync(shop);

        (await BringAsync(shop, "another0another0another0")).Status.Should().Be(401);

        _kept.Should().Equal(Brought);
    }

    [TestCase("short")]
    [TestCase("with a blank in its middle")]
    [TestCase("<script>alert(1)</script>")]
    public async Task What_can_be_no_secret_does_not_use_the_registration_up(string secret)
    {
        await using var shop = await HandshakeShop.StartAsync(WebhookProviders.Asana, _ => { });
        using var expected = shop.Sources.ExpectSecret(HandshakeShop.Source, TimeSpan.FromMinutes(1), KeepAsync);

        (await BringAsync(shop, secret)).Status.Should().Be(401);
        (await BringAsync(shop, new string('a', 129))).Status.Should().Be(401);
        (await shop.PostAsync("{}", ("X-Hook-Secret", Brought), ("X-Hook-Secret", Brought))).Status.Should().Be(401);

        (await BringAsync(shop)).Status.Should().Be(200);
    }

    [Test]
    public async Task A_secret_that_cannot_be_kept_is_not_agreed_upon_until_it_can()
    {
        await using var shop = await HandshakeShop.StartAsync(WebhookProviders.Asana, _ => { });
        var isClosed = true;
        using var expected = shop.Sources.ExpectSecret(
            HandshakeShop.Source,
            TimeSpan.FromMinutes(1),
            (_, _) => isClosed ? throw new InvalidOperationException("The vault is closed.") : Task.CompletedTask);

        var answer = await BringAsync(shop);

        answer.Status.Should().Be(503);
        answer.Header("x-hook-secret").Should().BeNull();
        (await shop.SignedAsync(Event, Brought)).Status.Should().Be(401);
        shop.Loopback.Logs.Entries.Should().Contain(entry => entry.EventId == 2013 && entry.Exception!.Message == "The vault is closed.");

        isClosed = false;
        (await BringAsync(shop)).Status.Should().Be(200);
        (await shop.SignedAsync(Event, Brought)).Status.Should().Be(200);
    }

    [Test]
    public async Task What_cannot_be_expected_is_an_error_of_the_application()
    {
        await using var shop = await HandshakeShop.StartAsync(WebhookProviders.Asana, _ => { });
        var sources = shop.Sources;
        using var expected = sources.ExpectSecret(HandshakeShop.Source, TimeSpan.FromMinutes(1), KeepAsync);

        sources.Invoking(all => all.ExpectSecret(HandshakeShop.Source, TimeSpan.FromMinutes(1), KeepAsync)).Should().Throw<InvalidOperationException>()
            .WithMessage("The source 'partner' is waiting for a secret already; dispose of what ExpectSecret returned, when that registration is done.");
        sources.Invoking(all => all.ExpectSecret("nobody", TimeSpan.FromMinutes(1), KeepAsync)).Should().Throw<ArgumentException>()
            .WithMessage("There is no source 'nobody'; declare it with AddSource(\"nobody\", …) or under Sources:nobody of the configuration.*");
        sources.Invoking(all => all.ExpectSecret("shopbotly", TimeSpan.FromMinutes(1), KeepAsync)).Should().Throw<InvalidOperationException>()
            .WithMessage("The provider of the source 'shopbotly', standard-webhooks, brings no secret; give the one it shows among the Secrets.");
        sources.Invoking(all => all.ExpectSecret(HandshakeShop.Source, TimeSpan.Zero, KeepAsync)).Should().Throw<ArgumentOutOfRangeException>();
        sources.Invoking(all => all.ExpectSecret(HandshakeShop.Source, TimeSpan.FromHours(2), KeepAsync)).Should().Throw<ArgumentOutOfRangeException>();
        (await sources.TryTakeSecretAsync("nobody", Brought)).Should().BeFalse();
    }

    [Test]
    public async Task A_registration_whose_time_is_up_makes_room_for_the_next_and_its_end_does_not_end_that()
    {
        await using var shop = await HandshakeShop.StartAsync(WebhookProviders.Asana, _ => { });
        var first = shop.Sources.ExpectSecret(HandshakeShop.Source, TimeSpan.FromMinutes(1), KeepAsync);
        shop.Loopback.Clock.Advance(TimeSpan.FromMinutes(1));
        using var second = shop.Sources.ExpectSecret(HandshakeShop.Source, TimeSpan.FromMinutes(1), KeepAsync);

        first.Dispose();

        (await BringAsync(shop)).Status.Should().Be(200);
    }

    [Test]
    public async Task Every_other_source_needs_a_secret_to_start()
    {
        var start = () => HandshakeShop.StartAsync(WebhookProviders.Asana with { Name = "other", Handshake = WebhookHandshake.None }, _ => { });

        await start.Should().ThrowAsync<OptionsValidationException>()
            .WithMessage("*:Secrets: at least one secret is required; add one, as the provider shows it.");
    }

    private static Task<Loopback.RawAnswer> BringAsync(HandshakeShop shop, string secret = Brought) => shop.PostAsync("{}", ("X-Hook-Secret", secret));

    private async Task RefusedAsync(HandshakeShop shop)
    {
        var answer = await BringAsync(shop);
        answer.Status.Should().Be(401);
        answer.Header("x-hook-secret").Should().BeNull();
        (await shop.SignedAsync(Event, Brought)).Status.Should().Be(401);
        _kept.Should().BeEmpty();
    }

    private Task KeepAsync(WebhookSecret secret, CancellationToken cancellationToken)
    {
        _kept.Add(secret.Reveal());
        return Task.CompletedTask;
    }
}
