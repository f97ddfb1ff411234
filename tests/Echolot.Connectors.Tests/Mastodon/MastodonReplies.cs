using Echolot.Connectors.Http;
using Echolot.Connectors.Mastodon;
using Echolot.Connectors.Tests.Contract;
using Echolot.Mentions;
using Echolot.Network;
using Echolot.Play.Networks;
using Echolot.Sources;
using Microsoft.AspNetCore.Http;
using Shouldly;
using Xunit;

namespace Echolot.Connectors.Tests.Mastodon;

public sealed class MastodonReplies : ReplyContract
{
    private protected override async Task<ReplyPlay> OpenAsync() => await MastodonReplyPlay.OpenAsync();

    [Theory]
    [InlineData("public", Leg.Public, "public")]
    [InlineData("unlisted", Leg.Public, "unlisted")]
    [InlineData("private", Leg.Public, "direct")]
    [InlineData("direct", Leg.Public, "direct")]
    [InlineData("public", Leg.Private, "direct")]
    public async Task An_answer_is_never_seen_by_more_people_than_what_it_answers(string said, Leg leg, string answered)
    {
        await using var play = await MastodonReplyPlay.OpenAsync();
        var reply = await play.AskedAsync("Hallo?", said) with { Leg = leg };
        await play.Connector.SendAsync(play.Source, reply, CancellationToken.None);
        play.Instance.Said.ShouldHaveSingleItem().Visibility.ShouldBe(answered);
    }

    [Fact]
    public async Task The_handle_stands_in_front_unless_it_is_in_the_text()
    {
        await using var play = await MastodonReplyPlay.OpenAsync();
        var reply = await play.AskedAsync("Hallo?");
        await play.Connector.SendAsync(play.Source, reply with { Text = "Guten Tag!" }, CancellationToken.None);
        await play.Connector.SendAsync(
            play.Source, reply with { Key = "2", Text = "Hallo @Anna@far.example, gern." }, CancellationToken.None);
        play.Instance.Said.Select(s => s.Text).ShouldBe(["@anna@far.example Guten Tag!", "Hallo @Anna@far.example, gern."]);
    }

    [Fact]
    public async Task A_private_word_that_names_somebody_else_is_refused()
    {
        await using var play = await MastodonReplyPlay.OpenAsync();
        var reply = await play.AskedPrivatelyAsync("Hallo?");
        (await play.Connector.SendAsync(
            play.Source, reply with { Text = "Fragen Sie @bernd@other.example oder info@nordlicht.example" },
            CancellationToken.None)).ShouldBeOfType<SendOutcome.Refused>().Why.De.ShouldContain("@bernd@other.example");
        play.Instance.Said.ShouldBeEmpty();
    }

    [Fact]
    public async Task The_first_private_word_goes_to_whom_it_is_for()
    {
        await using var play = await MastodonReplyPlay.OpenAsync();
        var reply = await play.AskedAsync("Hallo?") with { Leg = Leg.Private, ReplyTo = null, LocalReplyTo = null };
        (await play.Connector.SendAsync(play.Source, reply, CancellationToken.None)).ShouldBeOfType<SendOutcome.Sent>();
        var said = play.Instance.Said.ShouldHaveSingleItem();
        (said.Visibility, said.InReplyTo).ShouldBe(("direct", null));
        said.Text.ShouldStartWith("@anna@far.example ");
    }

    [Fact]
    public async Task What_was_read_elsewhere_is_fetched_before_it_is_answered()
    {
        await using var play = await MastodonReplyPlay.OpenAsync();
        var reply = await play.AskedAsync("Hallo?") with { LocalReplyTo = "elsewhere.example/1" };
        (await play.Connector.SendAsync(play.Source, reply, CancellationToken.None)).ShouldBeOfType<SendOutcome.Sent>();
        play.Instance.Said.Single().InReplyTo.ShouldNotBeNull();
    }

