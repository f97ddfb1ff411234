using Dapper;
using Echolot.Conversations;
using Echolot.Mentions;
using Echolot.Privacy;
using Echolot.Sources;
using Echolot.Storage;
using Echolot.Teams;
using Echolot.Tests.Intake;
using Echolot.Tests.Storage;
using Echolot.Tests.Teams;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Shouldly;
using Xunit;

namespace Echolot.Tests.Conversations;

public sealed class GoingOnOnSqlite() : GoingOnContract(Engine.Sqlite);

public sealed class GoingOnOnPostgres() : GoingOnContract(Engine.Postgres);

/// <summary>From public to private, and how somebody found it in the end, on every engine.</summary>
public abstract partial class GoingOnContract(Engine engine) : DatabaseContract(engine)
{
    private const string Key = "0123456789abcdef";
    private static readonly Uri site = new("https://echolot.example");
    private static readonly DateTimeOffset morning = new(2026, 11, 3, 9, 0, 0, TimeSpan.Zero);

    private readonly SetClock _clock = new(morning);
    private readonly TalkingNetwork _network = new()
    {
        Can = new(new TextLimit(300, LengthUnit.Grapheme), new TextLimit(1000, LengthUnit.Utf16), OpensPrivate: true, Self: new("self")),
    };
    private readonly TalkingNetwork _web = new(ChatSettings.Connector)
    {
        Can = new(null, new TextLimit(4000, LengthUnit.Utf16), PrivateWindow: TimeSpan.FromHours(24)),
    };
    private readonly TalkingNetwork _mail = new("mail") { Can = new(null, new TextLimit(4000, LengthUnit.Utf16), OpensPrivate: true) };
    private readonly CancellationTokenSource _stop = new();
    private Household _house = null!;
    private OpinionDesk _opinions = null!;
    private SourceConfig _source = null!;
    private long _chat;
    private Task _working = Task.CompletedTask;
    private Sight _mira = Sight.Everything;

    private Inbox Inbox => _house.Get<Inbox>();

    private ChatDesk Desk => _house.Get<ChatDesk>();

    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        _house = new Household(Db, _clock, more: s =>
        {
            foreach (var network in (TalkingNetwork[])[_network, _web, _mail]) s.AddSingleton<IConnector>(network);
        });
        var mira = await _house.Get<Roster>().SetUpAsync(
            "Nordlicht", "Europe/Berlin", new("mira@example.org", "Mira", Role.Administrator, "de", "Europe/Berlin"),
            "correct horse battery", Cancel);
        _mira = new(mira.Id, null);
        _opinions = new(
            Db, Inbox, _house.Sources, _house.Get<Roster>(), _house.Bus, _house.Privacy, _clock, site, NullLogger<OpinionDesk>.Instance);
        Inbox.Listen();
        _opinions.Listen();
        await _house.OpenGateAsync();
        _source = await AddAsync(TalkingNetwork.Name, "@nordlicht");
        _chat = (await AddAsync(ChatSettings.Connector, Key)).Id;
        await AddAsync("mail", "care@example.org");
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
    public async Task A_short_public_word_and_the_private_message_leave_once_each_and_are_one_conversation()
    {
        var talk = await ComplainedAsync();
        await HandOverAsync(talk);
        await UntilAsync(() => _network.Posted.Count == 2);
        _network.Posted.Select(p => (p.Leg, p.Text)).ShouldBe([(Leg.Public, "Wir melden uns privat."), (Leg.Private, "Wie lautet die Bestellnummer?")]);
        await UntilAsync(async () => (await ThreadAsync(talk)).Messages.All(m => m.Send is null or { State: SendState.Sent }));
        var thread = await ThreadAsync(talk);
        var (open, alone) = (thread.Messages[1], thread.Messages[2]);
        (open.PairId, alone.PairId).ShouldBe((alone.Id, open.Id));
        thread.Clocks.Single(c => c.Kind == ClockKind.FirstResponse).Outcome.ShouldBe(ClockOutcome.Met);
        thread.Events.ShouldContain(e => e.Kind == ConversationEventKind.HandedOver && e.PersonId == _mira.PersonId);
        // The answer to the private half continues the same conversation, and is answered privately.
        await SayAsync("private", "4711", ItemKind.DirectMessage, TalkingNetwork.IdOf(_network.Posted[1]));
        await UntilAsync(async () => (await ThreadAsync(talk)).Messages.Count == 4);
        (await ThreadAsync(talk)).Conversation.State.ShouldBe(ConversationState.Open);
        Inbox.OwesClosingNote((await ThreadAsync(talk)).Messages).ShouldBeTrue();
        await SendAsync(talk, Leg.Public, "Alles geklärt, danke!");
        Inbox.OwesClosingNote((await ThreadAsync(talk)).Messages).ShouldBeFalse();
    }

