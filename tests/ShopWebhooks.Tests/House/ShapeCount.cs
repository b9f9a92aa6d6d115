namespace ShopWebhooks.Tests.House;

/// <summary>What the tests of the printer print where a nested type will not do: an extension method.</summary>
public static class ShapeCount
{
    public static readonly TimeSpan Patience = TimeSpan.Zero;

    internal static int Hidden => 1;

    public static int Count(this PublicApiPrinterTests.IShape shape, bool deep = true) => deep ? shape.Area : Hidden;
}
