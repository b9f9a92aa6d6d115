namespace ShopWebhooks.Cli;

/// <summary>The process.</summary>
internal static class Program
{
    public static async Task<int> Main(string[] args)
    {
        using var terminal = Terminal.OfProcess();
        return await CommandLine.RunAsync(args, terminal);
    }
}
