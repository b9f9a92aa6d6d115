using System.Net;

namespace ShopWebhooks.Tests.Providers;

/// <summary>A body that never comes, of an answer that has begun; it gives up when it is told to.</summary>
/// <param name="reached">Done when the body is being read.</param>
internal sealed class StalledContent(TaskCompletionSource reached) : HttpContent
{
    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) =>
        SerializeToStreamAsync(stream, context, CancellationToken.None);

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken)
    {
        reached.TrySetResult();
        return Task.Delay(Timeout.InfiniteTimeSpan, cancellationToken);
    }

    protected override bool TryComputeLength(out long length)
    {
        length = 0;
        return false;
    }
}
