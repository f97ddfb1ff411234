using System.Net;
using System.Net.Http.Json;
using System.Net.ServerSentEvents;
using System.Text;
using System.Text.Json;
using Echolot.Conversations;
using Echolot.Play.Networks;
using Echolot.Sources;
using Echolot.Teams;
using Echolot.Web.Chat;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Xunit;

namespace Echolot.Web.Tests.Chat;

/// <summary>The chat by what a browser on a foreign page asks.</summary>
public sealed class ChatTests
{
    [Fact]
    public async Task Only_pages_of_allowed_origins_may_ask_and_our_own()
    {
        await using var host = await ChatHost.StartAsync();
        var allowed = await host.AskAsync(HttpMethod.Get, "");
        allowed.StatusCode.ShouldBe(HttpStatusCode.OK);
        allowed.Headers.GetValues("Access-Control-Allow-Origin").ShouldBe([ChatHost.Shop]);
        allowed.Headers.Vary.ShouldContain("Origin");
        allowed.Headers.Contains("Access-Control-Allow-Credentials").ShouldBeFalse();
        foreach (var origin in new[] { "https://evil.example", "null", ChatHost.Shop + ".evil.example", "http://shop.example" })
        {
            var refused = await host.AskAsync(HttpMethod.Get, "", origin: origin);
            refused.StatusCode.ShouldBe(HttpStatusCode.Forbidden, origin);
            refused.Headers.Contains("Access-Control-Allow-Origin").ShouldBeFalse(origin);
        }
        (await host.AskAsync(HttpMethod.Get, "", origin: host.App.Address.GetLeftPart(UriPartial.Authority))).StatusCode.ShouldBe(HttpStatusCode.OK);
        var preflight = await host.AskAsync(HttpMethod.Options, "/messages");
        preflight.StatusCode.ShouldBe(HttpStatusCode.NoContent);
        preflight.Headers.GetValues("Access-Control-Allow-Headers").Single().ShouldContain(ChatRoutes.TokenHeader);
        (await host.AskAsync(HttpMethod.Options, "/messages", origin: "https://evil.example")).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        (await host.Http.GetAsync("/chat/0000000000000000")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task The_script_may_be_included_everywhere_and_is_small()
    {
        await using var host = await ChatHost.StartAsync();
        using var request = new HttpRequestMessage(HttpMethod.Get, Urls.ChatScript);
        request.Headers.Add("Accept-Encoding", "br");
        var script = await host.Http.SendAsync(request);
        script.Headers.GetValues("Cross-Origin-Resource-Policy").ShouldBe(["cross-origin"]);
        script.Content.Headers.ContentType!.MediaType.ShouldBe("text/javascript");
        (await script.Content.ReadAsByteArrayAsync()).Length.ShouldBeLessThan(30 * 1024);
        using var again = new HttpRequestMessage(HttpMethod.Get, Urls.ChatScript);
        again.Headers.Add("If-None-Match", script.Headers.ETag!.ToString());
        (await host.Http.SendAsync(again)).StatusCode.ShouldBe(HttpStatusCode.NotModified);
    }

    [Fact]
    public async Task What_is_written_reaches_the_inbox_and_the_answer_the_open_chat_without_loss_or_repetition()
    {
        await using var host = await ChatHost.StartAsync();
        var token = await host.BeginAsync();
        foreach (var _ in new[] { 1, 2 })
            (await host.AskAsync(HttpMethod.Post, "/messages", new { id = "message-one", text = "Wo bleibt <b>mein</b> Paket?" }, token))
                .StatusCode.ShouldBe(HttpStatusCode.Accepted);
        var talk = await host.OneAsync();
        await using (var first = await StreamAsync(host, token))
        {
            (await first.LinesAsync(1)).ShouldBe(["Wo bleibt <b>mein</b> Paket?"]);
            await host.Inbox.SendReplyAsync(talk.Id, new(Leg.Private, "Wir sehen nach."), host.Mira, CancellationToken.None);
            (await first.LinesAsync(2)).ShouldBe(["Wo bleibt <b>mein</b> Paket?", "Wir sehen nach."]);
        }
        // What is said while nobody listens is there when somebody does again.
        await host.Inbox.SendReplyAsync(talk.Id, new(Leg.Private, "Es kommt morgen."), host.Mira, CancellationToken.None);
        await using var second = await StreamAsync(host, token);
        (await second.LinesAsync(3)).ShouldBe(["Wo bleibt <b>mein</b> Paket?", "Wir sehen nach.", "Es kommt morgen."]);
    }

    [Fact]
    public async Task Typing_is_told_both_ways_and_stored_nowhere()
    {
        await using var host = await ChatHost.StartAsync();
        var token = await host.BeginAsync();
        await host.AskAsync(HttpMethod.Post, "/messages", new { id = "message-one", text = "Hallo" }, token);
        var talk = await host.OneAsync();
        await using var chat = await StreamAsync(host, token);
        await chat.LinesAsync(1);
        using var mira = await host.App.SignedInAsync();
        var here = Urls.OfConversation(Urls.ConversationHerePattern, talk.Id);
        await mira.PostAsync(Urls.Conversation(talk.Id), here, ("writing", "1"), ("mode", "Note"));
        await mira.PostAsync(Urls.Conversation(talk.Id), here, ("writing", "1"), ("mode", "Private"));
        (await chat.NextAsync("typing")).ValueKind.ShouldBe(JsonValueKind.Object);
        (await host.AskAsync(HttpMethod.Post, "/typing", new { }, token)).StatusCode.ShouldBe(HttpStatusCode.NoContent);
        (await host.Inbox.ShowAsync(talk.Id, host.Mira, CancellationToken.None))!.Messages.Count.ShouldBe(1);
    }

    [Fact]
    public async Task Who_has_no_token_or_a_wrong_one_hears_that_it_is_over()
    {
        await using var host = await ChatHost.StartAsync();
        var token = await host.BeginAsync();
        foreach (var wrong in new[] { null, "x", token[..^2] + "zz" })
        {
            foreach (var (method, path) in ((HttpMethod, string)[])[
                (HttpMethod.Post, "/messages"), (HttpMethod.Post, "/typing"), (HttpMethod.Get, "/stream"), (HttpMethod.Get, "/transcript"),
                (HttpMethod.Post, "/transcript"), (HttpMethod.Delete, "/visitors")])
            {
                var answer = await host.AskAsync(method, path, method == HttpMethod.Post ? new { } : null, wrong);
                answer.StatusCode.ShouldBe(HttpStatusCode.Unauthorized, path);
                (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("problem").GetString().ShouldBe("over");
            }
        }
    }

    [Fact]
    public async Task Hostile_input_is_refused_with_a_word_and_breaks_nothing()
    {
        await using var host = await ChatHost.StartAsync();
        var token = await host.BeginAsync();
        await RefusedAsync("consent_missing", 422, "/visitors", new { wording = "x" });
        await RefusedAsync("text_missing", 422, "/messages", new { id = "message-one", text = " \n " });
        await RefusedAsync("text_too_long", 422, "/messages", new { id = "message-one", text = new string('x', 4001) });
        await RefusedAsync("id_invalid", 422, "/messages", new { id = "../../etc", text = "x" });
        await RefusedAsync("id_invalid", 422, "/messages", new { text = "x" });
        await RefusedAsync("malformed", 400, "/messages", new { id = 7, text = new[] { "x" } });
        await RefusedAsync("malformed", 400, "/messages", "just a text");
        (await host.AskAsync(HttpMethod.Post, "/messages", new { id = "message-two", text = "\0 \ud83d halb" }, token)).StatusCode
            .ShouldBe(HttpStatusCode.Accepted);
        using var large = new HttpRequestMessage(HttpMethod.Post, $"/chat/{host.Key}/messages")
        {
            Content = new StringContent("{\"text\":\"" + new string('x', 40_000) + "\"}", Encoding.UTF8, "application/json"),
        };
        large.Headers.Add(ChatRoutes.TokenHeader, token);
        (await host.Http.SendAsync(large)).StatusCode.ShouldBe(HttpStatusCode.RequestEntityTooLarge);
        (await host.OneAsync()).Snippet.ShouldContain("halb");

        async Task RefusedAsync(string problem, int status, string path, object body)
        {
            var answer = await host.AskAsync(HttpMethod.Post, path, body, token);
            ((int)answer.StatusCode).ShouldBe(status, $"{path} {problem}");
            (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("problem").GetString().ShouldBe(problem);
        }
    }

    [Fact]
    public async Task Too_many_messages_of_one_visitor_and_too_many_visitors_of_one_address_wait()
    {
        await using var host = await ChatHost.StartAsync();
        var token = await host.BeginAsync();
        var answers = new List<HttpStatusCode>();
        for (var i = 0; i <= ChatLimits.Messages; i++)
            answers.Add((await host.AskAsync(HttpMethod.Post, "/messages", new { id = $"message-{i:0000}", text = "x" }, token)).StatusCode);
        answers.Count(a => a == HttpStatusCode.Accepted).ShouldBe(ChatLimits.Messages);
        answers[^1].ShouldBe(HttpStatusCode.TooManyRequests);
        var wording = (await host.LookAsync()).GetProperty("wording").GetString();
        for (var i = 1; i < ChatLimits.Visitors; i++) await host.BeginAsync();
        (await host.AskAsync(HttpMethod.Post, "/visitors", new { wording })).StatusCode.ShouldBe(HttpStatusCode.TooManyRequests);
    }

    [Fact]
    public async Task The_form_and_the_transcript_go_by_real_mail()
    {
        await using var server = new MailServer();
        await using var host = await ChatHost.StartAsync(builder => builder.Configuration.AddInMemoryCollection(
        [
            new("Echolot:Mail:Host", "127.0.0.1"), new("Echolot:Mail:Port", $"{server.Port}"), new("Echolot:Mail:Tls", "false"),
            new("Echolot:Mail:From", "echolot@nordlicht.example"),
        ]));
        (await host.LookAsync()).GetProperty("form").GetBoolean().ShouldBeFalse();
        var (source, check) = await host.App.Services.GetRequiredService<SourceRunner>().AddAsync(
            "mail", null, new Dictionary<string, string> { ["address"] = "care@nordlicht.example", ["name"] = "Nordlicht" }, CancellationToken.None);
        source.ShouldNotBeNull(string.Join(' ', check.Problems.Values.Select(p => p.En)));
        var look = await host.LookAsync();
        look.GetProperty("form").GetBoolean().ShouldBeTrue();
        (await host.AskAsync(HttpMethod.Post, "/form", new
        {
            id = "form-0001", name = "Anna Beispiel", email = "anna@example.org", text = "Bitte um Rückruf", language = "de",
            wording = look.GetProperty("wording").GetString(),
        })).StatusCode.ShouldBe(HttpStatusCode.Accepted);
        var talk = await host.OneAsync();
        await host.Inbox.SendReplyAsync(talk.Id, new(Leg.Private, "Wir rufen morgen an."), host.Mira, CancellationToken.None);
        await Eventually.HoldsAsync(() => server.Mails.Count == 1);
        server.Mails[0].ShouldContain("To: \"Anna Beispiel\" <anna@example.org>");
        MailServer.TextOf(server.Mails[0]).ShouldContain("Wir rufen morgen an.");

        var token = await host.BeginAsync();
        await host.AskAsync(HttpMethod.Post, "/messages", new { id = "message-one", text = "Hallo aus dem Chat" }, token);
        await Eventually.HoldsAsync(async () => (await (await host.AskAsync(HttpMethod.Get, "/transcript", token: token)).Content.ReadAsStringAsync())
            .Contains("Hallo aus dem Chat", StringComparison.Ordinal));
        (await host.AskAsync(HttpMethod.Post, "/transcript", new { email = "kim@example.org" }, token)).StatusCode.ShouldBe(HttpStatusCode.NoContent);
        await Eventually.HoldsAsync(() => server.Mails.Count == 2);
        MailServer.TextOf(server.Mails[1]).ShouldContain("Hallo aus dem Chat");
    }

    [Fact]
    public async Task Whoever_may_edit_sources_sets_it_up_and_mistakes_stand_at_their_field()
    {
        await using var host = await ChatHost.StartAsync();
        using var mira = await host.App.SignedInAsync(language: "de");
        var page = await mira.GetAsync(Urls.SourceChat(host.Source.Id));
        page.Text.ShouldContain($"data-key=&quot;{host.Key}&quot;");
        page.Find("echo-chat-preview").ShouldNotBeNull();
        (string, string)[] fields =
        [
            ("name", "Shop"), ("origins", "https://shop.example/x"), ("color", "#ff0000"), ("side", "left"), ("keep", "48"), ("calendar", ""),
            ("title_de", "Frag uns"), ("title_en", ""), ("consent_de", "Ja <script>"), ("consent_en", ""),
        ];
        var wrong = await mira.PostAsync(Urls.SourceChat(host.Source.Id), Urls.SourceChat(host.Source.Id), fields);
        wrong.Status.ShouldBe(HttpStatusCode.UnprocessableEntity);
        wrong.Find("#f-origins-error")!.TextContent.ShouldContain("keine Adresse");
        fields[1] = ("origins", "https://shop.example\nhttps://www.shop.example");
        (await mira.PostAsync(Urls.SourceChat(host.Source.Id), Urls.SourceChat(host.Source.Id), fields)).Location.ShouldBe(Urls.SourceChat(host.Source.Id));
        var look = await host.LookAsync();
        (look.GetProperty("title").GetString(), look.GetProperty("left").GetBoolean(), look.GetProperty("consent").GetString())
            .ShouldBe(("Frag uns", true, "Ja <script>"));
        (await mira.GetAsync(Urls.Source(host.Source.Id))).Find($"a[href='{Urls.SourceChat(host.Source.Id)}']").ShouldNotBeNull();
        using var ida = await host.App.SignedInAsync(Role.Agent, "de");
        (await ida.GetAsync(Urls.SourceChat(host.Source.Id))).Find("main form button[type=submit]").ShouldBeNull();
        (await ida.PostAsync(Urls.Own, Urls.SourceChat(host.Source.Id), fields)).Status.ShouldBe(HttpStatusCode.Forbidden);
    }

    [Fact]
    public async Task The_agent_sees_the_consent_and_takes_the_transcript_without_notes()
    {
        await using var host = await ChatHost.StartAsync();
        var token = await host.BeginAsync();
        await host.AskAsync(HttpMethod.Post, "/messages", new { id = "message-one", text = "Hallo" }, token);
        var talk = await host.OneAsync();
        await host.Inbox.AddNoteAsync(talk.Id, "nur für uns", host.Mira, CancellationToken.None);
        using var mira = await host.App.SignedInAsync(language: "de");
        var page = await mira.GetAsync(Urls.Conversation(talk.Id));
        page.Find(".talk-side")!.TextContent.ShouldContain(ChatSettings.DefaultConsent.De);
        page.Find(".reply-window").ShouldNotBeNull();
        var file = await mira.GetAsync(Urls.OfConversation(Urls.ConversationTranscriptPattern, talk.Id));
        file.Text.ShouldContain("Hallo");
        file.Text.ShouldNotContain("nur für uns");
        file.Response.Content.Headers.ContentDisposition!.DispositionType.ShouldBe("attachment");
    }

    [Fact]
    public async Task Whoever_takes_their_consent_back_is_let_in_no_more_and_waits_for_their_erasure()
    {
        await using var host = await ChatHost.StartAsync();
        (await host.AskAsync(HttpMethod.Options, "/visitors")).Headers.GetValues("Access-Control-Allow-Methods").Single().ShouldContain("DELETE");
        var token = await host.BeginAsync();
        await host.AskAsync(HttpMethod.Post, "/messages", new { id = "message-one", text = "Hallo" }, token);
        var talk = await host.OneAsync();
        (await host.AskAsync(HttpMethod.Delete, "/visitors", token: token)).StatusCode.ShouldBe(HttpStatusCode.NoContent);
        (await host.AskAsync(HttpMethod.Delete, "/visitors", token: token)).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        (await host.AskAsync(HttpMethod.Get, "/stream", token: token)).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        (await host.AskAsync(HttpMethod.Post, "/messages", new { id = "message-two", text = "Und?" }, token)).StatusCode
            .ShouldBe(HttpStatusCode.Unauthorized);

        using var mira = await host.App.SignedInAsync(language: "de");
        var page = await mira.GetAsync(Urls.Conversation(talk.Id));
        page.Document.Body!.TextContent.ShouldContain("Die Einwilligung zum Chat ist widerrufen");
        page.Find(".reply-window").ShouldBeNull();
        using var ida = await host.App.SignedInAsync(Role.Lead, "de");
        (await ida.GetAsync(Urls.Erasures)).Status.ShouldBe(HttpStatusCode.Forbidden);
        (await ida.GetAsync("/api/v1/erasures")).Status.ShouldBe(HttpStatusCode.Forbidden);
        (await mira.GetAsync(Urls.Erasures)).Find(".note")!.TextContent.ShouldContain("Einwilligung im Chat widerrufen");
        var asked = JsonDocument.Parse((await mira.GetAsync("/api/v1/erasures")).Text).RootElement.GetProperty("items")[0];
        asked.GetProperty("about").GetString().ShouldBe($"conversation:{talk.Id}");
        var id = long.Parse(asked.GetProperty("id").GetString()!, System.Globalization.CultureInfo.InvariantCulture);
        var refused = await mira.PostAsync(Urls.Erasures, Urls.ErasureKeep(id), ("reason", " "));
        refused.Status.ShouldBe(HttpStatusCode.UnprocessableEntity);
        refused.Find($"#keep-{id}[open] .field-error")!.TextContent.ShouldContain("warum");
        await mira.PostAsync(Urls.Erasures, Urls.ErasureKeep(id), ("reason", "Streit <um> 4711"));
        (await mira.GetAsync(Urls.Erasures)).Find(".note")!.TextContent.ShouldContain("Streit <um> 4711");
        await mira.PostAsync(Urls.Erasures, Urls.Erasure(id));
        (await mira.GetAsync(Urls.Erasures)).Document.Body!.TextContent.ShouldContain("Niemand wartet auf eine Löschung");
        (await host.Inbox.ShowAsync(talk.Id, host.Mira, CancellationToken.None))!.Messages.ShouldAllBe(m => m.Text == "");
    }

    [Fact]
    public async Task A_file_is_fetched_by_whom_it_was_given_to_and_runs_nowhere()
    {
        await using var host = await ChatHost.StartAsync();
        var token = await host.BeginAsync();
        (await host.AskAsync(HttpMethod.Post, "/messages", new { id = "first-id-1", text = "Wo ist der Schein?" }, token)).EnsureSuccessStatusCode();
        var talk = await host.OneAsync();
        var file = await host.Inbox.AddFileAsync(talk.Id, "Schein.pdf", "%PDF-1.7 Schein"u8.ToArray(), host.Mira, CancellationToken.None);
        await host.Inbox.SendReplyAsync(
            talk.Id, new(Leg.Private, "Hier ist er.") { Files = [new(file.Id)] }, host.Mira, CancellationToken.None);
        await using var listening = await StreamAsync(host, token);
        JsonElement given;
        do given = (await listening.NextAsync("lines")).GetProperty("lines").EnumerateArray().Last();
        while (!given.GetProperty("ours").GetBoolean());
        var shown = given.GetProperty("files")[0];
        shown.GetProperty("name").GetString().ShouldBe("Schein.pdf");
        var key = Uri.EscapeDataString(shown.GetProperty("key").GetString()!);
        // Followed like any link of a page: without a token and without an origin.
        var answer = await host.AskAsync(HttpMethod.Get, $"/files/{key}", origin: null);
        (await answer.Content.ReadAsStringAsync()).ShouldBe("%PDF-1.7 Schein");
        answer.Content.Headers.ContentDisposition!.DispositionType.ShouldBe("attachment");
        answer.Content.Headers.ContentType!.MediaType.ShouldBe("application/pdf");
        answer.Headers.GetValues("X-Content-Type-Options").ShouldBe(["nosniff"]);
        answer.Headers.GetValues("Content-Security-Policy").Single().ShouldContain("sandbox");
        (await host.AskAsync(HttpMethod.Get, "/files/erfunden", origin: null)).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await host.AskAsync(HttpMethod.Get, $"/files/{Uri.EscapeDataString(token)}", origin: null)).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        await host.App.Services.GetRequiredService<Echolot.Privacy.PrivacyOffice>().EraseAsync(
            new(ChatSettings.Connector, talk.With.ExternalId.Value), null, CancellationToken.None);
        (await host.AskAsync(HttpMethod.Get, $"/files/{key}", origin: null)).StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    private static async Task<Listening> StreamAsync(ChatHost host, string token)
    {
        var answer = await host.AskAsync(HttpMethod.Get, "/stream", token: token);
        answer.EnsureSuccessStatusCode();
        return new(answer, SseParser.Create(await answer.Content.ReadAsStreamAsync()).EnumerateAsync().GetAsyncEnumerator());
    }

    private sealed class Listening(HttpResponseMessage answer, IAsyncEnumerator<SseItem<string>> items) : IAsyncDisposable
    {
        public async Task<JsonElement> NextAsync(string name)
        {
            while (await items.MoveNextAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(30)))
                if (items.Current.EventType == name) return JsonDocument.Parse(items.Current.Data).RootElement;
            throw new InvalidOperationException("The stream ended.");
        }

        /// <summary>Texts of the conversation once it has so many.</summary>
        public async Task<IReadOnlyList<string>> LinesAsync(int count)
        {
            while (true)
            {
                var lines = (await NextAsync("lines")).GetProperty("lines").EnumerateArray()
                    .Select(l => l.GetProperty("text").GetString()!).ToList();
                if (lines.Count >= count) return lines;
            }
        }

        public async ValueTask DisposeAsync()
        {
            answer.Dispose();
            await items.DisposeAsync();
        }
    }
}
