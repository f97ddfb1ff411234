using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using Dapper;
using Echolot.Conversations;
using Echolot.Storage;
using Echolot.Teams;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Xunit;

namespace Echolot.Web.Tests.Conversations;

/// <summary>Files of replies by forms, links and the API, over a Mastodon instance that tells what has reached it.</summary>
public sealed class ReplyFilesTests : IAsyncLifetime
{
    private static readonly byte[] picture = Convert.FromBase64String(
        "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAIAAACQd1PeAAAADElEQVR4nGP4z8AAAAMBAQDJ/pLvAAAAAElFTkSuQmCC");

    private MastodonHost _desk = null!;
    private Visitor _mira = null!;
    private string _talk = "";

    private AppHost Host => _desk.App;

    private Inbox Inbox => _desk.Inbox;

    public async ValueTask InitializeAsync()
    {
        _desk = await MastodonHost.StartAsync();
        _mira = await Host.SignedInAsync(language: "de");
        _talk = Urls.Conversation((await _desk.HearAsync("Wie sieht das Etikett aus?"))[0].Id);
    }

    public async ValueTask DisposeAsync()
    {
        _mira.Dispose();
        await _desk.DisposeAsync();
    }

    [Fact]
    public async Task A_picture_is_added_described_sent_and_shown_and_handed_out_so_that_nothing_of_it_runs()
    {
        var refused = await UploadAsync(_mira, "x.svg", "<svg onload=alert(1)>"u8.ToArray());
        refused.Status.ShouldBe(HttpStatusCode.UnprocessableEntity);
        refused.Find("[role=alert]")!.TextContent.ShouldContain("„x.svg“ geht nicht");
        var added = await UploadAsync(_mira, "Etikett <b>.png", picture);
        added.Status.ShouldBe(HttpStatusCode.OK);
        var id = added.Find("[data-file]")!.GetAttribute("data-file")!;
        var page = await _mira.GetAsync(_talk);
        page.Find("[data-composer] .reply-file a")!.TextContent.ShouldBe("Etikett b.png");
        page.Find("[data-attach]")!.GetAttribute("data-attach")!.ShouldContain("image/png");
        var check = await _mira.PostAsync(
            _talk, _talk + "/check", ("mode", "Public"), ("text", "So sieht es aus."), ("file", id), ($"alt-{id}", ""));
        check.Find("[data-rule=NoAltText]").ShouldNotBeNull();
        (await FileAsync(_mira, Urls.ReplyFile(long.Parse(id, CultureInfo.InvariantCulture)))).ShouldBe("attachment; filename=\"Etikett b.png\"; filename*=UTF-8''Etikett%20b.png");
        using (var stranger = Host.Visitor())
            (await stranger.GetAsync(Urls.ReplyFile(1))).Status.ShouldNotBe(HttpStatusCode.OK);
        await _mira.PostAsync(
            _talk, _talk + "/say", ("mode", "Public"), ("text", "So sieht es aus."), ("file", id), ($"alt-{id}", "Etikett mit Nummer"));
        await _desk.SaidAsync(1);
        var shown = _desk.Instance.Said[0].Pictures.ShouldHaveSingleItem();
        (shown.Description, shown.Type).ShouldBe(("Etikett mit Nummer", "image/png"));
        shown.Content.ShouldBe(picture);
        page = await _mira.GetAsync(_talk);
        page.Find(".said.ours .sent-files img")!.GetAttribute("alt").ShouldBe("Etikett mit Nummer");
        page.Find(".reply-file").ShouldBeNull();
    }

