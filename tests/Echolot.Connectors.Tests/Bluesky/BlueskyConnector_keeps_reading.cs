using System.Collections.Immutable;
using System.Text.Json.Nodes;
using Echolot.Connectors.Bluesky;
using Echolot.Connectors.Http;
using Echolot.Mentions;
using Echolot.Network;
using Echolot.Play.Networks;
using Echolot.Sources;
using Shouldly;
using Xunit;

namespace Echolot.Connectors.Tests.Bluesky;

public sealed class BlueskyConnector_keeps_reading : IAsyncDisposable
{
    private readonly ShiftedTime clock = new();
    private readonly List<Jetstream> hosts = [];
    private readonly GuardedHttp http;
    private readonly BlueskyConnector connector;
    private readonly CancellationTokenSource stop = new(TimeSpan.FromSeconds(30));
    // Immutable, because tests look while the reader still adds.
    private volatile ImmutableList<SourceEvent> heard = [];
    private Task reading = Task.CompletedTask;

    public BlueskyConnector_keeps_reading()
    {
        http = new GuardedHttp(new NetworkOptions { AllowPrivate = true }, clock);
        connector = new BlueskyConnector(http, clock);
    }

    [Fact]
    public async Task Without_a_cursor_only_what_comes_from_now_on_is_read_and_the_place_is_known_at_once()
    {
        var host = await HostAsync();
        Post(host, "früher");
        Start(null);
        await UntilAsync(() => host.Open == 1);
        Post(host, "jetzt");
        await UntilAsync(() => Texts().Count == 1);
        Texts().ShouldBe(["jetzt"]);
        heard[0].ShouldBeOfType<Progress>().Cursor.ShouldNotBeNull();
    }

    [Fact]
    public async Task A_host_that_restarts_is_read_on_from_the_same_place()
    {
        var host = await HostAsync();
        Start(null);
        await UntilAsync(() => host.Open == 1);
        Post(host, "eins");
        await UntilAsync(() => Texts().Count == 1);
        await host.EndAllAsync(null);
        Post(host, "zwei");
        await UntilAsync(() => Texts().Count == 2);
        Texts().ShouldBe(["eins", "zwei"]);
        host.Asked[^1].ShouldContain("&cursor=1");
    }

    [Fact]
    public async Task When_a_host_fails_the_next_takes_over_a_few_seconds_back()
    {
        var first = await HostAsync();
        var second = await HostAsync();
        Start(null);
        await UntilAsync(() => first.Open == 1);
        Post(first, "eins");
        await UntilAsync(() => Texts().Count == 1);
        Post(second, "eins");
        Post(second, "zwei");
        first.Status = 503;
        await first.EndAllAsync(null);
        await UntilAsync(() => Texts().Contains("zwei"));
        second.Asked[^1].ShouldMatch("&cursor=[0-9]{16}");
        heard.OfType<Gap>().ShouldBeEmpty();
    }

    [Fact]
    public async Task A_host_without_v2_is_read_on_v1_and_asked_again_hours_later()
    {
        var host = await HostAsync();
        host.SpeaksV2 = false;
        Start(null);
        await UntilAsync(() => host.Open == 1);
        Post(host, "auf v1");
        await UntilAsync(() => Texts().Count == 1);
        host.Asked.Count(asked => asked.StartsWith("/subscribe", StringComparison.Ordinal)).ShouldBe(1);
        await StopAsync();

        var asked = host.Asked.Count;
        Start(heard[^1].Cursor);
        await UntilAsync(() => host.Open == 1);
        host.Asked.Skip(asked).ShouldAllBe(one => one.StartsWith("/subscribe"), "it remembers");
        await StopAsync();

        clock.Shift += TimeSpan.FromHours(7);
        host.SpeaksV2 = true;
        asked = host.Asked.Count;
        Start(heard[^1].Cursor);
        await UntilAsync(() => host.Open == 1);
        host.Asked.Skip(asked).First().ShouldStartWith("/xrpc/network.bsky.jetstream.subscribeEvents?kinds=commit&kinds=account&kinds=identity&collections=app.bsky.feed.post");
    }

    [Fact]
    public async Task A_reader_that_is_too_slow_is_told_so_and_may_come_back_after_a_pause()
    {
        var host = await HostAsync();
        Start(null);
        await UntilAsync(() => host.Open == 1);
        Post(host, "eins");
        await UntilAsync(() => Texts().Count == 1);
        await host.EndAllAsync("ConsumerTooSlow");
        var trouble = await Should.ThrowAsync<SourceTrouble>(() => reading);
        trouble.Wait.ShouldBe(TimeSpan.FromSeconds(5));
        trouble.Final.ShouldBeFalse();
        trouble.Message.ShouldContain("too slowly");
    }

