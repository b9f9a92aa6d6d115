using System.Text;
using ShopWebhooks.Endpoints;
using ShopWebhooks.JsonSchema.Endpoints;

namespace ShopWebhooks.JsonSchema.Tests.Endpoints;

/// <summary>Each keyword that is let through is enforced, and each that would not be is refused.</summary>
internal sealed class KeywordTests
{
    // Schema, a body that fits, one that does not, and what is said of it.
    private static readonly string[][] Enforced =
    [
        ["""{"type":"object"}""", "{}", "[]", "$ is not of type object"],
        ["""{"type":["string","null"]}""", "null", "1", "$ is not of type string or null"],
        ["""{"type":"integer"}""", "1.0", "1.5", "$ is not of type integer"],
        ["""{"type":"integer"}""", "12e2", "12e-3", "$ is not of type integer"],
        ["""{"type":"number"}""", "1", "\"1\"", "$ is not of type number"],
        ["""{"type":"boolean"}""", "false", "0", "$ is not of type boolean"],
        ["""{"type":"null"}""", "null", "false", "$ is not of type null"],
        ["""{"type":"array"}""", "[]", "{}", "$ is not of type array"],
        ["""{"enum":["1",true]}""", "\"1\"", "1", "$ is none of the values of 'enum'"],
        ["""{"enum":[true]}""", "true", "\"True\"", "$ is none of the values of 'enum'"],
        ["""{"enum":[1,{"a":1,"b":[2]}]}""", """{"b":[2.0],"a":1e0}""", """{"a":1}""", "$ is none of the values of 'enum'"],
        ["""{"const":"paid"}""", "\"paid\"", "\"open\"", "$ is not the value of 'const'"],
        ["""{"const":null}""", "null", "0", "$ is not the value of 'const'"],
        ["""{"const":1}""", "1.0", "\"1\"", "$ is not the value of 'const'"],
        ["""{"const":{"const":true}}""", """{"const":true}""", """{"const":false}""", "$ is not the value of 'const'"],
        ["""{"const":2,"enum":[1,2]}""", "2", "1", "$ is not the value of 'const'"],
        ["""{"required":["a"]}""", "\"not an object\"", "{}", "$.a is required and missing"],
        ["""{"required":["a"]}""", """{"a":null}""", """{"b":1}""", "$.a is required and missing"],
        ["""{"properties":{"a":{"type":"string"}}}""", """{"a":"x","b":1}""", """{"a":1}""", "$.a is not of type string"],
        ["""{"properties":{"a":{"type":["string","null"],"enum":["x"]}}}""", """{"a":"x"}""", """{"a":null}""", "$.a is none of the values of 'enum'"],
        ["""{"properties":{"a":true,"b":false}}""", """{"a":1}""", """{"b":1}""", "$.b is excluded by 'not' or by false"],
        ["""{"properties":{"a":{}},"additionalProperties":false}""", """{"a":1}""", """{"b":1}""", "$.* is not allowed by 'additionalProperties'"],
        ["""{"additionalProperties":{"type":"string"}}""", """{"b":"x"}""", """{"b":1}""", "$.* is not of type string"],
        ["""{"items":{"properties":{"a":{"type":"string"}}}}""", """[{"a":"x"},{}]""", """[{"a":"x"},{"a":1}]""", "$[1].a is not of type string"],
        ["""{"items":false}""", "[]", "[1]", "$[0] is excluded by 'not' or by false"],
        ["""{"minItems":1}""", "[1]", "[]", "$ has fewer items than 'minItems' 1"],
        ["""{"maxItems":0}""", "[]", "[1]", "$ has more items than 'maxItems' 0"],
        ["""{"uniqueItems":true}""", """[1,"1"]""", """[{"a":1,"b":2},{"b":2.0,"a":1}]""", "$ has equal items, against 'uniqueItems'"],
        ["""{"minProperties":1}""", """{"a":1}""", "{}", "$ has fewer fields than 'minProperties' 1"],
        ["""{"maxProperties":0}""", "{}", """{"a":1}""", "$ has more fields than 'maxProperties' 0"],
        ["""{"minLength":2}""", "\"ab\"", "\"😀\"", "$ is shorter than 'minLength' 2"],
        ["""{"maxLength":1}""", "\"😀\"", "\"ab\"", "$ is longer than 'maxLength' 1"],
        ["""{"pattern":"^SB-\\d+$"}""", "\"SB-9921\"", "\"SB-9921\\n\"", "$ does not match its 'pattern'"],
        ["""{"pattern":"^[\\d$]+$"}""", "\"1$\"", "\"١\"", "$ does not match its 'pattern'"],
        ["""{"pattern":"^\\w$"}""", "\"_\"", "\"é\"", "$ does not match its 'pattern'"],
        ["""{"pattern":"^\\$\\D\\W$"}""", "\"$a-\"", "\"$1-\"", "$ does not match its 'pattern'"],
        ["""{"minimum":0.1}""", "0.1", "0.09999999999999999999999999999999999999", "$ is below its 'minimum'"],
        ["""{"maximum":100}""", "100.0", "100.00000000000000000000000000000000001", "$ is above its 'maximum'"],
        ["""{"maximum":100}""", "-1e999999999", "1e400", "$ is above its 'maximum'"],
        ["""{"exclusiveMinimum":-1}""", "-0.999", "-1.0", "$ is not above its 'exclusiveMinimum'"],
        ["""{"exclusiveMaximum":1e2}""", "99.9", "100", "$ is not below its 'exclusiveMaximum'"],
        ["""{"multipleOf":0.01}""", "49.90", "49.901", "$ is no multiple of its 'multipleOf'"],
        ["""{"multipleOf":3}""", "3e999999999", "1e999999999", "$ is no multiple of its 'multipleOf'"],
        ["""{"allOf":[{"type":"string"},{"minLength":1}]}""", "\"a\"", "\"\"", "$ is shorter than 'minLength' 1"],
        ["""{"anyOf":[{"type":"string"},{"type":"null"}]}""", "null", "1", "$ fits none of 'anyOf'"],
        ["""{"anyOf":[{"type":"string"}],"minLength":1}""", "\"a\"", "1", "$ is not of type string"],
        ["""{"oneOf":[{"minimum":1},{"maximum":2}]}""", "3", "1.5", "$ does not fit exactly one of 'oneOf'"],
        ["""{"not":{"required":["a"]}}""", "{}", """{"a":1}""", "$ is excluded by 'not' or by false"],
        ["false", null!, "1", "$ is excluded by 'not' or by false"],
        ["""{"$ref":"#/$defs/a~1b","minLength":2,"$defs":{"a/b":{"type":"string"}}}""", "\"ab\"", "\"a\"", "$ is shorter than 'minLength' 2"],
        ["""{"$ref":"#/$defs/p%25","$defs":{"p%":{"type":"string"}}}""", "\"\"", "1", "$ is not of type string"],
        ["""{"allOf":[{"$ref":"#/definitions/a"}],"minLength":2,"definitions":{"a":{"type":"string"}}}""", "\"ab\"", "\"a\"",
            "$ is shorter than 'minLength' 2"],
        ["""{"oneOf":[{"$ref":"#/$defs/a"}],"required":["b"],"$defs":{"a":{"type":"object"}}}""", """{"b":1}""", "{}", "$.b is required and missing"],
        ["""{"type":"object","properties":{"child":{"$ref":"#"}},"required":["id"]}""", """{"id":1,"child":{"id":2}}""", """{"id":1,"child":{}}""",
            "$.child.id is required and missing"],
        ["""{"properties":{"a":{"type":"integer"},"b":{"$ref":"#/properties/a"}}}""", """{"b":1}""", """{"b":"1"}""", "$.b is not of type integer"],
    ];

