using System.Text.Json;
using ShopWebhooks.Benchmarks.Harness;
using ShopWebhooks.Endpoints;

namespace ShopWebhooks.Benchmarks.Filtering;

/// <summary>Three conditions on a payload whose fields that they ask about come last, against a reader that goes over it and asks nothing.</summary>
internal sealed class FilterBenchmark(Goal goal) : MicroBenchmark("filter, three conditions on 15 lines", goal)
{
    private readonly byte[] _payload = File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "Filtering", "order.json"));
    private readonly PayloadCondition _condition =
        PayloadCondition.Parse("""{"status":"paid","total":{"$gte":100},"currency":{"$in":["EUR","CHF"]}}""");

    protected override void Ours(long operations)
    {
        var matched = 0L;
        for (var i = 0L; i < operations; i++)
        {
            matched += _condition.Matches(_payload) ? 1 : 0;
        }

        Check.AllOf(operations, matched);
    }

    protected override void Limit(long operations)
    {
        var read = 0L;
        for (var i = 0L; i < operations; i++)
        {
            var reader = new Utf8JsonReader(_payload);
            while (reader.Read())
            {
            }

            read += reader.CurrentDepth == 0 ? 1 : 0;
        }

        Check.AllOf(operations, read);
    }
}
