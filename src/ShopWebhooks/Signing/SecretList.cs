namespace ShopWebhooks.Signing;

/// <summary>The secrets of a source or an endpoint, from its settings.</summary>
internal static class SecretList
{
    /// <summary>Reads the secrets; a problem names the key and the position, never the text.</summary>
    public static List<WebhookSecret> Parse(IList<string> texts, WebhookScheme scheme, string key, ICollection<string> problems)
    {
        var secrets = new List<WebhookSecret>(texts.Count);
        if (texts.Count == 0)
        {
            var written = scheme.SecretFormat == SecretFormat.StandardWebhooks ? "whsec_…" : "as the provider shows it";
            problems.Add($"{key}:Secrets: at least one secret is required; add one, {written}.");
        }

        for (var i = 0; i < texts.Count; i++)
        {
            if (WebhookSecret.TryParse(texts[i], scheme.SecretFormat, out var secret, out var problem) && (problem = scheme.FindProblem(secret)) is null)
            {
                secrets.Add(secret);
            }
            else
            {
                problems.Add($"{key}:Secrets:{i}: {problem}");
            }
        }

        return secrets;
    }
}
