using System.Text.Json;
using Echolot.Teams;
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
