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
        [Values(0, 1, 63, 64, 2047, 2048, 2049)] int text, [Values(0, 1, 64, 1983, 1984, 2047, 2048, 2049, 100_000)] int body)
    {
        var content = RandomNumberGenerator.GetBytes(body);
        var ascii = new string('i', text);
        var hash = new KeyedHash(Key, SignatureAlgorithm.HmacSha256);
        var mac = new byte[32];
        byte[] whole = [.. Encoding.ASCII.GetBytes(ascii), (byte)'.', .. content, (byte)'!'];

        for (var use = 0; use < 3; use++)
        {
            hash.AppendText(ascii);
            hash.Append("."u8);
            hash.Append(content);
            hash.Append("!"u8);
            hash.Finish(mac);

            mac.Should().Equal(HMACSHA256.HashData(Key, whole));
        }
    }

    [TestCase(SignatureAlgorithm.HmacSha1)]
    [TestCase(SignatureAlgorithm.HmacSha256)]
    [TestCase(SignatureAlgorithm.HmacSha512)]
    [TestCase(SignatureAlgorithm.Sha256OfKeyAndContent)]
    public void Each_algorithm_hashes_the_UTF_8_of_a_text_again_and_again(SignatureAlgorithm algorithm)
    {
        const string Text = "https://shop.example/hök?q=\u2603";
        var content = Encoding.UTF8.GetBytes(Text);
        var hash = new KeyedHash(Key, algorithm);
        var mac = new byte[KeyedHash.GetLength(algorithm)];

        for (var use = 0; use < 3; use++)
        {
            hash.AppendText(Text);
            hash.Finish(mac);

            mac.Should().Equal(algorithm switch
            {
                SignatureAlgorithm.HmacSha1 => Hmac(HashAlgorithmName.SHA1, content),
                SignatureAlgorithm.HmacSha256 => Hmac(HashAlgorithmName.SHA256, content),
                SignatureAlgorithm.HmacSha512 => Hmac(HashAlgorithmName.SHA512, content),
                _ => SHA256.HashData([.. Key, .. content]),
            });
        }
    }

    private static byte[] Hmac(HashAlgorithmName algorithm, byte[] content)
    {
        using var hash = IncrementalHash.CreateHMAC(algorithm, Key);
        hash.AppendData(content);
        return hash.GetHashAndReset();
    }
}
