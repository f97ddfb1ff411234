using System.Globalization;
using Dapper;
using Echolot.Sources;
using Echolot.Storage;
using Microsoft.Extensions.Logging;

namespace Echolot.Conversations;

public sealed partial class Inbox
{
    private const string ScoringName = "scoring";

    /// <summary>
    /// The last conversation that the new rules have been asked of, and which rules: gone when they hold for all.
    /// </summary>
    private const string ScoredUpTo = "scoring.scored";

    /// <summary>What else goes round in the background waits no longer.</summary>
    private static readonly TimeSpan ScoringStretch = TimeSpan.FromSeconds(2);

    /// <summary>How pressing conversations are: what the workspace says, or what ships.</summary>
    public async Task<ScoringRules> ScoringAsync(CancellationToken cancel)
    {
        await using var connection = await db.ReadAsync(cancel);
        return Read(await connection.ExecuteScalarAsync<string?>(new CommandDefinition(
            "select value from care_rule where name = @ScoringName", new { ScoringName }, cancellationToken: cancel)));
    }

    private static ScoringRules Read(string? written) => written is null ? ScoringRules.Shipped : Stored.Read<ScoringRules>(written);

    /// <summary>
    /// Says how pressing conversations are. What is open is scored anew in the background; what is over stays what it was.
    /// Stands in the audit log.
    /// </summary>
    /// <param name="rules">Null: those that ship.</param>
    /// <exception cref="InboxException">Points, steps or a rule are none.</exception>
    public async Task SaveScoringAsync(ScoringRules? rules, long? by, CancellationToken cancel)
    {
        rules = rules?.Checked();
        await db.WriteAsync(async scope =>
        {
            await (rules is null ? ForgetAsync(scope, ScoringName) : KeepAsync(scope, ScoringName, Stored.Write(rules)));
            await KeepAsync(scope, ScoredUpTo, $"0 {Guid.NewGuid():N}");
            await privacy.RecordAsync(
                scope, by, "scoring.changed", "care", rules is null ? "as shipped" : string.Join(", ", rules.Rules.Select(r =>
                    string.Create(CultureInfo.InvariantCulture, $"{r.Name} {(r.Active ? r.Points : 0)}"))), cancel);
        }, cancel);
    }

    /// <summary>Whether open conversations still have to be scored by the newest rules.</summary>
    public async Task<bool> IsScoringAsync(CancellationToken cancel)
    {
        await using var connection = await db.ReadAsync(cancel);
        return await connection.ExecuteScalarAsync<string?>(new CommandDefinition(
            "select value from care_rule where name = @ScoredUpTo", new { ScoredUpTo }, cancellationToken: cancel)) is not null;
    }

    /// <summary>
    /// Scores what is open by rules that have changed, for two seconds, some at a time so that others write in between; goes
    /// on from there when called again.
    /// </summary>
    internal async Task ScoreAgainAsync(CancellationToken cancel)
    {
        var began = clock.GetTimestamp();
        while (clock.GetElapsedTime(began) < ScoringStretch && await ScoreSomeAsync(cancel))
            log.LogDebug("Scored {Count} conversations by the new rules", BulkStep);
    }

    private Task<bool> ScoreSomeAsync(CancellationToken cancel) =>
        db.WriteAsync(async scope =>
        {
            if (await scope.Connection.ExecuteScalarAsync<string?>(
                "select value from care_rule where name = @ScoredUpTo", new { ScoredUpTo }, scope.Transaction) is not { } written)
                return false;
            var ids = (await scope.Connection.QueryAsync<long>(new CommandDefinition(
                "select id from conversation where active = 1 and id > @after order by id limit @BulkStep",
                new { after = long.Parse(written.Split(' ')[0], CultureInfo.InvariantCulture), BulkStep }, scope.Transaction,
                cancellationToken: cancel))).AsList();
            await LockAsync(scope, ids);
            foreach (var id in ids)
            {
                if (await RecordIfThereAsync(scope, id, cancel) is not { } recording) continue;
                await ScoreAsync(recording, cancel);
                await recording.FinishAsync(cancel);
            }
            // Rules that were saved meanwhile begin anew: their mark stays.
            var next = string.Create(CultureInfo.InvariantCulture, $"{ids.LastOrDefault()} {written.Split(' ')[^1]}");
            await scope.Connection.ExecuteAsync(
                ids.Count < BulkStep ? "delete from care_rule where name = @ScoredUpTo and value = @written"
                    : "update care_rule set value = @next where name = @ScoredUpTo and value = @written",
                new { ScoredUpTo, written, next }, scope.Transaction);
            return ids.Count == BulkStep;
        }, cancel);

    private async Task ScoreAsync(Recording recording, CancellationToken cancel)
    {
        var said = await recording.Scope.Connection.QueryFirstOrDefaultAsync<MessageRow>(
            $"""
            select {MessageRow.Columns} from message m
            where m.conversation_id = @Id and m.direction = @theirs and m.deleted_at is null order by m.at desc, m.id desc limit 1
            """, new { recording.Row.Id, theirs = (long)Direction.Theirs }, recording.Scope.Transaction);
        if (said is null) return;
        var who = said.IdentityId is { } id ? (await contacts.IdentitiesAsync([id], cancel)).GetValueOrDefault(id) : null;
        var (priority, because) = Scoring.Of(recording.Scoring, new(
            said.Text, (Mentions.Sentiment)recording.Row.Sentiment, who?.Followers, said.Leg == (long)Leg.Private,
            await UnansweredAsync(recording), (int)recording.Row.Crisis));
        recording.Change(row => row with { Priority = (long)priority, PriorityWhy = Stored.Write(because) });
    }

    private static Task KeepAsync(WriteScope scope, string name, string value) => scope.Connection.ExecuteAsync(
        """
        insert into care_rule (name, value) values (@name, @value)
        on conflict (name) do update set value = excluded.value
        """, new { name, value }, scope.Transaction);

    private static Task ForgetAsync(WriteScope scope, string name) => scope.Connection.ExecuteAsync(
        "delete from care_rule where name = @name", new { name }, scope.Transaction);
}
