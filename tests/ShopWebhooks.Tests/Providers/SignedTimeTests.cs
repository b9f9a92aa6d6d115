using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using ShopWebhooks.Providers;
using ShopWebhooks.Signing;
using ShopWebhooks.Tests.Doubles;

namespace ShopWebhooks.Tests.Providers;

/// <summary>Odd spellings of a signed time, each signed rightly as it is sent: it is refused for what it is, and not for its signature.</summary>
internal sealed class SignedTimeTests
{
    private const string Now = "1700000000";

    private static readonly byte[] Body = """{"a":1}"""u8.ToArray();

    private static readonly WebhookProvider[] OfUnixTime =
    [
        .. WebhookProviders.All.Where(provider => provider.Scheme is HmacScheme { SignsTime: true, TimestampFormat: not TimestampFormat.Iso8601 }),
        WebhookProviders.Mailgun,
    ];

    private static readonly WebhookProvider[] OfIsoTime =
        [.. WebhookProviders.All.Where(provider => provider.Scheme is HmacScheme { SignsTime: true, TimestampFormat: TimestampFormat.Iso8601 })];

    [Test]
    public void Unix_time_is_malformed_as(
        [Values(
            "", "-1", "-0", "00", "-9223372036854775808", "9223372036854775808", "18446744073709551616", "99999999999999999999", "null", "NaN",
            "-" + Now, "+" + Now, "0" + Now, " " + Now, Now + " ", "\t" + Now, Now + "\0", Now + "\n", Now + "\u00a0", Now + ".0", Now + "e0", "1.7e9", "17e8",
            "0x6553f100", "1'700'000'000", "1_700_000_000", Now + "," + Now, Now + " " + Now, Now + "\n" + Now, Now + ";" + Now, "'" + Now + "'",
            "\uff11\uff17\uff10\uff10\uff10\uff10\uff10\uff10\uff10\uff10", "\u0661\u0667\u0660\u0660\u0660\u0660\u0660\u0660\u0660\u0660",
            "2023-11-14T22:13:20Z")] string text,
        [ValueSource(nameof(OfUnixTime))] WebhookProvider provider)
    {
        // In a list, what stands behind a separator is another entry, and blanks around one do not count.
        VerificationFailure[] expected = provider.Scheme is HmacScheme { TimestampPrefix: not null }
            ? [VerificationFailure.MalformedHeader, VerificationFailure.SignatureMismatch]
            : [VerificationFailure.MalformedHeader];

        expected.Cast<VerificationFailure?>().Should().Contain(Verify(provider, text.Replace(Now, InUnitOf(provider), StringComparison.Ordinal)).Failure);
    }

    [TestCase("0", VerificationFailure.TimestampTooOld)]
    [TestCase("1", VerificationFailure.TimestampTooOld)]
    [TestCase("9999999999999999", VerificationFailure.TimestampTooNew)]
    [TestCase("253402300800000", VerificationFailure.TimestampTooNew)]
    [TestCase("9223372036854775807", VerificationFailure.TimestampTooNew)]
    public void Unix_time_is_far_from_the_present_at_its_ends(string text, VerificationFailure failure) =>
        OfUnixTime.Should().AllSatisfy(provider => Verify(provider, text).Failure.Should().Be(failure, provider.Name));

    [Test]
    public void Unix_time_is_read_in_the_unit_of_its_provider()
    {
        foreach (var provider in OfUnixTime)
        {
            var isInSeconds = InUnitOf(provider) == Now;

            Verify(provider, Now).ToString().Should().Be(isInSeconds ? "valid" : "TimestampTooOld", provider.Name);
            Verify(provider, Now + "000").ToString().Should().Be(isInSeconds ? "TimestampTooNew" : "valid", provider.Name);
        }
    }

