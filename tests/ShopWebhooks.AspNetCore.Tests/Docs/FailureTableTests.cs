using System.Globalization;
using System.Net;
using System.Reflection;
using Microsoft.Extensions.DependencyInjection;
using RichardSzalay.MockHttp;
using ShopWebhooks.AspNetCore.Receiving;
using ShopWebhooks.Endpoints;
using ShopWebhooks.Events;
using ShopWebhooks.Signing;
using ShopWebhooks.Storage;

namespace ShopWebhooks.AspNetCore.Tests.Docs;

internal sealed class FailureTableTests
{
    private static readonly string[] Readmes = ["README.md", "src/ShopWebhooks.AspNetCore/README.md"];

    [TestCaseSource(nameof(Readmes))]
    public void The_table_of_receiving_has_every_outcome_with_its_answer(string readme)
    {
        var answers = Enum.GetValues<ReceiveOutcome>()
            .Select(outcome => (outcome.ToString(), WebhookAnswer.For(new ReceiveResult(outcome, null)).StatusCode))
            .Concat(Enum.GetValues<VerificationFailure>()
                .Select(failure => (failure.ToString(), WebhookAnswer.For(Refused(failure)).StatusCode)));

        var rows = MarkdownTable.After("**Receiving.**", Documentation.Text(readme));

        rows.Select(row => (row[0].Trim('`'), int.Parse(row[1], CultureInfo.InvariantCulture))).Should().BeEquivalentTo(answers);
    }

    [TestCase("2xx", 200, null, AttemptOutcome.Delivered)]
    [TestCase("2xx", 204, null, AttemptOutcome.Delivered)]
    [TestCase("3xx", 301, "Location: https://other.example", AttemptOutcome.Failed)]
    [TestCase("410", 410, null, AttemptOutcome.Rejected)]
    [TestCase("a status among the endpoint's `FinalStatusCodes`", 422, null, AttemptOutcome.Rejected)]
    [TestCase("429, 503", 429, null, AttemptOutcome.Failed)]
    [TestCase("429, 503", 503, null, AttemptOutcome.Failed)]
    [TestCase("other 4xx, 5xx", 404, null, AttemptOutcome.Failed)]
    [TestCase("other 4xx, 5xx", 500, null, AttemptOutcome.Failed)]
    [TestCase("any other failure with `Retry-After`", 429, "Retry-After: 60", AttemptOutcome.Failed)]
    [TestCase("any other failure with `Retry-After`", 503, "Retry-After: 60", AttemptOutcome.Failed)]
    [TestCase("any failure with `webhook-delivery: abort-message`", 400, "webhook-delivery: abort-message", AttemptOutcome.Rejected)]
    public async Task The_table_of_sending_tells_what_follows_an_answer(string row, int status, string? header, AttemptOutcome outcome)
    {
        using var http = new MockHttpMessageHandler();
        http.When("*").Respond(_ =>
        {
            var answer = new HttpResponseMessage((HttpStatusCode)status);
            if (header?.Split(": ") is [var name, var value])
            {
                answer.Headers.Add(name, value);
            }

            return answer;
        });

        var attempt = await AttemptAsync(http);

        attempt.Outcome.Should().Be(outcome);
        What(row).Should().StartWith(InWords(outcome));
    }

    [Test]
    public async Task The_table_of_sending_tells_what_follows_when_there_is_no_answer()
    {
        using var http = new MockHttpMessageHandler();
        http.When("*").Throw(new HttpRequestException(HttpRequestError.NameResolutionError));

        var attempt = await AttemptAsync(http);

        What("no answer in time, no connection, TLS, DNS").Should().Be(InWords(attempt.Outcome));
    }

    [Test]
    public void The_retry_schedules_are_those_of_endpoints_and_handlers()
    {
        var readme = Documentation.Text("README.md").Replace('\n', ' ');

        readme.Should().Contain($"is tried again after {InWords(RetrySchedule.Default)}, each ±20 %");
        readme.Should().Contain($"\"try again\": after {InWords(RetrySchedule.Handlers)}.");
    }

    [Test]
    public void The_table_of_the_process_tells_how_much_fits_into_memory()
    {
        var bounds = typeof(IWebhookReceiver).Assembly.GetType("ShopWebhooks.Storage.InMemoryStore", throwOnError: true)!
            .GetConstructors().Single().GetParameters().ToDictionary(parameter => parameter.Name!, parameter => parameter.DefaultValue);
        var (messages, bytes) = ((int)bounds["capacity"]!, (long)bounds["byteCapacity"]!);

        var rows = MarkdownTable.After("**The process.**", Documentation.Text("README.md")).Select(row => row[0]);

        rows.Should().Contain(string.Create(
            CultureInfo.InvariantCulture, $"{messages:N0} messages, or {bytes / 1024 / 1024} MiB of payloads, in memory"));
        rows.Should().Contain(string.Create(CultureInfo.InvariantCulture, $"{messages / 2:N0} owed to one endpoint in memory"));
    }

    private static string What(string row) =>
        MarkdownTable.After("**Sending.**", Documentation.Text("README.md")).Single(cells => cells[0] == row)[1];

    private static string InWords(AttemptOutcome outcome) => outcome switch
    {
        AttemptOutcome.Delivered => "delivered",
        AttemptOutcome.Failed => "tried again",
        _ => "dead letter",
    };

    private static string InWords(RetrySchedule schedule)
    {
        var waits = schedule.Waits.Select(wait => wait switch
        {
            { TotalHours: >= 1 } => $"{wait.TotalHours} h",
            { TotalMinutes: >= 1 } => $"{wait.TotalMinutes} min",
            _ => $"{wait.TotalSeconds} s",
        }).ToList();
        return $"{string.Join(", ", waits.SkipLast(1))} and {waits[^1]}";
    }

    private static async Task<DeliveryAttempt> AttemptAsync(MockHttpMessageHandler http)
    {
        var services = new ServiceCollection();
        services.AddShopWebhooks()
            .AddEndpoint("crm", "https://crm.example/hooks", endpoint => endpoint.GiveUpOn(422).AddSecret(WebhookSecret.Generate().Reveal()))
            .ConfigureHttpClient(client => client.ConfigurePrimaryHttpMessageHandler(() => http))
            .AllowUnguardedHandler();
        await using var provider = services.BuildServiceProvider();
        return await provider.GetRequiredService<IWebhookDispatcher>().SendNowAsync(new NewLead(), "crm");
    }

    // Only a verifier makes one, by a constructor of its own assembly.
    private static VerificationResult Refused(VerificationFailure failure) => (VerificationResult)Activator.CreateInstance(
        typeof(VerificationResult), BindingFlags.Instance | BindingFlags.NonPublic, null, [failure], CultureInfo.InvariantCulture)!;
}
