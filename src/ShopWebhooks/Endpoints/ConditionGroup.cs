namespace ShopWebhooks.Endpoints;

/// <summary>Tests and groups that make one result together: all of them must hold, or any.</summary>
/// <remarks>There is no negation among groups: the compiler carries it to the tests, and makes "all" of "any" on the way.</remarks>
/// <param name="parent">The index of the group that gets the result; −1 for the first, whose result is the condition's.</param>
/// <param name="decider">The result of one member that is the result of the group at once: false for all, true for any.</param>
internal sealed class ConditionGroup(int parent, bool decider)
{
    public int Parent => parent;

    public bool Decider => decider;

    /// <summary>How many tests and groups are in it.</summary>
    public int Members { get; set; }
}
