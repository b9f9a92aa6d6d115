namespace ShopWebhooks.Signing;

/// <summary>The secrets that are active together.</summary>
internal static class ActiveSecrets
{
    /// <summary>
    /// Copies them, so that a later change of the list changes nothing, and refuses a list that would leave requests unsigned.
    /// </summary>
    public static WebhookSecret[] Copy(WebhookScheme scheme, IReadOnlyList<WebhookSecret> secrets)
    {
        ArgumentNullException.ThrowIfNull(secrets);
        WebhookSecret[] copy = [.. secrets];
        if (copy.Length == 0)
        {
            throw new ArgumentException(
                "There is no secret; give at least one, since nothing is signed or verified without.", nameof(secrets));
        }

        var missing = Array.IndexOf(copy, null);
        if (missing >= 0)
        {
            throw new ArgumentException($"Secret {missing + 1} of {copy.Length} is null; leave it out.", nameof(secrets));
        }

        return Array.Find(copy, secret => scheme.FindProblem(secret) is not null) is { } wrong
            ? throw new ArgumentException(scheme.FindProblem(wrong), nameof(secrets))
            : copy;
    }
}
