using Echolot.Conversations;
using Echolot.Storage;
using Shouldly;
using Xunit;

namespace Echolot.Tests.Conversations.Joining;

public sealed class IncidentUndoOnSqlite() : IncidentUndoContract(Engine.Sqlite);

public sealed class IncidentUndoOnPostgres() : IncidentUndoContract(Engine.Postgres);

/// <summary>The way back out of an incident, and of an incident itself.</summary>
public abstract class IncidentUndoContract(Engine engine) : CareDeskContract(engine)
{
    private const string Seam = "Produkt > Naht";

    private Sight Lead => new(Mira, null);

    [Fact]
    public async Task Leaving_takes_back_a_cause_that_only_joining_gave()
    {
        var (one, two) = (await OpenAsync("Charge 0425", Seam), await OpenAsync("Charge 0426", "Produkt > Zelt"));
        var talk = await SayAsync("Naht offen");
        await Inbox.SetIncidentAsync(talk, one, Lead, Cancel);
        (await TalkAsync(talk)).Cause.ShouldBe(Seam);
        await Inbox.SetIncidentAsync(talk, two, Lead, Cancel);
        (await TalkAsync(talk)).Cause.ShouldBe("Produkt > Zelt");
        // What the incident is called now changes nothing of where the cause came from.
        await Inbox.SaveIncidentAsync(two, new("Charge 0426", "Produkt > Stange", ""), Lead, Cancel);
        await Inbox.SetIncidentAsync(talk, null, Lead, Cancel);
        ((await TalkAsync(talk)).Cause, (await TalkAsync(talk)).IncidentId).ShouldBe((null, null));
        (await Inbox.CausesAsync(Cancel)).ShouldAllBe(c => c.Used == 0);
        (await Should.ThrowAsync<InboxException>(() => Inbox.EnterAsync(talk, ConversationState.Done, null, null, Lead, Cancel)))
            .Why.ShouldBe(InboxRefusal.CauseMissing, "closing asks again");
    }

    [Fact]
    public async Task A_cause_that_somebody_wrote_down_stays_also_where_it_is_that_of_the_incident()
    {
        var incident = await OpenAsync("Charge 0425", Seam);
        var (before, since) = (await SayAsync("Naht offen"), await SayAsync("Naht weg", "lee"));
        await Inbox.EnterAsync(before, ConversationState.Done, null, Seam, Lead, Cancel);
        await Inbox.SetIncidentAsync(before, incident, Lead, Cancel);
        await Inbox.SetIncidentAsync(since, incident, Lead, Cancel);
        await Inbox.EnterAsync(since, ConversationState.Done, null, "Versand", Lead, Cancel);
        foreach (var talk in new[] { before, since }) await Inbox.SetIncidentAsync(talk, null, Lead, Cancel);
        ((await TalkAsync(before)).Cause, (await TalkAsync(since)).Cause).ShouldBe((Seam, "Versand"));
    }

    [Fact]
    public async Task Many_that_were_put_to_the_wrong_incident_are_as_they_were_with_one_undo()
    {
        var (wrong, right) = (await OpenAsync("Charge 0425", Seam), await OpenAsync("Zoll", "Versand > Zoll"));
        var (one, two) = (await SayAsync("Naht offen"), await SayAsync("Zoll", "lee"));
        await Inbox.SetIncidentAsync(two, right, Lead, Cancel);
        var all = new List<long> { one, two };
        for (var i = 1; i < Inbox.ChangedHere; i++)
            all.Add(await Inbox.WriteDownAsync(new("phone", $"Kunde {i}", "Naht offen", Mine: false), Lead, Cancel));
        var run = (await Inbox.ChangeManyInTurnAsync(all, new(), new BulkChange.Join(wrong), Lead, Cancel)).Goes!;
        await Inbox.GoOnWithManyAsync(Cancel);
        ((await TalkAsync(one)).Cause, (await TalkAsync(two)).Cause).ShouldBe((Seam, Seam));
        await Inbox.UndoManyAsync(run.Id, Lead, Cancel);
        await Inbox.GoOnWithManyAsync(Cancel);
        ((await TalkAsync(one)).Cause, (await TalkAsync(one)).IncidentId).ShouldBe((null, null));
        ((await TalkAsync(two)).Cause, (await TalkAsync(two)).IncidentId).ShouldBe(("Versand > Zoll", right));
    }

