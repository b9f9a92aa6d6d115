using System.Diagnostics;
using System.Numerics;

namespace ShopWebhooks.Signing;

/// <summary>The keyed hashes of one secret and algorithm that are idle. Thread-safe.</summary>
/// <remarks>
/// One waits for each processor: more cannot be at work at once, except where a thread is interrupted in the middle, and then a
/// spare one is made and dropped. The pool has no finalizer and no registry; it goes when its secret goes, and its hashes with it.
/// </remarks>
internal sealed class KeyedHashPool(byte[] key, SignatureAlgorithm algorithm)
{
    [DebuggerBrowsable(DebuggerBrowsableState.Never)]
    private readonly byte[] _key = key;

    private readonly KeyedHash?[] _idle = new KeyedHash?[BitOperations.RoundUpToPowerOf2((uint)Environment.ProcessorCount)];

    /// <summary>What its hashes compute.</summary>
    public SignatureAlgorithm Algorithm { get; } = algorithm;

    /// <summary>Takes a hash that nothing has been appended to.</summary>
    public KeyedHash Take()
    {
        var start = Thread.GetCurrentProcessorId();
        for (var i = 0; i < _idle.Length; i++)
        {
            ref var slot = ref _idle[(start + i) & (_idle.Length - 1)];
            if (slot is not null && Interlocked.Exchange(ref slot, null) is { } hash)
            {
                return hash;
            }
        }

        return new KeyedHash(_key, Algorithm);
    }

    /// <summary>
    /// Gives a hash back after <see cref="KeyedHash.Finish"/>. Not to be called after an exception (in a finally block): it holds
    /// half a message then, and must not serve another.
    /// </summary>
    public void Return(KeyedHash hash)
    {
        var start = Thread.GetCurrentProcessorId();
        for (var i = 0; i < _idle.Length; i++)
        {
            ref var slot = ref _idle[(start + i) & (_idle.Length - 1)];
            if (slot is null && Interlocked.CompareExchange(ref slot, hash, null) is null)
            {
                return;
            }
        }

        hash.Dispose();
    }
}
