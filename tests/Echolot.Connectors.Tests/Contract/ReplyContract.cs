using Echolot.Sources;
using Shouldly;
using Xunit;

namespace Echolot.Connectors.Tests.Contract;

/// <summary>
/// What every connector that sends promises, whatever happens on the way: nothing twice, nothing lost, nothing wider than
/// it was meant. A connector inherits it with a play of its network.
/// </summary>
public abstract class ReplyContract
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private protected abstract Task<ReplyPlay> OpenAsync();

    /// <summary>Who can act; null: nobody can at this network, and its abilities say so.</summary>
    private static IActsOnItems? Acting(ReplyPlay play)
    {
        if (play.Connector is IActsOnItems acting) return acting;
        play.Connector.Abilities(play.Source)!.Acts.ShouldBeEmpty();
        return null;
    }

    private static Task<ActOutcome> ActAsync(ReplyPlay play, IActsOnItems acting, ItemAct act, OutgoingReply reply) =>
        acting.ActAsync(play.Source, act, reply.ReplyTo!.Value, reply.LocalReplyTo, Cancel);

    [Fact]
    public async Task A_reply_appears_once_below_what_it_answers_and_is_found_again()
    {
        await using var play = await OpenAsync();
        var reply = await play.AskedAsync("Wo bleibt mein Paket?");
        var sent = (await SendAsync(play, reply)).ShouldBeOfType<SendOutcome.Sent>();
        var shown = (await play.ShownAsync()).ShouldHaveSingleItem();
        (shown.Id, shown.Public, shown.Parent).ShouldBe((sent.Id, true, play.ParentOf(reply)));
        shown.Text.ShouldContain(reply.Text);
        (await FindAsync(play, reply)).ShouldBeOfType<SendFinding.Found>().Id.ShouldBe(sent.Id);
    }

    [Fact]
    public async Task Sent_again_under_its_key_it_is_there_once()
    {
        await using var play = await OpenAsync();
        var reply = await play.AskedAsync("Wo bleibt mein Paket?");
        var first = (await SendAsync(play, reply)).ShouldBeOfType<SendOutcome.Sent>();
        (await SendAsync(play, reply)).ShouldBeOfType<SendOutcome.Sent>().Id.ShouldBe(first.Id);
        (await play.ShownAsync()).Count.ShouldBe(1);
    }

    [Fact]
    public async Task What_the_network_took_before_the_line_broke_is_unknown_until_it_is_found()
    {
        await using var play = await OpenAsync();
        var reply = await play.AskedAsync("Wo bleibt mein Paket?");
        play.Line.Next = Mishap.BreaksAfterItArrived;
        (await SendAsync(play, reply)).ShouldBeOfType<SendOutcome.Unknown>();
        var found = (await FindAsync(play, reply)).ShouldBeOfType<SendFinding.Found>();
        found.Id.ShouldBe((await play.ShownAsync()).ShouldHaveSingleItem().Id);
    }

    [Fact]
    public async Task What_broke_on_its_way_is_missing_and_sent_again_it_is_there_once()
    {
        await using var play = await OpenAsync();
        var reply = await play.AskedAsync("Wo bleibt mein Paket?");
        play.Line.Next = Mishap.BreaksBeforeItArrives;
        (await SendAsync(play, reply)).ShouldBeOfType<SendOutcome.Unknown>();
        (await FindAsync(play, reply)).GetType().ShouldBe(
            play.KnowsWhatIsMissing ? typeof(SendFinding.Missing) : typeof(SendFinding.Unclear));
        var sent = (await SendAsync(play, reply)).ShouldBeOfType<SendOutcome.Sent>();
        (await play.ShownAsync()).ShouldHaveSingleItem().Id.ShouldBe(sent.Id);
    }

    [Fact]
    public async Task What_is_done_with_a_post_is_seen_at_the_network_and_doing_it_again_changes_nothing()
    {
        await using var play = await OpenAsync();
        if (Acting(play) is not { } acting) return;
        var reply = await play.AskedAsync("Wo bleibt mein Paket?");
        foreach (var act in acting.Abilities(play.Source)!.Acts.Where(a => !a.IsUndo()))
        {
            foreach (var _ in (int[])[1, 2])
            {
                (await ActAsync(play, acting, act, reply)).ShouldBeOfType<ActOutcome.Done>();
                (await play.ActedAsync(reply)).ShouldBe([act]);
            }
            foreach (var _ in (int[])[1, 2])
            {
                (await ActAsync(play, acting, act.Undo(), reply)).ShouldBeOfType<ActOutcome.Done>();
                (await play.ActedAsync(reply)).ShouldBeEmpty();
            }
        }
        (await play.ShownAsync()).ShouldBeEmpty();
    }

    [Theory]
    [InlineData(Mishap.BreaksAfterItArrived)]
    [InlineData(Mishap.BreaksBeforeItArrives)]
    [InlineData(Mishap.TooMany)]
    public async Task An_act_of_which_nobody_knows_whether_it_arrived_is_simply_done_again(Mishap mishap)
    {
        await using var play = await OpenAsync();
        if (Acting(play) is not { } acting) return;
        var reply = await play.AskedAsync("Wo bleibt mein Paket?");
        var act = acting.Abilities(play.Source)!.Acts[0];
        play.Line.Next = mishap;
        (await ActAsync(play, acting, act, reply)).ShouldBeOfType<ActOutcome.Later>();
        (await ActAsync(play, acting, act, reply)).ShouldBeOfType<ActOutcome.Done>();
        (await play.ActedAsync(reply)).ShouldBe([act]);
    }

    [Fact]
    public async Task What_its_author_has_deleted_is_not_acted_on()
    {
        await using var play = await OpenAsync();
        if (Acting(play) is not { } acting) return;
        var reply = await play.AskedAsync("Wo bleibt mein Paket?");
        await play.WithdrawAsync(reply);
        var why = (await ActAsync(play, acting, acting.Abilities(play.Source)!.Acts[0], reply)).ShouldBeOfType<ActOutcome.Refused>().Why;
        (why.De.Length > 20 && why.En.Length > 20 && why.De != why.En).ShouldBeTrue($"{why}");
    }

    [Theory]
    [InlineData(Mishap.TokenRefused)]
    [InlineData(Mishap.Forbidden)]
    public async Task What_is_forbidden_is_refused_with_a_word_on_what_to_do(Mishap mishap)
    {
        await using var play = await OpenAsync();
        var reply = await play.AskedAsync("Wo bleibt mein Paket?");
        play.Line.Next = mishap;
        var why = (await SendAsync(play, reply)).ShouldBeOfType<SendOutcome.Refused>().Why;
        (why.De.Length > 20 && why.En.Length > 20 && why.De != why.En).ShouldBeTrue($"{why}");
        (await play.ShownAsync()).ShouldBeEmpty();
    }

    [Theory]
    [InlineData(Mishap.TooMany)]
    [InlineData(Mishap.Busy)]
    public async Task A_network_that_wants_to_be_left_alone_is_asked_later(Mishap mishap)
    {
        await using var play = await OpenAsync();
        var reply = await play.AskedAsync("Wo bleibt mein Paket?");
        play.Line.Next = mishap;
        (await SendAsync(play, reply)).ShouldBeOfType<SendOutcome.Later>().After.ShouldBe(TimeSpan.FromSeconds(7));
        (await SendAsync(play, reply)).ShouldBeOfType<SendOutcome.Sent>();
        (await play.ShownAsync()).Count.ShouldBe(1);
    }

    [Fact]
    public async Task An_error_of_the_network_says_nothing_about_what_it_took()
    {
        await using var play = await OpenAsync();
        var reply = await play.AskedAsync("Wo bleibt mein Paket?");
        play.Line.Next = Mishap.Fails;
        (await SendAsync(play, reply)).ShouldBeOfType<SendOutcome.Unknown>();
    }

    [Fact]
    public async Task A_network_that_cannot_be_reached_has_surely_not_taken_it()
    {
        await using var play = await OpenAsync();
        var reply = await play.AskedAsync("Wo bleibt mein Paket?");
        await play.Line.CloseAsync();
        (await SendAsync(play, reply)).ShouldBeOfType<SendOutcome.Later>().After.ShouldBeGreaterThan(TimeSpan.Zero);
    }

    [Fact]
    public async Task What_answers_something_deleted_is_refused()
    {
        await using var play = await OpenAsync();
        var reply = await play.AskedAsync("Wo bleibt mein Paket?");
        await play.WithdrawAsync(reply);
        (await SendAsync(play, reply)).ShouldBeOfType<SendOutcome.Refused>().Why.De.ShouldContain("gelöscht");
        (await play.ShownAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task Whether_something_can_be_answered_is_known_before_and_asking_writes_nothing()
    {
        await using var play = await OpenAsync();
        if (play.Connector is not IKnowsAnswerable knows) return;
        var reply = await play.AskedAsync("Wo bleibt mein Paket?");
        (await AskAsync()).ShouldBeOfType<Answerable.Open>();
        await play.WithdrawAsync(reply);
        (await AskAsync()).ShouldBeOfType<Answerable.Closed>().Reason.De.ShouldContain("gelöscht");
        (await play.ShownAsync()).ShouldBeEmpty();

        Task<Answerable> AskAsync() => knows.AnswerableAsync(play.Source, Leg.Public, reply.ReplyTo!.Value, reply.LocalReplyTo, Cancel);
    }

    [Fact]
    public async Task A_network_that_does_not_say_whether_something_can_be_answered_is_trouble_and_no_answer()
    {
        await using var play = await OpenAsync();
        if (play.Connector is not IKnowsAnswerable knows) return;
        var reply = await play.AskedAsync("Wo bleibt mein Paket?");
        await play.Line.CloseAsync();
        await Should.ThrowAsync<SourceTrouble>(() =>
            knows.AnswerableAsync(play.Source, Leg.Public, reply.ReplyTo!.Value, reply.LocalReplyTo, Cancel));
    }

    [Fact]
    public async Task What_fills_the_limit_as_the_network_counts_is_sent_and_one_letter_more_is_not()
    {
        await using var play = await OpenAsync();
        var reply = await play.AskedAsync("Wo bleibt mein Paket?");
        var limit = play.Connector.Abilities(play.Source)!.Public!;
        var full = play.Filling(limit);
        limit.LengthOf(full).ShouldBe(limit.Most);
        var refused = (await SendAsync(play, reply with { Text = full + "x" })).ShouldBeOfType<SendOutcome.Refused>();
        refused.Why.En.ShouldNotBeEmpty();
        (await SendAsync(play, reply with { Text = full })).ShouldBeOfType<SendOutcome.Sent>();
        (await play.ShownAsync()).ShouldHaveSingleItem().Text.ShouldContain("ü");
    }

    [Fact]
    public async Task Letters_of_all_kinds_come_through_and_are_found_again()
    {
        await using var play = await OpenAsync();
        var reply = await play.AskedAsync("Wo bleibt mein Paket?") with
        {
            Text = "Größe „M“ < 5 & > 3? 👩‍🚒 \"ja\" – 'nein' \\ \nZweite Zeile: https://shop.example/a?b=1&c=ä#d\n\nEnde",
        };
        play.Line.Next = Mishap.BreaksAfterItArrived;
        (await SendAsync(play, reply)).ShouldBeOfType<SendOutcome.Unknown>();
        (await FindAsync(play, reply)).ShouldBeOfType<SendFinding.Found>();
        (await FindAsync(play, reply with { Key = OtherKey(reply.Key), Text = "Etwas anderes" }))
            .ShouldBeOfType<SendFinding.Missing>();
        Bare((await play.ShownAsync()).ShouldHaveSingleItem().Text).ShouldContain(Bare(reply.Text));
    }

    [Fact]
    public async Task What_is_said_to_us_alone_is_answered_to_the_other_side_alone()
    {
        await using var play = await OpenAsync();
        if (play.Connector.Abilities(play.Source)!.Private is null)
        {
            play.Connector.Abilities(play.Source)!.OpensPrivate.ShouldBeFalse();
            return;
        }
        var reply = await play.AskedPrivatelyAsync("Meine Kundennummer ist 4711");
        (await SendAsync(play, reply)).ShouldBeOfType<SendOutcome.Sent>();
        (await play.ShownAsync()).ShouldHaveSingleItem().Public.ShouldBeFalse();
        // Even where somebody takes it for public.
        var wrong = await play.AskedPrivatelyAsync("Noch etwas Vertrauliches") with { Leg = Leg.Public };
        await SendAsync(play, wrong);
        (await play.ShownAsync()).ShouldAllBe(s => !s.Public);
    }

    [Fact]
    public async Task Pictures_go_along_in_their_order_with_what_they_show_or_the_reply_is_refused()
    {
        await using var play = await OpenAsync();
        var reply = await play.AskedAsync("Wie sieht das Etikett aus?") with
        {
            Files = [TestPicture("Etikett mit Nummer"), TestPicture("Rückseite „B“")],
        };
        if (play.Connector.Abilities(play.Source)!.Files is null)
        {
            (await SendAsync(play, reply)).ShouldBeOfType<SendOutcome.Refused>().Why.De.ShouldContain("Dateien");
            (await play.ShownAsync()).ShouldBeEmpty();
            return;
        }
        var sent = (await SendAsync(play, reply)).ShouldBeOfType<SendOutcome.Sent>();
        (await SendAsync(play, reply)).ShouldBeOfType<SendOutcome.Sent>().Id.ShouldBe(sent.Id);
        (await play.ShownAsync()).ShouldHaveSingleItem().Pictures.ShouldBe(["Etikett mit Nummer", "Rückseite „B“"]);
        (await FindAsync(play, reply with { Files = [] })).ShouldBeOfType<SendFinding.Found>().Id.ShouldBe(sent.Id);
    }

    [Fact]
    public async Task A_picture_that_is_lost_on_its_way_publishes_nothing_and_goes_again()
    {
        await using var play = await OpenAsync();
        if (play.Uploads is not { } uploads) return;
        var reply = await play.AskedAsync("Wie sieht das Etikett aus?") with { Files = [TestPicture("Etikett")] };
        var publishes = play.Line.Writes;
        foreach (var mishap in new[] { Mishap.BreaksBeforeItArrives, Mishap.BreaksAfterItArrived, Mishap.Fails, Mishap.TooMany })
        {
            (play.Line.Writes, play.Line.Next) = (uploads, mishap);
            (await SendAsync(play, reply)).ShouldBeOfType<SendOutcome.Later>($"{mishap}");
            (await play.ShownAsync()).ShouldBeEmpty();
        }
        // Handed over well, and then the post itself is lost to sight.
        (play.Line.Writes, play.Line.Next) = (publishes, Mishap.BreaksAfterItArrived);
        (await SendAsync(play, reply)).ShouldBeOfType<SendOutcome.Unknown>();
        (await FindAsync(play, reply)).ShouldBeOfType<SendFinding.Found>();
        (await play.ShownAsync()).ShouldHaveSingleItem().Pictures.ShouldBe(["Etikett"]);
    }

    [Fact]
    public async Task What_is_too_much_or_of_another_kind_is_refused_before_anything_leaves()
    {
        await using var play = await OpenAsync();
        if (play.Connector.Abilities(play.Source)!.Files is not { } limits) return;
        var reply = await play.AskedAsync("Wie sieht das Etikett aus?");
        var before = play.Line.Contacts;
        foreach (var files in new OutgoingFile[][]
        {
            [.. Enumerable.Repeat(TestPicture("x"), limits.Most + 1)],
            [new("programm.exe", "application/octet-stream", "", new byte[] { 1, 2, 3 })],
            [new("groß.png", "image/png", "", new byte[limits.Types["image/png"] + 1])],
        })
            (await SendAsync(play, reply with { Files = files })).ShouldBeOfType<SendOutcome.Refused>();
        (await play.ShownAsync()).ShouldBeEmpty();
        play.Line.Contacts.ShouldBeLessThan(before + 12, "nothing is handed over");
    }

    [Fact]
    public async Task A_source_that_may_not_answer_says_so_and_sends_nothing()
    {
        await using var play = await OpenAsync();
        var reply = await play.AskedAsync("Wo bleibt mein Paket?");
        play.Connector.Abilities(play.Silent).ShouldBeNull();
        (await play.Connector.SendAsync(play.Silent, reply, Cancel)).ShouldBeOfType<SendOutcome.Refused>();
        (await play.ShownAsync()).ShouldBeEmpty();
    }

    /// <summary>A red pixel.</summary>
    internal static OutgoingFile TestPicture(string alt) => new(
        "bild.png", "image/png", alt, Convert.FromBase64String(
            "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAIAAACQd1PeAAAADElEQVR4nGP4z8AAAAMBAQDJ/pLvAAAAAElFTkSuQmCC"));

    private static string Bare(string text) => string.Concat(text.Where(c => !char.IsWhiteSpace(c)));

    private static string OtherKey(string key) => key[..^4] + (key.EndsWith("0000", StringComparison.Ordinal) ? "1111" : "0000");

    private static Task<SendOutcome> SendAsync(ReplyPlay play, OutgoingReply reply) =>
        play.Connector.SendAsync(play.Source, reply, Cancel);

    private static Task<SendFinding> FindAsync(ReplyPlay play, OutgoingReply reply) =>
        play.Connector.FindAsync(play.Source, reply, Cancel);
}
