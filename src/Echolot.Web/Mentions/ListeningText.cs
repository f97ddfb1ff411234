using System.Globalization;
using Echolot.Mentions;
using Echolot.Web.Components;
using Echolot.Web.Shell;

namespace Echolot.Web.Mentions;

/// <summary>Texts of the live list and of a mention.</summary>
internal static class ListeningText
{
    public static readonly Phrase Title = new("Zuhören", "Listening");
    public static readonly Plural Mentions = new(
        new("{0} Erwähnung", "{0} mention"), new("{0} Erwähnungen", "{0} mentions"));
    public static readonly Phrase AtLeast = new("mindestens {0:N0} Erwähnungen", "at least {0:N0} mentions");
    public static readonly Phrase AtLeastWhy = new(
        "Ein so häufiges Wort zu zählen dauert einen Moment; die genaue Zahl kommt gleich.",
        "Counting a word this frequent takes a moment; the exact number follows.");
    public static readonly Phrase SearchHint = new("Wörter, \"Wortgruppe\", A OR B", "Words, \"a phrase\", A OR B");
    public static readonly Phrase Search = new("Erwähnungen durchsuchen", "Search mentions");
    public static readonly Phrase Pause = new("Anhalten", "Pause");
    public static readonly Phrase Resume = new("Weiter", "Resume");
    public static readonly Phrase Paused = new("Angehalten", "Paused");
    public static readonly Phrase Live = new("Live", "Live");
    public static readonly Phrase NewOne = new("1 neue Erwähnung", "1 new mention");
    public static readonly Phrase NewMany = new("# neue Erwähnungen", "# new mentions");
    public static readonly Phrase Filters = new("Filter", "Filters");
    public static readonly Phrase Clear = new("Alle Filter entfernen", "Clear all filters");
    public static readonly Phrase Group = new("Zusammenfassen", "Group");
    public static readonly Phrase Monitor = new("Monitor", "Monitor");
    public static readonly Phrase Source = new("Quelle", "Source");
    public static readonly Phrase Language = new("Sprache", "Language");
    public static readonly Phrase Tone = new("Tonalität", "Sentiment");
    public static readonly Phrase Tag = new("Label", "Label");
    public static readonly Phrase Kind = new("Art", "Kind");
    public static readonly Phrase Site = new("Website", "Site");
    public static readonly Phrase Author = new("Person", "Author");
    public static readonly Phrase SameText = new("Gleicher Text", "Same text");
    public static readonly Phrase Period = new("Zeitraum", "Period");
    public static readonly Phrase NoneTitle = new("Nichts gefunden", "Nothing found");
    public static readonly Phrase NoneText = new(
        "Zu diesen Filtern gibt es keine Erwähnung. Nehmen Sie einen Filter weg oder wählen Sie einen längeren "
        + "Zeitraum.",
        "No mention fits these filters. Remove one, or choose a longer period.");
    public static readonly Phrase EmptyTitle = new("Noch ist es still", "Still quiet");
    public static readonly Phrase EmptyText = new(
        "Sobald eine Quelle etwas bringt, das ein Monitor sucht, erscheint es hier – ohne Neuladen.",
        "As soon as a source brings something a monitor looks for, it appears here, without reloading.");
    public static readonly Phrase ToSources = new("Quellen ansehen", "See sources");
    public static readonly Phrase ToMonitors = new("Monitore ansehen", "See monitors");
    public static readonly Phrase Open = new("Original öffnen", "Open original");
    public static readonly Phrase Published = new("Veröffentlicht", "Published");
    public static readonly Phrase Seen = new("Gesehen", "Seen");
    public static readonly Phrase Lag = new("Verzug", "lag");
    public static readonly Phrase ClockSuspect = new(
        "Die Quelle nannte eine unmögliche Zeit; gezeigt wird die Zeit des Empfangs.",
        "The source named an impossible time; the time of receipt is shown.");
    public static readonly Plural Copies = new(new("{0}-mal", "{0} time"), new("{0}-mal", "{0} times"));
    public static readonly Phrase CopiesHint = new(
        "Alle Erwähnungen mit gleichem Text zeigen", "Show all mentions with the same text");
    public static readonly Plural Story = new(new("{0} dazu", "{0} related"), new("{0} dazu", "{0} related"));
    public static readonly Phrase StoryHint = new(
        "Alle Erwähnungen dieser Geschichte zeigen", "Show all mentions of this story");
    public static readonly Phrase StoryAll = new("Alle {0} Erwähnungen dazu", "All {0} related mentions");
    public static readonly Phrase StoryWith = new("verbunden mit dieser Erwähnung", "joined with this mention");
    public static readonly Phrase Weekday = new("Wochentag", "Weekday");
    public static readonly Phrase Hour = new("Uhrzeit", "Time of day");
    private static readonly Phrase hour = new("{0:00} bis {1:00} Uhr", "{0:00}:00 to {1:00}:00");
    public static readonly Phrase OfStory = new("Geschichte", "Story");
    public static readonly Phrase Edited = new("bearbeitet", "edited");
    public static readonly Phrase WhyMatched = new("Warum gefunden", "Why it matched");
    public static readonly Phrase WhyTone = new("Warum diese Tonalität", "Why this sentiment");
    public static readonly Phrase NoTone = new(
        "In dieser Sprache wird keine Tonalität bestimmt.", "Sentiment is not determined in this language.");
    public static readonly Phrase NoWords = new(
        "Kein einzelnes Wort gab den Ausschlag.", "No single word tipped the scales.");
    public static readonly Phrase Confidence = new("Sicherheit {0:P0}", "confidence {0:P0}");
    public static readonly Phrase Score = new(
        "Wert {0:+0.00;−0.00;0.00} (−1 negativ bis +1 positiv)",
        "score {0:+0.00;−0.00;0.00} (−1 negative to +1 positive)");
    public static readonly Phrase Details = new("Angaben", "Details");
    public static readonly Phrase Followers = new("Reichweite (Folgende)", "Reach (followers)");
    public static readonly Phrase Reach = new("Reichweite laut Import", "Reach, as imported");
    public static readonly Phrase Bio = new("Über sich", "About themselves");

