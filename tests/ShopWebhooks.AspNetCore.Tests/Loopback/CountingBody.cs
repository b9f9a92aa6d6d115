using System.Threading.Channels;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace ShopWebhooks.AspNetCore.Tests.Loopback;

/// <summary>
/// A middleware that counts what is read of the body and for how much each read has made room, and logs when a request arrives and when
/// it is left.
/// </summary>
internal sealed partial class CountingBody
{
    public const string Arrived = "A request arrived";
    public const string Left = "A request was left";

    private readonly Channel<int> _rooms = Channel.CreateUnbounded<int>();
    private readonly Channel<int> _statuses = Channel.CreateUnbounded<int>();
    private long _read;

    public long Read => Volatile.Read(ref _read);

    /// <summary>The room that the next read has made; waits for one.</summary>
    public Task<int> NextRoomAsync() => _rooms.Reader.ReadAsync().AsTask().WaitAsync(Guard.Time);

    /// <summary>The status with which the next request was left; waits for one.</summary>
    public Task<int> NextStatusAsync() => _statuses.Reader.ReadAsync().AsTask().WaitAsync(Guard.Time);

    public async Task InvokeAsync(HttpContext http, RequestDelegate next)
    {
        var logger = http.RequestServices.GetRequiredService<ILogger<CountingBody>>();
        http.Request.Body = new CountingStream(
            http.Request.Body, room => _rooms.Writer.TryWrite(room), count => Interlocked.Add(ref _read, count));
        LogArrived(logger);
        try
        {
            await next(http);
        }
        finally
        {
            _statuses.Writer.TryWrite(http.Response.StatusCode);
            LogLeft(logger);
        }
    }

    [LoggerMessage(LogLevel.Information, Arrived)]
    private static partial void LogArrived(ILogger logger);

    [LoggerMessage(LogLevel.Information, Left)]
    private static partial void LogLeft(ILogger logger);

    private sealed class CountingStream(Stream inner, Action<int> ask, Action<int> count) : Stream
    {
        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position
        {
            get => throw new NotSupportedException();
            set => throw new NotSupportedException();
        }

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            ask(buffer.Length);
            var read = await inner.ReadAsync(buffer, cancellationToken);
            count(read);
            return read;
        }

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override void Flush() => throw new NotSupportedException();

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
