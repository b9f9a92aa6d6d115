namespace Shop;

/// <summary>The tenants that the READMEs speak of.</summary>
public interface ITenants
{
    /// <summary>The secret that a tenant's account at Stripe signs with; null when there is no such tenant.</summary>
    Task<string?> FindStripeSecretAsync(string tenant, CancellationToken cancellationToken);
}
