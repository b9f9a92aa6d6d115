namespace ShopWebhooks.Events;

/// <summary>What a received body says: its event type, and where in it the payload is.</summary>
/// <param name="EventType">The event type, 1 to 100 printable ASCII characters without a space at either end.</param>
/// <param name="Payload">The payload, one JSON object: a part of the body, not copied.</param>
/// <param name="Format">The format in which the body carries it.</param>
public readonly record struct EventEnvelope(
    string EventType,
    ReadOnlyMemory<byte> Payload,
    WebhookFormat Format)
{
    /// <summary>Recognises the format of a body and finds the payload. Never throws for what a body may hold.</summary>
    /// <remarks>
    /// <para>The first that fits decides, whatever else the body holds, in any order of its fields:</para>
    /// <list type="number">
    /// <item><c>specversion</c>: CloudEvents, structured JSON. It must be <c>"1.0"</c>, with a <c>type</c>. Without <c>data</c>, or with
    /// a null, the payload is <c>{}</c>; <c>data_base64</c> carries no JSON and is refused.</item>
    /// <item><c>event</c>, a string: Flat. The payload is the whole object, which may have fields <c>type</c> and <c>data</c> of its
    /// own.</item>
    /// <item><c>type</c> and <c>data</c>: Standard Webhooks. An <c>event</c> that is no string decides nothing.</item>
    /// </list>
    /// <para>False for everything else: no valid JSON or UTF-8, a byte order mark, something behind the object, no object, nested
    /// deeper than 64 levels, one of the fields named here twice, a <c>data</c> that is no object, and an event type of another form
    /// than <see cref="EventType"/> has.</para>
    /// </remarks>
    /// <param name="body">The body, as it arrived.</param>
    /// <param name="catalog">The catalog that lends its strings for known event types; null to make a string for each body.</param>
    /// <param name="envelope">What it says; the default when it is not recognised.</param>
    /// <returns>Whether the format was recognised.</returns>
    public static bool TryRead(ReadOnlyMemory<byte> body, EventCatalog? catalog, out EventEnvelope envelope) =>
        EnvelopeReader.TryRead(body, catalog, out envelope);

    /// <inheritdoc cref="TryRead(ReadOnlyMemory{byte}, EventCatalog?, out EventEnvelope)"/>
    public static bool TryRead(ReadOnlyMemory<byte> body, out EventEnvelope envelope) => TryRead(body, null, out envelope);

    /// <summary>The event type and the format, without the payload.</summary>
    public override string ToString() => $"{EventType} ({Format})";
}
