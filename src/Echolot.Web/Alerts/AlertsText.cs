using Echolot.Alerts;
using Echolot.Web.Components;
using Echolot.Web.Shell;

namespace Echolot.Web.Alerts;

/// <summary>Texts of alerts, notifications and deliveries.</summary>
internal static class AlertsText
{
    public static readonly Phrase Title = ShellText.Notifications;
    public static readonly Phrase Inbox = new("Eingang", "Inbox");
    public static readonly Phrase Alerts = ShellText.Alerts;
    public static readonly Phrase Alert = new("Alarm", "Alert");
    public static readonly Phrase Log = new("Zustellungen", "Deliveries");
    public static readonly Phrase ReadAll = new("Alle als gelesen markieren", "Mark all as read");
    public static readonly Phrase MarkRead = new("Als gelesen markieren", "Mark as read");
    public static readonly Phrase ReadDone = new("Alles gelesen", "Everything read");
    public static readonly Phrase NoneTitle = new("Keine Meldungen", "No notifications");
    public static readonly Phrase NoneText = new(
        "Hier steht, was Ihre Alarme melden: einzelne Erwähnungen, Zusammenfassungen und Ungewöhnliches.",
        "What your alerts report appears here: single mentions, digests and what is unusual.");
    public static readonly Phrase ToSettings = new("Alarme einrichten", "Set up alerts");
    public static readonly Phrase New = new("Neuer Alarm", "New alert");
    public static readonly Phrase Edit = new("Bearbeiten", "Edit");
    public static readonly Phrase Editing = new("{0} bearbeiten", "Edit {0}");
    public static readonly Phrase Monitor = new("Monitor", "Monitor");
    public static readonly Phrase Every = new("Alle Monitore", "Every monitor");
    public static readonly Phrase Name = new("Name", "Name");
    public static readonly Phrase NameHint = new(
        "Ohne Namen heißt er wie der Monitor oder die Quelle.", "Without a name it is called after its monitor or source.");
    public static readonly Phrase Kind = new("Wann er sich meldet", "When it fires");
    public static readonly Phrase Source = new("Quelle", "Source");
    public static readonly Phrase SourceHint = new(
        "Statt eines Monitors: alles, was die Quelle bringt, nach Stunden gezählt.",
        "Instead of a monitor: everything the source brings, counted by the hour.");
    public static readonly Phrase NoSource = new("Keine, es gilt der Monitor", "None, the monitor counts");
    public static readonly Phrase Channels = new("Wohin", "Where to");
    public static readonly Phrase ChannelsTitle = new("Zustellwege", "Channels");
    public static readonly Phrase DigestAt = new("Uhrzeiten der Zusammenfassung", "Times of the digest");
    public static readonly Phrase DigestHint = new(
        "Zum Beispiel 07:00, 17:00 – in Ihrer Zeitzone.", "Such as 07:00, 17:00, in your time zone.");
    public static readonly Phrase Authors = new("Namen oder Kennungen", "Handles or ids");
    public static readonly Phrase AuthorsHint = new(
        "Je Zeile einer, mit oder ohne @; Groß- und Kleinschreibung ist gleich.",
        "One a line, with or without @; upper and lower case are alike.");
    public static readonly Phrase Count = new("Schwelle (Erwähnungen)", "Threshold (mentions)");
    public static readonly Phrase Least = new("Mindestens (Erwähnungen)", "At least (mentions)");
    public static readonly Phrase LeastHint = new(
        "Darunter bleibt er still: Drei statt einer sind noch kein Ereignis.",
        "Below that it stays silent: three instead of one are no event.");
    public static readonly Phrase Window = new("Zeitfenster (Minuten)", "Window (minutes)");
    public static readonly Phrase Baseline = new("Verglichen mit", "Compared with");
    public static readonly Phrase Percent = new("Mehr als üblich (Prozent)", "More than usual (percent)");
    public static readonly Phrase Deviations = new("Abstand (Streuungen)", "Distance (deviations)");
    public static readonly Phrase Share = new("Anteil negativ (Prozent)", "Share negative (percent)");
    public static readonly Phrase Level = new("Empfindlichkeit", "Sensitivity");
    public static readonly Phrase Cooldown = new("Pause danach (Minuten)", "Pause afterwards (minutes)");
    public static readonly Phrase CooldownHint = new(
        "Solange es anhält und so lange danach ist es ein Ereignis und wird einmal gemeldet.",
        "As long as it lasts, and for this long after, it is one event and reported once.");
    public static readonly Phrase QuietFrom = new("Ruhezeit von", "Quiet from");
    public static readonly Phrase QuietTo = new("Ruhezeit bis", "Quiet until");
    public static readonly Phrase EscalateTo = new("Wenn niemand bestätigt", "When nobody acknowledges");
    public static readonly Phrase EscalateNobody = new("Niemanden sonst rufen", "Call nobody else");
    public static readonly Phrase EscalateAfter = new("Nach (Minuten)", "After (minutes)");
    public static readonly Phrase EscalateTerms = new("{0}, nach {1}", "{0}, after {1}");
    public static readonly Phrase Active = new("Eingeschaltet", "Active");
    public static readonly Phrase Save = new("Speichern", "Save");
    public static readonly Phrase Cancel = new("Abbrechen", "Cancel");
    public static readonly Phrase Remove = new("Löschen", "Delete");
    public static readonly Phrase Saved = new("Alarm gespeichert", "Alert saved");
    public static readonly Phrase Removed = new("Alarm gelöscht", "Alert deleted");
    public static readonly Phrase Test = new("Testen", "Test");
    public static readonly Phrase TestDone = new("Test zugestellt über: {0}", "Test delivered by: {0}");
    public static readonly Phrase TestFailed = new(
        "{0} von {1} Tests nicht zugestellt. {2}", "{0} of {1} tests not delivered. {2}");
    public static readonly Phrase LogOfAlert = new("Zustellungen dieses Alarms", "Deliveries of this alert");
    public static readonly Phrase LogOfAll = new("Alle zeigen", "Show all");
    public static readonly Phrase NoAlertsTitle = new("Noch kein Alarm", "No alert yet");
    public static readonly Phrase NoAlerts = new(
        "Ein Alarm sagt Bescheid, wenn ein Monitor mehr findet als sonst, wenn der Ton kippt oder wenn nichts mehr "
        + "kommt. Vor dem Speichern sehen Sie, was er im letzten Monat gemeldet hätte.",
        "An alert tells you when a monitor finds more than usual, when the tone turns, or when nothing comes any more. "
        + "Before you save it you see what it would have reported last month.");
    public static readonly Phrase NotYours = new(
        "Diesen Alarm darf nur ändern, wem er gehört.", "Only its owner may change this alert.");
    public static readonly Phrase Webhooks = new("Webhooks", "Webhooks");
    public static readonly Phrase WebhooksNote = new(
        "Ziele für Programme und Team-Chats, für alle nutzbar",
        "Targets for programs and team chats, for everybody to use");
    public static readonly Phrase NewWebhook = new("Neuer Webhook", "New webhook");
    public static readonly Phrase WebhookName = new("Name", "Name");
    public static readonly Phrase Url = new("Adresse", "Address");
    public static readonly Phrase Format = new("Format", "Format");
    public static readonly Phrase Secret = new("Geheimnis der Signatur", "Secret of the signature");
    public static readonly Phrase SecretOnce = new(
        "Es wird nur jetzt gezeigt. Damit prüft der Empfänger die Kopfzeile X-Echolot-Signature.",
        "Shown only now. The receiver checks the header X-Echolot-Signature with it.");
    public static readonly Phrase WebhookRemoved = new("Webhook gelöscht", "Webhook deleted");
    public static readonly Phrase NoWebhooks = new("Noch kein Webhook.", "No webhook yet.");
    public static readonly Phrase Gone = new("Diesen Alarm gibt es nicht mehr", "This alert no longer exists");
    public static readonly Phrase FiringGone = new(
        "Diese Auslösung gibt es nicht mehr", "This firing no longer exists");
    public static readonly Phrase LogNone = new("Noch nichts zugestellt", "Nothing delivered yet");
    public static readonly Phrase LogNoneText = new(
        "Hier steht jeder Versuch, eine Meldung auf den Bildschirm, ein Gerät, per E-Mail oder an einen Webhook zu "
        + "bringen.",
        "Here is every attempt to bring a notification to the screen, a device, by e-mail or to a webhook.");
    public static readonly Phrase Channel = new("Weg", "Channel");
    public static readonly Phrase Target = new("Ziel", "Target");
    public static readonly Phrase State = new("Zustand", "State");
    public static readonly Phrase Attempts = new("Versuche", "Attempts");
    public static readonly Phrase Created = new("Erstellt", "Created");
    public static readonly Phrase Problem = new("Problem", "Problem");
    public static readonly Phrase NextAttempt = new("nächster Versuch {0}", "next attempt {0}");
    public static readonly Phrase BadTimes = new(
        "Schreiben Sie Uhrzeiten wie 07:00, durch Komma getrennt.", "Write times such as 07:00, separated by commas.");
    public static readonly Phrase BadTime = new("Schreiben Sie eine Uhrzeit wie 22:00.", "Write a time of day such as 22:00.");
    public static readonly Phrase BadNumber = new("Schreiben Sie eine ganze Zahl.", "Write a whole number.");
    public static readonly Phrase Why = new("Warum:", "Why:");
    public static readonly Phrase BadFraction = new("Schreiben Sie eine Zahl, etwa 2,5.", "Write a number, such as 2.5.");
    public static readonly Phrase Open = new("Offen", "Open");
    public static readonly Phrase OpenNote = new(
        "gemeldet und von niemandem bestätigt", "reported, and acknowledged by nobody");
    public static readonly Phrase Acknowledge = new("Bestätigen", "Acknowledge");
    public static readonly Phrase Acknowledged = new("Bestätigt", "Acknowledged");
    public static readonly Phrase AcknowledgedBy = new("Bestätigt von {0}", "Acknowledged by {0}");
    public static readonly Phrase EscalatesAt = new("Wird weitergegeben um {0}", "Goes to the next person at {0}");
    public static readonly Phrase EscalatedTo = new("Weitergegeben an {0}", "Passed on to {0}");
    public static readonly Phrase LastFired = new("Zuletzt", "Last fired");
    public static readonly Phrase NeverFired = new("noch nie", "never");
    public static readonly Phrase Precision = new("Berechtigt", "Justified");
    public static readonly Phrase PrecisionOf = new("{0} von {1}", "{0} of {1}");
    public static readonly Phrase NoVerdict = new("kein Urteil", "no verdict");
    public static readonly Phrase Owner = new("Gehört {0}", "Owned by {0}");
    public static readonly Phrase NoneOfMine = new("Keiner dieser Alarme gehört Ihnen.", "None of these alerts is yours.");
    public static readonly Phrase Mine = new("Meine", "Mine");
    public static readonly Phrase Everybodys = new("Alle", "All");
    public static readonly Phrase Unmute = new("Wieder melden", "Unmute");
    public static readonly Phrase Unmuted = new("Meldet wieder", "Reports again");
    public static readonly Phrase RemoveAsk = new(
        "Mit dem Alarm verschwinden seine Auslösungen und Urteile.", "Its firings and verdicts go with it.");
    public static readonly Phrase Firings = new("Auslösungen", "Firings");
    public static readonly Phrase NoFirings = new("Noch nicht ausgelöst.", "Has not fired yet.");
    public static readonly Phrase Past = new("Zeitmaschine", "Time machine");
    public static readonly Phrase PastNote = new(
        "was er in dieser Zeit gemeldet hätte", "what it would have reported in this time");
    public static readonly Phrase Days = new("{0} Tage", "{0} days");
    public static readonly Plural AMonth = new(
        new("{0}-mal im Monat", "{0} time a month"), new("{0}-mal im Monat", "{0} times a month"));
    public static readonly Plural Would = new(
        new("Hätte sich {0}-mal gemeldet", "Would have fired {0} time"),
        new("Hätte sich {0}-mal gemeldet", "Would have fired {0} times"));
    public static readonly Phrase InsteadOf = new(
        "{0} statt bisher {1} im Monat", "{0} instead of {1} a month so far");
    public static readonly Phrase WouldNot = new("Hätte sich nicht gemeldet.", "Would not have fired.");
    public static readonly Phrase Unknown = new(
        "Für einen Vergleich ist noch zu wenig gesammelt; bis dahin bleibt er still.",
        "Too little has been collected to compare with; it stays silent until there is enough.");
    public static readonly Phrase Partly = new(
        "Es waren zu viele Erwähnungen; gerechnet ist mit den neuesten 100.000.",
        "There were too many mentions; the newest 100,000 are shown.");
    public static readonly Phrase PastHonest = new(
        "Gerechnet wird mit dem, was heute gespeichert ist: Was spät kam oder gelöscht wurde, macht einen Unterschied.",
        "It goes by what is stored today: what came late or was deleted makes a difference.");
    public static readonly Phrase Seen = new("Beobachtet", "Observed");
    public static readonly Phrase Usual = new("Üblich ± Streuung", "Usual ± spread");
    public static readonly Phrase Limit = new("Grenze", "Limit");
    public static readonly Phrase Fired = new("Ausgelöst", "Fired");
    public static readonly Phrase Chart = new(
        "Verlauf mit üblichem Bereich und Grenze; die Auslösungen stehen darunter als Liste.",
        "Course with usual range and limit; the firings are listed below.");
    public static readonly Phrase Around = new("Die Tage davor und danach", "The days around it");
    public static readonly Phrase WindowFact = new("Zeitfenster", "Window");
    public static readonly Phrase Score = new("Abweichung", "Distance");
    public static readonly Phrase Formula = new("Formel", "Formula");
    public static readonly Phrase Silent = new("Still geblieben wäre er", "It would have stayed silent");
    public static readonly Phrase Held = new("Dauerte bis", "Lasted until");
    public static readonly Phrase Noticed = new("Bemerkt", "Noticed");
    public static readonly Phrase NoticedLate = new(
        "{0}, weil Beiträge spät kamen", "{0}, because posts came late");
    public static readonly Phrase WhyTitle = new("Warum", "Why");
    public static readonly Phrase Pushed = new("Was ihn ausgelöst hat", "What set it off");
    public static readonly Phrase NothingPushed = new(
        "Nichts zu zeigen: Es kam ja nichts.", "Nothing to show: nothing came.");
    public static readonly Phrase PushedGone = new(
        "Diese Beiträge sind inzwischen gelöscht.", "These posts have been deleted since.");
    public static readonly Phrase Verdict = new("War das berechtigt?", "Was it justified?");
    public static readonly Phrase VerdictNote = new(
        "Ihr Urteil zeigt, wie treffsicher der Alarm ist, und steht in der Zeitmaschine.",
        "Your verdict shows how precise the alert is, and stands in the time machine.");
    public static readonly Phrase VerdictKept = new("Urteil notiert", "Verdict noted");
    public static readonly Phrase VerdictBack = new("Urteil zurückgenommen", "Verdict taken back");
    public static readonly Phrase TakeBack = new("Zurücknehmen", "Take back");
    public static readonly Phrase Merged = new(
        "Aus derselben Ursache haben auch ausgelöst", "Also fired for the same cause");
    public static readonly Phrase MergedInto = new(
        "Dieselbe Ursache wurde schon gemeldet:", "The same cause had been reported already:");
    public static readonly Phrase NotTold = new("Nicht gemeldet, der Alarm war stumm.", "Not reported, the alert was muted.");
    public static readonly Plural ShowAll = new(
        new("Die Erwähnung im Zeitfenster", "The mention of the window"),
        new("Alle {0} Erwähnungen im Zeitfenster", "All {0} mentions of the window"));
    public static readonly Phrase Devices = new("Browser-Meldungen", "Browser notifications");
    public static readonly Phrase DevicesNote = new(
        "auch wenn Echolot gerade nicht offen ist", "also while Echolot is not open");
    public static readonly Phrase DeviceAdd = new("In diesem Browser melden", "Notify in this browser");
    public static readonly Phrase DeviceHint = new(
        "Der Browser fragt um Erlaubnis. Unterwegs ist alles verschlüsselt; gezeigt werden Name und Zahl, kein Beitrag.",
        "The browser asks for permission. Everything is encrypted on the way; name and number are shown, no post.");
    public static readonly Phrase DeviceAdded = new(
        "Dieser Browser zeigt jetzt Meldungen. Wählen Sie in einem Alarm den Weg „Browser“.",
        "This browser shows notifications now. Choose the channel “Browser” in an alert.");
    public static readonly Phrase DeviceDenied = new(
        "Der Browser hat es nicht erlaubt. In seinen Einstellungen zu dieser Seite lässt sich das ändern.",
        "The browser did not allow it. Its settings for this site change that.");
    public static readonly Phrase DeviceCannot = new(
        "Dieser Browser kann das hier nicht: Es braucht https und einen Browser mit Push.",
        "This browser cannot do that here: it takes https and a browser with push.");
    public static readonly Phrase DeviceRemoved = new("Browser entfernt", "Browser removed");
    public static readonly Phrase NoDevices = new("Noch kein Browser angemeldet.", "No browser yet.");
    public static readonly Phrase Colon = new("{0}: {1}", "{0}: {1}");

