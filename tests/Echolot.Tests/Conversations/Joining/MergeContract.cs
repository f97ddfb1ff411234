using Dapper;
using Echolot.Answers;
using Echolot.Conversations;
using Echolot.Storage;
using Echolot.Tests.Conversations.AutoReplies;
using Shouldly;
using Xunit;

namespace Echolot.Tests.Conversations.Joining;

public sealed class MergesOnSqlite() : MergeContract(Engine.Sqlite);

public sealed class MergesOnPostgres() : MergeContract(Engine.Postgres);

/// <summary>Two conversations that become one case: nobody who waits is overlooked, and nothing is given twice.</summary>
public abstract class MergeContract(Engine engine) : QuietDesk(engine)
{
    [Theory]
    [InlineData(ConversationState.WaitingForCustomer)]
    [InlineData(ConversationState.Snoozed)]
    [InlineData(ConversationState.Done)]
    public async Task A_customer_who_waits_is_to_be_answered_wherever_they_are_merged_into(ConversationState state)
    {
        var (from, into) = await TwoAsync("Mein Anwalt meldet sich!");
        await EnterAsync(into, state);
        (await TalkAsync(from)).Priority.ShouldBe(Priority.High);
        Clock.Now += TimeSpan.FromMinutes(1);
        await Inbox.MergeAsync(from, into, Mira, Cancel);
        var whole = await TalkAsync(into);
        (whole.State, whole.Priority).ShouldBe((ConversationState.New, Priority.High));
        whole.DueAt.ShouldNotBeNull();
        await Inbox.UndoMergeAsync(from, Mira, Cancel);
        (await TalkAsync(into)).Priority.ShouldBe(Priority.Normal);
        (await TalkAsync(from)).Priority.ShouldBe(Priority.High);
    }

    [Theory]
    [InlineData(ConversationState.Done, ConversationState.Done)]
    [InlineData(ConversationState.WaitingForCustomer, ConversationState.Snoozed)]
    [InlineData(ConversationState.New, ConversationState.Ignored)]
    [InlineData(ConversationState.New, ConversationState.WaitingInternally)]
    public async Task What_nobody_waits_in_or_what_is_ignored_leaves_the_other_as_it_is(
        ConversationState from, ConversationState into)
    {
        var (one, other) = await TwoAsync("Noch etwas");
        if (from is not ConversationState.New) await EnterAsync(one, from);
        await EnterAsync(other, into);
        await Inbox.MergeAsync(one, other, Mira, Cancel);
        (await TalkAsync(other)).State.ShouldBe(into);
    }

    [Fact]
    public async Task What_was_merged_away_is_worked_on_where_it_went()
    {
        var (from, into) = await TwoAsync("Noch etwas");
        await Inbox.MergeAsync(from, into, Mira, Cancel);
        foreach (var work in new Func<Task>[]
        {
            () => Inbox.EnterAsync(from, ConversationState.Open, null, null, Mira, Cancel),
            () => Inbox.TakeAsync(from, Mira, Cancel),
            () => Inbox.AddNoteAsync(from, "Wo bin ich?", Mira, Cancel),
            () => Inbox.MergeAsync(into, from, Mira, Cancel),
        })
            (await Should.ThrowAsync<InboxException>(work)).Why.ShouldBe(InboxRefusal.AlreadyMerged);
        var many = await Inbox.ChangeManyAsync([from, into], new(), new BulkChange.Assign(Mira.PersonId), Mira, Cancel);
        (many.Changed, many.Refused.Single().Conversation).ShouldBe((1, from));
        await Inbox.UndoMergeAsync(from, Mira, Cancel);
        await Inbox.TakeAsync(from, Mira, Cancel);
    }

