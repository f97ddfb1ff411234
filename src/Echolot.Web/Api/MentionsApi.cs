using Echolot.Insights;
using Echolot.Mentions;
using Echolot.Tables;
using Echolot.Teams;
using Echolot.Web.Insights;
using Echolot.Web.Shell.SignIn;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace Echolot.Web.Api;

/// <summary>
/// A mention as programs read it. <c>parent_id</c> is what it answers and <c>quoted_id</c> what it quotes, as the network
/// names them; <c>language_declared</c> is what the source says, <c>findings</c> what we found. <c>country</c> is that of <c>place_stated</c>, else the one that
/// the address ends in.
/// </summary>
internal sealed record ApiMention(
    Id Id, string Connector, string Source, string ExternalId, string Revision, int RevisionCount, ItemKind Kind,
    Visibility Visibility,
    DateTimeOffset PublishedAt, DateTimeOffset SeenAt, DateTimeOffset StoredAt, bool ClockSuspect, string? Title,
    string Text, string? Url,
    string? Site, ApiAuthor Author, Engagement? Engagement, decimal? Rating, ApiFindings Findings,
    IReadOnlyList<ApiMatch> Matches,
    IReadOnlyList<string> Tags, Id DuplicateGroup, int DuplicateCount, ApiStory? Story, Sentiment Sentiment,
    ApiWork Work, string? ParentId, string? QuotedId, string? LanguageDeclared, IReadOnlyList<ApiAttachment> Attachments,
    string? Country, ApiPlace? PlaceStated, string? SourceType, SourceClass? SourceClass)
{
    public static ApiMention Of(StoredMention m) => new(
        m.Id, m.Connector, m.Source, m.ExternalId, m.Revision, m.RevisionCount, m.Kind, m.Visibility, m.PublishedAt,
        m.SeenAt, m.StoredAt,
        m.ClockSuspect, m.Title, m.Text, m.Url, m.Site,
        new(m.AuthorId, m.AuthorHandle, m.AuthorName, m.AuthorProfile, m.AuthorFollowers, m.AuthorBio),
        m.Engagement, m.Rating, ApiFindings.Of(m.Findings), [.. m.Matches.Select(ApiMatch.Of)], m.Tags,
        m.DuplicateGroup, m.DuplicateCount, m.Story is null ? null : ApiStory.Of(m.Story), m.Sentiment,
        ApiWork.Of(m.Work), m.ParentId, m.QuotedId, m.LanguageDeclared,
        [.. m.Attachments.Select(a => new ApiAttachment(a.Kind, a.Remote, a.Mime, a.AltText))],
        m.Country, m.Place is { } place ? new(place.Country, place.Region, place.City) : null, m.SourceType, m.SourceClass);
}

/// <summary>A place as the source states it; null means unknown.</summary>
internal sealed record ApiPlace(string? Country, string? Region, string? City);

/// <summary>What people and rules made of a mention; <c>findings</c> keeps the machine's verdict.</summary>
internal sealed record ApiWork(
    bool Flagged, Echolot.Mentions.Verdict Verdict, Sentiment? SentimentByHand, Id? AssignedTo, bool Hidden, bool Read,
    IReadOnlyList<Id> Labels)
{
    public static ApiWork Of(MentionWork w) => new(
        w.Flagged, w.Verdict, w.Sentiment, w.AssignedTo is { } person ? new Id(person) : null, w.Hidden, w.Read,
        [.. w.Labels.Select(l => new Id(l.Id))]);
}

/// <summary>
/// The story that a mention tells together with others: why it belongs to it, with which mention, and, where texts
/// decided, the share of what both say.
/// </summary>
internal sealed record ApiStory(Id Id, int Count, StoryReason Reason, Id? With, double? Share)
{
    public static ApiStory Of(StoryPlace s) =>
        new(s.Id, s.Count, s.Reason, s.With is { } with ? new Id(with) : null, s.Share);
}

