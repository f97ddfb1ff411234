using Dapper;
using Echolot.Sources;
using Echolot.Storage;
using Echolot.Teams;
using Microsoft.Extensions.Logging;

namespace Echolot.Conversations;

/// <summary>What somebody decides about a reply.</summary>
/// <param name="Approve">Else it goes back to whoever wrote it.</param>
/// <param name="Text">The text with their changes; null: as it is.</param>
/// <param name="Seen">Revision that they have looked at.</param>
public sealed record ApprovalDecision(bool Approve, string? Text, string? Remark, long Seen)
{
    /// <summary>The newest answer since it was asked for that they have looked at; null: none.</summary>
    public long? SeenAnswer { get; init; }

    /// <summary>The private half of a hand-over with their changes; null: as it is.</summary>
    public string? Private { get; init; }

    /// <summary>Files that do not go along; they are gone then.</summary>
    public IReadOnlyList<long> Without { get; init; } = [];
}

public sealed partial class Inbox
{
    private const int LongestRemark = 1000;

    /// <summary>Decides about a reply whose turn it is for whoever looks: approved by the last step it goes on its way.</summary>
    /// <exception cref="InboxException">It is not theirs to decide, it changed meanwhile, or the text stops.</exception>
    public async Task DecideAsync(long approval, ApprovalDecision decision, Sight sight, CancellationToken cancel)
    {
        var person = sight.PersonId is { } id ? await roster.FindAsync(id, cancel) : null;
        var found = await ApprovalAsync(approval, sight, cancel) ?? throw NoApproval(approval);
        if (person is null || !(sight.MaySend || sight.MayApprove) || !found.IsFor(person))
            throw new InboxException(
                InboxRefusal.OthersDecide, "Somebody else decides about this reply; nobody decides about their own.");
        await DecideAsync(approval, decision, new(person.Id, null), null, cancel);
    }

    /// <summary>Whoever wrote it takes it back; the text becomes a draft again, of a hand-over the private one.</summary>
    public Task WithdrawAsync(long approval, Sight sight, CancellationToken cancel) => db.WriteAsync(async scope =>
    {
        var (recording, row) = await RecordApprovalAsync(scope, approval, cancel);
        if (row.AuthorId != sight.PersonId || row.State != (long)ApprovalState.Waiting)
            throw new InboxException(InboxRefusal.OthersDecide, "Only whoever wrote it can take it back, while it waits.");
        await ReturnAsync(recording, row, ApprovalState.Withdrawn, ApprovalStep.Withdrawn, new(sight.PersonId, null), row.Text, null, cancel);
        await recording.FinishAsync(cancel);
    }, cancel);

    private sealed record Decider(long? PersonId, string? Outside);

