using System.Text.Json;
using System.Text.Json.Nodes;
using Echolot.Connectors.Mastodon;
using Echolot.Mentions;
using Echolot.Play.Networks;
using Echolot.Sources;
using Shouldly;
using Xunit;
using Reading = Echolot.Connectors.Mastodon.Reading;

namespace Echolot.Connectors.Tests.Mastodon;

public sealed class Mastodon_reads
{
    private static readonly DateTimeOffset Now = new(2026, 11, 21, 10, 5, 0, TimeSpan.Zero);

    [Fact]
    public async Task Who_mentions_the_account_is_read_live_and_afterwards()
    {
        await using var play = await MastodonPlay.OpenAsync("user:notification");
        await play.PublishAsync("@nordlicht wo bleibt mein Paket?");
        var first = await HearAsync(play, play.Beginning, 1);
        first.Mention().Text.ShouldBe("@nordlicht wo bleibt mein Paket?");
        first.Mention().Origin.ShouldBe(Origin.Backfill);
        await play.PublishAsync("@nordlicht noch einmal");
        (await HearAsync(play, first[^1].Cursor, 1)).Mention().Text.ShouldContain("noch einmal");
    }

    [Fact]
    public async Task A_gap_behind_many_pages_of_ids_that_tell_no_time_is_read_again()
    {
        await using var play = await MastodonPlay.OpenAsync("hashtag/nordlicht", ulids: true);
        var begin = DateTimeOffset.UtcNow.AddHours(-5);
        for (var i = 0; i < 200; i++)
            await play.Instance.PublishAsync($"<p>Post {i}</p>", ["hashtag/nordlicht"], begin.AddMinutes(i));
        var heard = new List<string>();
        await foreach (var e in play.Connector.BackfillAsync(
            play.Source, begin.AddMinutes(9.5), begin.AddMinutes(12.5), TestContext.Current.CancellationToken))
        {
            e.Cursor.ShouldBeNull();
            heard.Add(((Upserted)e).Mention.Text);
        }
        heard.ShouldBe(["Post 10", "Post 11", "Post 12"]);
    }

    [Fact]
    public async Task What_is_said_to_the_account_is_told_as_such_and_only_the_public_part_as_a_mention()
    {
        await using var play = await MastodonPlay.OpenAsync("user:notification");
        await play.PublishAsync("@nordlicht öffentlich");
        await play.Instance.PublishAsync(
            "<p>@nordlicht vertraulich</p>", ["user:notification"], change: s => s["visibility"] = "direct");
        await play.Instance.PublishAsync(
            "<p>@nordlicht unter uns</p>", ["user:notification"], change: s => s["visibility"] = "private");
        var heard = await HearAsync(play, play.Beginning, 1, also: e => e.OfType<Addressed>().Count() == 3);
        heard.OfType<Upserted>().Select(u => u.Mention.Text).ShouldBe(["@nordlicht öffentlich"]);
        heard.OfType<Addressed>().Select(a => (a.Message.Text, a.Message.Visibility, a.Ours)).ShouldBe(
            [("@nordlicht öffentlich", Visibility.Public, false), ("@nordlicht vertraulich", Visibility.Direct, false),
                ("@nordlicht unter uns", Visibility.Followers, false)]);
    }

    [Fact]
    public async Task What_the_account_says_itself_is_told_as_ours_live_and_afterwards()
    {
        await using var play = await MastodonPlay.OpenAsync("user:notification");
        var first = await HearAsync(play, play.Beginning, 1, heardEnough: e => e.Any(one => one.Cursor is not null));
        await SayAsync("von der App aus");
        var second = await HearAsync(play, first[^1].Cursor, 1, heardEnough: Ours(1));
        second.OfType<Addressed>().Single().Message.Text.ShouldBe("von der App aus");
        var live = HearAsync(play, second[^1].Cursor, 1, heardEnough: Ours(1));
        await UntilAsync(() => play.Instance.Open == 1);
        await SayAsync("noch einmal");
        (await live).OfType<Addressed>().Single().Message.Text.ShouldBe("noch einmal");
        first.Concat(second).OfType<Upserted>().ShouldBeEmpty();

        async Task SayAsync(string text)
        {
            using var http = new HttpClient();
            http.DefaultRequestHeaders.Authorization = new("Bearer", MastodonInstance.Token);
            (await http.PostAsJsonAsync(new Uri(play.Instance.Address, "/api/v1/statuses"), new { status = text }))
                .EnsureSuccessStatusCode();
        }

        static Func<List<SourceEvent>, bool> Ours(int count) => e => e.OfType<Addressed>().Count(a => a.Ours) == count;
    }

