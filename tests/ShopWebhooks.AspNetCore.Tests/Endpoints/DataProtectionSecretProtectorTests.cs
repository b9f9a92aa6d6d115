using System.Text;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.Extensions.DependencyInjection;
using ShopWebhooks.Signing;

namespace ShopWebhooks.AspNetCore.Tests.Endpoints;

internal sealed class DataProtectionSecretProtectorTests
{
    private static readonly byte[] Secret = Encoding.UTF8.GetBytes("whsec_secret");

    [Test]
    public void What_was_protected_is_read_for_its_purpose_alone()
    {
        using var provider = Provide(new EphemeralDataProtectionProvider());
        var protector = provider.GetRequiredService<ISecretProtector>();

        var made = protector.Protect(Secret, "a");

        Encoding.UTF8.GetString(made).Should().NotContain("secret");
        protector.Unprotect(made, "a").Should().Equal(Secret);
        protector.Unprotect(made, "b").Should().BeNull();
        protector.Unprotect(made.AsSpan(1), "a").Should().BeNull();
        protector.Unprotect([], "a").Should().BeNull();
    }

    [Test]
    public void What_other_keys_protected_is_not_read()
    {
        using var one = Provide(new EphemeralDataProtectionProvider());
        using var other = Provide(new EphemeralDataProtectionProvider());

        var made = one.GetRequiredService<ISecretProtector>().Protect(Secret, "a");

        other.GetRequiredService<ISecretProtector>().Unprotect(made, "a").Should().BeNull();
    }

    private static ServiceProvider Provide(IDataProtectionProvider keys)
    {
        var services = new ServiceCollection();
        services.AddShopWebhooks().ProtectSecretsWithDataProtection();
        services.AddSingleton(keys);
        return services.BuildServiceProvider();
    }
}
