using System.Text;
using ShopWebhooks.Endpoints;
using ShopWebhooks.Tests.Signing;

namespace ShopWebhooks.Tests.Endpoints;

internal sealed class PayloadConditionTests
{
    // A value alone, and $eq and $ne.
    [TestCase("""{"status":"paid"}""", """{"status":"paid"}""", true)]
    [TestCase("""{"status":"paid"}""", """{"id":1,"status":"paid","rest":{"status":"open"}}""", true)]
    [TestCase("""{"status":"paid"}""", """{"status":"Paid"}""", false)]
    [TestCase("""{"status":"paid"}""", """{"rest":{"status":"paid"}}""", false)]
    [TestCase("""{"status":"paid","total":1}""", """{"total":1,"status":"paid"}""", true)]
    [TestCase("""{"status":"paid","total":1}""", """{"total":2,"status":"paid"}""", false)]
    [TestCase("""{"a":{"$eq":1}}""", """{"a":1}""", true)]
    [TestCase("""{"a":{"$ne":1}}""", """{"a":1}""", false)]
    [TestCase("""{"a":{"$ne":1}}""", """{"a":"1"}""", true)]
    [TestCase("""{"a":{"$ne":1}}""", """{}""", true)]
    [TestCase("""{"a":true}""", """{"a":true}""", true)]
    [TestCase("""{"a":true}""", """{"a":false}""", false)]
    [TestCase("""{"a":true}""", """{"a":"true"}""", false)]
    [TestCase("""{"":1}""", """{"":1}""", true)]

    // Null is not missing.
    [TestCase("""{"a":null}""", """{"a":null}""", true)]
    [TestCase("""{"a":null}""", """{}""", false)]
    [TestCase("""{"a":null}""", """{"a":0}""", false)]
    [TestCase("""{"a":{"$ne":null}}""", """{"a":null}""", false)]
    [TestCase("""{"a":{"$ne":null}}""", """{}""", true)]
    [TestCase("""{"a":{"$exists":true}}""", """{"a":null}""", true)]
    [TestCase("""{"a":{"$exists":true}}""", """{"b":1}""", false)]
    [TestCase("""{"a":{"$exists":false}}""", """{"a":null}""", false)]
    [TestCase("""{"a":{"$exists":false}}""", """{}""", true)]
    [TestCase("""{"a":{"$exists":true,"$ne":null}}""", """{"a":{}}""", true)]

    // A number is no string, and is what it is worth.
    [TestCase("""{"a":1}""", """{"a":"1"}""", false)]
    [TestCase("""{"a":"1"}""", """{"a":1}""", false)]
    [TestCase("""{"a":1}""", """{"a":1.0}""", true)]
    [TestCase("""{"a":100}""", """{"a":1e2}""", true)]
    [TestCase("""{"a":0}""", """{"a":-0.0e5}""", true)]
    [TestCase("""{"a":9007199254740993}""", """{"a":9007199254740992}""", false)]
    [TestCase("""{"a":0.30000000000000000000000000000000001}""", """{"a":0.3}""", false)]
    [TestCase("""{"total":{"$gte":100}}""", """{"total":100.00}""", true)]
    [TestCase("""{"total":{"$gte":100}}""", """{"total":99.999999999999999999999999999999}""", false)]
    [TestCase("""{"total":{"$gte":100}}""", """{"total":"100"}""", false)]
    [TestCase("""{"total":{"$gte":100}}""", """{}""", false)]
    [TestCase("""{"total":{"$gte":100}}""", """{"total":null}""", false)]
    [TestCase("""{"total":{"$gt":-1e400}}""", """{"total":-1e399}""", true)]
    [TestCase("""{"total":{"$gt":1,"$lt":3}}""", """{"total":2}""", true)]
    [TestCase("""{"total":{"$gt":1,"$lt":3}}""", """{"total":3}""", false)]
    [TestCase("""{"total":{"$gt":1}}""", """{"total":1.0}""", false)]
    [TestCase("""{"total":{"$lte":1}}""", """{"total":10e-1}""", true)]
    [TestCase("""{"total":{"$lt":1}}""", """{"total":1e0}""", false)]

