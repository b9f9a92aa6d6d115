namespace ShopWebhooks.Cli;

/// <summary>What was asked for cannot be done as it was written. The message says what to write instead, and holds no secret.</summary>
internal sealed class UsageException(string message) : Exception(message);
