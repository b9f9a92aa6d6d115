using System.Collections.Immutable;
using ShopWebhooks.Providers;
using ShopWebhooks.Signing;

namespace ShopWebhooks.Receiving;

/// <summary>A sender we receive from: a provider and our secrets. Immutable: a change of configuration makes a new one.</summary>
public sealed class WebhookSource
{
    internal WebhookSource(string name, WebhookSourceOptions options, WebhookProvider provider, WebhookVerifier? verifier)
    {
        Name = name;
        Options = options;
        Provider = provider;
        Verifier = verifier;
    }

    /// <summary>The name as configured, in lower case.</summary>
    public string Name { get; }

    /// <summary>How it signs, names its events and shakes hands.</summary>
    public WebhookProvider Provider { get; }

    /// <summary>The active secrets, a signature by any of which is accepted. Empty only while one is still to come.</summary>
    public IReadOnlyList<WebhookSecret> Secrets { get; internal init; } = [];

    /// <summary>The longest body it may send, in bytes: no more of one needs to be read.</summary>
    public int MaxBodySize => Options.MaxBodySize;

    /// <summary>By which a handshake is known that the provider does not sign; null for none.</summary>
    public WebhookSecret? VerifyToken { get; internal init; }

    /// <summary>The origins whose handshake is granted, in lower case; <c>*</c> for any. Empty: none asks.</summary>
    public IReadOnlyList<string> AllowedOrigins { get; internal init; } = [];

    /// <summary>How many requests a minute are granted; null for any number.</summary>
    public int? AllowedRate { get; internal init; }

    /// <summary>The settings it was made of; when they are no longer the current ones, so is this.</summary>
    internal WebhookSourceOptions Options { get; }

    /// <summary>The secrets it has besides those of the settings.</summary>
    internal ImmutableArray<WebhookSecret> Brought { get; init; } = [];

    /// <summary>The verifier; null while there is no secret, so that nothing can be right.</summary>
    internal WebhookVerifier? Verifier { get; }

    /// <summary>Names the source alone.</summary>
    public override string ToString() => Name;
}