    [Fact]
    public async Task However_much_an_account_writes_its_reply_is_found_under_what_it_answers()
    {
        await using var play = await MastodonReplyPlay.OpenAsync();
        play.Instance.Rest = int.MaxValue;
        var (reply, lost, other) = (
            await play.AskedAsync("Wo bleibt mein Paket?"), await play.AskedAsync("Und meins?"), await play.AskedAsync("Hallo?"));
        var sent = (await play.Connector.SendAsync(play.Source, reply, CancellationToken.None)).ShouldBeOfType<SendOutcome.Sent>();
        for (var n = 0; n < 1_000; n++)
            await play.Connector.SendAsync(
                play.Source, other with { Key = $"{n}", Text = $"Die {n}. von tausend." }, CancellationToken.None);
        (await play.Connector.FindAsync(play.Source, reply, CancellationToken.None))
            .ShouldBeOfType<SendFinding.Found>().Id.ShouldBe(sent.Id);
        (await play.Connector.FindAsync(play.Source, lost, CancellationToken.None)).ShouldBeOfType<SendFinding.Missing>();
    }

    [Fact]
    public async Task A_token_that_may_not_write_is_refused_before_it_is_stored()
    {
        await using var play = await MastodonReplyPlay.OpenAsync();
        play.Instance.MayWrite = false;
        (await play.Connector.CheckAsync(play.Source.Settings, CancellationToken.None)).Problems.Keys.ShouldBe(["token"]);
    }

    [Fact]
    public async Task A_picture_is_waited_for_until_the_instance_has_prepared_it()
    {
        await using var play = await MastodonReplyPlay.OpenAsync();
        play.Instance.Prepares = 2;
        var reply = await play.AskedAsync("Wie sieht das aus?") with { Files = [ReplyContract.TestPicture("Etikett")] };
        (await play.Connector.SendAsync(play.Source, reply, CancellationToken.None)).ShouldBeOfType<SendOutcome.Sent>();
        play.Instance.Said.ShouldHaveSingleItem().Pictures.ShouldHaveSingleItem().Content.ShouldBe(reply.Files[0].Content.ToArray());
    }

    [Fact]
    public async Task A_token_that_may_not_hand_pictures_over_is_known_before_somebody_attaches_one()
    {
        await using var play = await MastodonReplyPlay.OpenAsync(mayUpload: false);
        play.Connector.Abilities(play.Source)!.Files.ShouldBeNull();
        // A source of before, which has not been asked.
        var old = play.Source with { Settings = play.Source.Settings.Where(s => s.Key != "media").ToDictionary() };
        var reply = await play.AskedAsync("Wie sieht das aus?") with { Files = [ReplyContract.TestPicture("Etikett")] };
        (await play.Connector.SendAsync(old, reply, CancellationToken.None))
            .ShouldBeOfType<SendOutcome.Refused>().Why.En.ShouldContain("write:media");
        play.Instance.Said.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("public", null)]
    [InlineData("unlisted", null)]
    [InlineData("private", "allein an die Person")]
    public async Task Who_would_read_an_answer_is_known_before_it_is_written(string visibility, string? told)
    {
        await using var play = await MastodonReplyPlay.OpenAsync();
        var reply = await play.AskedAsync("Wo bleibt mein Paket?", visibility);
        var answerable = await ((IKnowsAnswerable)play.Connector).AnswerableAsync(
            play.Source, Leg.Public, reply.ReplyTo!.Value, reply.LocalReplyTo, CancellationToken.None);
        if (told is null) answerable.ShouldBeOfType<Answerable.Open>();
        else answerable.ShouldBeOfType<Answerable.Narrower>().Reason.De.ShouldContain(told);
        play.Instance.Said.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_token_that_may_not_favourite_is_offered_no_like()
    {
        await using var play = await MastodonReplyPlay.OpenAsync(mayLike: false);
        play.Connector.Abilities(play.Source)!.Acts.ShouldBeEmpty();
        // A source of before, which has not been asked.
        var old = play.Source with { Settings = play.Source.Settings.Where(s => s.Key != "likes").ToDictionary() };
        var reply = await play.AskedAsync("Danke!");
        (await ((IActsOnItems)play.Connector).ActAsync(old, ItemAct.Like, reply.ReplyTo!.Value, reply.LocalReplyTo, CancellationToken.None))
            .ShouldBeOfType<ActOutcome.Refused>().Why.En.ShouldContain("write:favourites");
        play.Instance.Favourites.ShouldBeEmpty();
    }

    [Fact]
    public async Task Limits_are_those_of_the_instance()
    {
        await using var play = await MastodonReplyPlay.OpenAsync(longest: 1234);
        var limit = play.Connector.Abilities(play.Source)!.Public!;
        limit.Most.ShouldBe(1234);
        limit.LengthOf("@anna@far.example https://a.example/" + new string('x', 90) + ". 👩‍🚒").ShouldBe(5 + 1 + 23 + 3);
    }
}

/// <summary>An instance behind a weak line.</summary>
internal sealed class MastodonReplyPlay : ReplyPlay
{
    private readonly GuardedHttp _http = new(new NetworkOptions { AllowPrivate = true }, TimeProvider.System);
    private readonly MastodonConnector _connector;
    private SourceConfig _source = null!;

