using System.Collections.Frozen;
using System.Text.Json;
using System.Text.Unicode;

namespace ShopWebhooks.Events;

/// <summary>All event types, by name and by payload type. Immutable and thread-safe.</summary>
public sealed class EventCatalog
{
    private readonly FrozenDictionary<string, EventType> _byName;
    private readonly FrozenDictionary<string, EventType>.AlternateLookup<ReadOnlySpan<char>> _byText;
    private readonly FrozenDictionary<Type, EventType> _byPayload;

    /// <summary>The library's event types and those of the application.</summary>
    /// <param name="eventTypes">The application's. One that is equal to another in name and payload type is the same, with the
    /// example of the first.</param>
    /// <exception cref="ArgumentException">
    /// A name has two payload types, or a payload type two names; the message lists all of them.
    /// </exception>
    public EventCatalog(params IEnumerable<EventType> eventTypes)
        : this(eventTypes, [])
    {
        if (Problems.Count > 0)
        {
            throw new ArgumentException(string.Join(' ', Problems), nameof(eventTypes));
        }
    }

    private EventCatalog(IEnumerable<EventType> eventTypes, List<string> problems)
    {
        ArgumentNullException.ThrowIfNull(eventTypes);
        var types = new List<EventType>(BuiltIn);
        foreach (var added in eventTypes)
        {
            ArgumentNullException.ThrowIfNull(added, nameof(eventTypes));
            if (types.Find(type => type.Name == added.Name || type.PayloadType == added.PayloadType) is not { } known)
            {
                types.Add(added);
            }
            else if (known.Name != added.Name || known.PayloadType != added.PayloadType)
            {
                problems.Add(
                    $"'{added.Name}' with payload {added.PayloadType} cannot be registered beside '{known.Name}' with payload"
                    + $" {known.PayloadType}: a name has one payload type, and a payload type one name; where two names have the same fields, derive a "
                    + "type for each from one that has them.");
            }
        }

        Problems = problems;
        Types = types;
        _byName = types.ToFrozenDictionary(type => type.Name, StringComparer.Ordinal);
        _byText = _byName.GetAlternateLookup<ReadOnlySpan<char>>();
        _byPayload = types.ToFrozenDictionary(type => type.PayloadType);
    }

    /// <summary>All event types: the library's, then the application's in the order of their registration.</summary>
    public IReadOnlyList<EventType> Types { get; }

    /// <summary>What is wrong with the application's event types, for the report at start.</summary>
    internal IReadOnlyList<string> Problems { get; }

    private static EventType[] BuiltIn { get; } =
    [
        EventType.BuiltIn(Ping.Type, PayloadJsonContext.Default.Ping, Examples.Ping, isByNameOnly: true),
        EventType.BuiltIn(NewOrder.Type, PayloadJsonContext.Default.NewOrder, Examples.NewOrder),
        EventType.BuiltIn(NewLead.Type, PayloadJsonContext.Default.NewLead, Examples.NewLead),
        EventType.BuiltIn(OrderStatusChanged.Type, PayloadJsonContext.Default.OrderStatusChanged, Examples.OrderStatusChanged),
        EventType.BuiltIn(MessageReceived.Type, PayloadJsonContext.Default.MessageReceived, Examples.MessageReceived),
        EventType.BuiltIn(SupportRequested.Type, PayloadJsonContext.Default.SupportRequested, Examples.SupportRequested),
        EventType.BuiltIn(AbandonedCart.Type, PayloadJsonContext.Default.AbandonedCart, Examples.AbandonedCart),
        EventType.BuiltIn(CustomerUpdated.Type, PayloadJsonContext.Default.CustomerUpdated, Examples.CustomerUpdated),
        EventType.BuiltIn(EndpointDisabled.Type, PayloadJsonContext.Default.EndpointDisabled, Examples.EndpointDisabled, isByNameOnly: true),
        EventType.BuiltIn(EndpointRecovered.Type, PayloadJsonContext.Default.EndpointRecovered, Examples.EndpointRecovered, isByNameOnly: true),
        EventType.BuiltIn(DeliveryFailing.Type, PayloadJsonContext.Default.DeliveryFailing, Examples.DeliveryFailing, isByNameOnly: true),
        EventType.BuiltIn(DeliveryExhausted.Type, PayloadJsonContext.Default.DeliveryExhausted, Examples.DeliveryExhausted, isByNameOnly: true),
    ];

    /// <summary>A catalog that keeps its problems instead of throwing; of each conflict it has what was registered first.</summary>
    internal static EventCatalog Collect(IEnumerable<EventType> eventTypes) => new(eventTypes, []);

