using System.Text;
using Dapper;
using Echolot.Answers;
using Echolot.Conversations;
using Echolot.Sources;
using Echolot.Storage;
using Echolot.Teams;
using Shouldly;
using Xunit;

namespace Echolot.Tests.Conversations;

public sealed class FilesOnSqlite() : FilesContract(Engine.Sqlite);

public sealed class FilesOnPostgres() : FilesContract(Engine.Postgres);

/// <summary>Files that go out with replies: with theirs, once, as they were approved, and gone with the words.</summary>
public abstract class FilesContract(Engine engine) : CareContract(engine)
{
    private const string Answer = "Anbei der Rücksendeschein.";
    private static readonly byte[] pdf = Encoding.UTF8.GetBytes("%PDF-1.7 Schein");
    private static readonly byte[] png = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A, 1, 2, 3];
    private long _talk;

    private Sight Agent => Eyes[Role.Agent];

    private Sight Lead => Eyes[Role.Lead];

    [Fact]
    public async Task A_file_goes_out_with_its_reply_and_with_no_other_one()
    {
        await BeginAsync();
        var file = await Inbox.AddFileAsync(_talk, @"C:\Scans\Schein.pdf", pdf, Agent, Cancel);
        (file.Name, file.Type, file.Size).ShouldBe(("Schein.pdf", "application/pdf", pdf.Length));
        var picture = await Inbox.AddFileAsync(_talk, "etikett.png", png, Agent, Cancel, "Etikett");
        await SendAsync(file with { }, picture with { Alt = "Etikett mit Nummer" });
        await PostedAsync(1);
        var posted = Network.Posted.Single();
        posted.Files.Select(f => (f.Name, f.Type, f.Alt)).ShouldBe(
            [("Schein.pdf", "application/pdf", ""), ("etikett.png", "image/png", "Etikett mit Nummer")]);
        posted.Files[0].Content.ToArray().ShouldBe(pdf);
        (await ThreadAsync(_talk)).Messages[^1].Files.Select(f => f.Id).ShouldBe([file.Id, picture.Id]);
        (await Inbox.FilesAsync(_talk, Agent, Cancel)).ShouldBeEmpty();
        await RefusedAsync(() => SendAsync(file), InboxRefusal.FileMissing);
        await Inbox.RemoveFileAsync(_talk, file.Id, Agent, Cancel);
        await Inbox.DescribeFileAsync(_talk, picture.Id, "etwas anderes", Agent, Cancel);
        (await ThreadAsync(_talk)).Messages[^1].Files.Select(f => f.Alt).ShouldBe(["", "Etikett mit Nummer"]);
        Network.Posted.Count.ShouldBe(1);
    }

    [Fact]
    public async Task What_nobody_has_sent_is_seen_and_sent_by_whoever_added_it_alone()
    {
        await BeginAsync();
        var file = await Inbox.AddFileAsync(_talk, "a.pdf", pdf, Lead, Cancel);
        await RefusedAsync(() => SendAsync(file), InboxRefusal.FileMissing);
        (await Inbox.FileAsync(file.Id, Agent, Cancel)).ShouldBeNull();
        (await Inbox.FileAsync(file.Id, Lead, Cancel))!.Value.Content.ShouldBe(pdf);
        (await Inbox.FileAsync(file.Id, Lead with { Departments = [], Unrouted = false }, Cancel)).ShouldBeNull();
        await Inbox.RemoveFileAsync(_talk, file.Id, Agent, Cancel);
        (await Inbox.FilesAsync(_talk, Lead, Cancel)).Count.ShouldBe(1);
        Network.Posted.ShouldBeEmpty();
    }

    [Fact]
    public async Task What_a_file_is_its_content_says_and_its_name_cannot_claim_something_else()
    {
        await BeginAsync();
        await RefusedAsync(() => Inbox.AddFileAsync(_talk, "rechnung.pdf", "<html>"u8.ToArray(), Agent, Cancel), InboxRefusal.FileKind);
        await RefusedAsync(() => Inbox.AddFileAsync(_talk, "leer.pdf", [], Agent, Cancel), InboxRefusal.FileTooLarge);
        await RefusedAsync(
            () => Inbox.AddFileAsync(_talk, "groß.pdf", [.. pdf, .. new byte[Inbox.LargestFile]], Agent, Cancel), InboxRefusal.FileTooLarge);
        (await Inbox.AddFileAsync(_talk, "bild\u202Egnp.exe", png, Agent, Cancel)).Name.ShouldBe("bildgnp.exe.png");
        (await Inbox.AddFileAsync(_talk, "../../", pdf, Agent, Cancel)).Name.ShouldBe("file.pdf");
        for (var i = 2; i < Inbox.MostFiles; i++) await Inbox.AddFileAsync(_talk, "x.pdf", [.. pdf, (byte)i], Agent, Cancel);
        await RefusedAsync(() => Inbox.AddFileAsync(_talk, "x.pdf", [.. pdf, 99], Agent, Cancel), InboxRefusal.TooManyFiles);
        // The same once more is there once.
        await Inbox.AddFileAsync(_talk, "nochmal.pdf", pdf, Agent, Cancel);
        (await Inbox.FilesAsync(_talk, Agent, Cancel)).Count.ShouldBe(Inbox.MostFiles);
    }

    [Fact]
    public async Task A_channel_that_does_not_take_it_stops_the_reply_before_it_is_sent()
    {
        await BeginAsync();
        var (file, picture) = (await Inbox.AddFileAsync(_talk, "a.pdf", pdf, Agent, Cancel), await Inbox.AddFileAsync(_talk, "b.png", png, Agent, Cancel));
        Network.Can = Network.Can with { Files = null };
        (await StoppedAsync(file)).ShouldBe(CheckRule.FilesNotTaken);
        Network.Can = Network.Can with { Files = FileLimits.Of(1, 1_000, ["image/png"]) };
        (await StoppedAsync(file)).ShouldBe(CheckRule.FileKind);
        (await StoppedAsync(file, picture)).ShouldBe(CheckRule.TooManyFiles);
        Network.Can = Network.Can with { Files = FileLimits.Of(1, 5, ["image/png"]) };
        (await StoppedAsync(picture)).ShouldBe(CheckRule.FileTooLarge);
        Network.Can = Network.Can with { Files = FileLimits.Of(2, 1_000, ["image/png"], together: 10) };
        (await StoppedAsync(picture)).ShouldBe(CheckRule.FileTooLarge);
        Network.Can = Network.Can with { Files = FileLimits.Of(1, 1_000, ["image/png"]) };
        (await Inbox.CheckReplyAsync(_talk, new(Leg.Public, Answer) { Files = [new(picture.Id)] }, Agent, Cancel))
            .Findings.ShouldContain(f => f.Rule == CheckRule.NoAltText && f.Severity == Severity.Hint && f.Detail == "b.png");
        Network.Posted.ShouldBeEmpty();

        async Task<CheckRule> StoppedAsync(params ReplyFile[] files) =>
            (await RefusedAsync(() => SendAsync(files), InboxRefusal.CheckStops)).Findings.First(f => f.Severity is Severity.Stops).Rule;
    }

    [Fact]
    public async Task Taken_back_it_is_with_the_draft_again_and_goes_out_with_the_next_one()
    {
        await BeginAsync();
        var file = await Inbox.AddFileAsync(_talk, "a.pdf", pdf, Agent, Cancel);
        var send = (await SendAsync(file)).SendId!.Value;
        await Inbox.UndoSendAsync(_talk, send, Agent, Cancel);
        (await Inbox.FilesAsync(_talk, Agent, Cancel)).Single().Id.ShouldBe(file.Id);
        await SendAsync(file);
        await PostedAsync(1);
        Network.Posted.Single().Files.Single().Name.ShouldBe("a.pdf");
    }

    [Fact]
    public async Task What_was_lost_on_its_way_goes_again_with_its_files_and_what_arrived_does_not()
    {
        await BeginAsync();
        var (seen, times) = (new List<int>(), 0);
        Network.Before = reply =>
        {
            seen.Add(reply.Files.Count);
            return ++times == 1 ? new SendOutcome.Unknown(new("broke", "broke")) : null;
        };
        await SendAsync(await Inbox.AddFileAsync(_talk, "a.pdf", pdf, Agent, Cancel));
        Clock.Now += Inbox.TakeBackTime;
        await UntilAsync(async () => (await ThreadAsync(_talk)).Messages[^1].Send?.State is SendState.Unknown);
        Clock.Now += TimeSpan.FromSeconds(6);
        await UntilAsync(async () => (await ThreadAsync(_talk)).Messages[^1].Send?.State is SendState.Sent);
        seen.ShouldBe([1, 1]);
        Network.Posted.Count.ShouldBe(1);
    }

    [Fact]
    public async Task Approved_is_the_text_with_its_files_and_nothing_that_changed_since()
    {
        await BeginAsync();
        var file = await Inbox.AddFileAsync(_talk, "a.png", png, Eyes[Role.Trainee], Cancel, "Etikett");
        var asked = await SendAsync(Eyes[Role.Trainee], file);
        var approval = (await Inbox.ApprovalAsync(asked.ApprovalId!.Value, Lead, Cancel))!;
        approval.Files.Select(f => (f.Name, f.Alt)).ShouldBe([("a.png", "Etikett")]);
        (await Inbox.FileAsync(file.Id, Lead, Cancel))!.Value.Content.ShouldBe(png);
        // Nobody changes it while it waits: not by the ways there are, and not past them.
        await Inbox.RemoveFileAsync(_talk, file.Id, Eyes[Role.Trainee], Cancel);
        await Inbox.DescribeFileAsync(_talk, file.Id, "etwas anderes", Eyes[Role.Trainee], Cancel);
        (await Inbox.ApprovalAsync(approval.Id, Lead, Cancel))!.Files.Single().Alt.ShouldBe("Etikett");
        await Db.WriteAsync(scope => scope.Connection.ExecuteAsync("update reply_file set alt = 'anders'", transaction: scope.Transaction), Cancel);
        await RefusedAsync(() => Inbox.DecideAsync(approval.Id, new(true, null, null, approval.Revision), Lead, Cancel), InboxRefusal.DecidedMeanwhile);
        await Db.WriteAsync(scope => scope.Connection.ExecuteAsync("update reply_file set alt = 'Etikett'", transaction: scope.Transaction), Cancel);
        await Inbox.DecideAsync(approval.Id, new(true, null, null, approval.Revision), Lead, Cancel);
        await PostedAsync(1);
        Network.Posted.Single().Files.Single().Alt.ShouldBe("Etikett");
    }

    [Fact]
    public async Task Sent_back_the_files_are_with_their_author_again_and_have_to_be_approved_anew()
    {
        await BeginAsync();
        var trainee = Eyes[Role.Trainee];
        var file = await Inbox.AddFileAsync(_talk, "a.pdf", pdf, trainee, Cancel);
        var first = (await Inbox.ApprovalAsync((await SendAsync(trainee, file)).ApprovalId!.Value, Lead, Cancel))!;
        await Inbox.DecideAsync(first.Id, new(false, null, "Falscher Schein", first.Revision), Lead, Cancel);
        await Inbox.RemoveFileAsync(_talk, (await Inbox.FilesAsync(_talk, trainee, Cancel)).Single().Id, trainee, Cancel);
        var other = await Inbox.AddFileAsync(_talk, "b.pdf", [.. pdf, 7], trainee, Cancel);
        var again = await SendAsync(trainee, other);
        again.SendId.ShouldBeNull();
        (await Inbox.ApprovalAsync(again.ApprovalId!.Value, Lead, Cancel))!.Files.Single().Name.ShouldBe("b.pdf");
        Network.Posted.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_file_of_the_library_is_sent_as_it_was_when_it_was_added()
    {
        await BeginAsync();
        var item = await KnowAsync("Rücksendung", "Wie sende ich zurück?", new AnswerVariant("Mit dem Schein."));
        var known = await Library.AddFileAsync(item, "Schein.pdf", pdf, Mira.Id, Cancel);
        var file = await Inbox.AddLibraryFileAsync(_talk, known, Agent, Cancel);
        await Library.RemoveFileAsync(item, known, Cancel);
        await RefusedAsync(() => Inbox.AddLibraryFileAsync(_talk, known, Agent, Cancel), InboxRefusal.FileMissing);
        await SendAsync(file);
        await PostedAsync(1);
        Network.Posted.Single().Files.Single().Content.ToArray().ShouldBe(pdf);
        // One that may not be used does not go out by its files either.
        var draft = await Library.SaveAsync(null, new(Echolot.Answers.AnswerKind.Module, "Entwurf", "", [], [new("x")]), null, null, null, Mira.Id, Cancel);
        var hidden = await Library.AddFileAsync(draft, "geheim.pdf", pdf, Mira.Id, Cancel);
        await RefusedAsync(() => Inbox.AddLibraryFileAsync(_talk, hidden, Agent, Cancel), InboxRefusal.FileMissing);
    }

    [Fact]
    public async Task A_content_is_kept_once_and_goes_with_the_last_file_that_has_it()
    {
        await BeginAsync();
        var other = await HearAsync("Auch ich warte", "2", author: "lou");
        var (one, two) = (await Inbox.AddFileAsync(_talk, "a.pdf", pdf, Agent, Cancel), await Inbox.AddFileAsync(other, "b.pdf", pdf, Agent, Cancel));
        (await ContentsAsync()).ShouldBe(1);
        await Inbox.RemoveFileAsync(_talk, one.Id, Agent, Cancel);
        (await Inbox.FileAsync(two.Id, Agent, Cancel))!.Value.Content.ShouldBe(pdf);
        await Inbox.RemoveFileAsync(other, two.Id, Agent, Cancel);
        (await ContentsAsync()).ShouldBe(0);
    }

    [Fact]
    public async Task Erased_a_person_leaves_no_file_behind_and_an_export_names_what_they_were_sent()
    {
        await BeginAsync();
        await SendAsync(await Inbox.AddFileAsync(_talk, "Vertrag.pdf", pdf, Agent, Cancel));
        await PostedAsync(1);
        await UntilAsync(async () => (await ThreadAsync(_talk)).Messages[^1].Send?.State is SendState.Sent);
        await Inbox.AddFileAsync(_talk, "b.png", png, Lead, Cancel);
        var told = new List<string>();
        await foreach (var record in House.Privacy.ExportAsync(new(TalkingNetwork.Name, "kim"), null, Cancel))
            if (record.Table == "reply_file") told.Add($"{record.Fields["name"]}");
        told.ShouldBe(["Vertrag.pdf"]);
        await House.Privacy.EraseAsync(new(TalkingNetwork.Name, "kim"), null, Cancel);
        (await ContentsAsync()).ShouldBe(0);
        (await ThreadAsync(_talk)).Messages.ShouldAllBe(m => m.Files.Count == 0);
    }

    [Fact]
    public async Task Files_go_with_a_conversation_that_is_over_and_old()
    {
        await BeginAsync();
        await SendAsync(await Inbox.AddFileAsync(_talk, "a.pdf", pdf, Agent, Cancel));
        await PostedAsync(1);
        await UntilAsync(async () => (await ThreadAsync(_talk)).Messages[^1].Send?.State is SendState.Sent);
        await Inbox.AddFileAsync(_talk, "b.png", png, Agent, Cancel);
        foreach (var over in new[] { false, true })
        {
            if (over) await Inbox.EnterAsync(_talk, ConversationState.Ignored, null, null, Lead, Cancel);
            await ExpireAsync();
            (await ContentsAsync()).ShouldBe(over ? 0 : 2);
        }
    }

    private async Task BeginAsync()
    {
        Network.Can = Network.Can with { Files = FileLimits.Of(5, 1_000_000, [.. FileLimits.Pictures, "application/pdf"]) };
        _talk = await HearAsync("Wie sende ich das zurück?");
    }

    private Task<SaidReply> SendAsync(params ReplyFile[] files) => SendAsync(Agent, files);

    private Task<SaidReply> SendAsync(Sight sight, params ReplyFile[] files) => Inbox.SendReplyAsync(
        _talk, new(Leg.Public, Answer) { Files = [.. files.Select(f => new ChosenFile(f.Id, f.Alt))] }, sight, Cancel);

    private async Task<long> ContentsAsync()
    {
        await using var connection = await Db.ReadAsync(Cancel);
        return await connection.ExecuteScalarAsync<long>("select count(*) from reply_content");
    }

    private Task ExpireAsync() => Db.WriteAsync(async scope =>
    {
        foreach (var holder in House.All<Echolot.Privacy.IHoldsPersonalData>())
            await holder.ExpireAsync(scope, Clock.Now.AddDays(1), Cancel);
    }, Cancel);
}