    [Fact]
    public async Task When_no_host_answers_the_trouble_names_the_host_and_no_more()
    {
        var host = await HostAsync();
        host.Status = 503;
        Start(null);
        (await Should.ThrowAsync<SourceTrouble>(() => reading)).Message.ShouldBe("'127.0.0.1' does not open the stream: HTTP 503 Refused");
    }

    [Fact]
    public async Task People_and_their_accounts_are_followed()
    {
        var host = await HostAsync();
        Start(null);
        await UntilAsync(() => host.Open == 1);
        host.Identity("did:plc:anna", "anna.example.org");
        Post(host, "mit Namen");
        host.Account("did:plc:anna", false, "deactivated");
        host.Account("did:plc:anna", true, null);
        host.Account("did:plc:anna", false, "deleted");
        await UntilAsync(() => heard.OfType<AuthorGone>().Count() == 3);
        heard.OfType<AuthorChanged>().ShouldHaveSingleItem().Author.Handle.ShouldBe("anna.example.org");
        heard.OfType<Upserted>().ShouldHaveSingleItem().Mention.Author.Handle.ShouldBe("anna.example.org");
        heard.OfType<AuthorGone>().Select(gone => (gone.Reversible, gone.Back)).ShouldBe([(true, false), (true, true), (false, false)]);
    }

    [Fact]
    public async Task A_frame_of_megabytes_is_left_out_and_the_next_one_is_read()
    {
        var host = await HostAsync();
        Start(null);
        await UntilAsync(() => host.Open == 1);
        await host.SendRawAsync("{\"$type\":\"message\",\"x\":\"" + new string('x', 3_000_000) + "\"}");
        Post(host, "danach");
        await UntilAsync(() => Texts().Count == 1);
        heard.OfType<Unreadable>().ShouldHaveSingleItem().Problem.ShouldContain("1 MiB");
    }

    [Fact]
    public async Task Settings_name_what_is_wrong()
    {
        var bad = await connector.CheckAsync(new Dictionary<string, string> { ["hosts"] = "wss://a.example https://b.example" }, CancellationToken.None);
        bad.Problems["hosts"].En.ShouldBe("“https://b.example” is not the address of a stream; write e.g. wss://jetstream1.us-east.bsky.network.");
        var ours = await connector.CheckAsync(new Dictionary<string, string>(), CancellationToken.None);
        ours.Key.ShouldBe(new SourceKey("bluesky", "bsky.network", "stream"));
        ours.Settings["hosts"].Split(' ').Length.ShouldBe(5);
    }

    private async Task<Jetstream> HostAsync()
    {
        hosts.Add(await Jetstream.StartAsync(clock));
        return hosts[^1];
    }

    private void Start(string? cursor)
    {
        var source = new SourceConfig(1, new SourceKey("bluesky", "test", "stream"),
            new Dictionary<string, string> { ["hosts"] = string.Join(' ', hosts.Select(host => host.Stream)) });
        var run = CancellationTokenSource.CreateLinkedTokenSource(stop.Token);
        ending = run;
        reading = Task.Run(async () =>
        {
            await foreach (var one in connector.ReadAsync(source, cursor, run.Token))
                heard = heard.Add(one);
        });
    }

    private CancellationTokenSource? ending;

    private async Task StopAsync()
    {
        await ending!.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(() => reading);
        await UntilAsync(() => hosts.TrueForAll(host => host.Open == 0));
    }

    private List<string> Texts()
    {
        return [.. heard.OfType<Upserted>().Select(one => one.Mention.Text)];
    }

    private async Task UntilAsync(Func<bool> done)
    {
        while (!done())
        {
            if (reading.IsFaulted) await reading;
            await Task.Delay(10, stop.Token);
        }
    }

    private static void Post(Jetstream host, string text) =>
        host.Commit("did:plc:anna", "create", "3n" + host.NextSeq, "bafy" + host.NextSeq, new JsonObject { ["text"] = text, ["createdAt"] = "2026-01-01T00:00:00Z" });

    public async ValueTask DisposeAsync()
    {
        await stop.CancelAsync();
        await Task.WhenAny(reading);
        foreach (var host in hosts) await host.DisposeAsync();
        http.Dispose();
    }
}
