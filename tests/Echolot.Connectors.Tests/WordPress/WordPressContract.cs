using Echolot.Connectors.Http;
using Echolot.Connectors.Tests.Contract;
using Echolot.Connectors.WordPress;
using Echolot.Mentions;
using Echolot.Network;
using Echolot.Sources;
using Shouldly;
using Xunit;

namespace Echolot.Connectors.Tests.WordPress;

[Collection(OneBlog.Name)]
public sealed class WordPressContract(RealWordPress blog) : ConnectorContract
{
    protected override async Task<NetworkPlay> OpenAsync() => await WordPressPlay.OpenAsync(blog);
}

[Collection(OneBlog.Name)]
public sealed class WordPressReplies(RealWordPress blog) : ReplyContract
{
    private protected override async Task<ReplyPlay> OpenAsync() => await WordPressReplyPlay.OpenAsync(blog);

    [Fact]
    public async Task An_account_is_checked_before_it_is_stored()
    {
        await using var play = await WordPressReplyPlay.OpenAsync(blog);
        (await CheckAsync("password", "aaaa bbbb cccc dddd eeee ffff")).ShouldBe(["password"]);
        (await CheckAsync("address", "ftp://x")).ShouldBe(["address"]);
        (await CheckAsync("user", "")).ShouldBe(["user"]);
        var reader = new Dictionary<string, string>(play.Source.Settings)
        {
            ["user"] = blog.Reader.User, ["password"] = blog.Reader.Password,
        };
        (await play.Connector.CheckAsync(reader, CancellationToken.None)).Problems.Keys.ShouldBe(["user"]);

        async Task<IEnumerable<string>> CheckAsync(string field, string value) => (await play.Connector.CheckAsync(
            new Dictionary<string, string>(play.Source.Settings) { [field] = value }, CancellationToken.None)).Problems.Keys;
    }

    [Fact]
    public async Task Comments_are_told_as_said_to_us_and_our_own_as_ours()
    {
        await using var play = await WordPressReplyPlay.OpenAsync(blog);
        var reply = await play.AskedAsync("Wo bleibt mein Paket?");
        var sent = (await play.Connector.SendAsync(play.Source, reply, CancellationToken.None)).ShouldBeOfType<SendOutcome.Sent>();
        await blog.CommentAsync("Ich auch!", "Bernd Beispiel");
        var heard = new List<SourceEvent>();
        await foreach (var one in ((IReadsMentions)play.Connector).ReadAsync(play.Source, null, CancellationToken.None))
        {
            heard.Add(one);
            if (heard.OfType<Addressed>().Count() == 3) break;
        }
        var said = heard.OfType<Addressed>().ToList();
        said.Select(a => a.Ours).ShouldBe([false, true, false]);
        said[1].Message.Id.ShouldBe(sent.Id);
        said[1].Message.ParentId.ShouldBe(said[0].Message.Id);
        said[1].Message.Author.Id.ShouldBe(play.Connector.Abilities(play.Source)!.Self!.Value);
        said[0].Message.RootId.ShouldBe(said[2].Message.RootId);
        said[0].Message.Author.Id.ShouldNotBe(said[2].Message.Author.Id);
        heard.OfType<Upserted>().ShouldAllBe(u => u.Mention.Id != sent.Id);
    }

    [Fact]
    public async Task A_comment_that_was_put_into_the_bin_is_not_answered()
    {
        await using var play = await WordPressReplyPlay.OpenAsync(blog);
        var reply = await play.AskedAsync("Wo bleibt mein Paket?");
        await blog.CallAsync(HttpMethod.Delete, "comments/" + WordPressPlay.NumberOf(reply.ReplyTo!.Value), null);
        (await play.Connector.SendAsync(play.Source, reply, CancellationToken.None)).ShouldBeOfType<SendOutcome.Refused>();
    }

    [Fact]
    public async Task Comments_that_were_closed_are_known_before_somebody_answers()
    {
        await using var play = await WordPressReplyPlay.OpenAsync(blog);
        var reply = await play.AskedAsync("Wo bleibt mein Paket?");
        var comment = await blog.CallAsync(HttpMethod.Get, "comments/" + WordPressPlay.NumberOf(reply.ReplyTo!.Value), null);
        var post = $"posts/{comment.GetProperty("post").GetInt64()}";
        await blog.CallAsync(HttpMethod.Post, post, new() { ["comment_status"] = "closed" });
        try
        {
            var told = (await ((IKnowsAnswerable)play.Connector).AnswerableAsync(
                play.Source, Leg.Public, reply.ReplyTo!.Value, null, CancellationToken.None)).ShouldBeOfType<Answerable.Closed>().Reason;
            told.De.ShouldContain("Kommentare geschlossen");
            (await play.Connector.SendAsync(play.Source, reply, CancellationToken.None)).ShouldBeOfType<SendOutcome.Refused>().Why.ShouldBe(told);
        }
        finally
        {
            await blog.CallAsync(HttpMethod.Post, post, new() { ["comment_status"] = "open" });
        }
    }
}

internal sealed class WordPressPlay : NetworkPlay
{
    private readonly GuardedHttp _http = new(new NetworkOptions { AllowPrivate = true }, TimeProvider.System);
    private readonly WeakLine _line = new(_ => true);
    private readonly RealWordPress _blog;
    private readonly WordPressConnector _connector;
    private SourceConfig _source = null!;

