using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using Echolot.Connectors.Import;
using Echolot.Intake;
using Echolot.Sources.Imports;
using Echolot.Storage;
using Spectre.Console;

namespace Echolot.Web.Cli;

/// <summary><c>echolot import FILE</c>: reads posts in; goes on where an interrupted run stopped.</summary>
internal static class Import
{
    /// <summary>The file or the data cannot be read; nothing, or not everything, was taken.</summary>
    private const int NotDone = 2;

    /// <summary>Everything was read, and some rows lie in the rejected file.</summary>
    private const int SomeRejected = 3;

    public static void AddTo(Command root)
    {
        var file = new Argument<FileInfo>("FILE") { Description = "NDJSON (one post per line) or CSV with a header" };
        var format = new Option<string?>("--format") { Description = "ndjson, json, csv or xlsx; found out when not given" };
        format.AcceptOnlyFromAmong("ndjson", "json", "csv", "xlsx");
        var source = new Option<string?>("--source")
        {
            Description = "Name of the source; the file's name when not given",
        };
        var map = new Option<string[]>("--map")
        {
            Description = "field=column, for columns that are not recognised, such as text=\"Full Text\"",
            AllowMultipleArgumentsPerToken = true,
        };
        var zone = new Option<string?>("--zone")
        {
            Description = "Zone of times that state none, such as Europe/Berlin; UTC when not given",
        };
        var profile = new Option<string?>("--profile")
        {
            Description = "Tool whose export it is (brandwatch, talkwalker, crowdtangle, meltwater), or none; found out "
                + "when not given",
        };
        var dates = new Option<string?>("--dates")
        {
            Description = "day-first or month-first: what 03/04/2026 means; refused when not given",
        };
        dates.AcceptOnlyFromAmong("day-first", "month-first");
        var all = new Option<bool>("--keep-all")
        {
            Description = "Keeps rows also where no monitor wants them; they are found under their source",
        };
        var look = new Option<bool>("--look")
        {
            Description = "Says what the file is taken for and which columns are left out; reads nothing in",
        };
        var data = new Option<DirectoryInfo>("--data")
        {
            Description = "Folder of the data", DefaultValueFactory = _ => new("data"),
        };
        var verb = new Command("import", "Reads posts in from a file. Exit code 3: some rows were rejected.")
        {
            file, format, source, profile, map, zone, dates, all, look, data,
        };
        verb.SetAction((parsed, cancel) => RunAsync(
            parsed.GetValue(file)!, parsed.GetValue(source),
            () => new FileReading(
                parsed.GetValue(format), MapOf(parsed.GetValue(map) ?? []), parsed.GetValue(zone),
                parsed.GetValue(profile),
                DayFirst: parsed.GetValue(dates) is { } order ? order == "day-first" : null, KeepAll: parsed.GetValue(all)),
            parsed.GetValue(look), parsed.GetValue(data)!,
            parsed.InvocationConfiguration.Output, parsed.InvocationConfiguration.Error, cancel));
        root.Subcommands.Add(verb);
    }

    private static async Task<int> RunAsync(
        FileInfo file, string? source, Func<FileReading> how, bool lookOnly, DirectoryInfo data,
        TextWriter output, TextWriter errors, CancellationToken cancel)
    {
        try
        {
            if (!file.Exists) throw new FileProblem($"there is no file '{file.FullName}'");
            var order = new ImportOrder(source ?? NameOf(file), how());
            await using (var beginning = file.OpenRead())
            {
                var look = await new Importer(TimeProvider.System).LookAsync(beginning, order.Reading, cancel);
                Tell(look, lookOnly, output);
            }
            if (lookOnly) return 0;
            await using var all = await OpenData.OpenAsync(data, make: true, cancel);
            var started = Stopwatch.StartNew();
            var job = await WithGateAsync(
                all, gate => ReadInAsync(all.GetRequiredService<ImportDesk>(), file, order, output, gate), cancel);
            Summarise(job, order.Source, started.Elapsed, output);
            return job.Counts.Rejected > 0 ? SomeRejected : 0;
        }
        catch (Exception wrong)
            when (wrong is FileProblem or StorageException or IOException or UnauthorizedAccessException)
        {
            await errors.WriteLineAsync($"import: {wrong.Message}");
            return NotDone;
        }
        catch (OperationCanceledException)
        {
            await errors.WriteLineAsync("import: interrupted; the same command goes on where it stopped");
            return NotDone;
        }
    }

