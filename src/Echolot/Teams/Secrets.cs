using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace Echolot.Teams;

/// <summary>Secrets of sessions, links and tokens: 256 random bits, stored only as SHA-256.</summary>
internal static class Secrets
{
    public const string TokenPrefix = "elt_";

    public static string New() => Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));

    public static string NewToken() => TokenPrefix + New();

    /// <summary>What the database keeps. A slow hash is not needed: 256 random bits cannot be guessed.</summary>
    public static string Fingerprint(string secret) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(secret)));
}
