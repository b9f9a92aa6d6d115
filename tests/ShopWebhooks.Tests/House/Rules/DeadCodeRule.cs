using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace ShopWebhooks.Tests.House.Rules;

internal sealed partial class DeadCodeRule : IHouseRule
{
    public string Rule => "No code is commented out.";

    public IEnumerable<PlantedViolation> Planted =>
    [
        new(2, "src/ShopWebhooks/Storage/Schema/Table.cs", "class Table { }\n  // var rows = Read();"),
        new(1, "samples/QuickStart/Program.cs", "int a = 1; //if (a > 0) {"),
        new(3, "tests/ShopWebhooks.Tests/Signing/A.cs", "\n/* nothing but\n   rows.Add(row);\n*/"),
        new(1, "tests/ShopWebhooks.Tests/Signing/A.cs", "// }"),
    ];

    public IEnumerable<SourceFile> Lookalikes =>
    [
        new("src/ShopWebhooks/Storage/Table.cs", """
            /// <code>
            /// var rows = Read();
            /// </code>
            class Table
            {
                // A row is read; then it is gone.
                /* {"event":"new_order"} */
                string Text => "// var rows = Read();";
                string Url => "https://a.example/;";
            }
            """),
        new("README.md", "// webhooks.Send();"),
    ];

    public IEnumerable<Violation> Check(SourceFile file) =>
        from comment in file.Trivia
        where comment.IsKind(SyntaxKind.SingleLineCommentTrivia) || comment.IsKind(SyntaxKind.MultiLineCommentTrivia)
        from Match line in CodeLine().Matches(comment.ToString())
        select file.At(comment.SpanStart + line.Index, "a comment that ends like a statement is code, or prose to be worded otherwise.");

    [GeneratedRegex(@"[^\s/*].*[;{](?=\s*(\*/)?\r?$)|(?<=^//\s*)[{}](?=\s*$)", RegexOptions.Multiline)]
    private static partial Regex CodeLine();
}
