namespace ShopWebhooks.Tests.House;

/// <summary>A file, in memory, that breaks a house rule once, at this line.</summary>
internal sealed record PlantedViolation(int Line, string Path, string Text);
