using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.DependencyInjection;
using ShopWebhooks.Storage;
using ShopWebhooks.Transports;

namespace ShopWebhooks.Tests.Transports;

public sealed class HttpTransportTlsTests
{
    private readonly TestCertificates _certificates = new();

    [OneTimeTearDown]
    public void Dispose() => _certificates.Dispose();

    [Test]
    public async Task A_certificate_for_the_name_is_accepted() =>
        (await SendAsync("shop.example", years: 1, trusted: true)).Should().Be(
            new TransportResult(AttemptOutcome.Delivered) { StatusCode = 200 });

    [Test]
    public async Task A_certificate_for_another_name_fails() =>
        (await SendAsync("other.example", years: 1, trusted: true)).Should().Be(
            TransportResult.Failed("The TLS handshake failed: the certificate is for another name."));

    [Test]
    public async Task An_expired_certificate_fails() =>
        (await SendAsync("shop.example", years: -1, trusted: true)).Should().Be(
            TransportResult.Failed("The TLS handshake failed: the certificate has expired or is not valid yet."));

    [Test]
    public async Task A_certificate_of_an_unknown_authority_fails() =>
        (await SendAsync("shop.example", years: 1, trusted: false)).Should().Be(
            TransportResult.Failed("The TLS handshake failed: the certificate is not from a trusted authority."));

    [Test]
    public async Task A_server_that_does_not_speak_TLS_fails()
    {
        await using var server = await LoopbackServer.StartAsync(_ => Task.CompletedTask);
        using var transport = new TestTransport(new ScriptedNetwork("93.184.216.34"));
        (await transport.SendAsync(TestTransport.Guarded($"https://shop.example:{server.Port}/"))).Should().Be(
            TransportResult.Failed("The TLS handshake failed."));
    }

    private async Task<TransportResult> SendAsync(string host, int years, bool trusted)
    {
        using var certificate = _certificates.Issue(host, years);
        await using var server = await LoopbackServer.StartAsync(_ => Task.CompletedTask, certificate);
        using var transport = new TestTransport(new ScriptedNetwork("93.184.216.34"), client =>
        {
            if (trusted)
            {
                client.ConfigurePrimaryHttpMessageHandler((handler, _) => ((SocketsHttpHandler)handler).SslOptions.CertificateChainPolicy =
                    new X509ChainPolicy
                    {
                        TrustMode = X509ChainTrustMode.CustomRootTrust,
                        CustomTrustStore = { _certificates.Authority },
                        RevocationMode = X509RevocationMode.NoCheck,
                    });
            }
        });
        return await transport.SendAsync(TestTransport.Guarded($"https://shop.example:{server.Port}/"));
    }
}
