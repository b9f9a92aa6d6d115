using ShopWebhooks.Providers;
using ShopWebhooks.Signing;

namespace ShopWebhooks.Tests.Providers;

/// <summary>A signature is valid in the one spelling in which its provider writes it.</summary>
internal sealed class ForgedSignatureTests
{
    private const string Alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/-_";

    private static readonly Dictionary<string, Func<string, IEnumerable<string>>> Changes = new()
    {
        ["is empty"] = _ => ["", " ", "=", "\0"],
        ["is cut short"] = text => Enumerable.Range(1, text.Length - 1).Select(length => text[..length]),
        ["has more before it"] = text => new[] { "0", "A", "=", "\0", "\t", "\ufeff", "sha256=" }.Select(more => more + text),
        ["has more behind it"] = text => new[] { "0", "A", "=", "==", "\0", "\t", "\n", "\r\n", "\u00a0", ".", "-" }.Select(more => text + more),
        ["has a tab or line break within"] = text => Enumerable.Range(0, text.Length).SelectMany(at =>
            new[] { "\t", "\n", "\r\n", "\v", "\0" }.SelectMany(more => new[] { text.Insert(at, more), Replace(text, at, more[0]) })),
        ["has another letter case"] = text =>
        [
            text.ToUpperInvariant(), text.ToLowerInvariant(), .. Enumerable.Range(0, text.Length).Select(at => Replace(text, at, (char)(text[at] ^ ' '))),
        ],
        ["has a lookalike beyond ASCII"] = text => Enumerable.Range(0, text.Length).SelectMany(at =>
            new[] { (char)(text[at] + 0xfee0), (char)(text[at] + 0x100), (char)(text[at] | 0x80) }.Select(lookalike => Replace(text, at, lookalike))),
        ["has a character of two bytes instead of two"] = text =>
            Enumerable.Range(0, text.Length - 1).Select(at => text[..at] + '\u00e9' + text[(at + 2)..]),
        ["has another last character"] = text => Alphabet.Select(sibling => Replace(text, text.TrimEnd('=').Length - 1, sibling)),
        ["has a padding of its own"] = text => [text.TrimEnd('=') + "===", text.TrimEnd('=') + "==A", text.Replace("=", "", StringComparison.Ordinal)],
    };

    private static readonly string[] Kinds = [.. Changes.Keys];

    [Test]
    public void A_signature_is_refused_that(
        [ValueSource(nameof(Kinds))] string kind,
        [ValueSource(typeof(GenuineRequest), nameof(GenuineRequest.Providers))] WebhookProvider provider)
    {
        var request = new GenuineRequest(provider);
        var genuine = request.Signature;
        request.Verify().IsValid.Should().BeTrue();

        foreach (var forged in Changes[kind](genuine).Where(text => text != genuine))
        {
            request.Signature = forged;
            request.Verify().Should().Match<VerificationResult>(result => !result.IsValid && result.Failure != null, $"'{forged}' is not '{genuine}'");
        }
    }

    [TestCase("sha1=", SignatureAlgorithm.HmacSha1)]
    [TestCase("sha256=", SignatureAlgorithm.HmacSha1)]
    [TestCase("sha512=", SignatureAlgorithm.HmacSha512)]
    [TestCase("sha256=", SignatureAlgorithm.HmacSha512)]
    [TestCase("sha256=", SignatureAlgorithm.Sha256OfKeyAndContent)]
    [TestCase("md5=", SignatureAlgorithm.HmacSha256)]
    [TestCase("sha1=", SignatureAlgorithm.HmacSha256)]
    [TestCase("SHA256=", SignatureAlgorithm.HmacSha256)]
    [TestCase("sha256:", SignatureAlgorithm.HmacSha256)]
    [TestCase("", SignatureAlgorithm.HmacSha256)]
    public void A_sender_does_not_choose_the_algorithm(string prefix, SignatureAlgorithm algorithm)
    {
        foreach (var provider in WebhookProviders.All)
        {
            if (provider.Scheme is HmacScheme { Prefix: "sha256=", SignsTime: false } scheme)
            {
                var other = new HmacScheme
                {
                    SignatureHeaders = scheme.SignatureHeaders, Prefix = prefix, Algorithm = algorithm, Encoding = scheme.Encoding,
                };
                var request = new GenuineRequest(provider);
                request.Lines.Clear();
                request.Lines.AddRange(new GenuineRequest(provider with { Scheme = other }).Lines);

                request.Verify().Failure.Should().Be(VerificationFailure.SignatureMismatch, provider.Name);
            }
        }
    }

    [TestCase("shopify", "X-Shopify-Hmac-SHA256", "shopify-hmac-sha256")]
    [TestCase("standard-webhooks", "webhook-signature", "svix-signature")]
    public void A_wrong_signature_under_the_first_name_decides_beside_a_right_one_under_the_other(string name, string first, string other)
    {
        var provider = WebhookProviders.Find(name)!;
        var genuine = new GenuineRequest(provider);
        genuine.Lines.Should().Contain(line => line.Key == first);
        string Renamed(string header) => header.Replace(first, other, StringComparison.Ordinal).Replace("webhook-", "svix-", StringComparison.Ordinal);
        List<KeyValuePair<string, string>> renamed = [.. genuine.Lines.Select(line => new KeyValuePair<string, string>(Renamed(line.Key), line.Value))];

        Verify(renamed).Should().Be("valid");
        Verify([.. renamed, .. genuine.Lines]).Should().Be("valid");
        Verify([.. genuine.Lines, new(other, "forged")]).Should().Be("valid");
        Verify([.. renamed, .. genuine.Lines.SkipLast(1), new(first, "forged")]).Should().Be("SignatureMismatch");
        Verify([.. genuine.Lines.SkipLast(1), new(first, ""), .. renamed]).Should().Be("MalformedHeader");

        string Verify(List<KeyValuePair<string, string>> lines)
        {
            var request = new GenuineRequest(provider);
            request.Lines.Clear();
            request.Lines.AddRange(lines);
            return request.Verify().ToString();
        }
    }

    private static string Replace(string text, int at, char character) => text[..at] + character + text[(at + 1)..];
}
