namespace ShopWebhooks.Signing;

/// <summary>How a signed time is written.</summary>
public enum TimestampFormat
{
    /// <summary>Unix seconds in plain digits, without a leading zero.</summary>
    UnixSeconds,

    /// <summary>Unix milliseconds in plain digits, without a leading zero.</summary>
    UnixMilliseconds,

    /// <summary>ISO 8601 with a <c>T</c>, seconds, a fraction or none, and an offset or <c>Z</c> (RFC 3339).</summary>
    Iso8601,
}
