using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Echolot.Mentions;

/// <summary>
/// Ids of mentions: 64 bits that sort by the time of publication and come out the same wherever they are made.
/// </summary>
/// <remarks>
/// The upper 42 bits are milliseconds since 1970, never later than the time of arrival; the lower 21 are a hash of
/// connector and external id. A mention that finds its id taken by another one takes the next free one.
/// </remarks>
public static class MentionIds
{
    private const int HashBits = 21;

    /// <summary>
    /// The smallest id that a mention published at or after this moment can have; for ranges of time.
    /// </summary>
    public static long From(DateTimeOffset moment) => Math.Max(0, moment.ToUnixTimeMilliseconds()) << HashBits;

    /// <summary>When the mention was published, to the millisecond.</summary>
    public static DateTimeOffset TimeOf(long id) => DateTimeOffset.FromUnixTimeMilliseconds(id >> HashBits);

    /// <summary>SQL for the second of publication, counted from 1970.</summary>
    internal static string Seconds(string id) =>
        string.Create(System.Globalization.CultureInfo.InvariantCulture, $"(({id} >> {HashBits}) / 1000)");

    /// <summary>UTC day of the mention, counted from 1970.</summary>
    internal static long DayOf(long id) => (id >> HashBits) / 86_400_000;

    /// <summary>Hour of the mention, counted from 1970.</summary>
    internal static long HourOf(long id) => (id >> HashBits) / 3_600_000;

    /// <summary>First id of a UTC day counted from 1970.</summary>
    internal static long FirstOfDay(long day) => (day * 86_400_000) << HashBits;

    /// <summary>The id that a mention has unless another one took it.</summary>
    internal static long Of(DateTimeOffset published, DateTimeOffset received, long key) =>
        From(published < received ? published : received) | (key & ((1L << HashBits) - 1));

    /// <summary>
    /// 64 bits of SHA-256 over connector and external id: finds a mention or an author without a long text in the
    /// index. Among ten million items two share one with a probability of about 1 in 400,000; whoever reads compares
    /// the id itself.
    /// </summary>
    /// <remarks>
    /// A cheaper hash without a key will not do: accounts in open networks choose their own ids, and whoever can make
    /// two hashes equal would take over the name of somebody else. A keyed one would give ids that differ between
    /// machines.
    /// </remarks>
    internal static long KeyOf(string connector, string externalId)
    {
        var length = Encoding.UTF8.GetMaxByteCount(connector.Length + externalId.Length + 1);
        Span<byte> bytes = length <= 1024 ? stackalloc byte[length] : new byte[length];
        var used = Encoding.UTF8.GetBytes(connector, bytes);
        bytes[used++] = 0;
        used += Encoding.UTF8.GetBytes(externalId, bytes[used..]);
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(bytes[..used], hash);
        return BinaryPrimitives.ReadInt64BigEndian(hash);
    }
}
