using Dapper;
using Echolot.Mentions;
using Echolot.Privacy;
using Echolot.Sources;
using Echolot.Storage;

namespace Echolot.Conversations;

/// <summary>One cause that many customers speak with us about; each gets an answer of their own.</summary>
/// <param name="FixedAt">When the cause was removed; null: not yet.</param>
/// <param name="Conversations">How many belong to it of those that whoever looks may see.</param>
public sealed record Incident(
    long Id, string Title, string? Cause, string Note, DateTimeOffset OpenedAt, long? OpenedBy, DateTimeOffset? FixedAt,
    long Conversations)
{
    /// <summary>What its customers said, where it was opened from a proposal.</summary>
    public string? Term { get; init; }
}

/// <summary>What somebody fills in of an incident.</summary>
public sealed record IncidentDraft(string Title, string? Cause, string Note)
{
    /// <summary>What its customers say, where a proposal is opened.</summary>
    public string? Term { get; init; }
}

/// <summary>An answer to everybody of an incident, before it leaves.</summary>
/// <param name="Text">What this customer would read.</param>
/// <param name="Problem">Why it cannot be sent so; null: it can.</param>
public sealed record IncidentLetter(Conversation Conversation, Leg Leg, string Text, InboxRefusal? Problem);

/// <summary>An answer that went to everybody of an incident.</summary>
/// <param name="Sent">Handed to the outbox.</param>
/// <param name="NotSent">Could not be; without a reason: the server stopped in between, and a person has to look.</param>
public sealed record IncidentReply(
    long Id, string Text, DateTimeOffset MadeAt, long? MadeBy, long Sent, IReadOnlyList<(long Conversation, InboxRefusal? Why)> NotSent)
{
    /// <summary>Files that everybody gets along with it.</summary>
    public IReadOnlyList<ReplyFile> Files { get; init; } = [];
}

public sealed partial class Inbox
{
    private const int LongestIncidentTitle = 120;

    /// <summary>Stands in an answer to everybody for the name of whoever reads it.</summary>
    public const string NamePlaceholder = "{{name}}";

    /// <summary>Incidents, open ones first, then the newest; with as many conversations as these eyes see.</summary>
    public Task<IReadOnlyList<Incident>> IncidentsAsync(Sight sight, CancellationToken cancel) =>
        IncidentsAsync("", new(), sight, cancel);

    /// <summary>An incident, or null.</summary>
    public async Task<Incident?> IncidentAsync(long id, Sight sight, CancellationToken cancel) =>
        (await IncidentsAsync("where i.id = @id", new(new { id }), sight, cancel)).FirstOrDefault();

    private async Task<IReadOnlyList<Incident>> IncidentsAsync(
        string which, DynamicParameters values, Sight sight, CancellationToken cancel)
    {
        sight.Bind(values, db.Engine);
        await using var connection = await db.ReadAsync(cancel);
        return [.. (await connection.QueryAsync<IncidentRow>(new CommandDefinition(
            $"""
            {IncidentRow.Select(sight.Condition(db.Engine))} {which}
            order by case when fixed_at is null then 0 else 1 end, id desc
            """, values, cancellationToken: cancel))).Select(i => i.AsIncident())];
    }

    /// <summary>Opens an incident, or changes what is written of it.</summary>
    /// <param name="id">Null: a new one.</param>
    /// <exception cref="InboxException">The title is empty or too long.</exception>
    public Task<long> SaveIncidentAsync(long? id, IncidentDraft draft, long? by, CancellationToken cancel)
    {
        var row = new IncidentRow
        {
            Id = id ?? 0, Title = WellFormed.Of(draft.Title.Trim()), Cause = Cause.Normal(draft.Cause),
            Note = Checked(draft.Note, allowEmpty: true), OpenedAt = Now, OpenedBy = by, Term = draft.Term,
        };
        if (row.Title.Length is 0 or > LongestIncidentTitle)
            throw new InboxException(
                InboxRefusal.FieldWrong, $"An incident needs a title of 1 to {LongestIncidentTitle} characters.", "1–120");
        return db.WriteAsync(async scope =>
        {
            var saved = await scope.Connection.ExecuteScalarAsync<long?>(
                id is null
                    ? """
                    insert into incident (title, cause, note, opened_at, opened_by, term)
                    values (@Title, @Cause, @Note, @OpenedAt, @OpenedBy, @Term) returning id
                    """
                    : "update incident set title = @Title, cause = @Cause, note = @Note where id = @Id returning id",
                row, scope.Transaction);
            if (id is not null) await KeepFixAsync(scope, row);
            await privacy.RecordAsync(scope, by, "incident.changed", $"incident:{saved}", null, cancel);
            return saved ?? throw new InboxException(InboxRefusal.IncidentMissing, "This incident is gone.");
        }, cancel);
    }