    private static void Tell(FileLook look, bool columns, TextWriter output)
    {
        if (look.Profile is { } profile)
            output.WriteLine($"{profile.Title} export; {look.Columns.Count - look.LeftOut.Count} of {look.Columns.Count} "
                + $"columns are taken over{(look.Preamble > 0 ? $", {look.Preamble} lines above them are passed over" : "")}");
        if (columns)
        {
            if (look.Profile is null) output.WriteLine($"{look.Format}, {look.Encoding}");
            foreach (var (column, field) in look.Columns.Where(one => one.Field is not null))
                output.WriteLine($"  {column} -> {field}");
        }
        if (look.LeftOut.Count > 0 && (columns || look.Profile is not null))
            output.WriteLine($"  not taken over: {string.Join(", ", look.LeftOut)}");
    }

    // What TakeAsync accepts is worked off by the gate's own loop, which a server would be running.
    private static async Task<T> WithGateAsync<T>(
        ServiceProvider all, Func<CancellationToken, Task<T>> work, CancellationToken cancel)
    {
        using var stop = new CancellationTokenSource();
        var gate = all.GetRequiredService<Gate>().RunAsync(stop.Token);
        try
        {
            return await work(cancel);
        }
        finally
        {
            await stop.CancelAsync();
            await gate;
        }
    }

    private static Task<ImportJob> ReadInAsync(
        ImportDesk desk, FileInfo file, ImportOrder order, TextWriter output, CancellationToken cancel)
    {
        var console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(output) });
        return console.Profile.Out.IsTerminal
            ? console.Progress()
                .Columns(
                    new TaskDescriptionColumn(), new ProgressBarColumn(), new PercentageColumn(),
                    new RemainingTimeColumn())
                .StartAsync(async bar =>
                {
                    var task = bar.AddTask(Markup.Escape(file.Name), maxValue: Math.Max(1, file.Length));
                    return await desk.ReadInAsync(file, order, job =>
                    {
                        task.Value = job.DoneBytes;
                        task.Description = Markup.Escape($"{file.Name}  {Told(job.Counts)}");
                    }, cancel);
                })
            : desk.ReadInAsync(file, order, Plain(output), cancel);
    }

    /// <summary>A line at each further tenth: for logs and pipes.</summary>
    private static Action<ImportJob> Plain(TextWriter output)
    {
        var told = 0L;
        return job =>
        {
            var tenth = job.FileBytes == 0 ? 10 : 10 * job.DoneBytes / job.FileBytes;
            if (tenth <= told || tenth >= 10) return;
            told = tenth;
            output.WriteLine($"{(tenth * 10).ToString(CultureInfo.InvariantCulture),3} %  {Told(job.Counts)}");
        };
    }

    private static void Summarise(ImportJob job, string source, TimeSpan took, TextWriter output)
    {
        output.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{job.Name}: {job.Counts.Rows:N0} rows read into source '{source}' in {took.TotalSeconds:0.0} s"));
        output.WriteLine($"  {Told(job.Counts)}");
        if (job.Counts.Rejected > 0)
            output.WriteLine($"  rejected rows with their lines and reasons: {job.RejectedPath}");
        if (job.Counts is { Kept: 0, Revised: 0, Known: 0, NotWanted: > 0 })
            output.WriteLine("  no monitor wants these posts: make one, then import the file again");
    }

    private static string Told(ImportCounts counts) => string.Create(CultureInfo.InvariantCulture,
        $"{counts.Kept:N0} kept, {counts.Revised:N0} revised, {counts.Known:N0} known, {counts.NotWanted:N0} not "
        + $"wanted, {counts.Removed:N0} removed, {counts.Rejected:N0} rejected");

    private static string NameOf(FileInfo file)
    {
        var name = new string([.. Path.GetFileNameWithoutExtension(file.Name)
            .Select(sign => char.IsLetterOrDigit(sign) || sign is '.' or '_' or '-' ? sign : '-').Take(60)])
                .TrimStart('.', '_', '-');
        return name.Length == 0 ? "import" : name;
    }

    private static Dictionary<string, string> MapOf(string[] pairs)
    {
        var map = new Dictionary<string, string>();
        foreach (var pair in pairs)
        {
            var sign = pair.IndexOf('=', StringComparison.Ordinal);
            if (sign <= 0) throw new FileProblem($"'{pair}' is not field=column; write e.g. --map text=\"Full Text\"");
            map[pair[..sign]] = pair[(sign + 1)..];
        }
        return map;
    }
}
