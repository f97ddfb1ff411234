using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Echolot.Connectors.Bluesky;
using Echolot.Connectors.Http;
using Echolot.Connectors.Tests.Contract;
using Echolot.Mentions;
using Echolot.Network;
using Echolot.Sources;
using Microsoft.AspNetCore.Http;
using Shouldly;
using Xunit;

namespace Echolot.Connectors.Tests.Bluesky;

/// <summary>Answers on a real PDS; runs where <c>play/bluesky</c> is installed.</summary>
public sealed class BlueskyReplies(RealPds pds) : ReplyContract, IClassFixture<RealPds>
{
    private protected override async Task<ReplyPlay> OpenAsync() => await PlayAsync();

    private async Task<BlueskyReplyPlay> PlayAsync()
    {
        RealPds.SkipWhereMissing();
        if (pds.Xrpc.Length == 0) await pds.StartAsync();
        return await BlueskyReplyPlay.OpenAsync(pds);
    }

    [Fact]
    public async Task A_reply_names_parent_and_root_and_marks_links_handles_and_tags_by_bytes()
    {
        await using var play = await PlayAsync();
        var first = await play.Anna.PostAsync("Der Anfang");
        var second = await play.Anna.PostAsync("Die Mitte", first);
        var reply = play.ReplyTo(second) with
        {
            Text = $"Größe 👩‍🚒: https://shop.example/ä, @{play.Anna.Handle} und #Nordlicht! @niemand.test", Language = "de",
        };
        (await play.Connector.SendAsync(play.Source, reply, CancellationToken.None)).ShouldBeOfType<SendOutcome.Sent>();
        var record = (await play.RecordsAsync()).ShouldHaveSingleItem().GetProperty("value");
        record.GetProperty("reply").GetProperty("root").GetProperty("uri").GetString().ShouldBe(first.Uri);
        record.GetProperty("reply").GetProperty("root").GetProperty("cid").GetString().ShouldBe(first.Cid);
        record.GetProperty("reply").GetProperty("parent").GetProperty("cid").GetString().ShouldBe(second.Cid);
        record.GetProperty("langs")[0].GetString().ShouldBe("de");
        var bytes = Encoding.UTF8.GetBytes(reply.Text);
        record.GetProperty("facets").EnumerateArray().Select(f => Encoding.UTF8.GetString(
                bytes[f.GetProperty("index").GetProperty("byteStart").GetInt32()..f.GetProperty("index").GetProperty("byteEnd").GetInt32()]))
            .ShouldBe(["https://shop.example/ä", $"@{play.Anna.Handle}", "#Nordlicht"]);
        record.GetProperty("facets")[1].GetProperty("features")[0].GetProperty("did").GetString().ShouldBe(play.Anna.Did);
    }

    [Fact]
    public async Task A_picture_is_a_blob_with_its_measures_that_the_server_keeps()
    {
        await using var play = await PlayAsync();
        var reply = await play.AskedAsync("Wie sieht das aus?") with { Files = [TestPicture("Etikett")] };
        (await play.Connector.SendAsync(play.Source, reply, CancellationToken.None)).ShouldBeOfType<SendOutcome.Sent>();
        var image = (await play.RecordsAsync()).ShouldHaveSingleItem().GetProperty("value").GetProperty("embed").GetProperty("images")[0];
        image.GetProperty("aspectRatio").GetProperty("width").GetInt32().ShouldBe(1);
        var blob = image.GetProperty("image");
        blob.GetProperty("mimeType").GetString().ShouldBe("image/png");
        using var http = new HttpClient();
        (await http.GetByteArrayAsync(
            $"{pds.Xrpc}/xrpc/com.atproto.sync.getBlob?did={play.Source["did"]}&cid={blob.GetProperty("ref").GetProperty("$link").GetString()}"))
            .ShouldBe(reply.Files[0].Content.ToArray());
    }

