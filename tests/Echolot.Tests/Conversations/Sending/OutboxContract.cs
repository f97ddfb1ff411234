using Dapper;
using Echolot.Conversations;
using Echolot.Mentions;
using Echolot.Sources;
using Echolot.Storage;
using Echolot.Tests.Conversations.AutoReplies;
using Shouldly;
using Xunit;

namespace Echolot.Tests.Conversations.Sending;

public sealed class OutboxOnSqlite() : OutboxContract(Engine.Sqlite);

public sealed class OutboxOnPostgres() : OutboxContract(Engine.Postgres);

/// <summary>In which order replies leave, and that none of them holds up others for ever.</summary>
public abstract class OutboxContract(Engine engine) : QuietDesk(engine)
{
    private static readonly LocalText broke = new("brach ab", "broke");

    [Fact]
    public async Task A_reply_planned_for_later_holds_up_neither_what_a_person_nor_what_a_bot_says_before()
    {
        var talk = await SayAsync("1", "Wann kommt der Techniker?");
        await SendAsync(talk, "Heute kommt er!", Clock.Now.AddDays(1));
        await SayAsync("2", "Und wie heißt er?");
        await SendAsync(talk, "Er heißt Paul.");
        await PostedAsync(1);
        await Inbox.SendReplyAsync(talk, new(Leg.Private, "Ich bin ein Bot.") { Bot = "Nachts" }, Sight.Everything, Cancel);
        await PostedAsync(2);
        await SendAsync(talk, "Alles gut gegangen?", Clock.Now.AddDays(2));
        Clock.Now += TimeSpan.FromHours(25);
        await PostedAsync(3);
        Clock.Now += TimeSpan.FromHours(24);
        await PostedAsync(4);
        Network.Posted.Select(p => p.Text).ShouldBe(
            ["Er heißt Paul.", "Ich bin ein Bot.", "Heute kommt er!", "Alles gut gegangen?"]);
    }

    [Fact]
    public async Task What_waits_to_be_taken_back_or_tried_again_keeps_its_place_before_later_words()
    {
        var talk = await SayAsync("1", "Paket weg!", kind: ItemKind.Post);
        await SayAsync("2", "Hallo?");
        var tried = 0;
        Network.Before = reply => reply.Text == "Erstens" && ++tried == 1
            ? new SendOutcome.Later(TimeSpan.FromMinutes(2), broke) : null;
        await SendAsync(talk, "Erstens", leg: Leg.Public);
        await SendAsync(talk, "Zweitens", leg: Leg.Public);
        Clock.Now += Inbox.TakeBackTime;
        await UntilAsync(async () => tried == 1 && await StateAsync(talk, "Erstens") is SendState.Queued);
        await Task.Delay(300, Cancel);
        Network.Posted.ShouldBeEmpty();
        Clock.Now += TimeSpan.FromMinutes(2);
        await PostedAsync(2);
        Network.Posted.Select(p => p.Text).ShouldBe(["Erstens", "Zweitens"]);
    }

    [Fact]
    public async Task A_reply_about_which_a_person_has_to_decide_does_not_hold_up_the_next_one()
    {
        var talk = await SayAsync("1", "Paket weg!");
        Network.Before = reply => reply.Text == "Erstens" ? new SendOutcome.Unknown(broke) : null;
        Network.Looking = _ => new SendFinding.Unclear(broke);
        await SendAsync(talk, "Erstens");
        await UntilAsync(async () => (await StateAsync(talk, "Erstens")) is SendState.Unknown);
        Clock.Now += TimeSpan.FromSeconds(6);
        await UntilAsync(async () => (await ThreadAsync(talk)).Messages[^1].Send!.Undecided);
        await SendAsync(talk, "Zweitens");
        await PostedAsync(1);
        Network.Posted[0].Text.ShouldBe("Zweitens");
    }

