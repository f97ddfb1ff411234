using System.Globalization;
using System.Text.Json;
using Echolot.Conversations;
using Echolot.Teams;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Xunit;

namespace Echolot.Web.Tests.Api;

[Collection("api")]
public sealed class ConversationsApiTests(ApiHost api)
{
    private readonly ApiCaller _caller = api.Administrator;

    [Fact]
    public async Task A_conversation_is_opened_from_a_mention_changed_noted_and_listed()
    {
        var word = ApiHost.NewWord();
        await api.MonitorAsync(word);
        var (source, secret, _) = await api.PushSourceAsync();
        await api.Stranger().PushAsync(source, secret, JsonSerializer.Serialize(new { id = "1", text = $"Wo bleibt {word}?" }));
        var mention = (await _caller.GetAsync($"mentions?q={word}")).GetProperty("items")[0].GetProperty("id").GetString();
        var talk = await _caller.PostAsync("conversations", new { mention_id = mention }, 200);
        var id = talk.GetProperty("id").GetString();
        talk.GetProperty("state").GetString().ShouldBe("new");
        (await _caller.PostAsync("conversations", new { mention_id = mention }, 200)).GetProperty("id").GetString().ShouldBe(id);

        await _caller.PostAsync($"conversations/{id}/notes", new { text = "nachfragen" }, 204);
        var thread = await _caller.PatchAsync(
            $"conversations/{id}", new { priority = "urgent", state = "done", cause = "Lager" }, 200);
        thread.GetProperty("messages").GetArrayLength().ShouldBe(2);
        var changed = thread.GetProperty("conversation");
        (changed.GetProperty("priority").GetString(), changed.GetProperty("cause").GetString()).ShouldBe(("urgent", "Lager"));
        (await _caller.GetAsync($"conversations?view=done&search={word}")).GetProperty("items").GetArrayLength().ShouldBe(1);
        (await _caller.PostAsync($"conversations/{id}/replies", new { leg = "public", text = "Hallo" }, 422))
            .GetProperty("code").GetString().ShouldBe("no_source");
        (await _caller.GetAsync("conversations/999999", 404)).GetProperty("code").GetString().ShouldBe("not_found");
    }

    [Fact]
    public async Task What_is_asked_for_twice_under_a_key_is_done_once()
    {
        var word = ApiHost.NewWord();
        var heard = new { channel = "phone", name = "Kim", text = $"Wo bleibt {word}?" };
        var id = (await _caller.PostAsync("conversations/by-hand", heard, key: word)).GetProperty("id").GetString();
        (await _caller.PostAsync("conversations/by-hand", heard, key: word)).GetProperty("id").GetString().ShouldBe(id);
        (await _caller.PostAsync("conversations/by-hand", heard)).GetProperty("id").GetString().ShouldNotBe(id);
        // A key is one of a conversation and of what is asked for in it.
        for (var i = 0; i < 2; i++) await _caller.PostAsync($"conversations/{id}/notes", new { text = "nachfragen" }, 204, word);
        (await _caller.GetAsync($"conversations/{id}")).GetProperty("messages").EnumerateArray()
            .Count(m => m.GetProperty("text").GetString() == "nachfragen").ShouldBe(1);
        (await _caller.PostAsync($"conversations/{id}/notes", new { text = "anders" }, 422, word))
            .GetProperty("code").GetString().ShouldBe("idempotency_key_reused");
        await _caller.PostAsync($"conversations/{id}/notes", new { text = "anders" }, 400, "a b");
    }

