using Echolot.Matching;
using Echolot.Monitors;
using Echolot.Web.Components;
using Echolot.Web.Shell;

namespace Echolot.Web.Monitors;

/// <summary>Texts of what the editor says about a query.</summary>
internal static class StudyText
{
    public static readonly Phrase Panes = new("Was gezeigt wird", "What is shown");
    public static readonly Phrase Hits = new("Treffer", "Hits");
    public static readonly Phrase Sample = new("Stichprobe", "Sample");
    public static readonly Phrase Related = new("Verwandtes", "Related");
    public static readonly Phrase Wider = new("Was fehlt", "What is missing");

    public static readonly Phrase Mode = new("Eingabe", "Input");
    public static readonly Phrase AsText = new("Text", "Text");
    public static readonly Phrase AsLists = new("Listen", "Lists");
    public static readonly Phrase ListAll = new("Alle davon", "All of these");
    public static readonly Phrase ListAny = new("Mindestens eins davon", "At least one of these");
    public static readonly Phrase ListNone = new("Keins davon", "None of these");
    public static readonly Phrase ListHint = new(
        "Ein Eintrag je Zeile; mehrere Wörter sind eine Wortgruppe.", "One entry a line; several words are a phrase.");
    public static readonly Phrase NoLists = new(
        "Diese Anfrage lässt sich nicht als Listen zeigen, weil sie AND und OR verschachtelt oder Anmerkungen hat. Sie "
        + "bleibt Text.",
        "This query cannot be shown as lists, because it nests AND and OR or has comments. It stays text.");
    public static readonly Phrase Apply = new("Übernehmen", "Apply");

    public static readonly Phrase Terms = new("Ertrag je Begriff", "Yield of each term");
    public static readonly Phrase TermsNote = new("der {0:N0} neuesten Treffer", "of the newest {0:N0} hits");
    public static readonly Phrase TermAlone = new("allein: {0:N0}", "alone: {0:N0}");
    public static readonly Phrase Expected = new("Erwartet", "Expected");
    public static readonly Phrase Young = new(
        "erst seit {0} gesammelt, also noch ungenau", "collected only since {0}, so still rough");
    public static readonly Phrase PerDay = new("{0:N1} am Tag", "{0:N1} a day");
    public static readonly Phrase AtLeast = new("mindestens {0:N0} Treffer", "at least {0:N0} hits");
    public static readonly Phrase Cost = new("Aufwand", "Cost");
    public static readonly Phrase CostDetail = new(
        "{0:N0} von 1.000 Beiträgen werden geprüft", "{0:N0} of 1,000 posts are looked at");
    public static readonly Phrase Days60 = new("Treffer am Tag, 60 Tage", "Hits a day, 60 days");

    public static readonly Phrase SampleLead = new(
        "Urteilen Sie über {0:N0} zufällig gezogene Treffer: J für „gehört dazu“, N für „Rauschen“, U nimmt zurück.",
        "Judge {0:N0} hits drawn at random: J for “relevant”, N for “noise”, U takes back.");
    public static readonly Phrase SampleOf = new("Gezogen aus {0:N0} Treffern.", "Drawn from {0:N0} hits.");
    public static readonly Phrase SampleNewest = new(
        "Gezogen aus den {0:N0} neuesten Treffern.", "Drawn from the newest {0:N0} hits.");
    public static readonly Phrase SampleAgain = new("Neue Stichprobe", "New sample");
    public static readonly Phrase Unwritten = new(
        "Aus den Listen wurde keine Abfrage; bitte noch einmal speichern.", "The lists did not become a query; please save again.");
    public static readonly Phrase Relevant = new("Gehört dazu", "Relevant");
    public static readonly Phrase Noise = new("Rauschen", "Noise");
    public static readonly Phrase TakeBack = new("Zurücknehmen", "Take back");
    public static readonly Phrase PrecisionName = new("Trefferquote", "Precision");
    public static readonly Phrase PrecisionNone = new("noch kein Urteil", "nothing judged yet");
    public static readonly Phrase PrecisionRange = new(
        "{0:N0} von {1:N0}, mit 95 % Sicherheit {2:P0} bis {3:P0}",
        "{0:N0} of {1:N0}; {2:P0} to {3:P0} with 95% confidence");
    public static readonly Phrase NoisyTerms = new("Woher das Rauschen kommt", "Where the noise comes from");
    public static readonly Phrase NoisyTerm = new(
        "„{0}“ steht in {1:P0} des Rauschens ({2:N0} Rauschen, {3:N0} gewollt)",
        "“{0}” is in {1:P0} of the noise ({2:N0} noise, {3:N0} wanted)");
    public static readonly Phrase Suggestions = new("Ausschließen", "Leave out");
    public static readonly Phrase Suggestion = new(
        "nimmt {0:N0} Rauschen, verliert {1:N0} gewollte; dann {2:P0}",
        "removes {0:N0} noise, loses {1:N0} wanted; then {2:P0}");

