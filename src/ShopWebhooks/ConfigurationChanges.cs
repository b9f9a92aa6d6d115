using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Primitives;

namespace ShopWebhooks;

/// <summary>
/// Has the settings read anew when anything of the application's configuration changes: delegates such as <c>source =>
/// source.AddSecret(configuration["Secret"])</c> read it where no bound section tells of it.
/// </summary>
/// <param name="configuration">The application's; null where the services have none, and then nothing changes.</param>
internal sealed class ConfigurationChanges(IConfiguration? configuration = null) : IOptionsChangeTokenSource<ShopWebhooksOptions>
{
    public string Name => Options.DefaultName;

    public IChangeToken GetChangeToken() => configuration?.GetReloadToken() ?? new CancellationChangeToken(CancellationToken.None);
}
