using System.Text;
using Dapper;
using Echolot.Conversations;
using Echolot.Privacy;
using Echolot.Sources;
using Echolot.Storage;
using Echolot.Teams;
using Shouldly;
using Xunit;

namespace Echolot.Tests.Conversations;

public sealed class FilesTogetherOnSqlite() : FilesTogetherContract(Engine.Sqlite);

public sealed class FilesTogetherOnPostgres() : FilesTogetherContract(Engine.Postgres);

/// <summary>Files where more than one reply or person is concerned: both halves, many customers, shared drafts, approvers.</summary>
public abstract class FilesTogetherContract(Engine engine) : CareContract(engine)
{
    private static readonly byte[] pdf = Encoding.UTF8.GetBytes("%PDF-1.7 Schein");
    private static readonly byte[] png = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A, 1, 2, 3];
    private long _talk;

    private Sight Agent => Eyes[Role.Agent];

    private Sight Lead => Eyes[Role.Lead];

    [Fact]
    public async Task Pressed_twice_a_reply_with_a_file_goes_out_once_and_nobody_reads_of_a_lost_file()
    {
        await BeginAsync();
        var file = await Inbox.AddFileAsync(_talk, "a.pdf", pdf, Agent, Cancel);
        var reply = new ReplyDraft(Leg.Public, "Anbei.", SeenRevision: (await ThreadAsync(_talk)).Conversation.Revision)
        {
            Files = [new(file.Id)],
        };
        var pressed = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Inbox.SendReplyAsync(_talk, reply, Agent, Cancel)));
        pressed.Select(p => p.SendId).Distinct().ShouldHaveSingleItem().ShouldNotBeNull();
        (await Inbox.SendReplyAsync(_talk, reply, Agent, Cancel)).ShouldBe(pressed[0]);
        await PostedAsync(1);
        Network.Posted.Single().Files.Single().Name.ShouldBe("a.pdf");
        // Other words, or somebody else, are no second press.
        await RefusedAsync(() => Inbox.SendReplyAsync(_talk, reply with { Text = "Anders." }, Agent, Cancel), InboxRefusal.FileMissing);
        await RefusedAsync(() => Inbox.SendReplyAsync(_talk, reply, Lead, Cancel), InboxRefusal.FileMissing);
        // One that waits for an approval is asked for once, too.
        var trainee = Eyes[Role.Trainee];
        var mine = await Inbox.AddFileAsync(_talk, "b.pdf", pdf, trainee, Cancel);
        var asked = reply with { Files = [new(mine.Id)], SeenRevision = null };
        var first = await Inbox.SendReplyAsync(_talk, asked, trainee, Cancel);
        (await Inbox.SendReplyAsync(_talk, asked, trainee, Cancel)).ShouldBe(first);
        first.ApprovalId.ShouldNotBeNull();
    }

    [Fact]
    public async Task Short_in_public_on_in_private_takes_the_files_along_with_the_private_half_alone()
    {
        await BeginAsync();
        var (file, kept) = (await Inbox.AddFileAsync(_talk, "Schein.pdf", pdf, Agent, Cancel), await Inbox.AddFileAsync(_talk, "b.png", png, Agent, Cancel));
        var hand = new HandOver("Wir schreiben dir privat.", "Hier der Schein.") { Files = [new(file.Id)] };
        var open = (await Inbox.HandOverAsync(_talk, hand, Agent, Cancel)).Public!.Value;
        (await Inbox.FilesAsync(_talk, Agent, Cancel)).Single().Id.ShouldBe(kept.Id);
        // Taken back it is with the private words again.
        await Inbox.UndoSendAsync(_talk, open, Agent, Cancel);
        (await Inbox.FilesAsync(_talk, Agent, Cancel)).Select(f => f.Id).ShouldBe([file.Id, kept.Id]);
        var sent = await Inbox.HandOverAsync(_talk, hand, Agent, Cancel);
        (await Inbox.HandOverAsync(_talk, hand, Agent, Cancel)).ShouldBe(sent);
        await PostedAsync(2);
        Network.Posted.Select(p => (p.Leg, string.Join(' ', p.Files.Select(f => f.Name))))
            .ShouldBe([(Leg.Public, ""), (Leg.Private, "Schein.pdf")]);
    }

    [Fact]
    public async Task Where_the_private_way_takes_no_files_neither_half_is_sent()
    {
        await BeginAsync();
        var file = await Inbox.AddFileAsync(_talk, "Schein.pdf", pdf, Agent, Cancel);
        Network.Can = Network.Can with { Files = null };
        var refused = await RefusedAsync(
            () => Inbox.HandOverAsync(_talk, new("Wir schreiben dir privat.", "Hier.") { Files = [new(file.Id)] }, Agent, Cancel),
            InboxRefusal.CheckStops);
        refused.Findings.ShouldContain(f => f.Rule == CheckRule.FilesNotTaken);
        (await ThreadAsync(_talk)).Messages.Count.ShouldBe(1);
        (await Inbox.FilesAsync(_talk, Agent, Cancel)).Single().Id.ShouldBe(file.Id);
    }

    [Fact]
    public async Task Everybody_of_an_incident_gets_the_file_once_and_newcomers_get_it_too()
    {
        await BeginAsync();
        var (second, third) = (await HearAsync("Bravo undicht", "2", author: "lou"), await HearAsync("Charlie undicht", "3", author: "ada"));
        var incident = await Inbox.SaveIncidentAsync(null, new("Charge 0425", null, ""), Lead, Cancel);
        foreach (var talk in new[] { _talk, second }) await Inbox.SetIncidentAsync(talk, incident, Lead, Cancel);
        var all = WrittenTo.Everybody(incident);
        var file = await Inbox.AddFileAsync(all, "Anleitung.png", png, Lead, Cancel);
        await RefusedAsync(() => Inbox.AddFileAsync(WrittenTo.Everybody(4711), "a.png", png, Lead, Cancel), InboxRefusal.IncidentMissing);
        (await Inbox.FilesAsync(all, Agent, Cancel)).ShouldBeEmpty();
        (await Inbox.FileAsync(file.Id, Agent, Cancel)).ShouldBeNull();
        (await Inbox.LettersAsync(incident, "So geht es.", Lead, Cancel, [file])).Select(l => l.Problem).ShouldBe([null, null]);
        Network.Can = Network.Can with { Files = null };
        (await Inbox.LettersAsync(incident, "So geht es.", Lead, Cancel, [file])).ShouldAllBe(l => l.Problem == InboxRefusal.FilesNotTaken);
        Network.Can = Network.Can with { Files = FileLimits.Of(5, 1_000_000, FileLimits.Pictures) };
        await RefusedAsync(
            () => Inbox.AnswerAllAsync(incident, null, "So geht es.", Agent, Cancel, [new(file.Id)]), InboxRefusal.FileMissing);

        var reply = await Inbox.AnswerAllAsync(incident, null, "So geht es.", Lead, Cancel, [new(file.Id, "Anleitung in Bildern")]);
        await PostedAsync(2);
        await Inbox.SetIncidentAsync(third, incident, Lead, Cancel);
        await Inbox.AnswerAllAsync(incident, reply, "-", Lead, Cancel);
        await PostedAsync(3);
        Network.Posted.Count.ShouldBe(3);
        Network.Posted.ShouldAllBe(p => p.Files.Single().Alt == "Anleitung in Bildern");
        (await ContentsAsync()).ShouldBe(1);
        (await Inbox.FilesAsync(all, Lead, Cancel)).ShouldBeEmpty();
        var written = (await Inbox.IncidentRepliesAsync(incident, Agent, Cancel)).Single();
        (written.Sent, written.Files.Single().Name).ShouldBe((3, "Anleitung.png"));
        (await Inbox.FileAsync(written.Files[0].Id, Agent, Cancel))!.Value.Content.ShouldBe(png);
    }

    [Fact]
    public async Task A_file_for_everybody_goes_with_the_last_conversation_of_its_incident()
    {
        await BeginAsync();
        var incident = await Inbox.SaveIncidentAsync(null, new("Charge 0425", null, ""), Lead, Cancel);
        await Inbox.SetIncidentAsync(_talk, incident, Lead, Cancel);
        var file = await Inbox.AddFileAsync(WrittenTo.Everybody(incident), "a.png", png, Lead, Cancel);
        await Inbox.AnswerAllAsync(incident, null, "So geht es.", Lead, Cancel, [new(file.Id)]);
        await PostedAsync(1);
        await UntilAsync(async () => (await ThreadAsync(_talk)).Messages[^1].Send?.State is SendState.Sent);
        await ExpireAsync();
        (await ContentsAsync()).ShouldBe(1);
        await Inbox.EnterAsync(_talk, ConversationState.Ignored, null, null, Lead, Cancel);
        await ExpireAsync();
        await ExpireAsync();
        (await ContentsAsync()).ShouldBe(0);
    }

    [Fact]
    public async Task Who_goes_on_with_a_shared_draft_gets_its_files_and_who_wrote_it_keeps_theirs()
    {
        await BeginAsync();
        var file = await Inbox.AddFileAsync(_talk, "a.pdf", pdf, Agent, Cancel, "Schein");
        await Inbox.SaveDraftAsync(_talk, Agent.PersonId!.Value, MessageKind.Public, "Anbei", shared: false, 0, Cancel);
        (await Inbox.FileAsync(file.Id, Lead, Cancel)).ShouldBeNull();
        await RefusedAsync(() => Inbox.TakeDraftFilesAsync(_talk, Agent.PersonId.Value, Lead, Cancel), InboxRefusal.FileMissing);
        await Inbox.SaveDraftAsync(_talk, Agent.PersonId.Value, MessageKind.Public, "Anbei", shared: true, 0, Cancel);
        (await Inbox.ShowAsync(_talk, Lead, Cancel))!.Drafts.Single().Files.Single().Name.ShouldBe("a.pdf");
        (await Inbox.FileAsync(file.Id, Lead, Cancel))!.Value.Content.ShouldBe(pdf);
        (await Inbox.FileAsync(file.Id, Lead with { Departments = [], Unrouted = false }, Cancel)).ShouldBeNull();
        // Twice is once; the same content of one's own stays one.
        await Inbox.TakeDraftFilesAsync(_talk, Agent.PersonId.Value, Lead, Cancel);
        await Inbox.TakeDraftFilesAsync(_talk, Agent.PersonId.Value, Lead, Cancel);
        var mine = (await Inbox.FilesAsync(_talk, Lead, Cancel)).ShouldHaveSingleItem();
        await Inbox.SendReplyAsync(_talk, new(Leg.Public, "Anbei") { Files = [new(mine.Id)] }, Lead, Cancel);
        await PostedAsync(1);
        Network.Posted.Single().Files.Single().Name.ShouldBe("a.pdf");
        (await Inbox.FilesAsync(_talk, Agent, Cancel)).Single().Id.ShouldBe(file.Id);
    }

    [Fact]
    public async Task Whoever_approves_takes_one_file_out_and_that_stands_in_the_history()
    {
        await BeginAsync();
        var trainee = Eyes[Role.Trainee];
        var (good, wrong) = (await Inbox.AddFileAsync(_talk, "a.pdf", pdf, trainee, Cancel), await Inbox.AddFileAsync(_talk, "Kundin.png", png, trainee, Cancel));
        var asked = (await Inbox.SendReplyAsync(
            _talk, new(Leg.Public, "Anbei.") { Files = [new(good.Id), new(wrong.Id)] }, trainee, Cancel)).ApprovalId!.Value;
        var approval = (await Inbox.ApprovalAsync(asked, Lead, Cancel))!;
        await Inbox.DecideAsync(asked, new(true, null, null, approval.Revision) { Without = [wrong.Id] }, Lead, Cancel);
        await PostedAsync(1);
        Network.Posted.Single().Files.Single().Name.ShouldBe("a.pdf");
        (await ContentsAsync()).ShouldBe(1);
        approval = (await Inbox.ApprovalAsync(asked, Lead, Cancel))!;
        approval.Versions.Select(v => (v.Step, string.Join(' ', v.Dropped))).ShouldBe(
            [(ApprovalStep.Written, ""), (ApprovalStep.Edited, "Kundin.png"), (ApprovalStep.Approved, "")]);
        (await Inbox.FilesAsync(_talk, trainee, Cancel)).ShouldBeEmpty();
    }

    [Fact]
    public async Task The_next_step_sees_what_the_one_before_left_and_sent_back_nothing_is_taken_out()
    {
        await BeginAsync();
        await Inbox.SaveApprovalRuleAsync(
            null, new("Zwei", ApprovalWhen.Always, [new([Lead.PersonId!.Value], [], [], 60), new([Mira.Id], [], [], 60)]), Mira.Id, Cancel);
        var (good, wrong) = (await Inbox.AddFileAsync(_talk, "a.pdf", pdf, Agent, Cancel), await Inbox.AddFileAsync(_talk, "b.png", png, Agent, Cancel));
        var asked = (await Inbox.SendReplyAsync(
            _talk, new(Leg.Public, "Anbei.") { Files = [new(good.Id), new(wrong.Id)] }, Agent, Cancel)).ApprovalId!.Value;
        await Inbox.DecideAsync(asked, new(true, null, null, 1) { Without = [wrong.Id] }, Lead, Cancel);
        var approval = (await Inbox.ApprovalAsync(asked, Sight.Everything, Cancel))!;
        approval.Files.Single().Id.ShouldBe(good.Id);
        await Inbox.DecideAsync(
            asked, new(false, null, "doch nicht", approval.Revision) { Without = [good.Id] }, new(Mira.Id, null), Cancel);
        (await Inbox.FilesAsync(_talk, Agent, Cancel)).Single().Id.ShouldBe(good.Id);
        Network.Posted.ShouldBeEmpty();
    }

    private async Task BeginAsync()
    {
        Network.Can = Network.Can with
        {
            Files = FileLimits.Of(5, 1_000_000, [.. FileLimits.Pictures, "application/pdf"]), OpensPrivate = true,
        };
        _talk = await HearAsync("Alpha undicht");
    }

    private async Task<long> ContentsAsync()
    {
        await using var connection = await Db.ReadAsync(Cancel);
        return await connection.ExecuteScalarAsync<long>("select count(*) from reply_content");
    }

    private Task ExpireAsync() => Db.WriteAsync(async scope =>
    {
        foreach (var holder in House.All<IHoldsPersonalData>()) await holder.ExpireAsync(scope, Clock.Now.AddDays(1), Cancel);
    }, Cancel);
}
