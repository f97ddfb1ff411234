using Dapper;
using Echolot.Mentions;
using Echolot.Storage;

namespace Echolot.Conversations;

/// <summary>Many customers say the same, far more often than usual: perhaps an incident.</summary>
/// <param name="Term">What they say, folded; names the proposal.</param>
/// <param name="Written">As they write it.</param>
/// <param name="Beside">What most of them say as well.</param>
/// <param name="Customers">Different ones, of <paramref name="OfCustomers"/> who said anything.</param>
/// <param name="Complaints">Of them, those that sound negative.</param>
/// <param name="Before">Different ones who said it in the baseline, of <paramref name="OfBefore"/>.</param>
/// <param name="Score">Log-likelihood ratio G².</param>
/// <param name="Daily">Customers by the day on which they said it first, the oldest day first.</param>
/// <param name="Conversations">Where they said it, the newest first.</param>
public sealed record IncidentProposal(
    string Term, string Written, IReadOnlyList<string> Beside, long Customers, long Complaints, long OfCustomers, long Before,
    long OfBefore, double Score, DateTimeOffset FirstAt, DateTimeOffset LastAt, IReadOnlyList<long> Daily,
    IReadOnlyList<long> Conversations)
{
    /// <summary>As many as would be usual in the window.</summary>
    public double Usual => OfBefore == 0 ? 0 : (double)Before * OfCustomers / OfBefore;
}

/// <summary>What was looked at, and what was found.</summary>
/// <param name="At">When it was looked.</param>
/// <param name="Enough">Whether enough was said before to know what is usual.</param>
/// <param name="Complete">Whether everything was read; else only the newest messages of busy days.</param>
public sealed record IncidentProposals(DateTimeOffset At, bool Enough, bool Complete, IReadOnlyList<IncidentProposal> Items);

/// <summary>A proposal that somebody put aside.</summary>
/// <param name="Customers">As many said it then.</param>
public sealed record DismissedProposal(
    long Id, string Term, string Written, string Reason, long Customers, DateTimeOffset At, long? By);

/// <summary>A conversation of a proposal, with what the customer said there.</summary>
public sealed record ProposedTalk(Conversation Conversation, DateTimeOffset At, string Said);

public sealed partial class Inbox
{
    private const int LongestReason = 500;

    /// <summary>The background looks every quarter of an hour: pages wait for a look only where there was none yet.</summary>
    private static readonly TimeSpan GatheredAfresh = TimeSpan.FromMinutes(20), GatheredInBackground = TimeSpan.FromMinutes(10);

    private readonly SemaphoreSlim _gathering = new(1, 1);
    private volatile Gathered? _gathered;

    /// <summary>What was found over everything; never shown as it is, because nobody may see the numbers of all.</summary>
    /// <param name="Customers">By department (0: none), in the window and before.</param>
    private sealed record Gathered(
        DateTimeOffset At, int Customers, int Before, bool Complete, IReadOnlyList<GatheredTerm> Terms,
        IReadOnlyDictionary<long, (int Now, int Before)> ByDepartment);

    /// <summary>What many customers say these days and hardly any did before, as far as these eyes see.</summary>
    /// <remarks>What was found in the last twenty minutes is found again, less what was done with it since.</remarks>
    public async Task<IncidentProposals> IncidentProposalsAsync(Sight sight, CancellationToken cancel) =>
        await SeenAsync(await GatherAsync(GatheredAfresh, cancel), sight, cancel);

    /// <summary>A proposal by its term, or null.</summary>
    public async Task<IncidentProposal?> IncidentProposalAsync(string term, Sight sight, CancellationToken cancel) =>
        (await IncidentProposalsAsync(sight, cancel)).Items.FirstOrDefault(p => p.Term == term);

