using System.Text.Json;
using Dapper;
using Echolot.Conversations;
using Echolot.Mentions;
using Echolot.Teams;
using Shouldly;
using Xunit;

namespace Echolot.Tests.Conversations;

/// <summary>Causes, fields and labels of conversations, lists under a name, and changes to many.</summary>
public abstract partial class InboxContract
{
    [Fact]
    public async Task Nothing_is_done_without_its_cause_and_required_fields()
    {
        await SayAsync("1", "Wo ist mein Paket?");
        var found = await OneAsync();
        await RefusedAsync(InboxRefusal.CauseMissing, () => DoneAsync(found.Id, null));
        await RefusedAsync(InboxRefusal.CauseMissing, () => DoneAsync(found.Id, " > "));
        var product = await Inbox.SaveFieldAsync(
            null, new("Produkt", FieldKind.Choice, ["Jacke", "Zelt"], Required: true), _mira.PersonId, Cancel);
        await RefusedAsync(InboxRefusal.FieldMissing, () => DoneAsync(found.Id, "Lieferung"));
        await RefusedAsync(InboxRefusal.FieldWrong, () => Inbox.SetFieldAsync(found.Id, product, "Hose", _mira, Cancel));
        await Inbox.SetFieldAsync(found.Id, product, "Zelt", _mira, Cancel);
        await DoneAsync(found.Id, " Lieferung ›Zusteller  X ");
        (await ThreadAsync(found.Id)).Conversation.Cause.ShouldBe("Lieferung > Zusteller X");
        (await Inbox.CausesAsync(Cancel)).Select(c => (c.Path, c.Used)).ShouldBe([("Lieferung > Zusteller X", 1)]);

        await Inbox.RequireCauseAsync(false, _mira.PersonId, Cancel);
        await SayAsync("2", "Etwas anderes", author: "lee");
        await UntilAsync(async () => (await ListAsync()).Count == 1);
        var other = (await ListAsync()).Single().Id;
        await Inbox.SetFieldAsync(other, product, "Jacke", _mira, Cancel);
        await DoneAsync(other, null);
        (await ThreadAsync(other)).Conversation.State.ShouldBe(ConversationState.Done);
    }

