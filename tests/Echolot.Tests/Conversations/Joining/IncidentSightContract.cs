using Echolot.Conversations;
using Echolot.Storage;
using Shouldly;
using Xunit;

namespace Echolot.Tests.Conversations.Joining;

public sealed class IncidentSightOnSqlite() : IncidentSightContract(Engine.Sqlite);

public sealed class IncidentSightOnPostgres() : IncidentSightContract(Engine.Postgres);

/// <summary>Who sees an incident: whoever opened it, and whoever sees one of its conversations.</summary>
public abstract class IncidentSightContract(Engine engine) : CareDeskContract(engine)
{
    private Sight Lead => new(Mira, null);

    [Fact]
    public async Task An_incident_of_which_no_conversation_is_seen_is_not_there_and_nothing_is_done_with_it()
    {
        var (incident, ida, own) = await BeginAsync();
        byte[] png = [137, 80, 78, 71, 13, 10, 26, 10];
        var file = await Inbox.AddFileAsync(WrittenTo.Everybody(incident), "naht.png", png, Lead, Cancel);
        await Inbox.AnswerAllAsync(incident, null, "Wir tauschen.", Lead, Cancel, [new(file.Id, "Naht")]);
        var enquiry = await Inbox.AskOutsideAsync(incident, new("Qualität", "q@example.org", "de", "Woran liegt es?", 3), Lead, Cancel);

        (await Inbox.IncidentAsync(incident, ida, Cancel)).ShouldBeNull();
        (await Inbox.IncidentsAsync(ida, Cancel)).ShouldBeEmpty();
        (await Inbox.IncidentsAsync(null, 10, ida, Cancel)).ShouldBeEmpty();
        (await Inbox.IncidentChoicesAsync(incident, ida, Cancel)).ShouldBeEmpty();
        (await Inbox.IncidentRepliesAsync(incident, ida, Cancel)).ShouldBeEmpty();
        (await Inbox.EnquiriesAsync(incident, ida, Cancel)).ShouldBeEmpty();
        (await Inbox.FileAsync(file.Id, ida, Cancel)).ShouldBeNull();
        foreach (var refused in new Func<Task>[]
        {
            () => Inbox.SaveIncidentAsync(incident, new("Meins", null, ""), ida, Cancel),
            () => Inbox.FixIncidentAsync(incident, true, ida, Cancel),
            () => Inbox.AnswerAllAsync(incident, null, "Alles gut.", ida, Cancel),
            () => Inbox.AskOutsideAsync(incident, new("Werk", "w@example.org", "de", "Und?", 3), ida, Cancel),
            () => Inbox.EndEnquiryAsync(incident, enquiry, ida, Cancel),
            () => Inbox.AddFileAsync(WrittenTo.Everybody(incident), "b.png", png, ida, Cancel),
            () => Inbox.UndoIncidentAsync(incident, ida, Cancel),
            () => Inbox.SetIncidentAsync(own, incident, ida, Cancel),
            () => Inbox.ChangeManyAsync([own], new(), new BulkChange.Join(incident), ida, Cancel),
        })
            (await Should.ThrowAsync<InboxException>(refused)).Why.ShouldBe(InboxRefusal.IncidentMissing);
        var there = (await Inbox.IncidentAsync(incident, Lead, Cancel))!;
        (there.Title, there.FixedAt, there.Conversations).ShouldBe(("Charge 0425", null, 2));
        (await Inbox.FileAsync(file.Id, Lead, Cancel)).ShouldNotBeNull();
    }

    [Fact]
    public async Task One_conversation_that_is_seen_shows_the_incident_and_how_many_there_are_beside_it()
    {
        var (incident, ida, own) = await BeginAsync();
        await Inbox.SetIncidentAsync(own, incident, Lead, Cancel);
        var seen = (await Inbox.IncidentAsync(incident, ida, Cancel)).ShouldNotBeNull();
        (seen.Note, seen.Conversations, seen.Unseen).ShouldBe(("Frau Muster klagt", 1, 2));
        (await Inbox.IncidentAsync(incident, Lead, Cancel))!.ShouldSatisfyAllConditions(
            i => i.Conversations.ShouldBe(3), i => i.Unseen.ShouldBe(0));
        (await Inbox.IncidentChoicesAsync(null, ida, Cancel)).ShouldHaveSingleItem().Id.ShouldBe(incident);
        await Inbox.FixIncidentAsync(incident, true, ida, Cancel);
        await Inbox.SetIncidentAsync(own, null, ida, Cancel);
        (await Inbox.IncidentAsync(incident, ida, Cancel)).ShouldBeNull();
    }

    [Fact]
    public async Task An_empty_incident_is_seen_by_whoever_opened_it_and_those_who_see_everything()
    {
        var service = await DepartmentAsync("Service", null, null, Ida, Jonas);
        var (ida, jonas) = (new Sight(Ida, [service], Unrouted: false), new Sight(Jonas, [service], Unrouted: false));
        var incident = await Inbox.SaveIncidentAsync(null, new("Charge 0425", null, ""), ida, Cancel);
        (await Inbox.IncidentAsync(incident, ida, Cancel)).ShouldNotBeNull();
        (await Inbox.IncidentAsync(incident, Lead, Cancel)).ShouldNotBeNull();
        (await Inbox.IncidentAsync(incident, jonas, Cancel)).ShouldBeNull();
        await Inbox.SaveIncidentAsync(incident, new("Charge 0426", null, ""), ida, Cancel);
        // Whoever has a conversation sees it, whatever its department.
        var talk = await SayAsync("Naht offen");
        await Inbox.SetIncidentAsync(talk, incident, Lead, Cancel);
        (await Inbox.IncidentAsync(incident, jonas, Cancel)).ShouldBeNull();
        await Inbox.AssignAsync(talk, Jonas, Lead, Cancel);
        (await Inbox.IncidentAsync(incident, jonas, Cancel))!.Title.ShouldBe("Charge 0426");
    }

    /// <summary>An incident with two conversations of the press, and somebody who sees a conversation of the service only.</summary>
    private async Task<(long Incident, Sight Ida, long Own)> BeginAsync()
    {
        var (service, press) = (await DepartmentAsync("Service", null, null, Ida), await DepartmentAsync("PR"));
        var incident = await Inbox.SaveIncidentAsync(null, new("Charge 0425", null, "Frau Muster klagt"), Lead, Cancel);
        foreach (var (text, author) in new[] { ("Naht auf", "lee"), ("Naht weg", "ada") })
        {
            var talk = await SayAsync(text, author);
            await Inbox.MoveAsync(talk, press, Lead, Cancel);
            await Inbox.SetIncidentAsync(talk, incident, Lead, Cancel);
        }
        var own = await SayAsync("Naht offen");
        await Inbox.MoveAsync(own, service, Lead, Cancel);
        return (incident, new(Ida, [service], Unrouted: false), own);
    }
}
