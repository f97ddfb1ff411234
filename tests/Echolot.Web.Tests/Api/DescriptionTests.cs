using System.Text.Json;
using Echolot.Teams;
using Shouldly;
using Xunit;

namespace Echolot.Web.Tests.Api;

[Collection("api")]
public sealed class DescriptionTests(ApiHost api)
{
    [Fact]
    public async Task The_document_names_every_call_once_with_a_summary_and_what_it_demands()
    {
        var document = await DocumentAsync();
        document.GetProperty("openapi").GetString()!.ShouldStartWith("3.");
        var calls = Calls(document).ToList();
        calls.Count.ShouldBeGreaterThan(50);
        calls.Select(c => c.Call.GetProperty("operationId").GetString()).ShouldBeUnique();
        foreach (var (path, call) in calls)
        {
            call.GetProperty("summary").GetString().ShouldNotBeNullOrWhiteSpace(path);
            call.GetProperty("security").GetArrayLength().ShouldBeGreaterThan(0, path);
            call.GetProperty("tags").GetArrayLength().ShouldBe(1, path);
            path.ShouldStartWith("/api/v1/");
        }
        calls.Single(c => c.Call.GetProperty("operationId").GetString() == "tagMentions").Call
            .GetProperty("description").GetString()!.ShouldContain("`tag_mentions`");
    }

    [Fact]
    public async Task Ids_are_text_in_the_document()
    {
        var document = await DocumentAsync();
        var mention = document.GetProperty("components").GetProperty("schemas").GetProperty("ApiMention");
        var id = mention.GetProperty("properties").GetProperty("id");
        if (id.TryGetProperty("$ref", out var reference))
            id = document.GetProperty("components")
                .GetProperty("schemas").GetProperty(reference.GetString()!.Split('/')[^1]);
        id.GetProperty("type").GetString().ShouldBe("string");
        var sentiment = document.GetProperty("paths")
            .GetProperty("/api/v1/mentions").GetProperty("get").GetProperty("parameters").EnumerateArray()
            .Single(p => p.GetProperty("name").GetString() == "sentiment").GetProperty("schema").GetProperty("items");
        sentiment.GetProperty("enum").EnumerateArray().Select(e => e.GetString()).ShouldContain("negative");
    }

    [Theory]
    [InlineData("en", "API reference")]
    [InlineData("de", "API-Referenz")]
    public async Task The_reference_page_shows_every_call(string language, string title)
    {
        using var browser = await api.Host.SignedInAsync(Role.Administrator, language);
        var page = await browser.GetAsync("/api/reference");
        ((int)page.Status).ShouldBe(200);
        page.Title.ShouldContain(title);
        var shown = page.Document.QuerySelectorAll("code").Select(c => c.TextContent.Trim()).ToHashSet();
        foreach (var (path, _) in Calls(await DocumentAsync()))
            shown.ShouldContain(line => line.EndsWith(path, StringComparison.Ordinal), path);
        page.Document.QuerySelectorAll("script:not([src]), [style]").Length.ShouldBe(0);
    }

    private async Task<JsonElement> DocumentAsync() =>
        await ApiCaller.ReadAsync(await api.Stranger().Http.GetAsync("/openapi/v1.json"), 200);

    private static IEnumerable<(string Path, JsonElement Call)> Calls(JsonElement document) =>
        document.GetProperty("paths")
            .EnumerateObject().SelectMany(p => p.Value.EnumerateObject().Select(o => (p.Name, o.Value)));
}
