namespace ShopWebhooks.Tests.Transports;

/// <summary>Sends every request elsewhere than the transport checked, as a handler of the application might.</summary>
internal sealed class RewritingHandler(Uri instead) : DelegatingHandler
{
    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        request.RequestUri = instead;
        return base.SendAsync(request, cancellationToken);
    }
}
