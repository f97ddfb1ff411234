using System.IO.Compression;
using System.Net;
using System.Security.Cryptography;
using System.Text.Json;
using Echolot.Teams;
using Echolot.Web.Tests.Api;
using Shouldly;
using Xunit;

namespace Echolot.Web.Tests.Mentions;

/// <summary>Authors and sites that are left out, and evidence: pages and programs.</summary>
[Collection("api")]
public sealed class ListsTests(ApiHost api)
{
    private readonly ApiCaller _caller = api.Administrator;

    [Fact]
    public async Task A_site_that_is_hidden_on_the_page_leaves_the_list_and_comes_back()
    {
        var (monitor, host, _) = await MentionAsync();
        using var browser = await api.Host.SignedInAsync();
        var added = await browser.PostAsync(Urls.Lists, Urls.Lists, ("kind", "Site"), ("mode", "Hide"), ("value", host.ToUpperInvariant()));
        added.Location.ShouldBe(Urls.Lists);
        (await browser.GetAsync(Urls.Lists)).Text.ShouldContain(host);
        await CountedAsync(monitor, 0);
        (await CountAsync($"monitor={monitor}&hidden=true")).ShouldBe(1);

        var id = (await _caller.GetAsync("exclusions")).GetProperty("items").EnumerateArray()
            .Single(e => e.GetProperty("value").GetString() == host).GetProperty("id").GetString()!;
        await browser.PostAsync(Urls.Lists, Urls.ListRemove(long.Parse(id, System.Globalization.CultureInfo.InvariantCulture)));
        await CountedAsync(monitor, 1);
        (await browser.GetAsync(Urls.Lists)).Text.ShouldNotContain(host);
    }

    [Theory]
    [InlineData("")]
    [InlineData("no host at all")]
    [InlineData("<script>alert(1)</script>")]
    public async Task What_is_no_site_is_refused_beside_its_field_and_encoded(string value)
    {
        using var browser = await api.Host.SignedInAsync();
        var answer = await browser.PostAsync(Urls.Lists, Urls.Lists, ("kind", "Site"), ("mode", "Hide"), ("value", value));
        answer.Find(".field-error")!.TextContent.ShouldContain("This is not a site");
        answer.Text.ShouldNotContain("<script>alert");
        (await _caller.PostAsync("exclusions", new { kind = "site", mode = "hide", value }, 422))
            .GetProperty("code").GetString().ShouldBe("exclusion_refused");
    }

    [Fact]
    public async Task An_author_who_is_never_collected_is_not_kept_and_programs_say_so_too()
    {
        var (monitor, _, source) = await MentionAsync();
        var author = $"{source.Name}/u9";
        var entry = await _caller.PostAsync(
            "exclusions", new { kind = "author", mode = "never", connector = "push", value = author, name = "Uwe" });
        var status = "";
        for (var tries = 0; tries < 1_000 && status != "not_wanted"; tries++)
        {
            var line = $$"""{"id":"n{{tries}}","text":"noch einmal {{source.Word}}","author":{"id":"u9"} }""";
            status = (await api.Stranger().PushAsync(source.Name, source.Secret, line)).GetProperty("lines")[0].GetProperty("status").GetString();
            if (status != "not_wanted") await Task.Delay(50);
        }
        status.ShouldBe("not_wanted");
        (await CountAsync($"monitor={monitor}")).ShouldBeGreaterThan(0, "what was there already stays");
        var id = entry.GetProperty("id").GetString()!;
        await _caller.DeleteAsync($"exclusions/{id}");
        await _caller.DeleteAsync($"exclusions/{id}", 404);
    }

