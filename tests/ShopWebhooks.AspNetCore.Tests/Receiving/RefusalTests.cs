using System.Globalization;
using System.IO.Compression;
using System.Text;
using ShopWebhooks.AspNetCore.Tests.Loopback;
using ShopWebhooks.Signing;
using ShopWebhooks.Tests.Doubles;

namespace ShopWebhooks.AspNetCore.Tests.Receiving;

/// <summary>What is refused, row by row: with which status, and that nothing else happens.</summary>
internal sealed class RefusalTests
{
    private const int Limit = 4000;

    private static readonly DateTimeOffset Now = new ManualTimeProvider().GetUtcNow();

    private LoopbackShop _shop = null!;

    private static IEnumerable<TestCaseData> Sources =>
    [
        Row("a source that nobody declared", 404, webhook => webhook.To("nobody")),
        Row("a source without a name", 404, webhook => webhook.To("%20")),
        Row("a source with a path behind it", 404, webhook => webhook.To("shopbotly/more")),
        Row("an encoded slash in the source", 404, webhook => webhook.To("shopbotly%2F..")),
        Row("a source of ten thousand characters", 404, webhook => webhook.To(new string('x', 5000))),
    ];

    private static IEnumerable<TestCaseData> Headers =>
    [
        .. from name in new[] { "webhook-id", "webhook-timestamp", "webhook-signature" }
           from row in new[]
           {
               Row($"no {name}", 401, webhook => webhook.Without(name)),
               Row($"an empty {name}", 401, webhook => webhook.With(name, "")),
               Row($"a blank {name}", 401, webhook => webhook.With(name, " \t ")),
               Row($"{name} twice, the same", 401, webhook => webhook.Doubled(name)),
               Row($"{name} twice, the second another", 401, webhook => webhook.And(name, "1")),
               Row($"{name} twice, in another case", 401, webhook => webhook.And(name.ToUpperInvariant(), webhook.Value(name))),
               Row($"a comma list in {name}", 401, webhook => webhook.With(name, webhook.Value(name) + "," + webhook.Value(name))),
               Row($"{name} of 5,000 characters", 401, webhook => webhook.With(name, new string('7', 5000))),
               Row($"{name} that is not ASCII", 401, webhook => webhook.With(name, webhook.Value(name) + "\u00c3\u00a9")),
           }
           select row,
        Row("no header of ours at all", 401, webhook =>
            webhook.Without("webhook-id").Without("webhook-timestamp").Without("webhook-signature")),
        Row("half of one set of names and half of another", 401, webhook =>
            webhook.With("svix-id", webhook.Value("webhook-id")).Without("webhook-id")),
        Row("a forged set beside a valid older one", 401, webhook => webhook
            .And("svix-id", webhook.Value("webhook-id")).And("svix-timestamp", webhook.Value("webhook-timestamp"))
            .And("svix-signature", webhook.Value("webhook-signature")).With("webhook-signature", "v1,AAAA")),
        Row("an id with a dot, signed over it", 401, _ => RawWebhook.SignedOver("a.b", Seconds(Now))),
        Row("an id with a dot that shifts the signed boundary", 401, _ =>
        {
            var shifted = RawWebhook.SignedOver("a", Seconds(Now));
            shifted.With("webhook-id", "a." + Seconds(Now)).Body = [];
            return shifted;
        }),
        Row("an id with a blank in it", 401, _ => RawWebhook.SignedOver("a b", Seconds(Now))),
        Row("an id with an escape sequence", 401, _ => RawWebhook.SignedOver("a\u001b[31mb", Seconds(Now))),
        Row("an id with a character that erases", 401, _ => RawWebhook.SignedOver("ab\u007f", Seconds(Now))),
        Row("the id of another webhook", 401, webhook => webhook.With("webhook-id", "another")),
    ];

