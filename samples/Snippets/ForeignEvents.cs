// snippet: foreign-events
using System.Text.Json.Serialization;
using ShopWebhooks;
using ShopWebhooks.Events;
using ShopWebhooks.Providers;
// end

namespace Shop;

// snippet: foreign-events
public sealed record InvoicePaid(InvoicePaid.Part Data)
{
    public sealed record Part([property: JsonPropertyName("object")] Invoice Invoice);

    public sealed record Invoice(string Id, long AmountPaid, string Currency);
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, AllowDuplicateProperties = false)]
[JsonSerializable(typeof(InvoicePaid))]
public sealed partial class StripeJson : JsonSerializerContext;
// end

public static class ForeignEvents
{
    public static void Add(WebApplicationBuilder builder)
    {
        // snippet: foreign-events
        builder.Services.AddShopWebhooks()
            .AddSource("payments", WebhookProviders.Stripe, source => source.AddSecret(builder.Configuration["Stripe:Secret"]))
            .AddEvent("stripe.invoice.paid", StripeJson.Default.InvoicePaid)
            .On<InvoicePaid>((paid, context, cancellationToken) =>
            {
                Console.WriteLine($"{paid.Data.Invoice.Id} is paid, by the event {context.FindHeader("webhook-id")}.");
                return Task.CompletedTask;
            })
            .On<UnknownEvent>("other-payments", (other, context, cancellationToken) =>
            {
                Console.WriteLine($"{other.Event} came, with {string.Join(", ", other.UnknownFields!.Keys)}.");
                return Task.CompletedTask;
            }, handler => handler.From("payments"));
        // end
    }
}
