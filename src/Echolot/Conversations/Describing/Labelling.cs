using Dapper;
using Echolot.Mentions;
using Echolot.Privacy;
using Echolot.Storage;

namespace Echolot.Conversations;

public sealed partial class Inbox
{
    /// <summary>Gives a conversation a label or category, of the same ones that mentions have.</summary>
    /// <exception cref="InboxException">There is no such label.</exception>
    public Task LabelAsync(long conversation, long label, Sight sight, CancellationToken cancel) =>
        LabelAsync(conversation, label, carries: true, sight, cancel);

    /// <summary>Takes a label away again.</summary>
    /// <inheritdoc cref="LabelAsync(long, long, Sight, CancellationToken)" path="/exception"/>
    public Task UnlabelAsync(long conversation, long label, Sight sight, CancellationToken cancel) =>
        LabelAsync(conversation, label, carries: false, sight, cancel);

    private async Task LabelAsync(long conversation, long label, bool carries, Sight sight, CancellationToken cancel)
    {
        var named = (await archive.LabelsAsync(cancel)).FirstOrDefault(l => l.Id == label)
            ?? throw new InboxException(InboxRefusal.NotFound, "This label is gone; choose another one.");
        await ChangeAsync(conversation, sight, recording => LabelAsync(recording, named, carries, sight.PersonId), cancel);
    }

    private async Task LabelAsync(Recording recording, Label label, bool carries, long? by, long? rule = null)
    {
        var (connection, transaction) = (recording.Scope.Connection, recording.Scope.Transaction);
        var changed = 0;
        if (carries)
            changed = await connection.ExecuteAsync(
                """
                insert into conversation_label (label_id, conversation_id) values (@label, @Id)
                on conflict (label_id, conversation_id) do nothing
                """, new { label = label.Id, recording.Row.Id }, transaction);
        // One that was given under the name of a label that was merged into this one goes as well.
        else
            foreach (var given in await archive.LabelsMeantAsync(await connection.QueryAsync<long>(
                "select label_id from conversation_label where conversation_id = @Id", recording.Row, transaction), default))
                if (given.Value.Id == label.Id)
                    changed += await connection.ExecuteAsync(
                        "delete from conversation_label where label_id = @Key and conversation_id = @Id",
                        new { given.Key, recording.Row.Id }, transaction);
        if (changed > 0)
            await recording.NoteAsync(
                carries ? ConversationEventKind.Labelled : ConversationEventKind.Unlabelled, Now, by, after: label.Path,
                rule: rule);
    }

    /// <summary>How many conversations carry any of these labels.</summary>
    public async Task<long> CountLabelledAsync(IEnumerable<long> labels, CancellationToken cancel)
    {
        await using var connection = await db.ReadAsync(cancel);
        return await connection.ExecuteScalarAsync<long>(new CommandDefinition(
            $"select count(distinct conversation_id) from conversation_label where {Sql.In(db.Engine, "label_id", "ids")}",
            new { ids = Sql.List(db.Engine, labels) }, cancellationToken: cancel));
    }

    /// <summary>Labels of each of these conversations, by path; one that was merged or removed is as it is now.</summary>
    public async Task<ILookup<long, Label>> LabelsOfAsync(IEnumerable<long> conversations, CancellationToken cancel)
    {
        var values = new DynamicParameters();
        values.Add("ids", Sql.List(db.Engine, conversations));
        await using var connection = await db.ReadAsync(cancel);
        var rows = (await connection.QueryAsync<ConversationLabelRow>(new CommandDefinition(
            $"select label_id, conversation_id from conversation_label where {Sql.In(db.Engine, "conversation_id", "ids")}",
            values, cancellationToken: cancel))).AsList();
        if (rows.Count == 0) return rows.ToLookup(_ => 0L, _ => (Label)null!);
        var meant = await archive.LabelsMeantAsync(rows.Select(r => r.LabelId), cancel);
        return rows.Where(r => meant.ContainsKey(r.LabelId)).Select(r => (r.ConversationId, Label: meant[r.LabelId]))
            .Distinct().OrderBy(r => r.Label.Path, StringComparer.CurrentCultureIgnoreCase)
            .ToLookup(r => r.ConversationId, r => r.Label);
    }
}

/// <summary>A label of a conversation as it is stored.</summary>
[NotPersonal("conversation_label")]
internal sealed record ConversationLabelRow
{
    public long LabelId { get; init; }
    public long ConversationId { get; init; }
}
