using System.Security.Cryptography;
using System.Text;
using ShopWebhooks.Signing;

namespace ShopWebhooks.Tests.Signing;

public class KeyedHashTests
{
    private static readonly byte[] Key = [.. Enumerable.Range(1, 32).Select(i => (byte)i)];

    // Around SHA-256's block, and around the buffer of 2,048 bytes.
    [Test]
    public void Finish_gives_the_MAC_of_all_pieces_and_begins_anew(
        [Values(0, 1, 63, 64, 2047, 2048)] int text, [Values(0, 1, 64, 1983, 1984, 2047, 2048, 2049, 100_000)] int body)
    {
        var content = RandomNumberGenerator.GetBytes(body);
        var ascii = new string('i', text);
        var hash = new KeyedHash(Key);
        var mac = new byte[32];
        byte[] whole = [.. Encoding.ASCII.GetBytes(ascii), (byte)'.', .. content, (byte)'!'];

        for (var use = 0; use < 3; use++)
        {
            hash.AppendAscii(ascii);
            hash.Append((byte)'.');
            hash.Append(content);
            hash.Append((byte)'!');
            hash.Finish(mac);

            mac.Should().Equal(HMACSHA256.HashData(Key, whole));
        }
    }
}
