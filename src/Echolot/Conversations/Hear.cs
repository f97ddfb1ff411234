using Dapper;
using Echolot.Contacts;
using Echolot.Intake;
using Echolot.Mentions;
using Echolot.Sources;
using Echolot.Storage;

namespace Echolot.Conversations;

public sealed partial class Inbox
{
    /// <summary>Takes everything that has arrived into conversations; idempotent.</summary>
    internal async Task HearAsync(MessagesArrived fact, CancellationToken cancel)
    {
        while (await arrivals.WaitingAsync(cancel) is { Count: > 0 } waiting)
        {
            var mentions = new Dictionary<(string, ExternalId), long>();
            foreach (var group in waiting.GroupBy(a => a.Connector))
                foreach (var (id, known) in await archive.KnownAsync(
                    group.Key, [.. group.Select(a => a.ExternalId).Distinct()], cancel))
                    mentions[(group.Key, id)] = known.Id;
            await db.WriteAsync(async scope =>
            {
                var taken = await Arrivals.TakeAsync(scope, [.. waiting.Select(a => a.Id)]);
                foreach (var arrived in waiting.Where(a => taken.Contains(a.Id)))
                    await HearAsync(
                        scope, arrived,
                        mentions.TryGetValue((arrived.Connector, arrived.ExternalId), out var id) ? id : null, cancel);
            }, cancel);
        }
    }

    private async Task HearAsync(WriteScope scope, ArrivedMessage arrived, long? mention, CancellationToken cancel)
    {
        var known = await scope.Connection.QuerySingleOrDefaultAsync<MessageRow>(
            $"""
            select {MessageRow.Columns} from message m
            where m.connector = @Connector and (m.external_id = @id or m.local_id = @id) limit 1
            """, new { arrived.Connector, id = arrived.ExternalId.Value }, scope.Transaction);
        if (arrived.Message is not { } said)
        {
            if (known is { DeletedAt: null } && !await IsHiddenByUsAsync(scope, known.Id)) await TakeBackAsync(scope, known, cancel);
            return;
        }
        if (known is not null)
        {
            if (known is { DeletedAt: null, Direction: (long)Direction.Theirs } && known.Revision != said.Revision)
                await EditAsync(scope, known, said, cancel);
            return;
        }
        await AddAsync(scope, arrived, said, mention, cancel);
    }

    private async Task AddAsync(
        WriteScope scope, ArrivedMessage arrived, Mention said, long? mention, CancellationToken cancel)
    {
        var recording = await InThreadAsync(scope, arrived, said, cancel);
        var ours = arrived.Ours || await IsOursAsync(recording, said, cancel);
        // What our own account says elsewhere belongs to a conversation only where there is one.
        if (recording is null && ours) return;
        if (recording is not null && ours && await RecogniseAsync(recording, said, cancel)) return;
        var with = ours ? null : await contacts.KeepAsync(scope, arrived.Connector, said.Author, cancel);
        recording ??= await BeginAsync(
            scope, new(
                IsPrivate(said) ? said.Kind is ItemKind.ChatMessage ? ConversationKind.Chat : ConversationKind.Direct
                    : ConversationKind.Post,
                arrived.SourceId, arrived.Connector, ThreadOf(said), said.Title), with!, said, cancel);
        await SayAsync(recording, said, with, arrived.Connector, arrived.SourceId, mention, cancel);
        if (with is not null) await JoinCrisesAsync(recording, mention, cancel);
        await arrivals.FollowAsync(
            scope, arrived.Connector, Arrivals.NamesOf(said.Id, said.LocalId), clock.GetUtcNow() + Following);
        await recording.FinishAsync(cancel);
    }

    private async Task<bool> IsOursAsync(Recording? recording, Mention said, CancellationToken cancel) =>
        recording?.Row.SourceId is { } voice
        && await AbilitiesAsync(voice, recording.Row.Connector, cancel) is { Self: { } self } && self == said.Author.Id;

    /// <summary>Writes a message down and what it means for the conversation.</summary>
    private async Task SayAsync(
        Recording recording, Mention said, Identity? with, string connector, long? source, long? mention,
        CancellationToken cancel)
    {
        var at = Math.Min(said.PublishedAt.ToUnixTimeMilliseconds(), said.ReceivedAt.ToUnixTimeMilliseconds());
        await recording.Scope.Connection.ExecuteScalarAsync<long>(new CommandDefinition(MessageRow.Insert, new MessageRow
        {
            ConversationId = recording.Row.Id, At = at, Leg = (long)(IsPrivate(said) ? Leg.Private : Leg.Public),
            Direction = (long)(with is null ? Direction.Ours : Direction.Theirs), IdentityId = with?.Id,
            Connector = connector, ExternalId = said.Id.Value, LocalId = said.LocalId, ParentId = said.ParentId?.Value,
            Revision = said.Revision, MentionId = mention, Url = said.Url?.OriginalString, Text = said.Text,
            Attachments = said.Attachments.Count == 0 ? null : Stored.Write(said.Attachments), SourceId = source,
        }, recording.Scope.Transaction, cancellationToken: cancel));
        if (with is null)
        {
            // Answered by the network's own means: a person did it, we do not know which.
            recording.Change(row => row with
            {
                LastOutAt = Math.Max(at, row.LastOutAt ?? 0), LastAt = Math.Max(at, row.LastAt),
                Snippet = at >= row.LastAt ? SnippetOf(said.Text) : row.Snippet,
            });
            await recording.NoteAsync(ConversationEventKind.Replied, at);
            return;
        }
        var newest = at >= (recording.Row.LastInAt ?? 0);
        await recording.HearAsync(at);
        if (newest) Judge(recording, said, with, await UnansweredAsync(recording));
    }

