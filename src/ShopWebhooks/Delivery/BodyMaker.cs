using Microsoft.Extensions.Logging;
using ShopWebhooks.Endpoints;
using ShopWebhooks.Events;
using ShopWebhooks.Storage;
using ShopWebhooks.Telemetry;
using ShopWebhooks.Transports;

namespace ShopWebhooks.Delivery;

/// <summary>Makes the body of a delivery: the payload in the endpoint's format, transformed, and checked against what the endpoint requires.</summary>
/// <remarks>
/// <para>Where there is a transformation or a required schema, the body is made before the delivery is stored, and kept with it: so the
/// transformation runs once, and what was checked is what is sent. A delivery for which none could be made is a dead letter without a
/// body.</para>
/// <para>That is how the engine keeps the way: a delivery without a body of its own has never had one made, so an attempt makes it.
/// A dead letter that is replayed is transformed and checked by what the endpoint declares then, not sent as it was or untransformed.
/// Rejected: to keep what did not fit, since no replay could ever mend it.</para>
/// </remarks>
internal sealed class BodyMaker(ILogger<BodyMaker> logger)
{
    private const int LongestRefusal = 1024;

    /// <summary>The body to keep with a delivery; null where each attempt renders it, and where there is a refusal.</summary>
    public DeliveryBody? MakeToKeep(WebhookEndpoint endpoint, WebhookMessage message, out string? refusal)
    {
        refusal = null;
        return endpoint is { Transform: null, RequiredSchema: null } ? null : TryMake(endpoint, message, out refusal);
    }

    /// <summary>The body. Throws nothing for what the application's transformation does.</summary>
    /// <param name="endpoint">The endpoint.</param>
    /// <param name="message">The message.</param>
    /// <param name="refusal">Why there is none, as a sentence that quotes nothing of the payload; null when there is one.</param>
    public DeliveryBody? TryMake(WebhookEndpoint endpoint, WebhookMessage message, out string? refusal)
    {
        var body = BodyRenderer.Render(message, endpoint.Format);
        Exception? thrown = null;
        refusal = endpoint.Transform is null ? null : Transform(endpoint.Transform, message, ref body, out thrown);
        refusal ??= endpoint.RequiredSchema is null ? null : Check(endpoint.RequiredSchema, body, out thrown);
        if (refusal is null)
        {
            return body;
        }

        // A schema may name fields that no store could keep.
        refusal = StoredText.Clean(refusal, LongestRefusal)!;

        // Where it was thrown, and not what its text says: that is the application's, and likely to quote the value it stumbled over.
        Log.NoBody(logger, message.Id, endpoint.Id, refusal, thrown?.StackTrace);
        return null;
    }

    private static string? Transform(
        Func<WebhookMessage, DeliveryBody, DeliveryBody> transform, WebhookMessage message, ref DeliveryBody body, out Exception? thrown)
    {
        thrown = null;
        DeliveryBody? made;
        try
        {
            made = transform(message, body);
        }
        catch (Exception exception)
        {
            thrown = exception;
            return $"The endpoint's transformation threw {exception.GetType().Name}.";
        }

        if (made is null)
        {
            return "The endpoint's transformation returned no body.";
        }

        if (string.IsNullOrWhiteSpace(made.ContentType) || !EndpointHeader.IsValue(made.ContentType))
        {
            return "The endpoint's transformation returned a body without a content type that a header can hold.";
        }

        // A copy, since the application may write the next body into the same buffer.
        body = ReferenceEquals(made, body) ? body : made with { Content = made.Content.ToArray() };
        return null;
    }

    private static string? Check(IBodySchema schema, DeliveryBody body, out Exception? thrown)
    {
        thrown = null;
        try
        {
            return schema.Refuse(body.Content) is { } problem ? $"The body does not fit the schema that the endpoint requires: {problem}." : null;
        }
        catch (Exception exception)
        {
            thrown = exception;
            return $"The body could not be checked against the schema that the endpoint requires: {exception.GetType().Name}.";
        }
    }
}
