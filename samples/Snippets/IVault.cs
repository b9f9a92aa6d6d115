namespace Shop;

/// <summary>Where an application keeps its secrets.</summary>
public interface IVault
{
    Task AddAsync(string name, string secret, CancellationToken cancellationToken);
}