    [Fact]
    public async Task What_a_merge_took_along_with_its_incident_goes_with_it()
    {
        var incident = await OpenAsync("Charge 0425", Seam);
        var (from, into) = (await SayAsync("Naht offen"), await SayAsync("Hallo", "lee"));
        await Inbox.SetIncidentAsync(from, incident, Lead, Cancel);
        await Inbox.MergeAsync(from, into, Lead, Cancel);
        (await TalkAsync(into)).Cause.ShouldBe(Seam);
        await Inbox.UndoMergeAsync(from, Lead, Cancel);
        ((await TalkAsync(into)).Cause, (await TalkAsync(from)).Cause).ShouldBe((null, Seam));
        await Inbox.MergeAsync(from, into, Lead, Cancel);
        await Inbox.SetIncidentAsync(into, null, Lead, Cancel);
        (await TalkAsync(into)).Cause.ShouldBeNull();
    }

    [Fact]
    public async Task An_incident_that_nobody_is_in_and_of_which_nothing_came_is_removed()
    {
        var incident = await OpenAsync("Verdrückt", null);
        byte[] png = [137, 80, 78, 71, 13, 10, 26, 10];
        await Inbox.AddFileAsync(WrittenTo.Everybody(incident), "naht.png", png, Lead, Cancel);
        var talk = await SayAsync("Naht offen");
        await Inbox.SetIncidentAsync(talk, incident, Lead, Cancel);
        await RefusedAsync(incident);
        await Inbox.SetIncidentAsync(talk, null, Lead, Cancel);
        await Inbox.FixIncidentAsync(incident, true, Lead, Cancel);
        await RefusedAsync(incident);
        await Inbox.FixIncidentAsync(incident, false, Lead, Cancel);
        (await Inbox.CanUndoAsync((await Inbox.IncidentAsync(incident, Lead, Cancel))!, Cancel)).ShouldBeTrue();
        await Inbox.UndoIncidentAsync(incident, Lead, Cancel);
        (await Inbox.IncidentAsync(incident, Lead, Cancel)).ShouldBeNull();
        (await Inbox.IncidentChoicesAsync(incident, Lead, Cancel)).ShouldBeEmpty();
        (await Inbox.FilesAsync(WrittenTo.Everybody(incident), Lead, Cancel)).ShouldBeEmpty();
        (await House.Privacy.AuditAsync(null, 10, Cancel)).ShouldContain(a => a.What == "incident.undone" && a.ActorId == Mira);

        var answered = await OpenAsync("Charge 0425", null);
        await Inbox.SetIncidentAsync(talk, answered, Lead, Cancel);
        await Inbox.AnswerAllAsync(answered, null, "Wir tauschen.", Lead, Cancel);
        await Inbox.SetIncidentAsync(talk, null, Lead, Cancel);
        await RefusedAsync(answered);
        var asked = await OpenAsync("Charge 0426", null);
        await Inbox.AskOutsideAsync(asked, new("Qualität", "q@example.org", "de", "Woran liegt es?", 3), Lead, Cancel);
        await RefusedAsync(asked);
    }

    private async Task RefusedAsync(long incident)
    {
        (await Inbox.CanUndoAsync((await Inbox.IncidentAsync(incident, Lead, Cancel))!, Cancel)).ShouldBeFalse();
        (await Should.ThrowAsync<InboxException>(() => Inbox.UndoIncidentAsync(incident, Lead, Cancel))).Why.ShouldBe(InboxRefusal.TooLate);
        (await Inbox.IncidentAsync(incident, Lead, Cancel)).ShouldNotBeNull();
    }

    private Task<long> OpenAsync(string title, string? cause) => Inbox.SaveIncidentAsync(null, new(title, cause, ""), Lead, Cancel);
}
