using System.Text.Json;
using Dapper;
using Echolot.Monitors;
using Echolot.Privacy;
using Echolot.Storage;
using Echolot.Tests.Intake;
using Echolot.Tests.Storage;
using Echolot.Tests.Teams;
using Shouldly;
using Xunit;

namespace Echolot.Tests.Privacy;

public sealed class PrivacyOfficeOnSqlite() : PrivacyOfficeContract(Engine.Sqlite);

public sealed class PrivacyOfficeOnPostgres() : PrivacyOfficeContract(Engine.Postgres);

public abstract class PrivacyOfficeContract(Engine engine) : DatabaseContract(engine)
{
    private readonly SetClock _clock = new(new(2026, 11, 21, 12, 0, 0, TimeSpan.Zero));
    private Household _household = null!;

    private PrivacyOffice Office => _household.Privacy;

    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        _household = new Household(Db, _clock);
    }

    public override async ValueTask DisposeAsync()
    {
        await _household.DisposeAsync();
        await base.DisposeAsync();
    }

    [Fact]
    public async Task The_audit_log_tells_who_did_what_newest_first_and_in_pages()
    {
        await RecordAsync(7, "source.added", "source:1");
        _clock.Now += TimeSpan.FromMinutes(1);
        await RecordAsync(null, "source.removed", "source:1");
        var all = await Office.AuditAsync(null, 10, Cancel);
        all.Select(a => (a.ActorId, a.What, a.Target)).ShouldBe(
            [(null, "source.removed", "source:1"), (7L, "source.added", "source:1")]);
        all[0].At.ShouldBe(_clock.Now);
        (await Office.AuditAsync(all[0].Id, 10, Cancel)).Single().ShouldBe(all[1]);
    }

    [Fact]
    public async Task An_audit_entry_of_a_transaction_that_failed_never_was()
    {
        await Should.ThrowAsync<ArithmeticException>(() => Db.WriteAsync(async scope =>
        {
            await Office.RecordAsync(scope, 1, "source.added", "source:1", null, Cancel);
            throw new ArithmeticException();
        }, Cancel));
        (await Office.AuditAsync(null, 10, Cancel)).ShouldBeEmpty();
    }

    [Fact]
    public async Task Erasing_and_exporting_leave_a_trace_that_does_not_name_the_person()
    {
        var subject = new DataSubject("bluesky", "did:plc:abc", "frida.example");
        await Office.EraseAsync(subject, 3, Cancel);
        await Office.ExportAsync(subject, Stream.Null, 3, Cancel);
        var log = await Office.AuditAsync(null, 10, Cancel);
        log.Select(a => a.What).ShouldBe(["person.exported", "person.erased"]);
        log.Select(a => a.Target).Distinct().Count().ShouldBe(1, "the same person has the same pseudonym");
        string.Join(' ', log.Select(a => $"{a.Target} {a.Detail}")).ShouldNotContain("abc");
        await Office.EraseAsync(subject with { Id = "did:plc:other" }, 3, Cancel);
        (await Office.AuditAsync(null, 1, Cancel)).Single().Target.ShouldNotBe(log[0].Target);
    }

    [Fact]
    public async Task A_pseudonym_is_the_same_after_a_restart()
    {
        var subject = new DataSubject("bluesky", "did:plc:abc");
        await Office.EraseAsync(subject, null, Cancel);
        await using (var later = new Household(Db, _clock, _household.Folder))
            await later.Privacy.EraseAsync(subject, null, Cancel);
        (await Office.AuditAsync(null, 10, Cancel)).Select(a => a.Target).Distinct().Count().ShouldBe(1);
    }

    [Fact]
    public async Task Erasing_a_colleague_parts_their_name_from_what_they_did()
    {
        await _household.Watchlist.AddAsync(new("Marke", "fjellrev", Purpose.Brand, OwnerId: 7), 7, Cancel);
        await RecordAsync(7, "source.added", "source:1");
        (await Office.EraseAsync(new(null, "7"), null, Cancel)).ByKind["monitor"].ShouldBe(2);
        (await Office.AuditAsync(null, 10, Cancel)).ShouldAllBe(a => a.ActorId == null);
        (await _household.Watchlist.ListAsync(Cancel)).Single().OwnerId.ShouldBeNull();
        (await _household.Watchlist.VersionsAsync(1, Cancel)).Single().ChangedBy.ShouldBeNull();
    }

    [Fact]
    public async Task An_export_is_json_that_a_person_can_read()
    {
        await _household.Watchlist.AddAsync(new("Marke", "fjellrev", Purpose.Brand, OwnerId: 7), 7, Cancel);
        using var file = new MemoryStream();
        var count = await Office.ExportAsync(new DataSubject(null, "7"), file, null, Cancel);
        using var json = JsonDocument.Parse(file.ToArray());
        var records = json.RootElement.GetProperty("records").EnumerateArray().ToList();
        records.Count.ShouldBe(count);
        records.Select(r => r.GetProperty("table").GetString()).ShouldBe(
            ["monitor", "monitor_version", "audit"], ignoreOrder: true);
        records.Single(r => r.GetProperty("table").GetString() == "monitor")
            .GetProperty("fields").GetProperty("name").GetString().ShouldBe("Marke");
    }

    [Fact]
    public async Task What_is_older_than_its_retention_goes_and_the_rest_stays()
    {
        await RecordAsync(1, "old", "x:1");
        _clock.Now += TimeSpan.FromDays(20);
        await RecordAsync(1, "new", "x:2");
        await Office.SetRetentionAsync("audit", 10, 5, Cancel);
        (await Office.ExpireAsync(Cancel)).ByKind["audit"].ShouldBe(1);
        (await Office.AuditAsync(null, 10, Cancel)).Select(a => a.What).ShouldBe(
            ["retention.expired", "retention.set", "new"]);
    }

    [Fact]
    public async Task A_retention_without_days_keeps_for_ever()
    {
        await RecordAsync(1, "old", "x:1");
        await Office.SetRetentionAsync("audit", null, null, Cancel);
        _clock.Now += TimeSpan.FromDays(4000);
        (await Office.ExpireAsync(Cancel)).ByKind.Keys.ShouldNotContain("audit");
        (await Office.RetentionsAsync(Cancel)).Single(r => r.Kind == "audit").ShouldBe(new("audit", null, 365));
    }

    [Fact]
    public async Task A_retention_of_no_kind_or_no_day_is_refused()
    {
        var unknown = await Should.ThrowAsync<ArgumentException>(
            () => Office.SetRetentionAsync("audits", 10, null, Cancel));
        unknown.Message.ShouldContain("audit");
        await Should.ThrowAsync<ArgumentException>(() => Office.SetRetentionAsync("audit", 0, null, Cancel));
    }

    [Fact]
    public async Task The_legal_basis_of_a_source_is_that_of_its_connector_until_somebody_sets_it()
    {
        var source = await _household.AddSourceAsync("a");
        (await Office.LegalBasisAsync(source.Id, Cancel))!.Basis.ShouldBe("Consent");
        await Office.SetLegalBasisAsync(source.Id, "Legitimate interest", "Service", 4, Cancel);
        var basis = (await Office.LegalBasisAsync(source.Id, Cancel))!;
        (basis.Basis, basis.Purpose, basis.ChangedBy).ShouldBe(("Legitimate interest", "Service", 4L));
    }

    private Task RecordAsync(long? actor, string what, string target) =>
        Db.WriteAsync(scope => Office.RecordAsync(scope, actor, what, target, null, Cancel), Cancel);
}
