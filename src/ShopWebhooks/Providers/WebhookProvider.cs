using ShopWebhooks.Signing;

namespace ShopWebhooks.Providers;

/// <summary>
/// How a company signs its webhooks, names its events and shakes hands: data that one verifier reads. Declare one of your own in the same
/// way, from the start or as a change of one that is known (<c>WebhookProviders.GitHub with { … }</c>). Immutable and thread-safe.
/// </summary>
public sealed record WebhookProvider
{
    /// <summary>Its name, in lower case with hyphens: what the setting <c>Provider</c> of a source says.</summary>
    public required string Name { get; init; }

    /// <summary>How it signs.</summary>
    public required WebhookScheme Scheme { get; init; }

    /// <summary>
    /// Where it names the type of the event; the first of them that is there counts. Behind <see cref="EventPrefix"/> and a dot it is the event
    /// type: <c>github.push</c>.
    /// </summary>
    /// <value>Empty: the body is in one of the library's own formats (<see cref="Events.WebhookFormat"/>), which name the event type.</value>
    public IReadOnlyList<WebhookField> EventType { get; init; } = [];

    /// <summary>What its event types begin with.</summary>
    /// <value>Its name.</value>
    public string EventPrefix
    {
        get => field ?? Name;
        init;
    }

    /// <summary>
    /// Where it gives the message an id that is the same on every attempt, by which duplicates are known; the first of them that is there
    /// counts. Of a header that is not signed anyone could make another id, so that there the body tells duplicates.
    /// </summary>
    /// <value>Empty: the scheme's signed id; without one, duplicates are not known.</value>
    public IReadOnlyList<WebhookField> MessageId { get; init; } = [];

    /// <summary>Headers that a handler may want, kept with the message: <c>X-Shopify-Shop-Domain</c>. They are not signed.</summary>
    /// <value>Empty.</value>
    public IReadOnlyList<string> KeptHeaders { get; init; } = [];

    /// <summary>
    /// The media types of its bodies. Whatever is not <c>application/x-www-form-urlencoded</c> is read as JSON; a form becomes a JSON object of
    /// its fields, and a JSON array one with the field <c>items</c>. No content type at all is always fine, and counts as the first of these.
    /// </summary>
    /// <value><c>application/json</c> and <c>application/cloudevents+json</c>.</value>
    public IReadOnlyList<string> ContentTypes { get; init; } = ["application/json", "application/cloudevents+json"];

    /// <summary>How it shakes hands.</summary>
    /// <value>It does not.</value>
    public WebhookHandshake Handshake { get; init; }

    /// <summary>The name.</summary>
    public override string ToString() => Name;
}
