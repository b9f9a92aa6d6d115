using ShopWebhooks.Transports;

namespace ShopWebhooks.Tests.Transports;

public sealed class EndpointHeaderTests
{
    [TestCase("Authorization", "Bearer x")]
    [TestCase("x!#$%&'*+-.^_`|~9", "a\tb c~")]
    [TestCase("Content-Language", "de")]
    [TestCase("hook", "1")]
    public void An_ordinary_header_is_an_endpoints_own(string name, string value) => EndpointHeader.Refuse(name, value).Should().BeNull();

    [TestCase("Host")]
    [TestCase("content-length")]
    [TestCase("TRANSFER-ENCODING")]
    [TestCase("Content-Type")]
    [TestCase("Content-Encoding")]
    [TestCase("Connection")]
    [TestCase("User-Agent")]
    [TestCase("svix-id")]
    [TestCase("webhook-id")]
    [TestCase("Webhook-Signature")]
    [TestCase("webhook-anything")]
    public void A_reserved_header_is_refused(string name) =>
        EndpointHeader.Refuse(name, "x").Should().Be($"'{name}' is reserved: the transport or the signature writes it");

    [TestCase("")]
    [TestCase(" ")]
    [TestCase("X Shop")]
    [TestCase("X-Shop:")]
    [TestCase("X-Shop\r\n")]
    [TestCase("X-Größe")]
    [TestCase(" webhook-id")]
    [TestCase("(x)")]
    public void A_name_that_is_none_is_refused(string name) =>
        EndpointHeader.Refuse(name, "x").Should().Be("its name is not one of letters, digits and hyphens");

    [TestCase(null)]
    [TestCase("")]
    public void A_value_that_is_missing_is_refused(string? value) =>
        EndpointHeader.Refuse("X-Shop", value).Should().Be("the value of 'X-Shop' is missing");

    [TestCase("secret\r\nx-injected: 1")]
    [TestCase("secret\nx")]
    [TestCase("secret\r")]
    [TestCase("secret\0")]
    [TestCase("secret\u007f")]
    [TestCase("secret\u0085")]
    [TestCase("secretö")]
    [TestCase("secret\ud800")]
    public void A_value_that_could_end_its_line_is_refused_and_not_quoted(string value) =>
        EndpointHeader.Refuse("X-Shop", value).Should().Be(
            "the value of 'X-Shop' has a line break or another character that is not printable ASCII");
}