    /// <summary>The newest conversations of a proposal, with the words in which its term stands.</summary>
    public async Task<IReadOnlyList<ProposedTalk>> ProposedTalksAsync(
        IncidentProposal proposal, int most, Sight sight, CancellationToken cancel)
    {
        var values = new DynamicParameters(new
        {
            ids = Sql.List(db.Engine, proposal.Conversations.Take(most)), since = proposal.FirstAt.ToUnixTimeMilliseconds(),
        });
        sight.Bind(values, db.Engine);
        await using var connection = await db.ReadAsync(cancel);
        var talks = (await connection.QueryAsync<ConversationRow>(new CommandDefinition(
            $"""
            select {ConversationRow.Columns} from conversation c where {Sql.In(db.Engine, "c.id", "ids")} and {sight.Condition(db.Engine)}
            """, values, cancellationToken: cancel))).ToDictionary(c => c.Id);
        var words = new SaidWords();
        foreach (var (id, at, text) in await connection.QueryAsync<(long, long, string)>(new CommandDefinition(
            $"""
            select m.conversation_id, m.at, m.text from message m where {Sql.In(db.Engine, "m.conversation_id", "ids")}
                and m.direction = {(int)Direction.Theirs} and m.deleted_at is null and m.at >= @since order by m.at, m.id
            """, values, cancellationToken: cancel)))
            words.Add(new(id, 0, at, text, false));
        var identities = await contacts.IdentitiesAsync(talks.Values.Select(t => t.IdentityId), cancel);
        return [.. words.Of(proposal.Term).Select(i => words[i]).DistinctBy(s => s.Conversation)
            .Where(s => talks.ContainsKey(s.Conversation)).OrderByDescending(s => s.At)
            .Select(s => new ProposedTalk(
                talks[s.Conversation].AsConversation(identities), Stored.Time(s.At), SnippetOf(s.Text)))];
    }

    /// <summary>Puts a proposal aside until twice as many customers say it.</summary>
    /// <exception cref="InboxException">There is no such proposal, or no reason is given.</exception>
    public async Task DismissProposalAsync(string term, string reason, Sight sight, CancellationToken cancel)
    {
        var proposal = await IncidentProposalAsync(term, sight, cancel) ?? throw NoProposal();
        reason = WellFormed.Of(reason.Trim());
        if (reason.Length is 0 or > LongestReason)
            throw new InboxException(InboxRefusal.ReasonMissing, $"Say why, in 1 to {LongestReason} characters.");
        await db.WriteAsync(async scope =>
        {
            var id = await scope.Connection.ExecuteScalarAsync<long>(
                """
                insert into dismissed_proposal (term, written, reason, customers, at, person_id)
                values (@Term, @Written, @reason, @Customers, @Now, @PersonId)
                on conflict (term) do update set written = excluded.written, reason = excluded.reason,
                    customers = excluded.customers, at = excluded.at, person_id = excluded.person_id
                returning id
                """, new { proposal.Term, proposal.Written, reason, proposal.Customers, Now, sight.PersonId }, scope.Transaction);
            await privacy.RecordAsync(
                scope, sight.PersonId, "incident.proposal.dismissed", $"proposal:{id}", Recording.Number(proposal.Customers), cancel);
        }, cancel);
        _noticed.Clear();
    }

    /// <summary>Lets a proposal that was put aside come back.</summary>
    public async Task RestoreProposalAsync(long id, Sight sight, CancellationToken cancel)
    {
        await db.WriteAsync(async scope =>
        {
            if (await scope.Connection.ExecuteAsync("delete from dismissed_proposal where id = @id", new { id }, scope.Transaction) > 0)
                await privacy.RecordAsync(scope, sight.PersonId, "incident.proposal.restored", $"proposal:{id}", null, cancel);
        }, cancel);
        _noticed.Clear();
    }

    /// <summary>Proposals that were put aside and that these eyes could see, the newest first.</summary>
    public async Task<IReadOnlyList<DismissedProposal>> DismissedProposalsAsync(Sight sight, CancellationToken cancel)
    {
        var dismissed = await DismissedAsync(cancel);
        if (dismissed.Count == 0) return [];
        var known = (await SeenAsync(await GatherAsync(GatheredAfresh, cancel), sight, cancel, all: true)).Items.Select(p => p.Term).ToHashSet();
        return [.. dismissed.Where(d => known.Contains(d.Term))
            .Select(d => new DismissedProposal(d.Id, d.Term, d.Written, d.Reason, d.Customers, Stored.Time(d.At), d.PersonId))];
    }

