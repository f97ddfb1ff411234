using Dapper;
using Echolot.Mentions;
using Echolot.Privacy;
using Echolot.Sources;
using Echolot.Teams;

namespace Echolot.Conversations;

/// <summary>An answer to one person of an incident, before it leaves.</summary>
/// <param name="Conversation">
/// Where it goes: of several of theirs the one in which they spoke last, of those in which it can be sent.
/// </param>
/// <param name="Text">What this customer would read.</param>
/// <param name="Problem">Why it cannot be sent so; null: it can.</param>
public sealed record IncidentLetter(Conversation Conversation, Leg Leg, string Text, InboxRefusal? Problem)
{
    /// <summary>The way that it goes because the network closed the one by which they spoke to us; null: by that one.</summary>
    public ReplyWay? Instead { get; init; }

    /// <summary>What the check before sending finds in it.</summary>
    public IReadOnlyList<Finding> Findings { get; init; } = [];

    /// <summary>It waits for an approval first.</summary>
    public bool Approves { get; init; }

    /// <summary>Names of the rules that ask for it; none where whoever writes may not send.</summary>
    public IReadOnlyList<string> Approvals { get; init; } = [];

    /// <summary>Other conversations of the same person in this incident; nothing is said there.</summary>
    public IReadOnlyList<long> Also { get; init; } = [];

    public bool NeedsReason => Findings.Any(f => f.Severity is Severity.NeedsReason);
}

/// <summary>An answer that went to everybody of an incident.</summary>
/// <param name="Sent">Handed to the outbox.</param>
/// <param name="NotSent">Did not go out; without a reason: a server of old stopped in between, and a person has to look.</param>
public sealed record IncidentReply(
    long Id, string Text, DateTimeOffset MadeAt, long? MadeBy, long Sent, IReadOnlyList<(long Conversation, InboxRefusal? Why)> NotSent)
{
    /// <summary>Files that everybody gets along with it.</summary>
    public IReadOnlyList<ReplyFile> Files { get; init; } = [];

    /// <summary>Those that are still to be handed to the outbox.</summary>
    public long Going { get; init; }

    /// <summary>Those that wait for an approval.</summary>
    public IReadOnlyList<(long Conversation, long Approval)> Waiting { get; init; } = [];

    /// <summary>People who have joined since and have not got it.</summary>
    public long Newcomers { get; init; }
}

public sealed partial class Inbox
{
    /// <summary>Stands in an answer to everybody for the name of whoever reads it.</summary>
    public const string NamePlaceholder = "{{name}}";

    /// <summary>Conversations whose messages are read at once.</summary>
    private const int MostThreads = 100;

    private static readonly string InIncident =
        $"c.incident_id = @incident and c.merged_into is null and c.state <> {(int)ConversationState.Ignored}";

    /// <summary>What everybody of an incident would read, and what cannot be sent; nothing leaves.</summary>
    /// <remarks>
    /// One for each person, on the leg on which they spoke last; where the network closed that way, privately by another one
    /// that is open. Asked of each is everything that sending asks. Ignored conversations are left out. What is the same for
    /// all is read once, and what was said for a hundred conversations at a time.
    /// </remarks>
    /// <param name="files">Files that everybody gets along with it.</param>
    /// <param name="reason">Why it goes out in spite of findings that need a reason.</param>
    /// <param name="reply">An earlier answer: who has had it is left out.</param>
    public async Task<IReadOnlyList<IncidentLetter>> LettersAsync(
        long incident, string text, Sight sight, CancellationToken cancel, IReadOnlyList<ReplyFile>? files = null,
        string? reason = null, long? reply = null)
    {
        text = Checked(text);
        var values = new DynamicParameters(new { incident });
        sight.Bind(values, db.Engine);
        List<ConversationRow> rows;
        Dictionary<long, (long Leg, long At)> last;
        HashSet<long> reached = [];
        await using (var connection = await db.ReadAsync(cancel))
        {
            rows = (await connection.QueryAsync<ConversationRow>(new CommandDefinition(
                $"select {ConversationRow.Columns} from conversation c where {InIncident} and {sight.Condition(db.Engine)} order by c.id",
                values, cancellationToken: cancel))).AsList();
            last = (await connection.QueryAsync<(long Conversation, long Leg, long At)>(new CommandDefinition(
                $"""
                select m.conversation_id, m.leg, m.at from message m join conversation c on c.id = m.conversation_id
                where c.incident_id = @incident and m.direction = {(int)Direction.Theirs} order by m.at, m.id
                """, values, cancellationToken: cancel)))
                .GroupBy(m => m.Conversation).ToDictionary(g => g.Key, g => (g.Last().Leg, g.Last().At));
            if (reply is { } earlier)
                reached = [.. (await ReachedAsync(connection, incident, cancel)).Where(r => r.Reply == earlier).Select(r => r.Contact)];
        }
        var identities = await contacts.IdentitiesAsync(rows.Select(r => r.IdentityId), cancel);
        var author = await AuthorAsync(sight, cancel);
        var departments = await roster.DepartmentsAsync(cancel);
        var ground = await GroundAsync(cancel);
        var letters = new List<IncidentLetter>();
        foreach (var people in rows.Where(r => !reached.Contains(r.ContactId)).GroupBy(r => r.ContactId).Chunk(MostThreads))
        {
            var threads = await ThreadsAsync([.. people.SelectMany(p => p.Select(r => r.AsConversation(identities)))], cancel);
            foreach (var person in people)
            {
                var theirs = person.OrderByDescending(r => last.GetValueOrDefault(r.Id).At).ToList();
                IncidentLetter? letter = null;
                foreach (var row in theirs)
                {
                    var leg = last.TryGetValue(row.Id, out var spoke) ? (Leg)spoke.Leg : Leg.Public;
                    var one = await LetterAsync(
                        threads[row.Id], leg, text, files ?? [], reason, author, departments, ground, sight, cancel);
                    letter = letter is null || one.Problem is null ? one : letter;
                    if (letter.Problem is null) break;
                }
                letters.Add(letter! with { Also = [.. theirs.Select(r => r.Id).Where(id => id != letter!.Conversation.Id)] });
            }
        }
        return letters;
    }

