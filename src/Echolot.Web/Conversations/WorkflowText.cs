using System.Globalization;
using Echolot.Conversations;
using Echolot.Web.Mentions;
using Echolot.Web.Shell;

namespace Echolot.Web.Conversations;

/// <summary>Texts of the workflows of the care desk.</summary>
internal static class WorkflowText
{
    public static readonly Phrase Title = new("Abläufe", "Workflows");
    public static readonly Phrase New = new("Neuer Ablauf", "New workflow");
    public static readonly Phrase EmptyTitle = new("Noch kein Ablauf", "No workflow yet");
    public static readonly Phrase EmptyText = new(
        "Ein Ablauf schaut auf Gespräche, sobald etwas geschieht oder zu lange nichts geschieht, und tut dann, was Sie wollen.",
        "A workflow looks at conversations when something happens, or nothing happens for too long, and does what you want.");
    public static readonly Phrase Order = new(
        "Von oben nach unten; ein späterer sieht, was ein früherer geändert hat.",
        "From top to bottom; a later one sees what an earlier one has changed.");
    public static readonly Phrase Gone = new("Diesen Ablauf gibt es nicht mehr", "There is no such workflow any more");
    public static readonly Plural Held = new(new("{0}-mal gegriffen", "held {0} time"), new("{0}-mal gegriffen", "held {0} times"));
    public static readonly Phrase NeverHeld = new("noch nie gegriffen", "never held yet");
    public static readonly Phrase LastHeld = new("zuletzt", "last");
    public static readonly Phrase ChangedBy = new("geändert von {0}", "changed by {0}");
    public static readonly Phrase Off = new("Aus", "Off");
    public static readonly Phrase On = new("An", "On");
    public static readonly Phrase Up = new("Früher", "Earlier");
    public static readonly Phrase Down = new("Später", "Later");
    public static readonly Phrase StopsShort = new("Schluss danach", "ends here");

    public static readonly Phrase Name = new("Name", "Name");
    public static readonly Phrase Folder = new("Mappe", "Folder");
    public static readonly Phrase Starts = new("Wann", "When");
    public static readonly Phrase Trigger = new("Sobald", "As soon as");
    public static readonly Phrase Minutes = new("Nach Minuten", "After minutes");
    public static readonly Phrase MinutesOf = new("Minuten von", "Minutes of");
    public static readonly Phrase WallClock = new("Uhr an der Wand", "the clock on the wall");
    public static readonly Phrase If = new("Wenn", "If");
    public static readonly Phrase IfNote = new("Alles, was gewählt ist, muss gelten.", "Everything chosen has to hold.");
    public static readonly Phrase Then = new("Dann", "Then");
    public static readonly Phrase Any = new("alle", "any");
    public static readonly Phrase Leave = new("lassen", "leave");
    public static readonly Phrase Query = new("Worte der Kundin oder des Kunden", "The customer’s words");
    public static readonly Phrase QueryHint = new(
        "Suchanfrage wie bei Monitoren, zum Beispiel: Anwalt OR Abmahnung", "A query as in monitors, for example: lawyer OR \"legal action\"");
    public static readonly Phrase Followers = new("Ab so vielen Followern", "From so many followers");
    public static readonly Phrase Crisis = new("Ab Krisenstufe", "From crisis level");
    public static readonly Phrase Contact = new("Kontakt", "Contact");
    public static readonly Phrase Known = new("schon bekannt", "known");
    public static readonly Phrase Unknown = new("zum ersten Mal", "first time");
    public static readonly Phrase Account = new("Antwortendes Konto", "Answering account");
    public static readonly Phrase Said = new("Gesagt", "Said");
    public static readonly Phrase Above = new("Ab Priorität", "From priority");
    public static readonly Phrase State = new("Zustand", "State");
    public static readonly Phrase Assigned = new("Zuständig", "Assignee");
    public static readonly Phrase Somebody = new("jemand", "somebody");
    public static readonly Phrase Nobody = new("niemand", "nobody");
    public static readonly Phrase Hours = new("Geschäftszeit", "Business hours");
    public static readonly Phrase Open = new("geöffnet", "open");
    public static readonly Phrase Closed = new("geschlossen", "closed");
    public static readonly Phrase HoursOf = new("Kalender", "Calendar");
    public static readonly Phrase OfDepartment = new("der Abteilung", "of the department");