    public static Phrase KindName(AlertKind kind) => kind switch
    {
        AlertKind.EachMention => new("Jede Erwähnung", "Each mention"),
        AlertKind.Digest => new("Zusammenfassung", "Digest"),
        AlertKind.Authors => new("Autorenliste", "Author list"),
        AlertKind.Threshold => new("Feste Schwelle", "Fixed threshold"),
        AlertKind.Percent => new("Prozent über dem Schnitt", "Percent above average"),
        AlertKind.Deviation => new("Deutlich über dem Schnitt", "Well above average"),
        AlertKind.Seasonal => new("Mehr als sonst um diese Zeit", "More than usual for the time"),
        AlertKind.SentimentShare => new("Anteil negativer Erwähnungen", "Share of negative mentions"),
        _ => new("Stille: es kommt nichts", "Silence: nothing comes"),
    };

    public static string KindIcon(AlertKind kind) => kind switch
    {
        AlertKind.EachMention => "message-square", AlertKind.Digest => "newspaper", AlertKind.Authors => "users",
        AlertKind.SentimentShare => "frown", AlertKind.Silence => "bell-off", AlertKind.Seasonal => "calendar-clock",
        AlertKind.Threshold => "gauge", _ => "activity",
    };

    public static Phrase ChannelName(DeliveryChannel channel) => channel switch
    {
        DeliveryChannel.Screen => new("Bildschirm", "Screen"),
        DeliveryChannel.Email => new("E-Mail", "E-mail"),
        DeliveryChannel.Push => new("Browser", "Browser"),
        _ => new("Webhook", "Webhook"),
    };

