using ShopWebhooks.Signing;
using ShopWebhooks.Tests.Doubles;

namespace ShopWebhooks.Tests.Signing;

public class WebhookVerifierTests
{
    [Test]
    public void Verify_gives_the_webhook_without_copying_its_body()
    {
        var webhook = new SignedWebhook();

        var verified = webhook.Verify().Webhook!.Value;

        verified.Id.Should().Be("msg_1");
        verified.Timestamp.Should().Be(SignedWebhook.Now);
        verified.Body.Equals(webhook.Body).Should().BeTrue("it is the same memory");
        verified.Source.Should().BeNull();
        verified.EventType.Should().BeNull();
        verified.Payload.IsEmpty.Should().BeTrue();
    }

    [Test]
    public void Verify_refuses_a_body_that_was_cut_off_whatever_its_signature()
    {
        var request = new SignedWebhook().ToRequest();

        SignedWebhook.Verifier().Verify(request with { IsBodyCutOff = true }).Failure.Should().Be(VerificationFailure.BodyTooLarge);
    }

    [TestCase("webhook-id")]
    [TestCase("webhook-timestamp")]
    [TestCase("webhook-signature")]
    public void Verify_refuses_a_doubled_header_line_even_if_both_are_equal(string name)
    {
        var webhook = new SignedWebhook();
        webhook.Lines.Add(webhook.Lines.Single(line => line.Key == name));

        webhook.Verify().Failure.Should().Be(VerificationFailure.MalformedHeader);
    }

    [TestCase("webhook-id")]
    [TestCase("webhook-timestamp")]
    [TestCase("webhook-signature")]
    public void Verify_refuses_a_header_line_without_a_value(string name) =>
        new SignedWebhook().With(name, null!).Verify().Failure.Should().Be(VerificationFailure.MalformedHeader);

    [Test]
    public void Verify_bounds_its_work_when_there_are_thousands_of_signatures()
    {
        var webhook = new SignedWebhook();
        var flood = string.Concat(Enumerable.Repeat("v1," + new string('A', 43) + "= ", 2000)) + webhook.Signature;

        webhook.With("webhook-signature", flood).Verify().Failure.Should().Be(VerificationFailure.MalformedHeader);
    }

    [TestCase("webhook-id", VerificationFailure.MalformedHeader)]
    [TestCase("webhook-timestamp", VerificationFailure.MalformedHeader)]
    [TestCase("webhook-signature", VerificationFailure.SignatureMismatch)]
    public void Verify_survives_a_lone_surrogate(string name, VerificationFailure failure)
    {
        var webhook = new SignedWebhook();

        foreach (var surrogate in "\ud800\udc00".Select(c => c.ToString()))
        {
            webhook.With(name, surrogate).Verify().Failure.Should().Be(failure);
            webhook.With(name, "v1," + new string(surrogate[0], 43) + "=").Verify().IsValid.Should().BeFalse();
        }
    }

    [Test]
    public void Verify_names_the_first_fault_in_the_documented_order()
    {
        var webhook = new SignedWebhook()
            .With("webhook-id", "a.b").With("webhook-timestamp", "0").With("webhook-signature", "v1,forged");
        Failure().Should().Be(VerificationFailure.MalformedHeader);

        webhook.With("webhook-id", "msg_1");
        Failure().Should().Be(VerificationFailure.TimestampTooOld);

        webhook.With("webhook-timestamp", $"{SignedWebhook.Now.ToUnixTimeSeconds()}");
        Failure().Should().Be(VerificationFailure.SignatureMismatch);

        webhook.Lines.RemoveAt(1);
        webhook.With("webhook-id", "a.b");
        Failure().Should().Be(VerificationFailure.MissingHeader);

        VerificationFailure? Failure() => webhook.Verify().Failure;
    }

    [Test]
    public void Verify_tries_every_signature_with_every_secret()
    {
        var secrets = Enumerable.Range(0, 4).Select(_ => WebhookSecret.Generate()).ToArray();
        var other = new WebhookSigner(WebhookScheme.StandardWebhooks, WebhookSecret.Generate(), WebhookSecret.Generate());
        foreach (var secret in secrets)
        {
            var webhook = new SignedWebhook();
            var outgoing = new OutgoingWebhook("msg_1", SignedWebhook.Now, webhook.Body);
            var wrong = other.Sign(outgoing)[2].Value;
            var right = new WebhookSigner(WebhookScheme.StandardWebhooks, secret).Sign(outgoing)[2].Value;

            webhook.With("webhook-signature", $"{wrong} {right}").Verify(secrets).IsValid.Should().BeTrue();
            webhook.With("webhook-signature", wrong).Verify(secrets).Failure.Should().Be(VerificationFailure.SignatureMismatch);
        }
    }

