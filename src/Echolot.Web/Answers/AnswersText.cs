using Echolot.Answers;
using Echolot.Web.Components;
using Echolot.Web.Shell;

namespace Echolot.Web.Answers;

internal static class AnswersText
{
    public static readonly Phrase Title = new("Wissen", "Answers");
    public static readonly Phrase Views = new("Bereiche des Wissens", "Parts of the library");
    public static readonly Phrase Library = new("Antworten", "Library");
    public static readonly Phrase Gaps = new("Lücken", "Gaps");
    public static readonly Phrase Policies = new("Richtlinien", "Policies");
    public static readonly Phrase Folders = new("Ordner", "Folders");
    public static readonly Phrase All = new("Alle", "All");
    public static readonly Phrase Search = new("Wissen durchsuchen", "Search the library");
    public static readonly Phrase SearchHint = new("Frage oder Wörter", "Question or words");
    public static readonly Phrase New = new("Neue Antwort", "New answer");
    public static readonly Phrase EmptyTitle = new("Noch keine Antworten", "No answers yet");
    public static readonly Phrase EmptyText = new(
        "Was oft gefragt wird, steht hier einmal richtig: geprüft, für jeden Kanal, mit Du und Sie.",
        "What is asked often is kept here once and right: checked, for every channel, in both forms of address.");
    public static readonly Phrase NoneTitle = new("Nichts gefunden", "Nothing found");
    public static readonly Phrase NoneText = new("Dazu steht hier nichts.", "There is nothing about it here.");
    public static readonly Phrase Gone = new("Diese Antwort gibt es nicht", "There is no such answer");
    public static readonly Plural Used = new(new("{0}-mal benutzt", "used {0} time"), new("{0}-mal benutzt", "used {0} times"));
    public static readonly Phrase WroteAgain = new("{0} % schrieben danach noch einmal", "{0}% wrote again afterwards");
    public static readonly Phrase Reopened = new("wieder geöffnet: {0}", "opened again: {0}");
    public static readonly Phrase Satisfied = new("zufrieden: {0}", "satisfied: {0}");
    public static readonly Phrase FewCases = new("{0} von {1} (wenige Fälle)", "{0} of {1} (few cases)");
    public static readonly Phrase OfCases = new("{0} % von {1}", "{0}% of {1}");
    public static readonly Phrase OutcomeNote = new(
        "Nach dem ersten Einsetzen in einem Gespräch: Anteil der erledigten, die wieder aufgingen, und der Befragten, die 4 oder 5 gaben. Unter {0} Fällen stehen Zahlen statt Anteile.",
        "After its first use in a conversation: share of those done that were opened again, and of those asked who gave 4 or 5. Below {0} cases numbers stand instead of shares.");
    public static readonly Phrase NeverUsed = new("noch nicht benutzt", "not used yet");
    public static readonly Plural Wordings = new(new("{0} Fassung", "{0} wording"), new("{0} Fassungen", "{0} wordings"));
    public static readonly Phrase Fits = new("Passt wegen: {0}", "Fits because of: {0}");
    public static readonly Phrase Until = new("bis {0}", "until {0}");
    public static readonly Phrase ReviewOn = new("prüfen ab {0}", "review from {0}");
    public static readonly Phrase EndsSoon = new("Läuft bald ab", "Expires soon");

    public static readonly Phrase NewFolder = new("Neuer Ordner", "New folder");
    public static readonly Phrase EditFolder = new("Ordner bearbeiten", "Edit folder");
    public static readonly Phrase FolderName = new("Name des Ordners", "Name of the folder");
    public static readonly Phrase FolderAbove = new("Liegt in", "Lies in");
    public static readonly Phrase TopFolder = new("ganz oben", "top level");
    public static readonly Phrase SaveFolder = new("Ordner speichern", "Save folder");
    public static readonly Phrase RemoveFolder = new("Leeren Ordner löschen", "Remove empty folder");

