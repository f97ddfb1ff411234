using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Echolot.Connectors.Push;

/// <summary>
/// Proves that a body comes from who knows the secret and is fresh: <c>t=&lt;unix seconds&gt;,v1=&lt;hex&gt;</c> with
/// hex = HMAC-SHA256(secret, t + "." + body), over the bytes as received.
/// </summary>
public static class Signature
{
    public const string Header = "X-Echolot-Signature";

    /// <summary>How far the sender's clock may be off, either way; a caught request is worthless after it.</summary>
    public static readonly TimeSpan Tolerance = TimeSpan.FromMinutes(5);

    /// <summary>The header for a body.</summary>
    public static string Make(string secret, ReadOnlySpan<byte> body, DateTimeOffset at)
    {
        var t = at.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        return $"t={t},v1={Convert.ToHexStringLower(Mac(secret, t, body))}";
    }

    /// <summary>Null when the header proves the body, else why not. Several <c>v1</c> are allowed: one is
    /// enough.</summary>
    public static string? Refusal(string? header, string secret, ReadOnlySpan<byte> body, DateTimeOffset now)
    {
        if (string.IsNullOrWhiteSpace(header))
            return $"the header {Header} is missing; send t=<unix seconds>,v1=<hex HMAC-SHA256 of t, a dot and the body>";
        string? t = null;
        List<byte[]> macs = [];
        foreach (var part in header.Split(',', 10))
        {
            var pair = part.Trim();
            if (pair.StartsWith("t=", StringComparison.Ordinal)) t = pair[2..];
            else if (pair.StartsWith("v1=", StringComparison.Ordinal) && Hex(pair[3..]) is { } mac) macs.Add(mac);
        }
        if (t is null || macs.Count == 0
            || !long.TryParse(t, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds)
            || seconds > DateTimeOffset.MaxValue.ToUnixTimeSeconds())
            return $"the header {Header} is not t=<unix seconds>,v1=<64 hex digits>";
        var off = now - DateTimeOffset.FromUnixTimeSeconds(seconds);
        if (off.Duration() > Tolerance)
            return $"the signature is {Math.Round(off.Duration().TotalMinutes).ToString(CultureInfo.InvariantCulture)} minutes "
                + $"{(off > TimeSpan.Zero ? "old" : "ahead")}, {Tolerance.TotalMinutes.ToString(CultureInfo.InvariantCulture)} are allowed; "
                + $"it is {now.ToUniversalTime().ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture)} here: sign again, and check your clock";
        var expected = Mac(secret, t, body);
        var proved = false;
        foreach (var mac in macs) proved |= CryptographicOperations.FixedTimeEquals(mac, expected);
        return proved ? null
            : "the signature does not fit the body; sign the bytes exactly as they are sent, with the secret of this source";
    }

    private static byte[]? Hex(string text)
    {
        var bytes = new byte[32];
        return text.Length == 64
            && Convert.FromHexString(text, bytes, out _, out var written) == System.Buffers.OperationStatus.Done
            && written == 32 ? bytes : null;
    }

    private static byte[] Mac(string secret, string t, ReadOnlySpan<byte> body)
    {
        using var mac = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, Encoding.UTF8.GetBytes(secret));
        mac.AppendData(Encoding.ASCII.GetBytes(t + "."));
        mac.AppendData(body);
        return mac.GetHashAndReset();
    }
}
