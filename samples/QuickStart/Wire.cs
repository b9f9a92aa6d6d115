using System.Text;

namespace QuickStart;

/// <summary>Shows in the console what goes over the wire: each request with its headers and body, and the answer.</summary>
internal static class Wire
{
    private static readonly Lock Gate = new();
    private static int _unanswered;

    public static void Say(string line)
    {
        lock (Gate)
        {
            Console.WriteLine(line);
        }
    }

    /// <summary>Waits until every request that was shown has its answer, so that answers do not run into what is said next.</summary>
    public static async Task AnswersAsync()
    {
        for (var i = 0; i < 500 && Volatile.Read(ref _unanswered) > 0; i++)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(10));
        }
    }

    public static void UseWire(this WebApplication app) => app.Use(async (http, next) =>
    {
        http.Request.EnableBuffering();
        using var body = new StreamReader(http.Request.Body, Encoding.UTF8, leaveOpen: true);
        var text = await body.ReadToEndAsync(http.RequestAborted);
        http.Request.Body.Position = 0;

        var shown = new StringBuilder($"  -> {http.Request.Method} {http.Request.Path} {http.Request.Protocol}\n");
        foreach (var (name, value) in http.Request.Headers)
        {
            shown.Append("     ").Append(name).Append(": ").Append(value).Append('\n');
        }

        Interlocked.Increment(ref _unanswered);
        Say(shown.Append("\n     ").Append(text).ToString());
        await next(http);
        Say($"  <- {http.Response.StatusCode}");
        Interlocked.Decrement(ref _unanswered);
    });
}