    [Fact]
    public async Task What_was_said_to_the_account_and_is_edited_or_deleted_is_told()
    {
        await using var play = await MastodonPlay.OpenAsync("user:notification");
        var edited = await play.PublishAsync("@nordlicht erst so");
        var gone = await play.PublishAsync("@nordlicht bald weg");
        var late = await play.PublishAsync("@nordlicht später weg");
        var first = await HearAsync(play, play.Beginning, 3);
        await play.EditAsync(edited, "@nordlicht dann anders");
        await play.DeleteAsync(gone);
        var second = await HearAsync(play, first[^1].Cursor, 1, also: e => e.OfType<Deleted>().Any());
        second.Mention().Text.ShouldBe("@nordlicht dann anders");
        second.OfType<Deleted>().ShouldHaveSingleItem().Id.ShouldBe(play.NameWhenDeleted(gone));
        var third = HearAsync(play, second[^1].Cursor, 1, heardEnough: e => e.OfType<Deleted>().Any());
        await UntilAsync(() => play.Instance.Open == 1);
        await play.DeleteAsync(late);
        (await third).OfType<Deleted>().ShouldHaveSingleItem().Id.ShouldBe(play.NameWhenDeleted(late));
    }

    [Fact]
    public async Task What_was_said_to_the_account_and_is_edited_is_told_while_the_stream_goes_on()
    {
        await using var play = await MastodonPlay.OpenAsync("user:notification");
        var edited = await play.PublishAsync("@nordlicht erst so");
        var first = new TaskCompletionSource();
        var hearing = HearAsync(play, play.Beginning, 2, heardEnough: e =>
        {
            if (e.OfType<Upserted>().Any()) first.TrySetResult();
            return e.OfType<Upserted>().Count() == 2;
        });
        await first.Task.WaitAsync(TimeSpan.FromSeconds(20));
        await UntilAsync(() => play.Instance.Open == 1);
        await play.EditAsync(edited, "@nordlicht dann anders");
        (await hearing).OfType<Upserted>().Select(u => u.Mention.Text)
            .ShouldBe(["@nordlicht erst so", "@nordlicht dann anders"]);
        play.Instance.Open.ShouldBeLessThanOrEqualTo(1, "on one stream");
    }

    [Fact]
    public async Task What_comes_after_the_past_and_before_the_stream_tells_of_it_is_looked_for_once_more()
    {
        await using var play = await MastodonPlay.OpenAsync("hashtag/nordlicht", lookEvery: TimeSpan.FromMinutes(5));
        play.Instance.SubscribesAfter = TimeSpan.FromMinutes(1);
        await play.PublishAsync("vorher");
        var first = new TaskCompletionSource();
        var hearing = HearAsync(play, play.Beginning, 2, heardEnough: e =>
        {
            if (e.OfType<Upserted>().Any()) first.TrySetResult();
            return e.OfType<Upserted>().Count() == 2;
        });
        await first.Task.WaitAsync(TimeSpan.FromSeconds(20));
        await play.PublishAsync("dazwischen");
        (await hearing).OfType<Upserted>().Select(u => u.Mention.Text).ShouldBe(["vorher", "dazwischen"]);
    }

    [Fact]
    public async Task A_full_page_of_known_posts_is_no_gap()
    {
        await using var play = await MastodonPlay.OpenAsync("hashtag/nordlicht");
        for (var i = 0; i < 40; i++) await play.PublishAsync($"Beitrag {i}");
        var first = await HearAsync(play, play.Beginning, 40);
        (await HearAsync(play, first[^1].Cursor, 0)).OfType<Gap>().ShouldBeEmpty();
    }

