namespace ShopWebhooks.Cli.Tests.Signing;

/// <summary>
/// Signatures computed once, apart from the library, of one body by one secret at one time: they check that each provider is constructed as it
/// is written down, and come from no provider.
/// </summary>
internal sealed class DerivedVectorTests
{
    private const string Secret = "test_secret";
    private const string Body = """{"hello":"world"}""";
    private const string Time = "1700000000";
    private const string Iso = "2023-11-14T22:13:20Z";

    private const string Hex = "b7b1e7e190c7aace9efb076f2394f2408bf389ed0398c526b97101ab2c84fed3";
    private const string Base64 = "t7Hn4ZDHqs6e+wdvI5TyQIvzie0DmMUmuXEBqyyE/tM=";
    private const string Sha1 = "3cf4f6de54c71fe21f03b5918c4b48bb83e3897a";
    private const string V0 = "v0=3f9194a49468d3e83cf85860c062ae6b4a77012cabc1bda8af279244e5bdf3a5";
    private const string Dotted = "a5d9de1d23a233e086ce2cd0940311c91c3039e7d92c0d96a82fda4881746747";

    private static IEnumerable<TestCaseData> Vectors =>
    [
        Signs("github", [$"X-Hub-Signature-256: sha256={Hex}"]),
        Signs("meta", [$"X-Hub-Signature-256: sha256={Hex}"]),
        Signs("cursor", [$"X-Webhook-Signature: sha256={Hex}"]),
        Signs("pagerduty", [$"X-PagerDuty-Signature: v1={Hex}"]),
        Signs("linear", [$"Linear-Signature: {Hex}", $"Linear-Timestamp: {Time}000"]),
        Signs("dropbox", [$"X-Dropbox-Signature: {Hex}"]),
        Signs("razorpay", [$"X-Razorpay-Signature: {Hex}"]),
        Signs("lemon-squeezy", [$"X-Signature: {Hex}"]),
        Signs("asana", [$"X-Hook-Signature: {Hex}"]),
        Signs("shopify", [$"X-Shopify-Hmac-SHA256: {Base64}"]),
        Signs("woocommerce", [$"X-WC-Webhook-Signature: {Base64}"]),
        Signs("xero", [$"x-xero-signature: {Base64}"]),
        Signs("docusign", [$"X-DocuSign-Signature-1: {Base64}"]),
        Signs("typeform", [$"Typeform-Signature: sha256={Base64}"]),
        Signs("x", [$"x-twitter-webhooks-signature: sha256={Base64}"]),
        Signs("line", [$"x-line-signature: {Base64}"]),
        Signs("intercom", [$"X-Hub-Signature: sha1={Sha1}"]),
        Signs("vercel", [$"x-vercel-signature: {Sha1}"]),
        Signs("segment", [$"x-signature: {Sha1}"]),
        Signs("slack", [$"X-Slack-Request-Timestamp: {Time}", $"X-Slack-Signature: {V0}"]),
        Signs("zoom", [$"x-zm-request-timestamp: {Time}", $"x-zm-signature: {V0}"]),
        Signs("stripe", [$"Stripe-Signature: t={Time},v1={Dotted}"]),
        Signs("calendly", [$"Calendly-Webhook-Signature: t={Time},v1={Dotted}"]),
        Signs("paddle", [$"Paddle-Signature: ts={Time};h1=b7fa2144e59034c0c18b9d78022867696277cb82c0f61ec5d119e526db35fc53"]),
        Signs("webflow", [$"x-webflow-timestamp: {Time}000", "x-webflow-signature: 896281ca46e13affc85a1a874bebddc382a227f32f1376d651b48e069c427fd7"]),
        Signs("zendesk", [$"X-Zendesk-Webhook-Signature-Timestamp: {Iso}", "X-Zendesk-Webhook-Signature: C/KfF9K7wyKO5/zy4II/d+q3BBgU088veCw7/p7MyMA="]),
        Signs("box", [$"box-delivery-timestamp: {Iso}", "box-signature-primary: odU6gZQPjn1trfk1YVbAZhgmZA7Gk20YDba2uxhV1Fk="]),
        Signs(
            "hubspot",
            [$"X-HubSpot-Request-Timestamp: {Time}000", "X-HubSpot-Signature-v3: 9xS5ZE6dvvD6YaZoBFtWV1pDbspZuJFCACkdrllRKzM="],
            "--url", "https://example.com/webhook"),
        Signs(
            "twitch",
            [
                "Twitch-Eventsub-Message-Id: msg-1",
                $"Twitch-Eventsub-Message-Timestamp: {Iso}",
                "Twitch-Eventsub-Message-Signature: sha256=efa2a489a57eea773429a90e0cf3187ac5dda7bf0abf19ff97d30edaa3e7fc7a",
            ],
            "--id", "msg-1"),
        Signs("trello", ["X-Trello-Webhook: uLVzbQ1Efr/qpFk+onK4oulKZ90="], "--url", "https://example.com/trello"),
        Signs("square", ["x-square-hmacsha256-signature: wTbqhyMrBl+N/l47LB/HCttwrJYwBJTa3peE60xuINA="], "--url", "https://example.com/square"),
    ];

