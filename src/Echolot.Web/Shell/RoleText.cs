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
        _ => throw new ArgumentOutOfRangeException(
            nameof(role), role, "There is no name for this role yet; add it to RoleText."),
    };
}