    [Fact]
    public async Task Where_nobody_knows_whether_the_public_half_of_a_hand_over_is_out_the_private_one_waits_and_says_so()
    {
        Network.Can = Network.Can with { OpensPrivate = true };
        var talk = await SayAsync("1", "Paket weg!", kind: ItemKind.Post);
        Network.Before = reply => reply.Leg is Leg.Public ? new SendOutcome.Unknown(broke) : null;
        Network.Looking = _ => new SendFinding.Unclear(broke);
        await Inbox.HandOverAsync(talk, new("Wir schreiben dir privat.", "Lautet die Nummer 4711?"), Mira, Cancel);
        Clock.Now += Inbox.TakeBackTime;
        await UntilAsync(async () => (await ThreadAsync(talk)).Messages[1].Send!.State is SendState.Unknown);
        Clock.Now += TimeSpan.FromSeconds(6);
        await UntilAsync(async () => (await ThreadAsync(talk)).Messages[1].Send!.Undecided);
        await Task.Delay(300, Cancel);
        Network.Posted.ShouldBeEmpty();
        var waits = (await ThreadAsync(talk)).Messages[2].Send!;
        (waits.State, waits.Problem?.En).ShouldBe((SendState.Queued, "Waits until the public word is out."));
        await Inbox.DecideSendAsync(talk, (await ThreadAsync(talk)).Messages[1].Send!.Id, isOut: true, Mira, Cancel);
        await PostedAsync(1);
    }

    [Fact]
    public async Task What_became_of_a_reply_is_written_down_as_soon_as_the_database_takes_it()
    {
        var talk = await SayAsync("1", "Paket weg!");
        Network.Looking = _ => throw new HttpRequestException("Nobody needs to look.");
        var gone = new TaskCompletionSource();
        Network.After = _ =>
        {
            Without("conversation_event");
            gone.SetResult();
            return null;
        };
        await SendAsync(talk, "Wir sehen nach.");
        await gone.Task.WaitAsync(TimeSpan.FromSeconds(30), Cancel);
        await Task.Delay(250, Cancel);
        Again("conversation_event");
        await UntilAsync(async () => await StateAsync(talk, "Wir sehen nach.") is SendState.Sent);
        Network.Posted.Count.ShouldBe(1);
    }

    [Fact]
    public async Task Where_it_cannot_be_written_down_the_reply_is_looked_for_and_others_of_the_conversation_go_on()
    {
        var talk = await SayAsync("1", "Paket weg!");
        var looks = 0;
        Network.Looking = reply =>
        {
            looks++;
            return new SendFinding.Found(TalkingNetwork.IdOf(reply), null);
        };
        Network.After = reply =>
        {
            if (reply.Text == "Erstens") Without("conversation_event");
            return null;
        };
        await SendAsync(talk, "Erstens");
        await UntilAsync(async () => (await SendsAsync()).SequenceEqual([(nameof(SendState.Unknown), 0)]));
        Again("conversation_event");
        await SendAsync(talk, "Zweitens");
        Clock.Now += TimeSpan.FromSeconds(6);
        await UntilAsync(async () => await StateAsync(talk, "Zweitens") is SendState.Sent);
        (await StateAsync(talk, "Erstens")).ShouldBe(SendState.Sent);
        (looks, Network.Posted.Count).ShouldBe((1, 2));
    }

    [Fact]
    public async Task What_can_never_be_written_down_ends_with_a_person_and_holds_up_nobody()
    {
        var talk = await SayAsync("1", "Paket weg!");
        var other = await SayAsync("2", "Jacke weg!", "lou");
        await Inbox.SendReplyAsync(other, new(Leg.Private, "Wir sehen nach."), Mira, Cancel);
        await UntilAsync(async () => await StateAsync(other, "Wir sehen nach.") is SendState.Sent);
        Network.After = _ =>
        {
            Without("conversation_event");
            return null;
        };
        await SendAsync(talk, "Erstens");
        for (var looks = 0; looks <= 8; looks++)
        {
            var known = looks;
            await UntilAsync(async () => (await SendsAsync())[^1] is var last && last.State == nameof(SendState.Unknown) && last.Looks >= known);
            Clock.Now += TimeSpan.FromHours(1);
        }
        Again("conversation_event");
        Network.After = null;
        (await SendsAsync())[^1].ShouldBe((nameof(SendState.Unknown), 8));
        (await Inbox.ListAsync(new(InboxView.Unsent), Mira, null, 10, Cancel)).Items.ShouldHaveSingleItem().Id.ShouldBe(talk);
        await using (var connection = await Db.ReadAsync(Cancel))
            (await connection.ExecuteScalarAsync<string>(
                "select json from outbox where type = @type", new { type = typeof(ReplyUnsent).FullName }))
                .ShouldNotBeNull().ShouldContain($"[{Mira.PersonId}]");
        await SendAsync(talk, "Zweitens");
        await PostedAsync(3);
    }

