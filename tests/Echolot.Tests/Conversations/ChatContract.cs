using Dapper;
using Echolot.Conversations;
using Echolot.Privacy;
using Echolot.Sources;
using Echolot.Storage;
using Echolot.Teams;
using Echolot.Tests.Intake;
using Echolot.Tests.Storage;
using Echolot.Tests.Teams;
using Microsoft.Extensions.DependencyInjection;
using NodaTime;
using Shouldly;
using Xunit;

namespace Echolot.Tests.Conversations;

public sealed class ChatOnSqlite() : ChatContract(Engine.Sqlite);

public sealed class ChatOnPostgres() : ChatContract(Engine.Postgres);

/// <summary>What the web chat promises on every engine.</summary>
public abstract class ChatContract(Engine engine) : DatabaseContract(engine)
{
    private const string Key = "0123456789abcdef";
    // A Tuesday.
    private static readonly DateTimeOffset morning = new(2026, 11, 3, 9, 0, 0, TimeSpan.Zero);

    private readonly SetClock _clock = new(morning);
    private readonly TalkingNetwork _web = new(ChatSettings.Connector)
    {
        Can = new(null, new TextLimit(4000, LengthUnit.Utf16), PrivateWindow: TimeSpan.FromHours(24)),
    };
    private readonly TalkingNetwork _mail = new("mail")
    {
        Can = new(null, new TextLimit(4000, LengthUnit.Utf16), OpensPrivate: true),
    };
    private readonly CancellationTokenSource _stop = new();
    private Household _house = null!;
    private Task _working = Task.CompletedTask;
    private Sight _mira = Sight.Everything;

    private Inbox Inbox => _house.Get<Inbox>();

    private ChatDesk Desk => _house.Get<ChatDesk>();

    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        _house = new Household(
            Db, _clock, more: s => s.AddSingleton<IConnector>(_web).AddSingleton<IConnector>(_mail));
        var mira = await _house.Get<Roster>().SetUpAsync(
            "Nordlicht", "Europe/Berlin", new("mira@example.org", "Mira Albrecht", Role.Administrator, "de", "Europe/Berlin"),
            "correct horse battery", Cancel);
        _mira = new(mira.Id, null);
        Inbox.Listen();
        await _house.OpenGateAsync();
        await _house.Sources.AddAsync(
            ChatSettings.Connector, "Shop", new Dictionary<string, string> { ["name"] = Key, ["names"] = "yes" }, Cancel);
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
    public async Task Nothing_is_stored_of_somebody_who_has_not_agreed_to_what_holds_now()
    {
        var chat = await ChatAsync();
        (await Should.ThrowAsync<ChatException>(() => Desk.StartAsync(chat, "another text", "de", Cancel)))
            .Why.ShouldBe(ChatRefusal.ConsentMissing);
        (await CountAsync("chat_visitor")).ShouldBe(0);
        (await CountAsync("chat_wording")).ShouldBe(0);
    }

    [Fact]
    public async Task What_a_visitor_writes_is_a_private_conversation_once_however_often_it_is_sent()
    {
        var (chat, visitor, _) = await StartAsync();
        await Desk.SayAsync(chat, visitor, "first-id", "Wo bleibt mein Paket?", Cancel);
        await Desk.SayAsync(chat, visitor, "first-id", "Wo bleibt mein Paket?", Cancel);
        var talk = await OneAsync();
        await Desk.SayAsync(chat, visitor, "first-id", "Etwas anderes", Cancel);
        await Desk.SayAsync(chat, visitor, "second-id", "Hallo?", Cancel);
        await UntilAsync(async () => (await ThreadAsync(talk.Id)).Messages.Count == 2);
        talk.Kind.ShouldBe(ConversationKind.Chat);
        (await ThreadAsync(talk.Id)).Messages.ShouldAllBe(m => m.Kind == MessageKind.Private && m.Direction == Direction.Theirs);
        var lines = await Desk.LinesAsync(chat, visitor, Cancel);
        lines.Select(l => (l.Id, l.Ours, l.Text)).ShouldBe(
            [("first-id", false, "Wo bleibt mein Paket?"), ("second-id", false, "Hallo?")]);
    }