    private static IEnumerable<TestCaseData> Timestamps =>
    [
        .. from text in new[]
           {
               "-1", "+1", "0", "00" + Seconds(Now), "9223372036854775807", "9223372036854775808", "-9223372036854775808", "4294967296",
               Seconds(Now) + "000", Seconds(Now) + ".0", "1e9", "0x5", Now.ToString("O", CultureInfo.InvariantCulture),
               "253402300800", "18446744073709551616",
           }
           select Row($"the time {text}", 401, _ => RawWebhook.SignedOver("id", text)),
        Row("a time 301 s ago", 401, _ => RawWebhook.SignedOver("id", Seconds(Now.AddSeconds(-301)))),
        Row("a time 301 s ahead", 401, _ => RawWebhook.SignedOver("id", Seconds(Now.AddSeconds(301)))),
        Row("another time than was signed", 401, webhook => webhook.With("webhook-timestamp", Seconds(Now.AddSeconds(1)))),
    ];

    private static IEnumerable<TestCaseData> Signatures =>
    [
        Row("a signature by another secret", 401, _ => RawWebhook.Signed(secret: WebhookSecret.Generate().Reveal())),
        Row("a signature of another body", 401, webhook => Carrying(webhook, """{"event":"new_order","status":"paid"}""")),
        Row("a signature of a body that ends with a line break", 401, webhook => Carrying(webhook, RawWebhook.Order + "\n")),
        Row("a signature of a body that starts with a BOM", 401, webhook => Carrying(webhook, "\ufeff" + RawWebhook.Order)),
        Row("no body behind a signature", 401, webhook => Carrying(webhook, "")),
        Row("a signature without its last character", 401, webhook =>
            webhook.With("webhook-signature", webhook.Value("webhook-signature")[..^1])),
        Row("a signature with more behind it", 401, webhook =>
            webhook.With("webhook-signature", webhook.Value("webhook-signature") + "A")),
        Row("a version that is none", 401, webhook =>
            webhook.With("webhook-signature", "v2" + webhook.Value("webhook-signature")[2..])),
        Row("a bare version", 401, webhook => webhook.With("webhook-signature", "v1,")),
        Row("a thousand wrong signatures", 401, webhook =>
            webhook.With("webhook-signature", string.Join(' ', Enumerable.Repeat("v1,AAAA", 1000)))),
    ];

    private static IEnumerable<TestCaseData> ContentTypes =>
    [
        .. from type in new[]
           {
               "text/plain", "text/json", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "application/xml",
               "application/jsonp", "application/json; charset=utf-16", "application/json; charset=iso-8859-1", "application/*", "*/*", "json",
               "application/json, application/json", "application/cloudevents-batch+json", ";",
           }
           select Row($"the content type {type}", 415, webhook => webhook.With("content-type", type)),
        Row("an empty content type", 415, webhook => webhook.With("content-type", "")),
        Row("the content type twice", 415, webhook => webhook.Doubled("content-type")),
        Row("the content type twice, in another case", 415, webhook => webhook.And("Content-Type", "application/json")),
    ];

    private static IEnumerable<TestCaseData> Bodies =>
    [
        Row("a body one byte over the limit", 413, _ => RawWebhook.Signed(OrderOf(Limit + 1))),
        Row("a body far over the limit", 413, _ => RawWebhook.Signed(OrderOf(1_000_000))),
        .. from body in new[]
           {
               "", " ", "null", "[]", "\"new_order\"", "42", "{", "{}", "not json", RawWebhook.Order + "x", RawWebhook.Order + "\0",
               RawWebhook.Order + RawWebhook.Order, "\ufeff" + RawWebhook.Order, "{\"event\":\"\"}", "{\"event\":null}", "{\"event\":{}}",
               "{\"event\":\"\\ud800\"}", "{\"event\":\"a\\nb\"}", "{\"event\":\"" + new string('x', 101) + "\"}",
               "{\"event\":\"new_order\",\"event\":\"new_lead\",\"customer_id\":\"SB-9921\"}", "{\"event\":\"new_order\",\"\\u0065vent\":\"x\"}",
               "{\"type\":\"new_order\"}", "{\"type\":\"new_order\",\"data\":[]}", "{\"specversion\":\"0.3\",\"type\":\"new_order\"}",
               "{\"event\":\"new_order\",\"a\":" + new string('[', 100) + new string(']', 100) + "}", "{\"event\":\"new_order\",}",
               "{'event':'new_order'}", "/* */" + RawWebhook.Order, "event=new_order&customer_id=SB-9921",
           }
           select Row($"the body {Shown(body)}", 400, _ => RawWebhook.Signed(body)),
        Row("a body in UTF-16", 400, _ => RawWebhook.Signed(Encoding.Unicode.GetBytes(RawWebhook.Order))),
        Row("a body with a byte that is no UTF-8", 400, _ => RawWebhook.Signed([.. "{\"event\":\"new_order\",\"a\":\""u8, 0xff, .. "\"}"u8])),
        Row("a compressed body, signed as sent", 400, _ =>
            RawWebhook.Signed(Gzip(Encoding.UTF8.GetBytes(RawWebhook.Order))).And("content-encoding", "gzip")),
        Row("a compressed body, signed before", 401, webhook =>
        {
            webhook.Body = Gzip(webhook.Body);
            return webhook.And("content-encoding", "gzip");
        }),
        Row("a body that would inflate to a megabyte, signed as sent", 400, _ =>
            RawWebhook.Signed(Gzip(new byte[1_000_000])).And("content-encoding", "gzip")),
    ];

