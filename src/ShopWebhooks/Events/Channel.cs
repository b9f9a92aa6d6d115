using System.Text.Json.Serialization;

namespace ShopWebhooks.Events;

/// <summary>Where a shop and a customer talk.</summary>
/// <remarks>Open: any other text is kept as it is. Compared ordinally, so that case matters. The default means "not given".</remarks>
[JsonConverter(typeof(OpenValueConverter<Channel>))]
public readonly record struct Channel : IOpenValue<Channel>
{
    private readonly string? _value;

    /// <summary>The value with a text.</summary>
    /// <param name="value">Any text; never null.</param>
    public Channel(string value)
    {
        ArgumentNullException.ThrowIfNull(value);
        _value = value;
    }

    /// <summary><c>web_chat</c>: the chat on the shop's site.</summary>
    public static Channel WebChat { get; } = new("web_chat");

    /// <summary><c>whatsapp</c>: WhatsApp.</summary>
    public static Channel WhatsApp { get; } = new("whatsapp");

    /// <summary><c>messenger</c>: Facebook Messenger.</summary>
    public static Channel Messenger { get; } = new("messenger");

    /// <summary><c>instagram</c>: Instagram.</summary>
    public static Channel Instagram { get; } = new("instagram");

    /// <summary><c>telegram</c>: Telegram.</summary>
    public static Channel Telegram { get; } = new("telegram");

    /// <summary><c>sms</c>: text messages.</summary>
    public static Channel Sms { get; } = new("sms");

    /// <summary><c>email</c>: e-mail.</summary>
    public static Channel Email { get; } = new("email");

    /// <summary><c>phone</c>: calls.</summary>
    public static Channel Phone { get; } = new("phone");

    /// <inheritdoc/>
    public string Value => _value ?? "";

    /// <inheritdoc/>
    public static Channel Create(string value) => new(value);

    /// <summary>The text.</summary>
    public override string ToString() => Value;
}
