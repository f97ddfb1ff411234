using Dapper;
using Echolot.Answers;

namespace Echolot.Conversations;

public sealed partial class Inbox
{
    /// <summary>Policies that apply to a conversation, in their order, with the reasons.</summary>
    public async Task<IReadOnlyList<AppliedPolicy>> PoliciesAsync(Thread thread, CancellationToken cancel)
    {
        var shelf = await answers.ShelfAsync(cancel);
        return shelf.Policies.Count == 0 ? [] : Policies(thread, shelf, await LabelsAsync(thread, cancel));
    }

    /// <summary>Gives goodwill under a policy, within what it allows, and writes it into the course.</summary>
    /// <exception cref="InboxException">These eyes see no such conversation.</exception>
    /// <exception cref="AnswerException">It is above a limit.</exception>
    public Task BookGoodwillAsync(
        long conversation, long policy, long cents, string why, Sight sight, CancellationToken cancel) =>
        ChangeAsync(conversation, sight, async recording =>
        {
            var parts = await recording.Scope.Connection.QueryAsync<long>(
                Parts, new { merged = conversation }, recording.Scope.Transaction);
            await answers.BookAsync(recording.Scope, conversation, [.. parts], policy, cents, why, sight.PersonId, cancel);
            await recording.NoteAsync(
                ConversationEventKind.GoodwillBooked, Now, sight.PersonId, Recording.Number(policy), Recording.Number(cents));
        }, cancel);

    private static IReadOnlyList<AppliedPolicy> Policies(Thread thread, AnswerShelf shelf, IReadOnlyList<string> labels)
    {
        if (shelf.Policies.Count == 0) return [];
        var findings = thread.Conversation.PriorityBy.Select(r => r.Rule).ToHashSet();
        if (thread.Conversation.Crisis > 0) findings.Add("crisis");
        if (thread.Conversation.Sentiment is Mentions.Sentiment.Negative) findings.Add("negative");
        return AnswerLibrary.Applying(shelf.Policies, new(
            string.Join('\n', thread.Messages.Where(m => m.Direction is Direction.Theirs).TakeLast(10).Select(m => m.Text)),
            labels, [.. findings]));
    }

    /// <summary>Labels and categories on a conversation and on the mentions that it is made of, with their paths.</summary>
    private async Task<IReadOnlyList<string>> LabelsAsync(Thread thread, CancellationToken cancel)
    {
        var talk = thread.Conversation.Id;
        var labels = (await LabelsOfAsync([talk], cancel))[talk].Select(l => l.Path).ToList();
        foreach (var mention in thread.Messages.Prepend(thread.Beginning).Select(m => m?.MentionId).OfType<long>().Distinct().TakeLast(5))
            if (await archive.FindAsync(mention, cancel) is { } stored)
                labels.AddRange(stored.Work.Labels.Select(l => l.Path));
        return [.. labels.Distinct()];
    }
}
