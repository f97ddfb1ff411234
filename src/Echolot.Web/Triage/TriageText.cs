using System.Globalization;
using Echolot.Mentions;
using Echolot.Triage;
using Echolot.Web.Mentions;
using Echolot.Web.Shell;

namespace Echolot.Web.Triage;

/// <summary>Texts of rules, runs and saved views.</summary>
internal static class TriageText
{
    public static readonly Phrase Rules = new("Regeln", "Rules");
    public static readonly Phrase NewRule = new("Neue Regel", "New rule");
    public static readonly Phrase RulesNone = new("Noch keine Regel", "No rules yet");
    public static readonly Phrase RulesNoneText = new(
        "Eine Regel vergibt bei neuen Erwähnungen Labels, Zuständige oder ein Urteil – auf Wunsch auch bei allen alten.",
        "A rule labels, assigns or judges new mentions by itself, and old ones too if you like.");
    public static readonly Phrase RulesOrder = new(
        "Regeln arbeiten von oben nach unten. Jede Erwähnung sagt in ihrem Verlauf, welche Regel was getan hat.",
        "Rules work from top to bottom. Each mention tells in its history which rule did what.");
    public static readonly Phrase Up = new("Nach oben", "Move up");
    public static readonly Phrase Down = new("Nach unten", "Move down");
    public static readonly Phrase Name = new("Name", "Name");
    public static readonly Phrase When = new("Wenn", "If");
    public static readonly Phrase Then = new("Dann", "Then");
    public static readonly Phrase Query = new("Suchanfrage", "Query");
    public static readonly Phrase QueryHint = new(
        "Dieselbe Sprache wie bei Monitoren. Leer: nur die Filter entscheiden.",
        "The same language as in monitors. Empty: the filters alone decide.");
    public static readonly Phrase AnyOf = new("beliebig", "any");
    public static readonly Phrase Author = new("Kennung der Person im Netzwerk", "Id of the author at the network");
    public static readonly Phrase AuthorHint = new(
        "Dieselbe Kennung kann in einem anderen Netzwerk jemand anderem gehören. Ohne Netzwerk gilt sie in jedem.",
        "The same id may be somebody else's at another network. Without a network it holds at each of them.");
    public static readonly Phrase Site = new("Website", "Site");
    public static readonly Phrase SiteHint = new("zum Beispiel zeitung.example", "for example news.example");
    public static readonly Phrase ChooseTone = new("Wählen Sie den Ton in der Leiste unten.", "Choose the tone in the bar below.");
    public static readonly Phrase Verdict = new("Urteil", "Verdict");
    public static readonly Phrase Leave = new("nicht ändern", "leave as it is");
    public static readonly Phrase NewLabel = new("Neues Label", "New label");
    public static readonly Phrase Active = new("Eingeschaltet", "On");
    public static readonly Phrase Off = new("Aus", "Off");
    public static readonly Phrase Versions = new("Fassungen", "Versions");
    public static readonly Phrase Stops = new("Danach keine weitere Regel", "No further rule after this one");
    public static readonly Phrase Opens = new("Gespräch daraus machen", "Make a conversation of it");
    public static readonly Phrase OpensHint = new(
        "Neue Erwähnungen kommen ins Postfach, mit Frist und Verteilung. Aus dem Archiv wird nichts zum Gespräch.",
        "New mentions come into the inbox, with a clock and routing. Nothing of the archive becomes a conversation.");
    public static readonly Phrase Voice = new("Dort antwortet", "Answered there by");
    public static readonly Phrase VoiceLater = new("wird im Gespräch gewählt", "chosen in the conversation");
    public static readonly Phrase OpensShort = new("Gespräch", "conversation");
    public static readonly Phrase Dead = new("tut nichts", "does nothing");
    public static readonly Phrase DeadTitle = new(
        "Die Regel nennt ein Etikett, das gelöscht wurde. Bis sie geändert ist, trifft sie nichts und hält keine andere auf.",
        "The rule names a label that was deleted. Until it is changed it hits nothing and keeps no other one away.");
    public static readonly Phrase StopsShort = new("Ende", "stops");
    public static readonly Phrase Save = new("Speichern", "Save");
    public static readonly Phrase SaveAndRun = new("Speichern und auf Vorhandenes anwenden", "Save and apply to what is stored");
    public static readonly Phrase RunPast = new("Auf Vorhandenes anwenden", "Apply to what is stored");
    public static readonly Phrase Preview = new("Was die Regel trifft", "What the rule hits");
    public static readonly Phrase PreviewNone = new(
        "Schreiben Sie eine Suchanfrage oder wählen Sie einen Filter.", "Write a query or choose a filter.");
    public static readonly Phrase PreviewNote = new(
        "Die neuesten davon. Gespeichert wird erst, wenn Sie es sagen. Was eine frühere Regel mit „Ende“ trifft, lässt diese hier aus.",
        "The newest of them. Nothing is saved until you say so. What an earlier rule marked “stops” hits, this one leaves out.");
    public static readonly Phrase Remove = new("Regel löschen", "Delete rule");
    public static readonly Phrase RemoveNote = new("Was die Regel schon getan hat, bleibt.", "What the rule has done stays.");
    public static readonly Plural Hits = new(new("{0} Treffer", "{0} hit"), new("{0} Treffer", "{0} hits"));
    public static readonly Phrase LastHit = new("zuletzt", "last");
    public static readonly Phrase ChangedBy = new("Geändert von {0}", "Changed by {0}");
    public static readonly Phrase Saved = new("Gespeichert", "Saved");
    public static readonly Phrase Removed = new("Gelöscht", "Deleted");
    public static readonly Phrase Moved = new("Reihenfolge geändert", "Order changed");
    public static readonly Phrase Gone = new("Diese Regel gibt es nicht mehr.", "This rule is gone.");

