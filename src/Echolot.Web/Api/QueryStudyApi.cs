using Echolot.Matching;
using Echolot.Mentions;
using Echolot.Monitors;
using Echolot.Teams;
using Echolot.Web.Shell.SignIn;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Echolot.Web.Api;

/// <summary>A sample of hits to judge.</summary>
/// <param name="Query">The query of the monitor when left out.</param>
/// <param name="Forms">As the monitor has them when left out.</param>
/// <param name="Days">How far back, 1 to 365; 60 when left out.</param>
/// <param name="Size">1 to 200; 50 when left out.</param>
/// <param name="Seed">The same seed draws the same sample from the same archive.</param>
internal sealed record SampleRequest(
    string? Query = null, WordForms? Forms = null, int? Days = null, int? Size = null, int Seed = 1);

/// <summary>A sample of the hits of a query that is no monitor yet, with what was said of them so far.</summary>
/// <param name="Days">How far back, 1 to 365; 60 when left out.</param>
/// <param name="Size">1 to 200; 50 when left out.</param>
/// <param name="Verdicts">Whether a mention is what is looked for; they are kept nowhere.</param>
internal sealed record DraftSampleRequest(
    string Query, WordForms Forms = WordForms.AsTyped, int? Days = null, int? Size = null, int Seed = 1,
    IReadOnlyList<DraftVerdict>? Verdicts = null);

internal sealed record DraftVerdict(Id MentionId, bool Relevant);

/// <summary>A sample, what was said of it, and what that says about the query.</summary>
/// <param name="Found">Hits it was drawn from; only the newest where <c>complete</c> is false.</param>
internal sealed record ApiSample(
    int Seed, long Found, bool Complete, IReadOnlyList<ApiSampledHit> Hits, ApiPrecision Precision,
    IReadOnlyList<NoisyTerm> Terms, IReadOnlyList<ApiNotSuggestion> Suggestions)
{
    public static ApiSample Of(HitSample sample, Query query) => new(
        sample.Seed, sample.Found, sample.Complete,
        [.. sample.Hits.Select(h => new ApiSampledHit(
            ApiMention.Of(h.Mention), [.. h.Spans.Select(s => new ApiSpan(s.Field, s.Start, s.Length))], h.Relevant))],
        ApiPrecision.Of(sample.Report.Precision), sample.Report.Terms,
        [.. sample.Report.Suggestions.Select(s => new ApiNotSuggestion(
            s.Term, s.Removes, s.Loses, ApiPrecision.Of(s.Then), QueryEdit.Exclude(query, s.Term)))]);
}

/// <param name="Relevant">Null as long as nobody judged it.</param>
internal sealed record ApiSampledHit(ApiMention Mention, IReadOnlyList<ApiSpan> Spans, bool? Relevant);

/// <param name="Value">Null as long as nothing was judged.</param>
/// <param name="Low">Lower end of the 95 % interval (Wilson).</param>
internal sealed record ApiPrecision(int Relevant, int Judged, double? Value, double Low, double High)
{
    public static ApiPrecision Of(Precision p) => new(p.Relevant, p.Judged, p.Value, p.Low, p.High);
}

/// <summary>A word whose exclusion would remove noise.</summary>
/// <param name="Query">The query with the exclusion.</param>
internal sealed record ApiNotSuggestion(string Term, int Removes, int Loses, ApiPrecision Then, string Query);

/// <summary>Whether a mention is what the monitor is for.</summary>
internal sealed record Verdict(bool Relevant);

/// <summary>A word that sets the hits apart, with the query that finds it too.</summary>
internal sealed record ApiRelatedTerm(
    string Term, int Hits, int OfHits, int Others, int OfOthers, double Score, string Query);

/// <summary>What a wider query would find besides.</summary>
internal sealed record ApiWider(
    WideningKind Kind, string Clause, string Query, WordForms Forms, long More, bool Complete,
    IReadOnlyList<ApiPreviewHit> Newest);

/// <summary>Lists to make a query of.</summary>
internal sealed record ListsRequest(
    IReadOnlyList<string>? All = null, IReadOnlyList<string>? Any = null, IReadOnlyList<string>? None = null,
    WordForms Forms = WordForms.AsTyped);

