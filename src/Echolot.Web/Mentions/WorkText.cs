using Echolot.Mentions;
using Echolot.Web.Shell;

namespace Echolot.Web.Mentions;

/// <summary>Texts of the work on mentions: states, labels, notes, history, bulk actions.</summary>
internal static class WorkText
{
    public static readonly Phrase States = new("Bearbeitung", "State");
    public static readonly Phrase Category = new("Kategorie", "Category");
    public static readonly Phrase Unread = new("Ungelesen", "Unread");
    public static readonly Phrase MarkUnread = new("Als ungelesen zeigen", "Mark as unread");
    public static readonly Phrase MarkRead = new("Als gelesen zeigen", "Mark as read");
    public static readonly Phrase Flag = new("Markieren", "Flag");
    public static readonly Phrase Unflag = new("Markierung entfernen", "Remove flag");
    public static readonly Phrase Flagged = new("Markiert", "Flagged");
    public static readonly Phrase Relevant = new("Relevant", "Relevant");
    public static readonly Phrase Noise = new("Rauschen", "Noise");
    public static readonly Phrase Hide = new("Ausblenden", "Hide");
    public static readonly Phrase Show = new("Wieder einblenden", "Show again");
    public static readonly Phrase Hidden = new("Ausgeblendet", "Hidden");
    public static readonly Phrase TooMany = new(
        $"Einzeln wählen Sie höchstens {WorkRoutes.MostAtOnce} auf einmal; nehmen Sie „Alles, was zum Filter passt“. Es wurde nichts geändert.",
        $"At most {WorkRoutes.MostAtOnce} are chosen one by one at once; take “Everything that fits the filter”. Nothing was changed.");
    public static readonly Phrase ByHand = new("von Hand", "by hand");
    public static readonly Phrase ToMachine = new("Urteil der Maschine nehmen ({0})", "Take the machine’s verdict ({0})");
    public static readonly Phrase MachineSaid = new("Die Maschine sagt {0}.", "The machine says {0}.");
    public static readonly Phrase AssignTo = new("Zuständig", "Assigned to");
    public static readonly Phrase Nobody = new("Niemand", "Nobody");
    public static readonly Phrase Me = new("Ich", "Me");
    public static readonly Phrase Assigned = new("Zuständig: {0}", "Assigned to {0}");
    public static readonly Phrase Labels = new("Labels und Kategorien", "Labels and categories");
    public static readonly Phrase AddLabel = new("Label oder Kategorie", "Label or category");
    public static readonly Phrase AddLabelHint = new("Label hinzufügen, Enter", "Add label, Enter");
    public static readonly Phrase RemoveLabel = new("„{0}“ entfernen", "Remove “{0}”");
    public static readonly Phrase NewLabel = new("Neues Label „#“", "New label “#”");
    public static readonly Phrase LabelGone = new("Label {0} (gelöscht)", "Label {0} (removed)");
    public static readonly Phrase TakeOff = new("Wegnehmen", "Take off");
    public static readonly Phrase TakeOffLabel = new("Label wegnehmen", "Take off a label");
    public static readonly Phrase TakeOffFlag = new("Markierung wegnehmen", "Take off the flag");
    public static readonly Phrase TakeOffVerdict = new("Urteil zurücknehmen", "Take back the verdict");
    public static readonly Phrase TakeOffTone = new("Tonalität wie die Maschine", "Sentiment as the machine says");
    public static readonly Phrase PickLabel = new("Label wählen", "Choose a label");
    public static readonly Phrase PickPerson = new("Wer übernimmt?", "Who takes it?");
    public static readonly Phrase Notes = new("Notizen", "Notes");
    public static readonly Phrase AddNote = new("Notiz", "Note");
    public static readonly Phrase AddNoteHint = new(
        "Notiz fürs Team; mit @Name rufen Sie jemanden", "A note for the team; @name calls somebody");
    public static readonly Phrase SaveNote = new("Notieren", "Add note");
    public static readonly Phrase RemoveNote = new("Notiz löschen", "Delete note");
    public static readonly Phrase NoteLength = new(
        "Eine Notiz hat 1 bis 4.000 Zeichen.", "A note has 1 to 4,000 characters.");
    public static readonly Phrase History = new("Verlauf", "History");
    public static readonly Phrase SomebodyErased = new("Jemand, der nicht mehr da ist", "Somebody who is gone");
    public static readonly Phrase Program = new("Ohne Anmeldung", "Without sign-in");
    public static readonly Phrase RuleNamed = new("Regel „{0}“", "Rule “{0}”");
    public static readonly Phrase RuleGone = new("Gelöschte Regel", "Removed rule");
    public static readonly Phrase Any = new("egal", "any");
    public static readonly Phrase Yes = new("ja", "yes");
    public static readonly Phrase No = new("nein", "no");
    public static readonly Phrase Select = new("Auswählen", "Select");
    public static readonly Phrase GoneNow = new("Diese Erwähnung gibt es nicht mehr.", "This mention is gone.");

    public static Phrase StateName(string state, bool yes) => (state, yes) switch
    {
        ("read", true) => new("Gelesen", "Read"),
        ("read", false) => Unread,
        ("flagged", true) => Flagged,
        ("flagged", false) => new("Nicht markiert", "Not flagged"),
        ("relevant", true) => Relevant,
        ("relevant", false) => new("Nicht relevant", "Not relevant"),
        ("noise", true) => Noise,
        ("noise", false) => new("Kein Rauschen", "No noise"),
        ("mine", true) => new("Mir zugewiesen", "Assigned to me"),
        ("mine", false) => new("Nicht mir zugewiesen", "Not assigned to me"),
        ("assigned", true) => new("Zugewiesen", "Assigned"),
        ("assigned", false) => new("Niemandem zugewiesen", "Assigned to nobody"),
        _ => Hidden,
    };

    public static string StateIcon(string state) => state switch
    {
        "read" => "eye",
        "flagged" => "flag",
        "relevant" => "thumbs-up",
        "noise" => "thumbs-down",
        "mine" => "user",
        "assigned" => "users",
        _ => "eye-off",
    };

    /// <summary>What a step of the history did; a label or a person by name.</summary>
    public static string StepText(WorkStep step, Func<long, string> label, Func<long, string> person) =>
        (step.Field, step.After, step.Before) switch
        {
            (WorkField.Flag, 1, _) => Flagged,
            (WorkField.Flag, _, _) => Unflag,
            (WorkField.Verdict, (long)Verdict.Relevant, _) => Relevant,
            (WorkField.Verdict, (long)Verdict.Noise, _) => Noise,
            (WorkField.Verdict, _, _) => new Phrase("Urteil zurückgenommen", "Verdict taken back"),
            (WorkField.Sentiment, { } tone, _) =>
                new Phrase("Tonalität {0}", "Sentiment {0}").With(ListeningText.ToneName((Sentiment)tone)),
            (WorkField.Sentiment, _, _) => TakeOffTone,
            (WorkField.Label, { } on, _) => new Phrase("Label „{0}“", "Label “{0}”").With(label(on)),
            (WorkField.Label, _, { } off) => new Phrase("Label „{0}“ entfernt", "Label “{0}” removed").With(label(off)),
            (WorkField.Assignee, { } who, _) => Assigned.With(person(who)),
            (WorkField.Assignee, _, _) => new Phrase("Niemand mehr zuständig", "Assigned to nobody"),
            (WorkField.Hidden, 1, _) => Hidden,
            (WorkField.Hidden, _, _) => new Phrase("Wieder eingeblendet", "Shown again"),
            _ => "",
        };
}