    [Fact]
    public async Task A_visitor_sees_the_answer_with_a_first_name_and_never_a_note()
    {
        var (chat, visitor, _) = await StartAsync();
        await Desk.SayAsync(chat, visitor, "first-id", "Hallo?", Cancel);
        var talk = await OneAsync();
        await Inbox.AddNoteAsync(talk.Id, "Kundin ist Stammgast", _mira, Cancel);
        await Inbox.SendReplyAsync(talk.Id, new(Leg.Private, "Guten Tag!"), _mira, Cancel);
        await UntilAsync(async () => (await Desk.LinesAsync(chat, visitor, Cancel)).Count == 2);
        var answer = (await Desk.LinesAsync(chat, visitor, Cancel))[1];
        (answer.Ours, answer.By, answer.Text).ShouldBe((true, "Mira", "Guten Tag!"));
        (await Desk.TranscriptAsync(chat, visitor, Cancel)).ShouldNotContain("Stammgast");
    }

    [Fact]
    public async Task A_transcript_holds_everything_that_was_said_however_long_it_was()
    {
        var (chat, anna, _) = await StartAsync();
        await Desk.SayAsync(chat, anna, "first-word", "Ganz am Anfang", Cancel);
        var talk = await OneAsync();
        // The chat shows the newest 200.
        await Db.WriteAsync(scope => scope.Connection.ExecuteAsync(
            """
            insert into message (conversation_id, at, leg, direction, identity_id, connector, external_id, revision, text, source_id)
            with recursive n (i) as (select 1 union all select i + 1 from n where i < 450)
            select m.conversation_id, m.at + n.i / 2, m.leg, m.direction, m.identity_id, m.connector, m.external_id || '-' || n.i, '1',
                'Zeile ' || n.i || '.', m.source_id from message m, n where m.conversation_id = @Id
            """, new { talk.Id }, scope.Transaction), Cancel);
        (await Desk.LinesAsync(chat, anna, Cancel)).Count.ShouldBe(200);
        var transcript = await Desk.TranscriptAsync(chat, anna, Cancel);
        transcript.ShouldContain("Ganz am Anfang");
        for (var i = 1; i <= 450; i++) transcript.ShouldContain($"Zeile {i}.");
    }

    [Fact]
    public async Task A_file_is_given_to_the_visitor_who_was_answered_and_ends_with_their_time()
    {
        _web.Can = _web.Can with { Files = FileLimits.Of(5, 1_000_000, ["application/pdf"]) };
        var (chat, anna, _) = await StartAsync();
        var (_, bernd, _) = await StartAsync();
        await Desk.SayAsync(chat, anna, "from-anna", "Wo ist der Schein?", Cancel);
        var talk = await OneAsync();
        await Desk.SayAsync(chat, bernd, "from-bernd", "Hallo", Cancel);
        var file = await Inbox.AddFileAsync(talk.Id, "Schein.pdf", "%PDF-1.7"u8.ToArray(), _mira, Cancel);
        await Inbox.SendReplyAsync(talk.Id, new(Leg.Private, "Hier ist er.") { Files = [new(file.Id)] }, _mira, Cancel);
        await UntilAsync(async () => (await Desk.LinesAsync(chat, anna, Cancel)).Count == 2);
        var given = (await Desk.LinesAsync(chat, anna, Cancel))[1].Files.ShouldHaveSingleItem();
        (given.Name, given.Size).ShouldBe(("Schein.pdf", 8));
        (await Desk.FileAsync(chat, given.Key, Cancel))!.Value.Content.ShouldBe("%PDF-1.7"u8.ToArray());
        (await Desk.LinesAsync(chat, bernd, Cancel)).ShouldAllBe(l => l.Files.Count == 0);
        (await Desk.TranscriptAsync(chat, anna, Cancel)).ShouldContain("Hier ist er.\n[Schein.pdf]");
        (await Desk.FileAsync(chat, given.Key + "x", Cancel)).ShouldBeNull();
        // Merged, each still has what was given to them alone.
        long? other = null;
        await UntilAsync(async () => (other = (await Inbox.ListAsync(new(InboxView.All), _mira, null, 100, Cancel)).Items
            .FirstOrDefault(t => t.Id != talk.Id)?.Id) is not null);
        await Inbox.MergeAsync(talk.Id, other!.Value, _mira, Cancel);
        (await Desk.FileAsync(chat, given.Key, Cancel)).ShouldNotBeNull();
        (await Desk.LinesAsync(chat, bernd, Cancel)).ShouldAllBe(l => l.Files.Count == 0);
        _clock.Now += chat.Settings.Keep + TimeSpan.FromMinutes(2);
        (await Desk.FileAsync(chat, given.Key, Cancel)).ShouldBeNull();
    }

