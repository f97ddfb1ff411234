using System.Globalization;
using System.Text;
using Dapper;

namespace Echolot.Teams;

public sealed partial class RotaDesk
{
    private static readonly TimeSpan FedBack = TimeSpan.FromDays(28);

    /// <summary>Makes the address at which somebody's calendar program reads their shifts; an older one ends.</summary>
    /// <returns>The secret of the address; it is stored nowhere.</returns>
    public async Task<string> MakeFeedAsync(long person, CancellationToken cancel)
    {
        var secret = Secrets.New();
        await db.WriteAsync(async scope =>
        {
            await scope.Connection.ExecuteAsync(
                """
                insert into rota_feed (person_id, fingerprint, made_at) values (@person, @fingerprint, @Now)
                on conflict (person_id) do update set fingerprint = excluded.fingerprint, made_at = excluded.made_at
                """, new { person, fingerprint = Secrets.Fingerprint(secret), Now }, scope.Transaction);
            await privacy.RecordAsync(scope, person, "rota.feed", Subject("person", person), null, cancel);
        }, cancel);
        return secret;
    }

    /// <summary>Ends the address.</summary>
    public Task RevokeFeedAsync(long person, CancellationToken cancel) => db.WriteAsync(async scope =>
    {
        await scope.Connection.ExecuteAsync("delete from rota_feed where person_id = @person", new { person }, scope.Transaction);
        await privacy.RecordAsync(scope, person, "rota.feed.ended", Subject("person", person), null, cancel);
    }, cancel);

    /// <summary>Since when there is such an address; null where there is none.</summary>
    public async Task<DateTimeOffset?> FeedSinceAsync(long person, CancellationToken cancel)
    {
        await using var read = await db.ReadAsync(cancel);
        return (await read.ExecuteScalarAsync<long?>(new CommandDefinition(
            "select made_at from rota_feed where person_id = @person", new { person }, cancellationToken: cancel))).At();
    }

    /// <summary>The shifts of whoever the address is for as iCalendar (RFC 5545); null where it has ended.</summary>
    public async Task<string?> FeedAsync(string secret, CancellationToken cancel)
    {
        long? person;
        await using (var read = await db.ReadAsync(cancel))
            person = await read.ExecuteScalarAsync<long?>(new CommandDefinition(
                "select person_id from rota_feed where fingerprint = @fingerprint",
                new { fingerprint = Secrets.Fingerprint(secret) }, cancellationToken: cancel));
        if (person is not { } id || await roster.FindAsync(id, cancel) is not { Active: true } known) return null;
        var now = clock.GetUtcNow();
        var names = (await roster.PeopleAsync(cancel)).ToDictionary(p => p.Id, p => p.Name);
        var shifts = await ShiftsAsync(now - FedBack, now.AddDays(7 * WeeksAhead + 7), cancel);
        return ShiftFeed.Write([.. shifts.Where(s => s.People.Contains(id))], id, names, known.Language == "de", now);
    }
}

/// <summary>Shifts as calendar programs read them (RFC 5545).</summary>
internal static class ShiftFeed
{
    public static string Write(
        IReadOnlyList<Shift> shifts, long person, IReadOnlyDictionary<long, string> names, bool german, DateTimeOffset now)
    {
        var text = new StringBuilder();
        Line("BEGIN:VCALENDAR");
        Line("VERSION:2.0");
        Line("PRODID:-//Echolot//Rota//EN");
        Line("CALSCALE:GREGORIAN");
        Line($"X-WR-CALNAME:{Safe(german ? "Bereitschaft" : "On call")}");
        foreach (var shift in shifts)
        {
            var place = shift.People.Index().First(p => p.Item == person).Index + 1;
            Line("BEGIN:VEVENT");
            Line(string.Create(CultureInfo.InvariantCulture, $"UID:shift-{shift.Id}-{person}@echolot"));
            Line($"DTSTAMP:{Moment(now)}");
            Line($"DTSTART:{Moment(shift.From)}");
            Line($"DTEND:{Moment(shift.To)}");
            Line($"SUMMARY:{Safe($"{shift.Name} ({place}.)")}");
            Line($"DESCRIPTION:{Safe(string.Join('\n', shift.People.Index().Select(p => $"{p.Index + 1}. {names.GetValueOrDefault(p.Item, "–")}")))}");
            Line("END:VEVENT");
        }
        Line("END:VCALENDAR");
        return text.ToString();

        // A line has at most 75 bytes; the next one goes on after a space (3.1).
        void Line(string line)
        {
            var bytes = 0;
            foreach (var rune in line.EnumerateRunes())
            {
                if (bytes + rune.Utf8SequenceLength > 75)
                {
                    text.Append("\r\n ");
                    bytes = 1;
                }
                text.Append(rune);
                bytes += rune.Utf8SequenceLength;
            }
            text.Append("\r\n");
        }
    }

    private static string Moment(DateTimeOffset at) =>
        at.UtcDateTime.ToString("yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture);

    private static string Safe(string text) => text.Replace("\\", "\\\\", StringComparison.Ordinal)
        .Replace(";", "\\;", StringComparison.Ordinal).Replace(",", "\\,", StringComparison.Ordinal)
        .ReplaceLineEndings("\\n");
}
