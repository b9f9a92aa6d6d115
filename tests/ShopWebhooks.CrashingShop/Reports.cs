using System.Globalization;
using System.Net.Http.Headers;

namespace ShopWebhooks.CrashingShop;

/// <summary>Tells the test what a handler was given, while it handles it; the handler is done when the test has answered.</summary>
internal sealed class Reports(Uri address, string life) : IDisposable
{
    /// <summary>The header by which the test knows which life of the shop a request comes from.</summary>
    public const string LifeHeader = "x-life";

    private readonly HttpClient _client = new() { BaseAddress = address };

    public async Task SendAsync(string handler, WebhookContext context, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, $"/handled/{handler}") { Content = new ReadOnlyMemoryContent(context.Payload) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        request.Headers.Add(LifeHeader, life);
        request.Headers.Add("webhook-id", context.MessageId);
        request.Headers.Add("x-attempt", context.Attempt.ToString(CultureInfo.InvariantCulture));
        using var answer = await _client.SendAsync(request, cancellationToken);
        answer.EnsureSuccessStatusCode();
    }

    public void Dispose() => _client.Dispose();
}