    [Fact]
    public async Task Sending_and_closing_in_one_asks_for_the_cause_before_anything_leaves()
    {
        await SayAsync("1", "Wo ist mein Paket?");
        var found = await OneAsync();
        await RefusedAsync(InboxRefusal.CauseMissing, () => Inbox.SendReplyAsync(
            found.Id, new(Echolot.Sources.Leg.Public, "Da!", NextState: ConversationState.Done), _mira, Cancel));
        _clock.Now += Inbox.TakeBackTime;
        await Task.Delay(200, Cancel);
        _network.Posted.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_cause_with_all_below_it_moves_to_another_name_and_meets_its_namesake()
    {
        foreach (var (id, cause) in new[]
        {
            ("1", "Versand"), ("2", "Versand > Zusteller"), ("3", "Lieferung > Zusteller"), ("4", "Versandkosten"),
        })
        {
            await SayAsync(id, $"Nachricht {id}", author: $"a{id}");
            await UntilAsync(async () => (await ListAsync()).Count == 1);
            await DoneAsync((await ListAsync()).Single().Id, cause);
        }
        var told = await ToldAsync();
        (await Inbox.RenameCauseAsync("Versand", "Lieferung", _mira.PersonId, Cancel)).ShouldBe(2);
        (await ToldAsync() - told).ShouldBe(3, "open pages of what is below the new name show it anew");
        (await Inbox.CausesAsync(Cancel)).Select(c => (c.Path, c.Used)).ShouldBe(
            [("Lieferung > Zusteller", 2), ("Lieferung", 1), ("Versandkosten", 1)]);
        await Inbox.RenameCauseAsync("Lieferung", "Lieferung > Paket", _mira.PersonId, Cancel);
        (await Inbox.CausesAsync(Cancel)).Select(c => c.Path).ShouldBe(
            ["Lieferung > Paket > Zusteller", "Lieferung > Paket", "Versandkosten"]);
        (await Inbox.ListAsync(new(InboxView.All, Cause: "Lieferung"), _mira, null, 10, Cancel)).Items.Count.ShouldBe(3);

        async Task<long> ToldAsync()
        {
            await using var connection = await Db.ReadAsync(Cancel);
            return await Dapper.SqlMapper.ExecuteScalarAsync<long>(
                connection, $"select count(*) from outbox where type like '%{nameof(ConversationChanged)}%'");
        }
    }

    [Fact]
    public async Task What_carries_a_label_or_has_a_cause_is_the_same_however_a_list_is_found()
    {
        var label = (await _house.Get<Archive>().AddLabelAsync(new("Lieferung"), Cancel)).Id;
        foreach (var (id, cause) in new[] { ("1", "Versand"), ("2", "Versand > Zusteller"), ("3", "Versandkosten"), ("4", "Versand") })
        {
            await SayAsync(id, $"Nachricht {id}", author: $"a{id}");
            await UntilAsync(async () => (await ListAsync()).Any(c => c.Snippet == $"Nachricht {id}"));
            var talk = (await ListAsync()).Single(c => c.Snippet == $"Nachricht {id}").Id;
            if (id is not "1") await Inbox.LabelAsync(talk, label, _mira, Cancel);
            await DoneAsync(talk, cause);
            // Two of them are open, with their cause.
            if (id is "2" or "3") await Inbox.EnterAsync(talk, ConversationState.Open, null, null, _mira, Cancel);
        }
        var few = await AllAsync();
        Inbox.MostRead = 0;
        var often = await AllAsync();
        often.ShouldBe(few);
        few.Count(f => f.StartsWith("All,NewestFirst,Cause", StringComparison.Ordinal) && f.EndsWith("4 2 1", StringComparison.Ordinal)).ShouldBe(1);
        few.Count(f => f.StartsWith("All,NewestFirst,Label", StringComparison.Ordinal) && f.EndsWith("4 3 2", StringComparison.Ordinal)).ShouldBe(1);
        few.Count(f => f.StartsWith("ToDo,DueFirst,Label", StringComparison.Ordinal) && f.Contains("2 of", StringComparison.Ordinal)).ShouldBe(1);

        async Task<IReadOnlyList<string>> AllAsync()
        {
            var lists = new List<string>();
            foreach (var view in Enum.GetValues<InboxView>())
                foreach (var order in Enum.GetValues<InboxOrder>())
                    foreach (var (name, filter) in new[]
                    {
                        ("Cause", new InboxFilter(view, Order: order, Cause: "Versand")),
                        ("Label", new InboxFilter(view, Order: order, LabelId: label)),
                        ("Both", new InboxFilter(view, Order: order, LabelId: label, Cause: "Versand")),
                    })
                    {
                        var page = (await Inbox.ListAsync(filter, _mira, null, 10, Cancel)).Items;
                        lists.Add($"{view},{order},{name} {(await Inbox.CountAsync(filter, _mira, Cancel)).ToDo} of: "
                            + string.Join(' ', page.Select(c => c.Snippet.Split(' ')[1])));
                    }
            return lists;
        }
    }

    [Theory]
    [InlineData(FieldKind.Number, "12,50", "12.50")]
    [InlineData(FieldKind.Number, "1e5", null)]
    [InlineData(FieldKind.Date, "24.12.2026", "2026-12-24")]
    [InlineData(FieldKind.Date, "2026-13-01", null)]
    [InlineData(FieldKind.YesNo, "1", "1")]
    [InlineData(FieldKind.Address, "https://nordlicht.example/p/1", "https://nordlicht.example/p/1")]
    [InlineData(FieldKind.Address, "javascript:alert(1)", null)]
    [InlineData(FieldKind.Text, "  Charge 0425 ", "Charge 0425")]
    public async Task Fields_keep_what_fits_them_and_refuse_the_rest(FieldKind kind, string written, string? kept)
    {
        await SayAsync("1", "Hallo");
        var found = await OneAsync();
        var field = await Inbox.SaveFieldAsync(null, new("Feld", kind, [], false), _mira.PersonId, Cancel);
        if (kept is null)
            await RefusedAsync(InboxRefusal.FieldWrong, () => Inbox.SetFieldAsync(found.Id, field, written, _mira, Cancel));
        else await Inbox.SetFieldAsync(found.Id, field, written, _mira, Cancel);
        (await Inbox.FieldsOfAsync(found.Id, Cancel)).Single().Value.ShouldBe(kept);
        await Inbox.SetFieldAsync(found.Id, field, "", _mira, Cancel);
        (await Inbox.FieldsOfAsync(found.Id, Cancel)).Single().Value.ShouldBeNull();
    }

    [Fact]
    public async Task Labels_are_those_of_mentions_and_follow_when_two_become_one()
    {
        await SayAsync("1", "Hallo");
        var found = await OneAsync();
        var archive = _house.Get<Archive>();
        var (old, kept) = (
            await archive.AddLabelAsync(new("Defekt"), Cancel), await archive.AddLabelAsync(new("Mangel"), Cancel));
        await Inbox.LabelAsync(found.Id, old.Id, _mira, Cancel);
        await archive.MergeLabelAsync(old.Id, kept.Id, Cancel);
        (await Inbox.LabelsOfAsync([found.Id], Cancel))[found.Id].Single().Name.ShouldBe("Mangel");
        (await Inbox.ListAsync(new(LabelId: kept.Id), _mira, null, 10, Cancel)).Items.Single().Id.ShouldBe(found.Id);
        await Inbox.UnlabelAsync(found.Id, kept.Id, _mira, Cancel);
        (await Inbox.LabelsOfAsync([found.Id], Cancel))[found.Id].ShouldBeEmpty();
    }

    [Fact]
    public async Task One_change_reaches_everything_of_a_list_and_names_what_refused()
    {
        for (var i = 0; i < 7; i++) await SayAsync($"{i}", i < 5 ? "Werbung" : "Frage", author: $"a{i}");
        await UntilAsync(async () => (await ListAsync()).Count == 7);
        var adverts = new InboxFilter(Search: "werbung");
        (await Inbox.CountAsync(adverts, _mira, 3, Cancel)).ShouldBe(3);
        (await Inbox.CountAsync(adverts, _mira, 100, Cancel)).ShouldBe(5);
        (await Inbox.ChangeManyAsync(null, adverts, new BulkChange.Enter(ConversationState.Ignored), _mira, Cancel))
            .Changed.ShouldBe(5);
        var left = (await ListAsync()).Select(c => c.Id).ToList();
        left.Count.ShouldBe(2);
        var done = await Inbox.ChangeManyAsync(
            [left[0], left[1], 4711], new(), new BulkChange.Enter(ConversationState.Done), _mira, Cancel);
        (done.Changed, done.Refused.Count).ShouldBe((0, 3));
        await RefusedAsync(
            InboxRefusal.DepartmentMissing, () => Inbox.ChangeManyAsync(left, new(), new BulkChange.Move(99), _mira, Cancel));
        (await Inbox.ChangeManyAsync(
            left, new(), new BulkChange.Enter(ConversationState.Done, Cause: "Frage"), _mira, Cancel)).Changed.ShouldBe(2);
        (await Inbox.CountAsync(_mira, Cancel)).ToDo.ShouldBe(0);
    }

    [Fact]
    public async Task A_note_tells_colleagues_whom_it_calls_and_not_what_it_says()
    {
        await SayAsync("1", "Hallo");
        var found = await OneAsync();
        var roster = _house.Get<Roster>();
        var mira = (await roster.PeopleAsync(Cancel)).Single(p => p.Id == _mira.PersonId);
        var (ida, _) = await roster.InviteAsync(
            new(mira, mira.Permissions, null), new("ida@example.org", "Ida Weiß", Role.Agent, "de", "Europe/Berlin"), Cancel);
        await Inbox.AddNoteAsync(found.Id, "@Ida Weiß, @mira und @niemand: Kim ist die Nachbarin", _mira, Cancel);
        await using var connection = await Db.ReadAsync(Cancel);
        var told = await connection.QuerySingleAsync<string>(
            "select json from outbox where type = @type", new { type = typeof(AttentionAsked).FullName });
        told.ShouldNotContain("Nachbarin");
        var fact = JsonSerializer.Deserialize<AttentionAsked>(told, JsonSerializerOptions.Web)!;
        // Whoever writes is not told.
        fact.PersonIds.ShouldBe([ida.Id]);
        (fact.ConversationId, fact.CallerId, fact.By).ShouldBe((found.Id, _mira.PersonId, ""));
    }

    [Fact]
    public async Task A_view_is_ones_own_or_everybodys_and_only_its_maker_takes_a_private_one_away()
    {
        var (mira, jonas) = (_mira.PersonId!.Value, _jonas.PersonId!.Value);
        var own = await Inbox.AddViewAsync("Meine Jacken", "?q=jacke", shared: false, mira, Cancel);
        var shared = await Inbox.AddViewAsync("Dringend", "view=due", shared: true, mira, Cancel);
        (await Inbox.ViewsAsync(jonas, Cancel)).Select(v => (v.Name, v.Filters)).ShouldBe([("Dringend", "view=due")]);
        (await Inbox.ViewsAsync(mira, Cancel)).Select(v => v.Name).ShouldBe(["Dringend", "Meine Jacken"]);
        await RefusedAsync(InboxRefusal.NotYours, () => Inbox.RemoveViewAsync(shared, jonas, any: false, Cancel));
        await RefusedAsync(InboxRefusal.NotYours, () => Inbox.RemoveViewAsync(own, jonas, any: true, Cancel));
        await Inbox.RemoveViewAsync(shared, jonas, any: true, Cancel);
        (await Inbox.ViewsAsync(mira, Cancel)).Single().Id.ShouldBe(own);
        // Another name, or another list under the name that it has.
        var kept = await Inbox.AddViewAsync("Zips", "?q=zip", shared: false, mira, Cancel);
        await Inbox.ChangeViewAsync(kept, "Reißverschluss", null, null, mira, false, Cancel);
        await Inbox.ChangeViewAsync(kept, null, "?q=reißverschluss", true, mira, false, Cancel);
        (await Inbox.ViewsAsync(mira, Cancel)).Where(v => v.Id == kept).Select(v => (v.Name, v.Filters, v.Shared))
            .ShouldBe([("Reißverschluss", "q=reißverschluss", true)]);
        (await Should.ThrowAsync<InboxException>(() => Inbox.ChangeViewAsync(kept, "x", null, null, 4711, false, Cancel))).Why
            .ShouldBe(InboxRefusal.NotYours);
        (await Should.ThrowAsync<InboxException>(() => Inbox.ChangeViewAsync(kept, " ", null, null, mira, false, Cancel))).Why
            .ShouldBe(InboxRefusal.FieldWrong);
    }

    private Task DoneAsync(long id, string? cause) =>
        Inbox.EnterAsync(id, ConversationState.Done, null, cause, _mira, Cancel);

    private static async Task RefusedAsync(InboxRefusal why, Func<Task> work) =>
        (await Should.ThrowAsync<InboxException>(work)).Why.ShouldBe(why);
}
