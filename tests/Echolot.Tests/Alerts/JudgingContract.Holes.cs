using Dapper;
using Echolot.Alerts;
using Echolot.Mentions;
using Echolot.Monitors;
using Echolot.Sources;
using Echolot.Storage;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Xunit;

namespace Echolot.Tests.Alerts;

/// <summary>Times in which nothing could come: pauses and gaps.</summary>
public abstract partial class JudgingContract
{
    [Fact]
    public async Task A_paused_monitor_sets_off_no_silence_and_is_waited_for_a_whole_window_when_it_goes_on()
    {
        var rule = await SaveAsync(Rule() with { Kind = AlertKind.Silence, Window = TimeSpan.FromMinutes(60) });
        await PostAsync(published: noon.AddMinutes(-50));
        await PostAsync();
        await PauseAsync(true);
        await LiveAsync(180);
        (await FiredAsync()).ShouldBeEmpty();
        (await Desk.StandingsAsync(null, Cancel)).Single().State.ShouldBe(AlertState.Paused);
        await PauseAsync(false);
        await LiveAsync(240);
        (await FiredAsync()).ShouldBeEmpty();
        (await Desk.StandingsAsync(null, Cancel)).Single().State.ShouldBe(AlertState.Learning);
        await LiveAsync(260);
        var live = (await FiredAsync()).ShouldHaveSingleItem();
        live.From.ShouldBe(noon.AddMinutes(181));
        (await Desk.PastAsync(rule, noon, _clock.Now, Cancel)).Firings.Select(f => f.To).ShouldBe([live.To]);
    }

    [Fact]
    public async Task A_paused_source_sets_off_no_silence()
    {
        var source = await SourceAsync();
        await SaveAsync(Rule() with { MonitorId = null, SourceId = source, Kind = AlertKind.Silence, Window = TimeSpan.FromHours(2) });
        await _services.GetRequiredService<SourceRunner>().PauseAsync(source, true, Cancel);
        await LiveAsync(360);
        (await FiredAsync()).ShouldBeEmpty();
        (await Desk.StandingsAsync(null, Cancel)).Single().State.ShouldBe(AlertState.Paused);
        await _services.GetRequiredService<SourceRunner>().PauseAsync(source, false, Cancel);
        await LiveAsync(9 * 60 + 10);
        (await FiredAsync()).ShouldHaveSingleItem().From.ShouldBe(noon.AddHours(7));
    }

    [Theory]
    [InlineData(AlertKind.Percent)]
    [InlineData(AlertKind.Seasonal)]
    [InlineData(AlertKind.Silence)]
    public async Task Hours_of_a_gap_and_of_a_pause_do_not_count_as_usual_live_and_in_the_past(AlertKind kind)
    {
        var source = await SourceAsync();
        // Three weeks with four an hour; of the week before, two days are missing, and five hours were paused.
        await KeepAsync(Enumerable.Range(0, 22 * 24).Where(hour => hour is not (>= 384 and < 432 or >= 480 and < 485))
            .SelectMany(hour => Enumerable.Range(0, 4).Select(i => (noon.AddDays(-22).AddHours(hour).AddMinutes(5 + 15 * i), Sentiment.Neutral))));
        await GapAsync(source, noon.AddHours(384 - 22 * 24), noon.AddHours(432 - 22 * 24));
        await Db.WriteAsync(s => s.Connection.ExecuteAsync(
            "insert into monitor_pause (monitor_id, from_at, to_at) values (@_monitor, @from, @to)",
            new
            {
                _monitor, from = noon.AddHours(480 - 22 * 24).ToUnixTimeMilliseconds(),
                to = noon.AddHours(485 - 22 * 24).AddMinutes(-1).ToUnixTimeMilliseconds(),
            }, s.Transaction), Cancel);
        var rule = await SaveAsync(Rule() with
        {
            Kind = kind, Count = 1, Window = TimeSpan.FromMinutes(60), Baseline = TimeSpan.FromDays(7), Cooldown = TimeSpan.FromMinutes(20),
            Bound = kind is AlertKind.Percent ? 100 : 3,
        });
        for (var minute = 10; minute <= 300; minute += 10)
        {
            _clock.Now = noon.AddMinutes(minute).AddSeconds(20);
            if (minute is >= 60 and < 90) for (var i = 0; i < 9; i++) await PostAsync();
            else if (minute is < 60) await PostAsync();
            await JudgeAsync();
        }
        var live = (await FiredAsync()).OrderBy(f => f.To).ToList();
        live.ShouldNotBeEmpty();
        live[0].Measurement.Expected.ShouldBe(4, kind is AlertKind.Percent ? 0.2 : 0.05);
        if (kind is not AlertKind.Seasonal)
            live[0].LeftOut.ShouldBe([(noon.AddHours(384 - 22 * 24), noon.AddHours(432 - 22 * 24)), (noon.AddHours(480 - 22 * 24), noon.AddHours(485 - 22 * 24))]);
        var past = await Desk.PastAsync(rule, noon, noon.AddMinutes(300), Cancel);
        past.Firings.Select(f => (f.To, f.Until)).ShouldBe(live.Select(f => (f.To, f.Until)));
        past.Firings.Select(f => f.Measurement.Expected).ShouldBe(live.Select(f => f.Measurement.Expected));
    }

    private async Task LiveAsync(int untilMinute)
    {
        for (; _clock.Now < noon.AddMinutes(untilMinute); _clock.Now += TimeSpan.FromMinutes(10)) await JudgeAsync();
        await JudgeAsync();
    }

    private async Task PauseAsync(bool paused)
    {
        var watchlist = _services.GetRequiredService<Watchlist>();
        var monitor = (await watchlist.FindAsync(_monitor, Cancel))!;
        await watchlist.ChangeAsync(
            _monitor, new(monitor.Name, monitor.QueryText, monitor.Purpose, Paused: paused), null, null, Cancel);
    }

    /// <summary>The source that the posts of these tests come from.</summary>
    private Task<long> SourceAsync() => Db.WriteAsync(
        async s =>
        {
            var id = await s.Connection.ExecuteScalarAsync<long>(
                """
                insert into source (connector, instance, account, name, slug, settings, paused, created_at)
                values ('push', 'crm', 'main', 'CRM', 'crm', '{}', 0, @at) returning id
                """, new { at = noon.AddDays(-30).ToUnixTimeMilliseconds() }, s.Transaction);
            await s.Connection.ExecuteAsync(
                "insert into source_state (source_id, state) values (@id, 'Running')", new { id }, s.Transaction);
            return id;
        }, Cancel);

    private Task GapAsync(long source, DateTimeOffset from, DateTimeOffset to) => Db.WriteAsync(
        s => s.Connection.ExecuteAsync(
            "insert into source_gap (source_id, from_at, to_at, why) values (@source, @from, @to, 'SourceOutage')",
            new { source, from = from.ToUnixTimeMilliseconds(), to = to.ToUnixTimeMilliseconds() }, s.Transaction), Cancel);
}
