using System.Text;

namespace Echolot.Play.Worlds;

/// <summary>What a post is about.</summary>
internal enum Topic
{
    Delivery, Returns, Quality, Hotline, App, Price, Sustainability, Sizes, Shop, Intent, Praise, Competitor, Industry, Noise, Storm, Question,
    Opening, Closing,
}

/// <summary>
/// Sentences of one language, by topic. A pattern is text with slots: <c>{product}</c> takes a word of the list of that
/// name, <c>[a|b|]</c> takes one of the alternatives.
/// </summary>
internal sealed class Phrasebook(
    IReadOnlyDictionary<Topic, string[]> patterns, IReadOnlyDictionary<string, string[]> words)
{
    public string Write(Topic topic, Dice dice) => Fill(dice.Pick(patterns[topic]), dice);

    /// <summary>A whole post: often with an opening and a closing, so that two people rarely write the same letters.</summary>
    public string WritePost(Topic topic, Dice dice)
    {
        var text = Write(topic, dice).Trim();
        if (dice.Chance(0.3)) text = $"{Write(Topic.Opening, dice)} {text}";
        if (dice.Chance(0.8)) text = $"{text} {Write(Topic.Closing, dice)}";
        return char.ToUpperInvariant(text[0]) + text[1..];
    }

    /// <summary>Fills a pattern; also used for stories that bring their own text.</summary>
    public string Fill(string pattern, Dice dice)
    {
        var text = new StringBuilder(pattern.Length * 2);
        for (var i = 0; i < pattern.Length; i++)
        {
            switch (pattern[i])
            {
                case '{':
                    var end = pattern.IndexOf('}', i);
                    text.Append(Fill(dice.Pick(words[pattern[(i + 1)..end]]), dice));
                    i = end;
                    break;
                case '[':
                    var close = Closing(pattern, i);
                    text.Append(Fill(dice.Pick(Alternatives(pattern[(i + 1)..close])), dice));
                    i = close;
                    break;
                default:
                    text.Append(pattern[i]);
                    break;
            }
        }
        return text.ToString();
    }

    private static int Closing(string pattern, int open)
    {
        var depth = 0;
        for (var i = open; i < pattern.Length; i++)
        {
            if (pattern[i] == '[') depth++;
            if (pattern[i] == ']' && --depth == 0) return i;
        }
        throw new FormatException($"Bracket at {open} of the pattern “{pattern}” is never closed; add a ].");
    }

    private static List<string> Alternatives(string inner)
    {
        var parts = new List<string>();
        var depth = 0;
        var from = 0;
        for (var i = 0; i < inner.Length; i++)
        {
            if (inner[i] == '[') depth++;
            if (inner[i] == ']') depth--;
            if (inner[i] != '|' || depth != 0) continue;
            parts.Add(inner[from..i]);
            from = i + 1;
        }
        parts.Add(inner[from..]);
        return parts;
    }
}