    /// <summary>The event type with a name; null when there is none.</summary>
    /// <param name="name">The name, compared ordinally.</param>
    public EventType? Find(string name) => _byName.GetValueOrDefault(name);

    /// <summary>The event type with a payload type; null when there is none, as for <see cref="UnknownEvent"/> and base types.</summary>
    /// <param name="payloadType">The exact type of the payload.</param>
    public EventType? Find(Type payloadType) => _byPayload.GetValueOrDefault(payloadType);

    /// <summary>Writes a payload as JSON, once, by the metadata of the type it has at run time.</summary>
    /// <param name="payload">A payload of a registered type, or an <see cref="UnknownEvent"/>.</param>
    /// <exception cref="ArgumentException">
    /// Its type is not registered, it cannot be written as JSON, it holds the event type of another, or a field twice; or it is an
    /// <see cref="UnknownEvent"/> of a registered event type.
    /// </exception>
    public SealedPayload Seal(object payload)
    {
        ArgumentNullException.ThrowIfNull(payload);
        if (payload is UnknownEvent unknown)
        {
            return Seal(unknown);
        }

        var type = Find(payload.GetType()) ?? throw new ArgumentException(
            $"{payload.GetType()} is not registered as a payload; register it with"
            + $" AddEvent<{payload.GetType().Name}>(\"event_type\", MyJsonContext.Default.{payload.GetType().Name}).",
            nameof(payload));
        return new SealedPayload(type.Name, PayloadSeal.Write(payload, type));
    }

    /// <summary>Reads a payload of an event type.</summary>
    /// <param name="eventType">The name of the event type.</param>
    /// <param name="payload">The UTF-8 bytes of one JSON object.</param>
    /// <returns>The payload, of the type registered for the event type; an <see cref="UnknownEvent"/> when none is.</returns>
    /// <exception cref="JsonException">The payload does not fit; the path says where.</exception>
    public object Deserialize(string eventType, ReadOnlySpan<byte> payload)
    {
        ArgumentNullException.ThrowIfNull(eventType);
        if (!Utf8.IsValid(payload))
        {
            // The reader checks the text it decodes, but not what it keeps as it is.
            throw new JsonException("The payload is not valid UTF-8.", "$", null, null);
        }

        var type = Find(eventType);
        try
        {
            return type is not null
                ? JsonSerializer.Deserialize(payload, type.TypeInfo) ?? throw NotAnObject()
                : UnknownEventConverter.Create(
                    eventType,
                    JsonSerializer.Deserialize(payload, PayloadJsonContext.Default.DictionaryStringJsonElement) ?? throw NotAnObject());
        }
        catch (JsonException exception) when (exception.Path == "$" && type is not null && PayloadRules.MissingField(payload, type.TypeInfo) is { } field)
        {
            throw new PayloadException($"The required field '{field}' is missing.", $"$.{field}");
        }
        catch (Exception exception) when (exception is not JsonException)
        {
            // An unpaired surrogate surfaces as InvalidOperationException, and an application's type may throw what it likes. To who
            // reads, all of it is one thing: the payload does not fit.
            throw new JsonException(
                $"Reading the payload as {type?.PayloadType ?? typeof(UnknownEvent)} failed with {exception.GetType().Name}.",
                "$",
                null,
                null,
                exception);
        }
    }

    /// <summary>The name of an event type as a string: the registered instance where there is one, so that nothing is allocated.</summary>
    internal string Intern(ReadOnlySpan<char> name) => _byText.TryGetValue(name, out var type) ? type.Name : name.ToString();

    // What was received may name another event inside its payload than its envelope does, and is read and written back as it came.
    // Dispatched again, it would say one thing to who routes it and another to who reads its body.
    private SealedPayload Seal(UnknownEvent payload)
    {
        if (payload.UnknownFields?.ContainsKey("event") is true)
        {
            throw new ArgumentException(
                $"The unknown fields of an event of type '{payload.Event}' hold 'event', which would name another event type to who"
                + " receives it; remove that field.",
                nameof(payload));
        }

        if (Find(payload.Event) is { PayloadType: var type })
        {
            throw new ArgumentException(
                $"The event type '{payload.Event}' is registered with payload {type}, whose rules an UnknownEvent would escape; dispatch a"
                + $" {type.Name}.",
                nameof(payload));
        }

        return new SealedPayload(payload.Event, PayloadSeal.Write(payload, payload.Event, PayloadJsonContext.Default.UnknownEvent));
    }

    private static JsonException NotAnObject() => new("The payload must be a JSON object, not null.", "$", null, null);
}
