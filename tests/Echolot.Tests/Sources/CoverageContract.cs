using System.Runtime.CompilerServices;
using Dapper;
using Echolot.Intake;
using Echolot.Mentions;
using Echolot.Sources;
using Echolot.Storage;
using Echolot.Tests.Intake;
using Echolot.Tests.Storage;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Xunit;

namespace Echolot.Tests.Sources;

public sealed class CoverageOnSqlite() : CoverageContract(Engine.Sqlite);

public sealed class CoverageOnPostgres() : CoverageContract(Engine.Postgres);

/// <summary>Gaps, budgets and reservations of sources, on every engine.</summary>
public abstract class CoverageContract(Engine engine) : DatabaseContract(engine)
{
    private readonly CancellationTokenSource _stop = new();
    private readonly CoveredNetwork _network = new();
    private Household _household = null!;
    private long _source;

    private SourceRunner Sources => _household.Sources;

    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        _household = new Household(Db, more: services => services.AddSingleton<IConnector>(_network));
        await _household.AddMonitorAsync("fjellrev");
        await _household.OpenGateAsync();
        var (source, _) = await Sources.AddAsync("covered", "Netz", new Dictionary<string, string>(), Cancel);
        _source = source!.Id;
    }

    public override async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _household.DisposeAsync();
        _stop.Dispose();
        await base.DisposeAsync();
    }

    [Fact]
    public async Task A_gap_is_read_again_once_and_counts_as_gap_no_more()
    {
        var (from, to) = (Now.AddHours(-3), Now.AddHours(-2));
        await MissAsync(from, to);
        _network.Past.Add(Posts.Said("g1", "fjellrev in der Lücke", cursor: "must not count"));
        _network.Past.Add(Posts.Said("g2", "anderes"));
        var gap = (await Sources.GapsAsync(from, to, false, Cancel)).ShouldHaveSingleItem();
        gap.Fill.ShouldBe(FillState.Open);
        (await Sources.GapsAsync(Now.AddDays(-9), Now.AddDays(-8), true, Cancel)).ShouldBeEmpty();

        (await Sources.FillAsync(gap.Id, null, Cancel)).ShouldBeTrue();
        var filling = Sources.FillGapsAsync(_stop.Token);
        var filled = await EndedAsync(gap.Id);
        (filled.Fill, filled.Items).ShouldBe((FillState.Filled, 2));
        (await Sources.FillAsync(gap.Id, null, Cancel)).ShouldBeFalse("nothing is missing any more");
        _network.Asked.ShouldBe([(Ms(from), Ms(to))]);
        (await Sources.GapsAsync(from, to, false, Cancel)).ShouldBeEmpty();
        (await Sources.HealthAsync(Cancel)).Single(h => h.SourceId == _source).Gaps.ShouldBeEmpty();
        var archive = _household.Get<Archive>();
        (await archive.ListAsync(new MentionFilter(), null, 10, Cancel)).Items.ShouldHaveSingleItem()
            .Text.ShouldContain("Lücke");
        await _stop.CancelAsync();
        await filling;
    }

    [Fact]
    public async Task A_gap_that_cannot_be_read_again_says_why_and_may_be_tried_again()
    {
        await MissAsync(Now.AddHours(-3), Now.AddHours(-2));
        var gap = (await Sources.GapsAsync(Now.AddDays(-1), Now, false, Cancel)).Single();
        _network.Trouble = new SourceTrouble("The network is away.");
        var filling = Sources.FillGapsAsync(_stop.Token);
        await Sources.FillAsync(gap.Id, null, Cancel);
        (await EndedAsync(gap.Id)).ShouldSatisfyAllConditions(
            g => g.Fill.ShouldBe(FillState.Failed), g => g.Problem.ShouldBe("The network is away."));
        (await Sources.FillAsync(gap.Id + 99, null, Cancel)).ShouldBeFalse();
        _network.Fillable = false;
        (await Sources.FillAsync(gap.Id, null, Cancel)).ShouldBeFalse();
        (_network.Fillable, _network.Trouble) = (true, null);
        await Sources.FillAsync(gap.Id, null, Cancel);
        (await EndedAsync(gap.Id)).Fill.ShouldBe(FillState.Filled);
        (await Sources.FillAsync(gap.Id, null, Cancel)).ShouldBeFalse();
        await _stop.CancelAsync();
        await filling;
    }

    [Fact]
    public async Task Filling_that_a_stop_interrupted_goes_on_at_the_next_start()
    {
        await MissAsync(Now.AddHours(-3), Now.AddHours(-2));
        var gap = (await Sources.GapsAsync(Now.AddDays(-1), Now, false, Cancel)).Single();
        await Sources.FillAsync(gap.Id, null, Cancel);
        (await Sources.GapsAsync(Now.AddDays(-1), Now, false, Cancel)).Single().Fill.ShouldBe(FillState.Filling);
        var filling = Sources.FillGapsAsync(_stop.Token);
        (await EndedAsync(gap.Id)).Fill.ShouldBe(FillState.Filled);
        await _stop.CancelAsync();
        await filling;
    }

    [Fact]
    public async Task A_gap_is_filled_by_itself_once_its_source_is_read_again_unless_it_is_older_than_a_week()
    {
        await MissAsync(Now.AddDays(-9), Now.AddDays(-8));
        await MissAsync(Now.AddHours(-3), Now.AddHours(-2));
        await FailAsync(1);
        _network.Breaks = 1;
        Sources.FillEvery = TimeSpan.FromMilliseconds(20);
        var filling = Sources.FillGapsAsync(_stop.Token);
        await Task.Delay(300, Cancel);
        _network.Asked.ShouldBeEmpty("the source cannot be read");
        await FailAsync(0);
        var gaps = await Sources.GapsAsync(Now.AddDays(-30), Now, true, Cancel);
        // That the network could not be asked at first ends nothing.
        (await EndedAsync(gaps[0].Id)).Fill.ShouldBe(FillState.Filled);
        _network.Breaks.ShouldBe(0);
        await Task.Delay(200, Cancel);
        (await Sources.GapsAsync(Now.AddDays(-30), Now, true, Cancel))[1].Fill.ShouldBe(FillState.Open);
        _network.Asked.Count.ShouldBe(1);
        await _stop.CancelAsync();
        await filling;
    }

    [Fact]
    public async Task A_gap_that_costs_of_an_allowance_is_filled_when_somebody_asks()
    {
        await MissAsync(Now.AddHours(-3), Now.AddHours(-2));
        _network.BackfillCosts = true;
        Sources.FillEvery = TimeSpan.FromMilliseconds(20);
        var filling = Sources.FillGapsAsync(_stop.Token);
        await Task.Delay(300, Cancel);
        _network.Asked.ShouldBeEmpty();
        var gap = (await Sources.GapsAsync(Now.AddDays(-1), Now, true, Cancel)).Single();
        (await Sources.FillAsync(gap.Id, null, Cancel)).ShouldBeTrue();
        (await EndedAsync(gap.Id)).Fill.ShouldBe(FillState.Filled);
        await _stop.CancelAsync();
        await filling;
    }

    [Fact]
    public async Task A_gap_that_fails_by_itself_waits_before_it_is_tried_again_and_many_at_once_hold_up_nobody()
    {
        await MissAsync(Now.AddHours(-3), Now.AddHours(-2));
        _network.Trouble = new SourceTrouble("The network is away.");
        Sources.FillEvery = TimeSpan.FromMilliseconds(20);
        var filling = Sources.FillGapsAsync(_stop.Token);
        var gap = (await Sources.GapsAsync(Now.AddDays(-1), Now, true, Cancel)).Single();
        (await EndedAsync(gap.Id)).Fill.ShouldBe(FillState.Failed);
        await Task.Delay(200, Cancel);
        _network.Asked.Count.ShouldBe(1);
        await ChangeAsync("update source_gap set fill_at = fill_at - 900000");
        await WaitAsync(() => _network.Asked.Count == 2);
        await ChangeAsync("update source_gap set fill_at = fill_at - 900000");
        await Task.Delay(200, Cancel);
        _network.Asked.Count.ShouldBe(2, "longer after each time");
        await _stop.CancelAsync();
        await filling;

        for (var i = 0; i < 150; i++) await MissAsync(Now.AddHours(-5), Now.AddHours(-4).AddSeconds(i));
        foreach (var one in await Sources.GapsAsync(Now.AddDays(-1), Now, false, Cancel))
            (await Sources.FillAsync(one.Id, null, Cancel)).ShouldBeTrue();
    }

    [Fact]
    public async Task A_gap_of_which_the_network_has_said_that_the_rest_is_lost_is_not_tried_by_itself_again()
    {
        await MissAsync(Now.AddHours(-3), Now.AddHours(-2));
        _network.Trouble = new SourceTrouble("What is missing is lost.", final: true);
        Sources.FillEvery = TimeSpan.FromMilliseconds(20);
        var filling = Sources.FillGapsAsync(_stop.Token);
        var gap = (await Sources.GapsAsync(Now.AddDays(-1), Now, true, Cancel)).Single();
        (await EndedAsync(gap.Id)).Fill.ShouldBe(FillState.Failed);
        await ChangeAsync("update source_gap set fill_at = fill_at - 90000000");
        await Task.Delay(200, Cancel);
        _network.Asked.Count.ShouldBe(1);
        await _stop.CancelAsync();
        await filling;
    }

    [Fact]
    public async Task Reservations_are_kept_while_they_stand_and_while_nobody_can_be_asked()
    {
        var robots = new Reservation(ReservationKind.RobotsMiners, new("https://blatt.example/robots.txt"), null);
        var file = new Reservation(ReservationKind.TdmFile, new("https://blatt.example/.well-known/tdmrep.json"),
            "https://blatt.example/p");
        _network.Reserved = [robots, file];
        (await CoveredAsync()).LookedAt.ShouldBeNull();
        await Sources.LookForReservationsAsync(Cancel);
        (await CoveredAsync()).Reservations.Select(r => (r.Kind, r.Policy)).ShouldBe(
            [(ReservationKind.RobotsMiners, null), (ReservationKind.TdmFile, "https://blatt.example/p")]);
        var looked = _network.Looks;
        await Sources.LookForReservationsAsync(Cancel);
        _network.Looks.ShouldBe(looked, "once a day");
        (await CoveredAsync()).Unknown.ShouldBeNull();
        _network.Reserved = null;
        (await Sources.LookForReservationsAsync(_source, Cancel)).ShouldBeTrue();
        (await CoveredAsync()).Reservations.Count.ShouldBe(2);
        var unknown = (await CoveredAsync()).Unknown.ShouldNotBeNull();
        unknown.Why.ShouldBe("away");
        // A part that is known is kept, and takes nothing away; the trouble began when it began.
        (_network.Reserved, _network.Unknown) = ([file], "robots.txt is away");
        await Sources.LookForReservationsAsync(_source, Cancel);
        (await CoveredAsync()).Reservations.Count.ShouldBe(2);
        (await CoveredAsync()).Unknown.ShouldBe(new UnknownReservations("robots.txt is away", unknown.Since));
        looked = _network.Looks;
        await Sources.LookForReservationsAsync(Cancel);
        _network.Looks.ShouldBe(looked, "not at once");
        await ChangeAsync("update source_look set at = at - 1900000");
        await Sources.LookForReservationsAsync(Cancel);
        _network.Looks.ShouldBe(looked + 1, "half an hour later");
        _network.Unknown = null;
        await Sources.LookForReservationsAsync(_source, Cancel);
        (await CoveredAsync()).Unknown.ShouldBeNull();
        (await CoveredAsync()).Reservations.ShouldHaveSingleItem().Kind.ShouldBe(ReservationKind.TdmFile);
        (await Sources.LookForReservationsAsync(_source + 99, Cancel)).ShouldBeFalse();
    }

    [Fact]
    public async Task Of_reservations_that_articles_state_the_newest_example_of_a_kind_is_kept_for_a_month()
    {
        await SayAsync(ReservationKind.TdmMeta, "https://blatt.example/1", "https://blatt.example/2");
        await SayAsync(ReservationKind.NoAi, "https://blatt.example/3");
        await SayAsync(ReservationKind.TdmMeta, "https://blatt.example/4", "https://blatt.example/4");
        var page = new Reservation(ReservationKind.NoAi, new("https://blatt.example/"), "meta");
        _network.Reserved = [page];
        await Sources.LookForReservationsAsync(_source, Cancel);
        (await ShownAsync()).ShouldBe(
            [("NoAi", "https://blatt.example/", false), ("NoAi", "https://blatt.example/3", true), ("TdmMeta", "https://blatt.example/4", true)]);
        (await CoveredAsync()).Reservations[^1].FoundAt.ShouldBe(Now, TimeSpan.FromMinutes(5));
        await SayAsync(ReservationKind.NoAi, "https://blatt.example/");
        (await ShownAsync()).Select(r => (r.Address, r.Example)).ShouldBe(
            [("https://blatt.example/", false), ("https://blatt.example/4", true)], "the page itself says more");
        await ChangeAsync("update source_reservation set found_at = found_at - 2600000000 where example = 1");
        await Sources.LookForReservationsAsync(_source, Cancel);
        (await ShownAsync()).ShouldBe([("NoAi", "https://blatt.example/", false)]);

        async Task SayAsync(ReservationKind kind, params string[] addresses) => await _household.Gate.TakeAsync(
            await Sources.ConfigAsync(_source, Cancel),
            [.. addresses.Select(a => new ReservationFound(new(kind, new(a), null), null, Now))], Cancel);

        async Task<IEnumerable<(string Kind, string Address, bool Example)>> ShownAsync() =>
            (await CoveredAsync()).Reservations.Select(r => (r.Kind.ToString(), r.Address, r.Example)).Order();
    }

    [Fact]
    public async Task The_map_names_every_network_and_what_its_sources_have_spent()
    {
        var map = await Sources.CoverageAsync(Cancel);
        map.Select(c => c.Network.Name).ShouldBe(["scripted", "covered"]);
        map[0].Sources.ShouldBeEmpty();
        var one = map[1].Sources.ShouldHaveSingleItem();
        (one.Budget!.Spent, one.Budget.Limit).ShouldBe((3, 10));
        one.CanFill.ShouldBeTrue();
        (await Sources.BudgetAsync(_source, Cancel))!.Spent.ShouldBe(3);
        (await Sources.BudgetAsync(_source + 99, Cancel)).ShouldBeNull();
    }

    private static DateTimeOffset Now => TimeProvider.System.GetUtcNow();

    private static long Ms(DateTimeOffset at) => at.ToUnixTimeMilliseconds();

    private async Task<CoveredSource> CoveredAsync() =>
        (await Sources.CoverageAsync(Cancel)).SelectMany(c => c.Sources).Single(s => s.Source.Id == _source);

    private async Task MissAsync(DateTimeOffset from, DateTimeOffset to) => await _household.Gate.TakeAsync(
        await Sources.ConfigAsync(_source, Cancel), [new Gap(from, to, GapReason.CursorTooOld, null, Now)], Cancel);

    private Task FailAsync(int failures) => ChangeAsync($"update source_state set failures = {failures}");

    private Task ChangeAsync(string sql) =>
        Db.WriteAsync(scope => scope.Connection.ExecuteAsync(sql, transaction: scope.Transaction), Cancel);

    private static async Task WaitAsync(Func<bool> met)
    {
        using var late = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        while (!met()) await Task.Delay(20, late.Token);
    }

    private async Task<StoredGap> EndedAsync(long id)
    {
        using var late = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        while (true)
        {
            var gap = (await Sources.GapsAsync(Now.AddDays(-1), Now, true, late.Token)).Single(g => g.Id == id);
            if (gap.Fill is FillState.Filled or FillState.Failed) return gap;
            await Task.Delay(20, late.Token);
        }
    }

    /// <summary>A network with a past, a budget and publishers.</summary>
    private sealed class CoveredNetwork : IBackfillsGaps, IKeepsBudgets, ILooksForReservations
    {
        public List<SourceEvent> Past { get; } = [];
        public List<(long From, long To)> Asked { get; } = [];
        public SourceTrouble? Trouble { get; set; }
        public bool Fillable { get; set; } = true;
        /// <summary>How often it throws when it is asked whether it can.</summary>
        public int Breaks { get; set; }
        public IReadOnlyList<Reservation>? Reserved { get; set; } = [];
        public int Looks { get; private set; }

        public ConnectorDescription Description { get; } =
            ScriptedConnector.Described with { Name = "covered", Settings = [] };

        public Task<SourceCheck> CheckAsync(IReadOnlyDictionary<string, string> settings, CancellationToken cancel) =>
            Task.FromResult(new SourceCheck(new("covered", "here", "a"), "Netz", settings, new Dictionary<string,
                LocalText>()));

        public bool BackfillCosts { get; set; }

        public bool CanBackfill(SourceConfig source) => Breaks > 0 && Breaks-- > 0 ? throw new InvalidOperationException("once") : Fillable;

        public async IAsyncEnumerable<SourceEvent> BackfillAsync(
            SourceConfig source, DateTimeOffset from, DateTimeOffset to,
                [EnumeratorCancellation] CancellationToken cancel)
        {
            await Task.Yield();
            Asked.Add((from.ToUnixTimeMilliseconds(), to.ToUnixTimeMilliseconds()));
            foreach (var one in Past) yield return one;
            if (Trouble is not null) throw Trouble;
        }

        public SourceBudget BudgetOf(SourceConfig source, string? cursor, DateTimeOffset now) =>
            new(new("Einheiten", "units"), 10, 3, now.AddHours(1));

        public string? Unknown { get; set; }

        public Task<ReservationLook> LookAsync(SourceConfig source, CancellationToken cancel)
        {
            Looks++;
            return Reserved is null ? throw new SourceTrouble("away")
                : Task.FromResult(new ReservationLook(Reserved, Unknown));
        }
    }
}