    private static readonly string[] Annotations =
    [
        "$schema", "$comment", "title", "description", "default", "examples", "deprecated", "readOnly", "writeOnly", "format", "contentEncoding",
        "contentMediaType", "$id",
    ];

    private static IEnumerable<TestCaseData> EachEnforced => Enforced.Select(each => new TestCaseData(each).SetArgDisplayNames(each[0], each[2]));

    [TestCaseSource(nameof(EachEnforced))]
    public void What_is_let_through_is_enforced(string json, string? fits, string doesNot, string reason)
    {
        var schema = Read(json);

        schema.Refuse(Utf8(doesNot)).Should().Be(reason);
        if (fits is not null)
        {
            schema.Refuse(Utf8(fits)).Should().BeNull();
        }
    }

    [TestCaseSource(nameof(Annotations))]
    public void An_annotation_is_let_through_and_means_nothing(string keyword) =>
        Read($$"""{"{{keyword}}":"date","type":"string"}""").Refuse("\"no date\""u8.ToArray()).Should().BeNull();

    [TestCase("if")]
    [TestCase("then")]
    [TestCase("else")]
    [TestCase("contains")]
    [TestCase("minContains")]
    [TestCase("propertyNames")]
    [TestCase("patternProperties")]
    [TestCase("dependencies")]
    [TestCase("dependentRequired")]
    [TestCase("dependentSchemas")]
    [TestCase("prefixItems")]
    [TestCase("additionalItems")]
    [TestCase("unevaluatedProperties")]
    [TestCase("unevaluatedItems")]
    [TestCase("$id")]
    [TestCase("id")]
    [TestCase("$anchor")]
    [TestCase("$dynamicAnchor")]
    [TestCase("$dynamicRef")]
    [TestCase("$recursiveRef")]
    [TestCase("$vocabulary")]
    [TestCase("discriminator")]
    [TestCase("nullable")]
    [TestCase("x-nullable")]
    [TestCase("x-shopwebhooks-rules")]
    [TestCase("contentSchema")]
    public void A_keyword_that_would_not_be_enforced_is_refused_by_its_path(string keyword) =>
        Problems($$$"""{"properties":{"total":{"anyOf":[{},{"{{{keyword}}}":{} }] } } }""").Should().Equal(
            $"$.properties.total.anyOf[1].{keyword} is a keyword that would not be enforced; remove it, or say what it means by others");