    /// <summary>Looks anew where what is known is old; many who ask at once wait for one look.</summary>
    private async Task<Gathered> GatherAsync(TimeSpan old, CancellationToken cancel)
    {
        if (_gathered is { } known && clock.GetUtcNow() - known.At < old) return known;
        await _gathering.WaitAsync(cancel);
        try
        {
            if (_gathered is { } meanwhile && clock.GetUtcNow() - meanwhile.At < old) return meanwhile;
            return _gathered = await LookAfreshAsync(cancel);
        }
        finally
        {
            _gathering.Release();
        }
    }

    /// <summary>Looks in the background, so that pages find what is known.</summary>
    internal async Task GatherInBackgroundAsync(CancellationToken cancel) =>
        await GatherAsync(GatheredInBackground, cancel);

    /// <summary>
    /// Reads at most 2,000 messages of each of 14 days and 500 of each of 56 before, by the index of what customers said:
    /// whatever there is besides costs nothing, and all of these some two seconds of processor time.
    /// </summary>
    private async Task<Gathered> LookAfreshAsync(CancellationToken cancel)
    {
        var at = clock.GetUtcNow();
        var (now, past, complete) = (new SaidWords(), new List<Said>(), true);
        var (everybody, before) = (new HashSet<long>(), new HashSet<long>());
        var departments = new Dictionary<long, (HashSet<long> Now, HashSet<long> Before)>();
        await using (var connection = await db.ReadAsync(cancel))
            for (var day = 0; day < (Gathering.Window + Gathering.Baseline).TotalDays; day++)
            {
                var inside = day < Gathering.Window.TotalDays;
                var most = inside ? Gathering.MostADay : Gathering.MostADayBefore;
                // Clocks of others run ahead: what is said this moment belongs to today.
                var until = day == 0 ? long.MaxValue : at.AddDays(-day).ToUnixTimeMilliseconds();
                var rows = (await connection.QueryAsync<SaidRow>(new CommandDefinition(
                    SaidRow.OfDay, new { since = at.AddDays(-day - 1).ToUnixTimeMilliseconds(), until, most },
                    cancellationToken: cancel))).AsList();
                complete &= rows.Count < most;
                foreach (var row in rows)
                {
                    (inside ? everybody : before).Add(row.ContactId);
                    if (!departments.TryGetValue(row.DepartmentId ?? 0, out var of))
                        departments.Add(row.DepartmentId ?? 0, of = ([], []));
                    (inside ? of.Now : of.Before).Add(row.ContactId);
                    if (!inside) past.Add(row.AsSaid());
                    else if (row.IncidentId is null && row.State != (long)ConversationState.Ignored) now.Add(row.AsSaid());
                }
            }
        return new(
            at, everybody.Count, before.Count, complete, GatheredTerm.Of(now, everybody.Count, past),
            departments.ToDictionary(d => d.Key, d => (d.Value.Now.Count, d.Value.Before.Count)));
    }

