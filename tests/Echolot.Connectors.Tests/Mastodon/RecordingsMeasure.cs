using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using AngleSharp.Dom;
using AngleSharp.Html.Parser;
using Echolot.Connectors.Http;
using Echolot.Connectors.Mastodon;
using Echolot.Mentions;
using Echolot.Sources;
using Shouldly;
using Xunit;
using Reading = Echolot.Connectors.Mastodon.Reading;
using Visibility = Echolot.Mentions.Visibility;

namespace Echolot.Connectors.Tests.Mastodon;

/// <summary>
/// Reads every status, notification and stream event of public recordings of real instances (the cassettes of
/// Mastodon.py and the assets of BigBone) where they lie in the folder named by <c>ECHOLOT_MASTODON_DATA</c>.
/// </summary>
public sealed partial class RecordingsMeasure(ITestOutputHelper output)
{
    private const string Host = "localhost";

    private static readonly DateTimeOffset Now = new(2027, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly SourceKey Source = new("mastodon", Host, "@marke");
    private static readonly HtmlParser Html = new();
    private static readonly Followed Tag = new(FollowedKind.Hashtag, "nordlicht");

    private static string? Folder => Environment.GetEnvironmentVariable("ECHOLOT_MASTODON_DATA");

    public static bool NoData => Folder is null;

    [Fact(SkipWhen = nameof(NoData), Skip = "Set ECHOLOT_MASTODON_DATA to the folder of the recordings.")]
    public void Everything_that_was_recorded_becomes_the_mention_that_it_is()
    {
        var failures = new List<string>();
        var (files, statuses, notifications, frames) = (0, 0, 0, 0);
        var told = new Dictionary<string, int>();
        foreach (var file in Directory.EnumerateFiles(Folder!, "*.*", SearchOption.AllDirectories)
            .Where(f => Path.GetExtension(f) is ".yaml" or ".json").Order(StringComparer.Ordinal))
        {
            files++;
            var name = Path.GetRelativePath(Folder!, file);
            var text = File.ReadAllText(file);
            foreach (var body in name.EndsWith(".json", StringComparison.Ordinal) ? [text] : Cassette.Bodies(text))
            {
                foreach (var (what, data) in Streamed(body))
                {
                    frames++;
                    Check(name, () => CheckFrame(what, data));
                }
                if (!body.StartsWith('[') && !body.StartsWith('{')) continue;
                using var json = JsonDocument.Parse(body);
                foreach (var status in Objects(json.RootElement).Where(IsStatus))
                {
                    statuses++;
                    Check(name, () => CheckStatus(status));
                }
                foreach (var notification in Objects(json.RootElement).Where(IsNotification))
                {
                    notifications++;
                    Check(name, () => CheckNotification(notification));
                }
            }
        }
        output.WriteLine($"{files} files, {statuses} statuses, {notifications} notifications, {frames} stream events: "
            + $"{string.Join(", ", told.OrderBy(t => t.Key).Select(t => $"{t.Value} {t.Key}"))}; {failures.Count} failures");
        foreach (var failure in failures) output.WriteLine(failure);
        statuses.ShouldBeGreaterThan(0);
        failures.ShouldBeEmpty();

        void Check(string name, Func<IReadOnlyList<SourceEvent>> check)
        {
            try
            {
                foreach (var one in check())
                {
                    var kind = one is Upserted { Mention.Kind: var of } ? $"mentions ({of})" : one.GetType().Name;
                    told[kind] = told.GetValueOrDefault(kind) + 1;
                }
            }
            catch (Exception wrong) when (wrong is ShouldAssertException or NotAStatus)
            {
                failures.Add($"{name}: {wrong.Message}");
            }
        }
    }

    private static IReadOnlyList<SourceEvent> CheckStatus(JsonElement status)
    {
        Expect(StatusRecord.Read(Source, Host, status, Origin.Poll, Now), status);
        var events = Fresh().Take(Tag, status, Origin.Poll, Now);
        // What was sent to somebody is no mention, whatever list it came in.
        if (status.Text("visibility", 20) == "direct") events.ShouldHaveSingleItem().ShouldBeOfType<Progress>();
        else events.ShouldHaveSingleItem().ShouldBeOfType<Upserted>().Mention.Id.Value.ShouldBe(status.Text("uri", 1_000));
        return events;
    }

    private static IReadOnlyList<SourceEvent> CheckNotification(JsonElement notification)
    {
        var events = Fresh().Take(Followed.Mentions, notification, Origin.Poll, Now);
        if (notification.Text("type", 50) != "mention")
        {
            events.ShouldHaveSingleItem().ShouldBeOfType<Progress>();
            return events;
        }
        var status = notification.Field("status").ShouldNotBeNull();
        Expect(events[0].ShouldBeOfType<Addressed>().Message, status);
        events.OfType<Upserted>().Count().ShouldBe(status.Text("visibility", 20) is "public" or "unlisted" ? 1 : 0);
        return events;
    }

    private static IReadOnlyList<SourceEvent> CheckFrame(string what, string data)
    {
        var stream = what == "notification" ? new[] { "user" } : ["hashtag", Tag.Name];
        var events = Fresh().Take(
            JsonSerializer.SerializeToUtf8Bytes(new { stream, @event = what, payload = data }), Now);
        events.OfType<Unreadable>().ShouldBeEmpty(what);
        if (what is "update" or "status.update")
        {
            using var json = JsonDocument.Parse(data);
            if (events.OfType<Upserted>().FirstOrDefault() is { Mention: var mention }) Expect(mention, json.RootElement);
            else json.RootElement.Text("visibility", 20).ShouldBe("direct");
        }
        if (what == "delete") events.ShouldHaveSingleItem().ShouldBeOfType<Deleted>();
        return events;
    }

    /// <summary>What the network said stands in the mention.</summary>
    private static void Expect(Mention mention, JsonElement status)
    {
        var boosted = status.Field("reblog");
        var said = boosted ?? status;
        var account = status.Field("account")!.Value;
        mention.Id.Value.ShouldBe(status.Text("uri", 1_000));
        mention.LocalId.ShouldBe($"{Host}/{status.Id("id")}");
        mention.PublishedAt.ShouldBe(status.Moment("created_at")!.Value);
        mention.ClockSuspect.ShouldBeFalse();
        mention.Visibility.ShouldBe(status.Text("visibility", 20) switch
        {
            "unlisted" => Visibility.Unlisted, "private" => Visibility.Followers, "direct" => Visibility.Direct,
            _ => Visibility.Public,
        });
        mention.Author.Handle.ShouldNotBeNull().ShouldStartWith("@" + account.Text("acct", 500));
        mention.Author.Id.Value.ShouldBe(account.Text("uri", 1_000) ?? account.Text("url", 1_000));
        mention.Author.Followers.ShouldBe(account.Count("followers_count"));
        mention.Title.ShouldBe(said.Text("spoiler_text", 2_000) is { Length: > 0 } warning ? warning : null);
        mention.LanguageDeclared.ShouldBe(said.Text("language", 35));
        mention.Url?.AbsoluteUri.ShouldBe(new Uri(said.Text("url", 2_000) ?? said.Text("uri", 2_000)!).AbsoluteUri);
        mention.Attachments.Select(a => a.Remote!.OriginalString).ShouldBe(
            said.Items("media_attachments").Select(m => m.Text("url", 2_000) ?? m.Text("remote_url", 2_000))
                .Append(said.Field("card")?.Text("url", 2_000)).OfType<string>());
        foreach (var option in said.Field("poll")?.Items("options") ?? [])
            mention.Text.ShouldContain(option.Text("title", 500)!);
        var words = Words(mention.Text);
        foreach (var word in Words(Shown(said))) words.ShouldContain(word);

        if (boosted is { } original)
        {
            mention.Kind.ShouldBe(ItemKind.Repost);
            mention.QuotedId!.Value.Value.ShouldBe(original.Text("uri", 1_000));
            return;
        }
        var edited = status.Moment("edited_at");
        mention.EditedAt.ShouldBe(edited);
        mention.Revision.ShouldBe(
            edited?.ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture) ?? "1");
        mention.ParentId?.Value.ShouldBe($"{Host}/{status.Id("in_reply_to_id")}");
        (mention.ParentId is null).ShouldBe(status.Id("in_reply_to_id") is null);
        var quoted = status.Field("quote")?.Field("quoted_status")?.Text("uri", 1_000);
        mention.QuotedId?.Value.ShouldBe(quoted);
        (mention.QuotedId is null).ShouldBe(quoted is null);
        mention.Kind.ShouldBe(
            mention.ParentId is not null ? ItemKind.Reply : quoted is not null ? ItemKind.Quote : ItemKind.Post);
        var engagement = mention.Engagement.ShouldNotBeNull();
        (engagement.Likes, engagement.Replies, engagement.Shares).ShouldBe(
            (status.Count("favourites_count"), status.Count("replies_count"), status.Count("reblogs_count")));
    }

