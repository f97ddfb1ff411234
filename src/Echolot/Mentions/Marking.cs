using Dapper;
using Echolot.Storage;

namespace Echolot.Mentions;

/// <summary>
/// Changes the state of mentions inside one transaction: looks what each is now, writes only what differs, and notes
/// every change with the value before. Idempotent: what is so already is no change and leaves no line.
/// </summary>
internal sealed class Marking(WriteScope scope, Doer by, DateTimeOffset now)
{
    private static readonly BulkInsert<StateRow> PutStates = new("mention_state",
    [
        new("mention_id", s => s.MentionId),
        new("flagged", s => s.Flagged),
        new("verdict", s => s.Verdict),
        new("assigned_to", s => s.AssignedTo),
        new("assigned_at", s => s.AssignedAt),
    ],
    """
    on conflict (mention_id) do update set flagged = excluded.flagged, verdict = excluded.verdict,
        assigned_to = excluded.assigned_to, assigned_at = excluded.assigned_at
    """);

    private static readonly BulkInsert<LabelledRow> PutLabels = new("mention_label",
        [new("label_id", l => l.LabelId), new("mention_id", l => l.MentionId)],
        "on conflict (label_id, mention_id) do nothing");

    private static readonly BulkInsert<ReadRow> PutRead = new("mention_read",
        [new("person_id", r => r.PersonId), new("mention_id", r => r.MentionId)],
        "on conflict (person_id, mention_id) do nothing");

    private static readonly BulkInsert<HistoryRow> PutHistory = new("mention_history",
    [
        new("mention_id", h => h.MentionId),
        new("at", h => h.At),
        new("field", h => h.Field),
        new("before", h => h.Before),
        new("after", h => h.After),
        new("person_id", h => h.PersonId),
        new("rule_id", h => h.RuleId),
        new("run_id", h => h.RunId),
        new("exclusion_id", h => h.ExclusionId),
    ]);

    private readonly List<HistoryRow> _history = [];
    private readonly Tables _tables = new(scope);

    /// <summary>Mentions that are different now.</summary>
    public HashSet<long> Changed { get; } = [];

    /// <summary>Mentions that became somebody's, by person.</summary>
    public Dictionary<long, List<long>> Assigned { get; } = [];

    /// <summary>Makes the changes in their order; ids of which nothing is stored are left out.</summary>
    public async Task ApplyAsync(
        IReadOnlyList<long> ids, IReadOnlyList<WorkChange> changes, CancellationToken cancel)
    {
        await _tables.TakeTurnAsync();
        var there = (await scope.Connection.QueryAsync<long>(
            $"select id from mention where hidden in (0, {Hiding.PutAside}) and {Sql.In(scope.Engine, "id", "ids")}",
            new { ids = Sql.List(scope.Engine, ids) }, scope.Transaction)).AsList();
        foreach (var change in changes)
            await SetAsync(change.Field, [.. there.Select(id => change.Field is WorkField.Label
                ? change.Off ? new Step(id, change.Value, null) : new Step(id, null, change.Value)
                : new Step(id, null, change.Value, Any: true))], cancel);
        await FinishAsync(cancel);
    }

    /// <summary>
    /// Takes back what lines of the history say, newest first; what somebody changed since stays as they left it.
    /// </summary>
    public async Task UndoAsync(IReadOnlyList<HistoryRow> lines, CancellationToken cancel)
    {
        await _tables.TakeTurnAsync();
        // Lines of one field in a row are one step; the order between fields does not matter, within a field it does.
        foreach (var field in lines.GroupBy(l => (WorkField)l.Field))
            foreach (var round in Rounds([.. field]))
                await SetAsync(field.Key, [.. round.Select(l => new Step(l.MentionId, l.After, l.Before))], cancel);
        await FinishAsync(cancel);
    }

    // A mention may have been changed twice in a run: each round takes back one change of each.
    private static IEnumerable<List<HistoryRow>> Rounds(List<HistoryRow> lines)
    {
        var rounds = new List<(List<HistoryRow> Lines, HashSet<(long, long?)> Seen)>();
        foreach (var line in lines)
        {
            var key = (line.MentionId, (WorkField)line.Field is WorkField.Label ? line.After ?? line.Before : null);
            var round = rounds.FindIndex(r => !r.Seen.Contains(key));
            if (round < 0)
            {
                rounds.Add(([], []));
                round = rounds.Count - 1;
            }
            rounds[round].Lines.Add(line);
            rounds[round].Seen.Add(key);
        }
        return rounds.Select(r => r.Lines);
    }

    private Task SetAsync(WorkField field, IReadOnlyList<Step> steps, CancellationToken cancel) => field switch
    {
        WorkField.Label => SetLabelsAsync(steps, cancel),
        WorkField.Read => SetReadAsync(steps, cancel),
        WorkField.Sentiment or WorkField.Hidden => SetOfMentionsAsync(field, steps, cancel),
        _ => SetStatesAsync(field, steps, cancel),
    };

    private async Task SetStatesAsync(WorkField field, IReadOnlyList<Step> steps, CancellationToken cancel)
    {
        var states = (await scope.Connection.QueryAsync<StateRow>(
            $"select {StateRow.Columns} from mention_state where {Sql.In(scope.Engine, "mention_id", "ids")}",
            Ids(steps), scope.Transaction)).ToDictionary(s => s.MentionId);
        var put = new List<StateRow>();
        foreach (var step in steps)
        {
            var state = states.GetValueOrDefault(step.Id) ?? new StateRow { MentionId = step.Id };
            var current = state.Of(field);
            if (current == step.To || !(step.Any || current == step.From)) continue;
            put.Add(state.With(field, step.To, now.ToUnixTimeMilliseconds()));
            Note(field, step.Id, current, step.To);
            if (field is not WorkField.Assignee || step.To is not { } person) continue;
            if (!Assigned.TryGetValue(person, out var theirs)) Assigned.Add(person, theirs = []);
            theirs.Add(step.Id);
        }
        await PutStates.RunAsync(scope, put, cancel);
    }

