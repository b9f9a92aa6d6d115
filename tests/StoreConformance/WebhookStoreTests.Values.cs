using System.Text.Json;
using ShopWebhooks.Storage;

namespace ShopWebhooks.Tests.StoreConformance;

internal abstract partial class WebhookStoreTests
{
    private static readonly string[] UnusualTexts =
    [
        "'; DROP TABLE messages; --", "\"quoted\" and `quoted`", "100% _of_ it?", "[a-z]*", @"back\slash\u0041 \x41", "$1 :p @p ?1 {0}",
        "😀 𝒳 \U0010FFFF", "ﬁ Å A\u030A é e\u0301", "İıIi ßẞ", "line\nfeed\r\n\ttab", "\u202Eright to left שלום",
        "\uFFFD\uFEFF\uE000", " padded ", "0123", "NULL",
    ];

    private static readonly string[] LookAlikes =
    [
        "SB-1", "sb-1", "SB-1 ", " SB-1", "SB_1", "SB%", "%", "S\u200BB-1", "ＳＢ-1", "é", "e\u0301", "É", "1", "01", "1.0", "1e0", "I", "ı", "ß", "ss",
        "😀", "\U0001F601", "\\", "\\\\", "'", "''", "x'00'",
    ];

    [TestCaseSource(nameof(UnusualTexts))]
    public async Task Every_text_survives_as_it_is(string text)
    {
        var message = Message() with
        {
            EventType = text,
            Origin = text,
            ContentType = text,
            Tenant = text,
            OrderingKey = text,
            DedupeKey = text,
            TraceParent = text,
            Headers = [new(text, text), new("x-" + text, "")],
        };
        var number = await AddDeliveryAsync(
            new NewMessage(message, [new NewDelivery(text) { Body = new DeliveryBody(Json(text), text) }, new NewDelivery("other")]));
        var attempt = Attempt() with { Error = text, Response = text, Decision = text };

        var leased = await LeaseOneAsync(text);
        await SettledAsync(new Settlement(leased.Lease, attempt, DeliveryState.Dead)
        {
            Reason = text,
            Endpoint = new EndpointChange(text) { Disable = text },
            Documents = [new DocumentWrite(text, text, 0, Json(text))],
        });

        TextOf(leased.Message).Should().Be(TextOf(message));
        (leased.EndpointId, leased.Body!.ContentType).Should().Be((text, text));
        var record = await FindAsync(number);
        (record.EndpointId, record.Reason).Should().Be((text, text));
        TextOf(record.Message).Should().Be(TextOf(message));
        TextOf(record.Attempts).Should().Be(TextOf(new[] { attempt }));
        (await FoundAsync(new() { EndpointId = text, EventType = text, Tenant = text })).Should().Equal(number);
        (await AddAsync(Owing(Message() with { Origin = text, DedupeKey = text }))).MessageId.Should().Be(message.Id);
        var state = (await Store.GetEndpointStatesAsync(default)).Single();
        (state.EndpointId, state.DisabledReason).Should().Be((text, text));
        (await Store.GetBacklogAsync(default)).Single().EndpointId.Should().Be("other");
        var document = await Store.GetDocumentAsync(text, text, default);
        (document!.Kind, document.Key).Should().Be((text, text));
        document.Json.ToArray().Should().Equal(Json(text).ToArray());
    }

    [Test]
    public async Task Texts_that_look_alike_are_not_the_same_endpoint()
    {
        await AddAsync(Owing(Message(), LookAlikes));
        foreach (var text in LookAlikes)
        {
            (await FoundAsync(new() { EndpointId = text })).Should().ContainSingle(text);
            (await LeaseOneAsync(text)).EndpointId.Should().Be(text);
        }

        await Store.ChangeEndpointsAsync([.. LookAlikes.Select(text => new EndpointChange(text) { Failed = true })], default);
        (await Store.GetEndpointStatesAsync(default)).Select(state => (state.EndpointId, state.ConsecutiveFailures))
            .Should().BeEquivalentTo(LookAlikes.Select(text => (text, 1)));
        (await Store.GetBacklogAsync(default)).Select(endpoint => endpoint.EndpointId).Should().BeEquivalentTo(LookAlikes);
    }

