using System.Buffers;
using System.Globalization;
using System.Net;
using ShopWebhooks.Delivery;
using ShopWebhooks.Providers;
using ShopWebhooks.Signing;
using ShopWebhooks.Storage;
using ShopWebhooks.Transports;

namespace ShopWebhooks.Endpoints;

/// <summary>Makes an endpoint of its settings, and says all that is wrong with them.</summary>
internal static class EndpointFactory
{
    private static readonly SearchValues<char> IdCharacters =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.");

    private static readonly SearchValues<char> PatternCharacters =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.*");

    private static readonly AddressAllowance Everywhere = new([IPNetwork.Parse("0.0.0.0/0"), IPNetwork.Parse("::/0")], []);

    /// <summary>Makes the endpoint; null when there were problems.</summary>
    /// <param name="id">Its id, in any case.</param>
    /// <param name="options">Its settings.</param>
    /// <param name="key">The configuration key of the settings, for the problems.</param>
    /// <param name="providers">The providers, by whose schemes it may sign as well.</param>
    /// <param name="schemas">Reads required schemas; null where nothing does.</param>
    /// <param name="problems">Gets one sentence for each problem.</param>
    public static WebhookEndpoint? Create(
        string id, WebhookEndpointOptions options, string key, ProviderSet providers, IBodySchemaReader? schemas, ICollection<string> problems)
    {
        var before = problems.Count;
        if (id.Length is 0 or > 100 || id.AsSpan().ContainsAnyExcept(IdCharacters))
        {
            problems.Add($"{key}: the endpoint id must be 1 to 100 letters, digits, '-', '_' or '.'; choose another.");
        }

        var allowance = new AddressAllowance(Networks(options, key, problems), Hosts(options, key, problems));

        // A network that is not written rightly may be the one that the address is in.
        var isMiswritten = allowance.Networks.Length < options.AllowedNetworks.Count;
        var address = Address(options, isMiswritten ? Everywhere : allowance, key, problems);
        var where = Where(options, key, problems);
        var secrets = SecretList.Parse(options.Secrets, WebhookScheme.StandardWebhooks, key, problems);
        var legacy = LegacySignature.Create(options, secrets, providers, key, problems);
        var schema = Schema(options, schemas, key, problems);
        CheckHeaders(options, key, problems);
        CheckOrigin(options, address, key, problems);
        CheckRanges(options, key, problems);
        if (problems.Count > before)
        {
            return null;
        }

        return new WebhookEndpoint
        {
            // Configuration ignores case, an environment variable is often all capitals, and what is owed is stored under the id.
            Id = id.ToLowerInvariant(),
            Address = address!,
            Events = options.Events.Count == 0 ? EventFilter.All : new EventFilter(options.Events),
            Tenant = options.Tenant,
            Where = where,
            Format = options.Format,
            Transform = options.Transform,
            RequiredSchema = schema,
            Secrets = secrets,
            Legacy = legacy,
            RequestOrigin = options.RequestOrigin,
            RequestRate = options.RequestRate,
            Headers = [.. options.Headers],
            RetrySchedule = options.RetryWaits is { } waits ? new RetrySchedule(waits) : RetrySchedule.Default,
            Timeout = options.Timeout,
            Concurrency = options.Concurrency,
            MaxPerSecond = options.MaxPerSecond,
            FinalStatusCodes = [.. options.FinalStatusCodes],
            AllowHttp = options.AllowHttp,
            AllowedNetworks = allowance.Networks,
            AllowedHosts = allowance.Hosts,
        };
    }

    private static IBodySchema? Schema(
        WebhookEndpointOptions options, IBodySchemaReader? schemas, string key, ICollection<string> problems)
    {
        if (options.RequiredSchema is not { } json)
        {
            return null;
        }

        if (schemas is null)
        {
            problems.Add($"{key}:RequiredSchema: nothing here checks bodies against a schema; reference the package ShopWebhooks.JsonSchema and call"
                + " AddJsonSchemaValidation(), or remove the setting.");
            return null;
        }

        var found = new List<string>();
        var schema = schemas.Read(json, found);
        foreach (var problem in found)
        {
            problems.Add($"{key}:RequiredSchema: {problem}.");
        }

        return schema;
    }

    private static IPNetwork[] Networks(WebhookEndpointOptions options, string key, ICollection<string> problems)
    {
        var networks = new List<IPNetwork>();
        foreach (var cidr in options.AllowedNetworks)
        {
            if (AllowedNetwork.Parse(cidr, out var network) is { } problem)
            {
                problems.Add($"{key}:AllowedNetworks: {problem}.");
            }
            else
            {
                networks.Add(network);
            }
        }

        return [.. networks];
    }

    private static string[] Hosts(WebhookEndpointOptions options, string key, ICollection<string> problems)
    {
        var hosts = new List<string>();
        foreach (var name in options.AllowedHosts)
        {
            if (AllowedHost.Parse(name, out var host) is { } problem)
            {
                problems.Add($"{key}:AllowedHosts: {problem}.");
            }
            else
            {
                hosts.Add(host);
            }
        }

        return [.. hosts];
    }

