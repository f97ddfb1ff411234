using Echolot.Teams;
using Shouldly;
using Xunit;

namespace Echolot.Tests.Teams;

public sealed class RolesTests
{
    /// <summary>The matrix as a person reads it; a change here is a change of who may do what.</summary>
    private const string Matrix =
        """
                            Administrator Lead Agent Trainee Analyst ReadOnly PublicRelations Sales DataProtection LegalFeedback
        ReadMentions        x             x    x     x       x       x        x               x     x              x
        TagMentions         x             x    x     x       x       -        x               x     -              -
        ReadMonitors        x             x    x     x       x       x        x               x     x              x
        EditMonitors        x             x    -     -       x       -        x               -     -              -
        ReadSources         x             x    x     x       x       x        x               x     x              x
        EditSources         x             x    -     -       -       -        -               -     -              -
        PushMentions        x             x    -     -       -       -        -               -     -              -
        ReadNotifications   x             x    x     x       x       x        x               x     x              x
        EditNotifications   x             x    x     x       x       -        x               x     -              -
        ReadPeople          x             x    x     x       x       -        x               x     x              x
        EditPeople          x             -    -     -       -       -        -               -     -              -
        EditOwnTokens       x             x    x     x       x       -        x               x     x              x
        Administer          x             -    -     -       -       -        -               -     -              -
        ExportMentions      x             x    -     -       x       -        x               -     x              -
        HandlePrivacy       x             -    -     -       -       -        -               -     x              -
        ReadConversations   x             x    x     x       x       -        x               x     x              x
        WorkConversations   x             x    x     x       -       -        x               x     -              -
        SendReplies         x             x    x     -       -       -        x               x     -              -
        EditCare            x             x    -     -       -       -        -               -     -              -
        EditAnswers         x             x    x     x       -       -        x               x     -              -
        ApproveAnswers      x             x    -     -       -       -        -               -     -              -
        ApproveReplies      x             x    -     -       -       -        x               -     -              x
        ExportConversations x             x    -     -       x       -        -               -     x              -
        WriteNotes          x             x    x     x       -       -        x               x     -              x
        """;

    [Fact]
    public void Each_role_has_exactly_the_permissions_of_the_matrix()
    {
        var roles = Enum.GetValues<Role>();
        var lines = new List<string> { new string(' ', 20) + string.Join(' ', roles) };
        foreach (var permission in Enum.GetValues<Permission>().Where(p => p != Permission.None))
        {
            var cells = roles.Select(
                r => (Roles.PermissionsOf(r).HasFlag(permission) ? "x" : "-").PadRight(r.ToString().Length));
            lines.Add((permission.ToString().PadRight(20) + string.Join(' ', cells)).TrimEnd());
        }
        string.Join('\n', lines).ShouldBe(string.Join('\n', Matrix.Split('\n').Select(l => l.TrimEnd())));
    }

    [Fact]
    public void An_unknown_role_may_do_nothing() => Roles.PermissionsOf((Role)99).ShouldBe(Permission.None);
}
