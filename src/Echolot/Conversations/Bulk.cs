using System.Text.Json.Serialization;
using Dapper;
using Echolot.Mentions;
using Echolot.Storage;

namespace Echolot.Conversations;

/// <summary>One thing that is done to many conversations.</summary>
[JsonDerivedType(typeof(Assign), "assign"), JsonDerivedType(typeof(Move), "move"), JsonDerivedType(typeof(Enter), "enter")]
[JsonDerivedType(typeof(Prioritise), "prioritise"), JsonDerivedType(typeof(Label), "label"), JsonDerivedType(typeof(Join), "join")]
[JsonDerivedType(typeof(Crisis), "crisis"), JsonDerivedType(typeof(CrisisUndone), "crisisUndone"), JsonDerivedType(typeof(Macro), "macro")]
public abstract record BulkChange
{
    private BulkChange() { }

    /// <summary>Gives them to a person, or to nobody.</summary>
    public sealed record Assign(long? PersonId) : BulkChange;

    /// <summary>Over to a department, or to none; routing gives them to its people.</summary>
    public sealed record Move(long? DepartmentId) : BulkChange;

    /// <summary>Over to a state; snoozed ones until a time, done ones with their cause where it is given.</summary>
    public sealed record Enter(ConversationState State, DateTimeOffset? Until = null, string? Cause = null) : BulkChange;

    /// <summary>Priority by hand; null gives it back to the score.</summary>
    public sealed record Prioritise(Priority? Priority) : BulkChange;

    /// <summary>Gives a label, or takes it.</summary>
    public sealed record Label(long LabelId, bool Carries = true) : BulkChange;

    /// <summary>Puts them to an incident, or takes them out.</summary>
    public sealed record Join(long? IncidentId) : BulkChange
    {
        /// <summary>They are what it is opened with: only those that belong to none yet.</summary>
        internal bool Proposed { get; init; }
    }

    /// <summary>Crisis level by hand with its reason; null leaves it to alerts and workflows again.</summary>
    public sealed record Crisis(int? Level, string? Reason = null) : BulkChange;

    /// <summary>Takes back what was said last by hand about the crisis.</summary>
    public sealed record CrisisUndone : BulkChange;

    /// <summary>The steps of a macro as they were when somebody ran it; all of them or none on each conversation.</summary>
    public sealed record Macro(long MacroId, string Name, IReadOnlyList<WorkflowAction> Steps) : BulkChange;
}

/// <summary>What became of a change to many.</summary>
/// <param name="Changed">Conversations it was done to.</param>
/// <param name="Refused">Those to which it could not be done, with the reason.</param>
public sealed record BulkResult(int Changed, IReadOnlyList<(long Conversation, InboxException Why)> Refused);

public sealed partial class Inbox
{
    /// <summary>As many as are changed in one go.</summary>
    public const int MostAtOnce = 10_000;

    // Others write between two transactions, so that a change to thousands holds up nobody.
    private const int BulkStep = 50;

    /// <summary>How many conversations a filter has: exact up to <paramref name="most"/>, which stands for that many or more.</summary>
    public async Task<long> CountAsync(InboxFilter filter, Sight sight, int most, CancellationToken cancel)
    {
        if (!string.IsNullOrWhiteSpace(filter.Search)) return (await SearchedAsync(filter, sight, most, cancel)).Count;
        var (conditions, values) = await WhereAsync(filter, sight, cancel);
        values.Add("most", most);
        await using var connection = await db.ReadAsync(cancel);
        return await connection.ExecuteScalarAsync<long>(new CommandDefinition(
            $"select count(*) from (select 1 from conversation c where {string.Join(" and ", conditions)} limit @most) counted",
            values, cancellationToken: cancel));
    }

    /// <summary>Does one thing to many: those that are named, or everything a filter has now.</summary>
    /// <param name="ids">Named ones; null: all of the filter.</param>
    /// <exception cref="InboxException">
    /// There are more than <see cref="MostAtOnce"/>, or the person, label or incident is not there.
    /// </exception>
    public async Task<BulkResult> ChangeManyAsync(
        IReadOnlyList<long>? ids, InboxFilter filter, BulkChange change, Sight sight, CancellationToken cancel)
    {
        var (all, label) = await CheckedAsync(ids, filter, change, sight, cancel);
        var refused = new List<(long, InboxException)>();
        if (change is BulkChange.Macro) throw new NotSupportedException($"Macros are run by {nameof(ChangeManyInTurnAsync)}.");
        foreach (var step in all.Chunk(BulkStep))
            refused.AddRange(await db.WriteAsync(scope => ChangeStepAsync(scope, step, change, label, sight, cancel), cancel));
        return new(all.Count - refused.Count, refused);
    }

