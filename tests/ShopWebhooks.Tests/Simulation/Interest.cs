using System.Text.Json;
using ShopWebhooks.Endpoints;
using ShopWebhooks.Events;
using ShopWebhooks.Storage;

namespace ShopWebhooks.Tests.Simulation;

/// <summary>Which of what the application dispatches an endpoint is to be owed.</summary>
/// <param name="Events">The event types.</param>
internal sealed record Interest(params IReadOnlyList<string> Events)
{
    private static readonly IReadOnlyList<string[]> Choices = [[NewOrder.Type], [NewLead.Type], [NewOrder.Type, NewLead.Type]];

    /// <summary>Only messages of this tenant.</summary>
    public string? Tenant { get; init; }

    /// <summary>Only orders that are paid.</summary>
    public bool OnlyPaid { get; init; }

    public static Interest Any(World world)
    {
        var events = world.OneOf(Choices);
        return new(events)
        {
            Tenant = world.OneOf(null, null, Callers.BusyTenant, Callers.OtherTenant),
            OnlyPaid = events.Contains(NewOrder.Type) && world.Happens(300),
        };
    }

    // The tenant is that of the tag, which the caller chose: what the message says of itself may be wrong.
    public bool Includes(WebhookMessage message) => message.Origin == WebhookMessage.LocalOrigin && Events.Contains(message.EventType)
        && (Tenant is null || Tenant == Tag.TenantOf(Tag.Of(message)))
        && (!OnlyPaid || IsPaid(message));

    public void ApplyTo(WebhookEndpointOptions options)
    {
        options.Events.Clear();
        foreach (var type in Events)
        {
            options.Events.Add(type);
        }

        options.Tenant = Tenant;
        options.Where = OnlyPaid ? """{"status":"paid"}""" : null;
    }

    public override string ToString() => $"{string.Join(" and ", Events)} of {Tenant ?? "anybody"}{(OnlyPaid ? ", if paid" : "")}";

    private static bool IsPaid(WebhookMessage message)
    {
        using var payload = JsonDocument.Parse(message.Payload);
        return payload.RootElement.TryGetProperty("status", out var status) && status.ValueEquals("paid");
    }
}
