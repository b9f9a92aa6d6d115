namespace ShopWebhooks.Signing;

/// <summary>Header lines from a list, for those who have no request object: tests, tools, queues.</summary>
/// <param name="lines">Name and value of each line, in order; a name may repeat.</param>
public readonly struct WebhookHeaders(IReadOnlyList<KeyValuePair<string, string>> lines) : IWebhookHeaders
{
    /// <inheritdoc />
    public int Find(string name, out string? value)
    {
        value = null;
        var count = 0;
        for (var i = 0; i < (lines?.Count ?? 0); i++)
        {
            if (!string.Equals(lines![i].Key, name, StringComparison.OrdinalIgnoreCase))
            {
                continue;
            }

            if (count++ == 0)
            {
                value = lines[i].Value;
            }
        }

        return count;
    }
}
