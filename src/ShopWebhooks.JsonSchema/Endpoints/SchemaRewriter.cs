using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace ShopWebhooks.JsonSchema.Endpoints;

/// <summary>Rewrites a schema into one that NJsonSchema enforces as a whole, and says what could not be.</summary>
/// <remarks>
/// <para>NJsonSchema passes over a keyword that it does not know, throws at a boolean where a schema stands, and fetches a reference to
/// another document. So a keyword is here in one of three lists, or is refused: those that NJsonSchema walks, those that are made
/// <see cref="ValueRules"/>, and annotations, which promise nothing.</para>
/// <para>What a reference leads to becomes a definition under a number, so that no spelling of a reference is left to it. A schema that is
/// nothing but one reference in an <c>allOf</c>, <c>anyOf</c> or <c>oneOf</c> is taken by NJsonSchema for what it refers to, with all that
/// stands beside it lost; so none of them is left with a single member.</para>
/// </remarks>
internal sealed class SchemaRewriter(JsonNode root, ICollection<string> problems)
{
    private static readonly HashSet<string> Annotations = new(StringComparer.Ordinal)
    {
        "$schema", "$comment", "title", "description", "default", "examples", "deprecated", "readOnly", "writeOnly", "format", "contentEncoding",
        "contentMediaType",
    };

    private static readonly HashSet<string> Types = new(StringComparer.Ordinal)
    {
        "object", "array", "string", "number", "integer", "boolean", "null",
    };

    private static readonly HashSet<string> OfValues = new(StringComparer.Ordinal)
    {
        "type", "enum", "const", "required", "minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf", "minLength", "maxLength",
        "pattern", "minItems", "maxItems", "uniqueItems", "minProperties", "maxProperties",
    };

    private readonly List<ValueRules> _rules = [];
    private readonly HashSet<string> _names = new(StringComparer.Ordinal);
    private readonly Dictionary<JsonNode, string> _definitions = [];
    private readonly Queue<(JsonNode Schema, string Path, string Name)> _toDefine = new();

    /// <summary>The rules, in the order of their index.</summary>
    public IReadOnlyList<ValueRules> Rules => _rules;

    /// <summary>The names of fields that the schema knows.</summary>
    public IReadOnlySet<string> Names => _names;

    public JsonObject Rewrite()
    {
        var rewritten = new JsonObject { ["allOf"] = new JsonArray(Reference(root, "$"), new JsonObject()) };
        var definitions = new JsonObject();
        while (_toDefine.TryDequeue(out var next))
        {
            definitions[next.Name] = Rewrite(next.Schema, next.Path);
            if (ReachesItself(next.Schema, next.Schema, []))
            {
                problems.Add($"{next.Path} refers to itself without a field or an item between, so that checking it would never end; correct the $ref");
            }
        }

        rewritten["definitions"] = definitions;
        return rewritten;
    }

    private JsonObject Reference(JsonNode target, string path)
    {
        if (!_definitions.TryGetValue(target, out var name))
        {
            _definitions[target] = name = $"d{_definitions.Count}";
            _toDefine.Enqueue((target, path, name));
        }

        return new JsonObject { ["$ref"] = $"#/definitions/{name}" };
    }

    private JsonObject Rewrite(JsonNode? schema, string path)
    {
        switch (schema?.GetValueKind())
        {
            case JsonValueKind.True:
                return [];
            case JsonValueKind.False:
                return new JsonObject { ["not"] = new JsonObject() };
            case JsonValueKind.Object:
                break;
            default:
                problems.Add($"{path} is no schema; write an object, true or false");
                return [];
        }

        var (keywords, rewritten, all) = (schema.AsObject(), new JsonObject(), new List<JsonNode?>());
        foreach (var (keyword, value) in keywords)
        {
            Rewrite(keyword, value, $"{path}.{keyword}", rewritten, all);
        }

        if (keywords.Any(keyword => OfValues.Contains(keyword.Key)))
        {
            rewritten[ExactValidator.RulesKeyword] = _rules.Count;
            _rules.Add(ReadRules(keywords, path));
        }

        if (all.Count == 1)
        {
            all.Add(new JsonObject());
        }

        if (all.Count > 0)
        {
            rewritten["allOf"] = new JsonArray([.. all]);
        }

        return rewritten;
    }

