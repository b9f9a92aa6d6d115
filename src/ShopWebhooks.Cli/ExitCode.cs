namespace ShopWebhooks.Cli;

/// <summary>How a command ends, for scripts.</summary>
internal static class ExitCode
{
    /// <summary>It did what was asked; what was verified is valid; what was sent is delivered.</summary>
    public const int Success = 0;

    /// <summary>What was verified is not valid; what was sent is not delivered.</summary>
    public const int Failure = 1;

    /// <summary>It was not understood; standard error says what to write instead.</summary>
    public const int Usage = 2;
}