    /// <summary>Puts a conversation to an incident, or takes it out (null). Its cause is the incident's, where it has none.</summary>
    /// <exception cref="InboxException">There is no such incident.</exception>
    public async Task SetIncidentAsync(long conversation, long? incident, Sight sight, CancellationToken cancel)
    {
        if (incident is { } id && await IncidentAsync(id, sight, cancel) is null)
            throw new InboxException(InboxRefusal.IncidentMissing, "This incident is gone; choose another one.");
        await ChangeAsync(conversation, sight, recording => SetIncidentAsync(recording, incident, sight.PersonId), cancel);
    }

    private async Task SetIncidentAsync(Recording recording, long? incident, long? by)
    {
        if (recording.Row.IncidentId == incident) return;
        await recording.NoteAsync(
            ConversationEventKind.IncidentSet, Now, by, Recording.Number(recording.Row.IncidentId), Recording.Number(incident));
        recording.Change(row => row with { IncidentId = incident });
        if (incident is null || recording.Row.Cause is not null) return;
        await SetCauseAsync(recording, await recording.Scope.Connection.ExecuteScalarAsync<string?>(
            "select cause from incident where id = @incident", new { incident }, recording.Scope.Transaction), by);
    }

    /// <summary>What everybody of an incident would read, and what cannot be sent; nothing leaves.</summary>
    /// <remarks>
    /// Answers on the leg on which the customer spoke last. Who has had this reply already is left out; so are ignored
    /// conversations.
    /// </remarks>
    /// <param name="files">Files that everybody gets along with it.</param>
    public async Task<IReadOnlyList<IncidentLetter>> LettersAsync(
        long incident, string text, Sight sight, CancellationToken cancel, IReadOnlyList<ReplyFile>? files = null)
    {
        text = Checked(text);
        var values = new DynamicParameters(new { incident });
        sight.Bind(values, db.Engine);
        await using var connection = await db.ReadAsync(cancel);
        var rows = (await connection.QueryAsync<ConversationRow>(new CommandDefinition(
            $"""
            select {ConversationRow.Columns} from conversation c where c.incident_id = @incident and c.merged_into is null
                and c.state <> {(int)ConversationState.Ignored} and {sight.Condition(db.Engine)} order by c.id
            """, values, cancellationToken: cancel))).AsList();
        var identities = await contacts.IdentitiesAsync(rows.Select(r => r.IdentityId), cancel);
        var last = (await connection.QueryAsync<(long Conversation, long Leg)>(new CommandDefinition(
            $"""
            select m.conversation_id, m.leg from message m join conversation c on c.id = m.conversation_id
            where c.incident_id = @incident and m.direction = {(int)Direction.Theirs} order by m.at, m.id
            """, values, cancellationToken: cancel))).GroupBy(m => m.Conversation).ToDictionary(g => g.Key, g => (Leg)g.Last().Leg);
        var letters = new List<IncidentLetter>();
        foreach (var row in rows)
        {
            var talk = row.AsConversation(identities);
            var leg = last.GetValueOrDefault(row.Id, Leg.Public);
            var written = text.Replace(NamePlaceholder, talk.With.Name is { Length: > 0 } name ? name : talk.With.Display, StringComparison.Ordinal);
            letters.Add(new(talk, leg, written, await ProblemOfAsync(talk, leg, written, files ?? [], cancel)));
        }
        return letters;
    }

