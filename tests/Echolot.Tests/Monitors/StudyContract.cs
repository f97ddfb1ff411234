using Dapper;
using Echolot.Matching;
using Echolot.Mentions;
using Echolot.Monitors;
using Echolot.Privacy;
using Echolot.Sources;
using Echolot.Storage;
using Echolot.Tests.Intake;
using Echolot.Tests.Storage;
using Shouldly;
using Xunit;
using static Echolot.Tests.Intake.Posts;

namespace Echolot.Tests.Monitors;

public sealed class StudyOnSqlite() : StudyContract(Engine.Sqlite);

public sealed class StudyOnPostgres() : StudyContract(Engine.Postgres);

/// <summary>What the editor says about a query: preview, sample, related words, wider queries.</summary>
public abstract class StudyContract(Engine engine) : DatabaseContract(engine)
{
    private static readonly TimeSpan Range = TimeSpan.FromDays(9000), Patience = TimeSpan.FromMinutes(1);

    private Household _household = null!;
    private SourceConfig _source = null!;
    private long _monitor;

    private Watchlist Watchlist => _household.Watchlist;

    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        _household = new Household(Db);
        _source = await _household.AddSourceAsync("a");
        await _household.AddMonitorAsync("lang:de OR berlin");
        _monitor = await _household.AddMonitorAsync("nordlicht");
        await _household.OpenGateAsync();
        await TakeAsync([
            .. Enumerable.Range(0, 30).Select(i => Said($"v{i}", $"Nordlicht Versand liefert Paket {i} nach Berlin")),
            .. Enumerable.Range(0, 20).Select(i => Said($"p{i}", $"Polarlicht in Berlin, ein Nordlicht am Himmel {i}")),
            .. Enumerable.Range(0, 50).Select(i => Said($"b{i}", $"Berlin hat heute Regen {i}")),
        ]);
    }

    public override async ValueTask DisposeAsync()
    {
        await _household.DisposeAsync();
        await base.DisposeAsync();
    }

    [Fact]
    public async Task The_preview_counts_hits_by_day_and_by_term_and_says_what_they_cost()
    {
        var preview = await PreviewAsync("(nordlicht OR regen) AND berlin NOT polarlicht");
        (preview.Count, preview.Complete, preview.Scanned).ShouldBe((80, true, 100));
        preview.Hits.Count.ShouldBe(10);
        preview.Daily.Sum(d => d.Count).ShouldBe(80);
        preview.Daily.Single(d => d.Count > 0).Day.ShouldBe(DateOnly.FromDateTime(Noon.UtcDateTime));
        // All of them came at once, and the archive begins with them.
        preview.PerDay.ShouldBe(80 / Math.Max(1, (DateTimeOffset.UtcNow - Noon).TotalDays), 0.1);
        preview.Terms.Select(t => (t.Term, t.Hits, t.Of)).ShouldBe(
            [("berlin", 80, 80), ("regen", 50, 80), ("nordlicht", 30, 80)]);
        preview.Cost.Level.ShouldBe(CostLevel.Medium);
        preview.Cost.Candidates.ShouldBeGreaterThanOrEqualTo(800);
        (await PreviewAsync("*licht")).Cost.Level.ShouldBe(CostLevel.High);
        (await PreviewAsync("nirgends")).Cost.ShouldSatisfyAllConditions(
            c => c.Level.ShouldBe(CostLevel.Low), c => c.Candidates.ShouldBe(0));
    }

    [Fact]
    public async Task A_preview_without_time_says_that_it_is_not_complete()
    {
        var preview = await Watchlist.PreviewAsync("berlin", default, 10, Range, TimeSpan.Zero, Cancel);
        (preview.Complete, preview.Count, preview.PerDay).ShouldBe((false, 0, 0));
        preview.Daily.Sum(d => d.Count).ShouldBe(0);
        preview.Daily.ShouldHaveSingleItem();
    }

    [Fact]
    public async Task The_same_seed_draws_the_same_sample_and_another_seed_another()
    {
        var first = await SampleAsync(1);
        first.Hits.Count.ShouldBe(20);
        (first.Found, first.Complete).ShouldBe((50, true));
        var ids = first.Hits.Select(h => h.Mention.Id).ToList();
        (await SampleAsync(1)).Hits.Select(h => h.Mention.Id).ShouldBe(ids);
        (await SampleAsync(2)).Hits.Select(h => h.Mention.Id).ShouldNotBe(ids);
        first.Hits.ShouldAllBe(h => h.Relevant == null && h.Spans.Count > 0);
    }

    [Fact]
    public async Task Verdicts_are_kept_and_give_precision_and_suggestions()
    {
        var sample = await SampleAsync(1, 50);
        foreach (var hit in sample.Hits) await JudgeAsync(hit.Mention, !hit.Mention.Text.StartsWith('P'));
        var again = await SampleAsync(1, 50);
        again.Hits.ShouldAllBe(h => h.Relevant == !h.Mention.Text.StartsWith('P'));
        again.Report.Precision.ShouldSatisfyAllConditions(
            p => (p.Relevant, p.Judged).ShouldBe((30, 50)), p => p.Value.ShouldBe(0.6));
        var suggestion = again.Report.Suggestions[0];
        (suggestion.Removes, suggestion.Loses, suggestion.Then.Value).ShouldBe((20, 0, 1.0));
        var better = QueryEdit.Exclude(Query.Parse("nordlicht"), suggestion.Term);
        var after = await Watchlist.SampleAsync(_monitor, better, default, 50, 1, Range, Patience, Cancel);
        after.Report.Precision.Value.ShouldBe(1);
        after.Hits.Count.ShouldBe(30);

        await Watchlist.JudgeAsync(_monitor, sample.Hits[0].Mention.Id, null, null, Cancel);
        (await NoiseAsync(sample)).Precision.Judged.ShouldBe(49);
    }

    [Fact]
    public async Task Verdicts_are_of_a_monitor_and_of_a_mention_that_are_there()
    {
        var hit = (await SampleAsync(1)).Hits[0].Mention;
        await Should.ThrowAsync<KeyNotFoundException>(() => Watchlist.JudgeAsync(99, hit.Id, true, null, Cancel));
        await Should.ThrowAsync<KeyNotFoundException>(() => Watchlist.JudgeAsync(_monitor, 99, true, null, Cancel));
        await JudgeAsync(hit, true);
        await Watchlist.ForgetVerdictsAsync(new([hit.Id], "erased"), Cancel);
        (await VerdictsAsync()).ShouldBe(0);
        await JudgeAsync(hit, false);
        await Watchlist.RemoveAsync(_monitor, Cancel);
        (await VerdictsAsync()).ShouldBe(0);
    }

    [Fact]
    public async Task Verdicts_name_nobody_who_was_erased()
    {
        var hit = (await SampleAsync(1)).Hits[0].Mention;
        await Watchlist.JudgeAsync(_monitor, hit.Id, true, 7, Cancel);
        var subject = new DataSubject(null, "7");
        var exported = new List<string>();
        await foreach (var record in _household.Privacy.ExportAsync(subject, null, Cancel)) exported.Add(record.Table);
        exported.ShouldContain("monitor_verdict");
        await _household.Privacy.EraseAsync(subject, null, Cancel);
        await using var connection = await Db.ReadAsync(Cancel);
        (await connection.QuerySingleAsync<long?>("select judged_by from monitor_verdict")).ShouldBeNull();
    }

    [Fact]
    public async Task Related_words_are_those_of_the_hits()
    {
        var related = await Watchlist.RelatedAsync("versand", default, Range, Patience, Cancel);
        related.Select(r => r.Term).ShouldContain("Paket");
        related.Select(r => r.Term).ShouldNotContain("Berlin");
        related.Single(r => r.Term == "Paket").Hits.ShouldBe(30);
    }

    [Fact]
    public async Task Wider_queries_show_what_would_come_in()
    {
        var probes = await Watchlist.ProbeAsync(
            "nordlicht AND paket NOT \"paket 7\"", default, Range, Patience, Cancel);
        probes.Select(p => (p.Kind, p.Clause, p.More)).ShouldBe(
        [
            (WideningKind.WithoutExclusion, "\"paket 7\"", 1),
            (WideningKind.WithoutClause, "paket", 20),
        ]);
        probes[0].Newest.ShouldHaveSingleItem().Mention.Text.ShouldContain("Paket 7 ");
        probes.ShouldAllBe(p => p.Complete && p.Newest.Count <= 5);
    }

    [Fact]
    public async Task More_forms_are_a_wider_query()
    {
        await TakeAsync(Said("f", "Nordlicht verschickt viele Pakete nach Berlin"));
        var probe = (await Watchlist.ProbeAsync("nordlicht AND paket", default, Range, Patience, Cancel))
            .Single(p => p.Kind == WideningKind.MoreForms);
        (probe.More, probe.Forms).ShouldBe((1, WordForms.Inflected));
    }

    private Task<Preview> PreviewAsync(string query) =>
        Watchlist.PreviewAsync(query, default, 10, Range, Patience, Cancel);

    private Task<HitSample> SampleAsync(int seed, int size = 20) =>
        Watchlist.SampleAsync(_monitor, "nordlicht", default, size, seed, Range, Patience, Cancel);

    private Task<NoiseReport> NoiseAsync(HitSample sample) => Watchlist.NoiseAsync(
        _monitor, "nordlicht", default, [.. sample.Hits.Select(h => h.Mention.Id)], Cancel);

    private Task JudgeAsync(StoredMention mention, bool relevant) =>
        Watchlist.JudgeAsync(_monitor, mention.Id, relevant, null, Cancel);

    private async Task<long> VerdictsAsync()
    {
        await using var connection = await Db.ReadAsync(Cancel);
        return await connection.ExecuteScalarAsync<long>("select count(*) from monitor_verdict");
    }

    private Task TakeAsync(params Upserted[] posts) => _household.Gate.TakeAsync(_source, posts, Cancel);
}
