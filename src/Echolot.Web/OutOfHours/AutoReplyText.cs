using Echolot.Conversations;
using Echolot.Web.Conversations;
using Echolot.Web.Shell;

namespace Echolot.Web.OutOfHours;

internal static class AutoReplyText
{
    public static readonly Phrase Title = new("Automatische Antworten", "Automatic replies");
    public static readonly Phrase Rules = new("Regeln", "Rules");
    public static readonly Phrase RulesNote = new("Die erste Regel, die passt, antwortet.", "The first rule that fits replies.");
    public static readonly Phrase New = new("Neue automatische Antwort", "New automatic reply");
    public static readonly Phrase NoRules = new("Noch keine Regel: Niemand bekommt eine automatische Antwort.", "No rule yet: nobody gets an automatic reply.");
    public static readonly Phrase Name = new("Name der Regel", "Name of the rule");
    public static readonly Phrase Active = new("Eingeschaltet", "Switched on");
    public static readonly Phrase Off = new("aus", "off");
    public static readonly Phrase Channel = new("Netzwerk", "Network");
    public static readonly Phrase Every = new("alle Netzwerke", "every network");
    public static readonly Phrase Account = new("Konto", "Account");
    public static readonly Phrase EveryAccount = new("alle Konten", "every account");
    public static readonly Phrase Hours = new("Wann", "When");
    public static readonly Phrase Calendar = new("Geschäftszeiten", "Business hours");
    public static readonly Phrase NoCalendar = new("keine gewählt", "none chosen");
    public static readonly Phrase Crisis = new("Bei welcher Krisenstufe", "At which crisis level");
    public static readonly Phrase Legs = new("Wem", "To whom");
    public static readonly Phrase TextDe = new("Text auf Deutsch", "German text");
    public static readonly Phrase TextEn = new("Text auf Englisch", "English text");
    public static readonly Phrase TextHint = new(
        "Davor steht immer „{0}:“. {{{{opens}}}} wird zum Zeitpunkt, zu dem wieder jemand da ist.",
        "It always begins with “{0}:”. {{{{opens}}}} becomes the time when you are back.");
    public static readonly Phrase Save = new("Regel speichern", "Save rule");
    public static readonly Phrase Preview = new("Vorschau", "Preview");
    public static readonly Phrase Remove = new("Regel löschen", "Remove rule");
    public static readonly Phrase Up = new("„{0}“ nach oben", "Move “{0}” up");
    public static readonly Phrase Down = new("„{0}“ nach unten", "Move “{0}” down");
    public static readonly Phrase Saved = new("Gespeichert.", "Saved.");
    public static readonly Phrase Gone = new("Diese Regel gibt es nicht mehr", "This rule is gone");

    public static readonly Phrase Settings = new("Für alle", "For all of them");
    public static readonly Phrase Pause = new("Alle anhalten, etwa in einer Krise", "Pause all, as in a crisis");
    public static readonly Phrase PausedNow = new("Automatische Antworten sind angehalten. Es geht keine hinaus.", "Automatic replies are paused. None goes out.");
    public static readonly Phrase PauseOn = new("Angehalten auf", "Paused on");
    public static readonly Phrase Window = new("Höchstens eine je Person in so vielen Stunden", "At most one for each person in so many hours");
    public static readonly Phrase WindowHint = new("Zählt über alle Gespräche und Netzwerke.", "Counts over all conversations and networks.");
    public static readonly Phrase BotName = new("In wessen Namen", "In whose name");
    public static readonly Phrase BotNameHint = new("Leer heißt: {0}.", "Empty means {0}.");
    public static readonly Phrase SaveSettings = new("Einstellungen speichern", "Save settings");

    public static readonly Phrase LastWeek = new("Was letzte Woche hinausgegangen wäre", "What would have gone out last week");
    public static readonly Phrase Heard = new("Angesehene Nachrichten seit {1}: {0}. Antworten: {2}.", "Messages looked at since {1}: {0}. Replies: {2}.");
    public static readonly Phrase Cut = new("Es waren mehr; angesehen sind die neuesten {0}.", "There were more; the newest {0} were looked at.");
    public static readonly Phrase Nothing = new("Keine einzige.", "Not a single one.");
    public static readonly Phrase More = new("und {0} weitere", "and {0} more");
    public static readonly Phrase Log = new("Protokoll", "Log");
    public static readonly Phrase Sent = new("im Postausgang", "in the outbox");
    public static readonly Phrase NotSent = new("nicht gesendet", "not sent");

    /// <summary>Why one could not be sent.</summary>
    public static Phrase Refusal(InboxRefusal why) =>
        why is InboxRefusal.NoSource ? JoiningText.NoAccount : InboxText.Refusal(new(why, ""));

    public static readonly Phrase NoLog = new("Noch ging keine hinaus.", "None has gone out yet.");
    public static readonly Phrase Automatic = new("Automatisch", "Automatic");
    public static readonly Phrase Talk = new("Gespräch {0}", "Conversation {0}");

    public static Phrase HoursName(AutoReplyHours hours) => hours switch
    {
        AutoReplyHours.Outside => new("außerhalb der Geschäftszeiten", "outside business hours"),
        AutoReplyHours.Inside => new("während der Geschäftszeiten", "during business hours"),
        AutoReplyHours.Holiday => new("an Feiertagen und geschlossenen Tagen", "on holidays and closed days"),
        _ => new("immer", "always"),
    };

    public static Phrase LegsName(AutoReplyLegs legs) => legs switch
    {
        AutoReplyLegs.Public => new("nur wer öffentlich schreibt", "only those who write in public"),
        AutoReplyLegs.Both => new("wer öffentlich oder privat schreibt", "those who write in public or privately"),
        _ => new("nur wer privat schreibt", "only those who write privately"),
    };

    /// <summary>Ranges of levels that make sense, in the order of the list.</summary>
    public static IReadOnlyList<(int From, int? To, Phrase Name)> CrisisRanges { get; } =
    [
        (0, null, new("mit und ohne Krise", "with and without a crisis")),
        (0, 0, new("nur ohne Krise", "only without a crisis")),
        (1, null, new("ab Stufe 1", "from level 1")),
        (2, null, new("ab Stufe 2", "from level 2")),
        (3, null, new("nur Stufe 3", "only level 3")),
    ];

    public static Phrase VerdictName(AutoReplyVerdict verdict) => verdict switch
    {
        AutoReplyVerdict.Sends => new("beantwortet", "answered"),
        AutoReplyVerdict.NoneFits => new("keine Regel passt", "no rule fits"),
        AutoReplyVerdict.Paused => new("angehalten", "paused"),
        AutoReplyVerdict.ChannelPaused => new("Netzwerk angehalten", "network paused"),
        AutoReplyVerdict.FromBot => new("von einem Programm", "from a program"),
        AutoReplyVerdict.TooOld => new("zu alt", "too old"),
        AutoReplyVerdict.InTalk => new("ein Mensch spricht schon", "a person is speaking already"),
        _ => new("hatte schon eine", "has had one"),
    };
}
