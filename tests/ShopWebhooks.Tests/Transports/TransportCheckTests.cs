using ShopWebhooks.Transports;

namespace ShopWebhooks.Tests.Transports;

internal sealed class TransportCheckTests
{
    [Test]
    public void A_transport_that_cannot_be_made_is_found_at_start()
    {
        using var host = new TestHost(shop => shop.AddTransport<BrokerTransport>("queue")
            .AddEndpoint("erp", "queue:orders", endpoint => endpoint.AddSecret(TestHost.Secret)));

        host.Invoking(each => each.Start()).Should().Throw<InvalidOperationException>().WithMessage(
                "The transport for 'queue' addresses, which the endpoint 'erp' needs, cannot be made: InvalidOperationException; the inner "
                + "exception says why.")
            .WithInnerException<InvalidOperationException>().WithMessage("*IComparable*BrokerTransport*");
    }

    [Test]
    public void A_transport_that_no_endpoint_needs_is_not_made_at_start()
    {
        using var host = new TestHost(shop => shop.AddTransport<BrokerTransport>("queue"));

        host.Invoking(each => each.Start()).Should().NotThrow();
    }

    private sealed class BrokerTransport(IComparable broker) : IWebhookTransport
    {
        public ValueTask<TransportResult> SendAsync(TransportRequest request, CancellationToken cancellationToken) =>
            ValueTask.FromResult(TransportResult.Failed($"{broker}"));
    }
}
