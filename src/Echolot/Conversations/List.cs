using System.Globalization;
using Dapper;
using Echolot.Contacts;
using Echolot.Storage;

namespace Echolot.Conversations;

/// <summary>A work list of the inbox.</summary>
public enum InboxView
{
    /// <summary>Everything that somebody has to do now.</summary>
    ToDo,

    /// <summary>What is assigned to whoever looks.</summary>
    Mine,

    /// <summary>What nobody has taken.</summary>
    Unassigned,

    /// <summary>Its clock ends soon or has ended.</summary>
    Due,

    /// <summary>A reply of ours did not go out, or nobody can tell whether it did.</summary>
    Unsent,

    /// <summary>Waits for the customer or for somebody of us.</summary>
    Waiting,

    Snoozed, Done, Ignored, All,
}

public enum InboxOrder { DueFirst, NewestFirst, OldestFirst }

/// <summary>What a list of the inbox shows.</summary>
/// <param name="Search">A query as monitors have, over what was said and noted, the subject, the other side's name and the number.</param>
/// <param name="LabelId">Carries this label or one below it.</param>
/// <param name="Cause">Has this cause or one below it.</param>
/// <param name="Crisis">Belongs to a crisis of this level or above.</param>
public sealed record InboxFilter(
    InboxView View = InboxView.ToDo, string? Connector = null, Priority? Above = null, long? DepartmentId = null,
    long? AssigneeId = null, long? ContactId = null, string? Search = null, InboxOrder Order = InboxOrder.DueFirst,
    long? LabelId = null, long? IncidentId = null, string? Cause = null, int? Crisis = null)
{
    /// <summary>Of exactly this priority.</summary>
    public Priority? Priority { get; init; }

    /// <summary>In which the other side speaks, as a code such as <c>de</c>.</summary>
    public string? Language { get; init; }

    /// <summary>In exactly this state, of those that the view has.</summary>
    public ConversationState? State { get; init; }

    /// <summary>Only those in whose field this stands.</summary>
    public FieldPart? Field { get; init; }

    /// <summary>Of all only those that are not over: to be done, waiting or snoozed.</summary>
    public bool OnlyOpen { get; init; }
}

/// <summary>A page of a list; <paramref name="Next"/> leads to the next one, null at the end.</summary>
public sealed record ConversationPage(IReadOnlyList<Conversation> Items, string? Next)
{
    /// <summary>Where a search was met, by conversation.</summary>
    public IReadOnlyDictionary<long, FoundIn> Found { get; init; } = new Dictionary<long, FoundIn>();
}

/// <summary>How many conversations each work list has; exact.</summary>
public sealed record InboxCounts(long ToDo, long Mine, long Unassigned, long Due, long Waiting, long Snoozed)
{
    public long Unsent { get; init; }

    /// <summary>Null for lists that grow for ever and are not counted.</summary>
    public long? Of(InboxView view) => view switch
    {
        InboxView.ToDo => ToDo,
        InboxView.Mine => Mine,
        InboxView.Unassigned => Unassigned,
        InboxView.Due => Due,
        InboxView.Waiting => Waiting,
        InboxView.Snoozed => Snoozed,
        InboxView.Unsent => Unsent,
        _ => null,
    };
}

/// <summary>How the desk stands at a moment.</summary>
/// <param name="Open">Somebody has to do something now.</param>
/// <param name="Overdue">Of these, over their target.</param>
/// <param name="Soon">Of these, about to be: the end of their clock is no further than <see cref="Inbox.Soon"/>.</param>
/// <param name="Unassigned">Of these, nobody has taken.</param>
/// <param name="UnassignedSince">Last word in the one that has waited longest for somebody to take it.</param>
public sealed record DeskStanding(long Open, long Overdue, long Soon, long Unassigned, DateTimeOffset? UnassignedSince)
{
    /// <summary>With a reply that did not go out, or of which nobody can tell.</summary>
    public long Unsent { get; init; }
}

public sealed partial class Inbox
{
    /// <summary>How long before the end of its clock a conversation counts as due.</summary>
    public static readonly TimeSpan Soon = TimeSpan.FromMinutes(15);

    private static readonly string AtWork = States(ConversationState.New, ConversationState.Open);

    private static readonly string AtRest = States(
        ConversationState.WaitingForCustomer, ConversationState.WaitingInternally);

