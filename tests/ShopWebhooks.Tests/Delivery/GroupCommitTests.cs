using ShopWebhooks.Delivery;
using ShopWebhooks.Storage;
using ShopWebhooks.Tests.Doubles;

namespace ShopWebhooks.Tests.Delivery;

[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
internal sealed class GroupCommitTests
{
    private readonly StepScheduler _scheduler = new();
    private readonly List<int[]> _batches = [];
    private readonly List<int> _succeeded = [];
    private readonly List<int> _failed = [];

    [Test]
    public void What_arrives_during_a_commit_is_the_next_ones_batch()
    {
        var commit = new TaskCompletionSource();
        var group = Create(_ => _batches.Count == 1 ? commit.Task : Task.CompletedTask);
        group.Add(1);
        _scheduler.RunAll();

        group.Add(2);
        group.Add(3);
        group.Add(4);
        _scheduler.RunAll();
        _batches.Should().ContainSingle().Which.Should().Equal(1);
        commit.SetResult();
        _scheduler.RunAll();

        _batches.Should().HaveCount(2);
        _batches[1].Should().Equal(2, 3, 4);
        _succeeded.Should().Equal(10, 20, 30, 40);
    }

    [Test]
    public void A_lone_item_waits_for_nobody()
    {
        Create(_ => Task.CompletedTask).Add(1);
        _scheduler.RunAll();

        _succeeded.Should().Equal(10);
    }

    [Test]
    public void No_batch_is_larger_than_1024()
    {
        var group = Create(_ => Task.CompletedTask);

        for (var i = 0; i < 3000; i++)
        {
            group.Add(i);
        }

        _scheduler.RunAll();
        _batches.Select(batch => batch.Length).Should().Equal(1024, 1024, 952);
        _succeeded.Should().Equal(Enumerable.Range(0, 3000).Select(i => i * 10));
    }

    [Test]
    public void A_failing_batch_is_halved_until_only_the_guilty_fail()
    {
        var group = Create(batch => batch.Contains(6) ? throw new IOException("NUL") : Task.CompletedTask);

        for (var i = 1; i <= 8; i++)
        {
            group.Add(i);
        }

        _scheduler.RunAll();
        _failed.Should().Equal(6);
        _succeeded.Should().Equal(10, 20, 30, 40, 50, 70, 80);
        _batches.Select(batch => batch.Length).Should().Equal(8, 4, 4, 2, 1, 1, 2);
    }

    [Test]
    public void A_store_that_is_unavailable_is_not_asked_for_each_item()
    {
        var group = Create(_ => throw new StoreUnavailableException());

        for (var i = 1; i <= 8; i++)
        {
            group.Add(i);
        }

        _scheduler.RunAll();
        _failed.Should().Equal(1, 2, 3, 4, 5, 6, 7, 8);
        _batches.Should().ContainSingle();
    }

    [TestCase(0)]
    [TestCase(3)]
    public void A_store_that_gives_a_wrong_number_of_results_fails_the_batch_and_holds_up_nobody(int results)
    {
        var isWrong = true;
        var group = new GroupCommit<int, int>(
            batch => new(isWrong ? new int[results] : [.. batch.Select(item => item * 10)]),
            (_, result) => _succeeded.Add(result),
            (item, exception) =>
            {
                exception.Message.Should().Be($"The store gave {results} results for 1 items; its contract asks for one for each item.");
                _failed.Add(item);
            },
            new EngineContext(new ManualTimeProvider(), new Random(1), _scheduler));
        group.Add(1);
        group.Add(2);
        _scheduler.RunAll();

        isWrong = false;
        group.Add(3);
        _scheduler.RunAll();

        _failed.Should().Equal(1, 2);
        _succeeded.Should().Equal(30);
    }

    [Test]
    public void After_a_failure_the_next_batch_is_committed()
    {
        var group = Create(batch => batch.Contains(1) ? throw new IOException() : Task.CompletedTask);
        group.Add(1);
        _scheduler.RunAll();

        group.Add(2);
        _scheduler.RunAll();

        _failed.Should().Equal(1);
        _succeeded.Should().Equal(20);
    }

    [FsCheck.NUnit.Property]
    public bool Everybody_gets_one_answer_whatever_fails_and_in_whatever_order_they_come(int[] items, int[] guilty)
    {
        var bad = guilty.ToHashSet();
        var (succeeded, failed) = (new List<int>(), new List<int>());
        var scheduler = new StepScheduler();
        var group = new GroupCommit<int, int>(
            batch => batch.Any(bad.Contains) ? throw new IOException() : new([.. batch]),
            (item, result) => succeeded.Add(item == result ? item : throw new InvalidDataException("Another's result.")),
            (item, _) => failed.Add(item),
            new EngineContext(new ManualTimeProvider(), new Random(1), scheduler));
        for (var i = 0; i < items.Length; i++)
        {
            group.Add(items[i]);
            if (i % 3 == 0)
            {
                scheduler.RunAll();
            }
        }

        scheduler.RunAll();
        return failed.SequenceEqual(items.Where(bad.Contains)) && succeeded.SequenceEqual(items.Where(item => !bad.Contains(item)));
    }

    private GroupCommit<int, int> Create(Func<IReadOnlyList<int>, Task> commit) => new(
        async batch =>
        {
            _batches.Add([.. batch]);
            await commit(batch);
            return [.. batch.Select(item => item * 10)];
        },
        (_, result) => _succeeded.Add(result),
        (item, _) => _failed.Add(item),
        new EngineContext(new ManualTimeProvider(), new Random(1), _scheduler));
}
