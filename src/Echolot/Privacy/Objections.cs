using System.Collections.Frozen;
using System.Security.Cryptography;
using System.Text;
using Dapper;
using Echolot.Storage;
using Microsoft.AspNetCore.DataProtection;

namespace Echolot.Privacy;

public sealed partial class PrivacyOffice
{
    private readonly SemaphoreSlim _loading = new(1, 1);
    private byte[]? _key;
    private volatile FrozenSet<string> _objected = FrozenSet<string>.Empty;

    /// <summary>Reads who must not come back; intake does so before it takes the first event. Does nothing the second time.</summary>
    public async Task LoadAsync(CancellationToken cancel)
    {
        if (_key is not null) return;
        await _loading.WaitAsync(cancel);
        try
        {
            if (_key is not null) return;
            var key = await KeyAsync(cancel);
            await using var connection = await db.ReadAsync(cancel);
            var hashes = await connection.QueryAsync<string>(new CommandDefinition("select hash from objection", cancellationToken: cancel));
            _objected = hashes.ToFrozenSet(StringComparer.Ordinal);
            _key = key;
        }
        finally
        {
            _loading.Release();
        }
    }

    /// <summary>Whether this author was erased and must not come back. Cheap: asked for every item that comes in.</summary>
    public bool Objected(string connector, string authorId) =>
        _objected is { Count: > 0 } objected && objected.Contains(HashOf(connector, authorId));

    // Keyed, because ids of authors are public: without the key anybody could try them all against the table.
    private string HashOf(string? connector, string id) => Convert.ToHexStringLower(HMACSHA256.HashData(
        _key ?? throw new InvalidOperationException("The privacy office is not loaded: call PrivacyOffice.LoadAsync first."),
        Encoding.UTF8.GetBytes($"{connector ?? "staff"}\n{id}")));

    private Task RememberAsync(WriteScope scope, string hash, CancellationToken cancel) =>
        scope.Connection.ExecuteAsync(new CommandDefinition(
            "insert into objection (hash, at) values (@hash, @now) on conflict (hash) do nothing",
            new { hash, now = Now }, scope.Transaction, cancellationToken: cancel));

    private void Remembered(string hash)
    {
        lock (_loading) _objected = _objected.Append(hash).ToFrozenSet(StringComparer.Ordinal);
    }

    private async Task<byte[]> KeyAsync(CancellationToken cancel)
    {
        var protector = protection.CreateProtector("Echolot.Privacy.Objections");
        var fresh = Convert.ToBase64String(RandomNumberGenerator.GetBytes(32));
        var stored = await db.WriteAsync(async scope =>
        {
            await scope.Connection.ExecuteAsync(
                "insert into privacy_key (name, secret) values ('objections', @secret) on conflict (name) do nothing",
                new { secret = protector.Protect(fresh) }, scope.Transaction);
            return await scope.Connection.ExecuteScalarAsync<string>(
                "select secret from privacy_key where name = 'objections'", transaction: scope.Transaction);
        }, cancel);
        return Convert.FromBase64String(protector.Unprotect(stored!));
    }
}

/// <summary>Keyed hash of somebody who objected; kept so that the objection can be honoured.</summary>
[Personal("objection")]
internal sealed record ObjectionRow
{
    public string Hash { get; init; } = "";
    public long At { get; init; }
}

[NotPersonal("privacy_key")]
internal sealed record PrivacyKeyRow
{
    public string Name { get; init; } = "";
    public string Secret { get; init; } = "";
}
