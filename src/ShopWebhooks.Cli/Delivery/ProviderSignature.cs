using ShopWebhooks.Signing;

namespace ShopWebhooks.Cli.Delivery;

/// <summary>Signs as another provider does, in the place of the library's own signature.</summary>
internal sealed class ProviderSignature(WebhookSigner signer, string address) : DelegatingHandler
{
    private const string Id = "webhook-id";

    private static readonly string[] Own = [Id, "webhook-timestamp", "webhook-signature"];

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var body = await request.Content!.ReadAsByteArrayAsync(cancellationToken);
        Sign(request, body, request.Headers.GetValues(Id).Single());
        return await base.SendAsync(request, cancellationToken);
    }

    private void Sign(HttpRequestMessage request, byte[] body, string id)
    {
        Array.ForEach(Own, name => request.Headers.Remove(name));
        var webhook = new OutgoingWebhook(id, TimeProvider.System.GetUtcNow(), body) { Url = address };
        foreach (var (name, value) in signer.Sign(webhook))
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        var contentType = request.Content!.Headers.ContentType;
        request.Content = new ByteArrayContent(signer.SignBody(webhook));
        request.Content.Headers.ContentType = contentType;
    }
}
