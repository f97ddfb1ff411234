using Echolot.Contacts;
using Echolot.Conversations;
using Echolot.Mentions;
using Echolot.Privacy;
using Echolot.Storage;
using Shouldly;
using Xunit;

namespace Echolot.Tests.Conversations.Joining;

public sealed class PersonFactsOnSqlite() : PersonFactsContract(Engine.Sqlite);

public sealed class PersonFactsOnPostgres() : PersonFactsContract(Engine.Postgres);

/// <summary>What is written down of a person outside, and what becomes of it.</summary>
public abstract class PersonFactsContract(Engine engine) : CareDeskContract(engine)
{
    private static readonly KeptDraft contract = new(KeepBasis.Contract, "Bestellungen", new(2026, 11, 3), new(2029, 12, 31));

    private Sight Lead => new(Mira, null);

    [Fact]
    public async Task Notes_labels_and_basis_stand_beside_every_conversation_of_the_person()
    {
        var (first, second) = (await SayAsync("Naht offen"), await SayAsync("Naht auf", again: false));
        var label = await House.Get<Archive>().FreeLabelAsync("Stammkundin", Cancel);
        await Inbox.NotePersonAsync(first, "Bitte immer anrufen", Lead, Cancel);
        await Inbox.NotePersonAsync(first, "Hat Hund", new(Ida, null), Cancel);
        for (var i = 0; i < 2; i++) await Inbox.LabelPersonAsync(first, label.Id, Lead, Cancel);
        await Inbox.KeepPersonAsync(first, contract, Lead, Cancel);

        var facts = await FactsAsync(second);
        facts.Notes.Select(n => (n.Text, n.By)).ShouldBe([("Hat Hund", Ida), ("Bitte immer anrufen", Mira)]);
        facts.Labels.ShouldHaveSingleItem().Name.ShouldBe("Stammkundin");
        (facts.Kept!.Basis, facts.Kept.Keeps, facts.Kept.Since, facts.Kept.Until, facts.Kept.ChangedBy).ShouldBe(
            (contract.Basis, contract.Keeps, contract.Since, contract.Until, Mira));

        await Inbox.RemovePersonNoteAsync(second, facts.Notes[0].Id, Lead, Cancel);
        await Inbox.UnlabelPersonAsync(second, label.Id, Lead, Cancel);
        await Inbox.KeepPersonAsync(second, null, Lead, Cancel);
        facts = await FactsAsync(first);
        facts.Notes.ShouldHaveSingleItem().Text.ShouldBe("Bitte immer anrufen");
        (facts.Labels.Count, facts.Kept).ShouldBe((0, null));
        (await House.Privacy.AuditAsync(null, 7, Cancel)).Select(a => a.What).ShouldBe(
        [
            "contact.basis_removed", "contact.unlabelled", "contact.note_removed", "contact.basis_set", "contact.labelled",
            "contact.noted", "contact.noted",
        ]);
    }

    [Fact]
    public async Task Only_whoever_sees_a_conversation_of_the_person_describes_them_and_only_with_what_fits()
    {
        var (service, press) = (await DepartmentAsync("Service", null, null, Ida), await DepartmentAsync("PR"));
        var talk = await SayAsync("Naht offen");
        await Inbox.MoveAsync(talk, press, Lead, Cancel);
        var ida = new Sight(Ida, [service], Unrouted: false);
        foreach (var hidden in new Func<Task>[]
        {
            () => Inbox.NotePersonAsync(talk, "Hat Hund", ida, Cancel), () => Inbox.RemovePersonNoteAsync(talk, 1, ida, Cancel),
            () => Inbox.KeepPersonAsync(talk, contract, ida, Cancel), () => Inbox.UnlabelPersonAsync(talk, 1, ida, Cancel),
        })
            (await Should.ThrowAsync<InboxException>(hidden)).Why.ShouldBe(InboxRefusal.NotFound);
        foreach (var (wrong, why) in new (Func<Task>, InboxRefusal)[]
        {
            (() => Inbox.NotePersonAsync(talk, " ", Lead, Cancel), InboxRefusal.TextMissing),
            (() => Inbox.NotePersonAsync(talk, new('x', AddressBook.LongestNote + 1), Lead, Cancel), InboxRefusal.TextTooLong),
            (() => Inbox.LabelPersonAsync(talk, 4711, Lead, Cancel), InboxRefusal.NotFound),
            (() => Inbox.KeepPersonAsync(talk, contract with { Keeps = " " }, Lead, Cancel), InboxRefusal.TextMissing),
            (() => Inbox.KeepPersonAsync(talk, contract with { Until = new(2026, 11, 2) }, Lead, Cancel), InboxRefusal.TimeMissing),
            (() => Inbox.KeepPersonAsync(talk, contract with { Basis = (KeepBasis)4 }, Lead, Cancel), InboxRefusal.FieldWrong),
        })
            (await Should.ThrowAsync<InboxException>(wrong)).Why.ShouldBe(why);
        var facts = await FactsAsync(talk);
        (facts.Notes.Count, facts.Kept).ShouldBe((0, null));
    }

