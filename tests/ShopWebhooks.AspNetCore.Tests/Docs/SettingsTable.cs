using System.Collections;
using System.Globalization;
using System.Reflection;
using ShopWebhooks.Endpoints;

namespace ShopWebhooks.AspNetCore.Tests.Docs;

/// <summary>Compares the table of a type's settings with the type: each public property that can be set or added to, with its default.</summary>
internal static class SettingsTable
{
    public static IEnumerable<string> Problems(Type options, string markdown)
    {
        var rows = MarkdownTable.After($"### `{options.Name}`", markdown).ToLookup(row => row[0].Trim('`'), row => row[1]);
        var instance = Activator.CreateInstance(options)!;
        var settings = options.GetProperties().Where(IsSetting).ToDictionary(property => property.Name, property => Show(property.GetValue(instance)));
        foreach (var (name, value) in settings)
        {
            if (!rows.Contains(name))
            {
                yield return $"{options.Name}.{name}, {value}, is not in its table.";
            }
            else if (rows[name].First() is var cell && cell != value && !cell.StartsWith($"{value};", StringComparison.Ordinal)
                && !cell.StartsWith($"{value}:", StringComparison.Ordinal))
            {
                yield return $"{options.Name}.{name} is {value}; its table says {cell}.";
            }
        }

        foreach (var row in rows.Where(row => !settings.ContainsKey(row.Key)))
        {
            yield return $"The table of {options.Name} has '{row.Key}', which is no setting.";
        }
    }

    private static bool IsSetting(PropertyInfo property) =>
        property.SetMethod is { IsPublic: true } || property.GetValue(Activator.CreateInstance(property.DeclaringType!)) is ICollection;

    private static string Show(object? value) => value switch
    {
        null => "none",
        ICollection { Count: 0 } => "empty",
        bool truth => truth ? "`true`" : "`false`",
        _ when ReferenceEquals(value, RetrySchedule.Handlers) => "`RetrySchedule.Handlers`",
        _ => string.Create(CultureInfo.InvariantCulture, $"`{value}`"),
    };
}