    [Test]
    public void Verify_survives_requests_and_headers_that_nobody_filled()
    {
        var verifier = SignedWebhook.Verifier();

        verifier.Verify(default(WebhookRequest<WebhookHeaders>)).Failure.Should().Be(VerificationFailure.MissingHeader);
        verifier.Verify(default(WebhookRequest<IWebhookHeaders>)).Failure.Should().Be(VerificationFailure.MissingHeader);
        var request = new WebhookRequest<WebhookHeaders>(null!, null, new WebhookHeaders([default, default]), default);
        verifier.Verify(in request).Failure.Should().Be(VerificationFailure.MissingHeader);
    }

    [Test]
    public void A_result_that_no_verifier_made_is_not_valid() => default(VerificationResult).IsValid.Should().BeFalse();

    [Test]
    public void Verify_works_at_both_ends_of_the_calendar_with_any_tolerance()
    {
        foreach (var now in new[] { DateTimeOffset.MinValue, DateTimeOffset.MaxValue })
        {
            foreach (var timestamp in new[] { "0", "253402300799", "253402300800", $"{long.MaxValue}" })
            {
                var verifier = new WebhookVerifier(WebhookScheme.StandardWebhooks, SignedWebhook.Secret)
                {
                    TimeProvider = new ManualTimeProvider(now),
                    Tolerance = TimeSpan.MaxValue,
                };

                verifier.Verify(new SignedWebhook().With("webhook-timestamp", timestamp).ToRequest()).IsValid.Should().BeFalse();
            }
        }
    }

    [TestCase(-1, VerificationFailure.TimestampTooOld)]
    [TestCase(1, VerificationFailure.TimestampTooNew)]
    public void Verify_keeps_to_the_tolerance_it_was_given(int direction, VerificationFailure failure)
    {
        Verify(TimeSpan.FromSeconds(10)).IsValid.Should().BeTrue();
        Verify(TimeSpan.FromSeconds(11)).Failure.Should().Be(failure);

        VerificationResult Verify(TimeSpan distance) =>
            new WebhookVerifier(WebhookScheme.StandardWebhooks, SignedWebhook.Secret)
            {
                TimeProvider = new ManualTimeProvider(SignedWebhook.Now - (direction * distance)),
                Tolerance = TimeSpan.FromSeconds(10),
            }.Verify(new SignedWebhook().ToRequest());
    }

    [Test]
    public void The_default_tolerance_is_five_minutes_by_the_systems_clock()
    {
        var verifier = new WebhookVerifier(WebhookScheme.StandardWebhooks, SignedWebhook.Secret);

        verifier.Tolerance.Should().Be(TimeSpan.FromMinutes(5));
        verifier.TimeProvider.Should().BeSameAs(TimeProvider.System);
    }

    [Test]
    public void A_verifier_without_a_secret_cannot_be_made()
    {
        var none = () => new WebhookVerifier(WebhookScheme.StandardWebhooks);
        var missing = () => new WebhookVerifier(WebhookScheme.StandardWebhooks, SignedWebhook.Secret, null!);

        none.Should().Throw<ArgumentException>()
            .WithMessage("There is no secret; give at least one, since nothing is signed or verified without.*");
        missing.Should().Throw<ArgumentException>().WithMessage("Secret 2 of 2 is null; leave it out.*");
    }

    [Test]
    public void A_verifier_refuses_a_null_scheme_and_null_secrets()
    {
        var scheme = () => new WebhookVerifier(null!, SignedWebhook.Secret);
        var secrets = () => new WebhookVerifier(WebhookScheme.StandardWebhooks, (IReadOnlyList<WebhookSecret>)null!);

        scheme.Should().Throw<ArgumentNullException>().WithParameterName("scheme");
        secrets.Should().Throw<ArgumentNullException>().WithParameterName("secrets");
    }

    [TestCase(0)]
    [TestCase(-1)]
    public void A_tolerance_that_nothing_or_everything_would_pass_is_refused(int ticks)
    {
        var make = () => new WebhookVerifier(WebhookScheme.StandardWebhooks, SignedWebhook.Secret) { Tolerance = new TimeSpan(ticks) };

        make.Should().Throw<ArgumentOutOfRangeException>().WithMessage("The tolerance must be more than zero.*");
    }

    [Test]
    public void A_list_of_secrets_that_changes_later_changes_nothing()
    {
        List<WebhookSecret> secrets = [SignedWebhook.Secret];
        var verifier = new WebhookVerifier(WebhookScheme.StandardWebhooks, secrets)
        {
            TimeProvider = new ManualTimeProvider(SignedWebhook.Now),
        };
        secrets.Clear();

        verifier.Verify(new SignedWebhook().ToRequest()).IsValid.Should().BeTrue();
    }

    [TestCase(64)]
    [TestCase(1024)]
    [TestCase(16 * 1024)]
    public void Verify_of_a_valid_request_allocates_nothing(int bodyLength)
    {
        var verifier = SignedWebhook.Verifier();
        var request = new SignedWebhook(body: new string('a', bodyLength)).ToRequest();
        verifier.Verify(in request).IsValid.Should().BeTrue();

        Allocations.OnceWarm(() => verifier.Verify(in request)).Should().Be(0);
    }
}