    /// <summary>A value of <c>sourcetype:</c> in words.</summary>
    public static Phrase SourceTypeName(string type) => type switch
    {
        "blog" => new("Blog", "blog"),
        "news" => new("Nachrichten", "news"),
        "forum" => new("Forum", "forum"),
        "social" => new("Soziales Netz", "social network"),
        "review" => new("Bewertung", "review"),
        "message" => new("Nachricht an uns", "message to us"),
        "video" => new("Video", "video"),
        _ => new("Podcast", "podcast"),
    };
    public static readonly Phrase Unknown = new("unbekannt", "unknown");
    public static readonly Phrase Reactions = new("Reaktionen", "Reactions");
    public static readonly Phrase Revisions = new("Frühere Fassungen", "Earlier versions");
    public static readonly Phrase Choose = new("Wählen Sie links eine Erwähnung", "Choose a mention on the left");
    /// <summary>What keys do in the list.</summary>
    public static readonly IReadOnlyList<(string[] Keys, Phrase Does)> Keys =
    [
        (["j", "k"], new("Blättern", "Move")), (["↵"], new("Öffnen", "Open")), (["r"], WorkText.Relevant),
        (["x"], WorkText.Noise), (["s"], Tone), (["l"], Tag), (["a"], new("Zuweisen", "Assign")), (["b"], WorkText.Flag),
        (["?"], new("Alle Tasten", "All keys")),
    ];
    public static readonly Phrase Gone = new("Diese Erwähnung gibt es nicht mehr", "This mention is gone");
    public static readonly Phrase GoneText = new(
        "Sie wurde an der Quelle gelöscht oder ihre Aufbewahrungsfrist ist abgelaufen.",
        "It was deleted at its source, or its retention ended.");
    public static readonly Phrase TagTooLong = new(
        "Ein Label hat 1 bis 60 Zeichen.", "A label has 1 to 60 characters.");
    public static readonly Phrase AllOf = new("Alle dieser Person", "Everything by this author");
    public static readonly Phrase List = new("Erwähnungen, neueste zuerst", "Mentions, newest first");
    public static readonly Phrase Rating = new("{0} von 5 Sternen", "{0} of 5 stars");
    public static readonly Phrase Close = new("Schließen", "Close");
    public static readonly Phrase Reload = new("Es kam mehr an – Liste neu laden", "More arrived: reload the list");

    public static readonly Phrase Day = new("Tag", "Day");
    public static readonly Phrase Export = new("Exportieren", "Export");
    public static readonly Phrase ExportHint = new(
        "Alle Erwähnungen unter diesen Filtern als Datei", "Every mention under these filters as a file");
    public static readonly Phrase MakeMonitor = new("Monitor daraus", "Make a monitor");
    private static readonly Phrase FromOn = new("ab {0:g}", "from {0:g}");
    private static readonly Phrase UpTo = new("bis {0:g}", "until {0:g}");

