using Echolot.Alerts;
using Echolot.Teams;
using Echolot.Web.Components;
using Echolot.Web.Shell;

namespace Echolot.Web.OutOfHours;

internal static class RotaText
{
    public static readonly Phrase Title = new("Bereitschaft", "On call");
    public static readonly Phrase Settings = new("Bereitschaftsplan", "Rota");
    public static readonly Phrase Now = new("Jetzt in Bereitschaft", "On call now");
    public static readonly Phrase Nobody = new("Gerade ist niemand in Bereitschaft.", "Nobody is on call at the moment.");
    public static readonly Phrase NoPatterns = new(
        "Noch kein Plan. Legen Sie fest, wer abends, am Wochenende und an Feiertagen erreichbar ist.",
        "No rota yet. Settle who can be reached in the evening, at weekends and on holidays.");
    public static readonly Phrase Until = new("bis {0}", "until {0}");
    public static readonly Phrase Week = new("Woche ab {0}", "Week of {0}");
    public static readonly Phrase Earlier = new("Woche davor", "Week before");
    public static readonly Phrase LaterWeek = new("Woche danach", "Week after");
    public static readonly Phrase ThisWeek = new("Diese Woche", "This week");
    public static readonly Phrase Free = new("frei", "nobody");
    public static readonly Phrase Place = new("{0}.", "{0}.");
    public static readonly Phrase Former = new("ehemals dabei", "former colleague");

    public static readonly Phrase Check = new("Kontrolle bestätigen", "Confirm the check");
    public static readonly Phrase CheckHint = new("Beim Bestätigen wird neu gezählt.", "It is counted afresh when you confirm.");
    public static readonly Plural OpenCount = new(
        new("{0} Gespräch ist gerade zu tun.", "{0} conversation is to be done now."),
        new("{0} Gespräche sind gerade zu tun.", "{0} conversations are to be done now."));
    public static readonly Phrase Checked = new("Bestätigt.", "Confirmed.");
    public static readonly Phrase Checks = new("Nachweise", "Proof of checks");
    public static readonly Phrase ChecksNote = new("Wann jemand nachgesehen hat, seit zwei Wochen.", "When somebody looked, for two weeks.");
    public static readonly Phrase NoChecks = new("Noch keine Kontrolle fällig gewesen.", "No check has been due yet.");
    public static readonly Phrase CheckedLine = new("{0} geprüft, {1} offen", "{0} checked, {1} open");
    public static readonly Phrase MissedLine = new("{0} nicht geprüft", "{0} not checked");
    public static readonly Phrase DueLine = new("{0} fällig", "{0} due");
    public static readonly Phrase ComingLine = new("{0} geplant", "{0} planned");

    public static readonly Phrase Note = new("Übergabenotiz", "Hand-over note");
    public static readonly Phrase NoteHint = new("Für die nächste Schicht: Was ist offen, was kommt?", "For the next shift: what is open, what comes?");
    public static readonly Phrase SaveNote = new("Notiz speichern", "Save note");
    public static readonly Phrase NoteFrom = new("Notiz der Schicht davor ({0})", "Note of the shift before ({0})");

    public static readonly Phrase Calls = new("Rufe", "Calls");
    public static readonly Phrase CallsNote = new("Was nicht warten konnte, und wer wann gerufen wurde.", "What could not wait, and who was called when.");
    public static readonly Phrase NoCalls = new("Keine Rufe in den letzten sieben Tagen.", "No calls in the last seven days.");
    public static readonly Phrase Acknowledge = new("Ich übernehme", "I take it");
    public static readonly Phrase Acknowledged = new("Übernommen.", "Taken.");
    public static readonly Phrase TooLate = new("Jemand anders war schneller.", "Somebody else was faster.");
    public static readonly Phrase AcknowledgedBy = new("übernommen von {0}", "taken by {0}");
    public static readonly Phrase ToldAt = new("{0} gerufen um {1}", "{0} called at {1}");
    public static readonly Phrase NextAt = new("weiter um {0}", "next at {0}");
    public static readonly Phrase ConversationCall = new("Gespräch {0}", "Conversation {0}");

