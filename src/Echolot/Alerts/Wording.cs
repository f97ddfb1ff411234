using System.Globalization;
using NodaTime;

namespace Echolot.Alerts;

/// <summary>
/// Texts of notifications in the person's language. They name monitors, counts and times, never what was written.
/// </summary>
internal sealed class Wording
{
    private readonly bool _german;
    private readonly CultureInfo _culture;

    private Wording(bool german) =>
        (_german, _culture) = (german, CultureInfo.GetCultureInfo(german ? "de-DE" : "en-GB"));

    public static Wording In(string language) => new(language == "de");

    public string AllMonitors => Say("alle Monitore", "all monitors");

    public string Title(NotifyWhen when, int count, string monitor) => (when, count) switch
    {
        (NotifyWhen.EachMention, 1) => Say($"Neue Erwähnung: {monitor}", $"New mention: {monitor}"),
        (NotifyWhen.EachMention, _) =>
            Say($"{Number(count)} neue Erwähnungen: {monitor}", $"{Number(count)} new mentions: {monitor}"),
        (NotifyWhen.Threshold, _) => Say(
            $"Schwelle erreicht: {Number(count)} Erwähnungen – {monitor}",
            $"Threshold reached: {Number(count)} mentions – {monitor}"),
        (_, 1) => Say($"Übersicht: 1 Erwähnung – {monitor}", $"Digest: 1 mention – {monitor}"),
        _ => Say(
            $"Übersicht: {Number(count)} Erwähnungen – {monitor}", $"Digest: {Number(count)} mentions – {monitor}"),
    };

    public string Body(Firing firing, DateTimeZone zone)
    {
        var (first, last) = (Moment(firing.First, zone), Moment(firing.Last, zone));
        return first == last
            ? Say($"Veröffentlicht am {last} Uhr.", $"Published on {last}.")
            : Say($"Veröffentlicht zwischen {first} und {last} Uhr.", $"Published between {first} and {last}.");
    }

    public string Why(Subscription subscription, int count, string? monitor)
    {
        var of = monitor is null
            ? Say("aller Monitore", "of all monitors")
            : Say($"von „{monitor}“", $"of “{monitor}”");
        return subscription.When switch
        {
            NotifyWhen.Threshold => Say(
                $"{Number(count)} Erwähnungen {of} in {Span(subscription.ThresholdWindow)}, Schwelle "
                + $"{Number(subscription.ThresholdCount)}",
                $"{Number(count)} mentions {of} in {Span(subscription.ThresholdWindow)}, threshold "
                + $"{Number(subscription.ThresholdCount)}"),
            NotifyWhen.Digest => Say(
                $"Übersicht {of} um {Times(subscription)} Uhr, {Number(count)} seit der letzten",
                $"Digest {of} at {Times(subscription)}, {Number(count)} since the last one"),
            _ when count == 1 => Say($"Jede Erwähnung {of}", $"Each mention {of}"),
            _ => Say($"Jede Erwähnung {of}, {Number(count)} zusammengefasst",
                $"Each mention {of}, {Number(count)} told together"),
        };
    }

    public string Summary(int notifications) =>
        Say($"{Number(notifications)} Benachrichtigungen zusammengefasst",
            $"{Number(notifications)} notifications in one");

    public string TestTitle => Say("Testbenachrichtigung", "Test notification");

    public string TestBody => Say(
        "Wenn Sie das lesen, kommen Benachrichtigungen auf diesem Weg an.",
        "If you can read this, notifications arrive this way.");

    public string TestWhy => Say("Jemand hat den Testknopf gedrückt.", "Somebody pressed the test button.");

    public string Open => Say("In Echolot öffnen", "Open in Echolot");

    public string OpenPost => Say("Zum Beitrag", "Go to the post");

    public string More(int count) => Say($"und {Number(count)} weitere", $"and {Number(count)} more");

    public string Settings => Say(
        "Sie erhalten diese Nachricht wegen eines Abonnements in Echolot. Abonnements ändern:",
        "You receive this because of a subscription in Echolot. Change subscriptions:");

    public string Because => Say("Warum", "Why");

    public string Moment(DateTimeOffset at, DateTimeZone zone)
    {
        var local = Instant.FromDateTimeOffset(at).InZone(zone).LocalDateTime;
        return local.ToString(Say("dd.MM.yyyy, HH:mm", "d MMM yyyy, HH:mm"), _culture);
    }

    private string Span(TimeSpan span) => span switch
    {
        { TotalDays: >= 1 } when span.Ticks % TimeSpan.TicksPerDay == 0 =>
            Amount(span.Days, "Tag", "Tagen", "day", "days"),
        { TotalHours: >= 1 } when span.Ticks % TimeSpan.TicksPerHour == 0 =>
            Amount((int)span.TotalHours, "Stunde", "Stunden", "hour", "hours"),
        _ => Amount((int)Math.Round(span.TotalMinutes), "Minute", "Minuten", "minute", "minutes"),
    };

    private string Amount(int count, string einzahl, string mehrzahl, string one, string many) =>
        $"{Number(count)} {Say(count == 1 ? einzahl : mehrzahl, count == 1 ? one : many)}";

    private static string Times(Subscription subscription) =>
        string.Join(", ", subscription.DigestAt.Order().Select(Stored.Text));

    private string Number(int count) => count.ToString("N0", _culture);

    internal string Say(string german, string english) => _german ? german : english;
}
