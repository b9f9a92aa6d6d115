
namespace ShopWebhooks.Providers.Schemes;

/// <summary>The checksum of ISO 3309, as in ZIP and PNG. The framework has another one, and a package for this one is more than it.</summary>
internal static class Crc32
{
    private const uint Polynomial = 0xEDB88320;

    private static readonly uint[] Table = [.. Enumerable.Range(0, 256).Select(Remainder)];

    public static uint Compute(ReadOnlySpan<byte> bytes)
    {
        var checksum = uint.MaxValue;
        foreach (var each in bytes)
        {
            checksum = (checksum >> 8) ^ Table[(byte)checksum ^ each];
        }

        return ~checksum;
    }

    private static uint Remainder(int value)
    {
        var remainder = (uint)value;
        for (var bit = 0; bit < 8; bit++)
        {
            remainder = (remainder >> 1) ^ ((remainder & 1) * Polynomial);
        }

        return remainder;
    }
}