    [Fact]
    public async Task Where_two_conversations_were_merged_each_visitor_still_sees_their_own_words_only()
    {
        var (chat, anna, _) = await StartAsync();
        var (_, bernd, _) = await StartAsync();
        await Desk.SayAsync(chat, anna, "from-anna", "Ich bin Anna", Cancel);
        await Desk.SayAsync(chat, bernd, "from-bernd", "Ich bin Bernd", Cancel);
        await UntilAsync(async () => (await ListAsync()).Count == 2);
        var talks = (await ListAsync()).ToDictionary(t => t.Snippet, t => t.Id);
        await Inbox.MergeAsync(talks["Ich bin Anna"], talks["Ich bin Bernd"], _mira, Cancel);
        await Inbox.SendReplyAsync(talks["Ich bin Bernd"], new(Leg.Private, "Hallo Bernd"), _mira, Cancel);
        await UntilAsync(async () => (await Desk.LinesAsync(chat, bernd, Cancel)).Count == 2);
        (await Desk.LinesAsync(chat, anna, Cancel)).Select(l => l.Text).ShouldBe(["Ich bin Anna"]);
        (await Desk.LinesAsync(chat, bernd, Cancel)).Select(l => l.Text).ShouldBe(["Ich bin Bernd", "Hallo Bernd"]);
        await Desk.SayAsync(chat, anna, "again-anna", "Noch da?", Cancel);
        await UntilAsync(async () => (await Desk.LinesAsync(chat, anna, Cancel)).Count == 2);
        (await ListAsync()).Count.ShouldBe(1);
    }

    [Fact]
    public async Task The_word_that_invites_somebody_into_the_chat_is_seen_by_whoever_opened_its_link_alone()
    {
        var (chat, anna, _) = await StartAsync();
        var (_, bernd, token) = await StartAsync();
        await Desk.SayAsync(chat, anna, "from-anna", "Ich bin Anna", Cancel);
        var talk = await OneAsync();
        await Inbox.SendReplyAsync(talk.Id, new(Leg.Private, "Ihre Bestellung 4711, Frau Beispiel?"), _mira, Cancel);
        await UntilAsync(async () => (await Desk.LinesAsync(chat, anna, Cancel)).Count == 2);
        // As a word is kept that goes out with a link, and as whoever opened the link.
        await Db.WriteAsync(async scope =>
        {
            await scope.Connection.ExecuteAsync("update send set reply_to = null", transaction: scope.Transaction);
            await scope.Connection.ExecuteAsync("update message set local_id = 'link/b' where direction = 2", transaction: scope.Transaction);
            await scope.Connection.ExecuteAsync("update chat_visitor set root = 'link/b' where id = @Id", new { bernd.Id }, scope.Transaction);
        }, Cancel);
        bernd = (await Desk.ReadAsync(chat, token, Cancel))!;
        (await Desk.LinesAsync(chat, anna, Cancel)).Select(l => l.Text).ShouldBe(["Ich bin Anna"]);
        (await Desk.LinesAsync(chat, bernd, Cancel)).Select(l => l.Text).ShouldBe(["Ihre Bestellung 4711, Frau Beispiel?"]);
    }

