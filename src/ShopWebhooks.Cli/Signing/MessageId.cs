using System.Security.Cryptography;

namespace ShopWebhooks.Cli.Signing;

/// <summary>Makes ids of messages.</summary>
internal static class MessageId
{
    private const int Bytes = 16;

    public static string New() => "msg_" + RandomNumberGenerator.GetHexString(Bytes * 2, lowercase: true);
}