    /// <summary>Which ones are meant, each once, where the change can be done at all.</summary>
    /// <inheritdoc cref="ChangeManyAsync" path="/exception"/>
    private async Task<(IReadOnlyList<long> All, Label? Label)> CheckedAsync(
        IReadOnlyList<long>? ids, InboxFilter filter, BulkChange change, Sight sight, CancellationToken cancel)
    {
        var label = change is BulkChange.Label named
            ? (await archive.LabelsAsync(cancel)).FirstOrDefault(l => l.Id == named.LabelId)
                ?? throw new InboxException(InboxRefusal.NotFound, "This label is gone; choose another one.")
            : null;
        if (change is BulkChange.Assign { PersonId: { } person }
            && (await roster.PeopleAsync(cancel)).All(p => p.Id != person || !CanHave(p)))
            throw new InboxException(InboxRefusal.PersonMissing, "This person is no longer active or does not work on conversations; choose another one.");
        if (change is BulkChange.Move { DepartmentId: { } department }
            && (await roster.DepartmentsAsync(cancel)).Find(department) is null)
            throw new InboxException(InboxRefusal.DepartmentMissing, "This department is gone; choose another one.");
        // Of what is opened from a proposal twice at once both are a part, though one of them does not see it yet.
        if (change is BulkChange.Join { IncidentId: { } incident, Proposed: false }
            && await IncidentAsync(incident, sight, cancel) is null)
            throw new InboxException(InboxRefusal.IncidentMissing, "This incident is gone; choose another one.");
        if (change is BulkChange.Enter { State: ConversationState.Snoozed } snooze
            && (snooze.Until is null || snooze.Until <= clock.GetUtcNow()))
            throw new InboxException(InboxRefusal.TimeMissing, "Say until when; it has to be later than now.");
        if (change is BulkChange.Crisis by) CrisisByHand(by.Level, by.Reason);
        var all = ids?.Distinct().ToList() ?? await IdsAsync(filter, sight, cancel);
        if (all.Count > MostAtOnce)
            throw new InboxException(
                InboxRefusal.NothingChosen, $"These are more than {MostAtOnce}; narrow the list and go on in parts.");
        return (all, label);
    }

    private async Task<List<(long, InboxException)>> ChangeStepAsync(
        WriteScope scope, long[] ids, BulkChange change, Label? label, Sight sight, CancellationToken cancel)
    {
        var refused = new List<(long, InboxException)>();
        await LockAsync(scope, ids);
        foreach (var id in ids)
        {
            try
            {
                var recording = await SeenAsync(scope, id, sight, cancel);
                await DoAsync(recording, change, label, sight.PersonId, cancel);
                await recording.FinishAsync(cancel);
            }
            catch (InboxException wrong)
            {
                // Refusals come before anything is written of this conversation.
                refused.Add((id, wrong));
            }
        }
        return refused;
    }

    private async Task DoAsync(
        Recording recording, BulkChange change, Label? label, long? by, CancellationToken cancel)
    {
        switch (change)
        {
            case BulkChange.Assign assign:
                await recording.AssignAsync(assign.PersonId, Now, by);
                break;
            case BulkChange.Move move:
                await recording.MoveAsync(move.DepartmentId, Now, by);
                break;
            case BulkChange.Prioritise { Priority: var priority }:
                await PrioritiseAsync(recording, priority, by);
                break;
            case BulkChange.Label { Carries: var carries }:
                await LabelAsync(recording, label!, carries, by);
                break;
            case BulkChange.Join join:
                await SetIncidentAsync(recording, join.IncidentId, by, join.Proposed);
                break;
            case BulkChange.Crisis said:
                await SetCrisisAsync(
                    recording, CrisisReason.ByHand(recording.Row.CrisisBecause, CrisisByHand(said.Level, said.Reason)), by);
                break;
            case BulkChange.CrisisUndone:
                await UndoCrisisAsync(recording, by);
                break;
            case BulkChange.Enter enter:
                await EnterAsync(recording, enter, by, cancel);
                break;
            default:
                throw new NotSupportedException($"The inbox does not know the change {change.GetType().Name}.");
        }
    }

    private async Task<IReadOnlyList<long>> IdsAsync(InboxFilter filter, Sight sight, CancellationToken cancel)
    {
        if (!string.IsNullOrWhiteSpace(filter.Search)) return await SearchedAsync(filter, sight, MostAtOnce + 1, cancel);
        var (conditions, values) = await WhereAsync(filter, sight, cancel);
        values.Add("most", MostAtOnce + 1);
        await using var connection = await db.ReadAsync(cancel);
        return (await connection.QueryAsync<long>(new CommandDefinition(
            $"select c.id from conversation c where {string.Join(" and ", conditions)} order by c.id limit @most",
            values, cancellationToken: cancel))).AsList();
    }
}