    public static readonly Phrase ToDepartment = new("An Abteilung", "To department");
    public static readonly Phrase ToPerson = new("Zuweisen", "Assign");
    public static readonly Phrase Route = new("In die Verteilung geben", "Give to routing");
    public static readonly Phrase SetPriority = new("Priorität", "Priority");
    public static readonly Phrase SetLabel = new("Label", "Label");
    public static readonly Phrase SetState = new("Zustand", "State");
    public static readonly Phrase Snooze = new("Zurückstellen, Minuten", "Snooze, minutes");
    public static readonly Phrase Note = new("Notiz schreiben", "Write a note");
    public static readonly Phrase TellPerson = new("Bescheid geben", "Tell somebody");
    public static readonly Phrase TellDepartment = new("Abteilung Bescheid geben", "Tell a department");
    public static readonly Phrase CallWebhook = new("Webhook aufrufen", "Call a webhook");
    public static readonly Plural WouldCall = new(
        new("Hätte {0}-mal einen Webhook aufgerufen; aufgerufen wurde keiner.", "Would have called a webhook {0} time; none was called."),
        new("Hätte {0}-mal einen Webhook aufgerufen; aufgerufen wurde keiner.", "Would have called a webhook {0} times; none was called."));
    public static readonly Phrase Called = new("Webhook {0}: {1}", "Webhook {0}: {1}");
    public static readonly Phrase SetField = new("Feld ausfüllen", "Fill in a field");
    public static readonly Phrase FieldValue = new("Was darin steht", "What stands in it");
    public static readonly Phrase SetCause = new("Anlass festhalten", "Write down the cause");
    public static readonly Phrase CauseHint = new("Zum Beispiel: Lieferung > Zusteller", "For example: Delivery > Carrier");
    public static readonly Phrase TakeOut = new("Abläufe lassen es danach in Ruhe", "Workflows leave it alone afterwards");
    public static readonly Phrase Stops = new("Spätere Abläufe lassen es diesmal aus", "Later workflows leave it alone this time");
    public static readonly Phrase Active = new("Eingeschaltet", "Switched on");
    public static readonly Phrase Save = new("Ablauf speichern", "Save workflow");
    public static readonly Phrase Saved = new("Gespeichert.", "Saved.");
    public static readonly Phrase Moved = new("Verschoben.", "Moved.");
    public static readonly Phrase Remove = new("Ablauf löschen", "Remove workflow");
    public static readonly Phrase RemoveNote = new("Was er getan hat, bleibt.", "What it did stays.");
    public static readonly Phrase Removed = new("Gelöscht.", "Removed.");
    public static readonly Phrase WrongNumber = new("„{0}“ ist keine ganze Zahl ab 0.", "“{0}” is no whole number from 0.");

    public static readonly Phrase DryRun = new("Probe an der Vergangenheit", "Dry run over the past");
    public static readonly Phrase DryRunNote = new(
        "Derselbe Code wie live, auf das, was war, an seinem Platz unter den anderen Abläufen. Es wird nichts geändert.",
        "The same code as live, over what was, in its place among the other workflows. Nothing is changed.");
    public static readonly Phrase WouldBeLeftAlone = new(
        "{0:N0}-mal ausgelassen: Ein früherer Ablauf machte Schluss, oder die Abläufe waren dort abgeschaltet.",
        "Left out {0:N0} times: an earlier workflow ended it, or workflows were switched off there.");
    public static readonly Phrase WouldRest = new(
        "{0:N0}-mal nicht ausgeführt: mehr als {1}-mal in einer Stunde im selben Gespräch.",
        "Not done {0:N0} times: more than {1} times within an hour in one conversation.");
    public static readonly Phrase NotClosed = new(
        "nicht erledigt: Ursache oder Pflichtfeld fehlt", "not closed: a cause or a required field is missing");
    public static readonly Phrase Days = new("Letzte Tage", "Last days");
    public static readonly Phrase Try = new("Probieren", "Try");
    public static readonly Plural WouldHold = new(
        new("Hätte {0}-mal gegriffen", "Would have held {0} time"), new("Hätte {0}-mal gegriffen", "Would have held {0} times"));
    public static readonly Phrase Looked = new(
        "{0:N0} Momente in {1:N0} Gesprächen: solche, in denen seither etwas gesagt wurde, und alle offenen.",
        "{0:N0} moments in {1:N0} conversations: those in which something was said since, and all that are open.");
    public static readonly Phrase Incomplete = new(
        "Es gibt mehr; angesehen sind die neuesten.", "There are more; the newest were looked at.");
    public static readonly Phrase NotHeld = new("Woran es sonst lag", "What did not hold");
    public static readonly Phrase DryRunNone = new("Wählen Sie Tage und probieren Sie.", "Choose days and try.");

