using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace ShopWebhooks.Events;

/// <summary>An event type: its name, the type of its payload, and how that becomes JSON. Immutable and thread-safe.</summary>
public sealed class EventType
{
    private EventType(string name, JsonTypeInfo typeInfo, object? example)
    {
        Name = name;
        TypeInfo = typeInfo;
        Example = example;
    }

    /// <summary>The name, <c>new_order</c>.</summary>
    public string Name { get; }

    /// <summary>The type of the payload.</summary>
    public Type PayloadType => TypeInfo.Type;

    /// <summary>How the payload is read and written.</summary>
    public JsonTypeInfo TypeInfo { get; }

    /// <summary>A payload as it may be, for documentation and for checks that need one; null when none was given.</summary>
    public object? Example { get; }

    /// <summary>
    /// True for <c>ping</c> and operational event types, which a filter matches only by their full name, never by <c>*</c>.
    /// </summary>
    public bool IsByNameOnly { get; internal init; }

    /// <summary>An event type of the application's own.</summary>
    /// <remarks>
    /// A payload type that has no field <c>event</c> gets it written in front. One that has it must give it this name: a constant of
    /// the type is checked here as far as a parameterless constructor lets it be seen, and every payload when it is sealed. Duplicate
    /// keys of a received payload are refused where the options behind <paramref name="typeInfo"/> say
    /// <see cref="JsonSerializerOptions.AllowDuplicateProperties"/> = false.
    /// </remarks>
    /// <typeparam name="T">The type of the payload.</typeparam>
    /// <param name="name">The name: 1 to 100 ASCII letters, digits, <c>_</c>, <c>.</c> or <c>-</c>.</param>
    /// <param name="typeInfo">How the payload is read and written, from a source-generated context.</param>
    /// <exception cref="ArgumentException">
    /// The name has another form; or the type does not become a JSON object, has an <c>event</c> of its own that cannot be this name,
    /// or could not read what it wrote.
    /// </exception>
    public static EventType Create<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicParameterlessConstructor)] T>(
        string name,
        JsonTypeInfo<T> typeInfo) => Create(name, typeInfo, example: null);

    /// <inheritdoc cref="Create{T}(string, JsonTypeInfo{T})"/>
    /// <param name="name">The name: 1 to 100 ASCII letters, digits, <c>_</c>, <c>.</c> or <c>-</c>.</param>
    /// <param name="typeInfo">How the payload is read and written, from a source-generated context.</param>
    /// <param name="example">A payload as it may be. It is kept as it is, so nothing may change it afterwards.</param>
    /// <exception cref="ArgumentException">As above; or the example cannot be written as a payload of this event type.</exception>
    public static EventType Create<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicParameterlessConstructor)] T>(
        string name,
        JsonTypeInfo<T> typeInfo,
        T example)
        where T : notnull
    {
        ArgumentNullException.ThrowIfNull(example);
        var type = Create(name, typeInfo, (object)example);
        PayloadSeal.Write(example, type);
        return type;
    }

    private static EventType Create<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicParameterlessConstructor)] T>(
        string name,
        JsonTypeInfo<T> typeInfo,
        object? example)
    {
        ArgumentNullException.ThrowIfNull(name);
        ArgumentNullException.ThrowIfNull(typeInfo);
        if (!EventTypeName.IsRegistrable(name))
        {
            throw new ArgumentException($"{EventTypeName.RegistrableRule}, which '{name}' is not.", nameof(name));
        }

        if (typeInfo.Kind is not (JsonTypeInfoKind.Object or JsonTypeInfoKind.Dictionary))
        {
            throw new ArgumentException(
                $"The payload of event type '{name}' must be a JSON object, but {typeof(T)} is not known to become one; register a"
                + " class or record with the fields of the event.",
                nameof(typeInfo));
        }

        var own = typeInfo.Properties.FirstOrDefault(property => property.Name == "event");
        var sample = own is null || typeof(T).GetConstructor(Type.EmptyTypes) is null ? default : Activator.CreateInstance<T>();
        if ((own is null ? ReasonAgainstStrictType(typeInfo) : ReasonAgainstOtherEvent(name, own, sample)) is { } reason)
        {
            throw new ArgumentException($"The payload of event type '{name}' {reason}", nameof(typeInfo));
        }

        return new EventType(name, typeInfo, example);
    }

    /// <summary>The JSON schema (draft 2020-12) of the payload: a new tree at each call, for the caller to change.</summary>
    /// <remarks>Made by reflection-free metadata, and not kept: ask for it once.</remarks>
    public JsonNode GetSchema() => PayloadSchema.Export(this);

    /// <summary>The name.</summary>
    public override string ToString() => Name;

    /// <summary>True for the library's records, which cannot lack their event type nor hold another.</summary>
    internal bool IsBuiltIn { get; private init; }

    /// <summary>True for what the library tells about itself, which comes from nobody else.</summary>
    internal bool IsOperational => IsByNameOnly && Name != Ping.Type;

    internal static EventType BuiltIn<T>(string name, JsonTypeInfo<T> typeInfo, T example, bool isByNameOnly = false)
        where T : WebhookEvent =>
        new(name, typeInfo, example) { IsBuiltIn = true, IsByNameOnly = isByNameOnly };

    private static string? ReasonAgainstStrictType(JsonTypeInfo typeInfo)
    {
        var unmapped = typeInfo.UnmappedMemberHandling ?? typeInfo.Options.UnmappedMemberHandling;
        return typeInfo.Kind == JsonTypeInfoKind.Object && unmapped == JsonUnmappedMemberHandling.Disallow
            ? $"carries a field 'event', but {typeInfo.Type} disallows fields it does not know; give it a property for 'event', or let"
                + " it skip unknown fields."
            : null;
    }

    private static string? ReasonAgainstOtherEvent(string name, JsonPropertyInfo own, object? sample)
    {
        if (own.PropertyType != typeof(string) || own.Get is null)
        {
            return $"has an 'event' of its own in {own.DeclaringType} that is not a readable string; name that field otherwise.";
        }

        return sample is not null && own.Get(sample) is string { Length: > 0 } other && other != name
            ? $"has an 'event' of its own in {own.DeclaringType}, '{other}'; register it under that name, or remove the property and let"
                + $" '{name}' be written for it."
            : null;
    }
}