/// <summary>Who wrote a mention; null means unknown, never zero.</summary>
internal sealed record ApiAuthor(string Id, string? Handle, string? Name, string? Profile, long? Followers, string? Bio);

/// <summary>What was found in a mention; <c>because</c> names the words that decided, strongest first.</summary>
internal sealed record ApiFindings(
    string Language, float LanguageConfidence, Sentiment Sentiment, float Score, float Confidence,
    IReadOnlyList<ApiReason> Because)
{
    public static ApiFindings Of(Findings f) => new(
        f.Language, f.LanguageConfidence, f.Sentiment, f.Score, f.Confidence,
        [.. f.Because.Select(b => new ApiReason(b.Word, b.Start, b.Length, b.Weight))]);
}

/// <summary>A word that moved a decision; offsets in UTF-16 units of the text.</summary>
internal sealed record ApiReason(string Word, int Start, int Length, float Weight);

/// <summary>A monitor that wants the mention, and the stretches that made it match.</summary>
internal sealed record ApiMatch(Id MonitorId, int MonitorVersion, IReadOnlyList<ApiSpan> Spans)
{
    public static ApiMatch Of(MonitorMatch match) =>
        new(match.MonitorId, match.MonitorVersion,
            [.. match.Spans.Select(s => new ApiSpan(s.Field, s.Start, s.Length))]);
}

/// <summary>A stretch of <c>text</c>, <c>title</c> or <c>author</c> in UTF-16 units.</summary>
internal sealed record ApiSpan(string Field, int Start, int Length);

/// <summary>
/// Filters of lists and counts. Several values of one field mean any of them; fields are combined with and.
/// </summary>
internal sealed record MentionQuery(
    [FromQuery(Name = "monitor")] Id[]? Monitors,
    [FromQuery(Name = "connector")] string[]? Connectors,
    [FromQuery(Name = "source")] string[]? Sources,
    [FromQuery(Name = "language")] string[]? Languages,
    [FromQuery(Name = "sentiment")] Word<Sentiment>[]? Sentiments,
    [FromQuery(Name = "tag")] string[]? Tags,
    [FromQuery(Name = "kind")] Word<ItemKind>[]? Kinds,
    [FromQuery(Name = "label")] Id[]? Labels,
    [FromQuery(Name = "verdict")] Word<Echolot.Mentions.Verdict>[]? Verdicts,
    [FromQuery(Name = "flagged")] bool? Flagged,
    [FromQuery(Name = "assigned")] bool? Assigned,
    [FromQuery(Name = "assigned_to")] Id? AssignedTo,
    [FromQuery(Name = "read")] bool? Read,
    [FromQuery(Name = "hidden")] bool? Hidden,
    [FromQuery(Name = "author")] string? AuthorId,
    [FromQuery(Name = "site")] string? Site,
    [FromQuery(Name = "class")] Word<SourceClass>[]? Classes,
    [FromQuery(Name = "duplicate_group")] Id? DuplicateGroup,
    [FromQuery(Name = "story")] Id? Story,
    [FromQuery(Name = "from")] DateTimeOffset? From,
    [FromQuery(Name = "to")] DateTimeOffset? To,
    [FromQuery(Name = "weekday")] Word<DayOfWeek>[]? Weekdays,
    [FromQuery(Name = "hour")] int[]? Hours,
    [FromQuery(Name = "q")] string? Search,
    [FromQuery(Name = "group")] Word<Grouping>? Grouping)
{
    /// <param name="reader">For whom the call is made: whose reading counts.</param>
    public MentionFilter ToFilter(long reader) => new()
    {
        Reader = reader, Read = Read, Flagged = Flagged, Assigned = Assigned, AssignedTo = AssignedTo?.Value,
        Hidden = Hidden ?? false, Labels = [.. (Labels ?? []).Select(l => l.Value)],
        Verdicts = [.. (Verdicts ?? []).Select(v => v.Value)],
        Monitors = [.. (Monitors ?? []).Select(m => m.Value)], Connectors = Connectors ?? [], Sources = Sources ?? [],
        Languages = Languages ?? [], Sentiments = [.. (Sentiments ?? []).Select(s => s.Value)], Tags = Tags ?? [],
        Kinds = [.. (Kinds ?? []).Select(k => k.Value)], AuthorId = AuthorId, Site = Site, Classes = [.. (Classes ?? []).Select(c => c.Value)],
        DuplicateGroup = DuplicateGroup?.Value, Story = Story?.Value,
        Weekdays = [.. (Weekdays ?? []).Select(d => d.Value)], Hours = Hours ?? [],
        From = From, To = To, Search = string.IsNullOrWhiteSpace(Search) ? null : Search,
        Grouping = Grouping?.Value ?? Echolot.Mentions.Grouping.None,
    };
}

