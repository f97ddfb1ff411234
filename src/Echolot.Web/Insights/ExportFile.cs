using System.Globalization;
using Echolot.Insights;
using Echolot.Matching;
using Echolot.Mentions;
using Echolot.Tables;
using Echolot.Teams;
using Echolot.Web.Api;
using Echolot.Web.Shell.SignIn;
using Microsoft.Net.Http.Headers;

namespace Echolot.Web.Insights;

/// <summary>Every mention under a filter as a file that is sent while it is read.</summary>
internal sealed class ExportFile(MentionFilter filter, ExportFormat format) : IResult
{
    public async Task ExecuteAsync(HttpContext http)
    {
        // A file that has begun cannot turn into a refusal any more.
        try
        {
            Archive.Sought(filter);
        }
        catch (QueryException wrong)
        {
            await Problems.OfQuery(wrong.Errors).ExecuteAsync(http);
            return;
        }
        var now = http.RequestServices.GetRequiredService<TimeProvider>().GetUtcNow();
        Announce(http.Response, format, "echolot", now);
        var people = await http.RequestServices.GetRequiredService<Roster>().PeopleAsync(http.RequestAborted);
        await http.RequestServices.GetRequiredService<Analyst>().ExportAsync(
            filter with { Grouping = Grouping.None }, format, http.Response.Body, http.Actor().Person.Id,
            people.ToDictionary(p => p.Id, p => p.Name), http.RequestAborted);
    }

    /// <summary>Says what is coming and what to call it.</summary>
    public static void Announce(HttpResponse response, ExportFormat format, string name, DateTimeOffset now)
    {
        response.ContentType = TypeOf(format);
        response.Headers.ContentDisposition = new ContentDispositionHeaderValue("attachment")
        {
            FileName = string.Create(CultureInfo.InvariantCulture, $"{name}-{now:yyyy-MM-dd-HHmm}.{Extension(format)}"),
        }.ToString();
    }

    /// <summary>The format by its word in an address; null for an unknown one.</summary>
    public static ExportFormat? Format(string? word) =>
        Word<ExportFormat>.TryParse(word, null, out var format) ? format.Value : null;

    public static string Extension(ExportFormat format) => Word<ExportFormat>.Spell(format);

    private static string TypeOf(ExportFormat format) => format switch
    {
        ExportFormat.Csv => "text/csv; charset=utf-8",
        ExportFormat.Xlsx => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        _ => "application/x-ndjson",
    };
}
