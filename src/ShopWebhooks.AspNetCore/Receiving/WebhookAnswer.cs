using Microsoft.AspNetCore.Http;
using ShopWebhooks.Signing;

namespace ShopWebhooks.AspNetCore.Receiving;

/// <summary>The one table of answers. An answer is a status and nothing else: whoever guesses learns nothing from it.</summary>
/// <param name="StatusCode">The status.</param>
/// <param name="RetryAfterSeconds">When the sender shall come back; null where the status says it all.</param>
internal readonly record struct WebhookAnswer(int StatusCode, int? RetryAfterSeconds = null)
{
    private const int RetryWhenFull = 30;

    public static WebhookAnswer For(VerificationResult verification) => verification.Failure == VerificationFailure.KeyUnavailable
        ? new(StatusCodes.Status503ServiceUnavailable, RetryWhenFull)
        : new(StatusOf(verification));

    public static WebhookAnswer For(ReceiveResult received) => received.Outcome switch
    {
        ReceiveOutcome.Accepted or ReceiveOutcome.Duplicate => new(StatusCodes.Status200OK),
        _ => new(StatusCodes.Status503ServiceUnavailable, RetryWhenFull),
    };

    public void WriteTo(HttpResponse response)
    {
        response.StatusCode = StatusCode;
        response.ContentLength = 0;
        if (RetryAfterSeconds is { } seconds)
        {
            response.Headers.RetryAfter = seconds.ToString(System.Globalization.CultureInfo.InvariantCulture);
        }
    }

    private static int StatusOf(VerificationResult verification) => verification.Failure switch
    {
        null when verification.IsValid => StatusCodes.Status200OK,
        VerificationFailure.UnknownSource => StatusCodes.Status404NotFound,
        VerificationFailure.UnsupportedContentType => StatusCodes.Status415UnsupportedMediaType,
        VerificationFailure.BodyTooLarge => StatusCodes.Status413PayloadTooLarge,
        VerificationFailure.MalformedPayload => StatusCodes.Status400BadRequest,
        _ => StatusCodes.Status401Unauthorized,
    };
}
