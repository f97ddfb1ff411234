using Echolot.Conversations;
using Echolot.Sources;
using Echolot.Teams;
using Echolot.Web.Components;
using Echolot.Web.Shell;

namespace Echolot.Web.Conversations;

internal static class InboxText
{
    public static readonly Phrase Title = new("Postfach", "Inbox");
    public static readonly Phrase Views = new("Ansichten", "Views");
    public static readonly Phrase List = new("Gespräche", "Conversations");
    public static readonly Phrase Search = new("Postfach durchsuchen", "Search the inbox");
    public static readonly Phrase SearchHint = new("Name, #Nummer oder Wörter", "Name, #number or words");
    public static readonly Phrase SearchHow = new(
        "Wie beim Zuhören: mehrere Wörter müssen alle vorkommen; OR, NOT, \"genaue Folge\", Wortanfang*", "As in listening: all words have to occur; OR, NOT, \"exact phrase\", beginning*");
    public static readonly Phrase Filling = new("Die Suche liest noch", "The search is still reading");
    public static readonly Phrase FillingText = new(
        "{0} % der älteren Gespräche sind schon zu finden, die neuesten zuerst.", "{0}% of the older conversations can be found so far, the newest first.");
    public static readonly Phrase Order = new("Reihenfolge", "Order");
    public static readonly Phrase AllChannels = new("Alle Kanäle", "All channels");
    public static readonly Phrase Channel = new("Kanal", "Channel");

    public static readonly Phrase EmptyTitle = new("Nichts zu tun", "Nothing to do");
    public static readonly Phrase EmptyText = new(
        "Sobald Ihnen jemand schreibt oder eine Erwähnung zum Gespräch wird, steht es hier.",
        "As soon as somebody writes to you, or you turn a mention into a conversation, it appears here.");
    public static readonly Phrase NoneTitle = new("Nichts gefunden", "Nothing found");
    public static readonly Phrase NoneText = new(
        "In dieser Ansicht ist kein Gespräch, das dazu passt.", "No conversation in this view fits.");
    public static readonly Phrase ToListening = new("Zum Zuhören", "Go to listening");
    public static readonly Phrase Choose = new("Wählen Sie ein Gespräch", "Choose a conversation");
    public static readonly Phrase ChooseText = new(
        "Mit j und k geht es durch die Liste, Enter öffnet.", "j and k walk the list, Enter opens.");
    public static readonly Phrase Gone = new("Dieses Gespräch gibt es nicht", "There is no such conversation");
    public static readonly Phrase GoneText = new(
        "Vielleicht gehört es einer anderen Abteilung, oder seine Aufbewahrungsfrist ist um.",
        "It may belong to another department, or its retention period is over.");
    public static readonly Phrase Back = new("Zurück zur Liste", "Back to the list");

    public static readonly Phrase Take = new("Übernehmen", "Take");
    public static readonly Phrase Done = new("Erledigt", "Done");
    public static readonly Phrase Reopen = new("Wieder öffnen", "Reopen");
    public static readonly Phrase Ignore = new("Ignorieren", "Ignore");
    public static readonly Phrase WaitInternally = new("Wartet intern", "Waiting internally");
    public static readonly Phrase More = new("Mehr", "More");
    public static readonly Phrase Cause = new("Ursache", "Cause");
    public static readonly Phrase Us = new("Wir", "Us");
    public static readonly Phrase CloseTitle = new("Gespräch abschließen", "Close the conversation");
    public static readonly Phrase Merge = new("Zusammenführen …", "Merge …");
    public static readonly Phrase MergeTitle = new("Mit einem anderen Gespräch zusammenführen", "Merge with another conversation");
    public static readonly Phrase MergeInto = new("Nummer des anderen Gesprächs", "Number of the other conversation");
    public static readonly Phrase MergeHint = new(
        "Alles, was hier gesagt wurde, zieht dorthin um; Späteres folgt.",
        "Everything said here moves there; what comes later follows.");
    public static readonly Phrase MergeDo = new("Zusammenführen", "Merge");

