using Microsoft.Extensions.Logging;

namespace ShopWebhooks.AspNetCore.Tests.Loopback;

/// <summary>Remembers every line that is logged, and lets a test wait for one.</summary>
internal sealed class RecordingLogs : ILoggerProvider
{
    private readonly Lock _gate = new();
    private readonly List<LogEntry> _entries = [];
    private readonly List<(Func<LogEntry, bool> Matches, TaskCompletionSource<LogEntry> Seen)> _waiting = [];

    public IReadOnlyList<LogEntry> Entries
    {
        get
        {
            lock (_gate)
            {
                return [.. _entries];
            }
        }
    }

    /// <summary>The lines that would wake somebody up.</summary>
    public IEnumerable<LogEntry> Alarming => Entries.Where(entry => entry.Level >= LogLevel.Warning && entry.EventId != InMemory);

    /// <summary>The line at start that tells that the store forgets.</summary>
    private static int InMemory => 4000;

    /// <summary>Waits for a line that matches, logged already or not.</summary>
    public Task<LogEntry> WhenAsync(Func<LogEntry, bool> matches)
    {
        lock (_gate)
        {
            if (_entries.Find(entry => matches(entry)) is { } seen)
            {
                return Task.FromResult(seen);
            }

            var waiting = new TaskCompletionSource<LogEntry>(TaskCreationOptions.RunContinuationsAsynchronously);
            _waiting.Add((matches, waiting));
            return waiting.Task.WaitAsync(Guard.Time);
        }
    }

    public ILogger CreateLogger(string categoryName) => new Recorder(this, categoryName);

    public void Dispose()
    {
    }

    private void Add(LogEntry entry)
    {
        lock (_gate)
        {
            _entries.Add(entry);
            foreach (var (_, seen) in _waiting.Where(each => each.Matches(entry)))
            {
                seen.TrySetResult(entry);
            }
        }
    }

    private sealed class Recorder(RecordingLogs logs, string category) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            logs.Add(new LogEntry(logLevel, category, eventId.Id, formatter(state, exception), exception));
    }
}
