namespace ShopWebhooks.Signing;

/// <summary>A received request that nobody has verified yet: all that any scheme signs.</summary>
/// <typeparam name="THeaders">How its header lines are found.</typeparam>
/// <param name="method">The HTTP method as sent, <c>POST</c>.</param>
/// <param name="publicUrl">
/// The URL the sender used, from configuration and never from the request's <c>Host</c>; null where the scheme does not sign it.
/// </param>
/// <param name="headers">The header lines.</param>
/// <param name="body">The raw body, as it arrived.</param>
public readonly struct WebhookRequest<THeaders>(string method, string? publicUrl, THeaders headers, ReadOnlyMemory<byte> body)
    where THeaders : IWebhookHeaders
{
    /// <summary>The HTTP method.</summary>
    public string Method { get; } = method;

    /// <summary>The URL the sender used; null where the scheme does not sign it.</summary>
    public string? PublicUrl { get; init; } = publicUrl;

    /// <summary>
    /// The query as it was sent, with its <c>?</c>; of use where the URL is signed and that of the source has no query of its own.
    /// </summary>
    /// <value>Null: none.</value>
    public string? Query { get; init; }

    /// <summary>The header lines.</summary>
    public THeaders Headers { get; } = headers;

    /// <summary>The raw body.</summary>
    public ReadOnlyMemory<byte> Body { get; } = body;

    /// <summary>The body was longer than its source allows and was not read to its end; such a request is never valid.</summary>
    public bool IsBodyCutOff { get; init; }
}
