using System.Security.Cryptography;
using System.Text;

namespace Echolot.Sources.Hubs;

/// <summary>
/// Proves that content comes from who knows the secret: <c>X-Hub-Signature: method=hex</c> over the raw body.
/// </summary>
internal static class HubSignature
{
    /// <summary>Whether the header fits the body; compared in constant time.</summary>
    public static bool Fits(string? header, string secret, ReadOnlySpan<byte> body, bool allowSha1)
    {
        if (header?.Trim().Split('=', 2) is not [var method, var hex]) return false;
        var key = Encoding.UTF8.GetBytes(secret);
        var made = method.ToLowerInvariant() switch
        {
            "sha256" => HMACSHA256.HashData(key, body),
            "sha384" => HMACSHA384.HashData(key, body),
            "sha512" => HMACSHA512.HashData(key, body),
            "sha1" when allowSha1 => HMACSHA1.HashData(key, body),
            _ => null,
        };
        if (made is null || hex.Length != made.Length * 2) return false;
        var sent = new byte[made.Length];
        return Convert.FromHexString(hex, sent, out _, out var written) == System.Buffers.OperationStatus.Done
            && written == sent.Length && CryptographicOperations.FixedTimeEquals(made, sent);
    }
}
