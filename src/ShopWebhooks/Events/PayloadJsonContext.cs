using System.Text.Json;
using System.Text.Json.Serialization;

namespace ShopWebhooks.Events;

/// <summary>The generated metadata of the payload records.</summary>
/// <remarks>
/// Of two equal keys one reader takes the first and another the last; such a payload is refused, so that nobody acts on another value
/// than was checked. Null for a text that is required is refused too.
/// </remarks>
[JsonSourceGenerationOptions(
    AllowDuplicateProperties = false,
    RespectNullableAnnotations = true,
    GenerationMode = JsonSourceGenerationMode.Metadata)]
[JsonSerializable(typeof(Ping))]
[JsonSerializable(typeof(NewOrder))]
[JsonSerializable(typeof(NewLead))]
[JsonSerializable(typeof(OrderStatusChanged))]
[JsonSerializable(typeof(MessageReceived))]
[JsonSerializable(typeof(SupportRequested))]
[JsonSerializable(typeof(AbandonedCart))]
[JsonSerializable(typeof(CustomerUpdated))]
[JsonSerializable(typeof(EndpointDisabled))]
[JsonSerializable(typeof(EndpointRecovered))]
[JsonSerializable(typeof(DeliveryFailing))]
[JsonSerializable(typeof(DeliveryExhausted))]
[JsonSerializable(typeof(UnknownEvent))]
[JsonSerializable(typeof(Dictionary<string, JsonElement>))]
internal sealed partial class PayloadJsonContext : JsonSerializerContext;
