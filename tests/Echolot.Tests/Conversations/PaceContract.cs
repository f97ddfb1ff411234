using Echolot.Conversations;
using Echolot.Storage;
using Echolot.Teams;
using Shouldly;
using Xunit;

namespace Echolot.Tests.Conversations;

public sealed class PaceOnSqlite() : PaceContract(Engine.Sqlite);

public sealed class PaceOnPostgres() : PaceContract(Engine.Postgres);

/// <summary>Working through a list: which conversation comes next, and how close its rows stand.</summary>
public abstract class PaceContract(Engine engine) : CareDeskContract(engine)
{
    [Fact]
    public async Task After_a_conversation_comes_the_next_of_the_list_and_after_the_last_the_first()
    {
        var talks = await TalksAsync();
        foreach (var filter in new InboxFilter[] { new(), new(Order: InboxOrder.OldestFirst), new(Order: InboxOrder.NewestFirst), new(InboxView.All) })
        {
            var listed = (await Inbox.ListAsync(filter, Sight.Everything, null, 10, Cancel)).Items.Select(c => c.Id).ToList();
            listed.ShouldBe(talks, ignoreOrder: true);
            var walked = new List<long>();
            for (var here = listed[0]; walked.Count < listed.Count; here = walked[^1])
                walked.Add((await Inbox.NextAsync(filter, here, Sight.Everything, Cancel))!.Value);
            walked.ShouldBe([.. listed.Skip(1), listed[0]]);
        }
    }

    [Fact]
    public async Task What_has_no_clock_any_more_is_followed_by_what_is_due_first_and_alone_by_nothing()
    {
        var talks = await TalksAsync();
        await Inbox.EnterAsync(talks[0], ConversationState.Done, null, "Lieferung", new(Mira, null), Cancel);
        (await Inbox.NextAsync(new(), talks[0], Sight.Everything, Cancel)).ShouldBe(talks[1]);
        await Inbox.EnterAsync(talks[1], ConversationState.Done, null, "Lieferung", new(Mira, null), Cancel);
        (await Inbox.NextAsync(new(), talks[2], Sight.Everything, Cancel)).ShouldBeNull();
    }

    [Fact]
    public async Task Who_sees_a_part_goes_on_within_it()
    {
        var talks = await TalksAsync();
        var department = await DepartmentAsync("Service", null, null, Ida);
        await Inbox.MoveAsync(talks[0], department, Sight.Everything, Cancel);
        await Inbox.MoveAsync(talks[2], department, Sight.Everything, Cancel);
        var sight = new Sight(Ida, [department], Unrouted: false);
        (await Inbox.NextAsync(new(), talks[0], sight, Cancel)).ShouldBe(talks[2]);
        (await Inbox.NextAsync(new(), talks[1], sight, Cancel)).ShouldBeNull();
    }

    [Fact]
    public async Task Rows_stand_close_for_whoever_wants_it_and_for_nobody_else()
    {
        (await Roster.FindAsync(Mira, Cancel))!.CompactLists.ShouldBeFalse();
        await Roster.SetCompactListsAsync(Admin, true, Cancel);
        (await Roster.FindAsync(Mira, Cancel))!.CompactLists.ShouldBeTrue();
        (await Roster.FindAsync(Jonas, Cancel))!.CompactLists.ShouldBeFalse();
        await Roster.SetCompactListsAsync(Admin, false, Cancel);
        (await Roster.FindAsync(Mira, Cancel))!.CompactLists.ShouldBeFalse();
    }

    private async Task<IReadOnlyList<long>> TalksAsync()
    {
        var talks = new List<long>();
        foreach (var author in new[] { "kim", "lou", "ada" })
        {
            talks.Add(await SayAsync($"Wo bleibt das Paket von {author}?", author));
            Clock.Now += TimeSpan.FromMinutes(1);
        }
        return talks;
    }
}
