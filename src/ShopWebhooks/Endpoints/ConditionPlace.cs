namespace ShopWebhooks.Endpoints;

/// <summary>A place in a payload that a condition asks about: the payload itself, a field, or an element of an array.</summary>
internal sealed class ConditionPlace(byte[] name, int number)
{
    /// <summary>The name in UTF-8; empty for the payload and for elements.</summary>
    public byte[] Name => name;

    /// <summary>Its number among the places of the condition, from 0.</summary>
    public int Number => number;

    /// <summary>What the value at this place is tested for.</summary>
    public List<ConditionTest> Tests { get; } = [];

    /// <summary>The fields of its object that are asked about.</summary>
    public List<ConditionPlace> Fields { get; } = [];

    /// <summary>The first elements of its array.</summary>
    public List<ConditionPlace> Elements { get; } = [];
}
