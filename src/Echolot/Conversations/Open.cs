using Dapper;
using Echolot.Contacts;
using Echolot.Mentions;
using Echolot.Sources;
using Echolot.Storage;

namespace Echolot.Conversations;

/// <summary>An account of ours in whose name we can answer.</summary>
public sealed record Voice(long SourceId, string Name, string Connector, ReplyAbilities Abilities);

public sealed partial class Inbox
{
    private sealed record Beginning(
        ConversationKind Kind, long? SourceId, string Connector, string Thread, string? Subject);

    /// <summary>Accounts of ours that can answer on a network; all where it is null.</summary>
    public async Task<IReadOnlyList<Voice>> VoicesAsync(string? connector, CancellationToken cancel)
    {
        var voices = new List<Voice>();
        foreach (var source in await sources.ListAsync(cancel))
            if ((connector is null || source.Key.Connector == connector)
                && await AbilitiesAsync(source.Id, source.Key.Connector, cancel) is { } abilities)
                voices.Add(new(source.Id, source.Name, source.Key.Connector, abilities));
        return voices;
    }

    /// <summary>Makes a conversation of a mention; the one that there is already comes back.</summary>
    /// <param name="mention">Id of the mention.</param>
    /// <param name="voice">Source that answers; null: the only one that can, or to be chosen later.</param>
    /// <param name="sight">
    /// Who opens it; a new one belongs to what they see: their first department, or them where they see their own only.
    /// </param>
    /// <exception cref="InboxException">
    /// The mention is gone, the source cannot answer there, or there is one that these eyes do not see.
    /// </exception>
    public async Task<Conversation> OpenAsync(long mention, long? voice, Sight sight, CancellationToken cancel)
    {
        var stored = await archive.FindAsync(mention, cancel)
            ?? throw new InboxException(InboxRefusal.NotFound, $"There is no mention {mention}; it may have been deleted.");
        var voices = await VoicesAsync(stored.Connector, cancel);
        if (voice is { } asked && voices.All(v => v.SourceId != asked))
            throw new InboxException(
                InboxRefusal.CannotSend, $"The source {asked} cannot answer on {stored.Connector}; choose another one.");
        voice ??= voices.Count == 1 ? voices[0].SourceId : null;
        var id = await db.WriteAsync(async scope =>
        {
            var there = await scope.Connection.ExecuteScalarAsync<long?>(
                """
                select conversation_id from message
                where mention_id = @mention or (connector = @Connector and external_id = @ExternalId)
                """, new { mention, stored.Connector, stored.ExternalId }, scope.Transaction);
            if (there is { } known) return known;
            var said = Said(stored);
            var with = await contacts.KeepAsync(scope, stored.Connector, said.Author, cancel);
            var recording = await BeginAsync(
                scope, new(ConversationKind.Post, voice, stored.Connector, stored.ExternalId, stored.Title), with, said, cancel);
            await SayAsync(recording, said, with, stored.Connector, null, mention, cancel);
            await JoinCrisesAsync(recording, mention, cancel);
            if (sight.Departments is [var first, ..]) await recording.MoveAsync(first, Now, sight.PersonId);
            if (!sight.Sees(new(recording.Row.DepartmentId, recording.Row.AssigneeId)))
                await recording.AssignAsync(sight.PersonId, Now, sight.PersonId);
            await arrivals.FollowAsync(scope, stored.Connector, [said.Id], clock.GetUtcNow() + Following);
            await privacy.RecordAsync(scope, sight.PersonId, "conversation.opened", $"conversation:{recording.Row.Id}", null, cancel);
            await recording.FinishAsync(cancel);
            return recording.Row.Id;
        }, cancel);
        return await FindAsync(id, sight, cancel) ?? throw Gone(id);
    }

    /// <summary>Chooses whose account answers, from the next reply on; what is on its way leaves as it was written.</summary>
    /// <exception cref="InboxException">
    /// The conversation is gone, the source cannot answer there, or the other side wrote privately to another account.
    /// </exception>
    public async Task ChooseVoiceAsync(long conversation, long voice, Sight sight, CancellationToken cancel)
    {
        var found = await FindAsync(conversation, sight, cancel) ?? throw Gone(conversation);
        if ((await VoicesAsync(found.Connector, cancel)).All(v => v.SourceId != voice))
            throw new InboxException(
                InboxRefusal.CannotSend, $"The source {voice} cannot answer on {found.Connector}; choose another one.");
        // What was said to one account alone no other one can read or answer.
        if (voice != found.SourceId && (await SpokenAsync(conversation, cancel)).Any(s => s.Leg == (long)Leg.Private
            && s.Connector == found.Connector && s.SourceId is { } spoken && spoken != voice))
            throw new InboxException(
                InboxRefusal.OtherAccount, "They wrote privately to another account of ours; only that one can answer.");
        await ChangeAsync(conversation, sight, async recording =>
        {
            if (recording.Row.SourceId == voice) return;
            await recording.NoteAsync(
                ConversationEventKind.SourceChosen, Now, sight.PersonId, Recording.Number(recording.Row.SourceId),
                Recording.Number(voice));
            recording.Change(row => row with { SourceId = voice });
        }, cancel);
    }

    private async Task<Recording> BeginAsync(
        WriteScope scope, Beginning beginning, Identity with, Mention said, CancellationToken cancel)
    {
        var at = Math.Min(said.PublishedAt.ToUnixTimeMilliseconds(), said.ReceivedAt.ToUnixTimeMilliseconds());
        var row = new ConversationRow
        {
            Kind = (long)beginning.Kind, SourceId = beginning.SourceId, Connector = beginning.Connector,
            Thread = beginning.Thread, ContactId = with.ContactId, IdentityId = with.Id,
            // A title that repeats the beginning says nothing more.
            Subject = beginning.Subject is { } title && !said.Text.StartsWith(title, StringComparison.Ordinal)
                ? SnippetOf(title)
                : "", Snippet = SnippetOf(said.Text), State = (long)ConversationState.New,
            Active = 1, Priority = (long)Priority.Normal, OpenedAt = at, LastAt = at, Revision = 0,
        };
        var id = await scope.Connection.ExecuteScalarAsync<long>(new CommandDefinition(
            ConversationRow.Insert, row, scope.Transaction, cancellationToken: cancel));
        var recording = await RecordAsync(scope, row with { Id = id }, cancel);
        await recording.NoteAsync(ConversationEventKind.Opened, at);
        return recording;
    }

    private async Task<ReplyAbilities?> AbilitiesAsync(long source, string connector, CancellationToken cancel) =>
        sources.Connectors.FirstOrDefault(c => c.Description.Name == connector) is ISendsReplies sender
            ? sender.Abilities(await sources.ConfigAsync(source, cancel))
            : null;

    private static Mention Said(StoredMention stored) => new()
    {
        Source = new(stored.Connector, "", ""), Id = new(stored.ExternalId), Revision = stored.Revision,
        Kind = stored.Kind, Visibility = stored.Visibility, Origin = Origin.Manual, PublishedAt = stored.PublishedAt,
        ReceivedAt = stored.SeenAt, Title = stored.Title, Text = stored.Text,
        Url = Uri.TryCreate(stored.Url, UriKind.Absolute, out var url) ? url : null,
        Author = new(
            new(stored.AuthorId), stored.AuthorHandle, stored.AuthorName,
            Uri.TryCreate(stored.AuthorProfile, UriKind.Absolute, out var profile) ? profile : null,
            stored.AuthorFollowers),
    };
}
