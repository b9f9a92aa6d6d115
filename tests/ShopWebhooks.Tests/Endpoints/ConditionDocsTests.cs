using System.Text;
using System.Text.RegularExpressions;
using ShopWebhooks.Endpoints;
using ShopWebhooks.Tests.House;

namespace ShopWebhooks.Tests.Endpoints;

internal sealed partial class ConditionDocsTests
{
    private static IEnumerable<TestCaseData> EachRow => Row().Matches(Docs())
        .Select(row => new TestCaseData(row.Groups[1].Value, row.Groups[2].Value, row.Groups[3].Value).SetArgDisplayNames(row.Groups[1].Value));

    [TestCaseSource(nameof(EachRow))]
    public void A_condition_of_the_table_fits_what_its_row_says(string condition, string fits, string doesNotFit)
    {
        var parsed = PayloadCondition.Parse(condition);

        parsed.Matches(Encoding.UTF8.GetBytes(fits)).Should().BeTrue();
        parsed.Matches(Encoding.UTF8.GetBytes(doesNotFit)).Should().BeFalse();
    }

    [Test]
    public void The_table_shows_every_operator()
    {
        var known = FluentActions.Invoking(() => PayloadCondition.Parse("""{"$none":1}""")).Should().Throw<FormatException>().Which.Message
            .TrimEnd('.').Split("known are ")[1].Split(", ");

        known.Should().HaveCount(14);
        string.Concat(EachRow.Select(row => row.Arguments[0])).Should().ContainAll(known.Select(name => $"\"{name}\""));
    }

    [GeneratedRegex(@"^\| `(\{.+\})` \| `(\{.*\})` \| `(\{.*\})` \|", RegexOptions.Multiline)]
    private static partial Regex Row();

    private static string Docs() =>
        File.ReadAllText(Path.Combine(Repository.Root, "src", "ShopWebhooks", "README.md")).Split("## Conditions")[1].Split("\n## ")[0];
}