    public static string ChannelIcon(DeliveryChannel channel) => channel switch
    {
        DeliveryChannel.Screen => "monitor", DeliveryChannel.Email => "mail", DeliveryChannel.Push => "bell-ring", _ => "webhook",
    };

    public static Phrase LevelName(Sensitivity level) => level switch
    {
        Sensitivity.Few => new("Wenige Meldungen", "Few alerts"),
        Sensitivity.Balanced => new("Ausgewogen", "Balanced"),
        Sensitivity.Many => new("Viele Meldungen", "Many alerts"),
        _ => new("Eigene Grenze", "Own limit"),
    };

    /// <summary>What a level means, in words.</summary>
    public static Phrase LevelHint(Sensitivity level) => level switch
    {
        Sensitivity.Few => new(
            "nur was weit aus dem Rahmen fällt, aus Zufall höchstens einmal im Monat",
            "only what is far out of the ordinary, by chance once a month at most"),
        Sensitivity.Balanced => new(
            "was deutlich auffällt, aus Zufall höchstens 4-mal im Monat",
            "what clearly stands out, by chance 4 times a month at most"),
        Sensitivity.Many => new(
            "auch was nur ein wenig auffällt, aus Zufall höchstens 12-mal im Monat",
            "also what stands out only a little, by chance 12 times a month at most"),
        _ => new("die Zahl bestimmen Sie", "you choose the number"),
    };

