using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;
using ShopWebhooks.Endpoints;
using ShopWebhooks.Receiving;

namespace ShopWebhooks;

/// <summary>Binds the settings to their section, and says what in it means nothing or something else than it seems to.</summary>
/// <remarks>
/// The framework's binder passes over a key that it does not know, over a text where a list belongs, and over an object where a text
/// belongs: a filter written so would be no filter at all. It takes a plain number for a time in days. And it stops at the first value that does not convert.
/// </remarks>
internal static class SettingsBinder
{
    private const string BeforeKey = " at '";
    private const string BeforeType = "' to type '";

    private static readonly Dictionary<string, Kind> Settings = new(StringComparer.OrdinalIgnoreCase)
    {
        [nameof(ShopWebhooksOptions.Sources)] = Kind.Section,
        [nameof(ShopWebhooksOptions.Endpoints)] = Kind.Section,
        [nameof(ShopWebhooksOptions.ProcessDeliveries)] = Kind.Value,
    };

    private static readonly Dictionary<string, Kind> SourceSettings = new(StringComparer.OrdinalIgnoreCase)
    {
        [nameof(WebhookSourceOptions.Provider)] = Kind.Value,
        [nameof(WebhookSourceOptions.Secrets)] = Kind.List,
        [nameof(WebhookSourceOptions.Tolerance)] = Kind.Time,
        [nameof(WebhookSourceOptions.MaxBodySize)] = Kind.Value,
        [nameof(WebhookSourceOptions.PublicUrl)] = Kind.Value,
        [nameof(WebhookSourceOptions.Deduplicate)] = Kind.Value,
        [nameof(WebhookSourceOptions.KeptHeaders)] = Kind.List,
        [nameof(WebhookSourceOptions.VerifyToken)] = Kind.Value,
        [nameof(WebhookSourceOptions.AllowedOrigins)] = Kind.List,
        [nameof(WebhookSourceOptions.AllowedRate)] = Kind.Value,
    };

    private static readonly Dictionary<string, Kind> EndpointSettings = new(StringComparer.OrdinalIgnoreCase)
    {
        [nameof(WebhookEndpointOptions.Address)] = Kind.Value,
        [nameof(WebhookEndpointOptions.Events)] = Kind.List,
        [nameof(WebhookEndpointOptions.Tenant)] = Kind.Value,
        [nameof(WebhookEndpointOptions.Where)] = Kind.Value,
        [nameof(WebhookEndpointOptions.Secrets)] = Kind.List,
        [nameof(WebhookEndpointOptions.Format)] = Kind.Value,
        [nameof(WebhookEndpointOptions.RequiredSchema)] = Kind.Value,
        [nameof(WebhookEndpointOptions.Headers)] = Kind.Section,
        [nameof(WebhookEndpointOptions.LegacyProvider)] = Kind.Value,
        [nameof(WebhookEndpointOptions.LegacySecret)] = Kind.Value,
        [nameof(WebhookEndpointOptions.LegacyHeader)] = Kind.Value,
        [nameof(WebhookEndpointOptions.RequestOrigin)] = Kind.Value,
        [nameof(WebhookEndpointOptions.RequestRate)] = Kind.Value,
        [nameof(WebhookEndpointOptions.Timeout)] = Kind.Time,
        [nameof(WebhookEndpointOptions.Concurrency)] = Kind.Value,
        [nameof(WebhookEndpointOptions.MaxPerSecond)] = Kind.Value,
        [nameof(WebhookEndpointOptions.FinalStatusCodes)] = Kind.List,
        [nameof(WebhookEndpointOptions.RetryWaits)] = Kind.Times,
        [nameof(WebhookEndpointOptions.AllowHttp)] = Kind.Value,
        [nameof(WebhookEndpointOptions.AllowedNetworks)] = Kind.List,
        [nameof(WebhookEndpointOptions.AllowedHosts)] = Kind.List,
    };

    private enum Kind
    {
        Value,
        Time,
        List,
        Times,
        Section,
    }

