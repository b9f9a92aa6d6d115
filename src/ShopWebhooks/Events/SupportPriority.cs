using System.Text.Json.Serialization;

namespace ShopWebhooks.Events;

/// <summary>How urgent a request for support is.</summary>
/// <remarks>Open: any other text is kept as it is. Compared ordinally, so that case matters. The default means "not given".</remarks>
[JsonConverter(typeof(OpenValueConverter<SupportPriority>))]
public readonly record struct SupportPriority : IOpenValue<SupportPriority>
{
    private readonly string? _value;

    /// <summary>The value with a text.</summary>
    /// <param name="value">Any text; never null.</param>
    public SupportPriority(string value)
    {
        ArgumentNullException.ThrowIfNull(value);
        _value = value;
    }

    /// <summary><c>low</c>: when there is time.</summary>
    public static SupportPriority Low { get; } = new("low");

    /// <summary><c>normal</c>: in its turn.</summary>
    public static SupportPriority Normal { get; } = new("normal");

    /// <summary><c>high</c>: before the others.</summary>
    public static SupportPriority High { get; } = new("high");

    /// <summary><c>urgent</c>: now.</summary>
    public static SupportPriority Urgent { get; } = new("urgent");

    /// <inheritdoc/>
    public string Value => _value ?? "";

    /// <inheritdoc/>
    public static SupportPriority Create(string value) => new(value);

    /// <summary>The text.</summary>
    public override string ToString() => Value;
}
