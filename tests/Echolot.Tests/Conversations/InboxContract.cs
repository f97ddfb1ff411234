using Dapper;
using Echolot.Conversations;
using Echolot.Intake;
using Echolot.Mentions;
using Echolot.Messaging;
using Echolot.Privacy;
using Echolot.Sources;
using Echolot.Storage;
using Echolot.Teams;
using Echolot.Tests.Intake;
using Echolot.Tests.Mentions;
using Echolot.Tests.Storage;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Xunit;

namespace Echolot.Tests.Conversations;

public sealed class InboxOnSqlite() : InboxContract(Engine.Sqlite);

public sealed class InboxOnPostgres() : InboxContract(Engine.Postgres);

/// <summary>What the inbox promises on every engine, with a network that fails when it is told to.</summary>
public abstract partial class InboxContract(Engine engine) : DatabaseContract(engine)
{
    private static readonly DateTimeOffset morning = new(2026, 11, 3, 9, 0, 0, TimeSpan.Zero);
    private readonly SetClock _clock = new(morning);
    private readonly TalkingNetwork _network = new();
    private readonly CancellationTokenSource _stop = new();
    private Household _house = null!;
    private SourceConfig _source = null!;
    private Task _working = Task.CompletedTask;
    private Sight _mira = Sight.Everything;
    private Sight _jonas = Sight.Everything;

