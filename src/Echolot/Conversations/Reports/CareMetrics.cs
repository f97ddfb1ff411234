using System.Text.Json;
using Echolot.Sources;

namespace Echolot.Conversations;

/// <summary>How a figure is told.</summary>
public enum MetricUnit { Number, Share, Time, Score }

/// <summary>What is told of a clock.</summary>
public enum ClockFigure { Met, Missed, Dropped, MetShare, Median, P90 }

/// <summary>A figure of the care desk: one name, one way to count it, wherever it is shown.</summary>
/// <param name="Key">Name in addresses, exports and the API.</param>
/// <param name="Formula">How it is made, in words.</param>
/// <param name="Counts">What is counted.</param>
/// <param name="Leaves">What is not.</param>
/// <param name="Clock">What it measures; null: no clock.</param>
/// <param name="Opinion">What it tells of satisfaction; null: nothing.</param>
public sealed record CareMetric(
    string Key, LocalText Name, LocalText Formula, LocalText Counts, LocalText Leaves, MetricUnit Unit,
    CareCount? Count = null, ClockKind? Clock = null, ClockFigure? Figure = null, OpinionFigure? Opinion = null)
{
    /// <summary>Whether there are rows behind it.</summary>
    public bool HasLines => Count is not null || Clock is not null || Opinion is not null;

    /// <summary>Its value; null where there is nothing to tell it from. Times in seconds.</summary>
    public double? Of(CareTally tally) => this switch
    {
        { Count: { } count } => tally[count],
        { Opinion: { } told } => tally.Opinions.Of(told),
        { Clock: { } kind } => Figure switch
        {
            ClockFigure.Met => tally[kind].Met,
            ClockFigure.Missed => tally[kind].Missed,
            ClockFigure.Dropped => tally[kind].Dropped,
            ClockFigure.MetShare => tally[kind].MetShare,
            ClockFigure.Median => tally[kind].Median?.TotalSeconds,
            _ => tally[kind].P90?.TotalSeconds,
        },
        _ => null,
    };

    internal IReadOnlyList<ClockOutcome> Outcomes => Figure switch
    {
        ClockFigure.Met => [ClockOutcome.Met],
        ClockFigure.Missed => [ClockOutcome.Missed],
        ClockFigure.Dropped => [ClockOutcome.Dropped],
        _ => [ClockOutcome.Met, ClockOutcome.Missed],
    };

    /// <summary>Condition on steps <c>f</c>; the same as <see cref="DayPack.Meanings"/> says.</summary>
    internal string StepCondition => Count switch
    {
        CareCount.Opened => Is(CareStep.Opened),
        CareCount.Answers => Is(CareStep.Answered),
        CareCount.FirstAnswers => $"{Is(CareStep.Answered)} and f.number = 1",
        CareCount.BotAnswers => Is(CareStep.BotAnswered),
        CareCount.Closed => Is(CareStep.Closed),
        CareCount.Ignored => Is(CareStep.Ignored),
        CareCount.Reopened => Is(CareStep.Reopened),
        CareCount.WithoutAnswer => $"{Is(CareStep.Closed)} and f.lasts = 1 and f.number = 0",
        _ => $"{Is(CareStep.Closed)} and f.lasts = 1 and f.number = 1",
    };

    private static string Is(CareStep kind) => $"f.kind = {(int)kind}";
}

/// <summary>Every figure of the care desk with its definition.</summary>
public static class CareMetrics
{
    /// <summary>By which clock all of them count.</summary>
    public static readonly LocalText Clock = new(
        "Tage gehen nach der Zeitzone des Arbeitsbereichs. Zeiten von Fristen zählen nur, solange die Geschäftszeiten des Ziels geöffnet sind, ohne Pausen; genannt werden sie auf Sekunden (unter einer Stunde), Minuten (unter sieben Tagen), sonst Stunden abgerundet.",
        "Days go by the workspace's time zone. Times of clocks count only while the business hours of the target are open, without pauses; they are told in whole seconds (below an hour), whole minutes (below seven days), else whole hours, rounded down.");

    /// <summary>Where parts of it are counted.</summary>
    public static readonly LocalText Parts = new(
        "Abteilung und Priorität sind die, die das Gespräch in diesem Moment hatte; bei „Eröffnet“ die, die es jetzt hat. Wer zusammengeführt wurde, zählt nur im anderen Gespräch.",
        "Department and priority are those that the conversation had at that moment; for “opened” those that it has now. What was merged counts in the other conversation only.");

