using Echolot.Teams;

namespace Echolot.Alerts;

/// <summary>How a firing calls people who are on call. No input or output.</summary>
internal static class Chain
{
    /// <summary>
    /// When the first one is told of a firing, and after how many minutes the next one; without minutes the rota calls as
    /// it has it settled.
    /// </summary>
    /// <param name="at">When it fired.</param>
    public static RehearsedCall Of(AlertRule rule, DateTimeOffset at) => rule.EscalateOnDuty
        ? new(rule.AlsoOnDuty ? at : at + rule.EscalateAfter, (int)rule.EscalateAfter.TotalMinutes)
        : new(at, null);
}

public sealed partial class AlertDesk
{
    /// <summary>
    /// Who on call would be told of firings that an alert would have had, one step after the other, where nobody
    /// acknowledges; nobody where an alert only tells. Decided by the code that calls live; tells nobody.
    /// </summary>
    public async Task<IReadOnlyList<IReadOnlyList<DutyStep>>> CallsOfAsync(
        AlertRule rule, IReadOnlyList<PastFiring> firings, CancellationToken cancel) => rule.Kind.Fires()
        ? await _rota.RehearseAsync([.. firings.Select(f => Chain.Of(rule, f.To))], cancel)
        : [.. firings.Select(_ => (IReadOnlyList<DutyStep>)[])];
}
