using Dapper;
using Echolot.Sources;
using Echolot.Storage;
using Echolot.Teams;

namespace Echolot.Conversations;

public sealed partial class Inbox
{
    /// <summary>An approval with everything that happened to it, where these eyes see its conversation.</summary>
    public async Task<Approval?> ApprovalAsync(long id, Sight sight, CancellationToken cancel) =>
        (await ApprovalsAsync("a.id = @id", new { id }, sight, cancel)).FirstOrDefault();

    /// <summary>What waits for an approval in a conversation, or came back; the newest first.</summary>
    public async Task<IReadOnlyList<Approval>> ApprovalsOfAsync(long conversation, Sight sight, CancellationToken cancel) =>
        await ApprovalsAsync("a.conversation_id = @conversation", new { conversation }, sight, cancel);

    /// <summary>Everything that waits: what somebody has to decide, and what they asked for or may see besides.</summary>
    public Task<IReadOnlyList<Approval>> WaitingApprovalsAsync(Sight sight, CancellationToken cancel) =>
        ApprovalsAsync($"a.state = {(int)ApprovalState.Waiting}", new { }, sight, cancel);

    /// <summary>How many wait for this person.</summary>
    public async Task<int> CountApprovalsAsync(Person person, Sight sight, CancellationToken cancel) =>
        (await WaitingAsync(person, sight, cancel)).Theirs;

    /// <summary>Makes the secret of a link at the moment its mail is sent; null where it leads nowhere any more.</summary>
    public Task<ApprovalLink?> MakeApprovalLinkAsync(long link, CancellationToken cancel) => db.WriteAsync(async scope =>
    {
        var secret = Secret.New();
        var row = await scope.Connection.QuerySingleOrDefaultAsync<ApprovalLinkRow>(
            $"""
            update approval_link set secret_hash = @hash where id = @link and used_at is null and expires_at > @Now
            returning {ApprovalLinkRow.Columns}
            """, new { link, hash = Secret.Fingerprint(secret), Now }, scope.Transaction);
        if (row is null) return null;
        var author = await scope.Connection.ExecuteScalarAsync<long?>(
            "select author_id from approval where id = @ApprovalId", row, scope.Transaction);
        return new ApprovalLink(
            secret, row.Mail, row.Name, row.Language,
            author is { } id ? (await roster.FindAsync(id, cancel))?.Name ?? "" : "",
            (await roster.WorkspaceAsync(cancel))?.Name ?? "", Stored.Time(row.ExpiresAt));
    }, cancel);

    /// <summary>What the holder of a link may see; null where it is used up or expired. Looking changes nothing.</summary>
    public async Task<OutsideView?> ByApprovalLinkAsync(string secret, CancellationToken cancel)
    {
        var row = await LinkAsync(secret, cancel);
        if (row is null || await ApprovalAsync(row.ApprovalId, Sight.Everything, cancel) is not
            { State: ApprovalState.Waiting } approval || approval.Tier != row.Tier) return null;
        var thread = await ShowAsync(approval.ConversationId, Sight.Everything, cancel);
        if (thread is null) return null;
        return new(
            approval, row.Name, row.Language, (await roster.WorkspaceAsync(cancel))?.Name ?? "",
            approval.AuthorId is { } author ? (await roster.FindAsync(author, cancel))?.Name ?? "" : "",
            Stored.Time(row.ExpiresAt),
            // What was said privately, and what colleagues noted, is for nobody outside.
            [.. thread.Messages.Where(m => m.Kind is MessageKind.Public && m.DeletedAt is null)
                .Select(m => (m.Direction is Direction.Ours, m.At, m.Text))]);
    }

    /// <summary>How many replies wait for an approval, and how many of them for whoever looks; their words are not read.</summary>
    public async Task<(int All, int Theirs)> WaitingAsync(Person who, Sight sight, CancellationToken cancel)
    {
        var values = new DynamicParameters(new { waiting = (long)ApprovalState.Waiting });
        sight.Bind(values, db.Engine);
        await using var connection = await db.ReadAsync(cancel);
        var rows = (await connection.QueryAsync<ApprovalRow>(new CommandDefinition(
            $"""
            select a.id, a.author_id, a.state, a.tier, a.tiers, a.due_at
            from approval a join conversation c on c.id = a.conversation_id
            where a.state = @waiting and {sight.Condition(db.Engine)}
            """, values, cancellationToken: cancel))).AsList();
        return (rows.Count, rows.Count(r => (r with { Why = "[]" }).AsApproval([]).IsFor(who)));
    }

