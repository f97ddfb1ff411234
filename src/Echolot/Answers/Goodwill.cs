using System.Globalization;
using Dapper;
using Echolot.Privacy;
using Echolot.Storage;

namespace Echolot.Answers;

/// <summary>Goodwill that was given in a conversation.</summary>
/// <param name="Cents">Amount in cents of the currency of the workspace.</param>
public sealed record GoodwillBooking(
    long Id, long ConversationId, long PolicyId, long Cents, string Why, long? PersonId, DateTimeOffset At);

/// <summary>What is left of a policy's goodwill.</summary>
/// <param name="InCase">Booked in this conversation by now.</param>
/// <param name="InMonth">Booked in this month by now, in all conversations.</param>
public sealed record GoodwillLeft(long CaseLimit, long? MonthLimit, long InCase, long InMonth)
{
    /// <summary>What may still be given here.</summary>
    public long Left => Math.Max(0, Math.Min(CaseLimit - InCase, MonthLimit is { } most ? most - InMonth : long.MaxValue));
}

public sealed partial class AnswerLibrary
{
    /// <summary>Books goodwill in the transaction of its conversation.</summary>
    /// <param name="parts">The conversations of the case, which this one is made of.</param>
    /// <exception cref="AnswerException">It is above the limit of the case or what is left of the month.</exception>
    public async Task BookAsync(
        WriteScope scope, long conversation, IReadOnlyList<long> parts, long policy, long cents, string why, long? by,
        CancellationToken cancel)
    {
        if (cents is <= 0 or > 100_000_000)
            throw new AnswerException(AnswerRefusal.AmountWrong, "Write an amount of more than nothing.");
        why = Name(why, 200);
        // The row of the policy is the lock: two bookings at once must not both see the last of the budget.
        var row = await scope.Connection.QuerySingleOrDefaultAsync<PolicyRow>(
            $"update policy set position = position where id = @policy returning {PolicyRow.Columns}", new { policy },
            scope.Transaction) ?? throw Gone("policy", policy);
        if (row.AsPolicy().Draft is not { CaseLimit: not null, Active: true } draft)
            throw new AnswerException(AnswerRefusal.NoPolicy, "This policy gives no goodwill.");
        var left = await LeftAsync(scope.Connection, scope.Transaction, draft, policy, parts, cancel);
        if (cents > left.CaseLimit - left.InCase)
            throw new AnswerException(
                AnswerRefusal.OverLimit, $"Only {Money(left.CaseLimit - left.InCase)} are left for this case.");
        if (left.MonthLimit is { } most && cents > most - left.InMonth)
            throw new AnswerException(AnswerRefusal.OverBudget, $"Only {Money(most - left.InMonth)} are left this month.");
        await scope.Connection.ExecuteAsync(
            """
            insert into goodwill (conversation_id, policy_id, cents, why, person_id, at)
            values (@conversation, @policy, @cents, @why, @by, @Now)
            """, new { conversation, policy, cents, why, by, Now }, scope.Transaction);
        await privacy.RecordAsync(
            scope, by, "goodwill.booked", string.Create(CultureInfo.InvariantCulture, $"conversation:{conversation}"),
            string.Create(CultureInfo.InvariantCulture, $"{cents} cents"), cancel);
    }

    /// <summary>What a policy still gives, here and this month.</summary>
    /// <param name="parts">The conversations that a case is made of.</param>
    public async Task<GoodwillLeft> LeftAsync(Policy policy, IReadOnlyList<long> parts, CancellationToken cancel)
    {
        await using var connection = await db.ReadAsync(cancel);
        return await LeftAsync(connection, null, policy.Draft, policy.Id, parts, cancel);
    }

    /// <summary>What was given in these conversations, the newest first.</summary>
    public async Task<IReadOnlyList<GoodwillBooking>> BookingsAsync(IReadOnlyList<long> parts, CancellationToken cancel)
    {
        await using var connection = await db.ReadAsync(cancel);
        return [.. (await connection.QueryAsync<GoodwillRow>(new CommandDefinition(
            $"select {GoodwillRow.Columns} from goodwill where {Sql.In(db.Engine, "conversation_id", "parts")} order by id desc",
            new { parts = Sql.List(db.Engine, parts) }, cancellationToken: cancel))).Select(g => g.AsBooking())];
    }

    /// <summary>Takes away why goodwill was given in these conversations: it may name whom it was given to.</summary>
    public Task ForgetAsync(WriteScope scope, IEnumerable<long> conversations) => scope.Connection.ExecuteAsync(
        $"update goodwill set why = '' where {Sql.In(scope.Engine, "conversation_id", "ids")}",
        new { ids = Sql.List(scope.Engine, conversations) }, scope.Transaction);

    private async Task<GoodwillLeft> LeftAsync(
        System.Data.Common.DbConnection connection, System.Data.Common.DbTransaction? transaction, PolicyDraft draft,
        long policy, IReadOnlyList<long> parts, CancellationToken cancel)
    {
        var month = await MonthAsync(cancel);
        var (here, all) = await connection.QuerySingleAsync<(long Here, long All)>(new CommandDefinition(
            $"""
            select cast(coalesce((select sum(cents) from goodwill where policy_id = @policy
                    and {Sql.In(db.Engine, "conversation_id", "parts")}), 0) as bigint),
                cast(coalesce((select sum(cents) from goodwill where policy_id = @policy and at >= @month), 0) as bigint)
            """, new { policy, parts = Sql.List(db.Engine, parts), month }, transaction, cancellationToken: cancel));
        return new(draft.CaseLimit ?? 0, draft.MonthLimit, here, all);
    }

    /// <summary>Beginning of the month in the time zone of the workspace.</summary>
    private async Task<long> MonthAsync(CancellationToken cancel)
    {
        var today = await TodayAsync(cancel);
        var zone = (await roster.WorkspaceAsync(cancel))?.TimeZone;
        var first = new DateTime(today.Year, today.Month, 1, 0, 0, 0, DateTimeKind.Unspecified);
        return new DateTimeOffset(TimeZoneInfo.ConvertTimeToUtc(
            first, zone is null ? TimeZoneInfo.Utc : TimeZoneInfo.FindSystemTimeZoneById(zone))).ToUnixTimeMilliseconds();
    }

    private static string Money(long cents) => (Math.Max(0, cents) / 100m).ToString("0.00", CultureInfo.InvariantCulture);
}

/// <summary>A booking as it is stored. Names who booked it.</summary>
[Personal("goodwill")]
internal sealed record GoodwillRow
{
    public const string Columns = "id, conversation_id, policy_id, cents, why, person_id, at";

    public long Id { get; init; }
    public long ConversationId { get; init; }
    public long PolicyId { get; init; }
    public long Cents { get; init; }
    public string Why { get; init; } = "";
    public long? PersonId { get; init; }
    public long At { get; init; }

    public GoodwillBooking AsBooking() => new(Id, ConversationId, PolicyId, Cents, Why, PersonId, Stored.Time(At));
}