    [Fact]
    public async Task Whoever_withdraws_their_consent_is_gone_reached_by_nothing_and_to_be_erased()
    {
        var (chat, visitor, token) = await StartAsync();
        await Desk.SayAsync(chat, visitor, "first-id", "Ich heiße Anna", Cancel);
        var talk = await OneAsync();
        await Inbox.SendReplyAsync(talk.Id, new(Leg.Private, "Heute Nacht", At: morning.AddHours(20)), _mira, Cancel);
        for (var i = 0; i < 2; i++) await Desk.WithdrawAsync(visitor, Cancel);
        (await Desk.ReadAsync(chat, token, Cancel)).ShouldBeNull();
        (await CountAsync("chat_visitor")).ShouldBe(0);
        var thread = await ThreadAsync(talk.Id);
        thread.Events.Count(e => e.Kind is ConversationEventKind.ConsentWithdrawn).ShouldBe(1);
        thread.Messages[^1].Send!.State.ShouldBe(SendState.Undone);
        (await Inbox.WaysAsync(talk.Id, _mira, Cancel)).ShouldBeEmpty();
        (await Should.ThrowAsync<InboxException>(
            () => Inbox.SendReplyAsync(talk.Id, new(Leg.Private, "Noch da?"), _mira, Cancel))).Why.ShouldBe(InboxRefusal.NobodyToAnswer);

        // What was said stays until whoever handles privacy decides.
        thread.Messages[0].Text.ShouldBe("Ich heiße Anna");
        var asked = (await _house.Privacy.ErasureRequestsAsync(Cancel)).ShouldHaveSingleItem();
        (asked.Subject, asked.Why, asked.About).ShouldBe(
            (new DataSubject(ChatSettings.Connector, visitor.Author.Value), "consent_withdrawn", $"conversation:{talk.Id}"));
        await Should.ThrowAsync<ArgumentException>(() => _house.Privacy.KeepAskedAsync(asked.Id, " ", 1, Cancel));
        (await _house.Privacy.KeepAskedAsync(asked.Id, "Streit um die Rechnung", 1, Cancel)).ShouldBeTrue();
        (await _house.Privacy.ErasureRequestsAsync(Cancel)).Single().KeptWhy.ShouldBe("Streit um die Rechnung");
        (await _house.Privacy.ExportAsync(asked.Subject, null, Cancel).ToListAsync(Cancel)).ShouldContain(r => r.Table == "erasure_request");
        (await _house.Privacy.EraseAskedAsync(asked.Id, 1, Cancel)).ShouldNotBeNull();
        (await _house.Privacy.ErasureRequestsAsync(Cancel)).ShouldBeEmpty();
        (await ThreadAsync(talk.Id)).Messages.ShouldAllBe(m => m.Text == "");
        (await _house.Privacy.EraseAskedAsync(asked.Id, 1, Cancel)).ShouldBeNull();
        (await _house.Privacy.AuditAsync(null, 4, Cancel)).Select(a => a.What).ShouldBe(
            ["person.erased", "person.exported", "erasure.kept", "erasure.asked"]);
    }

