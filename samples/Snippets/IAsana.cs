namespace Shop;

/// <summary>The API of Asana, as an application calls it.</summary>
public interface IAsana
{
    Task CreateWebhookAsync(string target, CancellationToken cancellationToken);
}
