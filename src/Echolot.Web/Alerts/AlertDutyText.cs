using Echolot.Teams;
using Echolot.Web.Components;
using Echolot.Web.Shell;

namespace Echolot.Web.Alerts;

/// <summary>Texts about people on call whom an alert tells.</summary>
internal static class AlertDutyText
{
    public static readonly Phrase Recipient = new("Wer gerade Bereitschaft hat", "Whoever is on call");
    public static readonly Phrase InTurn = new("Bereitschaft, der Reihe nach", "People on call, one after the other");
    public static readonly Phrase InTurnHint = new(
        "Mit „Wer gerade Bereitschaft hat“ wird die erste Person sofort gerufen, sonst erst nach dieser Zeit.",
        "With “Whoever is on call” the first person is called at once, else only after this time.");
    public static readonly Phrase Rota = new("Wer hat wann Bereitschaft?", "Who is on call when?");
    public static readonly Phrase Called = new("Wer gerufen wurde", "Who was called");
    public static readonly Phrase Calls = new("Bereitschaft", "People on call");
    public static readonly Phrase OnDuty = new("hatte Bereitschaft", "was on call");
    public static readonly Phrase Waited = new("{0} lang hatte niemand bestätigt", "nobody had acknowledged for {0}");
    public static readonly Phrase FirstAt = new(
        "Bestätigt bis {0} niemand, wird gerufen, wer dann Bereitschaft hat",
        "If nobody acknowledges by {0}, whoever is on call then is called");
    public static readonly Phrase Ended = new(
        "Alle wurden gerufen, niemand hat bestätigt; die Leitung weiß seit {0} Bescheid",
        "Everybody was called and nobody acknowledged; the leads have known since {0}");
    public static readonly Phrase NobodyThere = new(
        "Um {0} hatte niemand Bereitschaft; die Leitung weiß Bescheid", "At {0} nobody was on call; the leads have been told");

    /// <summary>Why somebody was told.</summary>
    public static string ReasonOf(DutyStep step) =>
        step.Waited is { } waited ? WaitOf(waited) : OnDuty;

    private static string WaitOf(TimeSpan waited) =>
        Waited.With(Moments.Length(TimeSpan.FromMinutes(Math.Max(1, Math.Floor(waited.TotalMinutes)))));
}
