using System.Globalization;
using Echolot.Insights;
using Echolot.Sources;
using Echolot.Web.Components;
using Echolot.Web.Shell;

namespace Echolot.Web.Insights;

/// <summary>Texts of the overview.</summary>
internal static class OverviewText
{
    public static readonly Phrase Title = new("Übersicht", "Overview");
    public static readonly Phrase Everything = new("Alles Gespeicherte", "Everything stored");
    public static readonly Phrase About = new("Monitor oder Ordner", "Monitor or folder");
    public static readonly Phrase Folders = new("Ordner", "Folders");
    public static readonly Phrase Monitors = new("Monitore", "Monitors");
    public static readonly Phrase Show = new("Anzeigen", "Show");
    public static readonly Phrase From = new("Von", "From");
    public static readonly Phrase To = new("Bis", "To");
    public static readonly Phrase Period = new("Zeitraum", "Period");
    public static readonly Phrase Compare = new("Mit Zeitraum davor", "With the period before");
    public static readonly Phrase Live = new("läuft noch", "in progress");
    public static readonly Phrase ToMentions = new("Erwähnungen", "Mentions");
    public static readonly Phrase Wrong = new(
        "Diesen Zeitraum gibt es nicht: Er muss heute oder früher beginnen, nach dem Anfang enden und darf "
        + "höchstens zehn Jahre lang sein. Gezeigt werden die letzten sieben Tage.",
        "There is no such period: it has to begin today or earlier, end after it begins and be ten years "
        + "long at most. The last seven days are shown.");
    public static readonly Phrase Definition = new("Was diese Zahl bedeutet: {0}", "What this number means: {0}");

    public static readonly Phrase Mentions = new("Erwähnungen", "Mentions");
    public static readonly Phrase MentionsAbout = new(
        "Alle sichtbaren Erwähnungen, die in diesem Zeitraum veröffentlicht wurden. Eine Erwähnung, die "
        + "mehrere Monitore suchen, zählt einmal. Kopien desselben Textes zählen einzeln.",
        "All visible mentions published in this period. A mention that several monitors want counts once. "
        + "Copies of the same text count one by one.");
    public static readonly Phrase Negative = new("Anteil negativ", "Share negative");
    public static readonly Phrase NegativeAbout = new(
        "Negative Erwähnungen geteilt durch alle, deren Tonalität bestimmt ist. Unbestimmte zählen nicht mit.",
        "Negative mentions divided by all whose sentiment is known. Unknown ones are left out.");
    public static readonly Phrase People = new("Verschiedene Personen", "Different authors");
    public static readonly Phrase PeopleAbout = new(
        "Konten, die mindestens eine dieser Erwähnungen geschrieben haben. Dieselbe Person in zwei "
        + "Netzwerken zählt zweimal. Verglichen wird erst, wenn der Zeitraum zu Ende ist.",
        "Accounts that wrote at least one of these mentions. The same person on two networks counts twice. "
        + "Compared only once the period has ended.");
    public static readonly Phrase Share = new("Anteil an der Gruppe", "Share of voice");
    public static readonly Phrase ShareAbout = new(
        "Erwähnungen dieses Monitors geteilt durch die Summe aller verglichenen Monitore. Was zwei Monitore "
        + "suchen, zählt bei beiden.",
        "Mentions of this monitor divided by the sum over all monitors compared. What two monitors want "
        + "counts for both.");
    public static readonly Phrase PerDay = new("Erwähnungen je Tag", "Mentions a day");
    public static readonly Phrase PerDayAbout = new(
        "Erwähnungen geteilt durch die Tage des Zeitraums; ein angefangener Tag zählt mit dem Teil, der vergangen ist.",
        "Mentions divided by the days of the period; a day that has begun counts by the part that has passed.");
    public static readonly Phrase OnBefore = new("zum Zeitraum davor", "vs the period before");
    public static readonly Phrase NothingBefore = new("kein Vergleich möglich", "nothing to compare with");
    public static readonly Phrase NoTone = new("nicht messbar", "cannot be measured");
    public static readonly Phrase NotYet = new("Vergleich am Ende des Zeitraums", "compared once it has ended");
    public static readonly Phrase Counting = new("wird noch gezählt", "still being counted");