    public static readonly Phrase Public = new("Öffentlich", "Public");
    public static readonly Phrase Private = new("Privat", "Private");
    public static readonly Phrase Note = new("Notiz", "Note");
    public static readonly Phrase NoteBy = new("Interne Notiz", "Internal note");
    public static readonly Phrase Mode = new("Wer soll es lesen?", "Who should read it?");
    public static readonly Phrase WritePublic = new("Öffentliche Antwort schreiben …", "Write a public reply …");
    public static readonly Phrase WritePrivate = new("Private Antwort schreiben …", "Write a private reply …");
    public static readonly Phrase WriteNote = new("Notiz für Kolleginnen und Kollegen …", "Note for colleagues …");
    public static readonly Phrase Send = new("Senden", "Send");
    public static readonly Phrase SendAndClose = new("Senden und erledigen", "Send and close");
    public static readonly Phrase NotesOnly = new("Ihre Rolle schreibt hier Notizen und sendet nichts.", "Your role writes notes here and sends nothing.");
    public static readonly Phrase SaveNote = new("Notiz speichern", "Save note");
    public static readonly Phrase As = new("als", "as");
    public static readonly Phrase Text = new("Text", "Text");
    public static readonly Phrase Saved = new("Entwurf gespeichert", "Draft saved");
    public static readonly Phrase NotSaved = new("Entwurf nicht gespeichert – der Text steht nur hier", "Draft not saved – the text is only here");
    public static readonly Phrase Sent = new("Ist unterwegs.", "On its way.");
    public static readonly Phrase Noted = new("Notiz gespeichert.", "Note saved.");
    public static readonly Phrase TakenBack = new("Zurückgeholt, der Text ist wieder ein Entwurf.", "Taken back; the text is a draft again.");
    public static readonly Phrase NoVoice = new("In wessen Namen antworten?", "In whose name do you answer?");
    public static readonly Phrase NoVoices = new(
        "Für diesen Kanal ist kein Konto eingerichtet, das antworten darf. Tragen Sie bei der Quelle einen Zugang ein, oder antworten Sie direkt im Netzwerk.",
        "No account on this channel may answer. Add an access token to the source, or answer on the network itself.");

    public static readonly Phrase Undo = new("Zurückholen", "Undo");
    public static readonly Phrase Queued = new("geht gleich hinaus", "about to leave");
    public static readonly Phrase Later = new("geht hinaus {0}", "leaves {0}");
    public static readonly Phrase Sending = new("wird gesendet", "being sent");
    public static readonly Phrase Unknown = new(
        "Vielleicht gesendet – wird nachgesehen, bevor etwas noch einmal hinausgeht",
        "Perhaps sent – being looked for before anything leaves again");
    public static readonly Phrase Undecided = new(
        "Vielleicht gesendet – sehen Sie im Netzwerk nach, ob es dort steht",
        "Perhaps sent – check on the network whether it is there");
    public static readonly Phrase Failed = new("Nicht gesendet", "Not sent");
    public static readonly Phrase ToDraft = new("Zurück in den Entwurf", "Back to the draft");
    public static readonly Phrase IsOut = new("Steht dort", "It is there");
    public static readonly Phrase SendAgain = new("Noch einmal senden", "Send again");
    public static readonly Phrase Deleted = new("Von der Verfasserin oder vom Verfasser gelöscht", "Deleted by its author");
    public static readonly Phrase Edited = new("bearbeitet", "edited");
    public static readonly Phrase Original = new("Original öffnen", "Open original");
    public static readonly Phrase ByApp = new("im Netzwerk beantwortet", "answered on the network");
    public static readonly Phrase Somebody = new("Jemand", "Somebody");
    public static readonly Phrase FormerColleague = new("Ehemalige Kollegin oder Kollege", "Former colleague");
    public static readonly Plural Happened = new(
        new("{0} Ereignis", "{0} event"), new("{0} Ereignisse", "{0} events"));

