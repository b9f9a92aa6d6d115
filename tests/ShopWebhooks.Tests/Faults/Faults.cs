using System.Security.Cryptography.X509Certificates;
using ShopWebhooks.Tests.Transports;

namespace ShopWebhooks.Tests.Faults;

/// <summary>Everything a receiver may do, in the order of the table in the README beside this file.</summary>
internal static class Faults
{
    private const string Ok = "HTTP/1.1 200 OK\r\n";
    private const string Empty = "Content-Length: 0\r\n\r\n";

    private static readonly string FourHundredDigits = new('9', 400);

    public static IEnumerable<Fault> All =>
    [
        // It cannot be reached.
        Unreached("its name does not exist") with { Resolves = null },
        Unreached("its name has no address") with { Resolves = "" },
        Unreached("its name leads to 10.0.0.1") with { Resolves = "10.0.0.1" },
        Unreached("one of the addresses of its name is 169.254.169.254") with { Resolves = "93.184.216.34,169.254.169.254" },
        Unreached("nothing listens") with { Listens = false },

        // TLS.
        Secure("TLS with its own name", certificates => certificates.Issue("shop.example")),
        Secure("TLS with another name", certificates => certificates.Issue("other.example")),
        Secure("TLS with an expired certificate", certificates => certificates.Issue("shop.example", years: -1)),
        Secure("TLS with a certificate of an unknown authority", _ =>
        {
            using var unknown = new TestCertificates("Unknown authority");
            return unknown.Issue("shop.example");
        }),
        Secure("TLS with a self-signed certificate", _ => TestCertificates.SelfSign("shop.example")),
        Bare("TLS, but it speaks plain HTTP", connection => connection.SendAsync("HTTP/1.1 400 Bad Request\r\n" + Empty)),
        Bare("TLS, but it never answers the handshake", connection => connection.StallAsync()),
        Bare("TLS, but it closes the connection in the handshake", _ => Task.CompletedTask),

        // No answer.
        new("says nothing", connection => connection.StallAsync()),
        new("closes the connection without an answer", _ => Task.CompletedTask),
        new("resets the connection without an answer", connection => SendAndReset(connection, "")),
        Sends("closes the connection in the middle of the status line", "HTTP/1.1 20"),
        Stalls("stops in the middle of a header line", Ok + "Content-Le"),
        Sends("closes the connection in the middle of a header line", Ok + "Content-Le"),
        new("resets the connection in the middle of a header line", connection => SendAndReset(connection, Ok + "Content-Le")),
        Stalls("100 Continue, and then nothing", "HTTP/1.1 100 Continue\r\n\r\n"),
        new("100 Continue without end", connection => connection.FloodAsync("HTTP/1.1 100 Continue\r\n\r\n")),

        // No HTTP.
        Sends("not HTTP: plain text", "hello\r\n\r\n"),
        Sends("not HTTP: zeroes", "\0\0\0\0\0\0\0\0\0\0\0\0\r\n\r\n"),
        Sends("not HTTP: HTTP/2 frames", "\0\0\x12\x04\0\0\0\0\0\0\x03\0\0\0\x80\0\x04\0\x01\0\0\0\x05\0\xff\xff\xff"),
        Sends("not HTTP: a version that does not exist", "HTTP/9.9 200 OK\r\n" + Empty),
        Sends("not HTTP: a status of letters", "HTTP/1.1 abc OK\r\n" + Empty),
        Sends("not HTTP: a status of four digits", "HTTP/1.1 2000 OK\r\n" + Empty),
        Sends("not HTTP: a header line without a colon", Ok + "no colon\r\n" + Empty),
        Sends("not HTTP: a header name with a space", Ok + "content length: 0\r\n" + Empty),
        Sends("header lines of 17 KiB", Ok + HeaderLines(17) + Empty),
        Sends("one header line of 1 MiB", Ok + "x: " + new string('y', 1 << 20)),
        new("header lines without end", async connection =>
        {
            await connection.SendAsync(Ok);
            await connection.FloodAsync("x: yyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyy\r\n");
        }),

        // Success.
        Sends("200", Ok + "Content-Length: 5\r\n\r\nfirst"),
        Sends("200 with header lines of 15 KiB", Ok + HeaderLines(15) + Empty),
        Sends("200, and a body that ends with the connection", Ok + "Connection: close\r\n\r\nfirst"),
        Sends("204", "HTTP/1.1 204 No Content\r\n\r\n"),
        Sends("100 Continue, then 200", "HTTP/1.1 100 Continue\r\n\r\n" + Ok + Empty),
        Sends("103 Early Hints, then 200", "HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\n" + Ok + Empty),
        Sends("200 with Retry-After and abort-message", Ok + "Retry-After: 60\r\nwebhook-delivery: abort-message\r\n" + Empty),
        Sends("202 with webhook-delivery: disable", "HTTP/1.1 202 Accepted\r\nwebhook-delivery: disable\r\n" + Empty),

        // Success whose body is none: the status has decided.
        Stalls("200, and a body that stops", Ok + "Content-Length: 100\r\n\r\nfirst"),
        Sends("200, and less body than its length says", Ok + "Content-Length: 100\r\n\r\nfirst"),
        Sends("200, and more body than its length says", Ok + "Content-Length: 5\r\n\r\nfirst and more"),
        Sends("200, and a negative length", Ok + "Content-Length: -5\r\n\r\nfirst"),
        new("200, and a reset in its body", connection => SendAndReset(connection, Ok + "Content-Length: 100\r\n\r\n")),
        new("200, and a body without end", async connection =>
        {
            await connection.SendAsync(Ok + "Connection: close\r\n\r\n");
            await connection.FloodAsync(new string('x', 4096));
        }),
        new("200, and chunks without end", async connection =>
        {
            await connection.SendAsync(Ok + "Transfer-Encoding: chunked\r\n\r\n");
            await connection.FloodAsync("4\r\nxxxx\r\n");
        }),
        Sends("200, and chunks that break off", Ok + "Transfer-Encoding: chunked\r\n\r\n5\r\nfirst\r\n"),
        Sends("200, and a chunk whose length is no number", Ok + "Transfer-Encoding: chunked\r\n\r\n5\r\nfirst\r\nxyz\r\nmore\r\n"),
        Sends("200, and a chunk longer than it says", Ok + "Transfer-Encoding: chunked\r\n\r\n5\r\nfirst and more\r\n0\r\n\r\n"),
        Sends("200, and a chunk of 2^68 bytes", Ok + "Transfer-Encoding: chunked\r\n\r\nfffffffffffffffff\r\nfirst"),
        Sends("200, and a body that says gzip and is not", Ok + "Content-Encoding: gzip\r\nContent-Length: 5\r\n\r\nfirst"),
        Sends("200, and terminal escapes in its body", Ok + "Content-Length: 14\r\n\r\n\x1b[2J\r\n\0\u007ffirst\xff"),

        // Redirects.
        Sends("302 to http://169.254.169.254/", "HTTP/1.1 302 Found\r\nLocation: http://169.254.169.254/latest/\r\n" + Empty),
        Sends("307 to itself", "HTTP/1.1 307 Temporary Redirect\r\nLocation: /\r\n" + Empty),
        Sends("308 to file:///etc/passwd", "HTTP/1.1 308 Permanent Redirect\r\nLocation: file:///etc/passwd\r\n" + Empty),
        Sends("304", "HTTP/1.1 304 Not Modified\r\n\r\n"),

        // Refusals.
        Sends("101 Switching Protocols", "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n"),
        Sends("400, and why", "HTTP/1.1 400 Bad Request\r\nContent-Length: 16\r\n\r\nstatus: expected"),
        Sends("401 with a challenge", "HTTP/1.1 401 Unauthorized\r\nWWW-Authenticate: Negotiate\r\n" + Empty),
        Sends("404", "HTTP/1.1 404 Not Found\r\n" + Empty),
        Sends("407", "HTTP/1.1 407 Proxy Authentication Required\r\nProxy-Authenticate: Basic\r\n" + Empty),
        Sends("410", "HTTP/1.1 410 Gone\r\n" + Empty),
        Sends("410 with Retry-After: 60", "HTTP/1.1 410 Gone\r\nRetry-After: 60\r\n" + Empty),
        Sends("422, which is final for it", "HTTP/1.1 422 Unprocessable Content\r\n" + Empty),
        Sends("500", "HTTP/1.1 500 Internal Server Error\r\n" + Empty),
        Stalls("500, and a body that stops", "HTTP/1.1 500 Internal Server Error\r\nContent-Length: 100\r\n\r\nfirst"),
        Sends("500 with webhook-delivery: abort-message", "HTTP/1.1 500 No\r\nwebhook-delivery: abort-message\r\n" + Empty),
        Sends("500 with webhook-delivery: disable", "HTTP/1.1 500 No\r\nwebhook-delivery: disable\r\n" + Empty),
        Sends("500 with webhook-delivery: explode", "HTTP/1.1 500 No\r\nwebhook-delivery: explode\r\n" + Empty),
        Sends("599", "HTTP/1.1 599 What\r\n" + Empty),
        Sends("999", "HTTP/1.1 999 What\r\n" + Empty),

        // Later. It is 12:00:00 GMT on Sunday, 22 November 2026.
        Sends("429", "HTTP/1.1 429 Too Many Requests\r\n" + Empty),
        Sends("503", "HTTP/1.1 503 Service Unavailable\r\n" + Empty),
        Later("120"),
        Later("Sun, 22 Nov 2026 12:07:00 GMT"),
        Later("Fri, 31 Dec 9999 23:59:59 GMT"),
        Later("Sun, 22 Nov 2026 11:59:00 GMT"),
        Later("0"),
        Later("1"),
        Later("-1"),
        Later("1.5"),
        Later("NaN"),
        Later("Infinity"),
        Later("soon"),
        Sends("429 with a Retry-After of 400 digits", $"HTTP/1.1 429 Too Many Requests\r\nRetry-After: {FourHundredDigits}\r\n" + Empty),
        Sends("429 with two lines of Retry-After, 60 and 600", "HTTP/1.1 429 Slow\r\nRetry-After: 60\r\nRetry-After: 600\r\n" + Empty),
        Sends("500 with Retry-After: 120", "HTTP/1.1 500 No\r\nRetry-After: 120\r\n" + Empty),
    ];

    private static string HeaderLines(int kibibytes) => string.Concat(Enumerable.Repeat($"x: {new string('y', 59)}\r\n", kibibytes * 16));

    private static Fault Unreached(string name) => new(name, _ => Task.CompletedTask);

    private static Fault Secure(string name, Func<TestCertificates, X509Certificate2> certificate) =>
        new(name, connection => connection.SendAsync(Ok + Empty)) { IsHttps = true, Certificate = certificate };

    private static Fault Bare(string name, Func<FaultyConnection, Task> script) => new(name, script) { IsHttps = true };

    private static Fault Sends(string name, string answer) => new(name, connection => connection.SendAsync(answer));

    private static Fault Stalls(string name, string answer) => new(name, async connection =>
    {
        await connection.SendAsync(answer);
        await connection.StallAsync();
    });

    private static Fault Later(string value) =>
        Sends($"429 with Retry-After: {value}", $"HTTP/1.1 429 Too Many Requests\r\nRetry-After: {value}\r\n" + Empty);

    private static async Task SendAndReset(FaultyConnection connection, string answer)
    {
        await connection.SendAsync(answer);
        connection.Reset();
    }
}
