using System.Globalization;
using System.Net.Sockets;
using System.Reflection;
using ShopWebhooks.Endpoints;

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

    /// <summary>The name of the HTTP client that sends to an endpoint.</summary>
    /// <remarks>
    /// A pooled connection serves whoever asks its pool. One that was opened to where this endpoint alone may be must not serve its
    /// neighbours, nor this endpoint when it may no longer; so that it has a client of its own for what it is allowed. Plain HTTP needs
    /// none: pools are separate by URI scheme anyway.
    /// </remarks>
    /// <param name="endpointId">The endpoint.</param>
    /// <param name="allowance">What it is allowed.</param>
    public static string NameClient(string endpointId, AddressAllowance allowance) =>
        allowance.IsNothing ? ClientName : $"{EndpointClientPrefix}{endpointId}/{allowance}";

    /// <summary>Builds the client once, so that an unguarded one does not wait for the first delivery to be found out.</summary>
    /// <exception cref="InvalidOperationException">The primary handler lacks the guard, which the application did not allow.</exception>
    public void CheckHandler() => handlers.CreateHandler(ClientName);

    /// <inheritdoc />
    public async ValueTask<TransportResult> SendAsync(TransportRequest request, CancellationToken cancellationToken)
    {
        var endpoint = request.Endpoint;
        var refusal = ReferenceEquals(request.Address, endpoint.Address)
            ? endpoint.Http.AddressRefusal
            : AddressGuard.Refuse(request.Address, endpoint.AllowHttp, endpoint.Http.Allowance);
        if (refusal is { } reason)
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
            using var client = new HttpMessageInvoker(handlers.CreateHandler(endpoint.Http.ClientName), disposeHandler: false);
            using var answer = await client.SendAsync(message, cancellationToken).ConfigureAwait(false);
            var response = await HttpAnswerBody.ReadAsync(answer.Content, cancellationToken).ConfigureAwait(false);
            return HttpAnswer.Classify(answer.StatusCode, answer.Headers, response, endpoint.FinalStatusCodes, clock.GetUtcNow());
        }
        catch (Exception e) when (IsExpected(e, cancellationToken))
        {
            return HttpFailure.Describe(e);
        }
        catch (UnguardedHandlerException e)
        {
            // A host says so when it starts; where there is none, as in a test, only the attempt can.
            return TransportResult.Rejected($"Nothing was sent. {e.Message}");
        }
    }

    /// <summary>Asks an endpoint for its consent: the handshake of CloudEvents HTTP 1.1 Web Hooks.</summary>
    /// <remarks>
    /// With the endpoint's own header lines, since what lets a delivery in may be asked of this as well. The grant is expected in the answer:
    /// nothing here could take one that comes later, by a callback.
    /// </remarks>
    /// <param name="endpoint">The endpoint, which has an origin.</param>
    /// <param name="cancellationToken">Fires when the attempt has to end.</param>
    public async Task<ConsentAnswer> AskAsync(WebhookEndpoint endpoint, CancellationToken cancellationToken)
    {
        if ((endpoint.Http.AddressRefusal ?? endpoint.Http.HeaderRefusal) is { } refusal)
        {
            return new ConsentAnswer(null, $"nothing was connected: {refusal}", null);
        }

        using var message = new HttpRequestMessage(HttpMethod.Options, endpoint.Address);
        Complete(message, endpoint.Http);
        if (endpoint.RequestRate is { } rate)
        {
            Add(message, ConsentAnswer.RequestRate, rate.ToString(CultureInfo.InvariantCulture));
        }

        try
        {
            using var client = new HttpMessageInvoker(handlers.CreateHandler(endpoint.Http.ClientName), disposeHandler: false);
            using var answer = await client.SendAsync(message, cancellationToken).ConfigureAwait(false);
            return ConsentAnswer.Read((int)answer.StatusCode, answer.Headers, endpoint);
        }
        catch (Exception e) when (IsExpected(e, cancellationToken))
        {
            return new ConsentAnswer(null, HttpFailure.Describe(e).Error!.TrimEnd('.'), null);
        }
        catch (UnguardedHandlerException e)
        {
            return new ConsentAnswer(null, $"nothing was sent. {e.Message.TrimEnd('.')}", null);
        }
    }

    private static bool IsExpected(Exception e, CancellationToken cancellationToken) =>
        e is HttpRequestException or IOException or SocketException || (e is OperationCanceledException && !cancellationToken.IsCancellationRequested);

    private static string? RefuseHeaders(TransportRequest request)
    {
        if (!EndpointHeader.IsValue(request.ContentType))
        {
            return "the content type is not printable ASCII";
        }

        // By index, here and below: the enumerator of a list behind an interface is allocated, and this is done on every attempt.
        var signature = request.SignatureHeaders;
        for (var i = 0; i < signature.Count; i++)
        {
            if (!EndpointHeader.IsValue(signature[i].Value))
            {
                return $"the value of '{signature[i].Key}' is not printable ASCII";
            }
        }

        return request.Endpoint.Http.HeaderRefusal;
    }

    private static HttpRequestMessage ToMessage(TransportRequest request)
    {
        var content = new ReadOnlyMemoryContent(request.Body);
        content.Headers.TryAddWithoutValidation("Content-Type", request.ContentType);
        var message = new HttpRequestMessage(HttpMethod.Post, request.Address) { Content = content };
        var signature = request.SignatureHeaders;
        for (var i = 0; i < signature.Count; i++)
        {
            Add(message, signature[i].Key, signature[i].Value);
        }

        Complete(message, request.Endpoint.Http);
        return message;
    }

    private static void Complete(HttpRequestMessage message, HttpEndpoint http)
    {
        message.Headers.TryAddWithoutValidation("User-Agent", UserAgent);
        foreach (var (name, value) in http.Headers)
        {
            Add(message, name, value);
        }

        if (!http.Allowance.IsNothing)
        {
            message.Options.Set(GuardedConnector.Allowance, http.Allowance);
        }
    }

    private static void Add(HttpRequestMessage message, string name, string value)
    {
        // Those that describe the body have a collection of their own.
        if (!message.Headers.TryAddWithoutValidation(name, value))
        {
            message.Content?.Headers.TryAddWithoutValidation(name, value);
        }
    }

    private static string Version()
    {
        var version = typeof(HttpTransport).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion;
        return version.Split('+')[0];
    }
}
