using Microsoft.Extensions.Logging;

namespace Echolot.Sources.Imports;

public sealed partial class ImportDesk
{
    // A file of a million bad rows must not push everything else off the poison list; the rejected file has them all.
    private const int MostPoison = 1_000;

    private async Task<ImportRow> WorkAsync(ImportRow row, Action<ImportJob>? progress, CancellationToken cancel)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        running[row.Id] = stop;
        try
        {
            row = await SaveAsync(row with { State = nameof(ImportState.Running), Problem = null }, cancel);
            row = await ReadInAsync(row, progress, stop.Token);
            row = await SaveAsync(row with { State = nameof(ImportState.Done) }, cancel);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested && !cancel.IsCancellationRequested)
        {
            row = row with { State = nameof(ImportState.Cancelled) };
        }
        catch (Exception wrong) when (wrong is FileProblem or IOException or UnauthorizedAccessException)
        {
            row = await SaveAsync(row with { State = nameof(ImportState.Failed), Problem = wrong.Message }, cancel);
            LogFailed(row.Id, wrong.GetType().Name);
            if (row.Attended == 1) throw;
        }
        catch (Exception wrong) when (row.Attended == 0 && !cancel.IsCancellationRequested)
        {
            // Not the file's fault (the database, the disk): the place is stored, and the next try goes on there.
            LogInterrupted(row.Id, wrong);
            return row;
        }
        finally
        {
            running.TryRemove(row.Id, out _);
        }
        if (row.Attended == 0) File.Delete(row.Path);
        progress?.Invoke(row.ToJob());
        return row;
    }

    private async Task<ImportRow> ReadInAsync(ImportRow row, Action<ImportJob>? progress, CancellationToken cancel)
    {
        var source = await sources.ConfigAsync(row.SourceId, cancel);
        // Rows of an earlier import of the same file would be taken for ours.
        if (row.RejectedBytes == 0) File.Delete(row.RejectedPath);
        await using var file = File.OpenRead(row.Path);
        await using var rejected = new RejectedRows(row.RejectedPath, row.RejectedBytes);
        await using var portions = reader.ReadAsync(source, file, row.How(), FilePosition.Parse(row.Position), cancel)
            .GetAsyncEnumerator(cancel);
        // The next portion is read while this one is taken.
        var next = Task.Run(() => portions.MoveNextAsync().AsTask(), cancel);
        try
        {
            while (await next)
            {
                var portion = portions.Current;
                next = Task.Run(() => portions.MoveNextAsync().AsTask(), cancel);
                row = await TakeAsync(row, source, portion, rejected, cancel);
                progress?.Invoke(row.ToJob());
            }
        }
        finally
        {
            // The reader must have come to rest before it is disposed; its own error was thrown above already.
            await ((Task)next).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
        return row;
    }

    private async Task<ImportRow> TakeAsync(
        ImportRow row, SourceConfig source, FilePortion portion, RejectedRows rejected, CancellationToken cancel)
    {
        await rejected.AddAsync(
            portion.Rows.Where(one => one.Problem is not null)
                .Select(one => (one.Line, one.Problem!, one.Raw)), cancel);
        var (poison, keepAll) = (MostPoison - row.Rejected, row.How().KeepAll);
        var sent = new List<int>(portion.Rows.Count);
        for (var i = 0; i < portion.Rows.Count; i++)
            if (portion.Rows[i].Problem is null || poison-- > 0) sent.Add(i);
        var answers = sent.Count == 0 ? []
            : await gate.TakeAsync(source, [.. sent.Select(i => portion.Rows[i].Event).Select(Meant)], cancel);

        var taken = new Taken[portion.Rows.Count];
        Array.Fill(taken, new Taken(TakenAs.Refused));
        for (var i = 0; i < sent.Count; i++) taken[sent[i]] = answers[i];
        // Known ones as well: a crash may have come between keeping and tagging.
        await archive.TagAsync(
            from i in sent
            where taken[i].MentionId is not null
            from tag in portion.Rows[i].Tags
            select (taken[i].MentionId!.Value, tag), cancel);
        await rejected.AddAsync(
            from i in sent
            where portion.Rows[i].Problem is null && taken[i].As == TakenAs.Refused
            select (portion.Rows[i].Line, $"line {portion.Rows[i].Line}: {taken[i].Problem}", (string?)null), cancel);
        return await SaveAsync(row.After(portion, taken, rejected.Length), cancel);

        SourceEvent Meant(SourceEvent read) => keepAll && read is Upserted item ? item with { Anyway = true } : read;
    }

    [LoggerMessage(LogLevel.Warning, "Import {JobId} failed: {Kind}")]
    private partial void LogFailed(long jobId, string kind);

    [LoggerMessage(LogLevel.Error, "Import {JobId} was interrupted and goes on after a while")]
    private partial void LogInterrupted(long jobId, Exception wrong);

    [LoggerMessage(LogLevel.Debug, "Imports have stopped; the next start goes on where they were")]
    private partial void LogStopped();
}
