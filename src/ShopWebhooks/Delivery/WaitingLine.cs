namespace ShopWebhooks.Delivery;

/// <summary>Those that wait for the same room, in order.</summary>
/// <param name="waitsFor">The endpoint whose share is used up; the empty text where any room will do.</param>
internal sealed class WaitingLine(string waitsFor)
{
    public const int FirstClearAt = 64;

    public string WaitsFor => waitsFor;

    public Queue<PendingAdd> Waiting { get; } = new();

    /// <summary>When it is so long, those who gave up are looked for in it.</summary>
    public int ClearAt { get; set; } = FirstClearAt;

    /// <summary>The first is with the store at this moment.</summary>
    public bool IsFirstTried { get; set; }
}
