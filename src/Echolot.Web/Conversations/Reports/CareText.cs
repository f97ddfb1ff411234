using System.Globalization;
using Echolot.Conversations;
using Echolot.Web.Shell;

namespace Echolot.Web.Conversations.Reports;

internal static class CareText
{
    public static readonly Phrase Title = new("Auswertung", "Care report");
    public static readonly Phrase Views = new("Ansichten der Auswertung", "Views of the report");
    public static readonly Phrase Figures = new("Zahlen und Fristen", "Figures and clocks");
    public static readonly Phrase Causes = new("Ursachen", "Causes");
    public static readonly Phrase Catalogue = new("Kennzahlen", "Metrics");
    public static readonly Phrase AgentFigures = new("Zahlen je Person", "Figures per person");
    public static readonly Phrase Definition = new("Definition im Katalog", "Definition in the catalogue");
    public static readonly Phrase Counts = new("Zählt", "Counts");
    public static readonly Phrase Leaves = new("Zählt nicht", "Does not count");
    public static readonly Phrase Formula = new("So wird gerechnet", "How it is made");
    public static readonly Phrase Unit = new("Einheit", "Unit");
    public static readonly Phrase Key = new("Name in Export und API", "Name in export and API");
    public static readonly Phrase CatalogueText = new(
        "Jede Zahl des Postfachs gibt es genau einmal: Seiten, Export und API nehmen dieselbe.",
        "Each figure of the care desk exists once: pages, export and API take the same one.");
    public static readonly Phrase ClockAndZone = new("Uhr und Geschäftszeiten", "Clock and business hours");
    public static readonly Phrase WherePartsCount = new("Wo etwas zählt", "Where something counts");
    public static readonly Phrase Zone = new("Zeitzone: {0}", "Time zone: {0}");
    public static readonly Phrase Calendars = new("Geschäftszeiten", "Business hours");

    public static readonly Phrase Channel = new("Kanal", "Channel");
    public static readonly Phrase AllChannels = new("alle Kanäle", "all channels");
    public static readonly Phrase Department = new("Abteilung", "Department");
    public static readonly Phrase Field = new("Feld", "Field");
    public static readonly Phrase AllFields = new("Alle", "All");
    public static readonly Phrase OwnOnly = new(
        "Sie sehen die Zahlen der Gespräche, die jetzt Ihnen gehören.", "You see the figures of the conversations that are yours now.");
    public static readonly Phrase AllDepartments = new("alle Abteilungen", "all departments");
    public static readonly Phrase Priority = new("Priorität", "Priority");
    public static readonly Phrase AllPriorities = new("alle Prioritäten", "all priorities");
    public static readonly Phrase Agent = new("Person", "Person");
    public static readonly Phrase AllAgents = new("alle Personen", "all people");
    public static readonly Phrase From = new("Von", "From");
    public static readonly Phrase To = new("Bis", "To");
    public static readonly Phrase Show = new("Anzeigen", "Show");
    public static readonly Phrase Period = new("Zeitraum", "Period");
    public static readonly Phrase WrongDays = new(
        "Diese Tage gehen nicht; hier stehen die letzten.", "These days are not possible; here are the last ones.");
    public static readonly Phrase None = new("keine", "none");
    public static readonly Phrase Gone = new("nicht mehr da ({0})", "gone ({0})");

