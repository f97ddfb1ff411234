using System.Globalization;
using System.Net;
using System.Text.Json;
using Echolot.Teams;
using Echolot.Web.Tests.Api;
using Shouldly;
using Xunit;

namespace Echolot.Web.Tests.Triage;

/// <summary>What a rule did as mentions came in, on its page and by the API.</summary>
[Collection("api")]
public sealed class RuleHitsTests(ApiHost api)
{
    [Fact]
    public async Task What_a_rule_did_live_is_listed_and_a_day_of_it_taken_back()
    {
        var (id, word) = await RuleAsync();
        var number = long.Parse(id, CultureInfo.InvariantCulture);
        using var browser = await api.Host.SignedInAsync(language: "de");
        (await browser.GetAsync(Urls.RuleHits(number))).Text.ShouldContain("Noch kein Treffer im Strom");
        await PushAsync(word, "1", "2", "3");
        await Eventually.HoldsAsync(async () => (await FlaggedAsync(word)) == 3);
        (await browser.GetAsync(Urls.Rule(number))).Find($"a[href='{Urls.RuleHits(number)}']").ShouldNotBeNull();
        var page = await browser.GetAsync(Urls.RuleHits(number));
        page.Document.QuerySelectorAll(".rule-hits li").Length.ShouldBe(3);
        page.Document.QuerySelectorAll(".rule-hits b").Length.ShouldBe(0);
        var day = page.Document.QuerySelectorAll(".run-list form").ShouldHaveSingleItem();
        var answer = await browser.PostAsync(
            Urls.RuleHits(number), day.GetAttribute("action")!, ("from", day.QuerySelector("[name=from]")!.GetAttribute("value")!),
            ("to", day.QuerySelector("[name=to]")!.GetAttribute("value")!));
        answer.Location.ShouldBe(Urls.Runs);
        await Eventually.HoldsAsync(async () => (await FlaggedAsync(word)) == 0);
        (await browser.GetAsync(Urls.Runs)).Text.ShouldContain("Treffer vom");
        (await browser.GetAsync(Urls.RuleHits(number))).Document.QuerySelectorAll(".run-list form").ShouldBeEmpty();

        foreach (var (from, to) in new[] { ("", ""), ("2026-01-02T10:00", "2026-01-01T10:00"), ("x", "yZ") })
            (await browser.PostAsync(Urls.RuleHits(number), Urls.RuleHitsUndo(number), ("from", from), ("to", to)))
                .Location.ShouldBe(Urls.RuleHits(number));
        (await browser.GetAsync(Urls.RuleHits(987_654))).Status.ShouldBe(HttpStatusCode.NotFound);
        using var reader = await api.Host.SignedInAsync(Role.ReadOnly);
        (await reader.GetAsync(Urls.RuleHits(number))).Document.QuerySelectorAll(".rule-period").ShouldBeEmpty();
        (await reader.PostAsync(Urls.Own, Urls.RuleHitsUndo(number), ("from", ""), ("to", ""))).Status
            .ShouldBe(HttpStatusCode.Forbidden);
    }

    [Fact]
    public async Task Programs_page_through_hits_and_take_a_time_back()
    {
        var (id, word) = await RuleAsync();
        await PushAsync(word, "1", "2", "3");
        await Eventually.HoldsAsync(async () => (await FlaggedAsync(word)) == 3);
        var first = await api.Administrator.GetAsync($"rules/{id}/hits?size=2");
        first.GetProperty("items").GetArrayLength().ShouldBe(2);
        var rest = await api.Administrator.GetAsync($"rules/{id}/hits?size=2&cursor={first.GetProperty("next").GetString()}");
        Ids(first).Concat(Ids(rest)).Distinct().Count().ShouldBe(3);
        (await api.Administrator.GetAsync($"rules/{id}/hits?cursor=x", 422)).GetProperty("code").GetString().ShouldBe("cursor");
        await api.Administrator.GetAsync("rules/987654/hits", 404);
        var reader = await api.CallerAsync(Permission.ReadMonitors | Permission.ReadMentions);
        await reader.GetAsync($"rules/{id}/hits");
        var period = new { from = DateTimeOffset.UtcNow.AddDays(-1), to = DateTimeOffset.UtcNow.AddDays(1) };
        await reader.PostAsync($"rules/{id}/hits/undo", period, 403);
        var run = await api.Administrator.PostAsync($"rules/{id}/hits/undo", period);
        (run.GetProperty("kind").GetString(), run.GetProperty("total").GetInt64()).ShouldBe(("undo", 3));
        await Eventually.HoldsAsync(async () => (await FlaggedAsync(word)) == 0);
        (await api.Administrator.PostAsync($"rules/{id}/hits/undo", period, 422)).GetProperty("code").GetString()
            .ShouldBe("nothing_to_undo");
        (await api.Administrator.GetAsync($"rules/{id}/hits")).GetProperty("items")[0].GetProperty("undone_by").GetString()
            .ShouldBe(run.GetProperty("id").GetString());
    }

