using ShopWebhooks.Storage;
using ShopWebhooks.Tests.Transports;
using ShopWebhooks.Transports;

namespace ShopWebhooks.Tests;

internal sealed class PrintingTests
{
    private static readonly Uri Address = new("https://crm.example/hooks?token=hunter2");

    private static readonly DeliveryBody Body = new("hunter2"u8.ToArray(), "text/plain");

    private static readonly TransportRequest Request = TestTransport.Request(TestTransport.Guarded(Address.OriginalString));

    private static readonly DeliveryAttempt Attempt = new()
    {
        Number = 2,
        StartedAt = DateTimeOffset.UnixEpoch,
        Duration = TimeSpan.Zero,
        Outcome = AttemptOutcome.Failed,
        StatusCode = 500,
        Response = "hunter2",
        Decision = "dead",
    };

    private static IEnumerable<TestCaseData> EachRecord =>
    [
        new(Request, "msg_1 to shop, attempt 1"),
        new(TransportResult.Failed("hunter2") with { StatusCode = 500, Response = "hunter2" }, "Failed (500)"),
        new(TransportResult.Delivered, "Delivered"),
        new(new FollowUp(Orders.Paid, null), "NewOrder"),
        new(new NewDelivery("crm") { Address = Address, Body = Body }, "delivery to crm"),
        new(new LeasedDelivery
        {
            Lease = new DeliveryLease(7, 1),
            EndpointId = "crm",
            Message = Request.Message,
            Attempt = 2,
            ScheduledAttempt = 2,
            Address = Address,
            Body = Body,
        }, "msg_1 to crm, attempt 2"),
        new(Attempt, "attempt 2: Failed (500)"),
        new(Attempt with { StatusCode = null }, "attempt 2: Failed"),
        new(new Settlement(new DeliveryLease(7, 1), Attempt, DeliveryState.Dead), "delivery 7, attempt 2: Failed (500), Dead"),
        new(Body, "text/plain, 7 bytes"),
        new(new DispatchReceipt("msg_1", ["crm", "handler:book"], false), "msg_1 to crm, handler:book"),
        new(new DispatchReceipt("msg_1", [], true), "msg_1 to nobody (duplicate)"),
        new(
            new DeliveryRecord { DeliveryId = 7, EndpointId = "crm", Message = Request.Message, State = DeliveryState.Dead, Attempts = [Attempt] },
            "delivery 7 of msg_1 (ping from local) to crm: Dead, attempts: 1"),
        new(new Document("profile", "SB-9921", 3, Body.Content), "profile SB-9921, version 3"),
        new(new DocumentWrite("profile", "SB-9921", 3, Body.Content), "profile SB-9921, over version 3"),
    ];

    [TestCaseSource(nameof(EachRecord))]
    public void A_record_prints_what_it_is_about_and_nothing_confidential(object record, string text) => record.ToString().Should().Be(text);
}