    /// <summary>
    /// What these eyes see of what was found, counted and weighed by what they see alone: no number tells of conversations
    /// of others.
    /// </summary>
    private async Task<IncidentProposals> SeenAsync(Gathered found, Sight sight, CancellationToken cancel, bool all = false)
    {
        var (of, ofBefore) = sight.Departments is null
            ? (found.Customers, found.Before)
            : found.ByDepartment.Where(d => sight.Sees(new(d.Key == 0 ? null : d.Key, null)))
                .Aggregate((0, 0), (sum, d) => (sum.Item1 + d.Value.Now, sum.Item2 + d.Value.Before));
        var values = new DynamicParameters(new
        {
            ids = Sql.List(db.Engine, found.Terms.SelectMany(t => t.Now.Concat(t.Before)).Select(s => s.Conversation).Distinct()),
        });
        sight.Bind(values, db.Engine);
        await using var connection = await db.ReadAsync(cancel);
        var seen = (await connection.QueryAsync<(long Id, long Contact, long Sentiment, long State, long? Incident, long? Into)>(
            new CommandDefinition(
                $"""
                select c.id, c.contact_id, c.sentiment, c.state, c.incident_id, c.merged_into from conversation c
                where {Sql.In(db.Engine, "c.id", "ids")} and {sight.Condition(db.Engine)}
                """, values, cancellationToken: cancel))).ToDictionary(c => c.Id);
        var dismissed = (await DismissedAsync(cancel)).ToDictionary(d => d.Term, d => d.Customers);
        var items = new List<IncidentProposal>();
        foreach (var term in found.Terms)
        {
            var now = term.Now.Where(s => seen.TryGetValue(s.Conversation, out var c) && c.Incident is null && c.Into is null
                && c.State != (long)ConversationState.Ignored).OrderByDescending(s => s.At).ToList();
            var first = now.GroupBy(s => seen[s.Conversation].Contact).Select(g => (Contact: g.Key, At: g.Min(s => s.At))).ToList();
            var before = term.Before.Where(s => seen.ContainsKey(s.Conversation))
                .Select(s => seen[s.Conversation].Contact).Distinct().Count();
            if (!Gathering.IsFar(first.Count, of, before, ofBefore)) continue;
            if (!all && dismissed.TryGetValue(term.Term, out var then) && first.Count < Gathering.Grown * then) continue;
            var daily = new long[(int)Gathering.Window.TotalDays];
            foreach (var (_, at) in first)
                daily[Math.Clamp(daily.Length - 1 - (int)(found.At - Stored.Time(at)).TotalDays, 0, daily.Length - 1)]++;
            items.Add(new(
                // What else they say was found over everything, also over what these eyes do not see.
                term.Term, term.Written, sight.Departments is null ? term.Beside : [], first.Count,
                now.Where(s => seen[s.Conversation].Sentiment == (long)Sentiment.Negative)
                    .Select(s => seen[s.Conversation].Contact).Distinct().Count(),
                of, before, ofBefore, LogLikelihood.Of(first.Count, of, before, ofBefore), Stored.Time(first.Min(f => f.At)),
                Stored.Time(now[0].At), daily, [.. now.Select(s => s.Conversation)]));
        }
        return new(found.At, ofBefore >= Gathering.FewestBefore, found.Complete, items);
    }

    private async Task<IReadOnlyList<DismissedProposalRow>> DismissedAsync(CancellationToken cancel)
    {
        await using var connection = await db.ReadAsync(cancel);
        return (await connection.QueryAsync<DismissedProposalRow>(new CommandDefinition(
            $"select {DismissedProposalRow.Columns} from dismissed_proposal order by at desc", cancellationToken: cancel))).AsList();
    }

    private static InboxException NoProposal() =>
        new(InboxRefusal.NotFound, "This is proposed no longer; reload the page.");

    /// <summary>A message of a customer with what is asked of its conversation.</summary>
    private sealed record SaidRow
    {
        public static string OfDay { get; } =
            $"""
            select m.conversation_id, c.contact_id, m.at, m.text, c.sentiment, c.state, c.department_id, c.incident_id
            from message m join conversation c on c.id = m.conversation_id
            where m.direction = {(int)Direction.Theirs} and m.leg <> {(int)MessageKind.Note} and m.deleted_at is null
                and m.at >= @since and m.at < @until
            order by m.at desc limit @most
            """;

        public long ConversationId { get; init; }
        public long ContactId { get; init; }
        public long At { get; init; }
        public string Text { get; init; } = "";
        public long Sentiment { get; init; }
        public long State { get; init; }
        public long? DepartmentId { get; init; }
        public long? IncidentId { get; init; }

        public Said AsSaid() => new(
            ConversationId, ContactId, At, Text, Sentiment == (long)Echolot.Mentions.Sentiment.Negative);
    }
}

/// <summary>A proposal that was put aside as it is stored. Names who did it.</summary>
[Privacy.Personal("dismissed_proposal")]
internal sealed record DismissedProposalRow
{
    public const string Columns = "id, term, written, reason, customers, at, person_id";

    public long Id { get; init; }
    public string Term { get; init; } = "";
    public string Written { get; init; } = "";
    public string Reason { get; init; } = "";
    public long Customers { get; init; }
    public long At { get; init; }
    public long? PersonId { get; init; }
}