    /// <summary>A page of a list.</summary>
    /// <param name="cursor">As the page before gave it; null: from the beginning.</param>
    /// <exception cref="ArgumentException">The cursor is none of this order.</exception>
    /// <exception cref="Matching.QueryException">The search is no query.</exception>
    public async Task<ConversationPage> ListAsync(
        InboxFilter filter, Sight sight, string? cursor, int limit, CancellationToken cancel)
    {
        limit = Math.Clamp(limit, 1, 200);
        var byDue = ByDue(filter);
        // The few that are due are found by when they are, and sorted: by the last word all that are not would be walked through.
        var dueBySaid = !byDue && filter.View is InboxView.Due;
        var described = await DescribedAsync(filter, counts: false, cancel);
        var (conditions, values) = await WhereAsync(
            filter, sight, cancel, walksOpen: (byDue || dueBySaid) && IsWide(filter) && !described.IsFew, described);
        var (key, descending) = byDue ? ("c.due_at", false) : (dueBySaid ? "+c.last_at" : "c.last_at", filter.Order is not InboxOrder.OldestFirst);
        var (less, way) = descending ? ("<", "desc") : (">", "");
        if (cursor is not null)
        {
            var (at, id) = Place(cursor);
            values.Add("at", at);
            values.Add("id", id);
        }
        string Page(bool from) => ListSql(
            filter, sight, from ? [.. conditions, $"({key} {less} @at or ({key} = @at and c.id {less} @id))"] : conditions,
            $"order by {key} {way}, c.id {way} limit @limit");
        long KeyOf(ConversationRow row) => byDue ? row.DueAt : row.LastAt;
        var (rows, last, found) = Sought(filter.Search) is { } query
            ? await SearchPageAsync(query, Page, values, KeyOf, from: cursor is not null, limit, cancel)
            : await PlainPageAsync(Page(cursor is not null), values, limit, cancel);
        var identities = await contacts.IdentitiesAsync(rows.Select(r => r.IdentityId), cancel);
        return new(
            [.. rows.Select(r => r.AsConversation(identities))],
            last is null ? null : string.Create(CultureInfo.InvariantCulture, $"{KeyOf(last)}.{last.Id}")) { Found = found };
    }

    private async Task<(List<ConversationRow> Rows, ConversationRow? GoesOnAfter, Dictionary<long, FoundIn> Found)> PlainPageAsync(
        string sql, DynamicParameters values, int limit, CancellationToken cancel)
    {
        values.Add("limit", limit + 1);
        await using var connection = await db.ReadAsync(cancel);
        var rows = (await connection.QueryAsync<ConversationRow>(new CommandDefinition(sql, values, cancellationToken: cancel))).AsList();
        var more = rows.Count > limit;
        if (more) rows.RemoveAt(limit);
        return (rows, more ? rows[^1] : null, []);
    }

    /// <summary>What a filter asks of a row <c>c</c>, with what these eyes may see.</summary>
    /// <param name="walksOpen">
    /// What is open is walked through by its own index, in the order in which it is due. Those of states, departments and
    /// people are kept from the engine then: they would sort everything that is open, or lead through all that is done.
    /// Not where few conversations may have what is searched: those are read.
    /// </param>
    /// <param name="byNumber">They are asked for in the order of their numbers: the index of states has those.</param>
    /// <param name="exactly">
    /// Those that have what is searched, where they are known; else the conditions leave what may have it, and each is to be read.
    /// </param>
    private async Task<(List<string> Conditions, DynamicParameters Values)> WhereAsync(
        InboxFilter filter, Sight sight, CancellationToken cancel, bool walksOpen = false, Described? described = null,
        IReadOnlyList<long>? exactly = null, bool byNumber = false)
    {
        var values = new DynamicParameters();
        var found = exactly ?? (Sought(filter.Search) is { } query ? await MayHaveAsync(query, cancel) : null);
        walksOpen &= found is null;
        var (view, seen) = (byNumber ? Within(filter.View) : Of(filter.View), sight.Condition(db.Engine));
        // The few whose reply did not go out have an index; no other one may lead to them.
        var few = filter.View is InboxView.Unsent;
        var column = few ? "+c" : "c";
        var conditions = new List<string>
        {
            !walksOpen || filter.View is InboxView.All ? view
                : $"c.active = 1{(filter.View is InboxView.Due ? " and c.due_at <= @soon" : "")} and ({view}) is true",
            walksOpen || few ? $"({seen}) is true" : seen,
        };
        sight.Bind(values, db.Engine);
        values.Add("now", Now);
        values.Add("soon", Now + (long)Soon.TotalMilliseconds);
        Add("c.connector = @connector", "connector", filter.Connector);
        Add("coalesce(c.priority_set, c.priority) >= @above", "above", (long?)filter.Above);
        Add($"{column}.department_id = @department", "department", filter.DepartmentId);
        Add($"{column}.assignee_id = @assignee", "assignee", filter.AssigneeId);
        Add("c.contact_id = @contact", "contact", filter.ContactId);
        Add("c.incident_id = @incident", "incident", filter.IncidentId);
        // The first half is what the index over the few in a crisis holds.
        Add("c.crisis_why is not null and c.crisis >= @crisis", "crisis", (long?)filter.Crisis);
        Add("coalesce(c.priority_set, c.priority) = @priority", "priority", (long?)filter.Priority);
        Add("c.language = @language", "language", filter.Language);
        // Where nothing is walked, what is rare is found by its own index.
        if (filter.State is { } state)
            conditions.Add(walksOpen || few || filter.OnlyOpen || filter.View is not InboxView.All
                ? $"({States(state)}) is true" : States(state));
        if (filter.OnlyOpen) conditions.Add("c.active = 1");
        if (filter.Field is { } field) await InFieldAsync(field, conditions, values, cancel);
        described ??= await DescribedAsync(filter, counts: true, cancel) with { LabelOften = false };
        conditions.AddRange(described.Conditions(db.Engine, values));
        if (found is not null)
        {
            conditions.Add(Sql.In(db.Engine, "c.id", "found"));
            values.Add("found", Sql.List(db.Engine, found));
        }
        return (conditions, values);

        void Add<T>(string condition, string name, T? value)
        {
            if (value is null) return;
            conditions.Add(condition);
            values.Add(name, value);
        }
    }

