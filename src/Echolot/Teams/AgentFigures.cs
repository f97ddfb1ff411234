using Dapper;
using Echolot.Storage;

namespace Echolot.Teams;

/// <summary>Whether figures of single colleagues may be told.</summary>
/// <param name="Since">Since when; null: they are off.</param>
/// <param name="Agreement">What allows them, such as a works agreement with its date.</param>
public sealed record AgentFigures(DateTimeOffset? Since, string? Agreement)
{
    public bool On => Since is not null;

    /// <summary>While they are off: figures of departments with fewer people are not told; 1: every department's are.</summary>
    public int SmallestGroup { get; init; } = DefaultGroup;

    public const int DefaultGroup = 5;

    /// <summary>Whether figures of so many people come too close to figures of one of them. Of nobody they are of nobody.</summary>
    public bool IsTooFew(int people) => !On && people > 0 && people < SmallestGroup;
}

public sealed partial class Roster
{
    /// <summary>Most characters of what allows figures of colleagues.</summary>
    public const int LongestAgreement = 500;

    /// <summary>Most people that a group may be asked to have.</summary>
    public const int LargestGroup = 50;

    /// <summary>Off until an administrator names the agreement that allows them.</summary>
    public async Task<AgentFigures> AgentFiguresAsync(CancellationToken cancel)
    {
        await using var read = await db.ReadAsync(cancel);
        var (at, note, group) = await read.QueryFirstOrDefaultAsync<(long? At, string? Note, long? Group)>(new CommandDefinition(
            "select agent_figures_at, agent_figures_note, smallest_group from workspace", cancellationToken: cancel));
        return new(at.At(), note) { SmallestGroup = (int)(group ?? AgentFigures.DefaultGroup) };
    }

    /// <summary>How many people a department needs before its figures are told while those of single people are off; audited.</summary>
    /// <exception cref="RosterException">Not allowed.</exception>
    /// <exception cref="ArgumentOutOfRangeException">Not 1 to <see cref="LargestGroup"/>.</exception>
    public Task SetSmallestGroupAsync(Actor by, int people, CancellationToken cancel)
    {
        Demand(by, Permission.Administer);
        ArgumentOutOfRangeException.ThrowIfLessThan(people, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(people, LargestGroup);
        return db.WriteAsync(async scope =>
        {
            await scope.Connection.ExecuteAsync(
                "update workspace set smallest_group = @people", new { people = (long)people }, scope.Transaction);
            await privacy.RecordAsync(
                scope, by.Person.Id, "agent-figures.smallest-group", "workspace:1",
                people.ToString(System.Globalization.CultureInfo.InvariantCulture), cancel);
        }, cancel);
    }

    /// <summary>Switches figures of single colleagues on or off; both stand in the audit log.</summary>
    /// <param name="agreement">What allows them; null: off.</param>
    /// <exception cref="RosterException">Not allowed, or nothing is named that allows them.</exception>
    public Task SetAgentFiguresAsync(Actor by, string? agreement, CancellationToken cancel)
    {
        Demand(by, Permission.Administer);
        agreement = agreement?.Trim();
        if (agreement is { Length: 0 or > LongestAgreement })
            throw new RosterException(
                RosterRefusal.AgreementMissing,
                $"Name what allows figures of single colleagues in 1 to {LongestAgreement} characters, such as a works agreement with its date.");
        return db.WriteAsync(async scope =>
        {
            await scope.Connection.ExecuteAsync(
                "update workspace set agent_figures_at = @at, agent_figures_note = @agreement",
                new { at = agreement is null ? null : (long?)Now, agreement }, scope.Transaction);
            await privacy.RecordAsync(
                scope, by.Person.Id, agreement is null ? "agent-figures.switched-off" : "agent-figures.switched-on",
                "workspace:1", agreement, cancel);
        }, cancel);
    }
}