    /// <summary>Conversations with what was said in them, as far as a check asks for it: without events, files and drafts.</summary>
    private async Task<IReadOnlyDictionary<long, Thread>> ThreadsAsync(IReadOnlyList<Conversation> talks, CancellationToken cancel)
    {
        await using var connection = await db.ReadAsync(cancel);
        var messages = (await connection.QueryAsync<MessageRow>(new CommandDefinition(
            $"""
            select {MessageRow.Columns} from message m where {Storage.Sql.In(db.Engine, "m.conversation_id", "ids")} order by m.at, m.id
            """, new { ids = Storage.Sql.List(db.Engine, talks.Select(t => t.Id)) }, cancellationToken: cancel))).AsList();
        var identities = await contacts.IdentitiesAsync(messages.Select(m => m.IdentityId ?? 0), cancel);
        var said = messages.ToLookup(m => m.ConversationId, m => m.AsMessage(identities, new Dictionary<long, Send>()));
        return talks.ToDictionary(t => t.Id, t => new Thread(t, [.. said[t.Id]], [], [], []));
    }

    private async Task<IncidentLetter> LetterAsync(
        Thread thread, Leg leg, string text, IReadOnlyList<ReplyFile> files, string? reason, ReplyAuthor author,
        Departments departments, CheckGround ground, Sight sight, CancellationToken cancel)
    {
        var talk = thread.Conversation;
        text = text.Replace(
            NamePlaceholder, talk.With.Name is { Length: > 0 } name ? name : talk.With.Display, StringComparison.Ordinal);
        var letter = new IncidentLetter(talk, leg, text, null);
        if (departments.Find(talk.DepartmentId) is { Draft.Locked: true }
            && talk.AssigneeId is { } own && sight.PersonId is { } me && own != me)
            return letter with { Problem = InboxRefusal.OnlyAssignee };
        var draft = new ReplyDraft(leg, text);
        try
        {
            var voice = await VoiceAsync(talk, draft, cancel);
            if (!ground.Voices.TryGetValue(voice, out var can))
                ground.Voices.Add(voice, can = await CanAsync(voice, cancel));
            var (connector, abilities) = can;
            if (abilities?.Limit(leg) is null) return letter with { Problem = InboxRefusal.CannotSend };
            var answered = thread.Messages.LastOrDefault(m => m.Direction is Direction.Theirs && m.Kind == (MessageKind)leg
                && m.Connector == connector && m.ExternalId is not null);
            if (answered is null && (leg is Leg.Public || !abilities.OpensPrivate))
                return letter with { Problem = InboxRefusal.NobodyToAnswer };
            if (answered is not null && abilities.Window(leg) is { } window && answered.At + window < LeavesAt(draft))
            {
                // Never from a private way to a public one.
                if ((await WaysAsync(talk.Id, sight, cancel)).FirstOrDefault(w => w is { Leg: Leg.Private, Closed: false }) is not { } open)
                    return letter with { Problem = InboxRefusal.WindowClosed };
                letter = letter with { Leg = open.Leg, Instead = open };
                (draft, abilities) = (draft with { Leg = open.Leg, Voice = open.Voice.SourceId }, open.Voice.Abilities);
            }
            var check = await CheckAsync(thread, draft, abilities, author, cancel, files, ground);
            return letter with
            {
                Problem = ProblemOf(check, reason), Findings = check.Findings,
                Approves = check.Needed.Count > 0,
                Approvals = [.. check.Needed.Where(n => n.RuleId is not null).Select(n => n.Name)],
            };
        }
        catch (InboxException wrong)
        {
            return letter with { Problem = wrong.Why };
        }
    }

