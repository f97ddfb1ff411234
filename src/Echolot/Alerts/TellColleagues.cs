using System.Globalization;
using Dapper;
using Echolot.Mentions;
using Echolot.Teams;

namespace Echolot.Alerts;

public sealed partial class AlertDesk
{
    /// <summary>Tells somebody on screen that mentions are theirs now.</summary>
    internal Task TellAssignedAsync(MentionsAssigned fact, CancellationToken cancel) => TellAsync(
        fact.PersonId, fact.By, fact.Ids, fact.Count,
        (words, by) => (words.AssignedTitle(fact.Count), words.AssignedWhy(by)),
        fact.Count == 1
            ? Links.To(fact.Ids[0])
            : Links.Mine, fact.Occasion, cancel);

    /// <summary>Tells those on screen whom a note calls by name.</summary>
    internal async Task TellCalledAsync(ColleaguesCalled fact, CancellationToken cancel)
    {
        foreach (var person in fact.PersonIds)
            await TellAsync(
                person, fact.By, [fact.MentionId], 1, (words, by) => (words.CalledTitle(by), words.CalledWhy),
                Links.To(fact.MentionId), string.Create(CultureInfo.InvariantCulture, $"note-{fact.NoteId}"), cancel);
    }

    /// <summary>Tells people on screen that a workflow or a note of the care desk asks them to look.</summary>
    internal async Task TellAskedAsync(AttentionAsked fact, CancellationToken cancel)
    {
        foreach (var person in fact.PersonIds)
            await TellAsync(
                person, fact.CallerId, [], 1, (words, by) => fact.By.Length > 0
                    ? (words.AskedTitle(fact.By), words.AskedWhy)
                    : (words.CalledTitle(by), words.CalledWhy),
                Links.ToConversation(fact.ConversationId), fact.Occasion, cancel);
    }

    /// <summary>Tells somebody on screen that targets of conversations of theirs are nearly used up.</summary>
    internal Task TellRunOutAsync(Conversations.TargetsRunOut fact, CancellationToken cancel) => TellAsync(
        fact.PersonId, null, [], fact.Conversations.Count,
        (words, _) => (words.RunOutTitle(fact.Conversations.Count), words.RunOutWhy),
        fact.Conversations is [var only] ? Links.ToConversation(only) : Links.InboxDue, fact.Occasion, cancel);

    /// <summary>Tells somebody on screen that conversations are theirs now.</summary>
    internal Task TellHandedAsync(Conversations.ConversationsHanded fact, CancellationToken cancel) => TellAsync(
        fact.PersonId, fact.By, [], fact.Count,
        (words, by) => (words.HandedTitle(fact.Count), words.HandedWhy(by)),
        fact.Count == 1 ? Links.ToConversation(fact.Conversations[0]) : Links.InboxMine, fact.Occasion, cancel);

    /// <summary>Tells on screen that a reply did not go out, or that somebody has to say whether it did.</summary>
    internal async Task TellUnsentAsync(Conversations.ReplyUnsent fact, CancellationToken cancel)
    {
        foreach (var person in fact.PersonIds)
            await TellAsync(
                person, null, [], 1, (words, _) => (words.UnsentTitle(fact.Undecided), words.UnsentWhy),
                Links.ToConversation(fact.ConversationId), fact.Occasion, cancel);
    }

    /// <summary>Tells somebody on screen that an answer of theirs is to be reviewed before it expires.</summary>
    internal Task TellExpiresAsync(Answers.AnswerExpires fact, CancellationToken cancel) => TellAsync(
        fact.PersonId, null, [], 1, (words, _) => (words.ExpiresTitle(fact.Title, fact.Until), words.ExpiresWhy(fact.Owned)),
        Links.ToAnswer(fact.ItemId), fact.Occasion, cancel);

    /// <param name="occasion">
    /// Ends the link and makes it unlike any other: a fact that comes twice after a crash tells nothing twice.
    /// </param>
    internal async Task TellAsync(
        long personId, long? by, IReadOnlyList<long> mentions, int count,
        Func<Wording, string?, (string Title, string Why)> say, string address, string occasion,
        CancellationToken cancel)
    {
        if (await _roster.FindAsync(personId, cancel) is not { Active: true } person) return;
        var name = by is { } who ? (await _roster.FindAsync(who, cancel))?.Name : null;
        var (title, why) = say(Wording.In(person.Language), name);
        var link = $"{address}#{occasion}";
        await _db.WriteAsync(async scope =>
        {
            var told = await scope.Connection.ExecuteScalarAsync<long>(
                "select count(*) from notification where person_id = @personId and link = @link",
                new { personId, link }, scope.Transaction);
            if (told > 0) return;
            var notification = await InsertAsync(
                scope, new Notification(
                    0, personId, null, AlertKind.EachMention, title, "", mentions, link, _clock.GetUtcNow(), null, why,
                    count), null);
            await _bus.PublishAsync(scope, new Notified(notification.Id, personId, title, link), cancel);
        }, cancel);
    }
}
