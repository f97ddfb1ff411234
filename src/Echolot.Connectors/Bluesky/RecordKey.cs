using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Echolot.Connectors.Bluesky;

/// <summary>Makes the record key of a reply out of its key, so that the same reply is the same record for ever.</summary>
internal static class RecordKey
{
    private const string Letters = "234567abcdefghijklmnopqrstuvwxyz";
    private const long Earliest = 1_577_836_800_000, Latest = 4_102_444_800_000;

    /// <summary>
    /// A timestamp identifier as https://atproto.com/specs/tid wants it: microseconds and ten bits, thirteen letters. The
    /// milliseconds are those of the key, everything below them is its hash.
    /// </summary>
    public static string Of(string key)
    {
        var hash = BinaryPrimitives.ReadUInt64BigEndian(SHA256.HashData(Encoding.UTF8.GetBytes(key)));
        var at = Guid.TryParseExact(key, "N", out var guid) && guid.Version == 7
            ? long.Parse(key.AsSpan(0, 12), NumberStyles.HexNumber, CultureInfo.InvariantCulture)
            : Earliest + (long)(hash % (ulong)(Latest - Earliest));
        var number = ((ulong)at * 1000 + hash / 1024 % 1000) << 10 | hash % 1024;
        var letters = new char[13];
        for (var i = 12; i >= 0; i--, number >>= 5) letters[i] = Letters[(int)(number & 31)];
        return new string(letters);
    }
}