    public static readonly Phrase Trace = new("Welche Abläufe geprüft wurden", "Which workflows were tried");
    public static readonly Phrase TraceLink = new("Was die Abläufe taten", "What the workflows did");
    public static readonly Phrase TraceNone = new("Noch kein Ablauf hat dieses Gespräch geprüft", "No workflow has tried this conversation yet");
    public static readonly Phrase TraceNoneText = new(
        "Sobald etwas geschieht, worauf ein Ablauf achtet, steht hier, was er tat und woran es lag.",
        "As soon as something happens that a workflow watches for, this shows what it did and why.");
    public static readonly Phrase LeaveAlone = new("Abläufe abschalten", "Switch workflows off");
    public static readonly Phrase WorkAgain = new("Abläufe wieder zulassen", "Let workflows work again");
    public static readonly Phrase IsOff = new("Abläufe lassen dieses Gespräch in Ruhe.", "Workflows leave this conversation alone.");
    public static readonly Phrase Labels = new("Labels", "Labels");

    public static Phrase TriggerName(WorkflowTrigger trigger) => trigger switch
    {
        WorkflowTrigger.Opened => new("ein Gespräch beginnt", "a conversation begins"),
        WorkflowTrigger.CustomerWrote => new("die Kundin oder der Kunde schreibt", "the customer writes"),
        WorkflowTrigger.StateChanged => new("sich der Zustand ändert", "the state changes"),
        WorkflowTrigger.ClockWarned => new("eine Frist bald abläuft", "a target is soon used up"),
        WorkflowTrigger.ClockMissed => new("eine Frist abgelaufen ist", "a target is used up"),
        WorkflowTrigger.Unanswered => new("niemand geantwortet hat seit", "nobody has answered for"),
        _ => new("nach unserer Antwort Stille ist seit", "there is silence after our answer for"),
    };

    public static Phrase OutcomeName(TriedOutcome outcome) => outcome switch
    {
        TriedOutcome.Held => new("griff", "held"),
        TriedOutcome.Failed => new("griff nicht", "did not hold"),
        TriedOutcome.LeftAlone => new("ausgelassen, weil ein früherer Schluss machte", "left out, because an earlier one ended it"),
        _ => new("nicht ausgeführt: zu oft in einer Stunde", "not done: too often within an hour"),
    };

    public static Phrase ClauseName(WorkflowClause clause) => clause switch
    {
        WorkflowClause.Query => new("Worte", "words"),
        WorkflowClause.Sentiment => ListeningText.Tone,
        WorkflowClause.Language => ListeningText.Language,
        WorkflowClause.Label => SetLabel,
        WorkflowClause.Crisis => new("Krisenstufe", "crisis level"),
        WorkflowClause.Followers => new("Follower", "followers"),
        WorkflowClause.Contact => Contact,
        WorkflowClause.Channel => InboxText.Channel,
        WorkflowClause.Source => Account,
        WorkflowClause.Leg => new("öffentlich oder privat", "public or private"),
        WorkflowClause.Priority => SetPriority,
        WorkflowClause.Department => DepartmentsText.Department,
        WorkflowClause.State => State,
        WorkflowClause.Assigned => Assigned,
        _ => Hours,
    };

    /// <summary>Minutes as people say them: 90 min, 2 h, 3 days.</summary>
    public static string Long(int minutes) => minutes switch
    {
        >= 1440 when minutes % 1440 == 0 => new Plural(new("{0} Tag", "{0} day"), new("{0} Tagen", "{0} days")).Of(minutes / 1440),
        >= 60 when minutes % 60 == 0 => new Phrase("{0} Std.", "{0} h").With(minutes / 60),
        _ => new Phrase("{0} Min.", "{0} min").With(minutes),
    };

