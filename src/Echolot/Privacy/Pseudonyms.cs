using System.Security.Cryptography;
using System.Text;
using Dapper;
using Microsoft.AspNetCore.DataProtection;

namespace Echolot.Privacy;

public sealed partial class PrivacyOffice
{
    private byte[]? _key;

    /// <summary>
    /// Name of a person for the audit log, which must not keep the name of somebody who asked to be forgotten. Whoever
    /// knows the person can still prove with it that the request was carried out.
    /// </summary>
    /// <remarks>
    /// Keyed, because ids of authors are public: without the key anybody could try them all against the log.
    /// </remarks>
    private async Task<string> PseudonymAsync(DataSubject subject, CancellationToken cancel)
    {
        _key ??= await KeyAsync(cancel);
        var hash = HMACSHA256.HashData(_key, Encoding.UTF8.GetBytes($"{subject.Connector ?? "staff"}\n{subject.Id}"));
        return $"person:{Convert.ToHexStringLower(hash.AsSpan(0, 12))}";
    }

    private async Task<byte[]> KeyAsync(CancellationToken cancel)
    {
        var protector = protection.CreateProtector("Echolot.Privacy.Pseudonyms");
        var fresh = Convert.ToBase64String(RandomNumberGenerator.GetBytes(32));
        var stored = await db.WriteAsync(async scope =>
        {
            await scope.Connection.ExecuteAsync(
                "insert into privacy_key (name, secret) values ('pseudonyms', @secret) on conflict (name) do nothing",
                new { secret = protector.Protect(fresh) }, scope.Transaction);
            return await scope.Connection.ExecuteScalarAsync<string>(
                "select secret from privacy_key where name = 'pseudonyms'", transaction: scope.Transaction);
        }, cancel);
        return Convert.FromBase64String(protector.Unprotect(stored!));
    }
}

[NotPersonal("privacy_key")]
internal sealed record PrivacyKeyRow
{
    public string Name { get; init; } = "";
    public string Secret { get; init; } = "";
}
