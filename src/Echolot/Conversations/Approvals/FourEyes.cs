using Dapper;
using Echolot.Storage;
using Echolot.Teams;

namespace Echolot.Conversations;

public sealed partial class Inbox
{
    /// <summary>Colleagues of whom one can look at a reply in this conversation before it goes out: they may send, and see it.</summary>
    public async Task<IReadOnlyList<Person>> FourEyesAsync(Conversation talk, long? author, CancellationToken cancel) =>
        [.. (await EyesAsync(cancel)).On(new(talk.DepartmentId, talk.AssigneeId))
            .Where(p => p.Id != author && Approval.MayDecide(p)).OrderBy(p => p.Name)];

    /// <summary>Of these, those about which nobody can decide as things stand: whoever might does not see the conversation.</summary>
    public async Task<IReadOnlySet<long>> StuckAsync(IReadOnlyCollection<Approval> approvals, CancellationToken cancel)
    {
        var waiting = approvals.Where(a => a.State is ApprovalState.Waiting && !a.IsForOutside).ToList();
        if (waiting.Count == 0) return new HashSet<long>();
        Dictionary<long, Belonging> talks;
        await using (var connection = await db.ReadAsync(cancel))
            talks = (await connection.QueryAsync<(long Id, long? Department, long? Assignee)>(new CommandDefinition(
                $"select id, department_id, assignee_id from conversation where {Sql.In(db.Engine, "id", "ids")}",
                new { ids = Sql.List(db.Engine, waiting.Select(a => a.ConversationId).Distinct()) }, cancellationToken: cancel)))
                .ToDictionary(c => c.Id, c => new Belonging(c.Department, c.Assignee));
        var eyes = await EyesAsync(cancel);
        return waiting.Where(a => !talks.TryGetValue(a.ConversationId, out var belongs) || !eyes.On(belongs).Any(a.IsFor))
            .Select(a => a.Id).ToHashSet();
    }

    private async Task<Eyes> EyesAsync(CancellationToken cancel) =>
        new([.. (await roster.PeopleAsync(cancel)).Where(p => p.Active)], await roster.SeesAsync(cancel));

    /// <summary>Those who see a conversation as it belongs now.</summary>
    private async Task<IReadOnlyList<Person>> SeeingAsync(Recording recording, CancellationToken cancel) =>
        [.. (await EyesAsync(cancel)).On(new(recording.Row.DepartmentId, recording.Row.AssigneeId))
            .Where(p => p.Permissions.HasFlag(Permission.ReadConversations))];

    /// <summary>Everybody who works here, with the departments whose conversations they see; who is not in it sees all.</summary>
    private sealed record Eyes(IReadOnlyList<Person> People, IReadOnlyDictionary<long, IReadOnlyList<long>> Sees)
    {
        /// <summary>Those who see what belongs so.</summary>
        public IEnumerable<Person> On(Belonging belongs) => People.Where(p => Sight.Of(p, Sees.GetValueOrDefault(p.Id)).Sees(belongs));
    }

    /// <summary>What the rules want, and whom the author asks; asking a colleague lets nobody out of what is needed anyway.</summary>
    /// <exception cref="InboxException">Somebody who is asked cannot look at it, or nobody is there who could.</exception>
    private async Task<IReadOnlyList<NeededApproval>> AskedOfAsync(
        Conversation talk, IReadOnlyList<long> asked, IReadOnlyList<NeededApproval> needed, ReplyAuthor author, CancellationToken cancel)
    {
        var others = await FourEyesAsync(talk, author.PersonId, cancel);
        if (asked.Any(id => others.All(p => p.Id != id)))
            throw new InboxException(
                InboxRefusal.NobodyToApprove,
                "Say who looks at it: colleagues who may send or approve and see this conversation, and not whoever wrote it.");
        if (asked.Count == 0 && !others.Any(p => p.Permissions.HasFlag(Permission.ApproveReplies)))
            throw new InboxException(
                InboxRefusal.NobodyToApprove, "Nobody else who may approve sees this conversation; ask a colleague or hand it over.");
        // Those who may approve anyway decide in place of everybody who may.
        var enough = asked.Count == 0 || asked.All(id => others.First(p => p.Id == id).Permissions.HasFlag(Permission.ApproveReplies));
        return [.. needed.Where(n => n != NeededApproval.OfTrainee || !enough), NeededApproval.Chosen([.. asked.Distinct()])];
    }
}
