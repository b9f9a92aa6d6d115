using Microsoft.Extensions.Hosting;
using ShopWebhooks.Endpoints;

namespace ShopWebhooks.Transports;

/// <summary>Makes the transports of all endpoints when the host starts, so that a service one of them lacks is missed then.</summary>
/// <remarks>No part of the validation of settings: a transport may depend on the settings, or on what depends on them.</remarks>
internal sealed class TransportCheck(EndpointRegistry endpoints, TransportRegistry transports) : IHostedService
{
    /// <exception cref="InvalidOperationException">A transport cannot be made; the message names an endpoint that needs it.</exception>
    public Task StartAsync(CancellationToken cancellationToken)
    {
        foreach (var endpoint in endpoints.Outside)
        {
            try
            {
                transports.Find(endpoint.Address.Scheme);
            }
            catch (Exception exception)
            {
                // Without its text, which is the application's and may quote a connection string.
                throw new InvalidOperationException(
                    $"The transport for '{endpoint.Address.Scheme}' addresses, which the endpoint '{endpoint.Id}' needs, cannot be made:"
                    + $" {exception.GetType().Name}; the inner exception says why.",
                    exception);
            }
        }

        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
