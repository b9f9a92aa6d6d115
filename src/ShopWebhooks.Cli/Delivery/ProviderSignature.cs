using ShopWebhooks.Signing;

namespace ShopWebhooks.Cli.Delivery;

/// <summary>Signs as another provider does, in the place of the library's own signature.</summary>
internal sealed class ProviderSignature(WebhookSigner signer, string address) : DelegatingHandler
{
    private const string Id = "webhook-id";

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var body = await request.Content!.ReadAsByteArrayAsync(cancellationToken);
        var id = request.Headers.GetValues(Id).Single();
        string[] own = [Id, "webhook-timestamp", "webhook-signature"];
        Array.ForEach(own, name => request.Headers.Remove(name));
        foreach (var (name, value) in Sign(id, body))
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        return await base.SendAsync(request, cancellationToken);
    }

    private IReadOnlyList<KeyValuePair<string, string>> Sign(string id, byte[] body) =>
        signer.Sign(new OutgoingWebhook(id, TimeProvider.System.GetUtcNow(), body) { Url = address });
}
