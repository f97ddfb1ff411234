using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Echolot.Connectors.Http;
using Echolot.Connectors.Listings;
using Echolot.Connectors.Tests.Contract;
using Echolot.Connectors.YouTube;
using Echolot.Mentions;
using Echolot.Network;
using Echolot.Play.Networks;
using Echolot.Sources;
using Shouldly;
using Xunit;

namespace Echolot.Connectors.Tests.YouTube;

public sealed class YouTubeContract : ConnectorContract
{
    protected override async Task<NetworkPlay> OpenAsync() => await YouTubePlay.OpenAsync();

    [Fact]
    public async Task Reading_stops_before_the_allowance_is_used_up_and_says_when_it_goes_on()
    {
        await using var play = await YouTubePlay.OpenAsync(budget: "10");
        play.Api.Publish("da");
        var used = play.Api.Units;
        var (events, trouble) = await UntilTroubleAsync(play, null);
        trouble.Message.ShouldContain("10 units a day");
        trouble.Wait!.Value.ShouldBeInRange(TimeSpan.Zero, TimeSpan.FromHours(25));
        (play.Api.Units - used).ShouldBe(10);
        var cursor = events[^1].Cursor;
        var budget = ((IKeepsBudgets)play.Connector).BudgetOf(play.Source, cursor, TimeProvider.System.GetUtcNow());
        (budget.Limit, budget.Spent).ShouldBe((10, 10));
        ((IKeepsBudgets)play.Connector).BudgetOf(play.Source, cursor, budget.ResetsAt.AddMinutes(1)).Spent.ShouldBe(0);
        await UntilTroubleAsync(play, cursor);
        (play.Api.Units - used).ShouldBe(10, "a restart does not refill it");
        budget.Shared.ShouldBeNull();
        play.BeAnother();
        var (ofAnother, _) = await UntilTroubleAsync(play, null);
        ((IKeepsBudgets)play.Connector).BudgetOf(play.Source, ofAnother[^1].Cursor, TimeProvider.System.GetUtcNow())
            .Shared.ShouldBe(new SharedBudget(10_000, 20));
    }

    [Fact]
    public async Task A_quota_that_others_used_up_is_waited_for()
    {
        await using var play = await YouTubePlay.OpenAsync();
        play.Api.Exhausted = true;
        var (_, trouble) = await UntilTroubleAsync(play, null);
        trouble.Message.ShouldContain("allowance is used up");
        trouble.Final.ShouldBeFalse();
    }

    [Fact]
    public async Task Replies_come_with_their_thread()
    {
        await using var play = await YouTubePlay.OpenAsync();
        play.Api.Publish("Wo gibt es die Jacke?", thread => thread["replies"] = new JsonObject
        {
            ["comments"] = new JsonArray(YouTubeApi.Comment("Ugx1.r1", "Bei Nordlicht")),
        });
        var heard = new List<Mention>();
        await foreach (var e in play.ReadAsync(null, CancellationToken.None))
        {
            if (e is Upserted u) heard.Add(u.Mention);
            if (heard.Count == 2) break;
        }
        heard.Select(m => (m.Kind, m.Text))
            .ShouldBe([(ItemKind.Comment, "Wo gibt es die Jacke?"), (ItemKind.Reply, "Bei Nordlicht")]);
        heard[1].ParentId.ShouldBe(heard[0].Id);
        heard[0].Url!.Query.ShouldContain("lc=");
        heard[0].Author.Handle.ShouldBe("@anna");
    }

    [Fact]
    public async Task A_late_answer_below_a_known_comment_is_heard_once()
    {
        await using var play = await YouTubePlay.OpenAsync();
        var old = play.Api.Publish("Wo gibt es die Jacke?");
        // More than a page lies above it by now.
        var heard = new List<Mention>();
        using var late = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        var again = false;
        await foreach (var e in play.ReadAsync(null, late.Token))
        {
            if (e is Upserted u) heard.Add(u.Mention);
            if (heard.Count == 1 && !again)
            {
                again = true;
                for (var i = 0; i < play.Api.PageSize + 5; i++) play.Api.Publish($"neu {i}");
                play.Api.Answer(old, "Bei Nordlicht");
            }
            if (heard.Any(m => m.Text == "Bei Nordlicht") && heard.Count > play.Api.PageSize && e is Progress) break;
        }
        var answer = heard.Where(m => m.Text == "Bei Nordlicht").ShouldHaveSingleItem();
        (answer.Kind, answer.ParentId).ShouldBe((ItemKind.Reply, heard[0].Id));
    }

