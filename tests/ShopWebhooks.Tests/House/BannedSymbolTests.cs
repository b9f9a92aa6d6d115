using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace ShopWebhooks.Tests.House;

/// <summary>The list that the analyzer reads at build. A misspelt symbol would ban nothing, and the analyzer would not say so.</summary>
internal sealed class BannedSymbolTests
{
    private static readonly MetadataReference[] Framework =
    [
        .. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
            .Where(path => Path.GetFileName(path).StartsWith("System.", StringComparison.Ordinal))
            .Select(path => MetadataReference.CreateFromFile(path)),
    ];

    private static string[] Banned { get; } =
    [
        .. File.ReadAllLines(Path.Combine(Repository.Root, "src", "BannedSymbols.txt")).Select(line => line.Split(';')[0]),
    ];

    [TestCaseSource(nameof(Banned))]
    public void Every_banned_symbol_exists(string symbol) =>
        DocumentationCommentId.GetFirstSymbolForDeclarationId(symbol, Compile("")).Should().NotBeNull();

    [TestCase("System.DateTime.UtcNow")]
    [TestCase("System.DateTimeOffset.Now")]
    [TestCase("System.Environment.TickCount64")]
    [TestCase("System.Random.Shared")]
    [TestCase("new System.Random()")]
    [TestCase("System.Guid.NewGuid()")]
    [TestCase("new PeriodicTimer(TimeSpan.FromSeconds(1))")]
    [TestCase("new CancellationTokenSource(TimeSpan.FromSeconds(1))")]
    [TestCase("new CancellationTokenSource(1000)")]
    [TestCase("Task.Delay(1000)")]
    [TestCase("Task.Delay(TimeSpan.FromSeconds(1), default(CancellationToken))")]
    [TestCase("Task.CompletedTask.WaitAsync(TimeSpan.FromSeconds(1))")]
    [TestCase("Task.FromResult(1).WaitAsync(TimeSpan.FromSeconds(1), default(CancellationToken))")]
    [TestCase("new SemaphoreSlim(1).WaitAsync(TimeSpan.FromSeconds(1))")]
    public void A_planted_call_is_banned(string call) => Used(call).Should().Contain(used => Banned.Contains(used));

    [TestCase("new System.Random(1)")]
    [TestCase("TimeProvider.System.GetUtcNow()")]
    [TestCase("new PeriodicTimer(TimeSpan.FromSeconds(1), TimeProvider.System)")]
    [TestCase("new CancellationTokenSource()")]
    [TestCase("new CancellationTokenSource(TimeSpan.FromSeconds(1), TimeProvider.System)")]
    [TestCase("Task.Delay(TimeSpan.FromSeconds(1), TimeProvider.System)")]
    [TestCase("Task.CompletedTask.WaitAsync(default(CancellationToken))")]
    [TestCase("Task.FromResult(1).WaitAsync(TimeSpan.FromSeconds(1), TimeProvider.System)")]
    [TestCase("new SemaphoreSlim(1).WaitAsync(default(CancellationToken))")]
    public void A_lookalike_is_not_banned(string call) => Used(call).Should().NotBeEmpty().And.NotContain(used => Banned.Contains(used));

    /// <summary>The members that an expression uses.</summary>
    private static List<string> Used(string expression)
    {
        var compilation = Compile($$"""
            using System;
            using System.Threading;
            using System.Threading.Tasks;
            class Planted { object Run() => {{expression}}; }
            """);
        compilation.GetDiagnostics().Where(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error).Should().BeEmpty();
        var tree = compilation.SyntaxTrees.Single();
        var model = compilation.GetSemanticModel(tree);
        return
        [
            .. tree.GetRoot().DescendantNodes().OfType<ExpressionSyntax>()
                .Select(node => model.GetSymbolInfo(node).Symbol?.OriginalDefinition.GetDocumentationCommentId())
                .OfType<string>(),
        ];
    }

    private static CSharpCompilation Compile(string text) => CSharpCompilation.Create(
        "Planted", [CSharpSyntaxTree.ParseText(text)], Framework, new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary));
}
