using System.Text.Json.Nodes;

namespace ShopWebhooks.Endpoints;

/// <summary>A JSON Schema that an endpoint requires, made ready to check bodies with. Thread-safe.</summary>
public interface IBodySchema
{
    /// <summary>Tells why a body does not fit; null when it does.</summary>
    /// <remarks>
    /// Called before a delivery is stored, for every body, and possibly by many threads at once. A body may be anything, also no JSON; an
    /// exception counts as one that does not fit.
    /// </remarks>
    /// <param name="body">The bytes that would be sent.</param>
    /// <returns>
    /// The paths and the rules that they break, as the rest of a sentence. It is stored and logged, so it quotes nothing of the body.
    /// </returns>
    string? Refuse(ReadOnlyMemory<byte> body);

    /// <summary>Finds what this schema requires and a schema of bodies does not know.</summary>
    /// <param name="described">The JSON Schema (draft 2020-12) of the bodies of one event type.</param>
    /// <returns>The paths, <c>$.data.total</c>; empty when all that is required is there.</returns>
    IReadOnlyList<string> FindMissing(JsonNode described);
}
