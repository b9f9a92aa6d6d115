using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace ShopWebhooks.Providers.Keys;

/// <summary>Whether a certificate that was fetched is one to believe.</summary>
/// <param name="trusted">The authorities that are trusted; null for those of the system.</param>
/// <param name="time">The clock.</param>
internal sealed class CertificateCheck(X509Certificate2Collection? trusted, TimeProvider time)
{
    /// <summary>Whether the first certificate in PEM was issued for a domain, or a name below it, by an authority that is trusted.</summary>
    public bool IsIssuedFor(string domain, ReadOnlySpan<byte> pem)
    {
        var certificates = new X509Certificate2Collection();
        try
        {
            certificates.ImportFromPem(Encoding.UTF8.GetString(pem));
        }
        catch (CryptographicException)
        {
            return false;
        }

        if (certificates is not [var certificate, ..])
        {
            return false;
        }

        var name = certificate.GetNameInfo(X509NameType.DnsName, forIssuer: false);
        using var chain = new X509Chain();

        // Authorities answer for revocation at addresses that the certificate names; nothing is to be fetched from there.
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        chain.ChainPolicy.DisableCertificateDownloads = true;
        chain.ChainPolicy.VerificationTime = time.GetUtcNow().UtcDateTime;
        chain.ChainPolicy.ExtraStore.AddRange(certificates);
        if (trusted is not null)
        {
            chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
            chain.ChainPolicy.CustomTrustStore.AddRange(trusted);
        }

        return (name.Equals(domain, StringComparison.OrdinalIgnoreCase) || name.EndsWith("." + domain, StringComparison.OrdinalIgnoreCase))
            && chain.Build(certificate);
    }
}
