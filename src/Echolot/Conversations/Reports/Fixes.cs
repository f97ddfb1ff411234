using System.Globalization;
using Dapper;
using Echolot.Privacy;

namespace Echolot.Conversations;

/// <summary>Something was done about a cause on a day.</summary>
public sealed record CauseFix(long Id, string Cause, DateOnly Day, string Note, DateTimeOffset MadeAt);

public sealed partial class CareReports
{
    /// <summary>Most characters of what was done.</summary>
    public const int LongestNote = 500;

    private const int LongestCause = 200;

    /// <summary>Every fix, the latest first.</summary>
    public async Task<IReadOnlyList<CauseFix>> FixesAsync(CancellationToken cancel)
    {
        await using var connection = await db.ReadAsync(cancel);
        return [.. (await connection.QueryAsync<FixRow>(new CommandDefinition(
            "select id, cause, day, note, made_at, made_by from cause_fix order by day desc, id desc",
            cancellationToken: cancel))).Select(f => f.AsFix())];
    }

    /// <summary>Marks that something was done about a cause, and about every cause below it.</summary>
    /// <exception cref="ArgumentException">There is no cause, no note, or the day is yet to come.</exception>
    public Task<CauseFix> AddFixAsync(string cause, DateOnly day, string note, long? by, CancellationToken cancel)
    {
        cause = CausePath.Clean(cause);
        note = note.Trim();
        if (cause.Length is 0 or > LongestCause)
            throw new ArgumentException($"Name the cause in 1 to {LongestCause} characters.", nameof(cause));
        if (note.Length is 0 or > LongestNote)
            throw new ArgumentException($"Say what was done in 1 to {LongestNote} characters.", nameof(note));
        if (day > Today)
            throw new ArgumentException("The day is yet to come; mark the fix when it is done.", nameof(day));
        return db.WriteAsync(async scope =>
        {
            var row = new FixRow { Cause = cause, Day = CareDays.Of(day), Note = note, MadeAt = Now, MadeBy = by };
            var id = await scope.Connection.ExecuteScalarAsync<long>(
                """
                insert into cause_fix (cause, day, note, made_at, made_by) values (@Cause, @Day, @Note, @MadeAt, @MadeBy)
                returning id
                """, row, scope.Transaction);
            await privacy.RecordAsync(scope, by, "fix.added", Target(id), null, cancel);
            return (row with { Id = id }).AsFix();
        }, cancel);
    }

    /// <summary>Takes a mark away; one that is gone already is no mistake.</summary>
    public Task RemoveFixAsync(long id, long? by, CancellationToken cancel) => db.WriteAsync(async scope =>
    {
        if (await scope.Connection.ExecuteAsync("delete from cause_fix where id = @id", new { id }, scope.Transaction) > 0)
            await privacy.RecordAsync(scope, by, "fix.removed", Target(id), null, cancel);
    }, cancel);

    private static string Target(long id) => string.Create(CultureInfo.InvariantCulture, $"fix:{id}");
}

/// <summary>A fix as it is stored. Names who marked it.</summary>
[Personal("cause_fix")]
internal sealed record FixRow
{
    public long Id { get; init; }
    public string Cause { get; init; } = "";
    public long Day { get; init; }
    public string Note { get; init; } = "";
    public long MadeAt { get; init; }
    public long? MadeBy { get; init; }

    public CauseFix AsFix() => new(Id, Cause, CareDays.Date(Day), Note, Stored.Time(MadeAt));
}
