using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text.Json;
using System.Threading.Channels;
using Dapper;
using Echolot.Mentions;
using Echolot.Storage;
using Microsoft.Extensions.Logging;

namespace Echolot.Sources.Imports;

/// <summary>
/// Reads files in: in the background for the browser, attended for the command line. The place in the file is stored
/// after each portion, so that an import goes on where it was after a crash, and rows are known by id and revision, so
/// that reading some twice changes nothing.
/// </summary>
/// <remarks>Thread-safe. Background jobs run one after the other: they share the one way in anyway.</remarks>
public sealed partial class ImportDesk(
    EcholotDb db, SourceRunner sources, ITakesEvents gate, Archive archive, IEnumerable<IConnector> connectors,
    ImportFolder folder, TimeProvider clock, ILogger<ImportDesk> log)
{
    private readonly IReadsFiles reader = connectors.OfType<IReadsFiles>().First();
    private readonly ConcurrentDictionary<long, CancellationTokenSource> running = new();
    private readonly Channel<long> work = Channel.CreateUnbounded<long>();

    /// <summary>How long a job waits that the database or the disk interrupted.</summary>
    internal TimeSpan AnotherTry { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>Tools whose exports are known.</summary>
    public IReadOnlyList<FileProfile> Profiles => reader.Profiles;

    /// <summary>What a column of a table can be taken for.</summary>
    public IReadOnlyList<string> Fields => reader.Fields;

    /// <summary>Looks at the beginning of a file; see <see cref="IReadsFiles.LookAsync"/>.</summary>
    public Task<FileLook> LookAsync(Stream file, FileReading reading, CancellationToken cancel) =>
        reader.LookAsync(file, reading, cancel);

    /// <summary>Copies an upload and reads it in the background. Returns at once with the job.</summary>
    /// <param name="name">Name of the file as the person knows it.</param>
    /// <exception cref="FileProblem">The file cannot be read as posts; nothing was stored.</exception>
    public async Task<ImportJob> StartAsync(Stream upload, string name, ImportOrder order, CancellationToken cancel)
    {
        Directory.CreateDirectory(folder.Path);
        var path = Path.Combine(folder.Path, Guid.NewGuid().ToString("N") + ".upload");
        try
        {
            await using (var copy = File.Create(path)) await upload.CopyToAsync(copy, cancel);
            var row = await RegisterAsync(
                new FileInfo(path), Path.GetFileName(name), order, false, Path.ChangeExtension(path, ".rejected"),
                cancel);
            work.Writer.TryWrite(row.Id);
            return row.ToJob();
        }
        catch
        {
            File.Delete(path);
            throw;
        }
    }

    /// <summary>
    /// Reads a file in while the caller waits; goes on where an interrupted run of the same file into the same source
    /// stopped. Bad rows go to <c>FILE.rejected</c>.
    /// </summary>
    /// <param name="progress">Called after each portion.</param>
    /// <exception cref="FileProblem">The file cannot be read as posts.</exception>
    public async Task<ImportJob> ReadInAsync(
        FileInfo file, ImportOrder order, Action<ImportJob>? progress, CancellationToken cancel)
    {
        var row = await RegisterAsync(file, file.Name, order, true, file.FullName + ".rejected", cancel);
        progress?.Invoke(row.ToJob());
        return (await WorkAsync(row, progress, cancel)).ToJob();
    }

    /// <summary>Jobs, newest first.</summary>
    /// <param name="before">Only those older than this one.</param>
    public async Task<IReadOnlyList<ImportJob>> ListAsync(long? before, int limit, CancellationToken cancel) =>
        [.. (await RowsAsync(
            "where id < @before order by id desc limit @limit", new { before = before ?? long.MaxValue, limit }, cancel))
            .Select(row => row.ToJob())];

    public async Task<ImportJob?> FindAsync(long id, CancellationToken cancel) => (await RowAsync(id, cancel))?.ToJob();

    /// <summary>Stops a job for good; what was taken stays. False where it has ended already.</summary>
    public async Task<bool> CancelAsync(long id, CancellationToken cancel)
    {
        if (await RowAsync(id, cancel) is not { } row || row.ToJob().Ended) return false;
        var at = clock.GetUtcNow().ToUnixTimeMilliseconds();
        if (await db.WriteAsync(scope => scope.Connection.ExecuteAsync(
            "update import_job set state = 'Cancelled', changed_at = @at where id = @id and state in ('Waiting', 'Running')",
            new { id, at }, scope.Transaction), cancel) == 0) return false;
        if (running.TryGetValue(id, out var stop)) await StopAsync(stop);
        else if (row.Attended == 0) File.Delete(row.Path);
        return true;

        static async Task StopAsync(CancellationTokenSource stop)
        {
            try
            {
                await stop.CancelAsync();
            }
            catch (ObjectDisposedException)
            {
                // It has come to its end at this moment.
            }
        }
    }

    /// <summary>The rows that could not be read (NDJSON: line, problem, raw); null where all could.</summary>
    public async Task<Stream?> RejectedAsync(long id, CancellationToken cancel) =>
        await RowAsync(id, cancel) is { Rejected: > 0 } row && File.Exists(row.RejectedPath)
            ? File.OpenRead(row.RejectedPath) : null;

    /// <summary>
    /// By source, the files of which everything was kept, whether or not a monitor wanted it, and how many mentions
    /// those were.
    /// </summary>
    public async Task<IReadOnlyDictionary<long, (int Files, long Kept)>> KeptWholeAsync(CancellationToken cancel) =>
        (await RowsAsync("where kept > 0 order by id", new { }, cancel)).Where(r => r.How().KeepAll)
            .GroupBy(r => r.SourceId).ToDictionary(g => g.Key, g => (g.Count(), g.Sum(r => r.Kept)));

    /// <summary>
    /// Works through background jobs, unfinished ones of an earlier run first, until cancelled. One that the database or the
    /// disk interrupted goes on after a while, and the others have their turn meanwhile.
    /// </summary>
    public async Task RunAsync(CancellationToken cancel)
    {
        try
        {
            foreach (var row in await RowsAsync(
                "where attended = 0 and state in ('Waiting', 'Running') order by id", new { }, cancel))
                work.Writer.TryWrite(row.Id);
            await foreach (var id in work.Reader.ReadAllAsync(cancel))
            {
                try
                {
                    if (await RowAsync(id, cancel) is not { } row || row.ToJob().Ended) continue;
                    if ((await WorkAsync(row, null, cancel)).ToJob().Ended) continue;
                }
                catch (Exception wrong) when (!cancel.IsCancellationRequested)
                {
                    LogInterrupted(id, wrong);
                }
                _ = LaterAsync(id, cancel);
            }
        }
        catch (OperationCanceledException) when (cancel.IsCancellationRequested)
        {
            LogStopped();
        }
    }

    private async Task LaterAsync(long id, CancellationToken cancel)
    {
        await Task.Delay(AnotherTry, cancel).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (!cancel.IsCancellationRequested) work.Writer.TryWrite(id);
    }

    private async Task<ImportRow> RegisterAsync(
        FileInfo file, string name, ImportOrder order, bool attended, string rejectedPath, CancellationToken cancel)
    {
        string fingerprint;
        await using (var stream = file.OpenRead())
        {
            await reader.LookAsync(stream, order.Reading, cancel);
            fingerprint = await FingerprintAsync(stream, cancel);
        }
        var source = await SourceAsync(order.Source, cancel);
        var reading = JsonSerializer.Serialize(order.Reading);
        var again = (await RowsAsync(
            """
            where source_id = @Id and fingerprint = @fingerprint and attended = 1 and state in ('Waiting', 'Running')
            order by id desc limit 1
            """,
            new { source.Id, fingerprint }, cancel)).FirstOrDefault();
        if (attended && again is not null && again.Reading == reading)
            return again with { Path = file.FullName, RejectedPath = rejectedPath };

        var now = clock.GetUtcNow().ToUnixTimeMilliseconds();
        var row = new ImportRow
        {
            SourceId = source.Id, Name = name, Path = file.FullName, Attended = attended ? 1 : 0, Reading = reading,
            Fingerprint = fingerprint, FileBytes = file.Length, RejectedPath = rejectedPath,
            CreatedAt = now, ChangedAt = now,
        };
        var id = await db.WriteAsync(scope => scope.Connection.ExecuteScalarAsync<long>(
            """
            insert into import_job (source_id, name, path, attended, reading, fingerprint, file_bytes, state,
                rejected_path, created_at, changed_at)
            values (@SourceId, @Name, @Path, @Attended, @Reading, @Fingerprint, @FileBytes, @State,
                @RejectedPath, @CreatedAt, @ChangedAt)
            returning id
            """, row, scope.Transaction), cancel);
        return row with { Id = id };
    }

    private async Task<Source> SourceAsync(string name, CancellationToken cancel)
    {
        if (await sources.FindAsync(reader.Description.Name, name, cancel) is { } known) return known;
        var (made, check) = await sources.AddAsync(
            reader.Description.Name, name, new Dictionary<string, string> { ["name"] = name }, cancel);
        return made ?? throw new FileProblem(
            $"'{name}' cannot be the name of a source: {string.Join(" ", check.Problems.Values.Select(one => one.En))}");
    }

    // Length, beginning and end tell files apart without reading gigabytes; rows are known by their ids anyway.
    private static async Task<string> FingerprintAsync(Stream file, CancellationToken cancel)
    {
        var ends = new byte[128 * 1024 + 8];
        BitConverter.TryWriteBytes(ends, file.Length);
        file.Position = 0;
        var head = await file.ReadAtLeastAsync(
            ends.AsMemory(8, 64 * 1024), 64 * 1024, throwOnEndOfStream: false, cancel);
        file.Position = Math.Max(0, file.Length - 64 * 1024);
        var tail = await file.ReadAtLeastAsync(
            ends.AsMemory(8 + head, 64 * 1024), 64 * 1024, throwOnEndOfStream: false, cancel);
        return Convert.ToHexStringLower(SHA256.HashData(ends.AsSpan(0, 8 + head + tail)));
    }

    private async Task<ImportRow?> RowAsync(long id, CancellationToken cancel) =>
        (await RowsAsync("where id = @id", new { id }, cancel)).FirstOrDefault();

    private async Task<IReadOnlyList<ImportRow>> RowsAsync(string where, object values, CancellationToken cancel)
    {
        await using var connection = await db.ReadAsync(cancel);
        return (await connection.QueryAsync<ImportRow>($"select {ImportRow.Columns} from import_job {where}", values))
            .AsList();
    }

    private async Task<ImportRow> SaveAsync(ImportRow row, CancellationToken cancel)
    {
        var changed = row with { ChangedAt = clock.GetUtcNow().ToUnixTimeMilliseconds() };
        // A job that was cancelled meanwhile stays cancelled.
        await db.WriteAsync(scope => scope.Connection.ExecuteAsync(
            """
            update import_job set path = @Path, problem = @Problem,
                state = case when state = 'Cancelled' then state else @State end, done_bytes = @DoneBytes, position = @Position, kept = @Kept, revised = @Revised, known = @Known,
                not_wanted = @NotWanted, removed = @Removed, rejected = @Rejected, rejected_path = @RejectedPath,
                rejected_bytes = @RejectedBytes, changed_at = @ChangedAt
            where id = @Id
            """, changed, scope.Transaction), cancel);
        return changed;
    }
}
