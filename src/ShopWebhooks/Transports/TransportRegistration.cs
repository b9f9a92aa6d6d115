namespace ShopWebhooks.Transports;

/// <summary>Which transport carries addresses of a URI scheme. An instance in the container is a registration.</summary>
/// <param name="Scheme">The URI scheme, whatever its case.</param>
/// <param name="TransportType">The service type of the transport, an <see cref="IWebhookTransport"/>.</param>
internal sealed record TransportRegistration(string Scheme, Type TransportType);
