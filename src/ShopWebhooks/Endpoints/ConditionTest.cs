using System.Text.Json;

namespace ShopWebhooks.Endpoints;

/// <summary>One test of one value.</summary>
internal sealed class ConditionTest
{
    public enum Comparison
    {
        Exists,
        Equal,
        Greater,
        GreaterOrEqual,
        Less,
        LessOrEqual,
        StartsWith,
        EndsWith,
    }

    public required Comparison Kind { get; init; }

    /// <summary>The token that the value must be. <see cref="JsonTokenType.StartArray"/> asks for an array, whatever is in it.</summary>
    public JsonTokenType Type { get; init; }

    /// <summary>What it is compared with: a text in UTF-8, unescaped, or a number as it was written.</summary>
    public byte[] Operand { get; init; } = [];

    /// <summary>The index of the group that gets the result.</summary>
    public required int Group { get; init; }

    /// <summary>Whether the opposite is the result; so also the result for a missing value, which no comparison fits.</summary>
    public required bool IsNegated { get; init; }

    /// <summary>The result for a value that is there.</summary>
    /// <param name="type">The value's first token.</param>
    /// <param name="value">Its unescaped text or its number; of no meaning for other tokens.</param>
    public bool Result(JsonTokenType type, ReadOnlySpan<byte> value) =>
        IsNegated != (Kind == Comparison.Exists || (type == Type && Holds(value)));

    private bool Holds(ReadOnlySpan<byte> value) => Kind switch
    {
        Comparison.Equal => Type switch
        {
            JsonTokenType.String => value.SequenceEqual(Operand),
            JsonTokenType.Number => Compare(value) == 0,
            _ => true,
        },
        Comparison.Greater => Compare(value) > 0,
        Comparison.GreaterOrEqual => Compare(value) >= 0,
        Comparison.Less => Compare(value) < 0,
        Comparison.LessOrEqual => Compare(value) <= 0,
        Comparison.StartsWith => value.StartsWith(Operand),
        _ => value.EndsWith(Operand),
    };

    // The order of UTF-8 bytes is that of code points.
    private int Compare(ReadOnlySpan<byte> value) => Type == JsonTokenType.Number
        ? new JsonNumber(value).CompareTo(new JsonNumber(Operand))
        : value.SequenceCompareTo(Operand);
}
