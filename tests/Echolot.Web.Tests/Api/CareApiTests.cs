using System.Net.Http.Headers;
using System.Text.Json;
using Echolot.Conversations;
using Echolot.Teams;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Xunit;

namespace Echolot.Web.Tests.Api;

/// <summary>What the pages of the care desk do, by the API.</summary>
[Collection("api")]
public sealed class CareApiTests(ApiHost api)
{
    private readonly ApiCaller _caller = api.Administrator;

    [Fact]
    public async Task Goodwill_asked_for_twice_under_a_key_is_booked_once()
    {
        var word = ApiHost.NewWord();
        var policy = (await _caller.PostAsync(
            "policies", new { kind = "goodwill", name = word, words = new[] { word }, case_limit = 4000, month_limit = 90_000 }, 201))
            .GetProperty("id").GetString();
        var id = await HeardAsync($"Mein {word} ist kaputt");
        var order = new { policy_id = policy, cents = 1000, why = "kaputt" };
        for (var i = 0; i < 2; i++) await _caller.PostAsync($"conversations/{id}/goodwill", order, 204, word);
        (await LeftAsync()).ShouldBe(3000);
        (await _caller.PostAsync($"conversations/{id}/goodwill", order with { cents = 500 }, 422, word))
            .GetProperty("code").GetString().ShouldBe("idempotency_key_reused");
        await _caller.PostAsync($"conversations/{id}/goodwill", order, 204);
        (await LeftAsync()).ShouldBe(2000);

        async Task<long> LeftAsync() => (await _caller.GetAsync($"conversations/{id}/policies")).GetProperty("items").EnumerateArray()
            .Single(a => a.GetProperty("policy").GetProperty("id").GetString() == policy).GetProperty("left").GetInt64();
    }

    [Fact]
    public async Task A_hand_over_asked_for_twice_under_a_key_is_two_messages_and_not_four()
    {
        await using var desk = await MastodonHost.StartAsync();
        var roster = desk.App.Services.GetRequiredService<Roster>();
        var mira = (await roster.FindAsync(AppHost.AdministratorEmail, CancellationToken.None))!;
        var (_, secret) = await roster.IssueTokenAsync(new(mira, Roles.All, null), "Test", Roles.All, null, CancellationToken.None);
        var caller = new ApiCaller(desk.App.Address, secret);
        var talk = (await desk.HearAsync("Paket seit neun Tagen weg"))[0].Id;
        var order = new { @public = "Wir schreiben Ihnen privat.", @private = "Wie lautet die Bestellnummer?" };
        for (var i = 0; i < 2; i++) await caller.PostAsync($"conversations/{talk}/hand-over", order, 200, "taste-4711");
        (await caller.GetAsync($"conversations/{talk}")).GetProperty("messages").GetArrayLength().ShouldBe(3);
        (await caller.PostAsync($"conversations/{talk}/hand-over", order with { @private = "Anders" }, 422, "taste-4711"))
            .GetProperty("code").GetString().ShouldBe("idempotency_key_reused");
    }

    [Fact]
    public async Task A_draft_that_comes_late_does_not_bring_back_what_was_said()
    {
        var id = await HeardAsync($"Wo bleibt {ApiHost.NewWord()}?");
        var seen = (await _caller.GetAsync($"conversations/{id}")).GetProperty("conversation").GetProperty("revision").GetInt64();
        await _caller.PutAsync($"conversations/{id}/draft", new { kind = "note", text = "Lager fra", seen_revision = seen }, 204);
        await _caller.PostAsync($"conversations/{id}/notes", new { text = "Lager fragen" }, 204);
        foreach (var late in new[] { "Lager fra", "Lager fragen" })
            await _caller.PutAsync($"conversations/{id}/draft", new { kind = "note", text = late }, 204);
        (await DraftsAsync()).ShouldBe(0);
        (await _caller.PutAsync($"conversations/{id}/draft", new { kind = "note", text = "anders", seen_revision = seen }, 409))
            .GetProperty("code").GetString().ShouldBe("replied_meanwhile");
        await _caller.PutAsync($"conversations/{id}/draft", new { kind = "note", text = "anders" }, 204);
        (await DraftsAsync()).ShouldBe(1);

        async Task<int> DraftsAsync() => (await _caller.GetAsync($"conversations/{id}/drafts")).GetProperty("items").GetArrayLength();
    }

