using Dapper;
using Echolot.Insights;
using Echolot.Mentions;
using Echolot.Monitors;
using Shouldly;
using Xunit;
using static Echolot.Tests.Intake.Posts;

namespace Echolot.Tests.Monitors;

/// <summary>What a narrowed monitor no longer finds.</summary>
public abstract partial class BackfillContract
{
    [Fact]
    public async Task What_a_narrowed_monitor_no_longer_finds_is_counted_taken_out_and_put_back()
    {
        var narrow = await NarrowedAsync();
        var before = await ListedAsync(narrow);
        before.Count.ShouldBe(3);
        (await SettledAsync(narrow)).LeftOver.ShouldBe(new Leftovers(1, 0));
        (await InPeriodAsync(narrow)).ShouldBe(1);
        (await TotalAsync(narrow)).ShouldBe(3);

        (await Desk.TakeOutAsync(narrow, null, Cancel)).ShouldBeTrue();
        (await SettledAsync(narrow)).LeftOver.ShouldBe(new Leftovers(0, 1));
        (await ListedAsync(narrow)).Select(m => m.Text).ShouldBe(
            ["Fjellrev ist sehr gut", "Fjellrev ist gut"], ignoreOrder: true);
        (await CountsAsync(narrow)).ShouldBe((2, 2, 2));
        (await TotalAsync(narrow)).ShouldBe(2, "the overview follows");
        (await InPeriodAsync(narrow)).ShouldBe(0);
        var gone = (await Archive.FindAsync(before.Single(m => m.Text.EndsWith("schlecht", StringComparison.Ordinal)).Id, Cancel))
            .ShouldNotBeNull("it stays stored");
        gone.Matches.ShouldNotContain(m => m.MonitorId == narrow);

        (await Desk.PutBackAsync(narrow, null, Cancel)).ShouldBeTrue();
        (await SettledAsync(narrow)).LeftOver.ShouldBe(new Leftovers(1, 0));
        var after = await ListedAsync(narrow);
        after.Select(m => m.Id).ShouldBe(before.Select(m => m.Id));
        foreach (var (one, other) in after.Zip(before))
            one.Matches.Single(m => m.MonitorId == narrow).ShouldSatisfyAllConditions(
                m => m.MonitorVersion.ShouldBe(1),
                m => m.Spans.ShouldBe(other.Matches.Single(o => o.MonitorId == narrow).Spans));
        (await CountsAsync(narrow)).ShouldBe((3, 3, 3));
        (await TotalAsync(narrow)).ShouldBe(3);
    }

    [Fact]
    public async Task A_version_that_finds_it_again_takes_it_back_by_itself()
    {
        var narrow = await NarrowedAsync();
        await SettledAsync(narrow);
        await Desk.TakeOutAsync(narrow, null, Cancel);
        await SettledAsync(narrow);
        await _household.Watchlist.RestoreAsync(narrow, 1, null, null, Cancel);
        var wide = await SettledAsync(narrow);
        (wide.Version, wide.Found, wide.LeftOver).ShouldBe((3, 1, new Leftovers(0, 0)));
        (await ListedAsync(narrow)).Count.ShouldBe(3);
        (await Desk.PutBackAsync(narrow, null, Cancel)).ShouldBeTrue("there is nothing to put back, and no harm done");
        await SettledAsync(narrow);
        (await CountsAsync(narrow)).ShouldBe((3, 3, 3));
    }

    [Fact]
    public async Task Hidden_ones_are_left_over_too_and_forgotten_ones_are_not()
    {
        var narrow = await NarrowedAsync("Fjellrev ist auch schlecht");
        var bad = (await ListedAsync(narrow)).Where(m => m.Text.EndsWith("schlecht", StringComparison.Ordinal)).ToList();
        bad.Count.ShouldBe(2);
        await Archive.WorkAsync([bad[0].Id], [WorkChange.Hide(true)], new Doer(null), Cancel);
        (await SettledAsync(narrow)).LeftOver.ShouldBe(new Leftovers(2, 0));
        await Db.WriteAsync(
            scope => Archive.ForgetAsync(scope, bad[1].Connector, [new(bad[1].ExternalId)], "DeletedAtSource", Cancel), Cancel);
        (await Desk.FindAsync(narrow, Cancel))!.LeftOver.ShouldBe(new Leftovers(1, 0));
        await Desk.TakeOutAsync(narrow, null, Cancel);
        await SettledAsync(narrow);
        (await Archive.CountAsync(new() { Monitors = [narrow], Hidden = true }, Cancel)).ShouldBe(0);
        await Desk.PutBackAsync(narrow, null, Cancel);
        await SettledAsync(narrow);
        (await Archive.CountAsync(new() { Monitors = [narrow], Hidden = true }, Cancel)).ShouldBe(1);
    }

    [Fact]
    public async Task A_paused_monitor_that_gets_another_version_is_at_rest_and_nothing_is_left_over_of_the_one_before()
    {
        var narrow = await NarrowedAsync();
        await SettledAsync(narrow);
        (await InPeriodAsync(narrow)).ShouldBe(1);
        await ChangeAsync(paused: true);
        var resting = (await Desk.FindAsync(narrow, Cancel))!;
        (resting.Still, resting.Outdated, resting.LeftOver).ShouldBe((true, true, null));
        (await InPeriodAsync(narrow)).ShouldBe(0);
        await ChangeAsync(paused: false);
        (await SettledAsync(narrow)).ShouldSatisfyAllConditions(
            b => b.Outdated.ShouldBeFalse(), b => b.LeftOver.ShouldBe(new Leftovers(2, 0)));

        Task ChangeAsync(bool paused) => _household.Watchlist.ChangeAsync(
            narrow, new("fjellrev", "fjellrev AND sehr", Purpose.Brand, Paused: paused), null, null, Cancel);
    }