    [OneTimeSetUp]
    public async Task StartAsync() => _shop = await LoopbackShop.StartAsync(webhooks => webhooks
        .AddSource("small", source => source.AddSecret(LoopbackShop.Secret).MaxBodySize = Limit));

    [OneTimeTearDown]
    public ValueTask DisposeAsync() => _shop.DisposeAsync();

    [TestCaseSource(nameof(Sources))]
    [TestCaseSource(nameof(Headers))]
    [TestCaseSource(nameof(Timestamps))]
    [TestCaseSource(nameof(Signatures))]
    [TestCaseSource(nameof(ContentTypes))]
    [TestCaseSource(nameof(Bodies))]
    public async Task Refused(Func<RawWebhook, RawWebhook> change, int status)
    {
        var webhook = change(RawWebhook.Signed());
        webhook.Path = webhook.Path == $"/webhooks/{LoopbackShop.Source}" ? "/webhooks/small" : webhook.Path;

        var whole = await _shop.SendAsync(webhook);
        var inChunks = await _shop.SendAsync(webhook.ToChunks(size: 1000));

        whole.Status.Should().Be(status);
        inChunks.Status.Should().Be(status);
        foreach (var answer in new[] { whole, inChunks })
        {
            answer.Body.Should().BeEmpty();
            answer.Header("content-length").Should().Be("0");
            answer.Header("content-type").Should().BeNull();
            answer.Header("retry-after").Should().BeNull();
        }

        _shop.Store.Adds.Should().BeEmpty();
        _shop.Handler.Count.Should().Be(0);
        _shop.Logs.Alarming.Should().BeEmpty();
        _shop.Logs.Entries.Should().NotContain(entry => entry.Text.Any(char.IsControl));
    }

    [TestCase("GET")]
    [TestCase("PUT")]
    [TestCase("PATCH")]
    [TestCase("DELETE")]
    [TestCase("OPTIONS")]
    [TestCase("QUERY")]
    public async Task Another_verb_than_post_is_answered_405(string method)
    {
        var webhook = RawWebhook.Signed();
        webhook.Method = method;

        var answer = await _shop.SendAsync(webhook);

        answer.Status.Should().Be(405);
        answer.Header("allow")!.Split(", ").Should().Contain("POST");
        _shop.Store.Adds.Should().BeEmpty();
    }

    private static TestCaseData Row(string name, int status, Func<RawWebhook, RawWebhook> change) =>
        new TestCaseData(change, status).SetArgDisplayNames(name, status.ToString(CultureInfo.InvariantCulture));

    private static RawWebhook Carrying(RawWebhook webhook, string body)
    {
        webhook.Body = Encoding.UTF8.GetBytes(body);
        return webhook;
    }

    private static string OrderOf(int length)
    {
        const string Start = "{\"event\":\"new_order\",\"note\":\"";
        return Start + new string('x', length - Start.Length - 2) + "\"}";
    }

    private static byte[] Gzip(byte[] bytes)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.SmallestSize))
        {
            gzip.Write(bytes);
        }

        return packed.ToArray();
    }

    private static string Seconds(DateTimeOffset time) => time.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);

    private static string Shown(string text) => text.Length <= 80 ? text : text[..80] + "…";
}
