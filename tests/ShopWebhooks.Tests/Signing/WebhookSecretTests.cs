using System.Diagnostics;
using System.Reflection;
using System.Text.Json;
using ShopWebhooks.Signing;

namespace ShopWebhooks.Tests.Signing;

public class WebhookSecretTests
{
    private const string Text = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

    [TestCase(Text)]
    [TestCase(Text + "\n", Description = "A secret mounted as a file.")]
    [TestCase(Text + "\r\n")]
    public void Parse_reads_a_secret_and_ignores_line_breaks_at_its_end(string text) =>
        WebhookSecret.Parse(text).Reveal().Should().Be(Text);

    [TestCase(24)]
    [TestCase(25)]
    [TestCase(63)]
    [TestCase(64)]
    public void Parse_reads_what_Reveal_wrote_for_every_length_that_is_allowed(int length)
    {
        var secret = WebhookSecret.FromBytes(new byte[length]);

        WebhookSecret.Parse(secret.Reveal()).Should().Be(secret);
    }

    [TestCase("", "The secret is empty, as when the setting it is read from is missing; give 'whsec_' and the base64 of 24 to 64 random bytes.")]
    [TestCase(" \t", "The secret is empty, as when the setting it is read from is missing; give 'whsec_' and the base64 of 24 to 64 random bytes.")]
    [TestCase("\n", "The secret is empty, as when the setting it is read from is missing; give 'whsec_' and the base64 of 24 to 64 random bytes.")]
    [TestCase("whsec_", "The secret has 0 bytes; it needs at least 24 and at most 64.")]
    [TestCase("whsec_plJ3nmyCDGBKInavdOK15jsl", "The secret has 18 bytes; it needs at least 24 and at most 64.")]
    [TestCase(
        "whsk_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
        "The secret is a key of an asymmetric scheme ('whsk_' or 'whpk_'); give the shared secret, which starts with 'whsec_'.")]
    [TestCase(
        "whpk_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
        "The secret is a key of an asymmetric scheme ('whsk_' or 'whpk_'); give the shared secret, which starts with 'whsec_'.")]
    [TestCase("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "The secret does not start with 'whsec_'; give 'whsec_' and the base64 of the key.")]
    [TestCase(
        "WHSEC_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
        "The secret does not start with 'whsec_'; give 'whsec_' and the base64 of the key.")]
    [TestCase(" " + Text, "The secret does not start with 'whsec_'; give 'whsec_' and the base64 of the key.")]
    [TestCase("whsec_not base64 at all, but long enough", NotBase64)]
    [TestCase(Text + " ", NotBase64)]
    [TestCase("whsec_MfKQ9r8GKYqrTwjU\nPD8ILPZIo2LaLaSw", NotBase64)]
    [TestCase("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaS", NotBase64, Description = "Cut short.")]
    [TestCase("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSwAB==", NotBase64, Description = "A stray bit in the last character.")]
    [TestCase("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSwAA", NotBase64, Description = "No padding.")]
    [TestCase("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLa__", NotBase64, Description = "The alphabet of URLs.")]
    [TestCase("whsec_\ud800fKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", NotBase64)]
    public void Parse_refuses_what_is_not_a_secret_and_names_the_rule(string text, string problem)
    {
        var parse = () => WebhookSecret.Parse(text);

        parse.Should().Throw<FormatException>().WithMessage(problem);
        WebhookSecret.TryParse(text, out var secret).Should().BeFalse();
        secret.Should().BeNull();
    }

    [Test]
    public void Parse_refuses_more_than_64_bytes()
    {
        var parse = () => WebhookSecret.Parse("whsec_" + Convert.ToBase64String(new byte[65]));

        parse.Should().Throw<FormatException>().WithMessage("The secret has 65 bytes; it needs at least 24 and at most 64.");
    }

    [Test]
    public void Parse_says_that_null_is_a_mistake_of_the_caller()
    {
        var parse = () => WebhookSecret.Parse(null!);

        parse.Should().Throw<ArgumentNullException>();
        WebhookSecret.TryParse(null, out _).Should().BeFalse();
    }

    [TestCase(1)]
    [TestCase(23)]
    [TestCase(65)]
    public void A_key_of_another_length_is_none_for_standard_webhooks(int length)
    {
        var secret = WebhookSecret.FromBytes(new byte[length]);
        Action[] make =
        [
            () => _ = new WebhookVerifier(WebhookScheme.StandardWebhooks, secret),
            () => _ = new WebhookSigner(WebhookScheme.StandardWebhooks, secret),
        ];

        make.Should().AllSatisfy(each => each.Should().Throw<ArgumentException>()
            .WithMessage($"The secret has {length} bytes; it needs at least 24 and at most 64.*"));
    }

    [Test]
    public void FromBytes_refuses_an_empty_key()
    {
        var make = () => WebhookSecret.FromBytes([]);

        make.Should().Throw<ArgumentException>().WithMessage("The key is empty; it needs at least one byte.*");
    }

    [TestCase("whsec_not base64, and a key all the same", SecretFormat.Text)]
    [TestCase("0a1b2c", SecretFormat.Hex)]
    public void A_secret_of_another_format_reveals_what_was_read(string text, SecretFormat format)
    {
        var secret = WebhookSecret.Parse(text + "\r\n", format);

        secret.Reveal().Should().Be(text);
        secret.ToString().Should().Be("***");
    }

    [TestCase(" ", SecretFormat.Text, "The secret is empty, as when the setting it is read from is missing; give it as the provider shows it.")]
    [TestCase("", SecretFormat.Hex, "The secret is empty, as when the setting it is read from is missing; give it as the provider shows it.")]
    [TestCase("abc", SecretFormat.Hex, "The secret is not an even number of hexadecimal digits; copy it again, complete and without blanks.")]
    [TestCase("ag", SecretFormat.Hex, "The secret is not an even number of hexadecimal digits; copy it again, complete and without blanks.")]
    public void A_secret_that_its_format_does_not_allow_is_refused_with_the_rule(string text, SecretFormat format, string problem)
    {
        var parse = () => WebhookSecret.Parse(text, format);

        parse.Should().Throw<FormatException>().WithMessage(problem);
    }

    [Test]
    public void FromBytes_copies_the_key()
    {
        var key = new byte[32];
        var secret = WebhookSecret.FromBytes(key);
        key[0] = 1;

        secret.Should().Be(WebhookSecret.FromBytes(new byte[32]));
    }

    [Test]
    public void Generate_makes_another_secret_each_time()
    {
        var secrets = Enumerable.Range(0, 100).Select(_ => WebhookSecret.Generate().Reveal()).ToArray();

        secrets.Should().OnlyHaveUniqueItems();
        secrets.Should().AllSatisfy(text => Convert.FromBase64String(text["whsec_".Length..]).Should().HaveCount(32));
    }

    [Test]
    public void Secrets_are_equal_when_their_keys_are()
    {
        WebhookSecret.Parse(Text).Should().Be(WebhookSecret.Parse(Text)).And.NotBe(WebhookSecret.Generate());
        WebhookSecret.Parse(Text).GetHashCode().Should().Be(WebhookSecret.Parse(Text).GetHashCode());
    }

    [Test]
    public void A_secret_shows_itself_to_nobody_who_does_not_ask()
    {
        var secret = WebhookSecret.Parse(Text);

        secret.ToString().Should().Be("***");
        $"{secret}".Should().Be("***");
        JsonSerializer.Serialize(secret).Should().Be("{}");
        typeof(WebhookSecret).GetProperties().Should().BeEmpty("loggers that take objects apart print public properties");
        typeof(WebhookSecret).GetCustomAttribute<DebuggerDisplayAttribute>()!.Value.Should().Be("***");
    }

    [TestCase(typeof(WebhookSecret))]
    [TestCase(typeof(KeyedHashPool))]
    public void The_debugger_does_not_unfold_the_key(Type holder) =>
        holder.GetFields(BindingFlags.Instance | BindingFlags.NonPublic)
            .Where(field => field.FieldType == typeof(byte[]))
            .Should().ContainSingle()
            .Which.GetCustomAttribute<DebuggerBrowsableAttribute>()!.State.Should().Be(DebuggerBrowsableState.Never);

    private const string NotBase64 = "What follows 'whsec_' in the secret is not base64; copy it again, complete and without blanks.";
}
