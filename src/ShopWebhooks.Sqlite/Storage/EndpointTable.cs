using System.Diagnostics.CodeAnalysis;
using ShopWebhooks.Storage;

namespace ShopWebhooks.Sqlite.Storage;

/// <summary>The endpoints of the file, all of them remembered: every hand-off and every lease asks whether one is paused.</summary>
internal sealed class EndpointTable
{
    private readonly Dictionary<string, EndpointRow> _byId = new(StringComparer.Ordinal);
    private readonly Dictionary<long, EndpointRow> _byNumber = [];
    private readonly Statement _all;
    private readonly Statement _insert;
    private readonly Statement _update;

    public EndpointTable(DatabaseFile file)
    {
        _all = file.Prepare($"SELECT {EndpointRow.Columns} FROM endpoints");
        _insert = file.Prepare("INSERT INTO endpoints (id) VALUES (?) RETURNING number");
        _update = file.Prepare(
            "UPDATE endpoints SET consecutive_failures = ?, failing_since = ?, paused_until = ?, disabled_reason = ? WHERE number = ?");
    }

    /// <summary>Reads all of them anew.</summary>
    public void Load()
    {
        _byId.Clear();
        _byNumber.Clear();
        while (_all.Read())
        {
            Remember(new EndpointRow(_all.Number(0), _all.Text(1))
            {
                ConsecutiveFailures = (int)_all.Number(2),
                FailingSince = _all.Number(3),
                PausedUntil = _all.Number(4),
                DisabledReason = _all.NullableText(5),
            });
        }
    }

    public bool TryFind(string id, [NotNullWhen(true)] out EndpointRow? endpoint) => _byId.TryGetValue(id, out endpoint);

    public EndpointRow Get(long number) => _byNumber[number];

    /// <summary>The endpoint's row, made on demand.</summary>
    public EndpointRow Get(string id)
    {
        if (!_byId.TryGetValue(id, out var endpoint))
        {
            endpoint = new EndpointRow(_insert.Bind(id).ReadNumber()!.Value, id);
            Remember(endpoint);
        }

        return endpoint;
    }

    public EndpointState Change(EndpointChange change, long now)
    {
        var endpoint = Get(change.EndpointId);
        endpoint.Change(change, now);
        _update.Bind(endpoint.ConsecutiveFailures).Bind(endpoint.FailingSince).Bind(endpoint.PausedUntil).Bind(endpoint.DisabledReason)
            .Bind(endpoint.Number).Run();
        return endpoint.ToState(now);
    }

    private void Remember(EndpointRow endpoint)
    {
        _byId.Add(endpoint.Id, endpoint);
        _byNumber.Add(endpoint.Number, endpoint);
    }
}
