using System.Text;

namespace ShopWebhooks.JsonSchema.Tests.Endpoints;

internal sealed class HostileBodyTests
{
    private const string Strictness = "it is not strict JSON, which is well-formed UTF-8, has no name twice in an object, and at most 64 levels";

    [TestCase("")]
    [TestCase("not json")]
    [TestCase("{'a':1}")]
    [TestCase("{\"a\":NaN}")]
    [TestCase("{\"a\":1} // more")]
    [TestCase("{\"a\":1}{}")]
    [TestCase("{\"a\":1,\"a\":\"x\"}")]
    [TestCase("{\"a\":1,\"\\u0061\":\"x\"}")]
    [TestCase("{\"a\":\"\\ud800\"}")]
    [TestCase("{\"\\ud800\":1}")]
    [TestCase("{\"a\":01}")]
    [TestCase("\uFEFF{}")]
    public void What_is_not_strict_json_does_not_fit(string body) =>
        KeywordTests.Read("""{"properties":{"a":{"minLength":1}}}""").Refuse(Encoding.UTF8.GetBytes(body)).Should().Be(Strictness);

    [Test]
    public void What_is_not_utf8_does_not_fit()
    {
        byte[] body = [.. "{\"a\":\""u8, 0xC3, 0x28, .. "\"}"u8];

        KeywordTests.Read("true").Refuse(body).Should().Be(Strictness);
    }

    [TestCase(64, null)]
    [TestCase(65, Strictness)]
    [TestCase(1_000_000, Strictness)]
    public void Depth_is_bounded_also_where_the_schema_refers_to_itself(int depth, string? reason)
    {
        var body = Encoding.UTF8.GetBytes(new string('[', depth) + new string(']', depth));

        KeywordTests.Read("""{"type":"array","items":{"$ref":"#"}}""").Refuse(body).Should().Be(reason);
    }

    [TestCase("""{"items":{"allOf":[{"$ref":"#"},{"$ref":"#"}]}}""")]
    [TestCase("""{"items":{"not":{"anyOf":[{"type":"string"},{"not":{"$ref":"#"}}]},"oneOf":[{"$ref":"#"},false]}}""")]
    public void A_schema_that_asks_a_value_again_and_again_does_not_hold_up_the_sender(string schema)
    {
        var body = Encoding.UTF8.GetBytes(new string('[', 60) + new string(']', 60));

        KeywordTests.Read(schema).Refuse(body).Should()
            .Be("to check it takes too many steps; let fewer references of the schema lead to the same value");
    }

    [TestCase("1e400")]
    [TestCase("-1e99999999999999999999999999999")]
    [TestCase("123456789012345678901234567890123456789012345678901234567890")]
    [TestCase("0.00000000000000000000000000000000000000000000000000000000001")]
    public void A_number_of_any_size_is_a_number(string number)
    {
        var schema = KeywordTests.Read("""
            {"type":"number","not":{"const":0},"enum":[1e400,-1e99999999999999999999999999999,
            123456789012345678901234567890123456789012345678901234567890,1e-59]}
            """);

        schema.Refuse(Encoding.UTF8.GetBytes(number)).Should().BeNull();
    }

    [Test]
    public void A_text_that_looks_like_a_date_stays_the_text_it_is() =>
        KeywordTests.Read("""{"type":"string","const":"2025-11-01T00:00:00Z","maxLength":20}""").Refuse("\"2025-11-01T00:00:00Z\""u8.ToArray())
            .Should().BeNull();

    [TestCase("^(a+)+$")]
    [TestCase("^(a|aa)+$")]
    [TestCase("(.*a){20}$")]
    [CancelAfter(30_000)]
    public void A_pattern_that_would_backtrack_for_ever_is_matched_in_a_moment(string pattern) =>
        KeywordTests.Read($$"""{"pattern":"{{pattern}}"}""").Refuse(Encoding.UTF8.GetBytes($"\"{new string('a', 10_000)}!\"")).Should().NotBeNull();

    [Test]
    public void No_value_and_no_name_that_the_schema_does_not_know_is_told()
    {
        var schema = KeywordTests.Read("""{"properties":{"changes":{"additionalProperties":{"type":"string","pattern":"^x"}}},"additionalProperties":false}""");

        schema.Refuse("""{"changes":{"ada@shop.example":"hunter2","b":7},"hunter2":1}"""u8.ToArray()).Should().Be(
            "$.changes.* does not match its 'pattern'; $.changes.* is not of type string; $.* is not allowed by 'additionalProperties'");
    }

    [Test]
    public void A_schema_is_checked_by_many_threads_at_once()
    {
        var schema = KeywordTests.Read("""{"required":["id"],"properties":{"items":{"items":{"$ref":"#"}}}}""");
        var body = """{"id":1,"items":[{"id":2},{}]}"""u8.ToArray();

        Parallel.For(0, 1000, _ => schema.Refuse(body).Should().Be("$.items[1].id is required and missing"));
    }
}
