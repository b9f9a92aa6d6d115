using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Primitives;
using ShopWebhooks.Telemetry;

namespace ShopWebhooks;

/// <summary>
/// The options as they are now. A change of configuration that is not valid is logged once and ignored: a typing error in a file must
/// not stop a running shop, and the options that were valid before are still right.
/// </summary>
/// <remarks>
/// Not an <see cref="IOptionsMonitor{TOptions}"/>: it throws at each access as long as the configuration is not valid, and tells its
/// listeners nothing of such a change. Here a change is read once, when it comes, and what it led to holds until the next.
/// </remarks>
internal sealed class LiveOptions : IDisposable
{
    private readonly IOptionsFactory<ShopWebhooksOptions> _factory;
    private readonly ILogger _logger;
    private readonly IDisposable[] _subscriptions;
    private readonly Lock _gate = new();
    private volatile ShopWebhooksOptions? _valid;
    private string? _reported;

    public LiveOptions(
        IOptionsFactory<ShopWebhooksOptions> factory,
        IEnumerable<IOptionsChangeTokenSource<ShopWebhooksOptions>> sources,
        ILogger<LiveOptions> logger)
    {
        _factory = factory;
        _logger = logger;
        _subscriptions =
        [
            .. sources.Where(source => string.IsNullOrEmpty(source.Name))
                .Select(source => ChangeToken.OnChange(source.GetChangeToken, TakeChange)),
        ];
    }

    /// <summary>
    /// Raised after a change of the configuration was taken, whether it was valid or not, on the thread that changed it; not always is
    /// <see cref="Value"/> another one than before.
    /// </summary>
    internal event Action? Changed;

    /// <summary>The options that were valid last.</summary>
    /// <exception cref="OptionsValidationException">None have been valid yet.</exception>
    public ShopWebhooksOptions Value => _valid ?? ReadFirst();

    public void Dispose() => Array.ForEach(_subscriptions, subscription => subscription.Dispose());

    private ShopWebhooksOptions ReadFirst()
    {
        lock (_gate)
        {
            return _valid ??= Tell(null, _factory.Create(Options.DefaultName));
        }
    }

    private void TakeChange()
    {
        // One after the other, so that the last one to read has seen all that was changed.
        lock (_gate)
        {
            if (_valid is not null)
            {
                Read();
            }
        }

        Changed?.Invoke();
    }

    private void Read()
    {
        try
        {
            _valid = Tell(_valid, _factory.Create(Options.DefaultName));
            _reported = null;
        }
        catch (Exception exception)
        {
            // Whatever was thrown in reading: a delegate of the application may throw what it likes, and its text may quote a secret.
            var problems = exception is OptionsValidationException ? exception.Message : $"reading it threw {exception.GetType().Name}.";
            if (problems != _reported)
            {
                _reported = problems;
                Log.InvalidOptionsIgnored(_logger, problems);
            }
        }
    }

    // Whoever rotates a secret sees that it was read, and whoever saved half a file, what that took away.
    private ShopWebhooksOptions Tell(ShopWebhooksOptions? before, ShopWebhooksOptions now)
    {
        if (before is null || !before.IsSameAs(now))
        {
            Log.SettingsRead(
                _logger,
                Describe(now.Sources, source => source.Secrets.Count),
                Describe(now.Endpoints, endpoint => endpoint.Secrets.Count));
        }

        string[] gone = before is null ? [] : [.. before.Sources.Keys.Except(now.Sources.Keys), .. before.Endpoints.Keys.Except(now.Endpoints.Keys)];
        if (gone.Length > 0)
        {
            Log.SettingsGone(_logger, string.Join(", ", gone));
        }

        return now;
    }

    private static string Describe<T>(IDictionary<string, T> settings, Func<T, int> secrets) => settings.Count == 0
        ? "nobody"
        : string.Join(", ", settings.OrderBy(each => each.Key, StringComparer.Ordinal).Select(each => $"{each.Key} ({secrets(each.Value)} secrets)"));
}
