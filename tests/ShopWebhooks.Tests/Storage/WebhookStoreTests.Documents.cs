using ShopWebhooks.Storage;

namespace ShopWebhooks.Tests.Storage;

internal abstract partial class WebhookStoreTests
{
    [Test]
    public async Task A_document_is_created_changed_and_deleted_by_the_version_it_has()
    {
        (await PutAsync(0, "1")).Should().BeTrue();
        (await TextsAsync("endpoint")).Should().Equal("crm 1 1");
        (await PutAsync(1, "2")).Should().BeTrue();
        (await TextsAsync("endpoint")).Should().Equal("crm 2 2");
        (await PutAsync(2, null)).Should().BeTrue();
        (await TextsAsync("endpoint")).Should().BeEmpty();
        (await PutAsync(0, "3")).Should().BeTrue();
        (await TextsAsync("endpoint")).Should().Equal("crm 1 3");
    }

    [Test]
    public async Task A_document_of_another_version_is_not_written()
    {
        (await PutAsync(1, "1")).Should().BeFalse("it does not exist");
        (await PutAsync(1, null)).Should().BeFalse("it does not exist");
        await PutAsync(0, "1");
        await PutAsync(1, "2");

        foreach (var version in new[] { 0, 1, 3 })
        {
            (await PutAsync(version, "3")).Should().BeFalse();
            (await PutAsync(version, null)).Should().BeFalse();
        }

        (await TextsAsync("endpoint")).Should().Equal("crm 2 2");
    }

    [Test]
    public async Task Documents_are_listed_by_kind_in_order_of_their_keys()
    {
        await Store.PutDocumentsAsync(
            [
                new("endpoint", "b", 0, Json("1")), new("profile", "x", 0, Json("1")),
                new("endpoint", "B", 0, Json("1")), new("endpoint", "a", 0, Json("1")),
            ],
            default);

        (await TextsAsync("endpoint")).Should().Equal("B 1 1", "a 1 1", "b 1 1");
        (await Store.GetDocumentsAsync("endpoint", "a", default)).Should().ContainSingle().Which.Key.Should().Be("a");
        (await Store.GetDocumentsAsync("endpoint", "x", default)).Should().BeEmpty();
        (await Store.GetDocumentsAsync("nothing", null, default)).Should().BeEmpty();
    }

    [Test]
    public async Task Each_write_of_a_list_stands_alone()
    {
        var written = await Store.PutDocumentsAsync(
            [new("flow", "a", 0, Json("1")), new("flow", "b", 5, Json("1")), new("flow", "a", 1, Json("2"))], default);

        written.Should().Equal(true, false, true);
        (await TextsAsync("flow")).Should().Equal("a 2 2");
    }

    [Test]
    public async Task The_bytes_of_a_document_survive()
    {
        var json = Json("""{ "name":"Jörg \u00e9",  "n":1.50 }""");
        await Store.PutDocumentsAsync([new("profile", "Jörg", 0, json)], default);

        var document = (await Store.GetDocumentsAsync("profile", "Jörg", default)).Single();

        (document.Kind, document.Key, document.Version).Should().Be(("profile", "Jörg", 1L));
        document.Json.ToArray().Should().Equal(json.ToArray());
    }

    [Test]
    public async Task Of_many_that_write_one_version_at_once_one_succeeds()
    {
        await PutAsync(0, "0");

        var written = await TogetherAsync(16, i => Task.Run(() => PutAsync(1, $"{i}")));

        written.Should().ContainSingle(success => success);
        (await Store.GetDocumentsAsync("endpoint", "crm", default)).Single().Version.Should().Be(2);
    }

    private async Task<bool> PutAsync(long version, string? text)
    {
        // Spelled out: null would become an empty ReadOnlyMemory on its way through the conditional operator.
        var json = text is null ? (ReadOnlyMemory<byte>?)null : Json(text);
        return (await Store.PutDocumentsAsync([new DocumentWrite("endpoint", "crm", version, json)], default)).Single();
    }
}