    [Fact]
    public async Task An_instance_without_a_stream_is_asked_again_and_again()
    {
        await using var play = await MastodonPlay.OpenAsync("hashtag/nordlicht", streams: false);
        var hearing = HearAsync(play, play.Beginning, 2);
        await play.PublishAsync("eins");
        await Task.Delay(250);
        await play.PublishAsync("zwei");
        var heard = await hearing;
        heard.OfType<Upserted>().Select(u => u.Mention.Text).ShouldBe(["eins", "zwei"]);
        heard.OfType<Upserted>().ShouldAllBe(u => u.Mention.Origin == Origin.Poll);
    }

    [Fact]
    public async Task What_arrives_during_a_broken_stream_is_caught_up_on()
    {
        await using var play = await MastodonPlay.OpenAsync("hashtag/nordlicht");
        var hearing = HearAsync(play, play.Beginning, 3);
        await play.PublishAsync("vorher");
        await UntilAsync(() => play.Instance.Open == 1);
        play.Instance.EndAll();
        await play.PublishAsync("während");
        await UntilAsync(() => play.Instance.Open == 1);
        await play.PublishAsync("nachher");
        (await hearing).OfType<Upserted>().Select(u => u.Mention.Text).ShouldBe(["vorher", "während", "nachher"]);
    }

    [Fact]
    public async Task A_post_that_reaches_the_instance_late_is_read_although_its_id_is_old()
    {
        await using var play = await MastodonPlay.OpenAsync("hashtag/nordlicht");
        var now = DateTimeOffset.UtcNow;
        await play.Instance.PublishAsync("<p>neu</p>", ["hashtag/nordlicht"], now.AddMinutes(-1));
        var first = await HearAsync(play, play.Beginning, 1);
        await play.Instance.PublishAsync("<p>alt, aber spät</p>", ["hashtag/nordlicht"], now.AddMinutes(-9));
        var second = await HearAsync(play, first[^1].Cursor, 1);
        second.OfType<Upserted>().Select(u => u.Mention.Text).ShouldBe(["alt, aber spät"]);
    }

    [Fact]
    public async Task A_deletion_that_was_missed_is_found_when_catching_up()
    {
        await using var play = await MastodonPlay.OpenAsync("hashtag/nordlicht");
        var id = await play.PublishAsync("geht gleich");
        await play.PublishAsync("bleibt");
        var first = await HearAsync(play, play.Beginning, 2);
        await play.DeleteAsync(id);
        await play.PublishAsync("kommt");
        var second = await HearAsync(play, first[^1].Cursor, 1, also: events => events.OfType<Deleted>().Any());
        second.OfType<Deleted>().ShouldHaveSingleItem().Id.ShouldBe(play.NameWhenDeleted(id));
        second.OfType<Deleted>().Single().Why.ShouldBe(DeleteReason.NotFoundOnRecheck);
        (await HearAsync(play, second[^1].Cursor, 0)).OfType<Deleted>().ShouldBeEmpty("told once");
    }

    [Fact]
    public async Task A_gap_of_a_hashtag_is_read_again_without_moving_the_place()
    {
        await using var play = await MastodonPlay.OpenAsync("hashtag/nordlicht");
        var now = DateTimeOffset.UtcNow;
        foreach (var minutes in new[] { 50, 40, 30, 20, 10 })
            await play.Instance.PublishAsync($"<p>vor {minutes}</p>", ["hashtag/nordlicht"], now.AddMinutes(-minutes));
        play.Connector.CanBackfill(play.Source).ShouldBeTrue();
        var events = new List<SourceEvent>();
        await foreach (var one in play.Connector.BackfillAsync(
            play.Source, now.AddMinutes(-45), now.AddMinutes(-15), CancellationToken.None)) events.Add(one);
        events.OfType<Upserted>().Select(u => u.Mention.Text).ShouldBe(["vor 40", "vor 30", "vor 20"]);
        events.ShouldAllBe(e => e.Cursor == null);
    }