    /// <summary>Where no clock runs there is nothing to be due first.</summary>
    private static bool ByDue(InboxFilter filter) => filter.Order is InboxOrder.DueFirst && filter.View is not InboxView.Unsent
        && (filter.OnlyOpen || filter.View is not (InboxView.Done or InboxView.Ignored or InboxView.All));

    /// <summary>Whether a list is found by walking; one of a person or a department by the index of what it asks for.</summary>
    private static bool IsWide(InboxFilter filter) => filter is
    {
        View: not InboxView.Mine, DepartmentId: null, AssigneeId: null, ContactId: null, IncidentId: null, Crisis: null, Field: null,
    };

    /// <summary>How many each work list has.</summary>
    public Task<InboxCounts> CountAsync(Sight sight, CancellationToken cancel) => CountAsync(new(), sight, cancel);

    /// <summary>How many of what a filter leaves each work list has, whichever of them the filter is for.</summary>
    public async Task<InboxCounts> CountAsync(InboxFilter filter, Sight sight, CancellationToken cancel)
    {
        var (conditions, values) = await WhereAsync(
            filter with { View = InboxView.All }, sight, cancel, walksOpen: true, await DescribedAsync(filter, counts: true, cancel),
            await ExactlyAsync(filter with { View = InboxView.All, OnlyOpen = true }, sight, cancel));
        await using var connection = await db.ReadAsync(cancel);
        var counts = await connection.QuerySingleAsync<InboxCounts>(new CommandDefinition(
            CountSql($"{AtWork} and c.assignee_id = @me", conditions), values, cancellationToken: cancel));
        return counts with { Unsent = await CountUnsentAsync(filter, sight, cancel) };
    }

    private async Task<long> CountUnsentAsync(InboxFilter filter, Sight sight, CancellationToken cancel)
    {
        filter = filter with { View = InboxView.Unsent };
        if (await ExactlyAsync(filter, sight, cancel) is { } found) return found.Count;
        var (conditions, values) = await WhereAsync(filter, sight, cancel);
        await using var connection = await db.ReadAsync(cancel);
        return await connection.ExecuteScalarAsync<long>(new CommandDefinition(
            $"select count(*) from conversation c where {string.Join(" and ", conditions)}", values, cancellationToken: cancel));
    }

    /// <summary>
    /// As <see cref="CountAsync(InboxFilter, Sight, CancellationToken)"/> for everybody who sees everything, in one walk:
    /// what is the same for all, and how many each person has of their own.
    /// </summary>
    public async Task<(InboxCounts All, IReadOnlyDictionary<long, long> Own)> CountEachAsync(
        InboxFilter filter, CancellationToken cancel)
    {
        var (conditions, values) = await WhereAsync(
            filter with { View = InboxView.All }, Sight.Everything, cancel,
            described: await DescribedAsync(filter, counts: true, cancel),
            exactly: await ExactlyAsync(filter with { View = InboxView.All, OnlyOpen = true }, Sight.Everything, cancel));
        await using var connection = await db.ReadAsync(cancel);
        var (all, own) = (new InboxCounts(0, 0, 0, 0, 0, 0), new Dictionary<long, long>());
        // Numbers by place: SQLite names no type for the columns of no row, which a record's constructor would be chosen by.
        foreach (var (person, toDo, _, unassigned, due, waiting, snoozed) in
            await connection.QueryAsync<(long? Person, long, long, long, long, long, long)>(new CommandDefinition(
                CountSql("false", conditions, "c.assignee_id as person, ") + " group by c.assignee_id", values,
                cancellationToken: cancel)))
        {
            all = new(
                all.ToDo + toDo, 0, all.Unassigned + unassigned, all.Due + due, all.Waiting + waiting, all.Snoozed + snoozed);
            if (person is { } id) own[id] = toDo;
        }
        return (all with { Unsent = await CountUnsentAsync(filter, Sight.Everything, cancel) }, own);
    }

