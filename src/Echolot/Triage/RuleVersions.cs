using Dapper;
using Echolot.Mentions;
using Echolot.Privacy;
using Echolot.Storage;

namespace Echolot.Triage;

/// <summary>A rule as somebody saved it.</summary>
/// <param name="ChangedBy">Null where that person was erased, or the product did it.</param>
public sealed record RuleVersion(int Version, RuleDraft Draft, DateTimeOffset ChangedAt, long? ChangedBy);

public sealed partial class TriageDesk
{
    /// <summary>Every version of a rule, the newest first; empty where it is gone.</summary>
    public async Task<IReadOnlyList<RuleVersion>> RuleVersionsAsync(long ruleId, CancellationToken cancel)
    {
        await using var connection = await db.ReadAsync(cancel);
        return [.. (await connection.QueryAsync<RuleVersionRow>(
            $"select {RuleVersionRow.Columns} from rule_version where rule_id = @ruleId order by version desc", new { ruleId }))
            .Select(v => v.AsVersion())];
    }

    /// <summary>Writes down what is stored of a rule now; saving what was there already makes no version.</summary>
    private static Task NoteVersionAsync(WriteScope scope, long ruleId) => scope.Connection.ExecuteAsync(
        """
        insert into rule_version (rule_id, version, name, active, stops, condition, changes, opens, voice_id, changed_at, changed_by)
        select r.id, coalesce((select max(v.version) from rule_version v where v.rule_id = r.id), 0) + 1, r.name, r.active,
            r.stops, r.condition, r.changes, r.opens, r.voice_id, r.changed_at, r.changed_by
        from rule r where r.id = @ruleId and not exists (
            select 1 from rule_version l where l.rule_id = r.id
                and l.version = (select max(v.version) from rule_version v where v.rule_id = r.id)
                and l.name = r.name and l.active = r.active and l.stops = r.stops and l.condition = r.condition
                and l.changes = r.changes and l.opens = r.opens and coalesce(l.voice_id, 0) = coalesce(r.voice_id, 0))
        """, new { ruleId }, scope.Transaction);
}

/// <summary>A version of a rule as it is stored. Names who saved it.</summary>
[Personal("rule_version")]
internal sealed record RuleVersionRow
{
    public const string Columns =
        "rule_id, version, name, active, stops, condition, changes, opens, voice_id, changed_at, changed_by";

    public long RuleId { get; init; }
    public long Version { get; init; }
    public string Name { get; init; } = "";
    public long Active { get; init; }
    public long Stops { get; init; }
    public string Condition { get; init; } = "{}";
    public string Changes { get; init; } = "[]";
    public long Opens { get; init; }
    public long? VoiceId { get; init; }
    public long ChangedAt { get; init; }
    public long? ChangedBy { get; init; }

    public RuleVersion AsVersion() => new(
        (int)Version,
        new RuleDraft(Name, Stored.Read<Condition>(Condition), Stored.Read<List<WorkChange>>(Changes), Active != 0, Stops != 0)
        {
            Opens = Opens != 0, VoiceId = VoiceId,
        },
        DateTimeOffset.FromUnixTimeMilliseconds(ChangedAt), ChangedBy);
}
