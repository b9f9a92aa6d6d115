namespace ShopWebhooks.Tests.Providers;

/// <summary>Never answers, and gives up when it is told to.</summary>
/// <param name="reached">Done when it has been asked.</param>
internal sealed class SilentHandler(TaskCompletionSource reached) : HttpMessageHandler
{
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        reached.TrySetResult();
        await Task.Delay(Timeout.InfiniteTimeSpan, cancellationToken);
        return new HttpResponseMessage();
    }
}