    public static readonly Phrase Runs = new("Läufe", "Runs");
    public static readonly Phrase RunsNone = new("Noch kein Lauf", "No runs yet");
    public static readonly Phrase RunsNoneText = new(
        "Ändern Sie in der Liste mehrere Erwähnungen auf einmal, oder wenden Sie eine Regel auf Vorhandenes an.",
        "Change several mentions at once in the list, or apply a rule to what is stored.");
    public static readonly Phrase RunOf = new("{0:N0} von {1:N0} angesehen", "{0:N0} of {1:N0} looked at");
    public static readonly Plural Changed = new(
        new("{0} Erwähnung geändert", "{0} mention changed"), new("{0} Erwähnungen geändert", "{0} mentions changed"));
    public static readonly Phrase Undo = new("Rückgängig", "Undo");
    public static readonly Phrase GoOn = new("Fortsetzen", "Go on");
    public static readonly Phrase NothingToGoOnWith = new(
        "Das ist nicht gescheitert, läuft schon weiter oder ist zurückgenommen.",
        "It did not fail, goes on already, or was taken back.");
    public static readonly Phrase Undone = new("zurückgenommen", "taken back");
    public static readonly Phrase Stop = new("Anhalten", "Stop");
    public static readonly Phrase Started = new("Läuft", "Running");
    public static readonly Phrase NothingToUndo = new(
        "Das läuft noch, hat nichts geändert oder ist schon zurückgenommen.",
        "It still runs, changed nothing, or was taken back already.");
    public static readonly Phrase Failed = new("abgebrochen:", "failed:");
    public static readonly Phrase Cancelled = new("angehalten", "stopped");
    public static readonly Phrase RunClosed = new(
        "Das hat eine Regel oder die Liste der Ausgelassenen getan. Wer Monitore ändern darf, kann es zurücknehmen.",
        "A rule or the list of what is left out did this. Whoever may edit monitors can take it back.");
    public static readonly Phrase Waiting = new("wartet", "waiting");
    public static readonly Phrase Undoing = new("Rückgängig: Lauf {0}", "Undo of run {0}");
    public static readonly Phrase ByRule = new("Regel „{0}“ auf Vorhandenes", "Rule “{0}” on what is stored");
    public static readonly Phrase Many = new("Auswahl", "Selection");

