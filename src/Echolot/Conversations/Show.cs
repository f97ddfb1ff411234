using Dapper;
using NodaTime;

namespace Echolot.Conversations;

public sealed partial class Inbox
{
    /// <summary>A conversation with everything in it, as these eyes may see it; null where they may not.</summary>
    /// <remarks>Drafts of others are in it only where they are shared.</remarks>
    public async Task<Thread?> ShowAsync(long id, Sight sight, CancellationToken cancel)
    {
        if (await FindAsync(id, sight, cancel) is not { } conversation) return null;
        await using var connection = await db.ReadAsync(cancel);
        var messages = (await connection.QueryAsync<MessageRow>(new CommandDefinition(
            $"select {MessageRow.Columns} from message m where m.conversation_id = @id order by m.at, m.id", new { id },
            cancellationToken: cancel))).AsList();
        var events = (await connection.QueryAsync<EventRow>(new CommandDefinition(
            $"select {EventRow.Columns} from conversation_event where conversation_id = @id order by at, id", new { id },
            cancellationToken: cancel))).AsList();
        var sends = (await connection.QueryAsync<SendRow>(new CommandDefinition(
            $"select {SendRow.Columns} from send where conversation_id = @id", new { id }, cancellationToken: cancel)))
            .ToDictionary(s => s.Id, s => s.AsSend());
        var drafts = (await connection.QueryAsync<DraftRow>(new CommandDefinition(
            """
            select conversation_id, person_id, leg, text, shared, seen_revision, saved_at from draft
            where conversation_id = @id and (person_id = @me or shared = 1) order by saved_at desc
            """, new { id, me = sight.PersonId ?? 0 }, cancellationToken: cancel))).Select(d => d.AsDraft()).ToList();
        if (drafts.Exists(d => d.Shared))
        {
            var shared = await DraftFilesAsync(connection, id, cancel);
            drafts = [.. drafts.Select(d => d with { Files = [.. shared[d.PersonId]] })];
        }
        var files = (await connection.QueryAsync<ReplyFileRow>(new CommandDefinition(
            $"""
            select {ReplyFileRow.Columns} from message m join reply_file f on f.message_id = m.id
            where m.conversation_id = @id and m.send_id is not null order by f.id
            """, new { id }, cancellationToken: cancel))).ToLookup(f => f.MessageId!.Value, f => f.AsFile());
        var acts = (await connection.QueryAsync<MessageActRow>(new CommandDefinition(
            $"""
            select {MessageActRow.Columns} from message m join message_act a on a.message_id = m.id
            where m.conversation_id = @id order by a.liking desc
            """, new { id }, cancellationToken: cancel))).ToLookup(a => a.MessageId, a => a.AsAct());
        var identities = await contacts.IdentitiesAsync(messages.Select(m => m.IdentityId ?? 0), cancel);
        return new(
            conversation, [.. messages.Select(m => m.AsMessage(identities, sends) with { Files = [.. files[m.Id]], Acts = [.. acts[m.Id]] })],
            [.. events.Select(e => e.AsEvent())],
            await Recording.ClocksAsync(events, roster, Instant.FromDateTimeOffset(clock.GetUtcNow()), cancel), drafts);
    }
}