    public static readonly Phrase Name = new("Titel", "Title");
    public static readonly Phrase Kind = new("Art", "Kind");
    public static readonly Phrase Folder = new("Ordner", "Folder");
    public static readonly Phrase NoFolder = new("kein Ordner", "no folder");
    public static readonly Phrase Question = new("So wird gefragt", "How people ask");
    public static readonly Phrase QuestionHint = new(
        "In den Worten der Kundinnen und Kunden; mehrere Fragen untereinander. Danach richten sich die Vorschläge.",
        "In the customers' words; several questions one below the other. Suggestions go by it.");
    public static readonly Phrase Keywords = new("Stichwörter", "Keywords");
    public static readonly Phrase KeywordsHint = new("Mit Komma getrennt; auch zum Finden mit ::", "Separated by commas; also to find it with ::");
    public static readonly Phrase Owner = new("Zuständig", "Owner");
    public static readonly Phrase Nobody = new("niemand", "nobody");
    public static readonly Phrase ValidFrom = new("Gültig ab", "Valid from");
    public static readonly Phrase ValidUntil = new("Gültig bis", "Valid until");
    public static readonly Phrase Variants = new("Fassungen", "Wordings");
    public static readonly Phrase VariantsNote = new(
        "Im Gespräch wird die passende genommen. Leeres passt überall; ohne Text fällt eine Fassung weg.",
        "The fitting one is taken in a conversation. What is empty fits everywhere; a wording without text is dropped.");
    public static readonly Phrase Variant = new("Fassung {0}", "Wording {0}");
    public static readonly Phrase AnotherVariant = new("Weitere Fassung", "Another wording");
    public static readonly Phrase Words = new("Wortlaut", "Text");
    public static readonly Phrase Channel = new("Kanal", "Channel");
    public static readonly Phrase EveryChannel = new("jeder Kanal", "every channel");
    public static readonly Phrase Reply = new("Antwort", "Reply");
    public static readonly Phrase BothReplies = new("öffentlich und privat", "public and private");
    public static readonly Phrase Language = new("Sprache", "Language");
    public static readonly Phrase AnyLanguage = new("jede Sprache", "any language");
    public static readonly Phrase FormOfAddress = new("Anrede", "Form of address");
    public static readonly Phrase NoAddress = new("ohne Anrede", "neither");
    public static readonly Phrase Placeholders = new("Platzhalter: {0}", "Placeholders: {0}");
    public static readonly Phrase Save = new("Speichern", "Save");
    public static readonly Phrase SaveAndApprove = new("Speichern und freigeben", "Save and approve");
    public static readonly Phrase Saved = new("Gespeichert.", "Saved.");
    public static readonly Phrase Approve = new("Diese Fassung freigeben", "Approve this version");
    public static readonly Phrase Approved = new("Freigegeben.", "Approved.");
    public static readonly Phrase Withdraw = new("Freigabe zurücknehmen", "Take the approval back");
    public static readonly Phrase Withdrawn = new("Freigabe zurückgenommen.", "Approval taken back.");
    public static readonly Phrase Remove = new("Antwort löschen", "Remove answer");
    public static readonly Phrase Removed = new("Gelöscht.", "Removed.");
    public static readonly Phrase Usage = new("Nutzung", "Usage");
    public static readonly Phrase Preview = new("Vorschau", "Preview");
    public static readonly Phrase PreviewNote = new("Was im Gespräch eingefügt würde", "What a conversation would get");
    public static readonly Phrase PreviewNone = new("Für diesen Fall gibt es keine Fassung.", "There is no wording for this case.");
    public static readonly Phrase Versions = new("Versionen", "Versions");
    public static readonly Phrase Version = new("Version {0}", "Version {0}");
    public static readonly Phrase MadeBy = new("von {0}", "by {0}");
    public static readonly Phrase ApprovedBy = new("freigegeben von {0}", "approved by {0}");
    public static readonly Phrase Files = new("Dateien", "Files");
    public static readonly Phrase FilesNote = new("PDF, PNG, JPEG, GIF oder WebP, je bis 5 MB", "PDF, PNG, JPEG, GIF or WebP, up to 5 MB each");
    public static readonly Phrase File = new("Datei", "File");
    public static readonly Phrase AddFile = new("Datei anhängen", "Attach file");
    public static readonly Phrase RemoveFile = new("Datei entfernen: {0}", "Remove file: {0}");
    public static readonly Phrase Somebody = new("jemand", "somebody");

