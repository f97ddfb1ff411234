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

    /// <summary>Title of a notification that tells mentions.</summary>
    public string Title(AlertRule rule, int count, string? monitor)
    {
        var of = rule.Name ?? monitor ?? AllMonitors;
        return (rule.Kind, count) switch
        {
            (AlertKind.EachMention, 1) => Say($"Neue Erwähnung: {of}", $"New mention: {of}"),
            (AlertKind.EachMention, _) =>
                Say($"{Number(count)} neue Erwähnungen: {of}", $"{Number(count)} new mentions: {of}"),
            (AlertKind.Authors, 1) => Say($"Beitrag von der Autorenliste: {of}", $"Post by a listed author: {of}"),
            (AlertKind.Authors, _) => Say(
                $"{Number(count)} Beiträge von der Autorenliste: {of}", $"{Number(count)} posts by listed authors: {of}"),
            (_, 1) => Say($"Übersicht: 1 Erwähnung – {of}", $"Digest: 1 mention – {of}"),
            _ => Say($"Übersicht: {Number(count)} Erwähnungen – {of}", $"Digest: {Number(count)} mentions – {of}"),
        };
    }

    // Of the many alerts of one person that told by one webhook.
    private const int MostNamed = 5;

    public string WebhookGoneTitle(string name) => Say($"Der Webhook „{name}“ wurde entfernt", $"The webhook “{name}” was removed");

    /// <param name="alerts">How many alerts of this person told by it.</param>
    /// <param name="names">Of those that have one.</param>
    /// <param name="nothingLeft">How many of them have no other way.</param>
    public string WebhookGoneWhy(int alerts, IReadOnlyList<string> names, int nothingLeft)
    {
        var more = names.Count > MostNamed ? Say($" und {Number(names.Count - MostNamed)} weitere", $" and {Number(names.Count - MostNamed)} more") : "";
        var named = names.Take(MostNamed);
        var which = names.Count == 0 ? "" : Say($": „{string.Join("“, „", named)}“", $": “{string.Join("”, “", named)}”") + more;
        var told = alerts == 1
            ? Say($"Ein Alarm von Ihnen meldet nicht mehr dorthin{which}.", $"One of your alerts tells it no more{which}.")
            : Say($"{Number(alerts)} Alarme von Ihnen melden nicht mehr dorthin{which}.", $"{Number(alerts)} of your alerts tell it no more{which}.");
        return told + (nothingLeft, alerts) switch
        {
            (0, _) => "",
            (_, 1) => Say(" Er hat jetzt keinen Weg mehr, auf dem er etwas meldet.", " It has no way left to tell anything."),
            (1, _) => Say(" Einer davon hat jetzt keinen Weg mehr, auf dem er etwas meldet.", " One of them has no way left to tell anything."),
            _ => Say(
                $" {Number(nothingLeft)} davon haben jetzt keinen Weg mehr, auf dem sie etwas melden.",
                $" {Number(nothingLeft)} of them have no way left to tell anything."),
        };
    }

    public string AssignedTitle(int count) => count == 1
        ? Say("Eine Erwähnung ist Ihnen zugewiesen", "A mention is assigned to you")
        : Say($"{Number(count)} Erwähnungen sind Ihnen zugewiesen", $"{Number(count)} mentions are assigned to you");

    public string AssignedWhy(string? by) => by is null
        ? Say("Eine Regel hat zugewiesen", "A rule assigned it")
        : Say($"{by} hat zugewiesen", $"{by} assigned it");

    public string HandedTitle(int count) => count == 1
        ? Say("Ein Gespräch ist Ihnen zugewiesen", "A conversation is assigned to you")
        : Say($"{Number(count)} Gespräche sind Ihnen zugewiesen", $"{Number(count)} conversations are assigned to you");

    public string HandedWhy(string? by) => by is null
        ? Say("Die Verteilung oder ein Ablauf hat zugewiesen", "Routing or a workflow assigned it")
        : Say($"{by} hat zugewiesen", $"{by} assigned it");

    public string CalledTitle(string? by) => by is null
        ? Say("Eine Notiz ruft Sie", "A note calls you")
        : Say($"{by} ruft Sie in einer Notiz", $"{by} calls you in a note");

    public string CallTitle(string workflow) => Say($"Ablauf: {workflow}", $"Workflow: {workflow}");

    public string CallBody(long conversation) => Say($"Gespräch {conversation} im Postfach ansehen", $"Look at conversation {conversation} in the inbox");

    public string CallWhy => Say("Ein Ablauf ruft diesen Webhook", "A workflow calls this webhook");

    public string AskedTitle(string workflow) => Say($"Bitte ansehen: {workflow}", $"Please look: {workflow}");

    public string RunOutTitle(int count) => count == 1
        ? Say("Eine Antwort ist bald fällig", "An answer is due soon")
        : Say($"{count} Antworten sind bald fällig", $"{count} answers are due soon");

    public string RunOutWhy => Say("Die Vorwarnung eines Antwortziels ist erreicht", "The warning time of a response target has come");

    public string ExpiresTitle(string answer, DateOnly until) => Say(
        $"Die Antwort „{answer}“ gilt nur noch bis {until.ToString("d", _culture)}",
        $"The answer “{answer}” holds until {until.ToString("d", _culture)} only");

    public string ExpiresWhy(bool owned) => owned
        ? Say("Sie gehört Ihnen und ist vorher zu prüfen", "It is yours and to be reviewed before")
        : Say("Sie haben sie zuletzt geändert; sie ist vorher zu prüfen", "You changed it last; it is to be reviewed before");

    public string UnsentTitle(bool undecided) => undecided
        ? Say("Unklar, ob eine Antwort angekommen ist", "Unclear whether a reply arrived")
        : Say("Eine Antwort ging nicht hinaus", "A reply did not go out");

    public string UnsentWhy => Say(
        "Sie haben sie geschrieben, oder Sie vertreten, wer es tat", "You wrote it, or stand in for whoever did");

    public string AskedWhy => Say("Ein Ablauf im Postfach meldet sich bei Ihnen", "A workflow of the inbox tells you");

    public string CalledWhy => Say("Eine Notiz nennt Ihren Namen", "A note names you");

    public string ApprovalTitle(string? by) => by is null
        ? Say("Eine Antwort wartet auf Ihre Freigabe", "An answer waits for your approval")
        : Say($"{by} bittet um Freigabe einer Antwort", $"{by} asks you to approve an answer");

    public string ApprovalWhy => Say("Eine Freigaberegel nennt Sie", "An approval rule names you");

    public string DecidedTitle(string? by) => by is null
        ? Say("Über Ihre Antwort wurde entschieden", "Your answer has been decided about")
        : Say($"{by} hat über Ihre Antwort entschieden", $"{by} has decided about your answer");

    public string StuckTitle => Say("Eine Antwort kann gerade niemand freigeben", "Nobody can approve a reply as things stand");

    public string StuckWhy => Say(
        "Wer freigeben dürfte, sieht das Gespräch nicht oder ist nicht mehr da; Sie haben die Antwort geschrieben",
        "Whoever might approve does not see the conversation or has left; you wrote the reply");

    public string StuckHelp => Say(
        "Wer freigeben dürfte, sieht das Gespräch nicht, hat die Antwort selbst geschrieben oder ist nicht mehr da; Sie können jemandem Einblick geben",
        "Whoever might approve does not see the conversation, wrote the reply or has left; you can let somebody see it");

    public string DecidedWhy => Say("Sie haben die Antwort geschrieben", "You wrote the answer");

    public string EnquiryTitle(Conversations.EnquiryStepKind kind) => kind switch
    {
        Conversations.EnquiryStepKind.Answered => Say("Antwort von außen zu einem Vorfall", "Answer from outside about an incident"),
        Conversations.EnquiryStepKind.DateCame => Say(
            "Heute sollte ein Vorfall behoben sein", "An incident was to be fixed today"),
        _ => Say("Antwort zu einem Vorfall ist überfällig", "An answer about an incident is overdue"),
    };

    public string EnquiryWhy => Say("Sie haben gefragt oder vertreten, wer gefragt hat", "You asked, or stand in for whoever asked");

    /// <summary>Title of a notification of a firing.</summary>
    public string Title(AlertRule rule, Firing firing, string? subject)
    {
        var of = rule.Name ?? subject ?? AllMonitors;
        var r = firing.Measurement;
        var count = Mentions(r.Total);
        return firing.Kind switch
        {
            AlertKind.Threshold => Say(
                $"Schwelle erreicht: {Number(r.Total)} Erwähnungen – {of}",
                $"Threshold reached: {Number(r.Total)} mentions – {of}"),
            AlertKind.SentimentShare => Say(
                $"{of}: {Round(r.Observed)} % negativ von {Number(r.Total)} Erwähnungen",
                $"{of}: {Round(r.Observed)}% negative of {Number(r.Total)} mentions"),
            AlertKind.Silence => Say(
                $"{of}: seit {Span(firing.To - firing.From)} nichts", $"{of}: nothing for {Span(firing.To - firing.From)}"),
            AlertKind.Authors => Title(rule, (int)r.Total, subject),
            // Below one in the window a multiple says more about the window than about the event.
            _ when r.Expected < 1 => Say($"{of}: {count}, üblich sind kaum welche", $"{of}: {count}, hardly any are usual"),
            _ => Say(
                $"{of}: {Times(r.Observed / r.Expected)} × üblich – {count}",
                $"{of}: {Times(r.Observed / r.Expected)}× the usual – {count}"),
        };
    }

    /// <summary>The same for the person who is told because nobody acknowledged.</summary>
    public string Escalated(string title) => Say($"Unbestätigt: {title}", $"Not acknowledged: {title}");

    public string Body(DateTimeOffset from, DateTimeOffset to, DateTimeZone zone)
    {
        var (first, last) = (Moment(from, zone), Moment(to, zone));
        return first == last
            ? Say($"Veröffentlicht am {last} Uhr.", $"Published on {last}.")
            : Say($"Veröffentlicht zwischen {first} und {last} Uhr.", $"Published between {first} and {last}.");
    }

    public string Body(Firing firing, DateTimeZone zone) => Say(
        $"Zeitfenster {Moment(firing.From, zone)} bis {Moment(firing.To, zone)} Uhr.",
        $"Window {Moment(firing.From, zone)} to {Moment(firing.To, zone)}.");

    public string Why(AlertRule rule, int count, string? monitor)
    {
        var of = monitor is null
            ? Say("aller Monitore", "of all monitors")
            : Say($"von „{monitor}“", $"of “{monitor}”");
        return rule.Kind switch
        {
            AlertKind.Digest => Say(
                $"Übersicht {of}{On(rule)} um {Times(rule)} Uhr, {Number(count)} seit der letzten",
                $"Digest {of}{On(rule)} at {Times(rule)}, {Number(count)} since the last one"),
            AlertKind.Authors => Say(
                $"Autorenliste mit {Number(rule.Authors.Count)} Namen, Erwähnungen {of}",
                $"List of {Number(rule.Authors.Count)} authors, mentions {of}"),
            _ when count == 1 => Say($"Jede Erwähnung {of}", $"Each mention {of}"),
            _ => Say($"Jede Erwähnung {of}, {Number(count)} zusammengefasst",
                $"Each mention {of}, {Number(count)} told together"),
        };
    }

    /// <summary>What was seen, what is usual, and up to where it would have stayed silent.</summary>
    public string Why(AlertRule rule, Firing firing)
    {
        var r = firing.Measurement;
        var window = Span(firing.To - firing.From);
        var usual = Say(
            $"erwartet {Round(r.Expected)} ± {Round(r.Spread)}", $"expected {Round(r.Expected)} ± {Round(r.Spread)}");
        return firing.Kind switch
        {
            AlertKind.Threshold => Say(
                $"{Mentions(r.Total)} in {window}, Schwelle {Number((long)r.Bound + 1)}; {usual}",
                $"{Mentions(r.Total)} in {window}, threshold {Number((long)r.Bound + 1)}; {usual}"),
            AlertKind.SentimentShare => Say(
                $"{Round(r.Observed)} % von {Mentions(r.Total)} in {window} negativ, Grenze {Round(r.Bound)} %; {usual} %",
                $"{Round(r.Observed)}% of {Mentions(r.Total)} in {window} negative, limit {Round(r.Bound)}%; {usual}%"),
            AlertKind.Silence => Say(
                $"In {window} kam nichts; {usual}", $"Nothing came in {window}; {usual}"),
            AlertKind.Authors => Why(rule, (int)r.Total, null),
            AlertKind.Deviation => Say(
                $"{Round(r.Observed)} in der Stunde, {usual}, still bis {Round(r.Bound)}",
                $"{Round(r.Observed)} an hour, {usual}, silent up to {Round(r.Bound)}"),
            _ => Say(
                $"{Mentions(r.Total)} in {window}, {usual}, still bis {Round(r.Bound)}",
                $"{Mentions(r.Total)} in {window}, {usual}, silent up to {Round(r.Bound)}"),
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
        "Sie erhalten diese Nachricht wegen eines Alarms in Echolot. Alarme ändern:",
        "You receive this because of an alert in Echolot. Change alerts:");

    public string Because => Say("Warum", "Why");

    public string Moment(DateTimeOffset at, DateTimeZone zone)
    {
        var local = Instant.FromDateTimeOffset(at).InZone(zone).LocalDateTime;
        return local.ToString(Say("dd.MM.yyyy, HH:mm", "d MMM yyyy, HH:mm"), _culture);
    }

    public string Day(DateOnly day) => day.ToString(Say("dd.MM.yyyy", "d MMM yyyy"), _culture);

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

    private static string Times(AlertRule rule) =>
        string.Join(", ", rule.DigestAt.Order().Select(Stored.Text));

    private string On(AlertRule rule) => rule.DigestOn.Count == 0 ? "" : $", {Weekdays.Said(rule.DigestOn, _culture)}";

    private string Mentions(long count) => count == 1
        ? Say("1 Erwähnung", "1 mention") : Say($"{Number(count)} Erwähnungen", $"{Number(count)} mentions");

    private string Times(double factor) => factor.ToString(factor < 10 ? "0.0" : "N0", _culture);

    private string Round(double value) => value.ToString(Math.Abs(value) < 10 ? "0.#" : "N0", _culture);

    private string Number(long count) => count.ToString("N0", _culture);

    internal string Say(string german, string english) => _german ? german : english;
}