    public static readonly Phrase Course = new("Erwähnungen im Verlauf", "Mentions over time");
    public static readonly Phrase CourseAbout = new(
        "Erwähnungen nach der Zeit ihrer Veröffentlichung auf der Uhr des Arbeitsbereichs. Gestrichelt und "
        + "hell: läuft noch. Gelbe Flächen: Eine Quelle hat in dieser Zeit etwas verpasst und nicht "
        + "nachgeholt; die Zahlen sind dort zu klein.",
        "Mentions by the time they were published, on the workspace's clock. Dashed and pale: still in "
        + "progress. Yellow areas: a source missed something in this time and has not read it again; numbers "
        + "are too small there.");
    public static readonly Phrase Before = new("Zeitraum davor", "Period before");
    public static readonly Phrase Tone = new("Tonalität im Verlauf", "Sentiment over time");
    public static readonly Phrase ToneAbout = new(
        "Dieselben Erwähnungen nach Tonalität. Sie wird für Deutsch und Englisch bestimmt; für andere "
        + "Sprachen bleibt sie unbestimmt. Wie sicher sie ist, steht an jeder Erwähnung.",
        "The same mentions by sentiment, which is determined for German and English and unknown for other "
        + "languages. How certain it is stands with every mention.");
    public static readonly Phrase Terms = new("Auffällige Begriffe", "Words that stand out");
    public static readonly Phrase TermsArchive = new("gegenüber allem Gespeicherten", "against everything stored");
    public static readonly Phrase TermsBefore = new("gegenüber dem Zeitraum davor", "against the period before");
    public static readonly Phrase TermsOften = new("am häufigsten gesagt", "said most often");
    public static readonly Phrase TermsAbout = new(
        "Wörter und Hashtags, die hier in mehr Erwähnungen vorkommen, als der Vergleich erwarten lässt; die "
        + "Größe folgt der Stärke (Log-Likelihood-Quotient G² über die Zahl der Erwähnungen mit dem Wort). "
        + "Gezählt werden an Tagen mit über 500 Erwähnungen die 2.000 häufigsten Wörter. Kleine Wörter, "
        + "Zahlen und Namen von Konten sind ausgelassen.",
        "Words and hashtags that occur here in more mentions than the comparison lets expect; the size "
        + "follows the strength (log-likelihood ratio G² over the number of mentions with the word). On days "
        + "with more than 500 mentions the 2,000 most frequent words are counted. Small words, numbers and "
        + "names of accounts are left out.");
    public static readonly Phrase NoTerms = new("Kein Wort sticht heraus.", "No word stands out.");
    public static readonly Phrase TermHint = new("{0:N0} Erwähnungen, erwartet {1:N0}", "{0:N0} mentions, {1:N0} expected");
    public static readonly Phrase Term = new("Begriff", "Word");
    public static readonly Phrase Expected = new("erwartet", "expected");
    public static readonly Phrase Strength = new("Stärke G²", "Strength G²");
    public static readonly Phrase Week = new("Wann geschrieben wird", "When people write");
    public static readonly Phrase WeekAbout = new(
        "Erwähnungen nach Wochentag und Stunde auf der Uhr des Arbeitsbereichs, alle Wochen des Zeitraums zusammen.",
        "Mentions by weekday and hour of the workspace's clock, all weeks of the period together.");
    public static readonly Phrase Sources = new("Quellen", "Sources");
    public static readonly Phrase SourcesAbout = new(
        "Quelle, durch die eine Erwähnung zuerst kam.", "The source through which a mention came first.");
    public static readonly Phrase Languages = new("Sprachen", "Languages");
    public static readonly Phrase LanguagesAbout = new(
        "Sprache des Textes, wie Echolot sie erkannt hat.", "Language of the text as Echolot recognised it.");
    public static readonly Phrase Authors = new("Wer am meisten schreibt", "Who writes most");
    public static readonly Phrase AuthorsAbout = new(
        "Konten mit den meisten Erwähnungen. Wie viele Menschen sie erreichen, steht an der Erwähnung.",
        "Accounts with the most mentions. How many people they reach stands with the mention.");
    public static readonly Phrase Voice = new("Anteile der Monitore", "Share of voice");
    public static readonly Phrase VoiceAbout = new(
        "Erwähnungen je Monitor, ihr Anteil an der Summe und die Veränderung zum Zeitraum davor. Was zwei "
        + "Monitore suchen, zählt bei beiden.",
        "Mentions of each monitor, its share of the sum and the change on the period before. What two "
        + "monitors want counts for both.");
    public static readonly Phrase VoiceOf = new("{0:N0} von {1:N0} Monitoren", "{0:N0} of {1:N0} monitors");
    public static readonly Phrase Monitor = new("Monitor", "Monitor");
    public static readonly Phrase Others = new("{0:N0} weitere mit {1:N0}", "{0:N0} more with {1:N0}");
    public static readonly Phrase AsTable = new("Als Tabelle", "As a table");
    public static readonly Phrase Time = new("Zeit", "Time");
    public static readonly Phrase Keys = new(
        "{0}. Pfeiltasten lesen vor, Enter zeigt die Erwähnungen.", "{0}. Arrow keys read it out, Enter shows the mentions.");
    public static readonly Phrase Hour = new("{0}, {1} Uhr", "{0}, {1}:00");