    [Fact]
    public async Task A_macro_that_was_refused_is_run_again_under_its_key_and_one_that_was_done_is_not()
    {
        var word = ApiHost.NewWord();
        var id = await OpenAsync(word, "eins");
        var macro = (await _caller.PostAsync("macros", new
        {
            name = word, shared = false, steps = new object[]
            {
                new { kind = "note", text = $"Erledigt {word}" }, new { kind = "state", value = (long)ConversationState.Done },
            },
        })).GetProperty("id").GetString();
        var refused = await _caller.PostAsync($"conversations/{id}/macro", new { macro_id = macro }, key: word);
        (refused.GetProperty("done").GetBoolean(), refused.GetProperty("why").GetString()).ShouldBe((false, "cause_missing"));
        await _caller.PatchAsync($"conversations/{id}", new { state = "done", cause = "Lager" }, 200);
        await _caller.PatchAsync($"conversations/{id}", new { state = "open" }, 200);
        var done = await _caller.PostAsync($"conversations/{id}/macro", new { macro_id = macro }, key: word);
        done.GetProperty("done").GetBoolean().ShouldBeTrue(done.GetRawText());
        var again = await _caller.PostAsync($"conversations/{id}/macro", new { macro_id = macro }, key: word);
        (again.GetProperty("done").GetBoolean(), again.GetProperty("change_id").GetString())
            .ShouldBe((true, done.GetProperty("change_id").GetString()));
        (await _caller.GetAsync($"conversations/{id}")).GetProperty("messages").EnumerateArray()
            .Count(m => m.GetProperty("text").GetString() == $"Erledigt {word}").ShouldBe(1);
    }

    [Fact]
    public async Task Lists_are_narrowed_by_priority_state_field_and_what_is_open_as_on_the_page()
    {
        var word = ApiHost.NewWord();
        var (urgent, done, other) = (await OpenAsync(word, "eins"), await OpenAsync(word, "zwei"), await OpenAsync(word, "drei"));
        await _caller.PatchAsync($"conversations/{urgent}", new { priority = "urgent", state = "open" }, 200);
        await _caller.PatchAsync($"conversations/{done}", new { priority = "high", state = "done", cause = "Lager" }, 200);
        await _caller.PatchAsync($"conversations/{other}", new { priority = "low", state = "waiting_for_customer" }, 200);
        var inbox = api.Host.Services.GetRequiredService<Inbox>();
        var field = await inbox.SaveFieldAsync(null, new($"Produkt {word}", FieldKind.Text, [], false), null, CancellationToken.None);
        await inbox.SetFieldAsync(long.Parse(other, CultureInfo.InvariantCulture), field, "Jacke", Sight.Everything, CancellationToken.None);

        (await FoundAsync("priority=urgent")).ShouldBe([urgent]);
        (await FoundAsync("above=high")).ShouldBe([done, urgent], ignoreOrder: true);
        (await FoundAsync("state=waiting_for_customer")).ShouldBe([other]);
        (await FoundAsync("open=true")).ShouldBe([urgent, other], ignoreOrder: true);
        (await FoundAsync("open=true&priority=high")).ShouldBeEmpty();
        (await FoundAsync($"field={field}:Jacke")).ShouldBe([other]);
        (await _caller.GetAsync("conversations?field=Jacke", 422)).GetProperty("code").GetString().ShouldBe("field_wrong");
        (await _caller.GetAsync("conversations?state=sleepy", 400)).GetProperty("code").GetString().ShouldBe("malformed");

        async Task<IReadOnlyList<string>> FoundAsync(string filter) =>
            [.. (await _caller.GetAsync($"conversations?view=all&search={word}&{filter}")).GetProperty("items").EnumerateArray()
                .Select(c => c.GetProperty("id").GetString()!)];
    }

    [Fact]
    public async Task Calls_without_what_they_need_are_malformed_and_break_nothing()
    {
        foreach (var (path, body) in new (string, object)[]
        {
            ("incidents", new { note = "ohne Titel" }), ("incidents/1/enquiries", new { mail = "q@lieferant.example", question = "?" }),
            ("incidents/1/enquiries", new { name = (string?)null, mail = "q@lieferant.example", question = "?" }),
            ("incident-proposals/dismiss", new { term = "zip" }), ("incidents/1/answers", new { reason = "darum" }),
            ("conversations/1/notes", new { }), ("monitors", new { query = "x" }),
        })
            (await _caller.PostAsync(path, body, 400)).GetProperty("code").GetString().ShouldBe("malformed");
    }