    private static readonly LocalText Nothing = new("–", "–");

    public static IReadOnlyList<CareMetric> All { get; } =
    [
        Number(CareCount.Opened, new("Eröffnet", "Opened"),
            new("Gespräche, die in der Zeit begonnen haben", "Conversations that began in the time"),
            new("Jedes Gespräch einmal, in dem Moment, in dem das erste Wort gesagt wurde", "Each conversation once, at the moment of its first word"),
            new("Zusammengeführte; wieder geöffnete stehen unter „Wieder geöffnet“", "Merged ones; those opened again stand under “reopened”")),
        Number(CareCount.Closed, new("Erledigt", "Closed"),
            new("Übergänge nach „Erledigt“", "Changes to “done”"),
            new("Jedes Erledigen; wer wieder aufging und noch einmal erledigt wurde, zählt zweimal", "Each closing; what was opened again and closed again counts twice"),
            new("Ignorierte; ein Wechsel zwischen „Ignoriert“ und „Erledigt“", "Ignored ones; a change between “ignored” and “done”")),
        Number(CareCount.Reopened, new("Wieder geöffnet", "Reopened"),
            new("Übergänge von „Erledigt“ oder „Ignoriert“ zu einem offenen Zustand", "Changes from “done” or “ignored” to an open state"),
            new("Jedes Mal, ob durch ein Wort des Kunden oder von Hand", "Each time, by the customer's word or by hand"), Nothing),
        Number(CareCount.Ignored, new("Ignoriert", "Ignored"),
            new("Übergänge nach „Ignoriert“", "Changes to “ignored”"),
            new("Jedes Mal, wenn ein offenes Gespräch ignoriert wird", "Each time an open conversation is ignored"), Nothing),
        new("backlog", new("Rückstand", "Backlog"),
            new("Gespräche, die nicht vorbei sind; früher: heutiger Rückstand − eröffnet − wieder geöffnet + erledigt + ignoriert seitdem",
                "Conversations that are not over; earlier: today's backlog − opened − reopened + closed + ignored since"),
            new("Neu, offen, wartend und zurückgestellt", "New, open, waiting and snoozed"),
            new("Erledigte, ignorierte und zusammengeführte", "Done, ignored and merged ones"), MetricUnit.Number),
        Number(CareCount.FirstAnswers, new("Beantwortet", "Answered"),
            new("Gespräche, die in der Zeit ihre erste Antwort eines Menschen bekamen", "Conversations that got their first answer of a person in the time"),
            new("Jedes Gespräch einmal, mit seiner ersten Antwort, die hinausging", "Each conversation once, with its first answer that went out"),
            new("Antworten eines Bots oder einer automatischen Antwort, Notizen, nicht gesendete Antworten", "Answers of a bot or an automatic reply, notes, replies that were not sent")),
        Number(CareCount.Answers, new("Antworten", "Answers"),
            new("Antworten von Menschen, die hinausgingen", "Answers of people that went out"),
            new("Jede öffentliche und private Antwort, auch im Netzwerk selbst geschriebene", "Each public and private answer, also those written on the network itself"),
            new("Antworten eines Bots, Notizen, nicht gesendete Antworten", "Answers of a bot, notes, replies that were not sent")),
        Number(CareCount.BotAnswers, new("Antworten von Bots", "Answers of bots"),
            new("Antworten eines Bots oder einer automatischen Antwort", "Answers of a bot or an automatic reply"),
            new("Jede, die hinausging; sie hält keine Frist an", "Each that went out; it stops no clock"), Nothing),
        Number(CareCount.WithoutAnswer, new("Ohne Antwort erledigt", "Handled without answer"),
            new("Erledigt, ohne dass ein Mensch geantwortet hat, und seitdem zu", "Closed without an answer of a person, and closed since"),
            new("Das letzte Erledigen eines Gesprächs", "The last closing of a conversation"),
            new("Wer danach wieder aufging; ignorierte", "What was opened again; ignored ones")),
        Number(CareCount.OneTouch, new("Mit einer Antwort gelöst", "One-touch"),
            new("Erledigt nach genau einer Antwort eines Menschen, und seitdem zu", "Closed after exactly one answer of a person, and closed since"),
            new("Das letzte Erledigen eines Gesprächs", "The last closing of a conversation"),
            new("Wer danach wieder aufging", "What was opened again")),
        .. Enum.GetValues<ClockKind>().SelectMany(OfClock),
        .. OpinionMetrics.All,
    ];