    /// <summary>The text as a browser has it, without the address that stands for a quote.</summary>
    private static string Shown(JsonElement status)
    {
        var body = Html.ParseDocument(status.Text("content", 400_000) ?? "").Body!;
        if (status.Field("quote")?.Field("quoted_status") is not null)
            foreach (var inline in body.QuerySelectorAll(".quote-inline")) inline.Remove();
        foreach (var end in body.QuerySelectorAll("p, br")) end.Insert(AdjacentPosition.AfterEnd, " ");
        return body.TextContent;
    }

    private static HashSet<string> Words(string text) => [.. Word().Matches(text).Select(m => m.Value)];

    private static IEnumerable<(string Event, string Data)> Streamed(string body) =>
        EventLine().Matches(body).Select(m => (m.Groups[1].Value, m.Groups[2].Value));

    private static IEnumerable<JsonElement> Objects(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Object => element.EnumerateObject().SelectMany(p => Objects(p.Value)).Prepend(element),
        JsonValueKind.Array => element.EnumerateArray().SelectMany(Objects),
        _ => [],
    };

    private static bool IsStatus(JsonElement one) =>
        one.Field("content") is not null && one.Field("account") is not null && one.Field("visibility") is not null;

    private static bool IsNotification(JsonElement one) =>
        one.Field("type") is not null && one.Field("account") is not null && one.Field("created_at") is not null
        && one.Field("content") is null && one.Id("id") is not null;

    private static Reading Fresh() => new(
        Source, Host, boosts: true, [Tag, Followed.Mentions],
        new Place(new[] { Tag, Followed.Mentions }.ToDictionary(f => f.Key, _ => new FeedPlace("0", [], 0))));

    [GeneratedRegex(@"[\p{L}\p{N}]+")]
    private static partial Regex Word();

    [GeneratedRegex(@"^event: ?(\S+)\ndata: ?(.*)$", RegexOptions.Multiline)]
    private static partial Regex EventLine();
}