    [Fact]
    public async Task Many_are_changed_by_id_or_by_filter_and_what_could_not_be_is_said()
    {
        var word = ApiHost.NewWord();
        var one = await OpenAsync(word, "eins");
        await OpenAsync(word, "zwei");
        var changed = await _caller.PostAsync(
            "conversations/changes",
            new { conversation_ids = new[] { one, "999999" }, change = new { field = "priority", priority = "urgent" } }, 200);
        changed.GetProperty("changed").GetInt32().ShouldBe(1);
        var refused = changed.GetProperty("refused")[0];
        (refused.GetProperty("conversation_id").GetString(), refused.GetProperty("why").GetString()).ShouldBe(("999999", "not_found"));
        var filter = new { view = "all", search = word };
        (await _caller.PostAsync("conversations/count", filter, 200)).GetProperty("count").GetInt32().ShouldBe(2);
        (await _caller.PostAsync(
            "conversations/changes", new { filter, change = new { field = "crisis", level = 2, reason = "Rückruf" } }, 200))
            .GetProperty("changed").GetInt32().ShouldBe(2);
        (await _caller.GetAsync($"conversations?view=all&search={word}&crisis=2")).GetProperty("items").GetArrayLength().ShouldBe(2);
        await _caller.PostAsync(
            "conversations/changes", new { filter, change = new { field = "state", state = "done", cause = $"Lager {word}" } }, 200);
        (await _caller.GetAsync($"conversations?view=done&cause=Lager%20{word}")).GetProperty("items").GetArrayLength().ShouldBe(2);
        (await _caller.PostAsync("conversations/changes", new { filter, change = new { field = "state" } }, 422))
            .GetProperty("code").GetString().ShouldBe("actions_missing");
        (await _caller.PostAsync("conversations/changes", new { change = new { field = "assignee" } }, 422))
            .GetProperty("code").GetString().ShouldBe("nothing_chosen");
        var reader = await api.CallerAsync(Permission.ReadConversations);
        await reader.PostAsync("conversations/changes", new { filter, change = new { field = "assignee" } }, 403);
    }

    [Fact]
    public async Task A_draft_is_kept_shown_and_taken_away_and_a_list_kept_under_a_name()
    {
        var word = ApiHost.NewWord();
        var id = await OpenAsync(word, "eins");
        await _caller.PutAsync($"conversations/{id}/draft", new { kind = "note", text = "Halb", shared = true }, 204);
        var draft = (await _caller.GetAsync($"conversations/{id}/drafts")).GetProperty("items")[0];
        (draft.GetProperty("text").GetString(), draft.GetProperty("kind").GetString()).ShouldBe(("Halb", "note"));
        await _caller.PutAsync($"conversations/{id}/draft", new { kind = "note", text = "" }, 204);
        (await _caller.GetAsync($"conversations/{id}/drafts")).GetProperty("items").GetArrayLength().ShouldBe(0);
        var view = (await _caller.PostAsync("conversations/views", new { name = word, filters = $"view=all&q={word}" }, 201)).GetProperty("id").GetString();
        (await _caller.GetAsync("conversations/views")).GetProperty("items").EnumerateArray()
            .Single(v => v.GetProperty("id").GetString() == view).GetProperty("mine").GetBoolean().ShouldBeTrue();
        await _caller.DeleteAsync($"conversations/views/{view}", 204);
        await _caller.DeleteAsync($"conversations/views/{view}", 403);
    }

