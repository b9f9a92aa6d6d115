namespace ShopWebhooks.Signing;

/// <summary>Encrypts what is confidential before the library stores it. Implementations are thread-safe.</summary>
public interface ISecretProtector
{
    /// <summary>Encrypts and authenticates.</summary>
    /// <param name="secret">What to protect.</param>
    /// <param name="purpose">What it is for. The same must be given to read it, so that one stored text cannot stand in for another.</param>
    byte[] Protect(ReadOnlySpan<byte> secret, string purpose);

    /// <summary>Reads what was protected for the same purpose.</summary>
    /// <param name="protectedSecret">What <see cref="Protect"/> returned.</param>
    /// <param name="purpose">What it is for.</param>
    /// <returns>Null when it was protected with a key that is not known here, for another purpose, or was changed.</returns>
    byte[]? Unprotect(ReadOnlySpan<byte> protectedSecret, string purpose);
}
