using System.Globalization;
using System.Net;
using Echolot.Web.Tests.Api;
using Shouldly;
using Xunit;

namespace Echolot.Web.Tests.Triage;

/// <summary>Two people who edit one rule, or one alert, at the same time; and lists of runs that are long.</summary>
[Collection("api")]
public sealed class ChangedMeanwhileTests(ApiHost api)
{
    [Fact]
    public async Task Who_saves_a_rule_second_is_told_and_what_was_typed_stays()
    {
        var word = ApiHost.NewWord();
        object Draft(string query, string? seen = null) => new
        {
            name = word, condition = new { query }, changes = new[] { new { field = "flag" } }, changed_at = seen,
        };
        var rule = await api.Administrator.PostAsync("rules", Draft(word));
        var (id, seen) = (rule.GetProperty("id").GetString()!, rule.GetProperty("changed_at").GetString()!);
        using var browser = await api.Host.SignedInAsync();
        var address = Urls.Rule(long.Parse(id, CultureInfo.InvariantCulture));
        var typed = (await browser.GetAsync(address)).Find("input[name=seen]")!.GetAttribute("value")!;
        await api.Administrator.PutAsync($"rules/{id}", Draft($"{word} OR zoo", seen));
        (await api.Administrator.PutAsync($"rules/{id}", Draft($"{word} OR see", seen), 409)).GetProperty("code").GetString()
            .ShouldBe("changed_meanwhile");

        // A number that is no moment is an answer as well.
        (await SaveAsync("9223372036854775807")).Status.ShouldNotBe(HttpStatusCode.InternalServerError);
        await api.Administrator.PutAsync($"rules/{id}", Draft($"{word} OR zoo"));

        var refused = await SaveAsync(typed);
        refused.Status.ShouldBe(HttpStatusCode.Conflict);
        refused.Find("textarea[name=query]")!.TextContent.ShouldBe(word + " AND jacke");
        refused.Find(".banner")!.TextContent.ShouldContain("The rule was changed meanwhile");
        (await browser.GetAsync(address)).Find("textarea[name=query]")!.TextContent.ShouldBe(word + " OR zoo");
        (await SaveAsync(refused.Find("input[name=seen]")!.GetAttribute("value")!)).Status.ShouldBe(HttpStatusCode.SeeOther);
        (await browser.GetAsync(address)).Find("textarea[name=query]")!.TextContent.ShouldBe(word + " AND jacke");

        Task<Answer> SaveAsync(string since) => browser.PostAsync(
            address, address, ("name", word), ("query", word + " AND jacke"), ("flag", "on"), ("active", "on"), ("seen", since));
    }

    [Fact]
    public async Task Who_saves_an_alert_second_is_told_and_what_was_typed_stays()
    {
        object Draft(int count, string? seen = null) => new
        {
            kind = "threshold", channels = new[] { "screen" }, count, window_seconds = 3600, name = "Sturm", changed_at = seen,
        };
        var alert = await api.Administrator.PostAsync("alerts", Draft(90_000), 201);
        var (id, seen) = (alert.GetProperty("id").GetString()!, alert.GetProperty("changed_at").GetString()!);
        using var browser = await api.Host.SignedInAsync();
        var address = Urls.AlertEdit(long.Parse(id, CultureInfo.InvariantCulture));
        var typed = (await browser.GetAsync(address)).Find("input[name=seen]")!.GetAttribute("value")!;
        await api.Administrator.PutAsync($"alerts/{id}", Draft(80_000, seen));
        (await api.Administrator.PutAsync($"alerts/{id}", Draft(70_000, seen), 409)).GetProperty("code").GetString()
            .ShouldBe("changed_meanwhile");

        var refused = await SaveAsync(typed);
        refused.Status.ShouldBe(HttpStatusCode.Conflict);
        refused.Find("input[name=name]")!.GetAttribute("value").ShouldBe("Orkan");
        var differences = refused.Document.QuerySelectorAll(".changed-meanwhile dd").Select(d => d.TextContent.Trim()).ToList();
        differences.ShouldContain("Sturm Orkan");
        differences.ShouldContain("80000 60000");
        (await SaveAsync(refused.Find("input[name=seen]")!.GetAttribute("value")!)).Status.ShouldBe(HttpStatusCode.SeeOther);

        Task<Answer> SaveAsync(string since) => browser.PostAsync(
            address, address, ("name", "Orkan"), ("kind", "Threshold"), ("count", "60000"), ("window", "60"), ("cooldown", "0"),
            ("channels", "Screen"), ("level", "Own"), ("active", "on"), ("seen", since));
    }

    [Fact]
    public async Task Runs_are_read_to_the_first_one()
    {
        for (var i = 0; i < 52; i++)
            await api.Administrator.PostAsync("runs?q=" + ApiHost.NewWord(), new { changes = new[] { new { field = "flag" } } });
        using var browser = await api.Host.SignedInAsync();
        var page = await browser.GetAsync(Urls.Runs);
        page.Document.QuerySelectorAll(".run-list li").Length.ShouldBe(50);
        var older = await browser.GetAsync(page.Find(".pager a")!.GetAttribute("href")!);
        older.Document.QuerySelectorAll(".run-list li").Length.ShouldBeGreaterThanOrEqualTo(2);
        older.Find(".pager a")!.GetAttribute("href").ShouldBe(Urls.Runs);
        var first = await api.Administrator.GetAsync("runs?size=50");
        var then = await api.Administrator.GetAsync($"runs?size=50&cursor={first.GetProperty("next").GetString()}");
        then.GetProperty("items").GetArrayLength().ShouldBeGreaterThanOrEqualTo(2);
    }
}
