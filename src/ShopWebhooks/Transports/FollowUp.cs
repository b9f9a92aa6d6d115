namespace ShopWebhooks.Transports;

/// <summary>An event to dispatch when, and only when, the attempt it came from is recorded as a success.</summary>
/// <param name="Event">The event, of a type the catalog knows.</param>
/// <param name="Options">How; null for the defaults.</param>
public sealed record FollowUp(object Event, DispatchOptions? Options)
{
    /// <summary>The type of the event, without its data.</summary>
    public override string ToString() => Event.GetType().Name;
}