    /// <summary>Writes the request down in the transaction of its conversation.</summary>
    /// <param name="half">The private half that waits with it; null: it is one reply.</param>
    private async Task<long> AskForApprovalAsync(
        Recording recording, ReplyDraft reply, string text, IReadOnlyList<NeededApproval> needed,
        IReadOnlyList<ReplyFile> files, Sight sight, CancellationToken cancel, PrivateHalf? half = null)
    {
        var chain = ApprovalRules.Chain(needed);
        var scope = recording.Scope;
        var row = new ApprovalRow
        {
            ConversationId = recording.Row.Id, AuthorId = sight.PersonId, Leg = (long)reply.Leg, ReplyTo = reply.ReplyTo,
            NextState = (long?)reply.NextState, SendAt = reply.At?.ToUnixTimeMilliseconds(), Voice = reply.Voice, Text = text,
            State = (long)ApprovalState.Waiting, Tier = 0, Tiers = Stored.Write(chain), Why = Stored.Write(needed),
            Reason = reply.Reason, Items = reply.Items is { Count: > 0 } ? Stored.Write(reply.Items) : null,
            DueAt = DueAt(chain[0]), CreatedAt = Now, ChangedAt = Now, Revision = 1,
            PrivateText = half?.Text, PrivateVoice = half?.Voice, ChatSite = half?.Site?.OriginalString,
        };
        var id = await scope.Connection.ExecuteScalarAsync<long>(
            """
            insert into approval (conversation_id, author_id, leg, reply_to, next_state, send_at, voice, text, state, tier, tiers,
                why, reason, items, due_at, created_at, changed_at, revision, private_text, private_voice, chat_site)
            values (@ConversationId, @AuthorId, @Leg, @ReplyTo, @NextState, @SendAt, @Voice, @Text, @State, @Tier, @Tiers, @Why,
                @Reason, @Items, @DueAt, @CreatedAt, @ChangedAt, @Revision, @PrivateText, @PrivateVoice, @ChatSite) returning id
            """, row, scope.Transaction);
        await BindFilesAsync(scope, recording.Row.Id, reply, files, null, id, sight);
        row = row with { Id = id, Files = files.Count == 0 ? null : Stored.Write((await FilesOfAsync(scope, id)).Select(f => f.AsApproved())) };
        if (row.Files is not null)
            await scope.Connection.ExecuteAsync("update approval set files = @Files where id = @Id", row, scope.Transaction);
        await StepAsync(scope, row, ApprovalStep.Written, new(sight.PersonId, null), text, null);
        await recording.NoteAsync(
            ConversationEventKind.ApprovalAsked, Now, sight.PersonId, after: Recording.Number(id));
        // A last word on what is over reopens nothing.
        if (!(Recording.IsOver(recording.Row.At) && recording.Row.At == reply.NextState))
            await recording.EnterAsync(ConversationState.WaitingInternally, Now, sight.PersonId);
        await CallAsync(recording, row, chain, sight.PersonId, cancel);
        return id;
    }

    private async Task DecideAsync(
        long approval, ApprovalDecision decision, Decider by, Func<WriteScope, Task>? also, CancellationToken cancel)
    {
        var found = await ApprovalAsync(approval, Sight.Everything, cancel) ?? throw NoApproval(approval);
        var text = decision.Text is { } written ? Checked(written) : found.Text;
        var half = found.Half is { } was && decision.Private is { } words ? was with { Text = Checked(words) } : found.Half;
        var rewritten = text != found.Text || half != found.Half;
        var remark = decision.Remark?.Trim() is { Length: > 0 } said ? said[..Math.Min(said.Length, LongestRemark)] : null;
        if (!decision.Approve && remark is null)
            throw new InboxException(InboxRefusal.ReasonMissing, "Say what has to change.");
        var thread = await ShowAsync(found.ConversationId, Sight.Everything, cancel) ?? throw Gone(found.ConversationId);
        IReadOnlyList<NeededApproval> more = [];
        IReadOnlyList<CheckRule> overruled = [];
        var dropped = decision.Approve ? found.Files.Where(f => decision.Without.Contains(f.Id)).ToList() : [];
        if (decision.Approve)
        {
            var check = await CheckAllAsync(
                thread, Leaving(found.Reply! with { Text = text }, half, [.. found.Files.Except(dropped)]), new(null, null, true), cancel);
            if (rewritten || dropped.Count > 0)
            {
                // The reason of whoever wrote it covers what they saw, not what was written into it since.
                var before = await CheckAllAsync(
                    thread, Leaving(found.Reply!, found.Half, found.Files), new(null, null, true), cancel);
                overruled = [.. check.Overruled.Except(before.Overruled)];
            }
            Refuse(check, overruled.Count > 0 ? remark : found.Reason ?? remark);
            if (found.Reason is null) overruled = check.Overruled;
            // Whoever changes the words so that another rule applies does not pass by that rule.
            if (rewritten) more = [.. check.Needed.Where(n => found.Why.All(w => w.RuleId != n.RuleId))];
        }
        await db.WriteAsync(async scope =>
        {
            var (recording, row) = await RecordApprovalAsync(scope, approval, cancel);
            if (row.State != (long)ApprovalState.Waiting || row.Revision != decision.Seen || row.Revision != found.Revision)
                throw new InboxException(
                    InboxRefusal.DecidedMeanwhile, "Somebody has decided or changed it meanwhile; look at it again.");
            if (also is not null) await also(scope);
            if (decision.Approve) await LookedAtAsync(scope, row, decision);
            row = row with { PrivateText = half?.Text };
            if (rewritten || dropped.Count > 0)
                await StepAsync(scope, row, ApprovalStep.Edited, by, text, null, dropped);
            row = await DropFilesAsync(scope, row, dropped);
            if (overruled.Count > 0)
                await recording.NoteAsync(
                    ConversationEventKind.CheckOverruled, Now, by.PersonId, string.Join(' ', overruled), SnippetOf(remark!));
            if (!decision.Approve)
                await ReturnAsync(recording, row, ApprovalState.SentBack, ApprovalStep.SentBack, by, text, remark, cancel);
            else await PassAsync(recording, Longer(row, more), by, text, remark, thread.Conversation, cancel);
            await recording.FinishAsync(cancel);
        }, cancel);
    }

