namespace ShopWebhooks.Providers;

/// <summary>Where in a request a provider says something. Immutable and thread-safe.</summary>
public sealed record WebhookField
{
    private WebhookField(FieldPlace place, string text, string? only = null)
    {
        Place = place;
        Text = text;
        Only = only;
    }

    /// <summary>No id: the same body, by its SHA-256, is the same message. For <see cref="WebhookProvider.MessageId"/> alone.</summary>
    public static WebhookField BodyHash { get; } = new(FieldPlace.BodyHash, "its hash");

    internal FieldPlace Place { get; }

    /// <summary>The header's name, the path, or the text itself.</summary>
    internal string Text { get; }

    /// <summary>The one value that counts; null for any.</summary>
    internal string? Only { get; }

    /// <summary>The name of the header it is in; null when it is elsewhere, or when one value of the header alone counts.</summary>
    public string? HeaderName => Place == FieldPlace.Header && Only is null ? Text : null;

    /// <summary>In a header.</summary>
    /// <param name="name">The header's name; case is ignored.</param>
    /// <exception cref="ArgumentException"><paramref name="name"/> is null or blank.</exception>
    public static WebhookField Header(string name)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        return new WebhookField(FieldPlace.Header, name);
    }

    /// <summary>In a header, while that has one certain value: how a notice about the subscription is told from an event.</summary>
    /// <param name="name">The header's name; case is ignored.</param>
    /// <param name="only">The value; case counts.</param>
    /// <exception cref="ArgumentException">An argument is null or blank.</exception>
    public static WebhookField Header(string name, string only)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        ArgumentException.ThrowIfNullOrWhiteSpace(only);
        return new WebhookField(FieldPlace.Header, name, only);
    }

    /// <summary>In the body: a text or a number.</summary>
    /// <param name="path">The names that lead to it from the outermost object, divided by dots: <c>event.type</c>.</param>
    /// <exception cref="ArgumentException"><paramref name="path"/> is null or blank.</exception>
    public static WebhookField Body(string path)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        return new WebhookField(FieldPlace.Body, path);
    }

    /// <summary>Nowhere: it is always the same.</summary>
    /// <param name="text">What it is.</param>
    /// <exception cref="ArgumentException"><paramref name="text"/> is null or blank.</exception>
    public static WebhookField Constant(string text)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(text);
        return new WebhookField(FieldPlace.Constant, text);
    }

    /// <summary>Names the place.</summary>
    public override string ToString() => Place switch
    {
        FieldPlace.Header => Only is null ? $"header {Text}" : $"header {Text} when '{Only}'",
        FieldPlace.Body or FieldPlace.BodyHash => $"body {Text}",
        _ => $"'{Text}'",
    };
}
