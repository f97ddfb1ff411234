using System.Text.Json;
using Dapper;
using Echolot.Answers;
using Echolot.Privacy;
using Echolot.Storage;
using Echolot.Teams;
using Echolot.Tests.Intake;
using Echolot.Tests.Storage;
using Echolot.Tests.Teams;
using Shouldly;
using Xunit;

namespace Echolot.Tests.Answers;

public sealed class AnswerLibraryOnSqlite() : AnswerLibraryContract(Engine.Sqlite);

public sealed class AnswerLibraryOnPostgres() : AnswerLibraryContract(Engine.Postgres);

/// <summary>What the library promises on every engine.</summary>
public abstract class AnswerLibraryContract(Engine engine) : DatabaseContract(engine)
{
    private static readonly DateOnly today = new(2026, 11, 3);
    private readonly SetClock _clock = new(new DateTimeOffset(2026, 11, 3, 9, 0, 0, TimeSpan.Zero));
    private Household _house = null!;

    private AnswerLibrary Library => _house.Get<AnswerLibrary>();

    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        _house = new Household(Db, _clock);
        await _house.Get<Roster>().SetUpAsync(
            "Nordlicht", "Europe/Berlin", new("mira@example.org", "Mira", Role.Administrator, "de", "Europe/Berlin"),
            "correct horse battery", Cancel);
    }

    public override async ValueTask DisposeAsync()
    {
        await _house.DisposeAsync();
        await base.DisposeAsync();
    }

    [Fact]
    public async Task A_draft_is_not_used_before_it_is_approved_and_an_edit_leaves_the_approved_version_in_use()
    {
        var id = await AddAsync("Lieferzeit", "Drei Tage.");
        (await FindAsync(id)).StandingOn(today).ShouldBe(AnswerStanding.Draft);
        (await FindAsync(id)).UsableOn(today).ShouldBeNull();
        await Library.ApproveAsync(id, 1, 1, Cancel);
        (await FindAsync(id)).StandingOn(today).ShouldBe(AnswerStanding.Approved);
        await Library.SaveAsync(id, Content("Lieferzeit", "Vier Tage."), null, 1, 1, 1, Cancel);
        var changed = await FindAsync(id);
        (changed.StandingOn(today), changed.Version, changed.ApprovedVersion).ShouldBe((AnswerStanding.Changed, 2, 1));
        changed.UsableOn(today)!.Variants[0].Text.ShouldBe("Drei Tage.");
        (await Library.VersionsAsync(id, Cancel)).Select(v => (v.Version, v.ApprovedAt is not null)).ShouldBe([(2, false), (1, true)]);
        await Library.WithdrawAsync(id, 1, Cancel);
        (await FindAsync(id)).UsableOn(today).ShouldBeNull();
    }

    [Fact]
    public async Task An_item_that_expires_within_two_weeks_is_told_once_and_another_last_day_anew()
    {
        var ids = new List<long>();
        foreach (var (days, owner) in new[] { (14, 1L), (15, 1), (-1, 1), (0, 1) })
        {
            var content = Content($"Noch {days}", "Text.") with { ValidUntil = today.AddDays(days) };
            ids.Add(await Library.SaveAsync(null, content, null, owner, null, 1, Cancel));
            await Library.ApproveAsync(ids[^1], 1, 1, Cancel);
        }
        var draft = await Library.SaveAsync(null, Content("Entwurf", "Text.") with { ValidUntil = today }, null, 1, null, 1, Cancel);
        (await FindAsync(draft)).EndsSoon(today).ShouldBeFalse("nobody uses it");
        (await FindAsync(ids[0])).ReviewOn.ShouldBe(today);
        for (var i = 0; i < 2; i++) await Library.RemindAsync(Cancel);
        await Library.SaveAsync(ids[0], Content("Noch 14", "Text.") with { ValidUntil = today.AddDays(3) }, null, 1, 1, 1, Cancel);
        await Library.RemindAsync(Cancel);
        await Library.ApproveAsync(ids[0], 2, 1, Cancel);
        await Library.RemindAsync(Cancel);
        await using var connection = await Db.ReadAsync(Cancel);
        (await connection.QueryAsync<string>(
            "select json from outbox where type = @type order by seq", new { type = typeof(AnswerExpires).FullName }))
            .Select(json => JsonSerializer.Deserialize<AnswerExpires>(json, JsonSerializerOptions.Web)!)
            .Select(f => (f.PersonId, f.ItemId, f.Until)).ShouldBe(
            [(1, ids[0], today.AddDays(14)), (1, ids[3], today), (1, ids[0], today.AddDays(3))]);
    }

    [Fact]
    public async Task Who_has_left_is_told_of_no_item_that_expires_and_whoever_comes_after_is()
    {
        var roster = _house.Get<Roster>();
        var admin = (await roster.FindAsync("mira@example.org", Cancel))!;
        var mira = new Actor(admin, admin.Permissions, null);
        var (gone, secret) = await roster.InviteAsync(mira, new("jonas@example.org", "Jonas", Role.Lead, "de", "Europe/Berlin"), Cancel);
        await roster.AcceptInviteAsync(secret, "correct horse battery", Cancel);
        await roster.ChangeAsync(mira, gone.Id, new("jonas@example.org", "Jonas", Role.Lead, "de", "Europe/Berlin"), active: false, Cancel);
        var ids = new List<long>();
        foreach (var by in new[] { gone.Id, admin.Id })
        {
            ids.Add(await Library.SaveAsync(null, Content($"Von {by}", "Text.") with { ValidUntil = today }, null, gone.Id, null, by, Cancel));
            await Library.ApproveAsync(ids[^1], 1, by, Cancel);
        }
        await Library.RemindAsync(Cancel);
        (await ToldAsync()).ShouldBe([(admin.Id, ids[1], false)], "who changed it last");
        await Library.SaveAsync(ids[0], Content($"Von {gone.Id}", "Text.") with { ValidUntil = today }, null, admin.Id, 1, admin.Id, Cancel);
        await Library.RemindAsync(Cancel);
        (await ToldAsync()).ShouldBe([(admin.Id, ids[1], false), (admin.Id, ids[0], true)]);

        async Task<IReadOnlyList<(long, long, bool)>> ToldAsync()
        {
            await using var connection = await Db.ReadAsync(Cancel);
            return [.. (await connection.QueryAsync<string>(
                "select json from outbox where type = @type order by seq", new { type = typeof(AnswerExpires).FullName }))
                .Select(json => JsonSerializer.Deserialize<AnswerExpires>(json, JsonSerializerOptions.Web)!)
                .Select(f => (f.PersonId, f.ItemId, f.Owned))];
        }
    }

    [Fact]
    public async Task Saying_the_same_again_makes_no_version_and_an_old_view_overwrites_nothing()
    {
        var id = await AddAsync("Lieferzeit", "Drei Tage.");
        await Library.SaveAsync(id, Content("Lieferzeit", "Drei Tage. "), null, 1, 1, 1, Cancel);
        (await FindAsync(id)).Version.ShouldBe(1);
        await Library.SaveAsync(id, Content("Lieferzeit", "Vier Tage."), null, 1, 1, 1, Cancel);
        (await Should.ThrowAsync<AnswerException>(() => Library.SaveAsync(
            id, Content("Lieferzeit", "Fünf Tage."), null, 1, 1, 1, Cancel))).Why.ShouldBe(AnswerRefusal.ChangedMeanwhile);
        (await Should.ThrowAsync<AnswerException>(() => Library.ApproveAsync(id, 1, 1, Cancel)))
            .Why.ShouldBe(AnswerRefusal.ChangedMeanwhile);
    }

    [Fact]
    public async Task Validity_begins_and_ends_with_the_day()
    {
        var id = await Library.SaveAsync(
            null, Content("Winter", "Nur im November.") with { ValidFrom = today, ValidUntil = today.AddDays(1) }, null, 1, null,
            1, Cancel);
        await Library.ApproveAsync(id, 1, 1, Cancel);
        var item = await FindAsync(id);
        new[] { -1, 0, 1, 2 }.Select(d => item.StandingOn(today.AddDays(d))).ShouldBe(
            [AnswerStanding.NotYet, AnswerStanding.Approved, AnswerStanding.Approved, AnswerStanding.Expired]);
        // 23:30 in Greenwich is the next day in Berlin already.
        _clock.Now = new DateTimeOffset(2026, 11, 3, 23, 30, 0, TimeSpan.Zero);
        (await Library.TodayAsync(Cancel)).ShouldBe(today.AddDays(1));
    }

    [Fact]
    public async Task What_is_wrong_with_an_item_is_said()
    {
        await RefusedAsync(Content(" ", "Text"), AnswerRefusal.NameMissing);
        await RefusedAsync(Content("Titel", " "), AnswerRefusal.TextMissing);
        await RefusedAsync(Content("Titel", new string('x', AnswerLibrary.LongestText + 1)), AnswerRefusal.TextTooLong);
        await RefusedAsync(
            Content("Titel", "Text") with { ValidFrom = today, ValidUntil = today.AddDays(-1) }, AnswerRefusal.DatesCrossed);

        async Task RefusedAsync(AnswerContent content, AnswerRefusal why) =>
            (await Should.ThrowAsync<AnswerException>(() => Library.SaveAsync(null, content, null, 1, null, 1, Cancel)))
                .Why.ShouldBe(why);
    }

    [Fact]
    public async Task Folders_are_a_tree_that_holds_items_and_never_itself()
    {
        var top = await Library.SaveFolderAsync(null, "Lieferung", null, Cancel);
        var below = await Library.SaveFolderAsync(null, "Ausland", top, Cancel);
        await Library.SaveAsync(null, Content("Zoll", "Keiner."), below, 1, null, 1, Cancel);
        var shelf = await Library.ShelfAsync(Cancel);
        shelf.Folders.Select(f => (f.Path, f.Depth)).ShouldBe([("Lieferung", 1), ("Lieferung › Ausland", 2)]);
        shelf.In(top).Select(i => i.Title).ShouldBe(["Zoll"]);
        (await Should.ThrowAsync<AnswerException>(() => Library.SaveFolderAsync(top, "Lieferung", below, Cancel)))
            .Why.ShouldBe(AnswerRefusal.TooDeep);
        (await Should.ThrowAsync<AnswerException>(() => Library.RemoveFolderAsync(below, Cancel)))
            .Why.ShouldBe(AnswerRefusal.FolderNotEmpty);
    }

    [Fact]
    public async Task Files_are_known_by_their_content_and_bounded()
    {
        var id = await AddAsync("Etikett", "Anbei.");
        var file = await Library.AddFileAsync(id, "../../etikett.pdf", "%PDF-1.7 …"u8.ToArray(), 1, Cancel);
        var kept = (await Library.FileAsync(file, Cancel)).ShouldNotBeNull();
        (kept.File.Name, kept.File.Type, kept.Content.Length).ShouldBe(("etikett.pdf", "application/pdf", 12));
        (await FindAsync(id)).Files.ShouldHaveSingleItem();
        (await Should.ThrowAsync<AnswerException>(() => Library.AddFileAsync(
            id, "bild.png", "<script>alert(1)</script>"u8.ToArray(), 1, Cancel))).Why.ShouldBe(AnswerRefusal.FileType);
        (await Should.ThrowAsync<AnswerException>(() => Library.AddFileAsync(
            id, "gross.pdf", new byte[AnswerLibrary.LargestFile + 1], 1, Cancel))).Why.ShouldBe(AnswerRefusal.FileTooLarge);
        await Library.RemoveAsync(id, 1, Cancel);
        (await Library.FileAsync(file, Cancel)).ShouldBeNull();
    }

    [Fact]
    public async Task Goodwill_stays_within_case_and_month_and_begins_anew_with_the_month()
    {
        var policy = await Library.SavePolicyAsync(
            null, new(PolicyKind.Goodwill, "Kulanz", "", [], new([], [], []), PolicyAdvice.Answer, 4000, 6000), 1, Cancel);
        await BookAsync(1, 3000);
        (await RefusedAsync(1, 1001)).ShouldBe(AnswerRefusal.OverLimit);
        await BookAsync(2, 2500);
        (await RefusedAsync(3, 501)).ShouldBe(AnswerRefusal.OverBudget);
        (await RefusedAsync(3, 0)).ShouldBe(AnswerRefusal.AmountWrong);
        var kept = (await Library.ShelfAsync(Cancel)).Policies.Single();
        (await Library.LeftAsync(kept, [1], Cancel)).Left.ShouldBe(500);
        // The month of the workspace: in Berlin November has ended.
        _clock.Now = new DateTimeOffset(2026, 11, 30, 23, 30, 0, TimeSpan.Zero);
        (await Library.LeftAsync(kept, [3], Cancel)).Left.ShouldBe(4000);
        (await Library.BookingsAsync([1], Cancel)).Single().Cents.ShouldBe(3000);

        Task BookAsync(long talk, long cents) => Db.WriteAsync(
            scope => Library.BookAsync(scope, talk, [talk], policy, cents, "Verspätung", 1, Cancel), Cancel);

        async Task<AnswerRefusal> RefusedAsync(long talk, long cents) =>
            (await Should.ThrowAsync<AnswerException>(() => BookAsync(talk, cents))).Why;
    }

    [Fact]
    public async Task A_table_goes_out_and_in_again_and_a_trial_run_changes_nothing()
    {
        var folder = await Library.SaveFolderAsync(null, "Lieferung", null, Cancel);
        var id = await Library.SaveAsync(null, Content("=Formel", "Drei Tage,\n\"sicher\"."), folder, 1, null, 1, Cancel);
        await Library.ApproveAsync(id, 1, 1, Cancel);
        var table = await Library.ExportAsync(Cancel);
        table.ShouldContain("'=Formel");
        var same = await Library.ImportAsync(table, trial: false, mayApprove: true, 1, Cancel);
        (same.New.Count, same.Changed.Count, same.Same.Count, same.Problems.Count).ShouldBe((0, 0, 1, 0));

        const string More = "folder,title,text,approved\nLieferung/Ausland,Zoll,Keiner.,yes\nLieferung,=Formel,Vier Tage.,yes\n";
        var trial = await Library.ImportAsync(More, trial: true, mayApprove: true, 1, Cancel);
        trial.New.ShouldBe(["Zoll"]);
        trial.Changed.ShouldBe(["=Formel"]);
        (await Library.ShelfAsync(Cancel)).Items.Count.ShouldBe(1);
        await Library.ImportAsync(More, trial: false, mayApprove: false, 1, Cancel);
        var shelf = await Library.ShelfAsync(Cancel);
        shelf.Items.Select(i => (i.Title, shelf.PathOf(i), i.StandingOn(today))).ShouldBe(
        [
            ("=Formel", "Lieferung", AnswerStanding.Changed), ("Zoll", "Lieferung › Ausland", AnswerStanding.Draft),
        ]);
    }

    [Fact]
    public async Task A_colleague_who_is_erased_is_named_nowhere_and_what_they_wrote_stays()
    {
        var mira = (await _house.Get<Roster>().FindAsync(1, Cancel))!;
        var ida = (await _house.Get<Roster>().InviteAsync(
            new(mira, mira.Permissions, null), new("ida@example.org", "Ida", Role.Lead, "de", "Europe/Berlin"), Cancel)).Person.Id;
        var id = await Library.SaveAsync(null, Content("Lieferzeit", "Drei Tage."), null, ida, null, ida, Cancel);
        await Library.ApproveAsync(id, 1, ida, Cancel);
        var who = new DataSubject(null, ida.ToString(System.Globalization.CultureInfo.InvariantCulture));
        var wrote = new List<PersonalRecord>();
        await foreach (var record in _house.Privacy.ExportAsync(who, null, Cancel)) wrote.Add(record);
        wrote.ShouldContain(r => r.Table == "answer_version");
        await _house.Privacy.EraseAsync(who, null, Cancel);
        var version = (await Library.VersionsAsync(id, Cancel)).Single();
        (version.MadeBy, version.ApprovedBy, version.Content.Title).ShouldBe((null, null, "Lieferzeit"));
    }

    private Task<long> AddAsync(string title, string text) =>
        Library.SaveAsync(null, Content(title, text), null, 1, null, 1, Cancel);

    private async Task<AnswerItem> FindAsync(long id) => (await Library.FindAsync(id, Cancel)).ShouldNotBeNull();

    private static AnswerContent Content(string title, string text) =>
        new(AnswerKind.Question, title, "Wie lange?", ["versand"], [new(text)]);
}
