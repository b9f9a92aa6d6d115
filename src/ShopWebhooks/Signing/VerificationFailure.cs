namespace ShopWebhooks.Signing;

/// <summary>Why a request was not accepted as what its sender claims.</summary>
public enum VerificationFailure
{
    /// <summary>A header that the scheme needs is missing; or the field of the body, where the scheme has its signature there.</summary>
    MissingHeader,

    /// <summary>A header is there twice, or its value is not what the scheme allows; the same of a field of the body.</summary>
    MalformedHeader,

    /// <summary>The signed time lies further back than the tolerance.</summary>
    TimestampTooOld,

    /// <summary>The signed time lies further ahead than the tolerance.</summary>
    TimestampTooNew,

    /// <summary>None of the signatures fits any active secret.</summary>
    SignatureMismatch,

    /// <summary>The body is longer than the source allows.</summary>
    BodyTooLarge,

    /// <summary>The signature is right, but the body is not what the source sends.</summary>
    MalformedPayload,

    /// <summary>No source has this name.</summary>
    UnknownSource,

    /// <summary>The body's content type is not one that the source sends.</summary>
    UnsupportedContentType,
}
