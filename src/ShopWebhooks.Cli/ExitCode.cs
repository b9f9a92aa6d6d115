namespace ShopWebhooks.Cli;

/// <summary>How a command ends, for scripts.</summary>
internal static class ExitCode
{
    /// <summary>It did what was asked; what was verified is valid; what was sent is delivered.</summary>
    public const int Success = 0;

    /// <summary>What was verified is not valid; what was sent is not delivered; or the command failed, and standard error says why.</summary>
    public const int Failure = 1;

    /// <summary>It was not understood; standard error says what to write instead.</summary>
    public const int Usage = 2;

    /// <summary>It was ended before it was done, as by Ctrl+C: 128 and the number of the signal, as shells have it.</summary>
    public const int Interrupted = 130;
}
