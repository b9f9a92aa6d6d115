using System.Text.Json;
using System.Text.Json.Serialization;

namespace ShopWebhooks.Events;

/// <summary>Reads and writes an <see cref="IOpenValue{TSelf}"/> as a JSON string; its default as <c>null</c>.</summary>
/// <remarks>
/// Public for the source-generated contexts of applications, whose payloads may hold such values. A property leaves the default out
/// with <see cref="JsonIgnoreCondition.WhenWritingDefault"/>. Thread-safe.
/// </remarks>
/// <typeparam name="T">The value's type.</typeparam>
public sealed class OpenValueConverter<T> : JsonConverter<T>, IOpenValueConverter
    where T : struct, IOpenValue<T>
{
    /// <inheritdoc/>
    public override bool HandleNull => true;

    /// <inheritdoc/>
    public override T Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.TokenType switch
        {
            JsonTokenType.Null => default,
            JsonTokenType.String => T.Create(reader.GetString()!),
            _ => throw new JsonException(),
        };

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, T value, JsonSerializerOptions options)
    {
        ArgumentNullException.ThrowIfNull(writer);
        if (value.Equals(default(T)))
        {
            writer.WriteNullValue();
        }
        else
        {
            writer.WriteStringValue(value.Value);
        }
    }
}
