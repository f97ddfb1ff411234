using System.CommandLine;
using Echolot.Sources.Imports;
using Echolot.Sources.Subscriptions;
using Echolot.Storage;

namespace Echolot.Web.Cli;

/// <summary>
/// <c>echolot opml import FILE</c> and <c>echolot opml export</c>: lists of feeds, without a server running.
/// </summary>
internal static class OpmlVerb
{
    private const int NotDone = 2, Partly = 1;

    public static void AddTo(Command root)
    {
        var data = new Option<DirectoryInfo>("--data") { Description = "Folder of the data", DefaultValueFactory = _ =>
            new("data") };
        var file = new Argument<FileInfo>("file") { Description = "OPML file of a feed reader" };
        var take = new Command("import", "Makes a source of every feed in a list") { file, data };
        take.SetAction((parsed, cancel) => WithDeskAsync(parsed, data, make: true, async desk =>
        {
            await using var stream = parsed.GetValue(file)!.OpenRead();
            var done = await desk.TakeAsync(stream, null, cancel);
            var (output, errors) = (parsed.InvocationConfiguration.Output, parsed.InvocationConfiguration.Error);
            foreach (var (feed, what, why) in done.Results)
            {
                if (why is null) await output.WriteLineAsync($"{what.ToString().ToLowerInvariant(),-8} {feed.Written}");
                else await errors.WriteLineAsync($"opml: {feed.Written}: {why.En}");
            }
            var refused = done.Count(TakenOver.Refused);
            await output.WriteLineAsync(
                $"{done.Count(TakenOver.Added)} feeds added, {done.Count(TakenOver.Known)} were there already, "
                + $"{done.Count(TakenOver.Repeated)} stand in the list twice, {refused} could not be read");
            return refused > 0 ? Partly : 0;
        }, cancel));
        var target = new Option<FileInfo?>("--out") { Description = "File to write; else the list goes to the output" };
        var give = new Command("export", "Writes the feeds that are read as a list") { target, data };
        give.SetAction((parsed, cancel) => WithDeskAsync(parsed, data, make: false, async desk =>
        {
            var list = await desk.ExportAsync(cancel);
            if (parsed.GetValue(target) is { } to) await File.WriteAllTextAsync(to.FullName, list, cancel);
            else await parsed.InvocationConfiguration.Output.WriteLineAsync(list);
            return 0;
        }, cancel));
        root.Subcommands.Add(new Command("opml", "Takes lists of feeds (OPML) over, or hands ours out") { take, give });
    }

    private static async Task<int> WithDeskAsync(
        ParseResult parsed, Option<DirectoryInfo> data, bool make, Func<SubscriptionDesk, Task<int>> work,
        CancellationToken cancel)
    {
        try
        {
            await using var services = await OpenData.OpenAsync(parsed.GetValue(data)!, make, cancel);
            return await work(services.GetRequiredService<SubscriptionDesk>());
        }
        catch (Exception wrong) when (
            wrong is FileProblem or StorageException or IOException or UnauthorizedAccessException)
        {
            await parsed.InvocationConfiguration.Error.WriteLineAsync($"opml: {wrong.Message}");
            return NotDone;
        }
    }
}