    [Test]
    public void ISO_time_is_malformed_as(
        [Values(
            "", "2023-11-14t22:13:20Z", "2023-11-14T22:13:20z", "2023-11-14 22:13:20Z", "2023-11-14T22:13:20", "2023-11-14T22:13:20.5",
            "2023-11-14T22:13Z", "2023-11-14", "20231114T221320Z", "2023-318T22:13:20Z", "2023-W46-2T22:13:20Z", "10000-01-01T00:00:00Z",
            "+10000-01-01T00:00:00Z", "+2023-11-14T22:13:20Z", "-2023-11-14T22:13:20Z", "0000-01-01T00:00:00Z", "23-11-14T22:13:20Z",
            "2023-1-14T22:13:20Z", "2023-13-14T22:13:20Z", "2023-02-29T22:13:20Z", "2023-11-14T24:00:00Z", "2023-11-14T22:60:20Z", "2023-11-14T22:13:60Z",
            "2023-11-14T22:13:20,5Z", "2023-11-14T22:13:20.Z", "2023-11-14T22:13:20.+01:00", "2023-11-14T22:13:20+01",
            "2023-11-14T22:13:20+0100", "2023-11-14T23:13:20+0100", "2023-11-14T23:13:20+1:00", "2023-11-14T23:13:20.5+0100",
            "2023-11-14T22:13:20. Z", "2023-11-14T22:13:20 +01:00", "2023-11-14T 22:13:20Z",
            "2023-11-14T22:13: 20Z", "2023-11-14T22:13:20+15:00", "2023-11-14T22:13:20+01:60", "2023-11-14T22:13:20ZZ", "2023-11-14T22:13:20+01:00Z",
            "2023-11-14T22:13:20UTC", "2023-11-14T22:13:20 Z", " 2023-11-14T22:13:20Z", "2023-11-14T22:13:20Z ", "2023-11-14T22:13:20Z\0",
            "2023-11-14T22:13:20Z\n", "2023-11-14T22:13:20Z,2023-11-14T22:13:20Z", "2023-11-14T22:13:20Z\n2023-11-14T22:13:20Z",
            "\uff12\uff10\uff12\uff13-11-14T22:13:20Z", "2023\u201011\u201014T22:13:20Z", "0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00", Now,
            "2023-11-14T22:13:20.12345678901234567890", "2023-11-14T22:13:20.1\uff12Z")]
        string text,
        [ValueSource(nameof(OfIsoTime))] WebhookProvider provider) =>
        Verify(provider, text).Failure.Should().Be(VerificationFailure.MalformedHeader);

    [TestCase("2023-11-14T22:13:20Z", "valid")]
    [TestCase("2023-11-14T22:13:20+00:00", "valid")]
    [TestCase("2023-11-14T22:13:20-00:00", "valid")]
    [TestCase("2023-11-15T12:13:20+14:00", "valid")]
    [TestCase("2023-11-14T08:13:20-14:00", "valid")]
    [TestCase("2023-11-14T22:13:20.1Z", "valid")]
    [TestCase("2023-11-14T22:13:20.123456789012345678901234567890Z", "valid")]
    [TestCase("2023-11-14T23:13:20.999999999+01:00", "valid")]
    [TestCase("2023-11-14T22:13:20+01:00", "TimestampTooOld")]
    [TestCase("2023-11-14T22:13:20-01:00", "TimestampTooNew")]
    [TestCase("0001-01-01T00:00:00Z", "TimestampTooOld")]
    [TestCase("9999-12-31T23:59:59.9999999Z", "TimestampTooNew")]
    public void ISO_time_has_an_offset_and_a_fraction_or_none(string text, string outcome) =>
        OfIsoTime.Should().AllSatisfy(provider => Verify(provider, text).ToString().Should().Be(outcome, provider.Name));