    private static InboxRefusal? ProblemOf(ReplyCheck check, string? reason)
    {
        var stops = check.Findings.Where(f => f.Severity is Severity.Stops).Select(f => f.Rule).ToHashSet();
        return stops.Overlaps([CheckRule.FilesNotTaken, CheckRule.TooManyFiles, CheckRule.FileKind, CheckRule.FileTooLarge])
                ? InboxRefusal.FilesNotTaken
            : stops.Contains(CheckRule.WindowClosed) ? InboxRefusal.WindowClosed
            : stops.Contains(CheckRule.TooLong) ? InboxRefusal.TextTooLong
            : stops.Count > 0 ? InboxRefusal.CheckStops
            : check.NeedsReason && string.IsNullOrWhiteSpace(reason) ? InboxRefusal.ReasonMissing
            : null;
    }

    /// <summary>Who has had, or was to have, each answer of an incident.</summary>
    private static async Task<IReadOnlyList<(long Reply, long Contact)>> ReachedAsync(
        System.Data.Common.DbConnection connection, long incident, CancellationToken cancel) =>
        (await connection.QueryAsync<(long, long)>(new CommandDefinition(
            """
            select s.reply_id, c.contact_id from incident_sent s join incident_reply r on r.id = s.reply_id
            join conversation c on c.id = s.conversation_id where r.incident_id = @incident
            """, new { incident }, cancellationToken: cancel))).AsList();

    /// <summary>
    /// Writes down that everybody of an incident is sent an answer of their own; they are handed to the outbox one by one in the
    /// background. Safe to repeat with the same <paramref name="reply"/>: nobody gets it twice, however many conversations they
    /// have, and whoever joined since gets it then.
    /// </summary>
    /// <param name="reply">An earlier reply to go on with; null: a new one.</param>
    /// <param name="files">Of those added for everybody of it, with a new reply.</param>
    /// <param name="reason">Why it goes out in spite of findings that need a reason; with a new reply.</param>
    /// <param name="once">Names one form with a new reply: sent again with the same words, it goes on with the same reply.</param>
    /// <returns>Id of the reply.</returns>
    /// <exception cref="InboxException">
    /// Nothing is written, a reason is missing, or the incident, reply or a file is gone; then nothing leaves.
    /// </exception>
    public async Task<long> AnswerIncidentAsync(
        long incident, long? reply, string text, Sight sight, CancellationToken cancel, IReadOnlyList<ChosenFile>? files = null,
        string? reason = null, string? once = null)
    {
        text = Checked(text);
        reason = string.IsNullOrWhiteSpace(reason) ? null : SnippetOf(reason);
        once = once is null ? null : Secret.Fingerprint($"{incident}\n{once}\n{text}\n{reason}");
        await KnownIncidentAsync(incident, sight, cancel);
        if ((reply ?? await AnsweredOnceAsync(once, cancel)) is { } earlier)
        {
            await using (var connection = await db.ReadAsync(cancel))
                (text, reason) = await connection.QuerySingleOrDefaultAsync<(string?, string?)>(
                    "select text, reason from incident_reply where id = @earlier and incident_id = @incident", new { earlier, incident })
                    is ({ } said, var because) ? (said, because)
                    : throw new InboxException(InboxRefusal.NotFound, "This reply is gone; reload the page.");
            var along = await LetterFilesAsync(earlier, cancel);
            var rest = await LettersAsync(incident, text, sight, cancel, along, reason, earlier);
            await db.WriteAsync(scope => QueueAsync(scope, earlier, rest, sight), cancel);
            return earlier;
        }
        var chosen = files is { Count: > 0 }
            ? (await FilesAsync(WrittenTo.Everybody(incident), sight, cancel)).Where(f => files.Any(c => c.Id == f.Id)).ToList() : [];
        var letters = await LettersAsync(incident, text, sight, cancel, chosen, reason);
        if (letters.FirstOrDefault(l => l.Problem is InboxRefusal.ReasonMissing) is { } unreasoned)
            throw new InboxException(
                InboxRefusal.ReasonMissing, "The check before sending asks for a reason; nothing has left.")
                { Findings = unreasoned.Findings };
        return await AddReplyAsync(incident, text, reason, once, files ?? [], letters, sight, cancel);
    }