    private void Judge(Recording recording, Mention said, Identity with, int unanswered)
    {
        var language = enrichers.Language(said.Text, said.Title, said.LanguageDeclared);
        var findings = enrichers.Judge(said.Text, said.Title, language);
        var (priority, because) = Scoring.Of(recording.Scoring, new(
            said.Text, findings.Sentiment, with.Followers, IsPrivate(said), unanswered, (int)recording.Row.Crisis));
        recording.Change(row => row with
        {
            Snippet = SnippetOf(said.Text), Language = findings.Language, Sentiment = (long)findings.Sentiment,
            Priority = (long)priority, PriorityWhy = Stored.Write(because),
        });
    }

    private static async Task<int> UnansweredAsync(Recording recording) =>
        (int)await recording.Scope.Connection.ExecuteScalarAsync<long>(
            """
            select count(*) from message where conversation_id = @Id and direction = @theirs
                and at > coalesce((select max(at) from message where conversation_id = @Id and direction = @ours
                    and leg <> @note and bot is null), 0)
            """, new
            {
                recording.Row.Id, theirs = (long)Direction.Theirs, ours = (long)Direction.Ours,
                note = (long)MessageKind.Note,
            }, recording.Scope.Transaction);

    /// <summary>The conversation that this continues: it answers one of its messages, or it is of the same thread.</summary>
    private async Task<Recording?> InThreadAsync(
        WriteScope scope, ArrivedMessage arrived, Mention said, CancellationToken cancel)
    {
        var id = await scope.Connection.ExecuteScalarAsync<long?>(
            """
            select conversation_id from message
            where connector = @Connector and (external_id in (@parent, @root) or local_id in (@parent, @root))
            order by case when @parent in (external_id, local_id) then 0 else 1 end limit 1
            """,
            new { arrived.Connector, parent = said.ParentId?.Value ?? "", root = said.RootId?.Value ?? "" },
            scope.Transaction)
            ?? await scope.Connection.ExecuteScalarAsync<long?>(
                """
                select id from conversation where connector = @Connector and coalesce(source_id, 0) = @SourceId
                    and thread = @thread
                """, new { arrived.Connector, arrived.SourceId, thread = ThreadOf(said) }, scope.Transaction);
        return id is { } known ? await RecordWholeAsync(scope, known, cancel) : null;
    }

    private async Task TakeBackAsync(WriteScope scope, MessageRow known, CancellationToken cancel)
    {
        await scope.Connection.ExecuteAsync(
            "update message set text = '', url = null, attachments = null, deleted_at = @Now where id = @Id",
            new { known.Id, Now }, scope.Transaction);
        var recording = await RecordAsync(scope, known.ConversationId, cancel);
        if (known.Direction == (long)Direction.Theirs)
            await recording.NoteAsync(ConversationEventKind.CustomerDeleted, Now, after: Recording.Number(known.Id));
        var snippet = await scope.Connection.ExecuteScalarAsync<string>(
            """
            select text from message where conversation_id = @ConversationId and leg <> 3 and deleted_at is null
            order by at desc, id desc limit 1
            """, known, scope.Transaction);
        recording.Change(row => row with
        {
            Snippet = SnippetOf(snippet ?? ""),
            Subject = row.Subject.Length > 0 && known.Text.StartsWith(row.Subject, StringComparison.Ordinal) ? "" : row.Subject,
        });
        await recording.FinishAsync(cancel);
    }

    private async Task EditAsync(WriteScope scope, MessageRow known, Mention said, CancellationToken cancel)
    {
        var at = (said.EditedAt ?? said.ReceivedAt).ToUnixTimeMilliseconds();
        await scope.Connection.ExecuteAsync(
            "update message set text = @Text, revision = @Revision, attachments = @attachments, edited_at = @at where id = @Id",
            new
            {
                known.Id, said.Text, said.Revision, at,
                attachments = said.Attachments.Count == 0 ? null : Stored.Write(said.Attachments),
            }, scope.Transaction);
        var recording = await RecordAsync(scope, known.ConversationId, cancel);
        await recording.NoteAsync(ConversationEventKind.CustomerEdited, Now, after: Recording.Number(known.Id));
        var snippet = known.At >= recording.Row.LastAt ? SnippetOf(said.Text) : recording.Row.Snippet;
        // What they say now is as pressing as if they had said it so at once.
        if (known.Direction == (long)Direction.Theirs && known.At >= (recording.Row.LastInAt ?? 0) && known.IdentityId is { } who
            && (await contacts.IdentitiesAsync([who], cancel)).GetValueOrDefault(who) is { } with)
            Judge(recording, said, with, await UnansweredAsync(recording));
        recording.Change(row => row with { Snippet = snippet });
        await recording.FinishAsync(cancel);
    }

    private static bool IsPrivate(Mention said) =>
        said.Visibility is Visibility.Direct or Visibility.OwnedInbox
        || said.Kind is ItemKind.DirectMessage or ItemKind.ChatMessage or ItemKind.Email;

    /// <summary>
    /// What belongs together: private words with the same person; mails of the same thread; public ones under the same
    /// post, each person who comments for themselves.
    /// </summary>
    private static string ThreadOf(Mention said)
    {
        if (said.Kind is ItemKind.Email) return (said.RootId ?? said.Id).Value;
        if (IsPrivate(said)) return $"direct {said.Author.Id.Value}";
        return said.RootId is { } root && root != said.Id ? $"{root.Value} {said.Author.Id.Value}" : said.Id.Value;
    }
}