    /// <summary>The metric of a key; null where there is none.</summary>
    public static CareMetric? Find(string? key) => All.FirstOrDefault(m => m.Key == key);

    public static CareMetric Of(CareCount count) => All.First(m => m.Count == count);

    public static CareMetric Of(ClockKind kind, ClockFigure figure) => All.First(m => m.Clock == kind && m.Figure == figure);

    private static CareMetric Number(CareCount count, LocalText name, LocalText formula, LocalText counts, LocalText leaves) =>
        new(Word(count), name, formula, counts, leaves, MetricUnit.Number, count);

    private static IEnumerable<CareMetric> OfClock(ClockKind kind)
    {
        var (name, what) = kind switch
        {
            ClockKind.FirstResponse => (new LocalText("Erste Antwort", "First response"), new LocalText(
                "Vom ersten Wort des Kunden bis zur ersten Antwort eines Menschen", "From the customer's first word to the first answer of a person")),
            ClockKind.NextResponse => (new LocalText("Nächste Antwort", "Next response"), new LocalText(
                "Vom ersten Wort nach unserer letzten Antwort bis zur nächsten", "From the first word after our last answer to the next one")),
            ClockKind.Update => (new LocalText("Zwischenstand", "Update"), new LocalText(
                "Von unserer letzten Antwort bis zur nächsten, solange nicht der Kunde am Zug ist", "From our last answer to the next one while it is not the customer's turn")),
            _ => (new LocalText("Lösung", "Resolution"), new LocalText(
                "Vom Beginn bis „Erledigt“; wer wieder aufgeht, zählt erst mit dem letzten Erledigen", "From the beginning until “done”; what is opened again counts with its last closing only")),
        };
        LocalText dropped = new(
            "Fristen ohne Ergebnis: ignoriert, zusammengeführt, ohne Antwort erledigt, Ziel weggefallen; laufende Fristen",
            "Clocks without a result: ignored, merged, closed without an answer, no target any more; clocks that run");
        yield return Figure(ClockFigure.MetShare, new("eingehalten (%)", "met (%)"), new(
            "Eingehaltene ÷ (eingehaltene + verfehlte)", "Met ÷ (met + missed)"), dropped, MetricUnit.Share);
        yield return Figure(ClockFigure.Met, new("eingehalten", "met"), new(
            "Fristen, die in der Zeit und innerhalb ihres Ziels endeten", "Clocks that ended in the time and within their target"), dropped);
        yield return Figure(ClockFigure.Missed, new("verfehlt", "missed"), new(
            "Fristen, die in der Zeit und nach ihrem Ziel endeten", "Clocks that ended in the time and after their target"), dropped);
        yield return Figure(ClockFigure.Dropped, new("entfallen", "dropped"), new(
            "Fristen, die in der Zeit ohne Ergebnis endeten", "Clocks that ended in the time without a result"), Nothing);
        yield return Figure(ClockFigure.Median, new("Median", "median"), new(
            "Die Zeit, die von der Hälfte der eingehaltenen und verfehlten Fristen nicht überschritten wurde (nächster Rang)",
            "The time that half of the met and missed clocks did not exceed (nearest rank)"), dropped, MetricUnit.Time);
        yield return Figure(ClockFigure.P90, new("90 %", "90 %"), new(
            "Die Zeit, die von neun Zehnteln der eingehaltenen und verfehlten Fristen nicht überschritten wurde (nächster Rang)",
            "The time that nine tenths of the met and missed clocks did not exceed (nearest rank)"), dropped, MetricUnit.Time);

        CareMetric Figure(
            ClockFigure figure, LocalText how, LocalText formula, LocalText leaves, MetricUnit unit = MetricUnit.Number) => new(
                $"{Word(kind)}_{Word(figure)}", new($"{name.De}: {how.De}", $"{name.En}: {how.En}"), formula, what, leaves, unit,
                Clock: kind, Figure: figure);
    }

    private static string Word<T>(T value) where T : struct, Enum => JsonNamingPolicy.SnakeCaseLower.ConvertName(value.ToString());
}