    [Fact]
    public async Task What_earlier_versions_let_people_do_with_what_was_merged_away_holds_up_nobody()
    {
        var (from, into) = await TwoAsync("Noch etwas");
        await Inbox.MergeAsync(from, into, Mira, Cancel);
        await EnterAsync(into, ConversationState.Snoozed);
        await WriteAsync(
            "update conversation set state = 4, active = 1, due_at = 1, snoozed_until = 1 where merged_into is not null");
        Clock.Now += TimeSpan.FromDays(4);
        await Inbox.WakeAsync(Cancel);
        (await TalkAsync(into)).State.ShouldBe(ConversationState.New);
        await WriteAsync(Migrations.Shipped(Engine).Single(m => m.Name == "merged_away").Sql);
        (await Inbox.ListAsync(new(InboxView.ToDo), Mira, null, 10, Cancel)).Items.ShouldHaveSingleItem().Id.ShouldBe(into);
        (await Inbox.ListAsync(new(InboxView.Snoozed), Mira, null, 10, Cancel)).Items.ShouldBeEmpty();
        (await TalkAsync(from)).ShouldSatisfyAllConditions(
            t => (t.State, t.DueAt, t.SnoozedUntil).ShouldBe((ConversationState.Done, null, null)), t => t.ClosedAt.ShouldNotBeNull());
        await Inbox.UndoMergeAsync(from, Mira, Cancel);
        (await TalkAsync(from)).State.ShouldBe(ConversationState.New);

        Task WriteAsync(string sql) => Db.WriteAsync(
            scope => scope.Connection.ExecuteAsync(sql, transaction: scope.Transaction), Cancel);
    }

    [Theory]
    [InlineData(Priority.Urgent, null, Priority.Urgent)]
    [InlineData(Priority.Urgent, Priority.Low, Priority.Urgent)]
    [InlineData(Priority.Low, null, Priority.Normal)]
    [InlineData(null, Priority.Low, Priority.Normal)]
    public async Task What_somebody_said_to_be_pressing_is_so_where_it_went_and_no_longer_once_they_are_parted(
        Priority? from, Priority? into, Priority whole)
    {
        var (one, other) = await TwoAsync("Noch etwas");
        await Inbox.SetPriorityAsync(one, from, Mira, Cancel);
        await Inbox.SetPriorityAsync(other, into, Mira, Cancel);
        await Inbox.MergeAsync(one, other, Mira, Cancel);
        (await TalkAsync(other)).Priority.ShouldBe(whole);
        await Inbox.UndoMergeAsync(one, Mira, Cancel);
        var parted = await TalkAsync(other);
        (parted.Priority, parted.PrioritySet).ShouldBe((into ?? Priority.Normal, into is not null));
        // What somebody says afterwards stays.
        await Inbox.MergeAsync(one, other, Mira, Cancel);
        await Inbox.SetPriorityAsync(other, Priority.High, Mira, Cancel);
        await Inbox.UndoMergeAsync(one, Mira, Cancel);
        (await TalkAsync(other)).Priority.ShouldBe(Priority.High);
    }

    [Fact]
    public async Task Goodwill_of_all_that_was_merged_counts_for_one_case()
    {
        var library = House.Get<AnswerLibrary>();
        var policy = await library.SavePolicyAsync(
            null, new(PolicyKind.Goodwill, "Kulanz", "", [], new([], [], []), PolicyAdvice.Answer, 2000, null),
            Mira.PersonId, Cancel);
        var (from, into) = await TwoAsync("Noch etwas");
        await Inbox.BookGoodwillAsync(from, policy, 1500, "Verspätung", Mira, Cancel);
        await Inbox.MergeAsync(from, into, Mira, Cancel);
        (await Should.ThrowAsync<AnswerException>(() => Inbox.BookGoodwillAsync(into, policy, 600, "Noch einmal", Mira, Cancel)))
            .Why.ShouldBe(AnswerRefusal.OverLimit);
        await Inbox.BookGoodwillAsync(into, policy, 500, "Rest", Mira, Cancel);
        (await library.BookingsAsync(await Inbox.PartsAsync(into, Cancel), Cancel)).Sum(b => b.Cents).ShouldBe(2000);
        await Inbox.UndoMergeAsync(from, Mira, Cancel);
        await Inbox.BookGoodwillAsync(from, policy, 500, "Wieder für sich", Mira, Cancel);
    }

    private async Task<(long From, long Into)> TwoAsync(string text)
    {
        var into = await SayAsync("1", "Danke.");
        Clock.Now += TimeSpan.FromMinutes(1);
        return (await SayAsync("2", text, "lou"), into);
    }

    private Task EnterAsync(long talk, ConversationState state) => Inbox.EnterAsync(
        talk, state, state is ConversationState.Snoozed ? Clock.Now.AddDays(3) : null,
        state is ConversationState.Done ? "Lieferung" : null, Mira, Cancel);

    private async Task<Conversation> TalkAsync(long id) => (await ThreadAsync(id)).Conversation;
}
