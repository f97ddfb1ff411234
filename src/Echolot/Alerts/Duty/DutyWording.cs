using Echolot.Teams;

namespace Echolot.Alerts;

/// <summary>What people on call read; never what was written or by whom.</summary>
internal static class DutyWording
{
    public static string DutyTitle(this Wording words, DutySubject subject, long id) => subject is DutySubject.Firing
        ? words.Say("Bereitschaft: Ein Alarm hat ausgelöst", "On call: an alert fired")
        : words.Say($"Bereitschaft: Gespräch {id} ist dringend", $"On call: conversation {id} is urgent");

    public static string DutyWhy(this Wording words, int minutes) => words.Say(
        $"Bestätigen Sie in {minutes} Minuten, sonst wird die nächste Person gerufen.",
        $"Acknowledge within {minutes} minutes, else the next person is called.");

    public static string HandedTitle(this Wording words, long id) => words.Say(
        $"Der Bot gibt Gespräch {id} an Menschen weiter", $"The bot hands conversation {id} to people");

    public static string HandedWhy(this Wording words) => words.Say(
        "Jemand wartet auf einen Menschen", "Somebody waits for a person");

    public static string UnansweredTitle(this Wording words, DutySubject subject, long id) => subject is DutySubject.Firing
        ? words.Say("Niemand in Bereitschaft hat auf den Alarm reagiert", "Nobody on call answered the alert")
        : words.Say($"Niemand in Bereitschaft hat Gespräch {id} übernommen", $"Nobody on call took conversation {id}");

    public static string UnansweredWhy(this Wording words) => words.Say(
        "Alle in der Schicht sind gerufen worden", "Everybody on the shift was called");

    public static string SwapTitle(this Wording words, string? by) => words.Say(
        $"{by ?? "Jemand"} sucht Ersatz für eine Schicht", $"{by ?? "Somebody"} looks for somebody to take a shift");

    public static string SwappedTitle(this Wording words, string? by) => words.Say(
        $"{by ?? "Jemand"} übernimmt Ihre Schicht", $"{by ?? "Somebody"} takes your shift");

    public static string SwapWhy(this Wording words) => words.Say("Tausch im Bereitschaftsplan", "A swap in the rota");
}
