namespace ShopWebhooks.Sqlite.Tests.Crashes;

/// <summary>An attempt as it arrived: at the sink, or at a handler that reported it.</summary>
/// <param name="Life">The life of the shop that made it.</param>
/// <param name="EndpointId">The endpoint that was attempted.</param>
/// <param name="MessageId">The id of the message.</param>
/// <param name="Tag">What the test calls the message.</param>
/// <param name="Body">The bytes, in Base64.</param>
internal sealed record Arrival(int Life, string EndpointId, string MessageId, string Tag, string Body);
