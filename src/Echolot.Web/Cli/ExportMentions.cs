using System.CommandLine;
using System.Globalization;
using Echolot.Insights;
using Echolot.Matching;
using Echolot.Mentions;
using Echolot.Monitors;
using Echolot.Storage;
using Echolot.Teams;
using Echolot.Web.Insights;

namespace Echolot.Web.Cli;

/// <summary><c>echolot export mentions</c>: every mention under a filter as a file, without a server running.</summary>
internal static class ExportMentions
{
    private const int NotDone = 2;

    /// <summary>The verb below <c>export</c>, which itself is about one person.</summary>
    public static Command Verb()
    {
        var file = new Option<FileInfo>("--out") { Description = "File to write: .csv, .xlsx or .ndjson", Required = true };
        var query = new Option<string?>("--query") { Description = "Text in the query language" };
        var monitors = new Option<string[]>("--monitor") { Description = "Name or number of a monitor; may come often" };
        var languages = new Option<string[]>("--language") { Description = "Code such as de; may come often" };
        var from = new Option<DateTimeOffset?>("--from") { Description = "Published at or after, such as 2026-03-01" };
        var to = new Option<DateTimeOffset?>("--to") { Description = "Published before" };
        var data = new Option<DirectoryInfo>("--data")
        {
            Description = "Folder of the data", DefaultValueFactory = _ => new("data"),
        };
        foreach (var moment in new[] { from, to })
            moment.CustomParser = value => DateTimeOffset.TryParse(
                value.Tokens[0].Value, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at)
                ? at
                : Wrong(value, $"'{value.Tokens[0].Value}' is no time; write 2026-03-01 or 2026-03-01T08:00:00+01:00.");
        var verb = new Command("mentions", "Writes mentions as CSV, Excel or NDJSON, newest first, without a limit")
        {
            file, query, monitors, languages, from, to, data,
        };
        verb.SetAction(async (parsed, cancel) =>
        {
            var errors = parsed.InvocationConfiguration.Error;
            var target = parsed.GetValue(file)!;
            if (ExportFile.Format(target.Extension.TrimStart('.')) is not { } format)
            {
                await errors.WriteLineAsync("export: name the file .csv, .xlsx or .ndjson.");
                return NotDone;
            }
            try
            {
                await using var all = await OpenData.OpenAsync(parsed.GetValue(data)!, make: false, cancel);
                var watchlist = all.GetRequiredService<Watchlist>();
                // The workspace's clock comes with it: times are written by it, and hour: asks by it.
                await watchlist.LoadAsync(cancel);
                var filter = new MentionFilter
                {
                    Search = parsed.GetValue(query),
                    Monitors = await IdsAsync(watchlist, parsed.GetValue(monitors) ?? [], cancel),
                    Languages = parsed.GetValue(languages) ?? [],
                    From = parsed.GetValue(from),
                    To = parsed.GetValue(to),
                };
                await using var written = target.Create();
                var people = (await all.GetRequiredService<Roster>().PeopleAsync(cancel)).ToDictionary(p => p.Id, p => p.Name);
                var count = await all.GetRequiredService<Analyst>().ExportAsync(filter, format, written, null, people, cancel);
                await parsed.InvocationConfiguration.Output.WriteLineAsync(
                    $"{count} mentions written to {target.FullName}");
                return 0;
            }
            catch (Exception wrong) when (
                wrong is StorageException or IOException or UnauthorizedAccessException or KeyNotFoundException)
            {
                await errors.WriteLineAsync($"export: {wrong.Message}");
                return NotDone;
            }
            catch (QueryException wrong)
            {
                foreach (var error in wrong.Errors)
                    await errors.WriteLineAsync(
                        $"export: {error.Message} {error.Remedy} (character {error.Start + 1} of the query)");
                return NotDone;
            }
        });
        return verb;
    }

    private static DateTimeOffset? Wrong(System.CommandLine.Parsing.ArgumentResult value, string message)
    {
        value.AddError(message);
        return null;
    }

    private static async Task<IReadOnlyList<long>> IdsAsync(
        Watchlist watchlist, IReadOnlyList<string> wanted, CancellationToken cancel)
    {
        if (wanted.Count == 0) return [];
        var monitors = await watchlist.ListAsync(cancel);
        return [.. wanted.Select(name =>
            monitors.FirstOrDefault(m => m.Id.ToString(CultureInfo.InvariantCulture) == name)?.Id
            ?? monitors.FirstOrDefault(m => string.Equals(m.Name, name, StringComparison.OrdinalIgnoreCase))?.Id
            ?? throw new KeyNotFoundException(
                $"There is no monitor '{name}'. There are: {string.Join(", ", monitors.Select(m => m.Name))}."))];
    }
}