    [Fact]
    public async Task Taken_back_both_halves_are_gone_and_the_private_words_are_the_draft()
    {
        var talk = await ComplainedAsync();
        var open = (await Inbox.HandOverAsync(talk, new("Wir melden uns privat.", "Wie lautet die Nummer?"), _mira, Cancel)).Public!.Value;
        await Inbox.UndoSendAsync(talk, open, _mira, Cancel);
        _clock.Now += TimeSpan.FromMinutes(1);
        var thread = await ThreadAsync(talk);
        thread.Messages.Count.ShouldBe(1);
        var draft = thread.Drafts.ShouldHaveSingleItem();
        (draft.Kind, draft.Text).ShouldBe((MessageKind.Private, "Wie lautet die Nummer?"));
        _network.Posted.ShouldBeEmpty();
    }

    [Fact]
    public async Task What_the_check_asks_about_goes_on_privately_with_a_reason_that_stays()
    {
        var talk = await ComplainedAsync();
        var hand = new HandOver("Wir schicken es an die Hafenstraße 12.", "Alles Weitere hier.");
        (await Should.ThrowAsync<InboxException>(() => Inbox.HandOverAsync(talk, hand, _mira, Cancel))).Why.ShouldBe(InboxRefusal.ReasonMissing);
        await Inbox.HandOverAsync(talk, hand with { Reason = "Das ist unser Laden" }, _mira, Cancel);
        var overruled = (await ThreadAsync(talk)).Events.Single(e => e.Kind is ConversationEventKind.CheckOverruled);
        (overruled.Before, overruled.After).ShouldBe((nameof(CheckRule.StreetAddress), "Das ist unser Laden"));
    }

    [Fact]
    public async Task Where_one_half_cannot_be_sent_neither_is()
    {
        var talk = await ComplainedAsync();
        foreach (var wrong in (HandOver[])[new(new string('x', 301), "Hallo"), new("Hallo", new string('x', 1001)), new(" ", "Hallo"), new("Hallo", "")])
            await Should.ThrowAsync<InboxException>(() => Inbox.HandOverAsync(talk, wrong, _mira, Cancel));
        _network.Can = _network.Can with { Private = null };
        (await Should.ThrowAsync<InboxException>(() => Inbox.HandOverAsync(talk, new("Kurz", "Lang"), _mira, Cancel)))
            .Why.ShouldBe(InboxRefusal.NobodyToAnswer);
        (await ThreadAsync(talk)).Messages.Count.ShouldBe(1);
    }

