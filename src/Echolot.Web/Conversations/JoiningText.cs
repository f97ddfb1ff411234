using System.Globalization;
using Echolot.Conversations;
using Echolot.Web.Shell;

namespace Echolot.Web.Conversations;

/// <summary>Texts of merging, splitting, linking and incidents.</summary>
internal static class JoiningText
{
    public static readonly Phrase MergeOf = new("Gespräche mit derselben Person", "Conversations with the same person");
    public static readonly Phrase MergeOther = new("Oder nach Nummer", "Or by number");
    public static readonly Phrase MergeChoose = new(
        "Wählen Sie ein Gespräch, oder geben Sie seine Nummer an.", "Choose a conversation or give its number.");
    public static readonly Phrase Part = new("Wieder trennen", "Part again");
    public static readonly Phrase Parted = new("Wieder getrennt", "Parted again");
    public static readonly Phrase MergedAway = new("Gehört jetzt zu Gespräch {0}", "Now part of conversation {0}");
    public static readonly Phrase Split = new("Abtrennen …", "Split …");
    public static readonly Phrase SplitTitle = new("Einen Teil abtrennen", "Split a part off");
    public static readonly Phrase SplitHint = new(
        "Was Sie wählen, wird ein eigenes Gespräch mit eigener Frist. Labels, Felder, Ursache und Vorfall bleiben hier. Im neuen Gespräch lässt es sich rückgängig machen.",
        "What you choose becomes a conversation with a clock of its own. Labels, fields, cause and incident stay here. It can be undone in the new conversation.");
    public static readonly Phrase SplitDo = new("Abtrennen", "Split off");
    public static readonly Phrase SplitOff = new("Abgetrennt", "Split off");
    public static readonly Phrase SplitFrom = new("Abgetrennt von Gespräch {0}", "Split off from conversation {0}");
    public static readonly Phrase Rejoin = new("Abtrennen rückgängig machen", "Undo the split");
    public static readonly Phrase Rejoined = new("Rückgängig gemacht: wieder ein Gespräch", "Undone: one conversation again");
    public static readonly Phrase ChooseMessages = new(
        "Wählen Sie mindestens eine Nachricht der Person, und lassen Sie eine hier.",
        "Choose at least one message of the person, and leave one here.");
    public static readonly Phrase Messages = new("Nachrichten", "Messages");
    public static readonly Phrase Link = new("Verknüpfen …", "Link …");
    public static readonly Phrase LinkTitle = new("Mit einem anderen Gespräch verknüpfen", "Link with another conversation");
    public static readonly Phrase LinkHint = new(
        "Beide bleiben, wie sie sind, und zeigen aufeinander.", "Both stay as they are and point to each other.");
    public static readonly Phrase LinkDo = new("Verknüpfen", "Link");
    public static readonly Phrase Linked = new("Verknüpft", "Linked");
    public static readonly Phrase Unlink = new("Verknüpfung mit {0} lösen", "Remove the link with {0}");

