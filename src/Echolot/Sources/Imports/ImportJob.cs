using System.Text.Json;
using Echolot.Privacy;

namespace Echolot.Sources.Imports;

/// <summary>Where an import stands. <see cref="Waiting"/> and <see cref="Running"/> go on after a restart.</summary>
public enum ImportState { Waiting, Running, Done, Cancelled, Failed }

/// <summary>What to read in, and as which source.</summary>
/// <param name="Source">Short name of the source; made when it is not there yet.</param>
public sealed record ImportOrder(string Source, FileReading Reading);

/// <summary>What became of the rows so far. Rows read twice after a crash count as known the second time.</summary>
public sealed record ImportCounts(long Kept, long Revised, long Known, long NotWanted, long Removed, long Rejected)
{
    public long Rows => Kept + Revised + Known + NotWanted + Removed + Rejected;
}

/// <summary>A file being read in.</summary>
/// <param name="DoneBytes">Bytes of the file that are taken durably, of <paramref name="FileBytes"/>.</param>
/// <param name="Line">Lines that are taken durably.</param>
/// <param name="Problem">Why it failed, and what to do.</param>
/// <param name="RejectedPath">File of the rows that could not be read; there only where
/// <see cref="ImportCounts.Rejected"/> is more than 0.</param>
public sealed record ImportJob(
    long Id, long SourceId, string Name, ImportState State, long FileBytes, long DoneBytes, long Line,
    ImportCounts Counts, string? Problem, string RejectedPath, DateTimeOffset CreatedAt, DateTimeOffset ChangedAt)
{
    /// <summary>Rows are kept also where no monitor wants them.</summary>
    public bool KeepAll { get; init; }

    public bool Ended => State is ImportState.Done or ImportState.Cancelled or ImportState.Failed;
}

/// <summary>Where uploaded files lie until they are read, and the rows that could not be read.</summary>
public sealed record ImportFolder(string Path);

/// <summary>A job as it is stored. Names of files may name people.</summary>
[Personal("import_job")]
internal sealed record ImportRow
{
    public const string Columns =
        """
        id, source_id as SourceId, name, path, attended, reading, fingerprint, file_bytes as FileBytes,
        done_bytes as DoneBytes, position, state, problem, kept, revised, known, not_wanted as NotWanted, removed, rejected,
        rejected_path as RejectedPath, rejected_bytes as RejectedBytes, created_at as CreatedAt, changed_at as ChangedAt
        """;

    public long Id { get; init; }
    public long SourceId { get; init; }
    public string Name { get; init; } = "";
    public string Path { get; init; } = "";
    public long Attended { get; init; }
    public string Reading { get; init; } = "{}";
    public string Fingerprint { get; init; } = "";
    public long FileBytes { get; init; }
    public long DoneBytes { get; init; }
    public string? Position { get; init; }
    public string State { get; init; } = nameof(ImportState.Waiting);
    public string? Problem { get; init; }
    public long Kept { get; init; }
    public long Revised { get; init; }
    public long Known { get; init; }
    public long NotWanted { get; init; }
    public long Removed { get; init; }
    public long Rejected { get; init; }
    public string RejectedPath { get; init; } = "";
    public long RejectedBytes { get; init; }
    public long CreatedAt { get; init; }
    public long ChangedAt { get; init; }

    public FileReading How() => JsonSerializer.Deserialize<FileReading>(Reading) ?? new FileReading();

    public ImportJob ToJob() => new(
        Id, SourceId, Name, Enum.Parse<ImportState>(State), FileBytes, DoneBytes, FilePosition.Parse(Position).Line,
        new ImportCounts(Kept, Revised, Known, NotWanted, Removed, Rejected), Problem, RejectedPath,
        DateTimeOffset.FromUnixTimeMilliseconds(CreatedAt), DateTimeOffset.FromUnixTimeMilliseconds(ChangedAt)) { KeepAll = How().KeepAll };

    /// <summary>The job after one more portion was taken.</summary>
    public ImportRow After(FilePortion portion, IReadOnlyList<Taken> taken, long rejectedBytes)
    {
        var next = this with
        {
            DoneBytes = portion.FileBytes, Position = portion.After.ToString(), RejectedBytes = rejectedBytes,
        };
        for (var i = 0; i < portion.Rows.Count; i++)
        {
            if (portion.Rows[i].Problem is not null)
            {
                next = next with { Rejected = next.Rejected + 1 };
                continue;
            }
            next = taken[i].As switch
            {
                TakenAs.Kept => next with { Kept = next.Kept + 1 },
                TakenAs.Revised => next with { Revised = next.Revised + 1 },
                TakenAs.AlreadyKnown => next with { Known = next.Known + 1 },
                TakenAs.NotWanted => next with { NotWanted = next.NotWanted + 1 },
                TakenAs.Removed or TakenAs.Noted => next with { Removed = next.Removed + 1 },
                _ => next with { Rejected = next.Rejected + 1 },
            };
        }
        return next;
    }
}