    [Fact]
    public async Task Where_the_network_has_no_private_messages_a_link_goes_on_in_the_chat_and_works_once()
    {
        _network.Can = _network.Can with { Private = null, OpensPrivate = false };
        var talk = await ComplainedAsync();
        await Inbox.HandOverAsync(
            talk, new("Wir helfen hier weiter:", "Guten Tag, schreiben Sie uns hier.", Link: new(_chat, site)), _mira, Cancel);
        _clock.Now += Inbox.TakeBackTime;
        await UntilAsync(async () => _network.Posted.Count == 1 && _web.Posted.Count == 1
            && (await ThreadAsync(talk)).Messages.All(m => m.Send is null or { State: SendState.Sent }));
        var address = new Uri(_network.Posted[0].Text.Split('\n')[1]);
        address.Host.ShouldBe("echolot.example");
        var secret = address.AbsolutePath[ChatInvitation.Path.Length..];
        var link = (await Desk.LinkAsync(secret, Cancel)).ShouldNotBeNull();
        link.Used.ShouldBeFalse();
        (await Should.ThrowAsync<ChatException>(() => Desk.JoinAsync(link.Chat, secret + "x", link.Chat.Settings.Wording, "de", Cancel)))
            .Why.ShouldBe(ChatRefusal.LinkUsed);
        var (visitor, token) = await Desk.JoinAsync(link.Chat, secret, link.Chat.Settings.Wording, "de", Cancel);
        (await Should.ThrowAsync<ChatException>(() => Desk.JoinAsync(link.Chat, secret, link.Chat.Settings.Wording, "de", Cancel)))
            .Why.ShouldBe(ChatRefusal.LinkUsed);
        (await Desk.LinkAsync(secret, Cancel))!.Value.Used.ShouldBeTrue();

        (await Desk.LinesAsync(link.Chat, visitor, Cancel)).Select(l => l.Text).ShouldBe(["Guten Tag, schreiben Sie uns hier."]);
        await Desk.SayAsync(link.Chat, (await Desk.ReadAsync(link.Chat, token, Cancel))!, "first-id", "Bestellung 4711", Cancel);
        await UntilAsync(async () => (await ThreadAsync(talk)).Messages.Count == 4);
        var thread = await ThreadAsync(talk);
        (thread.Messages[^1].Kind, thread.Messages[^1].Connector).ShouldBe((MessageKind.Private, ChatSettings.Connector));
        thread.Events.ShouldContain(e => e.Kind == ConversationEventKind.JoinedByLink);
        (await Inbox.ListAsync(new(InboxView.All), _mira, null, 10, Cancel)).Items.Count.ShouldBe(1);
        // Each leg is answered where it is.
        await Inbox.SendReplyAsync(talk, new(Leg.Private, "Kommt morgen."), _mira, Cancel);
        await UntilAsync(async () => (await Desk.LinesAsync(link.Chat, visitor, Cancel)).Count == 3);
        await SendAsync(talk, Leg.Public, "Geklärt!");
        _network.Posted[^1].Text.ShouldBe("Geklärt!");
    }

    [Fact]
    public async Task A_link_to_the_chat_is_made_when_both_halves_are_approved_and_not_before()
    {
        _network.Can = _network.Can with { Private = null, OpensPrivate = false };
        var talk = await ComplainedAsync();
        await Inbox.SaveApprovalRuleAsync(
            null, new("Alles", ApprovalWhen.Always, [new([], [Role.Administrator], [], 60)]), _mira.PersonId!.Value, Cancel);
        var asked = await Inbox.HandOverAsync(
            talk, new("Hier weiter:", "Guten Tag", Link: new(_chat, site)), new(4711, null), Cancel);
        await using (var connection = await Db.ReadAsync(Cancel))
            (await connection.ExecuteScalarAsync<long>("select count(*) from chat_link")).ShouldBe(0);
        (await Inbox.ApprovalAsync(asked.ApprovalId!.Value, Sight.Everything, Cancel))!.Text.ShouldBe("Hier weiter:");
        _clock.Now += TimeSpan.FromMinutes(50);
        await Inbox.DecideAsync(asked.ApprovalId.Value, new(true, null, null, 1), _mira, Cancel);
        _clock.Now += Inbox.TakeBackTime;
        await UntilAsync(() => _network.Posted.Count == 1 && _web.Posted.Count == 1);
        var secret = new Uri(_network.Posted[0].Text.Split('\n')[1]).AbsolutePath[ChatInvitation.Path.Length..];
        (await Desk.LinkAsync(secret, Cancel)).ShouldNotBeNull().Used.ShouldBeFalse();
    }

    [Fact]
    public async Task A_link_that_nobody_opens_ends_after_a_week()
    {
        _network.Can = _network.Can with { Private = null, OpensPrivate = false };
        var talk = await ComplainedAsync();
        await Inbox.HandOverAsync(talk, new("Hier weiter:", "Guten Tag", Link: new(_chat, site)), _mira, Cancel);
        _clock.Now += Inbox.TakeBackTime;
        await UntilAsync(() => _network.Posted.Count == 1);
        var secret = new Uri(_network.Posted[0].Text.Split('\n')[1]).AbsolutePath[ChatInvitation.Path.Length..];
        _clock.Now += TimeSpan.FromDays(8);
        (await Desk.LinkAsync(secret, Cancel)).ShouldBeNull();
    }

