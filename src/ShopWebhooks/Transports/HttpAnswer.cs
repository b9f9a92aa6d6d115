using System.Net;
using System.Net.Http.Headers;
using ShopWebhooks.Storage;

namespace ShopWebhooks.Transports;

/// <summary>What an HTTP answer says about the attempt, from its status and header lines alone.</summary>
/// <remarks>
/// The status decides first about the delivery: an endpoint that answered 2xx has the body, whatever its headers ask for. It may ask to
/// be disabled all the same.
/// </remarks>
internal static class HttpAnswer
{
    /// <summary>The header with which an endpoint says that it wants no more.</summary>
    public const string DeliveryHeader = "webhook-delivery";

    // Most answers are one of these, without a body to keep.
    private static readonly TransportResult[] Accepted =
        [.. Enumerable.Range(200, 100).Select(status => new TransportResult(AttemptOutcome.Delivered) { StatusCode = status })];

    /// <summary>How the attempt ended.</summary>
    /// <param name="status">The status code.</param>
    /// <param name="headers">The header lines.</param>
    /// <param name="response">The text of the body to keep; null for none.</param>
    /// <param name="finalStatusCodes">The status codes after which the endpoint's deliveries are not tried again.</param>
    /// <param name="now">The time the answer came.</param>
    public static TransportResult Classify(
        HttpStatusCode status, HttpResponseHeaders headers, string? response, IReadOnlyList<int> finalStatusCodes, DateTimeOffset now)
    {
        var code = (int)status;
        if (code is >= 200 and <= 299)
        {
            var accepted = Accepted[code - 200];
            var wantsNoMore = WantsNoMore(First(headers, DeliveryHeader));
            return response is null && !wantsNoMore ? accepted : accepted with { Response = response, DisableEndpoint = wantsNoMore };
        }

        return Fail(code, headers, finalStatusCodes, now) with { StatusCode = code, Response = response };
    }

    private static TransportResult Fail(int code, HttpResponseHeaders headers, IReadOnlyList<int> finalStatusCodes, DateTimeOffset now)
    {
        if (code == (int)HttpStatusCode.Gone)
        {
            return TransportResult.Rejected("The endpoint answered 410: it is gone.") with { DisableEndpoint = true };
        }

        var wish = First(headers, DeliveryHeader);
        if (WantsNoMore(wish))
        {
            return TransportResult.Rejected($"The endpoint answered {code} and asked to be disabled.") with { DisableEndpoint = true };
        }

        if (string.Equals(wish, "abort-message", StringComparison.OrdinalIgnoreCase))
        {
            return TransportResult.Rejected($"The endpoint answered {code} and asked not to be sent this message again.");
        }

        if (finalStatusCodes.Contains(code))
        {
            return TransportResult.Rejected($"The endpoint answered {code}, which is final for it.");
        }

        var failed = TransportResult.Failed(code is >= 300 and <= 399
            ? $"The endpoint answered {code}, a redirect, which is never followed."
            : $"The endpoint answered {code}.");
        return RetryAfter.Read(First(headers, "Retry-After"), now) is { } wait ? failed with { RetryAfter = wait, PauseEndpoint = true }
            : code is (int)HttpStatusCode.TooManyRequests or (int)HttpStatusCode.ServiceUnavailable ? failed with { PauseEndpoint = true }
            : failed;
    }

    private static bool WantsNoMore(string? wish) => string.Equals(wish, "disable", StringComparison.OrdinalIgnoreCase);

    // Unparsed, because the framework's own reading drops what it does not like.
    private static string? First(HttpResponseHeaders headers, string name)
    {
        if (headers.NonValidated.TryGetValues(name, out var values))
        {
            foreach (var value in values)
            {
                return value.Trim();
            }
        }

        return null;
    }
}
