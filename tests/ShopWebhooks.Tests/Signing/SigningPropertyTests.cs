using System.Text;
using FsCheck;
using FsCheck.Fluent;
using ShopWebhooks.Signing;

namespace ShopWebhooks.Tests.Signing;

public class SigningPropertyTests
{
    [FsCheck.NUnit.Property(MaxTest = 500)]
    public Property What_is_signed_is_valid_for_each_of_its_secrets() => Prop.ForAll(Ids, Bodies, Keys, (id, body, keys) =>
    {
        WebhookSecret[] secrets = [.. keys.Select(key => WebhookSecret.FromBytes(key))];
        var lines = new WebhookSigner(WebhookScheme.StandardWebhooks, secrets).Sign(new OutgoingWebhook(id, SignedWebhook.Now, body));
        var request = new WebhookRequest<WebhookHeaders>("POST", null, new WebhookHeaders(lines), body);

        return secrets.All(secret => SignedWebhook.Verifier(secret).Verify(in request).Webhook is { } webhook
            && webhook.Id == id && webhook.Timestamp == SignedWebhook.Now && webhook.Body.Span.SequenceEqual(body));
    });

    [FsCheck.NUnit.Property(MaxTest = 500)]
    public Property A_changed_bit_of_the_body_makes_it_invalid() =>
        Prop.ForAll(Bodies, Gen.Choose(0, int.MaxValue).ToArbitrary(), (body, bit) =>
        {
            var webhook = new SignedWebhook(body: "x" + Convert.ToBase64String(body));
            bit %= webhook.Body.Length * 8;
            webhook.Body[bit / 8] ^= (byte)(1 << (bit % 8));

            return webhook.Verify().Failure == VerificationFailure.SignatureMismatch;
        });

    [TestCase("webhook-id")]
    [TestCase("webhook-timestamp")]
    [TestCase("webhook-signature")]
    public void A_changed_bit_of_a_header_makes_it_invalid(string name)
    {
        var value = new SignedWebhook().Lines.Single(line => line.Key == name).Value;
        for (var bit = 0; bit < value.Length * 16; bit++)
        {
            var changed = value.ToCharArray();
            changed[bit / 16] ^= (char)(1 << (bit % 16));

            new SignedWebhook().With(name, new string(changed)).Verify().IsValid.Should().BeFalse($"bit {bit} of {name} is not as signed");
        }
    }

    [TestCase("webhook-id")]
    [TestCase("webhook-timestamp")]
    [TestCase("webhook-signature")]
    public void A_header_cut_anywhere_makes_it_invalid(string name)
    {
        var value = new SignedWebhook().Lines.Single(line => line.Key == name).Value;
        for (var length = 0; length < value.Length; length++)
        {
            new SignedWebhook().With(name, value[..length]).Verify().IsValid.Should().BeFalse($"{length} characters of {name} are left");
        }
    }

    [Test]
    public void Only_one_spelling_of_the_signature_is_valid()
    {
        var signature = new SignedWebhook().Signature;
        for (var c = '\0'; c < 256; c++)
        {
            for (var position = 0; position < signature.Length; position++)
            {
                var spelled = signature[..position] + c + signature[(position + 1)..];

                new SignedWebhook().With("webhook-signature", spelled).Verify().IsValid
                    .Should().Be(spelled == signature, $"character {(int)c} stands at {position}");
            }
        }
    }

    [FsCheck.NUnit.Property(MaxTest = 1000)]
    public Property Arbitrary_headers_and_bodies_are_refused_without_an_exception() =>
        Prop.ForAll(Texts.Three().ToArbitrary(), Bodies, (texts, body) =>
        {
            var (id, timestamp, signature) = texts;
            var lines = new WebhookHeaders(
                [new("webhook-id", id), new("webhook-timestamp", timestamp), new("webhook-signature", signature)]);
            var request = new WebhookRequest<WebhookHeaders>("POST", null, lines, body);

            return SignedWebhook.Verifier().Verify(in request) is { IsValid: false, Failure: not null };
        });

    [FsCheck.NUnit.Property(MaxTest = 1000)]
    public Property Arbitrary_text_in_one_header_of_a_valid_request_is_refused_without_an_exception() =>
        Prop.ForAll(Gen.Choose(0, 2).ToArbitrary(), Texts.ToArbitrary(), (header, text) =>
        {
            var webhook = new SignedWebhook();

            return webhook.With(webhook.Lines[header].Key, text).Verify() is { IsValid: false, Failure: not null };
        });

    [FsCheck.NUnit.Property(MaxTest = 1000)]
    public Property Arbitrary_text_is_a_secret_or_not_without_an_exception() => Prop.ForAll(Texts.ToArbitrary(), text =>
        WebhookSecret.TryParse("whsec_" + text, out var secret) == secret is not null
        && (secret is null || secret.Reveal() == "whsec_" + text.TrimEnd('\r', '\n')));

    private static Arbitrary<string> Ids { get; } =
        Gen.Elements(Enumerable.Range('!', '~' - '!' + 1).Select(c => (char)c).Where(c => c != '.').ToArray())
            .ArrayOf().Where(id => id.Length is > 0 and <= 256).Select(id => new string(id)).ToArbitrary();

    private static Arbitrary<byte[]> Bodies { get; } = ArbMap.Default.GeneratorFor<byte[]>().ToArbitrary();

    private static Arbitrary<byte[][]> Keys { get; } =
        Gen.Choose(24, 64).SelectMany(length => ArbMap.Default.GeneratorFor<byte>().ArrayOf(length))
            .NonEmptyListOf().Select(keys => keys.Take(5).ToArray()).ToArbitrary();

    /// <summary>Null, noise of any UTF-16 units, and text that is nearly right.</summary>
    private static Gen<string> Texts { get; } = Gen.OneOf(
        Gen.Constant<string>(null!),
        Gen.Choose(0, char.MaxValue).ArrayOf().Select(units => new string([.. units.Select(unit => (char)unit)])),
        Gen.Elements("v1,", "v1a,", " ", ",", ".", "=", "A", "-1", "0", $"{ulong.MaxValue}", "\0", "\ud800", "msg_", new string('A', 43))
            .ArrayOf().Select(string.Concat),
        ArbMap.Default.GeneratorFor<byte[]>().Select(bytes => "v1," + Convert.ToBase64String(bytes)),
        ArbMap.Default.GeneratorFor<byte[]>().Select(Encoding.Latin1.GetString),
        ArbMap.Default.GeneratorFor<long>().Select(number => number.ToString(System.Globalization.CultureInfo.InvariantCulture)));
}