    private static Uri? Address(
        WebhookEndpointOptions options, AddressAllowance allowance, string key, ICollection<string> problems)
    {
        // Unix takes "/hooks" for the absolute address of a file.
        if (!Uri.TryCreate(options.Address, UriKind.Absolute, out var address)
            || (address.IsFile && !options.Address.StartsWith("file:", StringComparison.OrdinalIgnoreCase)))
        {
            problems.Add($"{key}:Address: an absolute address is required; set it to the endpoint's URL, https://….");
            return null;
        }

        if (address.Scheme is Receiving.HandlerEndpoint.Scheme or "flow")
        {
            problems.Add($"{key}:Address: the scheme '{address.Scheme}' is the library's own; register a handler instead.");
        }
        else if (address.Scheme is "https" or "http"
            && AddressGuard.Refuse(address, options.AllowHttp, allowance) is { } refusal)
        {
            problems.Add($"{key}:Address: the address is refused: {refusal}{WayOut(address, options.AllowHttp)}.");
        }

        return address;
    }

    private static PayloadCondition? Where(WebhookEndpointOptions options, string key, ICollection<string> problems)
    {
        if (options.Where is null)
        {
            return null;
        }

        if (!PayloadCondition.TryParse(options.Where, out var condition, out var problem))
        {
            problems.Add($"{key}:Where: {problem}");
        }

        return condition;
    }

    // Only where nothing but its network speaks against the address, and only here: at a connect, no developer reads along.
    private static string WayOut(Uri address, bool allowHttp)
    {
        if (AddressGuard.Refuse(address, allowHttp, Everywhere) is not null)
        {
            return "";
        }

        var network = IPAddress.TryParse(address.IdnHost, out var literal) ? AllowedNetwork.Of(literal) : "127.0.0.0/8";
        return $"; if that is meant, say AllowNetwork(\"{network}\")";
    }

    private static void CheckHeaders(WebhookEndpointOptions options, string key, ICollection<string> problems)
    {
        foreach (var (name, value) in options.Headers)
        {
            if (EndpointHeader.Refuse(name, value) is { } refusal)
            {
                problems.Add($"{key}:Headers: {refusal}; correct or remove it.");
            }
        }
    }

    private static void CheckOrigin(WebhookEndpointOptions options, Uri? address, string key, ICollection<string> problems)
    {
        if (options.RequestRate < 1)
        {
            problems.Add($"{key}:RequestRate: {options.RequestRate} is not a number of requests a minute; write one above zero, or remove it.");
        }

        if (options.RequestOrigin is not { } origin)
        {
            if (options.RequestRate is not null)
            {
                problems.Add($"{key}:RequestOrigin: RequestRate is asked for by an origin; name the system that sends, shop.example, or remove it.");
            }
        }
        else if (!Receiving.HandshakeSettings.IsName(origin))
        {
            problems.Add($"{key}:RequestOrigin: '{origin}' is not a DNS name; write that of the system that sends, shop.example.");
        }
        else if (address is { Scheme: not ("https" or "http") })
        {
            problems.Add($"{key}:RequestOrigin: consent is asked for over HTTP, and the address is of another kind; remove the setting.");
        }
    }

    private static void CheckRanges(WebhookEndpointOptions options, string key, ICollection<string> problems)
    {
        if (options.Events.Any(string.IsNullOrWhiteSpace))
        {
            problems.Add($"{key}:Events: a pattern is blank; remove it, or write * for all event types.");
        }

        foreach (var pattern in options.Events.Where(pattern => pattern.Trim().Length > 0 && pattern.AsSpan().ContainsAnyExcept(PatternCharacters)))
        {
            problems.Add($"{key}:Events: no event type matches '{pattern}'; write letters, digits, '_', '.' and '-', and '*' for any run of characters.");
        }

        if (StoredText.Problem(options.Tenant, MessageFactory.LongestText) is { } problem)
        {
            problems.Add($"{key}:Tenant: the tenant {problem}.");
        }

        if (!Enum.IsDefined(options.Format))
        {
            problems.Add($"{key}:Format: {options.Format} is none of {string.Join(", ", Enum.GetNames<Events.WebhookFormat>())}.");
        }

        if (options.Timeout < TimeSpan.FromSeconds(1) || options.Timeout > TimeSpan.FromMinutes(10))
        {
            problems.Add($"{key}:Timeout: {options.Timeout} is not between 00:00:01 and 00:10:00.");
        }

        if (options.Concurrency is < 1 or > 1000)
        {
            problems.Add($"{key}:Concurrency: {options.Concurrency} is not between 1 and 1000.");
        }

        if (options.MaxPerSecond is { } rate && !(rate is >= 0.001 and <= 10_000))
        {
            problems.Add(string.Create(CultureInfo.InvariantCulture, $"{key}:MaxPerSecond: {rate} is not between 0.001 and 10000."));
        }

        foreach (var code in options.FinalStatusCodes.Where(code => code is < 300 or > 599))
        {
            problems.Add($"{key}:FinalStatusCodes: {code} is not between 300 and 599.");
        }

        foreach (var (i, wait) in (options.RetryWaits ?? []).Index())
        {
            if (wait < TimeSpan.Zero || wait > TimeSpan.FromDays(30))
            {
                problems.Add($"{key}:RetryWaits:{i}: {wait} is not between zero and 30 days.");
            }
        }
    }
}
