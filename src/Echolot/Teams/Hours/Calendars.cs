using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json;
using Dapper;
using Echolot.Privacy;
using NodaTime;
using NodaTime.Text;

namespace Echolot.Teams;

/// <summary>A business calendar with a name.</summary>
/// <param name="Version">Every change makes a new one; clocks that ran by an older one keep it.</param>
public sealed record NamedCalendar(long Id, string Name, long Version, BusinessCalendar Calendar);

public sealed partial class Roster
{
    private const int LongestCalendarName = 80;

    // A version never changes, so what was read once stays right.
    private readonly ConcurrentDictionary<long, BusinessCalendar> _calendars = [];

    /// <summary>Every calendar by name, each in its newest version.</summary>
    public async Task<IReadOnlyList<NamedCalendar>> CalendarsAsync(CancellationToken cancel)
    {
        await using var read = await db.ReadAsync(cancel);
        var rows = await read.QueryAsync<CalendarRow>(new CommandDefinition(
            """
            select c.id, c.name, v.id as version, v.body from calendar c
            join calendar_version v on v.id = (select max(id) from calendar_version where calendar_id = c.id)
            order by lower(c.name), c.id
            """, cancellationToken: cancel));
        return [.. rows.Select(r => new NamedCalendar(r.Id, r.Name, r.Version, StoredCalendar.Read(r.Body)))];
    }

    /// <summary>A calendar as it is stored.</summary>
    public static BusinessCalendar CalendarOf(string body) => StoredCalendar.Read(body);

    /// <summary>The calendar of a version, however old.</summary>
    /// <param name="version">Null: open day and night.</param>
    public async Task<BusinessCalendar> CalendarAsync(long? version, CancellationToken cancel)
    {
        if (version is not { } id) return BusinessCalendar.Always;
        if (_calendars.TryGetValue(id, out var known)) return known;
        await using var read = await db.ReadAsync(cancel);
        var body = await read.ExecuteScalarAsync<string>(new CommandDefinition(
            "select body from calendar_version where id = @id", new { id }, cancellationToken: cancel));
        return body is null ? BusinessCalendar.Always : _calendars[id] = StoredCalendar.Read(body);
    }

    /// <summary>Adds a calendar, or makes a new version of one.</summary>
    /// <exception cref="RosterException">The name is empty, or the calendar is gone.</exception>
    public Task<NamedCalendar> SaveCalendarAsync(
        long? id, string name, BusinessCalendar calendar, long? by, CancellationToken cancel)
    {
        name = name.Trim();
        if (name.Length is 0 or > LongestCalendarName)
            throw new RosterException(
                RosterRefusal.NameMissing, $"A calendar needs a name of 1 to {LongestCalendarName} characters.");
        return db.WriteAsync(async scope =>
        {
            var now = clock.GetUtcNow().ToUnixTimeMilliseconds();
            var saved = await scope.Connection.ExecuteScalarAsync<long?>(id is null
                ? "insert into calendar (name, changed_at) values (@name, @now) returning id"
                : "update calendar set name = @name, changed_at = @now where id = @id returning id",
                new { id, name, now }, scope.Transaction)
                ?? throw new RosterException(RosterRefusal.NotFound, $"There is no calendar {id}; reload the list.");
            var version = await scope.Connection.ExecuteScalarAsync<long>(
                """
                insert into calendar_version (calendar_id, body, made_at, made_by) values (@saved, @body, @now, @by)
                returning id
                """, new { saved, body = StoredCalendar.Write(calendar), now, by }, scope.Transaction);
            await privacy.RecordAsync(
                scope, by, "calendar.changed", string.Create(CultureInfo.InvariantCulture, $"calendar:{saved}"), null,
                cancel);
            return new NamedCalendar(saved, name, version, calendar);
        }, cancel);
    }

    private sealed record CalendarRow
    {
        public long Id { get; init; }
        public string Name { get; init; } = "";
        public long Version { get; init; }
        public string Body { get; init; } = "";
    }
}

/// <summary>A calendar as it is stored: JSON with wall-clock minutes and ISO dates.</summary>
internal static class StoredCalendar
{
    private sealed record Shape(
        string Zone, Dictionary<string, int[][]> Week, string? Region, bool PartlyToo, List<Day> Special);

    private sealed record Day(string On, int[][] Openings, string Note);

    public static string Write(BusinessCalendar calendar) => JsonSerializer.Serialize(
        new Shape(
            calendar.Zone.Id, calendar.Week.ToDictionary(d => d.Key.ToString(), d => Minutes(d.Value)), calendar.Region,
            calendar.PartlyToo,
            [.. calendar.Special.Select(d => new Day(LocalDatePattern.Iso.Format(d.Day), Minutes(d.Openings), d.Note))]),
        JsonSerializerOptions.Web);

    public static BusinessCalendar Read(string json)
    {
        var shape = JsonSerializer.Deserialize<Shape>(json, JsonSerializerOptions.Web)!;
        return BusinessCalendar.Of(
            DateTimeZoneProviders.Tzdb[shape.Zone],
            shape.Week.ToDictionary(d => Enum.Parse<IsoDayOfWeek>(d.Key), d => Openings(d.Value)), shape.Region,
            shape.PartlyToo,
            shape.Special.Select(d => new SpecialDay(LocalDatePattern.Iso.Parse(d.On).Value, Openings(d.Openings), d.Note)));
    }

    private static int[][] Minutes(IReadOnlyList<Opening> openings) => [.. openings.Select(o => new[] { o.From, o.To })];

    private static IReadOnlyList<Opening> Openings(int[][] minutes) => [.. minutes.Select(m => new Opening(m[0], m[1]))];
}

/// <summary>A version of a calendar as it is stored. Names who made it.</summary>
[Personal("calendar_version")]
internal sealed record CalendarVersionRow(long Id, long CalendarId, string Body, long MadeAt, long? MadeBy);

[NotPersonal("calendar")]
internal sealed record CalendarNameRow(long Id, string Name, long ChangedAt);
