namespace ShopWebhooks.Tests.Simulation;

/// <summary>All that happened in one run, line by line, and the first invariant that was broken.</summary>
internal sealed class History(int seed, TimeProvider time)
{
    private static readonly TimeSpan Promptly = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Aftermath = TimeSpan.FromSeconds(2);

    private readonly DateTimeOffset _start = time.GetUtcNow();
    private readonly List<string> _lines = [];
    private readonly List<(DateTimeOffset From, DateTimeOffset To)> _troubles = [];

    public IReadOnlyList<string> Lines => _lines;

    public int Seed => seed;

    /// <summary>The first invariant that was broken, in words; null while all hold.</summary>
    public string? Violation { get; private set; }

    /// <summary>Adds a line. What comes after a violation is of no interest.</summary>
    public void Note(string line)
    {
        if (Violation is null)
        {
            _lines.Add($"{(time.GetUtcNow() - _start).TotalSeconds,10:0.000}  {line}");
        }
    }

    public void Violate(Invariant invariant, string how)
    {
        Note($"invariant {(int)invariant} is broken: {how}");
        Violation ??= $"Invariant {(int)invariant} ({invariant}) is broken: {how}";
    }

    /// <summary>During this time the store or the process itself was in trouble, which may delay anybody.</summary>
    public void Trouble(DateTimeOffset from, DateTimeOffset to) => _troubles.Add((from, to));

    /// <summary>Whether store and process were in order all this time, and shortly before.</summary>
    public bool WasCalm(DateTimeOffset from, DateTimeOffset to) =>
        !_troubles.Exists(trouble => trouble.From <= to && trouble.To + Aftermath >= from);

    /// <summary>Whether something came too late, for no trouble of store or process.</summary>
    public bool IsLate(Due due, DateTimeOffset done) => done - due.At > Promptly && WasCalm(due.SetAt, done);
}
