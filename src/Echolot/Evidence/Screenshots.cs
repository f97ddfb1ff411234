using System.Globalization;
using System.IO.Compression;
using System.Text;
using System.Text.Json;
using Dapper;
using Echolot.Privacy;
using Echolot.Storage;

namespace Echolot.Evidence;

/// <summary>A picture that somebody added to evidence: what they saw, not what the program got.</summary>
/// <param name="Name">Under which it stands in the zip file.</param>
/// <param name="PersonId">Who added it; null where that person is erased.</param>
/// <param name="Sha256">Of the picture, in hexadecimal digits.</param>
public sealed record Screenshot(
    long Id, long EvidenceId, string Name, string Type, long? PersonId, DateTimeOffset At, string Sha256, long Size);

/// <summary>Why a screenshot is not taken; screens translate it.</summary>
public enum ScreenshotRefusal { Type, Size, TooMany }

/// <summary>A screenshot is refused; <see cref="Why"/> says which rule, the message what to do.</summary>
public sealed class ScreenshotException(ScreenshotRefusal why, string message) : Exception(message)
{
    public ScreenshotRefusal Why { get; } = why;
}

/// <summary>A screenshot as it is stored. Shows what somebody wrote, and names who added it.</summary>
[Personal("evidence_shot")]
internal sealed record ScreenshotRow
{
    public const string Columns = "id, evidence_id, type, person_id, at, sha256, size";

    public long Id { get; init; }
    public long EvidenceId { get; init; }
    public string Type { get; init; } = "";
    public long? PersonId { get; init; }
    public long At { get; init; }
    public string Sha256 { get; init; } = "";
    public long Size { get; init; }

    public Screenshot AsScreenshot() => new(
        Id, EvidenceId, string.Create(CultureInfo.InvariantCulture, $"screenshot-{Id}.{Screenshots.EndingOf(Type)}"), Type, PersonId,
        DateTimeOffset.FromUnixTimeMilliseconds(At), Sha256, Size);
}

/// <summary>What is taken as a screenshot, and what goes out with them.</summary>
internal static class Screenshots
{
    private static readonly JsonSerializerOptions Json = new() { WriteIndented = true };

    /// <summary>Media type of a picture by its content, whatever a browser says of it; null: none that is taken.</summary>
    public static string? TypeOf(ReadOnlySpan<byte> content) => content switch
    {
        [0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A, ..] => "image/png",
        [0xFF, 0xD8, 0xFF, ..] => "image/jpeg",
        [(byte)'R', (byte)'I', (byte)'F', (byte)'F', _, _, _, _, (byte)'W', (byte)'E', (byte)'B', (byte)'P', ..] => "image/webp",
        _ => null,
    };

    public static string EndingOf(string type) => type switch { "image/png" => "png", "image/jpeg" => "jpg", _ => "webp" };

    /// <summary><c>added.json</c>: who added what, and whether everything is still what it was.</summary>
    /// <param name="evidenceSum">SHA-256 that the evidence has now.</param>
    /// <param name="shots">Each with the SHA-256 that it has now.</param>
    public static byte[] Added(
        EvidenceItem item, string evidenceSum, IEnumerable<(Screenshot Shot, string Sum)> shots, Func<long, string?> nameOf) =>
        JsonSerializer.SerializeToUtf8Bytes(
            new
            {
                note = "The screenshots were added by people; the program took evidence-….zip and nothing else. / "
                    + "Die Screenshots haben Menschen hinzugefügt; das Programm hat nur evidence-….zip gesichert.",
                evidence = new { file = NameOf(item), sha256 = item.Sha256, taken_at = item.At, unchanged = item.Sha256 == evidenceSum },
                screenshots = shots.Select(s => new
                {
                    file = s.Shot.Name, added_by = s.Shot.PersonId is { } by ? nameOf(by) : null, added_at = s.Shot.At,
                    sha256 = s.Shot.Sha256, unchanged = s.Shot.Sha256 == s.Sum,
                }),
            }, Json);

    /// <summary>The evidence itself, within the zip file.</summary>
    public static string NameOf(EvidenceItem item) => string.Create(CultureInfo.InvariantCulture, $"evidence-{item.Id}.zip");