    public static readonly Phrase RelatedLead = new(
        "Wörter, die in den Treffern öfter stehen als im übrigen Archiv; G² sagt, wie auffällig das ist.",
        "Words that stand in the hits more often than in the rest of the archive; G² says how striking that is.");
    public static readonly Phrase RelatedNone = new(
        "Kein Wort hebt die Treffer vom übrigen Archiv ab. Dafür braucht es einige Treffer.",
        "No word sets the hits apart from the rest of the archive. It takes some hits to tell.");
    public static readonly Phrase RelatedRest = new("Weitere verwandte Begriffe", "More related terms");
    public static readonly Phrase RelatedMost = new(
        "Gezeigt werden die {0} auffälligsten.", "The {0} most striking are shown.");
    public static readonly Phrase RelatedTerm = new("Begriff", "Term");
    public static readonly Phrase RelatedHits = new("in Treffern", "in hits");
    public static readonly Phrase RelatedOthers = new("sonst", "elsewhere");
    public static readonly Phrase RelatedScore = new("G²", "G²");
    public static readonly Phrase AddOr = new("Auch „{0}“ finden", "Find “{0}” too");
    public static readonly Phrase AddAnd = new("Nur mit „{0}“", "Only with “{0}”");
    public static readonly Phrase AddNot = new("Ohne „{0}“", "Without “{0}”");

    public static readonly Phrase WiderLead = new(
        "Was dazukäme, wenn die Anfrage an einer Stelle weiter gefasst wäre.",
        "What would come in if the query were wider in one place.");
    public static readonly Phrase WiderTried = new(
        "Geprüft wurden {0} von {1} Stellen.", "{0} of {1} places were tried.");
    public static readonly Phrase WiderNone = new(
        "Auch weiter gefasst findet die Anfrage im Archiv nichts Neues.",
        "Even made wider the query finds nothing new in the archive.");
    public static readonly Plural WiderMore = new(
        new("{0} Treffer mehr", "{0} more hit"), new("{0} Treffer mehr", "{0} more hits"));

    public static readonly Phrase Translate = new("Aus anderem Werkzeug", "From another tool");
    public static readonly Phrase TranslateTitle = new("Suchanfrage übersetzen", "Translate a query");
    public static readonly Phrase TranslateLead = new(
        "Fügen Sie eine Anfrage aus Brandwatch, Talkwalker oder Meltwater ein.",
        "Paste a query from Brandwatch, Talkwalker or Meltwater.");
    public static readonly Phrase TranslateFrom = new("Herkunft", "Origin");
    public static readonly Phrase TranslateGuess = new("Erkennen", "Detect");
    public static readonly Phrase TranslateGuessed = new("Sieht nach {0} aus.", "Looks like {0}.");
    public static readonly Phrase TranslateUnknown = new(
        "Die Herkunft ist nicht zu erkennen; alle Schreibweisen werden verstanden.",
        "The origin cannot be told; all spellings are understood.");
    public static readonly Phrase TranslateResult = new("Übersetzt", "Translated");
    public static readonly Phrase TranslateLost = new(
        "Nicht übersetzbar, weggelassen", "Cannot be translated, left out");
    public static readonly Phrase TranslateDecided = new(
        "So gelesen, obwohl es anders gemeint sein könnte", "Read in one way, though it may mean another");
    public static readonly Phrase TranslateWhole = new(
        "Alles ließ sich übersetzen.", "Everything could be translated.");
    public static readonly Phrase TranslateTake = new("Anfrage übernehmen", "Take over the query");
    public static readonly Phrase WriteAs = new("Kopieren als …", "Copy as …");
    public static readonly Phrase WriteTitle = new("Für ein anderes Werkzeug", "For another tool");
    public static readonly Phrase WriteLead = new(
        "Die Suchanfrage, wie sie jetzt im Feld steht, in der Sprache anderer Werkzeuge.",
        "The query as it stands in the field now, in the language of other tools.");
    public static readonly Phrase WriteLeftOut = new("gibt es dort nicht, weggelassen", "does not exist there, left out");
    public static readonly Phrase WriteInstead = new("gibt es dort nicht, stattdessen", "does not exist there, instead");
    public static readonly Phrase WriteNothing = new("Davon lässt sich dort nichts sagen.", "Nothing of it can be said there.");

