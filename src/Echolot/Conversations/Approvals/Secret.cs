using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace Echolot.Conversations;

/// <summary>Secrets of links: 256 random bits, stored only as SHA-256, which cannot be guessed from it.</summary>
internal static class Secret
{
    public static string New() => Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));

    public static string Fingerprint(string secret) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(secret)));
}
