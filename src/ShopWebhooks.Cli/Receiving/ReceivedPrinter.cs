using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.Http;
using ShopWebhooks.Cli.Providers;
using ShopWebhooks.Cli.Signing;
using ShopWebhooks.Providers;
using ShopWebhooks.Signing;
using Spectre.Console;

namespace ShopWebhooks.Cli.Receiving;

/// <summary>Prints what was received, one request after the other.</summary>
/// <param name="terminal">Where to.</param>
/// <param name="provider">Who sends.</param>
/// <param name="verifier">Verifies as the source does, for the explanation of what is not valid.</param>
/// <param name="urlOf">The URL by which a request is verified.</param>
internal sealed class ReceivedPrinter(Terminal terminal, WebhookProvider provider, WebhookVerifier verifier, Func<HttpRequest, string> urlOf)
{
    private const string Indent = "  ";

    private readonly Lock _gate = new();

    /// <summary>Prints one.</summary>
    public void Print(HttpContext context, string path, VerificationResult verdict, byte[] body)
    {
        var request = context.Request;
        var answer = context.Response.StatusCode;
        var now = TimeProvider.System.GetLocalNow();
        var title = $"{now.ToString("HH:mm:ss", CultureInfo.InvariantCulture)} {Printable.Line(request.Method)} {Printable.Line(path)}";
        (string Outcome, IEnumerable<string> Problem) judged = (HttpMethods.IsPost(request.Method), verdict.Failure, answer) switch
        {
            (true, null, _) => ($"{verdict}", []),
            (_, _, >= 200 and <= 299) => ("handshake", []),
            (true, { } failure, _) => ($"{verdict}", Explain(failure, request, body, now)),
            _ => ("no handshake", [ExplainHandshake(request.Method, answer)]),
        };
        lock (_gate)
        {
            terminal.WriteLine();
            terminal.WriteLine($"{title}  {judged.Outcome}", judged.Problem.Any() ? Color.Red : Color.Green);
            foreach (var line in judged.Problem)
            {
                terminal.WriteLine(Indent + Printable.Line(line));
            }

            terminal.WriteLine($"{Indent}answered {answer}");
            if (verdict.Webhook is { } webhook)
            {
                terminal.WriteLine($"{Indent}event {Printable.Line(webhook.EventType ?? "none")}, id {Printable.Line(webhook.Id ?? "none")}");
            }

            PrintHeaders(request);
            PrintBody(body);
        }
    }

    private IEnumerable<string> Explain(VerificationFailure failure, HttpRequest request, byte[] body, DateTimeOffset now)
    {
        var lines = request.Headers.SelectMany(header => header.Value.Select(value => KeyValuePair.Create(header.Key, value ?? ""))).ToList();
        var read = new WebhookRequest<WebhookHeaders>(request.Method, urlOf(request), new WebhookHeaders(lines), body);
        return [.. Explanation.Of(failure, provider, read, verifier, now)];
    }

    private string ExplainHandshake(string method, int answer) => answer == StatusCodes.Status405MethodNotAllowed
        ? $"A webhook is a POST, and {provider.Name} makes no handshake by {method}."
        : provider.Handshake == WebhookHandshake.MetaSubscription
            ? $"{provider.Name} asks by hub.mode=subscribe, a hub.challenge and a hub.verify_token, which has to be the secret here."
            : $"It is no handshake as {provider.Name} makes it.";

    private void PrintHeaders(HttpRequest request)
    {
        foreach (var name in HeaderNames.OfInterest(provider))
        {
            foreach (var value in request.Headers[name])
            {
                terminal.WriteLine($"{Indent}{name}: {Printable.Line(value ?? "")}", Color.Grey);
            }
        }
    }

    private void PrintBody(byte[] body)
    {
        if (body.Length > 0)
        {
            var text = Printable.Text(PrettyJson.TryWrite(body) ?? Encoding.UTF8.GetString(body));
            terminal.WriteLine(Indent + text.Replace("\n", "\n" + Indent, StringComparison.Ordinal));
        }
    }
}