    public static readonly Phrase Profile = new("Profil", "Profile");
    public static readonly Phrase Channels = new("Kanäle", "Channels");
    public static readonly Phrase FirstContact = new("Erstkontakt", "First contact");
    public static readonly Phrase Followers = new("Reichweite", "Followers");
    public static readonly Phrase Earlier = new("Frühere Gespräche", "Earlier conversations");
    public static readonly Phrase NoneEarlier = new("Das erste Gespräch.", "The first conversation.");
    public static readonly Phrase Clocks = new("Fristen", "Clocks");
    public static readonly Phrase NoClock = new("Keine Frist läuft.", "No clock runs.");
    public static readonly Phrase Priority = new("Priorität", "Priority");
    public static readonly Phrase ByScore = new("nach Punkten", "by score");
    public static readonly Phrase ByHand = new("von Hand gesetzt", "set by hand");
    public static readonly Phrase Assignee = new("Zuständig", "Assignee");
    public static readonly Phrase Nobody = new("niemand", "nobody");
    public static readonly Phrase Mentioned = new("Die Erwähnung", "The mention");
    public static readonly Phrase Here = new("{0} sieht auch hin", "{0} is looking, too");
    public static readonly Phrase Writing = new("{0} schreibt gerade", "{0} is writing");
    public static readonly Phrase Number = new("Gespräch {0}", "Conversation {0}");
    public static readonly Phrase Answer = new("Antworten", "Answer");
    public static readonly Phrase Unknowns = new("Unbekannt", "Unknown");
    public static readonly Phrase Due = new("Antwort in {0}", "Answer within {0}");
    public static readonly Phrase DueSolved = new("Lösung in {0}", "Solve within {0}");
    public static readonly Phrase Overdue = new("{0} über der Frist", "{0} overdue");
    public static readonly Phrase GivenAway = new(
        "Weitergegeben. Sie sehen es nun nicht mehr.", "Handed on. You do not see it any more.");
    public static readonly Phrase SharedDraft = new("{0} hat einen Entwurf geteilt", "{0} shared a draft");
    public static readonly Phrase Insert = new("Übernehmen", "Use");
    public static readonly Phrase Share = new("Entwurf teilen", "Share the draft");

    public static Phrase View(InboxView view) => view switch
    {
        InboxView.ToDo => new("Zu tun", "To do"),
        InboxView.Mine => new("Meine", "Mine"),
        InboxView.Unassigned => new("Frei", "Unassigned"),
        InboxView.Due => new("Fällig", "Due"),
        InboxView.Unsent => Failed,
        InboxView.Waiting => new("Wartet", "Waiting"),
        InboxView.Snoozed => new("Zurückgestellt", "Snoozed"),
        InboxView.Done => new("Erledigt", "Done"),
        InboxView.Ignored => new("Ignoriert", "Ignored"),
        _ => new("Alle", "All"),
    };

    public static Phrase OrderName(InboxOrder order) => order switch
    {
        InboxOrder.DueFirst => new("Frist zuerst", "Due first"),
        InboxOrder.NewestFirst => new("Neueste zuerst", "Newest first"),
        _ => new("Älteste zuerst", "Oldest first"),
    };

    public static Phrase State(ConversationState state) => state switch
    {
        ConversationState.New => new("Neu", "New"),
        ConversationState.Open => new("Offen", "Open"),
        ConversationState.WaitingForCustomer => new("Wartet auf Antwort", "Waiting for customer"),
        ConversationState.WaitingInternally => WaitInternally,
        ConversationState.Snoozed => new("Zurückgestellt", "Snoozed"),
        ConversationState.Done => Done,
        _ => new("Ignoriert", "Ignored"),
    };

    public static Phrase PriorityName(Priority priority) => priority switch
    {
        Echolot.Conversations.Priority.Urgent => new("Dringend", "Urgent"),
        Echolot.Conversations.Priority.High => new("Hoch", "High"),
        Echolot.Conversations.Priority.Normal => new("Normal", "Normal"),
        _ => new("Niedrig", "Low"),
    };

    public static Tone PriorityTone(Priority priority) => priority switch
    {
        Echolot.Conversations.Priority.Urgent => Tone.Bad,
        Echolot.Conversations.Priority.High => Tone.Warning,
        _ => Tone.Plain,
    };

