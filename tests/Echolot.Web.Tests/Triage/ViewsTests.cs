using System.Globalization;
using System.Net;
using Echolot.Teams;
using Echolot.Triage;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Xunit;

namespace Echolot.Web.Tests.Triage;

/// <summary>Saved views, and the bar for many beside them.</summary>
public sealed class ViewsTests : IAsyncLifetime
{
    private ListeningHost _host = null!;

    public async ValueTask InitializeAsync()
    {
        _host = await ListeningHost.StartAsync();
        await _host.PushAsync(("1", "Die Fjellrev Jacke ist warm"), ("2", "Fjellrev Hose"));
    }

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    [Fact]
    public async Task A_view_is_renamed_with_its_filters_and_filled_anew_with_the_present_ones()
    {
        using var visitor = await _host.App.SignedInAsync();
        await visitor.PostAsync(Urls.Listening, Urls.Views + "?lang=de&range=7d", ("name", "Deutsch"));
        var id = (await ViewAsync()).Id;
        var page = await visitor.GetAsync(Urls.Listening + "?q=hose");
        var form = page.Find("#save-view .view-change form")!;
        form.QuerySelector("input[name=name]")!.GetAttribute("value").ShouldBe("Deutsch");
        form.GetAttribute("action").ShouldBe(Urls.View(id) + "?q=hose");

        var renamed = await visitor.PostAsync(
            Urls.Listening, Urls.View(id) + "?q=hose", ("name", "Nur Deutsch"), ("shared", "on"));
        renamed.Location.ShouldBe(Urls.Listening + "?q=hose");
        (await ViewAsync()).ShouldSatisfyAllConditions(
            v => v.Name.ShouldBe("Nur Deutsch"), v => v.Filters.ShouldBe("range=7d&lang=de"), v => v.Shared.ShouldBeTrue());

        await visitor.PostAsync(
            Urls.Listening, Urls.View(id) + "?q=hose", ("name", "Hosen"), ("filled", "now"));
        (await ViewAsync()).ShouldSatisfyAllConditions(
            v => v.Name.ShouldBe("Hosen"), v => v.Filters.ShouldBe("q=hose"), v => v.Shared.ShouldBeFalse());
    }

    [Fact]
    public async Task Nobody_changes_the_view_of_somebody_else_and_a_name_is_needed()
    {
        using var visitor = await _host.App.SignedInAsync();
        await visitor.PostAsync(Urls.Listening, Urls.Views + "?lang=de", ("name", "Meine"), ("shared", "on"));
        var view = await ViewAsync();
        using var other = await _host.App.SignedInAsync(Role.Analyst);
        await other.PostAsync(Urls.Listening, Urls.View(view.Id), ("name", "Geraubt"), ("filled", "now"));
        await visitor.PostAsync(Urls.Listening, Urls.View(view.Id), ("name", " "));
        (await ViewAsync()).ShouldBe(view);
        (await other.GetAsync(Urls.Listening)).Find(".view-change").ShouldBeNull();
    }

    [Fact]
    public async Task The_bar_for_many_asks_how_many_fit_as_of_now()
    {
        using var visitor = await _host.App.SignedInAsync();
        var bar = (await visitor.GetAsync(Urls.Listening + "?q=fjellrev")).Find("[data-bulk]")!;
        bar.GetAttribute("data-all").ShouldBe("Everything that fits the filter (2)");
        await _host.PushAsync(("3", "Noch eine Fjellrev Mütze"));
        var count = await visitor.GetAsync(bar.GetAttribute("data-count")!);
        count.Text.ShouldBe("Everything that fits the filter (3)");
        (await visitor.GetAsync(Urls.BulkCount + "?q=(a")).Status.ShouldBe(HttpStatusCode.UnprocessableEntity);
        using var reader = await _host.App.SignedInAsync(Role.ReadOnly);
        (await reader.GetAsync(Urls.BulkCount)).Status.ShouldBe(HttpStatusCode.Forbidden);
    }