    public static readonly Phrase Swaps = new("Tausch", "Swaps");
    public static readonly Phrase Offer = new("Schicht abgeben", "Offer the shift");
    public static readonly Phrase OfferTo = new("An wen", "To whom");
    public static readonly Phrase Anybody = new("wer kann", "whoever can");
    public static readonly Phrase Offered = new("Angeboten; wer infrage kommt, ist benachrichtigt.", "Offered; those who may were told.");
    public static readonly Phrase Looking = new("{0} sucht Ersatz", "{0} looks for somebody");
    public static readonly Phrase LookingFor = new("{0} fragt {1}", "{0} asks {1}");
    public static readonly Phrase Take = new("Schicht übernehmen", "Take the shift");
    public static readonly Phrase Taken = new("Die Schicht gehört Ihnen.", "The shift is yours.");
    public static readonly Phrase TakenBy = new("{1} übernimmt für {0}", "{1} takes it for {0}");
    public static readonly Phrase Withdraw = new("Zurückziehen", "Withdraw");

    public static readonly Phrase Feed = new("Im eigenen Kalender", "In your own calendar");
    public static readonly Phrase FeedNote = new("Ihre Schichten als Kalender-Abo. Wer die Adresse kennt, kann sie lesen.", "Your shifts as a calendar subscription. Whoever knows the address can read it.");
    public static readonly Phrase FeedMake = new("Adresse erzeugen", "Make an address");
    public static readonly Phrase FeedAgain = new("Neue Adresse", "New address");
    public static readonly Phrase FeedRevoke = new("Adresse beenden", "End the address");
    public static readonly Phrase FeedOnce = new("Kopieren Sie die Adresse jetzt; sie wird nicht noch einmal gezeigt.", "Copy the address now; it is not shown again.");
    public static readonly Phrase FeedSince = new("Es gibt eine Adresse seit {0}.", "There is an address since {0}.");
    public static readonly Phrase FeedEnded = new("Die Adresse gilt nicht mehr.", "The address has ended.");

    public static readonly Phrase NewShift = new("Schicht eintragen", "Add a shift");
    public static readonly Phrase EditShift = new("Schicht ändern", "Change shift");
    public static readonly Phrase CancelShift = new("Schicht streichen", "Cancel shift");
    public static readonly Phrase ByHand = new("von Hand", "by hand");
    public static readonly Phrase Gone = new("Diese Schicht gibt es nicht mehr", "This shift is gone");

    public static readonly Phrase Patterns = new("Jede Woche", "Every week");
    public static readonly Phrase NewPattern = new("Neue Schichtfolge", "New weekly shift");
    public static readonly Phrase PatternGone = new("Diese Schichtfolge gibt es nicht mehr", "This weekly shift is gone");
    public static readonly Phrase RemovePattern = new("Schichtfolge löschen", "Remove weekly shift");
    public static readonly Phrase Name = new("Bezeichnung", "Name of the shift");
    public static readonly Phrase Kind = new("Art", "Kind");
    public static readonly Phrase Days = new("Beginnt am", "Begins on");
    public static readonly Phrase HolidayHint = new("Feiertagsschichten beginnen an jedem Feiertag der Geschäftszeiten und ersetzen dort die anderen.", "Holiday shifts begin on each holiday of the business hours and replace the others there.");
    public static readonly Phrase From = new("Beginn", "Start");
    public static readonly Phrase To = new("Ende", "End");
    public static readonly Phrase NextDayHint = new("Ein Ende vor dem Beginn ist am nächsten Tag.", "An end before the start is on the next day.");
    public static readonly Phrase PersonAt = new("Person {0}", "Person {0}");
    public static readonly Phrase NoOne = new("niemand", "no one");
    public static readonly Phrase Rotates = new("Jede Woche ist jemand anders zuerst dran", "Each week somebody else is first");
    public static readonly Phrase CheckTimes = new("Kontrollen um", "Checks at");
    public static readonly Phrase CheckTimesHint = new("Uhrzeiten mit Komma, etwa 10:00, 16:00.", "Times by commas, such as 10:00, 16:00.");
    public static readonly Phrase Active = new("In Kraft", "In force");
    public static readonly Phrase Inactive = new("ruht", "not in force");
    public static readonly Phrase Save = new("Sichern", "Save");
    public static readonly Phrase Saved = new("Der Plan ist geändert.", "The rota has changed.");

