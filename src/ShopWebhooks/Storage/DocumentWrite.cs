namespace ShopWebhooks.Storage;

/// <summary>A document to write by compare-and-swap.</summary>
/// <param name="Kind">The kind of thing.</param>
/// <param name="Key">Which one.</param>
/// <param name="ExpectedVersion">The version it must have now; 0 when it must not exist.</param>
/// <param name="Json">The new content as UTF-8 JSON; null deletes it.</param>
public sealed record DocumentWrite(string Kind, string Key, long ExpectedVersion, ReadOnlyMemory<byte>? Json)
{
    /// <summary>Names the document without its content.</summary>
    public override string ToString() => $"{Kind} {Key}, over version {ExpectedVersion}";
}
