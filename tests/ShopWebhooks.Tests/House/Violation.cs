namespace ShopWebhooks.Tests.House;

/// <summary>A place where a house rule is broken.</summary>
internal sealed record Violation(string Path, int Line, string Problem)
{
    public override string ToString() => $"{Path}:{Line}: {Problem}";
}
