using System.Globalization;
using Echolot.Alerts;
using Echolot.Monitors;
using Echolot.Sources;
using Echolot.Web.Shell;

namespace Echolot.Web.Alerts;

/// <summary>A ready start of a new alert, in words.</summary>
/// <param name="Key">Its name in the address.</param>
/// <param name="Watches">Purpose of the monitors that it suits best; null: every monitor.</param>
/// <param name="Fill">Fills the form.</param>
internal sealed record AlertStart(
    string Key, string Icon, Phrase Name, Phrase Text, Purpose? Watches, Func<AlertRuleForm, AlertRuleForm> Fill);

/// <summary>What the page of a new alert offers to begin with.</summary>
internal static class AlertStarts
{
    private const string Screen = nameof(DeliveryChannel.Screen);
    private const string Push = nameof(DeliveryChannel.Push);
    private const string Mail = nameof(DeliveryChannel.Email);

    public static readonly Phrase Label = new("Womit beginnen?", "What to begin with?");

    public static IReadOnlyList<AlertStart> All { get; } =
    [
        new("storm", "zap", new("Shitstorm früh erkennen", "Notice a storm early"),
            new("Deutlich mehr Erwähnungen als um diese Zeit üblich.", "Clearly more mentions than usual at this time."),
            Purpose.Brand, f => f with
            {
                Kind = nameof(AlertKind.Seasonal), Window = "60", Least = "15", Cooldown = "60", Channels = [Screen, Push],
            }),
        new("mood", "frown", new("Die Stimmung kippt", "The mood turns"),
            new("Der Anteil negativer Erwähnungen steigt.", "The share of negative mentions rises."),
            Purpose.Brand, f => f with
            {
                Kind = nameof(AlertKind.SentimentShare), Window = "120", Share = "60", Least = "20", Cooldown = "180",
            }),
        new("author", "megaphone", new("Wichtige Stimme schreibt", "An important voice writes"),
            new("Jemand von Ihrer Liste erwähnt Sie: Presse, Politik, Reichweite.",
                "Somebody on your list mentions you: press, politics, reach."),
            null, f => f with { Kind = nameof(AlertKind.Authors), Cooldown = "0", Channels = [Screen, Push] }),
        new("silence", "satellite-dish", new("Eine Quelle verstummt", "A source falls silent"),
            new("Nichts kommt mehr an, obwohl sonst etwas käme.", "Nothing comes in where something usually would."),
            null, f => f with { Kind = nameof(AlertKind.Silence), Window = "180", Cooldown = "60" }),
        new("digest", "newspaper", new("Tägliche Übersicht", "Daily digest"),
            new("Jeden Morgen, was neu ist, per E-Mail.", "Every morning what is new, by e-mail."),
            null, f => f with { Kind = nameof(AlertKind.Digest), Digest = "07:30", Channels = [Screen, Mail] }),
        new("night", "bell-ring", new("Krise, auch nachts", "A crisis, at night as well"),
            new("Nur bei Ungewöhnlichem: ruft der Reihe nach, wer Bereitschaft hat.",
                "Only for the unusual: calls whoever is on call, one after the other."),
            Purpose.Brand, f => f with
            {
                Kind = nameof(AlertKind.Seasonal), Level = nameof(Sensitivity.Few), Window = "60", Least = "25", Cooldown = "120",
                Channels = [Screen, Push], Crisis = "2", Also = [AlertRuleForm.OnDuty], EscalateTo = AlertRuleForm.OnDuty,
                EscalateAfter = "10",
            }),
    ];

    public static AlertStart? Find(string? key) => All.FirstOrDefault(s => s.Key == key);

    /// <summary>The form as a start fills it: for a monitor that is chosen already, else for the one that suits best.</summary>
    public static AlertRuleForm Form(
        AlertStart start, string? monitor, IReadOnlyList<Echolot.Monitors.Monitor> monitors, IReadOnlyList<Source> sources)
    {
        var best = start.Watches is { } purpose ? monitors.FirstOrDefault(m => m.Purpose == purpose)?.Id : null;
        var form = start.Fill(AlertRuleForm.Fresh with
        {
            Name = start.Name, Monitor = string.IsNullOrEmpty(monitor) ? Text(best) : monitor,
        });
        return start.Key is "silence" && string.IsNullOrEmpty(monitor)
            ? form with { Source = Text(sources.FirstOrDefault(s => !s.Paused)?.Id) } : form;
    }

    private static string Text(long? id) => id?.ToString(CultureInfo.InvariantCulture) ?? "";
}
