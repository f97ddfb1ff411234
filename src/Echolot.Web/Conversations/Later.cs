using System.Globalization;
using Echolot.Conversations;
using Echolot.Web.Components;
using Echolot.Web.Shell;
using NodaTime;

namespace Echolot.Web.Conversations;

/// <summary>When a reply is to leave and a conversation to come back, as a form says it.</summary>
internal static class Later
{
    /// <summary>The hour at which a working day begins for whoever writes at night.</summary>
    private const int Morning = 9;

    /// <summary>What the menu offers, in its order: the value of the form and its text.</summary>
    public static IReadOnlyList<(string Value, Phrase Name)> Offers { get; } =
    [
        ("hour", new("In einer Stunde", "In an hour")),
        ("tomorrow", new("Morgen um 9 Uhr", "Tomorrow at 9")),
        ("monday", new("Montag um 9 Uhr", "Monday at 9")),
    ];

    /// <summary>For how many hours a conversation is laid aside, in the order of the menu.</summary>
    public static IReadOnlyList<(int Hours, Phrase Name)> Snoozes { get; } =
    [
        (1, new("Eine Stunde zurückstellen", "Snooze for an hour")),
        (4, new("Vier Stunden zurückstellen", "Snooze for four hours")),
        (24, new("Bis morgen zurückstellen", "Snooze until tomorrow")),
        (168, new("Eine Woche zurückstellen", "Snooze for a week")),
    ];

    public static readonly Phrase UntilWhen = new("Bis wann zurückstellen?", "Snooze until when?");
    public static readonly Phrase UntilThen = new("Zurückstellen", "Snooze");
    public static readonly Phrase UntilOwn = new("Zurückstellen bis …", "Snooze until …");

    /// <summary>A moment by the clock of whoever looks, as fields for date and time want it.</summary>
    public static string Input(DateTimeOffset at, string? zone) =>
        Moments.Local(at, zone).ToString("yyyy-MM-ddTHH:mm", CultureInfo.InvariantCulture);

    /// <summary>Told when a reply waits for its time.</summary>
    public static readonly Phrase Set = new("Geht zur gewählten Zeit hinaus.", "Leaves at the time you chose.");

    /// <summary>Beside a reply that came back.</summary>
    public static readonly Phrase Meant = new("Erst am {0} senden", "Send on {0} only");

    /// <summary>Of a time that was chosen before and one from the menu the one from the menu, which comes last.</summary>
    public static string? Last(Microsoft.Extensions.Primitives.StringValues sent) => sent.LastOrDefault();

    /// <summary>The moment meant; null: at once, or no time to come.</summary>
    public static DateTimeOffset? Try(string? offer, string? written, DateTimeOffset now, string zone)
    {
        try
        {
            return Of(offer, written, now, zone);
        }
        catch (InboxException wrong) when (wrong.Why is InboxRefusal.TimeMissing)
        {
            return null;
        }
    }

    /// <summary>The moment meant; null: at once.</summary>
    /// <param name="offer">One of <see cref="Offers"/>, or <c>at</c> for <paramref name="written"/>.</param>
    /// <param name="written">Date and time by the clock of whoever writes, as browsers send them.</param>
    /// <param name="zone">Their time zone (tz database).</param>
    /// <exception cref="InboxException">Nothing is written that is a time to come.</exception>
    public static DateTimeOffset? Of(string? offer, string? written, DateTimeOffset now, string zone)
    {
        if (string.IsNullOrEmpty(offer)) return null;
        var today = LocalDate.FromDateTime(Moments.Local(now, zone));
        var at = offer switch
        {
            "hour" => now.AddHours(1),
            "tomorrow" => On(today.PlusDays(1)),
            "monday" => On(today.Next(IsoDayOfWeek.Monday)),
            _ when System.DateTime.TryParse(
                written, CultureInfo.InvariantCulture, DateTimeStyles.None, out var moment) =>
                Moments.At(moment, zone),
            _ => now,
        };
        return at > now
            ? at
            : throw new InboxException(InboxRefusal.TimeMissing, "Say when; it has to be later than now.");

        DateTimeOffset On(LocalDate day) => Moments.At(day.At(new LocalTime(Morning, 0)).ToDateTimeUnspecified(), zone);
    }
}
