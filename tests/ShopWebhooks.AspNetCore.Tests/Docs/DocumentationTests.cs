namespace ShopWebhooks.AspNetCore.Tests.Docs;

internal sealed class DocumentationTests
{
    private static readonly Documentation Sound = new(
        MarkdownBlock.Read("README.md", """
            ```csharp
            using Shop;

            Open();
            ```

            ```bash
            dotnet run --project samples/Shop
            ```

            ```json
            {
              "ShopWebhooks": { }
            }
            ```
            """),
        Snippet.Read("samples/Snippets/Open.cs", """
            // snippet: open
            using Shop;
            // end
            class Open
            {
                void Run()
                {
                    // snippet: open
                    Open();
                    // end
                }
            }
            """),
        ["open"],
        ["dotnet run --project samples/Shop -- --once"]);

    [Test]
    public void Every_block_of_every_readme_is_compiled_and_run_and_every_snippet_is_shown()
    {
        var documentation = Documentation.Read();

        documentation.Blocks.Select(block => block.Where.Split(':')[0]).Should().Contain(
            [
                "README.md", "src/ShopWebhooks/README.md", "src/ShopWebhooks.AspNetCore/README.md", "src/ShopWebhooks.Sqlite/README.md",
                "src/ShopWebhooks.JsonSchema/README.md", "src/ShopWebhooks.Cli/README.md",
            ]);
        documentation.Snippets.Select(snippet => snippet.Name).Should().OnlyHaveUniqueItems();
        documentation.Problems().Should().BeEmpty();
    }

    [Test]
    public void Sound_documentation_has_no_problem() => Sound.Problems().Should().BeEmpty();

    [Test]
    public void Code_that_is_not_compiled_is_noticed()
    {
        var changed = Sound with { Blocks = MarkdownBlock.Read("docs/README.md", "Text.\n```csharp\nusing Shop;\n\nClose();\n```") };

        changed.Problems().Should().Equal(
            "docs/README.md:2: the C# is not the text of a snippet in samples/Snippets; line 3 of it is 'Close();', where the nearest, "
            + "'open', has 'Open();'.",
            "samples/Snippets/Open.cs: no README shows the snippet 'open' as it is.");
    }

    [Test]
    public void Code_that_no_test_runs_is_noticed() => (Sound with { Run = [] }).Problems().Should().Equal(
        "samples/Snippets/Open.cs: no test runs the snippet 'open'; mark one with [Runs(\"open\")].");

    [Test]
    public void A_command_that_the_checks_do_not_call_is_noticed() => (Sound with { Commands = ["dotnet run --project samples/Shopping"] })
        .Problems().Should().Equal(
            "README.md:7: 'dotnet run --project samples/Shop' is not a command of .ci/run, so that nobody would notice when it fails.");

    [Test]
    public void A_command_of_the_tool_is_run_where_its_own_readme_has_it_and_noticed_where_that_has_not()
    {
        IReadOnlyList<MarkdownBlock> Planted(string file) => MarkdownBlock.Read(file, "```bash\nshopwebhooks keygen\n```");
        var own = Sound with { Blocks = [.. Sound.Blocks, .. Planted("src/ShopWebhooks.Cli/README.md"), .. Planted("README.md")] };
        var other = Sound with { Blocks = [.. Sound.Blocks, .. Planted("README.md")] };

        own.Problems().Should().BeEmpty();
        other.Problems().Should().Equal("README.md:1: 'shopwebhooks keygen' is not a command of .ci/run, so that nobody would notice when it fails.");
    }

    [TestCase("json", "the JSON is not a configuration with the section ShopWebhooks, and nothing else is tried by a test.")]
    [TestCase("sql", "the SQL is asked of no file; only that of src/ShopWebhooks.Sqlite/README.md is.")]
    [TestCase("yaml", "a block in 'yaml' is tried by no test; write csharp, json, sql or bash.")]
    [TestCase("", "a block in '' is tried by no test; write csharp, json, sql or bash.")]
    public void A_block_that_no_test_tries_is_noticed(string language, string problem)
    {
        var planted = MarkdownBlock.Read("README.md", $"```{language}\n{{ \"Shop\": 1 }}\n```");

        (Sound with { Blocks = [.. Sound.Blocks, .. planted] }).Problems().Should().Equal($"README.md:1: {problem}");
    }
}
