using Dapper;
using Echolot.Conversations;
using Echolot.Privacy;
using Echolot.Storage;
using Echolot.Teams;
using Shouldly;
using Xunit;

namespace Echolot.Tests.Conversations;

public sealed class EnquiryOnSqlite() : EnquiryContract(Engine.Sqlite);

public sealed class EnquiryOnPostgres() : EnquiryContract(Engine.Postgres);

/// <summary>Somebody without an account is asked about an incident, answers by a link and is reminded, each time once.</summary>
public abstract class EnquiryContract(Engine engine) : CareContract(engine)
{
    private static readonly EnquiryDraft quality = new("Qualität", " Q@Lieferant.example ", "de", "Woran liegt es?", 4);
    private long _incident;

    private Sight Lead => Eyes[Role.Lead];

    [Fact]
    public async Task An_answer_by_link_names_a_day_is_changed_and_told_to_whoever_asked()
    {
        var id = await AskAsync(quality with { Examples = "Der Zipper klemmt" });
        var secret = await LinkAsync(id, EnquiryStepKind.Asked);
        var view = (await Inbox.ByEnquiryLinkAsync(secret, Cancel))!;
        (view.By, view.Workspace, view.Fixed).ShouldBe(("Lead Muster", "Nordlicht", false));
        (view.Enquiry.Mail, view.Enquiry.Cause, view.Enquiry.Customers, view.Enquiry.Examples, view.Enquiry.Steps.Count)
            .ShouldBe(("q@lieferant.example", "Produkt > Zip", 1, "Der Zipper klemmt", 0));
        (await Inbox.ByEnquiryLinkAsync("erfunden", Cancel)).ShouldBeNull();

        await RefusedAsync(() => AnswerAsync(secret, EnquiryAnswerKind.FixedOn, null), InboxRefusal.TimeMissing);
        await RefusedAsync(() => AnswerAsync(secret, EnquiryAnswerKind.FixedOn, new(2026, 11, 2)), InboxRefusal.TimeMissing);
        await RefusedAsync(() => AnswerAsync(secret, EnquiryAnswerKind.FixedOn, new(2036, 11, 2)), InboxRefusal.TimeMissing);
        await RefusedAsync(() => AnswerAsync(secret, EnquiryAnswerKind.Words, null), InboxRefusal.TextMissing);
        await RefusedAsync(
            () => AnswerAsync(secret, EnquiryAnswerKind.Words, null, new('x', 2001)), InboxRefusal.TextTooLong);
        await RefusedAsync(() => AnswerAsync("erfunden", EnquiryAnswerKind.NotOurs, null), InboxRefusal.NotFound);
        await AnswerAsync(secret, EnquiryAnswerKind.FixedOn, new(2026, 11, 12), "Neue Charge");
        await AnswerAsync(secret, EnquiryAnswerKind.FixedOn, new(2026, 11, 12), "Neue Charge");
        Clock.Now += TimeSpan.FromHours(1);
        await AnswerAsync(secret, EnquiryAnswerKind.FixedOn, new(2026, 11, 20), "Später");
        var found = await OneAsync();
        (found.FixOn, found.Answer!.Words).ShouldBe((new DateOnly(2026, 11, 20), "Später"));
        found.Steps.Select(s => s.Kind).ShouldBe([EnquiryStepKind.Asked, EnquiryStepKind.Answered, EnquiryStepKind.Answered]);
        (await FactsAsync("EnquiryTold")).Count.ShouldBe(2, "the same answer again is none");
        (await House.Privacy.AuditAsync(null, 50, Cancel)).Where(a => a.What.StartsWith("enquiry", StringComparison.Ordinal))
            .Select(a => (a.What, a.ActorId)).ShouldBe(
                [("enquiry.answered", null), ("enquiry.answered", null), ("enquiry.asked", Lead.PersonId)]);

        await Inbox.FixIncidentAsync(_incident, true, new(Mira.Id, null), Cancel);
        (await Inbox.ByEnquiryLinkAsync(secret, Cancel))!.Fixed.ShouldBeTrue();
        await RefusedAsync(() => AnswerAsync(secret, EnquiryAnswerKind.NotOurs, null), InboxRefusal.TooLate);
        await RefusedAsync(() => AskAsync(quality), InboxRefusal.TooLate);
    }

