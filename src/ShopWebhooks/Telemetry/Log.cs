using Microsoft.Extensions.Logging;

namespace ShopWebhooks.Telemetry;

/// <summary>
/// Every line this package logs. Event ids, which the other packages continue: 1000 settings, 2000 receiving, 3000 delivery, 4000 storage.
/// No line holds a secret, a payload, an address's path or query, or a text that a stranger chose; but what the application's handlers
/// throw is logged as it is, with whatever its text says.
/// </summary>
internal static partial class Log
{
    [LoggerMessage(1000, LogLevel.Error, "A change of the configuration is not valid and was ignored: {Problems}")]
    public static partial void InvalidOptionsIgnored(ILogger logger, string problems);

    [LoggerMessage(1001, LogLevel.Information, "The settings are read: receiving from {Sources}; sending to {Endpoints}")]
    public static partial void SettingsRead(ILogger logger, string sources, string endpoints);

    [LoggerMessage(1002, LogLevel.Warning, "By a change of the configuration there is no longer: {Names}")]
    public static partial void SettingsGone(ILogger logger, string names);

    [LoggerMessage(1003, LogLevel.Warning,
        "Endpoint {Endpoint} is for the event type '{EventType}', and none of that name is registered; is it misspelt, or AddEvent missing?")]
    public static partial void NoSuchEventType(ILogger logger, string endpoint, string eventType);

    [LoggerMessage(1004, LogLevel.Warning, "Handler {Handler} takes what comes from the source '{Source}', and none of that name is declared; is it misspelt?")]
    public static partial void NoSuchSource(ILogger logger, string handler, string source);

    [LoggerMessage(1005, LogLevel.Warning, "The settings are bound to the configuration section '{Section}', and there is none of that name; is it misspelt?")]
    public static partial void NoSuchSection(ILogger logger, string section);

    [LoggerMessage(2000, LogLevel.Information, "A request to source '{Source}' was refused: {Failure}{Expected}")]
    public static partial void Refused(ILogger logger, string source, string failure, string expected);

    [LoggerMessage(2001, LogLevel.Debug, "Message {MessageId} from source '{Source}' was {Outcome}")]
    public static partial void Received(ILogger logger, string? messageId, string source, ReceiveOutcome outcome);

    [LoggerMessage(2002, LogLevel.Error, "A webhook from source '{Source}' could not be stored; the sender was asked to repeat it")]
    public static partial void NotStored(ILogger logger, Exception? exception, string source);

    [LoggerMessage(2003, LogLevel.Warning, "Handler '{Handler}' failed on message {MessageId}, attempt {Attempt}")]
    public static partial void HandlerFailed(ILogger logger, Exception exception, string handler, string messageId, int attempt);

    [LoggerMessage(2004, LogLevel.Warning,
        "The store has no room. Webhooks not stored since the last such line, whose senders were asked to repeat them: {Count}")]
    public static partial void StoreFull(ILogger logger, int count);

    [LoggerMessage(2006, LogLevel.Information, "A webhook of type {EventType} from source '{Source}' is kept, and no handler takes it; this is said once")]
    public static partial void Unhandled(ILogger logger, string eventType, string source);

    [LoggerMessage(2007, LogLevel.Information, "A request to a source that is not declared was refused; declared: {Sources}")]
    public static partial void UnknownSource(ILogger logger, string sources);

    [LoggerMessage(2009, LogLevel.Warning, "The key of a provider could not be fetched from {Host}: {Reason}; its senders are asked to come again")]
    public static partial void KeyNotFetched(ILogger logger, string host, string reason);

    [LoggerMessage(2010, LogLevel.Information, "The provider of source '{Source}' has brought a secret, which is kept and verifies from now on")]
    public static partial void SecretBrought(ILogger logger, string source);

    [LoggerMessage(3000, LogLevel.Debug, "Message {MessageId} was delivered to {Endpoint} in attempt {Attempt}")]
    public static partial void Delivered(ILogger logger, string messageId, string endpoint, int attempt);

    [LoggerMessage(3001, LogLevel.Information, "Attempt {Attempt} to deliver message {MessageId} to {Endpoint} failed: {Error} Decision: {Decision}")]
    public static partial void AttemptFailed(ILogger logger, int attempt, string messageId, string endpoint, string? error, string decision);

    [LoggerMessage(3002, LogLevel.Warning, "Message {MessageId} to {Endpoint} is a dead letter after attempt {Attempt}: {Reason}")]
    public static partial void Dead(ILogger logger, string messageId, string endpoint, int attempt, string? reason);

    [LoggerMessage(3003, LogLevel.Warning, "The lease of message {MessageId} to {Endpoint} was lost in attempt {Attempt}; what it still does is not recorded")]
    public static partial void LeaseLost(ILogger logger, string messageId, string endpoint, int attempt);

    [LoggerMessage(3004, LogLevel.Error, "A step of the delivery of message {MessageId} to {Endpoint} failed and is repeated")]
    public static partial void StepFailed(ILogger logger, Exception exception, string messageId, string endpoint);

