using System.Text.Json;
using System.Text.Json.Serialization;

namespace ShopWebhooks.Events;

/// <summary>Reads a time only with its offset (ISO 8601, <c>2025-11-03T12:00:00Z</c>), and writes it with one.</summary>
/// <remarks>
/// A time without an offset is local to nobody knows whom: the framework takes it for that of the machine that reads, so that it would
/// mean another moment on each. Public for the source-generated contexts of applications whose payloads derive from
/// <see cref="WebhookEvent"/>. Thread-safe.
/// </remarks>
public sealed class MomentConverter : JsonConverter<DateTimeOffset?>
{
    /// <inheritdoc/>
    public override DateTimeOffset? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        TryRead(ref reader, out var moment)
            ? moment
            : throw new JsonException("The time must be in ISO 8601 and have an offset, as 2025-11-03T12:00:00Z does.");

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, DateTimeOffset? value, JsonSerializerOptions options)
    {
        ArgumentNullException.ThrowIfNull(writer);
        if (value is { } moment)
        {
            writer.WriteStringValue(moment);
        }
        else
        {
            writer.WriteNullValue();
        }
    }

    /// <summary>The moment that the reader's value names; false when it names none.</summary>
    internal static bool TryRead(ref Utf8JsonReader reader, out DateTimeOffset moment)
    {
        moment = default;
        try
        {
            // Only the kind of the DateTime tells whether there was an offset.
            return reader.TokenType == JsonTokenType.String
                && reader.TryGetDateTime(out var time)
                && time.Kind != DateTimeKind.Unspecified
                && reader.TryGetDateTimeOffset(out moment);
        }
        catch (InvalidOperationException)
        {
            // An unpaired surrogate: no time, as any other text that is none.
            return false;
        }
    }
}
