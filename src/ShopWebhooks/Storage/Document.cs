namespace ShopWebhooks.Storage;

/// <summary>A small JSON document that the library keeps: an endpoint, a customer profile, a flow's state.</summary>
/// <param name="Kind">The kind of thing, <c>endpoint</c>.</param>
/// <param name="Key">Which one; unique within its kind.</param>
/// <param name="Version">Counts its writes, from 1.</param>
/// <param name="Json">The document as UTF-8 JSON.</param>
public sealed record Document(string Kind, string Key, long Version, ReadOnlyMemory<byte> Json)
{
    /// <summary>Names the document without its content.</summary>
    public override string ToString() => $"{Kind} {Key}, version {Version}";
}
