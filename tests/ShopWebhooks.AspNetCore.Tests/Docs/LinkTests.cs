using System.Text.RegularExpressions;
using ShopWebhooks.Tests.House;

namespace ShopWebhooks.AspNetCore.Tests.Docs;

internal sealed partial class LinkTests
{
    [Test]
    public void A_link_of_the_readme_leads_to_a_file_and_a_heading_that_are_there()
    {
        var links = Link().Matches(Documentation.Text("README.md"));

        links.Should().NotBeEmpty();
        links.Where(link => !LeadsSomewhere(link.Groups["file"].Value, link.Groups["heading"].Value)).Select(link => link.Value)
            .Should().BeEmpty();
    }

    [Test]
    public void A_link_to_nowhere_is_noticed()
    {
        LeadsSomewhere("src/ShopWebhooks/README.md", "payloads").Should().BeTrue();
        LeadsSomewhere("src/ShopWebhooks/README.md", "payload").Should().BeFalse();
        LeadsSomewhere("src/ShopWebhooks/README.txt", "").Should().BeFalse();
    }

    [TestCaseSource(typeof(Repository), nameof(Repository.Packages))]
    public void The_readme_of_a_package_has_no_relative_link_since_it_is_read_on_its_own(string package) =>
        Link().Matches(Documentation.Text($"src/{package}/README.md")).Should().BeEmpty();

    private static bool LeadsSomewhere(string file, string heading) =>
        File.Exists(Path.Combine(Repository.Root, file))
        && (heading.Length == 0 || Heading().Matches(Documentation.Text(file))
            .Any(line => line.Groups[1].Value.ToLowerInvariant().Replace(' ', '-') == heading));

    [GeneratedRegex(@"\]\((?!https:)(?<file>[^)#]*)#?(?<heading>[^)]*)\)")]
    private static partial Regex Link();

    [GeneratedRegex("^#+ (.+)$", RegexOptions.Multiline)]
    private static partial Regex Heading();
}
