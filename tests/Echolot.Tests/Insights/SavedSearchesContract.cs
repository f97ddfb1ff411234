using Echolot.Insights;
using Echolot.Mentions;
using Echolot.Privacy;
using Echolot.Storage;
using Echolot.Tests.Intake;
using Echolot.Tests.Storage;
using Shouldly;
using Xunit;

namespace Echolot.Tests.Insights;

public sealed class SavedSearchesOnSqlite() : SavedSearchesContract(Engine.Sqlite);

public sealed class SavedSearchesOnPostgres() : SavedSearchesContract(Engine.Postgres);

public abstract class SavedSearchesContract(Engine engine) : DatabaseContract(engine)
{
    private const long Mira = 1, Jonas = 2;

    private Household _household = null!;

    private Analyst Analyst => _household.Get<Analyst>();

    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        _household = new Household(Db);
    }

    public override async ValueTask DisposeAsync()
    {
        await _household.DisposeAsync();
        await base.DisposeAsync();
    }

    [Fact]
    public async Task What_one_person_saves_does_not_grow_without_end()
    {
        var longest = new string('x', 99_000);
        for (var i = 0; i < 5; i++) await Analyst.SaveSearchAsync(new($"lang {i}", "q=" + longest, null, true), Mira, Cancel);
        await Should.ThrowAsync<TooManySearches>(() => Analyst.SaveSearchAsync(new("noch eine", "q=" + longest, null, true), Mira, Cancel));
        var small = await Analyst.SaveSearchAsync(new("klein", "q=jacke", null, true), Mira, Cancel);
        await Should.ThrowAsync<TooManySearches>(
            () => Analyst.ChangeSearchAsync(small.Id, new("klein", "q=" + longest, null, true), Mira, false, Cancel));
        (await Analyst.ChangeSearchAsync(small.Id, new("kleiner", "q=hose", null, true), Mira, false, Cancel)).ShouldBeTrue();
        for (var i = 6; i < Analyst.MostSearches; i++) await Analyst.SaveSearchAsync(new($"kurz {i}", "", null, false), Mira, Cancel);
        await Should.ThrowAsync<TooManySearches>(() => Analyst.SaveSearchAsync(new("201", "", null, false), Mira, Cancel));
    }

    [Fact]
    public async Task A_person_sees_their_own_searches_and_the_shared_ones_by_name()
    {
        await SaveAsync("zebra", Mira);
        await SaveAsync("Affe", Jonas, shared: true);
        await SaveAsync("geheim", Jonas);
        (await NamesAsync(Mira)).ShouldBe(["Affe", "zebra"]);
        (await NamesAsync(Jonas)).ShouldBe(["Affe", "geheim"]);
    }

    [Fact]
    public async Task A_search_comes_back_as_it_was_saved()
    {
        var saved = await Analyst.SaveSearchAsync(
            new("  Jacken ", "?q=jacke%20AND%20rot&lang=de", " für den Bericht ", true), Mira, Cancel);
        (saved.Name, saved.Filter, saved.Note, saved.Shared, saved.OwnerId)
            .ShouldBe(("Jacken", "q=jacke%20AND%20rot&lang=de", "für den Bericht", true, Mira));
        (await Analyst.FindSearchAsync(saved.Id, Jonas, Cancel)).ShouldBe(saved);
    }

    [Fact]
    public async Task Only_the_owner_changes_a_search_and_who_administers_every_shared_one()
    {
        var own = await SaveAsync("eigene", Mira);
        var shared = await SaveAsync("geteilte", Mira, shared: true);
        var change = new SavedSearchDraft("neu", "q=hose", null, true);
        (await Analyst.ChangeSearchAsync(shared.Id, change, Jonas, any: false, Cancel)).ShouldBeFalse();
        (await Analyst.ChangeSearchAsync(own.Id, change, Jonas, any: true, Cancel)).ShouldBeFalse();
        (await Analyst.ChangeSearchAsync(shared.Id, change, Jonas, any: true, Cancel)).ShouldBeTrue();
        (await Analyst.RemoveSearchAsync(own.Id, Jonas, any: true, Cancel)).ShouldBeFalse();
        (await Analyst.RemoveSearchAsync(own.Id, Mira, any: false, Cancel)).ShouldBeTrue();
        (await Analyst.SearchesAsync(Mira, Cancel)).Select(s => (s.Name, s.Filter, s.OwnerId))
            .ShouldBe([("neu", "q=hose", (long?)Mira)]);
    }

    [Fact]
    public async Task Who_changes_a_search_second_is_told_what_it_is_now()
    {
        var search = await SaveAsync("Jacken", Mira, shared: true);
        var change = new SavedSearchDraft("Hosen", "q=hose", null, true);
        (await Analyst.ChangeSearchAsync(search.Id, change, Mira, any: false, search.ChangedAt, Cancel)).ShouldBeTrue();
        var refused = await Should.ThrowAsync<SearchChangedMeanwhileException>(() => Analyst.ChangeSearchAsync(
            search.Id, change with { Name = "Mützen" }, Jonas, any: true, search.ChangedAt, Cancel));
        refused.Search.Name.ShouldBe("Hosen");
        (await Analyst.ChangeSearchAsync(
            search.Id, change with { Name = "Mützen" }, Jonas, any: true, refused.Search.ChangedAt, Cancel)).ShouldBeTrue();
        (await Analyst.FindSearchAsync(search.Id, Mira, Cancel))!.Name.ShouldBe("Mützen");
    }

    [Fact]
    public async Task A_search_needs_a_name_that_fits()
    {
        foreach (var name in new[] { "", "  ", new string('x', 81) })
            await Should.ThrowAsync<ArgumentException>(
                () => Analyst.SaveSearchAsync(new(name, "q=x", null, false), Mira, Cancel));
        (await NamesAsync(Mira)).ShouldBeEmpty();
    }

    [Fact]
    public async Task Who_is_erased_takes_private_searches_along_and_leaves_shared_ones_without_a_name()
    {
        await SaveAsync("eigene", Mira);
        await SaveAsync("geteilte", Mira, shared: true);
        var subject = new DataSubject(null, "1");
        (await _household.Privacy.ExportAsync(subject, null, Cancel).ToListAsync(Cancel))
            .Where(r => r.Table == "saved_search").Select(r => r.Fields["name"]).ShouldBe(["eigene", "geteilte"]);
        (await _household.Privacy.EraseAsync(subject, null, Cancel)).Rows.ShouldBe(2);
        (await Analyst.SearchesAsync(Jonas, Cancel)).Select(s => (s.Name, s.OwnerId)).ShouldBe([("geteilte", null)]);
        (await NamesAsync(Mira)).ShouldBe(["geteilte"]);
    }

    private Task<SavedSearch> SaveAsync(string name, long person, bool shared = false) =>
        Analyst.SaveSearchAsync(new(name, "q=" + name, null, shared), person, Cancel);

    private async Task<IReadOnlyList<string>> NamesAsync(long person) =>
        [.. (await Analyst.SearchesAsync(person, Cancel)).Select(s => s.Name)];
}
