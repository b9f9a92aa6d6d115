using System.Security.Cryptography;
using System.Text;

namespace ShopWebhooks.Signing;

/// <summary>A keyed hash with one key, over pieces; usable again after each <see cref="Finish"/>. Serves one thread at a time.</summary>
/// <remarks>
/// Kept, it has the key's inner and outer state computed already, which is half of the work for a small body. Each call into the
/// native hash costs as much as copying a few KiB, so that pieces are gathered here and a small request takes one call.
/// </remarks>
internal sealed class KeyedHash : IDisposable
{
    /// <summary>The most bytes that a hash has.</summary>
    public const int MaxLength = 64;

    private readonly IncrementalHash _hash;
    private readonly byte[] _buffer = new byte[2048];

    // What each content begins with; empty for an HMAC, which has the key in its state.
    private readonly byte[] _start = [];
    private int _buffered;

    public KeyedHash(byte[] key, SignatureAlgorithm algorithm)
    {
        switch (algorithm)
        {
            case SignatureAlgorithm.HmacSha1:
                _hash = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA1, key);
                break;
            case SignatureAlgorithm.HmacSha512:
                _hash = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA512, key);
                break;
            case SignatureAlgorithm.Sha256OfKeyAndContent:
                _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
                _start = key;
                Append(key);
                break;
            default:
                _hash = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, key);
                break;
        }
    }

    /// <summary>How many bytes the hash of an algorithm has.</summary>
    public static int GetLength(SignatureAlgorithm algorithm) => algorithm switch
    {
        SignatureAlgorithm.HmacSha1 => SHA1.HashSizeInBytes,
        SignatureAlgorithm.HmacSha512 => SHA512.HashSizeInBytes,
        _ => SHA256.HashSizeInBytes,
    };

    /// <summary>Appends the UTF-8 of a text.</summary>
    public void AppendText(ReadOnlySpan<char> text)
    {
        if (text.Length <= _buffer.Length)
        {
            MakeRoom(text.Length);
            if (Ascii.FromUtf16(text, _buffer.AsSpan(_buffered), out var written) == System.Buffers.OperationStatus.Done)
            {
                _buffered += written;
                return;
            }
        }

        Append(Encoding.UTF8.GetBytes(text.ToArray()));
    }

    public void Append(ReadOnlySpan<byte> bytes)
    {
        MakeRoom(bytes.Length);

        // A dot or colon between two parts, most often.
        if (bytes.Length == 1)
        {
            _buffer[_buffered++] = bytes[0];
            return;
        }

        if (bytes.Length > _buffer.Length)
        {
            _hash.AppendData(bytes);
            return;
        }

        bytes.CopyTo(_buffer.AsSpan(_buffered));
        _buffered += bytes.Length;
    }

    /// <summary>Writes the hash of all that was appended, and begins anew.</summary>
    public void Finish(Span<byte> hash)
    {
        Flush();
        _hash.GetHashAndReset(hash);
        Append(_start);
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