    /// <summary>What leaves when it is approved: one reply, or the two halves of a hand-over.</summary>
    private static IReadOnlyList<(ReplyDraft Reply, IReadOnlyList<ReplyFile> Files)> Leaving(
        ReplyDraft reply, PrivateHalf? half, IReadOnlyList<ReplyFile> files) => half is null
            ? [(reply, files)]
            // A link is only made on the way out, and all of them are equally long.
            : [(reply with { Text = Invited(reply.Text, InvitationOf(half)) }, []), (AsReply(half), files)];

    private static ReplyDraft AsReply(PrivateHalf half) => new(Leg.Private, half.Text, Voice: half.Voice);

    private static ChatInvitation? InvitationOf(PrivateHalf half) =>
        half.Site is { } site ? ChatInvitation.New(new(half.Voice, site)) : null;

    /// <summary>The way with the steps of these rules behind its own.</summary>
    private static ApprovalRow Longer(ApprovalRow row, IReadOnlyList<NeededApproval> more) => more.Count == 0 ? row : row with
    {
        Tiers = Stored.Write<List<ApprovalTier>>(
            [.. Stored.Read<List<ApprovalTier>>(row.Tiers), .. ApprovalRules.Chain(more)]),
        Why = Stored.Write<List<NeededApproval>>([.. Stored.Read<List<NeededApproval>>(row.Why), .. more]),
    };

    /// <summary>Goes on to the next step, or out.</summary>
    private async Task PassAsync(
        Recording recording, ApprovalRow row, Decider by, string text, string? remark, Conversation talk,
        CancellationToken cancel)
    {
        var scope = recording.Scope;
        await StepAsync(scope, row, ApprovalStep.Approved, by, text, remark);
        var chain = Stored.Read<List<ApprovalTier>>(row.Tiers);
        var last = row.Tier + 1 >= chain.Count;
        var next = row with
        {
            Text = text, Tier = last ? row.Tier : row.Tier + 1, Revision = row.Revision + 1, ChangedAt = Now,
            State = (long)(last ? ApprovalState.Approved : ApprovalState.Waiting),
            DueAt = last ? null : DueAt(chain[(int)row.Tier + 1]),
        };
        await KeepAsync(scope, next);
        await recording.NoteAsync(
            ConversationEventKind.ApprovalGiven, Now, by.PersonId, by.Outside, Recording.Number(row.Id));
        if (!last)
        {
            await CallAsync(recording, next, chain, by.PersonId, cancel);
            return;
        }
        if (recording.Row.At is ConversationState.WaitingInternally)
            await recording.EnterAsync(ConversationState.Open, Now, by.PersonId);
        await BindApprovedAsync(scope, row, await PutApprovedOutAsync(recording, row, text, talk, cancel));
        await PublishAsync(scope, next, [], by.PersonId, row.AuthorId, cancel);
    }

