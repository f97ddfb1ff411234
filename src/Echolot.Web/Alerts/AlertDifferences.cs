using System.Globalization;
using Echolot.Alerts;
using Echolot.Sources;
using Echolot.Teams;
using Echolot.Web.Components;
using Echolot.Web.Conversations;
using Echolot.Web.Monitors;
using Echolot.Web.Shell;

namespace Echolot.Web.Alerts;

/// <summary>What the numbers in the form of an alert are called: values and names, as the form lets them be chosen.</summary>
public sealed record AlertNames(
    IReadOnlyList<(string, string)> Monitors, IReadOnlyList<(string, string)> Sources, IReadOnlyList<(string, string)> Webhooks,
    IReadOnlyList<(string, string)> Escalation, IReadOnlyList<(string, string)> Recipients, IReadOnlyList<(string, string)> Owners)
{
    /// <summary>Business hours outside of which an alert may be quiet.</summary>
    public IReadOnlyList<(string, string)> Calendars { get; init; } = [("", DaysText.OutsideNone)];

    public static IReadOnlyList<(string, string)> CalendarsOf(IEnumerable<NamedCalendar> calendars) =>
        [("", DaysText.OutsideNone), .. calendars.Select(c => (Text(c.Id), c.Name))];

    public static AlertNames Of(
        IEnumerable<Echolot.Monitors.Monitor> monitors, IEnumerable<Source> sources, IEnumerable<Webhook> webhooks, IEnumerable<Person> people)
    {
        List<(string, string)> persons = [.. people.Select(p => (Text(p.Id), p.Name))];
        return new(
            [("", AlertsText.Every), .. monitors.Select(m => (Text(m.Id), m.Name))],
            [("", AlertsText.NoSource), .. sources.Select(s => (Text(s.Id), s.Name))],
            [.. webhooks.Select(w => (Text(w.Id), w.Name))],
            [("", AlertsText.EscalateNobody), (AlertRuleForm.OnDuty, AlertDutyText.InTurn), .. persons],
            [
                (AlertRuleForm.OnDuty, AlertDutyText.Recipient),
                .. Enum.GetValues<Role>().Select(r => (r.ToString(), RecipientsText.Everybody.With(RoleText.Of(r)))), .. persons,
            ],
            persons);
    }

    private static string Text(long id) => id.ToString(CultureInfo.InvariantCulture);
}

/// <summary>Where two states of the form of an alert differ.</summary>
internal static class AlertDifferences
{
    /// <param name="numbers">Numbers that a level stood for as well, as they are stored.</param>
    public static IReadOnlyList<(string Name, string Theirs, string Mine)> Of(
        AlertRuleForm theirs, AlertRuleForm mine, AlertNames names, bool numbers = false) =>
    [
        .. Said(theirs, names, numbers).Zip(Said(mine, names, numbers), (one, other) => (one.Name, Theirs: one.Text, Mine: other.Text))
            .Where(d => d.Theirs != d.Mine),
    ];

    // The numbers of a level are worked out anew, so only those of one's own count; what a kind does not use is not kept.
    private static IEnumerable<(string Name, string Text)> Said(AlertRuleForm form, AlertNames names, bool numbers)
    {
        var kind = Enum.TryParse<AlertKind>(form.Kind, out var known) ? known : AlertKind.EachMention;
        var own = numbers || form.Level == nameof(Sensitivity.Own);
        var compared = kind is AlertKind.Percent or AlertKind.Deviation;
        return
        [
            (AlertsText.Name, form.Name),
            (AlertsText.Kind, AlertsText.KindName(kind)),
            (AlertsText.Monitor, Named(form.Monitor, names.Monitors)),
            (AlertsText.Source, kind is AlertKind.Silence ? Named(form.Source, names.Sources) : ""),
            (AlertsText.DigestAt, kind is AlertKind.Digest ? form.Digest : ""),
            (DaysText.DigestOn, kind is AlertKind.Digest ? DaysText.Said(form.DigestOn) : ""),
            (AlertsText.Authors, kind is AlertKind.Authors ? Line(form.Authors) : ""),
            (AlertsText.Window, kind.IsJudged() ? form.Window : ""),
            (AlertsText.Baseline, compared ? Span(form.Baseline) : ""),
            (AlertsText.Level, !kind.IsJudged() ? "" : Enum.TryParse<Sensitivity>(form.Level, out var level) ? AlertsText.LevelName(level) : form.Level),
            (AlertsText.Count, kind is AlertKind.Threshold && own ? form.Count : ""),
            (AlertsText.Percent, kind is AlertKind.Percent && own ? form.Percent : ""),
            (AlertsText.Deviations, kind is AlertKind.Deviation or AlertKind.Seasonal && own ? form.Deviations : ""),
            (AlertsText.Share, kind is AlertKind.SentimentShare && own ? form.Share : ""),
            (AlertsText.Least, kind.IsJudged() && kind is not (AlertKind.Threshold or AlertKind.Silence) ? form.Least : ""),
            (AlertsText.Cooldown, form.Cooldown),
            (AlertsText.Channels, string.Join(", ", Enum.GetValues<DeliveryChannel>()
                .Where(c => form.Channels.Contains(c.ToString())).Select(c => AlertsText.ChannelName(c).ToString()))),
            (AlertsText.Webhooks, All(form.Webhooks, names.Webhooks)),
            (RecipientsText.Owner, Named(form.Owner, names.Owners)),
            (RecipientsText.Also, All(form.Also, names.Recipients)),
            (RecipientsText.Addresses, Line(form.Addresses)),
            (AlertsText.QuietFrom, form.QuietFrom),
            (AlertsText.QuietTo, form.QuietTo),
            (DaysText.QuietDays, DaysText.Said(form.QuietDays)),
            (DaysText.QuietOutside, Named(form.QuietOutside, names.Calendars)),
            (AlertsText.EscalateTo, kind.Fires() ? Named(form.EscalateTo, names.Escalation) : ""),
            (AlertsText.EscalateAfter, kind.Fires() && form.EscalateTo.Length > 0 ? form.EscalateAfter : ""),
            (CrisisText.OfAlert, kind.CanBeCrisis() ? CrisisName(form.Crisis) : ""),
            (AlertsText.Active, form.Active ? MonitorsText.Yes : MonitorsText.No),
        ];
    }

    private static string Named(string value, IReadOnlyList<(string Value, string Name)> names) =>
        names.FirstOrDefault(n => n.Value == value).Name ?? value;

    private static string All(IEnumerable<string> values, IReadOnlyList<(string, string)> names) =>
        string.Join(", ", values.Select(v => Named(v, names)).Distinct().Order(StringComparer.CurrentCulture));

    private static string Line(string text) =>
        string.Join(", ", text.Split(['\n', '\r'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries));

    private static string Span(string hours) =>
        int.TryParse(hours, NumberStyles.None, CultureInfo.InvariantCulture, out var length) && length <= 10_000
            ? Moments.Length(TimeSpan.FromHours(length)) : hours;

    private static string CrisisName(string level) =>
        int.TryParse(level, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number <= Echolot.Conversations.Inbox.HighestCrisis
            ? CrisisText.Name(number) : level;
}
