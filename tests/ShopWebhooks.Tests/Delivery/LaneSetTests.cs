using ShopWebhooks.Delivery;
using ShopWebhooks.Endpoints;

namespace ShopWebhooks.Tests.Delivery;

internal sealed class LaneSetTests
{
    [Test]
    public void An_endpoint_that_somebody_has_kept_from_before_a_change_does_not_come_back_into_its_lane()
    {
        using var host = TestHost.Started(shop => shop.AddTestEndpoint("crm"));
        var lanes = host.Get<LaneSet>();
        var current = host.Get<EndpointRegistry>().Find("crm")!;
        var before = new WebhookEndpoint { Id = "crm", Address = new Uri("test:crm") };

        lanes.Get(current).Endpoint.Should().BeSameAs(current);
        lanes.Get(before).Endpoint.Should().BeSameAs(current);
    }
}
