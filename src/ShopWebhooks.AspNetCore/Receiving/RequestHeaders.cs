using Microsoft.AspNetCore.Http;
using ShopWebhooks.Signing;

namespace ShopWebhooks.AspNetCore.Receiving;

/// <summary>The header lines of an ASP.NET Core request; trailers are not among them.</summary>
internal readonly struct RequestHeaders(IHeaderDictionary headers) : IWebhookHeaders
{
    public int Find(string name, out string? value)
    {
        var lines = headers[name];
        value = lines.Count == 0 ? null : lines[0];
        return lines.Count;
    }
}
