using System.Text.Json;
using Shouldly;
using Xunit;

namespace Echolot.Web.Tests.Api;

[Collection("api")]
public sealed class WorkApiTests(ApiHost api)
{
    private readonly ApiCaller _caller = api.Administrator;

    [Fact]
    public async Task A_mention_is_flagged_labelled_judged_noted_and_explains_itself()
    {
        var (word, ids) = await ThreeAsync();
        var label = await _caller.PostAsync("labels", new { name = $"Label {word}" }, 200);
        (await _caller.PostAsync("mentions/work", new
        {
            mentions = new[] { ids[0] },
            changes = new object[]
            {
                new { field = "flag" }, new { field = "verdict", verdict = "relevant" },
                new { field = "sentiment", sentiment = "negative" },
                new { field = "label", label_id = label.GetProperty("id").GetString() },
            },
        }, 200)).GetProperty("changed").GetInt32().ShouldBe(1);

        var mention = await _caller.GetAsync($"mentions/{ids[0]}");
        mention.GetProperty("sentiment").GetString().ShouldBe("negative");
        mention.GetProperty("work").GetProperty("sentiment_by_hand").GetString().ShouldBe("negative");
        mention.GetProperty("work").GetProperty("verdict").GetString().ShouldBe("relevant");
        mention.GetProperty("tags")[0].GetString().ShouldBe($"Label {word}");
        Count(await _caller.GetAsync($"mentions?q={word}&flagged=true")).ShouldBe(1);
        Count(await _caller.GetAsync($"mentions?q={word}%20-is:flagged")).ShouldBe(2);
        Count(await _caller.GetAsync($"mentions/{ids[0]}/history")).ShouldBe(4);

        var note = await _caller.PostAsync($"mentions/{ids[0]}/notes", new { text = "Bitte zurückrufen" }, 200);
        Count(await _caller.GetAsync($"mentions/{ids[0]}/notes")).ShouldBe(1);
        await _caller.DeleteAsync($"mentions/{ids[0]}/notes/{note.GetProperty("id").GetString()}", 204);
        Count(await _caller.GetAsync($"mentions/{ids[0]}/notes")).ShouldBe(0);
    }

    [Fact]
    public async Task A_label_tells_what_it_stands_on_and_comes_back_after_it_was_removed()
    {
        var (word, ids) = await ThreeAsync();
        var label = (await _caller.PostAsync("labels", new { name = $"Label {word}" }, 200)).GetProperty("id").GetString();
        await _caller.PostAsync("mentions/work", new
        {
            mentions = ids, changes = new[] { new { field = "label", label_id = label } },
        }, 200);
        var rule = await _caller.PostAsync("rules", new
        {
            name = word, condition = new { query = word }, changes = new[] { new { field = "label", label_id = label } },
        }, 200);
        await _caller.PostAsync("views", new { name = word, filters = $"tag=label%20{word}&range=all" }, 200);
        await _caller.PostAsync("conversations/views", new { name = word, filters = $"label={label}" }, 201);
        await _caller.PostAsync("macros", new { name = word, steps = new[] { new { kind = "label", value = long.Parse(label!) } } }, 200);
        await _caller.PostAsync("approval-rules", new
        {
            name = word,
            when = new
            {
                roles = Array.Empty<string>(), words = Array.Empty<string>(), policies = Array.Empty<long>(), labels = new[] { $"LABEL {word}" },
                connectors = Array.Empty<string>(),
            },
            tiers = new[] { new { people = Array.Empty<long>(), roles = new[] { "lead" }, outside = Array.Empty<string>(), minutes = 60 } },
        }, 201);
        await _caller.PostAsync("policies", new { kind = "legal", name = word, labels = new[] { $"Label {word}" } }, 201);
        await _caller.PostAsync("scenarios", new
        {
            name = word, hours = "always", source = $"[Anfang]\nde: Hallo\nen: Hello\nlabel: Label {word}\nend: handover",
        }, 200);
        var use = await _caller.GetAsync($"labels/{label}/use");
        (use.GetProperty("labels").GetInt32(), use.GetProperty("mentions").GetInt64(), use.GetProperty("views").GetInt32())
            .ShouldBe((1, 3, 2));
        use.GetProperty("rules")[0].GetString().ShouldBe(rule.GetProperty("id").GetString());
        foreach (var named in new[] { "macros", "approval_rules", "policies", "scenarios" })
            use.GetProperty(named).GetArrayLength().ShouldBe(1, named);

        await _caller.DeleteAsync($"labels/{label}", 204);
        Count(await _caller.GetAsync($"mentions?q={word}&label={label}")).ShouldBe(0);
        var removal = (await _caller.GetAsync("labels/removals")).GetProperty("items")[0];
        removal.GetProperty("path").GetString().ShouldBe($"Label {word}");
        await _caller.PostAsync($"labels/removals/{removal.GetProperty("id").GetString()}/undo", new { }, 204);
        Count(await _caller.GetAsync($"mentions?q={word}&label={label}")).ShouldBe(3);
        await _caller.PostAsync($"labels/removals/{removal.GetProperty("id").GetString()}/undo", new { }, 404);
        await _caller.GetAsync("labels/4711/use", 404);
    }