    private static string CountSql(string mine, IEnumerable<string> conditions, string first = "")
    {
        return $"""
            select {first}{Sum(AtWork)} as ToDo, {Sum(mine)} as Mine, {Sum($"{AtWork} and c.assignee_id is null")} as Unassigned,
                {Sum($"{AtWork} and c.due_at <= @soon")} as Due, {Sum(AtRest)} as Waiting,
                {Sum(States(ConversationState.Snoozed))} as Snoozed
            from conversation c where c.active = 1 and {string.Join(" and ", conditions)}
            """;

        static string Sum(string condition) =>
            $"cast(coalesce(sum(case when {condition} then 1 else 0 end), 0) as bigint)";
    }

    /// <summary>How the desk stands, as these eyes see it.</summary>
    public async Task<DeskStanding> StandingAsync(Sight sight, CancellationToken cancel)
    {
        var values = new DynamicParameters(new { now = Now, soon = Now + (long)Soon.TotalMilliseconds });
        sight.Bind(values, db.Engine);
        await using var connection = await db.ReadAsync(cancel);
        var (open, overdue, due, free) = await connection.QuerySingleAsync<(long, long, long, long)>(new CommandDefinition(
            $"""
            select count(*), cast(coalesce(sum(case when c.due_at <= @now then 1 else 0 end), 0) as bigint),
                cast(coalesce(sum(case when c.due_at <= @soon then 1 else 0 end), 0) as bigint),
                cast(coalesce(sum(case when c.assignee_id is null then 1 else 0 end), 0) as bigint)
            from conversation c where c.active = 1 and {AtWork} and {sight.Condition(db.Engine)}
            """, values, cancellationToken: cancel));
        var since = free == 0 ? null : await connection.ExecuteScalarAsync<long?>(new CommandDefinition(
            $"""
            select c.last_at from conversation c
            where c.assignee_id is null and c.active = 1 and {AtWork} and {sight.Condition(db.Engine)} order by c.last_at limit 1
            """, values, cancellationToken: cancel));
        return new(open, overdue, due - overdue, free, Stored.Time(since))
        {
            Unsent = await CountUnsentAsync(new(), sight, cancel),
        };
    }

    /// <summary>A conversation that these eyes may see, or null.</summary>
    public async Task<Conversation?> FindAsync(long id, Sight sight, CancellationToken cancel)
    {
        var values = new DynamicParameters(new { id });
        sight.Bind(values, db.Engine);
        await using var connection = await db.ReadAsync(cancel);
        var row = await connection.QuerySingleOrDefaultAsync<ConversationRow>(new CommandDefinition(
            $"select {ConversationRow.Columns} from conversation c where c.id = @id and {sight.Condition(db.Engine)}",
            values, cancellationToken: cancel));
        return row?.AsConversation(await contacts.IdentitiesAsync([row.IdentityId], cancel));
    }

    private static string Of(InboxView view) =>
        view is InboxView.Unsent or InboxView.Done or InboxView.Ignored or InboxView.All ? Within(view) : $"c.active = 1 and {Within(view)}";

    private static string Within(InboxView view) => view switch
    {
        InboxView.ToDo => AtWork,
        InboxView.Mine => $"{AtWork} and c.assignee_id = @me",
        InboxView.Unassigned => $"{AtWork} and c.assignee_id is null",
        InboxView.Due => $"{AtWork} and c.due_at <= @soon",
        InboxView.Unsent => "c.unsent = 1",
        InboxView.Waiting => AtRest,
        InboxView.Snoozed => States(ConversationState.Snoozed),
        InboxView.Done => States(ConversationState.Done),
        InboxView.Ignored => States(ConversationState.Ignored),
        _ => "true",
    };

    private static string States(params ConversationState[] states) => states.Length == 1
        ? $"c.state = {(int)states[0]}"
        : $"c.state in ({string.Join(", ", states.Select(s => (int)s))})";

    private static (long At, long Id) Place(string cursor)
    {
        var dot = cursor.IndexOf('.', StringComparison.Ordinal);
        return dot > 0
            && long.TryParse(cursor.AsSpan(0, dot), NumberStyles.None, CultureInfo.InvariantCulture, out var at)
            && long.TryParse(cursor.AsSpan(dot + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var id)
            ? (at, id)
            : throw new ArgumentException("The cursor is none; use the one that the page before gave.", nameof(cursor));
    }
}
