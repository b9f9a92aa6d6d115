using System.Text;
using System.Text.Unicode;
using FsCheck;
using FsCheck.Fluent;
using ShopWebhooks.Providers;
using ShopWebhooks.Signing;

namespace ShopWebhooks.Tests.Providers;

internal sealed class ProviderPropertyTests
{
    private const string Url = "https://shop.example/hooks";

    private static readonly WebhookSecret Secret = WebhookSecret.FromBytes([.. Enumerable.Range(97, 25).Select(i => (byte)i)]);

    private static readonly string PublicKey = ProviderVector.Read("plaid")[0].Key!;
    private static readonly byte[] Graph = """{"notificationItems":[{"NotificationRequestItem":{}}],"value":[{},{"a":1}]}"""u8.ToArray();

    private static readonly string[] HeaderNames = [.. WebhookProviders.All.SelectMany(NamesOf).Append("content-type").Append("Linear-Timestamp").Distinct()];

    // Values that come near to what is right: nothing finds a hole by chance alone.
    private static readonly Gen<string> Values = Gen.OneOf(
        Gen.Elements(
            "", "v1=", "v0=", "sha256=", "sha1=", "t=1,v1=00", "t=,v1=", "ts=9999999999;h1=", "v1,AA==", "Basic ", "Basic AAAA", "0", "-1", "1e9",
            "AAAA.AAAA.AAAA", "e30.e30.AA", "eyJhbGciOiJFUzI1NiIsImtpZCI6ImsifQ.e30.AA", "eyJhbGciOiJIUzI1NiJ9.eyJleHAiOjFlNDAwfQ.AA", "SHA256withRSA",
            "https://api.paypal.com/cert", "https://[::1]/", "2023-11-14T22:13:20Z", "2023-13-99T99:99:99.999999999999Z", "9999999999999999999",
            "application/x-www-form-urlencoded", "\ud800"),
        ArbMap.Default.GeneratorFor<string>().Where(text => text is not null));

    private static readonly Gen<byte[]> Bodies = Gen.OneOf(
        ArbMap.Default.GeneratorFor<byte[]>().Where(bytes => bytes is not null),
        Gen.Elements(
            "{}", "[]", "null", "7", "{", """{"signature":7}""", """{"signature":{"timestamp":"1","token":"\ud800","signature":"00"}}""",
            """{"signature":{"timestamp":"99999999999999","token":"","signature":""}}""", """{"notificationItems":[7]}""",
            """{"notificationItems":[{"NotificationRequestItem":{"additionalData":{"hmacSignature":"\udfff"}}}]}""",
            """{"value":[null]}""", """{"value":[{"clientState":"\ud800"}]}""", """{"webhookTimestamp":1e400}""",
            """{"Type":"Notification","MessageId":"\ud800","Message":"","Timestamp":"","TopicArn":"","SignatureVersion":"1"}""", "a=%ZZ&&=&b", "%00=%ff")
            .Select(Encoding.UTF8.GetBytes));

    [FsCheck.NUnit.Property(MaxTest = 500)]
    public Property Whatever_arrives_gives_a_value_and_is_never_valid() => Prop.ForAll(
        Gen.Elements(HeaderNames).Two().SelectMany(names => Values.Four().Select(values => (names, values))).ToArbitrary(),
        Bodies.ToArbitrary(),
        (headers, body) => WebhookProviders.All.All(provider =>
        {
            string[] own = [.. NamesOf(provider)];
            string[] values = [headers.values.Item1, headers.values.Item2, headers.values.Item3, headers.values.Item4];
            var lines = own.Select((name, i) => new KeyValuePair<string, string>(name, values[i % 4])).ToList();
            lines.Add(new(headers.names.Item1, values[0]));
            lines.Add(new(headers.names.Item2, values[1]));
            var request = new WebhookRequest<WebhookHeaders>("POST", Url, new WebhookHeaders(lines), body);

            var verification = new WebhookVerifier(provider.Scheme, Secret).VerifyAsync(request, new ServedKey(PublicKey));
            return verification is { IsCompletedSuccessfully: true, Result: { IsValid: false, Failure: not null } };
        }));

    [FsCheck.NUnit.Property(MaxTest = 200)]
    public Property What_is_signed_for_a_provider_is_valid_and_no_longer_so_when_a_bit_of_it_changes() => Prop.ForAll(
        ArbMap.Default.GeneratorFor<NonNull<byte[]>>().ToArbitrary(),
        Gen.Choose(0, int.MaxValue).ToArbitrary(),
        (bytes, bit) => WebhookProviders.All.Where(provider => CanSign(provider, bytes.Get)).All(provider =>
        {
            var signer = new WebhookSigner(provider.Scheme, Secret);
            var isInBody = provider.Name is "mailgun" or "adyen" or "microsoft-graph";
            var outgoing = new OutgoingWebhook("msg_1", DateTimeOffset.UtcNow, isInBody ? Graph : bytes.Get) { Url = Url };
            var body = signer.SignBody(outgoing);
            var lines = signer.Sign(outgoing);
            var verifier = new WebhookVerifier(provider.Scheme, Secret) { Tolerance = TimeSpan.FromMinutes(1) };
            var isValid = verifier.Verify(new WebhookRequest<WebhookHeaders>("POST", Url, new WebhookHeaders(lines), body)).IsValid;
            if (lines.Count == 0)
            {
                return isValid;
            }

            var changed = lines[^1].Value.ToCharArray();

            // The name of HTTP's Basic may be in any case.
            var start = provider.Scheme is TokenScheme { IsBasic: true } ? "Basic ".Length : 0;
            changed[start + (bit % (changed.Length - start))] ^= (char)(1 << (bit % 7));
            List<KeyValuePair<string, string>> forged = [.. lines.SkipLast(1), new(lines[^1].Key, new string(changed))];
            return isValid && !verifier.Verify(new WebhookRequest<WebhookHeaders>("POST", Url, new WebhookHeaders(forged), body)).IsValid;
        }));

    private static bool CanSign(WebhookProvider provider, byte[] body) => provider.Scheme.CanSign
        && (Utf8.IsValid(body) || provider.Scheme is not HmacScheme { Algorithm: SignatureAlgorithm.Sha256OfKeyAndContent });

    private static IEnumerable<string> NamesOf(WebhookProvider provider) => provider.Scheme switch
    {
        HmacScheme scheme => [.. scheme.SignatureHeaders, .. new[] { scheme.IdHeader, scheme.TimestampHeader }.OfType<string>()],
        TokenScheme scheme => [scheme.Header],
        _ =>
        [
            "Linear-Signature", "X-Twilio-Signature", "X-Mandrill-Signature", "X-FusionAuth-Signature-JWT", "Plaid-Verification",
            "X-Twilio-Email-Event-Webhook-Signature", "X-Twilio-Email-Event-Webhook-Timestamp", "PAYPAL-TRANSMISSION-ID", "PAYPAL-TRANSMISSION-TIME",
            "PAYPAL-TRANSMISSION-SIG", "PAYPAL-CERT-URL", "PAYPAL-AUTH-ALGO",
        ],
    };
}
