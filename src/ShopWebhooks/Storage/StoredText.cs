namespace ShopWebhooks.Storage;

/// <summary>
/// The rule for every text that is stored: well-formed, without NUL, bounded. One row with a NUL or a lone surrogate would make a
/// database refuse the whole batch it is written with.
/// </summary>
internal static class StoredText
{
    /// <summary>Why a text cannot be stored, as the rest of a sentence; null when it can.</summary>
    public static string? Problem(string? text, int maxLength) => text switch
    {
        null => null,
        { Length: 0 } => "is empty; leave it out instead",
        _ when text.Length > maxLength => $"has {text.Length} characters; at most {maxLength} are kept",
        _ when text.Contains('\0', StringComparison.Ordinal) => "contains a NUL character",
        _ when !IsWellFormed(text) => "is not well-formed UTF-16: it contains a lone surrogate",
        _ => null,
    };

    /// <summary>Refuses a text that is to be stored and cannot be.</summary>
    /// <exception cref="ArgumentException">It is missing, blank or cannot be stored.</exception>
    public static void Require(string? text, int maxLength, string parameter)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(text, parameter);
        if (Problem(text, maxLength) is { } problem)
        {
            throw new ArgumentException($"The {parameter} {problem}.", parameter);
        }
    }

    /// <summary>A text that may be stored: cut to length, with everything replaced that a line of text cannot hold.</summary>
    public static string? Clean(string? text, int maxLength)
    {
        if (text is null || (text.Length <= maxLength && !text.AsSpan().ContainsAnyExceptInRange(' ', '~')))
        {
            return text;
        }

        var clean = new System.Text.StringBuilder(Math.Min(text.Length, maxLength));
        foreach (var rune in text.EnumerateRunes())
        {
            if (clean.Length + rune.Utf16SequenceLength > maxLength)
            {
                break;
            }

            clean.Append(System.Text.Rune.IsControl(rune) ? " " : rune.ToString());
        }

        return clean.ToString();
    }

    private static bool IsWellFormed(ReadOnlySpan<char> text)
    {
        while (!text.IsEmpty)
        {
            if (System.Text.Rune.DecodeFromUtf16(text, out _, out var consumed) != System.Buffers.OperationStatus.Done)
            {
                return false;
            }

            text = text[consumed..];
        }

        return true;
    }
}