    public static readonly Phrase Import = new("Tabelle einlesen", "Read a table in");
    public static readonly Phrase Export = new("Als Tabelle speichern", "Save as a table");
    public static readonly Phrase ImportNote = new(
        "CSV mit den Spalten des Exports. Zeilen mit gleichem Ordner und Titel werden eine Antwort mit mehreren Fassungen.",
        "CSV with the columns of the export. Rows of the same folder and title become one answer with several wordings.");
    public static readonly Phrase ImportText = new("Oder hier einfügen", "Or paste it here");
    public static readonly Phrase Trial = new("Probelauf", "Trial run");
    public static readonly Phrase ImportDo = new("Einlesen", "Read in");
    public static readonly Phrase TrialTitle = new("Probelauf: nichts ist geändert", "Trial run: nothing has changed");
    public static readonly Phrase ImportDone = new("Eingelesen", "Read in");
    public static readonly Phrase NewTitles = new("Neu: {0}", "New: {0}");
    public static readonly Phrase ChangedTitles = new("Geändert: {0}", "Changed: {0}");
    public static readonly Phrase SameTitles = new("Unverändert: {0}", "Unchanged: {0}");
    public static readonly Phrase Row = new("Zeile", "Row");
    public static readonly Phrase Column = new("Spalte", "Column");
    public static readonly Phrase Problem = new("Problem", "Problem");
    public static readonly Phrase ImportTooLarge = new("Die Datei ist größer als 8 MB.", "The file is larger than 8 MB.");
    public static readonly Phrase ImportNothing = new("Wählen Sie eine Datei, oder fügen Sie eine Tabelle ein.", "Choose a file, or paste a table.");

    public static readonly Plural GapsOpen = new(
        new("{0} Anliegen ohne Antwort", "{0} request without an answer"), new("{0} Anliegen ohne Antwort", "{0} requests without an answer"));
    public static readonly Phrase GapsLooked = new(
        "Angesehen: {0} Anliegen aus den neuesten {1} Gesprächen der letzten {2} Tage, mit Fragezeichen oder ohne. Stand {3}.",
        "Looked at: {0} requests of the newest {1} conversations of the last {2} days, with a question mark or without. As of {3}.");
    public static readonly Phrase GapsNone = new("Auf alles gibt es eine Antwort", "Everything has an answer");
    public static readonly Phrase GapsNoneText = new(
        "Hier stehen Fragen und Anliegen, zu denen im Wissen nichts Passendes steht, nach Themen geordnet.",
        "Questions and requests for which the library has nothing that fits appear here, by topic.");
    public static readonly Phrase WriteAnswer = new("Antwort schreiben", "Write an answer");
    public static readonly Plural Questions = new(new("{0} Anliegen", "{0} request"), new("{0} Anliegen", "{0} requests"));

    public static readonly Phrase NewPolicy = new("Neue Richtlinie", "New policy");
    public static readonly Phrase NoPolicies = new("Noch keine Richtlinien", "No policies yet");
    public static readonly Phrase NoPoliciesText = new(
        "Was bei Beschwerden, Trollen, Kulanz, Klagedrohungen und in der Krise gilt, erscheint im Gespräch, wenn es zutrifft.",
        "What holds for complaints, trolls, goodwill, legal threats and crises appears in the conversation when it applies.");
    public static readonly Phrase PolicyGone = new("Diese Richtlinie gibt es nicht", "There is no such policy");
    public static readonly Phrase PolicyName = new("Name", "Name");
    public static readonly Phrase PolicyText = new("Was gilt", "What holds");
    public static readonly Phrase Steps = new("Schritte", "Steps");
    public static readonly Phrase StepsHint = new("Einer je Zeile.", "One a line.");
    public static readonly Phrase AdviceLabel = new("Antworten?", "Answer?");
    public static readonly Phrase When = new("Gilt, wenn eines davon zutrifft", "Applies when one of these holds");
    public static readonly Phrase WhenWords = new("Wörter der Kundin oder des Kunden", "Words of the customer");
    public static readonly Phrase WhenWordsHint = new(
        "Mit Komma getrennt; gebeugte Formen und Zusammensetzungen zählen mit.",
        "Separated by commas; inflected forms and compounds count.");
    public static readonly Phrase WhenLabels = new("Labels oder Kategorien", "Labels or categories");
    public static readonly Phrase WhenFindings = new("Was die Priorität gefunden hat", "What the priority found");
    public static readonly Phrase CaseLimit = new("Kulanz je Fall, höchstens (€)", "Goodwill per case, at most (€)");
    public static readonly Phrase MonthLimit = new("Kulanz im Monat, höchstens (€)", "Goodwill per month, at most (€)");
    public static readonly Phrase LimitHint = new("Leer: keine Kulanz", "Empty: no goodwill");
    public static readonly Phrase MonthHint = new("Leer: ohne Grenze", "Empty: no limit");
    public static readonly Phrase Active = new("Richtlinie gilt", "Policy holds");
    public static readonly Phrase Off = new("aus", "off");
    public static readonly Phrase SavePolicy = new("Richtlinie speichern", "Save policy");
    public static readonly Phrase RemovePolicy = new("Richtlinie löschen", "Remove policy");
    public static readonly Phrase AmountWrong = new("Das ist kein Betrag.", "This is no amount.");

