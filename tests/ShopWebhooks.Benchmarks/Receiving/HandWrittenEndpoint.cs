using System.Buffers;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;
using ShopWebhooks.Benchmarks.Children;
using ShopWebhooks.Benchmarks.Storage;

namespace ShopWebhooks.Benchmarks.Receiving;

/// <summary>What a careful developer would write without a library: read the body once, check time and signature, answer.</summary>
/// <param name="inbox">Keeps what was received, before it is answered; null where nothing is kept.</param>
internal sealed class HandWrittenEndpoint(HandWrittenInbox? inbox)
{
    private const string Source = "by-hand";
    private const string Version = "v1,";
    private const int MaxHeadLength = 512;
    private const long ToleranceSeconds = 300;

    public async Task ReceiveAsync(HttpContext http)
    {
        var headers = http.Request.Headers;
        string? id = headers["webhook-id"], timestamp = headers["webhook-timestamp"], signature = headers["webhook-signature"];
        if (http.Request.ContentLength is not { } length || id is null || timestamp is null || signature is null
            || id.Length + timestamp.Length > MaxHeadLength - 2 || !IsRecent(timestamp))
        {
            http.Response.StatusCode = StatusCodes.Status401Unauthorized;
            return;
        }

        var buffer = ArrayPool<byte>.Shared.Rent(MaxHeadLength + (int)length);
        var head = Encoding.ASCII.GetBytes(id, buffer);
        buffer[head++] = (byte)'.';
        head += Encoding.ASCII.GetBytes(timestamp, buffer.AsSpan(head));
        buffer[head++] = (byte)'.';
        await http.Request.Body.ReadExactlyAsync(buffer.AsMemory(head, (int)length));
        var isValid = IsSigned(signature, buffer.AsSpan(0, head + (int)length));
        if (isValid && inbox is not null)
        {
            await inbox.AddAsync(new ReceivedRow(Source, id, buffer.AsSpan(head, (int)length).ToArray()));
        }

        ArrayPool<byte>.Shared.Return(buffer);
        http.Response.StatusCode = isValid ? StatusCodes.Status200OK : StatusCodes.Status401Unauthorized;
        http.Response.ContentLength = 0;
    }

    private static bool IsRecent(string timestamp) =>
        long.TryParse(timestamp, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds)
        && Math.Abs(TimeProvider.System.GetUtcNow().ToUnixTimeSeconds() - seconds) <= ToleranceSeconds;

    private static bool IsSigned(string signature, ReadOnlySpan<byte> content)
    {
        Span<byte> expected = stackalloc byte[HMACSHA256.HashSizeInBytes];
        Span<byte> given = stackalloc byte[HMACSHA256.HashSizeInBytes];
        HMACSHA256.HashData(LoadGenerator.KeyBytes, content, expected);
        return signature.StartsWith(Version, StringComparison.Ordinal)
            && Convert.TryFromBase64Chars(signature.AsSpan(Version.Length), given, out var length)
            && CryptographicOperations.FixedTimeEquals(given[..length], expected);
    }
}
