namespace ShopWebhooks.Endpoints;

/// <summary>Which event types an endpoint is owed. Immutable and thread-safe.</summary>
/// <remarks>
/// A pattern is compared with the whole event type, ordinally; <c>*</c> stands for any run of characters, also none. One pattern that
/// fits is enough. Without patterns the filter is <c>*</c>. <c>ping</c> and the library's operational event types are not part of what
/// <c>*</c> means: they are matched only by a pattern that names them without <c>*</c>.
/// </remarks>
public sealed class EventFilter
{
    private readonly string[] _patterns;

    /// <summary>A filter of patterns.</summary>
    /// <param name="patterns">The patterns; none means <c>*</c>.</param>
    /// <exception cref="ArgumentException">A pattern is blank.</exception>
    public EventFilter(params IEnumerable<string> patterns)
    {
        ArgumentNullException.ThrowIfNull(patterns);
        _patterns = [.. patterns];
        foreach (var pattern in _patterns)
        {
            ArgumentException.ThrowIfNullOrWhiteSpace(pattern, nameof(patterns));
        }
    }

    /// <summary>The filter <c>*</c>.</summary>
    public static EventFilter All { get; } = new();

    /// <summary>The patterns; empty means <c>*</c>.</summary>
    public IReadOnlyList<string> Patterns => _patterns;

    /// <summary>Tells whether an event type passes.</summary>
    /// <param name="eventType">The event type.</param>
    /// <param name="byNameOnly">True for <c>ping</c> and operational event types, which <c>*</c> does not mean.</param>
    public bool Matches(string eventType, bool byNameOnly = false)
    {
        ArgumentNullException.ThrowIfNull(eventType);
        if (_patterns.Length == 0)
        {
            return !byNameOnly;
        }

        foreach (var pattern in _patterns)
        {
            if (byNameOnly ? pattern.Equals(eventType, StringComparison.Ordinal) : Matches(pattern, eventType))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>The patterns, separated by commas.</summary>
    public override string ToString() => _patterns.Length == 0 ? "*" : string.Join(", ", _patterns);

    // Greedy with one step of memory: on a mismatch only the last star grows. Linear for one star and never worse than
    // pattern × text, where trying every split of every star would be exponential.
    private static bool Matches(ReadOnlySpan<char> pattern, ReadOnlySpan<char> text)
    {
        int p = 0, t = 0, star = -1, resume = 0;
        while (t < text.Length)
        {
            if (p < pattern.Length && pattern[p] == '*')
            {
                star = p++;
                resume = t;
            }
            else if (p < pattern.Length && pattern[p] == text[t])
            {
                p++;
                t++;
            }
            else if (star >= 0)
            {
                p = star + 1;
                t = ++resume;
            }
            else
            {
                return false;
            }
        }

        return pattern[p..].TrimStart('*').IsEmpty;
    }
}
