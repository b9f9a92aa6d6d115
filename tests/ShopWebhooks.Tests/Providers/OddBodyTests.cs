using System.Text;
using ShopWebhooks.Providers;
using ShopWebhooks.Signing;
using ShopWebhooks.Tests.Doubles;

namespace ShopWebhooks.Tests.Providers;

/// <summary>Bodies that are not what they seem: whether they were signed or not, a value comes back.</summary>
internal sealed class OddBodyTests
{
    private static readonly byte[] Bom = [0xef, 0xbb, 0xbf];

    private static readonly Dictionary<string, Func<byte[], byte[]>> Changes = new()
    {
        ["is empty"] = _ => [],
        ["begins with a byte order mark"] = body => [.. Bom, .. body],
        ["is UTF-16"] = body => Encoding.Unicode.GetBytes(Encoding.UTF8.GetString(body)),
        ["ends in a byte that is no UTF-8"] = body => [.. body, 0xff],
        ["ends in the replacement character"] = body => [.. body, .. "\ufffd"u8],
        ["ends in NUL"] = body => [.. body, 0],
        ["has a tail"] = body => [.. body, .. "{}"u8],
        ["ends in the middle"] = body => body[..(body.Length / 2)],
    };

    private static readonly Dictionary<string, Func<byte[], byte[]>> Spaces = new()
    {
        ["a line break at the end"] = body => [.. body, (byte)'\n'],
        ["CR and LF at the end"] = body => [.. body, .. "\r\n"u8],
        ["a blank before it"] = body => [(byte)' ', .. body],
    };

    // What the schemes that read a body could stumble over; each is signed by all who can sign it.
    private static readonly Dictionary<string, byte[]> Bodies = new()
    {
        ["empty"] = [],
        ["no UTF-8"] = [.. "{\"a\":\""u8, 0xff, .. "\"}"u8],
        ["overlong UTF-8"] = [.. "{\"a\":\""u8, 0xc0, 0x80, .. "\"}"u8],
        ["a surrogate in UTF-8"] = [.. "{\"a\":\""u8, 0xed, 0xa0, 0x80, .. "\"}"u8],
        ["an escaped surrogate as a name"] = [.. """{"\ud800":1,"type":"\ud800","event":"\ud800"}"""u8],
        ["a byte order mark"] = [.. Bom, .. "{}"u8],
        ["UTF-16"] = Encoding.Unicode.GetBytes("{}"),
        ["a NUL"] = [.. "{}\0"u8],
        ["two names"] = [.. """{"type":"a","type":"b","event":"a","event":"b"}"""u8],
        ["two spellings of a name"] = [.. """{"type":"a","\u0074ype":"b"}"""u8],
        ["very deep lists"] = Encoding.ASCII.GetBytes(new string('[', 100_000)),
        ["very deep objects"] = Encoding.ASCII.GetBytes(string.Concat(Enumerable.Repeat("{\"a\":", 100_000))),
        ["very deep and whole"] = Encoding.ASCII.GetBytes(new string('[', 100_000) + new string(']', 100_000)),
        ["bad escapes of a form"] = [.. "a=%&b=%4&%zz=%u0041&=&&==%"u8],
        ["NUL in a form"] = [.. "a=%00&%00=b&\0=\0"u8],
        ["a form of bytes that are no UTF-8"] = [.. "a=%ff&b=%c0%80&c=%ed%a0%80"u8, 0xff],
    };

    private static readonly string[] ChangeNames = [.. Changes.Keys];
    private static readonly string[] SpaceNames = [.. Spaces.Keys];
    private static readonly string[] BodyNames = [.. Bodies.Keys];

    private static readonly WebhookProvider[] OfTheirOwnKey = [.. WebhookProviders.All.Where(provider => !provider.Scheme.CanSign)];