    [Fact]
    public async Task A_look_that_failed_once_is_taken_up_again_by_itself()
    {
        var narrow = await NarrowedAsync();
        await SettledAsync(narrow);
        await StopAsync();
        _running = Task.CompletedTask;
        await DoAsync("update backfill set judged = 9223372036854775807");
        await DoAsync("alter table leftover rename to away");
        Start();
        for (var tries = 0; Desk.Failed == 0 && tries < 1200; tries++) await Task.Delay(25, Cancel);
        Desk.Failed.ShouldBeGreaterThan(0, "it judges now, and fails");
        await DoAsync("alter table away rename to leftover");
        (await SettledAsync(narrow)).LeftOver.ShouldBe(new Leftovers(1, 0));

        Task DoAsync(string sql) => Db.WriteAsync(
            scope => scope.Connection.ExecuteAsync(sql, transaction: scope.Transaction), Cancel);
    }

    [Fact]
    public async Task What_fails_again_and_again_leaves_the_others_their_turn()
    {
        var narrow = await NarrowedAsync();
        await SettledAsync(narrow);
        var other = await _household.AddMonitorAsync("trailrunner");
        await SettledAsync(other);
        await StopAsync();
        _running = Task.CompletedTask;
        await Db.WriteAsync(
            scope => scope.Connection.ExecuteAsync(
                """
                update backfill set judged = 9223372036854775807;
                update monitor set forms = 'Nonsense' where id = @narrow;
                """, new { narrow }, scope.Transaction), Cancel);
        Desk.AnotherTry = TimeSpan.FromHours(1);
        Start();
        (await SettledAsync(other)).LeftOver.ShouldBe(new Leftovers(0, 0));
        await Desk.StartAsync(other, Cancel);
        (await SettledAsync(other)).State.ShouldBe(BackfillState.Done);
        (await Desk.FindAsync(narrow, Cancel))!.LeftOver.ShouldBeNull();
    }

    [Fact]
    public async Task Nothing_is_taken_out_before_the_past_was_judged()
    {
        var narrow = await NarrowedAsync();
        (await Desk.FindAsync(narrow, Cancel))!.LeftOver.ShouldBeNull();
        (await Desk.TakeOutAsync(narrow, null, Cancel)).ShouldBeFalse();
        (await Desk.TakeOutAsync(4711, null, Cancel)).ShouldBeFalse();
    }

    /// <summary>A monitor at version 2, with mentions that its first version found; its past is not judged yet.</summary>
    private async Task<long> NarrowedAsync(params string[] more)
    {
        var narrow = await _household.AddMonitorAsync("fjellrev");
        await SettledAsync(narrow);
        await StopAsync();
        _running = Task.CompletedTask;
        string[] texts = ["Fjellrev ist gut", "Fjellrev ist schlecht", .. more, "Fjellrev ist sehr gut"];
        await TakeAsync([.. texts.Select((text, i) => Said($"{i}", text))]);
        var saved = await _household.Watchlist.ChangeAsync(
            narrow, new("fjellrev", "fjellrev AND gut", Purpose.Brand), null, null, Cancel);
        saved.Monitor!.Version.ShouldBe(2);
        return narrow;
    }

    private async Task<Backfill> SettledAsync(long monitor)
    {
        Desk.Settle = TimeSpan.Zero;
        Start();
        for (var tries = 0; tries < 1200; tries++)
        {
            var backfill = (await Desk.FindAsync(monitor, Cancel))!;
            if (backfill.Still) return backfill;
            await Task.Delay(25, Cancel);
        }
        throw new TimeoutException("What is left over was not looked for within 30 seconds.");
    }

    private async Task<(long Count, long Facet, long Daily)> CountsAsync(long monitor)
    {
        var filter = new MentionFilter { Monitors = [monitor] };
        return (
            await Archive.CountAsync(filter, Cancel),
            (await Archive.FacetsAsync(filter, Cancel)).Single(f => f.Field == "language").Values.Sum(v => v.Count),
            (await Archive.DailyAsync(filter, Cancel)).Sum(d => d.Count));
    }

    private async Task<long> TotalAsync(long monitor)
    {
        var analyst = _household.Get<Analyst>();
        await analyst.RefreshAsync(Cancel);
        var (from, to) = Days(await ListedAsync(monitor));
        return (await analyst.LookAsync(new([monitor], from, to, []), Cancel)).Total.All;
    }

    private async Task<long> InPeriodAsync(long monitor)
    {
        var found = await Archive.LeftoversAsync(
            [monitor], DateTimeOffset.UnixEpoch, new(2100, 1, 1, 0, 0, 0, TimeSpan.Zero), Cancel);
        return found.GetValueOrDefault(monitor);
    }

    private static (DateOnly From, DateOnly To) Days(IReadOnlyList<StoredMention> mentions) => (
        DateOnly.FromDateTime(mentions.Min(m => m.PublishedAt).UtcDateTime).AddDays(-1),
        DateOnly.FromDateTime(mentions.Max(m => m.PublishedAt).UtcDateTime).AddDays(1));
}
