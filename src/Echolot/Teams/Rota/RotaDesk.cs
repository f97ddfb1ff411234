using System.Globalization;
using Dapper;
using Echolot.Messaging;
using Echolot.Privacy;
using Echolot.Storage;
using NodaTime;

namespace Echolot.Teams;

/// <summary>Who is on call when, that they were there, and who is told what cannot wait.</summary>
/// <remarks>Thread-safe. What it refuses it throws as <see cref="RotaException"/>.</remarks>
public sealed partial class RotaDesk(
    EcholotDb db, Roster roster, Bus bus, PrivacyOffice privacy, TimeProvider clock)
{
    /// <summary>Longest hand-over note.</summary>
    public const int LongestNote = 4000;

    private const int LongestName = 60;
    private const int MostPatterns = 50;
    private const int MostPeople = 20;

    /// <summary>Shifts are made so far ahead.</summary>
    private const int WeeksAhead = 8;

    private long Now => clock.GetUtcNow().ToUnixTimeMilliseconds();

    /// <summary>Every pattern, in the order of their times.</summary>
    public async Task<IReadOnlyList<ShiftPattern>> PatternsAsync(CancellationToken cancel)
    {
        await using var read = await db.ReadAsync(cancel);
        return [.. (await read.QueryAsync<ShiftPatternRow>(new CommandDefinition(
            $"select {ShiftPatternRow.Columns} from rota_pattern order by from_min, id", cancellationToken: cancel)))
            .Select(p => p.AsPattern())];
    }

    public async Task<RotaSettings> SettingsAsync(CancellationToken cancel)
    {
        await using var read = await db.ReadAsync(cancel);
        return await read.QuerySingleOrDefaultAsync<RotaSettingsRow>(new CommandDefinition(
            "select calendar_id, minutes, rounds from rota_setting", cancellationToken: cancel)) is { } row
            ? new(row.CalendarId, (int)row.Minutes, (int)row.Rounds) : new();
    }

    /// <summary>Changes what the rota goes by; shifts to come are planned anew.</summary>
    /// <exception cref="RotaException">The minutes or rounds make no sense.</exception>
    public async Task SetSettingsAsync(RotaSettings settings, long? by, CancellationToken cancel)
    {
        if (settings.Minutes is < 1 or > 240 || settings.Rounds is < 1 or > 10)
            throw new RotaException(RotaRefusal.MinutesWrong, "Between two calls are 1 to 240 minutes, and 1 to 10 rounds.");
        await db.WriteAsync(async scope =>
        {
            await scope.Connection.ExecuteAsync("delete from rota_setting", transaction: scope.Transaction);
            await scope.Connection.ExecuteAsync(
                "insert into rota_setting (id, calendar_id, minutes, rounds) values (1, @CalendarId, @minutes, @rounds)",
                new { settings.CalendarId, minutes = (long)settings.Minutes, rounds = (long)settings.Rounds }, scope.Transaction);
            await privacy.RecordAsync(scope, by, "rota.settings", "rota", null, cancel);
        }, cancel);
        await PlanAsync(anew: true, cancel);
    }

    /// <summary>Adds or changes a pattern; shifts to come that nobody has touched are planned anew.</summary>
    /// <param name="id">Null: a new one.</param>
    /// <exception cref="RotaException">Something is missing.</exception>
    public async Task<long> SavePatternAsync(long? id, ShiftPatternDraft draft, long? by, CancellationToken cancel)
    {
        draft = draft with { Name = draft.Name.Trim(), People = [.. draft.People.Distinct()], Checks = [.. draft.Checks.Distinct().Order()] };
        Check(draft.Name, draft.People);
        if (draft.Kind is not ShiftKind.Holiday && draft.Days.Count == 0)
            throw new RotaException(RotaRefusal.DaysMissing, "Choose the weekdays on which the shift begins.");
        if (draft.From is < 0 or > 1439 || draft.To is < 0 or > 1440 || draft.From == draft.To || draft.Checks.Any(c => c is < 0 or > 1439))
            throw new RotaException(RotaRefusal.TimesWrong, "Times are 00:00 to 24:00, and a shift does not end when it begins.");
        var saved = await db.WriteAsync(async scope =>
        {
            if (id is null && await scope.Connection.ExecuteScalarAsync<long>(
                "select count(*) from rota_pattern", transaction: scope.Transaction) >= MostPatterns)
                throw new RotaException(RotaRefusal.TooMany, $"There are {MostPatterns} patterns already; remove one first.");
            var kept = await scope.Connection.ExecuteScalarAsync<long?>(
                id is null
                    ? """
                    insert into rota_pattern (name, kind, days, from_min, to_min, people, rotates, checks, active)
                    values (@Name, @Kind, @Days, @FromMin, @ToMin, @People, @Rotates, @Checks, @Active) returning id
                    """
                    : """
                    update rota_pattern set name = @Name, kind = @Kind, days = @Days, from_min = @FromMin, to_min = @ToMin,
                        people = @People, rotates = @Rotates, checks = @Checks, active = @Active
                    where id = @Id returning id
                    """, ShiftPatternRow.Of(id ?? 0, draft), scope.Transaction)
                ?? throw Gone("pattern", id);
            await privacy.RecordAsync(scope, by, "rota.pattern", Subject("pattern", kept), null, cancel);
            return kept;
        }, cancel);
        await PlanAsync(anew: true, cancel);
        return saved;
    }

    /// <summary>Removes a pattern; shifts that have begun or were changed by hand stay.</summary>
    public async Task RemovePatternAsync(long id, long? by, CancellationToken cancel)
    {
        await db.WriteAsync(async scope =>
        {
            await scope.Connection.ExecuteAsync("delete from rota_pattern where id = @id", new { id }, scope.Transaction);
            await privacy.RecordAsync(scope, by, "rota.pattern.removed", Subject("pattern", id), null, cancel);
        }, cancel);
        await PlanAsync(anew: true, cancel);
    }

    /// <summary>Makes the shifts of the next weeks.</summary>
    /// <param name="anew">Those to come that nobody has touched are made again, as patterns are now.</param>
    public async Task PlanAsync(bool anew, CancellationToken cancel)
    {
        var patterns = await PatternsAsync(cancel);
        if (patterns.Count == 0 && !anew) return;
        var (calendar, zone) = await HoursAsync(cancel);
        var today = Instant.FromDateTimeOffset(clock.GetUtcNow()).InZone(zone).Date;
        // Yesterday's night shift may still go on.
        var planned = ShiftPlan.Of(patterns, calendar, zone, today.PlusDays(-1), today.PlusWeeks(WeeksAhead));
        await db.WriteAsync(async scope =>
        {
            if (anew)
            {
                await scope.Connection.ExecuteAsync(
                    """
                    delete from rota_check where shift_id in (select id from rota_shift
                        where from_at > @Now and by_hand = 0 and pattern_id is not null)
                    """, new { Now }, scope.Transaction);
                await scope.Connection.ExecuteAsync(
                    "delete from rota_shift where from_at > @Now and by_hand = 0 and pattern_id is not null", new { Now },
                    scope.Transaction);
            }
            foreach (var (pattern, day, shift) in planned.Where(p => p.Shift.To > clock.GetUtcNow()))
                if (await scope.Connection.ExecuteScalarAsync<long?>(ShiftRow.Insert, ShiftRow.Of(
                    pattern, day.ToString("uuuu-MM-dd", CultureInfo.InvariantCulture), shift, byHand: false),
                    scope.Transaction) is { } made)
                    await AddChecksAsync(scope, made, shift.Checks);
        }, cancel);
    }

    /// <summary>Shifts that touch a stretch of time, in order.</summary>
    public async Task<IReadOnlyList<Shift>> ShiftsAsync(DateTimeOffset from, DateTimeOffset to, CancellationToken cancel)
    {
        await using var read = await db.ReadAsync(cancel);
        var values = new { from = from.ToUnixTimeMilliseconds(), to = to.ToUnixTimeMilliseconds() };
        var rows = (await read.QueryAsync<ShiftRow>(new CommandDefinition(
            $"""
            select {ShiftRow.Columns} from rota_shift where from_at < @to and to_at > @from and cancelled = 0
            order by from_at, id
            """, values, cancellationToken: cancel))).AsList();
        var checks = (await read.QueryAsync<ShiftCheckRow>(new CommandDefinition(
            $"""
            select {ShiftCheckRow.Columns} from rota_check where shift_id in (select id from rota_shift
                where from_at < @to and to_at > @from) order by due_at, id
            """, values, cancellationToken: cancel))).ToLookup(c => c.ShiftId, c => c.AsCheck());
        return [.. rows.Select(r => r.AsShift([.. checks[r.Id]]))];
    }

    /// <summary>One shift, or null where there is none.</summary>
    public async Task<Shift?> ShiftAsync(long id, CancellationToken cancel)
    {
        await using var read = await db.ReadAsync(cancel);
        var row = await read.QuerySingleOrDefaultAsync<ShiftRow>(new CommandDefinition(
            $"select {ShiftRow.Columns} from rota_shift where id = @id and cancelled = 0", new { id }, cancellationToken: cancel));
        return row?.AsShift([.. (await read.QueryAsync<ShiftCheckRow>(new CommandDefinition(
            $"select {ShiftCheckRow.Columns} from rota_check where shift_id = @id order by due_at, id", new { id },
            cancellationToken: cancel))).Select(c => c.AsCheck())]);
    }

    /// <summary>The shift of now; of two the one that began last. Null where nobody is on call.</summary>
    public Task<Shift?> OnCallAsync(CancellationToken cancel) => OnCallAsync(clock.GetUtcNow(), cancel);

    private async Task<Shift?> OnCallAsync(DateTimeOffset at, CancellationToken cancel) =>
        (await ShiftsAsync(at, at.AddMilliseconds(1), cancel)).LastOrDefault();

    /// <summary>The shift before another one, whose note is for it.</summary>
    public async Task<Shift?> BeforeAsync(Shift shift, CancellationToken cancel)
    {
        await using var read = await db.ReadAsync(cancel);
        return (await read.QueryFirstOrDefaultAsync<ShiftRow>(new CommandDefinition(
            $"""
            select {ShiftRow.Columns} from rota_shift where from_at < @at and id <> @Id and cancelled = 0
            order by from_at desc, id desc limit 1
            """, new { at = shift.From.ToUnixTimeMilliseconds(), shift.Id }, cancellationToken: cancel)))?.AsShift([]);
    }

    /// <summary>Adds a shift by hand, or changes one; it does not follow its pattern any more.</summary>
    /// <param name="id">Null: a new one.</param>
    /// <exception cref="RotaException">Something is missing.</exception>
    public Task<long> SaveShiftAsync(long? id, ShiftDraft draft, long? by, CancellationToken cancel)
    {
        draft = draft with { Name = draft.Name.Trim(), People = [.. draft.People.Distinct()] };
        Check(draft.Name, draft.People);
        if (draft.To <= draft.From || draft.To - draft.From > TimeSpan.FromDays(7))
            throw new RotaException(RotaRefusal.TimesWrong, "A shift ends after it begins, within a week.");
        return db.WriteAsync(async scope =>
        {
            var row = ShiftRow.Of(null, null, draft, byHand: true) with { Id = id ?? 0 };
            var saved = await scope.Connection.ExecuteScalarAsync<long?>(
                id is null ? ShiftRow.Insert
                    : """
                    update rota_shift set name = @Name, kind = @Kind, from_at = @FromAt, to_at = @ToAt, people = @People, by_hand = 1
                    where id = @Id and cancelled = 0 returning id
                    """, row, scope.Transaction) ?? throw Gone("shift", id);
            // What was confirmed stays; what is still to be confirmed goes by the new times.
            await scope.Connection.ExecuteAsync(
                "delete from rota_check where shift_id = @saved and done_at is null", new { saved }, scope.Transaction);
            await AddChecksAsync(scope, saved, draft.Checks.Where(c => c > clock.GetUtcNow() - ShiftCheck.Grace));
            await privacy.RecordAsync(scope, by, "rota.shift", Subject("shift", saved), null, cancel);
            return saved;
        }, cancel);
    }

    /// <summary>Takes a shift out of the rota; its pattern does not bring it back.</summary>
    public Task CancelShiftAsync(long id, long? by, CancellationToken cancel) => db.WriteAsync(async scope =>
    {
        await scope.Connection.ExecuteAsync(
            "update rota_shift set cancelled = 1, by_hand = 1 where id = @id", new { id }, scope.Transaction);
        await scope.Connection.ExecuteAsync(
            "delete from rota_check where shift_id = @id and done_at is null", new { id }, scope.Transaction);
        await scope.Connection.ExecuteAsync(
            "delete from rota_swap where shift_id = @id and taken_by is null", new { id }, scope.Transaction);
        await privacy.RecordAsync(scope, by, "rota.shift.cancelled", Subject("shift", id), null, cancel);
    }, cancel);

    /// <summary>Whoever is on call has looked: <paramref name="open"/> conversations were to be done.</summary>
    /// <remarks>
    /// Counts for the check whose time is nearest, a missed one only where no other is due; where none is, it stands as one of its own.
    /// </remarks>
    /// <exception cref="RotaException">The shift does not go on, or they are not on it.</exception>
    public Task ConfirmAsync(long shift, long person, int open, CancellationToken cancel) => db.WriteAsync(async scope =>
    {
        var row = await OnItAsync(scope, shift, person);
        if (Now < row.FromAt || Now >= row.ToAt)
            throw new RotaException(RotaRefusal.NotOnCall, "The shift does not go on now; confirm while it does.");
        var due = await scope.Connection.ExecuteScalarAsync<long?>(
            "select id from rota_check where shift_id = @shift and done_at is null and due_at <= @soon order by abs(due_at - @Now), id limit 1",
            new { shift, Now, soon = Now + (long)ShiftCheck.Grace.TotalMilliseconds }, scope.Transaction);
        await scope.Connection.ExecuteAsync(
            due is null
                ? "insert into rota_check (shift_id, due_at, done_at, person_id, open) values (@shift, @Now, @Now, @person, @open)"
                : "update rota_check set done_at = @Now, person_id = @person, open = @open where id = @due",
            new { shift, Now, person, open = (long)Math.Max(0, open), due }, scope.Transaction);
    }, cancel);

    /// <summary>Writes what the next one has to know; nothing written takes it away.</summary>
    /// <exception cref="RotaException">They are not on the shift, or the text is too long.</exception>
    public Task WriteNoteAsync(long shift, long person, string text, CancellationToken cancel)
    {
        text = text.Trim();
        if (text.Length > LongestNote)
            throw new RotaException(
                RotaRefusal.TextTooLong, $"The note has {text.Length} characters; {LongestNote} are the most.");
        return db.WriteAsync(async scope =>
        {
            await OnItAsync(scope, shift, person);
            await scope.Connection.ExecuteAsync(
                "update rota_shift set note = @text, note_by = @person, note_at = @Now, by_hand = 1 where id = @shift",
                new { shift, person, text, Now }, scope.Transaction);
        }, cancel);
    }

    private static async Task AddChecksAsync(WriteScope scope, long shift, IEnumerable<DateTimeOffset> checks)
    {
        foreach (var due in checks)
            await scope.Connection.ExecuteAsync(
                "insert into rota_check (shift_id, due_at) values (@shift, @due)",
                new { shift, due = due.ToUnixTimeMilliseconds() }, scope.Transaction);
    }

    /// <summary>The shift, opened for writing, where this person is on it.</summary>
    private static async Task<ShiftRow> OnItAsync(WriteScope scope, long shift, long person)
    {
        var row = await scope.Connection.QuerySingleOrDefaultAsync<ShiftRow>(
            $"update rota_shift set note = note where id = @shift and cancelled = 0 returning {ShiftRow.Columns}",
            new { shift }, scope.Transaction) ?? throw Gone("shift", shift);
        return ShiftRow.Ids(row.People).Contains(person) ? row
            : throw new RotaException(RotaRefusal.NotOnCall, "Only who is on the shift does this; take it over first.");
    }

    /// <summary>By which calendar and clock the rota goes.</summary>
    private async Task<(BusinessCalendar? Calendar, DateTimeZone Zone)> HoursAsync(CancellationToken cancel)
    {
        var settings = await SettingsAsync(cancel);
        var calendar = settings.CalendarId is { } id
            ? (await roster.CalendarsAsync(cancel)).FirstOrDefault(c => c.Id == id)?.Calendar : null;
        return (calendar, calendar?.Zone
            ?? DateTimeZoneProviders.Tzdb.GetZoneOrNull((await roster.WorkspaceAsync(cancel))?.TimeZone ?? "") ?? DateTimeZone.Utc);
    }

    /// <summary>By whose clock times of the rota are meant, as IANA name.</summary>
    public async Task<string> ZoneAsync(CancellationToken cancel) => (await HoursAsync(cancel)).Zone.Id;

    private static void Check(string name, IReadOnlyList<long> people)
    {
        if (name.Length is 0 or > LongestName)
            throw new RotaException(RotaRefusal.NameMissing, $"A shift needs a name of 1 to {LongestName} characters.");
        if (people.Count is 0 or > MostPeople)
            throw new RotaException(RotaRefusal.NobodyOnIt, $"Put 1 to {MostPeople} people on it; the first one is told first.");
    }

    private static string Subject(string what, long id) => string.Create(CultureInfo.InvariantCulture, $"{what}:{id}");

    private static RotaException Gone(string what, long? id) =>
        new(RotaRefusal.NotFound, string.Create(CultureInfo.InvariantCulture, $"There is no {what} {id}; reload the page."));
}
