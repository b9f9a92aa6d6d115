namespace ShopWebhooks.Endpoints;

/// <summary>
/// Reads the JSON Schemas that endpoints require. A singleton of the container; the package <c>ShopWebhooks.JsonSchema</c> brings one.
/// </summary>
public interface IBodySchemaReader
{
    /// <summary>Reads a schema. Called when the settings are read: at start, and after each change of the configuration.</summary>
    /// <param name="json">The text of the schema.</param>
    /// <param name="problems">Gets one sentence, without its full stop, for each reason why the schema could not be enforced as a whole.</param>
    /// <returns>The schema; null when there were problems.</returns>
    IBodySchema? Read(string json, ICollection<string> problems);
}