    [TestCase("2023-11-14T23:13:20+01:00", "2023-11-14T22:13:20Z")]
    [TestCase("2023-11-14T22:13:20+00:00", "2023-11-14T22:13:20Z")]
    [TestCase("2023-11-14T22:13:20Z", "2023-11-14T22:13:20+00:00")]
    [TestCase("2023-11-14T22:13:20.000Z", "2023-11-14T22:13:20Z")]
    [TestCase("2023-11-14T22:13:20.100Z", "2023-11-14T22:13:20.1Z")]
    [TestCase("2023-11-14T22:13:20.12345678Z", "2023-11-14T22:13:20.1234567Z")]
    [TestCase("2023-11-14T22:13:20Z", "1700000000")]
    public void What_is_signed_is_the_time_as_it_was_sent(string sent, string signed) => OfIsoTime.Should().AllSatisfy(provider =>
        Verify(provider, sent, signed).Failure.Should().Be(VerificationFailure.SignatureMismatch, provider.Name));

    // Linear's time is a number of the signed body.
    [TestCase("1700000000000", "valid")]
    [TestCase("1699999940000", "valid")]
    [TestCase("1699999939999", "TimestampTooOld")]
    [TestCase("1700000060001", "TimestampTooNew")]
    [TestCase("0", "TimestampTooOld")]
    [TestCase("9223372036854775807", "TimestampTooNew")]
    [TestCase("9223372036854775808", "MalformedHeader")]
    [TestCase("-1", "MalformedHeader")]
    [TestCase("-0", "MalformedHeader")]
    [TestCase("1.7e12", "MalformedHeader")]
    [TestCase("1700000000000.0", "MalformedHeader")]
    [TestCase("1e400", "MalformedHeader")]
    public void A_time_that_is_a_number_of_the_body_is_held_to_the_same_rule(string number, string outcome) =>
        new GenuineRequest(WebhookProviders.Linear, Encoding.UTF8.GetBytes($$"""{"webhookTimestamp":{{number}}}""")).Verify().ToString().Should().Be(outcome);

    private static string InUnitOf(WebhookProvider provider) =>
        provider.Scheme is HmacScheme { TimestampFormat: TimestampFormat.UnixMilliseconds } ? Now + "000" : Now;

    private static VerificationResult Verify(WebhookProvider provider, string sent, string? signed = null)
    {
        var (lines, body) = provider.Scheme is HmacScheme scheme
            ? (Sign(scheme, sent, signed ?? sent), Body)
            : ([], SignForMailgun(sent));
        var time = DateTimeOffset.FromUnixTimeSeconds(long.Parse(Now, CultureInfo.InvariantCulture));
        return new WebhookVerifier(provider.Scheme, GenuineRequest.Secret) { TimeProvider = new ManualTimeProvider(time) }
            .Verify(new WebhookRequest<WebhookHeaders>("POST", GenuineRequest.Url, new WebhookHeaders(lines), body));
    }

    // By the same scheme, in which the time is a text that is always the same.
    private static List<KeyValuePair<string, string>> Sign(HmacScheme scheme, string sent, string signed)
    {
        var timeless = new HmacScheme
        {
            SignatureHeaders = scheme.SignatureHeaders,
            SignedContent = scheme.SignedContent.Replace("{timestamp}", signed, StringComparison.Ordinal),
            Encoding = scheme.Encoding,
            Prefix = scheme.Prefix,
            IdHeader = scheme.IdHeader,
        };
        List<KeyValuePair<string, string>> lines = [.. new WebhookSigner(timeless, GenuineRequest.Secret)
            .Sign(new OutgoingWebhook("msg_1", GenuineRequest.Now, Body) { Url = GenuineRequest.Url })];
        if (scheme.TimestampHeader is { } header)
        {
            lines.Add(new(header, sent));
        }
        else
        {
            lines[^1] = new(lines[^1].Key, $"{scheme.TimestampPrefix}{sent}{scheme.Separator}{lines[^1].Value}");
        }

        return lines;
    }

    private static byte[] SignForMailgun(string sent)
    {
        var mac = Convert.ToHexStringLower(HMACSHA256.HashData(GenuineRequest.Secret.Key, Encoding.UTF8.GetBytes(sent + "token")));
        return JsonSerializer.SerializeToUtf8Bytes(new { signature = new { timestamp = sent, token = "token", signature = mac } });
    }
}
