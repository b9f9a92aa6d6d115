namespace ShopWebhooks.Providers;

/// <summary>A URL as text, of which nothing but the port is changed: parsed and written again, it could differ where a signature tells.</summary>
internal static class PublicAddress
{
    /// <summary>The URL without its port; with the standard one where it has none.</summary>
    public static string WithOtherPort(string url)
    {
        var scheme = url.IndexOf("://", StringComparison.Ordinal);
        if (scheme < 0)
        {
            return url;
        }

        var start = scheme + 3;
        var length = url.AsSpan(start).IndexOfAny('/', '?', '#');
        var end = length < 0 ? url.Length : start + length;
        var host = url.AsSpan(start, end - start);
        var colon = host.LastIndexOf(':');
        if (colon > host.LastIndexOfAny(']', '@'))
        {
            return string.Concat(url.AsSpan(0, start + colon), url.AsSpan(end));
        }

        var port = url.StartsWith("http:", StringComparison.OrdinalIgnoreCase) ? ":80" : ":443";
        return url.Insert(end, port);
    }
}
