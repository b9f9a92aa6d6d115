using System.Buffers;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using static ShopWebhooks.Endpoints.ConditionTest;

namespace ShopWebhooks.Endpoints;

/// <summary>Turns the JSON of a condition into the places it asks about, their tests, and the groups that these make.</summary>
internal sealed class ConditionCompiler
{
    private const int MaxDepth = 32;

    private static readonly string[] Operators =
        ["$eq", "$ne", "$gt", "$gte", "$lt", "$lte", "$in", "$nin", "$exists", "$startsWith", "$endsWith", "$and", "$or", "$not"];

    private static readonly SearchValues<char> PlainCharacters =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_$");

    private readonly List<ConditionGroup> _groups = [];

    public ConditionCompiler(JsonElement condition)
    {
        Payload = NewPlace([]);
        CompilePart(new Position("$", Payload, Group: -1, IsNegated: false, Depth: 1), condition);
    }

    /// <summary>The place of the payload itself.</summary>
    public ConditionPlace Payload { get; }

    /// <summary>How many places there are.</summary>
    public int Places { get; private set; }

    /// <summary>The groups; the first is the condition.</summary>
    public IReadOnlyList<ConditionGroup> Groups => _groups;

    /// <summary>The first thing that is wrong with the condition, as a sentence; null when nothing is.</summary>
    public string? Problem { get; private set; }

    /// <summary>Adds what a condition asks of the value at a position to the position's group, as one member of it.</summary>
    private void Compile(Position at, JsonElement condition)
    {
        if (condition.ValueKind == JsonValueKind.Object)
        {
            CompileMembers(at, [.. condition.EnumerateObject()]);
        }
        else
        {
            CompileEqual(at, condition);
        }
    }

    private void CompileMembers(Position at, JsonProperty[] members)
    {
        if (members.Length == 0)
        {
            Refuse(at, "the object is empty; write a field or an operator into it");
        }

        foreach (var (name, _) in members.CountBy(member => member.Name).Where(count => count.Value > 1))
        {
            Refuse(at, $"'{name}' stands there twice; combine the two with $and");
        }

        if (members.Select(member => IsOperator(member.Name)).Distinct().Count() > 1)
        {
            var field = Array.Find(members, member => !IsOperator(member.Name));
            Refuse(at, $"the field '{field.Name}' stands beside an operator; combine them with $and");
        }

        if (Open(at, isAll: true) is not { } all)
        {
            return;
        }

        foreach (var member in members)
        {
            var next = all with { Path = Join(at.Path, member.Name) };
            if (IsOperator(member.Name))
            {
                CompileOperator(next, member.Name, member.Value);
            }
            else
            {
                Compile(next with { Place = FieldOf(at.Place, member.Name) }, member.Value);
            }
        }
    }

    private void CompileOperator(Position at, string name, JsonElement operand)
    {
        if (!Operators.Contains(name))
        {
            Refuse(at, $"there is no operator '{name}'; known are {string.Join(", ", Operators)}");
            return;
        }

        if (at.Place == Payload && name is not ("$and" or "$or" or "$not"))
        {
            Refuse(at, $"{name} is asked of a field, not of the payload; write it under the field's name");
            return;
        }

        switch (name)
        {
            case "$eq":
                CompileEqual(at, operand);
                break;
            case "$ne":
                CompileEqual(at.Negated, operand);
                break;
            case "$gt":
                CompileOrder(at, Comparison.Greater, operand);
                break;
            case "$gte":
                CompileOrder(at, Comparison.GreaterOrEqual, operand);
                break;
            case "$lt":
                CompileOrder(at, Comparison.Less, operand);
                break;
            case "$lte":
                CompileOrder(at, Comparison.LessOrEqual, operand);
                break;
            case "$in":
                CompileEach(at, isAll: false, operand, CompileEqual);
                break;
            case "$nin":
                CompileEach(at.Negated, isAll: false, operand, CompileEqual);
                break;
            case "$exists":
                CompileExists(at, operand);
                break;
            case "$startsWith":
                CompileText(at, Comparison.StartsWith, operand);
                break;
            case "$endsWith":
                CompileText(at, Comparison.EndsWith, operand);
                break;
            case "$and":
                CompileEach(at, isAll: true, operand, CompilePart);
                break;
            case "$or":
                CompileEach(at, isAll: false, operand, CompilePart);
                break;
            default:
                CompilePart(at.Negated, operand);
                break;
        }
    }

    private void CompilePart(Position at, JsonElement condition)
    {
        // A value would be compared with the whole payload, which is an object.
        if (at.Place != Payload || Is(at, condition, "an object with the fields that must fit", JsonValueKind.Object))
        {
            Compile(at, condition);
        }
    }

    private void CompileEach(Position at, bool isAll, JsonElement list, Action<Position, JsonElement> compile)
    {
        if (!Is(at, list, "an array", JsonValueKind.Array))
        {
            return;
        }

        if (list.GetArrayLength() == 0)
        {
            Refuse(at, "the array is empty; write something into it");
        }

        if (Open(at, isAll) is { } members)
        {
            var index = 0;
            foreach (var part in list.EnumerateArray())
            {
                compile(members with { Path = $"{at.Path}[{index++}]" }, part);
            }
        }
    }

    private void CompileEqual(Position at, JsonElement operand)
    {
        switch (operand.ValueKind)
        {
            case JsonValueKind.Object:
                Refuse(at, "an object is not compared as a whole; name the fields that must fit, without an operator around them");
                break;
            case JsonValueKind.Array:
                CompileArray(at, operand);
                break;
            default:
                AddTest(at, Comparison.Equal, operand);
                break;
        }
    }