    [Fact]
    public async Task Whoever_withdraws_before_the_first_word_leaves_nothing_behind()
    {
        var (chat, visitor, token) = await StartAsync();
        await Desk.WithdrawAsync(visitor, Cancel);
        (await Desk.ReadAsync(chat, token, Cancel)).ShouldBeNull();
        (await _house.Privacy.ErasureRequestsAsync(Cancel)).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_token_lasts_as_long_as_the_setting_says_and_belongs_to_one_chat()
    {
        var (chat, visitor, token) = await StartAsync();
        (await Desk.ReadAsync(chat, token, Cancel)).ShouldBe(visitor);
        (await Desk.ReadAsync(chat, token[..^3] + "abc", Cancel)).ShouldBeNull();
        (await Desk.ReadAsync(chat, new string('x', 5000), Cancel)).ShouldBeNull();
        await _house.Sources.AddAsync(
            ChatSettings.Connector, "Andere", new Dictionary<string, string> { ["name"] = "fedcba9876543210" }, Cancel);
        var other = (await Desk.FindAsync("fedcba9876543210", Cancel)).ShouldNotBeNull();
        (await Desk.ReadAsync(other, token, Cancel)).ShouldBeNull();
        _clock.Now += TimeSpan.FromHours(20);
        (await Desk.ReadAsync(chat, token, Cancel)).ShouldNotBeNull("and that was a sign of life");
        _clock.Now += TimeSpan.FromHours(20);
        (await Desk.ReadAsync(chat, token, Cancel)).ShouldNotBeNull();
        _clock.Now += TimeSpan.FromHours(25);
        (await Desk.ReadAsync(chat, token, Cancel)).ShouldBeNull();
    }

    [Fact]
    public async Task After_its_window_a_reply_is_refused_and_the_other_ways_are_named()
    {
        var (chat, visitor, _) = await StartAsync();
        await Desk.SayAsync(chat, visitor, "first-id", "Hallo?", Cancel);
        var talk = await OneAsync();
        var way = (await Inbox.WaysAsync(talk.Id, _mira, Cancel)).ShouldHaveSingleItem();
        (way.Leg, way.Closed, way.ClosesAt).ShouldBe((Leg.Private, false, morning.AddHours(24)));
        _clock.Now += TimeSpan.FromHours(24.5);
        (await Inbox.WaysAsync(talk.Id, _mira, Cancel)).Single().Closed.ShouldBeTrue();
        (await Should.ThrowAsync<InboxException>(
            () => Inbox.SendReplyAsync(talk.Id, new(Leg.Private, "Zu spät"), _mira, Cancel))).Why.ShouldBe(InboxRefusal.WindowClosed);
        (await ThreadAsync(talk.Id)).Messages.Count.ShouldBe(1, "what was refused is nowhere as if it were sent");
    }

    [Fact]
    public async Task What_waits_beyond_its_window_fails_visibly_and_never_looks_sent()
    {
        var (chat, visitor, _) = await StartAsync();
        await Desk.SayAsync(chat, visitor, "first-id", "Hallo?", Cancel);
        var talk = await OneAsync();
        (await Should.ThrowAsync<InboxException>(() => Inbox.SendReplyAsync(
            talk.Id, new(Leg.Private, "Morgen", At: morning.AddHours(30)), _mira, Cancel))).Why.ShouldBe(InboxRefusal.WindowClosed);
        await Inbox.SendReplyAsync(talk.Id, new(Leg.Private, "Heute Nacht", At: morning.AddHours(20)), _mira, Cancel);
        _clock.Now += TimeSpan.FromHours(31);
        await UntilAsync(async () => (await ThreadAsync(talk.Id)).Messages[^1].Send?.State is SendState.Failed);
        (await ThreadAsync(talk.Id)).Messages[^1].Send!.Problem!.De.ShouldContain("anderen Weg");
        _web.Posted.ShouldBeEmpty();
        (await Desk.LinesAsync(chat, visitor, Cancel)).Count.ShouldBe(1);
    }

    [Fact]
    public async Task The_form_becomes_a_conversation_that_is_answered_by_mail_and_each_form_is_one_of_its_own()
    {
        var chat = await ChatAsync();
        (await Desk.HasFormAsync(Cancel)).ShouldBeFalse();
        var form = new ChatForm("form-0001", " Anna  Beispiel ", "Anna@Example.org", "Rückruf bitte", "de", chat.Settings.Wording);
        (await Should.ThrowAsync<ChatException>(() => Desk.FillInAsync(chat, form, Cancel))).Why.ShouldBe(ChatRefusal.NoForm);
        await _house.Sources.AddAsync("mail", "Post", new Dictionary<string, string> { ["name"] = "care@example.org" }, Cancel);
        foreach (var (wrong, why) in ((ChatForm, ChatRefusal)[])[
            (form with { Email = "nobody" }, ChatRefusal.AddressInvalid), (form with { Email = "a@b.de\nBcc: x@y.de" }, ChatRefusal.AddressInvalid),
            (form with { Text = "  " }, ChatRefusal.TextMissing), (form with { Wording = "old" }, ChatRefusal.ConsentMissing),
            (form with { Id = "' or 1=1" }, ChatRefusal.IdInvalid), (form with { Text = new string('x', 4001) }, ChatRefusal.TextTooLong)])
            (await Should.ThrowAsync<ChatException>(() => Desk.FillInAsync(chat, wrong, Cancel))).Why.ShouldBe(why);
        await Desk.FillInAsync(chat, form, Cancel);
        await Desk.FillInAsync(chat, form, Cancel);
        var talk = await OneAsync();
        (talk.Connector, talk.With.Name, talk.With.ExternalId.Value).ShouldBe(("mail", "Anna Beispiel", "anna@example.org"));
        await Inbox.SendReplyAsync(talk.Id, new(Leg.Private, "Wir rufen an."), _mira, Cancel);
        await UntilAsync(() => Task.FromResult(_mail.Posted.Count == 1));
        _mail.Posted[0].To!.Id.Value.ShouldBe("anna@example.org");
        _mail.Posted[0].Subject.ShouldBe("Kontaktformular Shop");
        await Desk.FillInAsync(chat, form with { Id = "form-0002", Text = "Noch etwas" }, Cancel);
        await UntilAsync(async () => (await Inbox.ListAsync(new(InboxView.All), _mira, null, 10, Cancel)).Items.Count == 2);
        (await Desk.ConsentsAsync(talk.With, Cancel)).Count.ShouldBe(2);
    }

    [Fact]
    public async Task A_consent_keeps_the_wording_that_held_when_it_was_given()
    {
        var (chat, visitor, _) = await StartAsync();
        await Desk.SayAsync(chat, visitor, "first-id", "Hallo?", Cancel);
        var talk = await OneAsync();
        await _house.Sources.ChangeAsync(
            chat.Source.Id, "Shop", new Dictionary<string, string> { ["name"] = Key, ["consent_de"] = "Ein neuer Text" }, Cancel);
        (await ChatAsync()).Settings.Wording.ShouldNotBe(visitor.Wording);
        var consent = (await Desk.ConsentsAsync(talk.With, Cancel)).ShouldHaveSingleItem();
        (consent.At, consent.Wording, consent.Text).ShouldBe((morning, visitor.Wording, ChatSettings.DefaultConsent.De));
    }

    [Fact]
    public async Task Outside_of_business_hours_the_chat_says_when_somebody_is_back()
    {
        var week = new Dictionary<IsoDayOfWeek, IReadOnlyList<Opening>> { [IsoDayOfWeek.Wednesday] = [new(8 * 60, 12 * 60)] };
        var calendar = await _house.Get<Roster>().SaveCalendarAsync(
            null, "Service", BusinessCalendar.Of(DateTimeZoneProviders.Tzdb["Europe/Berlin"], week, null, false, []), null, Cancel);
        var chat = await ChatAsync();
        (await Desk.HoursAsync(chat, Cancel)).ShouldBe(new ChatHours(true, null));
        chat = chat with { Settings = chat.Settings with { CalendarId = calendar.Id } };
        (await Desk.HoursAsync(chat, Cancel)).ShouldBe(new ChatHours(false, new DateTimeOffset(2026, 11, 4, 7, 0, 0, TimeSpan.Zero)));
        _clock.Now = new DateTimeOffset(2026, 11, 4, 8, 0, 0, TimeSpan.Zero);
        (await Desk.HoursAsync(chat, Cancel)).Open.ShouldBeTrue();
    }

    [Fact]
    public async Task Erasing_a_visitor_ends_the_chat_and_takes_words_name_and_consent()
    {
        var (chat, visitor, token) = await StartAsync();
        await Desk.SayAsync(chat, visitor, "first-id", "Ich heiße Anna", Cancel);
        var talk = await OneAsync();
        var subject = new DataSubject(ChatSettings.Connector, visitor.Author.Value);
        var told = new List<PersonalRecord>();
        await foreach (var record in _house.Privacy.ExportAsync(subject, null, Cancel)) told.Add(record);
        told.Select(r => r.Table).ShouldContain("chat_visitor");
        await _house.Privacy.EraseAsync(subject, null, Cancel);
        (await Desk.ReadAsync(chat, token, Cancel)).ShouldBeNull();
        (await Desk.LinesAsync(chat, visitor, Cancel)).ShouldBeEmpty();
        (await CountAsync("chat_visitor")).ShouldBe(0);
        (await ThreadAsync(talk.Id)).Messages.ShouldAllBe(m => m.Text == "");
    }

    [Fact]
    public async Task Visitors_nobody_heard_of_for_long_are_forgotten()
    {
        await StartAsync();
        _clock.Now += TimeSpan.FromDays(1094);
        await _house.Privacy.ExpireAsync(Cancel);
        (await CountAsync("chat_visitor")).ShouldBe(1);
        _clock.Now += TimeSpan.FromDays(2);
        await _house.Privacy.ExpireAsync(Cancel);
        (await CountAsync("chat_visitor")).ShouldBe(0);
    }

    private async Task<Chat> ChatAsync() => (await Desk.FindAsync(Key, Cancel)).ShouldNotBeNull();

    private async Task<(Chat Chat, ChatVisitor Visitor, string Token)> StartAsync()
    {
        var chat = await ChatAsync();
        var (visitor, token) = await Desk.StartAsync(chat, chat.Settings.Wording, "de", Cancel);
        return (chat, visitor, token);
    }

    private async Task<IReadOnlyList<Conversation>> ListAsync() => (await Inbox.ListAsync(new(), _mira, null, 100, Cancel)).Items;

    private async Task<Conversation> OneAsync()
    {
        await UntilAsync(async () => (await ListAsync()).Count > 0);
        return (await ListAsync()).ShouldHaveSingleItem();
    }

    private async Task<Echolot.Conversations.Thread> ThreadAsync(long id) => (await Inbox.ShowAsync(id, _mira, Cancel))!;

    private async Task<long> CountAsync(string table)
    {
        await using var connection = await Db.ReadAsync(Cancel);
        return await connection.ExecuteScalarAsync<long>($"select count(*) from {table}");
    }
}
