using System.Text;
using ShopWebhooks.Endpoints;
using ShopWebhooks.Events;
using ShopWebhooks.Signing;
using ShopWebhooks.Storage;
using ShopWebhooks.Tests.Delivery;

namespace ShopWebhooks.Tests.Endpoints;

internal sealed class StoredEndpointsTests
{
    private const string Key = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";
    private const string OtherKey = "/wECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";

    [Test]
    public void An_endpoint_that_is_added_gets_what_is_dispatched_from_then_on_and_after_a_restart()
    {
        using var first = Started();
        first.Dispatch(Orders.Numbered(0));
        Add(first, "Shop-7").Should().Match<WebhookEndpoint>(endpoint => endpoint.Id == "shop-7" && endpoint.Concurrency == 3);

        first.Dispatch(Orders.Numbered(1)).EndpointIds.Should().Equal("shop-7");
        first.Transport.To("shop-7").Should().ContainSingle().Which.Headers["webhook-signature"].Should().StartWith("v1,");
        first.Stop();
        using var second = Started(store: first.Store, time: first.Time);

        second.Dispatch(Orders.Numbered(2)).EndpointIds.Should().Equal("shop-7");
        second.Get<IWebhookEndpoints>().All.Should().ContainSingle().Which.Should().Match<WebhookEndpoint>(endpoint =>
            endpoint.Tenant == null && endpoint.Format == WebhookFormat.StandardWebhooks && endpoint.MaxPerSecond == 50
            && endpoint.Timeout == TimeSpan.FromSeconds(7) && endpoint.Headers.Single().Value == "k-1" && endpoint.FinalStatusCodes.Single() == 422
            && endpoint.Events.ToString() == "new_*" && endpoint.RetrySchedule.MaxAttempts == 3);
    }

    [Test]
    public void Nothing_confidential_of_it_is_stored_in_clear()
    {
        using var host = Started();
        Add(host, "shop-7");

        var stored = host.Run(() => host.Store.FindDocumentsAsync("endpoint", null, 10, default).AsTask()).Single();

        var text = Encoding.UTF8.GetString(stored.Json.Span);
        text.Should().NotContainAny(TestHost.Secret, "test:", "k-1", "AQIDBAUGBwgJCgsMDQ4PEBESExQVFhcYGRobHB0eHyA=");
    }

    [Test]
    public void Without_a_protector_none_is_added_and_none_is_read()
    {
        using var unprotected = TestHost.Started();
        unprotected.Invoking(host => Add(host, "shop-7")).Should().Throw<InvalidOperationException>().WithMessage("*ProtectSecretsWith(*");

        using var first = Started();
        Add(first, "shop-7");
        first.Stop();
        using var second = new TestHost(store: first.Store, time: first.Time);
        second.Invoking(host => host.Start()).Should().Throw<InvalidOperationException>().WithMessage("*ProtectSecretsWith(*");
    }

    [Test]
    public void A_key_is_replaced_by_another_while_the_previous_one_is_read_with()
    {
        using var first = Started();
        Add(first, "shop-7");
        first.Stop();

        using var without = new TestHost(shop => shop.ProtectSecretsWith(OtherKey), first.Store, time: first.Time);
        without.Invoking(host => host.Start()).Should().Throw<InvalidOperationException>()
            .WithMessage("The settings of the stored endpoint 'shop-7' cannot be read with the keys that are given; give the one they were protected with*");
        using var with = TestHost.Started(shop => shop.ProtectSecretsWith(OtherKey, Key), first.Store, time: first.Time);
        with.Dispatch(Orders.Paid).EndpointIds.Should().Equal("shop-7");
    }

    [Test]
    public void What_opens_the_guard_or_cannot_be_stored_is_refused_with_everything_else_that_is_wrong()
    {
        using var host = Started();

        var adding = host.Invoking(one => one.Run(() => one.Get<IWebhookEndpoints>().AddAsync("shop-7", "http://10.0.0.1/", endpoint => endpoint
            .AllowHttp().AllowNetwork("10.0.0.0/8").Transform((_, body) => body).AddSecret("short"))));

        adding.Should().Throw<ArgumentException>().Which.Message.Should()
            .Contain("Endpoint 'shop-7': AllowHttp, AllowNetwork and AllowHost are for endpoints that are declared in code or configuration; leave them out.")
            .And.Contain("Endpoint 'shop-7': a transformation cannot be stored;")
            .And.Contain("Endpoint 'shop-7':Secrets:0: The secret does not start with 'whsec_'");
        host.Invoking(one => one.Run(() => one.Get<IWebhookEndpoints>().AddAsync("x", "handler:book", endpoint => endpoint.AddSecret(TestHost.Secret))))
            .Should().Throw<ArgumentException>().WithMessage("*the scheme 'handler' is the library's own*");
        host.Get<IWebhookEndpoints>().All.Should().BeEmpty();
    }