    [Fact]
    public async Task A_gap_is_not_called_filled_where_lists_or_mentions_may_miss_something()
    {
        await using var play = await MastodonPlay.OpenAsync("hashtag/nordlicht");
        var now = DateTimeOffset.UtcNow;
        await play.Instance.PublishAsync("<p>vor 20</p>", ["hashtag/nordlicht"], now.AddMinutes(-20));
        var source = play.Source with
        {
            Settings = new Dictionary<string, string>(play.Source.Settings) { ["lists"] = "7" },
        };
        var heard = new List<string>();
        var lost = await Should.ThrowAsync<SourceTrouble>(async () =>
        {
            await foreach (var one in play.Connector.BackfillAsync(
                source, now.AddMinutes(-45), now.AddMinutes(-15), CancellationToken.None))
                heard.Add(((Upserted)one).Mention.Text);
        });
        heard.ShouldBe(["vor 20"]);
        lost.Message.ShouldContain("of lists and mentions is lost");
    }

    [Fact]
    public async Task An_account_is_checked_before_it_is_stored()
    {
        await using var play = await MastodonPlay.OpenAsync("hashtag/nordlicht");
        var good = new Dictionary<string, string>(play.Source.Settings);
        (await CheckAsync("token", "falsch")).ShouldContain("token");
        (await CheckAsync("token", "mit\r\nZeile")).ShouldContain("token");
        (await CheckAsync("lists", "99")).ShouldContain("lists");
        (await CheckAsync("hashtags", "gut <b>")).ShouldContain("hashtags");
        (await CheckAsync("hashtags", "")).ShouldContain("hashtags");
        (await CheckAsync("instance", "ftp://x")).ShouldContain("instance");
        (await CheckAsync("hashtags", "#Äpfel, birnen\n#birnen")).ShouldBeEmpty();

        async Task<IEnumerable<string>> CheckAsync(string field, string value) =>
            (await play.Connector.CheckAsync(
                new Dictionary<string, string>(good) { [field] = value, ["mentions"] = "false" },
                    CancellationToken.None)).Problems.Keys;
    }

    [Fact]
    public void A_place_keeps_what_was_read_beyond_it_and_no_more_than_forty()
    {
        var place = new FeedPlace("100", [], 0);
        for (var id = 101; id <= 150; id++) place = place.After($"{id}", "1", Now);
        place.From.ShouldBe("110");
        place.Seen.Count.ShouldBe(40);
        place.Knows("111", "1").ShouldBeTrue();
        place.Knows("111", "2").ShouldBeFalse("an edit is something new");
        place.After("99", "1", Now).ShouldBe(place, "older than everything that is remembered");
        place.After("130", "2", Now).Seen.Count.ShouldBe(40);
        var written = new Place(new Dictionary<string, FeedPlace> { ["tag:x"] = place }).ToString();
        Place.Parse(written).ToString().ShouldBe(written);
        Place.Parse("{\"tag:x\":3}").Feeds.ShouldBeEmpty();
        FeedPlace.Newer("9", "10").ShouldBeNegative();
    }

    [Fact]
    public void Cut_or_bent_frames_never_throw()
    {
        var random = new Random(7);
        var good = File.ReadAllText(Path.Combine(Folder(), "stream.jsonl"))
            .Split('\n', StringSplitOptions.RemoveEmptyEntries);
        for (var turn = 0; turn < 3_000; turn++)
        {
            var frame = System.Text.Encoding.UTF8.GetBytes(good[turn % good.Length]);
            for (var i = 0; i < 1 + turn % 4; i++) frame[random.Next(frame.Length)] = (byte)random.Next(256);
            var reading = Fresh();
            var told = reading.Take(frame.AsMemory(0, turn % 2 == 0 ? frame.Length : random.Next(frame.Length)), Now);
            foreach (var bad in told.OfType<Unreadable>()) bad.Excerpt.Length.ShouldBeLessThanOrEqualTo(500);
        }
    }

