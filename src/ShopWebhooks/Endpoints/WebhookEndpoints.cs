using Microsoft.Extensions.Logging;
using ShopWebhooks.Delivery;
using ShopWebhooks.Events;
using ShopWebhooks.Signing;
using ShopWebhooks.Storage;
using ShopWebhooks.Telemetry;

namespace ShopWebhooks.Endpoints;

/// <summary>The endpoints as the application sees them.</summary>
internal sealed class WebhookEndpoints(
    EndpointRegistry registry, StoredEndpoints stored, MessageFactory messages, DirectAttempt direct, ConsentAttempt consent, Consents consents,
    IWebhookStore store, LaneSet lanes,
    DeliveryCloser closer, Reporter reporter, Intake intake, EngineContext context, ILogger<WebhookEndpoints> logger) : IWebhookEndpoints
{
    private const int LongestReason = 1024;

    public IReadOnlyList<WebhookEndpoint> All => registry.Outside;

    public async Task<HandshakeResult> TestAsync(string endpointId, CancellationToken cancellationToken)
    {
        var endpoint = registry.Get(endpointId);

        var asked = endpoint.RequestOrigin is null ? null : await consent.AskAsync(endpoint, cancellationToken);
        if (asked is { Succeeded: false })
        {
            return asked;
        }

        // The ping itself: no transformation has to know it, and no schema to allow it.
        var ping = messages.Create(new Ping(), new DispatchOptions { Tenant = endpoint.Tenant });
        var attempt = await direct.SendAsync(endpoint, ping, BodyRenderer.Render(ping, endpoint.Format), cancellationToken);
        var succeeded = attempt.Outcome == AttemptOutcome.Delivered;
        var reason = succeeded
            ? $"The endpoint '{endpoint.Id}' answered the signed ping with {attempt.StatusCode?.ToString() ?? "success"}."
            : $"The endpoint '{endpoint.Id}' did not accept the signed ping: {attempt.Error}";
        return new HandshakeResult(succeeded, attempt.StatusCode, attempt.Duration, asked is null ? reason : $"{asked.Reason} {reason}");
    }

    public async Task<EndpointState> GetStateAsync(string endpointId, CancellationToken cancellationToken)
    {
        var endpoint = registry.Get(endpointId);
        var states = await store.GetEndpointStatesAsync(cancellationToken);
        return states.FirstOrDefault(state => state.EndpointId == endpoint.Id) ?? new EndpointState(endpoint.Id);
    }

    public async Task DisableAsync(string endpointId, string reason, CancellationToken cancellationToken)
    {
        var endpoint = registry.Get(endpointId);
        StoredText.Require(reason, LongestReason, nameof(reason));
        var lane = await ChangeStateAsync(endpoint, new EndpointChange(endpoint.Id) { Disable = reason }, cancellationToken);
        Log.Disabled(logger, endpoint.Id, reason);
        closer.Close(lane);
        var operational = new EndpointDisabled { EndpointId = endpoint.Id, Reason = reason, OccurredAt = context.Time.GetUtcNow() };
        if (reporter.Plan(operational, endpoint.Id) is { } report)
        {
            await intake.AddAsync(report, waitForRoom: false, cancellationToken);
        }
    }

    public async Task EnableAsync(string endpointId, CancellationToken cancellationToken)
    {
        var endpoint = registry.Get(endpointId);
        var change = new EndpointChange(endpoint.Id) { Disable = "", Failed = false, PauseFor = TimeSpan.Zero };
        lanes.Wake(await ChangeStateAsync(endpoint, change, cancellationToken));
        Log.Enabled(logger, endpoint.Id);
    }

    public async Task<WebhookEndpoint> AddAsync(
        string endpointId, string address, Action<WebhookEndpointBuilder> configure, CancellationToken cancellationToken)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(endpointId);
        ArgumentNullException.ThrowIfNull(configure);
        if (registry.IsDeclared(endpointId))
        {
            throw new InvalidOperationException($"The endpoint '{endpointId}' is declared in code or configuration; choose another id.");
        }

        var options = new WebhookEndpointOptions { Address = address };
        configure(new WebhookEndpointBuilder(options));
        var endpoint = await stored.AddAsync(endpointId, options, cancellationToken);

        // Another that had the id, long ago, may have been disabled.
        await EnableAsync(endpoint.Id, cancellationToken);
        return endpoint;
    }

    public Task<WebhookEndpoint> ChangeAsync(string endpointId, Action<WebhookEndpointBuilder> change, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(change);
        return stored.ChangeAsync(RequireStored(endpointId, "change it there"), options => change(new WebhookEndpointBuilder(options)), cancellationToken);
    }

    public Task<WebhookSecret> RotateSecretAsync(string endpointId, TimeSpan overlap, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(overlap, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(overlap, TimeSpan.FromDays(365));
        return stored.RotateAsync(
            RequireStored(endpointId, $"add the new secret under Endpoints:{endpointId}:Secrets beside the old one, and remove that one later"),
            overlap,
            cancellationToken);
    }

    public async Task<bool> DeleteAsync(string endpointId, CancellationToken cancellationToken)
    {
        var id = RequireStored(endpointId, "remove it there");
        if (!await stored.DeleteAsync(id, cancellationToken))
        {
            return false;
        }

        await closer.CancelAsync(id);
        await consents.ForgetAsync(id, cancellationToken);
        return true;
    }

    private string RequireStored(string endpointId, string wayOut)
    {
        ArgumentNullException.ThrowIfNull(endpointId);
        return registry.IsDeclared(endpointId)
            ? throw new InvalidOperationException($"The endpoint '{endpointId}' is declared in code or configuration; {wayOut}.")
            : endpointId.ToLowerInvariant();
    }

    private async Task<Lane> ChangeStateAsync(WebhookEndpoint endpoint, EndpointChange change, CancellationToken cancellationToken)
    {
        var states = await store.ChangeEndpointsAsync([change], cancellationToken);
        var lane = lanes.Get(endpoint);
        lane.Health.Learn(states[0]);
        return lane;
    }
}
