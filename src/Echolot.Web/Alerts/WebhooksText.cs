using Echolot.Alerts;
using Echolot.Web.Shell;

namespace Echolot.Web.Alerts;

/// <summary>Texts of the work on webhooks.</summary>
internal static class WebhooksText
{
    public static readonly Phrase Change = new("Webhook ändern", "Change webhook");
    public static readonly Phrase Saved = new("Webhook gespeichert", "Webhook saved");
    public static readonly Phrase Test = new("Testaufruf senden", "Send a test call");
    public static readonly Phrase Delivered = new("Der Testaufruf ist angekommen.", "The test call arrived.");
    public static readonly Phrase NotDelivered = new("Der Testaufruf kam nicht an:", "The test call did not arrive:");
    public static readonly Phrase Active = new("Eingeschaltet", "Switched on");
    public static readonly Phrase ActiveHint = new(
        "Ausgeschaltet bekommt er nichts, auch wenn ein Alarm ihn nennt.",
        "Switched off it gets nothing, even where an alert names it.");
    public static readonly Phrase Off = new("aus", "off");
    public static readonly Phrase Renew = new("Neues Geheimnis", "New secret");
    public static readonly Phrase RenewHint = new(
        "Ein neues Geheimnis gilt sofort: Aufrufe sind danach nur noch damit unterschrieben.",
        "A new secret counts at once: from then on calls are signed with it alone.");
    /// <summary>The name of a program whose words a webhook speaks.</summary>
    public static string FormatName(WebhookFormat format) => format switch
    {
        WebhookFormat.Teams => "Microsoft Teams",
        WebhookFormat.RocketChat => "Rocket.Chat",
        WebhookFormat.Ntfy => "ntfy",
        _ => format.ToString(),
    };

    /// <summary>A format as one chooses it, with what has to be known of it.</summary>
    public static Phrase FormatChoice(WebhookFormat format) => format switch
    {
        WebhookFormat.Echolot => new("Echolot (JSON für eigene Programme)", "Echolot (JSON for programs of your own)"),
        WebhookFormat.Teams => new("Microsoft Teams (Workflow „Webhook empfangen“)", "Microsoft Teams (workflow “webhook received”)"),
        WebhookFormat.RocketChat => new(
            "Rocket.Chat (eingehender Webhook, Anhänge wie früher bei Slack)", "Rocket.Chat (incoming webhook, attachments as Slack had them)"),
        WebhookFormat.Ntfy => new(
            "ntfy (Text mit Titel, Dringlichkeit und Link; Adresse des Themas)", "ntfy (text with title, priority and link; address of the topic)"),
        _ => new($"{format} (eingehender Webhook)", $"{format} (incoming webhook)"),
    };

    public static readonly Phrase SecretOf = new("Neues Geheimnis für {0}", "New secret for {0}");
}
