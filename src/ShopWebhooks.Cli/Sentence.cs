namespace ShopWebhooks.Cli;

/// <summary>What an exception says to a user.</summary>
internal static class Sentence
{
    /// <summary>Its message, without the parameter's name that the framework adds and that says nothing here.</summary>
    public static string Of(Exception exception) => exception.Message.Split(" (Parameter")[0];
}