    public static readonly Phrase OnBefore = new("zum Zeitraum davor", "on the period before");
    public static readonly Phrase NothingBefore = new("davor nichts", "nothing before");
    public static readonly Phrase NoClocks = new("keine Frist zu Ende", "no clock ended");
    public static readonly Phrase Course = new("Eröffnet und erledigt", "Opened and closed");
    public static readonly Phrase CourseAbout = new(
        "Gespräche, die an dem Tag begannen, und jedes Erledigen an dem Tag. Der Rückstand ist, was am Ende noch offen war; mit Filter von den Gesprächen, die jetzt dazugehören.",
        "Conversations that began on the day, and each closing on the day. The backlog is what was open at its end; with a filter, of the conversations that belong to it now.");
    public static readonly Phrase ClockCourse = new("Fristen: {0}", "Clocks: {0}");
    public static readonly Phrase ClockCourseAbout = new(
        "Fristen, die an dem Tag endeten, nach ihrem Ergebnis. Entfallene sind nicht dabei.",
        "Clocks that ended on the day by their result. Dropped ones are left out.");
    public static readonly Phrase Met = new("eingehalten", "met");
    public static readonly Phrase Missed = new("verfehlt", "missed");
    public static readonly Phrase Dropped = new("entfallen", "dropped");
    public static readonly Phrase Share = new("eingehalten in %", "met in %");
    public static readonly Phrase Before = new("davor", "before");
    public static readonly Phrase Median = new("Median", "Median");
    public static readonly Phrase P90 = new("90 %", "90 %");
    public static readonly Phrase Clocks = new("Fristen", "Clocks");
    public static readonly Phrase ClocksAbout = new(
        "Fristen, die im Zeitraum endeten. Zeiten zählen nur, solange geöffnet ist, ohne Pausen.",
        "Clocks that ended in the period. Times count while business hours are open, without pauses.");
    public static readonly Phrase ByChannel = new("Nach Kanal", "By channel");
    public static readonly Phrase ByDepartment = new("Nach Abteilung", "By department");
    public static readonly Phrase ByPriority = new("Nach Priorität", "By priority");
    public static readonly Phrase ByAgent = new("Nach Person", "By person");
    public static readonly Phrase ByAgentNote = new("wer die Antwort schrieb oder das Gespräch erledigte", "who wrote the answer or closed the conversation");
    public static readonly Phrase Tables = new("Tabellen zeigen", "Tables show");
    public static readonly Phrase Partial = new("läuft noch", "not over yet");
    public static readonly Phrase Time = new("Zeit", "Time");
    public static readonly Phrase EmptyTitle = new("Noch nichts zu zählen", "Nothing to count yet");
    public static readonly Phrase EmptyText = new(
        "In diesem Zeitraum begann kein Gespräch, und keine Frist endete.", "No conversation began in this period and no clock ended.");
    public static readonly Phrase ToInbox = new("Zum Postfach", "To the inbox");
    public static readonly Phrase AsOf = new("Stand {0}, Zeitzone {1}", "As of {0}, time zone {1}");
    public static readonly Phrase Export = new("Export", "Export");
    public static readonly Phrase ExportHint = new("Eine Zeile je Gespräch", "One row per conversation");
    public static readonly Phrase Recipe = new("So entstehen die Zahlen", "How these figures are made");
    public static readonly Phrase Compared = new("Verglichen mit", "Compared with");
    public static readonly Phrase AgentsOff = new(
        "Zahlen je Person sind ausgeschaltet (Betriebsratsmodus).", "Figures per person are off (works council mode).");
    public static readonly Phrase AgentsOn = new("Zahlen je Person sind erlaubt: {0}", "Figures per person are allowed: {0}");

    public static readonly Phrase Rating = new("Bewertung", "Rating");
    public static readonly Phrase OfFive = new("{0} von 5", "{0} of 5");
    public static readonly Phrase NoAnswer = new("keine Antwort", "no answer");
    public static readonly Phrase SatisfiedShort = new("zufrieden", "satisfied");
    public static readonly Phrase Rows = new("Zeilen", "Rows");
    public static readonly Phrase Conversation = new("Gespräch", "Conversation");
    public static readonly Phrase When = new("Wann", "When");
    public static readonly Phrase Counted = new("Gezählt", "Counted");
    public static readonly Phrase Target = new("Ziel", "Target");
    public static readonly Phrase Result = new("Ergebnis", "Result");
    public static readonly Phrase Why = new("Warum", "Why");
    public static readonly Phrase GoneTalk = new("Aufbewahrung abgelaufen oder nicht sichtbar", "Retention over, or not visible");
    public static readonly Phrase NoRows = new("Keine Zeile passt dazu.", "No row fits.");
    public static readonly Phrase NoMetric = new("Diese Kennzahl gibt es nicht", "There is no such metric");
    public static readonly Phrase Back = new("Zur Auswertung", "To the report");
    public static readonly Phrase ToCatalogue = new("Zum Katalog", "To the catalogue");

