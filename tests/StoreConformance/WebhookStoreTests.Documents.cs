using ShopWebhooks.Storage;

namespace ShopWebhooks.Tests.StoreConformance;

internal abstract partial class WebhookStoreTests
{
    [Test]
    public async Task A_document_is_created_changed_and_deleted_by_the_version_it_has()
    {
        var created = await PutAsync(0, "1");
        (await TextsAsync("endpoint")).Should().Equal("crm 1");
        var changed = await PutAsync(created!.Value, "2");
        (await TextsAsync("endpoint")).Should().Equal("crm 2");
        (await PutAsync(changed!.Value, null)).Should().Be(0);
        (await TextsAsync("endpoint")).Should().BeEmpty();
    }

    [Test]
    public async Task A_document_has_the_version_that_its_write_returned()
    {
        var created = await PutAsync(0, "1");
        (await VersionAsync()).Should().Be(created);
        var changed = await PutAsync(created!.Value, "2");

        (await VersionAsync()).Should().Be(changed);
        created.Should().BePositive();
        changed.Should().BePositive().And.NotBe(created);
    }

    [Test]
    public async Task A_document_of_another_version_is_not_written()
    {
        (await PutAsync(1, "1")).Should().BeNull("it does not exist");
        (await PutAsync(1, null)).Should().BeNull("it does not exist");
        var created = await PutAsync(0, "1");
        var changed = await PutAsync(created!.Value, "2");

        foreach (var version in new[] { 0, created.Value, changed!.Value + 1 })
        {
            (await PutAsync(version, "3")).Should().BeNull();
            (await PutAsync(version, null)).Should().BeNull();
        }

        (await TextsAsync("endpoint")).Should().Equal("crm 2");
    }

    [Test]
    public async Task A_document_that_is_made_again_is_not_taken_for_the_one_that_was_deleted()
    {
        var first = await PutAsync(0, "1");
        await PutAsync(first!.Value, null);
        await PutAsync(0, "2");

        (await PutAsync(first.Value, "written late")).Should().BeNull();
        (await TextsAsync("endpoint")).Should().Equal("crm 2");
    }

    [Test]
    public async Task Documents_are_listed_by_kind_in_order_of_their_keys_a_page_at_a_time()
    {
        await Store.PutDocumentsAsync(
            [
                new("endpoint", "b", 0, Json("1")), new("profile", "x", 0, Json("1")),
                new("endpoint", "B", 0, Json("1")), new("endpoint", "a", 0, Json("1")),
            ],
            default);

        (await TextsAsync("endpoint")).Should().Equal("B 1", "a 1", "b 1");
        (await TextsAsync("endpoint", after: null, limit: 2)).Should().Equal("B 1", "a 1");
        (await TextsAsync("endpoint", after: "a", limit: 2)).Should().Equal("b 1");
        (await TextsAsync("nothing")).Should().BeEmpty();
        (await Store.GetDocumentAsync("endpoint", "a", default))!.Key.Should().Be("a");
        (await Store.GetDocumentAsync("endpoint", "x", default)).Should().BeNull();
        (await Store.GetDocumentAsync("nothing", "a", default)).Should().BeNull();
    }

    [Test]
    public async Task Each_write_of_a_list_stands_alone()
    {
        await Store.PutDocumentsAsync([new("flow", "old", 0, Json("1"))], default);

        var written = await Store.PutDocumentsAsync(
            [new("flow", "a", 0, Json("1")), new("flow", "b", 5, Json("1")), new("flow", "old", 0, Json("2")), new("flow", "c", 0, Json("1"))],
            default);

        written.Select(version => version is null).Should().Equal(false, true, true, false);
        (await TextsAsync("flow")).Should().Equal("a 1", "c 1", "old 1");
    }

    [Test]
    public async Task The_bytes_of_a_document_survive()
    {
        var json = Json("""{ "name":"Jörg \u00e9",  "n":1.50 }""");
        await Store.PutDocumentsAsync([new("profile", "Jörg", 0, json)], default);

        var document = await Store.GetDocumentAsync("profile", "Jörg", default);

        (document!.Kind, document.Key).Should().Be(("profile", "Jörg"));
        document.Json.ToArray().Should().Equal(json.ToArray());
    }

    [Test]
    public async Task Of_many_that_write_one_version_at_once_one_succeeds()
    {
        var created = await PutAsync(0, "0");

        var written = await TogetherAsync(16, i => Task.Run(() => PutAsync(created!.Value, $"{i}")));

        var version = written.Should().ContainSingle(version => version != null).Subject;
        (await VersionAsync()).Should().Be(version);
    }

    private async Task<long?> PutAsync(long version, string? text)
    {
        // Spelled out: null would become an empty ReadOnlyMemory on its way through the conditional operator.
        var json = text is null ? (ReadOnlyMemory<byte>?)null : Json(text);
        return (await Store.PutDocumentsAsync([new DocumentWrite("endpoint", "crm", version, json)], default)).Single();
    }

    private async Task<long?> VersionAsync() => (await Store.GetDocumentAsync("endpoint", "crm", default))?.Version;

    protected async Task<string[]> TextsAsync(string kind, string? after = null, int limit = 1000) =>
    [
        .. (await Store.FindDocumentsAsync(kind, after, limit, default))
            .Select(document => $"{document.Key} {System.Text.Encoding.UTF8.GetString(document.Json.Span)}"),
    ];
}
