using Dapper;

namespace Echolot.Conversations;

public sealed partial class Inbox
{
    /// <summary>
    /// What a merge brought of a crisis goes again with what is parted; of alerts that hold each keeps, and gets, what its
    /// own words concern.
    /// </summary>
    private async Task PartCrisisAsync(Recording to, Recording from, long? by, CancellationToken cancel)
    {
        var brought = await to.Scope.Connection.QueryFirstOrDefaultAsync<EventRow>(
            $"""
            select {EventRow.Columns} from conversation_event
            where conversation_id = @Id and kind = {(int)ConversationEventKind.CrisisChanged} and revision = (
                select max(revision) from conversation_event where conversation_id = @Id
                    and kind = {(int)ConversationEventKind.MergedIn} and after = @merged)
            order by id desc limit 1
            """, new { to.Row.Id, merged = Recording.Number(from.Row.Id) }, to.Scope.Transaction);
        var before = Said(brought?.Before);
        var added = Said(brought?.After).Where(r => !before.Contains(r)).ToList();
        var (mine, theirs) = (await AlertsOfAsync(to, cancel), await AlertsOfAsync(from, cancel));
        await to.SetCrisisAsync(
            [
                .. to.Row.CrisisBecause.Where(r => r.By is CrisisBy.Alert ? mine.Any(c => c.AlertId == r.Id)
                    // A workflow may have changed its level since.
                    : !added.Exists(a => a == r || r.By is CrisisBy.Workflow && (a.By, a.Id) == (r.By, r.Id))),
            ], Now, by);
        var because = from.Row.CrisisBecause;
        foreach (var crisis in theirs)
            because = CrisisReason.Said(because, CrisisBy.Alert, crisis.AlertId, crisis.Level, crisis.Name);
        await from.SetCrisisAsync(because, Now, by);

        static List<CrisisReason> Said(string? because) => because is null ? [] : Stored.Read<List<CrisisReason>>(because);
    }

    /// <summary>Alerts that hold and that the customer's public words in a conversation concern.</summary>
    private async Task<IReadOnlyList<Crisis>> AlertsOfAsync(Recording recording, CancellationToken cancel)
    {
        var held = (await CrisesAsync(recording.Scope, cancel)).ToList();
        if (held.Count == 0) return [];
        var said = (await recording.Scope.Connection.QueryAsync<(long At, long? Mention, string Connector, string ExternalId)>(
            $"""
            select at, mention_id, connector, external_id from message
            where conversation_id = @Id and direction = {(int)Direction.Theirs} and leg = {(int)MessageKind.Public}
                and external_id is not null and at >= @since order by at
            """, new { recording.Row.Id, since = held.Min(c => c.Since).ToUnixTimeMilliseconds() },
            recording.Scope.Transaction)).AsList();
        var found = new List<Crisis>();
        foreach (var (at, mention, connector, external) in said)
        {
            if (held.Count == 0) break;
            // A mention may have been kept after the message was heard.
            var known = mention ?? (await archive.KnownAsync(connector, [new(external)], cancel)).Values
                .Select(k => (long?)k.Id).FirstOrDefault();
            var stored = known is { } id ? await archive.FindAsync(id, cancel) : null;
            found.AddRange(held.Where(c => c.Since <= Stored.Time(at) && Concerns(c, stored)));
            held.RemoveAll(found.Contains);
        }
        return found;
    }
}
