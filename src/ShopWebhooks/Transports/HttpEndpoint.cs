using ShopWebhooks.Endpoints;

namespace ShopWebhooks.Transports;

/// <summary>What the HTTP transport makes of an endpoint once, because it is the same on every attempt.</summary>
/// <remarks>The lists of an endpoint may be somebody's to change; what is sent is therefore the copy that was checked.</remarks>
internal sealed class HttpEndpoint
{
    /// <summary>Checks an endpoint and names its client.</summary>
    /// <param name="endpoint">The endpoint, from the configuration or made by hand.</param>
    public HttpEndpoint(WebhookEndpoint endpoint)
    {
        KeyValuePair<string, string>[] own = [.. endpoint.Headers];
        Headers = endpoint.RequestOrigin is { } origin ? [.. own, new(ConsentAnswer.RequestOrigin, origin)] : own;
        Allowance = new AddressAllowance([.. endpoint.AllowedNetworks], [.. endpoint.AllowedHosts]);
        ClientName = HttpTransport.NameClient(endpoint.Id, Allowance);
        AddressRefusal = AddressGuard.Refuse(endpoint.Address, endpoint.AllowHttp, Allowance);
        HeaderRefusal = own.Select(line => EndpointHeader.Refuse(line.Key, line.Value)).FirstOrDefault(reason => reason is not null)
            ?? (endpoint.RequestOrigin is { } name && !EndpointHeader.IsValue(name) ? "the origin is not printable ASCII" : null);
    }

    /// <summary>The HTTP client that sends to it.</summary>
    public string ClientName { get; }

    /// <summary>Its own header lines, and the origin that every attempt names.</summary>
    public KeyValuePair<string, string>[] Headers { get; }

    /// <summary>Where it may be although nothing may connect there otherwise.</summary>
    public AddressAllowance Allowance { get; }

    /// <summary>Why its address must not be used, as a clause without a full stop; null when it may be.</summary>
    public string? AddressRefusal { get; }

    /// <summary>Why one of its header lines must not be sent, as a clause without a full stop; null when all may be.</summary>
    public string? HeaderRefusal { get; }
}