    [Fact]
    public async Task What_is_written_down_goes_along_when_two_become_one_and_notes_go_back()
    {
        var (kim, lee) = (await SayAsync("Naht offen"), await SayAsync("Naht auf", "lee"));
        var other = await TalkAsync(lee);
        await Inbox.NotePersonAsync(kim, "von Kim", Lead, Cancel);
        await Inbox.NotePersonAsync(lee, "von Lee", Lead, Cancel);
        await Inbox.KeepPersonAsync(lee, contract, Lead, Cancel);
        await Inbox.SamePersonAsync(kim, other.With.ContactId, Lead, Cancel);
        var both = await FactsAsync(kim);
        both.Notes.Select(n => n.Text).ShouldBe(["von Lee", "von Kim"]);
        both.Kept!.Keeps.ShouldBe("Bestellungen");
        await Inbox.OtherPersonAsync(kim, other.With.Id, Lead, Cancel);
        (await FactsAsync(kim)).Notes.ShouldHaveSingleItem().Text.ShouldBe("von Kim");
        (await FactsAsync(lee)).Notes.ShouldHaveSingleItem().Text.ShouldBe("von Lee");
    }

    [Fact]
    public async Task All_of_it_is_told_to_the_person_and_erased_with_them_also_where_two_became_one()
    {
        var (kim, lee) = (await SayAsync("Naht offen"), await SayAsync("Naht auf", "lee"));
        var label = await House.Get<Archive>().FreeLabelAsync("Stammkundin", Cancel);
        foreach (var talk in new[] { kim, lee })
        {
            await Inbox.NotePersonAsync(talk, "Hat Hund", new(Ida, null), Cancel);
            await Inbox.LabelPersonAsync(talk, label.Id, Lead, Cancel);
            await Inbox.KeepPersonAsync(talk, contract, Lead, Cancel);
        }
        await Inbox.SamePersonAsync(kim, (await TalkAsync(lee)).With.ContactId, Lead, Cancel);
        var subject = new DataSubject(TalkingNetwork.Name, "lee");
        var told = await House.Privacy.ExportAsync(subject, null, Cancel).ToListAsync(Cancel);
        told.Count(r => r.Table == "contact_note").ShouldBe(2);
        told.Single(r => r.Table == "contact_label").Fields["label"].ShouldBe("Stammkundin");
        told.Single(r => r.Table == "contact_basis").Fields["keeps"].ShouldBe("Bestellungen");

        await House.Privacy.EraseAsync(new(null, $"{Ida}"), null, Cancel);
        (await FactsAsync(kim)).Notes.ShouldAllBe(n => n.By == null);
        await House.Privacy.EraseAsync(subject, null, Cancel);
        var facts = await FactsAsync(kim);
        (facts.Notes.Count, facts.Labels.Count, facts.Kept).ShouldBe((0, 0, null));
        await using var connection = await Db.ReadAsync(Cancel);
        foreach (var table in new[] { "contact_note", "contact_label", "contact_basis" })
            (await Dapper.SqlMapper.ExecuteScalarAsync<long>(connection, $"select count(*) from {table}")).ShouldBe(0, table);
    }

    private async Task<PersonFacts> FactsAsync(long talk) => await Inbox.PersonFactsAsync(await TalkAsync(talk), Cancel);
}