    [Fact]
    public async Task Where_a_mail_address_is_known_the_private_half_goes_there()
    {
        _network.Can = _network.Can with { Private = null, OpensPrivate = false };
        var talk = await ComplainedAsync();
        var contact = (await ThreadAsync(talk)).Conversation.With.ContactId;
        await Db.WriteAsync(scope => scope.Connection.ExecuteAsync(
            "insert into identity (contact_id, connector, external_id, name, seen_at) values (@contact, 'mail', 'kim@example.org', 'Kim', 0)",
            new { contact }, scope.Transaction), Cancel);
        var way = (await Inbox.WaysAsync(talk, _mira, Cancel)).Single(w => w.Leg == Leg.Private);
        (way.Voice.Connector, way.To!.ExternalId.Value).ShouldBe(("mail", "kim@example.org"));
        await HandOverAsync(talk);
        await UntilAsync(() => _mail.Posted.Count == 1);
        _mail.Posted[0].To!.Id.Value.ShouldBe("kim@example.org");
        _network.Posted.ShouldHaveSingleItem().Leg.ShouldBe(Leg.Public);
    }

    [Fact]
    public async Task Once_done_is_asked_privately_and_the_answer_counts_once()
    {
        await _opinions.AskOfSourceAsync(_source.Id, true, _mira.PersonId, Cancel);
        var (talk, secret) = await AskedAsync();
        var thread = await ThreadAsync(talk);
        thread.Conversation.State.ShouldBe(ConversationState.Done);
        var asked = thread.Messages[^1];
        (asked.Kind, asked.Bot, asked.PersonId).ShouldBe((MessageKind.Private, OpinionDesk.Bot, null));
        thread.Events.Count(e => e.Kind == ConversationEventKind.Replied && e.After == "bot").ShouldBe(1);
        (await _opinions.QuestionAsync(secret, Cancel)).ShouldNotBeNull();
        (await _opinions.AnswerAsync(secret, 5, "  Schnell! \ud83d ", Cancel)).ShouldBeTrue();
        (await _opinions.AnswerAsync(secret, 1, "Zweimal", Cancel)).ShouldBeFalse();
        (await _opinions.QuestionAsync(secret, Cancel)).ShouldBeNull();
        var opinion = (await _opinions.OfAsync(talk, Cancel)).ShouldHaveSingleItem();
        (opinion.Score, opinion.Comment).ShouldBe((5, "Schnell! \uFFFD"));
        // Nobody's question reaches single people before an agreement allows it.
        (await Should.ThrowAsync<InboxException>(() => _opinions.FiguresAsync(OpinionGroup.Person, 202611, 202611, Sight.Everything, Cancel)))
            .Why.ShouldBe(InboxRefusal.AgentFiguresOff);
        var mira = (await _house.Get<Roster>().FindAsync(_mira.PersonId!.Value, Cancel))!;
        var (lead, _) = await _house.Get<Roster>().InviteAsync(
            new(mira, mira.Permissions, null), new("lea@example.org", "Lea", Role.Lead, "de", "Europe/Berlin"), Cancel);
        await _house.Get<Roster>().SetAgentFiguresAsync(new(mira, mira.Permissions, null), "Betriebsvereinbarung", Cancel);
        await _house.Get<Roster>().ConfirmAgentFiguresAsync(new(lead, lead.Permissions, null), Cancel);
        foreach (var group in Enum.GetValues<OpinionGroup>())
            (await _opinions.FiguresAsync(group, 202611, 202611, Sight.Everything, Cancel)).ShouldHaveSingleItem().Share.ShouldBe(1);
        (await _opinions.FiguresAsync(OpinionGroup.Channel, 202611, 202611, Sight.Everything, Cancel))[0].Key.ShouldBe(TalkingNetwork.Name);
        (await _opinions.FiguresAsync(OpinionGroup.Month, 202601, 202610, Sight.Everything, Cancel)).ShouldBeEmpty();
        await Should.ThrowAsync<ArgumentException>(() => _opinions.AnswerAsync(secret, 6, null, Cancel));
    }

