using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.DependencyInjection.Extensions;
using ShopWebhooks.Endpoints;
using ShopWebhooks.JsonSchema.Endpoints;

namespace ShopWebhooks.JsonSchema;

/// <summary>Checks bodies against the JSON Schemas that endpoints require.</summary>
public static class JsonSchemaBuilderExtensions
{
    /// <summary>
    /// Checks bodies against the JSON Schema that their endpoint requires (<see cref="WebhookEndpointBuilder.Requires"/>). When the host starts,
    /// the examples of the event types are checked; each body is, before its delivery is stored, and one that does not fit is a dead letter.
    /// </summary>
    /// <remarks>
    /// A keyword that would not be enforced, and a reference to another document, keep the host from starting. May be called more than once.
    /// </remarks>
    /// <param name="builder">The builder.</param>
    [RequiresUnreferencedCode("NJsonSchema reads schemas by reflection, through Newtonsoft.Json.")]
    [RequiresDynamicCode("NJsonSchema reads schemas by reflection, through Newtonsoft.Json.")]
    public static IShopWebhooksBuilder AddJsonSchemaValidation(this IShopWebhooksBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Services.TryAddSingleton<IBodySchemaReader, BodySchemaReader>();
        return builder;
    }
}
