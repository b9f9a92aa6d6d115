using Shop;

namespace ShopWebhooks.AspNetCore.Tests.Docs;

/// <summary>Brings a secret to the target while the call that registers it is under way, as Asana does.</summary>
internal sealed class ShakingAsana(Uri application, string secret) : IAsana
{
    public string? SentBack { get; private set; }

    public async Task CreateWebhookAsync(string target, CancellationToken cancellationToken)
    {
        using var client = new HttpClient();
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(application, new Uri(target).AbsolutePath));
        request.Headers.Add("X-Hook-Secret", secret);
        using var answer = await client.SendAsync(request, cancellationToken);
        SentBack = answer.Headers.TryGetValues("X-Hook-Secret", out var values) ? values.Single() : null;
    }
}
