using ShopWebhooks.Signing;

namespace ShopWebhooks.Tests.Signing;

public class WebhookSignerTests
{
    private static readonly byte[] Body = "{}"u8.ToArray();

    [Test]
    public void Sign_makes_the_three_header_lines_with_a_signature_of_every_secret()
    {
        var secrets = new[] { WebhookSecret.Generate(), WebhookSecret.Generate() };
        var signer = new WebhookSigner(WebhookScheme.StandardWebhooks, secrets);

        var lines = signer.Sign(new OutgoingWebhook("msg_1", SignedWebhook.Now.AddMilliseconds(999), Body));

        lines.Select(line => line.Key).Should().Equal("webhook-id", "webhook-timestamp", "webhook-signature");
        lines[0].Value.Should().Be("msg_1");
        lines[1].Value.Should().Be("1795348800", "signatures have the resolution of a second");
        lines[2].Value.Should().MatchRegex("^v1,[A-Za-z0-9+/]{43}= v1,[A-Za-z0-9+/]{43}=$");
        foreach (var secret in secrets)
        {
            var request = new WebhookRequest<WebhookHeaders>("POST", null, new WebhookHeaders(lines), Body);
            SignedWebhook.Verifier(secret).Verify(in request).IsValid.Should().BeTrue();
        }
    }

    [TestCase(1, 47)]
    [TestCase(2, 95)]
    [TestCase(12, 575)]
    public void TrySign_writes_the_value_that_Sign_gives(int secrets, int length)
    {
        var signer = new WebhookSigner(
            WebhookScheme.StandardWebhooks, [.. Enumerable.Range(0, secrets).Select(_ => WebhookSecret.Generate())]);
        var webhook = new OutgoingWebhook("msg_1", SignedWebhook.Now, Body);
        var destination = new char[signer.MaxSignatureLength];

        signer.MaxSignatureLength.Should().Be(length);
        signer.TrySign(webhook, destination, out var written).Should().BeTrue();
        written.Should().Be(length);
        new string(destination).Should().Be(signer.Sign(webhook)[2].Value);
    }

    [Test]
    public void TrySign_writes_nothing_into_a_destination_that_is_too_short()
    {
        var signer = new WebhookSigner(WebhookScheme.StandardWebhooks, SignedWebhook.Secret);
        var destination = new char[46];

        signer.TrySign(new OutgoingWebhook("msg_1", SignedWebhook.Now, Body), destination, out var written).Should().BeFalse();

        written.Should().Be(0);
        destination.Should().OnlyContain(c => c == '\0');
    }

    [TestCase(null)]
    [TestCase("")]
    [TestCase(" ")]
    [TestCase("msg 1")]
    [TestCase("msg.1")]
    [TestCase("msg_1\r\nx-injected: 1")]
    [TestCase("msg_\u001b[31m")]
    [TestCase("msg_\0")]
    [TestCase("msg_\u007f")]
    [TestCase("msg_é")]
    [TestCase("msg_\ud800")]
    public void Sign_refuses_an_id_that_would_move_the_signed_boundaries_or_break_the_header(string? id) => ShouldRefuse(id);

    [Test]
    public void Sign_refuses_an_id_of_more_than_256_characters()
    {
        ShouldRefuse(new string('i', 257));
        new WebhookSigner(WebhookScheme.StandardWebhooks, SignedWebhook.Secret)
            .Sign(new OutgoingWebhook(new string('i', 256), SignedWebhook.Now, Body)).Should().HaveCount(3);
    }

    [Test]
    public void Sign_refuses_a_time_before_Unix_time_begins()
    {
        var signer = new WebhookSigner(WebhookScheme.StandardWebhooks, SignedWebhook.Secret);
        var sign = () => signer.Sign(new OutgoingWebhook("msg_1", DateTimeOffset.UnixEpoch.AddSeconds(-1), Body));

        sign.Should().Throw<ArgumentException>().WithMessage(
            "The timestamp of the webhook is 1969-12-31T23:59:59.0000000+00:00; it must not lie before 1970, where Unix time begins.*");
        signer.Sign(new OutgoingWebhook("msg_1", DateTimeOffset.UnixEpoch, Body))[1].Value.Should().Be("0");
        signer.Sign(new OutgoingWebhook("msg_1", DateTimeOffset.MaxValue, Body))[1].Value.Should().Be("253402300799");
    }

    [Test]
    public void A_signer_without_a_secret_cannot_be_made()
    {
        var none = () => new WebhookSigner(WebhookScheme.StandardWebhooks);

        none.Should().Throw<ArgumentException>()
            .WithMessage("There is no secret; give at least one, since nothing is signed or verified without.*");
    }

    [TestCase(64)]
    [TestCase(16 * 1024)]
    public void TrySign_allocates_nothing(int bodyLength)
    {
        var signer = new WebhookSigner(WebhookScheme.StandardWebhooks, SignedWebhook.Secret);
        var body = new byte[bodyLength];
        var destination = new char[signer.MaxSignatureLength];
        signer.TrySign(new OutgoingWebhook("msg_1", SignedWebhook.Now, body), destination, out _).Should().BeTrue();

        Allocations.OnceWarm(() => signer.TrySign(new OutgoingWebhook("msg_1", SignedWebhook.Now, body), destination, out _))
            .Should().Be(0);
    }

    private static void ShouldRefuse(string? id)
    {
        var signer = new WebhookSigner(WebhookScheme.StandardWebhooks, SignedWebhook.Secret);
        var sign = () => signer.Sign(new OutgoingWebhook(id!, SignedWebhook.Now, Body));
        var trySign = () => signer.TrySign(new OutgoingWebhook(id!, SignedWebhook.Now, Body), new char[64], out _);

        const string Problem =
            "The id of the webhook cannot be signed; it needs 1 to 256 printable ASCII characters without a blank or dot.*";
        sign.Should().Throw<ArgumentException>().WithMessage(Problem);
        trySign.Should().Throw<ArgumentException>().WithMessage(Problem);
    }
}
