using System.Net;
using Shouldly;
using Xunit;

namespace Echolot.Web.Tests.Monitors;

/// <summary>Two people who edit one monitor at the same time.</summary>
public sealed class ChangedMeanwhileTests : IAsyncLifetime
{
    private ListeningHost _host = null!;

    public async ValueTask InitializeAsync() => _host = await ListeningHost.StartAsync();

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    [Fact]
    public async Task The_second_one_sees_what_the_first_one_saved_and_loses_nothing()
    {
        using var visitor = await _host.App.SignedInAsync();
        var address = Urls.Monitor(_host.MonitorId);
        var seen = (await visitor.GetAsync(address)).Find("input[name=seen]")!.GetAttribute("value")!;
        (await SaveAsync("Fjellrev DE", "fjellrev OR zoo")).Status.ShouldBe(HttpStatusCode.SeeOther);

        var refused = await SaveAsync("Fjellrev und Jacken", "fjellrev OR jacke", "wegen der Jacken");
        refused.Status.ShouldBe(HttpStatusCode.Conflict);
        refused.Find("textarea[name=query]")!.TextContent.ShouldBe("fjellrev OR jacke");
        refused.Find("input[name=name]")!.GetAttribute("value").ShouldBe("Fjellrev und Jacken");
        refused.Find("input[name=note]")!.GetAttribute("value").ShouldBe("wegen der Jacken");
        var changed = refused.Find(".changed-meanwhile")!;
        changed.QuerySelector(".query-difference del")!.TextContent.ShouldBe("zoo");
        changed.QuerySelector(".query-difference ins")!.TextContent.ShouldBe("jacke");
        changed.QuerySelectorAll("dd > del").Single().TextContent.ShouldBe("Fjellrev DE");
        changed.QuerySelectorAll("dd > ins").Single().TextContent.ShouldBe("Fjellrev und Jacken");
        (await visitor.GetAsync(address)).Find("textarea[name=query]")!.TextContent.ShouldBe("fjellrev OR zoo");

        seen = refused.Find("input[name=seen]")!.GetAttribute("value")!;
        (await SaveAsync("Fjellrev und Jacken", "fjellrev OR jacke")).Status.ShouldBe(HttpStatusCode.SeeOther);
        (await visitor.GetAsync(address)).Find("textarea[name=query]")!.TextContent.ShouldBe("fjellrev OR jacke");

        Task<Answer> SaveAsync(string name, string query, string note = "") => visitor.PostAsync(
            address, address, ("name", name), ("query", query), ("purpose", "Brand"), ("active", "on"), ("note", note),
            ("seen", seen));
    }

    [Fact]
    public async Task A_wrong_query_does_not_let_the_next_try_write_over_it()
    {
        using var visitor = await _host.App.SignedInAsync();
        var address = Urls.Monitor(_host.MonitorId);
        var seen = (await visitor.GetAsync(address)).Find("input[name=seen]")!.GetAttribute("value")!;
        await visitor.PostAsync(address, address, ("name", "Anders"), ("query", "fjellrev"), ("active", "on"), ("seen", seen));
        var wrong = await visitor.PostAsync(address, address, ("name", "Fjellrev"), ("query", "NEAR/"), ("active", "on"), ("seen", seen));
        wrong.Status.ShouldBe(HttpStatusCode.UnprocessableEntity);
        wrong.Find("input[name=seen]")!.GetAttribute("value").ShouldBe(seen);
    }
}
