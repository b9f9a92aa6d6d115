namespace ShopWebhooks.Cli.Tests.Signing;

internal sealed class VerifyTests
{
    private const string Body = """{"hello":"world"}""";
    private const string Header = "Stripe-Signature: t=1700000000,v1=a5d9de1d23a233e086ce2cd0940311c91c3039e7d92c0d96a82fda4881746747";

    private static readonly string[] Stripe = ["verify", "--provider", "stripe", "--now", "1700000000", "--secret", "test_secret"];

    [Test]
    public async Task A_valid_request_ends_with_0_and_prints_valid_alone() =>
        (await Run.AsyncOf([.. Stripe, "--header", Header, "--body", Body])).Should().Be(new Run(0, "valid\n", ""));

    [Test]
    public async Task Any_of_two_secrets_may_have_signed()
    {
        string[] two = ["verify", "--provider", "stripe", "--now", "1700000000", "--secret", "other", "--secret", "test_secret"];

        (await Run.AsyncOf([.. two, "--header", Header, "--body", Body])).Should().Be(new Run(0, "valid\n", ""));
    }

    [TestCase("1700000300", null, 0, "valid")]
    [TestCase("1700000301", null, 1, "TimestampTooOld")]
    [TestCase("1699999699", null, 1, "TimestampTooNew")]
    [TestCase("1700000301", "301", 0, "valid")]
    [TestCase("1700000002", "1", 1, "TimestampTooOld")]
    [TestCase("1800000000", "3155760000", 0, "valid")]
    public async Task The_present_and_the_tolerance_are_options(string now, string? tolerance, int code, string verdict)
    {
        string[] verify = ["verify", "--provider", "stripe", "--secret", "test_secret", "--now", now, "--header", Header, "--body", Body];

        var run = await Run.AsyncOf(tolerance is null ? verify : [.. verify, "--tolerance", tolerance]);

        run.ExitCode.Should().Be(code);
        run.Lines[0].Should().Be(verdict);
    }

    [Test]
    public async Task A_time_too_far_away_is_explained_with_the_difference()
    {
        var old = await Run.AsyncOf([.. Stripe[..^4], "--now", "1700001000", "--secret", "test_secret", "--header", Header, "--body", Body]);
        var early = await Run.AsyncOf([.. Stripe[..^4], "--now", "1699999000", "--secret", "test_secret", "--header", Header, "--body", Body]);

        old.Should().Be(new Run(
            1,
            "TimestampTooOld\n\nIt was signed for 2023-11-14 22:13:20 UTC, 1000 s before the present; 300 s are allowed.\n"
            + "Give --now with the time at which the request came, in Unix seconds, or a longer --tolerance.\n",
            ""));
        early.Output.Should().Contain("22:13:20 UTC, 1000 s after the present; 300 s are allowed.");
    }

    [TestCase("webflow")]
    [TestCase("zendesk")]
    [TestCase("slack")]
    public async Task A_time_is_explained_however_it_is_written(string provider)
    {
        string[] about = ["--provider", provider, "--secret", "s", "--body", Body];
        var signed = await Run.AsyncOf(["sign", .. about, "--timestamp", "1700000000"]);

        var run = await Run.AsyncOf(["verify", .. about, "--now", "1700000400", .. signed.Lines.SelectMany(line => new[] { "--header", line })]);

        run.Output.Should().StartWith("TimestampTooOld\n\nIt was signed for 2023-11-14 22:13:20 UTC, 400 s before the present; 300 s are allowed.\n");
    }

    [Test]
    public async Task A_missing_header_is_named()
    {
        var none = await Run.AsyncOf([.. Stripe, "--body", Body]);
        var some = await Run.AsyncOf(
            "verify", "--provider", "standard-webhooks", "--secret", "hex:" + new string('0', 64), "--header", "webhook-id: msg_1", "--body", Body);

        none.Should().Be(new Run(
            1,
            "MissingHeader\n\nstripe signs with Stripe-Signature; there is no Stripe-Signature.\n"
            + "Give each header line of the request with --header 'Name: value'.\n",
            ""));
        some.Output.Should().StartWith(
            "MissingHeader\n\nstandard-webhooks signs with webhook-id, webhook-timestamp, webhook-signature; "
            + "there is no webhook-timestamp and no webhook-signature.\n");
    }

