namespace ShopWebhooks.Benchmarks.Harness;

/// <summary>What a goal is about.</summary>
internal enum Quantity
{
    /// <summary>The time of an operation: less is better.</summary>
    Time,

    /// <summary>Operations in a time: more is better.</summary>
    Throughput,

    /// <summary>Processor time: less is better.</summary>
    ProcessorTime,

    /// <summary>Memory: less is better.</summary>
    Memory,
}
