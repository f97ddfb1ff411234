using System.Globalization;
using System.Text;

namespace Echolot.Connectors.Tests.Mastodon;

/// <summary>
/// Recordings as VCR writes them: of YAML only what stands there, bodies as quoted texts that are folded over lines.
/// </summary>
internal static class Cassette
{
    private static readonly string[] bodyKeys = ["      string: ", "    body: {string: "];

    /// <summary>The bodies of all answers.</summary>
    public static IEnumerable<string> Bodies(string yaml)
    {
        for (var at = 0; at >= 0 && at < yaml.Length; at = yaml.IndexOf('\n', at) is >= 0 and var end ? end + 1 : -1)
        {
            var key = bodyKeys.FirstOrDefault(k => string.CompareOrdinal(yaml, at, k, 0, k.Length) == 0);
            if (key is not null && yaml[at + key.Length] is '\'' or '"') yield return Quoted(yaml, at + key.Length);
        }
    }

    /// <summary>A text in single or double quotes, unfolded.</summary>
    private static string Quoted(string yaml, int at)
    {
        var text = new StringBuilder();
        var quote = yaml[at++];
        while (true)
        {
            switch (yaml[at])
            {
                case '\'' when quote == '\'' && yaml[at + 1] == '\'':
                    text.Append('\'');
                    at += 2;
                    break;
                case var end when end == quote:
                    return text.ToString();
                case '\\' when quote == '"' && yaml[at + 1] == '\n':
                    at = SkipBlanks(yaml, at + 2);
                    break;
                case '\\' when quote == '"':
                    at = Escaped(yaml, at + 1, text);
                    break;
                case '\n':
                    at = Folded(yaml, at, text);
                    break;
                default:
                    text.Append(yaml[at++]);
                    break;
            }
        }
    }

    // One line break is a space, each empty line after it a line break.
    private static int Folded(string yaml, int at, StringBuilder text)
    {
        var breaks = 0;
        for (; yaml[at] == '\n'; at = SkipBlanks(yaml, at + 1)) breaks++;
        text.Append(breaks == 1 ? " " : new string('\n', breaks - 1));
        return at;
    }

    private static int SkipBlanks(string yaml, int at)
    {
        while (yaml[at] == ' ') at++;
        return at;
    }

    private static int Escaped(string yaml, int at, StringBuilder text)
    {
        var digits = yaml[at] switch { 'x' => 2, 'u' => 4, 'U' => 8, _ => 0 };
        if (digits == 0)
        {
            text.Append(yaml[at] switch
            {
                'n' => '\n', 't' => '\t', 'r' => '\r', '0' => '\0', '_' => '\u00a0', 'N' => '\u0085', var same => same,
            });
            return at + 1;
        }
        var code = int.Parse(yaml.AsSpan(at + 1, digits), NumberStyles.HexNumber, CultureInfo.InvariantCulture);
        // Halves of a pair are written one by one.
        if (digits == 8) text.Append(char.ConvertFromUtf32(code));
        else text.Append((char)code);
        return at + 1 + digits;
    }
}