    [Theory]
    [InlineData(100)]
    [InlineData(7)]
    public async Task All_of_fifty_answers_below_one_comment_are_heard_once_and_a_late_one_for_a_page(int atOnce)
    {
        await using var play = await YouTubePlay.OpenAsync();
        play.Api.ReplyPageSize = atOnce;
        var old = play.Api.Publish("Das ging daneben");
        for (var i = 0; i < 50; i++) play.Api.Answer(old, $"Antwort {i}");
        var heard = new List<Mention>();
        using var late = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        var asked = 0;
        string? cursor = null;
        await foreach (var e in play.ReadAsync(null, late.Token))
        {
            cursor = e.Cursor ?? cursor;
            if (e is Upserted u) heard.Add(u.Mention);
            if (e is not Progress) continue;
            if (heard.Any(m => m.Text == "zu guter Letzt") && play.Api.AskedBelow > asked) break;
            if (asked > 0 || heard.DistinctBy(m => m.Id).Count() < 51 || Unread(play, cursor) > 0) continue;
            asked = play.Api.AskedBelow;
            asked.ShouldBe((50 + atOnce - 1) / atOnce);
            // The comment is no longer on the newest page.
            for (var i = 0; i < play.Api.PageSize + 5; i++) play.Api.Publish($"neu {i}");
            play.Api.Answer(old, "zu guter Letzt");
        }
        (play.Api.AskedBelow - asked).ShouldBe(1, "the newest page goes back to what is known");
        Unread(play, cursor).ShouldBe(0);
        var answers = heard.Where(m => m.Kind == ItemKind.Reply).ToList();
        answers.Select(m => m.Text).Distinct().Count().ShouldBe(51);
        answers.ShouldAllBe(m => m.ParentId == new ExternalId("https://www.youtube.com/comment/" + old));
        answers.Where(m => m.Text == "zu guter Letzt").ShouldHaveSingleItem().Origin.ShouldBe(Origin.Poll);
        answers.Where(m => m.Text == "Antwort 49").ShouldHaveSingleItem().Origin.ShouldBe(Origin.Backfill);
    }

    [Fact]
    public async Task Answers_that_the_units_do_not_allow_are_counted_and_read_when_they_do()
    {
        await using var play = await YouTubePlay.OpenAsync(budget: "10");
        play.Api.ReplyPageSize = 4;
        var thread = play.Api.Publish("Das ging daneben");
        for (var i = 0; i < 50; i++) play.Api.Answer(thread, $"Antwort {i}");
        var (events, _) = await UntilTroubleAsync(play, null);
        var cursor = events.Last(e => e.Cursor is not null).Cursor;
        var heard = events.OfType<Upserted>().Select(u => u.Mention).Where(m => m.Kind == ItemKind.Reply)
            .Select(m => m.Id).ToHashSet();
        var unread = Unread(play, cursor);
        // The five that came along may be among those it could not read.
        (heard.Count + unread).ShouldBeInRange(50, 55);
        unread.ShouldBeGreaterThan(10);
        // It is told beside the units, and the next day goes on.
        play.Allow(10_000);
        await foreach (var e in play.ReadAsync(cursor, CancellationToken.None))
        {
            if (e is Upserted { Mention.Kind: ItemKind.Reply } u) heard.Add(u.Mention.Id);
            if (e is Progress && Unread(play, e.Cursor) == 0) break;
        }
        heard.Count.ShouldBe(50);
    }

