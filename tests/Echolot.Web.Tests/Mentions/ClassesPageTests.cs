using System.Net;
using Echolot.Web.Tests.Api;
using Shouldly;
using Xunit;

namespace Echolot.Web.Tests.Mentions;

/// <summary>The page of source classes, its file and its part of the API.</summary>
[Collection("api")]
public sealed class ClassesPageTests(ApiHost api)
{
    [Fact]
    public async Task A_list_is_read_in_shown_changed_by_a_program_and_loaded_again()
    {
        var word = ApiHost.NewWord().ToLowerInvariant();
        using var browser = await api.Host.SignedInAsync();
        (await browser.PostAsync(Urls.Classes, Urls.ClassesImport, ("table", $"{word}.example;Leitmedium\nquelle;feeds:{word}.example:x;fach")))
            .Status.ShouldBe(HttpStatusCode.SeeOther);
        var found = await browser.GetAsync(Urls.Classes + "?find=" + word);
        found.Document.QuerySelectorAll(".label-list li").Length.ShouldBe(2);
        found.Text.ShouldContain("Leading medium");

        var outcome = await api.Administrator.PostAsync("classes", new
        {
            items = new[] { new { kind = "site", value = $"https://www.{word}.example/x", @class = "spam" } },
        });
        (outcome.GetProperty("added").GetInt32(), outcome.GetProperty("changed").GetInt32()).ShouldBe((0, 1));
        (await browser.GetAsync(Urls.ClassesFile)).Text.ShouldContain($"site,{word}.example,spam");
        var one = (await api.Administrator.GetAsync("classes")).GetProperty("items").EnumerateArray()
            .First(c => c.GetProperty("value").GetString() == $"{word}.example");
        await api.Administrator.DeleteAsync($"classes/{one.GetProperty("id").GetString()}", 204);
        (await browser.GetAsync(Urls.ClassesFile)).Text.ShouldNotContain($"site,{word}.example");
    }

    [Fact]
    public async Task A_table_with_a_line_that_cannot_be_read_changes_nothing_and_names_the_line()
    {
        var word = ApiHost.NewWord().ToLowerInvariant();
        using var browser = await api.Host.SignedInAsync();
        var refused = await browser.PostAsync(
            Urls.Classes, Urls.ClassesImport, ("table", $"{word}.example;Leitmedium\n{word}2.example;Boulevard"));
        refused.Text.ShouldContain("2: " + word + "2.example;Boulevard");
        (await browser.GetAsync(Urls.ClassesFile)).Text.ShouldNotContain(word);
    }

    [Fact]
    public async Task A_file_that_is_no_table_or_too_large_is_refused_at_its_form_and_a_german_head_is_one()
    {
        var word = ApiHost.NewWord().ToLowerInvariant();
        using var browser = await api.Host.SignedInAsync(language: "de");
        (await SendAsync("pic.csv", [0x89, 0x50, 0x4e, 0x47, 0, 0, 1])).Find(".field-error")!.TextContent.ShouldContain("keine Textdatei");
        (await SendAsync("big.csv", new byte[5 << 20])).Find(".field-error")!.TextContent.ShouldContain("größer als 4 MB");
        (await browser.PostAsync(Urls.Classes, Urls.ClassesImport, ("table", $"Website;Klasse\n{word}.example;Leitmedium")))
            .Status.ShouldBe(HttpStatusCode.SeeOther);
        (await browser.GetAsync(Urls.ClassesFile)).Text.ShouldContain($"site,{word}.example,lead");

        async Task<Answer> SendAsync(string name, byte[] bytes)
        {
            var token = (await browser.GetAsync(Urls.Classes)).Find("[name=_token]")!.GetAttribute("value")!;
            using var form = new MultipartFormDataContent { { new StringContent(token), "_token" }, { new ByteArrayContent(bytes), "file", name } };
            return await browser.SendFormAsync(Urls.ClassesImport, form);
        }
    }
}