    public static readonly Phrase Rules = new("Rufkette", "Chain of calls");
    public static readonly Phrase Calendar = new("Geschäftszeiten, in denen niemand gerufen wird", "Business hours in which nobody is called");
    public static readonly Phrase Always = new("keine: Schichten rufen immer", "none: shifts always call");
    public static readonly Phrase Minutes = new("Minuten bis zur nächsten Person", "Minutes until the next person");
    public static readonly Phrase Rounds = new("Runden, bis ein Ruf als unbeantwortet gilt", "Rounds until a call counts as unanswered");
    public static readonly Phrase WrongTime = new("„{0}“ ist keine Uhrzeit. Schreiben Sie zum Beispiel 18:00.", "“{0}” is no time. Write 18:00, for example.");

    public static Phrase KindName(ShiftKind kind) => kind switch
    {
        ShiftKind.Evening => new("Abend", "Evening"),
        ShiftKind.Weekend => new("Wochenende", "Weekend"),
        ShiftKind.Holiday => new("Feiertag", "Public holiday"),
        _ => new("Sonstige", "Other shift"),
    };

    public static Tone CheckTone(CheckState state) => state switch
    {
        CheckState.Done => Tone.Good,
        CheckState.Late or CheckState.Due => Tone.Warning,
        CheckState.Missed => Tone.Bad,
        _ => Tone.Plain,
    };

    public static Phrase StateName(DutyState state) => state switch
    {
        DutyState.Open => new("wartet auf Antwort", "waits for an answer"),
        DutyState.Acknowledged => new("übernommen", "taken on"),
        DutyState.Unanswered => new("unbeantwortet", "unanswered"),
        _ => new("anders gelöst", "dealt with otherwise"),
    };

    public static Tone StateTone(DutyState state) => state switch
    {
        DutyState.Open => Tone.Warning,
        DutyState.Acknowledged => Tone.Good,
        DutyState.Unanswered => Tone.Bad,
        _ => Tone.Plain,
    };

    public static Phrase WayName(DeliveryChannel channel) => channel is DeliveryChannel.Push
        ? new("Push", "Push") : new("E-Mail", "E-mail");

    public static Phrase SentName(DeliveryState state) => state switch
    {
        DeliveryState.Sent => new("zugestellt", "delivered"),
        DeliveryState.Failed => new("ging nicht hinaus", "did not go out"),
        DeliveryState.Unknown => new("ungewiss", "uncertain"),
        _ => new("unterwegs", "on its way"),
    };

    public static Phrase Refusal(RotaException wrong) => wrong.Why switch
    {
        RotaRefusal.NotFound => new("Das gibt es nicht mehr. Laden Sie die Seite neu.", "This is gone. Reload the page."),
        RotaRefusal.NameMissing => new("Geben Sie der Schicht einen Namen.", "Give the shift a name."),
        RotaRefusal.NobodyOnIt => new("Tragen Sie mindestens eine Person ein.", "Put at least one person on it."),
        RotaRefusal.DaysMissing => new("Wählen Sie mindestens einen Wochentag.", "Choose at least one weekday."),
        RotaRefusal.TimesWrong => new("Beginn und Ende passen nicht zusammen.", "Start and end do not fit together."),
        RotaRefusal.MinutesWrong => new("Zwischen zwei Rufen liegen 1 bis 240 Minuten, und es sind 1 bis 10 Runden.", "Between two calls are 1 to 240 minutes, and there are 1 to 10 rounds."),
        RotaRefusal.TextTooLong => new("Die Notiz ist zu lang.", "The note is too long."),
        RotaRefusal.NotOnCall => new("Das kann nur, wer gerade in dieser Schicht ist.", "Only who is on this shift now can do that."),
        RotaRefusal.AlreadyTaken => new("Das ist schon vergeben oder angeboten.", "It is taken or offered already."),
        _ => new("Es sind zu viele. Löschen Sie zuerst eine.", "There are too many. Remove one first."),
    };
}
