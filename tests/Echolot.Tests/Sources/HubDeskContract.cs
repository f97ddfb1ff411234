using System.Security.Cryptography;
using System.Text;
using System.Web;
using Dapper;
using Echolot.Network;
using Echolot.Sources;
using Echolot.Sources.Hubs;
using Echolot.Storage;
using Echolot.Tests.Alerts;
using Echolot.Tests.Storage;
using Echolot.Tests.Teams;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Xunit;

namespace Echolot.Tests.Sources;

public sealed class HubDeskOnSqlite() : HubDeskContract(Engine.Sqlite);

public sealed class HubDeskOnPostgres() : HubDeskContract(Engine.Postgres);

/// <summary>What the desk of hubs promises, on every engine, against a real receiver that plays the hub.</summary>
public abstract class HubDeskContract(Engine engine) : DatabaseContract(engine)
{
    private const string Topic = "https://blatt.example/feed.xml";
    private readonly SetClock _clock = new(new(2026, 11, 2, 8, 0, 0, TimeSpan.Zero));
    private readonly Receiver _hub = new();
    private readonly HubbedConnector _network = new();
    private ServiceProvider _services = null!;
    private long _source;

    private HubDesk Desk => _services.GetRequiredService<HubDesk>();

    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        _services = new ServiceCollection().AddLogging().AddSingleton<TimeProvider>(_clock)
            .AddSingleton<IDataProtectionProvider>(new EphemeralDataProtectionProvider())
            .AddSingleton<IGuardedHttp, OpenHttp>()
            .AddSingleton(new HubOptions { PublicUrl = new("https://listen.example") })
            .AddEcholot(Db).AddSingleton<IConnector>(_network).BuildServiceProvider();
        var (source, _) = await _services.GetRequiredService<SourceRunner>()
            .AddAsync("hubbed", "Blatt", new Dictionary<string, string>(), Cancel);
        _source = source!.Id;
        await Db.WriteAsync(scope => scope.Connection.ExecuteAsync(
            "update source_state set cursor = @cursor", new { cursor = $"{_hub.Url} {Topic}" }, scope.Transaction),
                Cancel);
    }

    public override async ValueTask DisposeAsync()
    {
        await _services.DisposeAsync();
        await _hub.DisposeAsync();
        await base.DisposeAsync();
    }

    [Fact]
    public async Task A_hub_is_asked_once_agrees_and_is_renewed_before_the_end()
    {
        var asked = await AskedAsync();
        asked["hub.mode"].ShouldBe("subscribe");
        asked["hub.topic"].ShouldBe(Topic);
        asked["hub.callback"]!.ShouldStartWith("https://listen.example/hooks/websub/");
        asked["hub.secret"]!.Length.ShouldBe(64);
        var token = Token(asked);
        (await Desk.StateAsync(_source, Cancel))!.Verified.ShouldBeFalse();
        (await Desk.VerifyAsync(token, "subscribe", "https://anders.example/", "x", "86400", null, Cancel))
            .ShouldBeNull();
        (await Desk.VerifyAsync(token, "subscribe", Topic, "echo me", "86400", null, Cancel)).ShouldBe("echo me");
        (await Desk.StateAsync(_source, Cancel))!.Verified.ShouldBeTrue();

        await Desk.LookAsync(Cancel);
        _hub.Calls.Count.ShouldBe(1, "a running lease is left alone");
        _clock.Now += TimeSpan.FromHours(20);
        await Desk.LookAsync(Cancel);
        _hub.Calls.Count.ShouldBe(2, "a fifth of the lease is left");
        Token(Form(1)).ShouldBe(token, "the address stays");
    }

    [Fact]
    public async Task Content_is_handed_on_if_its_signature_fits_and_dropped_silently_if_not()
    {
        var asked = await AskedAsync();
        var (token, body) = (Token(asked), Encoding.UTF8.GetBytes("<rss/>"));
        (await Desk.TakeAsync(token, "sha256=" + new string('0', 64), body, "application/rss+xml", Cancel))
            .ShouldBe(HubAnswer.Taken);
        _network.Delivered.ShouldBeEmpty();
        (await Desk.StateAsync(_source, Cancel))!.Problem!.ShouldContain("signature");
        var mac = HMACSHA256.HashData(Encoding.UTF8.GetBytes(asked["hub.secret"]!), body);
        (await Desk.TakeAsync(token, "sha256=" + Convert.ToHexStringLower(mac), body, "application/rss+xml", Cancel))
            .ShouldBe(HubAnswer.Taken);
        _network.Delivered.ShouldHaveSingleItem().Body.ToArray().ShouldBe(body);
        (await Desk.StateAsync(_source, Cancel)).ShouldSatisfyAllConditions(
            s => s!.Problem.ShouldBeNull(), s => s!.LastAt.ShouldBe(_clock.Now));
    }

    [Fact]
    public async Task Strangers_and_removed_sources_are_gone()
    {
        var token = Token(await AskedAsync());
        (await Desk.TakeAsync(new string('a', 32), null, default, null, Cancel)).ShouldBe(HubAnswer.Gone);
        (await Desk.VerifyAsync("short", "subscribe", Topic, "x", null, null, Cancel)).ShouldBeNull();
        await _services.GetRequiredService<SourceRunner>().RemoveAsync(_source, Cancel);
        (await Desk.TakeAsync(token, null, default, null, Cancel)).ShouldBe(HubAnswer.Gone);
        (await Desk.VerifyAsync(token, "subscribe", Topic, "x", null, null, Cancel)).ShouldBeNull();
        (await Desk.VerifyAsync(token, "unsubscribe", Topic, "x", null, null, Cancel)).ShouldBe("x");
    }

    [Theory]
    [InlineData("removed"), InlineData("paused"), InlineData("another hub")]
    public async Task What_is_not_read_by_this_hub_any_more_is_unsubscribed(string how)
    {
        var token = Token(await AskedAsync());
        await Desk.VerifyAsync(token, "subscribe", Topic, "x", "86400", null, Cancel);
        await Desk.LookAsync(Cancel);
        var sources = _services.GetRequiredService<SourceRunner>();
        if (how == "removed") await sources.RemoveAsync(_source, Cancel);
        else if (how == "paused") await sources.PauseAsync(_source, true, Cancel);
        else
            await Db.WriteAsync(scope => scope.Connection.ExecuteAsync(
                "update source_state set cursor = @cursor", new { cursor = $"{_hub.Url} https://neu.example/" },
                scope.Transaction), Cancel);
        await Desk.LookAsync(Cancel);
        var last = Form(_hub.Calls.Count - 1);
        last["hub.mode"].ShouldBe("unsubscribe");
        (Token(last), last["hub.topic"], last["hub.secret"]).ShouldBe((token, Topic, null));
        (await Desk.VerifyAsync(token, "unsubscribe", Topic, "bye", null, null, Cancel)).ShouldBe("bye");
        (await Desk.TakeAsync(token, null, default, null, Cancel)).ShouldBe(HubAnswer.Gone);
        var calls = _hub.Calls.Count;
        calls.ShouldBe(how == "another hub" ? 3 : 2);
        await Desk.LookAsync(Cancel);
        _hub.Calls.Count.ShouldBe(calls);

        if (how != "paused") return;
        await sources.PauseAsync(_source, false, Cancel);
        await Desk.LookAsync(Cancel);
        Form(calls)["hub.mode"].ShouldBe("subscribe");
        Token(Form(calls)).ShouldNotBe(token);
    }

    [Fact]
    public async Task A_hub_that_refuses_is_named_and_asked_again_later()
    {
        _hub.Answers.Enqueue(503);
        await Desk.LookAsync(Cancel);
        (await Desk.StateAsync(_source, Cancel))!.Problem!.ShouldContain("503");
        await Desk.LookAsync(Cancel);
        _hub.Calls.Count.ShouldBe(1);
        _clock.Now += TimeSpan.FromMinutes(11);
        await Desk.LookAsync(Cancel);
        _hub.Calls.Count.ShouldBe(2);
        (await Desk.VerifyAsync(Token(Form(1)), "denied", Topic, null, null, "no room", Cancel)).ShouldBeNull();
        (await Desk.StateAsync(_source, Cancel))!.Problem!.ShouldContain("no room");
    }

    [Fact]
    public async Task The_secret_lies_encrypted()
    {
        var secret = (await AskedAsync())["hub.secret"]!;
        await using var connection = await Db.ReadAsync(Cancel);
        (await connection.QuerySingleAsync<string>("select secret from source_hub")).ShouldNotContain(secret);
    }

    private async Task<System.Collections.Specialized.NameValueCollection> AskedAsync()
    {
        await Desk.LookAsync(Cancel);
        return Form(0);
    }

    private System.Collections.Specialized.NameValueCollection Form(int at) =>
        HttpUtility.ParseQueryString(Encoding.UTF8.GetString(_hub.Calls.ElementAt(at).Body));

    private static string Token(System.Collections.Specialized.NameValueCollection asked) =>
        asked["hub.callback"]!.Split('/')[^1];

    /// <summary>Its cursor is "hub topic"; it keeps what it is given.</summary>
    private sealed class HubbedConnector : IHearsHubs
    {
        public List<HubNews> Delivered { get; } = [];

        public ConnectorDescription Description { get; } =
            ScriptedConnector.Described with { Name = "hubbed", Settings = [] };

        public Task<SourceCheck> CheckAsync(IReadOnlyDictionary<string, string> settings, CancellationToken cancel) =>
            Task.FromResult(new SourceCheck(
                new("hubbed", "here", "a"), "Blatt", settings, new Dictionary<string, LocalText>()));

        public Hub? HubOf(string? cursor) => cursor?.Split(' ') is [var hub, var topic] ? new(new(hub), new(topic))
            : null;

        public void Deliver(long sourceId, HubNews news) => Delivered.Add(news);
    }
}