    [Fact]
    public void Recorded_frames_become_the_expected_events()
    {
        var reading = Fresh();
        var told = string.Concat(File.ReadLines(Path.Combine(Folder(), "stream.jsonl"))
            .Select(line => Told(reading.Take(System.Text.Encoding.UTF8.GetBytes(line), Now)) + "\n"));
        var received = Path.Combine(AppContext.BaseDirectory, "mastodon.received.txt");
        File.WriteAllText(received, told);
        var expected = Path.Combine(Folder(), "stream.expected.txt");
        told.ShouldBe(File.Exists(expected) ? File.ReadAllText(expected) : "",
            $"to accept what is read now: cp {received} {expected}");
    }

    private static Reading Fresh() => new(
        new SourceKey("mastodon", "social.example", "@marke"), "social.example", boosts: true,
        [new(FollowedKind.Hashtag, "nordlicht"), new(FollowedKind.List, "12"), Followed.Mentions],
        new Place(new[] { "tag:nordlicht", "list:12", "mentions" }.ToDictionary(key => key, _ =>
            new FeedPlace("0", [], 0))));

    private static string Told(IReadOnlyList<SourceEvent> happened) => happened.Count == 0 ? "nothing"
        : string.Join('\n', happened.Select(Told));

    private static string Told(SourceEvent happened) => happened switch
    {
        Addressed { Message: var m, Ours: var ours } => $"{(ours ? "said by us" : "said to us")} {Told(m)}",
        Upserted { Mention: var m } => Told(m),
        Deleted d => $"deleted {d.Id}",
        Unreadable u => $"unreadable: {u.Problem}",
        Progress => "passed",
        _ => "nothing",
    };

    private static string Told(Mention m) =>
            $"{m.Kind} {m.Id} rev {m.Revision} local {m.LocalId} {m.Visibility} by {m.Author.Handle} ({m.Author.Id}) "
            + $"at {m.PublishedAt:O}{(m.EditedAt is { } e ? $" edited {e:O}" : "")}{(m.ClockSuspect ? " clock?" : "")}"
            + $" title {JsonSerializer.Serialize(m.Title)} text {JsonSerializer.Serialize(m.Text)} lang "
                + $"{m.LanguageDeclared}"
            + $" parent {m.ParentId} quotes {m.QuotedId} url {m.Url}"
            + string.Concat(m.Attachments.Select(a => $" [{a.Kind} {a.Remote} {a.AltText}]"));

    private static string Folder([System.Runtime.CompilerServices.CallerFilePath] string here = "") =>
        Path.Combine(Path.GetDirectoryName(here)!, "recordings");

    private static async Task UntilAsync(Func<bool> holds)
    {
        for (var turn = 0; turn < 400 && !holds(); turn++) await Task.Delay(20);
        holds().ShouldBeTrue();
    }

    /// <summary>
    /// Reads until so many posts have come and <paramref name="also"/> holds, or for a second where none is waited for.
    /// </summary>
    private static async Task<List<SourceEvent>> HearAsync(
        MastodonPlay play, string? cursor, int posts, Func<List<SourceEvent>, bool>? also = null,
        Func<List<SourceEvent>, bool>? heardEnough = null)
    {
        var heard = new List<SourceEvent>();
        using var stop = new CancellationTokenSource(posts == 0 ? TimeSpan.FromSeconds(1) : TimeSpan.FromSeconds(20));
        try
        {
            await foreach (var one in play.ReadAsync(cursor, stop.Token))
            {
                heard.Add(one);
                if (heardEnough?.Invoke(heard) == true) return heard;
                if (heardEnough is null && posts > 0 && heard.OfType<Upserted>().Count() >= posts
                    && also?.Invoke(heard) != false) return heard;
            }
        }
        catch (OperationCanceledException) when (posts == 0)
        {
            return heard;
        }
        return heard;
    }
}

file static class Heard
{
    public static Mention Mention(this IEnumerable<SourceEvent> events) => events.OfType<Upserted>().First().Mention;
}