    [Fact]
    public async Task Nobody_is_asked_twice_in_thirty_days_nor_where_nobody_wants_it_nor_in_public()
    {
        await _opinions.AskOfSourceAsync(_source.Id, true, null, Cancel);
        // Public alone: nothing private was said.
        var open = await ComplainedAsync("1");
        await DoneAsync(open);
        await SettledAsync();
        _network.Posted.ShouldBeEmpty();
        var (talk, _) = await AskedAsync();
        await SayAsync("again", "Noch etwas", ItemKind.DirectMessage);
        await UntilAsync(async () => (await ThreadAsync(talk)).Conversation.State != ConversationState.Done);
        (await _opinions.WillAskAsync(talk, Cancel)).ShouldBeFalse();
        await DoneAsync(talk);
        await SettledAsync();
        _network.Posted.Count.ShouldBe(1);
        _clock.Now += TimeSpan.FromDays(31);
        await SayAsync("later", "Hallo", ItemKind.DirectMessage);
        await UntilAsync(async () => (await ThreadAsync(talk)).Conversation.State != ConversationState.Done);
        (await _opinions.WillAskAsync(talk, Cancel)).ShouldBeTrue();
        await _opinions.AskAboutAsync(talk, false, Cancel);
        (await _opinions.WillAskAsync(talk, Cancel)).ShouldBeFalse();
        await DoneAsync(talk);
        await SettledAsync();
        _network.Posted.Count.ShouldBe(1);
        await _opinions.AskOfSourceAsync(_source.Id, false, null, Cancel);
        (await _opinions.SourcesAsync(Cancel)).ShouldBeEmpty();
    }

    [Fact]
    public async Task Erasing_a_person_takes_the_comment_and_leaves_the_number()
    {
        await _opinions.AskOfSourceAsync(_source.Id, true, null, Cancel);
        var (talk, secret) = await AskedAsync();
        await _opinions.AnswerAsync(secret, 2, "Ich bin Kim", Cancel);
        var subject = new DataSubject(TalkingNetwork.Name, "kim");
        var told = new List<PersonalRecord>();
        await foreach (var record in _house.Privacy.ExportAsync(subject, null, Cancel)) told.Add(record);
        told.Single(r => r.Table == "opinion").Fields["comment"].ShouldBe("Ich bin Kim");
        await _house.Privacy.EraseAsync(subject, null, Cancel);
        (await _opinions.OfAsync(talk, Cancel)).Single().ShouldSatisfyAllConditions(o => o.Comment.ShouldBeNull(), o => o.Score.ShouldBe(2));
        (await _opinions.FiguresAsync(OpinionGroup.Month, 202611, 202611, Sight.Everything, Cancel))[0].Mean.ShouldBe(2);
    }

    [Fact]
    public async Task What_somebody_said_of_us_is_theirs_also_after_they_were_joined_with_another_account()
    {
        await _opinions.AskOfSourceAsync(_source.Id, true, null, Cancel);
        var (talk, secret) = await AskedAsync();
        await _opinions.AnswerAsync(secret, 2, "Ich bin Kim", Cancel);
        var other = await Inbox.WriteDownAsync(new("phone", "Lou", "Ich bin auch Kim", Mine: false), _mira, Cancel);
        // Kim's conversation becomes one of whoever called.
        await Inbox.SamePersonAsync(other, (await ThreadAsync(talk)).Conversation.With.ContactId, Sight.Everything, Cancel);
        (await _opinions.WillAskAsync(talk, Cancel)).ShouldBeFalse("they were asked, as one person");
        var subject = new DataSubject(TalkingNetwork.Name, "kim");
        var told = new List<PersonalRecord>();
        await foreach (var record in _house.Privacy.ExportAsync(subject, null, Cancel)) told.Add(record);
        told.Single(r => r.Table == "opinion").Fields["comment"].ShouldBe("Ich bin Kim");
        await _house.Privacy.EraseAsync(subject, null, Cancel);
        (await _opinions.OfAsync(talk, Cancel)).Single().Comment.ShouldBeNull();
    }

