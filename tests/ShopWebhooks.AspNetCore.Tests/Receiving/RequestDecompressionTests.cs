using System.IO.Compression;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using ShopWebhooks.AspNetCore.Tests.Loopback;

namespace ShopWebhooks.AspNetCore.Tests.Receiving;

/// <summary>Behind the middleware that inflates bodies: what is verified is what came out of it.</summary>
internal sealed class RequestDecompressionTests
{
    [TestCase("gzip", true)]
    [TestCase("gzip", false)]
    [TestCase("deflate", true)]
    [TestCase("deflate", false)]
    [TestCase("br", true)]
    [TestCase("br", false)]
    public async Task What_does_not_inflate_is_refused(string encoding, bool inChunks)
    {
        await using var shop = await StartDecompressingAsync();
        var webhook = RawWebhook.Signed().And("content-encoding", encoding);

        var answer = await shop.SendAsync(inChunks ? webhook.ToChunks(9) : webhook.ToBytes());

        answer.Status.Should().Be(401);
        shop.Store.Adds.Should().BeEmpty();
        shop.Logs.Alarming.Should().BeEmpty();
    }

    [TestCase("gzip", "1f8b08000000000000030300000000000000000000")]
    [TestCase("gzip", "1f8b080000000000000303000000000000000000")]
    [TestCase("br", "06")]
    [TestCase("br", "3b")]
    [TestCase("deflate", "789c030000000001")]
    [TestCase("deflate", "789c")]
    public async Task What_inflates_to_nothing_is_refused(string encoding, string body)
    {
        await using var shop = await StartDecompressingAsync();
        var webhook = RawWebhook.Signed(Convert.FromHexString(body)).And("content-encoding", encoding);
        var unsigned = RawWebhook.Signed(Convert.FromHexString(body)).Without("webhook-signature").And("content-encoding", encoding);

        (await shop.SendAsync(webhook)).Status.Should().Be(401);
        (await shop.SendAsync(webhook.ToChunks(1))).Status.Should().Be(401);
        (await shop.SendAsync(unsigned)).Status.Should().Be(401);

        shop.Store.Adds.Should().BeEmpty();
        shop.Logs.Alarming.Should().BeEmpty();
    }

    [TestCase(10)]
    [TestCase(100_000)]
    [TestCase(20_000_000)]
    public async Task What_inflates_is_refused(int length)
    {
        await using var shop = await StartDecompressingAsync();
        var webhook = RawWebhook.Signed(Gzip(new byte[length]), at: shop.Clock.GetUtcNow()).And("content-encoding", "gzip");

        var answer = await shop.SendAsync(webhook);

        answer.Status.Should().Be(length > 1024 * 1024 ? 413 : 401);
        shop.Store.Adds.Should().BeEmpty();
        shop.Logs.Alarming.Should().BeEmpty();
    }

    [TestCase(true)]
    [TestCase(false)]
    public async Task A_bomb_of_a_gigabyte_is_inflated_to_the_limit_and_no_further(bool inChunks)
    {
        var counter = new CountingBody();
        await using var shop = await StartDecompressingAsync(counter);
        var bomb = Bomb();
        var webhook = RawWebhook.Signed(bomb, at: shop.Clock.GetUtcNow()).And("content-encoding", "br");

        var answer = await shop.SendAsync(inChunks ? webhook.ToChunks(100) : webhook.ToBytes());

        bomb.Should().HaveCountLessThan(250_000);
        answer.Status.Should().Be(413);
        counter.Read.Should().Be((1024 * 1024) + 1);
        shop.Store.Adds.Should().BeEmpty();
        shop.Logs.Alarming.Should().BeEmpty();
    }

    [TestCase(true)]
    [TestCase(false)]
    public async Task What_was_signed_before_it_was_compressed_is_taken(bool inChunks)
    {
        await using var shop = await StartDecompressingAsync();
        var webhook = RawWebhook.Signed($$"""{"event":"new_order","status":"paid","note":"{{new string('x', 100_000)}}"}""")
            .And("content-encoding", "gzip");
        var signed = webhook.Body;
        webhook.Body = Gzip(signed);

        (await shop.SendAsync(inChunks ? webhook.ToChunks(9) : webhook.ToBytes())).Status.Should().Be(200);

        (await shop.Handler.NextAsync()).Context.Payload.ToArray().Should().Equal(signed);
    }

    [Test]
    public async Task A_plain_body_is_taken()
    {
        await using var shop = await StartDecompressingAsync();

        (await shop.SendAsync(RawWebhook.Signed())).Status.Should().Be(200);
    }

    private static Task<LoopbackShop> StartDecompressingAsync(CountingBody? counter = null) => LoopbackShop.StartAsync(
        services: services => services.AddRequestDecompression(),
        routes: application =>
        {
            application.UseRequestDecompression();
            if (counter is not null)
            {
                application.Use(counter.InvokeAsync);
            }

            application.MapShopWebhooks("/webhooks/{source}");
        });

    private static byte[] Bomb()
    {
        using var packed = new MemoryStream();
        using (var brotli = new BrotliStream(packed, CompressionLevel.Fastest))
        {
            var zeros = new byte[1024 * 1024];
            for (var i = 0; i < 1024; i++)
            {
                brotli.Write(zeros);
            }
        }

        return packed.ToArray();
    }

    private static byte[] Gzip(byte[] bytes)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest))
        {
            gzip.Write(bytes);
        }

        return packed.ToArray();
    }
}