    [Test]
    public void A_request_is_refused_when_its_body(
        [ValueSource(nameof(ChangeNames))] string change,
        [ValueSource(typeof(GenuineRequest), nameof(GenuineRequest.Providers))] WebhookProvider provider)
    {
        var request = new GenuineRequest(provider);
        request.Body = Changes[change](request.Body);

        // Of a secret that is sent as it is, nobody can tell that the body is another.
        request.Verify().IsValid.Should().Be(provider.Scheme is TokenScheme);
    }

    [Test]
    public void White_space_around_a_body_matters_where_all_of_it_is_signed(
        [ValueSource(nameof(SpaceNames))] string space,
        [ValueSource(typeof(GenuineRequest), nameof(GenuineRequest.Providers))] WebhookProvider provider)
    {
        var request = new GenuineRequest(provider);
        request.Body = Spaces[space](request.Body);

        request.Verify().IsValid.Should().Be(provider.Scheme is TokenScheme || request.IsSignedInBody);
    }

    [Test]
    public async Task A_request_by_the_providers_own_key_is_refused_when_its_body(
        [ValueSource(nameof(ChangeNames))] string change, [ValueSource(nameof(OfTheirOwnKey))] WebhookProvider provider)
    {
        var vector = ProviderVector.Read(provider.Name).First(vector => vector.Outcome == "valid" && vector.Body.Length > 0);
        var request = vector.ToRequest();

        (await VerifyAsync(request.Body.ToArray())).IsValid.Should().BeTrue();
        (await VerifyAsync(Changes[change](request.Body.ToArray()))).Should().Match<VerificationResult>(result => !result.IsValid && result.Failure != null);
        foreach (var body in Bodies.Values)
        {
            (await VerifyAsync(body)).Should().Match<VerificationResult>(result => !result.IsValid && result.Failure != null);
        }

        async Task<VerificationResult> VerifyAsync(byte[] body) =>
            await new WebhookVerifier(provider.Scheme, WebhookSecret.Parse(vector.Secrets[0], provider.Scheme.SecretFormat))
            {
                TimeProvider = new ManualTimeProvider(DateTimeOffset.FromUnixTimeSeconds(vector.Now)),
            }.VerifyAsync(new WebhookRequest<WebhookHeaders>(request.Method, request.PublicUrl, request.Headers, body), new ServedKey(vector.Key));
    }

    [Test]
    public void A_source_survives_a_signed_body_of(
        [ValueSource(nameof(BodyNames))] string name,
        [ValueSource(typeof(GenuineRequest), nameof(GenuineRequest.Providers))] WebhookProvider provider)
    {
        using var host = TestHost.Started(
            shop => shop.AddSource("shop", provider, source =>
            {
                source.PublicUrl = GenuineRequest.Url;
                source.AddSecret(GenuineRequest.SecretOf(provider));
            }),
            time: new ManualTimeProvider(GenuineRequest.Now));
        var request = new GenuineRequest(provider) { Body = Bodies[name] };
        if (!request.IsSignedInBody)
        {
            // Of a form that is no UTF-8 nothing is signed: it comes with the signature of another.
            var isSignable = GenuineRequest.IsSignable(provider, Bodies[name]);
            request = isSignable || provider.Scheme is HmacScheme ? new GenuineRequest(provider, Bodies[name]) : request;
            request.Verify().IsValid.Should().Be(isSignable);
        }

        Verify("application/json").IsValid.Should().BeFalse();
        Verify(null).Should().Match<VerificationResult>(result => result.IsValid != result.Failure.HasValue);
        Verify("application/x-www-form-urlencoded").Should().Match<VerificationResult>(result => result.IsValid != result.Failure.HasValue);

        VerificationResult Verify(string? contentType)
        {
            var lines = new WebhookHeaders(contentType is null ? request.Lines : [.. request.Lines, new("content-type", contentType)]);
            return host.Get<IWebhookReceiver>().Verify("shop", new WebhookRequest<WebhookHeaders>("POST", null, lines, request.Body));
        }
    }
}
