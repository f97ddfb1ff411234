using System.Text.Json;
using Echolot.Mentions;
using Echolot.Sources;
using Echolot.Sources.Imports;
using Echolot.Teams;
using Echolot.Web.Shell.SignIn;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace Echolot.Web.Api;

/// <summary>How a file is to be read; what is left out is found out.</summary>
internal sealed record ImportReadingForm(
    [property: FromForm(Name = "profile")] string? Profile, [property: FromForm(Name = "zone")] string? Zone,
    [property: FromForm(Name = "dates")] string? Dates, [property: FromForm(Name = "columns")] string? Columns,
    [property: FromForm(Name = "keep_all")] bool? KeepAll = null)
{
    public const string About = "optionally `profile` (name of the tool, or `none`), `zone` (IANA zone of times that state "
        + "none), `dates` (what 03/04/2026 means: `day` or `month` first; such a row is refused otherwise) and `columns` (a "
        + "JSON object of column names and the fields they are taken for; columns that are not in it are left out), and `keep_all`, "
        + "with which rows are kept that no monitor wants";

    /// <exception cref="FileProblem">The columns are no JSON object, or the dates no known word.</exception>
    public FileReading ToReading() =>
        new(Profile: Given(Profile), Zone: Given(Zone), Columns: ColumnsOf(), DayFirst: DayFirst(), KeepAll: KeepAll ?? false);

    private bool? DayFirst() => Given(Dates) switch
    {
        null => null,
        "day" => true,
        "month" => false,
        { } word => throw new FileProblem($"'{word}' is no order of dates; write 'day' or 'month', or leave it out."),
    };

    private Dictionary<string, string>? ColumnsOf()
    {
        if (Given(Columns) is not { } json) return null;
        Dictionary<string, string?>? columns = null;
        try
        {
            columns = JsonSerializer.Deserialize<Dictionary<string, string?>>(json);
        }
        catch (JsonException)
        {
            // Told below, as null in its place is.
        }
        return columns is null || columns.ContainsValue(null)
            ? throw new FileProblem("'columns' is no JSON object of texts; write {\"Full Text\":\"text\"}.")
            : columns.ToDictionary(one => one.Key, one => one.Value!);
    }

    private static string? Given(string? text) => string.IsNullOrWhiteSpace(text) ? null : text.Trim();
}

/// <summary>The export format of another tool: its word in <c>profile</c>, and what it is called.</summary>
internal sealed record ApiFileProfile(string Name, string Title)
{
    public static ApiFileProfile Of(FileProfile profile) => new(profile.Name, profile.Title);
}

/// <summary>A column of a file and the field it is taken for; null: it is left out.</summary>
internal sealed record ApiFileColumn(string Column, string? Field);

/// <summary>One of the first rows as it would arrive; of one that cannot be read <c>problem</c> says why.</summary>
internal sealed record ApiLookedRow(
    long Line, DateTimeOffset? PublishedAt, ItemKind? Kind, string? Title, string? Text, string? Author, Uri? Url,
    Sentiment? Sentiment, IReadOnlyList<string> Tags, string? Problem)
{
    public static ApiLookedRow Of(FileRow row) => row.Event is Upserted { Mention: var post }
        ? new(
            row.Line, post.PublishedAt, post.Kind, post.Title, post.Text,
            post.Author.DisplayName ?? post.Author.Handle, post.Url, post.SentimentGiven, row.Tags, row.Problem)
        : new(row.Line, null, null, null, null, null, null, null, row.Tags, row.Problem);
}

/// <summary>
/// What a file is taken for. <c>preamble</c> lines before the names of the columns are passed over; <c>profiles</c> and
/// <c>fields</c> are what can be chosen instead.
/// </summary>
internal sealed record ApiFileLook(
    string Format, string Encoding, string? Delimiter, ApiFileProfile? Profile, long Preamble,
    IReadOnlyList<ApiFileColumn> Columns, IReadOnlyList<string> LeftOut, IReadOnlyList<ApiLookedRow> FirstRows,
    IReadOnlyList<ApiFileProfile> Profiles, IReadOnlyList<string> Fields)
{
    public static ApiFileLook Of(FileLook look, ImportDesk desk) => new(
        look.Format, look.Encoding, look.Delimiter, look.Profile is { } profile ? ApiFileProfile.Of(profile) : null,
        look.Preamble, [.. look.Columns.Select(c => new ApiFileColumn(c.Column, c.Field))], look.LeftOut,
        [.. look.FirstRows.Select(ApiLookedRow.Of)], [.. desk.Profiles.Select(ApiFileProfile.Of)], desk.Fields);
}

internal static class ImportLookApi
{
    public static void MapImportLook(this RouteGroupBuilder imports) =>
        imports.MapPost("/look", LookAsync)
            .RequirePermission(Permission.PushMentions | Permission.EditSources)
            .DisableAntiforgery().Named("lookAtFile", "See what a file is taken for",
            "A form with the file, or its beginning (256 KiB do for tables as text; Excel needs the whole file), and "
            + ImportReadingForm.About + ". Answers the tool that made it, what each column is taken for, the first rows as "
            + "they would arrive and what is wrong with those that cannot be read. Nothing is stored. What the file is to be "
            + "read as goes to startImport in the same words.");

    private static async Task<Ok<ApiFileLook>> LookAsync(
        IFormFile file, [AsParameters] ImportReadingForm reading, ImportDesk desk, CancellationToken cancel)
    {
        await using var beginning = file.OpenReadStream();
        return TypedResults.Ok(ApiFileLook.Of(await desk.LookAsync(beginning, reading.ToReading(), cancel), desk));
    }
}