    [Fact]
    public async Task A_filter_that_cannot_be_read_is_an_error_and_never_everything()
    {
        using var visitor = await _host.App.SignedInAsync();
        foreach (var filter in new[] { "?tone=angry", "?monitor=first", "?from=gestern", "?q=" + new string('x', 20_001) })
        {
            foreach (var page in new[] { Urls.Listening, Urls.Search })
            {
                var shown = await visitor.GetAsync(page + filter);
                shown.Find("[data-mention]").ShouldBeNull(filter);
                shown.Find(".banner, .search-problems").ShouldNotBeNull(filter);
            }
            await visitor.PostAsync(Urls.Listening, Urls.MentionBulk + filter, ("what", "flag"), ("value", "1"));
            (await visitor.GetAsync(Urls.BulkCount + filter)).Status.ShouldBe(HttpStatusCode.UnprocessableEntity, filter);
            (await visitor.GetAsync(Urls.ListeningExport + filter + "&format=csv")).Status.ShouldBe(HttpStatusCode.UnprocessableEntity, filter);
        }
        await visitor.PostAsync(Urls.Listening, Urls.Views + "?tone=angry", ("name", "Wütend"));
        (await visitor.GetAsync(Urls.Views)).Text.ShouldNotContain("Wütend");
        (await visitor.GetAsync(Urls.Listening + "?flagged=yes")).Find("[data-mention]").ShouldBeNull("nothing was changed");
    }

    [Fact]
    public async Task A_query_as_long_as_a_monitor_may_have_it_is_searched()
    {
        using var visitor = await _host.App.SignedInAsync();
        var query = string.Join(" OR ", Enumerable.Range(0, 1_200).Select(i => $"wort{i:0000}").Append("fjellrev"));
        query.Length.ShouldBeInRange(14_000, 20_000);
        foreach (var page in new[] { Urls.Listening, Urls.Search })
        {
            var shown = await visitor.GetAsync($"{page}?q={Uri.EscapeDataString(query)}");
            shown.Document.QuerySelectorAll("[data-mention]").Length.ShouldBe(2);
            shown.Find("input[name=q]")!.GetAttribute("maxlength").ShouldBeNull("a browser would cut it without a word");
        }
        using var program = new HttpClient { BaseAddress = _host.App.Address };
        (await program.GetAsync(new Uri($"/api/v1/mentions?q={Uri.EscapeDataString(query)}", UriKind.Relative))).StatusCode
            .ShouldBe(HttpStatusCode.Unauthorized, "the address is not too long");
    }

    [Fact]
    public async Task Columns_beyond_the_fourth_are_named_and_not_left_out_in_silence()
    {
        using var visitor = await _host.App.SignedInAsync();
        await visitor.PostAsync(Urls.Listening, Urls.Views + "?lang=de", ("name", "Deutsch"));
        var all = "?view=all&view=unread&view=mine&view=flagged";
        (await visitor.GetAsync(Urls.Split + all)).Find(".banner").ShouldBeNull();
        var page = await visitor.GetAsync($"{Urls.Split}{all}&view={(await ViewAsync()).Id}");
        page.Document.QuerySelectorAll(".split-column").Length.ShouldBe(4);
        page.Find(".banner")!.TextContent.Trim().ShouldBe("At most 4 views fit side by side. Not shown: Deutsch.");
    }

    [Fact]
    public async Task More_than_can_be_chosen_one_by_one_are_refused_as_a_whole()
    {
        using var visitor = await _host.App.SignedInAsync();
        var mention = (await visitor.GetAsync(Urls.Listening)).Find("[data-mention]")!.GetAttribute("data-mention");
        var many = string.Join(',', Enumerable.Range(1, 1000).Select(i => i.ToString(CultureInfo.InvariantCulture)).Append(mention));
        foreach (var address in new[] { Urls.MentionWork, Urls.MentionBulk })
            await visitor.PostAsync(Urls.Listening, address, ("what", "flag"), ("value", "1"), ("ids", many));
        (await visitor.GetAsync(Urls.Listening + "?flagged=yes")).Find("[data-mention]").ShouldBeNull();
        await visitor.PostAsync(Urls.Listening, Urls.MentionWork, ("what", "flag"), ("value", "1"), ("ids", mention!));
        (await visitor.GetAsync(Urls.Listening + "?flagged=yes")).Find("[data-mention]").ShouldNotBeNull();
    }

    private async Task<SavedView> ViewAsync()
    {
        var me = (await _host.App.Services.GetRequiredService<Roster>().FindAsync(
            AppHost.AdministratorEmail, CancellationToken.None))!.Id;
        return (await _host.App.Services.GetRequiredService<TriageDesk>().ViewsAsync(me, CancellationToken.None)).Single();
    }
}
