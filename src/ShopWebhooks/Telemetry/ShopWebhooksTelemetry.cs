namespace ShopWebhooks.Telemetry;

/// <summary>The names under which the library can be observed.</summary>
public static class ShopWebhooksTelemetry
{
    /// <summary>The activity source of all spans: <c>publish</c>, <c>deliver</c> and <c>process</c>, each with the event type.</summary>
    public const string ActivitySourceName = "ShopWebhooks";

    /// <summary>The meter of all instruments, whose names begin with <c>shopwebhooks.</c>.</summary>
    public const string MeterName = "ShopWebhooks";
}