    public static Phrase Reason(string rule) => rule switch
    {
        "crisis" => new("gehört zu einer Krise", "belongs to a crisis"),
        "legal" => new("droht mit dem Recht", "threatens with the law"),
        "negative" => new("klingt verärgert", "sounds negative"),
        "reach" => new("große Reichweite", "wide reach"),
        "repeated" => new("hat schon nachgehakt", "has asked again"),
        "question" => new("stellt eine Frage", "asks a question"),
        "private" => new("schreibt uns direkt", "writes to us directly"),
        _ => new(rule, rule),
    };

    public static Phrase ClockName(ClockKind kind) => kind switch
    {
        ClockKind.FirstResponse => new("Erste Antwort", "First response"),
        ClockKind.NextResponse => new("Nächste Antwort", "Next response"),
        ClockKind.Update => new("Zwischenstand", "Update"),
        _ => new("Lösung", "Resolution"),
    };

    public static Phrase OutcomeName(ClockOutcome outcome) => outcome switch
    {
        ClockOutcome.Running => new("läuft", "running"),
        ClockOutcome.Paused => new("pausiert", "paused"),
        ClockOutcome.Overdue => new("überfällig", "overdue"),
        ClockOutcome.Met => new("eingehalten", "met"),
        ClockOutcome.Missed => new("verfehlt", "missed"),
        _ => new("entfallen", "dropped"),
    };

    public static Tone OutcomeTone(ClockOutcome outcome) => outcome switch
    {
        ClockOutcome.Overdue or ClockOutcome.Missed => Tone.Bad,
        ClockOutcome.Met => Tone.Good,
        ClockOutcome.Running => Tone.Accent,
        _ => Tone.Plain,
    };

    public static Phrase Explained(ClockReading clock) => clock.Outcome is ClockOutcome.Running or ClockOutcome.Paused or ClockOutcome.Overdue
        ? new("gestartet {0}, {1} von {2} gezählt", "started {0}, {1} of {2} counted")
        : new("gestartet {0}, nach {1} beantwortet (Ziel {2})", "started {0}, answered after {1} (target {2})");

    public static readonly Phrase PausedFor = new("Pause {0}: {1}", "paused {0}: {1}");

    public static Phrase Why(ClockStretch stretch) => stretch switch
    {
        { Pause: { } state } => State(state),
        { Holiday: { } holiday } => new(holiday.De, holiday.En),
        { Note: { Length: > 0 } note } => new(note, note),
        { Closed: ClosedBecause.Break } => new("Mittagspause", "lunch break"),
        _ => new("geschlossen", "closed"),
    };

