using Echolot.Sources.Imports;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using Shouldly;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace Echolot.Web.Tests.Sources;

[Collection(InChromium.Name)]
public sealed class ImportPageTests(Chromium chromium)
{
    private const string Export =
        "\"Report:\",\"Mentions\"\n\nQuery Id,Date,Title,Snippet,Resource Id,Sentiment,Impact\n"
        + "1,2026-11-20 08:14:33.0,Versand,Paket <b>weg</b>,a1,negative,3\n";

    [Fact]
    public async Task A_chosen_file_shows_what_it_is_and_changed_columns_are_read()
    {
        await using var host = await AppHost.StartAsync();
        await using var window = await chromium.OpenAsync(host, await host.SessionAsync(language: "de"), language: "de");
        var page = window.Page;
        await page.GotoAsync(Urls.Import);
        await page.SetInputFilesAsync("[name=file]", new FilePayload
        {
            Name = "bw.csv", MimeType = "text/csv", Buffer = System.Text.Encoding.UTF8.GetBytes(Export),
        });
        await Expect(page.Locator(".look")).ToContainTextAsync("Export von Brandwatch erkannt");
        await Expect(page.Locator(".look")).ToContainTextAsync("Query Id · Impact");
        await Expect(page.Locator(".look .rows")).ToContainTextAsync("Versand – Paket <b>weg</b>");
        await page.ClickAsync(".look summary");
        await page.SelectOptionAsync("#column-2", "-");
        await Expect(page.Locator(".look")).ToContainTextAsync("Query Id · Title · Impact");
        await Expect(page.Locator(".look details")).ToHaveAttributeAsync("open", "");
        await page.SelectOptionAsync(".look [name=profile]", "none");
        await Expect(page.Locator(".look .pill", new() { HasText = "erkannt" })).ToHaveCountAsync(0);
        await page.SelectOptionAsync(".look [name=profile]", "brandwatch");
        await Expect(page.Locator(".look")).ToContainTextAsync("Export von Brandwatch");
        await page.ClickAsync(".form-foot [type=submit]");
        await Expect(page.Locator("#jobs")).ToContainTextAsync("bw.csv");
        await Expect(page.Locator("#jobs")).ToContainTextAsync("1 nicht gesucht", new() { Timeout = 20_000 });
        window.Problems.ShouldBeEmpty();
    }

    [Fact]
    public async Task Older_imports_are_on_further_pages()
    {
        await using var host = await AppHost.StartAsync();
        var desk = host.Services.GetRequiredService<ImportDesk>();
        for (var i = 0; i < 31; i++)
            await desk.StartAsync(
                new MemoryStream(System.Text.Encoding.UTF8.GetBytes("id,text\n1,a\n")), $"file{i}.csv",
                new ImportOrder("own", new()), CancellationToken.None);
        using var visitor = await host.SignedInAsync();
        var first = await visitor.GetAsync(Urls.Import);
        first.Document.QuerySelectorAll("#jobs .note").Length.ShouldBe(30);
        first.Text.ShouldNotContain("file0.csv");
        var older = first.Document.QuerySelectorAll("#jobs .pager a").ShouldHaveSingleItem().GetAttribute("href")!;
        var second = await visitor.GetAsync(older);
        second.Document.QuerySelectorAll("#jobs .note").ShouldHaveSingleItem().TextContent.ShouldContain("file0.csv");
        second.Document.QuerySelectorAll("#jobs .pager a").ShouldHaveSingleItem().GetAttribute("href").ShouldBe(Urls.Import);
    }
}
