using Microsoft.Extensions.Logging;

namespace ShopWebhooks.AspNetCore.Telemetry;

/// <summary>Every line this package logs. Event ids continue the core's: 2000 receiving. No line holds a text that a stranger chose.</summary>
internal static partial class Log
{
    // Not a warning: a stranger can cause it, by no chunk at all, or behind request decompression.
    [LoggerMessage(2005, LogLevel.Information,
        "A request came with a body of which nothing was left to verify, and is refused for that, whatever reason is given next. If something "
        + "of the application reads it before (a middleware, model binding), verify before it is read, or call Request.EnableBuffering() "
        + "first; request decompression, too, changes what was signed")]
    public static partial void NothingLeftToVerify(ILogger logger);

    [LoggerMessage(2008, LogLevel.Information, "A verified webhook of event type {EventType} from source '{Source}' was refused: {Reason}")]
    public static partial void NotWhatTheEndpointTakes(ILogger logger, string eventType, string source, string reason);
}