    [Fact]
    public async Task Settings_of_the_care_desk_are_read_and_changed_and_what_makes_no_sense_is_refused()
    {
        var word = ApiHost.NewWord();
        var hours = new[] { "08:00-12:00, 12:30-18:00", "8-18", "", "", "", "10:00–14:00", "" };
        var calendar = await _caller.PostAsync(
            "care/calendars", new { name = word, zone = "Europe/Berlin", hours, region = "DE-HH", special = new[] { "2026-12-24 08:00-12:00 Heiligabend" } }, 200);
        calendar.GetProperty("hours").EnumerateArray().Select(h => h.GetString()).Take(2).ShouldBe(["08:00–12:00, 12:30–18:00", "08:00–18:00"]);
        calendar.GetProperty("special")[0].GetString().ShouldBe("2026-12-24 08:00–12:00 Heiligabend");
        (await _caller.PostAsync("care/calendars", new { name = word, zone = "Mond", hours }, 422)).GetProperty("code").GetString().ShouldBe("calendar_invalid");
        var id = calendar.GetProperty("id").GetString();
        (await _caller.PutAsync($"care/calendars/{id}", new { name = word, zone = "Europe/Berlin", hours }, 200))
            .GetProperty("region").ValueKind.ShouldBe(JsonValueKind.Null);
        var before = await _caller.GetAsync("care/targets");
        var targets = new[] { new { name = "Normal", calendar_id = id, first = 720, warn = 60 } };
        (await _caller.PutAsync("care/targets", new { targets }, 200)).GetProperty("items")[0].GetProperty("first").GetInt32().ShouldBe(720);
        (await _caller.PutAsync("care/targets", new { targets = new[] { new { name = "x", first = 0 } } }, 422))
            .GetProperty("code").GetString().ShouldBe("targets_invalid");
        await _caller.PutAsync("care/targets", new { targets = before.GetProperty("items") }, 200);

        var field = (await _caller.PostAsync("care/fields", new { name = word, kind = "choice", choices = new[] { "a", "b" } }, 201)).GetProperty("id").GetString();
        (await _caller.PostAsync("care/fields", new { name = word, kind = "choice" }, 422)).GetProperty("code").GetString().ShouldBe("field_wrong");
        (await _caller.PutAsync($"care/fields/{field}", new { name = word, kind = "choice", choices = new[] { "a", "c" } }, 200))
            .GetProperty("choices")[1].GetString().ShouldBe("c");
        await _caller.DeleteAsync($"care/fields/{field}");
        var talk = await OpenAsync(word, "eins");
        await _caller.PatchAsync($"conversations/{talk}", new { state = "done", cause = $"{word} > Zusteller" }, 200);
        (await _caller.PostAsync("care/causes/rename", new { path = word, into = word + "2" }, 200)).GetProperty("changed").GetInt32().ShouldBe(1);
        await _caller.PutAsync("care/cause-rule", new { required = false }, 204);
        (await _caller.GetAsync("care/cause-rule")).GetProperty("required").GetBoolean().ShouldBeFalse();
        await _caller.PutAsync("care/cause-rule", new { required = true }, 204);
        await _caller.PutAsync($"conversations/{talk}/workflows", new { off = true }, 204);
        var reader = await api.CallerAsync(Permission.ReadConversations);
        await reader.PutAsync("care/targets", new { targets }, 403);
        await reader.PutAsync("care/cause-rule", new { required = false }, 403);
        var down = await _caller.PostAsync("conversations/by-hand", new { channel = "phone", name = "Kim", text = $"{word} weg", key = word }, 200);
        (await _caller.PostAsync("conversations/by-hand", new { channel = "phone", name = "Kim", text = "x", key = word }, 200))
            .GetProperty("id").GetString().ShouldBe(down.GetProperty("id").GetString());
        (await _caller.GetAsync($"conversations/{talk}/comments")).GetProperty("count").GetInt32().ShouldBe(0);
    }

    private async Task<string> OpenAsync(string word, string more)
    {
        await api.MonitorAsync(word);
        var (source, secret, _) = await api.PushSourceAsync();
        await api.Stranger().PushAsync(source, secret, JsonSerializer.Serialize(new { id = more, text = $"{more} {word}?" }));
        var mention = (await _caller.GetAsync($"mentions?q={word}%20AND%20{more}")).GetProperty("items")[0].GetProperty("id").GetString();
        return (await _caller.PostAsync("conversations", new { mention_id = mention }, 200)).GetProperty("id").GetString()!;
    }

    [Fact]
    public async Task A_token_without_the_right_to_send_takes_no_reply_back_and_lets_none_leave_again()
    {
        var trainee = await api.CallerAsync(Permission.ReadConversations | Permission.WorkConversations);
        await trainee.DeleteAsync("conversations/1/replies/1", 403);
        await trainee.PostAsync("conversations/1/replies/1/decide", new { is_out = false }, 403);
        var reader = await api.CallerAsync(Permission.ReadConversations);
        await reader.PostAsync("conversations/1/replies", new { leg = "public", text = "Hallo" }, 403);
    }
}