    private async Task<InboxRefusal?> ProblemOfAsync(
        Conversation talk, Leg leg, string text, IReadOnlyList<ReplyFile> files, CancellationToken cancel)
    {
        if (talk.SourceId is not { } voice) return InboxRefusal.NoSource;
        var abilities = await AbilitiesAsync(voice, talk.Connector, cancel);
        if (abilities?.Limit(leg) is not { } limit) return InboxRefusal.CannotSend;
        if (!limit.Fits(text)) return InboxRefusal.TextTooLong;
        return FileLimits.Problems(abilities.Files, [.. files.Select(f => (f.Name, f.Type, f.Size))]).Any()
            ? InboxRefusal.FilesNotTaken : null;
    }

    /// <summary>
    /// Sends everybody of an incident an answer of their own. Safe to repeat with the same <paramref name="reply"/>: nobody
    /// gets it twice, and whoever joined since gets it then.
    /// </summary>
    /// <param name="reply">An earlier reply to go on with; null: a new one.</param>
    /// <param name="files">Of those added for everybody of it, with a new reply.</param>
    /// <returns>Id of the reply.</returns>
    /// <exception cref="InboxException">Nothing is written, or the incident, reply or a file is gone.</exception>
    public async Task<long> AnswerIncidentAsync(
        long incident, long? reply, string text, Sight sight, CancellationToken cancel, IReadOnlyList<ChosenFile>? files = null)
    {
        text = Checked(text);
        _ = await IncidentAsync(incident, sight, cancel)
            ?? throw new InboxException(InboxRefusal.IncidentMissing, "This incident is gone; reload the page.");
        var id = reply ?? await db.WriteAsync(async scope =>
        {
            var made = await scope.Connection.ExecuteScalarAsync<long>(
                """
                insert into incident_reply (incident_id, text, made_at, made_by)
                values (@incident, @text, @Now, @PersonId) returning id
                """, new { incident, text, Now, sight.PersonId }, scope.Transaction);
            foreach (var file in files ?? [])
                if (await scope.Connection.ExecuteAsync(
                    $"update reply_file as f set incident_reply_id = @made, alt = coalesce(@alt, alt) where f.id = @Id and {Unsent}",
                    new
                    {
                        file.Id, made, alt = file.Alt is null ? null : AltOf(file.Alt), Conversation = 0L, Incident = incident,
                        me = sight.PersonId ?? 0,
                    }, scope.Transaction) == 0)
                    throw FileGone();
            await privacy.RecordAsync(scope, sight.PersonId, "incident.answered", $"incident:{incident}", null, cancel);
            return made;
        }, cancel);
        if (reply is not null)
        {
            await using var connection = await db.ReadAsync(cancel);
            text = await connection.ExecuteScalarAsync<string?>(
                "select text from incident_reply where id = @id and incident_id = @incident", new { id, incident })
                ?? throw new InboxException(InboxRefusal.NotFound, "This reply is gone; reload the page.");
        }
        var along = await LetterFilesAsync(id, cancel);
        foreach (var letter in await LettersAsync(incident, text, sight, cancel, along))
            await SendLetterAsync(id, letter, sight, cancel);
        return id;
    }

    /// <summary>
    /// The line is written first: a server that stops in between leaves one that says nothing was sent, and a person sees it.
    /// </summary>
    private async Task SendLetterAsync(long reply, IncidentLetter letter, Sight sight, CancellationToken cancel)
    {
        var line = new { reply, conversation = letter.Conversation.Id, problem = letter.Problem?.ToString() };
        var mine = await db.WriteAsync(scope => scope.Connection.ExecuteAsync(
            """
            insert into incident_sent (reply_id, conversation_id, problem) values (@reply, @conversation, coalesce(@problem, ''))
            on conflict (reply_id, conversation_id) do nothing
            """, line, scope.Transaction), cancel) > 0;
        if (!mine || letter.Problem is not null) return;
        string? problem = null;
        long? send = null;
        try
        {
            send = (await SendReplyAsync(
                letter.Conversation.Id, new ReplyDraft(letter.Leg, letter.Text) { Letter = reply }, sight, cancel)).SendId;
            if (send is null) problem = "It waits for an approval.";
        }
        catch (InboxException wrong)
        {
            problem = wrong.Why.ToString();
        }
        await db.WriteAsync(scope => scope.Connection.ExecuteAsync(
            "update incident_sent set send_id = @send, problem = @problem where reply_id = @reply and conversation_id = @conversation",
            new { send, problem, line.reply, line.conversation }, scope.Transaction), CancellationToken.None);
    }