    private WordPressPlay(RealWordPress blog)
    {
        _blog = blog;
        _connector = new(_http, TimeProvider.System, TimeSpan.FromMilliseconds(100));
    }

    public static async Task<WordPressPlay> OpenAsync(RealWordPress blog)
    {
        await blog.OpenAsync();
        var play = new WordPressPlay(blog);
        await play._line.OpenAsync(blog.Address);
        play._source = await SourceAsync(play._connector, blog, play._line);
        return play;
    }

    public static async Task<SourceConfig> SourceAsync(IConnector connector, RealWordPress blog, WeakLine line)
    {
        var check = await connector.CheckAsync(
            new Dictionary<string, string>
            {
                ["address"] = line.Address.ToString(), ["user"] = blog.User, ["password"] = blog.Password,
            }, CancellationToken.None);
        check.Problems.ShouldBeEmpty();
        return new SourceConfig(1, check.Key!.Value, check.Settings);
    }

    public static string NumberOf(ExternalId id) => id.Value[(id.Value.LastIndexOf('-') + 1)..];

    public override ConnectorDescription Description => _connector.Description;

    // WordPress takes its time on a busy machine.
    public override TimeSpan Quiet => TimeSpan.FromSeconds(1.5);

    public override bool CanOutrun => false;

    public override int Contacts => _line.Contacts;

    public override IAsyncEnumerable<SourceEvent> ReadAsync(string? cursor, CancellationToken cancel) =>
        _connector.ReadAsync(_source, cursor, cancel);

    public override async Task<ExternalId> PublishAsync(string text) => IdOf(await _blog.CommentAsync(text));

    public override Task EditAsync(ExternalId id, string text) => _blog.EditAsync(NumberOf(id), text);

    public override Task DeleteAsync(ExternalId id) => _blog.DeleteAsync(NumberOf(id));

    public override Task BreakAsync() => _blog.CommentAsync("KAPUTT");

    public override Task LimitAsync(bool on)
    {
        _line.Next = on ? Mishap.TooMany : Mishap.None;
        _line.Stays = on;
        return Task.CompletedTask;
    }

    public override Task OutrunAsync() => throw new NotSupportedException();

    public override async ValueTask DisposeAsync()
    {
        await _line.DisposeAsync();
        _http.Dispose();
    }

    private ExternalId IdOf(string number) => new($"{_line.Address.AbsoluteUri.TrimEnd('/')}/#comment-{number}");
}

/// <summary>The blog behind a weak line.</summary>
internal sealed class WordPressReplyPlay : ReplyPlay
{
    private readonly GuardedHttp _http = new(new NetworkOptions { AllowPrivate = true }, TimeProvider.System);
    private readonly RealWordPress _blog;
    private SourceConfig _source = null!;

    private WordPressReplyPlay(RealWordPress blog)
    {
        _blog = blog;
        Connector = new WordPressConnector(_http, TimeProvider.System, TimeSpan.FromMilliseconds(200));
    }

    public static async Task<WordPressReplyPlay> OpenAsync(RealWordPress blog)
    {
        await blog.OpenAsync();
        var play = new WordPressReplyPlay(blog);
        await play.Line.OpenAsync(blog.Address);
        play._source = await WordPressPlay.SourceAsync(play.Connector, blog, play.Line);
        return play;
    }

    public override ISendsReplies Connector { get; }

    public override SourceConfig Source => _source;

    public override WeakLine Line { get; } = new(r => r.Method == "POST");

    public override SourceConfig Silent =>
        _source with { Settings = new Dictionary<string, string>(_source.Settings) { ["password"] = "" } };

    public override async Task<OutgoingReply> AskedAsync(string text)
    {
        var id = new ExternalId($"{Line.Address.AbsoluteUri.TrimEnd('/')}/#comment-{await _blog.CommentAsync(text)}");
        return new(
            NewKey(), Leg.Public, "Wir schauen für Sie nach.", id, null, id, new(new("guest")), "de", DateTimeOffset.UtcNow);
    }

    public override Task WithdrawAsync(OutgoingReply reply) =>
        _blog.DeleteAsync(WordPressPlay.NumberOf(reply.ReplyTo!.Value));

    public override string? ParentOf(OutgoingReply reply) => WordPressPlay.NumberOf(reply.ReplyTo!.Value);

    public override async Task<IReadOnlyList<Shown>> ShownAsync() =>
    [
        .. (await _blog.ListAsync("comments?author=1&status=all&context=edit&per_page=100")).Select(c => new Shown(
            new($"{Line.Address.AbsoluteUri.TrimEnd('/')}/#comment-{c.GetProperty("id")}"),
            System.Net.WebUtility.HtmlDecode(c.GetProperty("content").GetProperty("raw").GetString()!), true,
            c.GetProperty("parent").ToString())),
    ];

    public override async Task<IReadOnlyList<ItemAct>> ActedAsync(OutgoingReply reply) => (await _blog.CallAsync(
        HttpMethod.Get, $"comments/{WordPressPlay.NumberOf(reply.ReplyTo!.Value)}?context=edit", null)).GetProperty("status").GetString() switch
    {
        "hold" => [ItemAct.Hide],
        "spam" => [ItemAct.Spam],
        "trash" => [ItemAct.Trash],
        _ => [],
    };

    public override string Filling(TextLimit limit) => "ü" + new string('x', limit.Most - 1);

    public override async ValueTask DisposeAsync()
    {
        await Line.DisposeAsync();
        _http.Dispose();
    }
}
