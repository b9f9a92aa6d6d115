using System.Security.Cryptography;
using System.Text;

namespace ShopWebhooks.Signing;

/// <summary>HMAC-SHA256 with one key, over pieces; usable again after each <see cref="Finish"/>. Serves one thread at a time.</summary>
/// <remarks>
/// Kept, it has the key's inner and outer state computed already, which is half of the work for a small body. Each call into the
/// native hash costs as much as copying a few KiB, so that pieces are gathered here and a small request takes one call.
/// </remarks>
internal sealed class KeyedHash(byte[] key) : IDisposable
{
    private readonly IncrementalHash _hash = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, key);
    private readonly byte[] _buffer = new byte[2048];
    private int _buffered;

    /// <summary>Appends ASCII text of at most 2,048 characters.</summary>
    public void AppendAscii(ReadOnlySpan<char> text)
    {
        MakeRoom(text.Length);
        Ascii.FromUtf16(text, _buffer.AsSpan(_buffered), out var written);
        _buffered += written;
    }

    public void Append(byte value)
    {
        MakeRoom(1);
        _buffer[_buffered++] = value;
    }

    public void Append(ReadOnlySpan<byte> bytes)
    {
        MakeRoom(bytes.Length);
        if (bytes.Length > _buffer.Length)
        {
            _hash.AppendData(bytes);
            return;
        }

        bytes.CopyTo(_buffer.AsSpan(_buffered));
        _buffered += bytes.Length;
    }

    /// <summary>Writes the MAC of all that was appended, and begins anew.</summary>
    public void Finish(Span<byte> mac)
    {
        Flush();
        _hash.GetHashAndReset(mac);
    }

    public void Dispose() => _hash.Dispose();

    private void MakeRoom(int length)
    {
        if (length > _buffer.Length - _buffered)
        {
            Flush();
        }
    }

    private void Flush()
    {
        _hash.AppendData(_buffer, 0, _buffered);
        _buffered = 0;
    }
}
