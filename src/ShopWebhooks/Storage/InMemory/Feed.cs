namespace ShopWebhooks.Storage.InMemory;

/// <summary>The held messages in order of acceptance.</summary>
internal sealed class Feed
{
    private MessageEntry? _first;
    private MessageEntry? _last;

    public void Append(MessageEntry message)
    {
        message.AcceptedBefore = _last;
        if (_last is null)
        {
            _first = message;
        }
        else
        {
            _last.AcceptedNext = message;
        }

        _last = message;
    }

    public void Remove(MessageEntry message)
    {
        if (message.AcceptedBefore is null)
        {
            _first = message.AcceptedNext;
        }
        else
        {
            message.AcceptedBefore.AcceptedNext = message.AcceptedNext;
        }

        if (message.AcceptedNext is null)
        {
            _last = message.AcceptedBefore;
        }
        else
        {
            message.AcceptedNext.AcceptedBefore = message.AcceptedBefore;
        }
    }

    public IReadOnlyList<FeedEntry> Read(long after, int limit)
    {
        var entries = new List<FeedEntry>();
        for (var message = FirstBehind(after); message is not null && entries.Count < limit; message = message.AcceptedNext)
        {
            entries.Add(new FeedEntry(message.Position, message.Message));
        }

        return entries;
    }

    // Readers are near the end, or begin at the beginning: the walk starts at whichever is closer.
    private MessageEntry? FirstBehind(long position)
    {
        if (_first is null || _last is null)
        {
            return null;
        }

        if (position - _first.Position < _last.Position - position)
        {
            var message = _first;
            while (message is not null && message.Position <= position)
            {
                message = message.AcceptedNext;
            }

            return message;
        }

        MessageEntry? behind = null;
        for (var message = _last; message is not null && message.Position > position; message = message.AcceptedBefore)
        {
            behind = message;
        }

        return behind;
    }
}
