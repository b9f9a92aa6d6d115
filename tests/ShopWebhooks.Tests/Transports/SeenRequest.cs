namespace ShopWebhooks.Tests.Transports;

/// <summary>What reached a server.</summary>
internal sealed record SeenRequest(
    string Method, string Target, string Host, string Connection, Dictionary<string, string> Headers, byte[] Body);