    // Strings, without their escapes and by code points.
    [TestCase("""{"a":"paid"}""", """{"a":"\u0070\u0061id"}""", true)]
    [TestCase("""{"a":"p\u0061id"}""", """{"a":"paid"}""", true)]
    [TestCase("""{"status":1}""", """{"st\u0061tus":1}""", true)]
    [TestCase("""{"st\u0061tus":1}""", """{"status":1}""", true)]
    [TestCase("""{"a":"😀"}""", """{"a":"\ud83d\ude00"}""", true)]
    [TestCase("""{"\uD83D\uDE00":1}""", """{"😀":1}""", true)]
    [TestCase("""{"a":"\"\\/\n"}""", """{"a":"\u0022\u005c\/\u000a"}""", true)]
    [TestCase("""{"a":"é"}""", """{"a":"e\u0301"}""", false)]
    [TestCase("""{"a":{"$gt":"b"}}""", """{"a":"ba"}""", true)]
    [TestCase("""{"a":{"$gt":"b"}}""", """{"a":"B"}""", false)]
    [TestCase("""{"a":{"$gt":"\uff5e"}}""", """{"a":"\ud83d\ude00"}""", true)]
    [TestCase("""{"a":{"$gte":"2025-11-03"}}""", """{"a":"2025-11-03T10:00:00Z"}""", true)]
    [TestCase("""{"a":{"$startsWith":"SB-"}}""", """{"a":"SB-9921"}""", true)]
    [TestCase("""{"a":{"$startsWith":"SB-"}}""", """{"a":"\u0053B\u002d9921"}""", true)]
    [TestCase("""{"a":{"$startsWith":"SB-"}}""", """{"a":"sb-9921"}""", false)]
    [TestCase("""{"a":{"$startsWith":"9"}}""", """{"a":9921}""", false)]
    [TestCase("""{"a":{"$endsWith":"@shop.example"}}""", """{"a":"a@shop.example"}""", true)]
    [TestCase("""{"a":{"$endsWith":"@shop.example"}}""", """{"a":"a@shop\u002eexample"}""", true)]
    [TestCase("""{"a":{"$endsWith":"@shop.example"}}""", """{"a":"a@shop.example.org"}""", false)]

    // Nested objects.
    [TestCase("""{"customer":{"country":"DE"}}""", """{"customer":{"name":"A","country":"DE"}}""", true)]
    [TestCase("""{"customer":{"country":"DE","name":"A"}}""", """{"customer":{"country":"DE"}}""", false)]
    [TestCase("""{"customer":{"country":"DE"}}""", """{"country":"DE","customer":"DE"}""", false)]
    [TestCase("""{"customer":{"country":"DE"}}""", """{"customer":[{"country":"DE"}]}""", false)]
    [TestCase("""{"customer":{"country":{"$exists":false}}}""", """{"customer":{}}""", true)]
    [TestCase("""{"customer":{"country":{"$exists":false}}}""", """{"customer":1}""", true)]
    [TestCase("""{"customer":{"country":{"$exists":false}}}""", """{"customer":[{"country":"DE"}]}""", true)]
    [TestCase("""{"customer":{"country":{"$exists":false}}}""", """{}""", true)]
    [TestCase("""{"a":{"b":{"c":{"$gt":1}}},"d":1}""", """{"d":1,"a":{"x":{"b":{"c":2}},"b":{"x":[{"c":0}],"c":2}}}""", true)]

