namespace ShopWebhooks.Storage;

/// <summary>The rule for how much one query may return.</summary>
internal static class PageSize
{
    private const int Largest = 1000;

    /// <summary>The size itself.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is not between 1 and 1,000.</exception>
    public static int Check(int limit)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(limit, Largest);
        return limit;
    }
}
