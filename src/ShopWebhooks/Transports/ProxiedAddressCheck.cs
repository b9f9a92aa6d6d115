namespace ShopWebhooks.Transports;

/// <summary>Checks what a host resolves to before a proxy gets the request.</summary>
/// <remarks>
/// Weaker than the check at connect, because the proxy resolves the name again; it is what can be done where somebody else connects. A
/// name that only the proxy can resolve is not sent to.
/// </remarks>
/// <param name="connector">The guard.</param>
internal sealed class ProxiedAddressCheck(GuardedConnector connector) : DelegatingHandler
{
    /// <inheritdoc />
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        await connector.CheckAsync(request.RequestUri!.IdnHost, request, cancellationToken).ConfigureAwait(false);
        return await base.SendAsync(request, cancellationToken).ConfigureAwait(false);
    }
}
