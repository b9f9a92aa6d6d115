using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using ShopWebhooks.Receiving;
using ShopWebhooks.Signing;

namespace ShopWebhooks.AspNetCore.Handshakes;

/// <summary>Amazon SNS: a signed message of the type <c>SubscriptionConfirmation</c>, whose <c>SubscribeURL</c> is called.</summary>
/// <remarks>Only at Amazon SNS itself, and without following it elsewhere. Where that fails the answer is 503, and SNS repeats the message.</remarks>
internal sealed partial class AwsSnsConfirmation : Handshake
{
    private const string Type = "SubscriptionConfirmation";

    // The one that delivers: guarded, without redirects and cookies, and the application's to configure.
    private const string Client = "ShopWebhooks";

    // SNS waits 15 s for the answer.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    public override async ValueTask<HandshakeAnswer?> AnswerAsync(
        VerifiedWebhook webhook, HttpRequest request, WebhookSource source, CancellationToken cancellationToken)
    {
        if (HandshakeJson.Read(webhook.Body, "SubscriptionConfirmation"u8, Find) is not { } found)
        {
            return null;
        }

        if (Pin(found) is not { } url)
        {
            return HandshakeAnswer.Malformed("its SubscribeURL is not one of Amazon SNS, and is not called");
        }

        return await ConfirmAsync(url, request.HttpContext.RequestServices, cancellationToken) is { } problem
            ? HandshakeAnswer.Later($"the subscription could not be confirmed: {problem}")
            : HandshakeAnswer.Empty();
    }

    private static string? Find(JsonElement root) =>
        HandshakeJson.FindText(root, "Type") == Type ? HandshakeJson.FindText(root, "SubscribeURL") ?? "" : null;

    // By the rule for SNS's certificate: though the message is verified, what calls out does not rest on that alone. The scheme's own check is
    // not to be had from here, and is not worth a public door; a test holds the two together.
    private static Uri? Pin(string text) =>
        Ascii.IsValid(text) && Uri.TryCreate(text, UriKind.Absolute, out var url)
        && url.Scheme == Uri.UriSchemeHttps && url.IsDefaultPort && url.UserInfo.Length == 0 && Host().IsMatch(url.Host)
            ? url
            : null;

    private static async Task<string?> ConfirmAsync(Uri url, IServiceProvider services, CancellationToken cancellationToken)
    {
        using var patience = new CancellationTokenSource(Patience, services.GetRequiredService<TimeProvider>());
        using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancellationToken);
        using var client = new HttpMessageInvoker(services.GetRequiredService<IHttpMessageHandlerFactory>().CreateHandler(Client), disposeHandler: false);
        using var call = new HttpRequestMessage(HttpMethod.Get, url);
        try
        {
            using var answer = await client.SendAsync(call, either.Token);
            return answer.IsSuccessStatusCode ? null : $"it was answered {(int)answer.StatusCode}";
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException
            || (exception is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            return exception.GetType().Name;
        }
    }

    // A region, and nothing else that may stand there: sns.s3.amazonaws.com is somebody's bucket.
    [GeneratedRegex(@"^sns\.[a-z]{2}(-[a-z]{1,10}){1,3}-[0-9]{1,2}\.amazonaws\.com(\.cn)?\z")]
    private static partial Regex Host();
}