    [Fact]
    public async Task Nobody_is_reminded_twice_nor_of_what_they_have_done()
    {
        var id = await AskAsync(quality);
        (await LettersAsync()).ShouldBe(["Asked"]);
        await AfterAsync(TimeSpan.FromDays(2.9), "Asked");
        await AfterAsync(TimeSpan.FromDays(0.2), "Asked", "Reminded");
        await AfterAsync(TimeSpan.FromDays(0.5), "Asked", "Reminded");
        await AfterAsync(TimeSpan.FromDays(0.5), "Asked", "Reminded", "Overdue");
        await AfterAsync(TimeSpan.FromDays(1), "Asked", "Reminded", "Overdue");
        (await FactsAsync("EnquiryTold")).Count.ShouldBe(1, "whoever asked knows that it is overdue");
        // The 8th: a day before, on it, and after it.
        await AnswerAsync(await LinkAsync(id, EnquiryStepKind.Asked), EnquiryAnswerKind.FixedOn, new(2026, 11, 12));
        (await Inbox.MakeEnquiryLinkAsync(id, EnquiryStepKind.Overdue, Cancel)).ShouldBeNull("it was answered meanwhile");
        Clock.Now = new(2026, 11, 11, 7, 59, 0, TimeSpan.Zero);
        await AfterAsync(TimeSpan.Zero, "Asked", "Reminded", "Overdue");
        await AfterAsync(TimeSpan.FromMinutes(1), "Asked", "Reminded", "Overdue", "Reminded");
        (await Inbox.MakeEnquiryLinkAsync(id, EnquiryStepKind.Reminded, Cancel))!.FixOn.ShouldBe(new(2026, 11, 12));
        await AfterAsync(TimeSpan.FromDays(1), "Asked", "Reminded", "Overdue", "Reminded");
        (await OneAsync()).Steps[^1].Kind.ShouldBe(EnquiryStepKind.DateCame);
        // Whatever went by while the server stood still is one reminder.
        await AfterAsync(TimeSpan.FromDays(9), "Asked", "Reminded", "Overdue", "Reminded", "Overdue");
        (await FactsAsync("EnquiryTold")).Count.ShouldBe(4);
    }

    [Fact]
    public async Task What_is_fixed_or_ended_reminds_nobody_and_its_links_lead_nowhere()
    {
        var id = await AskAsync(quality);
        var secret = await LinkAsync(id, EnquiryStepKind.Asked);
        await Inbox.EndEnquiryAsync(_incident, id, Lead, Cancel);
        await RefusedAsync(() => Inbox.EndEnquiryAsync(_incident, id, Lead, Cancel), InboxRefusal.NotFound);
        (await Inbox.ByEnquiryLinkAsync(secret, Cancel)).ShouldBeNull();
        await RefusedAsync(() => AnswerAsync(secret, EnquiryAnswerKind.NotOurs, null), InboxRefusal.NotFound);
        (await Inbox.MakeEnquiryLinkAsync(id, EnquiryStepKind.Asked, Cancel)).ShouldBeNull();
        var other = await AskAsync(quality with { Name = "Einkauf" });
        secret = await LinkAsync(other, EnquiryStepKind.Asked);
        await Inbox.FixIncidentAsync(_incident, true, new(Mira.Id, null), Cancel);
        await AfterAsync(TimeSpan.FromDays(10), "Asked", "Asked");
        await Inbox.FixIncidentAsync(_incident, false, new(Mira.Id, null), Cancel);
        (await Inbox.ByEnquiryLinkAsync(secret, Cancel)).ShouldNotBeNull();
        Clock.Now += TimeSpan.FromDays(10);
        (await Inbox.ByEnquiryLinkAsync(secret, Cancel)).ShouldBeNull("it is expired");
    }