    [Test]
    public void An_id_that_is_taken_is_refused()
    {
        using var host = Started(shop => shop.AddTestEndpoint("crm"));
        Add(host, "shop-7");

        host.Invoking(one => Add(one, "SHOP-7")).Should().Throw<InvalidOperationException>().WithMessage("There is an endpoint 'shop-7' already; *");
        host.Invoking(one => Add(one, "CRM")).Should().Throw<InvalidOperationException>().WithMessage("The endpoint 'CRM' is declared in code*");
    }

    [Test]
    public void A_declared_endpoint_is_not_changed_rotated_or_deleted()
    {
        using var host = Started(shop => shop.AddTestEndpoint("crm"));
        var endpoints = host.Get<IWebhookEndpoints>();

        host.Invoking(one => one.Run(() => endpoints.RotateSecretAsync("crm", TimeSpan.FromDays(1)))).Should().Throw<InvalidOperationException>()
            .WithMessage("The endpoint 'crm' is declared in code or configuration; add the new secret under Endpoints:crm:Secrets beside the old one, *");
        host.Invoking(one => one.Run(() => endpoints.DeleteAsync("crm"))).Should().Throw<InvalidOperationException>();
        host.Invoking(one => one.Run(() => endpoints.ChangeAsync("crm", _ => { }))).Should().Throw<InvalidOperationException>();
        host.Invoking(one => one.Run(() => endpoints.ChangeAsync("other", _ => { }))).Should().Throw<ArgumentException>();
    }

    [Test]
    public void A_change_is_followed_by_what_is_owed_already()
    {
        using var host = Started();
        Add(host, "shop-7");
        host.Transport.Answer("shop-7", ScriptedTransport.Broken, ScriptedTransport.Ok);
        host.Dispatch(Orders.Paid);

        host.Run(() => host.Get<IWebhookEndpoints>().ChangeAsync("shop-7", endpoint => endpoint.As(WebhookFormat.Flat).Options.Events.Clear()));
        host.Advance(TimeSpan.FromMinutes(1));
        host.Dispatch(Orders.Lead);

        host.Transport.To("shop-7").Select(attempt => attempt.Body.StartsWith("{\"event\":", StringComparison.Ordinal)).Should().Equal(false, true, true);
    }

    [Test]
    public void After_a_rotation_both_secrets_sign_until_the_overlap_ends_and_the_new_one_alone_afterwards()
    {
        using var host = Started();
        Add(host, "shop-7");

        var secret = host.Run(() => host.Get<IWebhookEndpoints>().RotateSecretAsync("Shop-7", TimeSpan.FromHours(1)));
        host.Dispatch(Orders.Numbered(1));
        host.Advance(TimeSpan.FromHours(1) - TimeSpan.FromTicks(1));
        host.Dispatch(Orders.Numbered(2));
        host.Advance(TimeSpan.FromTicks(1));
        host.Dispatch(Orders.Numbered(3));

        var attempts = host.Transport.To("shop-7");
        attempts.Select(attempt => attempt.Headers["webhook-signature"].Split(' ').Length).Should().Equal(2, 2, 1);
        attempts.Should().OnlyContain(attempt => attempt.Headers["webhook-signature"].StartsWith(Sign(secret, attempt), StringComparison.Ordinal));
        attempts[1].Headers["webhook-signature"].Should().EndWith(Sign(WebhookSecret.Parse(TestHost.Secret), attempts[1]));
    }

