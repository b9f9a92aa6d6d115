using ShopWebhooks.Events;

namespace ShopWebhooks.Endpoints;

/// <summary>The settings of an endpoint as they are stored, encrypted as a whole: an address or a header may hold a secret as well.</summary>
internal sealed record StoredSettings
{
    public required string Address { get; init; }

    public required IReadOnlyList<StoredSecret> Secrets { get; init; }

    public IReadOnlyList<string> Events { get; init; } = [];

    public string? Tenant { get; init; }

    public string? Where { get; init; }

    public WebhookFormat Format { get; init; }

    public string? RequiredSchema { get; init; }

    public IReadOnlyDictionary<string, string> Headers { get; init; } = new Dictionary<string, string>();

    public string? LegacyProvider { get; init; }

    public string? LegacySecret { get; init; }

    public string? LegacyHeader { get; init; }

    public string? RequestOrigin { get; init; }

    public int? RequestRate { get; init; }

    public TimeSpan Timeout { get; init; }

    public int Concurrency { get; init; }

    public double? MaxPerSecond { get; init; }

    public IReadOnlyList<int> FinalStatusCodes { get; init; } = [];

    public IReadOnlyList<TimeSpan>? RetryWaits { get; init; }

    /// <summary>Takes settings over; a secret that is among the known ones keeps the time at which it expires.</summary>
    public static StoredSettings From(WebhookEndpointOptions options, IReadOnlyList<StoredSecret> known) => new()
    {
        Address = options.Address!,
        Secrets = [.. options.Secrets.Select(text => known.FirstOrDefault(one => one.Text == text) ?? new StoredSecret(text, null))],
        Events = [.. options.Events],
        Tenant = options.Tenant,
        Where = options.Where,
        Format = options.Format,
        RequiredSchema = options.RequiredSchema,
        Headers = new Dictionary<string, string>(options.Headers),
        LegacyProvider = options.LegacyProvider,
        LegacySecret = options.LegacySecret,
        LegacyHeader = options.LegacyHeader,
        RequestOrigin = options.RequestOrigin,
        RequestRate = options.RequestRate,
        Timeout = options.Timeout,
        Concurrency = options.Concurrency,
        MaxPerSecond = options.MaxPerSecond,
        FinalStatusCodes = [.. options.FinalStatusCodes],
        RetryWaits = options.RetryWaits,
    };

    public WebhookEndpointOptions ToOptions()
    {
        var options = new WebhookEndpointOptions
        {
            Address = Address,
            Tenant = Tenant,
            Where = Where,
            Format = Format,
            RequiredSchema = RequiredSchema,
            LegacyProvider = LegacyProvider,
            LegacySecret = LegacySecret,
            LegacyHeader = LegacyHeader,
            RequestOrigin = RequestOrigin,
            RequestRate = RequestRate,
            Timeout = Timeout,
            Concurrency = Concurrency,
            MaxPerSecond = MaxPerSecond,
            RetryWaits = RetryWaits?.ToArray(),
        };
        Add(options.Secrets, Secrets.Select(secret => secret.Text));
        Add(options.Events, Events);
        Add(options.FinalStatusCodes, FinalStatusCodes);
        foreach (var (name, value) in Headers)
        {
            options.Headers[name] = value;
        }

        return options;
    }

    /// <summary>Names nothing of them.</summary>
    public override string ToString() => "settings of an endpoint";

    private static void Add<T>(IList<T> list, IEnumerable<T> values)
    {
        foreach (var value in values)
        {
            list.Add(value);
        }
    }
}