    public static string When(WorkflowDraft draft, Func<long?, string?> calendarName) =>
        draft.Minutes is not { } minutes ? TriggerName(draft.Trigger)
        : $"{TriggerName(draft.Trigger)} {Long(minutes)}{(calendarName(draft.CalendarId) is { } name ? $" ({name})" : "")}";

    /// <summary>What a condition asks, in a line.</summary>
    public static string Asked(WorkflowCondition c, WorkflowNames names)
    {
        var parts = new List<string>();
        Add(c.Query is not null, "“" + c.Query + "”");
        AddAll(c.Sentiments.Select(s => ListeningText.ToneName(s).ToString()));
        AddAll(c.Languages.Select(l => ListeningText.LanguageName(l).ToString()));
        AddAll(c.Labels.Select(l => names.Label(l)));
        Add(c.Crisis is not null, $"{Crisis} {c.Crisis}");
        Add(c.Followers is not null, $"{Followers} {c.Followers?.ToString("N0", CultureInfo.CurrentCulture)}");
        Add(c.KnownContact is not null, $"{Contact} {(c.KnownContact is true ? Known : Unknown)}");
        AddAll(c.Connectors.Select(k => names.Channel(k)));
        AddAll(c.Sources.Select(s => names.Source(s)));
        Add(c.Leg is not WorkflowLeg.Any, c.Leg is WorkflowLeg.Public ? InboxText.Public : InboxText.Private);
        Add(c.Above is not null, $"{Above} {(c.Above is { } above ? InboxText.PriorityName(above) : "")}");
        AddAll(c.Departments.Select(d => names.Department(d)));
        AddAll(c.States.Select(s => InboxText.State(s).ToString()));
        Add(c.Assigned is not null, $"{Assigned}: {(c.Assigned is true ? Somebody : Nobody)}");
        Add(c.Hours is not WorkflowHours.Any, $"{Hours} {(c.Hours is WorkflowHours.Open ? Open : Closed)}");
        return parts.Count == 0 ? Any : string.Join(" · ", parts);

        void Add(bool asks, string text)
        {
            if (asks) parts.Add(text);
        }

        void AddAll(IEnumerable<string> any)
        {
            var all = string.Join(" / ", any);
            if (all.Length > 0) parts.Add(all);
        }
    }

    public static string Does(WorkflowAction action, WorkflowNames names) => action.Kind switch
    {
        WorkflowActionKind.Department => $"{ToDepartment}: {names.Department(action.Value ?? 0)}",
        WorkflowActionKind.Assign => $"{ToPerson}: {action.Value switch { null => MacroText.Me.ToString(), 0 => Nobody, { } who => names.Person(who) }}",
        WorkflowActionKind.Route => Route,
        WorkflowActionKind.Priority => $"{SetPriority}: {InboxText.PriorityName((Priority)(action.Value ?? 0))}",
        WorkflowActionKind.Label => $"{SetLabel}: {names.Label(action.Value ?? 0)}",
        WorkflowActionKind.State => $"{SetState}: {InboxText.State((ConversationState)(action.Value ?? 0))}",
        WorkflowActionKind.Snooze => new Phrase("Zurückstellen für {0}", "Snooze for {0}").With(Long((int)(action.Value ?? 0))),
        WorkflowActionKind.Crisis => CrisisText.Name((int)(action.Value ?? 0)),
        WorkflowActionKind.Note => Note,
        WorkflowActionKind.Field => $"{SetField}: {names.Field(action.Value ?? 0)} = {action.Text}",
        WorkflowActionKind.Cause => $"{SetCause}: {action.Text}",
        WorkflowActionKind.Reply => action.Value is { } item ? $"{MacroText.Reply}: {names.Answers.GetValueOrDefault(item) ?? "–"}" : MacroText.Reply,
        WorkflowActionKind.Send => MacroText.Send,
        WorkflowActionKind.Webhook => $"{CallWebhook}: {names.Webhook(action.Value ?? 0)}",
        WorkflowActionKind.TellPerson => $"{TellPerson}: {names.Person(action.Value ?? 0)}",
        WorkflowActionKind.TellDepartment => $"{TellDepartment}: {names.Department(action.Value ?? 0)}",
        _ => TakeOut,
    };
}
