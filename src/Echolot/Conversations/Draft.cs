using Dapper;
using Echolot.Privacy;
using Echolot.Storage;

namespace Echolot.Conversations;

/// <summary>What somebody has begun to write.</summary>
/// <param name="Shared">Colleagues see it and may go on.</param>
/// <param name="SeenRevision">The conversation as it was when they began.</param>
public sealed record Draft(
    long PersonId, MessageKind Kind, string Text, bool Shared, long SeenRevision, DateTimeOffset SavedAt)
{
    /// <summary>Files of a shared one.</summary>
    public IReadOnlyList<ReplyFile> Files { get; init; } = [];
}

public sealed partial class Inbox
{
    private static readonly TimeSpan JustSaid = TimeSpan.FromMinutes(1);

    /// <summary>Keeps what somebody has written so far; an empty text takes the draft away.</summary>
    /// <param name="since">
    /// Revision of the conversation on the page where it is written: words that were still on their way here while the
    /// same person sent them become no draft again. Null: they come from no page, and only what the person has just said in
    /// these words becomes none.
    /// </param>
    /// <returns>
    /// Null; or the revision at which the person said something after <paramref name="since"/>, and nothing was kept.
    /// </returns>
    /// <exception cref="InboxException">The conversation is gone, or the text is too long.</exception>
    public Task<long?> SaveDraftAsync(
        long conversation, long person, MessageKind kind, string text, bool shared, long seenRevision,
        CancellationToken cancel, long? since = null)
    {
        text = Checked(text, allowEmpty: true);
        return db.WriteAsync(async scope =>
        {
            // What is being sent at this moment is waited for: it would be seen by nobody here, and its words become a draft again.
            if (since is not null && scope.Engine is Engine.Postgres)
                await scope.Connection.ExecuteAsync("select 1 from conversation where id = @conversation for share", new { conversation }, scope.Transaction);
            if (since is not null && await SaidAtAsync(scope, conversation, person) is { } said && said > since) return (long?)said;
            if (since is null && text.Length > 0 && await JustSaidAsync(scope, conversation, person, text)) return null;
            if (text.Length == 0)
            {
                await DropDraftAsync(scope, conversation, person);
                return null;
            }
            var row = new DraftRow
            {
                ConversationId = conversation, PersonId = person, Leg = (long)kind, Text = text, Shared = shared ? 1 : 0,
                SeenRevision = seenRevision, SavedAt = Now,
            };
            var kept = await scope.Connection.ExecuteAsync(
                """
                insert into draft (conversation_id, person_id, leg, text, shared, seen_revision, saved_at)
                select @ConversationId, @PersonId, @Leg, @Text, @Shared, @SeenRevision, @SavedAt
                where exists (select 1 from conversation where id = @ConversationId)
                on conflict (conversation_id, person_id) do update set leg = excluded.leg, text = excluded.text,
                    shared = excluded.shared, seen_revision = excluded.seen_revision, saved_at = excluded.saved_at
                """, row, scope.Transaction);
            if (kept == 0) throw Gone(conversation);
            return null;
        }, cancel);
    }

    /// <summary>Whether somebody said this, or went on from it, within the last minute: it was on its way here meanwhile.</summary>
    private async Task<bool> JustSaidAsync(WriteScope scope, long conversation, long person, string text) =>
        (await scope.Connection.QueryAsync<string>(
            $"""
            select m.text from message m left join send s on s.id = m.send_id
            where m.conversation_id = @conversation and m.person_id = @person and m.direction = {(int)Direction.Ours}
                and m.at >= @since and coalesce(s.state, '') not in ('{nameof(SendState.Undone)}', '{nameof(SendState.Failed)}')
            order by m.id desc limit 5
            """, new { conversation, person, since = Now - (long)JustSaid.TotalMilliseconds }, scope.Transaction))
        .Any(said => said.StartsWith(text, StringComparison.Ordinal));

    /// <summary>Revision at which somebody said something last, to the customer or to colleagues.</summary>
    private static Task<long?> SaidAtAsync(WriteScope scope, long conversation, long person) =>
        scope.Connection.ExecuteScalarAsync<long?>(
            $"""
            select max(revision) from conversation_event where conversation_id = @conversation and person_id = @person
                and kind in ({(int)ConversationEventKind.SendAsked}, {(int)ConversationEventKind.NoteWritten},
                    {(int)ConversationEventKind.ApprovalAsked})
            """, new { conversation, person }, scope.Transaction);

    /// <summary>
    /// A reply that did not leave is its author's draft again, below one that is there. Private words make it a private
    /// one; a note stays a note.
    /// </summary>
    private static Task BackToDraftAsync(Recording recording, long person, long leg, string text) =>
        recording.Scope.Connection.ExecuteAsync(
            $"""
            insert into draft (conversation_id, person_id, leg, text, shared, seen_revision, saved_at)
            values (@Id, @person, @leg, @text, 0, @Revision, @At)
            on conflict (conversation_id, person_id) do update set saved_at = excluded.saved_at,
                leg = case when draft.leg = {(int)MessageKind.Public} then excluded.leg else draft.leg end,
                text = case when trim(draft.text) = '' then excluded.text else draft.text || @gap || excluded.text end
            """, new { recording.Row.Id, person, leg, text, recording.Row.Revision, At = recording.Now, gap = Gap },
            recording.Scope.Transaction);

    private static Task DropDraftAsync(WriteScope scope, long conversation, long person) =>
        scope.Connection.ExecuteAsync(
            "delete from draft where conversation_id = @conversation and person_id = @person",
            new { conversation, person }, scope.Transaction);
}

[Personal("draft")]
internal sealed record DraftRow
{
    public long ConversationId { get; init; }
    public long PersonId { get; init; }
    public long Leg { get; init; }
    public string Text { get; init; } = "";
    public long Shared { get; init; }
    public long SeenRevision { get; init; }
    public long SavedAt { get; init; }

    public Draft AsDraft() => new(
        PersonId, (MessageKind)Leg, Text, Shared != 0, SeenRevision, DateTimeOffset.FromUnixTimeMilliseconds(SavedAt));
}