    public static readonly Phrase Pareto = new("Ursachen nach Häufigkeit", "Causes by how often");
    public static readonly Phrase ParetoAbout = new(
        "Gespräche, die im Zeitraum begannen, nach der Ursache, die dazu notiert ist. „Summe“ ist der Anteil dieser und aller häufigeren Ursachen.",
        "Conversations that began in the period by the cause noted on them. “Sum” is the share of this and all more frequent causes.");
    public static readonly Phrase CauseName = new("Ursache", "Cause");
    public static readonly Phrase Number = new("Gespräche", "Conversations");
    public static readonly Phrase ShareOf = new("Anteil", "Share");
    public static readonly Phrase Sum = new("Summe", "Sum");
    public static readonly Phrase Change = new("Änderung", "Change");
    public static readonly Phrase WithoutCause = new("{0} von {1} Gesprächen haben keine Ursache", "{0} of {1} conversations have no cause");
    public static readonly Phrase AllCauses = new("Alle Ursachen", "All causes");
    public static readonly Phrase OverTime = new("Häufigste Ursachen im Verlauf", "Most frequent causes over time");
    public static readonly Phrase NoCauses = new("Noch keine Ursachen", "No causes yet");
    public static readonly Phrase NoCausesText = new(
        "Beim Erledigen lässt sich notieren, warum sich jemand melden musste; Teile trennt ein >.",
        "When a conversation is closed you can note why somebody had to write; > separates the parts.");
    public static readonly Phrase Fixes = new("Abhilfe und Wirkung", "Fixes and their effect");
    public static readonly Phrase FixesAbout = new(
        "Ganze Wochen seit der Abhilfe (höchstens acht) gegen bis zu acht Wochen davor, also gleich viele von jedem Wochentag. Was ohne die Abhilfe gekommen wäre, sagen dieselben Kalenderwochen des Vorjahres, sonst die anderen Ursachen (Differenz der Differenzen). Poisson-Raten mit dem exakten 95-%-Intervall (Przyborowski/Wilenski 1940, Clopper/Pearson 1934), das um die Unsicherheit des Vergleichs wächst (Donner/Zou 2012) und auch, wenn die Wochen davor stärker schwanken als der Zufall. Unter zehn Fällen davor steht kein Wert.",
        "Whole weeks since the fix (eight at most) against up to eight weeks before, so each weekday as often. What would have come without the fix is told by the same calendar weeks of last year, else by the other causes (difference in differences). Poisson rates with the exact 95 % interval (Przyborowski/Wilenski 1940, Clopper/Pearson 1934), which grows by what is uncertain of the comparison (Donner/Zou 2012), and where the weeks before vary more than chance. Below ten cases before no value is told.");
    public static readonly Phrase AddFix = new("Abhilfe vermerken", "Mark a fix");
    public static readonly Phrase FixDay = new("Wirkt seit", "In effect since");
    public static readonly Phrase FixNote = new("Was wurde getan?", "What was done?");
    public static readonly Phrase FixSaved = new("Abhilfe vermerkt.", "Fix marked.");
    public static readonly Phrase FixRemoved = new("Vermerk entfernt.", "Mark removed.");
    public static readonly Phrase Remove = new("Entfernen", "Remove");
    public static readonly Phrase Cancel = new("Abbrechen", "Cancel");
    public static readonly Phrase NoFixes = new(
        "Vermerke, wann etwas gegen eine Ursache getan wurde; dann steht hier, was es gebracht hat.",
        "Mark when something was done about a cause; then its effect stands here.");
    public static readonly Phrase FixWrong = new(
        "Nennen Sie Ursache, Tag (nicht in der Zukunft) und was getan wurde.", "Name cause, day (not in the future) and what was done.");
    public static readonly Phrase TooEarly = new(
        "Noch keine ganze Woche vergangen; bisher zählt nichts.", "Not a whole week has passed; nothing counts yet.");
    public static readonly Phrase TooFew = new(
        "Zu wenige Fälle: {0} in {1} davor, {2} braucht es.", "Too few cases: {0} in {1} before; it takes {2}.");
    public static readonly Phrase EffectOf = new(
        "{0} (95 %: {1} … {2}): {3} Gespräche in {4} statt {5} erwarteter.", "{0} (95 %: {1} … {2}): {3} conversations in {4} instead of {5} expected.");
    public static readonly Phrase ByOthers = new(
        "Saison nach den anderen Ursachen: {0} Gespräche davor, {1} danach, je Woche also das {2}-fache.",
        "Season by the other causes: {0} conversations before, {1} after, so {2} times as many a week.");
    public static readonly Phrase ByLastYear = new(
        "Saison nach denselben Kalenderwochen des Vorjahres: {0} Gespräche davor, {1} danach, je Woche also das {2}-fache.",
        "Season by the same calendar weeks of last year: {0} conversations before, {1} after, so {2} times as many a week.");
    public static readonly Phrase ByWeeksBefore = new(
        "Ohne Saison gerechnet: Andere Ursachen und das Vorjahr geben zu wenig her.",
        "Reckoned without a season: other causes and last year tell too little.");
    public static readonly Phrase AllStopped = new(
        "Nicht zu sagen: Auch das, womit verglichen wird, ist auf null gefallen.",
        "Cannot be told: what it is compared with has fallen to none, too.");
    public static readonly Phrase Unclear = new("Das Intervall enthält 0: vielleicht Zufall.", "The interval holds 0: perhaps chance.");
    public static readonly Plural Weeks = new(new("{0} Woche", "{0} week"), new("{0} Wochen", "{0} weeks"));