    [Fact]
    public async Task A_rule_is_previewed_kept_run_over_the_past_and_taken_back()
    {
        var (word, ids) = await ThreeAsync();
        var preview = await _caller.PostAsync("rules/preview", new { query = word }, 200);
        preview.GetProperty("count").GetInt64().ShouldBe(3);
        var rule = await _caller.PostAsync("rules", new
        {
            name = word, condition = new { query = word }, changes = new[] { new { field = "hidden" } },
        }, 200);
        var run = await _caller.PostAsync($"rules/{rule.GetProperty("id").GetString()}/run", new { }, 200);
        await EndedAsync(run);
        Count(await _caller.GetAsync($"mentions?q={word}")).ShouldBe(0);
        Count(await _caller.GetAsync($"mentions?q={word}&hidden=true")).ShouldBe(3);
        await EndedAsync(await _caller.PostAsync($"runs/{run.GetProperty("id").GetString()}/undo", new { }, 200));
        Count(await _caller.GetAsync($"mentions?q={word}")).ShouldBe(3);
        (await _caller.PostAsync($"runs/{run.GetProperty("id").GetString()}/undo", new { }, 422))
            .GetProperty("code").GetString().ShouldBe("nothing_to_undo");
        await _caller.DeleteAsync($"rules/{rule.GetProperty("id").GetString()}", 204);
        ids.Count.ShouldBe(3);
    }

    [Fact]
    public async Task A_run_over_a_filter_changes_everything_that_fits()
    {
        var (word, _) = await ThreeAsync();
        await EndedAsync(await _caller.PostAsync(
            $"runs?q={word}", new { changes = new[] { new { field = "verdict", verdict = "noise" } } }, 200));
        Count(await _caller.GetAsync($"mentions?q={word}&verdict=noise")).ShouldBe(3);
    }

    [Theory]
    [InlineData("mentions/work", """{"mentions":[],"changes":[{"field":"flag"}]}""", "mentions_count")]
    [InlineData("mentions/work", """{"mentions":["1"],"changes":[]}""", "change_incomplete")]
    [InlineData("mentions/work", """{"mentions":["1"],"changes":[{"field":"verdict"}]}""", "change_incomplete")]
    [InlineData("mentions/work", """{"mentions":["1"],"changes":[{"field":"label","label_id":"4711"}]}""", "label_gone")]
    [InlineData("rules", """{"name":"x","condition":{},"changes":[{"field":"flag"}]}""", "condition_missing")]
    [InlineData("rules", """{"name":"","condition":{"query":"x"},"changes":[{"field":"flag"}]}""", "name_missing")]
    [InlineData("rules", """{"name":"x","condition":{"query":"x is:read"},"changes":[{"field":"flag"}]}""", "query_invalid")]
    [InlineData("labels", """{"name":""}""", "label_refused")]
    [InlineData("views", """{"name":" ","filters":""}""", "name_missing")]
    public async Task What_cannot_be_done_is_refused_with_a_reason(string path, string body, string code) =>
        (await _caller.PostAsync(path, JsonSerializer.Deserialize<JsonElement>(body), 422))
            .GetProperty("code").GetString().ShouldBe(code);

    private async Task EndedAsync(JsonElement run)
    {
        var id = run.GetProperty("id").GetString();
        while ((await _caller.GetAsync($"runs/{id}")).GetProperty("state").GetString() is "waiting" or "running")
            await Task.Delay(20);
    }

    private async Task<(string Word, IReadOnlyList<string> Ids)> ThreeAsync()
    {
        var word = ApiHost.NewWord();
        await api.MonitorAsync(word);
        var (source, secret, _) = await api.PushSourceAsync();
        for (var i = 0; i < 3; i++)
            await api.Stranger().PushAsync(source, secret, JsonSerializer.Serialize(new { id = $"{i}", text = $"{word} Nummer {i} ist da" }));
        var found = await _caller.GetAsync($"mentions?q={word}");
        return (word, [.. found.GetProperty("items").EnumerateArray().Select(m => m.GetProperty("id").GetString()!)]);
    }

    private static int Count(JsonElement listed) => listed.GetProperty("items").GetArrayLength();
}