    private void Rewrite(string keyword, JsonNode? value, string path, JsonObject rewritten, List<JsonNode?> all)
    {
        switch (keyword)
        {
            case "$ref":
                AddReference(value, path, all);
                break;
            case "$defs" or "definitions":
                foreach (var (name, definition) in Object(value, path))
                {
                    if (definition is null)
                    {
                        problems.Add($"{path}.{name} is no schema; write an object, true or false");
                    }
                    else
                    {
                        Reference(definition, $"{path}.{name}");
                    }
                }

                break;
            case "properties":
                rewritten["properties"] = Fields(Object(value, path), path);
                break;
            case "items" or "not":
                rewritten[keyword] = Rewrite(value, path);
                break;
            case "additionalProperties":
                rewritten[keyword] = value?.GetValueKind() is JsonValueKind.True or JsonValueKind.False ? value.DeepClone() : Rewrite(value, path);
                break;
            case "allOf":
                all.AddRange(Members(value, path));
                break;
            case "anyOf" or "oneOf":
                var members = Members(value, path);
                if (members.Length == 1)
                {
                    all.Add(members[0]);
                }
                else
                {
                    rewritten[keyword] = new JsonArray(members);
                }

                break;
            case "$id" when path == "$.$id":
                // Of the whole text it is a name and nothing more, since a reference that begins with '#' means this text either way.
                break;
            default:
                if (!Annotations.Contains(keyword) && !OfValues.Contains(keyword))
                {
                    problems.Add($"{path} is a keyword that would not be enforced; remove it, or say what it means by others");
                }

                break;
        }
    }

    private void AddReference(JsonNode? value, string path, List<JsonNode?> all)
    {
        if (value is not JsonValue text || !text.TryGetValue<string>(out var reference) || SchemaPointer.Steps(reference) is not { } steps)
        {
            problems.Add($"{path} leads out of the schema; only '#' and '#/…' are followed, so put what it refers to under $defs");
        }
        else if (SchemaPointer.Follow(root, steps) is not { } target)
        {
            problems.Add($"{path} leads to nothing; correct it");
        }
        else
        {
            all.Add(Reference(target, string.Concat(steps.Select(step => $".{step}").Prepend("$"))));
        }
    }

    private JsonObject Fields(JsonObject fields, string path)
    {
        var rewritten = new JsonObject();
        foreach (var (name, field) in fields)
        {
            // To NJsonSchema these are references, and other words of its own, wherever they stand.
            if (name.StartsWith('$') || name == "schemaReferencePath")
            {
                problems.Add($"{path}.{name} is a field whose name cannot be checked; leave it out");
                continue;
            }

            _names.Add(name);
            rewritten[name] = Rewrite(field, $"{path}.{name}");
        }

        return rewritten;
    }

    private JsonNode?[] Members(JsonNode? value, string path)
    {
        if (value is JsonArray { Count: > 0 } members)
        {
            return [.. members.Select((member, i) => Rewrite(member, $"{path}[{i}]"))];
        }

        problems.Add($"{path} is no list of schemas; write at least one");
        return [new JsonObject()];
    }

    private ValueRules ReadRules(JsonObject keywords, string path)
    {
        var required = Texts(keywords, "required", path);
        _names.UnionWith(required);
        return new ValueRules
        {
            Types = ReadTypes(keywords, path),
            Values = ReadValues(keywords, path),
            ValuesKeyword = keywords.ContainsKey("const") ? "const" : "enum",
            Required = required,
            Minimum = Number(keywords, "minimum", path),
            Maximum = Number(keywords, "maximum", path),
            ExclusiveMinimum = Number(keywords, "exclusiveMinimum", path),
            ExclusiveMaximum = Number(keywords, "exclusiveMaximum", path),
            MultipleOf = Number(keywords, "multipleOf", path, mustBePositive: true),
            MinLength = Count(keywords, "minLength", path) ?? 0,
            MaxLength = Count(keywords, "maxLength", path) ?? int.MaxValue,
            Pattern = ReadPattern(keywords, path),
            MinItems = Count(keywords, "minItems", path) ?? 0,
            MaxItems = Count(keywords, "maxItems", path) ?? int.MaxValue,
            UniqueItems = Flag(keywords, "uniqueItems", path),
            MinProperties = Count(keywords, "minProperties", path) ?? 0,
            MaxProperties = Count(keywords, "maxProperties", path) ?? int.MaxValue,
        };
    }

    private List<string> ReadTypes(JsonObject keywords, string path)
    {
        var types = keywords["type"] is JsonValue type && type.TryGetValue<string>(out var one) ? [one] : Texts(keywords, "type", path);
        if (keywords.ContainsKey("type") && (types.Count == 0 || !types.All(Types.Contains)))
        {
            problems.Add($"{path}.type is none of {string.Join(", ", Types)}; correct it");
        }

        return types;
    }