    public static Phrase StateName(AlertState state) => state switch
    {
        AlertState.Firing => new("Feuert", "Firing"),
        AlertState.Near => new("Nah dran", "Near"),
        AlertState.Muted => new("Stumm", "Muted"),
        AlertState.SourceSilent => new("Quelle still", "Source silent"),
        AlertState.Learning => new("Lernt noch", "Learning"), AlertState.Paused => new("Pausiert", "Paused"),
        _ => new("Normal", "Normal"),
    };

    public static Phrase StateWhy(AlertState state) => state switch
    {
        AlertState.Firing => new("Er ist gerade über der Grenze.", "It is over its limit right now."),
        AlertState.Near => new("Mindestens vier Fünftel der Grenze sind erreicht.", "At least four fifths of its limit are reached."),
        AlertState.Muted => new("Er wertet aus, meldet aber nichts.", "It watches but reports nothing."),
        AlertState.SourceSilent => new(
            "Quellen, aus denen ein Fünftel der Erwähnungen kam, bringen gerade nichts; dass er still ist, sagt wenig.",
            "Sources that a fifth of the mentions came from bring nothing now; that it is quiet says little."),
        AlertState.Learning => Unknown, AlertState.Paused => PastText.Paused,
        _ => new("Alles wie üblich.", "Everything as usual."),
    };