    /// <summary>A stretch of time in the offset it was given in.</summary>
    public static string Between(DateTimeOffset? from, DateTimeOffset? to) => (from, to) switch
    {
        ({ } begin, { } end) => $"{begin.ToString("g", CultureInfo.CurrentCulture)} – {end.ToString("g", CultureInfo.CurrentCulture)}",
        ({ } begin, null) => FromOn.With(begin),
        _ => UpTo.With(to),
    };

    public static Phrase RangeName(string range) => range switch
    {
        "24h" => new("24 Stunden", "24 hours"),
        "7d" => new("7 Tage", "7 days"),
        "30d" => new("30 Tage", "30 days"),
        _ => new("Alles", "All"),
    };

    public static Phrase GroupingName(Grouping grouping) => grouping switch
    {
        Grouping.Duplicates => new("Dubletten", "Duplicates"),
        Grouping.Stories => new("Geschichten", "Stories"),
        _ => new("Nicht", "Off"),
    };

    public static Phrase GroupingHint(Grouping grouping) => grouping switch
    {
        Grouping.Duplicates => new(
            "Gleiche Wörter erscheinen einmal, mit ihrer Zahl", "The same words appear once, with their number"),
        Grouping.Stories => new(
            "Was dieselbe Geschichte erzählt, erscheint einmal: gleicher oder ähnlicher Text, gemeinsamer Link, Antwort "
            + "oder Zitat",
            "What tells the same story appears once: same or similar text, shared link, reply or quote"),
        _ => new("Jede Erwähnung für sich", "Every mention for itself"),
    };

    /// <summary>Why a mention belongs to its story.</summary>
    public static string WhyStory(StoryPlace story) => story.Reason switch
    {
        StoryReason.First => new Phrase("Anfang der Geschichte", "Beginning of the story"),
        StoryReason.SameWords => new Phrase("gleicher Wortlaut", "same words"),
        StoryReason.SimilarText => new Phrase("{0:P0} gleicher Text", "{0:P0} the same text").With(story.Share ?? 0),
        StoryReason.SameLink => new Phrase("gemeinsamer Link", "shared link"),
        _ => new Phrase("Antwort oder Zitat", "reply or quote"),
    };

    public static Phrase ToneName(Sentiment sentiment) => sentiment switch
    {
        Sentiment.Positive => new("Positiv", "Positive"),
        Sentiment.Negative => new("Negativ", "Negative"),
        Sentiment.Neutral => new("Neutral", "Neutral"),
        _ => new("Unbestimmt", "Unknown"),
    };

    public static Tone ToneColour(Sentiment sentiment) => sentiment switch
    {
        Sentiment.Positive => Components.Tone.Good,
        Sentiment.Negative => Components.Tone.Bad,
        _ => Components.Tone.Plain,
    };

    public static Phrase KindName(ItemKind kind) => kind switch
    {
        ItemKind.Post => new("Beitrag", "Post"),
        ItemKind.Comment => new("Kommentar", "Comment"),
        ItemKind.Reply => new("Antwort", "Reply"),
        ItemKind.Quote => new("Zitat", "Quote"),
        ItemKind.Repost => new("Geteilt", "Repost"),
        ItemKind.DirectMessage => new("Direktnachricht", "Direct message"),
        ItemKind.Review => new("Bewertung", "Review"),
        ItemKind.Article => new("Artikel", "Article"),
        ItemKind.Email => new("E-Mail", "E-mail"),
        _ => new("Chat", "Chat"),
    };

    /// <summary>
    /// Name of a language in the reader's language; the code where the reader's system does not know it.
    /// </summary>
    public static string LanguageName(string code) => code switch
    {
        "und" => Unknown,
        "de" => new Phrase("Deutsch", "German"),
        "en" => new Phrase("Englisch", "English"),
        "fr" => new Phrase("Französisch", "French"),
        "it" => new Phrase("Italienisch", "Italian"),
        "es" => new Phrase("Spanisch", "Spanish"),
        "nl" => new Phrase("Niederländisch", "Dutch"),
        "pl" => new Phrase("Polnisch", "Polish"),
        "tr" => new Phrase("Türkisch", "Turkish"),
        _ => code,
    };

    /// <summary>An hour of the day as the address has it.</summary>
    public static string HourName(string value) =>
        int.TryParse(value, CultureInfo.InvariantCulture, out var from) && from is >= 0 and < 24 ? hour.With(from, from + 1) : value;
}