    [Fact]
    public async Task Only_whoever_may_send_asks_and_says_whom_and_what()
    {
        await RefusedAsync(() => AskAsync(quality, Lead with { MaySend = false }), InboxRefusal.ApprovalNeeded);
        await RefusedAsync(() => AskAsync(quality with { Mail = "keine" }), InboxRefusal.MailInvalid);
        await RefusedAsync(() => AskAsync(quality with { Mail = "" }), InboxRefusal.MailInvalid);
        await RefusedAsync(() => AskAsync(quality with { Name = " " }), InboxRefusal.PersonNameMissing);
        await RefusedAsync(() => AskAsync(quality with { Question = "" }), InboxRefusal.TextMissing);
        await RefusedAsync(() => AskAsync(quality with { Days = 61 }), InboxRefusal.TimeMissing);
        await RefusedAsync(() => Inbox.AskOutsideAsync(4711, quality, Lead, Cancel), InboxRefusal.IncidentMissing);
        (await LettersAsync()).ShouldBeEmpty();
        await AskAsync(quality with { WithCause = false, WithCount = false });
        (await OneAsync()).ShouldSatisfyAllConditions(e => e.Cause.ShouldBeNull(), e => e.Customers.ShouldBeNull());
    }

    [Fact]
    public async Task Examples_tell_what_happened_and_not_to_whom_and_numbers_stay_with_those_who_may_know_them()
    {
        await BeginAsync("Zipper hin! Gruß Kim Muster, kim@web.example, 0170 1234567, Bestellnummer NL-482910, @kim https://kim.example");
        var examples = await Inbox.ExamplesAsync(_incident, Lead, Cancel);
        examples.ShouldContain("Zipper hin!");
        foreach (var told in new[] { "Kim", "Muster", "web.example", "0170", "482910", "kim.example" }) examples.ShouldNotContain(told);
        await Inbox.AskOutsideAsync(_incident, quality with { Examples = examples }, Lead, Cancel);
        var other = new Sight(Eyes[Role.Agent].PersonId, []);
        var seen = (await Inbox.EnquiriesAsync(_incident, other, Cancel)).Single();
        (seen.Customers, seen.Examples).ShouldBe((null, ""));
        (await Inbox.ExamplesAsync(_incident, other with { Unrouted = false }, Cancel)).ShouldBe("");
    }

    [Fact]
    public async Task Whoever_was_asked_is_found_and_erased_by_their_address_and_examples_with_their_customer()
    {
        var id = await AskAsync(quality with { Examples = "Der Zipper klemmt" });
        var secret = await LinkAsync(id, EnquiryStepKind.Asked);
        await AnswerAsync(secret, EnquiryAnswerKind.Words, null, "Ich, Quirin, kümmere mich");
        var subject = new DataSubject("mail", "Q@lieferant.example");
        (await House.Privacy.ExportAsync(subject, null, Cancel).ToListAsync(Cancel)).Single(r => r.Table == "enquiry")
            .Fields["answer"].ShouldBe("Ich, Quirin, kümmere mich");
        await House.Privacy.EraseAsync(subject, null, Cancel);
        var left = await OneAsync();
        (left.Name, left.Mail, left.Question, left.Answer!.Words, left.EndedAt is null).ShouldBe(("", "", "", "", false));
        left.Steps.ShouldAllBe(s => s.Words == "");
        left.Examples.ShouldNotBeEmpty();
        (await Inbox.ByEnquiryLinkAsync(secret, Cancel)).ShouldBeNull();
        (await Inbox.AskedBeforeAsync(Cancel)).ShouldBeEmpty();
        await House.Privacy.EraseAsync(new(TalkingNetwork.Name, "kim"), null, Cancel);
        (await OneAsync()).Examples.ShouldBeEmpty();
    }

    [Fact]
    public async Task Whoever_is_ignored_is_not_told_of_as_a_customer_who_is_concerned()
    {
        await BeginAsync("Zipper kaputt");
        var spam = await HearAsync("Gewinnspiel hier", "2", author: "spam");
        await Inbox.SetIncidentAsync(spam, _incident, Lead, Cancel);
        await Inbox.EnterAsync(spam, ConversationState.Ignored, null, null, Lead, Cancel);
        await AskAsync(quality);
        (await OneAsync()).Customers.ShouldBe(1);
        (await Inbox.ExamplesAsync(_incident, Lead, Cancel)).ShouldNotContain("Gewinnspiel");
    }

