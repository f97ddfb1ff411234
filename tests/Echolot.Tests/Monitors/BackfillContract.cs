using Dapper;
using Echolot.Matching;
using Echolot.Mentions;
using Echolot.Monitors;
using Echolot.Sources;
using Echolot.Storage;
using Echolot.Tests.Intake;
using Echolot.Tests.Storage;
using Shouldly;
using Xunit;
using static Echolot.Tests.Intake.Posts;

namespace Echolot.Tests.Monitors;

public sealed class BackfillOnSqlite() : BackfillContract(Engine.Sqlite);

public sealed class BackfillOnPostgres() : BackfillContract(Engine.Postgres);

public abstract partial class BackfillContract(Engine engine) : DatabaseContract(engine)
{
    private Household _household = null!;
    private SourceConfig _source = null!;
    private CancellationTokenSource _stop = null!;
    private Task _running = Task.CompletedTask;

    private Archive Archive => _household.Get<Archive>();

    private BackfillDesk Desk => _household.Get<BackfillDesk>();

    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        _household = new Household(Db);
        _source = await _household.AddSourceAsync("a");
        await _household.AddMonitorAsync("fjellrev OR trailrunner");
        await _household.OpenGateAsync();
    }

    public override async ValueTask DisposeAsync()
    {
        await StopAsync();
        await _household.DisposeAsync();
        await base.DisposeAsync();
    }

    [Fact]
    public async Task A_new_monitor_finds_what_was_stored_before_it()
    {
        await TakeAsync(
            Said("1", "Fjellrev liefert spät"), Said("2", "Trailrunner ist gut"), Said("3", "Fjellrev ist gut"));
        var late = await _household.AddMonitorAsync("fjellrev AND gut");
        (await ListedAsync(late)).ShouldBeEmpty();

        var done = await RunAsync(late);
        (done.State, done.Found, done.Share, done.Version).ShouldBe((BackfillState.Done, 1, 1.0, 1));
        var mention = (await ListedAsync(late)).ShouldHaveSingleItem();
        mention.Text.ShouldBe("Fjellrev ist gut");
        mention.Matches.Single(m => m.MonitorId == late).ShouldSatisfyAllConditions(
            m => m.MonitorVersion.ShouldBe(1),
            m => m.Spans.ShouldBe([new("text", 0, 8), new("text", 13, 3)]));
        (await Archive.CountAsync(new() { Monitors = [late] }, Cancel)).ShouldBe(1);
        (await Archive.FacetsAsync(new() { Monitors = [late] }, Cancel))
            .Single(f => f.Field == "language").Values.Sum(v => v.Count).ShouldBe(1);
    }

    [Theory]
    [InlineData("gut")]
    [InlineData("NOT gut AND lang:de")]
    [InlineData("*renn*")]
    [InlineData("\"ist gut\" OR spät")]
    [InlineData("fjellrev NEAR/3 gut")]
    [InlineData("source:scripted NOT trailrunner")]
    public async Task The_past_and_the_stream_give_the_same_set(string query)
    {
        var everything = await _household.AddMonitorAsync(query);
        Upserted[] posts =
        [
            .. Enumerable.Range(0, 40).Select(i => Said(
                $"{i}", (i % 5) switch
                {
                    0 => "Fjellrev liefert wieder spät und das ist nicht schön",
                    1 => "Der Trailrunner ist gut, sagen alle Läufer in der Stadt",
                    2 => "Fjellrev ist wirklich sehr gut geworden, danke dafür",
                    3 => "Mit dem Trailrunner renne ich jeden Morgen durch den Wald",
                    _ => "Fjellrev ist gut für Rennräder und auch für Kinder",
                })),
        ];
        await TakeAsync(posts);
        var late = await _household.AddMonitorAsync($"({query})");
        (await RunAsync(late)).State.ShouldBe(BackfillState.Done);
        var live = await ListedAsync(everything);
        live.ShouldNotBeEmpty();
        (await ListedAsync(late)).Select(m => m.Id).ShouldBe(live.Select(m => m.Id));
        foreach (var mention in live)
            mention.Matches.Single(m => m.MonitorId == everything).Spans.ShouldBe(
                (await Archive.FindAsync(mention.Id, Cancel))!.Matches.Single(m => m.MonitorId == late).Spans);
    }

    [Theory]
    [InlineData(WordForms.AsTyped, 1)]
    [InlineData(WordForms.Inflected, 2)]
    [InlineData(WordForms.Compound, 3)]
    public async Task Stream_archive_and_preview_find_the_same_forms(WordForms forms, int found)
    {
        var watchlist = _household.Watchlist;
        var draft = new MonitorDraft("Haus", "haus", Purpose.Brand, Forms: forms);
        var live = (await watchlist.AddAsync(draft, null, Cancel)).Monitor!.Id;
        await _household.AddMonitorAsync("lang:de OR fjellrev");
        await TakeAsync(Said("1", "Fjellrev hat ein Haus"), Said("2", "Fjellrev hat zwei Häuser"),
            Said("3", "Fjellrev hat ein Gartenhaus"));
        var late = (await watchlist.AddAsync(draft, null, Cancel)).Monitor!.Id;
        (await RunAsync(late)).Found.ShouldBe(found);
        var past = await ListedAsync(late);
        (await ListedAsync(live)).Select(m => m.Id).ShouldBe(past.Select(m => m.Id));
        var preview = await watchlist.PreviewAsync("haus", draft.Options, 10, TimeSpan.FromDays(9000), TimeSpan.FromMinutes(1), Cancel);
        preview.Hits.Select(h => h.Mention.Id).ShouldBe(past.Select(m => m.Id));
        preview.Hits.ShouldAllBe(h => h.Spans.Count > 0);
        preview.Count.ShouldBe(found);
    }

    [Fact]
    public async Task A_preview_says_that_the_archive_is_young_and_not_that_the_time_to_look_was_over()
    {
        var now = DateTimeOffset.UtcNow;
        await TakeAsync([.. Enumerable.Range(0, 3).Select(i => new Upserted(
            Of($"{i}", "Fjellrev ist gut") with { PublishedAt = now, ReceivedAt = now }, null, now))]);
        var young = await LookAsync(TimeSpan.FromMinutes(1));
        (young.IsYoung, young.PerDay).ShouldBe((true, 3));
        (await LookAsync(TimeSpan.Zero)).ShouldSatisfyAllConditions(p => p.Complete.ShouldBeFalse(), p => p.IsYoung.ShouldBeFalse());

        Task<Preview> LookAsync(TimeSpan patience) =>
            _household.Watchlist.PreviewAsync("fjellrev", default, 10, TimeSpan.FromDays(60), patience, Cancel);
    }

    [Fact]
    public async Task Looking_twice_lists_once()
    {
        await TakeAsync(Said("1", "Fjellrev ist gut"));
        var late = await _household.AddMonitorAsync("gut");
        (await RunAsync(late)).Found.ShouldBe(1);
        await Desk.StartAsync(late, Cancel);
        (await EndAsync(late)).Found.ShouldBe(0);
        (await ListedAsync(late)).ShouldHaveSingleItem();
        (await Archive.CountAsync(new() { Monitors = [late] }, Cancel)).ShouldBe(1);
    }

    [Fact]
    public async Task A_changed_query_looks_again_and_a_new_name_does_not()
    {
        await TakeAsync(Said("1", "Fjellrev ist gut"), Said("2", "Fjellrev ist schlecht"));
        var late = await _household.AddMonitorAsync("gut");
        var first = await RunAsync(late);
        var monitor = (await _household.Watchlist.FindAsync(late, Cancel))!;
        var draft = new MonitorDraft("Anders", monitor.QueryText, monitor.Purpose);
        await _household.Watchlist.ChangeAsync(late, draft, null, null, Cancel);
        (await Desk.FindAsync(late, Cancel))!.AskedAt.ShouldBe(first.AskedAt);
        await _household.Watchlist.ChangeAsync(late, draft with { QueryText = "gut OR schlecht" }, null, null, Cancel);
        var second = await EndAsync(late);
        (second.Version, second.Found).ShouldBe((2, 1));
        (await ListedAsync(late)).Count.ShouldBe(2);
    }

    [Fact]
    public async Task A_monitor_that_stood_still_looks_at_what_it_missed()
    {
        var late = await _household.AddMonitorAsync("gut");
        await RunAsync(late);
        var draft = new MonitorDraft("gut", "gut", Purpose.Brand, Paused: true);
        await _household.Watchlist.ChangeAsync(late, draft, null, null, Cancel);
        await TakeAsync(Said("1", "Fjellrev ist gut"));
        (await ListedAsync(late)).ShouldBeEmpty();
        await _household.Watchlist.ChangeAsync(late, draft with { Paused = false }, null, null, Cancel);
        (await EndAsync(late)).Found.ShouldBe(1);
    }

    [Fact]
    public async Task What_was_interrupted_goes_on_after_the_next_start()
    {
        await TakeAsync(Said("1", "Fjellrev ist gut"));
        var late = await _household.AddMonitorAsync("gut");
        (await Desk.FindAsync(late, Cancel))!.ShouldSatisfyAllConditions(
            b => b.State.ShouldBe(BackfillState.Waiting), b => b.Share.ShouldBe(0), b => b.Total.ShouldBe(1));
        await using var later = new Household(Db, folder: _household.Folder);
        later.Get<BackfillDesk>().Settle = TimeSpan.Zero;
        using var stop = new CancellationTokenSource();
        var running = later.Get<BackfillDesk>().RunAsync(stop.Token);
        (await EndAsync(late)).Found.ShouldBe(1);
        await stop.CancelAsync();
        await running;
    }

    [Fact]
    public async Task What_is_cancelled_ends_and_keeps_what_was_found()
    {
        var late = await _household.AddMonitorAsync("gut");
        (await Desk.CancelAsync(late, Cancel)).ShouldBeTrue();
        (await Desk.CancelAsync(late, Cancel)).ShouldBeFalse();
        await TakeAsync(Said("1", "Fjellrev ist gut"));
        (await RunAsync(late)).State.ShouldBe(BackfillState.Cancelled);
        (await ListedAsync(late)).ShouldHaveSingleItem("the stream goes on");
    }

    [Fact]
    public async Task Old_mentions_are_no_news()
    {
        await TakeAsync(Said("1", "Fjellrev ist gut"));
        await using var before = await Db.ReadAsync(Cancel);
        var facts = "select count(*) from outbox where type like '%MentionsKept'";
        var known = await before.ExecuteScalarAsync<long>(facts);
        await RunAsync(await _household.AddMonitorAsync("gut"));
        (await before.ExecuteScalarAsync<long>(facts)).ShouldBe(known);
    }

    [Fact]
    public async Task Intake_goes_on_while_the_archive_is_looked_through()
    {
        await TakeAsync([.. Enumerable.Range(0, 300).Select(i => Said($"{i}", $"Fjellrev Nummer {i} ist gut"))]);
        Desk.Settle = TimeSpan.Zero;
        Start();
        var late = await _household.AddMonitorAsync("gut");
        await TakeAsync([.. Enumerable.Range(300, 300).Select(i => Said($"{i}", $"Fjellrev Nummer {i} ist gut"))]);
        await EndAsync(late);
        (await Archive.CountAsync(new() { Monitors = [late] }, Cancel)).ShouldBe(600);
    }

    [Fact]
    public async Task A_removed_monitor_leaves_nothing_to_look_for()
    {
        var late = await _household.AddMonitorAsync("gut");
        await _household.Watchlist.RemoveAsync(late, Cancel);
        (await Desk.FindAsync(late, Cancel)).ShouldBeNull();
        await Should.ThrowAsync<KeyNotFoundException>(() => Desk.StartAsync(late, Cancel));
    }

    private Task TakeAsync(params Upserted[] posts) => _household.Gate.TakeAsync(_source, posts, Cancel);

    private async Task<IReadOnlyList<StoredMention>> ListedAsync(long monitor) =>
        (await Archive.ListAsync(new() { Monitors = [monitor] }, null, 1000, Cancel)).Items;

    private Task<Backfill> RunAsync(long monitor)
    {
        Desk.Settle = TimeSpan.Zero;
        Start();
        return EndAsync(monitor);
    }

    private void Start()
    {
        if (!_running.IsCompletedSuccessfully) return;
        _stop = new CancellationTokenSource();
        _running = Desk.RunAsync(_stop.Token);
    }

    private async Task StopAsync()
    {
        if (_running.IsCompleted) return;
        await _stop.CancelAsync();
        await _running;
        _stop.Dispose();
    }

    private async Task<Backfill> EndAsync(long monitor)
    {
        for (var tries = 0; tries < 600; tries++)
        {
            var backfill = (await Desk.FindAsync(monitor, Cancel))!;
            if (backfill.Ended) return backfill;
            await Task.Delay(50, Cancel);
        }
        throw new TimeoutException("The archive was not looked through within 30 seconds.");
    }
}
