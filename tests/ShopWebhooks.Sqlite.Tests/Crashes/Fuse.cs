namespace ShopWebhooks.Sqlite.Tests.Crashes;

/// <summary>Burns down as what it was laid for happens, and blows at the last time.</summary>
/// <param name="moment">What it was laid for.</param>
/// <param name="count">At which time that happens it blows.</param>
internal sealed class Fuse(KillMoment moment, int count)
{
    private readonly TaskCompletionSource _blown = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly string _name = $"{moment} number {count}";
    private int _left = count;

    public Task Blown => _blown.Task;

    /// <summary>Whether the shop is to die before it has any further answer, which may be long in coming.</summary>
    public bool HoldsAnswers => moment is KillMoment.Sent or KillMoment.Handling && _blown.Task.IsCompleted;

    public void Note(KillMoment happened)
    {
        if (happened == moment && Interlocked.Decrement(ref _left) == 0)
        {
            _blown.SetResult();
        }
    }

    public override string ToString() => _name;
}
