using System.Buffers;

namespace ShopWebhooks.Events;

/// <summary>What an event type may be called.</summary>
/// <remarks>
/// Two rules, because we choose our names and senders choose theirs: <c>jira:issue_created</c>, <c>store/order/created</c> and
/// <c>Order Completed</c> exist. What arrives is held to printable ASCII, so that no control character, escape sequence or invisible
/// direction mark reaches a log, a label or a page.
/// </remarks>
internal static class EventTypeName
{
    public const int MaxLength = 100;

    public const string ReceivableRule =
        "An event type is 1 to 100 printable ASCII characters without a space at either end.";

    public const string RegistrableRule = "An event type is 1 to 100 letters, digits, '_', '.', '-', '/' or ':' of ASCII";

    private static readonly SearchValues<char> Registrable =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_.-/:");

    /// <summary>Whether a sender may use it.</summary>
    public static bool IsReceivable(ReadOnlySpan<char> name) =>
        name.Length is > 0 and <= MaxLength
        && !name.ContainsAnyExceptInRange(' ', '~')
        && name[0] != ' '
        && name[^1] != ' ';

    /// <summary>Whether it may be registered.</summary>
    public static bool IsRegistrable(ReadOnlySpan<char> name) =>
        name.Length is > 0 and <= MaxLength && !name.ContainsAnyExcept(Registrable);
}