internal sealed record QueryOfLists(string Query);

/// <summary>A query of another product.</summary>
/// <param name="From">Guessed when left out.</param>
internal sealed record TranslationRequest(string Query, Dialect? From = null);

/// <param name="Guessed">Whether <c>from</c> was guessed; null where the text looks like none in particular.</param>
/// <param name="Query">What could be read; null where the text is not a query.</param>
/// <param name="LeftOut">Conditions that have no counterpart.</param>
/// <param name="Decided">What was read in one way although it may have meant another, such as lines as alternatives.</param>
internal sealed record ApiTranslation(
    Dialect? Guessed, Dialect From, string? Query, IReadOnlyList<QueryProblem> Errors,
    IReadOnlyList<QueryProblem> LeftOut, IReadOnlyList<QueryProblem> Decided);

/// <summary>A query to be written for another product.</summary>
internal sealed record WritingRequest(string Query, Dialect To, WordForms Forms = WordForms.AsTyped);

/// <param name="Query">As the product takes it; empty where nothing is left of it.</param>
/// <param name="Lacks">Clauses that the product cannot say; <c>instead</c> is empty where one was left out.</param>
internal sealed record ApiWriting(Dialect To, string Query, IReadOnlyList<DialectLack> Lacks);

/// <summary>Tools for writing a query: sample and verdicts, related words, wider queries, lists, translation.</summary>
internal static class QueryStudyApi
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    public static void MapStudy(this RouteGroupBuilder monitors)
    {
        const Permission Reads = Permission.ReadMonitors | Permission.ReadMentions;
        monitors.MapPost("/{id}/sample", SampleAsync).RequirePermission(Reads)
            .Named("sampleMonitor", "Draw hits to judge",
                "With what was said of them, the precision that follows, and words whose exclusion would help.");
        monitors.MapPost("/sample", SampleDraftAsync).RequirePermission(Reads)
            .Named("sampleQuery", "Draw hits of a query to judge before it is a monitor",
                "As sampleMonitor; what was said of the hits comes with the question, and is kept nowhere.");
        monitors.MapPut("/{id}/verdicts/{mention}", JudgeAsync).RequirePermission(Permission.EditMonitors)
            .Named("judgeHit", "Say whether a monitor wants a mention", "Verdicts are kept, and go with the mention.");
        monitors.MapDelete("/{id}/verdicts/{mention}", TakeBackAsync).RequirePermission(Permission.EditMonitors)
            .Named("unjudgeHit", "Take a verdict back", "");
        monitors.MapPost("/related", RelatedAsync).RequirePermission(Reads)
            .Named("relatedTerms", "Words that set the hits of a query apart",
                "Log-likelihood G² of the texts that have a word, against the rest of the archive; the most striking first, at most 200.");
        monitors.MapPost("/wider", WiderAsync).RequirePermission(Reads)
            .Named("widerQueries", "What a query misses",
                "Each clause left out in turn, each exclusion let in, words anywhere, more forms.");
        monitors.MapPost("/from-lists", FromLists).RequirePermission(Permission.ReadMonitors)
            .Named("queryOfLists", "Make a query of lists", "The other way round, `checkQuery` answers `lists`.");
        monitors.MapPost("/translate", Translate).RequirePermission(Permission.ReadMonitors)
            .Named("translateQuery", "Read a query of another product", "");
        monitors.MapPost("/write", Write).RequirePermission(Permission.ReadMonitors)
            .Named("writeQuery", "Write a query for another product", "With what the product cannot say.");
    }

    private static Ok<ApiWriting> Write(WritingRequest wanted)
    {
        var written = QueryDialect.Write(Query.Parse(wanted.Query, new QueryOptions(Forms: wanted.Forms)), wanted.To);
        return TypedResults.Ok(new ApiWriting(wanted.To, written.Text, written.Lacks));
    }

    private static async Task<Results<Ok<ApiSample>, ProblemHttpResult>> SampleAsync(
        Id id, SampleRequest wanted, Watchlist watchlist, CancellationToken cancel)
    {
        if (await watchlist.FindAsync(id, cancel) is not { } monitor) return Problems.Missing($"Monitor {id}");
        var text = wanted.Query ?? monitor.QueryText;
        var options = new QueryOptions(Forms: wanted.Forms ?? monitor.Forms);
        var sample = await watchlist.SampleAsync(
            id, text, options, wanted.Size ?? 50, wanted.Seed, Range(wanted.Days), Patience, cancel);
        return TypedResults.Ok(ApiSample.Of(sample, Query.Parse(text, options)));
    }

    private static async Task<Ok<ApiSample>> SampleDraftAsync(
        DraftSampleRequest wanted, Watchlist watchlist, CancellationToken cancel)
    {
        var options = new QueryOptions(Forms: wanted.Forms);
        var said = (wanted.Verdicts ?? []).GroupBy(v => v.MentionId.Value).ToDictionary(v => v.Key, v => v.Last().Relevant);
        var sample = await watchlist.SampleAsync(
            null, wanted.Query, options, wanted.Size ?? 50, wanted.Seed, Range(wanted.Days), Patience, cancel, said);
        return TypedResults.Ok(ApiSample.Of(sample, Query.Parse(wanted.Query, options)));
    }

    private static Task<Results<NoContent, ProblemHttpResult>> JudgeAsync(
        Id id, Id mention, Verdict verdict, HttpContext http, Watchlist watchlist, CancellationToken cancel) =>
        SetAsync(id, mention, verdict.Relevant, http, watchlist, cancel);

    private static Task<Results<NoContent, ProblemHttpResult>> TakeBackAsync(
        Id id, Id mention, HttpContext http, Watchlist watchlist, CancellationToken cancel) =>
        SetAsync(id, mention, null, http, watchlist, cancel);

    private static async Task<Results<NoContent, ProblemHttpResult>> SetAsync(
        Id id, Id mention, bool? relevant, HttpContext http, Watchlist watchlist, CancellationToken cancel)
    {
        try
        {
            await watchlist.JudgeAsync(id, mention, relevant, http.Actor().Person.Id, cancel);
            return TypedResults.NoContent();
        }
        catch (KeyNotFoundException)
        {
            return Problems.Missing($"Monitor {id} or mention {mention}");
        }
    }

    private static async Task<Ok<Listed<ApiRelatedTerm>>> RelatedAsync(
        QueryTrial trial, Watchlist watchlist, CancellationToken cancel)
    {
        var related = await watchlist.RelatedAsync(trial.Query, trial.Options, Range(trial.Days), Patience, cancel);
        var query = Query.Parse(trial.Query, trial.Options);
        return TypedResults.Ok(Listed<ApiRelatedTerm>.All(related.Select(r => new ApiRelatedTerm(
            r.Term, r.Hits, r.OfHits, r.Others, r.OfOthers, r.Score, QueryEdit.Include(query, r.Term)))));
    }

    private static async Task<Ok<Listed<ApiWider>>> WiderAsync(
        QueryTrial trial, Watchlist watchlist, CancellationToken cancel) =>
        TypedResults.Ok(Listed<ApiWider>.All(
            (await watchlist.ProbeAsync(trial.Query, trial.Options, Range(trial.Days), Patience, cancel))
            .Select(p => new ApiWider(
                p.Kind, p.Clause, p.QueryText, p.Forms, p.More, p.Complete, ApiPreviewHit.Of(p.Newest)))));

    private static Ok<QueryOfLists> FromLists(ListsRequest lists) => TypedResults.Ok(new QueryOfLists(
        new QueryLists(lists.All ?? [], lists.Any ?? [], lists.None ?? []).ToText(new(Forms: lists.Forms))));

    private static Ok<ApiTranslation> Translate(TranslationRequest asked)
    {
        var guessed = QueryDialect.Guess(asked.Query);
        var from = asked.From ?? guessed ?? Dialect.Echolot;
        var read = QueryDialect.Read(asked.Query, from);
        return TypedResults.Ok(new ApiTranslation(
            guessed, from, read.Query?.ToString(), [.. read.Errors.Select(QueryProblem.Of)],
            [.. read.LeftOut.Select(QueryProblem.Of)], [.. read.Decided.Select(QueryProblem.Of)]));
    }

    private static TimeSpan Range(int? days) => TimeSpan.FromDays(Math.Clamp(days ?? 60, 1, 365));
}