    [Test]
    public void A_secret_that_is_revoked_while_the_store_is_asked_signs_nothing_more()
    {
        using var host = Started();
        Add(host, "shop-7");
        host.Transport.Answer("shop-7", ScriptedTransport.Broken, ScriptedTransport.Ok);
        host.Dispatch(Orders.Paid);
        var answer = new TaskCompletionSource();
        host.Store.BeforeLease = () => answer.Task;
        host.Advance(TimeSpan.FromSeconds(10));

        var secret = host.Run(() => host.Get<IWebhookEndpoints>().RotateSecretAsync("shop-7", TimeSpan.Zero));
        answer.SetResult();
        host.Settle();

        var attempt = host.Transport.To("shop-7").Should().HaveCount(2).And.Subject.Last();
        attempt.Headers["webhook-signature"].Should().Be(Sign(secret, attempt));
    }

    [Test]
    public void A_second_rotation_does_not_prolong_what_the_first_has_ended()
    {
        using var host = Started();
        Add(host, "shop-7");
        var endpoints = host.Get<IWebhookEndpoints>();

        host.Run(() => endpoints.RotateSecretAsync("shop-7", TimeSpan.FromHours(1)));
        host.Run(() => endpoints.RotateSecretAsync("shop-7", TimeSpan.FromDays(1)));
        host.Dispatch(Orders.Numbered(1));
        host.Advance(TimeSpan.FromHours(1));
        host.Dispatch(Orders.Numbered(2));
        host.Run(() => endpoints.RotateSecretAsync("shop-7", TimeSpan.Zero));
        host.Dispatch(Orders.Numbered(3));

        host.Transport.To("shop-7").Select(attempt => attempt.Headers["webhook-signature"].Split(' ').Length).Should().Equal(3, 2, 1);
    }

    [Test]
    public void A_change_that_leaves_only_secrets_that_expire_is_refused()
    {
        using var host = Started();
        Add(host, "shop-7");
        var secret = host.Run(() => host.Get<IWebhookEndpoints>().RotateSecretAsync("shop-7", TimeSpan.FromHours(1)));

        host.Invoking(one => one.Run(() => one.Get<IWebhookEndpoints>().ChangeAsync("shop-7", endpoint => endpoint.Options.Secrets.Remove(secret.Reveal()))))
            .Should().Throw<ArgumentException>().WithMessage("Endpoint 'shop-7': all of its secrets expire;*");
    }

    [Test]
    public void What_a_deleted_endpoint_is_owed_is_cancelled_and_its_id_is_free_after_30_days()
    {
        using var host = Started();
        Add(host, "shop-7");
        host.Transport.Answer("shop-7", ScriptedTransport.Broken);
        host.Dispatch(Orders.Paid);

        Delete(host, "Shop-7").Should().BeTrue();
        Delete(host, "shop-7").Should().BeFalse();

        host.Delivery().Should().Match<DeliveryRecord>(delivery =>
            delivery.State == DeliveryState.Cancelled && delivery.Reason == "EndpointDeleted: the endpoint was deleted.");
        host.Dispatch(Orders.Paid).EndpointIds.Should().BeEmpty();
        host.Invoking(one => Add(one, "shop-7")).Should().Throw<InvalidOperationException>().WithMessage("The endpoint 'shop-7' was deleted at *");
        host.Advance(TimeSpan.FromDays(30.1));
        host.Run(() => host.Store.FindDocumentsAsync("endpoint", null, 10, default).AsTask()).Should().BeEmpty("the tombstone is forgotten");
        Add(host, "shop-7");
    }

    [Test]
    public void An_attempt_under_way_when_its_endpoint_is_deleted_is_the_last()
    {
        using var host = Started();
        Add(host, "shop-7");
        host.Transport.Hold("shop-7");
        host.Dispatch(Orders.Paid);

        Delete(host, "shop-7");
        host.Transport.Release("shop-7", ScriptedTransport.Broken);
        host.Settle();
        host.Advance(TimeSpan.FromHours(1.1));

        host.Delivery().State.Should().Be(DeliveryState.Cancelled);
        host.Transport.Attempts.Should().ContainSingle();
    }

    [Test]
    public void What_is_leased_when_its_endpoint_has_just_been_deleted_is_not_attempted()
    {
        using var host = Started();
        Add(host, "shop-7");
        host.Transport.Answer("shop-7", ScriptedTransport.Broken);
        host.Dispatch(Orders.Paid);
        var answer = new TaskCompletionSource();
        host.Store.BeforeLease = () => answer.Task;
        host.Store.BeforeClose = () => Task.FromException(new IOException("The disk is gone."));
        host.Advance(TimeSpan.FromSeconds(10));
        host.Invoking(one => Delete(one, "shop-7")).Should().Throw<IOException>();

        answer.SetResult();
        host.Settle();

        host.Store.Released.Should().ContainSingle();
        host.Transport.To("shop-7").Should().ContainSingle();
        host.Delivery().Should().Match<DeliveryRecord>(delivery => delivery.State == DeliveryState.Open && delivery.Attempts.Count == 1);
    }

