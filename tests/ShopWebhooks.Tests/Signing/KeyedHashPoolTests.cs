using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using ShopWebhooks.Signing;

namespace ShopWebhooks.Tests.Signing;

public class KeyedHashPoolTests
{
    [Test]
    public void A_hash_that_was_given_back_is_taken_again()
    {
        var pool = new KeyedHashPool(new byte[32], SignatureAlgorithm.HmacSha256);
        var hash = pool.Take();
        pool.Return(hash);

        pool.Take().Should().BeSameAs(hash);
        pool.Take().Should().NotBeSameAs(hash, "nobody shares one");
    }

    [Test]
    public void What_is_given_back_beyond_the_bound_is_dropped()
    {
        var pool = new KeyedHashPool(new byte[32], SignatureAlgorithm.HmacSha256);
        var hashes = Enumerable.Range(0, 4 * Environment.ProcessorCount).Select(_ => pool.Take()).ToArray();
        foreach (var hash in hashes)
        {
            pool.Return(hash);
        }

        var taken = hashes.Select(_ => pool.Take()).ToArray();

        taken.Should().OnlyHaveUniqueItems();
        taken.Intersect(hashes).Should().HaveCountLessThan(2 * Environment.ProcessorCount).And.NotBeEmpty();
    }

    [Test]
    public void Verifiers_of_one_secret_are_right_on_many_threads_at_once()
    {
        var verifier = SignedWebhook.Verifier();
        var requests = Enumerable.Range(0, 64).Select(i => new SignedWebhook($"msg_{i}", new string('a', i * 150)).ToRequest()).ToArray();
        var forged = requests.Select(request =>
            new WebhookRequest<WebhookHeaders>("POST", null, request.Headers, RandomNumberGenerator.GetBytes(64))).ToArray();
        var wrong = 0;

        Parallel.For(0, 20_000, new ParallelOptions { MaxDegreeOfParallelism = 4 * Environment.ProcessorCount }, i =>
        {
            var right = verifier.Verify(in requests[i % 64]).IsValid && !verifier.Verify(in forged[i % 64]).IsValid;
            Interlocked.Add(ref wrong, right ? 0 : 1);
        });

        wrong.Should().Be(0);
    }

    [Test]
    public void A_pool_that_is_dropped_takes_its_hashes_with_it()
    {
        var dropped = Use();
        GC.Collect();
        GC.WaitForPendingFinalizers();
        GC.Collect();

        dropped.Should().OnlyContain(item => !item.IsAlive, "nothing but the secret holds them");

        [MethodImpl(MethodImplOptions.NoInlining)]
        static WeakReference[] Use()
        {
            var pool = new KeyedHashPool(new byte[32], SignatureAlgorithm.HmacSha256);
            var hash = pool.Take();
            hash.Finish(new byte[32]);
            pool.Return(hash);
            return [new WeakReference(pool), new WeakReference(hash)];
        }
    }
}