    /// <summary>An array is equal when it is one, has these elements, and none behind them.</summary>
    private void CompileArray(Position at, JsonElement operand)
    {
        if (Open(at, isAll: true) is not { } all)
        {
            return;
        }

        AddTest(all, Comparison.Equal, operand);
        var index = 0;
        foreach (var element in operand.EnumerateArray())
        {
            CompileEqual(all with { Path = $"{at.Path}[{index}]", Place = ElementOf(at.Place, index) }, element);
            index++;
        }

        AddTest((all with { Place = ElementOf(at.Place, index) }).Negated, Comparison.Exists);
    }

    private void CompileOrder(Position at, Comparison comparison, JsonElement operand)
    {
        if (Is(at, operand, "a number or a string", JsonValueKind.Number, JsonValueKind.String))
        {
            AddTest(at, comparison, operand);
        }
    }

    private void CompileText(Position at, Comparison comparison, JsonElement operand)
    {
        if (Is(at, operand, "a string", JsonValueKind.String))
        {
            AddTest(at, comparison, operand);
        }
    }

    private void CompileExists(Position at, JsonElement operand)
    {
        if (Is(at, operand, "true or false", JsonValueKind.True, JsonValueKind.False))
        {
            AddTest(operand.GetBoolean() ? at : at.Negated, Comparison.Exists);
        }
    }

    private void AddTest(Position at, Comparison comparison, JsonElement operand = default)
    {
        var type = operand.ValueKind switch
        {
            JsonValueKind.String => JsonTokenType.String,
            JsonValueKind.Number => JsonTokenType.Number,
            JsonValueKind.True => JsonTokenType.True,
            JsonValueKind.False => JsonTokenType.False,
            JsonValueKind.Null => JsonTokenType.Null,
            JsonValueKind.Array => JsonTokenType.StartArray,
            _ => JsonTokenType.None,
        };
        byte[] value = type switch
        {
            JsonTokenType.String => Encoding.UTF8.GetBytes(operand.GetString()!),
            JsonTokenType.Number => JsonMarshal.GetRawUtf8Value(operand).ToArray(),
            _ => [],
        };
        if (type == JsonTokenType.Number && !new JsonNumber(value).IsExact)
        {
            Refuse(at, "the number's exponent has more than nine digits; write one that has fewer");
        }

        _groups[at.Group].Members++;
        at.Place.Tests.Add(new ConditionTest
        {
            Kind = comparison,
            Type = type,
            Operand = value,
            Group = at.Group,
            IsNegated = at.IsNegated,
        });
    }

    /// <summary>Opens a group as a member of the position's; null when it would be too deep.</summary>
    private Position? Open(Position at, bool isAll)
    {
        if (at.Depth > MaxDepth)
        {
            Refuse(at, $"the condition is nested deeper than {MaxDepth} levels; make it flatter");
            return null;
        }

        if (at.Group >= 0)
        {
            _groups[at.Group].Members++;
        }

        // Not all is any not, and not any is all not.
        _groups.Add(new ConditionGroup(at.Group, decider: isAll == at.IsNegated));
        return at with { Group = _groups.Count - 1, Depth = at.Depth + 1 };
    }

    private ConditionPlace FieldOf(ConditionPlace parent, string name)
    {
        var bytes = Encoding.UTF8.GetBytes(name);
        var field = parent.Fields.Find(known => known.Name.AsSpan().SequenceEqual(bytes));
        if (field is null)
        {
            parent.Fields.Add(field = NewPlace(bytes));
        }

        return field;
    }

    private ConditionPlace ElementOf(ConditionPlace parent, int index)
    {
        if (index == parent.Elements.Count)
        {
            parent.Elements.Add(NewPlace([]));
        }

        return parent.Elements[index];
    }

    private ConditionPlace NewPlace(byte[] name) => new(name, Places++);

    private bool Is(Position at, JsonElement operand, string wanted, params ReadOnlySpan<JsonValueKind> kinds)
    {
        if (kinds.Contains(operand.ValueKind))
        {
            return true;
        }

        Refuse(at, $"{KindOf(operand)} stands there; write {wanted}");
        return false;
    }

    private void Refuse(Position at, string problem) => Problem ??= $"The condition is refused at {at.Path}: {problem}.";

    private static bool IsOperator(string name) => name.StartsWith('$');

    private static string Join(string path, string name) =>
        name.Length > 0 && !name.AsSpan().ContainsAnyExcept(PlainCharacters) ? $"{path}.{name}" : $"{path}['{name}']";

    private static string KindOf(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Object => "an object",
        JsonValueKind.Array => "an array",
        JsonValueKind.String => "a string",
        JsonValueKind.Number => "a number",
        JsonValueKind.Null => "null",
        _ => element.GetBoolean() ? "true" : "false",
    };

    /// <summary>Where in the condition something is written, and where it belongs.</summary>
    /// <param name="Path">Its JSON path in the condition.</param>
    /// <param name="Place">The value it asks about.</param>
    /// <param name="Group">The group it is a member of.</param>
    /// <param name="IsNegated">Whether it stands under an odd number of negations.</param>
    /// <param name="Depth">How many levels of JSON it is deep, from 1.</param>
    private sealed record Position(string Path, ConditionPlace Place, int Group, bool IsNegated, int Depth)
    {
        public Position Negated => this with { IsNegated = !IsNegated };
    }
}