    // Lists of values, and arrays.
    [TestCase("""{"a":{"$in":["x",1,null]}}""", """{"a":1.0}""", true)]
    [TestCase("""{"a":{"$in":["x",1,null]}}""", """{"a":null}""", true)]
    [TestCase("""{"a":{"$in":["x",1,null]}}""", """{"a":"1"}""", false)]
    [TestCase("""{"a":{"$in":["x",1,null]}}""", """{}""", false)]
    [TestCase("""{"a":{"$nin":["x",1]}}""", """{"a":"y"}""", true)]
    [TestCase("""{"a":{"$nin":["x",1]}}""", """{"a":"x"}""", false)]
    [TestCase("""{"a":{"$nin":["x",1]}}""", """{}""", true)]
    [TestCase("""{"a":["x",1]}""", """{"a":["x",1.0]}""", true)]
    [TestCase("""{"a":["x",1]}""", """{"a":[1,"x"]}""", false)]
    [TestCase("""{"a":["x",1]}""", """{"a":["x"]}""", false)]
    [TestCase("""{"a":["x",1]}""", """{"a":["x",1,2]}""", false)]
    [TestCase("""{"a":["x"]}""", """{"a":"x"}""", false)]
    [TestCase("""{"a":"x"}""", """{"a":["x"]}""", false)]
    [TestCase("""{"a":{"$ne":"x"}}""", """{"a":["x"]}""", true)]
    [TestCase("""{"a":{"$ne":["x"]}}""", """{"a":["x"]}""", false)]
    [TestCase("""{"a":{"$ne":["x"]}}""", """{"a":"x"}""", true)]
    [TestCase("""{"a":[]}""", """{"a":[]}""", true)]
    [TestCase("""{"a":[]}""", """{"a":[1]}""", false)]
    [TestCase("""{"a":[]}""", """{"a":{}}""", false)]
    [TestCase("""{"a":[[1],[]]}""", """{"a":[[1],[]]}""", true)]
    [TestCase("""{"a":[[1],[]]}""", """{"a":[[1,2],[]]}""", false)]
    [TestCase("""{"a":{"$in":[["x"],["x","y"]]}}""", """{"a":["x","y"]}""", true)]
    [TestCase("""{"a":{"0":"x"}}""", """{"a":["x"]}""", false)]

    // Of conditions.
    [TestCase("""{"$or":[{"a":1},{"b":1}]}""", """{"b":1}""", true)]
    [TestCase("""{"$or":[{"a":1},{"b":1}]}""", """{"b":2,"a":2}""", false)]
    [TestCase("""{"$and":[{"a":1},{"$or":[{"b":1},{"b":{"$exists":false}}]}]}""", """{"a":1}""", true)]
    [TestCase("""{"$and":[{"a":1},{"$or":[{"b":1},{"b":{"$exists":false}}]}]}""", """{"a":1,"b":2}""", false)]
    [TestCase("""{"$not":{"a":1,"b":1}}""", """{"a":1,"b":2}""", true)]
    [TestCase("""{"$not":{"a":1,"b":1}}""", """{"a":1,"b":1}""", false)]
    [TestCase("""{"a":{"$not":{"$startsWith":"x"}}}""", """{"a":"y"}""", true)]
    [TestCase("""{"a":{"$not":{"$startsWith":"x"}}}""", """{}""", true)]
    [TestCase("""{"a":{"$not":{"$startsWith":"x"}}}""", """{"a":"xy"}""", false)]
    [TestCase("""{"a":{"$not":"x"}}""", """{"a":"x"}""", false)]
    [TestCase("""{"a":{"$not":{"b":1}}}""", """{"a":{"b":2}}""", true)]
    [TestCase("""{"a":{"$or":["x",{"$gt":5},{"b":null},[1]]}}""", """{"a":6}""", true)]
    [TestCase("""{"a":{"$or":["x",{"$gt":5},{"b":null},[1]]}}""", """{"a":{"b":null}}""", true)]
    [TestCase("""{"a":{"$or":["x",{"$gt":5},{"b":null},[1]]}}""", """{"a":[1]}""", true)]
    [TestCase("""{"a":{"$or":["x",{"$gt":5},{"b":null},[1]]}}""", """{"a":5}""", false)]
    [TestCase("""{"$not":{"$not":{"$or":[{"a":1},{"$not":{"b":1}}]}}}""", """{"a":2,"b":1}""", false)]
    public void A_condition_fits_or_does_not(string condition, string payload, bool fits) =>
        Matches(condition, payload).Should().Be(fits);

    [TestCase("""{"a":1}""", """{"a":1,"a":2}""", true)]
    [TestCase("""{"a":1}""", """{"a":2,"a":1}""", false)]
    [TestCase("""{"a":{"b":1}}""", """{"a":{},"a":{"b":1}}""", false)]
    [TestCase("""{"a":1,"b":1}""", """{"a":1,"\u0061":2,"b":1}""", true)]
    public void Of_two_fields_with_the_same_name_the_first_counts(string condition, string payload, bool fits) =>
        Matches(condition, payload).Should().Be(fits);

