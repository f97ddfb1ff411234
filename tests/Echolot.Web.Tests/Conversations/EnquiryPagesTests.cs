using System.Globalization;
using System.Net;
using Echolot.Alerts;
using Echolot.Conversations;
using Echolot.Teams;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Xunit;

namespace Echolot.Web.Tests.Conversations;

/// <summary>Asking somebody without an account, by the forms of both sides, and what is to be done then.</summary>
public sealed class EnquiryPagesTests : IAsyncLifetime
{
    private ListeningHost _host = null!;
    private Visitor _mira = null!;
    private long _id;
    private string _incident = "";

    private Inbox Inbox => _host.App.Services.GetRequiredService<Inbox>();

    public async ValueTask InitializeAsync()
    {
        _host = await ListeningHost.StartAsync();
        _mira = await _host.App.SignedInAsync(language: "de");
        _id = await Inbox.SaveIncidentAsync(null, new("Reißverschluss <klemmt>", "Produkt > Zip", ""), new(1, null), CancellationToken.None);
        var talk = await Inbox.WriteDownAsync(
            new("phone", "Kim Muster", "Kim Muster hier, der Zipper klemmt", Mail: "kim@example.org"), new(1, null), CancellationToken.None);
        await Inbox.SetIncidentAsync(talk, _id, Sight.Everything, CancellationToken.None);
        _incident = Urls.Incident(_id);
    }

    public async ValueTask DisposeAsync()
    {
        _mira.Dispose();
        await _host.DisposeAsync();
    }

    [Fact]
    public async Task A_question_goes_out_with_what_was_chosen_and_the_answer_stands_in_the_incident_and_rings()
    {
        var dialog = (await _mira.GetAsync(_incident)).Find("#ask-outside")!;
        dialog.QuerySelector("[name=question]")!.TextContent.ShouldContain("Reißverschluss <klemmt>");
        dialog.QuerySelector("[name=examples]")!.TextContent.ShouldContain("[…] hier, der Zipper klemmt");
        dialog.TextContent.ShouldContain("Mailversand ist nicht eingerichtet");
        var wrong = await AskAsync(("name", "Qualität"), ("mail", "keine"), ("question", "Wann <b>?"), ("days", "3"));
        wrong.Status.ShouldBe(HttpStatusCode.UnprocessableEntity);
        wrong.Find("#ask-outside[open] .field-error")!.TextContent.ShouldContain("keine E-Mail-Adresse");
        (await AskAsync(
            ("name", "Qualität <i>"), ("mail", "q@example.org"), ("question", "Wann <b>?"), ("days", "3"), ("count", "true"),
            ("examples", "Der Zipper <klemmt>"))).Location.ShouldBe(_incident);
        (await _mira.GetAsync(_incident)).Find("#enquiries .note")!.TextContent.ShouldContain("wartet, bis");

        using var outside = _host.App.Visitor();
        var link = Urls.EnquiryLink(await SecretAsync());
        var page = await outside.GetAsync(link);
        var text = page.Find(".sheet")!.TextContent;
        foreach (var chosen in new[] { "Wann <b>?", "Der Zipper <klemmt>", "People concerned" }) text.ShouldContain(chosen);
        foreach (var kept in new[] { "Produkt > Zip", "Kim", "kim@", "q@example.org" }) text.ShouldNotContain(kept);
        page.Document.QuerySelectorAll("script[src]").Length.ShouldBeLessThanOrEqualTo(1);
        var missing = await outside.PostAsync(link, link, ("kind", "FixedOn"), ("day", "2000-01-01"), ("words", "<script>"));
        missing.Status.ShouldBe(HttpStatusCode.UnprocessableEntity);
        missing.Find(".field-error")!.TextContent.ShouldContain("today or later");
        missing.Find("[name=words]")!.TextContent.ShouldContain("<script>");
        (await outside.PostAsync(link, link, ("kind", "17"), ("words", ""))).Find(".banner")!.TextContent.ShouldContain("three answers");
        var day = DateTime.UtcNow.AddDays(1).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        (await outside.PostAsync(link, link, ("kind", "FixedOn"), ("day", day), ("words", "Neue <Charge>"))).Text.ShouldContain("Thank you!");
        (await outside.GetAsync(link)).Find("[name=day]")!.GetAttribute("value").ShouldBe(day);
        (await outside.GetAsync(Urls.EnquiryLink("erfunden"))).Status.ShouldBe(HttpStatusCode.NotFound);

        var answered = (await _mira.GetAsync(_incident)).Find("#enquiries .note")!;
        answered.TextContent.ShouldContain("behoben am");
        answered.TextContent.ShouldContain("Neue <Charge>");
        var asker = (await Inbox.EnquiriesAsync(_id, Sight.Everything, CancellationToken.None))[0].AskedBy!.Value;
        await Eventually.HoldsAsync(async () => (await _host.App.Services.GetRequiredService<AlertDesk>().ForPersonAsync(
            asker, false, null, 10, CancellationToken.None)).Any(n => n.Title == "Antwort von außen zu einem Vorfall"
                && n.Link.StartsWith(_incident, StringComparison.Ordinal)));

        // The day of the workspace, which is in Berlin.
        var today = TimeZoneInfo.ConvertTimeBySystemTimeZoneId(DateTimeOffset.UtcNow, "Europe/Berlin").ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        (await outside.PostAsync(link, link, ("kind", "FixedOn"), ("day", today), ("words", ""))).Text.ShouldContain("Thank you!");
        var due = (await _mira.GetAsync(_incident)).Text;
        due.ShouldContain("zugesagt. Ist es behoben?");
        await _mira.PostAsync(_incident, _incident + "/fixed", ("fixed", "true"));
        (await _mira.GetAsync(_incident)).Find(".banner.good")!.TextContent.ShouldContain("Allen Bescheid geben");
        (await _mira.GetAsync(Urls.IncidentTell(_id))).Find("[name=text]")!.TextContent.ShouldContain("gute Nachricht");
        (await outside.GetAsync(link)).Text.ShouldContain("fixed meanwhile");
    }

