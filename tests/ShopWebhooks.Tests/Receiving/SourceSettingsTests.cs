using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;
using ShopWebhooks.Events;
using ShopWebhooks.Providers;
using ShopWebhooks.Signing;

namespace ShopWebhooks.Tests.Receiving;

internal sealed class SourceSettingsTests
{
    private static readonly WebhookProvider Acme = new()
    {
        Name = "acme",
        Scheme = new HmacScheme { SignatureHeaders = ["X-Acme-Signature"], SecretFormat = SecretFormat.Hex },
        EventType = [WebhookField.Constant("event")],
    };

    [Test]
    public void A_source_of_the_configuration_names_its_provider()
    {
        var handled = new List<string>();
        using var host = TestHost.Started(shop =>
        {
            shop.Services.AddShopWebhooks(Section(("Sources:payments:Provider", "Stripe"), ("Sources:payments:Secrets:0", "whsec_text")));
            shop.On<UnknownEvent>((each, _, _) =>
            {
                handled.Add(each.Event);
                return Task.CompletedTask;
            });
        });
        var body = """{"id":"evt_1","type":"invoice.paid"}"""u8.ToArray();
        var signer = new WebhookSigner(WebhookProviders.Stripe.Scheme, WebhookSecret.Parse("whsec_text", SecretFormat.Text));
        var lines = signer.Sign(new OutgoingWebhook("msg_1", host.Time.GetUtcNow(), body));

        var webhook = host.Verify(new("POST", null, new WebhookHeaders(lines), body), "payments").Webhook;
        host.Run(() => host.Get<IWebhookReceiver>().AcceptAsync(webhook!.Value));

        handled.Should().Equal("stripe.invoice.paid");
    }

    [Test]
    public void A_source_of_the_configuration_names_a_provider_of_the_application()
    {
        using var host = TestHost.Started(shop =>
            shop.AddProvider(Acme).Services.AddShopWebhooks(Section(("Sources:a:Provider", "acme"), ("Sources:a:Secrets:0", "0a1b"))));

        host.Get<IWebhookSources>().Find("a")!.Provider.Should().BeSameAs(Acme);
    }

    [Test]
    public void A_source_that_cannot_work_is_reported_by_its_key_at_the_start()
    {
        Problems(shop => shop
            .AddProvider(Acme)
            .AddSource("calls", WebhookProviders.Twilio, source => source.AddSecret("token"))
            .AddSource("cards", WebhookProviders.Trello, source => source.AddSecret("token").PublicUrl = "/webhooks/cards")
            .AddSource("bare", WebhookProviders.GitHub, _ => { })
            .AddSource("cards2", WebhookProviders.Adyen, source => source.AddSecret("not hexadecimal"))
            .AddSource("post", WebhookProviders.Postmark, source => source.AddSecret("no user"))
            .AddSource("bank", WebhookProviders.Plaid, source => source.AddSecret("no client"))
            .AddSource("stripe", source => source.AddSecret("whsec_no base64"))
            .AddSource("mail", WebhookProviders.SendGrid, source => source.AddSecret("no key"))
            .Services.AddShopWebhooks(Section(("Sources:payments:Provider", "strpe"), ("Sources:payments:Secrets:0", "hunter2"))))
            .Should().SatisfyRespectively(
                problem => problem.Should().Be("AddSource(\"calls\"):PublicUrl: twilio signs the URL; give it exactly as it is registered there, https://…."),
                problem => problem.Should().Be(
                    "AddSource(\"cards\"):PublicUrl: '/webhooks/cards' is not an absolute URL; give it exactly as it is registered with the sender, "
                    + "https://…."),
                problem => problem.Should().Be("AddSource(\"bare\"):Secrets: at least one secret is required; add one, as the provider shows it."),
                problem => problem.Should().StartWith("AddSource(\"cards2\"):Secrets:0: ").And.Contain("hexadecimal").And.NotContain("not hexadecimal"),
                problem => problem.Should().Be("AddSource(\"post\"):Secrets:0: The secret has no colon; write user:password."),
                problem => problem.Should().Be("AddSource(\"bank\"):Secrets:0: The secret has no colon; write client_id:secret."),
                problem => problem.Should().StartWith("AddSource(\"stripe\"):Secrets:0: What follows 'whsec_' in the secret is not base64")
                    .And.EndWith(" Where stripe itself sends, its Provider is to be named as well: stripe."),
                problem => problem.Should().StartWith("AddSource(\"mail\"):Secrets:0: ").And.Contain("public key").And.NotContain("no key"),
                problem => problem.Should().StartWith(
                    "ShopWebhooks:Sources:payments:Provider: there is no provider 'strpe'; known are standard-webhooks, github, stripe, ")
                    .And.Contain("acme").And.EndWith("Declare yours with AddProvider(…)."));
    }