    [Fact]
    public async Task Opinions_of_departments_that_somebody_does_not_see_are_not_in_their_figures()
    {
        await _opinions.AskOfSourceAsync(_source.Id, true, null, Cancel);
        var (_, secret) = await AskedAsync();
        await _opinions.AnswerAsync(secret, 4, null, Cancel);
        (await FiguresAsync(Sight.Everything)).ShouldBe(1);
        (await FiguresAsync(new(4711, [999], Unrouted: false))).ShouldBe(0);
        (await FiguresAsync(new(4711, [999]))).ShouldBe(1, "it belonged to no department");

        async Task<long> FiguresAsync(Sight sight) =>
            (await _opinions.FiguresAsync(OpinionGroup.Month, 202611, 202611, sight, Cancel)).Sum(f => f.Answered);
    }

    private async Task<SourceConfig> AddAsync(string connector, string name)
    {
        var (source, _) = await _house.Sources.AddAsync(connector, null, new Dictionary<string, string> { ["name"] = name }, Cancel);
        return await _house.Sources.ConfigAsync(source!.Id, Cancel);
    }

    /// <summary>A private question that was answered and closed; the secret of the link in what was sent then.</summary>
    private async Task<(long Talk, string Secret)> AskedAsync()
    {
        var before = _network.Posted.Count;
        await SayAsync("direct", "Wo ist mein Paket?", ItemKind.DirectMessage);
        await UntilAsync(async () => (await Inbox.ListAsync(new(), _mira, null, 10, Cancel)).Items.Count == 1);
        var talk = (await Inbox.ListAsync(new(), _mira, null, 10, Cancel)).Items.Single().Id;
        await DoneAsync(talk);
        await UntilAsync(() => _network.Posted.Count == before + 1);
        await UntilAsync(async () => (await ThreadAsync(talk)).Messages[^1].Send?.State is SendState.Sent);
        var text = _network.Posted[^1].Text;
        return (talk, text[(text.IndexOf(OpinionDesk.Path, StringComparison.Ordinal) + OpinionDesk.Path.Length)..]);
    }

    private Task DoneAsync(long talk) => Inbox.EnterAsync(talk, ConversationState.Done, null, "Zusteller", _mira, Cancel);

    // Whatever follows from a fact has followed once a later one was heard.
    private async Task SettledAsync()
    {
        var talk = (await Inbox.ListAsync(new(InboxView.Done), _mira, null, 10, Cancel)).Items[0].Id;
        await Inbox.AddNoteAsync(talk, "gesehen", _mira, Cancel);
        await Task.Delay(400, Cancel);
    }

    private async Task<long> ComplainedAsync(string id = "1")
    {
        await SayAsync(id, "Paket seit neun Tagen weg!", ItemKind.Post);
        await UntilAsync(async () => (await Inbox.ListAsync(new(), _mira, null, 10, Cancel)).Items.Count == 1);
        return (await Inbox.ListAsync(new(), _mira, null, 10, Cancel)).Items.Single().Id;
    }

    private async Task HandOverAsync(long talk)
    {
        await Inbox.HandOverAsync(talk, new("Wir melden uns privat.", "Wie lautet die Bestellnummer?"), _mira, Cancel);
        _clock.Now += Inbox.TakeBackTime;
    }

    private async Task SendAsync(long talk, Leg leg, string text)
    {
        await Inbox.SendReplyAsync(talk, new(leg, text), _mira, Cancel);
        _clock.Now += Inbox.TakeBackTime;
        await UntilAsync(async () => (await ThreadAsync(talk)).Messages[^1] is { Send.State: SendState.Sent } last && last.Text == text);
    }

    private Task SayAsync(string id, string text, ItemKind kind, ExternalId? parent = null) => _house.Gate.TakeAsync(
        _source,
        [
            new Addressed(new()
            {
                Source = _source.Key, Id = new(id), Revision = "1", Kind = kind, Origin = Origin.Stream, PublishedAt = _clock.Now,
                ReceivedAt = _clock.Now, Text = text, ParentId = parent, Author = new(new("kim"), "kim", "Kim"),
            }, false, null, _clock.Now),
        ], Cancel);

    private async Task<Echolot.Conversations.Thread> ThreadAsync(long id) => (await Inbox.ShowAsync(id, _mira, Cancel))!;

    private Task UntilAsync(Func<bool> holds) => UntilAsync(() => Task.FromResult(holds()));
}
