using Echolot.Matching;
using Echolot.Mentions;
using Echolot.Storage;
using Echolot.Tests.Storage;
using Shouldly;
using Xunit;
using static Echolot.Tests.Mentions.Samples;

namespace Echolot.Tests.Mentions;

public sealed class ClassesOnSqlite() : ClassesContract(Engine.Sqlite);

public sealed class ClassesOnPostgres() : ClassesContract(Engine.Postgres);

/// <summary>Classes of sites and sources: what a query asks for live and in the archive.</summary>
public abstract class ClassesContract(Engine engine) : ArchiveContract(engine)
{
    private Keep[] _all = [];

    [Fact]
    public async Task A_class_finds_the_same_live_and_in_the_archive()
    {
        await FillAsync();
        await SetAsync(
            new(ClassedKind.Site, "www.zeitung.example", SourceClass.Lead), new(ClassedKind.Site, "lokal.zeitung.example", SourceClass.Regional),
            new(ClassedKind.Site, "muell.example", SourceClass.Spam),
            new(ClassedKind.Source, _all[3].Mention.Source.ToString(), SourceClass.Trade));
        await AgreesAsync("class:lead", "a");
        // The nearest host counts.
        await AgreesAsync("class:Regionalmedium", "b");
        // A site goes before the source that it was read from.
        await AgreesAsync("class:(Leitmedium OR fach)", "a", "d");
        await AgreesAsync("jacke -class:spam", "a", "b", "d", "e");
        (await Archive.FindAsync(await IdOfAsync("b"), Cancel))!.SourceClass.ShouldBe(SourceClass.Regional);
        (await Archive.FindAsync(await IdOfAsync("e"), Cancel))!.SourceClass.ShouldBeNull();
    }

    [Fact]
    public async Task A_changed_class_counts_for_what_is_stored()
    {
        await FillAsync();
        await AgreesAsync("class:spam");
        await SetAsync(new ClassDraft(ClassedKind.Site, "muell.example", SourceClass.Spam));
        await AgreesAsync("class:spam", "c");
        await SetAsync(new ClassDraft(ClassedKind.Site, "muell.example", SourceClass.Portal));
        await AgreesAsync("class:spam");
        await AgreesAsync("class:portal", "c");
        var one = (await Archive.ClassedAsync(Cancel)).ShouldHaveSingleItem();
        (await Db.WriteAsync(scope => Archive.UnclassifyAsync(scope, one.Id, Cancel), Cancel)).ShouldNotBeNull();
        await Archive.LoadClassesAsync(Cancel);
        await AgreesAsync("class:portal");
    }

    [Fact]
    public async Task Lists_are_filtered_and_counted_by_class()
    {
        await FillAsync();
        await SetAsync(new(ClassedKind.Site, "zeitung.example", SourceClass.Lead), new(ClassedKind.Site, "muell.example", SourceClass.Spam));
        var filter = new MentionFilter { Classes = [SourceClass.Lead, SourceClass.Spam] };
        (await FoundAsync(filter)).ShouldBe(["a", "b", "c"]);
        (await Archive.CountAsync(filter, Cancel)).ShouldBe(3);
        (await FoundAsync(filter with { Search = "jacke OR hose <<<das ist gemeint>>>", Classes = [SourceClass.Lead] })).ShouldBe(["a", "b"]);
        (await Archive.HitFacetsAsync(new(), Cancel)).First(f => f.Field == "class").Values.Select(v => (v.Value, v.Count))
            .ShouldBe([("lead", 2), ("spam", 1)]);
        (await Should.ThrowAsync<QueryException>(() => FoundAsync(filter with { Search = "(jacke" }))).Errors[0].Start.ShouldBe(0);
    }

    [Fact]
    public async Task What_is_no_site_and_no_source_is_refused_and_nothing_changes()
    {
        await Should.ThrowAsync<ArgumentException>(() => SetAsync(
            new(ClassedKind.Site, "zeitung.example", SourceClass.Lead), new(ClassedKind.Site, "keine Website", SourceClass.Lead)));
        await Should.ThrowAsync<ArgumentException>(() => SetAsync(new ClassDraft(ClassedKind.Source, "zeitung", SourceClass.Lead)));
        (await Archive.ClassedAsync(Cancel)).ShouldBeEmpty();
    }

    private async Task SetAsync(params ClassDraft[] drafts)
    {
        await Db.WriteAsync(scope => Archive.ClassifyAsync(scope, drafts, Cancel), Cancel);
        await Archive.LoadClassesAsync(Cancel);
    }

    private async Task FillAsync()
    {
        _all =
        [
            At("a", "https://zeitung.example/1"), At("b", "https://m.lokal.zeitung.example/2"), At("c", "https://www.muell.example/3"),
            Keep(Mention("d", "Jacke passt", TimeSpan.FromMinutes(4), "feeds", "fach") with { Url = new Uri("https://irgendwo.example/4") }),
            At("e", "https://sonst.example/5"),
        ];
        await KeepAsync(_all);
    }

    private static Keep At(string id, string url) =>
        Keep(Mention(id, "Jacke passt", TimeSpan.FromMinutes(id[0] - 'a')) with { Url = new Uri(url) });

    private async Task AgreesAsync(string query, params string[] expected)
    {
        var matcher = QuerySet.Build([(1L, Query.Parse(query))]).NewMatcher();
        _all.Where(k => matcher.Match(AsPost.Of(k.Mention, k.Findings.Language, Archive.Present)).Length > 0)
            .Select(k => k.Mention.Id.Value).ShouldBe(expected, query);
        (await FoundAsync(new() { Search = query })).ShouldBe(expected, query);
    }

    private async Task<IReadOnlyList<string>> FoundAsync(MentionFilter filter) =>
        [.. (await Archive.ListAsync(filter, null, 50, Cancel)).Items.Select(m => m.ExternalId).Order()];

    private async Task<long> IdOfAsync(string external) =>
        (await Archive.ListAsync(new(), null, 50, Cancel)).Items.First(m => m.ExternalId == external).Id;
}
