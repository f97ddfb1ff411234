using System.Text;

namespace Echolot.Connectors.Import;

/// <summary>Finds out how the text of a file is encoded.</summary>
internal static class FileText
{
    private const int Sample = 1 << 20;

    private static readonly Encoding Strict = new UTF8Encoding(false, true);

    // What Excel on German and English Windows writes as "CSV"; unlike Latin-1 it has the euro sign.
    private static readonly Encoding Windows1252 = CodePagesEncodingProvider.Instance.GetEncoding(1252)!;

    /// <summary>The encoding and the length of the byte order mark; the stream is left behind the mark.</summary>
    public static async Task<(Encoding Encoding, int Mark)> DetectAsync(Stream file, CancellationToken cancel)
    {
        var head = new byte[(int)Math.Min(Sample, Math.Max(0, file.Length))];
        file.Position = 0;
        var read = await file.ReadAtLeastAsync(head, head.Length, throwOnEndOfStream: false, cancel);
        var found = Detect(head.AsSpan(0, read));
        file.Position = found.Mark;
        return found;
    }

    internal static (Encoding Encoding, int Mark) Detect(ReadOnlySpan<byte> head)
    {
        if (head.StartsWith(Encoding.UTF8.Preamble)) return (Encoding.UTF8, 3);
        if (head.StartsWith(Encoding.Unicode.Preamble)) return (Encoding.Unicode, 2);
        if (head.StartsWith(Encoding.BigEndianUnicode.Preamble)) return (Encoding.BigEndianUnicode, 2);
        // Western text in UTF-16 has a zero in every second byte; no text in UTF-8 has zeros.
        if (head.Length >= 4 && head[0] != 0 && head[1] == 0 && head[3] == 0) return (Encoding.Unicode, 0);
        if (head.Length >= 4 && head[0] == 0 && head[1] != 0 && head[2] == 0) return (Encoding.BigEndianUnicode, 0);
        return IsUtf8(head) ? (Encoding.UTF8, 0) : (Windows1252, 0);
    }

    private static bool IsUtf8(ReadOnlySpan<byte> head)
    {
        // The sample may end inside a character of up to four bytes.
        var end = head.Length;
        if (end == Sample)
            while (end > head.Length - 4 && end > 0 && (head[end - 1] & 0x80) != 0) end--;
        try
        {
            Strict.GetCharCount(head[..end]);
            return true;
        }
        catch (DecoderFallbackException)
        {
            return false;
        }
    }
}
