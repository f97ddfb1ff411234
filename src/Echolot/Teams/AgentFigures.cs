using Dapper;
using Echolot.Storage;

namespace Echolot.Teams;

/// <summary>Whether figures of single colleagues may be told.</summary>
/// <param name="Since">Since when; null: they are off.</param>
/// <param name="Agreement">What allows them, such as a works agreement with its date.</param>
public sealed record AgentFigures(DateTimeOffset? Since, string? Agreement)
{
    public bool On => Since is not null;
}

public sealed partial class Roster
{
    /// <summary>Most characters of what allows figures of colleagues.</summary>
    public const int LongestAgreement = 500;

    /// <summary>Off until an administrator names the agreement that allows them.</summary>
    public async Task<AgentFigures> AgentFiguresAsync(CancellationToken cancel)
    {
        await using var read = await db.ReadAsync(cancel);
        var (at, note) = await read.QueryFirstOrDefaultAsync<(long? At, string? Note)>(new CommandDefinition(
            "select agent_figures_at, agent_figures_note from workspace", cancellationToken: cancel));
        return new(at.At(), note);
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
