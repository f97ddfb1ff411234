using System.Buffers.Text;
using System.Security.Cryptography;
using Dapper;

namespace Echolot.Alerts;

/// <summary>A browser of somebody that takes pushes.</summary>
/// <param name="Device">What it calls itself: browser and system.</param>
/// <param name="Service">Host of the push service that carries them.</param>
public sealed record PushDevice(long Id, long PersonId, string Device, string Service, DateTimeOffset CreatedAt);

public sealed partial class AlertDesk
{
    private const int LongestEndpoint = 2048;
    private const int LongestDevice = 80;

    /// <summary>Browsers that one person may have; an old one makes room.</summary>
    private const int MostDevices = 20;

    /// <summary>The public key with which browsers subscribe, as text; made when first asked for.</summary>
    public async Task<string> PushKeyAsync(CancellationToken cancel)
    {
        using var key = await _pushKey.OwnAsync(cancel);
        return Base64Url.EncodeToString(PushCipher.Point(key));
    }

    /// <summary>Browsers of a person, oldest first.</summary>
    public async Task<IReadOnlyList<PushDevice>> DevicesAsync(long personId, CancellationToken cancel)
    {
        await using var read = await _db.ReadAsync(cancel);
        return [.. (await read.QueryAsync<PushDeviceRow>(
            $"select {PushDeviceRow.Columns} from push_device where person_id = @personId order by id", new { personId }))
            .Select(d => d.ToDevice())];
    }

    /// <summary>Adds a browser, or takes over new keys of a known one.</summary>
    /// <param name="personId">Whose browser it is.</param>
    /// <param name="endpoint">Address that the browser's push service gave it.</param>
    /// <param name="p256dh">Its public key.</param>
    /// <param name="auth">Its secret.</param>
    /// <param name="device">What it calls itself.</param>
    /// <param name="cancel">Stops writing.</param>
    /// <exception cref="AlertException">Address or keys are refused.</exception>
    public async Task<PushDevice> AddDeviceAsync(
        long personId, string? endpoint, string? p256dh, string? auth, string? device, CancellationToken cancel)
    {
        // Where it may lead is decided at each call, when the name is resolved; see IGuardedHttp.
        if (endpoint is not { Length: > 0 and <= LongestEndpoint }
            || !Uri.TryCreate(endpoint, UriKind.Absolute, out var address) || address.Scheme != "https"
            || address.UserInfo.Length > 0)
        {
            throw new AlertException(
                AlertRefusal.PushAddress, "The address of a push service starts with https:// and is at most 2,048 characters long.");
        }
        if (!IsKey(p256dh) || !IsSecret(auth))
            throw new AlertException(AlertRefusal.PushKeys, "The keys of the browser are not those of RFC 8291; subscribe again.");
        var name = string.IsNullOrWhiteSpace(device) ? address.Host : device.Trim();
        if (name.Length > LongestDevice) name = name[..LongestDevice];
        return await _db.WriteAsync(
            async scope =>
            {
                var row = await scope.Connection.QuerySingleAsync<PushDeviceRow>(
                    $"""
                    insert into push_device (person_id, endpoint, p256dh, auth, device, created_at)
                    values (@personId, @endpoint, @p256dh, @auth, @name, @now)
                    on conflict (endpoint) do update set person_id = excluded.person_id, p256dh = excluded.p256dh,
                        auth = excluded.auth, device = excluded.device
                    returning {PushDeviceRow.Columns}
                    """,
                    new { personId, endpoint = address.AbsoluteUri, p256dh, auth, name, now = Now }, scope.Transaction);
                await scope.Connection.ExecuteAsync(
                    """
                    delete from push_device where person_id = @personId and id not in (
                        select id from push_device where person_id = @personId order by id desc limit @MostDevices)
                    """,
                    new { personId, MostDevices }, scope.Transaction);
                return row.ToDevice();
            },
            cancel);
    }

    /// <summary>Removes a browser of a person; others' stay.</summary>
    public Task RemoveDeviceAsync(long personId, long deviceId, CancellationToken cancel) => _db.WriteAsync(
        scope => scope.Connection.ExecuteAsync(
            "delete from push_device where id = @deviceId and person_id = @personId", new { deviceId, personId },
            scope.Transaction),
        cancel);

    private static bool IsKey(string? text)
    {
        if (Bytes(text) is not { } bytes) return false;
        try
        {
            using var key = ECDiffieHellman.Create(PushCipher.Parameters(bytes));
            return true;
        }
        catch (CryptographicException)
        {
            return false;
        }
    }

    private static bool IsSecret(string? text) => Bytes(text) is { Length: 16 };

    private static byte[]? Bytes(string? text) =>
        text is { Length: > 0 and < 200 } && Base64Url.IsValid(text) ? Base64Url.DecodeFromChars(text) : null;
}
