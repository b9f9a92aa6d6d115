using System.Buffers;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using ShopWebhooks.Signing;

namespace ShopWebhooks.AspNetCore.Receiving;

/// <summary>Reads the raw body once, never further than its source allows, and has it verified.</summary>
internal static class WebhookBody
{
    private const int FirstBuffer = 4096;

    public static async ValueTask<VerificationResult> VerifyAsync(
        HttpRequest request, IWebhookReceiver receiver, string source, bool putBack, CancellationToken cancellationToken)
    {
        // An unknown source may send nothing at all: not a byte of it is read.
        var body = receiver.GetMaxBodySize(source) is { } limit ? await ReadAsync(request, limit, cancellationToken) : Array.Empty<byte>();
        if (putBack && body is { } read)
        {
            request.Body = new MemoryStream(read.Array!, read.Offset, read.Count, writable: false);
        }

        return receiver.Verify(source, new WebhookRequest<RequestHeaders>(
            request.Method, publicUrl: null, new RequestHeaders(request.Headers), body ?? default(ReadOnlyMemory<byte>))
        {
            IsBodyCutOff = body is null,
        });
    }

    /// <summary>The whole body; null when it is longer than the limit.</summary>
    private static async ValueTask<ArraySegment<byte>?> ReadAsync(HttpRequest request, int limit, CancellationToken cancellationToken)
    {
        if (request.ContentLength > limit)
        {
            return null;
        }

        // The server's own limit may be lower than the source's, and is a second line of defence when it is not.
        if (request.HttpContext.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } server)
        {
            server.MaxRequestBodySize = (long)limit + 1;
        }

        return request.ContentLength is { } length
            ? await ReadKnownAsync(request, (int)length, limit, cancellationToken)
            : await ReadUnknownAsync(request, limit, cancellationToken);
    }

    /// <summary>Reads into an array of the announced size, which the message then keeps: one allocation, no copy.</summary>
    private static async ValueTask<ArraySegment<byte>?> ReadKnownAsync(
        HttpRequest request, int length, int limit, CancellationToken cancellationToken)
    {
        var body = new byte[length];
        if (await ReadSomeAsync(request, body, length, cancellationToken) is not { } count)
        {
            return ArraySegment<byte>.Empty;
        }

        if (count == 0 && length > 0)
        {
            throw new InvalidOperationException(
                "The request's body has been read before it could be verified; verify first, or call Request.EnableBuffering() and "
                + "set Request.Body.Position = 0 before verifying.");
        }

        // A middleware may have replaced the body by a longer one, as decompression does: the announced length means nothing then, and
        // the bytes that the sender signed are gone. What is there is read within the limit, and found not to fit the signature.
        if (count < length)
        {
            return new ArraySegment<byte>(body, 0, count);
        }

        var more = await ReadUnknownAsync(request, limit - count, cancellationToken);
        if (more is not { } rest)
        {
            return null;
        }

        return rest.Count == 0 ? body : (byte[])[.. body, .. rest];
    }

    /// <summary>Reads a body of unknown length: one byte beyond the limit is enough to know that it is too long.</summary>
    private static async ValueTask<ArraySegment<byte>?> ReadUnknownAsync(HttpRequest request, int limit, CancellationToken cancellationToken)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(Math.Min(FirstBuffer, limit + 1));
        try
        {
            var count = 0;
            while (true)
            {
                if (await ReadSomeAsync(request, buffer.AsMemory(count), 1, cancellationToken) is not { } read)
                {
                    return ArraySegment<byte>.Empty;
                }

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

    /// <summary>Reads at least so many bytes, less at the end; null when they cannot be read.</summary>
    private static async ValueTask<int?> ReadSomeAsync(
        HttpRequest request, Memory<byte> buffer, int atLeast, CancellationToken cancellationToken)
    {
        try
        {
            return await request.Body.ReadAtLeastAsync(buffer, atLeast, throwOnEndOfStream: false, cancellationToken);
        }
        catch (Exception exception) when (exception is InvalidDataException or InvalidOperationException)
        {
            // Behind a middleware that decompresses, any stranger can claim an encoding that the body does not have; Brotli reports it
            // by InvalidOperationException. Nothing that was signed is there, and nothing is what gets verified.
            return null;
        }
    }
}