    /// <summary>A file that only this process reads and that goes when it is closed.</summary>
    public static FileStream TemporaryFile()
    {
        var how = new FileStreamOptions
        {
            Mode = FileMode.CreateNew, Access = FileAccess.ReadWrite, Share = FileShare.None,
            Options = FileOptions.Asynchronous | FileOptions.DeleteOnClose,
        };
        if (!OperatingSystem.IsWindows()) how.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        var path = Path.Combine(Path.GetTempPath(), $"echolot-{Guid.NewGuid():N}.zip");
        var file = new FileStream(path, how);
        // Where a name can go before the file does, nothing is left behind even by a crash.
        if (!OperatingSystem.IsWindows()) File.Delete(path);
        return file;
    }
}

public sealed partial class EvidenceRoom
{
    /// <summary>Largest screenshot, in bytes.</summary>
    public const int LargestScreenshot = 10 << 20;

    /// <summary>Most screenshots of one piece of evidence.</summary>
    public const int MostScreenshots = 10;

    /// <summary>
    /// Adds screenshots that somebody took themselves to evidence, all or none; the checksum of each stands in the audit log. Null where
    /// the evidence is gone.
    /// </summary>
    /// <exception cref="ScreenshotException">One is no picture that is taken or too large, or they are too many.</exception>
    public Task<IReadOnlyList<Screenshot>?> AddScreenshotsAsync(
        long evidenceId, IReadOnlyList<byte[]> pictures, long by, CancellationToken cancel)
    {
        var good = pictures.Select(picture => (
            Bytes: picture.Length is > 0 and <= LargestScreenshot ? picture
                : throw new ScreenshotException(
                    ScreenshotRefusal.Size, $"The file has {picture.Length} bytes; a screenshot has 1 to {LargestScreenshot}."),
            Type: Screenshots.TypeOf(picture)
                ?? throw new ScreenshotException(ScreenshotRefusal.Type, "Only PNG, JPEG and WebP are taken, by what is in the file."),
            Sum: HashOf(picture))).ToList();
        return db.WriteAsync<IReadOnlyList<Screenshot>?>(async scope =>
        {
            // The update is the lock: of two that add at the same moment, the second one is counted after the first.
            if (await scope.Connection.ExecuteAsync(
                "update evidence set size = size where id = @evidenceId", new { evidenceId }, scope.Transaction) == 0) return null;
            if (good.Count + await scope.Connection.ExecuteScalarAsync<long>(
                "select count(*) from evidence_shot where evidence_id = @evidenceId", new { evidenceId }, scope.Transaction) > MostScreenshots)
                throw new ScreenshotException(
                    ScreenshotRefusal.TooMany, $"Evidence has at most {MostScreenshots} screenshots; remove one first.");
            var shots = new List<Screenshot>();
            foreach (var (bytes, type, sum) in good)
            {
                var row = await scope.Connection.QuerySingleAsync<ScreenshotRow>(
                    $"""
                    insert into evidence_shot (evidence_id, type, person_id, at, sha256, size, file)
                    values (@evidenceId, @type, @by, @at, @sum, @size, @bytes) returning {ScreenshotRow.Columns}
                    """,
                    new
                    {
                        evidenceId, type, by, at = clock.GetUtcNow().ToUnixTimeMilliseconds(), sum, size = (long)bytes.Length, bytes,
                    }, scope.Transaction);
                shots.Add(row.AsScreenshot());
                await privacy.RecordAsync(
                    scope, by, "evidence.screenshot_added", TargetOf(evidenceId), $"{shots[^1].Name} {Sealed(sum)}", cancel);
            }
            return shots;
        }, cancel);
    }

    /// <summary>A screenshot with its bytes, to hand out; null where it is gone. Noted in the audit log with what it is now.</summary>
    public async Task<(Screenshot Shot, byte[] Picture)?> OpenScreenshotAsync(
        long evidenceId, long id, long by, CancellationToken cancel)
    {
        ScreenshotRow? row;
        await using (var connection = await db.ReadAsync(cancel))
            row = await connection.QuerySingleOrDefaultAsync<ScreenshotRow>(
                $"select {ScreenshotRow.Columns} from evidence_shot where id = @id and evidence_id = @evidenceId", new { id, evidenceId });
        if (row is null || await PictureAsync(id, cancel) is not { } picture) return null;
        var shot = row.AsScreenshot();
        await db.WriteAsync(scope => privacy.RecordAsync(
            scope, by, "evidence.screenshot_opened", TargetOf(evidenceId), Said(shot, HashOf(picture)), cancel), cancel);
        return (shot, picture);
    }