    public static Phrase KindName(AnswerKind kind) => kind is AnswerKind.Question
        ? new("Frage und Antwort", "Question and answer")
        : new("Textbaustein", "Text module");

    public static Phrase StandingName(AnswerStanding standing) => standing switch
    {
        AnswerStanding.Draft => new("Entwurf", "Draft"),
        AnswerStanding.Approved => new("Freigegeben", "Approved"),
        AnswerStanding.Changed => new("Geändert, nicht freigegeben", "Changed, not approved"),
        AnswerStanding.NotYet => new("Noch nicht gültig", "Not valid yet"),
        _ => new("Abgelaufen", "Expired"),
    };

    public static Tone StandingTone(AnswerStanding standing) => standing switch
    {
        AnswerStanding.Approved => Tone.Good,
        AnswerStanding.Changed or AnswerStanding.NotYet => Tone.Warning,
        AnswerStanding.Expired => Tone.Bad,
        _ => Tone.Plain,
    };

    public static Phrase PolicyKindName(PolicyKind kind) => kind switch
    {
        PolicyKind.Complaint => new("Beschwerde", "Complaint"),
        PolicyKind.Troll => new("Troll", "Troll"),
        PolicyKind.Goodwill => new("Kulanz", "Goodwill"),
        PolicyKind.Legal => new("Klagedrohung", "Legal threat"),
        PolicyKind.Crisis => new("Krise", "Crisis"),
        _ => new("Allgemeine Kritik", "General remark"),
    };

    public static string PolicyIcon(PolicyKind kind) => kind switch
    {
        PolicyKind.Complaint => "frown",
        PolicyKind.Troll => "ban",
        PolicyKind.Goodwill => "heart",
        PolicyKind.Legal => "shield",
        PolicyKind.Crisis => "siren",
        _ => "message-circle",
    };

    public static Phrase Advice(PolicyAdvice advice) => advice switch
    {
        PolicyAdvice.Answer => new("antworten", "answer"),
        PolicyAdvice.Judge => new("abwägen", "judge"),
        _ => new("nicht antworten", "do not answer"),
    };

    public static Phrase Refusal(AnswerException wrong) => wrong.Why switch
    {
        AnswerRefusal.NotFound => Gone,
        AnswerRefusal.NameMissing => new("Bitte geben Sie einen Namen an.", "Give it a name."),
        AnswerRefusal.NameTooLong => new("Das ist zu lang.", "That is too long."),
        AnswerRefusal.TextMissing => new("Schreiben Sie mindestens eine Fassung.", "Write at least one wording."),
        AnswerRefusal.TextTooLong => new("Der Text ist zu lang.", "The text is too long."),
        AnswerRefusal.TooMany => new("Das sind zu viele.", "Those are too many."),
        AnswerRefusal.DatesCrossed => new("Das Ende liegt vor dem Anfang.", "The end lies before the beginning."),
        AnswerRefusal.FolderNotEmpty => new("In dem Ordner liegt noch etwas.", "There is something in the folder."),
        AnswerRefusal.TooDeep => new("So tief kann ein Ordner nicht liegen.", "A folder cannot lie that deep."),
        AnswerRefusal.FileTooLarge => new("Die Datei ist leer oder zu groß.", "The file is empty or too large."),
        AnswerRefusal.FileType => new("Diese Art von Datei wird nicht angenommen.", "This kind of file is not taken."),
        AnswerRefusal.AmountWrong => AmountWrong,
        AnswerRefusal.OverLimit => new("Das ist mehr, als für diesen Fall übrig ist.", "That is more than is left for this case."),
        AnswerRefusal.OverBudget => new("Das ist mehr, als in diesem Monat übrig ist.", "That is more than is left this month."),
        AnswerRefusal.NoPolicy => new("Diese Richtlinie gibt keine Kulanz.", "This policy gives no goodwill."),
        _ => new("Inzwischen hat jemand etwas geändert. Sehen Sie noch einmal hin.", "Somebody has changed it meanwhile. Look again."),
    };

    /// <summary>A share, or where it would be chance its two numbers.</summary>
    public static string Share(long part, long of) => of < Echolot.Conversations.AnswerOutcome.Few
        ? FewCases.With(part, of)
        : OfCases.With((part * 100 + of / 2) / of, of.ToString("N0", System.Globalization.CultureInfo.CurrentCulture));
}
