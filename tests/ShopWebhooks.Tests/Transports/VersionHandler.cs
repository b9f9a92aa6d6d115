namespace ShopWebhooks.Tests.Transports;

/// <summary>Asks for a version of HTTP, and notes what became of the request for it.</summary>
internal sealed class VersionHandler(List<string> seen, Version version, HttpVersionPolicy policy) : DelegatingHandler
{
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        (request.Version, request.VersionPolicy) = (version, policy);
        try
        {
            return await base.SendAsync(request, cancellationToken);
        }
        finally
        {
            seen.Add($"{request.Version} {request.VersionPolicy}");
        }
    }
}
