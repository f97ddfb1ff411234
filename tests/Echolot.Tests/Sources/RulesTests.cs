using Echolot.Sources;
using Shouldly;
using Xunit;

namespace Echolot.Tests.Sources;

public sealed class RulesTests
{
    private static readonly DateTimeOffset Noon = new(2026, 11, 21, 12, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData(1, 1, 2)]
    [InlineData(2, 2, 4)]
    [InlineData(5, 16, 32)]
    [InlineData(10, 450, 900)]
    [InlineData(100_000, 450, 900)]
    public void Pauses_grow_to_a_quarter_of_an_hour_and_half_of_each_is_chance(
        int failures, double shortest, double longest)
    {
        Reader.Pause(failures, 0).TotalSeconds.ShouldBe(shortest);
        Reader.Pause(failures, 1).TotalSeconds.ShouldBe(longest);
    }

    [Theory]
    [InlineData("Tagesschau", "tagesschau")]
    [InlineData("Größe & Übel: Süß!", "groesse-uebel-suess")]
    [InlineData("Café Österreich", "cafe-oesterreich")]
    [InlineData("日本", "source")]
    [InlineData("--", "source")]
    public void Slugs_are_plain(string name, string slug) => SourceRunner.Slug(name).ShouldBe(slug);

    [Fact]
    public void A_secret_left_blank_stays_as_it_is()
    {
        var description = ScriptedConnector.Described;
        var stored = new Dictionary<string, string> { ["address"] = "a", ["token"] = "hush" };
        Token(new() { ["address"] = "b", ["token"] = "" }).ShouldBe("hush");
        Token(new() { ["address"] = "b" }).ShouldBe("hush");
        Token(new() { ["token"] = "new" }).ShouldBe("new");

        string Token(Dictionary<string, string> sent) =>
            SourceRunner.WithOldSecrets(description, sent, stored)["token"];
    }

    [Fact]
    public void A_wish_comes_before_trouble_and_trouble_before_silence()
    {
        var source = new SourceRow { CreatedAt = Noon.AddDays(-2).ToUnixTimeMilliseconds() };
        var silent = new StateRow
        {
            State = nameof(SourceState.Running), LastLiveAt = Noon.AddHours(-9).ToUnixTimeMilliseconds(),
        };
        var failing = silent with { Failures = 2 };
        State(source with { Paused = 1 }, failing).ShouldBe(SourceState.Paused);
        State(source, failing).ShouldBe(SourceState.Failing);
        State(source, failing with { State = nameof(SourceState.Stopped) }).ShouldBe(SourceState.Stopped);
        State(source, silent).ShouldBe(SourceState.Silent);
        var lively = silent with { LastLiveAt = Noon.AddMinutes(-5).ToUnixTimeMilliseconds() };
        State(source, lively).ShouldBe(SourceState.Running);
    }

    [Fact]
    public void A_file_that_was_imported_is_done_and_not_silent()
    {
        var source = new SourceRow { CreatedAt = Noon.AddDays(-20).ToUnixTimeMilliseconds() };
        var imported = new StateRow
        {
            State = nameof(SourceState.Running), LastItemAt = Noon.AddDays(-20).ToUnixTimeMilliseconds(),
        };
        State(source, imported).ShouldBe(SourceState.Running);
    }

    [Fact]
    public void Lags_go_by_the_hour_and_pauses_by_the_day_without_bursts()
    {
        var first = Noon.AddMinutes(30);
        Arrival[] arrivals =
        [
            new(first, first.AddSeconds(-2), false),
            new(first.AddMilliseconds(500), first.AddSeconds(-1), false),
            new(first.AddHours(1), first, ClockSuspect: true),
        ];
        var counts = Logbook.Buckets(
            first.AddMinutes(-10).ToUnixTimeMilliseconds(), Noon.AddDays(-1).ToUnixTimeMilliseconds(), arrivals);
        counts.Where(c => c.Key.What == BucketRow.Lag).Sum(c => c.Value).ShouldBe(2);
        counts.Where(c => c.Key.What == BucketRow.Pause).Sum(c => c.Value).ShouldBe(2);
        counts[(BucketRow.Pause, Logbook.Day(Noon), Histogram.BucketOf(TimeSpan.FromMinutes(10)))].ShouldBe(1);
        counts.Keys.Where(k => k.What == BucketRow.Lag).ShouldAllBe(k => k.Since == Logbook.Hour(Noon));
    }

    [Fact]
    public void What_was_there_before_we_listened_has_no_lag()
    {
        var created = Noon.ToUnixTimeMilliseconds();
        var counts = Logbook.Buckets(null, created, [new(Noon.AddMinutes(1), Noon.AddDays(-3), false)]);
        counts.ShouldBeEmpty();
    }

    private static SourceState State(SourceRow source, StateRow state) =>
        SourceRunner.StateOf(source, state, Noon, TimeSpan.FromHours(1));
}
