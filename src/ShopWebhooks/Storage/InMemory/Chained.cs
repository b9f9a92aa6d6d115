namespace ShopWebhooks.Storage.InMemory;

/// <summary>What can stand in a <see cref="Chain{T}"/>, in one at a time.</summary>
internal abstract class Chained<T>
    where T : Chained<T>
{
    /// <summary>The chain it stands in; null for none.</summary>
    public Chain<T>? Chain { get; set; }

    public T? Previous { get; set; }

    public T? Next { get; set; }
}