    [Test]
    public void A_provider_that_is_declared_twice_differently_is_reported()
    {
        Problems(shop => shop
            .AddSource("a", Acme, source => source.AddSecret("0a1b"))
            .AddSource("b", Acme, source => source.AddSecret("0a1b"))
            .AddProvider(WebhookProviders.GitHub with { KeptHeaders = ["X-GitHub-Hook-Installation-Target-ID"] }))
            .Should().Equal("The provider 'github' is declared twice, differently; give yours a name of its own.");
    }

    [Test]
    public void A_source_keeps_more_headers_than_its_provider()
    {
        string?[] found = [];
        using var host = TestHost.Started(shop =>
        {
            shop.AddSource("hub", WebhookProviders.GitHub, source =>
            {
                source.AddSecret("secret");
                source.KeptHeaders.Add("X-GitHub-Hook-Installation-Target-ID");
                source.KeptHeaders.Add("x-github-hook-id");
            });
            shop.On<UnknownEvent>((_, context, _) =>
            {
                var kept = context.Headers.Select(header => $"{header.Key}: {header.Value}");
                found = [.. kept, context.FindHeader("X-GitHub-Hook-ID"), context.FindHeader("x-other")];
                return Task.CompletedTask;
            });
        });
        var body = "{}"u8.ToArray();
        var lines = new WebhookSigner(WebhookProviders.GitHub.Scheme, WebhookSecret.Parse("secret", SecretFormat.Text))
            .Sign(new OutgoingWebhook("msg_1", host.Time.GetUtcNow(), body));
        var request = new WebhookRequest<WebhookHeaders>(
            "POST",
            null,
            new WebhookHeaders(
            [
                .. lines, new("X-GitHub-Event", "push"), new("X-GitHub-Hook-ID", "7"), new("x-github-hook-installation-target-id", "8"), new("x-other", "9"),
            ]),
            body);

        host.Run(() => host.Get<IWebhookReceiver>().AcceptAsync(host.Verify(request, "hub").Webhook!.Value));

        found.Should().Equal("x-github-hook-id: 7", "x-github-hook-installation-target-id: 8", "7", null);
    }

    [Test]
    public void What_is_refused_is_logged_with_what_was_expected()
    {
        using var host = TestHost.Started(shop => shop
            .AddSource("hub", WebhookProviders.GitHub, source => source.AddSecret("secret"))
            .AddSource("mail", WebhookProviders.Mailgun, source => source.AddSecret("secret"))
            .AddSource("own", source => source.AddSecret(TestHost.Secret)));
        var body = "{}"u8.ToArray();
        var signed = new WebhookSigner(WebhookProviders.GitHub.Scheme, WebhookSecret.Parse("secret", SecretFormat.Text))
            .Sign(new OutgoingWebhook("msg_1", host.Time.GetUtcNow(), body));

        host.Verify(new("POST", null, new WebhookHeaders([]), body), "hub").Failure.Should().Be(VerificationFailure.MissingHeader);
        host.Verify(new("POST", null, new WebhookHeaders(signed), body), "hub").Failure.Should().Be(VerificationFailure.MalformedPayload);
        host.Verify(new("POST", null, new WebhookHeaders([new("content-type", "text/xml")]), body), "hub");
        host.Verify(new("POST", null, new WebhookHeaders([]), body), "mail");
        host.Verify(new("POST", null, new WebhookHeaders([new("X-Hub-Signature-256", "sha256=00")]), body), "hub");

        host.Logs.Lines.Where(line => line.Contains(" 2000 ", StringComparison.Ordinal)).Should().Equal(
            "Information 2000 A request to source 'hub' was refused: MissingHeader; github signs with X-Hub-Signature-256",
            "Information 2000 A request to source 'hub' was refused: MalformedPayload; github names the event type by header X-GitHub-Event",
            "Information 2000 A request to source 'hub' was refused: UnsupportedContentType; github sends application/json, "
            + "application/x-www-form-urlencoded",
            "Information 2000 A request to source 'mail' was refused: MissingHeader; mailgun signs within the body",
            "Information 2000 A request to source 'hub' was refused: SignatureMismatch");
    }