    [Test]
    public async Task Texts_that_look_alike_are_not_the_same_key_event_type_or_tenant()
    {
        await Store.AddAsync(
            [
                .. LookAlikes.Select(text => Owing(
                    Message() with { EventType = text, Tenant = text, OrderingKey = text, DedupeKey = text, Origin = "shopbotly" }, "crm")),
            ],
            default);

        (await LeaseAsync("crm")).Deliveries.Select(leased => leased.Message.OrderingKey).Should().BeEquivalentTo(LookAlikes);
        foreach (var text in LookAlikes)
        {
            (await FoundAsync(new() { EventType = text })).Should().ContainSingle(text);
            (await FoundAsync(new() { Tenant = text })).Should().ContainSingle(text);
        }
    }

    [Test]
    public async Task Texts_that_look_alike_are_not_the_same_document()
    {
        await Store.PutDocumentsAsync([.. LookAlikes.Select(text => new DocumentWrite("profile", text, 0, Json(text)))], default);
        await Store.PutDocumentsAsync([.. LookAlikes.Select(text => new DocumentWrite(text, "all", 0, Json(text)))], default);

        foreach (var text in LookAlikes)
        {
            (await Store.GetDocumentAsync("profile", text, default))!.Json.ToArray().Should().Equal(Json(text).ToArray());
            (await TextsAsync(text)).Should().Equal($"all {text}");
        }

        var paged = new List<string>();
        while (await Store.FindDocumentsAsync("profile", paged.LastOrDefault(), 2, default) is { Count: > 0 } page)
        {
            paged.AddRange(page.Select(document => document.Key));
        }

        paged.Should().BeEquivalentTo(LookAlikes).And.OnlyHaveUniqueItems();
        paged.Where(key => !key.Any(char.IsSurrogate)).Should().BeInAscendingOrder(StringComparer.Ordinal);
    }

    [TestCase(0)]
    [TestCase(1)]
    [TestCase(1024 * 1024)]
    [TestCase((5 * 1024 * 1024) + 1)]
    public async Task Payloads_bodies_and_documents_of_any_length_survive(int length)
    {
        var bytes = new byte[length];
        new Random(length).NextBytes(bytes);
        var message = Message() with { Payload = bytes };
        await AddAsync(new NewMessage(message, [new NewDelivery("crm") { Body = new DeliveryBody(bytes, "application/octet-stream") }]));
        var json = Json($"\"{new string('ä', length / 2)}\"");
        await Store.PutDocumentsAsync([new("profile", "SB-1", 0, json)], default);

        var leased = await LeaseOneAsync();

        // Spans, because an assertion about millions of elements takes seconds.
        leased.Message.Payload.Span.SequenceEqual(bytes).Should().BeTrue();
        leased.Body!.Content.Span.SequenceEqual(bytes).Should().BeTrue("no bytes are another body than none");
        (await Store.GetMessageAsync(message.Id, default))!.Payload.Span.SequenceEqual(bytes).Should().BeTrue();
        (await Store.GetDocumentAsync("profile", "SB-1", default))!.Json.Span.SequenceEqual(json.Span).Should().BeTrue();
    }

    [Test]
    public async Task Many_headers_survive_in_their_order_with_the_doubled_ones()
    {
        var headers = Enumerable.Range(0, 300).Select(i => KeyValuePair.Create($"X-{(char)('z' - (i % 7))}", $"{i % 3}")).ToArray();
        var message = Message() with { Headers = headers };
        var number = await AddDeliveryAsync(Owing(message, "crm"));

        (await LeaseOneAsync()).Message.Headers.Should().Equal(headers);
        (await FindAsync(number)).Message.Headers.Should().Equal(headers);
        (await Store.ReadFeedAsync(0, 1, default)).Single().Message.Headers.Should().Equal(headers);
    }

