namespace ShopWebhooks.Storage;

/// <summary>A small JSON document that the library keeps: an endpoint, a customer profile, a flow's state.</summary>
/// <param name="Kind">The kind of thing, <c>endpoint</c>.</param>
/// <param name="Key">Which one; unique within its kind.</param>
/// <param name="Version">
/// Above 0, and another after every write: no document ever gets a version that one of its kind and key had before, not even when it was
/// deleted in between, so that a late writer never takes a new document for the one it had read.
/// </param>
/// <param name="Json">The document as UTF-8 JSON.</param>
public sealed record Document(string Kind, string Key, long Version, ReadOnlyMemory<byte> Json)
{
    /// <summary>Names the document without its content.</summary>
    public override string ToString() => $"{Kind} {Key}, version {Version}";
}
