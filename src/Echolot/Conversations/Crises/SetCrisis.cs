using Dapper;
using Echolot.Mentions;
using Echolot.Storage;

namespace Echolot.Conversations;

public sealed partial class Inbox
{
    /// <summary>Levels of a crisis are 1 to this.</summary>
    public const int HighestCrisis = 3;

    private const int LongestCrisisReason = 300;
    private const int InCrisisAtOnce = 100;

    /// <summary>Says by hand how far a conversation belongs to a crisis: this holds whatever alerts and workflows say.</summary>
    /// <param name="level">0: to none; null leaves it to alerts and workflows again.</param>
    /// <param name="reason">Why; needed where there is a level.</param>
    /// <exception cref="InboxException">The level is none, or the reason is missing.</exception>
    public Task SetCrisisAsync(long conversation, int? level, string? reason, Sight sight, CancellationToken cancel)
    {
        var said = CrisisByHand(level, reason);
        return ChangeAsync(
            conversation, sight, recording => SetCrisisAsync(
                recording, CrisisReason.ByHand(recording.Row.CrisisBecause, said), sight.PersonId), cancel);
    }

    /// <summary>Takes back what somebody said last by hand about the crisis; what they said before holds again.</summary>
    /// <exception cref="InboxException">Nobody has said anything.</exception>
    public Task UndoCrisisAsync(long conversation, Sight sight, CancellationToken cancel) =>
        ChangeAsync(conversation, sight, recording => UndoCrisisAsync(recording, sight.PersonId), cancel);

    private async Task UndoCrisisAsync(Recording recording, long? by)
    {
        foreach (var (before, after) in await recording.Scope.Connection.QueryAsync<(string?, string?)>(
            "select before, after from conversation_event where conversation_id = @Id and kind = @kind order by id desc",
            new { recording.Row.Id, kind = (long)ConversationEventKind.CrisisChanged }, recording.Scope.Transaction))
        {
            var was = ByHandOf(before);
            if (was == ByHandOf(after)) continue;
            await SetCrisisAsync(recording, CrisisReason.ByHand(recording.Row.CrisisBecause, was), by);
            return;
        }
        throw new InboxException(InboxRefusal.TooLate, "Nobody has said anything about a crisis by hand here.");

        static CrisisReason? ByHandOf(string? because) => because is null ? null : Inbox.ByHandOf(Stored.Read<List<CrisisReason>>(because));
    }

    private static CrisisReason? ByHandOf(IReadOnlyList<CrisisReason> because) => because.FirstOrDefault(r => r.By is CrisisBy.Person);

    private static CrisisReason? CrisisByHand(int? level, string? reason)
    {
        if (level is not { } set) return null;
        if (set is < 0 or > HighestCrisis)
            throw new InboxException(InboxRefusal.FieldWrong, $"Levels of a crisis are 0 to {HighestCrisis}.", $"0–{HighestCrisis}");
        var text = WellFormed.Of((reason ?? "").Trim());
        if (text.Length is 0 or > LongestCrisisReason)
            throw new InboxException(
                InboxRefusal.ReasonMissing, $"Say why, in 1 to {LongestCrisisReason} characters.");
        return new(CrisisBy.Person, set, null, text);
    }

    private Task SetCrisisAsync(
        Recording recording, IReadOnlyList<CrisisReason> because, long? by, long? rule = null) =>
        recording.SetCrisisAsync(because, recording.Now, by, rule);

    /// <summary>Alerts of a crisis level that hold now.</summary>
    public async Task<IReadOnlyList<Crisis>> CrisesAsync(CancellationToken cancel)
    {
        await using var connection = await db.ReadAsync(cancel);
        return [.. (await connection.QueryAsync<CrisisRow>(new CommandDefinition(
            $"select {CrisisRow.Columns} from crisis order by alert_id", cancellationToken: cancel))).Select(c => c.AsCrisis())];
    }

    /// <summary>
    /// An alert of a crisis level holds: conversations of its mentions that began since, and those to come, belong to it.
    /// Once more for the same alert puts its new level in place, and finds those whose mention was kept after them;
    /// idempotent.
    /// </summary>
    public async Task BeginCrisisAsync(Crisis crisis, CancellationToken cancel)
    {
        // First for those to come, so that none falls in between.
        await db.WriteAsync(scope => scope.Connection.ExecuteAsync(
            """
            insert into crisis (alert_id, monitor_id, level, name, since) values (@AlertId, @MonitorId, @Level, @Name, @Since)
            on conflict (alert_id) do update set monitor_id = excluded.monitor_id, level = excluded.level,
                name = excluded.name, since = excluded.since
            """, new CrisisRow
            {
                AlertId = crisis.AlertId, MonitorId = crisis.MonitorId, Level = crisis.Level, Name = crisis.Name,
                Since = crisis.Since.ToUnixTimeMilliseconds(),
            }, scope.Transaction), cancel);
        await InCrisisAsync(
            await ConcernedAsync(crisis, cancel), (CrisisBy.Alert, crisis.AlertId, crisis.Level, crisis.Name), cancel);
    }