    /// <summary>Puts it on its way under the name of whoever wrote it; of a hand-over both halves at once.</summary>
    /// <returns>With which the files go.</returns>
    private async Task<long> PutApprovedOutAsync(
        Recording recording, ApprovalRow row, string text, Conversation talk, CancellationToken cancel)
    {
        var (reply, author) = (row.AsReply(text), new Sight(row.AuthorId, null));
        if (row.Half is { } half)
        {
            var invitation = InvitationOf(half);
            return (await PutBothOutAsync(
                recording, reply with { Text = Invited(text, invitation) }, AsReply(half), invitation, talk, author, [], cancel)).Private!.Value;
        }
        var (voice, connector, abilities) = await SpeakingAsync(talk, reply, cancel);
        if (abilities?.Limit((Leg)row.Leg) is null)
            throw new InboxException(InboxRefusal.CannotSend, "This account cannot answer here in this way any more.");
        var send = await PutOutAsync(recording, reply, voice, connector, abilities, author);
        await PassLetterAsync(recording.Scope, row.Id, send);
        return send;
    }

    private async Task ReturnAsync(
        Recording recording, ApprovalRow row, ApprovalState state, ApprovalStep step, Decider by, string text, string? remark,
        CancellationToken cancel)
    {
        var scope = recording.Scope;
        await StepAsync(scope, row, step, by, text, remark);
        var next = row with { State = (long)state, Text = text, DueAt = null, Revision = row.Revision + 1, ChangedAt = Now };
        await KeepAsync(scope, next);
        await ReturnFilesAsync(scope, row.ConversationId, null, row.Id, row.AuthorId);
        if (row.AuthorId is { } author)
            // The public half of a hand-over is short; it stays with the approval.
            await BackToDraftAsync(recording, author, row.PrivateText is null ? row.Leg : (long)Leg.Private, row.PrivateText ?? text);
        await recording.NoteAsync(
            state is ApprovalState.SentBack ? ConversationEventKind.ApprovalSentBack : ConversationEventKind.ApprovalWithdrawn,
            Now, by.PersonId, by.Outside, Recording.Number(row.Id));
        if (recording.Row.At is ConversationState.WaitingInternally)
            await recording.EnterAsync(ConversationState.Open, Now, by.PersonId);
        await PublishAsync(scope, next, [], by.PersonId, state is ApprovalState.SentBack ? row.AuthorId : null, cancel);
    }

    /// <summary>Nobody of the step has decided in time: the next one decides in its place, in the end everybody who may.</summary>
    internal async Task EscalateAsync(CancellationToken cancel)
    {
        List<long> due;
        await using (var connection = await db.ReadAsync(cancel))
            due = (await connection.QueryAsync<long>(new CommandDefinition(
                $"select id from approval where state = {(int)ApprovalState.Waiting} and due_at <= @Now order by due_at",
                new { Now }, cancellationToken: cancel))).AsList();
        await EachAsync(due, "Escalating an approval", id => db.WriteAsync(async scope =>
        {
            var (recording, row) = await RecordApprovalAsync(scope, id, cancel);
            if (row.State != (long)ApprovalState.Waiting || row.DueAt > Now) return;
            var chain = Stored.Read<List<ApprovalTier>>(row.Tiers);
            var last = row.Tier + 1 >= chain.Count;
            await StepAsync(scope, row, ApprovalStep.Escalated, new(null, null), row.Text, null);
            var next = row with
            {
                Tier = last ? row.Tier : row.Tier + 1, DueAt = last ? null : DueAt(chain[(int)row.Tier + 1]),
                Revision = row.Revision + 1, ChangedAt = Now,
            };
            await KeepAsync(scope, next);
            await recording.NoteAsync(ConversationEventKind.ApprovalEscalated, Now, after: Recording.Number(id));
            await CallAsync(recording, next, chain, null, cancel);
            await recording.FinishAsync(cancel);
            log.LogInformation("Approval {Approval} went on to step {Step} because nobody decided in time", id, next.Tier + 1);
        }, cancel), cancel);
    }