    [Fact]
    public async Task Labels_fields_incident_and_person_of_a_conversation_are_read_and_it_is_taken_along_as_a_text()
    {
        var word = ApiHost.NewWord();
        var id = await HeardAsync($"Wo bleibt {word}?");
        var label = (await _caller.PostAsync("labels", new { name = word })).GetProperty("id").GetString();
        await _caller.PutAsync($"conversations/{id}/labels/{label}", new { }, 204);
        var incident = (await _caller.PostAsync("incidents", new { title = word })).GetProperty("id").GetString();
        await _caller.PutAsync($"conversations/{id}/incident", new { incident_id = incident }, 204);
        var thread = await _caller.GetAsync($"conversations/{id}");
        thread.GetProperty("labels")[0].GetProperty("id").GetString().ShouldBe(label);
        thread.GetProperty("fields").ValueKind.ShouldBe(JsonValueKind.Array);
        thread.GetProperty("conversation").GetProperty("incident_id").GetString().ShouldBe(incident);
        (await _caller.GetAsync($"incidents/{incident}")).GetProperty("conversations").GetInt64().ShouldBe(1);
        await _caller.GetAsync("incidents/999999", 404);
        await _caller.PostAsync($"incidents/{incident}/undo", new { }, 409);
        (await _caller.PostAsync($"incidents/{incident}/answers/preview", new { text = "Hallo {{name}}" })).GetProperty("items")[0]
            .GetProperty("conversation_id").GetString().ShouldBe(id);
        (await _caller.Http.GetStringAsync($"/api/v1/conversations/{id}/transcript")).ShouldContain(word);
        await _caller.GetAsync("conversations/999999/transcript", 404);
        await _caller.PutAsync($"conversations/{id}/opinion/left-out", new { }, 204);

        await _caller.PostAsync($"conversations/{id}/person/notes", new { text = "Hat Hund" }, 204);
        await _caller.PutAsync($"conversations/{id}/person/labels/{label}", new { }, 204);
        var kept = new { basis = "contract", keeps = "Bestellungen", since = "2026-01-02", until = "2029-12-31" };
        await _caller.PutAsync($"conversations/{id}/person/kept-because", kept, 204);
        var person = await _caller.GetAsync($"conversations/{id}/person");
        var note = person.GetProperty("notes")[0];
        (note.GetProperty("text").GetString(), person.GetProperty("labels")[0].GetProperty("name").GetString()).ShouldBe(("Hat Hund", word));
        person.GetProperty("kept_because").GetProperty("until").GetString().ShouldBe("2029-12-31");
        await _caller.PutAsync($"conversations/{id}/person/kept-because", kept with { until = "2025-01-01" }, 422);
        await _caller.DeleteAsync($"conversations/{id}/person/notes/{note.GetProperty("id").GetString()}");
        await _caller.DeleteAsync($"conversations/{id}/person/labels/{label}");
        await _caller.DeleteAsync($"conversations/{id}/person/kept-because");
        person = await _caller.GetAsync($"conversations/{id}/person");
        (person.GetProperty("notes").GetArrayLength(), person.GetProperty("labels").GetArrayLength()).ShouldBe((0, 0));
        person.GetProperty("kept_because").ValueKind.ShouldBe(JsonValueKind.Null);
    }

    [Fact]
    public async Task The_rota_has_patterns_settings_and_an_address_for_calendars()
    {
        var me = (await _caller.GetAsync("me")).GetProperty("id").GetString();
        var order = new { name = "Abend", kind = "evening", days = new[] { 1, 2 }, from = 1080, to = 1320, person_ids = new[] { me } };
        var id = (await _caller.PostAsync("rota/patterns", order)).GetProperty("id").GetString();
        (await _caller.PutAsync($"rota/patterns/{id}", order with { name = "Spät" })).GetProperty("pattern").GetProperty("name")
            .GetString().ShouldBe("Spät");
        (await _caller.GetAsync("rota/patterns")).EnumerateArray().Single(p => p.GetProperty("id").GetString() == id)
            .GetProperty("pattern").GetProperty("days").GetArrayLength().ShouldBe(2);
        await _caller.PostAsync("rota/patterns", order with { days = Array.Empty<int>() }, 422);
        await _caller.DeleteAsync($"rota/patterns/{id}");
        (await _caller.PutAsync("rota/settings", new { minutes = 7, rounds = 3 })).GetProperty("minutes").GetInt32().ShouldBe(7);
        await _caller.PutAsync("rota/settings", new { minutes = 0, rounds = 3 }, 422);
        (await _caller.GetAsync("rota/settings")).GetProperty("rounds").GetInt32().ShouldBe(3);
        var feed = (await _caller.PostAsync("rota/feed", new { })).GetProperty("address").GetString()!;
        (await api.Stranger().Http.GetStringAsync(new Uri(feed))).ShouldContain("BEGIN:VCALENDAR");
        (await _caller.GetAsync("rota/feed")).GetProperty("since").ValueKind.ShouldBe(JsonValueKind.String);
        await _caller.DeleteAsync("rota/feed");
        (await _caller.GetAsync("rota/feed")).GetProperty("since").ValueKind.ShouldBe(JsonValueKind.Null);
    }

