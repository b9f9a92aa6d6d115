using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace ShopWebhooks.Tests.House.Rules;

/// <remarks>
/// A comparison that ends at the first difference tells by its time how much of a forged MAC is right. Tokens know no types: what a name
/// calls a MAC, a hash, a digest or something signed is taken for one.
/// </remarks>
internal sealed class FixedTimeRule : IHouseRule
{
    private static readonly string[] Confidential = ["mac", "hash", "digest", "signature", "decoded", "expected"];
    private static readonly string[] Comparisons =
        ["SequenceEqual", "SequenceCompareTo", "StartsWith", "EndsWith", "IndexOf", "CommonPrefixLength", "Equals", "Compare", "CompareTo"];

    public string Rule => "Signing compares MACs by CryptographicOperations.FixedTimeEquals and by nothing else.";

    public IEnumerable<PlantedViolation> Planted =>
    [
        new(1, "src/ShopWebhooks/Signing/SignatureList.cs", "if (decoded.SequenceEqual(other)) { }"),
        new(2, "src/ShopWebhooks/Signing/Schemes/Hex/HexScheme.cs", "return\n  given.SequenceEqual(mac);"),
        new(1, "src/ShopWebhooks/Signing/A.cs", "MemoryExtensions.SequenceEqual(expectedMac, given);"),
        new(1, "src/ShopWebhooks/Signing/A.cs", "return bodyHash == given;"),
        new(1, "src/ShopWebhooks/Signing/A.cs", "return given != Signature;"),
        new(1, "src/ShopWebhooks/Signing/A.cs", "return given == this.digest;"),
        new(1, "src/ShopWebhooks/Signing/A.cs", "return mac[0] == given[0];"),
        new(1, "src/ShopWebhooks/Signing/A.cs", "return given.Equals(headers.Signature, StringComparison.Ordinal);"),
        new(1, "src/ShopWebhooks/Signing/A.cs", "return given.StartsWith(mac);"),
    ];

    public IEnumerable<SourceFile> Lookalikes =>
    [
        new("src/ShopWebhooks/Signing/SignatureList.cs", """
            // Never decoded.SequenceEqual(mac) or mac == decoded here.
            class A
            {
                bool B => CryptographicOperations.FixedTimeEquals(decoded, mac);
                bool C => text.SequenceEqual(Convert.ToBase64String(key)) && length == MacLength && signatures.Length == 0;
                bool D => entry.StartsWith(Version, StringComparison.Ordinal) && machine == other && Sign(mac, written == 0) != 0;
                bool E => hashes.Count == MaxHashes && hash is null && mac.Length == 32;
            }
            """),
        new("src/ShopWebhooks/Storage/InMemory/DedupeDigest.cs", "return digest == other.digest;"),
        new("tests/ShopWebhooks.Tests/Signing/A.cs", "mac.SequenceEqual(expected).Should().BeTrue();"),
    ];

    public IEnumerable<Violation> Check(SourceFile file) => !file.IsUnder("src/ShopWebhooks/Signing")
        ? []
        :
        [
            .. Comparisons.SelectMany(name => file.Find(name, "(")).Where(at => IsCallOnMac(file, at))
                .Select(at => file.At(file.Tokens[at], $"{file.Tokens[at].Text} of a MAC ends at the first difference.")),
            .. Enumerable.Range(0, file.Tokens.Count).Where(at => IsComparisonOfMac(file, at))
                .Select(at => file.At(file.Tokens[at], $"{file.Tokens[at].Text} of a MAC ends at the first difference.")),
        ];

    private static bool IsCallOnMac(SourceFile file, int at) =>
        IsMac(Before(file, at - 1)) || file.Arguments(at + 1).Any(argument => IsMac(argument[^1]));

    private static bool IsComparisonOfMac(SourceFile file, int at) =>
        file.Tokens[at].Kind() is SyntaxKind.EqualsEqualsToken or SyntaxKind.ExclamationEqualsToken
        && (IsMac(Before(file, at)) || IsMac(EndOfName(file, at + 1)));

    /// <summary>The name that ends before a position, behind which an index may stand.</summary>
    private static SyntaxToken Before(SourceFile file, int at)
    {
        var end = at - 1;
        if (end > 0 && file.Tokens[end].IsKind(SyntaxKind.CloseBracketToken))
        {
            while (end > 0 && !file.Tokens[end].IsKind(SyntaxKind.OpenBracketToken))
            {
                end--;
            }

            end--;
        }

        return end >= 0 ? file.Tokens[end] : default;
    }

    /// <summary>The last name of a chain such as <c>this.mac</c> that begins at a position.</summary>
    private static SyntaxToken EndOfName(SourceFile file, int at)
    {
        while (at + 2 < file.Tokens.Count && file.Tokens[at + 1].IsKind(SyntaxKind.DotToken))
        {
            at += 2;
        }

        return at < file.Tokens.Count ? file.Tokens[at] : default;
    }

    // By the last word of the name: a machine is no MAC, and a MacLength is a number.
    private static bool IsMac(SyntaxToken token) => token.IsKind(SyntaxKind.IdentifierToken)
        && Confidential.Any(word => token.Text.Equals(word, StringComparison.OrdinalIgnoreCase)
            || token.Text.EndsWith(char.ToUpperInvariant(word[0]) + word[1..], StringComparison.Ordinal));
}