    private async Task<long?> AnsweredOnceAsync(string? once, CancellationToken cancel)
    {
        if (once is null) return null;
        await using var connection = await db.ReadAsync(cancel);
        return await connection.ExecuteScalarAsync<long?>(
            new CommandDefinition("select id from incident_reply where once = @once", new { once }, cancellationToken: cancel));
    }

    /// <summary>What was sent to everybody of an incident, newest first; of conversations that these eyes see.</summary>
    public async Task<IReadOnlyList<IncidentReply>> IncidentRepliesAsync(long incident, Sight sight, CancellationToken cancel)
    {
        if (await IncidentAsync(incident, sight, cancel) is null) return [];
        var values = new DynamicParameters(new { incident });
        sight.Bind(values, db.Engine);
        await using var connection = await db.ReadAsync(cancel);
        var replies = (await connection.QueryAsync<(long Id, string Text, long At, long? By)>(new CommandDefinition(
            "select id, text, made_at, made_by from incident_reply where incident_id = @incident order by id desc",
            new { incident }, cancellationToken: cancel))).AsList();
        if (replies.Count == 0) return [];
        var lines = (await connection.QueryAsync<LetterLine>(new CommandDefinition(
            $"""
            select s.reply_id as reply, s.conversation_id, s.send_id, s.problem, s.approval_id, s.queued_at, a.state as approval_state,
                x.state as send_state
            from incident_sent s join incident_reply r on r.id = s.reply_id join conversation c on c.id = s.conversation_id
            left join approval a on a.id = s.approval_id left join send x on x.id = s.send_id
            where r.incident_id = @incident and {sight.Condition(db.Engine)} order by s.conversation_id
            """, values, cancellationToken: cancel))).ToLookup(l => l.Reply);
        var files = (await connection.QueryAsync<ReplyFileRow>(new CommandDefinition(
            $"select {ReplyFileRow.Columns} from reply_file f where f.incident_id = @incident and f.incident_reply_id is not null order by f.id",
            new { incident }, cancellationToken: cancel))).ToLookup(f => f.IncidentReplyId, f => f.AsFile());
        var people = (await connection.QueryAsync<long>(new CommandDefinition(
            $"select distinct c.contact_id from conversation c where {InIncident} and {sight.Condition(db.Engine)}", values,
            cancellationToken: cancel))).AsList();
        var reached = (await ReachedAsync(connection, incident, cancel)).ToLookup(r => r.Reply, r => r.Contact);
        return [.. replies.Select(r => new IncidentReply(
            r.Id, r.Text, Stored.Time(r.At), r.By, lines[r.Id].Count(l => l.Sent),
            [.. lines[r.Id].Where(l => l is { Sent: false, Waits: false, QueuedAt: null }).Select(l => (l.ConversationId, l.Why))])
        {
            Files = [.. files[r.Id]], Going = lines[r.Id].Count(l => l.QueuedAt is not null), Newcomers = people.Except(reached[r.Id]).Count(),
            Waiting = [.. lines[r.Id].Where(l => l.Waits).Select(l => (l.ConversationId, l.ApprovalId!.Value))],
        })];
    }

    /// <summary>What became of an answer for one conversation.</summary>
    private sealed record LetterLine
    {
        public long Reply { get; init; }
        public long ConversationId { get; init; }
        public long? SendId { get; init; }
        public string? Problem { get; init; }
        public long? ApprovalId { get; init; }
        public long? QueuedAt { get; init; }
        public long? ApprovalState { get; init; }
        public string? SendState { get; init; }

        private bool CameToNothing =>
            SendState is nameof(Echolot.Conversations.SendState.Failed) or nameof(Echolot.Conversations.SendState.Undone);

        public bool Sent => SendId is not null ? !CameToNothing
            : ApprovalState == (long)Echolot.Conversations.ApprovalState.Approved;

        public bool Waits => SendId is null && ApprovalState == (long)Echolot.Conversations.ApprovalState.Waiting;

        public InboxRefusal? Why => CameToNothing ? InboxRefusal.NotOut
            : ApprovalState is not null ? InboxRefusal.NotApproved
            : Enum.TryParse<InboxRefusal>(Problem, out var why) ? why : null;
    }
}

/// <summary>An answer to everybody as it is stored. Names who wrote it.</summary>
[Personal("incident_reply")]
internal sealed record IncidentReplyRow(
    long Id, long IncidentId, string Text, long MadeAt, long? MadeBy, string? Reason, string? Once);

/// <summary>What became of an answer for one conversation as it is stored. Names whose answer it is while it has not left.</summary>
[Personal("incident_sent")]
internal sealed record IncidentSentRow(
    long ReplyId, long ConversationId, long? SendId, string? Problem, long? ApprovalId, long? QueuedAt, long? ById, long? MaySend);
