using Echolot.Messaging;
using Echolot.Storage;

namespace Echolot.Web.Observability;

/// <summary>State of one part; <paramref name="Detail"/> says what to do where it is not well.</summary>
internal sealed record PartHealth(string Part, bool Well, string? Detail = null);

/// <summary>Whether requests should be sent here.</summary>
internal sealed record Readiness(bool Ready, IReadOnlyList<PartHealth> Parts);

/// <summary>Answers whether this process lives and whether it can work.</summary>
internal sealed class Health(
    EcholotDb db, Bus bus, Echolot.Intake.Gate gate, IHostApplicationLifetime host, TimeProvider clock)
{
    /// <summary>
    /// A part that does not answer in this time counts as not well: whoever asks gives up soon after.
    /// </summary>
    private static readonly TimeSpan patience = TimeSpan.FromSeconds(3);

    /// <summary>
    /// Tries of one fact after which a subscriber counts as stuck; with growing pauses this is some minutes.
    /// </summary>
    private const int StuckAfter = 8;

    public async Task<Readiness> AskAsync(CancellationToken cancel)
    {
        if (host.ApplicationStopping.IsCancellationRequested)
            return new(false, [new("server", false, "The server is stopping and takes no new work.")]);
        PartHealth[] parts = [await DatabaseAsync(cancel), await FactsAsync(cancel), Intake()];
        return new(parts.All(p => p.Well), parts);
    }

    // That the server runs says that the migrations are applied: opening applies them or fails.
    private Task<PartHealth> DatabaseAsync(CancellationToken cancel) => WithinAsync(
        "database", async stop => await db.AnswersAsync(stop)
            ? null
            : "The database has no migrations; restart the server to apply them.", cancel);

    private Task<PartHealth> FactsAsync(CancellationToken cancel) => WithinAsync(
        "facts",
        async stop =>
        {
            var stuck = (await bus.HealthAsync(stop)).Where(s => s.Failures >= StuckAfter).Select(s => s.Name).ToList();
            return stuck.Count == 0
                ? null
                : $"Stuck at one fact: {string.Join(", ", stuck)}. The server's log tells why.";
        },
        cancel);

    private PartHealth Intake() => gate.IsStuck
        ? new("intake", false,
            "Events wait and no batch has ended for a minute; look at the database and the server's log.")
        : new("intake", true);

    private async Task<PartHealth> WithinAsync(
        string part, Func<CancellationToken, Task<string?>> ask, CancellationToken cancel)
    {
        using var late = new CancellationTokenSource(patience, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancel, late.Token);
        try
        {
            var problem = await ask(either.Token).WaitAsync(either.Token);
            return new(part, problem is null, problem);
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            return new(part, false, $"No answer within {patience.TotalSeconds:0} seconds.");
        }
        catch (Exception wrong) when (wrong is System.Data.Common.DbException or StorageException
            or ObjectDisposedException)
        {
            return new(part, false, "It does not answer; the server's log tells why.");
        }
    }
}