    [Fact]
    public async Task A_thread_that_is_closed_is_not_answered()
    {
        await using var play = await PlayAsync();
        var post = await play.Anna.PostAsync("Bitte keine Antworten");
        await play.Anna.CallAsync("com.atproto.repo.putRecord", new JsonObject
        {
            ["repo"] = play.Anna.Did, ["collection"] = "app.bsky.feed.threadgate", ["rkey"] = post.Uri.Split('/')[^1],
            ["record"] = new JsonObject
            {
                ["$type"] = "app.bsky.feed.threadgate", ["post"] = post.Uri, ["allow"] = new JsonArray(),
                ["createdAt"] = "2026-11-21T10:00:00.000Z",
            },
        });
        var reply = play.ReplyTo(post);
        var told = (await ((IKnowsAnswerable)play.Connector).AnswerableAsync(
            play.Source, Leg.Public, reply.ReplyTo!.Value, null, CancellationToken.None)).ShouldBeOfType<Answerable.Closed>().Reason;
        told.De.ShouldContain("keine Antworten");
        (await play.Connector.SendAsync(play.Source, reply, CancellationToken.None)).ShouldBeOfType<SendOutcome.Refused>().Why.ShouldBe(told);
        (await play.ShownAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task An_app_password_signs_in_and_a_wrong_one_does_not()
    {
        await using var play = await PlayAsync();
        play.Source["did"].ShouldStartWith("did:plc:");
        play.Source["account"].ShouldNotBeNull();
        var wrong = new Dictionary<string, string>(play.Source.Settings) { ["password"] = "aaaa-bbbb-cccc-dddd" };
        (await play.Connector.CheckAsync(wrong, CancellationToken.None)).Problems.Keys.ShouldBe(["password"]);
    }

    [Fact]
    public async Task What_is_said_to_the_account_is_told_as_such()
    {
        await using var play = await PlayAsync();
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        stop.CancelAfter(TimeSpan.FromSeconds(30));
        var (heard, began) = (new List<Addressed>(), new TaskCompletionSource());
        var hearing = Task.Run(async () =>
        {
            await foreach (var one in ((IReadsMentions)play.Connector).ReadAsync(play.Source, null, stop.Token))
            {
                began.TrySetResult();
                if (one is Addressed said) heard.Add(said);
                if (heard.Count == 3) return;
            }
        }, stop.Token);
        await Task.WhenAny(began.Task, hearing);
        var question = await play.Anna.PostAsync("Hört mich jemand?");
        var sent = (await play.Connector.SendAsync(play.Source, play.ReplyTo(question), stop.Token)).ShouldBeOfType<SendOutcome.Sent>();
        var shown = (await play.RecordsAsync()).Single();
        var answer = await play.Anna.PostAsync("Ja, danke", new(sent.Id.Value, shown.GetProperty("cid").GetString()!));
        var named = await play.Anna.PostAsync(
            "Hallo Nordlicht", facets: new JsonArray(new JsonObject
            {
                ["index"] = new JsonObject { ["byteStart"] = 6, ["byteEnd"] = 15 },
                ["features"] = new JsonArray(new JsonObject
                {
                    ["$type"] = "app.bsky.richtext.facet#mention", ["did"] = play.Source["did"],
                }),
            }));
        await hearing;
        heard.Select(h => (h.Message.Id.Value, h.Ours)).ShouldBe(
            [(sent.Id.Value, true), (answer.Uri, false), (named.Uri, false)]);
        heard[1].Message.ParentId.ShouldBe(sent.Id);
        heard[1].Message.RootId.ShouldNotBeNull();
    }
}

public sealed class RecordKeyTests
{
    [Fact]
    public void A_key_is_always_the_same_record_key_of_its_time_and_another_key_another_one()
    {
        var at = new DateTimeOffset(2026, 11, 21, 10, 0, 0, TimeSpan.Zero);
        var keys = Enumerable.Range(0, 1_000).Select(_ => Guid.CreateVersion7(at).ToString("N")).ToList();
        var made = keys.ConvertAll(RecordKey.Of);
        keys.ConvertAll(RecordKey.Of).ShouldBe(made);
        made.ShouldAllBe(k => System.Text.RegularExpressions.Regex.IsMatch(k, "^[234567abcdefghij][234567a-z]{12}$"));
        made.Distinct().Count().ShouldBeGreaterThan(995);
        string.CompareOrdinal(made.Max(StringComparer.Ordinal), RecordKey.Of(Guid.CreateVersion7(at.AddSeconds(1)).ToString("N")))
            .ShouldBeLessThan(0, "later keys come later");
        RecordKey.Of("any text").Length.ShouldBe(13);
    }
}

/// <summary>Two people on a real PDS, one of them we, behind a weak line.</summary>
internal sealed class BlueskyReplyPlay : ReplyPlay
{
    private readonly GuardedHttp _http = new(new NetworkOptions { AllowPrivate = true }, TimeProvider.System);
    private static int _plays;

    private readonly RealPds _pds;
    private SourceConfig _source = null!;

    private BlueskyReplyPlay(RealPds pds)
    {
        _pds = pds;
        Connector = new BlueskyConnector(_http, TimeProvider.System);
    }

    public override ISendsReplies Connector { get; }

    public RealPds.Account Anna { get; private set; } = null!;

    public override SourceConfig Source => _source;

    public override WeakLine Line { get; } = new(r => r.Path == "/xrpc/com.atproto.repo.putRecord");

    public override Func<HttpRequest, bool>? Uploads => r => r.Path == "/xrpc/com.atproto.repo.uploadBlob";

    public override SourceConfig Silent =>
        _source with { Settings = new Dictionary<string, string> { ["hosts"] = _source["hosts"]! } };

    public static async Task<BlueskyReplyPlay> OpenAsync(RealPds pds)
    {
        var play = new BlueskyReplyPlay(pds);
        // Several plays live on one PDS.
        var number = Interlocked.Increment(ref _plays);
        play.Anna = await pds.AccountAsync($"anna{number}");
        var ours = await pds.AccountAsync($"nordlicht{number}");
        await play.Line.OpenAsync(new Uri(pds.Xrpc));
        var check = await play.Connector.CheckAsync(
            new Dictionary<string, string>
            {
                ["hosts"] = pds.Jetstream, ["profiles"] = "", ["account"] = "@" + ours.Handle,
                ["password"] = await ours.AppPasswordAsync(), ["server"] = play.Line.Address.ToString(),
            }, CancellationToken.None);
        check.Problems.ShouldBeEmpty();
        play._source = new SourceConfig(1, check.Key!.Value, check.Settings);
        return play;
    }

    public override async Task<OutgoingReply> AskedAsync(string text) => ReplyTo(await Anna.PostAsync(text));

    public OutgoingReply ReplyTo(Posted post) => new(
        NewKey(), Leg.Public, "Wir schauen für Sie nach.", new(post.Uri), null, new(post.Uri), new(new(Anna.Did)), "de",
        DateTimeOffset.UtcNow);

    public override Task WithdrawAsync(OutgoingReply reply) => Anna.DeleteAsync(new(reply.ReplyTo!.Value.Value, ""));

    public async Task<IReadOnlyList<JsonElement>> RecordsAsync()
    {
        using var http = new HttpClient();
        var list = await http.GetFromJsonAsync<JsonElement>(
            $"{_pds.Xrpc}/xrpc/com.atproto.repo.listRecords?repo={_source["did"]}&collection=app.bsky.feed.post");
        return [.. list.GetProperty("records").EnumerateArray()];
    }

    public override async Task<IReadOnlyList<ItemAct>> ActedAsync(OutgoingReply reply)
    {
        using var http = new HttpClient();
        var list = await http.GetFromJsonAsync<JsonElement>(
            $"{_pds.Xrpc}/xrpc/com.atproto.repo.listRecords?repo={_source["did"]}&collection=app.bsky.feed.like");
        return [.. list.GetProperty("records").EnumerateArray()
            .Where(r => r.GetProperty("value").GetProperty("subject").GetProperty("uri").GetString() == reply.ReplyTo!.Value.Value)
            .Select(_ => ItemAct.Like)];
    }

    public override async Task<IReadOnlyList<Shown>> ShownAsync() =>
    [
        .. (await RecordsAsync()).Select(r => new Shown(
            new(r.GetProperty("uri").GetString()!), r.GetProperty("value").GetProperty("text").GetString()!, true,
            r.GetProperty("value").GetProperty("reply").GetProperty("parent").GetProperty("uri").GetString(),
            [.. r.GetProperty("value").TryGetProperty("embed", out var embed)
                ? embed.GetProperty("images").EnumerateArray().Select(i => i.GetProperty("alt").GetString()!) : []])),
    ];

    // A family of people counts one.
    public override string Filling(TextLimit limit) => "ü👨‍👩‍👧‍👦" + new string('x', limit.Most - 2);

    public override async ValueTask DisposeAsync()
    {
        await Line.DisposeAsync();
        _http.Dispose();
    }
}