    [TestCase("""{"$defs":{"unused":{"if":{}}}}""", "$.$defs.unused.if is a keyword that would not be enforced;*")]
    [TestCase("""{"items":[{}]}""", "$.items is no schema; write an object, true or false")]
    [TestCase("""{"properties":{"a":null}}""", "$.properties.a is no schema; write an object, true or false")]
    [TestCase("""{"$defs":{"a":null}}""", "$.$defs.a is no schema; write an object, true or false")]
    [TestCase("""{"properties":[]}""", "$.properties is no object of schemas; correct it")]
    [TestCase("""{"properties":{"$ref":{}}}""", "$.properties.$ref is a field whose name cannot be checked; leave it out")]
    [TestCase("""{"allOf":[]}""", "$.allOf is no list of schemas; write at least one")]
    [TestCase("""{"enum":[]}""", "$.enum is no list of values; write at least one")]
    [TestCase("""{"type":"text"}""", "$.type is none of object, array, *; correct it")]
    [TestCase("""{"type":[]}""", "$.type is none of object, array, *; correct it")]
    [TestCase("""{"required":true}""", "$.required is no list of texts; correct it")]
    [TestCase("""{"minimum":"1"}""", "$.minimum is no number; correct it")]
    [TestCase("""{"exclusiveMinimum":true}""", "$.exclusiveMinimum is no number; correct it")]
    [TestCase("""{"multipleOf":0}""", "$.multipleOf is no number above zero; correct it")]
    [TestCase("""{"minLength":-1}""", "$.minLength is no count below 1,000,000,000; correct it")]
    [TestCase("""{"maxItems":1e99}""", "$.maxItems is no count below 1,000,000,000; correct it")]
    [TestCase("""{"uniqueItems":1}""", "$.uniqueItems is neither true nor false; correct it")]
    [TestCase("""{"pattern":"("}""", "$.pattern is no regular expression; correct it")]
    [TestCase("""{"pattern":"^(?=a)(.+)\\1$"}""", "$.pattern has a look-around or a back-reference, for which no bound of time is known; write it without")]
    [TestCase("null", "the schema is null; write an object")]
    [TestCase("7", "$ is no schema; write an object, true or false")]
    [TestCase("{\n\"type\":", "the schema is not strict JSON, at line 2; correct it")]
    [TestCase("""{"type":"object","type":"array"}""", "the schema is not strict JSON*; correct it")]
    [TestCase("""{"const":"\ud800"}""", "the schema is not strict JSON; correct it")]
    [TestCase("""{"pattern":"\ud800"}""", "the schema is not strict JSON; correct it")]
    public void A_schema_that_is_none_is_refused_by_its_path(string json, string problem) =>
        Problems(json).Should().ContainSingle().Which.Should().Match(problem);

    [TestCase("http://127.0.0.1:9/a.json")]
    [TestCase("https://shop.example/a.json#/$defs/a")]
    [TestCase("file:///etc/passwd")]
    [TestCase("a.json")]
    [TestCase("")]
    [TestCase("#a")]
    [TestCase("urn:a")]
    public void A_reference_that_leads_out_of_the_schema_is_refused_and_nothing_is_fetched(string reference) =>
        Problems($$"""{"properties":{"a":{"$ref":"{{reference}}"} },"$defs":{"a":{} } }""").Should().Equal(
            "$.properties.a.$ref leads out of the schema; only '#' and '#/…' are followed, so put what it refers to under $defs");

    [TestCase("""{"$ref":"#/$defs/none"}""", "$.$ref leads to nothing; correct it")]
    [TestCase("""{"$ref":7}""", "$.$ref leads out of the schema;*")]
    [TestCase("""{"$ref":"#"}""", "$ refers to itself without a field or an item between,*")]
    [TestCase("""{"allOf":[{"not":{"$ref":"#"}}]}""", "$ refers to itself without a field or an item between,*")]
    [TestCase("""{"$defs":{"a":{"anyOf":[{},{"$ref":"#/$defs/a"}]}}}""", "$.$defs.a refers to itself without a field or an item between,*")]
    public void A_reference_that_leads_nowhere_or_round_is_refused(string json, string problem) =>
        Problems(json).Should().ContainSingle().Which.Should().Match(problem);

    [Test]
    public void All_that_is_wrong_is_said_at_once() => Problems("""{"if":{},"items":{"$ref":"b.json","contains":{}}}""").Should().HaveCount(3);

    [Test]
    public void Three_broken_rules_are_told_and_the_others_counted() =>
        Read("""{"required":["a","b","c","d","e"]}""").Refuse("{}"u8.ToArray()).Should().Be(
            "$.a is required and missing; $.b is required and missing; $.c is required and missing; and 2 more");

    internal static IBodySchema Read(string json)
    {
        var problems = new List<string>();
        var schema = new BodySchemaReader().Read(json, problems);
        problems.Should().BeEmpty();
        return schema!;
    }

    private static List<string> Problems(string json)
    {
        var problems = new List<string>();
        new BodySchemaReader().Read(json, problems).Should().BeNull();
        return problems;
    }

    private static ReadOnlyMemory<byte> Utf8(string json) => Encoding.UTF8.GetBytes(json);
}
