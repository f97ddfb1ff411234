using Dapper;
using Echolot.Insights.Rollups;
using Echolot.Mentions;
using Echolot.Privacy;
using Echolot.Storage;

namespace Echolot.Insights;

/// <summary>
/// Sums of days name authors by number and hold single words of texts. Sums of every day that lost a mention are
/// dropped
/// in the same transaction and made anew from what is left.
/// </summary>
internal sealed class PersonalSums(Archive archive) : IHoldsPersonalData
{
    public IReadOnlyList<string> Tables { get; } = ["insight_day"];

    public Task<int> EraseAsync(WriteScope scope, DataSubject subject, CancellationToken cancel) =>
        subject.Connector is null ? Task.FromResult(0) : DropStaleAsync(scope);

    // Counts of mentions; the archive exports the mentions themselves.
    public IAsyncEnumerable<PersonalRecord> ExportAsync(DataSubject subject, CancellationToken cancel) =>
        AsyncEnumerable.Empty<PersonalRecord>();

    public Task<int> ExpireAsync(WriteScope scope, DateTimeOffset before, CancellationToken cancel) =>
        DropStaleAsync(scope);

    private async Task<int> DropStaleAsync(WriteScope scope)
    {
        var made = (await scope.Connection.QueryAsync<(long Scope, long Day, long Stamp)>(
            "select scope, day, stamp from insight_day", transaction: scope.Transaction)).ToLookup(r => r.Day);
        if (made.Count == 0) return 0;
        var days = new LocalDays(archive.Zone);
        var stamps = (await Archive.DayStatesAsync(scope)).ToDictionary(s => (s.Monitor, s.Day), s => s.Stamp);
        var dropped = 0;
        foreach (var day in made)
        {
            // Everything that is visible is under the scope of everything.
            var stamp = Scope.Everything.StampOf(day.Key, days, stamps);
            if (stamp != 0 && day.Any(r => r.Scope == Scope.Everything.Number && r.Stamp == stamp)) continue;
            dropped += await scope.Connection.ExecuteAsync(
                "delete from insight_day where day = @day", new { day = day.Key }, scope.Transaction);
        }
        return dropped;
    }
}
