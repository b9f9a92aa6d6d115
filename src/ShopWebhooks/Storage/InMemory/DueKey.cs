namespace ShopWebhooks.Storage.InMemory;

/// <summary>The place of a delivery among the due ones of its endpoint: by time, then by acceptance.</summary>
/// <param name="At">When it is due.</param>
/// <param name="Number">The delivery's number.</param>
/// <param name="Stamp">Tells this entry of the queue from earlier ones of the same delivery.</param>
internal readonly record struct DueKey(long At, long Number, long Stamp) : IComparable<DueKey>
{
    public int CompareTo(DueKey other)
    {
        var byTime = At.CompareTo(other.At);
        return byTime != 0 ? byTime : Number.CompareTo(other.Number);
    }
}
