using System.Globalization;
using System.Net;
using Echolot.Conversations;
using Echolot.Web.Tests.Api;
using Microsoft.Extensions.DependencyInjection;
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
    public async Task Who_saves_a_label_second_is_told_and_what_was_typed_stays()
    {
        var word = ApiHost.NewWord();
        var label = await api.Administrator.PostAsync("labels", new { name = word });
        var (id, seen) = (label.GetProperty("id").GetString()!, label.GetProperty("changed_at").GetString()!);
        using var browser = await api.Host.SignedInAsync();
        var address = Urls.Label(long.Parse(id, CultureInfo.InvariantCulture));
        var typed = (await browser.GetAsync(Urls.Labels)).Find($"form[action='{address}'] input[name=seen]")!.GetAttribute("value")!;
        await api.Administrator.PutAsync($"labels/{id}", new { name = word + " eins", changed_at = seen });
        (await api.Administrator.PutAsync($"labels/{id}", new { name = word + " zwei", changed_at = seen }, 409))
            .GetProperty("path").GetString().ShouldBe(word + " eins");

        var refused = await SaveAsync(typed);
        refused.Status.ShouldBe(HttpStatusCode.Conflict);
        refused.Document.QuerySelectorAll(".changed-meanwhile dd").Select(d => d.TextContent.Trim()).ShouldContain($"{word} eins {word} drei");
        (await SaveAsync(refused.Find($"form[action='{address}'] input[name=seen]")!.GetAttribute("value")!)).Status
            .ShouldBe(HttpStatusCode.SeeOther);

        Task<Answer> SaveAsync(string since) => browser.PostAsync(
            Urls.Labels, address, ("name", word + " drei"), ("category", "false"), ("color", "teal"), ("seen", since));
    }

    [Fact]
    public async Task Who_saves_a_search_second_is_told_and_what_was_typed_stays()
    {
        var word = ApiHost.NewWord();
        using var browser = await api.Host.SignedInAsync();
        await browser.PostAsync(Urls.Search, Urls.SavedSearches, ("name", word), ("filter", "q=" + word));
        var form = (await browser.GetAsync(Urls.Search)).Document.QuerySelectorAll("dialog form")
            .First(f => f.QuerySelector("input[name=name]")?.GetAttribute("value") == word);
        var (address, typed) = (form.GetAttribute("action")!, form.QuerySelector("input[name=seen]")!.GetAttribute("value")!);
        (await SaveAsync(word + " eins", typed)).Status.ShouldBe(HttpStatusCode.SeeOther);

        var refused = await SaveAsync(word + " zwei", typed);
        refused.Status.ShouldBe(HttpStatusCode.Conflict);
        refused.Document.QuerySelectorAll(".changed-meanwhile dd").Select(d => d.TextContent.Trim()).ShouldContain($"{word} eins {word} zwei");
        (await SaveAsync(word + " zwei", refused.Find($"form[action='{address}'] input[name=seen]")!.GetAttribute("value")!)).Status
            .ShouldBe(HttpStatusCode.SeeOther);

        Task<Answer> SaveAsync(string name, string since) =>
            browser.PostAsync(Urls.Search, address, ("name", name), ("seen", since));
    }

    [Fact]
    public async Task Who_restores_a_version_second_sees_how_it_differs_from_what_counts_now()
    {
        var word = ApiHost.NewWord();
        var monitor = await api.Administrator.PostAsync("monitors", new { name = word, query = word }, 201);
        var id = monitor.GetProperty("id").GetString()!;
        var seen = (await api.Administrator.PutAsync($"monitors/{id}", new { name = word, query = word + " OR eins" }))
            .GetProperty("changed_at").GetString();
        using var browser = await api.Host.SignedInAsync();
        var number = long.Parse(id, CultureInfo.InvariantCulture);
        var (page, address) = (Urls.MonitorVersions(number), Urls.MonitorRestore(number, 1));
        var typed = (await browser.GetAsync(page)).Find("input[name=seen]")!.GetAttribute("value")!;
        await api.Administrator.PutAsync($"monitors/{id}", new { name = word, query = word + " OR zwei" });
        (await api.Administrator.PostAsync($"monitors/{id}/versions/1/restore", new { changed_at = seen }, 409))
            .GetProperty("code").GetString().ShouldBe("changed_meanwhile");

        var refused = await browser.PostAsync(page, address, ("seen", typed));
        refused.Status.ShouldBe(HttpStatusCode.Conflict);
        refused.Find(".query-difference ins")!.TextContent.ShouldContain("zwei");
        (await browser.PostAsync(page, address, ("seen", refused.Find("input[name=seen]")!.GetAttribute("value")!))).Status
            .ShouldBe(HttpStatusCode.SeeOther);
        (await api.Administrator.GetAsync($"monitors/{id}")).GetProperty("query").GetString().ShouldBe(word);
    }

    [Fact]
    public async Task Who_saves_a_workflow_or_a_macro_second_is_told_and_what_was_typed_stays()
    {
        var word = ApiHost.NewWord();
        using var browser = await api.Host.SignedInAsync();
        var inbox = api.Host.Services.GetRequiredService<Inbox>();
        await browser.PostAsync(Urls.NewWorkflow, Urls.Workflows, ("name", word), ("priority", "High"));
        var workflow = (await inbox.WorkflowsAsync(CancellationToken.None)).Single(w => w.Name == word).Id;
        await SecondAsync(Urls.Workflow(workflow));
        await browser.PostAsync(Urls.NewMacro, Urls.Macros, ("name", word), ("for", "all"), ("priority", "High"));
        var macro = (await inbox.MacrosAsync(0, true, CancellationToken.None)).Single(m => m.Name == word).Id;
        await SecondAsync(Urls.Macro(macro));

        async Task SecondAsync(string page)
        {
            var typed = Seen(await browser.GetAsync(page));
            (await SaveAsync(word + " eins", typed)).Status.ShouldBe(HttpStatusCode.SeeOther);
            var refused = await SaveAsync(word + " zwei", typed);
            refused.Status.ShouldBe(HttpStatusCode.Conflict);
            refused.Document.QuerySelectorAll(".changed-meanwhile dd").Select(d => d.TextContent.Trim()).ShouldContain($"{word} eins {word} zwei");
            refused.Find("input[name=name]")!.GetAttribute("value").ShouldBe(word + " zwei");
            (await SaveAsync(word + " zwei", Seen(refused))).Status.ShouldBe(HttpStatusCode.SeeOther);

            Task<Answer> SaveAsync(string name, string seen) =>
                browser.PostAsync(page, page, ("name", name), ("for", "all"), ("priority", "High"), ("seen", seen));

            static string Seen(Answer answer) => answer.Find("input[name=seen]")!.GetAttribute("value")!;
        }
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
