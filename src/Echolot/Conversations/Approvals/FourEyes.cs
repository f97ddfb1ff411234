using Echolot.Teams;

namespace Echolot.Conversations;

public sealed partial class Inbox
{
    /// <summary>Colleagues whom somebody can ask to look at a reply before it goes out.</summary>
    public async Task<IReadOnlyList<Person>> FourEyesAsync(long? author, CancellationToken cancel) =>
        [.. (await roster.PeopleAsync(cancel)).Where(p => p.Id != author && LooksAt(p)).OrderBy(p => p.Name)];

    /// <summary>Whoever may not send themselves is no second pair of eyes.</summary>
    private static bool LooksAt(Person person) => person.Active
        && (person.Permissions.HasFlag(Permission.SendReplies) || person.Permissions.HasFlag(Permission.ApproveReplies));

    /// <summary>What the rules want, and whom the author asks; asking a colleague lets nobody out of what is needed anyway.</summary>
    /// <exception cref="InboxException">Somebody who is asked cannot look at it.</exception>
    private async Task<IReadOnlyList<NeededApproval>> AskedOfAsync(
        IReadOnlyList<long> asked, IReadOnlyList<NeededApproval> needed, ReplyAuthor author, CancellationToken cancel)
    {
        var others = await FourEyesAsync(author.PersonId, cancel);
        if (asked.Any(id => others.All(p => p.Id != id)))
            throw new InboxException(
                InboxRefusal.NobodyToApprove, "Say who looks at it: colleagues who may send or approve, and not whoever wrote it.");
        // Those who may approve anyway decide in place of everybody who may.
        var enough = asked.Count == 0 || asked.All(id => others.First(p => p.Id == id).Permissions.HasFlag(Permission.ApproveReplies));
        return [.. needed.Where(n => n != NeededApproval.OfTrainee || !enough), NeededApproval.Chosen([.. asked.Distinct()])];
    }
}
