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
}