    public static readonly Phrase AllPurposes = new("Alle", "All");
    public static readonly Phrase NoneOfPurpose = new(
        "Kein Monitor mit diesem Zweck", "No monitor with this purpose");
    public static readonly Phrase EveryPurpose = new("Alle Monitore", "All monitors");
    public static readonly Phrase QueryLabel = new("Suchanfrage", "Query");

    public static Phrase LevelName(CostLevel level) => level switch
    {
        CostLevel.Low => new("gering", "low"),
        CostLevel.Medium => new("mittel", "medium"),
        _ => new("hoch", "high"),
    };

    public static Tone LevelTone(CostLevel level) => level switch
    {
        CostLevel.Low => Tone.Good,
        CostLevel.Medium => Tone.Warning,
        _ => Tone.Bad,
    };

    public static Phrase WideningName(WideningKind kind) => kind switch
    {
        WideningKind.WithoutClause => new("Ohne die Bedingung {0}", "Without the condition {0}"),
        WideningKind.WithoutExclusion => new("Ohne den Ausschluss von {0}", "Without excluding {0}"),
        WideningKind.Anywhere => new("Wörter an beliebiger Stelle statt {0}", "Words anywhere instead of {0}"),
        _ => new("Mit mehr Formen der Wörter", "With more forms of the words"),
    };

    /// <summary>Why a field offers nothing; null where posts have values of it.</summary>
    public static Phrase? NotKnown(string field) => field switch
    {
        "city" => new(
            "Noch hat keine Quelle einen Ort genannt. Nehmen Sie country: für das Land.",
            "No source has stated a city yet. Take country: for the country."),
        _ => null,
    };

    /// <summary>What a field asks for, for the list of completions.</summary>
    public static Phrase FieldName(string field) => field switch
    {
        "title" => new("im Titel", "in the title"),
        "text" => new("im Text", "in the text"),
        "lead" => new("im Vorspann", "in the lead"),
        "lang" => new("Sprache", "language"),
        "source" => new("Netzwerk", "network"),
        "channel" => new("einzelne Quelle", "single source"),
        "author" => new("Name oder Handle", "name or handle"),
        "author.id" => new("Kennung der Person", "identifier of the person"),
        "verified" => new("geprüftes Konto", "verified account"),
        "site" => new("Website mit Unterseiten", "site and its subdomains"),
        "host" => new("genau dieser Host", "this host alone"),
        "tld" => new("Ende des Hostnamens", "end of the host name"),
        "url" => new("Adresse des Beitrags", "address of the post"),
        "links" => new("verlinkt auf", "links to"),
        "thread" => new("Gespräch", "conversation"),
        "country" => new("Land laut Quelle, sonst der Website", "country the source states, else of the site"),
        "region" => new("Region laut Quelle", "region the source states"),
        "city" => new("Ort laut Quelle", "city the source states"),
        "reach" => new("Reichweite laut Import", "reach an import states"),
        "class" => new("Klasse der Website oder Quelle", "class of the site or source"),
        "sourcetype" => new("Art der Quelle", "kind of source"),
        "author.bio" => new("Wörter, mit denen die Person sich beschreibt", "words by which the author describes themselves"),
        "replyto" => new("Antwort auf", "reply to"),
        "has" => new("enthält", "has"),
        "is" => new("Art des Beitrags", "kind of post"),
        "followers" => new("Follower der Person", "followers of the author"),
        "engagement" => new("Reaktionen", "reactions"),
        "rating" => new("Sterne 0 bis 5", "stars, 0 to 5"),
        "bot" => new("wie wahrscheinlich ein Programm", "how likely a program"),
        "hour" => new("Uhrzeit 0 bis 23", "hour, 0 to 23"),
        _ => new(field, field),
    };
}
