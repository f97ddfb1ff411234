namespace Echolot.Teams;

/// <summary>What each role may do.</summary>
public static class Roles
{
    private const Permission Reads =
        Permission.ReadMentions | Permission.ReadMonitors | Permission.ReadSources | Permission.ReadNotifications;

    private const Permission Works =
        Reads | Permission.TagMentions | Permission.EditNotifications | Permission.ReadPeople
        | Permission.EditOwnTokens;

    private const Permission Cares =
        Permission.ReadConversations | Permission.WorkConversations | Permission.SendReplies | Permission.EditAnswers;

    /// <summary>Every permission there is.</summary>
    public static Permission All { get; } = Enum.GetValues<Permission>()
        .Aggregate(Permission.None, (all, one) => all | one);

    /// <summary>Permissions of a role.</summary>
    public static Permission PermissionsOf(Role role) => role switch
    {
        Role.Administrator => All,
        Role.Lead =>
            Works | Cares | Permission.EditCare | Permission.ApproveAnswers | Permission.ApproveReplies
            | Permission.EditMonitors | Permission.EditSources | Permission.PushMentions | Permission.ExportMentions
            | Permission.ExportConversations,
        Role.Agent => Works | Cares,
        // Whatever they write is approved before it goes out.
        Role.Trainee => Works | (Cares & ~Permission.SendReplies),
        Role.Analyst => Works | Permission.EditMonitors | Permission.ExportMentions | Permission.ReadConversations
            | Permission.ExportConversations,
        Role.ReadOnly => Reads,
        _ => Permission.None,
    };
}
