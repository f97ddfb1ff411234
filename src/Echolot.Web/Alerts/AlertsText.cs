using Echolot.Alerts;
using Echolot.Web.Components;
using Echolot.Web.Shell;

namespace Echolot.Web.Alerts;

/// <summary>Texts of notifications, alerts and deliveries.</summary>
internal static class AlertsText
{
    public static readonly Phrase Title = ShellText.Notifications;
    public static readonly Phrase Inbox = new("Eingang", "Inbox");
    public static readonly Phrase Settings = new("Abonnements", "Alerts");
    public static readonly Phrase Log = new("Zustellungen", "Deliveries");
    public static readonly Phrase Unread = new("Ungelesen", "Unread");
    public static readonly Phrase All = new("Alle", "All");
    public static readonly Phrase ReadAll = new("Alle als gelesen markieren", "Mark all as read");
    public static readonly Phrase MarkRead = new("Als gelesen markieren", "Mark as read");
    public static readonly Phrase ReadDone = new("Alles gelesen", "Everything read");
    public static readonly Phrase NoneTitle = new("Keine Meldungen", "No notifications");
    public static readonly Phrase NoneText = new(
        "Hier steht, was Ihre Abonnements melden: einzelne Erwähnungen, Zusammenfassungen und überschrittene "
        + "Schwellen.",
        "What your alerts report appears here: single mentions, digests and thresholds that were crossed.");
    public static readonly Phrase ToSettings = new("Abonnements einrichten", "Set up alerts");
    public static readonly Phrase New = new("Neues Abonnement", "New rule");
    public static readonly Phrase Edit = new("Abonnement bearbeiten", "Edit rule");
    public static readonly Phrase Monitor = new("Monitor", "Monitor");
    public static readonly Phrase Every = new("Alle Monitore", "Every monitor");
    public static readonly Phrase When = new("Wann", "When");
    public static readonly Phrase Channels = new("Wohin", "Where to");
    public static readonly Phrase DigestAt = new("Uhrzeiten der Zusammenfassung", "Times of the digest");
    public static readonly Phrase DigestHint = new(
        "Zum Beispiel 07:00, 17:00 – in Ihrer Zeitzone.", "Such as 07:00, 17:00, in your time zone.");
    public static readonly Phrase Count = new("Schwelle (Erwähnungen)", "Threshold (mentions)");
    public static readonly Phrase Window = new("Zeitfenster (Minuten)", "Window (minutes)");
    public static readonly Phrase Cooldown = new("Pause danach (Minuten)", "Pause afterwards (minutes)");
    public static readonly Phrase CooldownHint = new(
        "So lange kommt keine weitere Meldung; was inzwischen eintrifft, steht gesammelt in der nächsten.",
        "No further notification for so long; what arrives meanwhile is told together in the next.");
    public static readonly Phrase QuietFrom = new("Ruhezeit von", "Quiet from");
    public static readonly Phrase QuietTo = new("Ruhezeit bis", "Quiet until");
    public static readonly Phrase QuietHint = new(
        "Leer: keine Ruhezeit. Gemeldet wird dann am Ende der Ruhezeit.",
        "Empty: none. Notifications then come when it ends.");
    public static readonly Phrase Webhook = new("Webhook", "Webhook");
    public static readonly Phrase NoWebhook = new("Keiner", "None");
    public static readonly Phrase Active = new("Eingeschaltet", "Active");
    public static readonly Phrase Save = new("Speichern", "Save");
    public static readonly Phrase Cancel = new("Abbrechen", "Cancel");
    public static readonly Phrase Remove = new("Löschen", "Delete");
    public static readonly Phrase Saved = new("Abonnement gespeichert", "Subscription saved");
    public static readonly Phrase Removed = new("Abonnement gelöscht", "Subscription deleted");
    public static readonly Phrase Test = new("Testen", "Test");
    public static readonly Phrase TestDone = new("Test zugestellt über: {0}", "Test delivered by: {0}");
    public static readonly Phrase TestFailed = new("Test fehlgeschlagen: {0}", "Test failed: {0}");
    public static readonly Phrase Mine = new("Meine Abonnements", "My alerts");
    public static readonly Phrase NoAlerts = new(
        "Sie haben noch nichts abonniert. Mit einem Abonnement sagt Ihnen Echolot Bescheid, wenn ein Monitor etwas "
        + "findet.",
        "You have no alerts yet. With one, Echolot tells you when a monitor finds something.");
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
    public static readonly Phrase WebhookSaved = new("Webhook gespeichert", "Webhook saved");
    public static readonly Phrase WebhookRemoved = new("Webhook gelöscht", "Webhook deleted");
    public static readonly Phrase NoWebhooks = new("Noch kein Webhook.", "No webhook yet.");
    public static readonly Phrase Gone = new(
        "Dieses Abonnement gibt es nicht mehr", "This rule no longer exists");
    public static readonly Phrase LogNone = new("Noch nichts zugestellt", "Nothing delivered yet");
    public static readonly Phrase LogNoneText = new(
        "Hier steht jeder Versuch, eine Meldung auf den Bildschirm, per E-Mail oder an einen Webhook zu bringen.",
        "Here is every attempt to bring a notification to the screen, by e-mail or to a webhook.");
    public static readonly Phrase Channel = new("Weg", "Channel");
    public static readonly Phrase Target = new("Ziel", "Target");
    public static readonly Phrase State = new("Zustand", "State");
    public static readonly Phrase Attempts = new("Versuche", "Attempts");
    public static readonly Phrase Created = new("Erstellt", "Created");
    public static readonly Phrase Problem = new("Problem", "Problem");
    public static readonly Phrase NextAttempt = new("nächster Versuch {0}", "next attempt {0}");
    public static readonly Phrase BadTimes = new(
        "Schreiben Sie Uhrzeiten wie 07:00, durch Komma getrennt.", "Write times such as 07:00, separated by commas.");
    public static readonly Phrase BadNumber = new("Schreiben Sie eine ganze Zahl.", "Write a whole number.");
    public static readonly Phrase Why = new("Warum:", "Why:");
    public static readonly Phrase At = new("um {0}", "at {0}");
    public static readonly Phrase AtLeast = new("ab {0:N0} in {1}", "from {0:N0} within {1}");
    public static readonly Phrase Quiet = new("Ruhezeit {0}–{1}", "quiet {0}–{1}");
    public static readonly Phrase Off = new("aus", "off");

