using System.Text.Json;
using Echolot.Conversations;
using Echolot.Web.Shell;

namespace Echolot.Web.Conversations;

/// <summary>Texts about crises in the inbox.</summary>
internal static class CrisisText
{
    public static readonly Phrase Title = new("Krise", "Crisis");
    public static readonly Phrase Level = new("Krise, Stufe {0}", "Crisis, level {0}");
    public static readonly Phrase None = new("keine Krise", "no crisis");
    public static readonly Phrase ByItself = new("Alarme und Abläufe entscheiden", "Alerts and workflows decide");
    public static readonly Phrase Reason = new("Begründung", "Reason");
    public static readonly Phrase Change = new("Stufe ändern", "Change the level");
    public static readonly Phrase Set = new("Setzen", "Set");
    public static readonly Phrase Undo = new("Zurücknehmen", "Take back");
    public static readonly Phrase Many = new("Krise …", "Crisis …");
    public static readonly Phrase ManyReason = new("Begründung der Krise", "Reason of the crisis");
    public static readonly Phrase Choose = new("Krisenstufe", "Crisis level");
    public static readonly Phrase Clock = new(
        "Neu gestartet, weil die Krise da begann. Ist sie vorbei, zählt wieder die ganze Zeit.",
        "Started again because the crisis began then. Once it is over, the whole time counts again.");

    public static readonly Phrase Running = new(
        "Krise, Stufe {0}: Alarm „{1}“ läuft. Gespräche aus seinen Erwähnungen haben die Frist der Krise.",
        "Crisis, level {0}: the alert “{1}” holds. Conversations from its mentions have the targets of a crisis.");
    public static readonly Phrase Show = new("Nur Gespräche in der Krise", "Conversations in a crisis only");
    public static readonly Phrase ShowAll = new("Alle Gespräche", "All conversations");
    public static readonly Phrase OfAlert = new("Krise", "Crisis");
    public static readonly Phrase OfAlertHint = new(
        "Solange der Alarm hält, gehören Gespräche aus seinen Erwähnungen zu dieser Stufe: Es gelten die Fristen der Krise.",
        "While the alert holds, conversations from its mentions belong to this level: the targets of a crisis hold.");

    public static string Name(int level) => level == 0 ? None : Level.With(level);

    /// <summary>One reason as a line.</summary>
    public static string Because(CrisisReason reason) => reason.By switch
    {
        CrisisBy.Alert => new Phrase("Alarm „{0}“ läuft", "the alert “{0}” holds").With(Named(reason.Text)),
        CrisisBy.Workflow => new Phrase("Ablauf „{0}“", "workflow “{0}”").With(reason.Text),
        _ => new Phrase("von Hand: {0}", "by hand: {0}").With(reason.Text),
    };

    /// <summary>What happened, as a sentence.</summary>
    public static string Happened(ConversationEvent happened, string who)
    {
        var (before, after) = (Read(happened.Before), Read(happened.After));
        var level = Name(CrisisReason.LevelOf(after));
        if (after.Except(before).FirstOrDefault() is { } said)
            return said.By is CrisisBy.Person
                ? new Phrase("{0}: {1}, weil: {2}", "{0}: {1}, because: {2}").With(who, level, said.Text)
                : new Phrase("{0}, weil: {1}", "{0}, because: {1}").With(level, Because(said));
        return before.Except(after).FirstOrDefault() switch
        {
            { By: CrisisBy.Person } => new Phrase(
                "{0} überlässt die Krisenstufe wieder Alarmen und Abläufen: {1}", "{0} leaves the crisis level to alerts and workflows: {1}")
                .With(who, level),
            { By: CrisisBy.Alert } over => new Phrase("Alarm „{0}“ ist vorbei: {1}", "The alert “{0}” is over: {1}")
                .With(Named(over.Text), level),
            _ => new Phrase("{0}: {1}", "{0}: {1}").With(who, level),
        };
    }

    /// <summary>What an alert is called; one without a name watches everything.</summary>
    public static string Named(string alert) => alert.Length > 0 ? alert : new Phrase("Alle Monitore", "Every monitor");

    private static IReadOnlyList<CrisisReason> Read(string? because) =>
        because is null ? [] : JsonSerializer.Deserialize<List<CrisisReason>>(because, JsonSerializerOptions.Web)!;
}
