using System.Security.Cryptography;
using Dapper;
using Echolot.Mentions;
using Echolot.Network;
using Echolot.Privacy;
using Echolot.Storage;

namespace Echolot.Evidence;

/// <summary>Keeps mentions as evidence: a file each that carries its own checksums and the time it was taken.</summary>
/// <remarks>
/// Thread-safe. Evidence outlives the mention, because a post that was deleted is what it is for; it goes when its
/// author is erased, by its own retention, or by hand. The page and the pictures come through the guarded way out, so that an
/// address in a mention cannot reach into the house; no browser opens it.
/// </remarks>
public sealed partial class EvidenceRoom(
    EcholotDb db, Archive archive, IGuardedHttp http, PrivacyOffice privacy, TimeProvider clock)
{
    /// <summary>Largest page that is kept: pages are some hundred kilobytes, and none may fill the database.</summary>
    public const long LargestPage = 5 << 20;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(15);

    /// <summary>Evidence of one mention or of all, newest first; <paramref name="beforeId"/> continues a page.</summary>
    public async Task<IReadOnlyList<EvidenceItem>> ListAsync(
        long? mentionId, long? beforeId, int size, CancellationToken cancel)
    {
        await using var connection = await db.ReadAsync(cancel);
        return await WithScreenshotsAsync([.. (await connection.QueryAsync<EvidenceRow>(
            $"""
            select {EvidenceRow.Columns} from evidence
            where id < @before {(mentionId is null ? "" : "and mention_id = @mentionId")} order by id desc limit @size
            """,
            new { mentionId, before = beforeId ?? long.MaxValue, size = Math.Clamp(size, 1, 200) })).Select(e => e.AsItem())], cancel);
    }

    /// <summary>
    /// The file of an item, to hand out; where people added screenshots, a zip with both, in a temporary file that goes when
    /// it is closed. Null where it is gone. What each file is now is noted in the audit log.
    /// </summary>
    /// <param name="nameOf">Name of a person, for what they added.</param>
    public async Task<(EvidenceItem Item, Stream File)?> OpenAsync(
        long id, long by, CancellationToken cancel, Func<long, string?>? nameOf = null)
    {
        EvidenceRow? row;
        byte[] file;
        await using (var connection = await db.ReadAsync(cancel))
        {
            row = await connection.QuerySingleOrDefaultAsync<EvidenceRow>(
                $"select {EvidenceRow.Columns} from evidence where id = @id", new { id });
            if (row is null) return null;
            file = await connection.ExecuteScalarAsync<byte[]>("select file from evidence where id = @id", new { id }) ?? [];
        }
        var item = (await WithScreenshotsAsync([row.AsItem()], cancel))[0];
        var (sum, alone) = (HashOf(file), item.Screenshots.Count == 0);
        Stream opened = alone ? new MemoryStream(file, writable: false) : Screenshots.TemporaryFile();
        try
        {
            var shots = alone ? [] : await PackAsync(opened, item, file, sum, nameOf ?? (_ => null), cancel);
            // The log says beside the row what the file was when it was taken, and what it is now.
            var detail = string.Join("; ", shots.Select(s => Said(s.Shot, s.Sum)).Prepend(Sealed(sum)));
            await db.WriteAsync(scope => privacy.RecordAsync(
                scope, by, "evidence.opened", TargetOf(id), detail, cancel), cancel);
            opened.Position = 0;
            return (item, opened);
        }
        catch
        {
            await opened.DisposeAsync();
            throw;
        }
    }

    /// <summary>Takes a mention as evidence, with its pictures and its page where they can be fetched; null where it is gone.</summary>
    public async Task<EvidenceItem?> TakeAsync(long mentionId, long by, CancellationToken cancel)
    {
        if (await archive.FindAsync(mentionId, cancel) is not { } mention) return null;
        var pictures = Pictures.GetAsync(http, mention.Attachments, Patience, cancel);
        var (page, problem) = await FetchAsync(mention.Url, cancel);
        var at = clock.GetUtcNow();
        var file = EvidenceFile.Write(
            mention, await archive.RevisionsAsync(mentionId, cancel), await archive.RawAsync(mentionId, cancel), page,
            problem, await pictures, at);
        var sha = HashOf(file);
        return await db.WriteAsync(async scope =>
        {
            var row = await scope.Connection.QuerySingleAsync<EvidenceRow>(
                $"""
                insert into evidence (mention_id, connector, author_id, person_id, at, url, status, problem, sha256, size, file)
                values (@mentionId, @Connector, @AuthorId, @by, @at, @Url, @status, @problem, @sha, @size, @file)
                returning {EvidenceRow.Columns}
                """,
                new
                {
                    mentionId, mention.Connector, mention.AuthorId, by, at = at.ToUnixTimeMilliseconds(), mention.Url,
                    status = (long?)page?.Status, problem, sha,
                    size = (long)file.Length, file,
                }, scope.Transaction);
            await privacy.RecordAsync(
                scope, by, "evidence.taken", FormattableString.Invariant($"evidence:{row.Id}"), Sealed(sha), cancel);
            return row.AsItem();
        }, cancel);
    }

    /// <summary>Removes an item for good; false where it is gone.</summary>
    public Task<bool> RemoveAsync(long id, long by, CancellationToken cancel) => db.WriteAsync(async scope =>
    {
        // The evidence first: a screenshot that is being added to it holds it, and is seen below.
        var removed = await scope.Connection.ExecuteAsync(
            "delete from evidence where id = @id", new { id }, scope.Transaction) > 0;
        await scope.Connection.ExecuteAsync("delete from evidence_shot where evidence_id = @id", new { id }, scope.Transaction);
        if (removed)
            await privacy.RecordAsync(
                scope, by, "evidence.removed", FormattableString.Invariant($"evidence:{id}"), null, cancel);
        return removed;
    }, cancel);

    private static string HashOf(byte[] file) => Convert.ToHexStringLower(SHA256.HashData(file));

    private static string Sealed(string sha) => "sha256 " + sha;

    private async Task<(IncomingAnswer? Page, string? Problem)> FetchAsync(string? url, CancellationToken cancel)
    {
        if (!Uri.TryCreate(url, UriKind.Absolute, out var address) || address.Scheme is not ("http" or "https"))
            return (null, null);
        try
        {
            return (await http.SendAsync(
                new OutgoingRequest(address)
                {
                    MaxBytes = LargestPage, Timeout = Patience, Headers = [new("Accept", "text/html,*/*;q=0.5")],
                }, cancel), null);
        }
        catch (NetworkRefused refused)
        {
            return (null, refused.Message);
        }
    }
}
