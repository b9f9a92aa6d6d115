using ShopWebhooks.Signing;

namespace ShopWebhooks.Cli.Providers;

/// <summary>Header lines that are all there, and remember for which of them a verifier asked: how it looks at a request is its own business.</summary>
internal sealed class AskedHeaders : IWebhookHeaders
{
    private readonly List<string> _names = [];

    public IReadOnlyList<string> Names => _names;

    public int Find(string name, out string? value)
    {
        // What the body is, is asked besides.
        if (!name.Equals("content-type", StringComparison.OrdinalIgnoreCase) && !_names.Contains(name, StringComparer.OrdinalIgnoreCase))
        {
            _names.Add(name);
        }

        value = "x";
        return 1;
    }
}