    private Inbox Inbox => _house.Get<Inbox>();

    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        _house = new Household(Db, _clock, more: s => s.AddSingleton<IConnector>(_network));
        var roster = _house.Get<Roster>();
        var mira = await roster.SetUpAsync(
            "Nordlicht", "Europe/Berlin", new("mira@example.org", "Mira", Role.Administrator, "de", "Europe/Berlin"),
            "correct horse battery", Cancel);
        _mira = new(mira.Id, null);
        _jonas = new((await roster.InviteAsync(
            new(mira, mira.Permissions, null), new("jonas@example.org", "Jonas", Role.Lead, "de", "Europe/Berlin"), Cancel))
            .Person.Id, null);
        Inbox.Listen();
        await _house.OpenGateAsync();
        var (source, _) = await _house.Sources.AddAsync(
            TalkingNetwork.Name, null, new Dictionary<string, string> { ["name"] = "@nordlicht" }, Cancel);
        _source = await _house.Sources.ConfigAsync(source!.Id, Cancel);
        _working = Task.WhenAll(_house.Bus.RunAsync(_stop.Token), Inbox.SendAllAsync(_stop.Token));
    }

    public override async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _working;
        await _house.DisposeAsync();
        _stop.Dispose();
        await base.DisposeAsync();
    }

    [Fact]
    public async Task What_is_said_to_us_becomes_a_conversation_with_its_clock_and_the_reasons_of_its_priority()
    {
        await SayAsync("1", "Mein Paket ist weg, der Service ist eine Katastrophe und ich bin enttäuscht. Wo bleibt es?");
        var found = await OneAsync();
        found.State.ShouldBe(ConversationState.New);
        (found.Kind, found.With.Display, found.Language, found.Sentiment)
            .ShouldBe((ConversationKind.Post, "Kim", "de", Sentiment.Negative));
        found.Priority.ShouldBe(Priority.High);
        found.PriorityBy.Select(r => r.Rule).ShouldBe(["negative", "question"]);
        (found.DueAt, found.DueKind).ShouldBe((morning.AddHours(12), ClockKind.FirstResponse));
    }

    [Fact]
    public async Task What_comes_twice_is_there_once_and_an_edit_changes_the_words()
    {
        await SayAsync("1", "erstens");
        await SayAsync("1", "erstens");
        await OneAsync();
        await SayAsync("1", "anders", revision: "2");
        await UntilAsync(async () => (await ThreadAsync()).Messages.Single().Text == "anders");
        (await ThreadAsync()).Events.Count(e => e.Kind is ConversationEventKind.CustomerWrote).ShouldBe(1);
        (await ThreadAsync()).Events.Count(e => e.Kind is ConversationEventKind.CustomerEdited).ShouldBe(1);
    }

    [Fact]
    public async Task What_an_edit_says_is_as_pressing_as_if_it_had_been_said_so_at_once()
    {
        await SayAsync("1", "Die Jacke ist da");
        (await OneAsync()).Priority.ShouldNotBe(Priority.High);
        await SayAsync("1", "Die Jacke ist kaputt, ich gehe zum Anwalt!", revision: "2");
        await UntilAsync(async () => (await ThreadAsync()).Messages.Single().Text.Contains("Anwalt", StringComparison.Ordinal));
        var talk = await OneAsync();
        talk.PriorityBy.ShouldContain(r => r.Rule == "legal");
        (talk.Priority, talk.Snippet).ShouldBe((Priority.Urgent, "Die Jacke ist kaputt, ich gehe zum Anwalt!"));
    }

    [Fact]
    public async Task An_answer_that_comes_before_anybody_has_heard_what_it_answers_is_heard_too()
    {
        // The second one names nobody and is wanted by no monitor.
        await _house.Gate.TakeAsync(
            _source,
            [
                new Addressed(Post("1", "Hallo?"), false, null, _clock.Now),
                new Upserted(Post("2", "Keiner da?", parent: new("1")), null, _clock.Now),
            ], Cancel);
        await UntilAsync(async () => (await ListAsync()).Count == 1 && (await ThreadAsync()).Messages.Count == 2);
        (await ThreadAsync()).Messages.Select(m => m.Text).ShouldBe(["Hallo?", "Keiner da?"]);
    }

    [Fact]
    public async Task Who_is_erased_while_they_are_being_heard_is_not_heard()
    {
        await _stop.CancelAsync();
        await _working;
        await SayAsync("1", "Das bleibt unter uns");
        var (erased, commit) = (new TaskCompletionSource(), new TaskCompletionSource());
        var erasing = Db.WriteAsync(async scope =>
        {
            var gone = await _house.Get<Arrivals>().EraseAsync(scope, new(TalkingNetwork.Name, "kim"), Cancel);
            erased.SetResult();
            await commit.Task;
            return gone;
        }, Cancel);
        await erased.Task;
        // Reads what waits, and waits itself until the erasure is through.
        var hearing = Task.Run(() => Inbox.HearAsync(new MessagesArrived(0), Cancel), Cancel);
        await Task.Delay(300, Cancel);
        commit.SetResult();
        (await erasing).ShouldBe(1);
        await hearing;
        (await ListAsync()).ShouldBeEmpty();
        await using var connection = await Db.ReadAsync(Cancel);
        (await connection.ExecuteScalarAsync<long>("select count(*) from identity")).ShouldBe(0);
    }

    [Fact]
    public async Task What_its_author_deletes_is_gone_from_the_conversation_and_shown_as_deleted()
    {
        await SayAsync("1", "peinlich");
        await OneAsync();
        await _house.Gate.TakeAsync(
            _source, [new Deleted(new("1"), DeleteReason.DeletedAtSource, null, _clock.Now)], Cancel);
        await UntilAsync(async () => (await ThreadAsync()).Messages.Single().DeletedAt is not null);
        var thread = await ThreadAsync();
        (thread.Messages.Single().Text, thread.Conversation.Snippet).ShouldBe(("", ""));
        thread.Events.ShouldContain(e => e.Kind == ConversationEventKind.CustomerDeleted);
    }

    [Fact]
    public async Task A_reply_leaves_after_the_time_for_taking_it_back_and_stops_the_clock()
    {
        await SayAsync("1", "Wo ist mein Paket?");
        var found = await OneAsync();
        await Inbox.SendReplyAsync(found.Id, new(Leg.Public, "Wir schauen sofort nach."), _mira, Cancel);
        await Task.Delay(300, Cancel);
        _network.Posted.ShouldBeEmpty();
        _clock.Now += Inbox.TakeBackTime;
        await UntilAsync(() => Task.FromResult(_network.Posted.Count == 1));
        var posted = _network.Posted.Single();
        (posted.Text, posted.ReplyTo, posted.Leg).ShouldBe(("Wir schauen sofort nach.", new ExternalId("1"), Leg.Public));
        await UntilAsync(async () => (await ThreadAsync()).Messages[^1].Send?.State is SendState.Sent);
        var thread = await ThreadAsync();
        thread.Conversation.State.ShouldBe(ConversationState.WaitingForCustomer);
        thread.Conversation.AssigneeId.ShouldBe(_mira.PersonId);
        thread.Conversation.DueAt.ShouldBeNull();
        thread.Clocks.Single(c => c.Kind == ClockKind.FirstResponse).Outcome.ShouldBe(ClockOutcome.Met);
        thread.Messages[^1].ExternalId.ShouldBe(TalkingNetwork.IdOf(posted));
    }

    [Fact]
    public async Task A_reply_can_be_taken_back_and_is_a_draft_again()
    {
        await SayAsync("1", "Hallo?");
        var found = await OneAsync();
        var send = (await Inbox.SendReplyAsync(found.Id, new(Leg.Public, "Zu schnell"), _mira, Cancel)).SendId!.Value;
        await Inbox.UndoSendAsync(found.Id, send, _mira, Cancel);
        _clock.Now += Inbox.TakeBackTime * 2;
        await Task.Delay(300, Cancel);
        _network.Posted.ShouldBeEmpty();
        var thread = await ThreadAsync();
        thread.Messages.Count.ShouldBe(1);
        thread.Drafts.Single().Text.ShouldBe("Zu schnell");
        await Should.ThrowAsync<InboxException>(() => Inbox.UndoSendAsync(found.Id, send, _mira, Cancel));
    }

    [Fact]
    public async Task An_answer_to_our_answer_continues_the_conversation_and_opens_it_again()
    {
        await SayAsync("1", "Wo ist mein Paket?");
        var found = await OneAsync();
        await ReplyAsync(found.Id, "Wie lautet die Nummer?");
        var ours = TalkingNetwork.IdOf(_network.Posted.Single());
        _clock.Now += TimeSpan.FromMinutes(5);
        // Comes through the public stream, wanted by no monitor.
        await _house.Gate.TakeAsync(
            _source, [new Upserted(Post("2", "4711", parent: ours), null, _clock.Now)], Cancel);
        await UntilAsync(async () => (await ThreadAsync()).Messages.Count == 3);
        var thread = await ThreadAsync();
        (thread.Conversation.State, thread.Conversation.DueKind).ShouldBe((ConversationState.Open, ClockKind.NextResponse));
        thread.Conversation.DueAt.ShouldBe(_clock.Now.AddHours(12));
    }

    [Fact]
    public async Task Answers_and_deletions_that_name_a_local_id_find_what_they_mean()
    {
        await _house.Gate.TakeAsync(
            _source, [new Addressed(Post("uri-1", "Hallo?") with { LocalId = "here/1" }, false, null, _clock.Now)], Cancel);
        await OneAsync();
        // Comes through the public stream, wanted by no monitor.
        await _house.Gate.TakeAsync(
            _source, [new Upserted(Post("uri-2", "Keiner da?", parent: new("here/1")), null, _clock.Now)], Cancel);
        await UntilAsync(async () => (await ThreadAsync()).Messages.Count == 2);
        await _house.Gate.TakeAsync(
            _source, [new Deleted(new("here/1"), DeleteReason.DeletedAtSource, null, _clock.Now)], Cancel);
        await UntilAsync(async () => (await ThreadAsync()).Messages[0].DeletedAt is not null);
        (await ThreadAsync()).Messages.Select(m => m.Text).ShouldBe(["", "Keiner da?"]);
    }

    [Fact]
    public async Task Private_words_of_one_person_are_one_conversation()
    {
        await SayAsync("1", "Vertraulich", kind: ItemKind.DirectMessage);
        await SayAsync("2", "Noch etwas", kind: ItemKind.DirectMessage);
        await SayAsync("3", "Jemand anderes", kind: ItemKind.DirectMessage, author: "lee");
        await UntilAsync(async () => (await ListAsync()).Sum(c => c.Revision) >= 3);
        (await ListAsync()).Select(c => (c.Kind, c.With.Display, c.Snippet)).ShouldBe(
            [(ConversationKind.Direct, "Kim", "Noch etwas"), (ConversationKind.Direct, "lee", "Jemand anderes")],
            ignoreOrder: true);
    }

    [Fact]
    public async Task Sending_is_refused_once_where_a_colleague_has_answered_meanwhile()
    {
        await SayAsync("1", "Hallo?");
        var found = await OneAsync();
        await Inbox.SendReplyAsync(found.Id, new(Leg.Public, "Ich war schneller"), _jonas, Cancel);
        (await Should.ThrowAsync<InboxException>(() => Inbox.SendReplyAsync(
            found.Id, new(Leg.Public, "Ich auch", SeenRevision: found.Revision), _mira, Cancel)))
            .Why.ShouldBe(InboxRefusal.RepliedMeanwhile);
        var now = (await Inbox.FindAsync(found.Id, _mira, Cancel))!;
        await Inbox.SendReplyAsync(found.Id, new(Leg.Public, "Ergänzung", SeenRevision: now.Revision), _mira, Cancel);
        _clock.Now += Inbox.TakeBackTime;
        await UntilAsync(() => Task.FromResult(_network.Posted.Count == 2));
        _network.Posted.Select(p => p.Text).ShouldBe(["Ich war schneller", "Ergänzung"]);
    }

    [Fact]
    public async Task What_nobody_knows_to_be_sent_is_looked_for_and_not_sent_again()
    {
        await SayAsync("1", "Hallo?");
        var found = await OneAsync();
        _network.After = _ => new SendOutcome.Unknown(new("timeout", "timeout"));
        await SendAsync(found.Id, "Antwort");
        await UntilAsync(async () => (await ThreadAsync()).Messages[^1].Send?.State is SendState.Unknown);
        _clock.Now += TimeSpan.FromSeconds(6);
        await UntilAsync(async () => (await ThreadAsync()).Messages[^1].Send?.State is SendState.Sent);
        _network.Posted.Count.ShouldBe(1);
    }

    [Fact]
    public async Task What_did_not_arrive_is_sent_again_under_the_same_key_once_looking_has_shown_so()
    {
        await SayAsync("1", "Hallo?");
        var found = await OneAsync();
        var keys = new List<string>();
        _network.Before = reply =>
        {
            keys.Add(reply.Key);
            return keys.Count == 1 ? new SendOutcome.Unknown(new("connection reset", "connection reset")) : null;
        };
        await SendAsync(found.Id, "Antwort");
        await UntilAsync(async () => (await ThreadAsync()).Messages[^1].Send?.State is SendState.Unknown);
        _clock.Now += TimeSpan.FromSeconds(6);
        await UntilAsync(async () => (await ThreadAsync()).Messages[^1].Send?.State is SendState.Sent);
        keys.Distinct().Count().ShouldBe(1);
        (keys.Count, _network.Posted.Count).ShouldBe((2, 1));
    }

    [Fact]
    public async Task Where_looking_cannot_tell_a_person_decides()
    {
        await SayAsync("1", "Hallo?");
        var found = await OneAsync();
        _network.Before = _ => new SendOutcome.Unknown(new("timeout", "timeout"));
        _network.Looking = _ => new SendFinding.Unclear(new("Schau selbst nach.", "Have a look."));
        var send = await SendAsync(found.Id, "Antwort");
        await UntilAsync(async () => (await ThreadAsync()).Messages[^1].Send?.State is SendState.Unknown);
        _clock.Now += TimeSpan.FromSeconds(6);
        await UntilAsync(async () => (await ThreadAsync()).Messages[^1].Send?.Problem is { De: "Schau selbst nach.", En: "Have a look." });
        _clock.Now += TimeSpan.FromHours(3);
        await Task.Delay(300, Cancel);
        (await ThreadAsync()).Messages[^1].Send!.State.ShouldBe(SendState.Unknown);
        await Inbox.DecideSendAsync(found.Id, send, isOut: true, _mira, Cancel);
        (await ThreadAsync()).Messages[^1].Send!.State.ShouldBe(SendState.Sent);
        _network.Posted.ShouldBeEmpty();
    }

    [Fact]
    public async Task What_was_being_sent_when_the_process_died_is_looked_for_first()
    {
        await SayAsync("1", "Hallo?");
        var found = await OneAsync();
        await _stop.CancelAsync();
        await _working;
        await SendAsync(found.Id, "Antwort");
        // As the last process left it, with the reply out.
        await Db.WriteAsync(scope => scope.Connection.ExecuteAsync(
            "update send set state = 'Sending'", transaction: scope.Transaction), Cancel);
        _network.Looking = reply => new SendFinding.Found(TalkingNetwork.IdOf(reply), null);
        using var stop = new CancellationTokenSource();
        var running = Inbox.SendAllAsync(stop.Token);
        // Beside PostgreSQL it may live on in another process; it has its time to finish.
        if (Engine is Engine.Postgres) _clock.Now += TimeSpan.FromMinutes(6);
        await UntilAsync(async () => (await ThreadAsync()).Messages[^1].Send?.State is SendState.Sent);
        _network.Posted.ShouldBeEmpty();
        await stop.CancelAsync();
        await running;
    }

    [Fact]
    public async Task Our_own_words_that_the_network_shows_are_the_proof_that_they_are_out()
    {
        await SayAsync("1", "Hallo?");
        var found = await OneAsync();
        _network.Before = _ => new SendOutcome.Unknown(new("timeout", "timeout"));
        _network.Looking = _ => throw new HttpRequestException("down");
        await SendAsync(found.Id, "Unsere Antwort");
        await UntilAsync(async () => (await ThreadAsync()).Messages[^1].Send?.State is SendState.Unknown);
        await _house.Gate.TakeAsync(_source,
            [new Upserted(Post("own", "@kim Unsere Antwort", author: "self", parent: new("1")), null, _clock.Now)], Cancel);
        await UntilAsync(async () => (await ThreadAsync()).Messages[^1].Send?.State is SendState.Sent);
        (await ThreadAsync()).Messages.Count.ShouldBe(2);
        (await ThreadAsync()).Messages[^1].ExternalId.ShouldBe(new ExternalId("own"));
    }

    [Fact]
    public async Task Notes_never_leave_and_stop_no_clock()
    {
        await SayAsync("1", "Hallo?");
        var found = await OneAsync();
        await Inbox.AddNoteAsync(found.Id, "Lager sagt: Zusteller", _mira, Cancel);
        _clock.Now += TimeSpan.FromMinutes(1);
        await Task.Delay(300, Cancel);
        _network.Posted.ShouldBeEmpty();
        var thread = await ThreadAsync();
        thread.Messages.Select(m => m.Kind).ShouldBe([MessageKind.Public, MessageKind.Note]);
        thread.Conversation.DueAt.ShouldBe(morning.AddHours(12));
    }

    [Fact]
    public async Task What_is_ignored_stays_ignored_and_what_is_done_comes_back()
    {
        await SayAsync("1", "Spam");
        var found = await OneAsync();
        await Inbox.EnterAsync(found.Id, ConversationState.Ignored, null, null, _mira, Cancel);
        await SayAsync("2", "Mehr Spam", parent: new("1"));
        await UntilAsync(async () => (await ThreadAsync(found.Id)).Messages.Count == 2);
        (await ThreadAsync(found.Id)).Conversation.State.ShouldBe(ConversationState.Ignored);
        await Inbox.EnterAsync(found.Id, ConversationState.Done, null, "Werbung", _mira, Cancel);
        await SayAsync("3", "Doch eine Frage?", parent: new("2"));
        await UntilAsync(async () => (await ThreadAsync(found.Id)).Messages.Count == 3);
        var thread = await ThreadAsync(found.Id);
        (thread.Conversation.State, thread.Conversation.Cause).ShouldBe((ConversationState.New, "Werbung"));
    }

    [Fact]
    public async Task What_is_snoozed_comes_back_at_its_time()
    {
        await SayAsync("1", "Hallo?");
        var found = await OneAsync();
        await Should.ThrowAsync<InboxException>(
            () => Inbox.EnterAsync(found.Id, ConversationState.Snoozed, morning.AddHours(-1), null, _mira, Cancel));
        await Inbox.EnterAsync(found.Id, ConversationState.Snoozed, morning.AddHours(2), null, _mira, Cancel);
        (await Inbox.CountAsync(_mira, Cancel)).ShouldBe(new InboxCounts(0, 0, 0, 0, 0, 1));
        await Inbox.WakeAsync(Cancel);
        (await Inbox.CountAsync(_mira, Cancel)).Snoozed.ShouldBe(1);
        _clock.Now = morning.AddHours(2);
        await Inbox.WakeAsync(Cancel);
        (await Inbox.CountAsync(_mira, Cancel)).ShouldBe(new InboxCounts(1, 0, 1, 0, 0, 0));
    }

    [Fact]
    public async Task Merged_conversations_go_on_as_one_with_the_earlier_clock()
    {
        await SayAsync("1", "Öffentlich gefragt");
        _clock.Now += TimeSpan.FromHours(1);
        await SayAsync("2", "Und privat", kind: ItemKind.DirectMessage);
        await UntilAsync(async () => (await ListAsync()).Count == 2);
        var both = (await ListAsync()).ToDictionary(c => c.Kind);
        await Inbox.MergeAsync(both[ConversationKind.Post].Id, both[ConversationKind.Direct].Id, _mira, Cancel);
        var left = (await ListAsync()).ShouldHaveSingleItem();
        left.Id.ShouldBe(both[ConversationKind.Direct].Id);
        left.DueAt.ShouldBe(morning.AddHours(12));
        (await ThreadAsync(left.Id)).Messages.Select(m => m.Text).ShouldBe(["Öffentlich gefragt", "Und privat"]);
        await SayAsync("3", "Öffentlich noch einmal", parent: new("1"));
        await UntilAsync(async () => (await ThreadAsync(left.Id)).Messages.Count == 3);
        (await ListAsync()).Count.ShouldBe(1);
    }

    [Fact]
    public async Task A_mention_becomes_a_conversation_once_and_keeps_its_link()
    {
        await _house.AddMonitorAsync("Jacke");
        var taken = await _house.Gate.TakeAsync(
            _source, [new Upserted(Post("1", "Die Jacke ist undicht"), null, _clock.Now)], Cancel);
        var mention = taken.Single().MentionId!.Value;
        var opened = await Inbox.OpenAsync(mention, null, _mira, Cancel);
        (await Inbox.OpenAsync(mention, null, _mira, Cancel)).Id.ShouldBe(opened.Id);
        opened.SourceId.ShouldBe(_source.Id);
        (await ThreadAsync()).Messages.Single().MentionId.ShouldBe(mention);
    }

    [Fact]
    public async Task Nobody_sees_what_belongs_to_another_department()
    {
        await SayAsync("1", "Für den Service");
        var found = await OneAsync();
        await Db.WriteAsync(scope => scope.Connection.ExecuteAsync(
            "update conversation set department_id = 2", transaction: scope.Transaction), Cancel);
        var others = new Sight(99, [1]);
        (await Inbox.ListAsync(new(), others, null, 10, Cancel)).Items.ShouldBeEmpty();
        (await Inbox.CountAsync(others, Cancel)).ToDo.ShouldBe(0);
        (await Inbox.ShowAsync(found.Id, others, Cancel)).ShouldBeNull();
        (await Should.ThrowAsync<InboxException>(() => Inbox.AddNoteAsync(found.Id, "da", others, Cancel)))
            .Why.ShouldBe(InboxRefusal.NotFound);
        (await Inbox.ListAsync(new(), new Sight(99, [2]), null, 10, Cancel)).Items.Count.ShouldBe(1);
    }

    [Fact]
    public async Task Lists_go_on_page_by_page_without_hole_or_repetition_and_find_words()
    {
        for (var i = 0; i < 7; i++)
        {
            await SayAsync($"{i}", i == 3 ? "Der Reißverschluss klemmt" : $"Nachricht {i}", author: $"a{i}");
            _clock.Now += TimeSpan.FromMinutes(1);
        }
        await UntilAsync(async () => (await ListAsync()).Count == 7);
        foreach (var order in Enum.GetValues<InboxOrder>())
        {
            var (seen, cursor) = (new List<string>(), (string?)null);
            do
            {
                var page = await Inbox.ListAsync(new(Order: order), _mira, cursor, 3, Cancel);
                seen.AddRange(page.Items.Select(c => c.With.Display));
                cursor = page.Next;
            }
            while (cursor is not null);
            var wanted = Enumerable.Range(0, 7).Select(i => $"a{i}");
            seen.ShouldBe(order is InboxOrder.NewestFirst ? wanted.Reverse() : wanted);
        }
        (await Inbox.ListAsync(new(Search: "reißverschluss"), _mira, null, 10, Cancel)).Items.Single().With.Display
            .ShouldBe("a3");
    }

    [Fact]
    public async Task Erasing_a_person_takes_words_and_name_and_leaves_the_counts()
    {
        await SayAsync("1", "Ich bin Kim und wütend");
        var found = await OneAsync();
        await ReplyAsync(found.Id, "Hallo Kim");
        await _house.Privacy.EraseAsync(new(TalkingNetwork.Name, "kim"), null, Cancel);
        var thread = await ThreadAsync();
        thread.Messages.ShouldAllBe(m => m.Text == "");
        (thread.Conversation.Snippet, thread.Conversation.With.Name).ShouldBe(("", null));
        thread.Clocks.Single(c => c.Kind == ClockKind.FirstResponse).Outcome.ShouldBe(ClockOutcome.Met);
    }

    private Task SayAsync(
        string id, string text, string revision = "1", ItemKind kind = ItemKind.Post, string author = "kim",
        ExternalId? parent = null) => _house.Gate.TakeAsync(
            _source, [new Addressed(Post(id, text, revision, kind, author, parent), false, null, _clock.Now)], Cancel);

    private Mention Post(
        string id, string text, string revision = "1", ItemKind kind = ItemKind.Post, string author = "kim",
        ExternalId? parent = null) => new()
        {
            Source = _source.Key, Id = new(id), Revision = revision, Kind = kind, Origin = Origin.Stream,
            PublishedAt = _clock.Now, ReceivedAt = _clock.Now, Text = text, ParentId = parent,
            Author = new(new(author), author, author == "kim" ? "Kim" : author),
        };

    private async Task<IReadOnlyList<Conversation>> ListAsync() =>
        (await Inbox.ListAsync(new(), _mira, null, 100, Cancel)).Items;

    private async Task<Conversation> OneAsync()
    {
        await UntilAsync(async () => (await ListAsync()).Count > 0);
        return (await ListAsync()).ShouldHaveSingleItem();
    }

    private async Task<Echolot.Conversations.Thread> ThreadAsync(long? id = null) => (await Inbox.ShowAsync(
        id ?? (await Inbox.ListAsync(new(InboxView.All), _mira, null, 1, Cancel)).Items.Single().Id, _mira, Cancel))!;

    private async Task<long> SendAsync(long id, string text)
    {
        var send = (await Inbox.SendReplyAsync(id, new(Leg.Public, text), _mira, Cancel)).SendId!.Value;
        _clock.Now += Inbox.TakeBackTime;
        return send;
    }

    private async Task ReplyAsync(long id, string text)
    {
        await SendAsync(id, text);
        await UntilAsync(async () => (await ThreadAsync(id)).Messages[^1].Send?.State is SendState.Sent);
    }
}
