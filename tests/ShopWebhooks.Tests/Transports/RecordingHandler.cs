namespace ShopWebhooks.Tests.Transports;

/// <summary>Counts the requests that pass through it.</summary>
internal sealed class RecordingHandler(List<Uri?> seen) : DelegatingHandler
{
    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        seen.Add(request.RequestUri);
        return base.SendAsync(request, cancellationToken);
    }
}