    [Fact]
    public async Task An_author_is_left_out_on_the_page_by_the_name_of_the_account_or_by_id()
    {
        var (monitor, _, source) = await MentionAsync();
        using var browser = await api.Host.SignedInAsync();
        (await browser.GetAsync(Urls.Lists)).Find("#new-author select[name=connector] option[value=push]").ShouldNotBeNull();
        var handle = "ute-" + source.Word;
        await api.Stranger().PushAsync(
            source.Name, source.Secret, $$"""{"id":"2","text":"{{source.Word}} mit Namen","author":{"id":"u2","handle":"{{handle}}","name":"Ute"} }""");
        var added = await browser.PostAsync(
            Urls.Lists, Urls.Lists, ("kind", "Author"), ("mode", "Hide"), ("connector", "push"), ("value", "@" + handle));
        added.Location.ShouldBe(Urls.Lists);
        var entry = (await _caller.GetAsync("exclusions")).GetProperty("items").EnumerateArray()
            .Single(e => e.GetProperty("value").GetString() == $"{source.Name}/u2");
        entry.GetProperty("name").GetString().ShouldBe("Ute");
        await CountedAsync(monitor, 1);

        // Two people have this name: neither is left out by it.
        foreach (var id in new[] { "u4", "u5" })
            await api.Stranger().PushAsync(
                source.Name, source.Secret, $$"""{"id":"{{id}}","text":"{{source.Word}} doppelt","author":{"id":"{{id}}","handle":"zwei-{{handle}}"} }""");
        var several = await browser.PostAsync(
            Urls.Lists, Urls.Lists, ("kind", "Author"), ("mode", "Never"), ("connector", "push"), ("value", "zwei-" + handle));
        several.Find("#new-author .field-error")!.TextContent.ShouldContain("or several are");
        (await _caller.GetAsync("exclusions")).GetProperty("items").EnumerateArray()
            .ShouldNotContain(e => e.GetProperty("value").GetString() == "zwei-" + handle);

        var unknown = await browser.PostAsync(
            Urls.Lists, Urls.Lists, ("kind", "Author"), ("mode", "Hide"), ("connector", "push"), ("value", "@<b>niemand"));
        unknown.Find("#new-author .field-error")!.TextContent.ShouldContain("Nobody is stored under this name");
        unknown.Text.ShouldNotContain("<b>niemand");
        await browser.PostAsync(
            Urls.Lists, Urls.Lists, ("kind", "Author"), ("mode", "Never"), ("connector", "push"), ("value", $"{source.Name}/u7"));
        var unseen = await browser.GetAsync(Urls.Lists);
        unseen.Text.ShouldContain($"{source.Name}/u7");
        unseen.Find(".toast")!.TextContent.ShouldContain("Nothing is stored under this id so far");
    }

    [Fact]
    public async Task Everybody_who_reads_gets_the_link_to_a_translation()
    {
        var (monitor, _, _) = await MentionAsync();
        var mention = (await _caller.GetAsync($"mentions?monitor={monitor}")).GetProperty("items")[0].GetProperty("id").GetString()!;
        using var reader = await api.Host.SignedInAsync(Role.ReadOnly);
        var page = await reader.GetAsync(Urls.Mention(long.Parse(mention, System.Globalization.CultureInfo.InvariantCulture)));
        page.Find("[data-translate]")!.GetAttribute("href")!.ShouldStartWith("https://www.deepl.com/translator#");
        page.Find(".work-bar").ShouldBeNull();
    }

    [Fact]
    public async Task A_screenshot_is_added_to_evidence_by_a_program_and_named_on_the_page()
    {
        var (monitor, _, _) = await MentionAsync();
        var mention = (await _caller.GetAsync($"mentions?monitor={monitor}")).GetProperty("items")[0].GetProperty("id").GetString()!;
        var id = (await _caller.PostAsync($"mentions/{mention}/evidence", new { }, 200)).GetProperty("id").GetString()!;
        byte[] jpeg = [0xFF, 0xD8, 0xFF, 1];
        (await SendAsync(jpeg)).ShouldBe(HttpStatusCode.OK);
        (await SendAsync("GIF89a"u8.ToArray())).ShouldBe(HttpStatusCode.UnprocessableEntity);
        (await SendAsync(jpeg, jpeg)).ShouldBe(HttpStatusCode.UnprocessableEntity, "one is kept with a call, and none of two");
        var shot = (await _caller.GetAsync($"evidence?mention={mention}")).GetProperty("items")[0].GetProperty("screenshots").EnumerateArray().Single();
        (await _caller.Http.GetByteArrayAsync($"/api/v1/evidence/{id}/screenshots/{shot.GetProperty("id").GetString()}")).ShouldBe(jpeg);
        using var browser = await api.Host.SignedInAsync();
        var line = (await browser.GetAsync($"{Urls.Evidence}?mention={mention}")).Find(".evidence-shot")!;
        line.TextContent.ShouldContain(shot.GetProperty("sha256").GetString()!);
        line.TextContent.ShouldContain("not taken by the program");
        await _caller.DeleteAsync($"evidence/{id}/screenshots/{shot.GetProperty("id").GetString()}", 204);

        async Task<HttpStatusCode> SendAsync(params byte[][] pictures)
        {
            using var form = new MultipartFormDataContent();
            foreach (var picture in pictures) form.Add(new ByteArrayContent(picture), "file", "foto.jpg");
            using var answer = await _caller.Http.PostAsync($"/api/v1/evidence/{id}/screenshots", form);
            return answer.StatusCode;
        }
    }

