using System.Diagnostics;
using System.Diagnostics.Metrics;
using ShopWebhooks.Events;
using ShopWebhooks.Telemetry;
using ShopWebhooks.Tests.Delivery;
using ShopWebhooks.Tests.Receiving;

namespace ShopWebhooks.Tests.Telemetry;

[FixtureLifeCycle(LifeCycle.InstancePerTestCase), NonParallelizable]
internal sealed class TelemetryTests
{
    [Test]
    public void Every_attempt_has_a_span_that_is_linked_to_the_one_that_created_the_message()
    {
        using var host = TestHost.Started(shop => shop
            .AddTestEndpoint("crm").On<NewOrder>((_, _, _) => Task.CompletedTask, options => options.FromLocal()));
        var spans = new List<Activity>();
        using var listener = Listen(spans);

        var id = host.Dispatch(Orders.Paid).MessageId;

        var publish = spans.Single(span => span.DisplayName == "publish new_order");
        var deliver = spans.Single(span => span.DisplayName == "deliver new_order");
        var process = spans.Single(span => span.DisplayName == "process new_order");
        (publish.Kind, deliver.Kind, process.Kind).Should().Be((ActivityKind.Producer, ActivityKind.Client, ActivityKind.Consumer));
        deliver.Links.Should().ContainSingle().Which.Context.SpanId.Should().Be(publish.SpanId);
        process.Links.Should().ContainSingle().Which.Context.SpanId.Should().Be(publish.SpanId);
        deliver.Tags.Should().Contain("shopwebhooks.endpoint", "crm").And.Contain("messaging.message.id", id)
            .And.Contain("messaging.system", "shopwebhooks").And.Contain("shopwebhooks.outcome", "Delivered");
        deliver.TagObjects.Should().Contain("shopwebhooks.attempt", 1);
    }

    [Test]
    public void A_failed_attempts_span_has_the_status_error()
    {
        using var host = TestHost.Started(shop => shop.AddTestEndpoint("crm"));
        host.Transport.Answer("crm", ScriptedTransport.Broken);
        var spans = new List<Activity>();
        using var listener = Listen(spans);

        host.Dispatch(Orders.Paid);

        var deliver = spans.Single(span => span.DisplayName == "deliver new_order");
        (deliver.Status, deliver.StatusDescription).Should().Be((ActivityStatusCode.Error, "It answered 500."));
    }

