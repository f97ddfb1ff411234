using Echolot.Monitors;
using Echolot.Privacy;
using Echolot.Storage;
using Echolot.Teams;
using Echolot.Tests.Intake;
using Echolot.Tests.Storage;
using Shouldly;
using Xunit;

namespace Echolot.Tests.Monitors;

public sealed class LockOnSqlite() : LockContract(Engine.Sqlite);

public sealed class LockOnPostgres() : LockContract(Engine.Postgres);

public abstract class LockContract(Engine engine) : DatabaseContract(engine)
{
    private Household _household = null!;
    private Person _administrator = null!, _analyst = null!, _lead = null!;

    private Watchlist Watchlist => _household.Watchlist;

    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        _household = new Household(Db);
        await Watchlist.LoadAsync(Cancel);
        var roster = _household.Get<Roster>();
        await roster.SetUpAsync(
            "Fjellrev", "Europe/Berlin",
            new("mira@example.org", "Mira", Role.Administrator, "en", "Europe/Berlin"), "a short sentence", Cancel);
        _administrator = (await roster.FindAsync("mira@example.org", Cancel))!;
        _analyst = await JoinAsync("anna@example.org", Role.Analyst);
        _lead = await JoinAsync("lars@example.org", Role.Lead);
    }

    public override async ValueTask DisposeAsync()
    {
        await _household.DisposeAsync();
        await base.DisposeAsync();
    }

    [Fact]
    public async Task Only_who_locked_a_monitor_and_administrators_change_it()
    {
        var id = await _household.AddMonitorAsync("fjellrev");
        var held = await Watchlist.LockAsync(id, _analyst.Id, Cancel);
        held.Lock!.By.ShouldBe(_analyst.Id);
        (Watchlist.MayChange(held, _analyst), Watchlist.MayChange(held, _administrator), Watchlist.MayChange(held, _lead))
            .ShouldBe((true, true, false));

        MonitorDraft draft = new("Marke", "fjellrev OR trailrunner", Purpose.Brand);
        await Refused(() => Watchlist.ChangeAsync(id, draft, _lead.Id, null, Cancel));
        await Refused(() => Watchlist.RemoveAsync(id, _lead.Id, Cancel));
        await Refused(() => Watchlist.UnlockAsync(id, _lead.Id, Cancel));
        await Refused(() => Watchlist.LockAsync(id, _lead.Id, Cancel));
        await Refused(() => Watchlist.RestoreAsync(id, 1, _lead.Id, null, Cancel));
        await Refused(() => Watchlist.ChangeAsync(id, draft, 999, null, Cancel));
        (await Watchlist.FindAsync(id, Cancel))!.QueryText.ShouldBe("fjellrev");

        (await Watchlist.ChangeAsync(id, draft, _analyst.Id, null, Cancel)).Monitor!.Lock.ShouldBe(held.Lock);
        (await Watchlist.ChangeAsync(id, draft with { Name = "Anders" }, _administrator.Id, null, Cancel))
            .Monitor!.Name.ShouldBe("Anders");
        (await Watchlist.UnlockAsync(id, _administrator.Id, Cancel)).Lock.ShouldBeNull();
        (await Watchlist.ChangeAsync(id, draft, _lead.Id, null, Cancel)).Monitor!.Name.ShouldBe("Marke");
    }

    [Fact]
    public async Task A_lock_outlives_the_erased_person_and_is_in_the_export_before()
    {
        var id = await _household.AddMonitorAsync("fjellrev");
        await Watchlist.LockAsync(id, _analyst.Id, Cancel);
        var subject = new DataSubject(null, $"{_analyst.Id}");
        var exported = new List<PersonalRecord>();
        await foreach (var record in _household.Privacy.ExportAsync(subject, null, Cancel)) exported.Add(record);
        exported.ShouldContain(r => r.Table == "monitor" && Equals(r.Fields["role"], "locked by"));
        await _household.Privacy.EraseAsync(subject, _administrator.Id, Cancel);
        (await Watchlist.FindAsync(id, Cancel))!.Lock.ShouldNotBeNull().By.ShouldBeNull();
        await Refused(() => Watchlist.UnlockAsync(id, _lead.Id, Cancel));
        (await Watchlist.UnlockAsync(id, _administrator.Id, Cancel)).Lock.ShouldBeNull();
    }

    [Fact]
    public async Task An_earlier_version_comes_back_as_a_new_one_with_its_forms()
    {
        var id = await _household.AddMonitorAsync("haus");
        MonitorDraft draft = new("Haus", "garten", Purpose.Industry, Forms: Echolot.Matching.WordForms.Compound);
        await Watchlist.ChangeAsync(id, draft, _lead.Id, "anders", Cancel);
        var back = (await Watchlist.RestoreAsync(id, 1, _lead.Id, "zurück", Cancel)).Monitor!;
        (back.QueryText, back.Forms, back.Version, back.Name, back.Purpose).ShouldBe(
            ("haus", Echolot.Matching.WordForms.AsTyped, 3, "Haus", Purpose.Industry));
        (await Watchlist.FindVersionAsync(id, 3, Cancel))!.Note.ShouldBe("zurück");
        await Should.ThrowAsync<KeyNotFoundException>(() => Watchlist.RestoreAsync(id, 9, null, null, Cancel));
    }

    [Fact]
    public async Task An_earlier_version_is_not_restored_over_what_was_saved_meanwhile()
    {
        var id = await _household.AddMonitorAsync("haus");
        MonitorDraft draft = new("Haus", "garten", Purpose.Industry);
        var seen = (await Watchlist.ChangeAsync(id, draft, _lead.Id, null, Cancel)).Monitor!.ChangedAt;
        var renamed = (await Watchlist.ChangeAsync(id, draft with { Name = "Hof" }, _lead.Id, null, Cancel)).Monitor!;
        (await Should.ThrowAsync<MonitorChangedMeanwhileException>(
            () => Watchlist.RestoreAsync(id, 1, _lead.Id, null, seen, Cancel))).Monitor.Name.ShouldBe("Hof");
        var back = (await Watchlist.RestoreAsync(id, 1, _lead.Id, null, renamed.ChangedAt, Cancel)).Monitor!;
        (back.Name, back.QueryText).ShouldBe(("Hof", "haus"));
    }

    private static async Task Refused(Func<Task> change) => await Should.ThrowAsync<MonitorLockedException>(change);

    private async Task<Person> JoinAsync(string email, Role role)
    {
        var roster = _household.Get<Roster>();
        var (person, _) = await roster.InviteAsync(
            new Actor(_administrator, _administrator.Permissions, null), new(email, email, role, "en", "Europe/Berlin"),
            Cancel);
        return person;
    }
}
