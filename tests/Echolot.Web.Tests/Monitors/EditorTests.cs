using System.Net;
using System.Text.Json;
using Echolot.Monitors;
using Echolot.Teams;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Xunit;

namespace Echolot.Web.Tests.Monitors;

/// <summary>A server with a monitor and three mentions, for the tests of this file.</summary>
public sealed class EditorHost : IAsyncLifetime
{
    internal ListeningHost Host { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        Host = await ListeningHost.StartAsync();
        await Host.PushAsync(
            ("1", "Fjellrev liefert das Paket"), ("2", "Fjellrev im Zoo"), ("3", "Fjellrev <b>fett</b> & teuer"));
        await Host.App.Services.GetRequiredService<Watchlist>().AddAsync(
            new("Gefahr", "asbest", Purpose.Risk, Folder: "Markt"), null, CancellationToken.None);
    }

    public ValueTask DisposeAsync() => Host.DisposeAsync();
}

public sealed class EditorTests(EditorHost editor) : IClassFixture<EditorHost>
{
    [Fact]
    public async Task Monitors_are_grouped_by_folder_and_filtered_by_purpose()
    {
        using var visitor = await editor.Host.App.SignedInAsync();
        var all = (await visitor.GetAsync(Urls.Monitors)).Document;
        all.QuerySelectorAll(".card h2").Select(h => h.TextContent).ShouldBe(["Markt", "No folder"]);
        all.QuerySelectorAll(".tabs a").Select(a => a.TextContent).ShouldBe(["All2", "Brand1", "Risk1"]);
        var risks = (await visitor.GetAsync(Urls.MonitorsFor("Risk"))).Document;
        risks.QuerySelectorAll(".monitor-name a").Select(a => a.TextContent).ShouldBe(["Gefahr"]);
        (await visitor.GetAsync(Urls.MonitorsFor("Supplier"))).Text.ShouldContain("No monitor with this purpose");
        (await visitor.GetAsync(Urls.MonitorsFor("nonsense"))).Status.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Values_are_looked_up_by_how_they_begin_and_sources_by_their_names()
    {
        using var visitor = await editor.Host.App.SignedInAsync();
        (await ValuesAsync("author", "LESE")).Single().GetProperty("text").GetString().ShouldBe("leseratte");
        var source = (await ValuesAsync("channel", "sho")).Single();
        source.GetProperty("text").GetString()!.ShouldStartWith("push:");
        source.GetProperty("detail").GetString().ShouldBe("Shop");
        (await ValuesAsync("author", "niemand")).ShouldBeEmpty();
        (await ValuesAsync("nonsense", "a")).ShouldBeEmpty();
        using var stranger = await editor.Host.App.SignedInAsync(Role.ReadOnly);
        (await stranger.GetAsync(Urls.MonitorValues + "?field=author&beginning=l")).Status.ShouldBe(HttpStatusCode.OK);

        async Task<List<JsonElement>> ValuesAsync(string field, string beginning) =>
            [.. JsonDocument.Parse((await visitor.GetAsync($"{Urls.MonitorValues}?field={field}&beginning={beginning}")).Text)
                .RootElement.EnumerateArray()];
    }

    [Fact]
    public async Task The_server_checks_queries_in_the_language_of_the_reader_and_brings_the_change_along()
    {
        using var visitor = await editor.Host.App.SignedInAsync(language: "de");
        var checkedQuery = await JsonAsync(visitor, Urls.MonitorCheck, ("query", "a AND b OR c"));
        var problem = checkedQuery.GetProperty("problems")[0];
        problem.GetProperty("severity").GetString().ShouldBe("warning");
        problem.GetProperty("text").GetString().ShouldNotBeNull().ShouldStartWith("AND und OR stehen ohne Klammern");
        problem.GetProperty("fix").GetProperty("text").GetString().ShouldNotBeNullOrEmpty();
        checkedQuery.GetProperty("lists").ValueKind.ShouldBe(JsonValueKind.Null);
        var lists = (await JsonAsync(visitor, Urls.MonitorCheck, ("query", "a NOT b"))).GetProperty("lists");
        lists.GetProperty("all")[0].GetString().ShouldBe("a");
        (await JsonAsync(visitor, Urls.MonitorCheck, ("query", "haus^"), ("forms", "nonsense")))
            .GetProperty("problems").GetArrayLength().ShouldBe(0);
        (await JsonAsync(visitor, Urls.MonitorLists, ("any", "a\r\nb c"), ("none", "d"))).GetProperty("query").GetString()
            .ShouldBe("(a OR \"b c\") NOT d");
    }

    [Fact]
    public async Task Completion_knows_what_the_archive_has()
    {
        using var visitor = await editor.Host.App.SignedInAsync();
        var words = JsonDocument.Parse((await visitor.GetAsync(Urls.MonitorVocabulary)).Text).RootElement;
        var fields = words.GetProperty("fields").EnumerateArray()
            .ToDictionary(f => f.GetProperty("name").GetString()!, f => f.GetProperty("values").EnumerateArray()
                .Select(v => v.GetProperty("text").GetString()).ToList());
        fields["source"].ShouldBe(["push"]);
        fields["lang"].ShouldContain("de");
        fields["is"].ShouldContain("reply");
        fields["followers"].ShouldBeEmpty();
        words.GetProperty("operators").EnumerateArray().Select(o => o.GetString()).ShouldContain("NEAR/5");
    }

    [Theory]
    [InlineData("de", "Österreich", "Deutsch")]
    [InlineData("en", "Austria", "German")]
    public async Task Countries_and_languages_are_offered_by_code_and_by_their_names_in_both_languages(
        string language, string austria, string german)
    {
        using var visitor = await editor.Host.App.SignedInAsync(language: language);
        var fields = JsonDocument.Parse((await visitor.GetAsync(Urls.MonitorVocabulary)).Text).RootElement
            .GetProperty("fields").EnumerateArray().ToDictionary(f => f.GetProperty("name").GetString()!);
        var countries = fields["country"].GetProperty("values").EnumerateArray()
            .ToDictionary(v => v.GetProperty("text").GetString()!);
        countries.Count.ShouldBe(249);
        countries["at"].GetProperty("detail").GetString().ShouldBe(austria);
        countries["at"].GetProperty("words").GetString().ShouldBe("Österreich Austria Osterreich Austria");
        countries["fr"].GetProperty("words").GetString().ShouldBe("Frankreich France");
        countries.Values.Count(v => v.GetProperty("detail").GetString() is null).ShouldBeLessThan(5);
        fields["lang"].GetProperty("values").EnumerateArray().Single(v => v.GetProperty("text").GetString() == "de")
            .GetProperty("detail").GetString().ShouldBe(german);
    }

    [Fact]
    public async Task Regions_of_three_countries_are_offered_by_name_and_code_before_any_source_has_stated_one()
    {
        using var visitor = await editor.Host.App.SignedInAsync();
        var offered = JsonDocument.Parse((await visitor.GetAsync(Urls.MonitorVocabulary)).Text).RootElement
            .GetProperty("fields").EnumerateArray().Single(f => f.GetProperty("name").GetString() == "region")
            .GetProperty("values").EnumerateArray().Select(v => v.GetProperty("text").GetString()!).ToList();
        Echolot.Teams.Region.All.ShouldAllBe(r => offered.Contains(r.De) && offered.Contains(r.En));
        offered.Count.ShouldBe(offered.Distinct().Count());
        (await TextsAsync("bay")).ShouldBe(["Bayern", "Bavaria"]);
        (await TextsAsync("Bava")).ShouldBe(["Bayern", "Bavaria"]);
        (await TextsAsync("zur")).ShouldBe(["Zürich", "Zurich"]);
        (await TextsAsync("DE-BY")).ShouldBe(["Bayern", "Bavaria"]);
        (await TextsAsync("xyz")).ShouldBeEmpty();

        async Task<List<string>> TextsAsync(string beginning) =>
            [.. JsonDocument.Parse((await visitor.GetAsync($"{Urls.MonitorValues}?field=region&beginning={beginning}")).Text)
                .RootElement.EnumerateArray().Select(v => v.GetProperty("text").GetString()!)];
    }

    [Fact]
    public async Task A_field_that_nothing_is_known_of_says_so_and_names_another()
    {
        using var visitor = await editor.Host.App.SignedInAsync();
        var fields = JsonDocument.Parse((await visitor.GetAsync(Urls.MonitorVocabulary)).Text).RootElement
            .GetProperty("fields").EnumerateArray().ToList();
        var silent = fields.Where(f => f.GetProperty("note").GetString() is not null).ToList();
        silent.Select(f => f.GetProperty("name").GetString()).ShouldBe(["city"]);
        silent.ShouldAllBe(f => f.GetProperty("values").GetArrayLength() == 0);
        fields.Single(f => f.GetProperty("name").GetString() == "sourcetype").GetProperty("values").EnumerateArray()
            .Select(v => v.GetProperty("text").GetString()).ShouldContain("podcast");
        silent.Single(f => f.GetProperty("name").GetString() == "city").GetProperty("note").GetString()!.ShouldContain("country:");
    }

    [Theory]
    [InlineData("hits", ".preview-hits li", 3)]
    [InlineData("sample", ".sample li", 3)]
    [InlineData("wider", ".wider", 0)]
    public async Task Each_pane_shows_hostile_mentions_as_text(string study, string selector, int count)
    {
        using var visitor = await editor.Host.App.SignedInAsync();
        var pane = await PostAsync(visitor, Urls.MonitorPreview, ("query", "fjellrev"), ("study", study), Monitor);
        pane.Document.QuerySelectorAll(selector).Length.ShouldBe(count);
        pane.Document.QuerySelectorAll(".preview-hits b, .sample-text b").Length.ShouldBe(0);
        pane.Text.Contains("&lt;b&gt;fett", StringComparison.Ordinal).ShouldBe(count > 0);
    }

    [Fact]
    public async Task Those_who_only_read_see_the_panes_and_judge_nothing()
    {
        using var reader = await editor.Host.App.SignedInAsync(Role.ReadOnly);
        var sample = await PostAsync(reader, Urls.MonitorPreview, ("query", "fjellrev"), ("study", "sample"), Monitor);
        sample.Document.QuerySelectorAll(".sample li").Length.ShouldBe(3);
        sample.Find("[data-verdict]").ShouldBeNull();
        (await PostAsync(reader, Urls.MonitorVerdict(editor.Host.MonitorId), ("mention", "1"), ("relevant", "true")))
            .Status.ShouldBe(HttpStatusCode.Forbidden);
        (await PostAsync(reader, Urls.MonitorLock(editor.Host.MonitorId))).Status.ShouldBe(HttpStatusCode.Forbidden);
        (await reader.GetAsync(Urls.Monitor(editor.Host.MonitorId))).Find("[data-open=translate]").ShouldBeNull();
    }

    [Theory]
    [InlineData("mention", "nonsense")]
    [InlineData("mention", "99")]
    public async Task A_verdict_on_nothing_is_refused(string name, string value)
    {
        using var visitor = await editor.Host.App.SignedInAsync();
        var answer = await PostAsync(
            visitor, Urls.MonitorVerdict(editor.Host.MonitorId), (name, value), ("relevant", "true"), ("query", "fjellrev"));
        answer.Status.ShouldBeOneOf(HttpStatusCode.NotFound, HttpStatusCode.NoContent);
        answer.Find("#noise").ShouldBeNull();
    }

    [Fact]
    public async Task A_translated_query_names_what_is_lost()
    {
        using var visitor = await editor.Host.App.SignedInAsync();
        var answer = await PostAsync(
            visitor, Urls.MonitorTranslate, ("text", "<b> AND engagementType:REPLY AND authorGender:F"));
        answer.Text.ShouldContain("Looks like Brandwatch.");
        answer.Find(".translate-lost code").ShouldNotBeNull().TextContent.ShouldBe("authorGender:");
        answer.Find("[data-query]").ShouldNotBeNull().GetAttribute("data-query").ShouldBe("\"<b>\" AND is:REPLY");
        var lines = await PostAsync(visitor, Urls.MonitorTranslate, ("text", "sourcetype:BLOG\nnordlicht"));
        lines.Find("[data-query]").ShouldNotBeNull().GetAttribute("data-query").ShouldBe("sourcetype:BLOG OR nordlicht");
        lines.Find(".translate-decided li").ShouldNotBeNull().TextContent.ShouldContain("OR");
        (await PostAsync(visitor, Urls.MonitorTranslate, ("text", "(("))).Find("[data-query]").ShouldBeNull();
    }

    private (string, string) Monitor =>
        ("monitor", editor.Host.MonitorId.ToString(System.Globalization.CultureInfo.InvariantCulture));

    private static Task<Answer> PostAsync(Visitor visitor, string action, params (string, string)[] fields) =>
        visitor.PostAsync(Urls.Own, action, fields);

    private static async Task<JsonElement> JsonAsync(
        Visitor visitor, string action, params (string, string)[] fields) =>
        JsonDocument.Parse((await PostAsync(visitor, action, fields)).Text).RootElement;
}
