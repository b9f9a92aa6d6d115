namespace ShopWebhooks.Events;

/// <summary>
/// A text of which some values are well known and any other is allowed: a status that a shop made up must not crash its receiver, as
/// a closed enum would. Compared ordinally.
/// </summary>
/// <typeparam name="TSelf">The value's type, a struct whose default means "not given".</typeparam>
public interface IOpenValue<TSelf>
    where TSelf : struct, IOpenValue<TSelf>
{
    /// <summary>The text; empty for the default.</summary>
    string Value { get; }

    /// <summary>The value with a text.</summary>
    /// <param name="value">Any text; never null.</param>
    static abstract TSelf Create(string value);
}
