using System.Buffers;
using System.Diagnostics;
using System.Security.Cryptography;

namespace ShopWebhooks.Signing;

/// <summary>HMAC-SHA256 with one key, at any number of threads at once.</summary>
/// <remarks>
/// A keyed hash that is kept has the key's inner and outer state computed already, which is half of the work for a small body; made
/// anew each time, or by the one-shot method, that half is spent again. A hash serves one thread at a time, so idle ones wait here,
/// one for each processor: more cannot be at work at once, except where a thread is interrupted in the middle, and then a spare one
/// is made and dropped. The pool has no finalizer and no registry; it goes when its secret goes, and its hashes with it.
/// </remarks>
internal sealed class KeyedHashPool(byte[] key)
{
    // Each call into the native hash costs as much as copying a few KiB; up to here the two spans are copied into one call.
    private const int MaxJoinedLength = 4096;

    [DebuggerBrowsable(DebuggerBrowsableState.Never)]
    private readonly byte[] _key = key;

    private readonly IncrementalHash?[] _idle = new IncrementalHash?[Environment.ProcessorCount];

    /// <summary>Computes the MAC of two spans, one after the other.</summary>
    public void ComputeMac(ReadOnlySpan<byte> head, ReadOnlySpan<byte> tail, Span<byte> mac)
    {
        var hash = Take();
        if (head.Length + tail.Length <= MaxJoinedLength)
        {
            var joined = ArrayPool<byte>.Shared.Rent(MaxJoinedLength);
            head.CopyTo(joined);
            tail.CopyTo(joined.AsSpan(head.Length));
            hash.AppendData(joined, 0, head.Length + tail.Length);
            ArrayPool<byte>.Shared.Return(joined);
        }
        else
        {
            hash.AppendData(head);
            hash.AppendData(tail);
        }

        hash.GetHashAndReset(mac);

        // Not in a finally block: after an exception the hash holds half a message, and must not serve another.
        Return(hash);
    }

    private IncrementalHash Take()
    {
        var start = Thread.GetCurrentProcessorId();
        for (var i = 0; i < _idle.Length; i++)
        {
            ref var slot = ref _idle[(int)((uint)(start + i) % (uint)_idle.Length)];
            if (slot is not null && Interlocked.Exchange(ref slot, null) is { } hash)
            {
                return hash;
            }
        }

        return IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, _key);
    }

    private void Return(IncrementalHash hash)
    {
        var start = Thread.GetCurrentProcessorId();
        for (var i = 0; i < _idle.Length; i++)
        {
            ref var slot = ref _idle[(int)((uint)(start + i) % (uint)_idle.Length)];
            if (slot is null && Interlocked.CompareExchange(ref slot, hash, null) is null)
            {
                return;
            }
        }

        hash.Dispose();
    }
}
