using System.Diagnostics;
using System.Diagnostics.Metrics;
using ShopWebhooks.Transports;

namespace ShopWebhooks.Telemetry;

/// <summary>An attempt that is being measured. One that was abandoned is never ended, and has a span without an outcome.</summary>
/// <param name="time">Its clock.</param>
/// <param name="durations">Where its duration goes.</param>
/// <param name="inFlight">The count of attempts under way, in which it is.</param>
/// <param name="span">Its span; null when nobody listens.</param>
internal readonly struct MeasuredAttempt(
    TimeProvider time, Histogram<double> durations, UpDownCounter<long> inFlight, Activity? span) : IDisposable
{
    private readonly long _start = time.GetTimestamp();

    /// <summary>Notes how it ended, and returns that.</summary>
    public TransportResult End(TransportResult result)
    {
        if (durations.Enabled)
        {
            var tags = new TagList { { "shopwebhooks.outcome", result.Outcome.ToString() } };
            if (result.StatusCode is { } code)
            {
                tags.Add("http.response.status_code", code);
            }

            durations.Record(time.GetElapsedTime(_start).TotalSeconds, tags);
        }

        if (span is not null)
        {
            span.SetTag("shopwebhooks.outcome", result.Outcome.ToString());
            if (result.Outcome != Storage.AttemptOutcome.Delivered)
            {
                span.SetStatus(ActivityStatusCode.Error, result.Error);
            }
        }

        return result;
    }

    public void Dispose()
    {
        inFlight.Add(-1);
        span?.Dispose();
    }
}
