using System.Buffers.Text;
using System.Globalization;
using System.Security.Cryptography;
using Dapper;
using Echolot.Messaging;
using Echolot.Privacy;
using Echolot.Sources;
using Echolot.Storage;
using Echolot.Teams;
using Microsoft.Extensions.Logging;

namespace Echolot.Conversations;

/// <summary>What somebody said of how they were helped.</summary>
/// <param name="Score">1 (bad) to 5 (very good); null: asked and not answered.</param>
/// <param name="Comment">Null where there is none, or it was erased.</param>
public sealed record Opinion(
    long Id, long ConversationId, DateTimeOffset AskedAt, DateTimeOffset? AnsweredAt, int? Score, string? Comment);

/// <summary>A question that a link leads to.</summary>
/// <param name="Name">Name of the account that asked.</param>
/// <param name="Language">Of the conversation.</param>
public sealed record OpinionQuestion(string Name, string Language);

/// <summary>By what opinions are put together.</summary>
public enum OpinionGroup { Month, Channel, Department, Person }

/// <summary>One line of figures.</summary>
/// <param name="Key">Month as 202611, name of a connector, or an id; null: nobody, none.</param>
/// <param name="Asked">How often was asked.</param>
/// <param name="Answered">How many answered.</param>
/// <param name="Satisfied">How many gave 4 or 5.</param>
/// <param name="Sum">Sum of all scores.</param>
public sealed record OpinionFigures(string? Key, long Asked, long Answered, long Satisfied, long Sum)
{
    /// <summary>Share of the satisfied among those who answered; null: nobody did.</summary>
    public double? Share => Answered == 0 ? null : (double)Satisfied / Answered;

    public double? Mean => Answered == 0 ? null : (double)Sum / Answered;

    /// <summary>Of too few people to be told; the counts are empty.</summary>
    public bool TooFew { get; init; }
}

