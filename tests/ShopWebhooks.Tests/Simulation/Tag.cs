using System.Text.Json;
using ShopWebhooks.Storage;

namespace ShopWebhooks.Tests.Simulation;

/// <summary>The text by which the simulation knows a message, whatever id the engine gives it: the customer id of its payload.</summary>
internal static class Tag
{
    public static string Of(WebhookMessage message)
    {
        using var payload = JsonDocument.Parse(message.Payload);
        return payload.RootElement.GetProperty("customer_id").GetString()!;
    }

    /// <summary>The tag of a follow-up begins with that of the message it comes from, and a dot.</summary>
    public static bool IsFollowUp(string tag) => tag.Contains('.', StringComparison.Ordinal);

    /// <summary>The tag of what is dispatched for a tenant begins with that, and a slash.</summary>
    public static string? TenantOf(string tag) => tag.IndexOf('/', StringComparison.Ordinal) is > 0 and var end ? tag[..end] : null;
}