    private async Task SetLabelsAsync(IReadOnlyList<Step> steps, CancellationToken cancel)
    {
        var labelled = (await scope.Connection.QueryAsync<(long Label, long Mention)>(
            $"select label_id, mention_id from mention_label where {Sql.In(scope.Engine, "mention_id", "ids")}",
            Ids(steps), scope.Transaction)).ToHashSet();
        var on = new List<LabelledRow>();
        foreach (var step in steps)
        {
            if (step.To is { } wanted && labelled.Add((wanted, step.Id)))
            {
                on.Add(new(wanted, step.Id));
                Note(WorkField.Label, step.Id, null, wanted);
            }
            if (step.From is not { } unwanted || !labelled.Remove((unwanted, step.Id))) continue;
            await scope.Connection.ExecuteAsync(
                "delete from mention_label where label_id = @unwanted and mention_id = @Id",
                new { unwanted, step.Id }, scope.Transaction);
            Note(WorkField.Label, step.Id, unwanted, null);
        }
        await PutLabels.RunAsync(scope, on, cancel);
    }

    private async Task SetReadAsync(IReadOnlyList<Step> steps, CancellationToken cancel)
    {
        if (by.PersonId is not { } person) return;
        var read = (await scope.Connection.QueryAsync<long>(
            $"select mention_id from mention_read where person_id = @person and {Sql.In(scope.Engine, "mention_id", "ids")}",
            new { person, ids = Sql.List(scope.Engine, steps.Select(s => s.Id)) }, scope.Transaction)).ToHashSet();
        var changed = steps.Where(s => read.Contains(s.Id) != (s.To == 1)).ToList();
        await PutRead.RunAsync(
            scope, [.. changed.Where(s => s.To == 1).Select(s => new ReadRow(person, s.Id))], cancel);
        await scope.Connection.ExecuteAsync(
            $"delete from mention_read where person_id = @person and {Sql.In(scope.Engine, "mention_id", "ids")}",
            new { person, ids = Sql.List(scope.Engine, changed.Where(s => s.To != 1).Select(s => s.Id)) },
            scope.Transaction);
        foreach (var step in changed)
        {
            // Reading is no work that others want to see; a run notes it, because a run can be undone.
            if (by.RunId is not null) Note(WorkField.Read, step.Id, 1 - step.To, step.To);
            else Changed.Add(step.Id);
        }
    }

    /// <summary>What lists and counts go by: the mention leaves them as it was and comes back as it is.</summary>
    private async Task SetOfMentionsAsync(WorkField field, IReadOnlyList<Step> steps, CancellationToken cancel)
    {
        var rows = (await scope.Connection.QueryAsync<MentionRow>(
            $"select {MentionRow.Columns} from mention m where {Sql.In(scope.Engine, "m.id", "ids")}",
            Ids(steps), scope.Transaction)).ToDictionary(r => r.Id);
        var (before, after) = (new List<MentionRow>(), new List<MentionRow>());
        foreach (var step in steps)
        {
            if (!rows.TryGetValue(step.Id, out var row)) continue;
            var current = field is WorkField.Sentiment ? row.SentimentSet : (row.Hidden & Hiding.PutAside) / Hiding.PutAside;
            if (current == step.To || !(step.Any || current == step.From)) continue;
            before.Add(row);
            after.Add(field is WorkField.Sentiment
                ? row with { SentimentSet = step.To }
                : row with { Hidden = row.Hidden ^ Hiding.PutAside });
            Note(field, step.Id, current, step.To);
        }
        await _tables.HideAsync(before);
        await _tables.ShowAsync(after, cancel);
        var column = field is WorkField.Sentiment ? "sentiment_set" : "hidden";
        foreach (var group in after.GroupBy(a => field is WorkField.Sentiment ? a.SentimentSet : a.Hidden))
            await scope.Connection.ExecuteAsync(
                $"update mention set {column} = @value where {Sql.In(scope.Engine, "id", "ids")}",
                new { value = group.Key, ids = Sql.List(scope.Engine, group.Select(g => g.Id)) }, scope.Transaction);
    }

    private async Task FinishAsync(CancellationToken cancel)
    {
        await PutHistory.RunAsync(scope, _history, cancel);
        _history.Clear();
        await _tables.FinishAsync(cancel);
    }

    private void Note(WorkField field, long mention, long? before, long? after)
    {
        Changed.Add(mention);
        _history.Add(new HistoryRow
        {
            MentionId = mention, At = now.ToUnixTimeMilliseconds(), Field = (long)field, Before = before, After = after,
            PersonId = by.PersonId, RuleId = by.RuleId, RunId = by.RunId,
            ExclusionId = by.ExclusionId,
        });
    }

    private object Ids(IReadOnlyList<Step> steps) =>
        new { ids = Sql.List(scope.Engine, steps.Select(s => s.Id).Distinct()) };

    /// <summary>A mention with the value it is to have, and the one it must have now unless any will do.</summary>
    private readonly record struct Step(long Id, long? From, long? To, bool Any = false);
}
