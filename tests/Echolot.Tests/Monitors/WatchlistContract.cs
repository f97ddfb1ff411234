using Dapper;
using Echolot.Matching;
using Echolot.Mentions;
using Echolot.Monitors;
using Echolot.Storage;
using Echolot.Tests.Intake;
using Echolot.Tests.Storage;
using Shouldly;
using Xunit;

namespace Echolot.Tests.Monitors;

public sealed class WatchlistOnSqlite() : WatchlistContract(Engine.Sqlite);

public sealed class WatchlistOnPostgres() : WatchlistContract(Engine.Postgres);

public abstract class WatchlistContract(Engine engine) : DatabaseContract(engine)
{
    private Household _household = null!;

    private Watchlist Watchlist => _household.Watchlist;

    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        _household = new Household(Db);
        await Watchlist.LoadAsync(Cancel);
    }

    public override async ValueTask DisposeAsync()
    {
        await _household.DisposeAsync();
        await base.DisposeAsync();
    }

    [Fact]
    public async Task A_new_monitor_is_in_force_at_once()
    {
        Wants("Fjellrev ist toll").ShouldBeEmpty();
        var id = await _household.AddMonitorAsync("fjellrev");
        var match = Wants("Fjellrev ist toll").Single();
        (match.MonitorId, match.MonitorVersion).ShouldBe((id, 1));
        match.Spans.ShouldBe([new("text", 0, 8)]);
    }

    [Fact]
    public async Task What_another_process_changed_is_followed_also_after_the_database_failed()
    {
        var id = await _household.AddMonitorAsync("fjellrev");
        Watchlist.FollowAgain = TimeSpan.FromMilliseconds(50);
        using var stop = new CancellationTokenSource();
        var following = Watchlist.FollowAsync(stop.Token);
        await Db.WriteAsync(async scope =>
        {
            await scope.Connection.ExecuteAsync(
                "update monitor set query_text = 'socken' where id = @id", new { id }, scope.Transaction);
            await scope.Connection.ExecuteAsync("alter table monitor rename to monitor_gone", transaction: scope.Transaction);
            await _household.Bus.PublishAsync(scope, new MonitorChanged(id, 99), Cancel);
        }, Cancel);
        await Task.Delay(300, Cancel);
        Wants("Fjellrev").ShouldNotBeEmpty("nothing could be read");
        await Db.WriteAsync(
            scope => scope.Connection.ExecuteAsync("alter table monitor_gone rename to monitor", transaction: scope.Transaction),
            Cancel);
        using var late = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        while (Wants("Socken").Count == 0) await Task.Delay(20, late.Token);
        following.IsCompleted.ShouldBeFalse();
        await stop.CancelAsync();
        await following;
    }

    [Fact]
    public async Task A_query_with_errors_is_not_saved()
    {
        var saved = await Watchlist.AddAsync(new("Marke", "(fjellrev OR", Purpose.Brand), null, Cancel);
        saved.Monitor.ShouldBeNull();
        saved.Errors.ShouldNotBeEmpty();
        (await Watchlist.ListAsync(Cancel)).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_monitor_needs_a_name_that_fits_into_a_list()
    {
        foreach (var (name, folder) in new[] { (" ", null), (new string('x', 121), null), ("Marke", new string('x', 121)) })
        {
            var saved = await Watchlist.AddAsync(new(name, "fjellrev", Purpose.Brand, Folder: folder), null, Cancel);
            saved.Monitor.ShouldBeNull();
            saved.Errors.Single().Code.ShouldBe("monitor.unnamed");
        }
        (await Watchlist.AddAsync(new(new string('x', 120), "fjellrev", Purpose.Brand), null, Cancel)).Monitor.ShouldNotBeNull();
    }

    [Fact]
    public async Task A_new_text_makes_a_version_and_a_new_name_does_not()
    {
        var id = await _household.AddMonitorAsync("fjellrev");
        var before = (await Watchlist.FindAsync(id, Cancel))!;
        await Watchlist.ChangeAsync(id, Draft(before) with { Name = "Anders" }, 9, null, Cancel);
        (await Watchlist.FindAsync(id, Cancel))!.Version.ShouldBe(1);
        await Watchlist.ChangeAsync(
            id, Draft(before) with { QueryText = "fjellrev OR trailrunner" }, 9, "mehr Schuhe", Cancel);
        var after = (await Watchlist.FindAsync(id, Cancel))!;
        (after.Version, after.Color, after.CreatedAt).ShouldBe((2, before.Color, before.CreatedAt));
        (await Watchlist.VersionsAsync(id, Cancel)).Select(v => (v.Version, v.QueryText, v.ChangedBy, v.Note)).ShouldBe(
            [(2, "fjellrev OR trailrunner", 9L, "mehr Schuhe"), (1, "fjellrev", null, null)]);
        Wants("trailrunner").Single().MonitorVersion.ShouldBe(2);
    }

    [Fact]
    public async Task Nobody_writes_over_what_somebody_else_saved_meanwhile()
    {
        var id = await _household.AddMonitorAsync("fjellrev");
        var read = (await Watchlist.FindAsync(id, Cancel))!;
        // At the same moment of the clock, and without a new version.
        await Watchlist.ChangeAsync(id, Draft(read) with { Name = "Anders" }, 9, null, read.ChangedAt, Cancel);
        var refused = await Should.ThrowAsync<MonitorChangedMeanwhileException>(
            () => Watchlist.ChangeAsync(id, Draft(read) with { QueryText = "hose" }, 9, null, read.ChangedAt, Cancel));
        refused.Monitor.Name.ShouldBe("Anders");
        Wants("fjellrev").ShouldHaveSingleItem();
        await Watchlist.ChangeAsync(id, Draft(read) with { QueryText = "hose" }, 9, null, refused.Monitor.ChangedAt, Cancel);
        (await Watchlist.FindAsync(id, Cancel))!.QueryText.ShouldBe("hose");
    }

    [Fact]
    public async Task Other_forms_make_a_version_and_are_in_force_at_once_and_after_a_restart()
    {
        var id = await _household.AddMonitorAsync("haus");
        Wants("Die Häuser am Ufer").ShouldBeEmpty();
        var before = (await Watchlist.FindAsync(id, Cancel))!;
        await Watchlist.ChangeAsync(id, Draft(before) with { Forms = WordForms.Inflected }, null, null, Cancel);
        Wants("Die Häuser am Ufer").Single().MonitorVersion.ShouldBe(2);
        Wants("Das Gartenhaus").ShouldBeEmpty();
        await Watchlist.ChangeAsync(id, Draft(before) with { Forms = WordForms.Compound }, null, null, Cancel);
        Wants("Das Gartenhaus").Single().Spans.ShouldBe([new("text", 4, 10)]);
        (await Watchlist.VersionsAsync(id, Cancel)).Select(v => (v.Version, v.Forms)).ShouldBe(
            [(3, WordForms.Compound), (2, WordForms.Inflected), (1, WordForms.AsTyped)]);
        await using var later = new Household(Db, folder: _household.Folder);
        await later.Watchlist.LoadAsync(Cancel);
        later.Watchlist.Match([Post("Gartenhäuser")], ["de"])[0].Single().MonitorVersion.ShouldBe(3);
    }

    [Fact]
    public async Task A_change_that_is_no_query_leaves_the_old_one_in_force()
    {
        var id = await _household.AddMonitorAsync("fjellrev");
        var before = (await Watchlist.FindAsync(id, Cancel))!;
        var refused = await Watchlist.ChangeAsync(id, Draft(before) with { QueryText = "NEAR/" }, null, null, Cancel);
        refused.Errors.ShouldNotBeEmpty();
        Wants("fjellrev").ShouldHaveSingleItem();
    }

    [Fact]
    public async Task A_paused_monitor_wants_nothing_until_it_is_resumed()
    {
        var id = await _household.AddMonitorAsync("fjellrev");
        var monitor = (await Watchlist.FindAsync(id, Cancel))!;
        await Watchlist.ChangeAsync(id, Draft(monitor) with { Paused = true }, null, null, Cancel);
        Wants("fjellrev").ShouldBeEmpty();
        await Watchlist.ChangeAsync(id, Draft(monitor), null, null, Cancel);
        Wants("fjellrev").ShouldHaveSingleItem();
    }

    [Fact]
    public async Task A_removed_monitor_wants_nothing_and_its_id_never_comes_back()
    {
        var id = await _household.AddMonitorAsync("fjellrev");
        await Watchlist.RemoveAsync(id, Cancel);
        Wants("fjellrev").ShouldBeEmpty();
        (await Watchlist.VersionsAsync(id, Cancel)).ShouldBeEmpty();
        (await _household.AddMonitorAsync("fjellrev")).ShouldBeGreaterThan(id);
    }

    [Fact]
    public async Task Changing_what_is_gone_says_so()
    {
        var wrong = await Should.ThrowAsync<KeyNotFoundException>(
            () => Watchlist.ChangeAsync(99, new("x", "y", Purpose.Brand), null, null, Cancel));
        wrong.Message.ShouldContain("99");
    }

    [Fact]
    public async Task After_a_restart_the_same_monitors_are_in_force()
    {
        var id = await _household.AddMonitorAsync("fjellrev");
        await _household.AddMonitorAsync("trailrunner");
        await using var later = new Household(Db, folder: _household.Folder);
        await later.Watchlist.LoadAsync(Cancel);
        later.Watchlist.Match([Post("fjellrev")], ["de"])[0].Single().MonitorId.ShouldBe(id);
    }

    [Fact]
    public async Task Several_monitors_want_one_post_and_come_in_order()
    {
        var a = await _household.AddMonitorAsync("fjellrev");
        var b = await _household.AddMonitorAsync("lang:de AND toll");
        Wants("Fjellrev ist toll").Select(m => m.MonitorId).ShouldBe([a, b]);
        Wants("Fjellrev ist toll", "en").Select(m => m.MonitorId).ShouldBe([a]);
    }

    [Fact]
    public async Task Matching_goes_on_while_monitors_change()
    {
        await _household.AddMonitorAsync("fjellrev");
        using var done = new CancellationTokenSource();
        var matching = Enumerable.Range(0, 3).Select(_ => Task.Run(() =>
        {
            do Wants("fjellrev trailrunner").Count.ShouldBeInRange(1, 2);
            while (!done.IsCancellationRequested);
        })).ToList();
        for (var i = 0; i < 10; i++)
            await Watchlist.RemoveAsync(await _household.AddMonitorAsync("trailrunner"), Cancel);
        await done.CancelAsync();
        await Task.WhenAll(matching);
        Wants("fjellrev trailrunner").Count.ShouldBe(1);
    }

    [Fact]
    public async Task Colours_of_new_monitors_differ_until_all_are_used()
    {
        for (var i = 0; i < Palette.Names.Count; i++) await _household.AddMonitorAsync($"marke{i}");
        (await Watchlist.ListAsync(Cancel)).Select(m => m.Color).ShouldBe(Palette.Names, ignoreOrder: true);
    }

    [Fact]
    public async Task The_first_version_has_a_note_too()
    {
        var saved = await Watchlist.AddAsync(new("Marke", "fjellrev", Purpose.Brand), 5, "Für die Messe", Cancel);
        (await Watchlist.VersionsAsync(saved.Monitor!.Id, Cancel)).ShouldHaveSingleItem().Note.ShouldBe("Für die Messe");
    }

    [Fact]
    public async Task Changes_are_in_the_audit_log()
    {
        var saved = await Watchlist.AddAsync(new("Marke", "fjellrev", Purpose.Brand), 5, Cancel);
        await Watchlist.RemoveAsync(saved.Monitor!.Id, 6, Cancel);
        (await _household.Privacy.AuditAsync(null, 10, Cancel)).Select(a => (a.ActorId, a.What, a.Target)).ShouldBe(
        [
            (6L, "monitor.removed", $"monitor:{saved.Monitor.Id}"),
            (5L, "monitor.added", $"monitor:{saved.Monitor.Id}"),
        ]);
    }

    private IReadOnlyList<MonitorMatch> Wants(string text, string language = "de") =>
        Watchlist.Match([Post(text)], [language])[0];

    private static Mention Post(string text) => Posts.Of("1", text);

    private static MonitorDraft Draft(Echolot.Monitors.Monitor m) =>
        new(m.Name, m.QueryText, m.Purpose, m.OwnerId, m.Folder, m.Paused, Forms: m.Forms);
}
