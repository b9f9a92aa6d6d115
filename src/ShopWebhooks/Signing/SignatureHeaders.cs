namespace ShopWebhooks.Signing;

/// <summary>The three header lines of Standard Webhooks, each there exactly once.</summary>
internal readonly struct SignatureHeaders
{
    public const string IdName = "webhook-id";
    public const string TimestampName = "webhook-timestamp";
    public const string SignatureName = "webhook-signature";

    private SignatureHeaders(string id, string timestamp, string signature)
    {
        Id = id;
        Timestamp = timestamp;
        Signature = signature;
    }

    public string Id { get; }

    public string Timestamp { get; }

    public string Signature { get; }

    /// <summary>Finds them, or says why not: one is missing, or one is doubled or has no value.</summary>
    /// <remarks>
    /// One <c>webhook-*</c> line rules the <c>svix-*</c> set out: were sets mixed or tried in turn, who can add a header could choose
    /// which id and timestamp the application sees.
    /// </remarks>
    public static VerificationFailure? Find<THeaders>(THeaders headers, out SignatureHeaders found)
        where THeaders : IWebhookHeaders
    {
        found = default;

        // Asked of reference types only: the question boxes a struct where the compiler does not optimize.
        if (!typeof(THeaders).IsValueType && headers is null)
        {
            return VerificationFailure.MissingHeader;
        }

        var ids = headers.Find(IdName, out var id);
        var timestamps = headers.Find(TimestampName, out var timestamp);
        var signatures = headers.Find(SignatureName, out var signature);
        if (ids <= 0 && timestamps <= 0 && signatures <= 0)
        {
            ids = headers.Find("svix-id", out id);
            timestamps = headers.Find("svix-timestamp", out timestamp);
            signatures = headers.Find("svix-signature", out signature);
        }

        if (ids <= 0 || timestamps <= 0 || signatures <= 0)
        {
            return VerificationFailure.MissingHeader;
        }

        if (ids > 1 || timestamps > 1 || signatures > 1 || id is null || timestamp is null || signature is null)
        {
            return VerificationFailure.MalformedHeader;
        }

        found = new SignatureHeaders(id, timestamp, signature);
        return null;
    }
}
