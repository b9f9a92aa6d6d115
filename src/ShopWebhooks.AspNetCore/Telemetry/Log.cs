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

    [LoggerMessage(2008, LogLevel.Information,
        "A verified webhook of event type {EventType} from source '{Source}' was refused by the route '{Route}': {Reason}")]
    public static partial void NotWhatTheEndpointTakes(ILogger logger, string eventType, string source, string? route, string reason);

    [LoggerMessage(2011, LogLevel.Information, "The handshake of source '{Source}' was answered")]
    public static partial void HandshakeAnswered(ILogger logger, string source);

    // Not a warning, either: a stranger can cause it.
    [LoggerMessage(2012, LogLevel.Information, "A handshake of source '{Source}' was refused: {Reason}")]
    public static partial void HandshakeRefused(ILogger logger, string source, string reason);

    [LoggerMessage(2013, LogLevel.Error, "The secret that the provider of source '{Source}' brought could not be kept, and was not agreed upon")]
    public static partial void SecretNotKept(ILogger logger, Exception exception, string source);

    // A warning, because it may be meant: a source can come with the configuration later.
    [LoggerMessage(2014, LogLevel.Warning, "The route '{Route}' verifies for the source '{Source}', and none of that name is declared; is it misspelt?")]
    public static partial void NoSuchSource(ILogger logger, string? route, string source);
}
