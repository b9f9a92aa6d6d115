namespace ShopWebhooks.Sqlite.Storage;

/// <summary>A delivery's number: its message's position, and its place among the deliveries of that message.</summary>
internal static class DeliveryNumber
{
    private const int PlaceBits = 20;

    /// <summary>The most deliveries of one message.</summary>
    public const int Places = 1 << PlaceBits;

    public static long Of(long position, int place) => place < Places
        ? (position << PlaceBits) + place
        : throw new ArgumentOutOfRangeException(nameof(place), $"A message can owe at most {Places} deliveries in a SQLite file.");

    /// <summary>The lowest number of a message's deliveries.</summary>
    public static long First(long position) => position << PlaceBits;

    /// <summary>The highest one.</summary>
    public static long Last(long position) => First(position) + Places - 1;

    public static long PositionOf(long delivery) => delivery >> PlaceBits;
}
