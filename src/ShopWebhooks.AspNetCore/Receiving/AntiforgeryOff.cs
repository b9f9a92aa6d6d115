using Microsoft.AspNetCore.Antiforgery;

namespace ShopWebhooks.AspNetCore.Receiving;

/// <summary>No antiforgery token is asked for: the signature is the proof of origin.</summary>
internal sealed class AntiforgeryOff : IAntiforgeryMetadata
{
    public bool RequiresValidation => false;
}
