using System.Buffers;
using System.Runtime.InteropServices;
using System.Text.Json;

namespace ShopWebhooks.Endpoints;

/// <summary>One pass over a payload, from its start to the place where the result is known.</summary>
/// <remarks>
/// Each test is made when the reader is at its value, or when it is known that there is none, and never again. A result goes to its group,
/// which passes it on as soon as it decides the group or was the last that was open, and so on up to the group that is the condition. Only
/// the fields that are mentioned are visited, so that recursion is no deeper than the condition, whatever the payload is like.
/// </remarks>
internal ref struct ConditionPass
{
    private readonly ReadOnlySpan<ConditionGroup> _groups;

    // For each group the results it waits for; 0 when its own is known.
    private readonly Span<int> _open;
    private readonly Span<bool> _seen;
    private Utf8JsonReader _reader;
    private byte[] _unescaped = [];
    private bool _result;

    /// <summary>A pass that has not begun.</summary>
    /// <param name="reader">Before the payload's first token.</param>
    /// <param name="groups">The groups of the condition; the first is the condition.</param>
    /// <param name="open">Room for a number for each group.</param>
    /// <param name="seen">Room for a mark for each place of the condition, all false.</param>
    public ConditionPass(Utf8JsonReader reader, ReadOnlySpan<ConditionGroup> groups, Span<int> open, Span<bool> seen)
    {
        _reader = reader;
        _groups = groups;
        _open = open;
        _seen = seen;
        for (var i = 0; i < groups.Length; i++)
        {
            open[i] = groups[i].Members;
        }
    }

    private readonly bool IsDecided => _open[0] == 0;

    /// <summary>Makes the pass.</summary>
    /// <param name="payload">The place of the payload itself.</param>
    /// <returns>Whether the payload fits.</returns>
    /// <exception cref="JsonException">What was read is not JSON.</exception>
    /// <exception cref="InvalidOperationException">There is an unpaired surrogate in a name or in a text that is compared.</exception>
    public bool Run(ConditionPlace payload)
    {
        if (!_reader.Read() || _reader.TokenType != JsonTokenType.StartObject)
        {
            return false;
        }

        VisitFields(payload.Fields);
        return _result;
    }

    public readonly void Dispose()
    {
        if (_unescaped.Length > 0)
        {
            ArrayPool<byte>.Shared.Return(_unescaped);
        }
    }

    private void VisitFields(List<ConditionPlace> fields)
    {
        var left = fields.Count;
        while (_reader.Read() && _reader.TokenType == JsonTokenType.PropertyName)
        {
            if (left == 0 || Find(fields) is not { } field)
            {
                _reader.Skip();
                continue;
            }

            left--;
            _seen[field.Number] = true;
            _reader.Read();
            Visit(field);
            if (IsDecided)
            {
                return;
            }
        }

        foreach (var field in fields)
        {
            if (!_seen[field.Number])
            {
                Miss(field);
            }
        }
    }

    private void VisitElements(List<ConditionPlace> elements)
    {
        var next = 0;
        while (_reader.Read() && _reader.TokenType != JsonTokenType.EndArray)
        {
            if (next == elements.Count)
            {
                _reader.Skip();
                continue;
            }

            Visit(elements[next++]);
            if (IsDecided)
            {
                return;
            }
        }

        for (; next < elements.Count; next++)
        {
            Miss(elements[next]);
        }
    }

    private void Visit(ConditionPlace place)
    {
        Test(place.Tests);
        if (IsDecided)
        {
            return;
        }

        if (_reader.TokenType == JsonTokenType.StartObject)
        {
            VisitFields(place.Fields);
            return;
        }

        if (_reader.TokenType == JsonTokenType.StartArray)
        {
            VisitElements(place.Elements);
        }

        MissAll(place.Fields);
    }

    private void Test(List<ConditionTest> tests)
    {
        if (tests.Count == 0)
        {
            return;
        }

        var type = _reader.TokenType;
        var value = type == JsonTokenType.String ? Text() : _reader.ValueSpan;
        foreach (var test in CollectionsMarshal.AsSpan(tests))
        {
            if (_open[test.Group] > 0)
            {
                Settle(test.Group, test.Result(type, value));
            }
        }
    }

    // Without a word of elements: whoever asks for them asks first whether there is an array, and that decides.
    private void Miss(ConditionPlace place)
    {
        foreach (var test in place.Tests)
        {
            Settle(test.Group, test.IsNegated);
        }

        MissAll(place.Fields);
    }

    private void MissAll(List<ConditionPlace> fields)
    {
        foreach (var field in fields)
        {
            Miss(field);
        }
    }

    private void Settle(int group, bool result)
    {
        while (_open[group] > 0)
        {
            var known = _groups[group];
            _open[group] = result == known.Decider ? 0 : _open[group] - 1;
            if (_open[group] > 0)
            {
                return;
            }

            // By this member or by the last of them: either way the group's result is the member's.
            if (group == 0)
            {
                _result = result;
                return;
            }

            group = known.Parent;
        }
    }

    private ConditionPlace? Find(List<ConditionPlace> fields)
    {
        var name = Text();
        foreach (var field in CollectionsMarshal.AsSpan(fields))
        {
            if (name.SequenceEqual(field.Name) && !_seen[field.Number])
            {
                return field;
            }
        }

        return null;
    }

    /// <summary>The name or text that the reader is at, unescaped; good until the next call.</summary>
    private ReadOnlySpan<byte> Text()
    {
        var text = _reader.ValueSpan;
        if (!_reader.ValueIsEscaped)
        {
            return text;
        }

        if (_unescaped.Length < text.Length)
        {
            Dispose();
            _unescaped = ArrayPool<byte>.Shared.Rent(text.Length);
        }

        return _unescaped.AsSpan(0, _reader.CopyString(_unescaped));
    }
}
