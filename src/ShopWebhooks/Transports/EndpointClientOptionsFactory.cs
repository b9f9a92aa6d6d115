using Microsoft.Extensions.Http;
using Microsoft.Extensions.Options;

namespace ShopWebhooks.Transports;

/// <summary>Makes the options of HTTP clients, those of one endpoint's own client being the options of the transport's client.</summary>
/// <remarks>
/// Whatever the application configures on the client named <see cref="HttpTransport.ClientName"/> thereby holds for all of them. Copying
/// the finished options would lose what has no public property, such as the removed loggers.
/// </remarks>
internal sealed class EndpointClientOptionsFactory(
    IEnumerable<IConfigureOptions<HttpClientFactoryOptions>> setups,
    IEnumerable<IPostConfigureOptions<HttpClientFactoryOptions>> postConfigures,
    IEnumerable<IValidateOptions<HttpClientFactoryOptions>> validations)
    : IOptionsFactory<HttpClientFactoryOptions>
{
    private readonly OptionsFactory<HttpClientFactoryOptions> _factory = new(setups, postConfigures, validations);

    /// <inheritdoc />
    public HttpClientFactoryOptions Create(string name) =>
        _factory.Create(HttpTransport.IsClientName(name) ? HttpTransport.ClientName : name);
}