    [TestCase("")]
    [TestCase(" ")]
    [TestCase("null")]
    [TestCase("1")]
    [TestCase("\"status\"")]
    [TestCase("[]")]
    [TestCase("[{\"status\":\"paid\"}]")]
    [TestCase("{")]
    [TestCase("{\"a\"")]
    [TestCase("{\"a\":")]
    [TestCase("{\"a\":[1,2")]
    [TestCase("{\"a\":{\"b\":1}")]
    [TestCase("{a:1}")]
    [TestCase("{\"a\":01}")]
    [TestCase("{\"a\":\"\\x\"}")]
    [TestCase("{\"a\":\"\\ud800\"}")]
    [TestCase("{\"a\":\"\\ude00\\ud83d\"}")]
    [TestCase("{\"\\ud800\":1}")]
    [TestCase("{\"\\ud800 and a name that is longer than any other\":1}")]
    [TestCase("\ufeff{}")]
    public void What_is_no_payload_fits_nothing(string payload) =>
        Matches("""{"status":{"$ne":"paid"},"a":{"$ne":"paid"}}""", payload).Should().BeFalse();

    [Test]
    public void No_byte_is_read_behind_the_place_that_decides()
    {
        Matches("""{"a":{"$exists":false}}""", "{} oops").Should().BeTrue();
        Matches("""{"status":"paid"}""", """{"status":"paid",oops""").Should().BeTrue();
        Matches("""{"status":"paid","total":1}""", """{"total":1,"status":"paid"oops""").Should().BeTrue();
        Matches("""{"$or":[{"a":{"b":1}},{"c":1}]}""", """{"a":{"b":1 oops""").Should().BeTrue();
        Matches("""{"a":["x","y"]}""", """{"a":["x","y","z",oops""").Should().BeFalse();
    }

    [Test]
    public void What_is_not_UTF8_is_equal_to_no_text_and_does_not_throw()
    {
        byte[] payload = [.. "{\"a\":\""u8, 0xFF, .. "\",\"b\":\"\\n"u8, 0xC3, .. "\"}"u8];

        PayloadCondition.Parse("""{"a":"\uFFFD"}""").Matches(payload).Should().BeFalse();
        PayloadCondition.Parse("""{"b":"\n\uFFFD"}""").Matches(payload).Should().BeFalse();
    }

    [TestCase(10)]
    [TestCase(300)]
    [TestCase(100_000)]
    public void An_escaped_text_may_have_any_length_behind_a_short_one(int length)
    {
        var text = new string('x', length);
        var payload = $$"""{"\u0061":"\n","{{text}}\n":1,"b":"{{text}}\u0079"}""";

        Matches("""{"a":"\n","b":{"$endsWith":"xy"}}""", payload).Should().BeTrue();
        Matches("""{"a":"\n","b":{"$endsWith":"xx"}}""", payload).Should().BeFalse();
    }

    [Test]
    public void A_payload_may_be_deeper_than_a_condition()
    {
        var deep = string.Concat(Enumerable.Repeat("{\"a\":", 5000)) + "[]" + new string('}', 5000);

        Matches("""{"b":1}""", $$"""{"rest":{{deep}},"b":1}""").Should().BeTrue();
        Matches("""{"b":1}""", string.Concat(Enumerable.Repeat("[", 100_000))).Should().BeFalse();
    }

    [TestCase("""{"status":"paid","total":{"$gte":100},"currency":{"$in":["EUR","CHF"]}}""")]
    [TestCase("""{"\u00e9":"é","customer":{"name":{"$startsWith":"J","$endsWith":"é"}},"tags":["new",[1]]}""")]
    [TestCase("""{"$or":[{"status":{"$ne":"paid"}},{"$not":{"customer":{"name":"x"}}}]}""")]
    [TestCase("""{"missing":{"$exists":false},"customer":{"missing":{"a":{"$exists":false}}}}""")]
    public void A_match_allocates_nothing(string condition)
    {
        var compiled = PayloadCondition.Parse(condition);
        var payload = Encoding.UTF8.GetBytes("""
            {"items":[{"sku":"A-1","price":1.50}],"\u00e9":"\u00e9","customer":{"n\u0061me":"Jos\u00e9"},"tags":["new",[1.0]],
             "status":"paid","total":149.50,"currency":"EUR"}
            """);

        compiled.Matches(payload).Should().BeTrue();
        Allocations.OnceWarm(() => compiled.Matches(payload)).Should().Be(0);
    }