    public static readonly Phrase Incident = new("Vorfall", "Incident");
    public static readonly Phrase Incidents = new("Vorfälle", "Incidents");
    public static readonly Phrase NewIncident = new("Neuer Vorfall", "New incident");
    public static readonly Phrase NoIncident = new("keiner", "none");
    public static readonly Phrase IncidentsEmpty = new("Noch kein Vorfall", "No incident yet");
    public static readonly Phrase IncidentsEmptyText = new(
        "Eine Ursache, viele Betroffene: Ein Vorfall sammelt ihre Gespräche, und jede Person bekommt ihre eigene Antwort.",
        "One cause, many people: an incident gathers their conversations, and everybody gets an answer of their own.");
    public static readonly Phrase IncidentTitle = new("Was ist passiert?", "What has happened?");
    public static readonly Phrase IncidentNote = new("Stand der Dinge", "State of affairs");
    public static readonly Phrase IncidentNoteHint = new(
        "Für Kolleginnen und Kollegen: was bekannt ist, wer sich kümmert, bis wann.",
        "For colleagues: what is known, who sees to it, until when.");
    public static readonly Phrase CauseGiven = new(
        "Gespräche ohne eigene Ursache bekommen diese.", "Conversations without a cause of their own get this one.");
    public static readonly Phrase Save = new("Speichern", "Save");
    public static readonly Phrase Saved = new("Gespeichert", "Saved");
    public static readonly Phrase OpenSince = new("Offen seit {0}", "Open since {0}");
    public static readonly Phrase FixedSince = new("Behoben {0}", "Fixed {0}");
    public static readonly Phrase FixDo = new("Als behoben markieren", "Mark as fixed");
    public static readonly Phrase Reopen = new("Doch nicht behoben", "Not fixed after all");
    public static readonly Plural Conversations = new(
        new("{0} Gespräch", "{0} conversation"), new("{0} Gespräche", "{0} conversations"));
    public static readonly Phrase AnswerAll = new("Allen antworten", "Answer everybody");
    public static readonly Phrase AnswerHint = new(
        "Jede Person bekommt die Antwort in einem ihrer Gespräche, mit {{name}} als Anrede. Niemand bekommt sie zweimal.",
        "Everybody gets the answer in one conversation of theirs, {{name}} becomes their name. Nobody gets it twice.");
    public static readonly Phrase Preview = new("Vorschau", "Preview");
    public static readonly Phrase SendAll = new("An {0} senden", "Send to {0}");
    public static readonly Phrase SentTo = new("an {0} gesendet", "sent to {0}");
    public static readonly Phrase NotSentTo = new("an {0} nicht", "not to {0}");
    public static readonly Phrase SendRest = new("An Neue senden", "Send to newcomers");
    public static readonly Phrase Answers = new("Antworten an alle", "Answers to everybody");
    public static readonly Phrase InSight = new("von denen, die Sie sehen", "of those that you see");
    public static readonly Phrase Unseen = new("{0} weitere, die Sie nicht sehen", "{0} more that you do not see");
    public static readonly Phrase NoneInSight = new(
        "Kein Gespräch davon gehört zu denen, die Sie sehen; antworten können die, die es tun.",
        "You see none of its conversations; whoever does can answer them.");
    public static readonly Phrase NobodyYet = new(
        "Noch gehört kein Gespräch dazu. Ordnen Sie welche im Postfach zu.",
        "No conversation belongs to it yet. Put some to it in the inbox.");
    public static readonly Phrase OnItsWay = new("Ist unterwegs", "On its way");
    public static readonly Phrase CannotSend = new("So nicht möglich", "Not possible so");
    public static readonly Phrase NoAccount = new(
        "Für diesen Kanal ist kein Konto gewählt, das antwortet.", "No account of ours is chosen that answers on this channel.");
    public static readonly Phrase Stopped = new(
        "Echolot hielt dabei an. Sehen Sie im Gespräch nach, ob die Antwort dort steht.",
        "Echolot stopped meanwhile. Check in the conversation whether the answer is there.");
    public static readonly Phrase ShowAll = new("Im Postfach zeigen", "Show in the inbox");
    public static readonly Phrase Remove = new("Entfernen", "Remove");
    public static readonly Phrase RemoveTitle = new("Vorfall entfernen", "Remove the incident");
    public static readonly Phrase RemoveLead = new(
        "Niemand gehört dazu, und es wurde nichts beantwortet oder gefragt. Der Vorfall verschwindet aus der Liste und aus jeder Auswahl.",
        "Nobody is in it, and nothing was answered or asked. The incident goes from the list and from every choice.");
    public static readonly Phrase Removed = new("Vorfall entfernt", "Incident removed");
    public static readonly Phrase Edit = new("Bearbeiten", "Edit");

    /// <summary>How many conversations of an incident are seen, and how many there are beside them.</summary>
    public static string Many(Incident incident) => Conversations.Of(incident.Conversations)
        + (incident.Unseen == 0 ? "" : " · " + Unseen.With(incident.Unseen.ToString("N0", CultureInfo.CurrentCulture)));
}
