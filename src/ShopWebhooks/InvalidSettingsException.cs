using Microsoft.Extensions.Options;

namespace ShopWebhooks;

/// <summary>Settings that cannot work. Its message has a line for each problem, where the framework's joins all of them on one.</summary>
internal sealed class InvalidSettingsException(IReadOnlyCollection<string> problems)
    : OptionsValidationException(Options.DefaultName, typeof(ShopWebhooksOptions), problems)
{
    public override string Message => problems.Count == 1
        ? problems.First()
        : string.Concat(problems.Select(problem => $"{Environment.NewLine}  - {problem}").Prepend("The settings cannot work:"));
}