/// <summary>Mentions to tag or to untag.</summary>
internal sealed record TagOrder(IReadOnlyList<Id> Mentions, string Tag);

/// <summary>Mentions of one day of the workspace's clock.</summary>
internal sealed record DayCount(DateOnly Day, long Count);

/// <summary>How many mentions there are.</summary>
internal sealed record Counted(long Count);

internal static class MentionsApi
{
    private const int MostTagged = 1000;
    private const int LongestTag = 60;

    public static void MapMentions(this RouteGroupBuilder api)
    {
        var mentions = api.MapGroup("/mentions").WithTags("Mentions");
        mentions.MapGet("", ListAsync).RequirePermission(Permission.ReadMentions).Named("listMentions", "List mentions",
            "Newest first. All filters of the screen; `q` is text in the query language. `group` shows the newest of the same "
            + "words (`duplicates`) or of the same story (`stories`) alone; each says how many there are.");
        mentions.MapGet("/count", CountAsync)
            .RequirePermission(Permission.ReadMentions)
            .Named("countMentions", "Count mentions", "Exact count under the filters.");
        mentions.MapGet("/daily", DailyAsync)
            .RequirePermission(Permission.ReadMentions).Named("countMentionsDaily", "Count mentions a day",
            "Days of the workspace's clock, oldest first, empty days included.");
        mentions.MapGet("/facets", FacetsAsync)
            .RequirePermission(Permission.ReadMentions).Named("listFacets", "Count values of fields",
            "How many mentions each value of each field would leave, with the field's own filter lifted.");
        mentions.MapGet("/export", Export)
            .RequirePermission(Permission.ExportMentions).Named("exportMentions", "Export mentions",
            "Every mention under the filters in one file, newest first, without a limit: `format` is `csv`, `xlsx` or "
            + "`ndjson`. All three have the same columns. Duplicates are never grouped. Written to the audit log.")
            .Produces(StatusCodes.Status200OK, contentType: "text/csv", additionalContentTypes: [
                "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "application/x-ndjson"]);
        mentions.MapGet("/{id}", FindAsync)
            .RequirePermission(Permission.ReadMentions).Named("getMention", "Read a mention", "");
        mentions.MapGet("/{id}/revisions", RevisionsAsync)
            .RequirePermission(Permission.ReadMentions).Named("listRevisions", "Read earlier texts of a mention",
            "Texts before each edit, as far as they were seen.");
        mentions.MapPost("/tags", TagAsync)
            .RequirePermission(Permission.TagMentions)
            .Named("tagMentions", "Tag mentions", "Tags stay once, however often they are put on.");
        mentions.MapPost("/untag", UntagAsync)
            .RequirePermission(Permission.TagMentions).Named("untagMentions", "Take a tag off mentions", "");
        api.MapGet("/tags", TagsAsync)
            .RequirePermission(Permission.ReadMentions)
            .WithTags("Mentions").Named("listTags", "List tags in use", "Most used first.");
    }

    private static async Task<Ok<Listed<ApiMention>>> ListAsync(
        [AsParameters] MentionQuery query, string? cursor, int? size, HttpContext http, Archive archive, CancellationToken cancel)
    {
        var page = await archive.ListAsync(query.ToFilter(http.Actor().Person.Id), cursor, Paging.Size(size), cancel);
        return TypedResults.Ok(new Listed<ApiMention>([.. page.Items.Select(ApiMention.Of)], page.Next));
    }

    private static async Task<Ok<Counted>> CountAsync(
        [AsParameters] MentionQuery query, HttpContext http, Archive archive, CancellationToken cancel) =>
        TypedResults.Ok(new Counted(await archive.CountAsync(query.ToFilter(http.Actor().Person.Id), cancel)));

    private static async Task<Ok<Listed<DayCount>>> DailyAsync(
        [AsParameters] MentionQuery query, HttpContext http, Archive archive, CancellationToken cancel) =>
        TypedResults.Ok(
            Listed<DayCount>.All(
            (await archive.DailyAsync(query.ToFilter(http.Actor().Person.Id), cancel))
                .Select(d => new DayCount(d.Day, d.Count))));

    private static async Task<Ok<Listed<Facet>>> FacetsAsync(
        [AsParameters] MentionQuery query, HttpContext http, Archive archive, CancellationToken cancel) =>
        TypedResults.Ok(Listed<Facet>.All(await archive.FacetsAsync(query.ToFilter(http.Actor().Person.Id), cancel)));

    private static IResult Export([AsParameters] MentionQuery query, HttpContext http, Word<ExportFormat> format) =>
        new ExportFile(query.ToFilter(http.Actor().Person.Id), format.Value);

    private static async Task<Results<Ok<ApiMention>, ProblemHttpResult>> FindAsync(
        Id id, HttpContext http, Archive archive, CancellationToken cancel) =>
        await archive.FindAsync(id.Value, cancel, http.Actor().Person.Id) is { } mention
            ? TypedResults.Ok(ApiMention.Of(mention))
            : Problems.Missing($"Mention {id}");

    private static async Task<Results<Ok<Listed<MentionRevision>>, ProblemHttpResult>> RevisionsAsync(
        Id id, Archive archive, CancellationToken cancel) =>
        await archive.FindAsync(id.Value, cancel) is null
            ? Problems.Missing($"Mention {id}")
            : TypedResults.Ok(Listed<MentionRevision>.All(await archive.RevisionsAsync(id, cancel)));

    private static async Task<Results<NoContent, ProblemHttpResult>> TagAsync(
        TagOrder order, Archive archive, CancellationToken cancel)
    {
        if (Refusal(order) is { } refusal)
            return refusal;
        await archive.TagAsync([.. order.Mentions.Select(m => m.Value)], order.Tag.Trim(), cancel);
        return TypedResults.NoContent();
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> UntagAsync(
        TagOrder order, Archive archive, CancellationToken cancel)
    {
        if (Refusal(order) is { } refusal)
            return refusal;
        await archive.UntagAsync([.. order.Mentions.Select(m => m.Value)], order.Tag.Trim(), cancel);
        return TypedResults.NoContent();
    }

    private static async Task<Ok<Listed<FacetValue>>> TagsAsync(Archive archive, CancellationToken cancel) =>
        TypedResults.Ok(Listed<FacetValue>.All(await archive.TagsAsync(cancel)));

    private static ProblemHttpResult? Refusal(TagOrder order) =>
        order.Mentions.Count is 0 or > MostTagged
            ? Problems.Refused("mentions_count", $"Name between 1 and {MostTagged} mentions.")
            : string.IsNullOrWhiteSpace(order.Tag) || order.Tag.Trim().Length > LongestTag
                ? Problems.Refused("tag_length", $"A tag has between 1 and {LongestTag} characters.")
                : null;
}