    public static Tone StateTone(AlertState state) => state switch
    {
        AlertState.Firing => Tone.Bad, AlertState.Near => Tone.Warning, AlertState.SourceSilent => Tone.Violet,
        AlertState.Normal => Tone.Good, _ => Tone.Plain,
    };

    public static string StateIcon(AlertState state) => state switch
    {
        AlertState.Firing => "siren", AlertState.Near => "triangle-alert", AlertState.Muted => "bell-off",
        AlertState.SourceSilent => "wifi-off", AlertState.Learning => "loader-circle", AlertState.Paused => "circle-pause", _ => "circle-check",
    };

    public static Phrase VerdictName(FiringVerdict verdict) => verdict == FiringVerdict.Justified
        ? new("Berechtigt", "Justified")
        : new("Fehlalarm", "False alarm");

    public static Tone VerdictTone(FiringVerdict verdict) =>
        verdict == FiringVerdict.Justified ? Tone.Good : Tone.Warning;

    public static Phrase StateName(DeliveryState state) => state switch
    {
        DeliveryState.Waiting => new("Wartet", "Waiting"),
        DeliveryState.Sent => new("Zugestellt", "Delivered"),
        DeliveryState.Failed => new("Gescheitert", "Failed"),
        DeliveryState.Unknown => new("Ungewiss", "Unknown"),
        _ => new("Ruhezeit", "Quiet hours"),
    };

