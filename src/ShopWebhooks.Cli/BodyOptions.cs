using System.CommandLine;
using System.Text;

namespace ShopWebhooks.Cli;

/// <summary>The body of a request: <c>--body TEXT</c>, <c>--body-file FILE</c>, or a lone <c>-</c> for standard input. Its bytes are not changed.</summary>
internal sealed class BodyOptions
{
    private const string Ways = "give one of --body TEXT, --body-file FILE, and a lone - for standard input";

    private readonly Option<string?> _text = new("--body") { Description = "The body as text, sent as UTF-8.", HelpName = "TEXT" };
    private readonly Option<string?> _file = new("--body-file") { Description = "A file with the body; its bytes are taken as they are.", HelpName = "FILE" };

    // An option, and no argument, which would take whatever no option has taken.
    private readonly Option<bool> _input = new("-") { Description = "A lone - reads the body from standard input.", Arity = ArgumentArity.Zero };

    public void AddTo(Command command)
    {
        command.Add(_text);
        command.Add(_file);
        command.Add(_input);
    }

    /// <summary>Reads the body to its end.</summary>
    /// <exception cref="UsageException">None is given, or more than one, or the file cannot be read.</exception>
    public async Task<byte[]> ReadAsync(ParseResult parsed, Stream input, CancellationToken cancellationToken) =>
        (parsed.GetValue(_text), parsed.GetValue(_file), parsed.GetValue(_input)) switch
        {
            ({ } text, null, false) => Encoding.UTF8.GetBytes(text),
            (null, { } file, false) => await InputFile.ReadAsync(file, cancellationToken),
            (null, null, true) => await ReadAsync(input, cancellationToken),
            (null, null, false) => throw new UsageException($"The body is missing; {Ways}."),
            _ => throw new UsageException($"The body is given more than once; {Ways}."),
        };

    private static async Task<byte[]> ReadAsync(Stream input, CancellationToken cancellationToken)
    {
        using var read = new MemoryStream();
        await input.CopyToAsync(read, cancellationToken);
        return read.ToArray();
    }
}
