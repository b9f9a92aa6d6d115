namespace ShopWebhooks.JsonSchema.Endpoints;

/// <summary>A body would take too long to check.</summary>
internal sealed class TooManyStepsException : Exception;
