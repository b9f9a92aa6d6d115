using ShopWebhooks.AspNetCore.Tests.Loopback;
using ShopWebhooks.Storage;

namespace ShopWebhooks.AspNetCore.Tests.EndToEnd;

internal sealed class LoadTests
{
    private const int Connections = 32;
    private const int Webhooks = 2000;

    [Test]
    [CancelAfter(60_000)]
    public async Task Two_thousand_webhooks_over_32_connections_are_handled_once_each(CancellationToken cancellationToken)
    {
        await using var shop = await LoopbackShop.StartAsync();
        var requests = Enumerable.Range(0, Webhooks).Select(number => RawWebhook.Signed(id: $"load-{number}")).ToArray();

        // Every tenth is sent twice, over two connections at once.
        var shares = requests.Select((request, number) => (request, number))
            .SelectMany(each => each.number % 10 == 0 ? [each, (each.request, each.number + 1)] : new[] { each })
            .GroupBy(each => each.number % Connections, each => each.request.ToBytes());
        var statuses = await Task.WhenAll(shares.Select(share => SendAllAsync(shop, [.. share], cancellationToken)));

        statuses.SelectMany(each => each).Should().HaveCount(Webhooks + (Webhooks / 10)).And.OnlyContain(status => status == 200);
        var handled = new List<string>(Webhooks);
        while (handled.Count < Webhooks)
        {
            handled.Add((await shop.Handler.NextAsync()).SenderId);
        }

        await shop.StopAsync();
        shop.Handler.Count.Should().Be(Webhooks);
        handled.Should().BeEquivalentTo(requests.Select(request => request.Id));
        shop.Store.Outcomes().Count(outcome => outcome == AddOutcome.Known).Should().Be(Webhooks / 10);
        shop.Logs.Alarming.Should().BeEmpty();
    }

    private static async Task<List<int>> SendAllAsync(LoopbackShop shop, byte[][] requests, CancellationToken cancellationToken)
    {
        using var connection = await shop.ConnectAsync();
        var statuses = new List<int>(requests.Length);
        foreach (var request in requests)
        {
            cancellationToken.ThrowIfCancellationRequested();
            await connection.SendAsync(request);
            statuses.Add((await connection.ReadAnswerAsync()).Status);
        }

        return statuses;
    }
}