    public static readonly Phrase Recipe = new("Rezept", "Recipe");
    public static readonly Phrase RecipeAbout = new(
        "Womit sich diese Zahlen nachrechnen lassen.", "What it takes to make these numbers again.");
    public static readonly Phrase Queries = new("Suchanfragen", "Queries");
    public static readonly Phrase Program = new("Programm", "Program");
    public static readonly Phrase ProgramOf = new("Echolot {0}", "Echolot {0}");
    public static readonly Phrase VersionOf = new("{0} (Fassung {1})", "{0} (version {1})");
    public static readonly Phrase NoQuery = new("keine; alles Gespeicherte", "none; everything stored");
    public static readonly Phrase PeriodOf = new("{0:f} bis {1:f}", "{0:f} to {1:f}");
    public static readonly Phrase ComparedWith = new("Verglichen mit", "Compared with");
    public static readonly Phrase Clock = new("Uhr", "Clock");
    public static readonly Phrase Column = new("Spalten", "Columns");
    public static readonly Phrase State = new("Stand", "State");
    public static readonly Phrase StateOf = new(
        "gezählt am {0:G}; Personen und Begriffe mindestens so neu wie {1:G}",
        "counted on {0:G}; authors and words at least as new as {1:G}");
    public static readonly Phrase StateOnly = new("gezählt am {0:G}", "counted on {0:G}");
    public static readonly Phrase Pending = new(
        "Personen und Begriffe von {0:N0} Tagen werden noch gezählt.", "Authors and words of {0:N0} days are still being counted.");
    public static readonly Phrase Gaps = new("Lücken", "Gaps");
    public static readonly Phrase NoGaps = new("keine bekannt", "none known");
    public static readonly Phrase GapOf = new("{0}: {1:g} bis {2:g}, {3}", "{0}: {1:g} to {2:g}, {3}");
    public static readonly Phrase GapName = new("Lücke: {0}", "Gap: {0}");
    public static readonly Plural GapBanner = new(
        new("Eine Lücke in diesem Zeitraum: Die Zahlen sind dort zu klein.", "One gap in this period: numbers are too small there."),
        new("{0} Lücken in diesem Zeitraum: Die Zahlen sind dort zu klein.", "{0} gaps in this period: numbers are too small there."));
    public static readonly Plural OtherGaps = new(
        new("Dazu eine Lücke einer Quelle, die hierzu noch nie etwas gebracht hat; hier fehlt deshalb wohl nichts.",
            "Besides one gap of a source that never brought anything to this; probably nothing is missing here."),
        new("Dazu {0} Lücken von Quellen, die hierzu noch nie etwas gebracht haben; hier fehlt deshalb wohl nichts.",
            "Besides {0} gaps of sources that never brought anything to this; probably nothing is missing here."));
    public static readonly Phrase OtherGapsTitle = new("Lücken anderer Quellen", "Gaps of other sources");
    public static readonly Phrase Permanent = new("Fester Link", "Permanent link");
    public static readonly Phrase PermanentText = new(
        "dieselben Tage, auch morgen; die Zahl von jetzt ist dabei und lässt sich nachrechnen",
        "the same days, tomorrow as well; the number of now comes along and can be counted again");

    public static readonly Phrase EmptyTitle = new("In diesem Zeitraum ist nichts erschienen", "Nothing appeared in this period");
    public static readonly Phrase EmptyText = new(
        "Wählen Sie einen längeren Zeitraum, oder sehen Sie nach, ob Quellen verbunden sind und laufen.",
        "Choose a longer period, or see whether sources are connected and running.");
    public static readonly Phrase GoneText = new(
        "Diesen Monitor oder Ordner gibt es nicht mehr.", "This monitor or folder is gone.");

    public static string DaysOf(DateOnly from, DateOnly to) => from == to
        ? from.ToString("D", CultureInfo.CurrentCulture)
        : $"{from.ToString("d", CultureInfo.CurrentCulture)} – {to.ToString("d", CultureInfo.CurrentCulture)}";

    public static Phrase PeriodName(string period) => period switch
    {
        "today" => new("Heute", "Today"),
        "yesterday" => new("Gestern", "Yesterday"),
        "7d" => new("7 Tage", "7 days"),
        "30d" => new("30 Tage", "30 days"),
        "90d" => new("90 Tage", "90 days"),
        _ => new("Eigene Tage", "Own days"),
    };

    public static Phrase BucketName(Bucket bucket) => bucket switch
    {
        Bucket.Hour => new("stündlich", "hourly"),
        Bucket.Day => new("täglich", "daily"),
        Bucket.Week => new("wöchentlich", "weekly"),
        _ => new("monatlich", "monthly"),
    };

    public static Phrase GapWhy(GapReason why) => why switch
    {
        GapReason.CursorTooOld => new("zu lange nicht gelesen", "not read for too long"),
        GapReason.ConsumerTooSlow => new("zu langsam gelesen", "read too slowly"),
        GapReason.SourceOutage => new("Quelle ausgefallen", "source was down"),
        GapReason.RateLimited => new("Abrufgrenze erreicht", "limit of calls reached"),
        GapReason.FeedOverflow => new("mehr Beiträge, als der Feed behält", "more items than the feed keeps"),
        _ => new("unbekannter Grund", "unknown reason"),
    };
}