    public static readonly Phrase Views = new("Ansichten", "Views");
    public static readonly Phrase All = new("Alle", "All");
    public static readonly Phrase SaveView = new("Ansicht speichern", "Save view");
    public static readonly Phrase ViewName = new("Name der Ansicht", "Name of the view");
    public static readonly Phrase ViewShared = new("Für alle im Team", "For everybody in the team");
    public static readonly Phrase Unreadable = new(
        "Ein Filter in der Adresse ist nicht zu lesen. Setzen Sie die Filter zurück und wählen Sie sie noch einmal.",
        "A filter in the address cannot be read. Clear the filters and choose them again.");
    public static readonly Phrase ViewSaved = new("Ansicht gespeichert", "View saved");
    public static readonly Phrase ViewChange = new("Umbenennen oder neu füllen", "Rename or fill anew");
    public static readonly Phrase ViewRename = new("Name speichern", "Save name");
    public static readonly Phrase ViewFill = new("Filter von jetzt übernehmen", "Take the present filters");
    public static readonly Phrase ViewRemoved = new("Ansicht gelöscht", "View deleted");
    public static readonly Phrase ViewNote = new(
        "Merkt sich die Filter, die jetzt gewählt sind.", "Remembers the filters that are chosen now.");
    public static readonly Phrase RemoveView = new("Ansicht „{0}“ löschen", "Delete view “{0}”");
    public static readonly Phrase Manage = new("Verwalten", "Manage");
    public static readonly Phrase Split = new("Spalten", "Columns");
    public static readonly Phrase SplitTitle = new("Spalten nebeneinander", "Side by side");
    public static readonly Phrase SplitPick = new("Zwei bis vier Ansichten nebeneinander", "Two to four views side by side");
    public static readonly Phrase SplitText = new(
        "Zum Beispiel Ungelesenes neben dem, was Ihnen zugewiesen ist. Jede Spalte läuft live mit.",
        "Unread ones beside those assigned to you, for example. Every column is live.");
    public static readonly Phrase SplitMost = new("Höchstens {0} passen nebeneinander.", "At most {0} fit side by side.");
    public static readonly Phrase SplitLeftOut = new(
        "Höchstens {0} Ansichten passen nebeneinander. Nicht gezeigt: {1}.", "At most {0} views fit side by side. Not shown: {1}.");
    public static readonly Phrase SplitChoose = new("Ansichten wählen", "Choose views");
    public static readonly Phrase SplitShow = new("Nebeneinander zeigen", "Show side by side");
    public static readonly Phrase Close = new("Spalte schließen", "Close column");

    public static readonly Phrase Chosen = new("# ausgewählt", "# selected");
    public static readonly Phrase ChoosePage = new("Alle geladenen", "All loaded");
    public static readonly Phrase ChooseAll = new("Alles, was zum Filter passt", "Everything that fits the filter");
    public static readonly Phrase AllChosen = new(
        "Alles, was zum Filter passt ({0})", "Everything that fits the filter ({0})");
    /// <summary>Everything that fits, with its number; null while that is not known.</summary>
    public static string Everything(Counted? count) => AllChosen.With(
        count is null ? "…" : (count.Complete ? "" : "≥ ") + count.Value.ToString("N0", CultureInfo.CurrentCulture));

    public static readonly Phrase ChooseNone = new("Auswahl aufheben", "Clear selection");

