using System.Collections.Concurrent;

namespace ShopWebhooks.Tests.Delivery;

/// <summary>Runs the engine's work on the test's own thread, in the order in which it was queued, and only when the test says so.</summary>
internal sealed class StepScheduler : TaskScheduler
{
    private static readonly TimeSpan Guard = TimeSpan.FromSeconds(20);

    private readonly BlockingCollection<Task> _queue = [];

    public override int MaximumConcurrencyLevel => 1;

    /// <summary>Runs what is queued, and what that queues, to the end.</summary>
    public void RunAll()
    {
        while (_queue.TryTake(out var task))
        {
            Execute(task);
        }
    }

    /// <summary>Runs until a task is done; for work that leaves the scheduler and comes back, it waits.</summary>
    public void RunUntil(Task done)
    {
        while (!done.IsCompleted)
        {
            if (!_queue.TryTake(out var task, Guard))
            {
                throw new TimeoutException("The engine has nothing more to do, and what the test waits for has not happened.");
            }

            Execute(task);
        }
    }

    public Task<T> Start<T>(Func<Task<T>> work) =>
        Task.Factory.StartNew(work, CancellationToken.None, TaskCreationOptions.DenyChildAttach, this).Unwrap();

    protected override void QueueTask(Task task) => _queue.Add(task);

    protected override bool TryExecuteTaskInline(Task task, bool taskWasPreviouslyQueued) => false;

    protected override IEnumerable<Task> GetScheduledTasks() => _queue;

    // The test runner has a synchronization context, and an await prefers that to the scheduler.
    private void Execute(Task task)
    {
        var context = SynchronizationContext.Current;
        SynchronizationContext.SetSynchronizationContext(null);
        try
        {
            TryExecuteTask(task);
        }
        finally
        {
            SynchronizationContext.SetSynchronizationContext(context);
        }
    }
}