    [TestCaseSource(nameof(Vectors))]
    public async Task It_is_what_sign_prints_and_what_verify_finds_valid(string provider, string[] headers, string[] options)
    {
        var signed = await Run.AsyncOf(["sign", "--provider", provider, "--secret", Secret, "--timestamp", Time, "--body", Body, .. options]);
        string[] verify = ["verify", "--provider", provider, "--secret", Secret, "--now", Time, .. headers.SelectMany(header => new[] { "--header", header })];
        string[] url = options is ["--url", _] ? options : [];

        signed.Lines.Should().Equal(headers);
        (await Run.AsyncOf([.. verify, "--body", Body, .. url])).Should().Be(new Run(0, "valid\n", ""));
        var changed = await Run.AsyncOf([.. verify, "--body", Body + " ", .. url]);
        changed.ExitCode.Should().Be(1);
        changed.Lines[0].Should().Be("SignatureMismatch");
    }

    [Test]
    public async Task Of_a_form_the_fields_are_signed_behind_the_url()
    {
        string[] about = ["--provider", "mandrill", "--secret", Secret, "--url", "https://example.com/m", "--body", "mandrill_events=[]"];
        const string Header = "X-Mandrill-Signature: Rr94X2IiJdm22G89B9EgrFmYRSY=";

        (await Run.AsyncOf(["sign", .. about])).Should().Be(new Run(0, Header + "\n", ""));
        (await Run.AsyncOf(["verify", .. about, "--header", Header])).Should().Be(new Run(0, "valid\n", ""));
        var other = await Run.AsyncOf(["verify", .. about[..^4], "--url", "https://example.com/n", .. about[^2..], "--header", Header]);
        other.ExitCode.Should().Be(1);
        other.Output.Should().Contain("- the URL, https://example.com/n, is the public one as it is registered at mandrill, with its query;");
    }

    [Test]
    public async Task Where_the_signature_is_in_the_body_the_signed_body_is_printed()
    {
        string[] about = ["--provider", "mailgun", "--secret", Secret];
        var token = new string('a', 50);

        var signed = await Run.AsyncOf(["sign", .. about, "--id", token, "--timestamp", Time, "--body", """{"event-data":{"event":"opened"}}"""]);

        signed.Should().Be(new Run(
            0,
            $$"""{"event-data":{"event":"opened"},"signature":{"timestamp":"{{Time}}","token":"{{token}}","signature":"""
            + "\"a9237cf15708edf85fe7770acfa30639918d9178b8aaef1d61dc4192ee336e87\"}}",
            ""));
        (await Run.AsyncOf(["verify", .. about, "--now", Time, "--body", signed.Output])).Should().Be(new Run(0, "valid\n", ""));
        (await Run.AsyncOf(["verify", .. about, "--now", "1700000301", "--body", signed.Output])).Output.Should()
            .StartWith("TimestampTooOld\n\nThe signed time lies too far before the present; 300 s are allowed.\n");
        (await Run.AsyncOf(["verify", .. about, "--now", Time, "--body", "{}"])).Output.Should().StartWith(
            "MissingHeader\n\nmailgun has its signature in the body (HMAC-SHA256 of {timestamp}{token} in the body's signature, hex; "
            + "the rest of the body is not signed), where it is not.\n");
        (await Run.AsyncOf(["verify", .. about, "--now", Time, "--body", """{"signature":{"token":""}}"""])).Output.Should()
            .StartWith("MalformedHeader\n\nA field of the body is not written as mailgun writes it: ");
    }

    [Test]
    public async Task A_body_that_cannot_take_a_signature_is_wrong_usage()
    {
        var run = await Run.AsyncOf("sign", "--provider", "mailgun", "--secret", Secret, "--body", "[1]");

        run.ExitCode.Should().Be(2);
        run.Output.Should().BeEmpty();
        run.Error.Should().StartWith("The body of the webhook ").And.NotContain("Parameter");
    }

    private static TestCaseData Signs(string provider, string[] headers, params string[] options) =>
        new TestCaseData(provider, headers, options).SetArgDisplayNames(provider);
}
