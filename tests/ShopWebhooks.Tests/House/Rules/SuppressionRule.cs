using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace ShopWebhooks.Tests.House.Rules;

internal sealed class SuppressionRule : IHouseRule
{
    public string Rule =>
        "No warning is suppressed in passing and no region folds code away; a rule that does not fit is switched off in .editorconfig.";

    public IEnumerable<PlantedViolation> Planted =>
    [
        new(2, "src/ShopWebhooks/Storage/Schema/Table.cs", "class A { }\n#pragma warning disable CA1000\nclass B { }"),
        new(1, "samples/QuickStart/Program.cs", "#pragma warning disable\nclass B { }"),
        new(2, "tests/ShopWebhooks.Tests/A.cs", "\n  #region Fields\n#endregion"),
        new(1, "src/ShopWebhooks/A.cs", "[SuppressMessage(\"Design\", \"CA1000\")] class A;"),
        new(1, "src/ShopWebhooks/A.cs", "[assembly: Diagnostics.UnconditionalSuppressMessageAttribute(\"Trimming\", \"IL2026\")]"),
    ];

    public IEnumerable<SourceFile> Lookalikes =>
    [
        new("src/ShopWebhooks/Storage/Table.cs", """"
            #nullable enable
            #pragma checksum "file.cs" "{406EA660-64CF-4C82-B6F0-42D48172A799}" "ab"
            class A
            {
                // #pragma warning disable is not for us, nor is SuppressMessage.
                string Text => """
            #region here is text
            """;
            }
            """"),
    ];

    public IEnumerable<Violation> Check(SourceFile file)
    {
        var directives = file.Trivia.Where(trivia =>
            trivia.IsKind(SyntaxKind.PragmaWarningDirectiveTrivia) || trivia.IsKind(SyntaxKind.RegionDirectiveTrivia));
        var attributes = file.Tokens.Where(token => token.IsKind(SyntaxKind.IdentifierToken) && token.Text is
            "SuppressMessage" or "SuppressMessageAttribute" or "UnconditionalSuppressMessage" or "UnconditionalSuppressMessageAttribute");
        return
        [
            .. directives.Select(directive => file.At(directive.SpanStart, $"'{directive.ToString().Trim()}' hides something.")),
            .. attributes.Select(attribute => file.At(attribute, $"'{attribute.Text}' hides something.")),
        ];
    }
}