    [Fact]
    public async Task Large_screenshots_come_together_on_the_page_and_with_one_that_is_none_not_one_of_them_is_kept()
    {
        var (monitor, _, _) = await MentionAsync();
        var mention = (await _caller.GetAsync($"mentions?monitor={monitor}")).GetProperty("items")[0].GetProperty("id").GetString()!;
        var id = (await _caller.PostAsync($"mentions/{mention}/evidence", new { }, 200)).GetProperty("id").GetString()!;
        using var browser = await api.Host.SignedInAsync();
        var token = (await browser.GetAsync(Urls.Evidence)).Find("[name=_token]")!.GetAttribute("value")!;
        var photo = new byte[9 << 20];
        new byte[] { 0xFF, 0xD8, 0xFF }.CopyTo(photo, 0);

        await SendAsync([0xFF, 0xD8, 0xFF], [0xFF, 0xD8, 0xFF], "GIF89a"u8.ToArray());
        (await CountAsync()).ShouldBe(0);
        (await browser.GetAsync(Urls.Evidence)).Find(".toast.bad")!.TextContent.ShouldContain("None of the 3 files was added");
        await SendAsync(photo, photo, photo, photo);
        (await CountAsync()).ShouldBe(4);
        using var zip = new ZipArchive(await _caller.Http.GetStreamAsync($"/api/v1/evidence/{id}/file"));
        zip.Entries.Count.ShouldBe(6);

        async Task SendAsync(params byte[][] files)
        {
            using var form = new MultipartFormDataContent { { new StringContent(token), "_token" } };
            foreach (var file in files) form.Add(new ByteArrayContent(file), "file", "foto.jpg");
            (await browser.SendFormAsync(Urls.Screenshots(long.Parse(id, System.Globalization.CultureInfo.InvariantCulture)), form))
                .Location.ShouldBe(Urls.Evidence);
        }

        async Task<int> CountAsync() => (await _caller.GetAsync($"evidence?mention={mention}")).GetProperty("items")[0]
            .GetProperty("screenshots").GetArrayLength();
    }

    [Fact]
    public async Task A_form_that_is_too_large_is_told_so()
    {
        // The server answers before the body is sent.
        using var request = new HttpRequestMessage(HttpMethod.Post, Urls.Lists)
        {
            Content = new MultipartFormDataContent { { new ByteArrayContent(new byte[33 << 20]), "file", "foto.jpg" } },
        };
        request.Headers.ExpectContinue = true;
        // Else it would begin to send after a second without an answer.
        using var patient = new HttpClient(new SocketsHttpHandler { Expect100ContinueTimeout = TimeSpan.FromMinutes(1) })
        {
            BaseAddress = _caller.Http.BaseAddress,
        };
        foreach (var (name, values) in _caller.Http.DefaultRequestHeaders) patient.DefaultRequestHeaders.Add(name, values);
        using var answer = await patient.SendAsync(request);
        answer.StatusCode.ShouldBe(HttpStatusCode.RequestEntityTooLarge);
    }

    [Fact]
    public async Task Evidence_is_removed_by_programs_that_may_edit_monitors()
    {
        var (monitor, _, _) = await MentionAsync();
        var mention = (await _caller.GetAsync($"mentions?monitor={monitor}")).GetProperty("items")[0].GetProperty("id").GetString()!;
        var item = await _caller.PostAsync($"mentions/{mention}/evidence", new { }, 200);
        var id = item.GetProperty("id").GetString();
        await (await api.CallerAsync(Role.Agent)).DeleteAsync($"evidence/{id}", 403);
        await _caller.DeleteAsync($"evidence/{id}");
        await _caller.DeleteAsync($"evidence/{id}", 404);
        await _caller.GetAsync($"evidence/{id}/file", 404);
    }

