using System.Text;
using FsCheck;
using FsCheck.Fluent;
using ShopWebhooks.Providers;
using ShopWebhooks.Providers.Schemes;
using ShopWebhooks.Signing;
using ShopWebhooks.Tests.Doubles;

namespace ShopWebhooks.Tests.Providers;

internal sealed class ProviderPropertyTests
{
    private const int MostLines = 5;

    // Not signed: they name the key, and here the genuine one is served whatever they say.
    private static readonly string[] NamesOfKeys = ["PAYPAL-CERT-URL", "PAYPAL-AUTH-ALGO"];

    private static readonly (WebhookProvider Provider, ProviderVector Vector, WebhookSecret Secret)[] Genuine =
    [
        .. from provider in WebhookProviders.All
           let vector = ProviderVector.Read(provider.Name).Single(vector => vector.Name == "valid")
           select (provider, vector, WebhookSecret.Parse(vector.Secrets[0], provider.Scheme.SecretFormat)),
    ];

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
    public Property A_genuine_request_of_which_something_is_changed_gives_a_value_and_is_not_valid() => Prop.ForAll(
        ChangesOf(Values.Select(text => text.ToCharArray())).ArrayOf(MostLines).ToArbitrary(),
        ChangesOf(Bodies).ToArbitrary(),
        (changes, change) => Genuine.All(each => IsRefusedOrRight(each.Provider, each.Vector, each.Secret, changes, change)));

    [FsCheck.NUnit.Property(MaxTest = 200)]
    public Property What_is_signed_for_a_provider_is_valid_and_no_longer_so_when_a_bit_of_it_changes() => Prop.ForAll(
        ArbMap.Default.GeneratorFor<NonNull<byte[]>>().ToArbitrary(),
        Gen.Choose(0, int.MaxValue).Two().ToArbitrary(),
        (bytes, at) => GenuineRequest.Providers.Where(provider => GenuineRequest.IsSignable(provider, bytes.Get)).All(provider =>
        {
            var isInBody = new GenuineRequest(provider).IsSignedInBody;
            var request = new GenuineRequest(provider, isInBody ? null : bytes.Get);
            var isValid = request.Verify().IsValid;
            var part = at.Item1 % (request.Lines.Count + 1);
            if (isInBody)
            {
                request.Signature = Flip(request.Signature, at.Item2);
            }
            else if (part < request.Lines.Count)
            {
                // The name of HTTP's Basic may be in any case.
                var kept = provider.Scheme is TokenScheme { IsBasic: true } ? "Basic ".Length : 0;
                var value = request.Lines[part].Value;
                request.Lines[part] = new(request.Lines[part].Key, value[..kept] + Flip(value[kept..], at.Item2));
            }
            else if (IsEveryByteSigned(provider) && request.Body.Length > 0)
            {
                request.Body = [.. request.Body];
                request.Body[at.Item2 / 8 % request.Body.Length] ^= (byte)(1 << (at.Item2 % 8));
            }
            else
            {
                return isValid;
            }

            return isValid && !request.Verify().IsValid;
        }));

    // How a genuine text or body is changed: not at all, to another one, in one place, or cut short.
    private static Gen<Func<T[], T[]>> ChangesOf<T>(Gen<T[]> others) =>
        from way in Gen.Choose(0, 3)
        from place in Gen.Choose(0, int.MaxValue)
        from other in others
        select new Func<T[], T[]>(genuine => way switch
        {
            0 => genuine,
            1 => other,
            2 when other.Length > 0 && genuine.Length > 0 =>
                [.. genuine[..(place % genuine.Length)], other[0], .. genuine[((place % genuine.Length) + 1)..]],
            _ => genuine[..(place % (genuine.Length + 1))],
        });

    private static bool IsRefusedOrRight(
        WebhookProvider provider, ProviderVector vector, WebhookSecret secret, Func<char[], char[]>[] changes, Func<byte[], byte[]> change)
    {
        var request = vector.ToRequest();
        var names = provider.Scheme.ReadsHeaders.Append("content-type");
        var read = names.Where(name => request.Headers.Find(name, out _) == 1).ToList();
        var isChanged = false;
        List<KeyValuePair<string, string>> lines = [];
        for (var i = 0; i < read.Count; i++)
        {
            request.Headers.Find(read[i], out var genuine);
            var value = new string(changes[i % MostLines](genuine!.ToCharArray()));
            lines.Add(new(read[i], value));
            var letters = provider.Scheme is TokenScheme { IsBasic: true } ? StringComparison.OrdinalIgnoreCase : StringComparison.Ordinal;
            isChanged |= !value.Equals(genuine, letters) && !NamesOfKeys.Contains(read[i]) && read[i] != "content-type";
        }

        var body = change(request.Body.ToArray());
        isChanged |= IsEveryByteSigned(provider) && !body.AsSpan().SequenceEqual(request.Body.Span);

        var verifier = new WebhookVerifier(provider.Scheme, secret)
        {
            TimeProvider = new ManualTimeProvider(DateTimeOffset.FromUnixTimeSeconds(vector.Now)),
        };
        var verification = verifier.VerifyAsync(
            new WebhookRequest<WebhookHeaders>(request.Method, request.PublicUrl, new WebhookHeaders(lines), body), new ServedKey(vector.Key));
        return verification is { IsCompletedSuccessfully: true, Result: var result }
            && result.IsValid != result.Failure.HasValue && !(isChanged && result.IsValid);
    }

    // Of the others some bytes are not signed, or can be written in several ways.
    private static bool IsEveryByteSigned(WebhookProvider provider) => provider.Scheme
        is not (TokenScheme or FormScheme or PaddleClassicScheme or MailgunScheme or AdyenScheme or ClientStateScheme or AwsSnsScheme);

    private static string Flip(string text, int bit)
    {
        var changed = text.ToCharArray();
        changed[bit / 16 % changed.Length] ^= (char)(1 << (bit % 16));
        return new string(changed);
    }
}
