using ShopWebhooks.Events;
using ShopWebhooks.Storage;

namespace ShopWebhooks.Tests.Delivery;

internal sealed class OwingTests
{
    private static readonly NewOrder Large = Orders.Paid with { Total = 100.00m };

    [TestCase("north", "all", "north")]
    [TestCase("North", "all")]
    [TestCase("east", "all")]
    [TestCase(null, "all")]
    public void A_message_is_owed_to_endpoints_of_its_tenant_and_to_those_without_one(string? tenant, params string[] endpoints)
    {
        using var host = TestHost.Started(shop => shop
            .AddTestEndpoint("all")
            .AddTestEndpoint("north", endpoint => endpoint.ForTenant("north"))
            .AddTestEndpoint("south", endpoint => endpoint.ForTenant("south")));

        host.Dispatch(Orders.Paid, new DispatchOptions { Tenant = tenant }).EndpointIds.Should().Equal(endpoints);

        host.Transport.Attempts.Select(attempt => attempt.EndpointId).Should().BeEquivalentTo(endpoints);
        host.Deliveries().Should().HaveCount(endpoints.Length);
    }

    [Test]
    public void What_one_message_was_owed_to_says_nothing_of_the_next()
    {
        using var host = TestHost.Started(shop => shop
            .AddTestEndpoint("all")
            .AddTestEndpoint("large", endpoint => endpoint.Where("""{"total":{"$gte":100}}"""))
            .AddTestEndpoint("north", endpoint => endpoint.ForTenant("north"))
            .AddTestEndpoint("paid", endpoint => endpoint.Where("""{"status":"paid"}""")));
        var north = new DispatchOptions { Tenant = "north" };

        host.Dispatch(Orders.Paid).EndpointIds.Should().Equal("all", "paid");
        host.Dispatch(Large, north).EndpointIds.Should().Equal("all", "large", "north", "paid");
        host.Dispatch(Orders.Paid with { Status = OrderStatus.Pending }, north).EndpointIds.Should().Equal("all", "north");
        host.Dispatch(Orders.Lead).EndpointIds.Should().Equal("all");
    }

    [Test]
    public void A_filter_a_tenant_and_a_condition_must_all_fit()
    {
        using var host = TestHost.Started(shop => shop.AddTestEndpoint("crm", endpoint => endpoint
            .For("new_order").ForTenant("north").Where("""{"customer_id":{"$startsWith":"SB-"}}""")));
        var north = new DispatchOptions { Tenant = "north" };

        host.Dispatch(Orders.Paid, north).EndpointIds.Should().Equal("crm");
        host.Dispatch(Orders.Lead, north).EndpointIds.Should().BeEmpty();
        host.Dispatch(Orders.Paid).EndpointIds.Should().BeEmpty();
        host.Dispatch(Orders.Paid with { CustomerId = "X-1" }, north).EndpointIds.Should().BeEmpty();

        host.Transport.Attempts.Should().ContainSingle();
    }

    [Test]
    public void A_condition_is_asked_of_the_payload_whatever_the_format([Values] WebhookFormat format)
    {
        using var host = TestHost.Started(shop => shop.AddTestEndpoint(
            "crm", endpoint => endpoint.As(format).Where("""{"event":"new_order","status":"paid"}""")));

        host.Dispatch(Orders.Paid).EndpointIds.Should().Equal("crm");
    }

    [Test]
    public void What_a_handler_dispatches_is_owed_by_tenant_and_condition_too()
    {
        using var host = TestHost.Started(shop => shop
            .AddTestEndpoint("large", endpoint => endpoint.For("new_order").Where("""{"total":{"$gte":100}}"""))
            .AddTestEndpoint("north", endpoint => endpoint.For("new_order").ForTenant("north"))
            .AddTestEndpoint("south", endpoint => endpoint.For("new_order").ForTenant("south"))
            .On<NewLead>(
                (_, context, _) =>
                {
                    context.Dispatch(Orders.Paid, new DispatchOptions { Tenant = context.Tenant });
                    return Task.CompletedTask;
                },
                handler => handler.FromLocal()));

        host.Dispatch(Orders.Lead, new DispatchOptions { Tenant = "north" }).EndpointIds.Should().Equal("handler:on-NewLead");

        host.Transport.Attempts.Should().ContainSingle().Which.EndpointId.Should().Be("north");
    }

    [Test]
    public void An_explicit_endpoint_gets_what_its_condition_would_not_let_pass()
    {
        using var host = TestHost.Started(shop => shop.AddTestEndpoint("large", endpoint => endpoint.Where("""{"total":{"$gte":100}}""")));

        host.Run(() => host.Dispatcher.DispatchAsync(Orders.Paid, "large")).EndpointIds.Should().Equal("large");

        host.Delivery().State.Should().Be(DeliveryState.Delivered);
    }

    [TestCase("north")]
    public void An_explicit_endpoint_gets_what_is_dispatched_for_its_tenant(string tenant)
    {
        using var host = TestHost.Started(shop => shop
            .AddTestEndpoint("all")
            .AddTestEndpoint("north", endpoint => endpoint.ForTenant(tenant)));
        var options = new DispatchOptions { Tenant = tenant };

        host.Run(() => host.Dispatcher.DispatchAsync(Orders.Paid, "north", options)).EndpointIds.Should().Equal("north");
        host.Run(() => host.Dispatcher.DispatchAsync(Orders.Paid, "all", options)).EndpointIds.Should().Equal("all");
    }

    [TestCase("south", "'south'")]
    [TestCase(null, "no tenant")]
    public void An_explicit_endpoint_of_another_tenant_is_refused(string? tenant, string named)
    {
        using var host = TestHost.Started(shop => shop.AddTestEndpoint("north", endpoint => endpoint.ForTenant("north")));

        var dispatch = () => host.Run(() => host.Dispatcher.DispatchAsync(Orders.Paid, "north", new DispatchOptions { Tenant = tenant }));

        dispatch.Should().Throw<ArgumentException>().WithMessage(
            $"The endpoint 'north' is for the tenant 'north' alone, and the event is dispatched for {named}; set DispatchOptions.Tenant to the "
            + "endpoint's, or name another endpoint.*").Which.ParamName.Should().Be("options");
        host.Deliveries().Should().BeEmpty();
    }

    [Test]
    public void One_attempt_and_the_handshake_reach_an_endpoint_whatever_its_tenant_and_condition()
    {
        using var host = TestHost.Started(shop => shop.AddTestEndpoint(
            "north", endpoint => endpoint.ForTenant("north").Where("""{"total":{"$gte":100}}""")));
        var tenants = new List<string?>();
        host.Transport.Script("north", (request, _) =>
        {
            tenants.Add(request.Message.Tenant);
            return Task.FromResult(ScriptedTransport.Ok);
        });

        host.Run(() => host.Dispatcher.SendNowAsync(Orders.Paid, "north")).Outcome.Should().Be(AttemptOutcome.Delivered);
        host.Run(() => host.Get<IWebhookEndpoints>().TestAsync("north")).Succeeded.Should().BeTrue();

        tenants.Should().Equal("north", "north");
    }
}