    /// <summary>Binds. What is wrong with the shape of the section is added to the problems, to be reported with all others.</summary>
    /// <exception cref="OptionsValidationException">A value does not convert. The message names its key and never the value.</exception>
    public static void Bind(IConfigurationSection section, ShopWebhooksOptions options)
    {
        var problems = options.Problems;
        Check(section, Settings, problems);
        IConfigurationSection[] sources = [.. section.GetSection(nameof(ShopWebhooksOptions.Sources)).GetChildren()];
        IConfigurationSection[] endpoints = [.. section.GetSection(nameof(ShopWebhooksOptions.Endpoints)).GetChildren()];
        foreach (var source in sources)
        {
            Check(source, SourceSettings, problems);
        }

        foreach (var endpoint in endpoints)
        {
            Check(endpoint, EndpointSettings, problems);
        }

        try
        {
            section.Bind(options);
        }
        catch (InvalidOperationException exception)
        {
            // Without the validator's problems: what comes behind the value was not bound, and would be reported as missing.
            throw new InvalidSettingsException([.. problems, Describe(section, exception.Message)]);
        }

        foreach (var key in sources)
        {
            if (options.Sources.TryGetValue(key.Key, out var source))
            {
                source.DeclaredAt ??= key.Path;
            }
        }

        foreach (var key in endpoints)
        {
            if (options.Endpoints.TryGetValue(key.Key, out var endpoint))
            {
                endpoint.DeclaredAt ??= key.Path;
            }
        }
    }

    private static void Check(IConfigurationSection section, Dictionary<string, Kind> settings, List<string> problems)
    {
        foreach (var setting in section.GetChildren())
        {
            if (!settings.TryGetValue(setting.Key, out var kind))
            {
                problems.Add($"{setting.Path}: there is no such setting; known are {string.Join(", ", settings.Keys)}.");
                continue;
            }

            var isText = !string.IsNullOrEmpty(setting.Value);
            if (isText && kind is (Kind.List or Kind.Times or Kind.Section))
            {
                problems.Add(kind == Kind.Section
                    ? $"{setting.Path}: settings by name are expected here, not a text; write {{ \"name\": … }}."
                    : $"{setting.Path}: a list is expected here, not a text; write [ … ], also around a single entry.");
            }

            if (kind is (Kind.Value or Kind.Time) && setting.GetChildren().Any())
            {
                problems.Add($"{setting.Path}: one value is expected here, not an object or a list; write it as one text.");
            }

            if (kind == Kind.Time)
            {
                CheckTime(setting, problems);
            }
            else if (kind == Kind.Times)
            {
                foreach (var entry in setting.GetChildren())
                {
                    CheckTime(entry, problems);
                }
            }
        }
    }

    private static void CheckTime(IConfigurationSection setting, List<string> problems)
    {
        if (double.TryParse(setting.Value, System.Globalization.CultureInfo.InvariantCulture, out _))
        {
            problems.Add($"{setting.Path}: a number alone would be days; write hours, minutes and seconds, 00:00:15.");
        }
    }

    // The binder's own message quotes the value, which may be a secret that was written into the wrong line. What is taken from it is
    // a key that the section really has, and the name of a type.
    private static string Describe(IConfigurationSection section, string message)
    {
        var end = message.LastIndexOf(BeforeType, StringComparison.Ordinal);
        var key = end < 0 ? null : section.AsEnumerable()
            .Select(setting => setting.Key)
            .Where(key => message.AsSpan(0, end).EndsWith(BeforeKey + key, StringComparison.OrdinalIgnoreCase))
            .MaxBy(key => key.Length);
        return key is null
            ? $"{section.Path}: a value does not convert to the type of its setting; correct it."
            : $"{key}: the value is not of the setting's type; {WayOut(message[(end + BeforeType.Length)..].TrimEnd('\'', '.').Split('.')[^1])}.";
    }

    private static string WayOut(string type) => type switch
    {
        nameof(TimeSpan) => "write hours, minutes and seconds, 00:00:15",
        nameof(Int32) => "write a whole number",
        nameof(Double) => "write a number",
        nameof(Boolean) => "write true or false",
        nameof(Events.WebhookFormat) => $"write one of {string.Join(", ", Enum.GetNames<Events.WebhookFormat>())}",
        _ => $"it must be a {type}",
    };
}