    /// <summary>A file of the reply that the holder of a link decides about; null where the link is used up or it is none of it.</summary>
    public async Task<(ReplyFile File, byte[] Content)?> FileByApprovalLinkAsync(
        string secret, long file, CancellationToken cancel) =>
        (await ByApprovalLinkAsync(secret, cancel))?.Approval.Files.Any(f => f.Id == file) is true
            ? await ReadFileAsync(file, cancel) : null;

    /// <summary>Decides with a link; it works once.</summary>
    /// <exception cref="InboxException">It is used up or expired, or the text changed meanwhile or stops.</exception>
    public async Task DecideByLinkAsync(string secret, ApprovalDecision decision, CancellationToken cancel)
    {
        var row = await LinkAsync(secret, cancel)
            ?? throw new InboxException(InboxRefusal.NotFound, "This link is used up or expired.");
        await DecideAsync(
            row.ApprovalId, decision, new(null, row.Name), async scope =>
            {
                var used = await scope.Connection.ExecuteAsync(
                    "update approval_link set used_at = @Now where id = @Id and used_at is null and expires_at > @Now",
                    new { Now, row.Id }, scope.Transaction);
                if (used == 0) throw new InboxException(InboxRefusal.NotFound, "This link is used up or expired.");
            }, cancel);
    }

    private async Task<ApprovalLinkRow?> LinkAsync(string secret, CancellationToken cancel)
    {
        await using var connection = await db.ReadAsync(cancel);
        return await connection.QuerySingleOrDefaultAsync<ApprovalLinkRow>(new CommandDefinition(
            $"""
            select {ApprovalLinkRow.Columns} from approval_link
            where secret_hash = @hash and used_at is null and expires_at > @Now
            """, new { hash = Secret.Fingerprint(secret), Now }, cancellationToken: cancel));
    }

    private async Task<IReadOnlyList<Approval>> ApprovalsAsync(
        string condition, object what, Sight sight, CancellationToken cancel)
    {
        var values = new DynamicParameters(what);
        sight.Bind(values, db.Engine);
        await using var connection = await db.ReadAsync(cancel);
        var rows = (await connection.QueryAsync<ApprovalRow>(new CommandDefinition(
            $"""
            select {ApprovalRow.Columns} from approval a join conversation c on c.id = a.conversation_id
            where {condition} and {sight.Condition(db.Engine)} order by a.due_at is null desc, a.due_at, a.id desc
            """, values, cancellationToken: cancel))).AsList();
        if (rows.Count == 0) return [];
        var versions = (await connection.QueryAsync<ApprovalVersionRow>(new CommandDefinition(
            $"""
            select {ApprovalVersionRow.Columns} from approval_version where {Sql.In(db.Engine, "approval_id", "ids")} order by id
            """, new { ids = Sql.List(db.Engine, rows.Select(r => r.Id)) }, cancellationToken: cancel)))
            .ToLookup(v => v.ApprovalId);
        var files = (await connection.QueryAsync<ReplyFileRow>(new CommandDefinition(
            $"select {ReplyFileRow.Columns} from reply_file f where {Sql.In(db.Engine, "f.approval_id", "ids")} order by f.id",
            new { ids = Sql.List(db.Engine, rows.Select(r => r.Id)) }, cancellationToken: cancel))).ToLookup(f => f.ApprovalId);
        var answered = await AnsweredMeanwhileAsync(connection, null, rows.Select(r => r.Id));
        return [.. rows.Select(r => r.AsApproval(versions[r.Id], files[r.Id]) with
        {
            AnsweredMeanwhile = answered.TryGetValue(r.Id, out var message) ? message : null,
        })];
    }
}