    [Fact]
    public async Task What_surely_did_not_leave_because_nothing_could_be_read_is_tried_again()
    {
        var talk = await SayAsync("1", "Paket weg!");
        await SendAsync(talk, "Wir sehen nach.", Clock.Now.AddMinutes(1));
        Without("answer_use");
        Clock.Now += TimeSpan.FromMinutes(1);
        await UntilAsync(async () =>
            (await ThreadAsync(talk)).Messages[^1].Send is { State: SendState.Queued, Attempts: 1 });
        Network.Posted.ShouldBeEmpty();
        Again("answer_use");
        Clock.Now += TimeSpan.FromMinutes(2);
        await PostedAsync(1);
    }

    [Fact]
    public async Task What_a_network_never_takes_and_never_has_ends_with_a_person()
    {
        var talk = await SayAsync("1", "Paket weg!");
        Network.Before = _ => new SendOutcome.Unknown(broke);
        Network.Looking = _ => new SendFinding.Missing();
        await SendAsync(talk, "Wir sehen nach.", Clock.Now.AddMinutes(1));
        await Db.WriteAsync(scope => scope.Connection.ExecuteAsync(
            "update send set attempts = 6", transaction: scope.Transaction), Cancel);
        Clock.Now += TimeSpan.FromMinutes(1);
        await UntilAsync(async () => await StateAsync(talk, "Wir sehen nach.") is SendState.Unknown);
        Clock.Now += TimeSpan.FromSeconds(6);
        // It is tried again, but not at once any more.
        await UntilAsync(async () => await StateAsync(talk, "Wir sehen nach.") is SendState.Queued);
        Clock.Now += TimeSpan.FromHours(2);
        await UntilAsync(async () => await StateAsync(talk, "Wir sehen nach.") is SendState.Unknown);
        Clock.Now += TimeSpan.FromSeconds(6);
        await UntilAsync(async () => await StateAsync(talk, "Wir sehen nach.") is SendState.Failed);
        (await ThreadAsync(talk)).Messages[^1].Send!.Problem.ShouldBe(broke);
        Network.Posted.ShouldBeEmpty();
    }

    [Fact]
    public async Task Other_words_of_ours_are_no_proof_that_a_smile_is_out()
    {
        var talk = await SayAsync("1", "Paket da!", kind: ItemKind.Post);
        Network.Before = _ => new SendOutcome.Unknown(broke);
        Network.Looking = _ => throw new HttpRequestException("down");
        await SendAsync(talk, "🙂", leg: Leg.Public);
        Clock.Now += Inbox.TakeBackTime;
        await UntilAsync(async () => await StateAsync(talk, "🙂") is SendState.Unknown);
        await ShowsAsync("own-1", "Etwas anderes");
        await UntilAsync(async () => (await ThreadAsync(talk)).Messages.Any(m => m.Text == "Etwas anderes"));
        (await StateAsync(talk, "🙂")).ShouldBe(SendState.Unknown);
        await ShowsAsync("own-2", " 🙂");
        await UntilAsync(async () => await StateAsync(talk, "🙂") is SendState.Sent);

        Task ShowsAsync(string id, string text) => House.Gate.TakeAsync(
            Source, [new Upserted(new Mention
            {
                Source = Source.Key, Id = new(id), Revision = "1", Kind = ItemKind.Post, Origin = Origin.Stream, ParentId = new("1"),
                PublishedAt = Clock.Now, ReceivedAt = Clock.Now, Text = text, Author = new(new("self"), "self", "Wir"),
            }, null, Clock.Now)], Cancel);
    }

    private async Task SendAsync(long talk, string text, DateTimeOffset? at = null, Leg leg = Leg.Private) =>
        await Inbox.SendReplyAsync(talk, new(leg, text, At: at), Mira, Cancel);

    private async Task<SendState?> StateAsync(long talk, string text) =>
        (await ThreadAsync(talk)).Messages.Single(m => m.Text == text).Send?.State;

    private async Task<IReadOnlyList<(string State, long Looks)>> SendsAsync()
    {
        await using var connection = await Db.ReadAsync(Cancel);
        return [.. await connection.QueryAsync<(string, long)>("select state, looks from send order by id")];
    }

    // What writes there fails until it is there again.
    private void Without(string table) => Rename(table, $"{table}_away");

    private void Again(string table) => Rename($"{table}_away", table);

    private void Rename(string from, string to) => Task.Run(() => Db.WriteAsync(scope => scope.Connection.ExecuteAsync(
        $"alter table {from} rename to {to}", transaction: scope.Transaction), Cancel)).GetAwaiter().GetResult();
}
