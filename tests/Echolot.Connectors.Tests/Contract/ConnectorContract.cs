using System.Diagnostics;
using Echolot.Mentions;
using Echolot.Sources;
using Shouldly;
using Xunit;

namespace Echolot.Connectors.Tests.Contract;

/// <summary>
/// What every connector promises, whatever the network. A connector inherits it in one class that opens its play;
/// abilities it does not have are checked the other way round.
/// </summary>
public abstract class ConnectorContract
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    /// <summary>A fresh, empty network and a connector that may read it.</summary>
    protected abstract Task<NetworkPlay> OpenAsync();

    [Fact]
    public async Task Everything_published_is_read_once_with_an_id_and_a_revision()
    {
        await using var play = await OpenAsync();
        var ids = await PublishAsync(play, "eins", "zwei", "drei", "vier", "fünf äöü ß 😀");
        var heard = await HearAsync(play, play.Beginning, events => Posts(events).Count >= 5);

        var posts = Posts(heard);
        posts.Select(p => p.Id).ShouldBe(ids, ignoreOrder: true);
        posts.ShouldAllBe(p => p.Revision.Length > 0 && p.Source.Connector == play.Description.Name);
        posts.ShouldAllBe(p => p.PublishedAt <= p.ReceivedAt && p.PublishedAt.Year > 2000 && p.Author.Id.Value.Length > 0);
        posts.ShouldContain(p => p.Text.Contains("fünf äöü ß 😀"));
    }

    [Fact]
    public async Task Stopped_at_any_event_and_resumed_nothing_is_lost_and_nothing_before_the_cursor_comes_again()
    {
        await using var play = await OpenAsync();
        var ids = await PublishAsync(play, "eins", "zwei", "drei", "vier");
        if (play.Description.SeesEdits)
            await play.EditAsync(ids[1], "zwei, verbessert");
        if (play.Description.SeesDeletions)
            await play.DeleteAsync(ids[2]);
        var all = await HearUntilQuietAsync(
            play, play.Beginning, events => Posts(events) is var posts
                && ids.Where((_, i) => i != 2).All(id => posts.Exists(p => p.Id == id))
                && (!play.Description.SeesEdits || posts.Exists(p => p.Text.Contains("verbessert", StringComparison.Ordinal))));
        all.Select(Identity).ShouldNotBeEmpty();

        for (var stop = 0; stop <= all.Count; stop++)
        {
            var before = await HearAsync(play, play.Beginning, events => events.Count >= stop);
            before = [.. before.Take(stop)];
            var cursor = before.LastOrDefault(e => e.Cursor is not null)?.Cursor ?? play.Beginning;
            var after = await HearUntilQuietAsync(
                play, cursor, events => !Said(all).Except(Said(before.Concat(events))).Any());

            Said(before.Concat(after)).ShouldBe(Said(all), $"lost something when stopped after event {stop}");
            if (!play.HasCursor)
                continue;
            var done = Said(before.Take(before.FindLastIndex(e => e.Cursor is not null) + 1));
            after.Select(Identity).Intersect(done).ShouldBeEmpty($"repeated something when stopped after event {stop}");
        }
    }

    [Fact]
    public async Task What_is_published_while_nobody_reads_is_there_afterwards()
    {
        await using var play = await OpenAsync();
        await PublishAsync(play, "vorher");
        var first = await HearUntilQuietAsync(play, play.Beginning, events => Posts(events).Count >= 1);
        var ids = await PublishAsync(play, "inzwischen 1", "inzwischen 2", "inzwischen 3");
        var second = await HearAsync(
            play, Last(first) ?? play.Beginning, events => ids.TrueForAll(id => Posts(events).Exists(p => p.Id == id)));
        Posts(second).Select(p => p.Id).Where(ids.Contains).ShouldBe(ids, ignoreOrder: true);
    }

    [Fact]
    public async Task An_edit_keeps_the_id_and_changes_the_revision()
    {
        await using var play = await OpenAsync();
        if (!play.Description.SeesEdits)
        {
            play.Description.SeesEdits.ShouldBeFalse();
            return;
        }
        var id = (await PublishAsync(play, "der erste Wortlaut"))[0];
        var heard = await HearAsync(
            play, play.Beginning, events => Posts(events).Count >= 1,
            () => play.EditAsync(id, "ein neuer Wortlaut"),
            // The first wording may be told again before the second one.
            events => Posts(events).Exists(p => p.Text.Contains("ein neuer Wortlaut", StringComparison.Ordinal)));
        var posts = Posts(heard);
        posts.Select(p => p.Id).Distinct().ShouldBe([id]);
        posts[0].Text.ShouldContain("der erste Wortlaut");
        posts[^1].Text.ShouldContain("ein neuer Wortlaut");
        posts[^1].Revision.ShouldNotBe(posts[0].Revision);
    }

    [Fact]
    public async Task A_deletion_is_told_only_where_the_network_tells_it()
    {
        await using var play = await OpenAsync();
        var ids = await PublishAsync(play, "bleibt", "geht");
        var heard = await HearAsync(
            play, play.Beginning, events => Posts(events).Count >= 2, () => play.DeleteAsync(ids[1]),
            play.Description.SeesDeletions ? events => events.OfType<Deleted>().Any() : null);
        if (play.Description.SeesDeletions)
            heard.OfType<Deleted>().Select(d => d.Id).Distinct().ShouldBe([play.NameWhenDeleted(ids[1])]);
        else
            heard.OfType<Deleted>().ShouldBeEmpty("vanishing from a list is not a deletion");
    }

    [Fact]
    public async Task A_gap_is_read_again_exactly_or_the_network_is_said_to_give_no_past()
    {
        await using var play = await OpenAsync();
        play.Description.Rereads.ShouldNotBeNull();
        if (play.Backfills is not var (connector, source)) return;
        await PublishAsync(play, "vor der Lücke");
        var from = await NextSecondAsync();
        var missed = await PublishAsync(play, "in der Lücke 1", "in der Lücke 2");
        var to = await NextSecondAsync();
        await PublishAsync(play, "nach der Lücke");
        connector.CanBackfill(source).ShouldBeTrue();
        var events = new List<SourceEvent>();
        using var patience = new CancellationTokenSource(Patience);
        await foreach (var e in connector.BackfillAsync(source, from, to, patience.Token)) events.Add(e);
        Posts(events).Select(p => p.Id).ShouldBe(missed);
        Posts(events).ShouldAllBe(p => p.Origin == Origin.Backfill);
    }

    // Networks tell times in whole seconds.
    private static async Task<DateTimeOffset> NextSecondAsync()
    {
        await Task.Delay(1100);
        return DateTimeOffset.FromUnixTimeSeconds(DateTimeOffset.UtcNow.ToUnixTimeSeconds());
    }

    [Fact]
    public async Task A_cursor_that_is_too_old_makes_a_gap_and_reading_goes_on()
    {
        await using var play = await OpenAsync();
        await PublishAsync(play, "vor der Lücke");
        var cursor = Last(await HearUntilQuietAsync(play, play.Beginning, events => Posts(events).Count >= 1));
        if (!play.CanOutrun)
        {
            play.Description.ReplayHorizon.ShouldBeNull("a network that never forgets has no horizon");
            return;
        }
        await play.OutrunAsync();
        var id = (await PublishAsync(play, "nach der Lücke"))[0];
        var heard = await HearUntilQuietAsync(
            play, cursor, events => events.OfType<Gap>().Any() && Posts(events).Exists(p => p.Id == id));
        var gap = heard.OfType<Gap>().ShouldHaveSingleItem();
        gap.From.ShouldBeLessThanOrEqualTo(gap.To);
        Posts(heard).ShouldContain(p => p.Id == id);

        var again = await HearUntilQuietAsync(play, Last(heard));
        again.OfType<Gap>().ShouldBeEmpty("a gap is told once");
    }

    [Fact]
    public async Task A_limit_is_kept_and_nothing_is_lost_by_it()
    {
        await using var play = await OpenAsync();
        await PublishAsync(play, "vor der Sperre");
        var first = await HearUntilQuietAsync(play, play.Beginning, events => Posts(events).Count >= 1);
        await play.LimitAsync(on: true);
        var id = (await PublishAsync(play, "während der Sperre"))[0];
        var contacts = play.Contacts;
        var limited = await HearAsync(play, Last(first) ?? play.Beginning, _ => false, patience: play.Quiet);
        (play.Contacts - contacts).ShouldBeLessThanOrEqualTo(play.PoliteContacts, "hammers a network that said: too many");
        await play.LimitAsync(on: false);
        var freed = await HearAsync(
            play, Last(limited) ?? Last(first) ?? play.Beginning,
            events => Posts(events).Concat(Posts(limited)).Any(p => p.Id == id));
        Posts(freed).Concat(Posts(limited)).Select(p => p.Id).ShouldContain(id);
    }

    [Fact]
    public async Task Bad_input_is_put_aside_and_the_rest_goes_on()
    {
        await using var play = await OpenAsync();
        await PublishAsync(play, "davor");
        await play.BreakAsync();
        await PublishAsync(play, "danach");
        var heard = await HearAsync(play, play.Beginning, events => Posts(events).Count >= 2 && events.OfType<Unreadable>().Any());
        Posts(heard).Select(p => p.Text).ShouldContain(t => t.Contains("davor"));
        Posts(heard).Select(p => p.Text).ShouldContain(t => t.Contains("danach"));
        var bad = heard.OfType<Unreadable>().First();
        bad.Problem.ShouldNotBeNullOrWhiteSpace();
        bad.Excerpt.Length.ShouldBeLessThanOrEqualTo(1000, "the excerpt of a bad item is short");
    }

    [Fact]
    public async Task Cancelling_ends_the_reading_at_once()
    {
        await using var play = await OpenAsync();
        await PublishAsync(play, "da");
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        var reading = Task.Run(async () =>
        {
            await foreach (var _ in play.ReadAsync(play.Beginning, stop.Token))
            {
                // Only the end matters here.
            }
        });
        await Task.Delay(play.Quiet);
        var watch = Stopwatch.StartNew();
        await stop.CancelAsync();
        await Task.WhenAny(reading, Task.Delay(Patience));
        reading.IsCompleted.ShouldBeTrue("still reading after it was cancelled");
        watch.Elapsed.ShouldBeLessThan(TimeSpan.FromSeconds(15));
        if (reading.Exception is { } e)
            e.InnerException.ShouldBeAssignableTo<OperationCanceledException>();
    }

    [Fact]
    public async Task The_description_is_complete_in_both_languages()
    {
        await using var play = await OpenAsync();
        var it = play.Description;
        it.Name.ShouldMatch("^[a-z][a-z0-9-]*$");
        LocalText[] texts = [it.Summary, it.LegalBasis, .. it.Settings.SelectMany(s => new[] { s.Label, s.Hint })];
        texts.ShouldAllBe(t => t.De.Length > 0 && t.En.Length > 0);
        it.Settings.Select(s => s.Key).ShouldBeUnique();
    }

    /// <summary>What an event says, apart from time and position; empty for signs of life.</summary>
    private static string Identity(SourceEvent e) => e switch
    {
        Upserted u => $"upserted {u.Mention.Id} {u.Mention.Revision}",
        Addressed a => $"addressed {a.Message.Id} {a.Message.Revision}",
        Deleted d => $"deleted {d.Id}",
        AuthorChanged a => $"author changed {a.Author.Id} {a.Author.Handle}",
        AuthorGone a => $"author gone {a.Author} {a.Back}",
        Gap g => $"gap {g.Why}",
        Unreadable u => $"unreadable {u.Excerpt}",
        _ => "",
    };

    // How many signs of life come between is a matter of the clock.
    private static IEnumerable<string> Said(IEnumerable<SourceEvent> events) =>
        events.Select(Identity).Where(said => said.Length > 0).Distinct().Order();

    private static List<Mention> Posts(IEnumerable<SourceEvent> events) => [.. events.OfType<Upserted>().Select(u => u.Mention)];

    private static string? Last(IEnumerable<SourceEvent> events) => events.LastOrDefault(e => e.Cursor is not null)?.Cursor;

    private static async Task<List<ExternalId>> PublishAsync(NetworkPlay play, params string[] texts)
    {
        var ids = new List<ExternalId>();
        foreach (var text in texts)
            ids.Add(await play.PublishAsync(text));
        return ids;
    }

    /// <summary>Reads until <paramref name="least"/> was heard, and on until it is quiet.</summary>
    private static Task<List<SourceEvent>> HearUntilQuietAsync(
        NetworkPlay play, string? cursor, Func<List<SourceEvent>, bool>? least = null) =>
        HearAsync(play, cursor, least ?? (_ => true), meanwhile: null, enough: null);

    private static Task<List<SourceEvent>> HearAsync(
        NetworkPlay play, string? cursor, Func<List<SourceEvent>, bool> enough, TimeSpan? patience = null) =>
        HearAsync(play, cursor, enough, meanwhile: null, enough, patience);

    /// <summary>
    /// Reads until <paramref name="ready"/>; then, where there is something to do <paramref name="meanwhile"/>, does it and
    /// reads on until <paramref name="enough"/>; null: until it is quiet. Trouble is handled as the runner does: wait, then
    /// read on from the last cursor.
    /// </summary>
    private static async Task<List<SourceEvent>> HearAsync(
        NetworkPlay play, string? cursor, Func<List<SourceEvent>, bool> ready, Func<Task>? meanwhile,
        Func<List<SourceEvent>, bool>? enough, TimeSpan? patience = null)
    {
        var heard = new List<SourceEvent>();
        var done = false;
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        stop.CancelAfter(patience ?? Patience);
        await using var silence = new Silence(play, stop);

        async Task<bool> FinishedAsync()
        {
            if (!done && ready(heard))
            {
                done = true;
                if (meanwhile is not null)
                {
                    await meanwhile();
                    stop.CancelAfter(Patience);
                }
                if (enough is null) silence.Begin();
            }
            return done && enough?.Invoke(heard) == true;
        }

        if (await FinishedAsync())
            return heard;
        while (!stop.IsCancellationRequested)
        {
            try
            {
                await foreach (var e in play.ReadAsync(cursor, stop.Token))
                {
                    heard.Add(e);
                    cursor = e.Cursor ?? cursor;
                    if (e is not Progress) silence.Break();
                    if (await FinishedAsync())
                        return heard;
                }
                await Task.Delay(20, stop.Token);
            }
            catch (OperationCanceledException) when (stop.IsCancellationRequested)
            {
                TestContext.Current.CancellationToken.ThrowIfCancellationRequested();
            }
            catch (SourceTrouble trouble) when (!trouble.Final)
            {
                await Task.WhenAny(Task.Delay(trouble.Wait ?? TimeSpan.FromMilliseconds(50), stop.Token));
            }
        }
        return heard;
    }

    /// <summary>
    /// Stops reading once nothing has come for a while. The while is counted in turns, so that a machine that stands still
    /// loses one of them and not all, and begins when the network was reached.
    /// </summary>
    private sealed class Silence(NetworkPlay play, CancellationTokenSource stop) : IAsyncDisposable
    {
        private const int Turns = 20;

        private readonly CancellationTokenSource _ended = new();
        private readonly int _contacts = play.Contacts;
        private Task _waiting = Task.CompletedTask;
        private int _quiet;

        public void Begin()
        {
            stop.CancelAfter(Patience);
            _waiting = WaitAsync();
        }

        public void Break() => Volatile.Write(ref _quiet, 0);

        public async ValueTask DisposeAsync()
        {
            await _ended.CancelAsync();
            await _waiting.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            _ended.Dispose();
        }

        private async Task WaitAsync()
        {
            for (var turn = 0; turn < 100 && play.Contacts == _contacts; turn++) await Task.Delay(20, _ended.Token);
            while (Interlocked.Increment(ref _quiet) <= Turns) await Task.Delay(play.Quiet / Turns, _ended.Token);
            await stop.CancelAsync();
        }
    }
}
