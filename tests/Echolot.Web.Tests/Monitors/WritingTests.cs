using Echolot.Teams;
using Echolot.Web.Tests.Api;
using Shouldly;
using Xunit;

namespace Echolot.Web.Tests.Monitors;

/// <summary>Our queries in the language of other products: in the editor and for programs.</summary>
[Collection("api")]
public sealed class WritingTests(ApiHost api)
{
    private const string Query = "(jacke OR hose) NEAR/4 kaputt AND lang:de AND is:reply";

    [Fact]
    public async Task The_editor_writes_a_query_for_three_products_and_names_what_they_lack()
    {
        using var browser = await api.Host.SignedInAsync(language: "de");
        var editor = await browser.GetAsync(Urls.NewMonitor);
        editor.Find("[data-open=write-as]")!.GetAttribute("hx-post").ShouldBe(Urls.MonitorWrite);
        var written = await browser.PostAsync(Urls.NewMonitor, Urls.MonitorWrite, ("query", Query));
        written.Document.QuerySelectorAll(".written").Select(w => w.GetAttribute("data-dialect"))
            .ShouldBe(["Brandwatch", "Talkwalker", "Meltwater"]);
        foreach (var part in written.Document.QuerySelectorAll(".written"))
        {
            var dialect = Enum.Parse<Matching.Dialect>(part.GetAttribute("data-dialect")!);
            var own = Matching.QueryDialect.Write(Matching.Query.Parse(Query), dialect);
            part.QuerySelector("pre")!.TextContent.ShouldBe(own.Text);
            part.QuerySelectorAll(".translate-lost li > code:first-child").Select(c => c.TextContent)
                .ShouldBe(own.Lacks.Select(l => l.Clause));
        }
        (await browser.PostAsync(Urls.NewMonitor, Urls.MonitorWrite, ("query", "(a <b>")))
            .Find(".query-problems .wrong").ShouldNotBeNull();
    }

    [Fact]
    public async Task Who_only_reads_copies_the_query_of_a_monitor_as_it_is_saved()
    {
        var word = ApiHost.NewWord();
        var monitor = await api.MonitorAsync(word);
        using var reader = await api.Host.SignedInAsync(Role.ReadOnly);
        var page = await reader.GetAsync(Urls.Monitor(long.Parse(monitor, System.Globalization.CultureInfo.InvariantCulture)));
        page.Find("[data-open=write-as]")!.GetAttribute("hx-vals")!.ShouldContain(word);
    }

    [Fact]
    public async Task Programs_get_the_text_and_what_is_lacking()
    {
        var answer = await api.Administrator.PostAsync(
            "monitors/write", new { query = "jacke AND lang:de AND is:reply", to = "meltwater" }, 200);
        var own = Matching.QueryDialect.Write(
            Matching.Query.Parse("jacke AND lang:de AND is:reply"), Matching.Dialect.Meltwater);
        answer.GetProperty("query").GetString().ShouldBe(own.Text);
        answer.GetProperty("lacks").GetArrayLength().ShouldBe(own.Lacks.Count);
        (await api.Administrator.PostAsync("monitors/write", new { query = "(a", to = "brandwatch" }, 422))
            .GetProperty("code").GetString().ShouldBe("query_invalid");
    }
}
