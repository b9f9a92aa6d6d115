using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using ShopWebhooks.Telemetry;

namespace ShopWebhooks;

/// <summary>
/// The options as they are now. A change of configuration that is not valid is logged once and ignored: a typing error in a file must
/// not stop a running shop, and the options that were valid before are still right.
/// </summary>
internal sealed class LiveOptions(IOptionsMonitor<ShopWebhooksOptions> monitor, ILogger<LiveOptions> logger)
{
    private ShopWebhooksOptions? _valid;
    private string? _reported;

    public ShopWebhooksOptions Value
    {
        get
        {
            try
            {
                return _valid = monitor.CurrentValue;
            }
            catch (OptionsValidationException exception) when (_valid is not null)
            {
                if (Interlocked.Exchange(ref _reported, exception.Message) != exception.Message)
                {
                    Log.InvalidOptionsIgnored(logger, exception.Message);
                }

                return _valid;
            }
        }
    }
}
