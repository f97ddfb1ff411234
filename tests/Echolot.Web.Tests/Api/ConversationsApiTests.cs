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
    public async Task A_token_without_the_right_to_send_takes_no_reply_back_and_lets_none_leave_again()
    {
        var trainee = await api.CallerAsync(Permission.ReadConversations | Permission.WorkConversations);
        await trainee.DeleteAsync("conversations/1/replies/1", 403);
        await trainee.PostAsync("conversations/1/replies/1/decide", new { is_out = false }, 403);
        var reader = await api.CallerAsync(Permission.ReadConversations);
        await reader.PostAsync("conversations/1/replies", new { leg = "public", text = "Hallo" }, 403);
    }
}