    [Fact]
    public async Task Only_who_may_edit_monitors_leaves_out_and_only_who_may_export_opens_evidence()
    {
        var reader = await api.CallerAsync(Permission.ReadMentions);
        (await reader.GetAsync("exclusions")).GetProperty("items").ValueKind.ShouldBe(JsonValueKind.Array);
        await reader.PostAsync("exclusions", new { kind = "site", mode = "hide", value = "a.example" }, 403);
        var agent = await api.CallerAsync(Role.Agent);
        await agent.PostAsync("exclusions", new { kind = "site", mode = "hide", value = "a.example" }, 403);
        await agent.GetAsync("evidence", 403);
        using var browser = await api.Host.SignedInAsync(Role.Agent);
        (await browser.GetAsync(Urls.Evidence)).Status.ShouldBe(HttpStatusCode.Forbidden);
        (await browser.GetAsync(Urls.Lists)).Find("[data-open=new-site]").ShouldBeNull();
    }

    [Fact]
    public async Task Evidence_is_taken_in_the_detail_listed_downloaded_whole_and_removed()
    {
        var (monitor, _, _) = await MentionAsync();
        var mention = (await _caller.GetAsync($"mentions?monitor={monitor}")).GetProperty("items")[0].GetProperty("id").GetString()!;
        var number = long.Parse(mention, System.Globalization.CultureInfo.InvariantCulture);
        using var browser = await api.Host.SignedInAsync(language: "de");
        await browser.PostAsync(Urls.Mention(number), Urls.MentionEvidence(number));
        var item = (await _caller.GetAsync($"evidence?mention={mention}")).GetProperty("items").EnumerateArray().Single();
        var (id, sum) = (item.GetProperty("id").GetString()!, item.GetProperty("sha256").GetString()!);
        item.GetProperty("problem").GetString().ShouldNotBeNullOrEmpty("nothing answers at the address of the mention");
        var page = await browser.GetAsync(Urls.Evidence);
        page.Text.ShouldContain(sum);
        page.Find("html")!.GetAttribute("lang").ShouldBe("de");
        page.Find(".evidence [lang=en]")!.TextContent.ShouldBe(item.GetProperty("problem").GetString());

        var file = await _caller.Http.GetByteArrayAsync($"/api/v1/evidence/{id}/file");
        Convert.ToHexStringLower(SHA256.HashData(file)).ShouldBe(sum);
        using var zip = new ZipArchive(new MemoryStream(file));
        zip.Entries.Select(e => e.Name).ShouldBe(["mention.json", "mention.html", "manifest.json"], ignoreOrder: true);
        await _caller.GetAsync("evidence/999999999/file", 404);
        await _caller.PostAsync("mentions/1/evidence", new { }, 404);

        await browser.PostAsync(Urls.Evidence, Urls.EvidenceRemove(long.Parse(id, System.Globalization.CultureInfo.InvariantCulture)));
        (await browser.GetAsync(Urls.Evidence)).Text.ShouldNotContain(sum);
        await _caller.GetAsync($"evidence/{id}/file", 404);
    }

    /// <summary>A monitor with one mention from a site of its own.</summary>
    private async Task<(string Monitor, string Host, (string Name, string Secret, string Word) Source)> MentionAsync()
    {
        var word = ApiHost.NewWord();
        var monitor = await api.MonitorAsync(word);
        var (source, secret, _) = await api.PushSourceAsync();
        // Nothing listens behind the reserved name, so that its page cannot be fetched.
        var host = $"{word}.invalid";
        var line = $$"""{"id":"1","text":"Ein {{word}}","url":"https://{{host}}/a","author":{"id":"u1","name":"Ute"} }""";
        await api.Stranger().PushAsync(source, secret, line);
        return (monitor, host, (source, secret, word));
    }

    private async Task CountedAsync(string monitor, long wanted)
    {
        for (var tries = 0; tries < 1_000 && await CountAsync($"monitor={monitor}") != wanted; tries++) await Task.Delay(50);
        (await CountAsync($"monitor={monitor}")).ShouldBe(wanted);
    }

    private async Task<long> CountAsync(string filter) =>
        (await _caller.GetAsync($"mentions/count?{filter}")).GetProperty("count").GetInt64();
}
