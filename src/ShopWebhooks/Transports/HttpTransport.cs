using System.Reflection;

namespace ShopWebhooks.Transports;

/// <summary>Carries a body by HTTP <c>POST</c>, to a public address or to one its endpoint allows.</summary>
/// <remarks>
/// The handler comes from the client factory at each attempt, so that what the application adds to the client applies; an invoker around
/// it costs less than an <see cref="HttpClient"/>, whose own settings (default headers, base address, timeout) therefore do not apply.
/// </remarks>
internal sealed class HttpTransport(IHttpMessageHandlerFactory handlers, TimeProvider clock) : IWebhookTransport
{
    /// <summary>The name of the HTTP client that may connect to public addresses only.</summary>
    public const string ClientName = "ShopWebhooks";

    private const string EndpointClientPrefix = ClientName + "/";

    private static readonly string UserAgent = "ShopWebhooks/" + Version();

    /// <summary>Whether an HTTP client is one of the transport's.</summary>
    /// <param name="name">The client's name.</param>
    public static bool IsClientName(string? name) =>
        name is not null && (name == ClientName || name.StartsWith(EndpointClientPrefix, StringComparison.Ordinal));

    /// <summary>Builds the client once, so that an unguarded one does not wait for the first delivery to be found out.</summary>
    /// <exception cref="InvalidOperationException">The primary handler lacks the guard, which the application did not allow.</exception>
    public void CheckHandler() => handlers.CreateHandler(ClientName);

    /// <inheritdoc />
    public async ValueTask<TransportResult> SendAsync(TransportRequest request, CancellationToken cancellationToken)
    {
        var endpoint = request.Endpoint;
        if (AddressGuard.Refuse(request.Address, endpoint.AllowHttp, endpoint.AllowedNetworks) is { } reason)
        {
            return TransportResult.Rejected($"The address was refused and nothing was connected: {reason}.");
        }

        if (RefuseHeaders(request) is { } header)
        {
            return TransportResult.Rejected($"A header line was refused and nothing was sent: {header}.");
        }

        using var message = ToMessage(request);
        try
        {
            // A pooled connection serves whoever asks its pool. One that was opened into a network this endpoint alone may reach must not
            // serve its neighbours, so that it has a client of its own. Plain HTTP needs none: pools are separate by URI scheme anyway.
            using var client = new HttpMessageInvoker(
                handlers.CreateHandler(endpoint.AllowedNetworks.Count == 0 ? ClientName : EndpointClientPrefix + endpoint.Id),
                disposeHandler: false);
            using var answer = await client.SendAsync(message, cancellationToken).ConfigureAwait(false);
            var response = await HttpAnswerBody.ReadAsync(answer.Content, cancellationToken).ConfigureAwait(false);
            return HttpAnswer.Classify(answer.StatusCode, answer.Headers, response, clock.GetUtcNow());
        }
        catch (Exception e) when (e is HttpRequestException or IOException
            || (e is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            return HttpFailure.Describe(e);
        }
    }

    private static string? RefuseHeaders(TransportRequest request)
    {
        if (!EndpointHeader.IsValue(request.ContentType))
        {
            return "the content type is not printable ASCII";
        }

        foreach (var (name, value) in request.SignatureHeaders)
        {
            if (!EndpointHeader.IsValue(value))
            {
                return $"the value of '{name}' is not printable ASCII";
            }
        }

        foreach (var (name, value) in request.Endpoint.Headers)
        {
            if (EndpointHeader.Refuse(name, value) is { } reason)
            {
                return reason;
            }
        }

        return null;
    }

    private static HttpRequestMessage ToMessage(TransportRequest request)
    {
        var content = new ReadOnlyMemoryContent(request.Body);
        content.Headers.TryAddWithoutValidation("Content-Type", request.ContentType);
        var message = new HttpRequestMessage(HttpMethod.Post, request.Address) { Content = content };
        message.Headers.TryAddWithoutValidation("User-Agent", UserAgent);
        foreach (var (name, value) in request.SignatureHeaders)
        {
            message.Headers.TryAddWithoutValidation(name, value);
        }

        foreach (var (name, value) in request.Endpoint.Headers)
        {
            // Those that describe the body have a collection of their own.
            if (!message.Headers.TryAddWithoutValidation(name, value))
            {
                content.Headers.TryAddWithoutValidation(name, value);
            }
        }

        if (request.Endpoint.AllowedNetworks.Count > 0)
        {
            message.Options.Set(GuardedConnector.AllowedNetworks, request.Endpoint.AllowedNetworks);
        }

        return message;
    }

    private static string Version()
    {
        var version = typeof(HttpTransport).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion;
        return version.Split('+')[0];
    }
}