    [Fact]
    public async Task Automatic_replies_are_put_in_order_and_sources_asked_or_not()
    {
        var word = ApiHost.NewWord();
        var ids = new List<string>();
        foreach (var name in new[] { "eins", "zwei", "drei" })
            ids.Add((await _caller.PostAsync(
                "auto-replies", new { name = $"{word} {name}", text_de = "Hallo", text_en = "Hello", hours = "always", active = false }))
                .GetProperty("id").GetString()!);
        await _caller.PutAsync("auto-replies/order", new { ids = new[] { ids[2], ids[0] } }, 204);
        (await _caller.GetAsync("auto-replies")).EnumerateArray().Select(r => r.GetProperty("id").GetString()!).Where(id => ids.Contains(id))
            .ShouldBe([ids[2], ids[0], ids[1]]);
        await _caller.PutAsync("auto-replies/order", new { ids = new[] { "999999" } }, 404);
        foreach (var id in ids) await _caller.DeleteAsync($"auto-replies/{id}");

        var (_, _, source) = await api.PushSourceAsync();
        await _caller.PutAsync($"opinions/sources/{source}", new { }, 204);
        (await _caller.GetAsync("opinions/sources")).GetProperty("items").EnumerateArray().Select(s => s.GetString()).ShouldContain(source);
        await _caller.DeleteAsync($"opinions/sources/{source}");
        await _caller.PutAsync("opinions/sources/999999", new { }, 404);
        (await _caller.PutAsync("house-words", new { manner = "sie", english = new { question = "How was it?" } }))
            .GetProperty("english").GetProperty("question").GetString().ShouldBe("How was it?");
        (await _caller.GetAsync("house-words")).GetProperty("manner").GetString().ShouldBe("sie");
        await _caller.PutAsync("house-words", new { german = new { ask = new string('x', 401) } }, 422);
        (await _caller.PutAsync("house-words", new { })).GetProperty("english").ValueKind.ShouldBe(JsonValueKind.Null);
        (await _caller.GetAsync("incident-proposals/put-aside")).GetProperty("items").GetArrayLength().ShouldBe(0);
        await _caller.DeleteAsync("incident-proposals/put-aside/999999");
        (await _caller.GetAsync("erasures")).GetProperty("items").GetArrayLength().ShouldBe(0);
    }

    [Fact]
    public async Task Folders_files_and_approvals_of_the_library_are_changed_as_on_its_pages()
    {
        var word = ApiHost.NewWord();
        var folder = (await _caller.PostAsync("answers/folders", new { name = word }, 201)).GetProperty("id").GetString();
        (await _caller.PutAsync($"answers/folders/{folder}", new { name = word + "en" })).GetProperty("path").GetString().ShouldBe(word + "en");
        var answer = (await _caller.PostAsync("answers", new
        {
            title = word, folder_id = folder, variants = new[] { new { language = "de", text = "Wir tauschen." } },
        }, 201)).GetProperty("id").GetString();
        await _caller.DeleteAsync($"answers/folders/{folder}", 422);
        using var form = new MultipartFormDataContent();
        byte[] png = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A, 1, 2, 3];
        var part = new ByteArrayContent(png);
        part.Headers.ContentType = new MediaTypeHeaderValue("image/png");
        form.Add(part, "file", "naht.png");
        var file = (await ApiCaller.ReadAsync(await _caller.Http.PostAsync($"/api/v1/answers/{answer}/files", form), 201))
            .GetProperty("id").GetString();
        (await _caller.Http.GetByteArrayAsync($"/api/v1/answers/{answer}/files/{file}")).ShouldBe(png);
        await _caller.DeleteAsync($"answers/{answer}/files/{file}");
        await _caller.GetAsync($"answers/{answer}/files/{file}", 404);
        await _caller.PostAsync($"answers/{answer}/approve", new { version = 1 });
        await _caller.PostAsync($"answers/{answer}/withdraw", new { }, 204);
        await _caller.DeleteAsync($"answers/{answer}");
        await _caller.DeleteAsync($"answers/folders/{folder}");
    }

    private async Task<string> HeardAsync(string text) => (await _caller.PostAsync(
        "conversations/by-hand", new { channel = "phone", name = "Kim", text })).GetProperty("id").GetString()!;
}