    [Fact]
    public async Task What_rules_and_lists_did_is_taken_back_by_whoever_may_change_them()
    {
        var (id, word) = await RuleAsync();
        var number = long.Parse(id, CultureInfo.InvariantCulture);
        await PushAsync(word, "1", "2");
        await Eventually.HoldsAsync(async () => (await FlaggedAsync(word)) == 2);
        var run = (await api.Administrator.PostAsync($"rules/{id}/run", new { })).GetProperty("id").GetString()!;
        var own = (await api.Administrator.PostAsync($"runs?q={word}", new { changes = new[] { new { field = "verdict", verdict = "noise" } } }))
            .GetProperty("id").GetString()!;
        await EndedAsync(run);
        await EndedAsync(own);

        var agent = await api.CallerAsync(Role.Agent);
        (await agent.PostAsync($"runs/{run}/undo", new { }, 403)).GetProperty("code").GetString().ShouldBe("not_allowed");
        (await agent.PostAsync($"runs/{run}/stop", new { }, 403)).GetProperty("code").GetString().ShouldBe("not_allowed");
        await agent.PostAsync($"runs/{own}/undo", new { });
        await agent.PostAsync(
            $"rules/{id}/hits/undo", new { from = DateTimeOffset.UtcNow.AddDays(-1), to = DateTimeOffset.UtcNow.AddDays(1) }, 403);
        var editor = await api.CallerAsync(Permission.EditMonitors | Permission.ReadMonitors);
        await editor.PostAsync("rules/preview", new { condition = new { query = word } }, 403);

        using var browser = await api.Host.SignedInAsync(Role.Agent);
        var page = await browser.GetAsync(Urls.Runs);
        page.Document.QuerySelectorAll($"form[action='{Urls.RunUndo(long.Parse(run, CultureInfo.InvariantCulture))}']").ShouldBeEmpty();
        var refused = await browser.PostAsync(Urls.Runs, Urls.RunUndo(long.Parse(run, CultureInfo.InvariantCulture)));
        refused.Location.ShouldBe(Urls.Runs);
        (await browser.GetAsync(Urls.Runs)).Find(".toast.bad")!.TextContent.ShouldContain("Whoever may edit monitors can take it back");
        (await browser.PostAsync(Urls.Runs, Urls.RuleHitsUndo(number), ("from", ""), ("to", ""))).Status.ShouldBe(HttpStatusCode.Forbidden);
        (await api.Administrator.GetAsync($"runs/{run}")).TryGetProperty("undone_by", out var undone);
        (undone.ValueKind is JsonValueKind.Null or JsonValueKind.Undefined).ShouldBeTrue();
    }

    private Task EndedAsync(string run) => Eventually.HoldsAsync(
        async () => (await api.Administrator.GetAsync($"runs/{run}")).GetProperty("state").GetString() == "done");

    private async Task<(string Id, string Word)> RuleAsync()
    {
        var word = ApiHost.NewWord();
        await api.MonitorAsync(word);
        var rule = await api.Administrator.PostAsync("rules", new
        {
            name = word, condition = new { query = word }, changes = new[] { new { field = "flag" } },
        });
        return (rule.GetProperty("id").GetString()!, word);
    }

    private async Task PushAsync(string word, params string[] ids)
    {
        var (source, secret, _) = await api.PushSourceAsync();
        await api.Stranger().PushAsync(
            source, secret, string.Join('\n', ids.Select(id => $$"""{"id":"{{id}}","text":"<b>{{word}}</b> {{id}}"}""")));
    }

    private async Task<long> FlaggedAsync(string word) =>
        (await api.Administrator.GetAsync($"mentions/count?q={word}&flagged=true")).GetProperty("count").GetInt64();

    private static IEnumerable<string?> Ids(JsonElement list) =>
        list.GetProperty("items").EnumerateArray().Select(h => h.GetProperty("mention_id").GetString());
}