    [Fact]
    public async Task What_waits_for_an_approval_is_looked_at_with_its_files_inside_and_by_link()
    {
        await Inbox.SaveApprovalRuleAsync(
            null, new("Recht", ApprovalWhen.Always, [new([], [], [new("Dr. Sommer", "recht@example.org")], 60)]), 1, CancellationToken.None);
        var id = (await UploadAsync(_mira, "Etikett.png", picture)).Find("[data-file]")!.GetAttribute("data-file")!;
        await _mira.PostAsync(_talk, _talk + "/say", ("mode", "Public"), ("text", "Wir prüfen das."), ("file", id), ($"alt-{id}", "Etikett"));
        var approval = (await Inbox.WaitingApprovalsAsync(Sight.Everything, CancellationToken.None)).ShouldHaveSingleItem();
        (await _mira.GetAsync(Urls.Approval(approval.Id))).Find(".sent-files")!.TextContent.ShouldContain("Etikett.png");
        string secret;
        await using (var connection = await Host.Services.GetRequiredService<EcholotDb>().ReadAsync(CancellationToken.None))
            secret = (await Inbox.MakeApprovalLinkAsync(
                await connection.ExecuteScalarAsync<long>("select id from approval_link"), CancellationToken.None))!.Secret;
        using var outside = Host.Visitor("de");
        var page = await outside.GetAsync(Urls.ApprovalLink(secret));
        page.Find(".sent-files a")!.GetAttribute("href").ShouldBe(Urls.ApprovalLinkFile(secret, approval.Files[0].Id));
        (await FileAsync(outside, Urls.ApprovalLinkFile(secret, approval.Files[0].Id))).ShouldStartWith("attachment");
        (await outside.GetAsync(Urls.ApprovalLinkFile("erfunden", approval.Files[0].Id))).Status.ShouldBe(HttpStatusCode.NotFound);
        (await outside.GetAsync(Urls.ApprovalLinkFile(secret, 4711))).Status.ShouldBe(HttpStatusCode.NotFound);
        await outside.PostAsync(Urls.ApprovalLink(secret), Urls.ApprovalLink(secret), ("decision", "approve"), ("seen", "1"));
        await _desk.SaidAsync(1);
        _desk.Instance.Said[0].Pictures.ShouldHaveSingleItem().Description.ShouldBe("Etikett");
        (await outside.GetAsync(Urls.ApprovalLinkFile(secret, approval.Files[0].Id))).Status.ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task A_program_adds_a_file_and_sends_it_with_its_reply()
    {
        var mira = (await Host.Services.GetRequiredService<Roster>().FindAsync(AppHost.AdministratorEmail, CancellationToken.None))!;
        var (_, secret) = await Host.Services.GetRequiredService<Roster>().IssueTokenAsync(
            new(mira, mira.Permissions, null), "Test", mira.Permissions, null, CancellationToken.None);
        var caller = new Api.ApiCaller(Host.Address, secret);
        var talk = _talk.Split('/')[^1];
        (await caller.GetAsync($"conversations/{talk}/ways")).GetProperty("items")[0].GetProperty("files").GetProperty("most").GetInt32().ShouldBe(4);
        using var form = new MultipartFormDataContent { { Part(picture), "file", "a.png" }, { new StringContent("Etikett"), "alt" } };
        using var answer = await caller.Http.PostAsync($"/api/v1/conversations/{talk}/files", form);
        var file = await Api.ApiCaller.ReadAsync(answer, 200);
        (file.GetProperty("name").GetString(), file.GetProperty("alt").GetString()).ShouldBe(("a.png", "Etikett"));
        var id = file.GetProperty("id").GetString();
        (await caller.Http.GetByteArrayAsync($"/api/v1/conversations/{talk}/files/{id}")).ShouldBe(picture);
        await caller.PostAsync(
            $"conversations/{talk}/replies", new { leg = "public", text = "So sieht es aus.", files = new[] { new { file_id = "4711" } } }, 422);
        var thread = await caller.PostAsync(
            $"conversations/{talk}/replies", new { leg = "public", text = "So sieht es aus.", files = new[] { new { file_id = id } } }, 200);
        thread.GetProperty("messages")[1].GetProperty("files")[0].GetProperty("alt").GetString().ShouldBe("Etikett");
    }

    [Fact]
    public async Task Everybody_of_an_incident_gets_a_file_that_was_added_on_its_page()
    {
        var talk = long.Parse(_talk.Split('/')[^1], CultureInfo.InvariantCulture);
        var id = await Inbox.SaveIncidentAsync(null, new("Charge 0425", null, ""), new(1, null), CancellationToken.None);
        await Inbox.SetIncidentAsync(talk, id, Sight.Everything, CancellationToken.None);
        var incident = Urls.Incident(id);
        var added = await UploadAsync(_mira, "Anleitung.png", picture, incident + "/files");
        var file = added.Find("[data-file]")!.GetAttribute("data-file")!;
        added.Find("[data-detach]")!.GetAttribute("data-detach").ShouldBe($"{incident}/files/{file}/remove");
        (await _mira.PostAsync(incident, $"{incident}/files/{file}/alt", ("alt", "So geht es"))).Status.ShouldBe(HttpStatusCode.NoContent);
        var page = await _mira.PostAsync(incident, incident + "/letters", ("text", "Hallo {{name}}"));
        page.Find("[data-composer] .reply-file a")!.TextContent.ShouldBe("Anleitung.png");
        page.Find(".letters .bad").ShouldBeNull();
        await _mira.PostAsync(incident, incident + "/answer", ("text", "Hallo {{name}}"), ("file", file), ($"alt-{file}", "So geht es"));
        await _desk.SaidAsync(1);
        _desk.Instance.Said[0].Pictures.ShouldHaveSingleItem().Description.ShouldBe("So geht es");
        (await _mira.GetAsync(incident)).Find(".note .sent-files a")!.TextContent.ShouldContain("Anleitung.png");
    }

    [Fact]
    public async Task A_shared_draft_hands_its_files_on_and_an_approver_leaves_one_out_by_its_tick()
    {
        using var ida = await Host.SignedInAsync(Role.Trainee, "de");
        var first = (await UploadAsync(ida, "Etikett.png", picture)).Find("[data-file]")!.GetAttribute("data-file")!;
        await ida.PostAsync(_talk, _talk + "/draft", ("mode", "Public"), ("text", "So sieht es aus."), ("shared", "1"));
        var shared = (await _mira.GetAsync(_talk)).Find(".shared-draft")!;
        shared.TextContent.ShouldContain("Etikett.png");
        var of = shared.QuerySelector("[data-draft-of]")!.GetAttribute("data-draft-of")!;
        (await _mira.PostAsync(_talk, _talk + "/files", ("draft-of", of))).Document.QuerySelectorAll("[data-file]").Length.ShouldBe(1);
        var second = (await UploadAsync(ida, "Zweites.png", [.. picture, 0])).Document.QuerySelectorAll("[data-file]")[1].GetAttribute("data-file")!;
        await ida.PostAsync(_talk, _talk + "/say", ("mode", "Public"), ("text", "So sieht es aus."), ("file", first), ("file", second));
        var approval = (await Inbox.WaitingApprovalsAsync(Sight.Everything, CancellationToken.None)).ShouldHaveSingleItem();
        var address = Urls.Approval(approval.Id);
        (await _mira.GetAsync(address)).Document.QuerySelectorAll("form [name=without]").Length.ShouldBe(2);
        var stopped = await _mira.PostAsync(
            address, address, ("decision", "back"), ("seen", "1"), ("text", "So sieht es aus."), ("without", second));
        stopped.Document.QuerySelectorAll("[name=without][checked]").Length.ShouldBe(1);
        await _mira.PostAsync(address, address, ("decision", "approve"), ("seen", "1"), ("text", "So sieht es aus."), ("without", second));
        await _desk.SaidAsync(1);
        _desk.Instance.Said[0].Pictures.Count.ShouldBe(1);
        (await _mira.GetAsync(address)).Find(".approval-history")!.TextContent.ShouldContain("nahm heraus: Zweites.png");
    }

    private async Task<Answer> UploadAsync(Visitor visitor, string name, byte[] content, string? to = null)
    {
        var token = (await visitor.GetAsync(_talk)).Find("input[name=_token]")!.GetAttribute("value")!;
        using var form = new MultipartFormDataContent { { new StringContent(token), "_token" }, { Part(content), "file", name } };
        return await visitor.SendFormAsync(to ?? _talk + "/files", form);
    }

    private static ByteArrayContent Part(byte[] content) =>
        new(content) { Headers = { ContentType = new MediaTypeHeaderValue("application/octet-stream") } };

    /// <summary>How a file is handed out.</summary>
    private static async Task<string> FileAsync(Visitor visitor, string address)
    {
        var file = await visitor.GetAsync(address);
        file.Status.ShouldBe(HttpStatusCode.OK);
        Header("X-Content-Type-Options").ShouldBe("nosniff");
        Header("Content-Security-Policy").ShouldContain("sandbox");
        Header("Cache-Control").ShouldContain("no-store");
        Header("Content-Type").ShouldBe("image/png");
        return Header("Content-Disposition");

        string Header(string name) => file.Response.Headers.Concat(file.Response.Content.Headers)
            .Single(h => h.Key.Equals(name, StringComparison.OrdinalIgnoreCase)).Value.Single();
    }
}
