using Echolot.Teams;

namespace Echolot.Alerts;

/// <summary>What people on call read; never what was written or by whom.</summary>
internal static class DutyWording
{
    public static string DutyTitle(this Wording words, string about) => words.Say($"Bereitschaft: {about}", $"On call: {about}");

    /// <param name="with">Who has it and is not on duty; null: nobody has it.</param>
    public static string UrgentTitle(this Wording words, long id, string? with) => with is null
        ? words.Say($"Gespräch {id} ist dringend", $"conversation {id} is urgent")
        : words.Say(
            $"Gespräch {id} ist dringend; {with} hat es und ist nicht im Dienst",
            $"conversation {id} is urgent; {with} has it and is not on duty");

    public static string FiredTitle(this Wording words) => words.Say("Ein Alarm hat ausgelöst", "an alert fired");

    public static string DutyWhy(this Wording words, int minutes) => words.Say(
        $"Bestätigen Sie in {(minutes == 1 ? "einer Minute" : $"{minutes} Minuten")}, sonst wird die nächste Person gerufen.",
        $"Acknowledge within {(minutes == 1 ? "a minute" : $"{minutes} minutes")}, else the next person is called.");

    public static string HandedTitle(this Wording words, long id) => words.Say(
        $"Der Bot gibt Gespräch {id} an Menschen weiter", $"The bot hands conversation {id} to people");

    public static string HandedWhy(this Wording words) => words.Say(
        "Jemand wartet auf einen Menschen", "Somebody waits for a person");

    public static string UnansweredTitle(this Wording words, DutySubject subject, long id) => subject is DutySubject.Firing
        ? words.Say("Niemand in Bereitschaft hat auf den Alarm reagiert", "Nobody on call answered the alert")
        : words.Say($"Niemand in Bereitschaft hat Gespräch {id} übernommen", $"Nobody on call took conversation {id}");

    public static string UnansweredWhy(this Wording words, int told) => told == 0
        ? words.Say("Gerade hat niemand Bereitschaft", "Nobody is on call at the moment")
        : words.Say("Alle in der Schicht sind gerufen worden", "Everybody on the shift was called");

    public static string SwapTitle(this Wording words, string? by) => words.Say(
        $"{by ?? "Jemand"} sucht Ersatz für eine Schicht", $"{by ?? "Somebody"} looks for somebody to take a shift");

    public static string SwappedTitle(this Wording words, string? by) => words.Say(
        $"{by ?? "Jemand"} übernimmt Ihre Schicht", $"{by ?? "Somebody"} takes your shift");

    public static string SwapWhy(this Wording words) => words.Say("Tausch im Bereitschaftsplan", "A swap in the rota");
}