    [Test]
    public void A_header_that_proves_who_sends_is_not_kept() => Problems(shop => shop.AddSource("a", Acme, source =>
        {
            source.AddSecret("0a1b");
            source.KeptHeaders.Add("cookie");
        })).Should().Equal("AddSource(\"a\"):KeptHeaders: cookie proves who sends, and whoever can read it could send as well; leave it out.");

    private static IEnumerable<TestCaseData> EachImpossible =>
    [
        Impossible(Acme with { Name = "Acmé" }, "The provider 'Acmé': its name is not 1 to 50 lower-case letters, digits and hyphens; choose another."),
        Impossible(Acme with { Name = "Acme Inc" }, "The provider 'Acme Inc': its name is not 1 to 50 lower-case *"),
        Impossible(Acme with { EventPrefix = "a b" }, "The provider 'acme': no event type can begin with its EventPrefix 'a b'; write *"),
        Impossible(
            Acme with { KeptHeaders = ["Authorization", "x-acme-signature", "X Acme"] },
            "The provider 'acme': of its KeptHeaders, Authorization proves who sends, and whoever can read it could send as well; leave it out.",
            "The provider 'acme': of its KeptHeaders, x-acme-signature proves who sends, *",
            "The provider 'acme': of its KeptHeaders, 'X Acme' is not the name of a header; give it without a colon or blanks."),
        Impossible(
            With(new HmacScheme { SignatureHeaders = ["X-Sig"], SignedContent = "{timestamp}.{body}" }),
            "The provider 'acme': its scheme cannot work: the signed content '{timestamp}.{body}' and the place of the time go together: with "
            + "{timestamp}, name TimestampHeader or TimestampPrefix, and without it neither."),
        Impossible(With(new HmacScheme { SignatureHeaders = ["X-Sig"], TimestampHeader = "X-Time" }), "*the place of the time go together*"),
        Impossible(
            With(new HmacScheme
            {
                SignatureHeaders = ["X-Sig"], SignedContent = "{timestamp}.{body}", TimestampHeader = "X-Time", TimestampPrefix = "t=", Separator = ',',
            }),
            "*the place of the time go together*"),
        Impossible(
            With(new HmacScheme { SignatureHeaders = ["X-Sig"], SignedContent = "{timestamp}.{body}", TimestampPrefix = "t=" }),
            "*a TimestampPrefix stands in a list; name its Separator."),
        Impossible(With(new HmacScheme { SignatureHeaders = ["X-Sig"], SignedContent = "{id}.{body}" }), "*IdHeader go together*"),
        Impossible(With(new HmacScheme { SignatureHeaders = ["X-Sig"], IdHeader = "X-Id" }), "*IdHeader go together*"),
        Impossible(With(new HmacScheme { SignatureHeaders = ["X Sig:"] }), "*'X Sig:' is not the name of a header*"),
        Impossible(
            With(new HmacScheme { SignatureHeaders = ["X-Sig"], Fallback = new HmacScheme { SignatureHeaders = [""] } }), "*'' is not the name of a header*"),
        Impossible(With(new TokenScheme { Header = " " }), "*' ' is not the name of a header*"),
    ];

    [TestCaseSource(nameof(EachImpossible))]
    public void A_provider_that_cannot_work_is_reported_at_the_start(WebhookProvider provider, string[] problems)
    {
        var failures = Problems(shop => shop.AddProvider(provider)).ToList();

        failures.Should().HaveCount(problems.Length);
        for (var i = 0; i < problems.Length; i++)
        {
            failures[i].Should().Match(problems[i]);
        }

        if (provider.Scheme.Problem is not null)
        {
            var make = () => new WebhookVerifier(provider.Scheme, WebhookSecret.FromBytes([1]));
            make.Should().Throw<ArgumentException>().WithMessage("The scheme cannot work: *").WithParameterName("scheme");
        }
    }

    private static WebhookProvider With(WebhookScheme scheme) => Acme with { Scheme = scheme };

    private static TestCaseData Impossible(WebhookProvider provider, params string[] problems) =>
        new TestCaseData(provider, problems).SetArgDisplayNames(problems[^1]);

    private static IEnumerable<string> Problems(Action<IShopWebhooksBuilder> configure)
    {
        using var host = new TestHost(configure);
        return host.Invoking(each => each.Start()).Should().Throw<OptionsValidationException>().Which.Failures;
    }

    private static IConfigurationSection Section(params (string Key, string Value)[] settings) => new ConfigurationBuilder()
        .AddInMemoryCollection(settings.Select(setting => new KeyValuePair<string, string?>($"ShopWebhooks:{setting.Key}", setting.Value)))
        .Build()
        .GetSection("ShopWebhooks");
}
