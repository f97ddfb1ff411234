using Dapper;
using Echolot.Mentions;
using Echolot.Messaging;
using Echolot.Sources;
using Echolot.Storage;
using Echolot.Tests.Intake;
using Echolot.Tests.Storage;
using Shouldly;
using Xunit;
using static Echolot.Tests.Intake.Posts;

namespace Echolot.Tests.Sources;

public sealed class SourceRunnerOnSqlite() : SourceRunnerContract(Engine.Sqlite);

public sealed class SourceRunnerOnPostgres() : SourceRunnerContract(Engine.Postgres);

public abstract class SourceRunnerContract(Engine engine) : DatabaseContract(engine)
{
    private readonly CancellationTokenSource _stop = new();
    private Household _household = null!;
    private Task _running = Task.CompletedTask;

    private SourceRunner Sources => _household.Sources;

    private ScriptedConnector Network => _household.Network;

    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        _household = new Household(Db);
        await _household.AddMonitorAsync("fjellrev");
        await _household.OpenGateAsync();
        _running = Sources.RunAsync(_stop.Token);
    }

    public override async ValueTask DisposeAsync()
    {
        await StopAsync();
        await _household.DisposeAsync();
        _stop.Dispose();
        await base.DisposeAsync();
    }

    [Fact]
    public async Task A_new_source_is_read_at_once()
    {
        await AddAsync("a");
        Network.Say(Said("1", "fjellrev", cursor: "1"));
        await CountedAsync(1);
        Network.Began.ShouldBe([null]);
    }

    [Fact]
    public async Task What_a_source_is_refused_stands_in_its_health_until_it_is_told_anew()
    {
        await AddAsync("a");
        Network.Say(new TargetsRefused(
            new Dictionary<string, string> { ["privat"] = "closed (403)", ["lang"] = new('x', 1000) }, null, DateTimeOffset.UtcNow));
        Network.Say(Said("1", "fjellrev", cursor: "1"));
        await CountedAsync(1);
        var health = (await Sources.HealthAsync(Cancel)).Single();
        health.Errors24h.ShouldBe(0);
        health.State.ShouldNotBe(SourceState.Failing);
        health.Refused.Select(r => (r.Key, r.Value.Length)).ShouldBe([("privat", 12), ("lang", 300)]);
        Network.Say(new TargetsRefused(new Dictionary<string, string>(), null, DateTimeOffset.UtcNow));
        Network.Say(Said("2", "fjellrev", cursor: "2"));
        await CountedAsync(2);
        (await Sources.HealthAsync(Cancel)).Single().Refused.ShouldBeEmpty();
    }

    [Fact]
    public async Task Settings_that_the_connector_refuses_are_not_stored()
    {
        var (source, check) = await Sources.AddAsync("scripted", null, new Dictionary<string, string>(), Cancel);
        source.ShouldBeNull();
        check.Problems["address"].De.ShouldBe("fehlt");
        (await Sources.ListAsync(Cancel)).ShouldBeEmpty();
    }

    [Fact]
    public async Task The_same_source_is_not_added_twice()
    {
        await AddAsync("a");
        var (source, check) = await Sources.AddAsync("scripted", "Zwei", Settings("a"), Cancel);
        source.ShouldBeNull();
        check.Problems[""].De.ShouldContain("schon");
    }

    [Fact]
    public async Task A_connector_that_does_not_exist_is_named_with_those_that_do() =>
        (await Should.ThrowAsync<ArgumentException>(() => Sources.AddAsync("nonesuch", null, Settings("a"), Cancel)))
            .Message.ShouldContain("scripted");

    [Fact]
    public async Task A_secret_is_given_to_the_connector_only_and_lies_encrypted()
    {
        var source = await AddAsync("a");
        source.Settings.Keys.ShouldNotContain("token");
        (await Sources.FindAsync(source.Id, Cancel))!.Settings.Keys.ShouldNotContain("token");
        (await Sources.ConfigAsync(source.Id, Cancel))["token"].ShouldBe("hush");
        await using var connection = await Db.ReadAsync(Cancel);
        var stored = await connection.QuerySingleAsync<(string Settings, string Secrets)>(
            "select settings, secrets from source");
        (stored.Settings + stored.Secrets).ShouldNotContain("hush");
    }

    [Fact]
    public async Task A_change_keeps_the_secret_that_was_left_blank()
    {
        var source = await AddAsync("a");
        await Sources.ChangeAsync(
            source.Id, "Neu", new Dictionary<string, string> { ["address"] = "a", ["token"] = "" }, Cancel);
        (await Sources.ConfigAsync(source.Id, Cancel))["token"].ShouldBe("hush");
        (await Sources.FindAsync(source.Id, Cancel))!.Name.ShouldBe("Neu");
    }

    [Fact]
    public async Task A_change_reads_on_with_the_new_settings_from_the_same_position()
    {
        var source = await AddAsync("a");
        Network.Say(Said("1", "fjellrev", cursor: "1"));
        await CountedAsync(1);
        await Sources.ChangeAsync(
            source.Id, "a", new Dictionary<string, string> { ["address"] = "a", ["token"] = "other" }, Cancel);
        await Until(() => Network.Began.Count == 2);
        Network.Began[1].ShouldBe("1");
        Network.Settings!["token"].ShouldBe("other");
    }

    [Fact]
    public async Task Another_thing_to_read_begins_without_a_position()
    {
        var source = await AddAsync("a");
        Network.Say(Said("1", "fjellrev", cursor: "1"));
        await CountedAsync(1);
        await Sources.ChangeAsync(source.Id, "b", Settings("b"), Cancel);
        await Until(() => Network.Began.Count == 2);
        Network.Began[1].ShouldBeNull();
    }

    [Fact]
    public async Task A_failure_is_shown_and_reading_goes_on_from_the_stored_position()
    {
        var source = await AddAsync("a");
        Network.Say(Said("1", "fjellrev", cursor: "1"), Said("2", "fjellrev", cursor: "2"));
        Network.Fail("no answer");
        await Until(async () => (await HealthAsync(source.Id)).State == SourceState.Failing);
        var failing = await HealthAsync(source.Id);
        failing.LastError.ShouldBe("no answer");
        failing.NextContactAt.ShouldNotBeNull();
        (await Archive.CountAsync(new(), Cancel)).ShouldBe(2, "what came before the failure is stored");
        Network.Say(Said("3", "fjellrev", cursor: "3"));
        await CountedAsync(3);
        Network.Began[1].ShouldBe("2");
        (await HealthAsync(source.Id)).State.ShouldNotBe(SourceState.Failing);
    }

    [Fact]
    public async Task A_source_that_ends_is_stopped_until_somebody_resumes_it()
    {
        var source = await AddAsync("a");
        Network.End();
        await Until(async () => (await HealthAsync(source.Id)).State == SourceState.Stopped);
        await Sources.PauseAsync(source.Id, true, Cancel);
        await Sources.PauseAsync(source.Id, false, Cancel);
        Network.Say(Said("1", "fjellrev"));
        await CountedAsync(1);
        (await HealthAsync(source.Id)).State.ShouldNotBe(SourceState.Stopped);
    }

    [Fact]
    public async Task A_paused_source_is_not_read_and_a_resumed_one_goes_on_where_it_was()
    {
        var source = await AddAsync("a");
        Network.Say(Said("1", "fjellrev", cursor: "1"));
        await CountedAsync(1);
        await Sources.PauseAsync(source.Id, true, Cancel);
        (await HealthAsync(source.Id)).State.ShouldBe(SourceState.Paused);
        await Sources.PauseAsync(source.Id, false, Cancel);
        Network.Say(Said("2", "fjellrev", cursor: "2"));
        await CountedAsync(2);
        Network.Began.ShouldBe([null, "1"]);
    }

    [Fact]
    public async Task A_removed_source_is_gone_and_its_mentions_stay()
    {
        var source = await AddAsync("a");
        Network.Say(Said("1", "fjellrev"));
        await CountedAsync(1);
        await Sources.RemoveAsync(source.Id, Cancel);
        (await Sources.FindAsync(source.Id, Cancel)).ShouldBeNull();
        (await Sources.HealthAsync(Cancel)).ShouldBeEmpty();
        (await Archive.CountAsync(new(), Cancel)).ShouldBe(1);
    }

    [Fact]
    public async Task Stopping_waits_for_the_readers_and_the_next_start_goes_on()
    {
        var source = await AddAsync("a");
        Network.Say(Said("1", "fjellrev", cursor: "1"));
        await CountedAsync(1);
        await StopAsync();
        using var again = new CancellationTokenSource();
        var running = Sources.RunAsync(again.Token);
        await Until(() => Network.Began.Count == 2);
        Network.Began[1].ShouldBe("1");
        await again.CancelAsync();
        await running;
        (await Sources.FindAsync(source.Id, Cancel))!.Paused.ShouldBeFalse();
    }

    [Fact]
    public async Task A_thousand_events_arrive_in_order_and_once()
    {
        await AddAsync("a");
        Network.Say([.. Enumerable.Range(0, 1000).Select(i => Said($"{i}", "fjellrev", cursor: $"{i}"))]);
        await CountedAsync(1000);
        await using var connection = await Db.ReadAsync(Cancel);
        (await connection.ExecuteScalarAsync<string>("select cursor from source_state")).ShouldBe("999");
    }

    [Fact]
    public async Task A_source_is_found_by_its_name_in_an_address()
    {
        var source = await AddAsync("https://example.org/feed");
        (await Sources.FindAsync("scripted", "script-https-example-org-feed", Cancel))!.Id.ShouldBe(source.Id);
        (await Sources.FindAsync("scripted", "https://example.org/feed", Cancel))!.Id.ShouldBe(source.Id);
        (await Sources.FindAsync("other", "https://example.org/feed", Cancel)).ShouldBeNull();
    }

    [Fact]
    public async Task Names_in_addresses_stay_apart()
    {
        var (one, _) = await Sources.AddAsync("scripted", "Blog", Settings("a"), Cancel);
        var (two, _) = await Sources.AddAsync("scripted", "Blog", Settings("b"), Cancel);
        (one!.Slug, two!.Slug).ShouldBe(("blog", "blog-2"));
    }

    [Fact]
    public async Task State_changes_are_facts()
    {
        var facts = new List<SourceStateChanged>();
        using var listening = new CancellationTokenSource();
        var watching = WatchAsync(facts, listening.Token);
        var source = await AddAsync("a");
        Network.Fail("no answer");
        await Until(() => facts.Count == 1);
        (facts[0].SourceId, facts[0].Before, facts[0].State).ShouldBe(
            (source.Id, SourceState.Running, SourceState.Failing));
        Network.Say(new Progress("1", Noon));
        await Until(() => facts.Count == 2);
        facts[1].State.ShouldBe(SourceState.Running);
        await listening.CancelAsync();
        await watching;
    }

    private Archive Archive => _household.Get<Archive>();

    private async Task WatchAsync(List<SourceStateChanged> facts, CancellationToken cancel)
    {
        try
        {
            await foreach (var fact in _household.Bus.WatchAsync<SourceStateChanged>(cancel)) facts.Add(fact);
        }
        catch (OperationCanceledException)
        {
            facts.ShouldNotBeEmpty();
        }
    }

    private async Task StopAsync()
    {
        await _stop.CancelAsync();
        await _running;
    }

    private async Task<Source> AddAsync(string address) =>
        (await Sources.AddAsync("scripted", null, Settings(address), Cancel)).Source!;

    private async Task<SourceHealth> HealthAsync(long id) =>
        (await Sources.HealthAsync(Cancel)).Single(h => h.SourceId == id);

    private Task CountedAsync(long count) => Until(async () => await Archive.CountAsync(new(), Cancel) == count);

    private static Dictionary<string, string> Settings(string address) =>
        new() { ["address"] = address, ["token"] = "hush" };

    private static Task Until(Func<bool> holds) => Until(() => Task.FromResult(holds()));

    // Long, because a machine that runs every suite at once is slow; a test that passes does not wait for it.
    private static async Task Until(Func<Task<bool>> holds)
    {
        var until = DateTime.UtcNow.AddSeconds(30);
        while (!await holds())
        {
            (DateTime.UtcNow < until).ShouldBeTrue("it did not happen within 30 s");
            await Task.Delay(20, Cancel);
        }
    }
}