    [Test]
    public void Many_threads_may_ask_at_once()
    {
        var condition = PayloadCondition.Parse("""{"n":{"$in":["1","3","5","7","9"]},"rest":{"m":{"$gte":0}}}""");

        Parallel.For(0, 20_000, number => condition.Matches(Encoding.UTF8.GetBytes($$"""{"rest":{"m":{{number}} },"n":"\u003{{number % 10}}"}"""))
            .Should().Be(number % 2 == 1));
    }

    [TestCase("", "The condition is empty; leave it out instead.")]
    [TestCase("{\"a\":1", "The condition is not JSON from byte 7 of line 1 on; correct it there.")]
    [TestCase("{\n\"a\":'x'}", "The condition is not JSON from byte 5 of line 2 on; correct it there.")]
    [TestCase("{\"a\":1,}", "The condition is not JSON from byte 8 of line 1 on; correct it there.")]
    [TestCase("{\"a\":\"\\ud800\"}", "The condition has an escaped unpaired surrogate in a name or a text; write whole characters.")]
    [TestCase("{\"\\ud800\":1}", "The condition has an escaped unpaired surrogate in a name or a text; write whole characters.")]
    [TestCase("""["a"]""", "The condition is refused at $: an array stands there; write an object with the fields that must fit.")]
    [TestCase("null", "The condition is refused at $: null stands there; write an object with the fields that must fit.")]
    [TestCase("{}", "The condition is refused at $: the object is empty; write a field or an operator into it.")]
    [TestCase("""{"a":{"b":{}}}""", "The condition is refused at $.a.b: the object is empty; write a field or an operator into it.")]
    [TestCase("""{"a":{"$gt":1,"b":2}}""", "The condition is refused at $.a: the field 'b' stands beside an operator; combine them with $and.")]
    [TestCase("""{"a":1,"$or":[{"b":1}]}""", "The condition is refused at $: the field 'a' stands beside an operator; combine them with $and.")]
    [TestCase("""{"a":1,"\u0061":2}""", "The condition is refused at $: 'a' stands there twice; combine the two with $and.")]
    [TestCase("""{"a":{"$gt":1,"$gt":2}}""", "The condition is refused at $.a: '$gt' stands there twice; combine the two with $and.")]
    [TestCase("""{"a":{"$regex":"x"}}""", "The condition is refused at $.a.$regex: there is no operator '$regex'; known are $eq, $ne, $gt, $gte, $lt, $lte, "
        + "$in, $nin, $exists, $startsWith, $endsWith, $and, $or, $not.")]
    [TestCase("""{"$GT":1}""", "The condition is refused at $.$GT: there is no operator '$GT'; known are *")]
    [TestCase("""{"$gt":1}""", "The condition is refused at $.$gt: $gt is asked of a field, not of the payload; write it under the field's name.")]
    [TestCase("""{"$and":[{"a":1},{"$exists":true}]}""", "The condition is refused at $.$and[1].$exists: $exists is asked of a field, not of the payload; "
        + "write it under the field's name.")]
    [TestCase("""{"$or":[{"a":1},"b"]}""", "The condition is refused at $.$or[1]: a string stands there; write an object with the fields that must fit.")]
    [TestCase("""{"$or":{"a":1}}""", "The condition is refused at $.$or: an object stands there; write an array.")]
    [TestCase("""{"$and":[]}""", "The condition is refused at $.$and: the array is empty; write something into it.")]
    [TestCase("""{"a":{"$in":[]}}""", "The condition is refused at $.a.$in: the array is empty; write something into it.")]
    [TestCase("""{"a":{"$nin":"x"}}""", "The condition is refused at $.a.$nin: a string stands there; write an array.")]
    [TestCase("""{"a":{"$in":[1,{"b":2}]}}""", "The condition is refused at $.a.$in[1]: an object is not compared as a whole; name the fields that must fit, "
        + "without an operator around them.")]
    [TestCase("""{"a":[1,{"b":2}]}""", "The condition is refused at $.a[1]: an object is not compared as a whole; *")]
    [TestCase("""{"a":{"$eq":{"b":1}}}""", "The condition is refused at $.a.$eq: an object is not compared as a whole; *")]
    [TestCase("""{"$not":1}""", "The condition is refused at $.$not: a number stands there; write an object with the fields that must fit.")]
    [TestCase("""{"a":{"$gt":true}}""", "The condition is refused at $.a.$gt: true stands there; write a number or a string.")]
    [TestCase("""{"a":{"$lte":null}}""", "The condition is refused at $.a.$lte: null stands there; write a number or a string.")]
    [TestCase("""{"a":{"$gte":[1]}}""", "The condition is refused at $.a.$gte: an array stands there; write a number or a string.")]
    [TestCase("""{"a":{"$exists":1}}""", "The condition is refused at $.a.$exists: a number stands there; write true or false.")]
    [TestCase("""{"a":{"$startsWith":1}}""", "The condition is refused at $.a.$startsWith: a number stands there; write a string.")]
    [TestCase("""{"a":{"$endsWith":false}}""", "The condition is refused at $.a.$endsWith: false stands there; write a string.")]
    [TestCase("""{"a b":{"":{"c.d":{"$eq":{}}}}}""", "The condition is refused at $['a b']['']['c.d'].$eq: an object is not compared as a whole; *")]
    [TestCase("""{"a":{"$lt":1e1000000000}}""", "The condition is refused at $.a.$lt: the number's exponent has more than nine digits; write one "
        + "that has fewer.")]
    public void What_is_no_condition_is_refused_with_its_path_and_the_rule(string json, string problem)
    {
        var parse = () => PayloadCondition.Parse(json);

        parse.Should().Throw<FormatException>().WithMessage(problem);
        PayloadCondition.TryParse(json, out var condition).Should().BeFalse();
        condition.Should().BeNull();
    }

