using System.Globalization;
using System.Net.Http.Headers;
using ShopWebhooks.Endpoints;

namespace ShopWebhooks.Transports;

/// <summary>What an endpoint answered to the handshake of CloudEvents HTTP 1.1 Web Hooks. Exactly one of consent and problem is set.</summary>
/// <param name="Consent">What it has granted; null when it has not.</param>
/// <param name="Problem">What is missing, as a clause without a full stop.</param>
/// <param name="StatusCode">The status code; null when there was no answer.</param>
internal sealed record ConsentAnswer(Consent? Consent, string? Problem, int? StatusCode)
{
    /// <summary>The header with which the sending system names itself.</summary>
    public const string RequestOrigin = "WebHook-Request-Origin";

    /// <summary>The header with which it asks for a number of requests a minute.</summary>
    public const string RequestRate = "WebHook-Request-Rate";

    private const string AllowedOrigin = "WebHook-Allowed-Origin";
    private const string AllowedRate = "WebHook-Allowed-Rate";
    private const string Any = "*";

    /// <summary>Reads an answer.</summary>
    /// <remarks>No status grants anything by itself: a server may answer 200 to any OPTIONS request.</remarks>
    /// <param name="statusCode">The status code.</param>
    /// <param name="headers">The header lines.</param>
    /// <param name="endpoint">The endpoint that was asked.</param>
    public static ConsentAnswer Read(int statusCode, HttpResponseHeaders headers, WebhookEndpoint endpoint)
    {
        var (origin, askedRate) = (endpoint.RequestOrigin!, endpoint.RequestRate);
        var rate = Find(headers, AllowedRate);
        long perMinute = 0;
        var problem =
            statusCode is < 200 or > 299
                ? $"it answered {statusCode}"
            : Find(headers, AllowedOrigin) is not { } allowed
                ? $"it answered {statusCode} without the header {AllowedOrigin}, and the status alone is no consent"
            : allowed != Any && !allowed.Equals(origin, StringComparison.OrdinalIgnoreCase)
                ? $"its {AllowedOrigin} is neither '{origin}' nor *"
            : rate is null && askedRate is not null
                ? $"it was asked for {askedRate} requests a minute and answered without the header {AllowedRate}"
            : rate is not null && rate != Any && !TryReadRate(rate, out perMinute)
                ? $"its {AllowedRate} is neither a number of requests a minute nor *"
            : null;
        return problem is null
            ? new ConsentAnswer(new Consent(endpoint.ConsentTarget, origin, perMinute == 0 ? null : perMinute), null, statusCode)
            : new ConsentAnswer(null, problem, statusCode);
    }

    private static bool TryReadRate(string rate, out long perMinute) =>
        long.TryParse(rate, NumberStyles.None, CultureInfo.InvariantCulture, out perMinute) && perMinute > 0;

    // Two lines make one text with a comma, which is neither a name nor a number.
    private static string? Find(HttpResponseHeaders headers, string name) =>
        headers.NonValidated.TryGetValues(name, out var values) ? values.ToString().Trim() : null;
}