    [Fact]
    public async Task A_thread_that_is_gone_before_its_answers_were_read_is_owed_no_more()
    {
        await using var play = await YouTubePlay.OpenAsync(budget: "10");
        play.Api.ReplyPageSize = 1;
        var thread = play.Api.Publish("Das ging daneben");
        for (var i = 0; i < 50; i++) play.Api.Answer(thread, $"Antwort {i}");
        var (events, _) = await UntilTroubleAsync(play, null);
        var cursor = events.Last(e => e.Cursor is not null).Cursor;
        Unread(play, cursor).ShouldBeGreaterThan(0);
        play.Api.Delete(thread);
        play.Allow(10_000);
        await foreach (var e in play.ReadAsync(cursor, CancellationToken.None))
            if (e is Progress && Unread(play, e.Cursor) == 0) break;
    }

    [Fact]
    public async Task Answers_below_comments_of_a_gap_are_read_with_it_as_far_as_its_units_go()
    {
        await using var play = await YouTubePlay.OpenAsync();
        var from = DateTimeOffset.UtcNow.AddMinutes(-1);
        var thread = play.Api.Publish("in der Lücke");
        for (var i = 0; i < 50; i++) play.Api.Answer(thread, $"Antwort {i}");
        (await FilledAsync()).ShouldBe(51);
        play.Api.ReplyPageSize = 2;
        var trouble = await Should.ThrowAsync<SourceTrouble>(FilledAsync);
        trouble.Message.ShouldContain("10 replies of the gap were not read");

        async Task<int> FilledAsync()
        {
            var found = new HashSet<ExternalId>();
            await foreach (var e in play.Connector.BackfillAsync(
                play.Source, from, DateTimeOffset.UtcNow.AddMinutes(1), CancellationToken.None))
                if (e is Upserted u) found.Add(u.Mention.Id);
            return found.Count;
        }
    }

    [Theory]
    [InlineData(50, 50, false)]
    [InlineData(230, 200, true)]
    public async Task What_comes_after_an_empty_first_reading_is_read_page_by_page(int come, int read, bool gap)
    {
        await using var play = await YouTubePlay.OpenAsync();
        var heard = new List<SourceEvent>();
        using var late = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        await foreach (var e in play.ReadAsync(null, late.Token))
        {
            heard.Add(e);
            if (e is Progress && heard.OfType<Upserted>().Any()) break;
            if (e is Progress && heard.OfType<Progress>().Count() == 1)
                for (var i = 0; i < come; i++) play.Api.Publish($"neu {i}");
        }
        heard.OfType<Upserted>().Count().ShouldBe(read);
        heard.OfType<Gap>().Any().ShouldBe(gap);
    }

    [Fact]
    public void Sources_with_one_key_share_what_the_network_gives_it()
    {
        var spent = new System.Collections.Concurrent.ConcurrentDictionary<long, Allowance>();
        var now = new DateTimeOffset(2026, 11, 21, 10, 0, 0, TimeSpan.Zero);
        var (one, other) = (new SharedAllowance(spent, 1, 10), new SharedAllowance(spent, 2, 10));
        var four = Allowance.None.On(now, TimeZoneInfo.Utc).Spend(4);
        one.Told(four);
        other.IsSpent(four, now, TimeZoneInfo.Utc).ShouldBeFalse();
        other.IsSpent(four.Spend(2), now, TimeZoneInfo.Utc).ShouldBeTrue();
        other.IsSpent(Allowance.None.On(now.AddDays(1), TimeZoneInfo.Utc).Spend(9), now.AddDays(1), TimeZoneInfo.Utc).ShouldBeFalse();
    }

    [Fact]
    public async Task Settings_are_checked_with_one_unit()
    {
        await using var play = await YouTubePlay.OpenAsync();
        (await play.CheckAsync("key", "AIzaWrong-0123456789-abcdefgh")).ShouldBe(["key"]);
        (await play.CheckAsync("key", "short")).ShouldBe(["key"]);
        (await play.CheckAsync("targets", "UCother0123456789abcdefg")).ShouldBe(["targets"]);
        (await play.CheckAsync("targets", "quatsch!")).ShouldBe(["targets"]);
        (await play.CheckAsync("budget", "20000")).ShouldBe(["budget"]);
        (await play.CheckAsync("targets",
            "https://www.youtube.com/watch?v=abcdefghijk&t=3 https://youtu.be/abcdefghijk")).ShouldBeEmpty();
    }