    [Fact]
    public async Task Who_may_not_send_asks_nobody_and_an_ended_question_leads_nowhere()
    {
        using var trainee = await _host.App.SignedInAsync(Role.Trainee, "de");
        (await trainee.GetAsync(_incident)).Find("#ask-outside").ShouldBeNull();
        (await trainee.PostAsync(_incident, _incident + "/ask", ("name", "Q"), ("mail", "q@example.org"), ("question", "?"), ("days", "3")))
            .Status.ShouldBe(HttpStatusCode.Forbidden);
        (await Inbox.EnquiriesAsync(_id, Sight.Everything, CancellationToken.None)).ShouldBeEmpty();
        await AskAsync(("name", "Q"), ("mail", "q@example.org"), ("question", "?"), ("days", "3"));
        var secret = await SecretAsync();
        var form = (await _mira.GetAsync(_incident)).Find("#enquiries .note form")!;
        await _mira.PostAsync(_incident, form.GetAttribute("action")!);
        (await _mira.GetAsync(_incident)).Find("#enquiries .note")!.TextContent.ShouldContain("beendet");
        using var outside = _host.App.Visitor();
        (await outside.GetAsync(Urls.EnquiryLink(secret))).Status.ShouldBe(HttpStatusCode.NotFound);
        var json = await _mira.GetAsync($"{Urls.Api}/incidents/{_id}/enquiries", ("Accept", "application/json"));
        json.Text.ShouldContain("\"ended_at\":\"");
    }

    private Task<Answer> AskAsync(params (string, string)[] fields) => _mira.PostAsync(_incident, _incident + "/ask", fields);

    private async Task<string> SecretAsync()
    {
        var id = (await Inbox.EnquiriesAsync(_id, Sight.Everything, CancellationToken.None))[0].Id;
        return (await Inbox.MakeEnquiryLinkAsync(id, EnquiryStepKind.Asked, CancellationToken.None)).ShouldNotBeNull().Secret;
    }
}
