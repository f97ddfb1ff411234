using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Dapper;
using Echolot.Conversations;
using Echolot.Network;
using Echolot.Play.Networks;
using Echolot.Storage;
using Echolot.Tests.Conversations.AutoReplies;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.Extensions.Logging.Abstractions;
using Shouldly;
using Xunit;

namespace Echolot.Tests.Conversations.Drafting;

public sealed class DraftingOnSqlite() : DraftingContract(Engine.Sqlite);

public sealed class DraftingOnPostgres() : DraftingContract(Engine.Postgres);

/// <summary>Drafts by a model that answers over real HTTP on loopback.</summary>
public abstract class DraftingContract(Engine engine) : QuietDesk(engine)
{
    private readonly HttpListener _model = new();
    private readonly List<(string? Key, JsonObject Body)> _asked = [];
    private Func<HttpListenerResponse, Task> _answers = response => WriteAsync(response, 200, Said("Guten Tag, [NAME_1]! Wir prüfen [NUMBER_1]."));
    private string _address = "";
    private Task _serving = Task.CompletedTask;

    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        _address = $"http://127.0.0.1:{FreePorts.Find()}/v1";
        _model.Prefixes.Add(_address + "/");
        _model.Start();
        _serving = ServeAsync();
    }

    public override async ValueTask DisposeAsync()
    {
        _model.Close();
        await _serving;
        await base.DisposeAsync();
    }

    [Fact]
    public async Task A_draft_comes_back_with_what_was_hidden_and_is_logged_without_its_text()
    {
        var desk = await DeskAsync();
        var talk = await SayAsync("1", "Ich bin kim, Bestellung NL-20417 fehlt. kim@example.org");
        (await desk.SuggestAsync(talk, Mira, Cancel)).ShouldBe("Guten Tag, kim! Wir prüfen NL-20417.");
        var (key, body) = _asked.ShouldHaveSingleItem();
        key.ShouldBe("Bearer hush-hush");
        ((string?)body["model"]).ShouldBe("small");
        var sent = body.ToJsonString();
        foreach (var secret in new[] { "20417", "kim" }) sent.ShouldNotContain(secret, Case.Insensitive);
        var entry = (await desk.LogAsync(null, 10, Cancel)).ShouldHaveSingleItem();
        (entry.PersonId, entry.ConversationId, entry.Endpoint, entry.TokensIn, entry.TokensOut, entry.Problem)
            .ShouldBe((Mira.PersonId, talk, "127.0.0.1", 21, 9, null));
        // Nothing is sent and nothing is kept of it.
        Network.Posted.ShouldBeEmpty();
        (await ThreadAsync(talk)).Drafts.ShouldBeEmpty();
        await using var read = await Db.ReadAsync(Cancel);
        (await read.ExecuteScalarAsync<string>("select secret from drafting"))!.ShouldNotContain("hush");
    }

    [Theory]
    [InlineData(401, "{}", DraftingRefusal.KeyRefused)]
    [InlineData(404, "{}", DraftingRefusal.AddressWrong)]
    [InlineData(429, "{}", DraftingRefusal.Busy)]
    [InlineData(500, "oops", DraftingRefusal.Failed)]
    [InlineData(302, "", DraftingRefusal.Failed)]
    [InlineData(200, "<html>", DraftingRefusal.NotUnderstood)]
    [InlineData(200, "[1]", DraftingRefusal.NotUnderstood)]
    [InlineData(200, "{\"choices\":[]}", DraftingRefusal.NotUnderstood)]
    [InlineData(200, "{\"choices\":[{\"message\":{\"content\":7}}]}", DraftingRefusal.NotUnderstood)]
    public async Task What_goes_wrong_is_told_and_logged(int status, string body, DraftingRefusal why)
    {
        var desk = await DeskAsync();
        var talk = await SayAsync("1", "Hallo?");
        _answers = response => WriteAsync(response, status, body);
        (await Should.ThrowAsync<DraftingException>(() => desk.SuggestAsync(talk, Mira, Cancel))).Why.ShouldBe(why);
        (await desk.LogAsync(null, 10, Cancel)).Single().Problem.ShouldBe(why.ToString());
    }

    [Fact]
    public async Task An_answer_without_end_is_cut_off()
    {
        var desk = await DeskAsync();
        var talk = await SayAsync("1", "Hallo?");
        _answers = response => WriteAsync(response, 200, Said(new string('x', 400_000)));
        (await Should.ThrowAsync<DraftingException>(() => desk.SuggestAsync(talk, Mira, Cancel))).Why.ShouldBe(DraftingRefusal.TooLarge);
    }

    [Fact]
    public async Task Off_is_off_and_an_address_that_is_none_is_refused()
    {
        var desk = await DeskAsync();
        var talk = await SayAsync("1", "Hallo?");
        await desk.SetSettingsAsync(new(false, _address, "small"), null, null, Cancel);
        (await Should.ThrowAsync<DraftingException>(() => desk.SuggestAsync(talk, Mira, Cancel))).Why.ShouldBe(DraftingRefusal.Off);
        foreach (var address in new[] { "file:///etc/passwd", "https://user:pass@model.example", "nowhere", "" })
            (await Should.ThrowAsync<DraftingException>(() => desk.SetSettingsAsync(new(true, address, "m"), null, null, Cancel)))
                .Why.ShouldBe(DraftingRefusal.AddressWrong);
        (await Should.ThrowAsync<DraftingException>(() => desk.SetSettingsAsync(new(true, _address, " "), null, null, Cancel)))
            .Why.ShouldBe(DraftingRefusal.ModelMissing);
        _asked.ShouldBeEmpty();
    }

    [Fact]
    public async Task The_key_stays_until_it_is_taken_away_and_who_may_not_see_gets_no_draft()
    {
        var desk = await DeskAsync();
        await desk.SetSettingsAsync(new(true, _address, "large"), null, null, Cancel);
        (await desk.SettingsAsync(Cancel)).ShouldBe(new(true, _address, "large", true));
        await desk.SetSettingsAsync(new(true, _address, "large"), "", null, Cancel);
        (await desk.SettingsAsync(Cancel)).HasKey.ShouldBeFalse();
        var talk = await SayAsync("1", "Hallo?");
        (await Should.ThrowAsync<DraftingException>(() => desk.SuggestAsync(talk, new(99, [2], Unrouted: false), Cancel)))
            .Why.ShouldBe(DraftingRefusal.NotFound);
        await desk.SuggestAsync(talk, Mira, Cancel);
        _asked.Single().Key.ShouldBeNull();
    }

    private async Task<DraftingDesk> DeskAsync()
    {
        var desk = new DraftingDesk(
            Db, Inbox, House.Get<Echolot.Teams.Roster>(), new LoopbackHttp(),
            House.Get<IDataProtectionProvider>(), House.Privacy, Clock, NullLogger<DraftingDesk>.Instance);
        await desk.SetSettingsAsync(new(true, _address + "/", "small"), "hush-hush", Mira.PersonId, Cancel);
        return desk;
    }

    private async Task ServeAsync()
    {
        while (_model.IsListening)
        {
            try
            {
                var call = await _model.GetContextAsync();
                using var reader = new StreamReader(call.Request.InputStream, Encoding.UTF8);
                _asked.Add((call.Request.Headers["Authorization"], JsonNode.Parse(await reader.ReadToEndAsync())!.AsObject()));
                await _answers(call.Response);
            }
            catch (Exception over) when (over is HttpListenerException or ObjectDisposedException or InvalidOperationException)
            {
                // Closed, or the other side has hung up.
                if (!_model.IsListening) return;
            }
        }
    }

    /// <summary>Real requests to loopback with the cap on size; the guard itself is tested where it is made.</summary>
    private sealed class LoopbackHttp : IGuardedHttp
    {
        public async Task<IncomingAnswer> SendAsync(OutgoingRequest request, CancellationToken cancel)
        {
            using var client = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false });
            using var message = new HttpRequestMessage(new HttpMethod(request.Method), request.Address)
            {
                Content = new ByteArrayContent(request.Body!.Value.ToArray()),
            };
            foreach (var (name, value) in request.Headers) message.Headers.TryAddWithoutValidation(name, value);
            using var answer = await client.SendAsync(message, cancel);
            var body = await answer.Content.ReadAsByteArrayAsync(cancel);
            return body.Length > request.MaxBytes ? throw new NetworkRefused(NetworkProblem.TooLarge, "too large")
                : new((int)answer.StatusCode, request.Address, new Dictionary<string, string>(), body, []);
        }
    }

    private static string Said(string text) => new JsonObject
    {
        ["choices"] = new JsonArray(new JsonObject { ["message"] = new JsonObject { ["role"] = "assistant", ["content"] = text } }),
        ["usage"] = new JsonObject { ["prompt_tokens"] = 21, ["completion_tokens"] = 9 },
    }.ToJsonString();

    private static async Task WriteAsync(HttpListenerResponse response, int status, string body)
    {
        response.StatusCode = status;
        if (status is 302) response.Headers["Location"] = "http://127.0.0.1:1/";
        await response.OutputStream.WriteAsync(Encoding.UTF8.GetBytes(body));
        response.Close();
    }
}
