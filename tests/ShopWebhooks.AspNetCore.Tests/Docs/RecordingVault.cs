using Shop;

namespace ShopWebhooks.AspNetCore.Tests.Docs;

internal sealed class RecordingVault : IVault
{
    public List<(string Name, string Secret)> Kept { get; } = [];

    public Task AddAsync(string name, string secret, CancellationToken cancellationToken)
    {
        Kept.Add((name, secret));
        return Task.CompletedTask;
    }
}
