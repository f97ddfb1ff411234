using Dapper;

namespace Echolot.Privacy;

/// <summary>
/// How long records of one kind are kept. <paramref name="Days"/> null: until they are deleted by hand.
/// </summary>
/// <param name="Kind">First table of the <see cref="IHoldsPersonalData"/> implementation that the setting is
/// for.</param>
/// <param name="Default">Days as shipped.</param>
public sealed record Retention(string Kind, int? Days, int? Default);

public sealed partial class PrivacyOffice
{
    // Storage limitation (GDPR Art. 5 (1) e) needs a period from the first day on. A year of mentions allows the
    // comparison with the year before; nobody looks at what could not be read after a month, nor at raw data after two
    // weeks.
    private static readonly Dictionary<string, int> Defaults = new()
    {
        ["mention"] = 365, ["mention_raw"] = 14, ["poison"] = 30, ["audit"] = 365, ["notification"] = 90,
        ["run"] = 90,
        // Consent is proved as long as somebody can doubt it (§ 195 BGB).
        ["chat_visitor"] = 1095,
        // That somebody was refused is proved for as long.
        ["erasure_request"] = 1095,
        // Evidence is for claims, and those end after three years (§ 195 BGB).
        ["evidence"] = 1095,
    };

    /// <summary>
    /// Removes what is older than its retention, kind by kind in transactions of their own; runs once a day.
    /// </summary>
    public async Task<Erased> ExpireAsync(CancellationToken cancel)
    {
        var byKind = new Dictionary<string, int>();
        var settings = (await RetentionsAsync(cancel)).ToDictionary(r => r.Kind);
        foreach (var holder in _holders.Value)
        {
            var kind = KindOf(holder);
            if (settings[kind].Days is not { } days) continue;
            byKind[kind] = await db.WriteAsync(async scope =>
            {
                var rows = await holder.ExpireAsync(scope, time.GetUtcNow().AddDays(-days), cancel);
                if (rows > 0)
                    await RecordAsync(scope, null, "retention.expired", $"kind:{kind}",
                        $"{Number(rows)} rows older than {Number(days)} days", cancel);
                return rows;
            }, cancel);
        }
        return new(byKind.Values.Sum(), byKind);
    }

    /// <summary>One setting per kind, in the order of the slices.</summary>
    public async Task<IReadOnlyList<Retention>> RetentionsAsync(CancellationToken cancel)
    {
        await using var connection = await db.ReadAsync(cancel);
        var set = (await connection.QueryAsync<RetentionRow>(
            new CommandDefinition("select kind, days from retention", cancellationToken: cancel)))
            .ToDictionary(r => r.Kind, r => r.Days);
        return [.. _holders.Value.Select(h =>
        {
            var kind = KindOf(h);
            var shipped = Defaults.TryGetValue(kind, out var days) ? days : (int?)null;
            return new Retention(kind, set.TryGetValue(kind, out var chosen) ? (int?)chosen : shipped, shipped);
        })];
    }

    /// <param name="days">At least 1; null keeps records until they are deleted by hand.</param>
    /// <exception cref="ArgumentException">No such kind, or less than one day.</exception>
    public async Task SetRetentionAsync(string kind, int? days, long? actorId, CancellationToken cancel)
    {
        if (!_holders.Value.Any(h => KindOf(h) == kind))
            throw new ArgumentException(
                $"There is no kind \"{kind}\"; there are {string.Join(", ", _holders.Value.Select(KindOf))}.", nameof(kind));
        if (days < 1)
            throw new ArgumentException($"{days} days were given; the shortest retention is 1 day.", nameof(days));
        await db.WriteAsync(async scope =>
        {
            await scope.Connection.ExecuteAsync(
                """
                insert into retention (kind, days) values (@kind, @days)
                on conflict (kind) do update set days = excluded.days
                """,
                new { kind, days = (long?)days }, scope.Transaction);
            await RecordAsync(scope, actorId, "retention.set", $"kind:{kind}",
                days is { } d ? $"{Number(d)} days" : "for ever", cancel);
        }, cancel);
    }

    private static string KindOf(IHoldsPersonalData holder) => holder.Tables[0];
}

[NotPersonal("retention")]
internal sealed record RetentionRow
{
    public string Kind { get; init; } = "";
    public long? Days { get; init; }
}
