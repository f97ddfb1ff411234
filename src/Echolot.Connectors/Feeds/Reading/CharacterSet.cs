using System.Text;

namespace Echolot.Connectors.Feeds.Reading;

/// <summary>
/// Turns bytes into text: byte order mark, then Content-Type, then XML declaration, then UTF-8 if it is valid, then
/// windows-1252. A stated encoding that does not fit the bytes is passed over. ISO-8859-1 and US-ASCII are read as
/// windows-1252, as every browser does (WHATWG Encoding Standard, 4.2).
/// </summary>
internal static class CharacterSet
{
    static CharacterSet() => Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);

    public static string Decode(ReadOnlySpan<byte> bytes, string? contentType)
    {
        var (marked, skip) = Marked(bytes);
        if (marked is not null)
            return Clean(marked.GetString(bytes[skip..]));
        foreach (var name in (string?[])[Charset(contentType), Declared(bytes), "utf-8", "windows-1252"])
        {
            if (name is not null && Find(name) is { } encoding && Try(encoding, bytes) is { } text)
                return Clean(text);
        }
        return Clean(Encoding.Latin1.GetString(bytes));
    }

    internal static string? Charset(string? contentType)
    {
        foreach (var part in (contentType ?? "").Split(';').Skip(1))
        {
            var pair = part.Split('=', 2);
            if (pair.Length == 2 && pair[0].Trim().Equals("charset", StringComparison.OrdinalIgnoreCase))
                return pair[1].Trim().Trim('"', '\'');
        }
        return null;
    }

    private static (Encoding?, int) Marked(ReadOnlySpan<byte> b) => b switch
    {
        [0xEF, 0xBB, 0xBF, ..] => (Encoding.UTF8, 3),
        [0xFF, 0xFE, 0, 0, ..] => (Encoding.UTF32, 4),
        [0, 0, 0xFE, 0xFF, ..] => (new UTF32Encoding(bigEndian: true, byteOrderMark: false), 4),
        [0xFF, 0xFE, ..] => (Encoding.Unicode, 2),
        [0xFE, 0xFF, ..] => (Encoding.BigEndianUnicode, 2),
        // Without a mark, '<' or '{' padded with zeros tells (XML 1.0, appendix F).
        [(byte)'<', 0, 0, 0, ..] => (Encoding.UTF32, 0),
        [0, 0, 0, (byte)'<', ..] => (new UTF32Encoding(bigEndian: true, byteOrderMark: false), 0),
        [(byte)'<' or (byte)'{', 0, ..] => (Encoding.Unicode, 0),
        [0, (byte)'<' or (byte)'{', ..] => (Encoding.BigEndianUnicode, 0),
        [0x4C, 0x6F, 0xA7, 0x94, ..] => (Ebcdic(b), 0),
        _ => (null, 0),
    };

    private static Encoding Ebcdic(ReadOnlySpan<byte> bytes)
    {
        var ground = Encoding.GetEncoding(37); // letters and digits are alike in all of the family
        return DeclaredIn(ground.GetString(bytes[..Math.Min(bytes.Length, 200)])) is { } name && Find(name) is { } named ? named : ground;
    }

    private static string? Declared(ReadOnlySpan<byte> bytes) =>
        DeclaredIn(Encoding.Latin1.GetString(bytes[..Math.Min(bytes.Length, 400)]));

    private static string? DeclaredIn(string start)
    {
        var at = start.IndexOf("<?xml", StringComparison.OrdinalIgnoreCase);
        var end = at < 0 ? -1 : start.IndexOf('>', at);
        if (end < 0)
            return null;
        var declaration = start[at..end];
        var name = declaration.IndexOf("encoding", StringComparison.OrdinalIgnoreCase);
        if (name < 0)
            return null;
        var rest = declaration[(name + "encoding".Length)..].TrimStart().TrimStart('=').TrimStart();
        return rest.Length == 0 ? null : rest.Trim('"', '\'').Split('"', '\'', ' ', '?')[0];
    }

    private static Encoding? Find(string name)
    {
        var known = name.Trim().ToLowerInvariant() switch
        {
            "" => null,
            "utf8" or "unicode-1-1-utf-8" or "x-unicode20utf8" => "utf-8",
            "latin1" or "latin-1" or "iso8859-1" or "iso_8859-1" or "iso-8859-1" or "us-ascii" or "ascii" or "cp1252" or "ansi"
                => "windows-1252",
            "iso-8859-9" or "latin5" => "windows-1254",
            "gb2312" or "gbk" => "gb18030",
            // Readable as ASCII up to here, so it is not what it says.
            "utf-16" or "utf-16le" or "utf-16be" or "ucs-2" or "iso-10646-ucs-2" or "utf-32" or "ucs-4" or "utf-7" => null,
            var other => other,
        };
        if (known is null)
            return null;
        try
        {
            return Encoding.GetEncoding(known, EncoderFallback.ExceptionFallback, DecoderFallback.ExceptionFallback);
        }
        catch (ArgumentException)
        {
            return null; // a name nobody knows says nothing
        }
    }

    private static string? Try(Encoding encoding, ReadOnlySpan<byte> bytes)
    {
        try
        {
            return encoding.GetString(bytes);
        }
        catch (DecoderFallbackException)
        {
            return null; // the stated encoding is wrong; the next one is tried
        }
    }

    /// <summary>Drops what XML forbids and NUL bytes; it would only hurt later.</summary>
    private static string Clean(string text)
    {
        if (text.AsSpan().IndexOfAnyInRange('\0', '\x1f') < 0)
            return text;
        var kept = new StringBuilder(text.Length);
        foreach (var c in text)
        {
            if (c >= ' ' || c is '\t' or '\n' or '\r')
                kept.Append(c);
        }
        return kept.ToString();
    }
}
