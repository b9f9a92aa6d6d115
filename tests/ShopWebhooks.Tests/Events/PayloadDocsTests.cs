using System.Text;
using System.Text.RegularExpressions;
using ShopWebhooks.Events;
using ShopWebhooks.Tests.House;

namespace ShopWebhooks.Tests.Events;

[TestFixture]
internal sealed partial class PayloadDocsTests
{
    private static readonly string[] Common = ["event", "customer_id", "occurred_at"];

    private static IEnumerable<EventType> Types => new EventCatalog().Types;

    [TestCaseSource(nameof(Types))]
    public void The_field_table_of_an_event_type_names_its_fields_and_marks_the_required_ones(EventType type)
    {
        var schema = type.GetSchema();
        var required = schema["required"]?.AsArray().Select(field => field!.GetValue<string>()).ToArray() ?? [];
        var fields = schema["properties"]!.AsObject().Select(property => property.Key).Except(Common)
            .Select(field => required.Contains(field) ? $"**`{field}`**" : $"`{field}`");

        var section = Docs().Split($"`{type.Name}` — `{type.PayloadType.Name}`")[1].Split("\n`")[0];

        Field().Matches(section).Select(match => match.Groups[1].Value).Should().BeEquivalentTo(fields);
    }

    [TestCaseSource(nameof(Types))]
    public void The_example_of_an_event_type_is_shown_as_it_is_sent(EventType type)
    {
        var example = Encoding.UTF8.GetString(new EventCatalog().Seal(type.Example!).Content.Span);

        Docs().Split($"`{type.Name}` — `{type.PayloadType.Name}`")[1].ReplaceLineEndings("").Should().Contain($"`{example}`");
    }

    [GeneratedRegex(@"^\| (\S+) \| `", RegexOptions.Multiline)]
    private static partial Regex Field();

    private static string Docs() =>
        File.ReadAllText(Path.Combine(Repository.Root, "src", "ShopWebhooks", "README.md")).Split("### Open values")[0];
}
