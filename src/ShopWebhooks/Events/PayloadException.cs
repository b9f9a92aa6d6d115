using System.Text.Json;

namespace ShopWebhooks.Events;

/// <summary>A payload breaks a rule of its record, in words that are fit to be shown: they quote nothing of the payload.</summary>
/// <param name="message">What is wrong, in a sentence.</param>
/// <param name="path">Where; null for the place the serializer is at.</param>
internal sealed class PayloadException(string message, string? path) : JsonException(message, path, null, null);