    [Test]
    public void Metrics_have_tags_of_few_values()
    {
        using var host = TestHost.Started(shop => shop
            .AddTestEndpoint("crm")
            .AddSource("shop", source => source.AddSecret(TestHost.Secret))
            .On<UnknownEvent>((_, _, _) => Task.CompletedTask));
        var seen = new List<string>();
        using var meters = new MeterListener();
        meters.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Meter.Name == ShopWebhooksTelemetry.MeterName && instrument.Meter.Scope == host.Get<IMeterFactory>())
            {
                listener.EnableMeasurementEvents(instrument);
            }
        };
        meters.SetMeasurementEventCallback<long>((instrument, value, tags, _) => seen.Add(Describe(instrument, tags)));
        meters.SetMeasurementEventCallback<double>((instrument, value, tags, _) => seen.Add(Describe(instrument, tags)));
        meters.Start();

        host.Dispatch(Orders.Paid);
        host.Receive("""{"event":"moon_landed"}""");
        host.Receive("""{"event":"moon_landed"}""");
        host.Verify(SignedRequest.Create(host, Orders.PaidJson), "an-invented-source");
        host.Dispatch(UnknownEvent());

        seen.Distinct().Should().BeEquivalentTo(
            "shopwebhooks.dispatch.count {message} shopwebhooks.event_type=new_order",
            "shopwebhooks.dispatch.count {message} shopwebhooks.event_type=_OTHER",
            "shopwebhooks.attempt.in_flight {attempt} ",
            "shopwebhooks.attempt.duration s shopwebhooks.outcome=Delivered http.response.status_code=200",
            "shopwebhooks.handler.duration s shopwebhooks.outcome=Delivered",
            "shopwebhooks.verify.count {request} shopwebhooks.source=shop shopwebhooks.outcome=Valid",
            "shopwebhooks.verify.count {request} shopwebhooks.source=_OTHER shopwebhooks.outcome=UnknownSource",
            "shopwebhooks.receive.count {message} shopwebhooks.source=shop shopwebhooks.outcome=Accepted",
            "shopwebhooks.receive.count {message} shopwebhooks.source=shop shopwebhooks.outcome=Duplicate");
    }

    [Test]
    public void No_secret_payload_or_query_is_in_a_log_a_span_or_a_text()
    {
        using var host = TestHost.Started(shop => shop
            .AddEndpoint("crm", "test://crm.example/path-token?key=query-token", endpoint => endpoint
                .AddSecret(TestHost.Secret).AddHeader("x-key", "header-token"))
            .AddSource("shop", source => source.AddSecret(TestHost.OtherSecret))
            .On<NewOrder>((_, context, _) => context.Attempt == 1 ? throw new InvalidOperationException("Not yet.") : Task.CompletedTask));
        var spans = new List<Activity>();
        using var listener = Listen(spans);
        host.Transport.Script("crm", (request, _) => request.Attempt switch
        {
            1 => throw new InvalidDataException($"{request.Address} {request.Endpoint.Secrets[0].Reveal()} exception-token"),
            2 => Task.FromResult(ScriptedTransport.Broken with { Response = "response-token" }),
            _ => Task.FromResult(ScriptedTransport.Ok),
        });

        host.Dispatch(Orders.Numbered(4711));
        host.Receive("""{"event":"new_order","customer_id":"payload-token","status":"paid"}""", secret: TestHost.OtherSecret);
        host.Receive("""{"event":"new_order","customer_id":"payload-token","status":7}""", "evt_2", secret: TestHost.OtherSecret);
        host.Verify(SignedRequest.Create(host, "payload-token"), "source-token");
        host.Verify(SignedRequest.Create(host, "payload-token", secret: TestHost.Secret));
        host.Advance(TimeSpan.FromDays(4));
        host.Stop();

        var texts = host.Logs.Lines
            .Concat(spans.SelectMany(span => span.TagObjects.Select(tag => $"{tag.Key}={tag.Value}")))
            .Concat(spans.Select(span => $"{span.DisplayName} {span.StatusDescription}"))
            .Concat(host.Deliveries().Select(delivery => $"{delivery.Message} {delivery.Reason}"))
            .Concat(host.Deliveries().SelectMany(delivery => delivery.Attempts).Select(attempt => attempt.Error ?? ""))
            .Concat(host.Get<IWebhookEndpoints>().All.SelectMany(endpoint => endpoint.Secrets.Select(secret => $"{endpoint} {secret}")))
            .ToList();
        texts.Should().HaveCountGreaterThan(20);
        foreach (var confidential in (string[])["-token", "4711", "SB-9921", TestHost.Secret[6..], TestHost.OtherSecret[6..], "crm.example"])
        {
            texts.Should().NotContain(text => text.Contains(confidential, StringComparison.OrdinalIgnoreCase));
        }
    }

    private static object UnknownEvent() => new EventCatalog().Deserialize("moon_landed", """{"event":"moon_landed"}"""u8);

    private static string Describe(Instrument instrument, ReadOnlySpan<KeyValuePair<string, object?>> tags) =>
        $"{instrument.Name} {instrument.Unit} {string.Join(' ', tags.ToArray().Select(tag => $"{tag.Key}={tag.Value}"))}";

    // The source of the spans is the process's, not the host's: only what happens while this host works is its own.
    private static ActivityListener Listen(List<Activity> spans)
    {
        var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == ShopWebhooksTelemetry.ActivitySourceName,
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = spans.Add,
        };
        ActivitySource.AddActivityListener(listener);
        return listener;
    }
}
