using System.Buffers.Text;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Dapper;
using Echolot.Network;
using Echolot.Storage;
using Microsoft.AspNetCore.DataProtection;

namespace Echolot.Alerts;

/// <summary>The key with which this server signs pushes; made once, encrypted at rest.</summary>
internal sealed class PushKey(EcholotDb db, IDataProtector secrets)
{
    /// <summary>The key; the caller disposes it.</summary>
    public async Task<ECDsa> OwnAsync(CancellationToken cancel)
    {
        var stored = await ReadAsync(cancel);
        if (stored is null)
        {
            using var fresh = ECDsa.Create(ECCurve.NamedCurves.nistP256);
            var secret = secrets.Protect(Convert.ToBase64String(fresh.ExportPkcs8PrivateKey()));
            await db.WriteAsync(
                scope => scope.Connection.ExecuteAsync(
                    "insert into push_key (id, secret) values (1, @secret) on conflict (id) do nothing", new { secret },
                    scope.Transaction),
                cancel);
            stored = await ReadAsync(cancel);
        }
        var key = ECDsa.Create();
        key.ImportPkcs8PrivateKey(Convert.FromBase64String(secrets.Unprotect(stored!.Secret)), out _);
        return key;
    }

    private async Task<PushKeyRow?> ReadAsync(CancellationToken cancel)
    {
        await using var read = await db.ReadAsync(cancel);
        return await read.QuerySingleOrDefaultAsync<PushKeyRow>("select secret as Secret from push_key where id = 1");
    }
}

/// <summary>Sends pushes to browsers (RFC 8030).</summary>
internal static class Push
{
    /// <summary>A browser that is off for longer is not told late: by then it is no news.</summary>
    private static readonly TimeSpan kept = TimeSpan.FromHours(12);

    /// <summary>Title, reason and place; never text or author of a mention, though nobody on the way can read it.</summary>
    internal static byte[] Body(Message message)
    {
        var first = message.Parts[0];
        var why = first.Why;
        while (true)
        {
            var body = new JsonObject
            {
                ["title"] = message.Title, ["body"] = why, ["link"] = first.Link, ["tag"] = message.Id,
            };
            var bytes = Encoding.UTF8.GetBytes(body.ToJsonString());
            if (bytes.Length <= PushCipher.MostBytes || why.Length == 0) return bytes;
            why = why[..(why.Length / 2)];
        }
    }

    public static async Task<Outcome> SendAsync(
        IGuardedHttp http, PushDeviceRow device, Message message, ECDsa key, string contact, DateTimeOffset now,
        CancellationToken cancel)
    {
        var to = new Uri(device.Endpoint);
        try
        {
            var answer = await http.SendAsync(
                new OutgoingRequest(to)
                {
                    Method = "POST", MaxRedirects = 0, MaxBytes = 64 * 1024, Timeout = TimeSpan.FromSeconds(15),
                    Body = PushCipher.Encrypt(
                        Body(message), Base64Url.DecodeFromChars(device.P256dh), Base64Url.DecodeFromChars(device.Auth)),
                    ContentType = "application/octet-stream",
                    Headers =
                    [
                        new("Content-Encoding", "aes128gcm"),
                        new("TTL", ((int)kept.TotalSeconds).ToString(CultureInfo.InvariantCulture)),
                        new("Urgency", "high"),
                        new("Authorization", Vapid.Authorization(key, to, contact, now)),
                    ],
                },
                cancel);
            return Call.Judge(answer.Status, answer.RetryAfter(now), Encoding.UTF8.GetString(answer.Body.Span));
        }
        catch (NetworkRefused refused)
        {
            return Call.Judge(refused);
        }
    }

    /// <summary>The service says that the browser has let go of the subscription (RFC 8030, 7.3).</summary>
    public static bool IsGone(Outcome outcome) => outcome is { Ended: Ended.Refused, Status: 404 or 410 };
}
