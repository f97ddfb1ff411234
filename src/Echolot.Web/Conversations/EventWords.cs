using System.Globalization;
using Echolot.Conversations;
using Echolot.Web.Shell;

namespace Echolot.Web.Conversations;

/// <summary>What happened in a conversation as a sentence.</summary>
internal static class EventWords
{
    /// <param name="happened">What happened.</param>
    /// <param name="nameOf">Name of a colleague; of nobody in particular where it is null.</param>
    /// <param name="departmentOf">Path of a department.</param>
    public static string Of(ConversationEvent happened, Func<long?, string> nameOf, Func<long?, string> departmentOf)
    {
        var who = happened.RuleId is not null || happened.PersonId is null
            ? new Phrase("Echolot", "Echolot").ToString()
            : nameOf(happened.PersonId);
        var after = long.TryParse(happened.After, CultureInfo.InvariantCulture, out var number) ? number : (long?)null;
        return happened.Kind switch
        {
            ConversationEventKind.StateChanged => new Phrase("{0}: {1}", "{0}: {1}")
                .With(who, InboxText.State((ConversationState)(after ?? 0))),
            ConversationEventKind.Assigned when after is null => new Phrase(
                "{0} hat die Zuständigkeit zurückgegeben", "{0} unassigned it").With(who),
            ConversationEventKind.Assigned when after == happened.PersonId => new Phrase(
                "{0} hat übernommen", "{0} took it").With(who),
            ConversationEventKind.Assigned => new Phrase("{0} hat es {1} gegeben", "{0} gave it to {1}").With(who, nameOf(after)),
            ConversationEventKind.PriorityChanged => after is null
                ? new Phrase("{0} lässt die Priorität wieder nach Punkten bestimmen", "{0} gave the priority back to the score").With(who)
                : new Phrase("{0} hat die Priorität auf {1} gesetzt", "{0} set the priority to {1}")
                    .With(who, InboxText.PriorityName((Priority)after)),
            ConversationEventKind.PriorityScored => new Phrase("Priorität nach Punkten: {0}", "Priority by score: {0}")
                .With(InboxText.PriorityName((Priority)(after ?? 0))),
            ConversationEventKind.MergedAway => new Phrase(
                "{0} hat es mit Gespräch {1} zusammengeführt", "{0} merged it into conversation {1}").With(who, happened.After),
            ConversationEventKind.MergedIn => new Phrase(
                "{0} hat Gespräch {1} hierher geholt", "{0} merged conversation {1} into this one").With(who, happened.After),
            ConversationEventKind.SendUndone => new Phrase("{0} hat eine Antwort zurückgeholt", "{0} took a reply back").With(who),
            ConversationEventKind.SendFailed => new Phrase("Eine Antwort ging nicht hinaus", "A reply did not go out"),
            ConversationEventKind.SendUnknown => new Phrase(
                "Unklar, ob eine Antwort angekommen ist", "Unclear whether a reply arrived"),
            ConversationEventKind.CustomerEdited => new Phrase("Nachricht bearbeitet", "Message edited"),
            ConversationEventKind.CustomerDeleted => new Phrase("Nachricht gelöscht", "Message deleted"),
            ConversationEventKind.SourceChosen => new Phrase("{0} hat das antwortende Konto gewählt", "{0} chose the answering account").With(who),
            ConversationEventKind.HandedOver => new Phrase(
                "{0} führt das Gespräch privat weiter", "{0} goes on privately").With(who),
            ConversationEventKind.JoinedByLink => new Phrase(
                "Jemand hat den Link zum privaten Gespräch geöffnet. Ob es dieselbe Person ist, ist nicht geprüft.",
                "Somebody opened the link to the private conversation. Nobody has checked that it is the same person."),
            ConversationEventKind.ConsentWithdrawn => new Phrase(
                "Die Einwilligung zum Chat ist widerrufen: Dort erreicht sie nichts mehr, die Löschung ist vorgemerkt.",
                "The consent to the chat is withdrawn: nothing reaches them there any more, their erasure is asked for."),
            ConversationEventKind.OpinionGiven => new Phrase("Bewertung: {1} von 5", "Rating: {1} of 5").With(who, happened.After),
            ConversationEventKind.CheckOverruled => new Phrase(
                "{0} hat trotz Hinweis gesendet ({1}): {2}", "{0} sent in spite of a finding ({1}): {2}").With(
                who, string.Join(", ", (happened.Before ?? "").Split(' ').Select(CheckText.RuleName)), happened.After),
            ConversationEventKind.ApprovalAsked => new Phrase("{0} hat um Freigabe gebeten", "{0} asked for approval").With(who),
            ConversationEventKind.ApprovalGiven => new Phrase("{0} hat freigegeben", "{0} approved").With(happened.Before ?? who),
            ConversationEventKind.ApprovalSentBack => new Phrase(
                "{0} hat die Antwort zurückgegeben", "{0} sent the reply back").With(happened.Before ?? who),
            ConversationEventKind.ApprovalWithdrawn => new Phrase(
                "{0} hat die Bitte um Freigabe zurückgezogen", "{0} withdrew the request for approval").With(who),
            ConversationEventKind.ApprovalEscalated => new Phrase(
                "Die Frist zur Freigabe ist um, die nächste Stufe entscheidet", "The time to approve is over; the next step decides"),
            ConversationEventKind.GoodwillBooked => new Phrase("{0} hat {1} Kulanz gebucht", "{0} booked {1} of goodwill").With(
                who, CheckText.Money(after ?? 0)),
            ConversationEventKind.ScenarioStarted => new Phrase(
                "{0} lässt das Szenario „{1}“ sprechen", "{0} lets the scenario “{1}” speak").With(who, happened.After),
            ConversationEventKind.ScenarioStopped => new Phrase("{0} hat das Szenario angehalten", "{0} stopped the scenario").With(who),
            ConversationEventKind.NotReached => MarksText.NotReached.With(string.Join(
                ", ", (happened.After ?? "").Split(' ').Select(p => nameOf(long.TryParse(p, CultureInfo.InvariantCulture, out var id) ? id : null)))),
            ConversationEventKind.LeftOpen when string.IsNullOrEmpty(happened.After) => new Phrase(
                "Der Bot hat geantwortet. Es bleibt offen: Die Ursache fehlt noch.", "The bot has answered. It stays open: its cause is still missing."),
            ConversationEventKind.LeftOpen => new Phrase(
                "Der Bot hat geantwortet. Es bleibt offen: „{1}“ ist noch leer.", "The bot has answered. It stays open: “{1}” is still empty.")
                .With(who, happened.After),
            ConversationEventKind.CauseSet when happened.After is null => new Phrase(
                "{0} hat die Ursache {1} zurückgenommen", "{0} took the cause {1} back").With(who, happened.Before),
            ConversationEventKind.CauseSet => new Phrase("Ursache: {1}", "Cause: {1}").With(who, happened.After),
            ConversationEventKind.MergeUndone => new Phrase(
                "{0} hat Gespräch {1} wieder getrennt", "{0} parted conversation {1} again").With(who, happened.After ?? happened.Before),
            ConversationEventKind.SplitAway => new Phrase(
                "{0} hat einen Teil als Gespräch {1} abgetrennt", "{0} split a part off as conversation {1}").With(who, happened.After),
            ConversationEventKind.SplitFrom => new Phrase(
                "{0} hat es von Gespräch {1} abgetrennt", "{0} split it off from conversation {1}").With(who, happened.After),
            ConversationEventKind.Linked => new Phrase(
                "{0} hat es mit Gespräch {1} verknüpft", "{0} linked it with conversation {1}").With(who, happened.After),
            ConversationEventKind.Unlinked => new Phrase(
                "{0} hat die Verknüpfung mit Gespräch {1} gelöst", "{0} removed the link with conversation {1}").With(who, happened.After),
            ConversationEventKind.IncidentSet => after is null
                ? new Phrase("{0} hat es aus dem Vorfall genommen", "{0} took it out of the incident").With(who)
                : new Phrase("{0} hat es dem Vorfall {1} zugeordnet", "{0} put it to incident {1}").With(who, happened.After),
            ConversationEventKind.FieldSet => new Phrase("{0} hat „{1}“ geändert", "{0} changed “{1}”").With(who, happened.After),
            ConversationEventKind.Labelled => new Phrase("{0} hat das Label „{1}“ vergeben", "{0} added the label “{1}”").With(who, happened.After),
            ConversationEventKind.Unlabelled => new Phrase("{0} hat das Label „{1}“ entfernt", "{0} removed the label “{1}”").With(who, happened.After),
            ConversationEventKind.MessageActed or ConversationEventKind.MessageActFailed => ActText.Happened(happened, who),
            ConversationEventKind.CrisisChanged => CrisisText.Happened(happened, who),
            _ => RoutingWords.Of(happened, who, nameOf, departmentOf),
        };
    }
}