    // A constant is an enumeration of one. Both together allow what is in both.
    private HashSet<string>? ReadValues(JsonObject keywords, string path)
    {
        HashSet<string>? values = null;
        if (keywords.TryGetPropertyValue("enum", out var list))
        {
            if (list is not JsonArray { Count: > 0 } allowed)
            {
                problems.Add($"{path}.enum is no list of values; write at least one");
                return null;
            }

            values = [.. allowed.Select(Identity)];
        }

        if (keywords.TryGetPropertyValue("const", out var constant))
        {
            values ??= [Identity(constant)];
            values.IntersectWith([Identity(constant)]);
        }

        return values;
    }

    private Regex? ReadPattern(JsonObject keywords, string path)
    {
        if (!keywords.TryGetPropertyValue("pattern", out var value))
        {
            return null;
        }

        try
        {
            return EcmaPattern.Compile(value is JsonValue text && text.TryGetValue<string>(out var pattern) ? pattern : throw new ArgumentException("no text"));
        }
        catch (ArgumentException)
        {
            problems.Add($"{path}.pattern is no regular expression; correct it");
        }
        catch (NotSupportedException)
        {
            problems.Add($"{path}.pattern has a look-around or a back-reference, for which no bound of time is known; write it without");
        }

        return null;
    }

    private JsonObject Object(JsonNode? value, string path)
    {
        if (value is JsonObject fields)
        {
            return fields;
        }

        problems.Add($"{path} is no object of schemas; correct it");
        return [];
    }

    private List<string> Texts(JsonObject keywords, string keyword, string path)
    {
        var texts = new List<string>();
        if (keywords.TryGetPropertyValue(keyword, out var value))
        {
            foreach (var item in value as JsonArray ?? [null])
            {
                if (item is JsonValue text && text.TryGetValue<string>(out var one))
                {
                    texts.Add(one);
                }
                else
                {
                    problems.Add($"{path}.{keyword} is no list of texts; correct it");
                }
            }
        }

        return texts;
    }

    private JsonNumber? Number(JsonObject keywords, string keyword, string path, bool mustBePositive = false)
    {
        if (!keywords.TryGetPropertyValue(keyword, out var value))
        {
            return null;
        }

        if (value?.GetValueKind() == JsonValueKind.Number && JsonNumber.Parse(value.ToJsonString()) is var number && (number.Sign > 0 || !mustBePositive))
        {
            return number;
        }

        problems.Add($"{path}.{keyword} is no number{(mustBePositive ? " above zero" : "")}; correct it");
        return null;
    }

    private int? Count(JsonObject keywords, string keyword, string path)
    {
        if (!keywords.TryGetPropertyValue(keyword, out var value))
        {
            return null;
        }

        if (value?.GetValueKind() == JsonValueKind.Number && JsonNumber.Parse(value.ToJsonString()) is { Sign: >= 0, IsInteger: true } number
            && number.Exponent < 10)
        {
            return int.Parse(number.Digits.PadRight((int)number.Exponent, '0').PadLeft(1, '0'), System.Globalization.CultureInfo.InvariantCulture);
        }

        problems.Add($"{path}.{keyword} is no count below 1,000,000,000; correct it");
        return null;
    }

    private bool Flag(JsonObject keywords, string keyword, string path)
    {
        if (keywords.TryGetPropertyValue(keyword, out var value) && value?.GetValueKind() is not (JsonValueKind.True or JsonValueKind.False))
        {
            problems.Add($"{path}.{keyword} is neither true nor false; correct it");
        }

        return value?.GetValueKind() == JsonValueKind.True;
    }

    // Through keywords that look at the same value. Whatever lies behind a field or an item is bounded by the depth of a body.
    private bool ReachesItself(JsonNode sought, JsonNode schema, HashSet<JsonNode> seen)
    {
        if (schema is not JsonObject keywords)
        {
            return false;
        }

        JsonNode?[] next =
        [
            SchemaPointer.Target(root, keywords),
            keywords["not"],
            .. keywords["allOf"] as JsonArray ?? [],
            .. keywords["anyOf"] as JsonArray ?? [],
            .. keywords["oneOf"] as JsonArray ?? [],
        ];
        return next.OfType<JsonNode>().Any(node => node == sought || (seen.Add(node) && ReachesItself(sought, node, seen)));
    }

    private static string Identity(JsonNode? value) => JsonIdentity.Of(JsonElement.Parse(value?.ToJsonString() ?? "null"));
}
