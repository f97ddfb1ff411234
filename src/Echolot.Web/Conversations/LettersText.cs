using Echolot.Web.Shell;

namespace Echolot.Web.Conversations;

/// <summary>Texts about the answers to everybody of an incident, before and after they leave.</summary>
internal static class LettersText
{
    public static readonly Phrase Instead = new(
        "{0} über {1}, weil das Antwortfenster zu ist", "{0} by {1} because the window closed");
    public static readonly Plural Waiting = new(
        new("{0} wartet dann auf Freigabe", "{0} then waits for an approval"),
        new("{0} warten dann auf Freigabe", "{0} then wait for an approval"));
    public static readonly Plural NotPossible = new(
        new("{0} so nicht möglich", "{0} not possible so"), new("{0} so nicht möglich", "{0} not possible so"));
    public static readonly Plural OneOfSeveral = new(
        new("{0} Person mit mehreren Gesprächen bekommt eine Antwort", "{0} person with several conversations gets one answer"),
        new("{0} Personen mit mehreren Gesprächen bekommen eine Antwort", "{0} people with several conversations get one answer"));
    public static readonly Plural ReasonNeeded = new(
        new("{0} braucht eine Begründung", "{0} needs a reason"), new("{0} brauchen eine Begründung", "{0} need a reason"));
    public static readonly Plural More = new(
        new("und {0} weitere, bei der nichts dagegensteht", "and {0} more with nothing against it"),
        new("und {0} weitere, bei denen nichts dagegensteht", "and {0} more with nothing against them"));
    public static readonly Phrase Approval = new("braucht eine Freigabe", "needs an approval");
    public static readonly Phrase Also = new("nicht auch in {0}", "not in {0} as well");
    public static readonly Phrase Waits = new("wartet auf Freigabe", "waits for an approval");
    public static readonly Phrase By = new("über {0}", "by {0}");
    public static readonly Plural Going = new(
        new("{0} geht gerade hinaus", "{0} is going out"), new("{0} gehen gerade hinaus", "{0} are going out"));
    public static readonly Plural WaitingNow = new(
        new("{0} wartet auf Freigabe", "{0} waits for an approval"), new("{0} warten auf Freigabe", "{0} wait for an approval"));
}
