using System.Text;
using ShopWebhooks.Benchmarks.Children;
using ShopWebhooks.Benchmarks.Storage;

namespace ShopWebhooks.Benchmarks.Backlog;

/// <summary>A SQLite file with a million deliveries, all due and owed to the dead endpoint; made once in a run, and copied by who needs one.</summary>
/// <remarks>With payloads of 200 bytes, as an event without a list of things has; it is a row's number that costs, not its width.</remarks>
internal sealed class MillionOwed : IDisposable
{
    private const int Deliveries = 1_000_000;
    private const int Commit = 10_000;

    private StoreFile? _file;

    public static byte[] Payload { get; } = Encoding.UTF8.GetBytes(
        $$"""{"event":"new_lead","customer_id":"SB-9921","name":"{{new string('n', 147)}}"}""");

    /// <summary>A copy, which is the caller's.</summary>
    public async Task<StoreFile> CopyAsync() => (_file ??= await CreateAsync()).Copy();

    public void Dispose() => _file?.Dispose();

    private static async Task<StoreFile> CreateAsync()
    {
        var file = await StoreFile.CreateAsync();
        using var store = new HandWrittenStore(file.ConnectionString, Shop.DeadEndpoint);
        for (var added = 0; added < Deliveries; added += Commit)
        {
            store.Commit(Commit, Payload);
        }

        return file;
    }
}
