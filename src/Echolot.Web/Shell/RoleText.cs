using Echolot.Teams;

namespace Echolot.Web.Shell;

/// <summary>Names of the roles.</summary>
public static class RoleText
{
    public static Phrase Of(Role role) => role switch
    {
        Role.Administrator => new("Administration", "Administrator"),
        Role.Lead => new("Leitung", "Lead"),
        Role.Agent => new("Service", "Agent"),
        Role.Trainee => new("Einarbeitung", "Trainee"),
        Role.Analyst => new("Analyse", "Analyst"),
        Role.ReadOnly => new("Nur lesen", "Read only"),
        Role.PublicRelations => new("Presse", "PR"),
        Role.Sales => new("Vertrieb", "Sales"),
        Role.DataProtection => new("Datenschutz", "Data protection"),
        Role.LegalFeedback => new("Recht", "Legal feedback"),
        _ => throw Missing(role),
    };

    /// <summary>What somebody with the role does.</summary>
    public static Phrase About(Role role) => role switch
    {
        Role.Administrator => new("darf alles", "may do everything"),
        Role.Lead => new("arbeitet, richtet ein und gibt frei", "works, sets up and approves"),
        Role.Agent => new("bearbeitet Gespräche und antwortet", "works on conversations and answers"),
        Role.Trainee => new("antwortet, wenn jemand freigibt", "answers once somebody approves"),
        Role.Analyst => new("wertet aus und pflegt Monitore", "evaluates and keeps monitors"),
        Role.ReadOnly => new("liest Erwähnungen", "reads mentions"),
        Role.PublicRelations => new("spricht öffentlich und gibt frei", "speaks in public and approves"),
        Role.Sales => new("antwortet Interessierten", "answers prospects"),
        Role.DataProtection => new("gibt Auskunft und löscht", "tells and erases"),
        Role.LegalFeedback => new("gibt Antworten frei, auch geändert, und schreibt Notizen; keine eigenen Antworten", "approves replies, also with changes, and writes notes; no replies of their own"),
        _ => throw Missing(role),
    };

    private static ArgumentOutOfRangeException Missing(Role role) => new(
        nameof(role), role, "There is no name for this role yet; add it to RoleText.");
}
