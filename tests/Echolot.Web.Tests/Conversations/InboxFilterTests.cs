using Echolot.Conversations;
using Echolot.Teams;
using Echolot.Web.Conversations;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Xunit;

namespace Echolot.Web.Tests.Conversations;

/// <summary>Filters of the inbox: in the address, in its forms, and as chips that are removed.</summary>
public sealed class InboxFilterTests
{
    private static readonly InboxFilter all = new(
        InboxView.All, "mastodon", DepartmentId: 3, AssigneeId: 4, ContactId: 5, Search: "Paket & mehr", Order: InboxOrder.OldestFirst,
        LabelId: 6, IncidentId: 7, Cause: "Lieferung > Zusteller", Crisis: 2)
    {
        Priority = Priority.High, State = ConversationState.Open, Field = new(8, "Jacke: blau"), OnlyOpen = true, Language = "de",
    };

    [Fact]
    public void An_address_keeps_every_filter() => Read(new InboxAddress(all).To(Urls.Inbox)).Filter.ShouldBe(all);

    [Fact]
    public void What_is_no_filter_is_left_out() => Read(
        "/inbox?priority=7&state=never&field=x&open=yes&label=a&assignee=-1&contact=&view=99&order=up").Filter.ShouldBe(new InboxFilter());

    [Fact]
    public async Task Forms_keep_the_filters_that_are_not_theirs_and_each_filter_is_a_chip_that_goes()
    {
        await using var host = await ListeningHost.StartAsync();
        using var mira = await host.App.SignedInAsync(language: "de");
        var inbox = host.App.Services.GetRequiredService<Inbox>();
        var me = (await host.App.Services.GetRequiredService<Roster>().PeopleAsync(CancellationToken.None)).Max(p => p.Id);
        var field = await inbox.SaveFieldAsync(
            null, new("Produkt", FieldKind.Choices, ["Jacke", "Zelt"], false), me, CancellationToken.None);
        var talks = new List<long>();
        for (var i = 1; i <= 3; i++)
        {
            var mention = (await host.PushAsync(($"{i}", $"Fjellrev {i}, was ist los?")))[0];
            talks.Add((await inbox.OpenAsync(
                long.Parse(mention, System.Globalization.CultureInfo.InvariantCulture), null, new(me, null), CancellationToken.None)).Id);
        }
        await inbox.SetFieldAsync(talks[0], field, "Jacke\nZelt", new(me, null), CancellationToken.None);
        await inbox.SetFieldAsync(talks[1], field, "Jacke", new(me, null), CancellationToken.None);
        await inbox.SetPriorityAsync(talks[1], Priority.Urgent, new(me, null), CancellationToken.None);
        await inbox.EnterAsync(talks[2], ConversationState.Ignored, null, null, new(me, null), CancellationToken.None);

        var page = await mira.GetAsync($"{Urls.Inbox}?view=all&open=1&order=newestfirst&field={field}:Jacke&cause=Lieferung");
        page.Document.QuerySelectorAll("[data-talk]").Length.ShouldBe(0);
        page.Document.QuerySelectorAll(".inbox-chips .chip").Select(c => c.TextContent.Trim()).ShouldBe(
            ["nicht abgeschlossen", "Ursache: Lieferung", "Produkt: Jacke"], ignoreOrder: true);
        var search = page.Find("form.inbox-search")!;
        search.QuerySelectorAll("[type=hidden]").Select(i => i.GetAttribute("name")).ShouldBe(
            ["view", "order", "cause", "field", "open"], ignoreOrder: true);
        page.Find(".inbox-bar form")!.QuerySelectorAll("[type=hidden]").Select(i => i.GetAttribute("name")).ShouldBe(
            ["view", "cause", "open"], ignoreOrder: true);

        var without = page.Document.QuerySelectorAll(".inbox-chips .chip").Single(c => c.TextContent.Contains("Ursache", StringComparison.Ordinal));
        (await CountAsync(without.GetAttribute("href")!)).ShouldBe(2);
        (await CountAsync($"{Urls.Inbox}?field={field}:Zelt")).ShouldBe(1);
        (await CountAsync($"{Urls.Inbox}?priority=urgent")).ShouldBe(1);
        (await CountAsync($"{Urls.Inbox}?view=all")).ShouldBe(3);
        (await CountAsync($"{Urls.Inbox}?view=all&state=ignored")).ShouldBe(1);
        (await CountAsync($"{Urls.Inbox}?view=all&open=1")).ShouldBe(2);

        async Task<int> CountAsync(string address) => (await mira.GetAsync(address)).Document.QuerySelectorAll("[data-talk]").Length;
    }

    private static InboxAddress Read(string address) => InboxAddress.Read(
        new QueryCollection(QueryHelpers.ParseQuery(new Uri(new Uri("http://x"), address).Query)));
}
