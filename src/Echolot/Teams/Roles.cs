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
        Permission.ReadConversations | Permission.WriteNotes | Permission.WorkConversations | Permission.SendReplies | Permission.EditAnswers;

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
        // Speaks for the house in public, and reads what others want to say there.
        Role.PublicRelations =>
            Works | Cares | Permission.ApproveReplies | Permission.EditMonitors | Permission.ExportMentions,
        Role.Sales => Works | Cares,
        // Looks after the data of others: reads everything, tells and erases, and says nothing to customers.
        Role.DataProtection =>
            Reads | Permission.ReadPeople | Permission.EditOwnTokens | Permission.HandlePrivacy | Permission.ReadConversations
            | Permission.ExportMentions | Permission.ExportConversations,
        // Reads what is to be said and says whether it may be, and how it may be; begins no reply and has no conversation of their own.
        Role.LegalFeedback =>
            Reads | Permission.ReadPeople | Permission.EditOwnTokens | Permission.ReadConversations | Permission.WriteNotes
            | Permission.ApproveReplies,
        _ => Permission.None,
    };
}