    public static Phrase Refusal(InboxException wrong) => wrong.Why switch
    {
        InboxRefusal.NotFound => Gone,
        InboxRefusal.TextMissing => new("Schreiben Sie zuerst etwas.", "Write something first."),
        InboxRefusal.TextTooLong => new(
            "Der Text ist zu lang für diesen Kanal. Kürzen Sie ihn.", "The text is too long for this channel. Shorten it."),
        InboxRefusal.NoSource => NoVoice,
        InboxRefusal.CannotSend => new(
            "Dieses Konto kann hier so nicht antworten.", "This account cannot answer here in this way."),
        InboxRefusal.TooFewPeople => new(
            $"Zu wenige Personen: Zahlen gibt es erst ab {wrong.Detail} Personen, solange Zahlen je Person ausgeschaltet sind.",
            $"Too few people: figures are told from {wrong.Detail} people on while figures per person are off."),
        InboxRefusal.OtherAccount => VoiceText.Fixed,
        InboxRefusal.NobodyToAnswer => new(
            "Hier gibt es nichts, worauf sich so antworten ließe. Privat schreiben darf man nur, wer zuerst privat geschrieben hat.",
            "There is nothing to answer in this way. You may write privately only to whoever wrote privately first."),
        InboxRefusal.WindowClosed => new(
            "Das Netzwerk lässt nach dieser Zeit keine Antwort mehr zu. Wählen Sie einen anderen Weg.",
            "The network no longer lets us answer. Choose another way."),
        InboxRefusal.RepliedMeanwhile => new(
            "Inzwischen hat schon jemand geantwortet. Sehen Sie oben nach, ob Ihr Text noch passt.",
            "Somebody has answered meanwhile. Check above whether your text still fits."),
        InboxRefusal.TooLate => new("Dafür ist es zu spät.", "It is too late for that."),
        InboxRefusal.TimeMissing => new("Wählen Sie eine Zeit, die noch kommt.", "Choose a time that is still to come."),
        InboxRefusal.PersonMissing => new(
            "Diese Person ist nicht mehr aktiv oder bearbeitet keine Gespräche.", "This person is no longer active or does not work on conversations."),
        InboxRefusal.CauseMissing => new(
            "Nennen Sie zuerst die Ursache: Warum musste sich die Person melden?",
            "Name the cause first: why did this person have to write?"),
        InboxRefusal.FieldMissing => new(
            $"Füllen Sie zuerst „{wrong.Detail}“ aus.", $"Fill in “{wrong.Detail}” first."),
        InboxRefusal.FieldWrong => new(
            $"Das passt so nicht: {wrong.Detail}.", $"That does not fit: {wrong.Detail}."),
        InboxRefusal.NothingChosen => JoiningText.ChooseMessages,
        InboxRefusal.IncidentMissing => new("Diesen Vorfall gibt es nicht mehr.", "This incident is gone."),
        InboxRefusal.CheckStops => new(
            "So kann die Antwort nicht hinausgehen. Was zu ändern ist, steht am Text.",
            "The reply cannot go out like this. What to change is shown at the text."),
        InboxRefusal.ReasonMissing => new(
            "Dafür braucht es eine Begründung.", "This needs a reason."),
        InboxRefusal.NotYours => new(
            "Nur wer eine Ansicht angelegt hat, entfernt sie.", "Only whoever made a view removes it."),
        InboxRefusal.DepartmentMissing => new("Diese Abteilung gibt es nicht mehr.", "There is no such department any more."),
        InboxRefusal.NameMissing => new("Bitte einen Namen mit höchstens 80 Zeichen.", "Please use a name of at most 80 characters."),
        InboxRefusal.ActionsMissing => new("Wählen Sie mindestens eine Aktion.", "Choose at least one action."),
        InboxRefusal.MinutesMissing => new(
            "Nach wie vielen Minuten? Höchstens 90 Tage.", "After how many minutes? 90 days at most."),
        InboxRefusal.WorkflowMissing => new("Diesen Ablauf gibt es nicht mehr.", "There is no such workflow any more."),
        InboxRefusal.OnlyAssignee => new(
            "In dieser Abteilung antwortet nur, wer zuständig ist. Übernehmen Sie das Gespräch zuerst.",
            "In this department only the assignee answers. Take the conversation first."),
        InboxRefusal.OthersDecide => new(
            "Darüber entscheidet jemand anderes.", "Somebody else decides about this."),
        InboxRefusal.DecidedMeanwhile => new(
            "Inzwischen hat jemand entschieden oder den Text geändert. Sehen Sie noch einmal hin.",
            "Somebody has decided or changed the text meanwhile. Look at it again."),
        InboxRefusal.ChangedMeanwhile => new(
            "Inzwischen hat jemand etwas anderes gespeichert. Sehen Sie nach, was sich geändert hat.",
            "Somebody has saved something else meanwhile. See what changed."),
        InboxRefusal.NobodyToApprove => new(
            "Sagen Sie, wer freigibt: jemand, der senden oder freigeben darf und das Gespräch sieht.",
            "Say who approves: somebody who may send or approve and sees the conversation."),
        InboxRefusal.ApprovalNeeded => new(
            "Wer nicht senden darf, schreibt niemandem außerhalb.", "Whoever may not send does not write to people outside."),
        InboxRefusal.MailInvalid => new(
            "Das ist keine E-Mail-Adresse.", "This is not an e-mail address."),
        InboxRefusal.AlreadyMerged => new(
            "Das ist schon zusammengeführt. Dort weitermachen, wo es jetzt steht, oder es erst wieder trennen.",
            "It is merged already. Go on where it is now, or part it first."),
        InboxRefusal.ScenarioCannotSpeak => new(
            "Dieses Szenario kann hier nicht sprechen: Es ist ausgeschaltet, ein anderes spricht schon, oder es wurde noch nichts privat geschrieben.",
            "This scenario cannot speak here: it is off, another one speaks already, or nothing private has been written."),
        InboxRefusal.FileMissing => new(
            "Eine Datei ist nicht mehr da oder schon hinausgegangen. Sehen Sie die Anhänge noch einmal an.",
            "A file is gone or went out already. Look at the attachments again."),
        InboxRefusal.FileTooLarge => new(
            $"„{wrong.Detail}“ ist zu groß oder leer; höchstens 5 MB gehen.", $"“{wrong.Detail}” is too large or empty; 5 MB are the most."),
        InboxRefusal.FileKind => new(
            $"„{wrong.Detail}“ geht nicht: nur PDF, PNG, JPEG, GIF und WebP.", $"“{wrong.Detail}” cannot be sent: PDF, PNG, JPEG, GIF and WebP only."),
        InboxRefusal.NotApproved => new(
            "Die Freigabe wurde nicht erteilt; der Text liegt als Entwurf bei der Person, die ihn schrieb.",
            "It was not approved; the text is a draft of whoever wrote it."),
        InboxRefusal.NotOut => new(
            "Ging nicht hinaus oder wurde zurückgeholt; im Gespräch steht, warum.",
            "Did not go out or was taken back; the conversation says why."),
        InboxRefusal.LeftIncident => new(
            "Gehörte nicht mehr zum Vorfall oder wurde ignoriert, als die Antwort an der Reihe war.",
            "Was no longer part of the incident, or was ignored, when its answer had its turn."),
        InboxRefusal.AuthorLeft => new(
            "Wer die Antwort geschrieben hat, ist nicht mehr aktiv.", "Whoever wrote the answer is no longer active."),
        InboxRefusal.PersonNameMissing => new("Sagen Sie, wer es war.", "Say who it was."),
        InboxRefusal.TimeTooLong => new(
            $"Wählen Sie höchstens {Inbox.MostSimulated.Days} Tage, mit dem Ende nach dem Anfang.",
            $"Choose {Inbox.MostSimulated.Days} days at most, with the end after the beginning."),
        InboxRefusal.TimeToCome => new("Das liegt noch in der Zukunft.", "That is still to come."),
        InboxRefusal.FilesNotTaken => new(
            "Dieser Kanal nimmt diese Dateien nicht an.", "This channel does not take these files."),
        InboxRefusal.TooManyFiles => new(
            $"Eine Antwort trägt höchstens {Inbox.MostFiles} Dateien.", $"A reply carries {Inbox.MostFiles} files at most."),
        InboxRefusal.MacroMissing => MacroText.Gone,
        InboxRefusal.SharedByLeads => new(
            "Was geteilt ist, ändert nur, wer den Kundendienst einrichtet.", "What is shared is changed only by whoever looks after the care desk."),
        InboxRefusal.StepWrong => new(
            $"Der Schritt „{MacroText.StepName(wrong.Detail)}“ passt so nicht.", $"The step “{MacroText.StepName(wrong.Detail)}” does not fit."),
        InboxRefusal.AnswerMissing => new(
            "Die Antwort der Bibliothek ist gelöscht, abgelaufen oder passt nicht auf diesen Kanal.",
            "The answer of the library is gone, has expired or does not fit this channel."),
        InboxRefusal.SendsOne => new(
            "Ein Makro, das sendet, läuft nur in einem Gespräch nach dem anderen.", "A macro that sends runs in one conversation at a time."),
        InboxRefusal.AgentFiguresOff => new(
            "Zahlen einzelner Personen sind in diesem Arbeitsbereich ausgeschaltet.",
            "Figures of single people are off in this workspace."),
        _ => new(wrong.Message, wrong.Message),
    };
}
