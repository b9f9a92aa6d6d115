using ShopWebhooks.Events;

namespace ShopWebhooks.Tests.Delivery;

internal sealed class DeterminismTests
{
    [Test]
    public void With_a_manual_clock_a_seed_and_one_thread_the_engines_history_is_repeatable()
    {
        var first = History(seed: 7);

        History(seed: 7).Should().Equal(first);
        History(seed: 8).Should().NotEqual(first);
        first.Should().HaveCountGreaterThan(200);
    }

    private static List<string> History(int seed)
    {
        using var host = TestHost.Started(
            shop => shop
                .AddTestEndpoint("a", endpoint => endpoint.Options.Concurrency = 2)
                .AddTestEndpoint("b")
                .On<NewOrder>(
                    (order, context, _) =>
                    {
                        if (context.Attempt == 1)
                        {
                            throw new InvalidOperationException();
                        }

                        context.Dispatch(Orders.Lead);
                        return Task.CompletedTask;
                    },
                    options => options.FromLocal()),
            seed: seed);
        var chance = new Random(seed);
        host.Transport.Script("a", (_, _) => Task.FromResult(chance.Next(3) == 0 ? ScriptedTransport.Ok : ScriptedTransport.Broken));
        for (var i = 0; i < 40; i++)
        {
            host.Dispatch(Orders.Numbered(i), new DispatchOptions { OrderingKey = chance.Next(2) == 0 ? "key" : null });
            host.Advance(TimeSpan.FromSeconds(chance.Next(10)));
        }

        host.Advance(TimeSpan.FromDays(4));
        return [.. host.Transport.Attempts.Select(attempt => $"{attempt.At:O} {attempt.EndpointId} {attempt.MessageId} {attempt.Number}")];
    }
}
