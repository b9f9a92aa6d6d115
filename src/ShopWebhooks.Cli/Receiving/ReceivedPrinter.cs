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
/// <param name="publicUrl">The URL that senders use.</param>
internal sealed class ReceivedPrinter(Terminal terminal, WebhookProvider provider, WebhookVerifier verifier, string publicUrl)
{
    private const string Indent = "  ";

    private readonly Lock _gate = new();

    /// <summary>Prints one.</summary>
    public void Print(HttpContext context, string path, VerificationResult verdict, byte[] body)
    {
        var request = context.Request;
        var isHandshake = !verdict.IsValid && context.Response.StatusCode is >= 200 and <= 299;
        var now = TimeProvider.System.GetLocalNow();
        var title = $"{now.ToString("HH:mm:ss", CultureInfo.InvariantCulture)} {Printable.Line(request.Method)} {Printable.Line(path)}";
        lock (_gate)
        {
            terminal.WriteLine();
            terminal.WriteLine($"{title}  {(isHandshake ? "handshake" : verdict)}", verdict.IsValid || isHandshake ? Color.Green : Color.Red);
            if (verdict.Failure is { } failure && !isHandshake)
            {
                Explain(failure, request, body, now);
            }

            terminal.WriteLine($"{Indent}answered {context.Response.StatusCode}");
            if (verdict.Webhook is { } webhook)
            {
                terminal.WriteLine($"{Indent}event {Printable.Line(webhook.EventType ?? "none")}, id {Printable.Line(webhook.Id ?? "none")}");
            }

            PrintHeaders(request);
            PrintBody(body);
        }
    }

    private void Explain(VerificationFailure failure, HttpRequest request, byte[] body, DateTimeOffset now)
    {
        var lines = request.Headers.SelectMany(header => header.Value.Select(value => KeyValuePair.Create(header.Key, value ?? ""))).ToList();
        var read = new WebhookRequest<WebhookHeaders>(request.Method, publicUrl, new WebhookHeaders(lines), body);
        foreach (var line in new Explanation(provider, verifier).Of(failure, read, now))
        {
            terminal.WriteLine(Indent + Printable.Line(line));
        }
    }

    private void PrintHeaders(HttpRequest request)
    {
        foreach (var name in HeaderNames.OfInterest(provider, verifier))
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