    /// <summary>Tells those whose turn it is: people of ours by a fact, others by a link in a mail.</summary>
    private async Task CallAsync(
        Recording recording, ApprovalRow row, IReadOnlyList<ApprovalTier> chain, long? by, CancellationToken cancel)
    {
        var (scope, approval, eyes) = (recording.Scope, row.AsApproval([]), await EyesAsync(cancel));
        var asked = eyes.On(new(recording.Row.DepartmentId, recording.Row.AssigneeId)).Where(approval.IsFor).Select(p => p.Id).ToList();
        var stuck = asked.Count == 0 && !approval.IsForOutside;
        await bus.PublishAsync(scope, new ApprovalChanged(row.Id, row.ConversationId, row.Revision, asked, by, null)
        {
            Stuck = stuck && row.AuthorId != by ? row.AuthorId : null,
            Helps = stuck && row.DueAt is null
                ? [.. eyes.People.Where(p => p.Permissions.HasFlag(Permission.EditPeople) && p.Id != row.AuthorId).Select(p => p.Id)] : [],
        }, cancel);
        // Links of a step that is over lead nowhere any more.
        await scope.Connection.ExecuteAsync(
            "update approval_link set used_at = @Now where approval_id = @Id and used_at is null", new { Now, row.Id },
            scope.Transaction);
        if (row.DueAt is not { } until) return;
        foreach (var outside in chain[(int)row.Tier].Outside)
        {
            var link = await scope.Connection.ExecuteScalarAsync<long>(
                """
                insert into approval_link (approval_id, tier, name, mail, language, created_at, expires_at)
                values (@Id, @Tier, @Name, @Mail, @Language, @Now, @until) returning id
                """, new { row.Id, row.Tier, outside.Name, outside.Mail, outside.Language, Now, until }, scope.Transaction);
            await bus.PublishAsync(scope, new ApprovalLinkAsked(link, clock.GetUtcNow()), cancel);
        }
    }

    private Task PublishAsync(
        WriteScope scope, ApprovalRow row, IReadOnlyList<long> asks, long? by, long? tells, CancellationToken cancel) =>
        bus.PublishAsync(scope, new ApprovalChanged(row.Id, row.ConversationId, row.Revision, asks, by, tells), cancel);

    private long DueAt(ApprovalTier tier) => Now + tier.Minutes * 60_000L;

    /// <summary>Opens for writing what waits, behind its conversation as everybody locks them.</summary>
    private async Task<(Recording Recording, ApprovalRow Row)> RecordApprovalAsync(
        WriteScope scope, long approval, CancellationToken cancel)
    {
        while (true)
        {
            var talk = await scope.Connection.ExecuteScalarAsync<long?>(
                "select conversation_id from approval where id = @approval", new { approval }, scope.Transaction)
                ?? throw NoApproval(approval);
            var recording = await RecordAsync(scope, talk, cancel);
            var row = await LockAsync(scope, approval);
            // Merged in between: it is with the other conversation now.
            if (row.ConversationId == talk) return (recording, row);
        }
    }

    private static async Task<ApprovalRow> LockAsync(WriteScope scope, long id) =>
        await scope.Connection.QuerySingleOrDefaultAsync<ApprovalRow>(
            $"select {ApprovalRow.Columns} from approval a where a.id = @id{(scope.Engine is Engine.Postgres ? " for update" : "")}",
            new { id }, scope.Transaction) ?? throw NoApproval(id);

    private static Task KeepAsync(WriteScope scope, ApprovalRow row) => scope.Connection.ExecuteAsync(
        """
        update approval set text = @Text, state = @State, tier = @Tier, tiers = @Tiers, why = @Why, due_at = @DueAt,
            changed_at = @ChangedAt, revision = @Revision, private_text = @PrivateText where id = @Id
        """, row, scope.Transaction);

    private Task StepAsync(
        WriteScope scope, ApprovalRow row, ApprovalStep step, Decider by, string text, string? remark,
        IReadOnlyList<ReplyFile>? dropped = null) =>
        scope.Connection.ExecuteAsync(
            """
            insert into approval_version (approval_id, at, step, tier, person_id, outside, text, remark, dropped, private_text)
            values (@Id, @Now, @step, @Tier, @PersonId, @Outside, @text, @remark, @names, @PrivateText)
            """, new
            {
                row.Id, Now, step = (long)step, row.Tier, by.PersonId, by.Outside, text, remark, row.PrivateText,
                names = dropped is { Count: > 0 } ? Stored.Write(dropped.Select(f => f.Name)) : null,
            }, scope.Transaction);

    private static InboxException NoApproval(long id) =>
        new(InboxRefusal.NotFound, $"There is no approval {id}; it may be over.");
}
