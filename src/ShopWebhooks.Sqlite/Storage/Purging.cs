using ShopWebhooks.Storage;

namespace ShopWebhooks.Sqlite.Storage;

/// <summary>Removes messages that have owed nothing for long enough, with all that is kept about them.</summary>
internal sealed class Purging
{
    private readonly MessageTable _messages;
    private readonly Statement _find;
    private readonly Statement _unfinish;
    private readonly Statement[] _deletes;

    public Purging(DatabaseFile file, MessageTable messages)
    {
        _messages = messages;
        _find = file.Prepare(
            "SELECT has_dead, at, message FROM finished WHERE has_dead = 0 AND at <= ?1 "
            + "UNION ALL SELECT has_dead, at, message FROM finished WHERE has_dead = 1 AND at <= ?2 ORDER BY at, message LIMIT ?3");
        _unfinish = file.Prepare("DELETE FROM finished WHERE has_dead = ? AND at = ? AND message = ?");
        _deletes =
        [
            file.Prepare("DELETE FROM done WHERE delivery BETWEEN ? AND ?"),
            file.Prepare("DELETE FROM attempts WHERE delivery BETWEEN ? AND ?"),
            file.Prepare("DELETE FROM overrides WHERE delivery BETWEEN ? AND ?"),
        ];
    }

    public int Purge(Retention retention, long now)
    {
        var finished = new List<(long HasDead, long At, long Message)>();
        _find.Bind(now - retention.Delivered.Ticks).Bind(now - retention.Dead.Ticks).Bind(retention.Limit);
        while (_find.Read())
        {
            finished.Add((_find.Number(0), _find.Number(1), _find.Number(2)));
        }

        foreach (var (hasDead, at, message) in finished)
        {
            _unfinish.Bind(hasDead).Bind(at).Bind(message).Run();
            foreach (var delete in _deletes)
            {
                delete.Bind(DeliveryNumber.First(message)).Bind(DeliveryNumber.Last(message)).Run();
            }

            _messages.Remove(message, now);
        }

        _messages.EndRemoval(now);
        return finished.Count;
    }
}