    [LoggerMessage(3005, LogLevel.Warning, "Transport '{Scheme}' threw {ExceptionType} in attempt {Attempt} of message {MessageId}")]
    public static partial void TransportThrew(ILogger logger, string scheme, string exceptionType, int attempt, string messageId);

    [LoggerMessage(3006, LogLevel.Information, "The host stops: {Count} attempts under way were given back")]
    public static partial void GivenBack(ILogger logger, int count);

    [LoggerMessage(3007, LogLevel.Error, "The host stops: {Count} attempts under way could not be given back; their leases run out by themselves")]
    public static partial void NotGivenBack(ILogger logger, Exception exception, int count);

    [LoggerMessage(3008, LogLevel.Warning, "What the handler of message {MessageId} dispatched finds no room in the store; its delivery to {Endpoint} waits")]
    public static partial void NoRoomForFollowUps(ILogger logger, string messageId, string endpoint);

    [LoggerMessage(3009, LogLevel.Debug, "Message {MessageId} of type {EventType} is owed to nobody")]
    public static partial void OwedToNobody(ILogger logger, string messageId, string eventType);

    [LoggerMessage(3010, LogLevel.Warning, "Endpoint {Endpoint} is disabled: {Reason}")]
    public static partial void Disabled(ILogger logger, string endpoint, string reason);

    [LoggerMessage(3011, LogLevel.Information, "Endpoint {Endpoint} is paused for {Pause}")]
    public static partial void Paused(ILogger logger, string endpoint, TimeSpan pause);

    [LoggerMessage(3012, LogLevel.Warning, "{Count} deliveries to the disabled endpoint {Endpoint} are dead letters")]
    public static partial void ClosedDisabled(ILogger logger, int count, string endpoint);

    [LoggerMessage(3013, LogLevel.Error, "What the disabled endpoint {Endpoint} is owed could not be ended; that is tried again within an hour")]
    public static partial void CloseFailed(ILogger logger, Exception exception, string endpoint);

    [LoggerMessage(3014, LogLevel.Information, "Endpoint {Endpoint} is enabled")]
    public static partial void Enabled(ILogger logger, string endpoint);

    [LoggerMessage(3015, LogLevel.Warning, "No body could be made of message {MessageId} for {Endpoint}: {Reason} {StackTrace}")]
    public static partial void NoBody(ILogger logger, string messageId, string endpoint, string reason, string? stackTrace);

    [LoggerMessage(3016, LogLevel.Error, "That endpoint {Endpoint} is to be disabled could not be stored; it goes on until it says so again")]
    public static partial void NotDisabled(ILogger logger, Exception exception, string endpoint);

    [LoggerMessage(3017, LogLevel.Information, "Endpoint {Endpoint} allows the origin '{Origin}' to send; requests a minute: {PerMinute}")]
    public static partial void Granted(ILogger logger, string endpoint, string origin, long? perMinute);

    [LoggerMessage(4000, LogLevel.Warning, "Messages are kept in memory alone: what is not delivered when the process ends is forgotten")]
    public static partial void InMemory(ILogger logger);

    [LoggerMessage(4006, LogLevel.Warning, "{Count} open deliveries to {Endpoint} end with this process")]
    public static partial void EndsWithTheProcess(ILogger logger, long count, string endpoint);

    [LoggerMessage(4001, LogLevel.Error, "The store could not be asked for due deliveries; it is asked again in {Wait}")]
    public static partial void LeaseFailed(ILogger logger, Exception exception, TimeSpan wait);

    [LoggerMessage(4002, LogLevel.Error, "Leases could not be renewed")]
    public static partial void RenewFailed(ILogger logger, Exception exception);

    [LoggerMessage(4003, LogLevel.Warning, "{Count} dead letters were forgotten to make room in memory")]
    public static partial void Forgotten(ILogger logger, int count);

    [LoggerMessage(4004, LogLevel.Error, "Old messages and unclaimed deliveries could not be cleared away; that is tried again in an hour")]
    public static partial void RetentionFailed(ILogger logger, Exception exception);

    [LoggerMessage(4005, LogLevel.Warning, "{Count} deliveries to {Endpoint}, which nothing claimed for 7 days, are dead letters")]
    public static partial void Unclaimed(ILogger logger, int count, string endpoint);

    [LoggerMessage(4008, LogLevel.Error, "Which endpoints are paused or disabled could not be read; that is done again at the next change of the settings")]
    public static partial void StatesNotRead(ILogger logger, Exception exception);

    [LoggerMessage(4009, LogLevel.Error,
        "The store is unavailable. Webhooks, whose senders were asked to repeat them, and outcomes of attempts, which are recorded as soon as it "
        + "goes on, that it did not take since the last such line: {Count}. {Reason}")]
    public static partial void StoreUnavailable(ILogger logger, Exception? exception, int count, string reason);
}
