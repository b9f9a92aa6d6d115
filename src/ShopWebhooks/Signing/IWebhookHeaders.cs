namespace ShopWebhooks.Signing;

/// <summary>The header lines of a request, as a scheme looks at them. Implement it as a struct to verify without allocating.</summary>
public interface IWebhookHeaders
{
    /// <summary>Counts the header lines of a name. A doubled line counts twice; lines are never joined.</summary>
    /// <param name="name">The name; upper and lower case are the same.</param>
    /// <param name="value">The first line's value as it was sent; null when there is no such line.</param>
    /// <returns>How many lines have this name.</returns>
    int Find(string name, out string? value);
}
