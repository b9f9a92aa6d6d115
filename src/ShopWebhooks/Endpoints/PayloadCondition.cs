using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using ShopWebhooks.Storage;

namespace ShopWebhooks.Endpoints;

/// <summary>
/// What a payload must be like, as <c>{"status":"paid","total":{"$gte":100}}</c>: every field that is named must fit. Immutable and
/// thread-safe.
/// </summary>
/// <remarks>
/// <para>
/// A value alone means that it is equal. An object of fields is a condition on the fields of the field. An object of operators is one on
/// the value: <c>$eq $ne $gt $gte $lt $lte $in $nin $exists $startsWith $endsWith</c>, and <c>$and $or $not</c>, which also stand at the
/// top. Fields and operators never stand in one object, so that a field whose name begins with <c>$</c> cannot be named.
/// </para>
/// <para>
/// Values of different kinds are never equal, nor is one above the other: a number is no string, and null is not a missing field. Numbers
/// are compared exactly, whatever their spelling and length. Strings are compared without their escapes, by code points: case matters. An
/// array is equal to one with equal elements in the same order; its elements are no fields. An object is not compared as a whole.
/// </para>
/// <para>
/// A field is missing also where what should contain it is missing or no object. A missing field fits no comparison; <c>$ne</c>,
/// <c>$nin</c> and <c>$not</c> are true exactly where what they negate is false, and so fit it.
/// </para>
/// </remarks>
public sealed class PayloadCondition
{
    private const int MaxLength = 8192;

    // Deeper payloads can be sealed, where the application's own JSON options say so.
    private static readonly JsonReaderOptions AnyDepth = new() { MaxDepth = int.MaxValue };

    private readonly string _text;
    private readonly ConditionPlace _payload;
    private readonly ConditionGroup[] _groups;
    private readonly int _places;

    private PayloadCondition(string text, ConditionCompiler compiled)
    {
        _text = text;
        _payload = compiled.Payload;
        _groups = [.. compiled.Groups];
        _places = compiled.Places;
    }

    /// <summary>Reads a condition.</summary>
    /// <param name="json">The condition, one JSON object of at most 8,192 characters, nested at most 32 levels deep.</param>
    /// <exception cref="ArgumentNullException"><paramref name="json"/> is null.</exception>
    /// <exception cref="FormatException">The text is not a condition; the message names the JSON path and the rule.</exception>
    public static PayloadCondition Parse([StringSyntax(StringSyntaxAttribute.Json)] string json)
    {
        ArgumentNullException.ThrowIfNull(json);
        return TryParse(json, out var condition, out var problem) ? condition : throw new FormatException(problem);
    }

    /// <summary>Reads a condition by the rules of <see cref="Parse"/>.</summary>
    /// <param name="json">The condition; null is not one.</param>
    /// <param name="condition">The condition; null when the text is not one.</param>
    /// <returns>True when the text is a condition.</returns>
    public static bool TryParse(
        [NotNullWhen(true), StringSyntax(StringSyntaxAttribute.Json)] string? json, [NotNullWhen(true)] out PayloadCondition? condition) =>
        TryParse(json, out condition, out _);

    /// <summary>Tells whether a payload fits. Never throws; allocates nothing for payloads nested at most 64 levels deep.</summary>
    /// <remarks>
    /// The payload is read once, forwards, and no further than it takes to know; what follows is not looked at. Of two fields with the same
    /// name, the first counts.
    /// </remarks>
    /// <param name="payload">The UTF-8 bytes of one JSON object, without byte order mark.</param>
    /// <returns>True when it fits; false when it does not, or when what was read of it is no JSON object.</returns>
    public bool Matches(ReadOnlySpan<byte> payload)
    {
        try
        {
            // Some 12 KiB of stack at most: there is less than one group for three characters of the condition.
            var reader = new Utf8JsonReader(payload, AnyDepth);
            using var pass = new ConditionPass(reader, _groups, stackalloc int[_groups.Length], stackalloc bool[_places]);
            return pass.Run(_payload);
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            // InvalidOperationException: an unpaired surrogate in a name or in a text that is compared.
            return false;
        }
    }

    /// <summary>The condition as it was written.</summary>
    public override string ToString() => _text;

    /// <summary>Reads a condition by the rules of <see cref="Parse"/>, and says in one sentence why a text is none.</summary>
    internal static bool TryParse(
        [NotNullWhen(true)] string? json, [NotNullWhen(true)] out PayloadCondition? condition, [NotNullWhen(false)] out string? problem)
    {
        condition = null;
        json ??= "";
        if (StoredText.Problem(json, MaxLength) is { } flaw)
        {
            problem = $"The condition {flaw}.";
            return false;
        }

        try
        {
            using var document = JsonDocument.Parse(json, new JsonDocumentOptions { MaxDepth = MaxLength });
            var compiled = new ConditionCompiler(document.RootElement);
            problem = compiled.Problem;
            condition = problem is null ? new PayloadCondition(json, compiled) : null;
        }
        catch (JsonException exception)
        {
            problem = $"The condition is not JSON from byte {exception.BytePositionInLine + 1} of line {exception.LineNumber + 1} on; correct it there.";
        }
        catch (InvalidOperationException)
        {
            problem = "The condition has an escaped unpaired surrogate in a name or a text; write whole characters.";
        }

        return condition is not null;
    }
}
