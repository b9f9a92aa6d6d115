using Microsoft.Extensions.Logging;

namespace ShopWebhooks.AspNetCore.Tests.Loopback;

/// <summary>One line that was logged.</summary>
internal sealed record LogEntry(LogLevel Level, string Category, int EventId, string Text, Exception? Exception)
{
    public override string ToString() => $"{Level} {Category}[{EventId}] {Text} {Exception}";
}
