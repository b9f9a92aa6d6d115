using System.Text.Json;
using System.Text.Json.Nodes;
using ShopWebhooks.Signing;

namespace ShopWebhooks.Providers;

/// <summary>Microsoft Graph: each notification holds the secret itself.</summary>
internal sealed class ClientStateScheme : ItemScheme
{
    protected override string Items => "value";

    protected override VerificationFailure? Verify(JsonElement item, ReadOnlySpan<WebhookSecret> secrets) =>
        JsonBody.FindText(item, "clientState") is not { } state ? VerificationFailure.MissingHeader
        : SecretText.IsAmong(secrets, state) ? null
        : VerificationFailure.SignatureMismatch;

    protected override void Sign(JsonObject item, WebhookSecret secret) => item["clientState"] = secret.Reveal();
}
