using System.Text;
using ShopWebhooks.Signing;

namespace ShopWebhooks.Tests.Signing;

internal sealed class AesSecretProtectorTests
{
    private const string Key = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";
    private const string OtherKey = "/wECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";

    private static readonly byte[] Secret = Encoding.UTF8.GetBytes("whsec_secret");

    [FsCheck.NUnit.Property]
    public bool What_was_protected_is_read_again(byte[] secret, FsCheck.NonNull<string> purpose)
    {
        var protector = new AesSecretProtector(Key);
        return protector.Unprotect(protector.Protect(secret, purpose.Get), purpose.Get)!.SequenceEqual(secret);
    }

    [Test]
    public void Every_changed_bit_and_every_cut_is_noticed()
    {
        var protector = new AesSecretProtector(Key);
        var made = protector.Protect(Secret, "a");
        for (var i = 0; i < made.Length * 8; i++)
        {
            var changed = made.ToArray();
            changed[i / 8] ^= (byte)(1 << (i % 8));
            protector.Unprotect(changed, "a").Should().BeNull();
        }

        for (var length = 0; length < made.Length; length++)
        {
            protector.Unprotect(made.AsSpan(0, length), "a").Should().BeNull();
        }
    }

    [Test]
    public void Another_purpose_or_key_does_not_read_it()
    {
        var made = new AesSecretProtector(Key).Protect(Secret, "a");

        new AesSecretProtector(Key).Unprotect(made, "b").Should().BeNull();
        new AesSecretProtector(OtherKey).Unprotect(made, "a").Should().BeNull();
        new AesSecretProtector(OtherKey, Key).Unprotect(made, "a").Should().Equal(Secret);
    }

    [Test]
    public void No_two_are_alike() =>
        new AesSecretProtector(Key).Protect(Secret, "a").Should().NotEqual(new AesSecretProtector(Key).Protect(Secret, "a"));

    [TestCase("")]
    [TestCase("AAEC")]
    [TestCase("not base64")]
    [TestCase("AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8gIQ==")]
    public void A_key_of_another_form_is_refused_without_being_shown(string key)
    {
        var making = () => new AesSecretProtector(Key, key);

        var message = making.Should().Throw<ArgumentException>().Which.Message;
        message.Should().StartWith("Key 2 that protects secrets is not the base64 of 32 bytes; make one with 'openssl rand -base64 32'.");
        if (key.Length > 0)
        {
            message.Should().NotContain(key);
        }
    }
}
