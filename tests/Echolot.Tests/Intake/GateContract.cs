using Dapper;
using Echolot.Intake;
using Echolot.Mentions;
using Echolot.Monitors;
using Echolot.Sources;
using Echolot.Storage;
using Echolot.Tests.Storage;
using Shouldly;
using Xunit;
using static Echolot.Tests.Intake.Posts;

namespace Echolot.Tests.Intake;

public sealed class GateOnSqlite() : GateContract(Engine.Sqlite);

public sealed class GateOnPostgres() : GateContract(Engine.Postgres);

public abstract class GateContract(Engine engine) : DatabaseContract(engine)
{
    private Household _household = null!;
    private SourceConfig _source = null!;
    private long _monitor;

    private Gate Gate => _household.Gate;

    private Archive Archive => _household.Get<Archive>();

    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        _household = new Household(Db);
        _source = await _household.AddSourceAsync("a");
        _monitor = await _household.AddMonitorAsync("fjellrev");
        await _household.OpenGateAsync();
    }

    public override async ValueTask DisposeAsync()
    {
        await _household.DisposeAsync();
        await base.DisposeAsync();
    }

    [Fact]
    public async Task What_a_monitor_wants_is_kept_with_the_reason_and_what_was_found_in_it()
    {
        var taken = (await TakeAsync(
            Said("1", "Die Jacke von Fjellrev ist leider schon kaputt und ich bin sehr enttäuscht"))).Single();
        taken.As.ShouldBe(TakenAs.Kept);
        var mention = (await Archive.FindAsync(taken.MentionId!.Value, Cancel))!;
        mention.Matches.Single().MonitorId.ShouldBe(_monitor);
        mention.Matches.Single().Spans.ShouldBe([new("text", 14, 8)]);
        mention.Findings.Language.ShouldBe("de");
        mention.Findings.Sentiment.ShouldBe(Sentiment.Negative);
    }

    [Fact]
    public async Task What_nobody_wants_is_counted_and_not_stored()
    {
        (await TakeAsync(Said("1", "Schönes Wetter"))).Single().As.ShouldBe(TakenAs.NotWanted);
        (await Archive.CountAsync(new(), Cancel)).ShouldBe(0);
        var health = (await _household.Sources.HealthAsync(Cancel)).Single();
        health.LastItemAt.ShouldBe(Noon.AddSeconds(2));
    }

    [Fact]
    public async Task The_same_post_again_is_known()
    {
        var first = (await TakeAsync(Said("1", "fjellrev"))).Single();
        var second = (await TakeAsync(Said("1", "fjellrev"))).Single();
        second.ShouldBe(new Taken(TakenAs.AlreadyKnown, first.MentionId));
        (await Archive.CountAsync(new(), Cancel)).ShouldBe(1);
    }

    [Fact]
    public async Task The_same_post_twice_in_one_batch_is_stored_once()
    {
        var taken = await TakeAsync(Said("1", "fjellrev"), Said("1", "fjellrev"));
        taken.Select(t => t.As).ShouldBe([TakenAs.Kept, TakenAs.AlreadyKnown]);
        (await Archive.CountAsync(new(), Cancel)).ShouldBe(1);
    }

    [Fact]
    public async Task An_edit_makes_a_revision_also_within_one_batch()
    {
        var taken = await TakeAsync(Said("1", "fjellrev"), Said("1", "fjellrev, verbessert", revision: "2"));
        taken.Select(t => t.As).ShouldBe([TakenAs.Kept, TakenAs.Revised]);
        taken[1].MentionId.ShouldBe(taken[0].MentionId);
        (await Archive.FindAsync(taken[0].MentionId!.Value, Cancel))!.Text.ShouldBe("fjellrev, verbessert");
    }

    [Fact]
    public async Task An_edit_that_nobody_wants_any_more_changes_the_text_and_keeps_the_mention()
    {
        var kept = (await TakeAsync(Said("1", "fjellrev"))).Single();
        (await TakeAsync(Said("1", "anderes", revision: "2"))).Single().ShouldBe(
            new Taken(TakenAs.Revised, kept.MentionId));
        var mention = (await Archive.FindAsync(kept.MentionId!.Value, Cancel))!;
        mention.Text.ShouldBe("anderes");
        mention.Matches.Single().MonitorId.ShouldBe(_monitor);
    }

    [Fact]
    public async Task An_edit_that_nobody_wants_any_more_is_seen_right_behind_its_post()
    {
        var taken = await TakeAsync(Said("1", "fjellrev"), Said("1", "anderes", revision: "2"), Said("2", "anderes"));
        taken.Select(t => t.As).ShouldBe([TakenAs.Kept, TakenAs.Revised, TakenAs.NotWanted]);
    }

    [Fact]
    public async Task An_edit_can_make_somebody_want_it()
    {
        (await TakeAsync(Said("1", "anderes"))).Single().As.ShouldBe(TakenAs.NotWanted);
        (await TakeAsync(Said("1", "doch fjellrev", revision: "2"))).Single().As.ShouldBe(TakenAs.Kept);
    }

    [Fact]
    public async Task A_deleted_post_vanishes_and_stays_away()
    {
        await TakeAsync(Said("1", "fjellrev"));
        (await TakeAsync(Gone("1"))).Single().As.ShouldBe(TakenAs.Removed);
        (await Archive.CountAsync(new(), Cancel)).ShouldBe(0);
        (await TakeAsync(Said("1", "fjellrev", revision: "2"))).Single().As.ShouldBe(TakenAs.Removed);
        (await Archive.CountAsync(new() { Search = "fjellrev" }, Cancel)).ShouldBe(0);
    }

    [Fact]
    public async Task A_deletion_that_comes_before_its_post_wins()
    {
        await TakeAsync(Gone("1"));
        (await TakeAsync(Said("1", "fjellrev"))).Single().As.ShouldBe(TakenAs.Removed);
        (await Archive.CountAsync(new(), Cancel)).ShouldBe(0);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_deletion_in_the_batch_of_its_post_wins_in_either_order(bool first)
    {
        SourceEvent[] events = first
            ? [Gone("1"), Said("1", "fjellrev"), Said("2", "fjellrev")]
            : [Said("1", "fjellrev"), Gone("1"), Said("2", "fjellrev")];
        var taken = await TakeAsync(events);
        taken.Select(t => t.As).ShouldBe([TakenAs.Removed, TakenAs.Removed, TakenAs.Kept]);
        (await Archive.CountAsync(new(), Cancel)).ShouldBe(1);
    }

    [Fact]
    public async Task An_author_who_is_gone_for_now_is_hidden_and_comes_back()
    {
        await TakeAsync(Said("1", "fjellrev"), new AuthorGone(new("frida"), true, false, null, Noon));
        (await Archive.CountAsync(new(), Cancel)).ShouldBe(0);
        await TakeAsync(new AuthorGone(new("frida"), true, true, null, Noon));
        (await Archive.CountAsync(new(), Cancel)).ShouldBe(1);
    }

    [Fact]
    public async Task An_author_who_is_gone_for_good_takes_their_posts_along()
    {
        await TakeAsync(Said("1", "fjellrev"), Said("2", "fjellrev", author: "otto"));
        await TakeAsync(new AuthorGone(new("frida"), false, false, null, Noon));
        var left = (await Archive.ListAsync(new(), null, 10, Cancel)).Items.Single();
        left.AuthorId.ShouldBe("otto");
    }

    [Fact]
    public async Task A_new_name_of_an_author_is_taken_over()
    {
        await TakeAsync(Said("1", "fjellrev"), new AuthorChanged(new(new("frida"), "frida.neu", "Frida"), null, Noon));
        (await Archive.ListAsync(new(), null, 10, Cancel)).Items.Single().AuthorName.ShouldBe("Frida");
    }

    [Fact]
    public async Task The_position_is_that_of_the_last_event_with_a_cursor()
    {
        await TakeAsync(Said("1", "fjellrev", cursor: "17"), new Progress("18", Noon), Said("2", "x"));
        (await CursorAsync()).ShouldBe("18");
    }

    [Fact]
    public async Task A_gap_is_noted_and_shown()
    {
        (await TakeAsync(new Gap(
            DateTimeOffset.UtcNow.AddHours(-2), DateTimeOffset.UtcNow.AddHours(-1), GapReason.CursorTooOld, "5", Noon)))
            .Single().As.ShouldBe(TakenAs.Noted);
        (await _household.Sources.HealthAsync(Cancel)).Single().Gaps.Single().Why.ShouldBe(GapReason.CursorTooOld);
    }

    [Fact]
    public async Task What_could_not_be_read_is_put_aside_and_the_rest_goes_on()
    {
        var taken = await TakeAsync(
            Said("1", "fjellrev"), new Unreadable("<item", "no end", "9", Noon), Said("2", "fjellrev"));
        taken.Select(t => t.As).ShouldBe([TakenAs.Kept, TakenAs.Refused, TakenAs.Kept]);
        var poison = (await Gate.PoisonAsync(_source.Id, null, 10, Cancel)).Single();
        (poison.Problem, poison.Excerpt).ShouldBe(("no end", "<item"));
        (await CursorAsync()).ShouldBe("9");
    }

    [Fact]
    public async Task What_was_put_aside_is_read_page_by_page_to_its_end()
    {
        await TakeAsync([.. Enumerable.Range(0, 5).Select(i => new Unreadable($"<item {i}", "no end", $"{i}", Noon))]);
        var first = await Gate.PoisonAsync(_source.Id, null, 3, Cancel);
        var second = await Gate.PoisonAsync(_source.Id, first[^1].Id, 3, Cancel);
        first.Concat(second).Select(p => p.Excerpt).ShouldBe(["<item 4", "<item 3", "<item 2", "<item 1", "<item 0"]);
    }

    [Fact]
    public async Task An_event_that_breaks_the_transaction_is_put_aside_alone()
    {
        await BreakAsync("bad");
        var events = Enumerable.Range(0, 100).Select(
            i => (SourceEvent)Said(i == 57 ? "bad" : $"{i}", "fjellrev", cursor: $"{i}")).ToArray();
        var taken = await TakeAsync(events);
        taken.Select((t, i) => (t.As, i)).Where(t => t.As != TakenAs.Kept).ShouldBe([(TakenAs.Refused, 57)]);
        (await Archive.CountAsync(new(), Cancel)).ShouldBe(99);
        (await CursorAsync()).ShouldBe("99");
        var poison = (await Gate.PoisonAsync(null, null, 10, Cancel)).Single();
        poison.Excerpt.ShouldBe("fjellrev");
        poison.Problem.ShouldContain("storing");
    }

    [Fact]
    public async Task A_database_that_does_not_write_is_nobodys_fault_and_moves_no_cursor()
    {
        await TakeAsync(new Progress("1", Noon));
        await BreakAsync("bad");
        await Db.WriteAsync(s => s.Connection.ExecuteAsync("drop table poison", transaction: s.Transaction), Cancel);
        await Should.ThrowAsync<Exception>(() => TakeAsync(Said("bad", "fjellrev", cursor: "2")));
        (await CursorAsync()).ShouldBe("1");
    }

    [Fact]
    public async Task Many_callers_share_transactions_and_each_gets_its_own_answers()
    {
        var other = await _household.AddSourceAsync("b");
        var calls = Enumerable.Range(0, 300).Select(i => Gate.TakeAsync(
            i % 2 == 0 ? _source : other, [Said($"{i}", i % 3 == 0 ? "fjellrev" : "nichts")], Cancel)).ToList();
        var answers = await Task.WhenAll(calls);
        for (var i = 0; i < answers.Length; i++)
            answers[i].Single().As.ShouldBe(i % 3 == 0 ? TakenAs.Kept : TakenAs.NotWanted);
        (await Archive.CountAsync(new(), Cancel)).ShouldBe(100);
    }

    [Fact]
    public async Task A_call_of_thousands_comes_back_in_order()
    {
        var events = Enumerable.Range(0, 3000).Select(
            i => (SourceEvent)Said($"{i}", i % 2 == 0 ? "fjellrev" : "nichts", cursor: $"{i}")).ToList();
        var taken = await Gate.TakeAsync(_source, events, Cancel);
        taken.Select((t, i) => t.As == (i % 2 == 0 ? TakenAs.Kept : TakenAs.NotWanted)).ShouldAllBe(right => right);
        (await CursorAsync()).ShouldBe("2999");
    }

    [Fact]
    public async Task Stopping_finishes_what_was_accepted_and_refuses_the_rest()
    {
        var accepted = Enumerable.Range(0, 50).Select(
            i => Gate.TakeAsync(_source, [Said($"{i}", "fjellrev")], Cancel)).ToList();
        await _household.CloseGateAsync();
        (await Task.WhenAll(accepted)).ShouldAllBe(a => a[0].As == TakenAs.Kept);
        var refused = await Should.ThrowAsync<InvalidOperationException>(() => TakeAsync(Said("x", "fjellrev")));
        refused.Message.ShouldContain("after it has started");
    }

    [Fact]
    public async Task The_numbers_of_a_source_add_up()
    {
        var now = DateTimeOffset.UtcNow;
        var mention = Of("1", "fjellrev") with { PublishedAt = now, ReceivedAt = now.AddSeconds(4) };
        await TakeAsync(
            new Upserted(mention, null, now.AddSeconds(4)),
            new Upserted(mention with { Id = new("2"), Text = "nichts" }, null, now.AddSeconds(4)),
            new Unreadable("?", "broken", null, now.AddSeconds(4)));
        var health = (await _household.Sources.HealthAsync(Cancel)).Single();
        (health.Items24h, health.Kept24h, health.Errors24h, health.LastError).ShouldBe((2, 1, 1, "broken"));
        health.LagP50!.Value.TotalSeconds.ShouldBeInRange(3.6, 4.4);
        health.State.ShouldBe(SourceState.Running);
    }

    /// <summary>Makes the database refuse one item, as a defect in our own code would.</summary>
    private Task BreakAsync(string externalId) => Db.WriteAsync(scope => scope.Connection.ExecuteAsync(
        Engine is Engine.Sqlite
            ? $"create trigger broken before insert on mention when new.external_id = '{externalId}' "
                + "begin select raise(abort, 'broken'); end"
            : $"alter table mention add constraint broken check (external_id <> '{externalId}')",
        transaction: scope.Transaction), Cancel);

    private Task<IReadOnlyList<Taken>> TakeAsync(params SourceEvent[] events) =>
        Gate.TakeAsync(_source, events, Cancel);

    private async Task<string?> CursorAsync()
    {
        await using var connection = await Db.ReadAsync(Cancel);
        return await connection.ExecuteScalarAsync<string?>(
            "select cursor from source_state where source_id = @id", new { id = _source.Id });
    }
}
