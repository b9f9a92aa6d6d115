namespace ShopWebhooks.Cli.Delivery;

/// <summary>Puts the signature of another provider in the place of the library's own.</summary>
internal sealed class ProviderSignature(IReadOnlyList<KeyValuePair<string, string>> lines) : DelegatingHandler
{
    private static readonly string[] Own = ["webhook-id", "webhook-timestamp", "webhook-signature"];

    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        Array.ForEach(Own, name => request.Headers.Remove(name));
        foreach (var (name, value) in lines)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        return base.SendAsync(request, cancellationToken);
    }
}