    [TestCase("box", "box signs with box-delivery-timestamp, box-signature-primary or box-signature-secondary; there is no box-delivery-timestamp.")]
    [TestCase(
        "docusign", "docusign signs with X-DocuSign-Signature-1 … X-DocuSign-Signature-10; there is no X-DocuSign-Signature-1 … X-DocuSign-Signature-10.")]
    public async Task Of_several_signature_headers_one_is_enough(string provider, string explanation)
    {
        var run = await Run.AsyncOf("verify", "--provider", provider, "--secret", "s", "--header", "box-signature-secondary: x", "--body", Body);

        run.Output.Should().Contain(explanation);
    }

    [Test]
    public async Task The_other_names_of_standard_webhooks_are_told_where_they_are_used()
    {
        var run = await Run.AsyncOf(
            "verify", "--provider", "standard-webhooks", "--secret", "hex:" + new string('0', 64), "--header", "svix-id: msg_1", "--body", Body);

        run.Output.Should().Contain("there is no svix-timestamp and no svix-signature.");
    }

    [Test]
    public async Task A_doubled_header_is_kept_and_named()
    {
        var run = await Run.AsyncOf([.. Stripe, "--header", Header, "--header", "stripe-signature: t=1", "--body", Body]);

        run.Should().Be(new Run(
            1, "MalformedHeader\n\nStripe-Signature is there 2 times; of two values, the sender meant one, and nobody can tell which.\n", ""));
    }

    [Test]
    public async Task The_first_of_several_lines_comes_first()
    {
        var run = await Run.AsyncOf([.. Stripe, "--header", "X-Other: a", "--header", Header, "--header", "X-Other: b", "--body", Body]);

        run.ExitCode.Should().Be(0);
    }

    [TestCase("Stripe-Signature:", "Stripe-Signature is empty.")]
    [TestCase(
        "Stripe-Signature: t=x,v1=00",
        "A header is not written as stripe writes it: HMAC-SHA256 of {timestamp}.{body} in Stripe-Signature, t={timestamp},v1=hex.")]
    public async Task A_malformed_header_is_explained(string header, string explanation)
    {
        var run = await Run.AsyncOf([.. Stripe, "--header", header, "--body", Body]);

        run.Should().Be(new Run(1, $"MalformedHeader\n\n{explanation}\n", ""));
    }

    [Test]
    public async Task A_mismatch_says_what_to_check_and_neither_the_secret_nor_the_signature_that_would_be_right()
    {
        var run = await Run.AsyncOf([.. Stripe[..^1], "wrong_secret", "--header", Header, "--body", Body]);
        var right = await Run.AsyncOf("sign", "--provider", "stripe", "--secret", "wrong_secret", "--timestamp", "1700000000", "--body", Body);

        run.ExitCode.Should().Be(1);
        run.Error.Should().BeEmpty();
        run.Output.Should().Be("""
            SignatureMismatch

            No signature fits what was given. stripe signs by HMAC-SHA256 of {timestamp}.{body} in Stripe-Signature, t={timestamp},v1=hex. Check that
            - the secret is the one of this webhook, and whole (the whole text is the key, whatever it looks like);
            - the body has the very bytes that were sent, 17 here: no other spaces, line breaks or order of fields;
            - the header lines are complete, and of the same request as the body.

            """);
        run.Output.Should().NotContain("wrong_secret").And.NotContain(right.Lines[0].Split("v1=")[1]);
    }

    [TestCase("\n")]
    [TestCase("\r\n")]
    public async Task A_line_break_that_an_editor_added_is_found(string lineBreak)
    {
        var run = await Run.AsyncOf([.. Stripe, "--header", Header, "--body", Body + lineBreak]);

        run.Should().Be(new Run(
            1,
            "SignatureMismatch\n\nThe body ends with a line break that was not signed: an editor or echo has added it. Without it, the request is valid.\n",
            ""));
    }

    [TestCase("PUT", 0)]
    [TestCase("POST", 1)]
    public async Task The_method_is_an_option_where_it_is_signed(string method, int code)
    {
        string[] about = ["--provider", "hubspot-v2", "--secret", "s", "--url", "https://shop.example/", "--body", Body];
        var signed = await Run.AsyncOf(["sign", .. about, "--method", "PUT"]);

        (await Run.AsyncOf(["verify", .. about, "--method", method, "--header", signed.Lines.Single()])).ExitCode.Should().Be(code);
    }

    [Test]
    public async Task A_value_may_hold_colons_and_blanks_around_it_do_not_count()
    {
        var spaced = "Stripe-Signature: \t" + Header.Split(": ")[1] + " ";

        var run = await Run.AsyncOf([.. Stripe, "--header", "X-Time: 12:00:00", "--header", spaced, "--body", Body]);

        run.Output.Should().Be("valid\n");
    }
}