    private MastodonReplyPlay() => _connector = new(_http, TimeProvider.System, TimeSpan.FromMilliseconds(100));

    public MastodonInstance Instance { get; } = new();

    public override ISendsReplies Connector => _connector;

    public override SourceConfig Source => _source;

    public override WeakLine Line { get; } = new(r => r.Method == "POST" && r.Path.StartsWithSegments("/api/v1/statuses"));

    public override Func<HttpRequest, bool>? Uploads => r => r.Method == "POST" && r.Path == "/api/v2/media";

    public override SourceConfig Silent =>
        _source with { Settings = new Dictionary<string, string>(_source.Settings) { ["answers"] = "false" } };

    public static async Task<MastodonReplyPlay> OpenAsync(int longest = 500, bool mayUpload = true, bool mayLike = true)
    {
        var play = new MastodonReplyPlay();
        play.Instance.MayUpload = mayUpload;
        play.Instance.MayLike = mayLike;
        play.Instance.Longest = longest;
        await play.Instance.StartAsync();
        await play.Line.OpenAsync(play.Instance.Address);
        var check = await play._connector.CheckAsync(
            new Dictionary<string, string>
            {
                ["instance"] = play.Line.Address.ToString(), ["token"] = MastodonInstance.Token, ["answers"] = "true",
            }, CancellationToken.None);
        check.Problems.ShouldBeEmpty();
        play._source = new SourceConfig(1, check.Key!.Value, check.Settings);
        return play;
    }

    public override Task<OutgoingReply> AskedAsync(string text) => AskedAsync(text, "public");

    public override Task<OutgoingReply> AskedPrivatelyAsync(string text) => AskedAsync(text, "direct");

    public async Task<OutgoingReply> AskedAsync(string text, string visibility)
    {
        var uri = await Instance.PublishAsync(
            $"<p>@nordlicht {text}</p>", [MastodonInstance.Notifications], change: s => s["visibility"] = visibility);
        return new(
            NewKey(), visibility == "direct" ? Leg.Private : Leg.Public, "Wir schauen für Sie nach.", new(uri),
            $"{Line.Address.Host}/{uri[(uri.LastIndexOf('/') + 1)..]}", new(uri),
            new(new("https://far.example/users/anna"), "@anna@far.example"), "de-DE", DateTimeOffset.UtcNow);
    }

    public override Task WithdrawAsync(OutgoingReply reply) => Instance.DeleteAsync(reply.ReplyTo!.Value.Value);

    public override Task<IReadOnlyList<ItemAct>> ActedAsync(OutgoingReply reply) => Task.FromResult<IReadOnlyList<ItemAct>>(
        Instance.Favourites.Contains(reply.LocalReplyTo!.Split('/')[1]) ? [ItemAct.Like] : []);

    public override string? ParentOf(OutgoingReply reply) => reply.LocalReplyTo!.Split('/')[1];

    public override Task<IReadOnlyList<Shown>> ShownAsync() => Task.FromResult<IReadOnlyList<Shown>>(
        [.. Instance.Said.Select(s => new Shown(
            new(s.Uri), s.Text, s.Visibility is "public" or "unlisted", s.InReplyTo, [.. s.Pictures.Select(p => p.Description)]))]);

    public override string Filling(TextLimit limit)
    {
        var start = "@anna@far.example ü👩‍🚒 https://shop.example/" + new string('y', 200) + " ";
        return start + new string('x', limit.Most - (5 + 1 + 2 + 1 + 23 + 1));
    }

    public override async ValueTask DisposeAsync()
    {
        await Line.DisposeAsync();
        await Instance.DisposeAsync();
        _http.Dispose();
    }
}
