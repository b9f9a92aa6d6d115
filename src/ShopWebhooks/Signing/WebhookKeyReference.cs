namespace ShopWebhooks.Signing;

/// <summary>Where a provider publishes the key that a request was signed with. Its address was checked: it is the provider's own.</summary>
/// <param name="Address">Where it is; <c>https</c>.</param>
public sealed record WebhookKeyReference(Uri Address)
{
    /// <summary>What is posted there, as JSON, to ask for it.</summary>
    /// <value>Null: it is asked for by GET.</value>
    internal string? Question { get; init; }

    /// <summary>Which of several keys that are published there.</summary>
    /// <value>Null: there is one.</value>
    public string? KeyId { get; init; }

    /// <summary>
    /// The domain, itself or one below it, that a certificate must be issued for, by an authority that is trusted. Whoever gets the key has to
    /// check that; another certificate is none to be had.
    /// </summary>
    /// <value>Null: that it came from the address is enough.</value>
    public string? IssuedFor { get; init; }

    /// <summary>Names the host alone.</summary>
    public override string ToString() => Address.Host;
}