    public static Tone StateTone(DeliveryState state) => state switch
    {
        DeliveryState.Sent => Tone.Good,
        DeliveryState.Failed => Tone.Bad,
        DeliveryState.Unknown => Tone.Warning,
        _ => Tone.Plain,
    };

    public static Phrase Refusal(AlertRefusal why) => why switch
    {
        AlertRefusal.NoChannel => new("Wählen Sie mindestens einen Weg.", "Choose at least one channel."),
        AlertRefusal.DigestWithoutTime =>
            new("Eine Zusammenfassung braucht mindestens eine Uhrzeit.", "A digest needs at least one time of day."),
        AlertRefusal.Count =>
            new("Die Schwelle liegt zwischen 1 und 100.000.", "The threshold is between 1 and 100,000."),
        AlertRefusal.Window => new(
            "Das Zeitfenster liegt zwischen einer Minute und sieben Tagen.",
            "The window is between one minute and seven days."),
        AlertRefusal.Cooldown => new("Die Pause dauert höchstens 30 Tage.", "The pause is at most 30 days."),
        AlertRefusal.QuietHalfSet => new("Ruhezeit braucht Anfang und Ende.", "Quiet hours need a start and an end."),
        AlertRefusal.QuietAlways => DaysText.QuietAlways, AlertRefusal.Days => DaysText.NoDay, AlertRefusal.Calendar => DaysText.NoCalendar,
        AlertRefusal.WebhookMissing => new("Wählen Sie mindestens einen Webhook aus.", "Choose at least one webhook."),
        AlertRefusal.WebhookName => new("Der Webhook braucht einen Namen.", "The webhook needs a name."),
        AlertRefusal.Name => new("Der Name hat höchstens 80 Zeichen.", "The name has at most 80 characters."),
        AlertRefusal.Bound => new("Diese Zahl ist hier nicht möglich.", "This number is not possible here."),
        AlertRefusal.Baseline => new(
            "Der Vergleich muss mindestens so lang sein wie das Zeitfenster.",
            "What it is compared with must be at least as long as the window."),
        AlertRefusal.NoAuthors => new("Schreiben Sie einen bis 200 Namen.", "Write one to 200 names."),
        AlertRefusal.SourceMissing => new("Eine Quelle gehört nur zur Stille.", "Only silence watches a source."),
        AlertRefusal.SourceWindow => new(
            "Bei einer Quelle in ganzen Stunden: 60, 120, 180 Minuten …", "For a source in whole hours: 60, 120, 180 minutes …"),
        AlertRefusal.EscalateHalfSet => new(
            "Schreiben Sie, nach wie vielen Minuten.", "Write after how many minutes."),
        AlertRefusal.Recipients => new(
            "Höchstens 50 Menschen; wählen Sie sonst eine Rolle.", "At most 50 people; else choose a role."),
        AlertRefusal.Addresses => new(
            "Bis zu 20 E-Mail-Adressen, eine je Zeile.", "Up to 20 e-mail addresses, one a line."),
        AlertRefusal.EscalatePerson or AlertRefusal.Owner => new("Wählen Sie jemanden, der da ist.", "Choose somebody who is there."),
        AlertRefusal.PushAddress or AlertRefusal.PushKeys => DeviceCannot,
        AlertRefusal.WebhookAddress =>
            new("Die Adresse beginnt mit https:// oder http://.", "The address starts with https:// or http://."),
        AlertRefusal.ChangedMeanwhile => AlertChangedMeanwhile.Changed,
        _ => new("Das gibt es nicht mehr; laden Sie die Seite neu.", "It no longer exists; reload the page."),
    };

    /// <summary>Field of the form that a refusal belongs to.</summary>
    public static string Field(AlertRefusal why) => why switch
    {
        AlertRefusal.DigestWithoutTime => "digest",
        AlertRefusal.NoAuthors => "authors",
        AlertRefusal.Baseline => "baseline",
        AlertRefusal.SourceMissing => "source",
        AlertRefusal.SourceWindow => "window",
        AlertRefusal.EscalateHalfSet => "escalateAfter",
        AlertRefusal.EscalatePerson => "escalateTo", AlertRefusal.Owner => "owner",
        AlertRefusal.Addresses => "addresses",
        AlertRefusal.Name => "name",
        AlertRefusal.Count => "count",
        AlertRefusal.Window => "window",
        AlertRefusal.Cooldown => "cooldown",
        AlertRefusal.QuietHalfSet => "quietFrom",
        AlertRefusal.QuietAlways => "quietDays", AlertRefusal.Calendar => "quietOutside",
        AlertRefusal.WebhookMissing => "webhooks",
        AlertRefusal.WebhookName => "name",
        AlertRefusal.WebhookAddress => "url",
        _ => "",
    };
}