    [Fact]
    public void Cut_or_bent_items_never_throw()
    {
        const string Good = """
            {"id":"Ugx1","snippet":{"videoId":"abcdefghijk","topLevelComment":{"id":"Ugx1","snippet":{"videoId":"abcdefghijk","textOriginal":"Wo gibt es die?","authorDisplayName":"@anna","authorChannelUrl":"http://www.youtube.com/@anna","authorChannelId":{"value":"UCanna"},
            "likeCount":3,"publishedAt":"2026-11-21T10:00:00Z","updatedAt":"2026-11-21T10:01:00Z"}}},"replies":{"comments":[{"id":"Ugx1.r","snippet":{"textOriginal":"Hier","publishedAt":"2026-11-21T10:02:00Z"}}]}}
            """;
        var (source, now) = (new SourceKey("x", "y", "z"), DateTimeOffset.UnixEpoch.AddYears(57));
        var random = new Random(7);
        var read = 0;
        for (var turn = 0; turn < 20_000; turn++)
        {
            var bent = Good.ToCharArray();
            for (var i = 0; i < turn % 4; i++) bent[random.Next(bent.Length)] = "0\"{}[],:ntu x"[random.Next(13)];
            try
            {
                using var json = JsonDocument.Parse(new string(bent));
                foreach (var item in CommentRecord.Thread(json.RootElement, source, now).ToList())
                {
                    read++;
                    item.Id.ShouldNotContain(' ');
                    (item.Post is null).ShouldBe(item.Problem is not null);
                }
            }
            catch (JsonException)
            {
                // No JSON at all is refused before anything is read of it.
            }
        }
        read.ShouldBeGreaterThan(5_000);
    }

    private static long Unread(YouTubePlay play, string? cursor) =>
        ((IKeepsBudgets)play.Connector).BudgetOf(play.Source, cursor, TimeProvider.System.GetUtcNow()).Unread;

    private static async Task<(List<SourceEvent>, SourceTrouble)> UntilTroubleAsync(YouTubePlay play, string? cursor)
    {
        var heard = new List<SourceEvent>();
        var trouble = await Should.ThrowAsync<SourceTrouble>(async () =>
        {
            await foreach (var e in play.ReadAsync(cursor, CancellationToken.None)) heard.Add(e);
        });
        return (heard, trouble);
    }
}

internal sealed class YouTubePlay() : ListedPlay<YouTubeApi, YouTubeConnector>(new YouTubeApi())
{
    public static async Task<YouTubePlay> OpenAsync(string budget = "10000")
    {
        var play = new YouTubePlay();
        await play.StartAsync(
            () => new YouTubeConnector(
                play.Http, TimeProvider.System, play.Api.Address, TimeSpan.FromMilliseconds(60)),
            new() { ["key"] = YouTubeApi.Key, ["targets"] = YouTubeApi.Channel, ["budget"] = budget });
        return play;
    }

    public void Allow(int budget) => Source = Source with
    {
        Settings = new Dictionary<string, string>(Source.Settings) { ["budget"] = budget.ToString(CultureInfo.InvariantCulture) },
    };

    /// <summary>Goes on as another source with the same key.</summary>
    public void BeAnother() => Source = Source with { Id = Source.Id + 1 };

    public override Task<ExternalId> PublishAsync(string text) =>
        Task.FromResult(new ExternalId("https://www.youtube.com/comment/" + Api.Publish(text)));

    public override Task EditAsync(ExternalId id, string text)
    {
        Api.Edit(Name(id), text);
        return Task.CompletedTask;
    }

    public override Task DeleteAsync(ExternalId id)
    {
        Api.Delete(Name(id));
        return Task.CompletedTask;
    }

    public override Task BreakAsync()
    {
        Api.Publish("x", thread => thread["snippet"]!["topLevelComment"]!["snippet"] = 7);
        return Task.CompletedTask;
    }

    public override Task OutrunAsync()
    {
        // More than ten pages of what was there: everything known has run off the end.
        for (var i = 0; i < 205; i++) Api.Publish("schnell vorbei");
        return Task.CompletedTask;
    }

    private static string Name(ExternalId id) => id.Value[(id.Value.LastIndexOf('/') + 1)..];
}
