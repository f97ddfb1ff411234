using Echolot.Alerts;
using Echolot.Teams;

namespace Echolot.Web.Alerts;

/// <summary>Who may change which alert.</summary>
internal static class AlertRights
{
    /// <summary>Its owner, and those who may edit people; everybody who reads notifications sees it.</summary>
    public static bool MayEdit(Actor actor, AlertRule rule) =>
        actor.May(Permission.EditNotifications)
        && (rule.PersonId == actor.Person.Id || actor.May(Permission.EditPeople));
}