    /// <summary>Conversations that belong to a crisis and do not know it yet, or know another level.</summary>
    private async Task<IReadOnlyList<long>> ConcernedAsync(Crisis crisis, CancellationToken cancel)
    {
        List<BegunRow> begun;
        await using (var connection = await db.ReadAsync(cancel))
            begun = (await connection.QueryAsync<BegunRow>(new CommandDefinition(
                """
                select c.id, c.crisis_why, m.connector, m.external_id, m.mention_id
                from conversation c join message m on m.conversation_id = c.id
                where c.last_at >= @since and c.opened_at >= @since and c.active = 1 and m.direction = @theirs and m.leg = @open
                    and m.external_id is not null
                order by c.id
                """, new
                {
                    since = crisis.Since.ToUnixTimeMilliseconds(), theirs = (long)Direction.Theirs, open = (long)MessageKind.Public,
                }, cancellationToken: cancel))).Where(b => !b.Says(crisis)).AsList();
        var found = new Dictionary<(string, string), long>();
        foreach (var group in begun.Where(b => b.MentionId is null).GroupBy(b => b.Connector))
            foreach (var (id, known) in await archive.KnownAsync(
                group.Key, [.. group.Select(b => new ExternalId(b.ExternalId)).Distinct()], cancel))
                found[(group.Key, id.Value)] = known.Id;
        var concerned = new List<long>();
        foreach (var portion in begun.GroupBy(b => b.Id).Chunk(InCrisisAtOnce))
        {
            var mentions = portion.SelectMany(t => t).Select(MentionOf).OfType<long>().ToList();
            var concerns = (await archive.FindAsync(mentions, cancel)).Where(m => Concerns(crisis, m)).Select(m => m.Id).ToHashSet();
            concerned.AddRange(portion.Where(t => t.Any(said => MentionOf(said) is { } one && concerns.Contains(one))).Select(t => t.Key));
        }
        return concerned;

        long? MentionOf(BegunRow said) =>
            said.MentionId ?? (found.TryGetValue((said.Connector, said.ExternalId), out var late) ? late : null);
    }

    private sealed record BegunRow
    {
        public long Id { get; init; }
        public string? CrisisWhy { get; init; }
        public string Connector { get; init; } = "";
        public string ExternalId { get; init; } = "";
        public long? MentionId { get; init; }

        public bool Says(Crisis crisis) => CrisisWhy is not null && Stored.Read<List<CrisisReason>>(CrisisWhy)
            .Exists(r => r.By is CrisisBy.Alert && r.Id == crisis.AlertId && r.Level == crisis.Level);
    }

    /// <summary>An alert of a crisis level is over: what it said of conversations is taken back; idempotent.</summary>
    public async Task EndCrisisAsync(long alert, CancellationToken cancel)
    {
        await db.WriteAsync(scope => scope.Connection.ExecuteAsync(
            "delete from crisis where alert_id = @alert", new { alert }, scope.Transaction), cancel);
        List<(long Id, string Why)> said;
        await using (var connection = await db.ReadAsync(cancel))
            said = (await connection.QueryAsync<(long, string)>(new CommandDefinition(
                "select id, crisis_why from conversation where crisis_why is not null order by id",
                cancellationToken: cancel))).AsList();
        await InCrisisAsync(
            [.. said.Where(s => Stored.Read<List<CrisisReason>>(s.Why).Exists(r => r.By is CrisisBy.Alert && r.Id == alert))
                .Select(s => s.Id)], (CrisisBy.Alert, alert, 0, ""), cancel);
    }

    private async Task InCrisisAsync(
        IReadOnlyList<long> conversations, (CrisisBy By, long Id, int Level, string Name) say, CancellationToken cancel)
    {
        foreach (var portion in conversations.Chunk(InCrisisAtOnce))
            await TogetherAsync(
                portion, "What an alert says of a crisis", recording => SetCrisisAsync(
                    recording, CrisisReason.Said(recording.Row.CrisisBecause, say.By, say.Id, say.Level, say.Name), null), cancel);
    }

    /// <summary>What the customer has just said may belong to a crisis that goes on.</summary>
    private async Task JoinCrisesAsync(Recording recording, long? mention, CancellationToken cancel)
    {
        if (mention is not { } id) return;
        var crises = await CrisesAsync(recording.Scope, cancel);
        if (crises.Count == 0 || await archive.FindAsync(id, cancel) is not { } stored) return;
        foreach (var crisis in crises.Where(c => Concerns(c, stored)))
            await SetCrisisAsync(
                recording, CrisisReason.Said(
                    recording.Row.CrisisBecause, CrisisBy.Alert, crisis.AlertId, crisis.Level, crisis.Name), null);
    }

    private static bool Concerns(Crisis crisis, StoredMention? mention) => mention is not null
        && (crisis.MonitorId is { } one ? mention.Matches.Any(m => m.MonitorId == one) : mention.Matches.Count > 0);

    private async Task<IReadOnlyList<Crisis>> CrisesAsync(WriteScope scope, CancellationToken cancel) =>
        scope.Kept(this, () => new Rules()).Crises ??= [.. (await scope.Connection.QueryAsync<CrisisRow>(new CommandDefinition(
            $"select {CrisisRow.Columns} from crisis order by alert_id", transaction: scope.Transaction, cancellationToken: cancel)))
            .Select(c => c.AsCrisis())];
}
