using Microsoft.Extensions.Logging;

namespace ShopWebhooks.Sqlite.Telemetry;

/// <summary>Every line this package logs. Event ids continue the core's: 4000 storage.</summary>
internal static partial class Log
{
    // A relative path begins wherever the process was started, which surprises.
    [LoggerMessage(4007, LogLevel.Information, "Messages are kept in the SQLite file {Path}")]
    public static partial void Opened(ILogger logger, string path);
}