    /// <summary>What was sent to everybody of an incident, newest first; of conversations that these eyes see.</summary>
    public async Task<IReadOnlyList<IncidentReply>> IncidentRepliesAsync(long incident, Sight sight, CancellationToken cancel)
    {
        var values = new DynamicParameters(new { incident });
        sight.Bind(values, db.Engine);
        await using var connection = await db.ReadAsync(cancel);
        var replies = (await connection.QueryAsync<(long Id, string Text, long At, long? By)>(new CommandDefinition(
            "select id, text, made_at, made_by from incident_reply where incident_id = @incident order by id desc",
            new { incident }, cancellationToken: cancel))).AsList();
        var lines = (await connection.QueryAsync<(long Reply, long Conversation, long? Send, string? Problem)>(new CommandDefinition(
            $"""
            select s.reply_id, s.conversation_id, s.send_id, s.problem from incident_sent s
            join incident_reply r on r.id = s.reply_id join conversation c on c.id = s.conversation_id
            where r.incident_id = @incident and {sight.Condition(db.Engine)} order by s.conversation_id
            """, values, cancellationToken: cancel))).ToLookup(l => l.Reply);
        var files = (await connection.QueryAsync<ReplyFileRow>(new CommandDefinition(
            $"select {ReplyFileRow.Columns} from reply_file f where f.incident_id = @incident and f.incident_reply_id is not null order by f.id",
            new { incident }, cancellationToken: cancel))).ToLookup(f => f.IncidentReplyId, f => f.AsFile());
        return [.. replies.Select(r => new IncidentReply(
            r.Id, r.Text, Stored.Time(r.At), r.By, lines[r.Id].Count(l => l.Send is not null),
            [.. lines[r.Id].Where(l => l.Send is null).Select(l => (
                l.Conversation, Enum.TryParse<InboxRefusal>(l.Problem, out var why) ? why : (InboxRefusal?)null))])
        {
            Files = [.. files[r.Id]],
        })];
    }
}

/// <summary>An incident as it is stored. Names who opened it; its note may name anybody.</summary>
[Personal("incident")]
internal sealed record IncidentRow
{
    /// <param name="seen">Condition on the conversations <c>c</c> that are counted.</param>
    public static string Select(string seen) =>
        $"""
        select i.id, i.title, i.cause, i.note, i.opened_at, i.opened_by, i.fixed_at, i.term,
            (select count(*) from conversation c where c.incident_id = i.id and {seen}) as conversations
        from incident i
        """;

    public long Id { get; init; }
    public string Title { get; init; } = "";
    public string? Cause { get; init; }
    public string Note { get; init; } = "";
    public long OpenedAt { get; init; }
    public long? OpenedBy { get; init; }
    public long? FixedAt { get; init; }
    public string? Term { get; init; }
    public long Conversations { get; init; }

    public Incident AsIncident() => new(
        Id, Title, Cause, Note, Stored.Time(OpenedAt), OpenedBy, Stored.Time(FixedAt), Conversations) { Term = Term };
}

/// <summary>An answer to everybody as it is stored. Names who wrote it.</summary>
[Personal("incident_reply")]
internal sealed record IncidentReplyRow(long Id, long IncidentId, string Text, long MadeAt, long? MadeBy);

/// <summary>What became of an answer for one conversation as it is stored.</summary>
[NotPersonal("incident_sent")]
internal sealed record IncidentSentRow(long ReplyId, long ConversationId, long? SendId, string? Problem);