    /// <summary>Takes a screenshot away for good; false where it is gone.</summary>
    public Task<bool> RemoveScreenshotAsync(long evidenceId, long id, long by, CancellationToken cancel) => db.WriteAsync(async scope =>
    {
        var row = await scope.Connection.QuerySingleOrDefaultAsync<ScreenshotRow>(
            $"delete from evidence_shot where id = @id and evidence_id = @evidenceId returning {ScreenshotRow.Columns}",
            new { id, evidenceId }, scope.Transaction);
        if (row is null) return false;
        await privacy.RecordAsync(
            scope, by, "evidence.screenshot_removed", TargetOf(evidenceId), $"{row.AsScreenshot().Name} {Sealed(row.Sha256)}", cancel);
        return true;
    }, cancel);

    private async Task<IReadOnlyList<EvidenceItem>> WithScreenshotsAsync(IReadOnlyList<EvidenceItem> items, CancellationToken cancel)
    {
        if (items.Count == 0) return items;
        await using var connection = await db.ReadAsync(cancel);
        var shots = (await connection.QueryAsync<ScreenshotRow>(
            $"select {ScreenshotRow.Columns} from evidence_shot where {Sql.In(db.Engine, "evidence_id", "ids")} order by id",
            new { ids = Sql.List(db.Engine, items.Select(i => i.Id)) })).ToLookup(s => s.EvidenceId, s => s.AsScreenshot());
        return [.. items.Select(i => shots.Contains(i.Id) ? i with { Screenshots = [.. shots[i.Id]] } : i)];
    }

    /// <summary>
    /// Writes the evidence as it was taken, byte for byte, beside the screenshots and <c>added.json</c>; what each screenshot is now. One
    /// picture after the other is read, so that never all of them are in memory.
    /// </summary>
    private async Task<List<(Screenshot Shot, string Sum)>> PackAsync(
        Stream file, EvidenceItem item, byte[] evidence, string evidenceSum, Func<long, string?> nameOf, CancellationToken cancel)
    {
        var shots = new List<(Screenshot Shot, string Sum)>();
        await using var zip = await ZipArchive.CreateAsync(file, ZipArchiveMode.Create, leaveOpen: true, Encoding.UTF8, cancel);
        // Pictures and zip files are as small as they get.
        await AddAsync(Screenshots.NameOf(item), evidence, CompressionLevel.NoCompression);
        foreach (var shot in item.Screenshots)
        {
            if (await PictureAsync(shot.Id, cancel) is not { } picture) continue;
            await AddAsync(shot.Name, picture, CompressionLevel.NoCompression);
            shots.Add((shot, HashOf(picture)));
        }
        await AddAsync("added.json", Screenshots.Added(item, evidenceSum, shots, nameOf), CompressionLevel.Optimal);
        return shots;

        async Task AddAsync(string name, byte[] bytes, CompressionLevel level)
        {
            await using var entry = await zip.CreateEntry(name, level).OpenAsync(cancel);
            await entry.WriteAsync(bytes, cancel);
        }
    }

    /// <summary>The bytes of a screenshot; null where it is gone.</summary>
    private async Task<byte[]?> PictureAsync(long id, CancellationToken cancel)
    {
        await using var connection = await db.ReadAsync(cancel);
        return await connection.ExecuteScalarAsync<byte[]?>("select file from evidence_shot where id = @id", new { id });
    }

    private static string TargetOf(long evidenceId) => FormattableString.Invariant($"evidence:{evidenceId}");

    // What it is now, and what it was where that is something else.
    private static string Said(Screenshot shot, string sum) =>
        $"{shot.Name} {Sealed(sum)}{(sum == shot.Sha256 ? "" : $", was {shot.Sha256}")}";
}
