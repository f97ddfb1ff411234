using System.Globalization;
using System.IO.Compression;
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

/// <summary>What is taken as a screenshot, and the file that goes out with them.</summary>
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

    /// <summary>
    /// The evidence as it was taken, byte for byte, beside the screenshots and <c>added.json</c>, which says who added what and
    /// whether everything is still what it was.
    /// </summary>
    /// <param name="shots">Each with its bytes and the SHA-256 that they have now.</param>
    public static byte[] Around(
        EvidenceItem item, byte[] evidence, string evidenceSum, IReadOnlyList<(Screenshot Shot, byte[] Bytes, string Sum)> shots,
        Func<long, string?> nameOf)
    {
        var inner = string.Create(CultureInfo.InvariantCulture, $"evidence-{item.Id}.zip");
        var added = JsonSerializer.SerializeToUtf8Bytes(
            new
            {
                note = "The screenshots were added by people; the program took evidence-….zip and nothing else. / "
                    + "Die Screenshots haben Menschen hinzugefügt; das Programm hat nur evidence-….zip gesichert.",
                evidence = new { file = inner, sha256 = item.Sha256, taken_at = item.At, unchanged = item.Sha256 == evidenceSum },
                screenshots = shots.Select(s => new
                {
                    file = s.Shot.Name, added_by = s.Shot.PersonId is { } by ? nameOf(by) : null, added_at = s.Shot.At,
                    sha256 = s.Shot.Sha256, unchanged = s.Shot.Sha256 == s.Sum,
                }),
            }, Json);
        using var zip = new MemoryStream();
        using (var archive = new ZipArchive(zip, ZipArchiveMode.Create, leaveOpen: true))
            foreach (var (name, bytes) in shots.Select(s => (s.Shot.Name, s.Bytes)).Prepend((inner, evidence)).Append(("added.json", added)))
            {
                // Pictures and zip files are as small as they get.
                using var stream = archive.CreateEntry(
                    name, name == "added.json" ? CompressionLevel.Optimal : CompressionLevel.NoCompression).Open();
                stream.Write(bytes);
            }
        return zip.ToArray();
    }
}

public sealed partial class EvidenceRoom
{
    /// <summary>Largest screenshot, in bytes.</summary>
    public const int LargestScreenshot = 10 << 20;

    /// <summary>Most screenshots of one piece of evidence.</summary>
    public const int MostScreenshots = 10;

    /// <summary>
    /// Adds a screenshot that somebody took themselves to evidence; its checksum stands in the audit log. Null where the evidence is
    /// gone.
    /// </summary>
    /// <exception cref="ScreenshotException">It is no picture that is taken, too large, or one too many.</exception>
    public Task<Screenshot?> AddScreenshotAsync(long evidenceId, byte[] picture, long by, CancellationToken cancel)
    {
        if (picture.Length is 0 or > LargestScreenshot)
            throw new ScreenshotException(
                ScreenshotRefusal.Size, $"The file has {picture.Length} bytes; a screenshot has 1 to {LargestScreenshot}.");
        var type = Screenshots.TypeOf(picture)
            ?? throw new ScreenshotException(ScreenshotRefusal.Type, "Only PNG, JPEG and WebP are taken, by what is in the file.");
        var sha = HashOf(picture);
        return db.WriteAsync(async scope =>
        {
            // The update is the lock: of two that add at the same moment, the second one is counted after the first.
            if (await scope.Connection.ExecuteAsync(
                "update evidence set size = size where id = @evidenceId", new { evidenceId }, scope.Transaction) == 0) return null;
            if (await scope.Connection.ExecuteScalarAsync<long>(
                "select count(*) from evidence_shot where evidence_id = @evidenceId", new { evidenceId }, scope.Transaction) >= MostScreenshots)
                throw new ScreenshotException(
                    ScreenshotRefusal.TooMany, $"Evidence has at most {MostScreenshots} screenshots; remove one first.");
            var row = await scope.Connection.QuerySingleAsync<ScreenshotRow>(
                $"""
                insert into evidence_shot (evidence_id, type, person_id, at, sha256, size, file)
                values (@evidenceId, @type, @by, @at, @sha, @size, @picture) returning {ScreenshotRow.Columns}
                """,
                new
                {
                    evidenceId, type, by, at = clock.GetUtcNow().ToUnixTimeMilliseconds(), sha, size = (long)picture.Length, picture,
                }, scope.Transaction);
            var shot = row.AsScreenshot();
            await privacy.RecordAsync(
                scope, by, "evidence.screenshot_added", TargetOf(evidenceId), $"{shot.Name} {Sealed(sha)}", cancel);
            return shot;
        }, cancel);
    }

    /// <summary>A screenshot with its bytes, to hand out; null where it is gone. Noted in the audit log with what it is now.</summary>
    public async Task<(Screenshot Shot, byte[] Picture)?> OpenScreenshotAsync(
        long evidenceId, long id, long by, CancellationToken cancel)
    {
        var found = (await ScreenshotsAsync(evidenceId, cancel)).FirstOrDefault(s => s.Shot.Id == id);
        if (found.Shot is null) return null;
        await db.WriteAsync(scope => privacy.RecordAsync(
            scope, by, "evidence.screenshot_opened", TargetOf(evidenceId), Said(found.Shot, found.Sum), cancel), cancel);
        return (found.Shot, found.Bytes);
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

    private async Task<IReadOnlyList<(Screenshot Shot, byte[] Bytes, string Sum)>> ScreenshotsAsync(
        long evidenceId, CancellationToken cancel)
    {
        var found = new List<(Screenshot, byte[], string)>();
        await using var connection = await db.ReadAsync(cancel);
        foreach (var row in (await connection.QueryAsync<ScreenshotRow>(
            $"select {ScreenshotRow.Columns} from evidence_shot where evidence_id = @evidenceId order by id", new { evidenceId })).AsList())
        {
            var bytes = await connection.ExecuteScalarAsync<byte[]>("select file from evidence_shot where id = @Id", row) ?? [];
            found.Add((row.AsScreenshot(), bytes, HashOf(bytes)));
        }
        return found;
    }

    private static string TargetOf(long evidenceId) => FormattableString.Invariant($"evidence:{evidenceId}");

    // What it is now, and what it was where that is something else.
    private static string Said(Screenshot shot, string sum) =>
        $"{shot.Name} {Sealed(sum)}{(sum == shot.Sha256 ? "" : $", was {shot.Sha256}")}";
}
