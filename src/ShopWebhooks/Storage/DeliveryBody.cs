namespace ShopWebhooks.Storage;

/// <summary>A body of a delivery's own, kept with it, so that every attempt sends the same bytes.</summary>
/// <param name="Content">The bytes.</param>
/// <param name="ContentType">Their content type.</param>
public sealed record DeliveryBody(ReadOnlyMemory<byte> Content, string ContentType)
{
    /// <summary>The content type and the length, without the bytes.</summary>
    public override string ToString() => $"{ContentType}, {Content.Length} bytes";
}