    [Test]
    public void A_deletion_that_was_not_heard_to_have_succeeded_is_noticed_when_it_is_repeated()
    {
        using var host = Started();
        Add(host, "shop-7");
        host.Store.AfterPut = () => Task.FromException(new IOException("The answer was lost."));
        host.Invoking(one => Delete(one, "shop-7")).Should().Throw<IOException>();
        host.Store.AfterPut = null;

        Delete(host, "shop-7").Should().BeFalse();

        host.Get<IWebhookEndpoints>().All.Should().BeEmpty();
        host.Dispatch(Orders.Paid).EndpointIds.Should().BeEmpty();
    }

    [Test]
    public void Declared_endpoints_stay_what_they_are_when_one_is_added()
    {
        using var host = Started(shop => shop.AddTestEndpoint("crm"));
        var before = host.Get<IWebhookEndpoints>().All.Single();

        Add(host, "shop-7");

        host.Get<IWebhookEndpoints>().All[0].Should().BeSameAs(before, "its signer and its schema are not made anew for others");
    }

    [Test]
    public void Of_two_changes_the_later_one_counts_also_where_its_answer_comes_first()
    {
        using var host = Started();
        Add(host, "shop-7");
        var endpoints = host.Get<IWebhookEndpoints>();
        var answer = new TaskCompletionSource();
        host.Store.AfterPut = () => answer.Task;
        var first = host.Begin(() => endpoints.ChangeAsync("shop-7", endpoint => endpoint.AddHeader("x-api-key", "revoked")));
        host.Store.AfterPut = null;

        host.Run(() => endpoints.ChangeAsync("shop-7", endpoint => endpoint.AddHeader("x-api-key", "k-2")));
        answer.SetResult();
        host.Finish(first);

        endpoints.All.Single().Headers.Single().Value.Should().Be("k-2");
    }

    [Test]
    public void Two_that_change_one_endpoint_at_once_do_not_undo_each_others_change()
    {
        using var host = Started();
        Add(host, "shop-7");
        var endpoints = host.Get<IWebhookEndpoints>();
        var isFirst = true;

        host.Run(() => endpoints.ChangeAsync("shop-7", endpoint =>
        {
            if (isFirst)
            {
                isFirst = false;
                endpoints.ChangeAsync("shop-7", other => other.AddHeader("x-two", "2")).GetAwaiter().GetResult();
            }

            endpoint.AddHeader("x-one", "1");
        }));

        endpoints.All.Single().Headers.Select(line => line.Key).Should().BeEquivalentTo("x-api-key", "x-one", "x-two");
    }

    private static TestHost Started(Action<IShopWebhooksBuilder>? configure = null, IWebhookStore? store = null, Doubles.ManualTimeProvider? time = null) =>
        TestHost.Started(
            shop =>
            {
                shop.ProtectSecretsWith(Key);
                configure?.Invoke(shop);
            },
            store,
            time: time);

    private static WebhookEndpoint Add(TestHost host, string id) => host.Run(() => host.Get<IWebhookEndpoints>().AddAsync(
        id,
        $"test:{id}",
        endpoint =>
        {
            endpoint.For("new_*").AddSecret(TestHost.Secret).As(WebhookFormat.StandardWebhooks).AddHeader("x-api-key", "k-1").MaxPerSecond(50)
                .GiveUpOn(422).RetryWaits(TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(10));
            endpoint.Options.Concurrency = 3;
            endpoint.Options.Timeout = TimeSpan.FromSeconds(7);
        }));

    private static bool Delete(TestHost host, string id) => host.Run(() => host.Get<IWebhookEndpoints>().DeleteAsync(id));

    private static string Sign(WebhookSecret secret, ScriptedTransport.Attempt attempt)
    {
        var signer = new WebhookSigner(WebhookScheme.StandardWebhooks, secret);
        return signer.Sign(new OutgoingWebhook(attempt.MessageId, attempt.At, Encoding.UTF8.GetBytes(attempt.Body)))[2].Value;
    }
}
