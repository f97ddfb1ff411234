using Dapper;
using Echolot.Answers;
using Echolot.Conversations;
using Echolot.Mentions;
using Echolot.Sources;
using Echolot.Storage;
using Echolot.Tests.Conversations.AutoReplies;
using Echolot.Tests.Conversations.Scenarios;
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
    [InlineData(ConversationState.WaitingForCustomer)]
    [InlineData(ConversationState.Snoozed)]
    [InlineData(ConversationState.Done)]
    public async Task An_automatic_reply_is_no_answer_to_a_customer_who_waits(ConversationState state)
    {
        await Inbox.SaveAutoReplyAsync(
            null, new("Immer", null, null, AutoReplyHours.Always, null, 0, null, AutoReplyLegs.Private, new("Bald.", "Soon.")),
            Mira.PersonId, Cancel);
        var (from, into) = await TwoAsync("Mein Anwalt meldet sich!");
        await PostedAsync(2);
        foreach (var talk in new[] { from, into })
            await UntilAsync(async () => (await ThreadAsync(talk)).Messages[^1].Send?.State is SendState.Sent);
        (await TalkAsync(from)).LastOutAt.ShouldBeNull();
        await EnterAsync(into, state);
        Clock.Now += TimeSpan.FromHours(9);
        await Inbox.MergeAsync(from, into, Mira, Cancel);
        var whole = await TalkAsync(into);
        (whole.State, whole.Priority, whole.LastOutAt).ShouldBe((ConversationState.New, Priority.High, null));
        whole.DueAt.ShouldNotBeNull();
        await Inbox.UndoMergeAsync(from, Mira, Cancel);
        (await TalkAsync(into)).LastOutAt.ShouldBeNull();
        // Earlier versions took it for an answer.
        await WriteAsync("update conversation set last_out_at = last_at");
        await WriteAsync(Migrations.Shipped(Engine).Single(m => m.Name == "answers_of_people").Sql);
        (await TalkAsync(from)).LastOutAt.ShouldBeNull();
    }

    [Fact]
    public async Task A_reply_that_leaves_while_they_are_one_answers_where_it_goes_back_to()
    {
        var (from, into) = await TwoAsync("Wo bleibt mein Paket?");
        await Inbox.SendReplyAsync(from, new(Leg.Private, "Es ist unterwegs.", At: Clock.Now.AddHours(1)), Mira, Cancel);
        await Inbox.MergeAsync(from, into, Mira, Cancel);
        Clock.Now += TimeSpan.FromHours(2);
        await PostedAsync(1);
        await UntilAsync(async () => (await TalkAsync(into)).LastOutAt is not null);
        await Inbox.UndoMergeAsync(from, Mira, Cancel);
        (await TalkAsync(from)).LastOutAt.ShouldNotBeNull();
        (await TalkAsync(into)).LastOutAt.ShouldBeNull();
    }

    [Fact]
    public async Task What_was_laid_aside_or_ignored_is_so_until_then_once_they_are_parted()
    {
        var (from, into) = await TwoAsync("Am Freitag noch einmal");
        await EnterAsync(from, ConversationState.Snoozed);
        var until = (await TalkAsync(from)).SnoozedUntil.ShouldNotBeNull();
        await MergeAndPartAsync();
        (await TalkAsync(from)).ShouldSatisfyAllConditions(
            t => t.State.ShouldBe(ConversationState.Snoozed), t => t.SnoozedUntil.ShouldBe(until));
        // Earlier versions forgot it.
        await WriteAsync("update conversation set snoozed_until = null");
        await Inbox.WakeAsync(Cancel);
        (await TalkAsync(from)).State.ShouldBe(ConversationState.Snoozed);
        await WriteAsync(Migrations.Shipped(Engine).Single(m => m.Name == "answers_of_people").Sql);
        await Inbox.WakeAsync(Cancel);
        (await TalkAsync(from)).State.ShouldBe(ConversationState.New);

        await EnterAsync(from, ConversationState.Snoozed);
        await MergeAndPartAsync();
        Clock.Now = (await TalkAsync(from)).SnoozedUntil!.Value;
        await Inbox.WakeAsync(Cancel);
        (await TalkAsync(from)).State.ShouldBe(ConversationState.New);

        await EnterAsync(from, ConversationState.Ignored);
        var closed = (await TalkAsync(from)).ClosedAt.ShouldNotBeNull();
        await MergeAndPartAsync();
        (await TalkAsync(from)).ClosedAt.ShouldBe(closed);

        async Task MergeAndPartAsync()
        {
            Clock.Now += TimeSpan.FromHours(1);
            await Inbox.MergeAsync(from, into, Mira, Cancel);
            await Inbox.UndoMergeAsync(from, Mira, Cancel);
        }
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

    [Fact]
    public async Task What_was_worked_out_goes_along_and_comes_back()
    {
        await Inbox.RequireCauseAsync(false, null, Cancel);
        var archive = House.Get<Archive>();
        var (mine, theirs) = ((await archive.AddLabelAsync(new("Zip"), Cancel)).Id, (await archive.AddLabelAsync(new("Presse"), Cancel)).Id);
        var (order, size) = (await FieldAsync("Bestellnummer"), await FieldAsync("Größe"));
        var incident = await Inbox.SaveIncidentAsync(null, new("Zip klemmt", "Produkt > Zip", ""), Mira, Cancel);
        var (from, into) = await TwoAsync("Der Zip klemmt");
        var other = await SayAsync("3", "Auch bei mir", "ute");
        // Before there is a scenario that would begin by itself.
        await HeardAsync();
        var scenario = await Inbox.SaveScenarioAsync(
            null, new("Paket", null, null, AutoReplyHours.Always, null, ScenarioTests.Parcel, true), Mira.PersonId, Cancel);
        await Inbox.LabelAsync(from, mine, Mira, Cancel);
        await Inbox.LabelAsync(from, theirs, Mira, Cancel);
        await Inbox.LabelAsync(into, theirs, Mira, Cancel);
        await Inbox.SetFieldAsync(from, order, "4711", Mira, Cancel);
        await Inbox.SetFieldAsync(from, size, "M", Mira, Cancel);
        await Inbox.SetFieldAsync(into, size, "L", Mira, Cancel);
        await Inbox.SetIncidentAsync(from, incident, Mira, Cancel);
        await Inbox.LinkAsync(from, other, Mira, Cancel);
        await Inbox.SaveDraftAsync(from, Mira.PersonId!.Value, MessageKind.Private, "Hallo Lou", false, 1, Cancel);
        await Inbox.SaveDraftAsync(into, Mira.PersonId!.Value, MessageKind.Private, "Hallo Kim", false, 1, Cancel);
        var file = await Inbox.AddFileAsync(from, "Schein.pdf", "%PDF-1.7"u8.ToArray(), Mira, Cancel);
        await Inbox.StartScenarioAsync(from, scenario, Mira, Cancel);
        var before = await StateAsync(from, into);
        before.ShouldBe(("Presse,Zip", "4711,M", "3", "Hallo Lou", "Schein.pdf", incident, "Produkt > Zip", true,
            "Presse", ",L", "", "Hallo Kim", "", null, null, false));

        await Inbox.MergeAsync(from, into, Mira, Cancel);
        (await DescribedAsync(into)).ShouldBe(("Presse,Zip", "4711,L", "3", "Hallo Kim\n\nHallo Lou", "Schein.pdf", incident, "Produkt > Zip", true));
        (await Inbox.LinkedAsync(other, Mira, Cancel)).Select(t => t.Id).ShouldBe([into], "not twice");

        await Inbox.UndoMergeAsync(from, Mira, Cancel);
        (await StateAsync(from, into)).ShouldBe(before);

        // What somebody has changed since stays where it was changed; what they sent is no draft again.
        await Inbox.MergeAsync(from, into, Mira, Cancel);
        await Inbox.SetFieldAsync(into, order, "4712", Mira, Cancel);
        await Inbox.SaveDraftAsync(into, Mira.PersonId!.Value, MessageKind.Private, "Alles anders", false, 1, Cancel);
        await Inbox.EnterAsync(into, ConversationState.Open, null, "Lieferung", Mira, Cancel);
        await Inbox.UndoMergeAsync(from, Mira, Cancel);
        (await DescribedAsync(into)).ShouldBe(("Presse", "4712,L", "", "Alles anders", "Schein.pdf", null, "Lieferung", false));
        (await DescribedAsync(from)).ShouldBe(("Presse,Zip", "4711,M", "3", "", "", incident, "Produkt > Zip", true));
        file.Name.ShouldBe("Schein.pdf");

        Task<long> FieldAsync(string name) => Inbox.SaveFieldAsync(null, new(name, FieldKind.Text, [], false), Mira.PersonId, Cancel);

        async Task<(string, string, string, string, string, long?, string?, bool, string, string, string, string, string, long?, string?, bool)> StateAsync(
            long one, long two)
        {
            var (a, b, c, d, e, f, g, h) = await DescribedAsync(one);
            var (i, j, k, l, m, n, o, p) = await DescribedAsync(two);
            return (a, b, c, d, e, f, g, h, i, j, k, l, m, n, o, p);
        }

        async Task<(string Labels, string Fields, string Links, string Draft, string Files, long? Incident, string? Cause, bool Scenario)> DescribedAsync(
            long talk)
        {
            var thread = await ThreadAsync(talk);
            return (
                string.Join(',', (await Inbox.LabelsOfAsync([talk], Cancel))[talk].Select(l => l.Name).Order(StringComparer.Ordinal)),
                string.Join(',', (await Inbox.FieldsOfAsync(talk, Cancel)).Select(f => f.Value)),
                string.Join(',', (await Inbox.LinkedAsync(talk, Mira, Cancel)).Select(t => t.Id == other ? "3" : "?")),
                thread.Drafts.SingleOrDefault()?.Text ?? "",
                string.Join(',', (await Inbox.FilesAsync(talk, Mira, Cancel)).Select(f => f.Name)),
                thread.Conversation.IncidentId, thread.Conversation.Cause,
                await Inbox.RunningScenarioAsync(talk, Cancel) is not null);
        }
    }

    [Theory]
    [InlineData(MessageKind.Public, MessageKind.Private)]
    [InlineData(MessageKind.Private, MessageKind.Public)]
    [InlineData(MessageKind.Public, MessageKind.Note)]
    [InlineData(MessageKind.Note, MessageKind.Public)]
    [InlineData(MessageKind.Private, MessageKind.Note)]
    [InlineData(MessageKind.Note, MessageKind.Private)]
    public async Task Words_that_were_begun_in_private_become_no_public_ones(MessageKind here, MessageKind there)
    {
        var (from, into) = await TwoAsync("Noch etwas");
        await Inbox.SaveDraftAsync(from, Mira.PersonId!.Value, here, "IBAN DE02", here < there, 1, Cancel);
        await Inbox.SaveDraftAsync(into, Mira.PersonId!.Value, there, "Hallo", there < here, 1, Cancel);
        await Inbox.MergeAsync(from, into, Mira, Cancel);
        (await DraftAsync(into)).ShouldBe((here > there ? here : there, "Hallo\n\nIBAN DE02", false));
        await Inbox.UndoMergeAsync(from, Mira, Cancel);
        (await DraftAsync(into)).ShouldBe((there, "Hallo", there < here));
        (await DraftAsync(from)).ShouldBe((here, "IBAN DE02", here < there));

        async Task<(MessageKind, string, bool)> DraftAsync(long talk)
        {
            var draft = (await ThreadAsync(talk)).Drafts.ShouldHaveSingleItem();
            return (draft.Kind, draft.Text, draft.Shared);
        }
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

    private Task WriteAsync(string sql) => Db.WriteAsync(
        scope => scope.Connection.ExecuteAsync(sql, transaction: scope.Transaction), Cancel);

    private async Task<Conversation> TalkAsync(long id) => (await ThreadAsync(id)).Conversation;
}
