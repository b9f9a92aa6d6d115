using System.Globalization;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace ShopWebhooks.AspNetCore.Handshakes;

/// <summary>What a handshake is answered.</summary>
internal sealed class HandshakeAnswer
{
    private const int RetryLater = 30;

    private readonly int _statusCode;
    private readonly string? _contentType;
    private readonly byte[] _body;

    private HandshakeAnswer(int statusCode, string? contentType = null, byte[]? body = null)
    {
        _statusCode = statusCode;
        _contentType = contentType;
        _body = body ?? [];
    }

    /// <summary>Why the handshake is refused, for the log, without anything a stranger wrote; null when it is not.</summary>
    public string? Refusal { get; private init; }

    /// <summary>Header lines of its own.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Headers { get; private init; } = [];

    /// <summary>200 without a body.</summary>
    public static HandshakeAnswer Empty(params IReadOnlyList<KeyValuePair<string, string>> headers) => new(StatusCodes.Status200OK) { Headers = headers };

    /// <summary>200 and a token.</summary>
    public static HandshakeAnswer Text(string token) => new(StatusCodes.Status200OK, "text/plain; charset=utf-8", Encoding.UTF8.GetBytes(token));

    /// <summary>200 and a JSON object of texts.</summary>
    public static HandshakeAnswer Json(params ReadOnlySpan<(string Name, string Value)> fields)
    {
        using var json = new MemoryStream();
        using (var writer = new Utf8JsonWriter(json))
        {
            writer.WriteStartObject();
            foreach (var (name, value) in fields)
            {
                writer.WriteString(name, value);
            }

            writer.WriteEndObject();
        }

        return new(StatusCodes.Status200OK, "application/json", json.ToArray());
    }

    /// <summary>400: it is the handshake, and not written as the provider writes it.</summary>
    public static HandshakeAnswer Malformed(string reason) => new(StatusCodes.Status400BadRequest) { Refusal = reason };

    /// <summary>403: it is not meant for us, or not granted.</summary>
    public static HandshakeAnswer Forbidden(string reason) => new(StatusCodes.Status403Forbidden) { Refusal = reason };

    /// <summary>503: the provider shall repeat it.</summary>
    public static HandshakeAnswer Later(string reason) => new(StatusCodes.Status503ServiceUnavailable)
    {
        Refusal = reason,
        Headers = [new("Retry-After", RetryLater.ToString(CultureInfo.InvariantCulture))],
    };

    public Task WriteToAsync(HttpResponse response)
    {
        response.StatusCode = _statusCode;
        response.ContentType = _contentType;
        response.ContentLength = _body.Length;
        response.Headers.XContentTypeOptions = "nosniff";
        response.Headers.CacheControl = "no-store";
        foreach (var (name, value) in Headers)
        {
            response.Headers[name] = value;
        }

        return response.Body.WriteAsync(_body).AsTask();
    }
}