    public static readonly Phrase ChangedMeanwhile = new(
        "Die Regel wurde inzwischen geändert", "The rule was changed meanwhile");
    public static readonly Phrase ChangedMeanwhileText = new(
        "{0} hat sie am {1} gespeichert, was unter „Versionen“ zuoberst steht. Ihre Eingaben stehen noch hier; wenn Sie jetzt speichern, "
            + "gelten sie.",
        "{0} saved on {1} what is on top of “Versions”. What you typed is still here; it counts if you save now.");
    public static readonly Phrase Theirs = new("Gespeicherten Stand laden", "Load what is stored");
    public static readonly Phrase SomebodyElse = new("Jemand anderes", "Somebody else");

    public static Phrase Refusal(TriageRefusal why) => why switch
    {
        TriageRefusal.NameMissing => new("Der Name fehlt.", "The name is missing."),
        TriageRefusal.NameTooLong => new("Höchstens 80 Zeichen.", "At most 80 characters."),
        TriageRefusal.ConditionMissing => new(
            "So träfe die Regel alles. Schreiben Sie eine Suchanfrage oder wählen Sie einen Filter.",
            "The rule would hit everything. Write a query or choose a filter."),
        TriageRefusal.ChangesMissing => new("Wählen Sie, was geschehen soll.", "Choose what is to happen."),
        TriageRefusal.ReadByRule => new("Lesen kann nur ein Mensch.", "Only a person reads."),
        TriageRefusal.NotYours => new(
            "Eine Ansicht ändert nur, wer sie angelegt hat.", "Only who made a view changes it."),
        TriageRefusal.TooManyViews => new(
            "Sie haben schon hundert Ansichten, oder ihre Filter sind zusammen zu lang. Löschen Sie zuerst eine.",
            "You have a hundred views, or their filters are too long together. Delete one first."),
        TriageRefusal.NothingToUndo => NothingToUndo,
        TriageRefusal.NothingToGoOnWith => NothingToGoOnWith,
        TriageRefusal.ChangedMeanwhile => ChangedMeanwhile,
        _ => Gone,
    };

    /// <summary>What a rule or a run does, in a few words each.</summary>
    public static IEnumerable<string> Actions(
        IReadOnlyList<WorkChange> changes, Func<long, string> label, Func<long, string> person) =>
        changes.Select(c => c switch
        {
            { Field: WorkField.Read, Value: 1 } => WorkText.MarkRead,
            { Field: WorkField.Read } => WorkText.MarkUnread,
            { Field: WorkField.Label, Off: true, Value: { } id } => WorkText.RemoveLabel.With(label(id)),
            _ => WorkText.StepText(
                new WorkStep(0, default, c.Field, null, c.Value, null, null, null), label, person),
        }).Where(text => text.Length > 0);

    /// <summary>What a condition asks for, in one line.</summary>
    public static string Asked(
        Condition condition, IReadOnlyDictionary<long, string> monitors, IReadOnlyDictionary<string, string> sources,
        Func<string, string> network)
    {
        var parts = new List<string>();
        if (condition.Query is { } query) parts.Add(query);
        if (condition.Monitors.Count > 0)
            parts.Add(string.Join(", ", condition.Monitors.Select(
                m => monitors.GetValueOrDefault(m) ?? m.ToString(CultureInfo.InvariantCulture))));
        if (condition.Sources.Count > 0)
            parts.Add(string.Join(", ", condition.Sources.Select(s => sources.GetValueOrDefault(s) ?? s)));
        if (condition.Languages.Count > 0)
            parts.Add(string.Join(", ", condition.Languages.Select(ListeningText.LanguageName)));
        if (condition.Sentiments.Count > 0)
            parts.Add(string.Join(", ", condition.Sentiments.Select(s => ListeningText.ToneName(s).ToString())));
        if (condition.Kinds.Count > 0)
            parts.Add(string.Join(", ", condition.Kinds.Select(k => ListeningText.KindName(k).ToString())));
        if (condition.AuthorId is { } author) parts.Add(author);
        if (condition.Network is { } place) parts.Add(network(place));
        if (condition.Site is { } site) parts.Add(site);
        return string.Join(" · ", parts);
    }
}
