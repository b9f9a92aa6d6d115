using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using ShopWebhooks.Providers.Keys;
using ShopWebhooks.Tests.Doubles;

namespace ShopWebhooks.Tests.Providers;

internal sealed class CertificateCheckTests
{
    private static readonly DateTimeOffset Now = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    [TestCase("messageverificationcerts.paypal.com", true)]
    [TestCase("paypal.com", true)]
    [TestCase("paypal.com.evil.example", false)]
    [TestCase("evilpaypal.com", false)]
    public void A_certificate_is_believed_for_the_domain_alone(string name, bool isBelieved)
    {
        using var authority = Authority();
        var pem = Issue(authority, name, Now.AddDays(1));

        Check(authority).IsIssuedFor("paypal.com", pem).Should().Be(isBelieved);
    }

    [Test]
    public void A_certificate_of_another_authority_of_its_own_or_out_of_date_is_not_believed()
    {
        using var authority = Authority();
        using var another = Authority();

        Check(another).IsIssuedFor("paypal.com", Issue(authority, "paypal.com", Now.AddDays(1))).Should().BeFalse();
        Check(authority).IsIssuedFor("paypal.com", Issue(authority, "paypal.com", Now.AddDays(-1))).Should().BeFalse();
        new CertificateCheck(trusted: null, new ManualTimeProvider(Now)).IsIssuedFor("paypal.com", Issue(authority, "paypal.com", Now.AddDays(1)))
            .Should().BeFalse("the system does not know the authority");
    }

    [TestCase("")]
    [TestCase("no certificate")]
    [TestCase("-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----")]
    public void What_is_no_certificate_is_not_believed(string text)
    {
        using var authority = Authority();

        Check(authority).IsIssuedFor("paypal.com", Encoding.UTF8.GetBytes(text)).Should().BeFalse();
    }

    private static CertificateCheck Check(X509Certificate2 authority) => new([authority], new ManualTimeProvider(Now));

    private static X509Certificate2 Authority()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=Authority", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign, true));
        return request.CreateSelfSigned(Now.AddYears(-1), Now.AddYears(1));
    }

    private static byte[] Issue(X509Certificate2 authority, string name, DateTimeOffset until)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
        using var certificate = request.Create(authority, Now.AddMonths(-6), until, [1, 2, 3]);
        return Encoding.UTF8.GetBytes(certificate.ExportCertificatePem());
    }
}