    [TestCase("2026-11-22T12:00:00.1234567Z")]
    [TestCase("2026-11-22T12:00:00.0000001Z")]
    [TestCase("0001-01-01T00:00:00.0000000Z")]
    [TestCase("1969-12-31T23:59:59.9999999Z")]
    [TestCase("9999-12-31T23:59:59.9999999Z")]
    public async Task Times_survive_to_the_tick(string time)
    {
        var moment = DateTimeOffset.Parse(time, System.Globalization.CultureInfo.InvariantCulture);
        var message = Message() with { CreatedAt = moment };
        var number = await AddDeliveryAsync(Owing(message, "crm"));
        var attempt = Attempt() with { StartedAt = moment, Duration = TimeSpan.FromTicks(1_234_567_891) };

        await SettledAsync(new Settlement((await LeaseOneAsync()).Lease, attempt, DeliveryState.Delivered));

        var record = await FindAsync(number);
        record.Message.CreatedAt.Should().BeExactly(moment);
        record.Attempts.Single().StartedAt.Should().BeExactly(moment);
        record.Attempts.Single().Duration.Should().Be(attempt.Duration);
        (await FoundAsync(new() { From = moment })).Should().Equal(number);
        (await FoundAsync(new() { To = moment })).Should().BeEmpty();
        if (moment != DateTimeOffset.MaxValue)
        {
            (await FoundAsync(new() { From = moment.AddTicks(1) })).Should().BeEmpty();
            (await FoundAsync(new() { To = moment.AddTicks(1) })).Should().Equal(number);
        }
    }

    [TestCase("handler:book-order")]
    [TestCase("queue:orders")]
    [TestCase("flow:Welcome%20back#1")]
    [TestCase("urn:isbn:0451450523")]
    [TestCase("amqps://broker.example:5671/orders?heartbeat=30")]
    [TestCase("HTTPS://CRM.example:443/a/../b//c?x=%2f&y='1'&z=ä#part")]
    [TestCase("https://[2001:db8::1]:8443/")]
    [TestCase("https://münchen.example/größe?ß=😀")]
    [TestCase("orders/7?x=1")]
    [TestCase("/orders/7")]
    [TestCase("//crm.example/orders")]
    public async Task An_address_survives_as_it_was_written(string text)
    {
        var isRelative = text.StartsWith('/') || !text.Contains(':', StringComparison.Ordinal);
        var address = new Uri(text, isRelative ? UriKind.Relative : UriKind.Absolute);
        await AddAsync(new NewMessage(Message(), [new NewDelivery("crm") { Address = address }]));

        var kept = (await LeaseOneAsync()).Address!;

        (kept.OriginalString, kept.IsAbsoluteUri).Should().Be((text, !isRelative));
        kept.ToString().Should().Be(address.ToString());
    }

    [Test]
    public async Task What_an_attempt_leaves_out_stays_left_out()
    {
        var number = await AddDeliveryAsync(Owing("crm"));
        var attempt = Attempt() with { StatusCode = null, Duration = TimeSpan.Zero };
        await SettledAsync(new Settlement((await LeaseOneAsync()).Lease, attempt, DeliveryState.Delivered));

        TextOf((await FindAsync(number)).Attempts).Should().Be(TextOf(new[] { attempt }));
    }

    [Test]
    public async Task Every_attempt_of_a_long_history_survives_in_its_order()
    {
        var number = await AddDeliveryAsync(Owing("crm"));
        var attempts = new List<DeliveryAttempt>();
        for (var i = 1; i <= 60; i++)
        {
            var attempt = Attempt(i, (AttemptOutcome)(i % 3)) with
            {
                StatusCode = i % 2 == 0 ? 500 + i : null,
                Error = i % 3 == 0 ? $"error {i}" : null,
                Response = i % 5 == 0 ? $"response {i}" : null,
                Duration = TimeSpan.FromTicks(i),
            };
            attempts.Add(attempt);
            await SettledAsync(new Settlement((await LeaseOneAsync()).Lease, attempt, i < 60 ? DeliveryState.Open : DeliveryState.Dead));
        }

        TextOf((await FindAsync(number)).Attempts).Should().Be(TextOf(attempts));
    }

    /// <summary>All that a value says, to be compared to the letter.</summary>
    protected static string TextOf(object value) => JsonSerializer.Serialize(value);
}
