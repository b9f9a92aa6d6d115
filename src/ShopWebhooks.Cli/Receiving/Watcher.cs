using Microsoft.AspNetCore.Http;
using ShopWebhooks.AspNetCore;
using ShopWebhooks.Signing;

namespace ShopWebhooks.Cli.Receiving;

/// <summary>Looks at each request on its way to the mapped route, and prints it with the verdict once it is answered.</summary>
internal sealed class Watcher(ReceivedPrinter printer, string source)
{
    public async Task WatchAsync(HttpContext context, RequestDelegate next)
    {
        // Read by the verdict, by the route and by the printer, each from the start.
        var request = context.Request;
        request.EnableBuffering();
        var path = request.Path + request.QueryString.Value;
        var verdict = await request.VerifyWebhookAsync(source, context.RequestAborted);
        request.Path = $"/{source}";
        await next(context);

        // The verdict has read it to its end, unless it is too long to be read.
        var body = verdict.Failure == VerificationFailure.BodyTooLarge ? [] : await ReadAgainAsync(request.Body);
        printer.Print(context, path, verdict, body);
    }

    private static async Task<byte[]> ReadAgainAsync(Stream body)
    {
        body.Position = 0;
        using var copy = new MemoryStream();
        await body.CopyToAsync(copy);
        return copy.ToArray();
    }
}