    public static readonly Phrase AgentsTitle = new("Wie viel über einzelne Kolleginnen und Kollegen", "How much about single colleagues");
    public static readonly Phrase AgentsText = new(
        "Zahlen je Person eignen sich zur Leistungs- und Verhaltenskontrolle. Ohne Regelung (in Deutschland § 87 Abs. 1 Nr. 6 BetrVG) bleiben sie aus: auf keiner Seite, in keinem Export und in keiner Antwort der API, auch nicht für die Administration.",
        "Figures per person can be used to monitor performance and conduct. Without an agreement (in Germany § 87 (1) no. 6 BetrVG) they stay off: on no page, in no export and in no answer of the API, not even for administrators.");
    public static readonly Phrase AgentsAreOff = new("Aus", "Off");
    public static readonly Phrase AgentsAreOn = new("An seit {0}", "On since {0}");
    public static readonly Phrase Agreement = new("Was sie erlaubt", "What allows them");
    public static readonly Phrase AgreementHint = new(
        "Zum Beispiel: Betriebsvereinbarung Kundenservice vom 1. September 2026, § 4. Steht im Protokoll.",
        "For example: works agreement on customer service, 1 September 2026, § 4. It stands in the audit log.");
    public static readonly Phrase TooFewPeople = new("zu wenige Personen", "too few people");
    public static readonly Phrase GroupTitle = new("Kleine Gruppen", "Small groups");
    public static readonly Phrase GroupText = new(
        "Solange Zahlen je Person aus sind, stehen Zahlen einer Abteilung erst da, wenn sie so viele Personen hat; sonst „zu wenige Personen“. Das gilt für Seiten, Export und API.",
        "While figures per person are off, those of a department are told once it has so many people; below it says “too few people”. This holds for pages, export and API.");
    public static readonly Phrase GroupLabel = new("Mindestens so viele Personen", "At least so many people");
    public static readonly Phrase GroupHint = new(
        "1 bis 50; 1 heißt: jede Abteilung. Eine kleinere Zahl gilt erst, wenn jemand mit einer anderen Rolle sie bestätigt.",
        "1 to 50; 1 means every department. A smaller number holds once somebody with another role confirms it.");
    public static readonly Phrase GroupSave = new("Speichern", "Save");
    public static readonly Phrase GroupSaved = new("Gespeichert.", "Saved.");
    public static readonly Phrase GroupWrong = new("Eine Zahl von 1 bis 50.", "A number from 1 to 50.");
    public static readonly Phrase GroupAskedBy = new(
        "{0} hat am {1} beantragt, Zahlen schon ab {2} Personen zu zeigen.", "{0} asked on {1} to tell figures from {2} people on.");
    public static readonly Phrase ConfirmGroup = new("Bestätigen", "Confirm");
    public static readonly Phrase AskFor = new("Einschalten beantragen", "Ask to switch on");
    public static readonly Phrase Confirm = new("Bestätigen und einschalten", "Confirm and switch on");
    public static readonly Phrase TakeBack = new("Antrag zurücknehmen", "Take the request back");
    public static readonly Phrase Asked = new(
        "Beantragt. Jemand mit einer anderen Rolle bestätigt es.", "Asked for. Somebody with another role confirms it.");
    public static readonly Phrase AskedBy = new("{0} hat am {1} beantragt, sie einzuschalten.", "{0} asked on {1} to switch them on.");
    public static readonly Phrase TwoRoles = new(
        "Es braucht zwei: Die Administration beantragt, jemand mit einer anderen Rolle, etwa eine Leitung, bestätigt. Die Rolle muss sie oder er schon beim Antrag gehabt haben. Beides steht im Protokoll. Die eigenen Zahlen sieht man immer.",
        "It takes two: an administrator asks, somebody with another role, such as a lead, confirms, who had that role already when it was asked for. Both stand in the audit log. One's own figures one always sees.");
    public static readonly Phrase NotYours = new(
        "Das bestätigt jemand, der beim Antrag schon eine andere Rolle hatte.", "Somebody confirms this who had another role already when it was asked for.");
    public static readonly Phrase Myself = new("Nur meine", "Mine only");
    public static readonly Phrase SwitchOff = new("Ausschalten", "Switch off");
    public static readonly Phrase SwitchedOn = new("Zahlen je Person sind an.", "Figures per person are on.");
    public static readonly Phrase SwitchedOff = new("Zahlen je Person sind aus.", "Figures per person are off.");

