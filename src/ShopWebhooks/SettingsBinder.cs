using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;

namespace ShopWebhooks;

/// <summary>Binds the settings to their section, and says which value does not convert.</summary>
internal static class SettingsBinder
{
    private const string BeforeKey = " at '";
    private const string BeforeType = "' to type '";

    /// <summary>Binds.</summary>
    /// <exception cref="OptionsValidationException">A value does not convert. The message names its key and never the value.</exception>
    public static void Bind(IConfigurationSection section, ShopWebhooksOptions options)
    {
        options.Section = section.Path;
        try
        {
            section.Bind(options);
        }
        catch (InvalidOperationException exception)
        {
            // Not one problem among the others: what comes behind the value was not bound, and would be reported as missing.
            throw new OptionsValidationException(Options.DefaultName, typeof(ShopWebhooksOptions), [Describe(section, exception.Message)]);
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
            : $"{key}: the value is not of type {message[(end + BeforeType.Length)..].TrimEnd('\'', '.').Split('.')[^1]}; correct it.";
    }
}