/// <summary>
/// Asks privately how somebody found it, once a conversation is done: where its source asks, on a private leg only, and
/// nobody twice within 30 days.
/// </summary>
/// <remarks>Thread-safe.</remarks>
public sealed class OpinionDesk(
    EcholotDb db, Inbox inbox, SourceRunner sources, Roster roster, Bus bus, PrivacyOffice privacy, TimeProvider clock, Uri? site,
    ILogger<OpinionDesk> log)
{
    /// <summary>Where a link leads, before its secret.</summary>
    public const string Path = "/opinion/";

    /// <summary>Most characters of a comment.</summary>
    public const int LongestComment = 2_000;

    /// <summary>Name of the automatic message.</summary>
    public const string Bot = "opinion";

    /// <summary>Nobody is asked twice within this time.</summary>
    public static readonly TimeSpan Rest = TimeSpan.FromDays(30);

    private static readonly TimeSpan Lifetime = TimeSpan.FromDays(14);

    private long Now => clock.GetUtcNow().ToUnixTimeMilliseconds();

    /// <summary>Hears facts before the host starts.</summary>
    internal void Listen() => bus.Subscribe<ConversationChanged>("opinions", (fact, cancel) => ChangedAsync(fact.Id, cancel));

    /// <summary>Sources of whose conversations we ask.</summary>
    public async Task<IReadOnlySet<long>> SourcesAsync(CancellationToken cancel)
    {
        await using var connection = await db.ReadAsync(cancel);
        return (await connection.QueryAsync<long>(new CommandDefinition(
            "select source_id from opinion_source", cancellationToken: cancel))).ToHashSet();
    }

    /// <summary>Begins or ends asking for the conversations of a source.</summary>
    public Task AskOfSourceAsync(long source, bool ask, long? by, CancellationToken cancel) => db.WriteAsync(async scope =>
    {
        await scope.Connection.ExecuteAsync(
            ask ? "insert into opinion_source (source_id) values (@source) on conflict (source_id) do nothing"
                : "delete from opinion_source where source_id = @source", new { source }, scope.Transaction);
        await privacy.RecordAsync(
            scope, by, ask ? "opinions.on" : "opinions.off", $"source:{Number(source)}", null, cancel);
    }, cancel);

    /// <summary>Says whether this conversation may be asked about; as long as nobody says so it may.</summary>
    public Task AskAboutAsync(long conversation, bool ask, CancellationToken cancel) => db.WriteAsync(
        scope => scope.Connection.ExecuteAsync(
            ask ? "delete from opinion_not where conversation_id = @conversation"
                : "insert into opinion_not (conversation_id) values (@conversation) on conflict (conversation_id) do nothing",
            new { conversation }, scope.Transaction), cancel);

    /// <summary>Whether somebody will be asked when this conversation is done.</summary>
    public async Task<bool> WillAskAsync(long conversation, CancellationToken cancel) =>
        site is not null && await inbox.FindAsync(conversation, Sight.Everything, cancel) is { } found
        && await WayAsync(found, cancel) is not null;

    /// <summary>What was asked and said in a conversation, newest first.</summary>
    public async Task<IReadOnlyList<Opinion>> OfAsync(long conversation, CancellationToken cancel)
    {
        await using var connection = await db.ReadAsync(cancel);
        return [.. (await connection.QueryAsync<OpinionRow>(new CommandDefinition(
            $"select {OpinionRow.Columns} from opinion where conversation_id = @conversation order by id desc",
            new { conversation }, cancellationToken: cancel))).Select(r => r.AsOpinion())];
    }

    /// <summary>The question behind a link; null: it was answered already, or its time is over.</summary>
    public async Task<OpinionQuestion?> QuestionAsync(string secret, CancellationToken cancel)
    {
        await using var connection = await db.ReadAsync(cancel);
        var row = await connection.QuerySingleOrDefaultAsync<OpinionRow>(new CommandDefinition(
            $"select {OpinionRow.Columns} from opinion where hash = @hash and expires_at > @Now",
            new { hash = ChatInvitation.HashOf(secret), Now }, cancellationToken: cancel));
        if (row is null) return null;
        var language = (await inbox.FindAsync(row.ConversationId, Sight.Everything, cancel))?.Language ?? "und";
        return new((await sources.FindAsync(row.SourceId, cancel))?.Name ?? "", language);
    }

    /// <summary>With which words is asked and thanked.</summary>
    public async Task<SurveyWords> WordsAsync(bool german, CancellationToken cancel) =>
        (await inbox.HouseWordsAsync(cancel)).Survey(german);

    /// <summary>Takes an answer; the link works once.</summary>
    /// <returns>Whether it was the first one in time.</returns>
    /// <exception cref="ArgumentException">The score is none.</exception>
    public async Task<bool> AnswerAsync(string secret, int score, string? comment, CancellationToken cancel)
    {
        if (score is < 1 or > 5) throw new ArgumentException("A score is 1 to 5.", nameof(score));
        comment = Mentions.WellFormed.Of((comment ?? "").Trim());
        if (comment.Length > LongestComment)
            comment = comment[..(char.IsHighSurrogate(comment[LongestComment - 1]) ? LongestComment - 1 : LongestComment)];
        return await db.WriteAsync(async scope =>
        {
            var conversation = await scope.Connection.ExecuteScalarAsync<long?>(
                """
                update opinion set hash = null, answered_at = @Now, score = @score, comment = @comment
                where hash = @hash and expires_at > @Now returning conversation_id
                """, new
                {
                    hash = ChatInvitation.HashOf(secret), Now, score = (long)score, comment = comment.Length == 0 ? null : comment,
                }, scope.Transaction);
            if (conversation is not { } id) return false;
            await inbox.NoteAsync(scope, id, ConversationEventKind.OpinionGiven, Number(score), cancel);
            return true;
        }, cancel);
    }

    /// <summary>Figures of a stretch of months as these eyes see them, newest or largest first.</summary>
    /// <param name="from">First month, such as 202601.</param>
    /// <param name="to">Last month.</param>
    /// <exception cref="InboxException">Figures of single people are asked for and off, or these eyes see too few people.</exception>
    public async Task<IReadOnlyList<OpinionFigures>> FiguresAsync(
        OpinionGroup by, int from, int to, Sight sight, CancellationToken cancel)
    {
        if (by is OpinionGroup.Person && !(await roster.AgentFiguresAsync(cancel)).On)
            throw new InboxException(
                InboxRefusal.AgentFiguresOff,
                "Figures of single colleagues are off in this workspace; an administrator switches them on under an agreement.");
        var small = await SmallGroups.ReadAsync(roster, sight, cancel);
        small.DemandSeen(sight);
        var key = by switch
        {
            OpinionGroup.Month => "cast(month as text)",
            OpinionGroup.Channel => "connector",
            OpinionGroup.Department => "cast(department_id as text)",
            _ => "cast(person_id as text)",
        };
        var values = new DynamicParameters(new { from = (long)from, to = (long)to });
        sight.Bind(values, db.Engine);
        await using var connection = await db.ReadAsync(cancel);
        var rows = await connection.QueryAsync<FiguresRow>(new CommandDefinition(
            $"""
            select {key} as key, cast(count(*) as bigint) as asked, cast(count(score) as bigint) as answered,
                cast(coalesce(sum(case when score >= 4 then 1 else 0 end), 0) as bigint) as satisfied,
                cast(coalesce(sum(score), 0) as bigint) as sum
            from (select o.*, o.person_id as assignee_id from opinion o where o.month between @from and @to) c
            where {sight.Condition(db.Engine)} group by {key}
            order by {(by is OpinionGroup.Month ? "1 desc" : "2 desc, 1")}
            """, values, cancellationToken: cancel));
        return [.. rows.Select(r => by is OpinionGroup.Department && small.IsTooFew(r.Key)
            ? new OpinionFigures(r.Key, 0, 0, 0, 0) { TooFew = true }
            : new OpinionFigures(r.Key, r.Asked, r.Answered, r.Satisfied, r.Sum))];
    }

    private async Task ChangedAsync(long conversation, CancellationToken cancel)
    {
        if (site is null || await inbox.FindAsync(conversation, Sight.Everything, cancel)
            is not { State: ConversationState.Done, MergedInto: null, ClosedAt: { } closed } found
            || closed < clock.GetUtcNow().AddDays(-1)) return;
        if (await WayAsync(found, cancel) is not { } way) return;
        var secret = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(16));
        // Asked is asked, also where the message then fails: nobody is to hear it twice.
        if (!await KeepAsync(found, way, ChatInvitation.HashOf(secret), cancel)) return;
        try
        {
            await inbox.SendReplyAsync(
                conversation, new ReplyDraft(
                    Leg.Private, (await WordsAsync(!found.Language.StartsWith("en", StringComparison.Ordinal), cancel))
                        .AskWith(new Uri(site, Path + secret)),
                    NextState: ConversationState.Done, Voice: way.Voice.SourceId) { Bot = Bot },
                Sight.Everything, cancel);
        }
        catch (InboxException refused)
        {
            log.LogInformation("Conversation {Conversation} could not be asked about: {Why}", conversation, refused.Why);
        }
    }

    /// <summary>The way by which to ask; null: not of this source, this conversation or this person, or nothing private is open.</summary>
    private async Task<ReplyWay?> WayAsync(Conversation found, CancellationToken cancel)
    {
        await using (var connection = await db.ReadAsync(cancel))
            if (await connection.ExecuteScalarAsync<long?>(new CommandDefinition(
                """
                select 1 where exists (select 1 from opinion_source where source_id = @source)
                    and not exists (select 1 from opinion_not where conversation_id = @Id)
                    and not exists (select 1 from opinion where contact_id = @ContactId and asked_at > @since)
                """, new
                {
                    source = found.SourceId ?? 0, found.Id, found.With.ContactId, since = Now - (long)Rest.TotalMilliseconds,
                }, cancellationToken: cancel)) is null) return null;
        // Never in public, and never to somebody who has not spoken with us privately.
        return (await inbox.WaysAsync(found.Id, Sight.Everything, cancel))
            .FirstOrDefault(w => w is { Leg: Leg.Private, Closed: false, To: null });
    }

    private Task<bool> KeepAsync(Conversation found, ReplyWay way, string hash, CancellationToken cancel) =>
        db.WriteAsync(async scope =>
        {
            var now = clock.GetUtcNow();
            // Two conversations of one person that close at once ask once.
            if (scope.Engine is Engine.Postgres)
                await scope.Connection.ExecuteAsync(
                    "select 1 from contact where id = @ContactId for update", new { found.With.ContactId }, scope.Transaction);
            return await scope.Connection.ExecuteAsync(
                """
                insert into opinion (conversation_id, contact_id, source_id, connector, department_id, person_id, hash,
                    asked_at, month, expires_at)
                select @ConversationId, @ContactId, @SourceId, @Connector, @DepartmentId, @PersonId, @Hash, @AskedAt, @Month,
                    @ExpiresAt
                where not exists (select 1 from opinion where contact_id = @ContactId and asked_at > @since)
                """, new
                {
                    ConversationId = found.Id, found.With.ContactId, way.Voice.SourceId, way.Voice.Connector, found.DepartmentId,
                    PersonId = found.AssigneeId, Hash = hash, AskedAt = Now, Month = (long)(now.Year * 100 + now.Month),
                    ExpiresAt = Now + (long)Lifetime.TotalMilliseconds, since = Now - (long)Rest.TotalMilliseconds,
                }, scope.Transaction) > 0;
        }, cancel);

    private static string Number(long value) => value.ToString(CultureInfo.InvariantCulture);

    private sealed record FiguresRow
    {
        public string? Key { get; init; }
        public long Asked { get; init; }
        public long Answered { get; init; }
        public long Satisfied { get; init; }
        public long Sum { get; init; }
    }
}
