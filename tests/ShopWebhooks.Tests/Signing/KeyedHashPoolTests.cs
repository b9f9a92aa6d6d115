using System.Security.Cryptography;
using ShopWebhooks.Signing;

namespace ShopWebhooks.Tests.Signing;

public class KeyedHashPoolTests
{
    private static readonly byte[] Key = [.. Enumerable.Range(1, 32).Select(i => (byte)i)];

    // Around the length up to which the two spans are joined, and around SHA-256's block.
    [Test]
    public void ComputeMac_is_the_MAC_of_both_spans(
        [Values(0, 1, 63, 64, 280)] int head, [Values(0, 1, 64, 3815, 3816, 3817, 4096, 100_000)] int tail)
    {
        var content = RandomNumberGenerator.GetBytes(head + tail);
        var pool = new KeyedHashPool(Key);
        var mac = new byte[32];

        for (var use = 0; use < 3; use++)
        {
            pool.ComputeMac(content.AsSpan(0, head), content.AsSpan(head), mac);
            mac.Should().Equal(HMACSHA256.HashData(Key, content));
        }
    }

    [Test]
    public void ComputeMac_is_right_on_many_threads_at_once()
    {
        var pool = new KeyedHashPool(Key);
        var contents = Enumerable.Range(0, 64).Select(i => RandomNumberGenerator.GetBytes(i * 150)).ToArray();
        var expected = contents.Select(content => HMACSHA256.HashData(Key, content)).ToArray();
        var wrong = 0;

        Parallel.For(0, 20_000, new ParallelOptions { MaxDegreeOfParallelism = 4 * Environment.ProcessorCount }, i =>
        {
            var content = contents[i % contents.Length];
            Span<byte> mac = stackalloc byte[32];
            pool.ComputeMac(content.AsSpan(0, content.Length / 3), content.AsSpan(content.Length / 3), mac);
            if (!mac.SequenceEqual(expected[i % contents.Length]))
            {
                Interlocked.Increment(ref wrong);
            }
        });

        wrong.Should().Be(0);
    }

    [Test]
    public void A_MAC_that_failed_in_the_middle_leaves_the_next_one_right()
    {
        var pool = new KeyedHashPool(Key);
        var fail = () => pool.ComputeMac("half a message"u8, default, new byte[1]);
        var mac = new byte[32];

        for (var round = 0; round < 4 * Environment.ProcessorCount; round++)
        {
            fail.Should().Throw<ArgumentException>("the destination is too short");
            pool.ComputeMac("a"u8, "b"u8, mac);
            mac.Should().Equal(HMACSHA256.HashData(Key, "ab"u8));
        }
    }

    [Test]
    public void A_secret_that_is_dropped_takes_its_hashes_with_it()
    {
        var pool = Use();
        GC.Collect();
        GC.WaitForPendingFinalizers();
        GC.Collect();

        pool.IsAlive.Should().BeFalse("nothing but the secret may hold it");

        [System.Runtime.CompilerServices.MethodImpl(System.Runtime.CompilerServices.MethodImplOptions.NoInlining)]
        static WeakReference Use()
        {
            var pool = new KeyedHashPool(Key);
            pool.ComputeMac("a"u8, "b"u8, new byte[32]);
            return new WeakReference(pool);
        }
    }
}
