using System.Globalization;
using Echolot.Conversations;
using Echolot.Teams;
using Echolot.Web.Conversations;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Xunit;

namespace Echolot.Web.Tests.Conversations;

public sealed class FollowedListsTests : IAsyncLifetime
{
    private static readonly InboxAddress ToDo = new(new InboxFilter());
    private ListeningHost _host = null!;
    private Actor _mira = null!;
    private Actor _jonas = null!;

    private Inbox Inbox => _host.App.Services.GetRequiredService<Inbox>();
    private FollowedLists Lists => _host.App.Services.GetRequiredService<FollowedLists>();

    public async ValueTask InitializeAsync()
    {
        _host = await ListeningHost.StartAsync();
        _mira = await ActorAsync(Role.Administrator);
        _jonas = await ActorAsync(Role.Agent);
    }

    public async ValueTask DisposeAsync() => await _host.DisposeAsync();

    [Fact]
    public async Task Those_who_see_the_same_share_the_rows_and_have_a_count_of_their_own()
    {
        var id = await OpenAsync("1", "Fjellrev eins");
        await Inbox.AssignAsync(id, _jonas.Person.Id, Sight.Everything, CancellationToken.None);
        var both = await Task.WhenAll(AskAsync(_mira), AskAsync(_jonas));
        both[0].Rows.ShouldContain("Fjellrev eins");
        both[1].Rows.ShouldBeSameAs(both[0].Rows);
        both.Select(l => l.Counts!["mine"]).ShouldBe(["0", "1"]);
        both.ShouldAllBe(l => l.Counts!["todo"] == "1" && l.Counts["unassigned"] == "0");
    }

    [Fact]
    public async Task Whoever_asks_after_a_change_sees_it_though_the_list_has_just_been_made()
    {
        for (var n = 1; n <= 5; n++)
        {
            await OpenAsync($"{n}", $"Fjellrev Nummer {n}");
            var list = await AskAsync(n % 2 == 0 ? _mira : _jonas);
            list.Rows.ShouldContain($"Nummer {n}");
            list.Counts!["todo"].ShouldBe($"{n}");
        }
    }

    [Fact]
    public async Task One_s_own_conversations_are_shared_with_nobody()
    {
        var id = await OpenAsync("1", "Fjellrev eins");
        await Inbox.AssignAsync(id, _jonas.Person.Id, Sight.Everything, CancellationToken.None);
        var mine = new InboxAddress(new InboxFilter(InboxView.Mine));
        var both = await Task.WhenAll(
            Lists.AskAsync(mine, _mira, CancellationToken.None), Lists.AskAsync(mine, _jonas, CancellationToken.None));
        both[0].Rows.ShouldNotContain("Fjellrev");
        both[1].Rows.ShouldContain("Fjellrev eins");
        both.Select(l => l.Counts!["mine"]).ShouldBe(["0", "1"]);
    }

    [Fact]
    public async Task Lists_under_a_name_are_counted_anew_after_each_change_and_for_whoever_sees_them()
    {
        var counts = _host.App.Services.GetRequiredService<ViewCounts>();
        var all = await Inbox.AddViewAsync("Alle", "view=all", shared: true, _mira.Person.Id, CancellationToken.None);
        var mine = await Inbox.AddViewAsync("Meine", "view=mine", shared: true, _mira.Person.Id, CancellationToken.None);
        var own = await Inbox.AddViewAsync("Nur Mira", "view=all", shared: false, _mira.Person.Id, CancellationToken.None);
        await Inbox.AddViewAsync("Kaputt", "view=all&q=%28", shared: true, _mira.Person.Id, CancellationToken.None);
        for (var n = 1; n <= 3; n++)
        {
            var id = await OpenAsync($"{n}", $"Fjellrev Nummer {n}");
            await Inbox.AssignAsync(id, _jonas.Person.Id, Sight.Everything, CancellationToken.None);
            var both = await Task.WhenAll(
                counts.AskAsync(_mira, CancellationToken.None), counts.AskAsync(_jonas, CancellationToken.None));
            both[0].ShouldBe(new Dictionary<long, string> { [all] = $"{n}", [mine] = "0", [own] = $"{n}" }, ignoreOrder: true);
            both[1].ShouldBe(new Dictionary<long, string> { [all] = $"{n}", [mine] = $"{n}" }, ignoreOrder: true);
        }
        (await AskAsync(_mira)).Views.ShouldBeNull("nobody has the menu open");
    }

    private Task<FollowedList> AskAsync(Actor who) => Lists.AskAsync(ToDo, who, CancellationToken.None);

    private async Task<Actor> ActorAsync(Role role)
    {
        using var visitor = await _host.App.SignedInAsync(role, "de");
        var roster = _host.App.Services.GetRequiredService<Roster>();
        var person = (await roster.PeopleAsync(CancellationToken.None)).Last(p => p.Role == role);
        return new Actor(person, person.Permissions, null);
    }

    private async Task<long> OpenAsync(string id, string text)
    {
        var mention = long.Parse((await _host.PushAsync((id, text)))[0], CultureInfo.InvariantCulture);
        return (await Inbox.OpenAsync(mention, null, Sight.Everything, CancellationToken.None)).Id;
    }
}
