using Echolot.Conversations;
using Echolot.Mentions;
using Echolot.Sources;
using Echolot.Storage;
using Echolot.Teams;
using Shouldly;
using Xunit;

namespace Echolot.Tests.Conversations;

public sealed class CommentsOnSqlite() : CommentsContract(Engine.Sqlite);

public sealed class CommentsOnPostgres() : CommentsContract(Engine.Postgres);

/// <summary>The tree of comments under a post, and answering one of them.</summary>
public abstract class CommentsContract(Engine engine) : CareContract(engine)
{
    private Sight Agent => Eyes[Role.Agent];

    [Fact]
    public async Task Comments_of_several_people_under_our_post_are_one_numbered_tree()
    {
        var kim = await CommentAsync("1", "Alpha wo?", "kim", "post");
        await CommentAsync("2", "Bravo auch", "lou", "post");
        await CommentAsync("3", "Charlie bei mir kam es", "ada", "1");
        await CommentAsync("4", "Delta danke", "kim", "3");
        var tree = await TreeAsync(kim);
        Drawn(tree!).ShouldBe("1 Alpha wo? [1.1 Charlie bei mir kam es [1.1.1 Delta danke]] 2 Bravo auch");
        (tree!.Count, tree.More, tree.Post).ShouldBe((4, false, null));
        // The same tree from everywhere, and the place of each message in its own conversation.
        var lou = tree.Comments[1].ConversationId;
        lou.ShouldNotBe(kim);
        Drawn((await TreeAsync(lou))!).ShouldBe(Drawn(tree));
        tree.Numbers[(await ThreadAsync(lou)).Messages.Single().Id].ShouldBe("2");
        // Our own answer has its place, too.
        await Inbox.SendReplyAsync(lou, new(Leg.Public, "Echo unterwegs"), Agent, Cancel);
        await PostedAsync(1);
        await UntilAsync(async () => (await ThreadAsync(lou)).Messages[^1].Send?.State is SendState.Sent);
        Drawn((await TreeAsync(kim))!).ShouldEndWith("2 Bravo auch [2.1 Echo unterwegs]");
    }

    [Fact]
    public async Task What_these_eyes_do_not_see_is_not_in_the_tree_and_a_talk_of_two_has_none()
    {
        var kim = await CommentAsync("1", "Alpha wo?", "kim", "post");
        (await TreeAsync(kim)).ShouldBeNull();
        await CommentAsync("2", "Bravo immer noch?", "kim", "1");
        (await TreeAsync(kim)).ShouldBeNull();
        await CommentAsync("3", "Charlie auch", "lou", "post");
        (await TreeAsync(kim))!.Count.ShouldBe(3);
        await Inbox.AssignAsync(kim, Agent.PersonId, Sight.Everything, Cancel);
        (await Inbox.CommentsAsync(await ThreadAsync(kim), Agent with { Departments = [], Unrouted = false }, Cancel)).ShouldBeNull();
        (await TreeAsync(await HearAsync("Privates", "9", isPrivate: true))).ShouldBeNull();
    }

    [Fact]
    public async Task A_customer_s_own_post_stands_on_top_and_what_was_deleted_keeps_its_place()
    {
        var talk = await CommentAsync("1", "Alpha Jacke undicht", "kim", null);
        await CommentAsync("2", "Bravo meine auch", "lou", "1");
        await CommentAsync("3", "Charlie wann?", "ada", "2");
        await DeleteAsync("2");
        await UntilAsync(async () => (await ThreadAsync(talk)).Messages.Any(m => m.DeletedAt is not null));
        var tree = (await TreeAsync(talk))!;
        tree.Post.ShouldBe(new("Alpha Jacke undicht", "kim", tree.Post!.At, null));
        Drawn(tree).ShouldBe("1 – [1.1 Charlie wann?]");
    }

    [Fact]
    public async Task An_answer_leaves_for_the_comment_that_was_chosen_and_else_for_the_newest()
    {
        var talk = await CommentAsync("1", "Alpha Jacke undicht", "kim", null);
        await CommentAsync("2", "Bravo meine auch", "lou", "1");
        var first = (await ThreadAsync(talk)).Messages[0];
        await Inbox.SendReplyAsync(talk, new(Leg.Public, "Dir, Kim", ReplyTo: first.Id), Agent, Cancel);
        await Inbox.SendReplyAsync(talk, new(Leg.Public, "Und dir, Lou"), Agent, Cancel);
        await PostedAsync(2);
        Network.Posted.Select(p => (p.Text, p.ReplyTo!.Value.Value)).ShouldBe([("Dir, Kim", "1"), ("Und dir, Lou", "2")], ignoreOrder: true);
        var other = (await ThreadAsync(await HearAsync("Delta", "8", author: "ole"))).Messages[0];
        await RefusedAsync(
            () => Inbox.SendReplyAsync(talk, new(Leg.Public, "Fremd", ReplyTo: other.Id), Agent, Cancel), InboxRefusal.NobodyToAnswer);
    }

    [Fact]
    public async Task Answers_that_go_round_end_and_too_many_are_said()
    {
        var talk = await CommentAsync("1", "Alpha", "kim", "2");
        await CommentAsync("2", "Bravo", "lou", "1");
        (await TreeAsync(talk)).ShouldBeNull();
        for (var i = 0; i <= Inbox.MostComments; i++) await CommentAsync($"m{i}", $"Charlie {i}", $"p{i}", "post", wait: false);
        await UntilAsync(async () => (await Inbox.CountAsync(new(InboxView.All), Sight.Everything, 1000, Cancel)) >= Inbox.MostComments + 2);
        var many = (await Inbox.ListAsync(new(InboxView.All, Search: "Charlie"), Sight.Everything, null, 1, Cancel)).Items[0].Id;
        var tree = (await TreeAsync(many))!;
        (tree.Count, tree.More).ShouldBe((Inbox.MostComments, true));
    }

    private async Task<CommentTree?> TreeAsync(long talk) =>
        await Inbox.CommentsAsync(await ThreadAsync(talk), Sight.Everything, Cancel);

    private static string Drawn(CommentTree tree) => Drawn(tree.Comments);

    private static string Drawn(IReadOnlyList<Comment> comments) => string.Join(' ', comments.Select(c =>
        $"{c.Number} {(c.Message.DeletedAt is null ? c.Message.Text : "–")}{(c.Answers.Count > 0 ? $" [{Drawn(c.Answers)}]" : "")}"));
}
