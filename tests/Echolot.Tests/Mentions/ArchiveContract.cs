using Echolot.Mentions;
using Echolot.Messaging;
using Echolot.Storage;
using Echolot.Tests.Storage;

namespace Echolot.Tests.Mentions;

/// <summary>
/// What every suite over the archive needs: a fresh database, an archive at a fixed hour, and short verbs.
/// </summary>
public abstract class ArchiveContract(Engine engine) : DatabaseContract(engine)
{
    protected Archive Archive { get; private set; } = null!;

    protected SetClock Clock { get; } = new(Samples.Start + TimeSpan.FromHours(30));

    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        Restarted();
    }

    // A minute, so that a busy machine does not decide what tests see.
    protected void Restarted() =>
        Archive = new Archive(Db, new Bus(Db, Clock), Clock) { InTime = TimeSpan.FromMinutes(1) };

    protected Task<IReadOnlyList<Kept>> KeepAsync(params Keep[] batch) =>
        Db.WriteAsync(scope => Archive.KeepAsync(scope, batch, Cancel), Cancel);

    protected async Task<Kept> KeepOneAsync(Keep keep) => (await KeepAsync(keep))[0];

    protected Task<int> ForgetAsync(params string[] ids) => Db.WriteAsync(
        scope => Archive.ForgetAsync(
            scope, "push", [.. ids.Select(i => new ExternalId(i))], "DeletedAtSource", Cancel), Cancel);

    protected Task<int> AuthorGoneAsync(string author, bool? hide) => Db.WriteAsync(
        scope => Archive.AuthorGoneAsync(scope, "push", new ExternalId(author), hide, "AuthorGone", Cancel), Cancel);

    protected async Task<IReadOnlyList<string>> ListAsync(MentionFilter? filter = null, int size = 100) =>
        [.. (await Archive.ListAsync(filter ?? new(), null, size, Cancel)).Items.Select(m => m.ExternalId)];

    protected async Task<IReadOnlyList<string>> SearchAsync(string search) =>
        await ListAsync(new MentionFilter { Search = search });

    /// <summary>Values of one facet as <c>value=count</c>, most frequent first.</summary>
    protected async Task<IReadOnlyList<string>> FacetAsync(string field, MentionFilter? filter = null) =>
        [.. (await Archive.FacetsAsync(filter ?? new(), Cancel)).Single(f => f.Field == field).Values.Select(
            v => $"{v.Value}={v.Count}")];
}

/// <summary>A clock that stands where a test puts it.</summary>
public sealed class SetClock(DateTimeOffset now) : TimeProvider
{
    public DateTimeOffset Now { get; set; } = now;

    public override DateTimeOffset GetUtcNow() => Now;
}
