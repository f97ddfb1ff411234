using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Echolot.Alerts;

/// <summary>
/// Encrypts a push so that only the browser reads it, not the service that carries it: RFC 8291 with the content
/// coding aes128gcm of RFC 8188.
/// </summary>
internal static class PushCipher
{
    /// <summary>Longest message that every push service takes: 4096 bytes (RFC 8030) less header, tag and padding.</summary>
    public const int MostBytes = 4096 - HeaderBytes - TagBytes - 1;

    private const int SaltBytes = 16;
    private const int TagBytes = 16;
    private const int PointBytes = 65;
    private const int HeaderBytes = SaltBytes + sizeof(uint) + 1 + PointBytes;

    /// <param name="message">What the browser's service worker is handed.</param>
    /// <param name="browserKey">The browser's public key, an uncompressed point on P-256.</param>
    /// <param name="authentication">The browser's secret of 16 bytes.</param>
    public static byte[] Encrypt(ReadOnlySpan<byte> message, byte[] browserKey, byte[] authentication)
    {
        using var own = ECDiffieHellman.Create(ECCurve.NamedCurves.nistP256);
        return Encrypt(message, browserKey, authentication, own, RandomNumberGenerator.GetBytes(SaltBytes));
    }

    internal static byte[] Encrypt(
        ReadOnlySpan<byte> message, byte[] browserKey, byte[] authentication, ECDiffieHellman own, byte[] salt)
    {
        if (message.Length > MostBytes)
            throw new ArgumentException($"A push has at most {MostBytes} bytes.", nameof(message));
        var ownKey = Point(own);
        using var browser = ECDiffieHellman.Create(Parameters(browserKey));
        var shared = own.DeriveRawSecretAgreement(browser.PublicKey);
        byte[] info = [.. "WebPush: info\0"u8, .. browserKey, .. ownKey];
        var secret = HKDF.DeriveKey(HashAlgorithmName.SHA256, shared, 32, authentication, info);
        var key = HKDF.DeriveKey(HashAlgorithmName.SHA256, secret, 16, salt, "Content-Encoding: aes128gcm\0"u8.ToArray());
        var nonce = HKDF.DeriveKey(HashAlgorithmName.SHA256, secret, 12, salt, "Content-Encoding: nonce\0"u8.ToArray());

        var sent = new byte[HeaderBytes + message.Length + 1 + TagBytes];
        salt.CopyTo(sent, 0);
        BinaryPrimitives.WriteUInt32BigEndian(sent.AsSpan(SaltBytes), 4096);
        sent[SaltBytes + sizeof(uint)] = PointBytes;
        ownKey.CopyTo(sent, SaltBytes + sizeof(uint) + 1);
        byte[] plain = [.. message, 2]; // The delimiter of the last record.
        using var aes = new AesGcm(key, TagBytes);
        aes.Encrypt(nonce, plain, sent.AsSpan(HeaderBytes, plain.Length), sent.AsSpan(HeaderBytes + plain.Length));
        return sent;
    }

    /// <summary>The public key as an uncompressed point.</summary>
    internal static byte[] Point(ECAlgorithm key)
    {
        var q = key.ExportParameters(false).Q;
        return [4, .. q.X!, .. q.Y!];
    }

    /// <summary>A public key of an uncompressed point.</summary>
    /// <exception cref="CryptographicException">It is no point on the curve.</exception>
    internal static ECParameters Parameters(byte[] point)
    {
        if (point.Length != PointBytes || point[0] != 4)
            throw new CryptographicException("A key of a browser has 65 bytes and begins with 4.");
        var parameters = new ECParameters
        {
            Curve = ECCurve.NamedCurves.nistP256,
            Q = new ECPoint { X = point[1..33], Y = point[33..] },
        };
        parameters.Validate();
        return parameters;
    }
}

/// <summary>Says to a push service which server sends (RFC 8292).</summary>
internal static class Vapid
{
    /// <summary>Longest life that RFC 8292 allows is a day; half of it leaves room for clocks that differ.</summary>
    private static readonly TimeSpan life = TimeSpan.FromHours(12);

    /// <summary>The header <c>Authorization</c> for a push service.</summary>
    /// <param name="key">Key of this server, on P-256.</param>
    /// <param name="to">Address of the browser's subscription; the signature holds for its origin only.</param>
    /// <param name="contact">Whom the service asks when something is wrong: <c>mailto:</c> or <c>https:</c>.</param>
    /// <param name="now">Time of the call.</param>
    public static string Authorization(ECDsa key, Uri to, string contact, DateTimeOffset now)
    {
        var expires = (now + life).ToUnixTimeSeconds();
        var claims = new System.Text.Json.Nodes.JsonObject
        {
            ["aud"] = to.GetLeftPart(UriPartial.Authority), ["exp"] = expires, ["sub"] = contact,
        };
        var signed = Text("""{"typ":"JWT","alg":"ES256"}"""u8) + "." + Text(Encoding.UTF8.GetBytes(claims.ToJsonString()));
        var signature = key.SignData(
            Encoding.ASCII.GetBytes(signed), HashAlgorithmName.SHA256, DSASignatureFormat.IeeeP1363FixedFieldConcatenation);
        return $"vapid t={signed}.{Text(signature)}, k={Text(PushCipher.Point(key))}";
    }

    private static string Text(ReadOnlySpan<byte> bytes) => System.Buffers.Text.Base64Url.EncodeToString(bytes);
}