    [Test]
    public void A_condition_that_is_not_well_formed_text_is_refused() =>
        FluentActions.Invoking(() => PayloadCondition.Parse("{\"a\":\"\ud800\"}")).Should().Throw<FormatException>()
            .WithMessage("The condition is not well-formed UTF-16: it contains a lone surrogate.");

    [TestCase("{\"a\":", 32, "1", "}")]
    [TestCase("{\"a\":{\"$not\":", 16, "1", "}}")]
    [TestCase("{\"$and\":[", 15, "{\"a\":[]}", "]}")]
    public void A_condition_may_be_32_levels_deep(string open, int times, string innermost, string close)
    {
        string Nested(int count) => string.Concat(Enumerable.Repeat(open, count)) + innermost + string.Concat(Enumerable.Repeat(close, count));

        PayloadCondition.TryParse(Nested(times), out _, out var problem).Should().BeTrue(problem);
        foreach (var tooMany in (int[])[times + 1, 500])
        {
            PayloadCondition.TryParse(Nested(tooMany), out _, out problem).Should().BeFalse();
            problem.Should().EndWith(": the condition is nested deeper than 32 levels; make it flatter.");
        }
    }

    [Test]
    public void A_condition_may_have_8192_characters()
    {
        static string Long(int length) => $$"""{"a":"{{new string('x', length - 8)}}"}""";

        PayloadCondition.Parse(Long(8192)).Matches(Encoding.UTF8.GetBytes(Long(8192))).Should().BeTrue();
        FluentActions.Invoking(() => PayloadCondition.Parse(Long(8193))).Should().Throw<FormatException>()
            .WithMessage("The condition has 8193 characters; at most 8192 are kept.");
    }

    [TestCase("1")]
    [TestCase("[1]")]
    [TestCase("{\"$ne\":2}")]
    public void The_largest_condition_that_can_be_written_is_read_and_asked(string part)
    {
        var parts = string.Join(',', Enumerable.Repeat(part, 8150 / (part.Length + 1)));
        var condition = $$$"""{"a":{"$or":[{{{parts}}},3]}}""";

        Matches(condition, """{"a":2}""").Should().BeFalse();
        Matches(condition, """{"a":3}""").Should().BeTrue();
    }

    [Test]
    public void Null_is_no_condition()
    {
        FluentActions.Invoking(() => PayloadCondition.Parse(null!)).Should().Throw<ArgumentNullException>();
        PayloadCondition.TryParse(null, out _).Should().BeFalse();
    }

    [Test]
    public void A_condition_prints_as_it_was_written() =>
        PayloadCondition.Parse("""{ "a": {"$gt": 1.0} }""").ToString().Should().Be("""{ "a": {"$gt": 1.0} }""");

    private static bool Matches(string condition, string payload) => PayloadCondition.Parse(condition).Matches(Encoding.UTF8.GetBytes(payload));
}
