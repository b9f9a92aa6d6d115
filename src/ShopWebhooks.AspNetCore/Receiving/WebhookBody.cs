using System.Buffers;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using ShopWebhooks.AspNetCore.Telemetry;
using ShopWebhooks.Receiving;
using ShopWebhooks.Signing;

namespace ShopWebhooks.AspNetCore.Receiving;

/// <summary>Reads the raw body once, never further than its source allows, and has it verified.</summary>
internal static class WebhookBody
{
    private const int FirstBuffer = 4096;

    // More than this is not allocated for a mere promise: announcing much and sending nothing costs a stranger nothing.
    private const int LargestPromise = 64 * 1024;
    private const int Growth = 4;

    // A chunk of one byte takes six on the wire; the last chunk and the trailers take what a head may have.
    private const long WireBytesPerByte = 6;
    private const long RoomForTrailers = 64 * 1024;

    public static async ValueTask<VerificationResult> VerifyAsync(
        HttpRequest request, IWebhookReceiver receiver, WebhookSource? source, bool putBack, CancellationToken cancellationToken)
    {
        // An unknown source may send nothing at all: not a byte of it is read.
        if (source is null)
        {
            return await receiver.VerifyAsync(source, Request(request, default), cancellationToken);
        }

        var body = await ReadAsync(request, source.MaxBodySize, cancellationToken);
        if (putBack)
        {
            PutBack(request, body);
        }

        if (body is { Count: 0 } && WasAnnounced(request))
        {
            Log.NothingLeftToVerify(request.HttpContext.RequestServices.GetRequiredService<ILoggerFactory>().CreateLogger(typeof(WebhookBody)));
        }

        return await receiver.VerifyAsync(
            source, Request(request, body ?? default(ReadOnlyMemory<byte>)) with { IsBodyCutOff = body is null }, cancellationToken);
    }

    private static WebhookRequest<RequestHeaders> Request(HttpRequest request, ReadOnlyMemory<byte> body) =>
        new(request.Method, publicUrl: null, new RequestHeaders(request.Headers), body) { Query = request.QueryString.Value };

    private static void PutBack(HttpRequest request, ArraySegment<byte>? body)
    {
        if (request.Body.CanSeek)
        {
            request.Body.Position = 0;
        }
        else if (body is { } read)
        {
            request.Body = new MemoryStream(read.Array!, read.Offset, read.Count, writable: false);
        }
    }

    public static bool WasAnnounced(HttpRequest request) => request.ContentLength is { } length
        ? length > 0
        : request.HttpContext.Features.Get<IHttpRequestBodyDetectionFeature>() is { CanHaveBody: true };

    /// <summary>The whole body, empty when it cannot be read; null when it is longer than the limit.</summary>
    public static async ValueTask<ArraySegment<byte>?> ReadAsync(HttpRequest request, int limit, CancellationToken cancellationToken)
    {
        // Buffered for whoever reads it, and perhaps read by somebody already.
        if (request.Body.CanSeek)
        {
            request.Body.Position = 0;
        }

        if (request.ContentLength > limit)
        {
            return null;
        }

        // The server's own limit may be lower than the source's, and is a second line of defence when it is not. Of chunks, it counts
        // the framing too.
        if (request.HttpContext.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } server)
        {
            server.MaxRequestBodySize = request.ContentLength is null ? (limit * WireBytesPerByte) + RoomForTrailers : limit;
        }

        try
        {
            return request.ContentLength is { } length
                ? await ReadKnownAsync(request.Body, (int)length, limit, cancellationToken)
                : await ReadUnknownAsync(request.Body, limit, cancellationToken);
        }
        catch (BadHttpRequestException exception) when (exception.StatusCode == StatusCodes.Status413PayloadTooLarge)
        {
            // Somebody else's limit was reached first: the server's, by chunks that are nearly all framing, or that of decompression.
            return null;
        }
        catch (Exception exception) when (exception is InvalidDataException or InvalidOperationException)
        {
            // Behind a middleware that decompresses, any stranger can claim an encoding that the body does not have; Brotli reports it
            // by InvalidOperationException. Nothing that was signed is there, and nothing is what gets verified.
            return ArraySegment<byte>.Empty;
        }
    }

    /// <summary>Reads into an array of the announced size, which the message then keeps: one allocation, no copy.</summary>
    private static async ValueTask<ArraySegment<byte>?> ReadKnownAsync(
        Stream stream, int length, int limit, CancellationToken cancellationToken)
    {
        var body = new byte[Math.Min(length, LargestPromise)];
        var count = 0;
        while (true)
        {
            count += await stream.ReadAtLeastAsync(body.AsMemory(count), body.Length - count, throwOnEndOfStream: false, cancellationToken);
            if (count < body.Length)
            {
                return new ArraySegment<byte>(body, 0, count);
            }

            if (count == length)
            {
                break;
            }

            Array.Resize(ref body, (int)Math.Min((long)count * Growth, length));
        }

        // A middleware may have replaced the body by a longer one, as decompression does: the announced length means nothing then. What
        // is there is read within the limit; it fits the signature only where the sender signed it before it was compressed.
        var more = await ReadUnknownAsync(stream, limit - count, cancellationToken);
        if (more is not { } rest)
        {
            return null;
        }

        return rest.Count == 0 ? body : (byte[])[.. body, .. rest];
    }

    /// <summary>Reads a body of unknown length: one byte beyond the limit is enough to know that it is too long.</summary>
    private static async ValueTask<ArraySegment<byte>?> ReadUnknownAsync(Stream stream, int limit, CancellationToken cancellationToken)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(Math.Min(FirstBuffer, limit + 1));
        try
        {
            var count = 0;
            while (true)
            {
                var read = await stream.ReadAsync(buffer.AsMemory(count, Math.Min(buffer.Length, limit + 1) - count), cancellationToken);
                count += read;
                if (count > limit)
                {
                    return null;
                }

                if (read == 0)
                {
                    return buffer.AsSpan(0, count).ToArray();
                }

                if (count == buffer.Length)
                {
                    var larger = ArrayPool<byte>.Shared.Rent(Math.Min(checked(buffer.Length * 2), limit + 1));
                    buffer.AsSpan(0, count).CopyTo(larger);
                    ArrayPool<byte>.Shared.Return(buffer);
                    buffer = larger;
                }
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }
}