    private static readonly Phrase Seconds = new("{0} s", "{0} s");
    private static readonly Phrase Minutes = new("{0} Min.", "{0} min");
    private static readonly Phrase Hours = new("{0} Std.", "{0} h");
    private static readonly Plural Days = new(new("{0} Tag", "{0} day"), new("{0} Tage", "{0} days"));

    public static Phrase PeriodName(string period) => period switch
    {
        "7d" => new("7 Tage", "7 days"),
        "30d" => new("30 Tage", "30 days"),
        "90d" => new("90 Tage", "90 days"),
        _ => new("1 Jahr", "1 year"),
    };

    public static Phrase BucketName(CareBucket bucket) => bucket switch
    {
        CareBucket.Day => new("je Tag", "per day"),
        CareBucket.Week => new("je Woche", "per week"),
        _ => new("je Monat", "per month"),
    };

    public static Phrase StepName(CareStep step) => step switch
    {
        CareStep.Opened => new("eröffnet", "opened"),
        CareStep.Answered => new("beantwortet", "answered"),
        CareStep.BotAnswered => new("vom Bot beantwortet", "answered by a bot"),
        CareStep.Closed => new("erledigt", "closed"),
        CareStep.Ignored => new("ignoriert", "ignored"),
        _ => new("wieder geöffnet", "reopened"),
    };

    public static Phrase UnitName(MetricUnit unit) => unit switch
    {
        MetricUnit.Share => new("Anteil", "share"),
        MetricUnit.Time => new("Zeit", "time"),
        MetricUnit.Score => new("Bewertung von 1 (sehr schlecht) bis 5 (sehr gut)", "rating from 1 (very bad) to 5 (very good)"),
        _ => new("Anzahl", "number"),
    };

    public static Phrase Of(Echolot.Sources.LocalText text) => text;

    /// <summary>What a figure means, in one paragraph.</summary>
    public static string About(CareMetric metric) => metric.Leaves.De == "–"
        ? $"{Of(metric.Formula)}. {Counts}: {Of(metric.Counts)}."
        : $"{Of(metric.Formula)}. {Counts}: {Of(metric.Counts)}. {Leaves}: {Of(metric.Leaves)}.";

    /// <summary>A figure as people read it.</summary>
    public static string Value(CareMetric metric, CareTally tally) => metric.Of(tally) is not { } value ? "–" : metric.Unit switch
    {
        MetricUnit.Share => value.ToString("P0", CultureInfo.CurrentCulture),
        MetricUnit.Time => Length(TimeSpan.FromSeconds(value)),
        MetricUnit.Score => value.ToString("N1", CultureInfo.CurrentCulture),
        _ => value.ToString("N0", CultureInfo.CurrentCulture),
    };

    /// <summary>A length to the grain in which times are told.</summary>
    public static string Length(TimeSpan length) => length switch
    {
        { TotalMinutes: < 1 } => Seconds.With(length.Seconds),
        { TotalHours: < 1 } => Minutes.With((int)length.TotalMinutes),
        { TotalHours: < 48, Minutes: > 0 } => $"{Hours.With((int)length.TotalHours)} {Minutes.With(length.Minutes)}",
        { TotalHours: < 48 } => Hours.With((int)length.TotalHours),
        { Hours: > 0 } => $"{Days.Of(length.Days)} {Hours.With(length.Hours)}",
        _ => Days.Of(length.Days),
    };

    /// <summary>A change with its sign: −71 %.</summary>
    public static string Signed(double change) =>
        (change > 0 ? "+" : change < 0 ? "−" : "±") + Math.Abs(change).ToString("P0", CultureInfo.CurrentCulture);

    /// <summary>What came of a fix, as a sentence.</summary>
    public static string Effect(FixEffect effect) => effect switch
    {
        { Weeks: 0 } => TooEarly,
        { IsTold: false, IsEnough: true } => AllStopped,
        { IsTold: false } => TooFew.With(effect.Before, Weeks.Of(effect.WeeksBefore), FixEffect.Fewest),
        _ => EffectOf.With(
            Signed(effect.Change!.Value), Signed(effect.Low!.Value), Signed(effect.High!.Value), effect.Observed,
            Weeks.Of(effect.Weeks), effect.Expected.ToString("0.#", CultureInfo.CurrentCulture))
            + (effect.Low <= 0 && effect.High >= 0 ? " " + Unclear : ""),
    };

    /// <summary>Against what an effect was reckoned.</summary>
    public static string Season(EffectSeason season) => season.Baseline switch
    {
        EffectBaseline.WeeksBefore => ByWeeksBefore,
        var by => (by is EffectBaseline.LastYear ? ByLastYear : ByOthers).With(
            season.Before, season.After, season.Factor.ToString("0.##", CultureInfo.CurrentCulture)),
    };
}