    public static Phrase KindName(AlertKind when) => when switch
    {
        AlertKind.EachMention => new("Jede Erwähnung", "Each mention"),
        AlertKind.Digest => new("Zusammenfassung", "Digest"),
        _ => new("Schwelle", "Threshold"),
    };

    public static string KindIcon(AlertKind when) =>
        when switch { AlertKind.EachMention => "message-square", AlertKind.Digest => "newspaper", _ => "gauge" };

    public static Phrase ChannelName(DeliveryChannel channel) => channel switch
    {
        DeliveryChannel.Screen => new("Bildschirm", "Screen"),
        DeliveryChannel.Email => new("E-Mail", "E-mail"),
        _ => new("Webhook", "Webhook"),
    };

    public static string ChannelIcon(DeliveryChannel channel) =>
        channel switch { DeliveryChannel.Screen => "monitor", DeliveryChannel.Email => "mail", _ => "webhook" };

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
        AlertRefusal.WebhookMissing => new("Wählen Sie den Webhook aus.", "Choose the webhook."),
        AlertRefusal.WebhookName => new("Der Webhook braucht einen Namen.", "The webhook needs a name."),
        AlertRefusal.WebhookAddress =>
            new("Die Adresse beginnt mit https:// oder http://.", "The address starts with https:// or http://."),
        _ => new("Das gibt es nicht mehr; laden Sie die Seite neu.", "It no longer exists; reload the page."),
    };

    /// <summary>Field of the form that a refusal belongs to.</summary>
    public static string Field(AlertRefusal why) => why switch
    {
        AlertRefusal.DigestWithoutTime => "digest",
        AlertRefusal.Count => "count",
        AlertRefusal.Window => "window",
        AlertRefusal.Cooldown => "cooldown",
        AlertRefusal.QuietHalfSet => "quietFrom",
        AlertRefusal.WebhookMissing => "webhook",
        AlertRefusal.WebhookName => "name",
        AlertRefusal.WebhookAddress => "url",
        _ => "",
    };
}