    [Fact]
    public async Task Where_whoever_asked_has_left_or_is_away_those_who_lead_are_told()
    {
        var id = await AskAsync(quality, Eyes[Role.Agent]);
        var secret = await LinkAsync(id, EnquiryStepKind.Asked);
        var agent = Eyes[Role.Agent].PersonId!.Value;
        await House.Get<Roster>().AddAbsenceAsync(
            new(Mira, Mira.Permissions, null), agent, Clock.Now, Clock.Now.AddDays(9), null, Cancel);
        await AnswerAsync(secret, EnquiryAnswerKind.Words, null, "Wir suchen");
        (await ToldAsync()).ShouldBe([agent, Lead.PersonId!.Value]);
        await House.Privacy.EraseAsync(new(null, $"{agent}"), null, Cancel);
        await AnswerAsync(secret, EnquiryAnswerKind.FixedOn, new(2026, 11, 12));
        (await ToldAsync()).ShouldBe([agent, Lead.PersonId!.Value, Lead.PersonId!.Value]);

        async Task<IReadOnlyList<long>> ToldAsync() => [.. (await FactsAsync("EnquiryTold")).Select(
            json => System.Text.Json.JsonSerializer.Deserialize<EnquiryTold>(json, System.Text.Json.JsonSerializerOptions.Web)!.PersonId)];
    }

    [Fact]
    public async Task A_workspace_that_moved_west_reminds_in_its_new_morning_and_holds_up_no_other()
    {
        var id = await AskAsync(quality);
        await AnswerAsync(await LinkAsync(id, EnquiryStepKind.Asked), EnquiryAnswerKind.FixedOn, new(2026, 11, 12));
        await AskAsync(quality with { Name = "Einkauf", Days = 9 });
        await House.Get<Roster>().ChangeWorkspaceAsync(
            new(Mira, Mira.Permissions, null), "Nordlicht", "Europe/Lisbon", "de", Cancel);
        Clock.Now = new(2026, 11, 11, 8, 0, 0, TimeSpan.Zero);
        await AfterAsync(TimeSpan.Zero, "Asked", "Asked");
        await AfterAsync(TimeSpan.FromHours(1), "Asked", "Asked", "Reminded", "Reminded");
    }

    [Fact]
    public async Task An_address_with_an_umlaut_is_found_however_it_is_written()
    {
        await AskAsync(quality with { Mail = "MÜLLER@firma.example" });
        var subject = new DataSubject("mail", "MÜLLER@firma.example");
        (await House.Privacy.ExportAsync(subject, null, Cancel).ToListAsync(Cancel)).ShouldContain(r => r.Table == "enquiry");
        await House.Privacy.EraseAsync(subject, null, Cancel);
        (await OneAsync()).Mail.ShouldBe("");
    }

    private async Task BeginAsync(string said)
    {
        var talk = await HearAsync(said);
        _incident = await Inbox.SaveIncidentAsync(null, new("Reißverschluss", "Produkt > Zip", ""), new(Mira.Id, null), Cancel);
        await Inbox.SetIncidentAsync(talk, _incident, Sight.Everything, Cancel);
    }

    private async Task<long> AskAsync(EnquiryDraft draft, Sight? sight = null)
    {
        if (_incident == 0) await BeginAsync("Zipper kaputt");
        return await Inbox.AskOutsideAsync(_incident, draft, sight ?? Lead, Cancel);
    }

    private async Task<string> LinkAsync(long id, EnquiryStepKind letter) =>
        (await Inbox.MakeEnquiryLinkAsync(id, letter, Cancel)).ShouldNotBeNull().Secret;

    private Task AnswerAsync(string secret, EnquiryAnswerKind kind, DateOnly? day, string words = "") =>
        Inbox.AnswerEnquiryAsync(secret, new(kind, day, words), Cancel);

    private async Task<Enquiry> OneAsync() => (await Inbox.EnquiriesAsync(_incident, Sight.Everything, Cancel)).Single();

    private async Task AfterAsync(TimeSpan time, params string[] letters)
    {
        Clock.Now += time;
        await Inbox.RemindAsync(Cancel);
        await Inbox.RemindAsync(Cancel);
        (await LettersAsync()).ShouldBe(letters);
    }

    private async Task<IReadOnlyList<string>> LettersAsync() => [.. (await FactsAsync("EnquiryLetterAsked"))
        .Select(json => System.Text.Json.JsonSerializer.Deserialize<EnquiryLetterAsked>(json, System.Text.Json.JsonSerializerOptions.Web)!.Kind.ToString())];

    private async Task<IReadOnlyList<string>> FactsAsync(string type)
    {
        await using var connection = await Db.ReadAsync(Cancel);
        return (await connection.QueryAsync<string>(
            "select json from outbox where type like @type order by seq", new { type = "%" + type })).AsList();
    }
}
