using Echolot.Conversations;
using Echolot.Web.Shell;

namespace Echolot.Web.Conversations;

/// <summary>Texts of macros.</summary>
internal static class MacroText
{
    public static readonly Phrase Title = new("Makros", "Macros");
    public static readonly Phrase New = new("Neues Makro", "New macro");
    public static readonly Phrase Gone = new("Dieses Makro gibt es nicht mehr", "There is no such macro any more");
    public static readonly Phrase EmptyTitle = new("Noch kein Makro", "No macro yet");
    public static readonly Phrase EmptyText = new(
        "Ein Makro tut mit einem Druck, was Sie sonst Schritt für Schritt tun: Status, Label, Ursache, Notiz, Antworttext.",
        "A macro does with one press what you would do step by step: state, label, cause, note, words of a reply.");
    public static readonly Phrase Note = new(
        "Im Gespräch unter dem Blitz oder mit „m“, für angekreuzte Gespräche unten in der Leiste, mit Strg+K überall.",
        "In a conversation under the flash or with “m”, for ticked conversations in the bar below, with Ctrl+K anywhere.");
    public static readonly Phrase Mine = new("Eigene", "My own");
    public static readonly Phrase Shared = new("Geteilte", "Shared");
    public static readonly Phrase For = new("Wer es hat", "Who has it");
    public static readonly Phrase OnlyMe = new("nur ich", "only me");
    public static readonly Phrase Everybody = new("alle", "everybody");
    public static readonly Phrase Steps = new("Schritte, von oben nach unten", "Steps, from top to bottom");
    public static readonly Phrase Me = new("wer es ausführt", "whoever runs it");
    public static readonly Phrase Reply = new("Antworttext", "Words of a reply");
    public static readonly Phrase ReplyHint = new(
        "Kommt ins Antwortfeld und geht erst hinaus, wenn jemand sendet. Platzhalter wie {{contact.first}} werden gefüllt.",
        "Goes into the composer and leaves only when somebody sends it. Placeholders such as {{contact.first}} are filled.");
    public static readonly Phrase Answer = new("Antwort der Bibliothek statt eigener Worte", "An answer of the library instead of own words");
    public static readonly Phrase Send = new("Antwort gleich senden", "Send the reply at once");
    public static readonly Phrase SendHint = new(
        "Mit Prüfung und Freigabe wie von Hand, in einem Gespräch nach dem anderen.",
        "Checked and approved as by hand, in one conversation at a time.");
    public static readonly Phrase Save = new("Makro speichern", "Save macro");
    public static readonly Phrase Saved = new("Gespeichert.", "Saved.");
    public static readonly Phrase Moved = new("Verschoben.", "Moved.");
    public static readonly Phrase Remove = new("Makro löschen", "Remove macro");
    public static readonly Phrase RemoveNote = new("Was es getan hat, bleibt.", "What it did stays.");
    public static readonly Phrase Removed = new("Gelöscht.", "Removed.");
    public static readonly Plural Used = new(
        new("in {0} Gespräch ausgeführt", "run on {0} conversation"), new("in {0} Gesprächen ausgeführt", "run on {0} conversations"));
    public static readonly Phrase NeverUsed = new("noch nie ausgeführt", "never run yet");
    public static readonly Phrase LastUsed = new("zuletzt", "last");

    public static readonly Phrase One = new("Makro:", "Macro:");
    public static readonly Phrase Run = new("Makro: {0}", "Macro: {0}");
    public static readonly Phrase Choose = new("Makro …", "Macro …");
    public static readonly Phrase Keep = new("Makros bearbeiten", "Edit macros");
    public static readonly Phrase Done = new("Makro ausgeführt.", "Macro run.");
    public static readonly Phrase Waiting = new(
        "Makro ausgeführt. Die Antwort steht im Feld und wartet auf Sie.", "Macro run. The reply stands in the composer and waits for you.");
    public static readonly Phrase WaitsBelow = new(
        "Makro ausgeführt, nichts gesendet: Hier war schon etwas geschrieben. Sehen Sie es an und senden Sie selbst.",
        "Macro run, nothing sent: something was written here already. Look at it and send it yourself.");
    public static readonly Phrase Sent = new("Makro ausgeführt, die Antwort geht hinaus.", "Macro run, the reply goes out.");
    public static readonly Phrase Asked = new("Makro ausgeführt, die Antwort wartet auf Freigabe.", "Macro run, the reply waits for approval.");
    public static readonly Phrase NotDone = new("Nichts geändert. „{0}“ ging nicht: {1}", "Nothing changed. “{0}” could not be done: {1}");
    public static readonly Phrase NotSent = new(
        "Alles andere ist getan, gesendet wurde nicht: {0}", "All the rest is done, nothing was sent: {0}");

    /// <summary>What a macro does, a sentence a step.</summary>
    public static string Does(Macro macro, WorkflowNames names) =>
        string.Join(" · ", macro.Draft.Steps.Select(s => WorkflowText.Does(s, names)));

    public static Phrase StepName(string? kind) => Enum.TryParse<WorkflowActionKind>(kind, out var step) ? step switch
    {
        WorkflowActionKind.Department => WorkflowText.ToDepartment,
        WorkflowActionKind.Assign => WorkflowText.ToPerson,
        WorkflowActionKind.Route => WorkflowText.Route,
        WorkflowActionKind.Priority => WorkflowText.SetPriority,
        WorkflowActionKind.Label => WorkflowText.SetLabel,
        WorkflowActionKind.State => WorkflowText.SetState,
        WorkflowActionKind.Snooze => new("Zurückstellen", "Snooze"),
        WorkflowActionKind.Note => WorkflowText.Note,
        WorkflowActionKind.Field => WorkflowText.SetField,
        WorkflowActionKind.Cause => WorkflowText.SetCause,
        WorkflowActionKind.Reply => Reply,
        WorkflowActionKind.Send => Send,
        _ => new("Schritt", "Step"),
    } : new("Schritt", "Step");
}
