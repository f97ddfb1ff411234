using System.Collections.Concurrent;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Echolot.Matching.Language;
using Echolot.Matching.Text;

namespace Echolot.Matching.Tests.Engine;

/// <summary>
/// The language by its definition: reads a post with regular expressions and evaluates the tree over the list of words.
/// Shares nothing with the engine but the tree; knows the letters and emoji that <see cref="RandomWorld"/> uses.
/// </summary>
internal sealed partial class Oracle
{
    private sealed record Form(string Text, char Sign, int Start, int End, bool IsPart, Scope Scope, string Field, int Char);

    private readonly List<Form> forms = [];

    /// <summary>By position: number of the sentence, field, and where the word begins in it.</summary>
    private readonly Dictionary<int, (int Sentence, string Field, int Char)> at = [];
    private int sentence;
    private readonly Post post;
    private readonly bool plain;
    private int position;

    public Oracle(Post post, bool plain)
    {
        (this.post, this.plain) = (post, plain);
        if (!string.IsNullOrEmpty(post.Title)) Read(post.Title, Scope.Title);
        position += 1000;
        sentence++;
        Read(post.Text, Scope.Text);
    }

    [GeneratedRegex(@"[\p{L}\p{Nd}]+")]
    private static partial Regex PlainWord { get; }

    [GeneratedRegex(@"(?<word>[\p{L}\p{Nd}\p{Mn}]+(?:['’][\p{L}\p{Nd}]+)*)|(?<emoji>👩‍🚀|👍🏽|👍|😡)")]
    private static partial Regex WordOrEmoji { get; }

    [GeneratedRegex(@"(?<![\p{L}\p{Nd}_])(?:#[\p{L}\p{Nd}_]+|@[\p{L}\p{Nd}_]+(?:[.@-][\p{L}\p{Nd}_]+)*)")]
    private static partial Regex Tag { get; }

    private void Read(string text, Scope whole)
    {
        Scope Of(int at) => whole == Scope.Text && at < 200 ? Scope.Text | Scope.Lead : whole;
        if (plain)
        {
            var end = 0;
            foreach (System.Text.RegularExpressions.Match word in PlainWord.Matches(text))
            {
                Place(text, end, word);
                end = word.Index + word.Length;
                forms.Add(new(word.Value.ToLowerInvariant(), ' ', position, ++position, false, Of(word.Index), text, word.Index));
            }
            return;
        }
        var starts = new List<(int Char, int Position)>();
        var behind = 0;
        foreach (System.Text.RegularExpressions.Match found in WordOrEmoji.Matches(text))
        {
            Place(text, behind, found);
            behind = found.Index + found.Length;
            if (found.Groups["emoji"].Success)
            {
                forms.Add(new(found.Value, 'e', position, position + 1, false, Of(found.Index), text, found.Index));
                if (found.Value == "👍🏽") forms.Add(new("👍", 'e', position, position + 1, false, Of(found.Index), text, found.Index));
            }
            else
            {
                starts.Add((found.Index, position));
                var pieces = found.Value.Split('\'', '’').Select(Fold).ToArray();
                forms.Add(new(string.Concat(pieces), ' ', position, position + 1, false, Of(found.Index), text, found.Index));
                for (var i = 1; i < pieces.Length; i++)
                {
                    if (i == 1 || i == pieces.Length - 1)
                    {
                        forms.Add(new(string.Concat(pieces[..i]), ' ', position, position + 1, true, Of(found.Index), text, found.Index));
                        if (string.Concat(pieces[i..]) is { Length: > 1 } rest)
                        {
                            var from = behind - string.Join(' ', found.Value.Split('\'', '’')[i..]).Length;
                            forms.Add(new(rest, ' ', position, position + 1, true, Of(from), text, from));
                        }
                    }
                }
            }
            position++;
        }
        foreach (System.Text.RegularExpressions.Match tag in Tag.Matches(text))
        {
            for (var length = 1; length <= tag.Length; length++)
            {
                if (length < tag.Length && tag.Value[length] is not ('.' or '-' or '@')) continue;
                var words = starts.Where(start => start.Char >= tag.Index && start.Char < tag.Index + length).ToArray();
                if (words.Length == 0) continue;
                var folded = Regex.Replace(tag.Value[1..length], @"[\p{L}\p{Nd}\p{Mn}]+", word => Fold(word.Value));
                forms.Add(new(folded, tag.Value[0], words[0].Position, words[^1].Position + 1, false, Of(tag.Index), text, tag.Index));
            }
        }
    }

    private void Place(string text, int behind, System.Text.RegularExpressions.Match word)
    {
        if (SentenceEnd.IsMatch(text[..word.Index].Length == behind ? "" : Around(text, behind, word.Index))) sentence++;
        at[position] = (sentence, text, word.Index);
    }

    /// <summary>The word before, what stands between, and the first letter of the next.</summary>
    private static string Around(string text, int behind, int next) =>
        Regex.Match(text[..behind], @"[\p{L}\p{Nd}\p{Mn}'’]*$").Value + "|" + text[behind..next] + "|" + text[next];

    [GeneratedRegex("""
        \|[^|]*(?:\n | [!?](?!\|[\p{L}\p{Nd}]) | (?:…|\.{2})[^|]*\|\P{Ll} | [^.|]\.(?!\.)(?!\|[\p{L}\p{Nd}]))
        | (?<!^(?:.|[0-9]{2}|(?i:bzw|nr)))\|\.(?!\.)(?!\|[\p{L}\p{Nd}])
        """, RegexOptions.IgnorePatternWhitespace)]
    private static partial Regex SentenceEnd { get; }

    /// <summary>
    /// An e after a plain a, o or u goes, unless the letter before those is a vowel or q; then accents go and ß is ss.
    /// </summary>
    private static string Fold(string word)
    {
        var letters = word.ToLowerInvariant().Normalize(NormalizationForm.FormC).Replace("ß", "ss");
        var folded = new StringBuilder();
        for (var i = 0; i < letters.Length; i++)
        {
            folded.Append(letters[i].ToString().Normalize(NormalizationForm.FormD)[0]);
            var afterVowel = folded.Length > 1 && "aeiouq".Contains(folded[^2]);
            if (letters[i] is 'a' or 'o' or 'u' && !afterVowel && i + 1 < letters.Length && letters[i + 1] == 'e') i++;
        }
        return folded.ToString();
    }

    public bool Holds(Node node) => node switch
    {
        WordsNode or NearNode => Spans(node).Count > 0,
        CountNode count => Spans(count.Part).Count >= count.Least,
        WindowNode window => Together(window, [.. window.Parts.Select(Spans)], []),
        ValueNode value => Holds(value),
        RangeNode range => Holds(range),
        NotNode not => !Holds(not.Part),
        AndNode and => and.Parts.All(Holds),
        OrNode or => or.Parts.Any(Holds),
        _ => throw new InvalidOperationException(node.GetType().Name),
    };

    private HashSet<(int Start, int End)> Spans(Node node)
    {
        switch (node)
        {
            case OrNode or: return [.. or.Parts.SelectMany(Spans)];
            case NearNode near:
                var pairs = new HashSet<(int, int)>();
                foreach (var a in Spans(near.Left))
                    foreach (var b in Spans(near.Right))
                    {
                        if (IsNear(near, a, b)) pairs.Add((a.Start, b.End));
                        if (!near.Ordered && IsNear(near, b, a)) pairs.Add((b.Start, a.End));
                    }
                return pairs;
            default:
                var words = (WordsNode)node;
                if (words.Atoms.Length == 1)
                    return [.. forms.Where(form => Is(words.Atoms[0], form, words.Scope) && IsTyped(words, form.Field, form.Char)).Select(form => (form.Start, form.End))];
                var ends = forms.Where(form => !form.IsPart && Is(words.Atoms[0], form, words.Scope))
                    .Select(form => (form.Start, form.End)).ToHashSet();
                foreach (var atom in words.Atoms.Skip(1))
                    ends = [.. ends.SelectMany(end => forms.Where(form => !form.IsPart && form.Start == end.End && Is(atom, form, words.Scope))
                        .Select(form => (end.Start, form.End)))];
                ends.RemoveWhere(end => !IsTyped(words, at[end.Start].Field, at[end.Start].Char));
                return ends;
        }
    }

    private bool IsNear(NearNode near, (int Start, int End) first, (int Start, int End) second) => second.Start >= first.End
        && (near.Distance == 0 ? at[first.Start].Sentence == at[second.End - 1].Sentence : second.Start - first.End <= near.Distance - 1);

    private static bool Together(WindowNode window, HashSet<(int Start, int End)>[] spans, List<(int Start, int End)> chosen)
    {
        if (chosen.Count == spans.Length)
            return chosen.Max(span => span.Start) - chosen.Min(span => span.End) <= window.Distance - 1;
        foreach (var span in spans[chosen.Count])
            if (chosen.TrueForAll(other => other.End <= span.Start || span.End <= other.Start)
                && Together(window, spans, [.. chosen, span])) return true;
        return false;
    }

    /// <summary>Whether the field reads as typed, with the first word of the term at this place.</summary>
    private static bool IsTyped(WordsNode words, string field, int start)
    {
        if (words.Raw == Raw.None) return true;
        var isSign = words.Atoms is [{ Kind: AtomKind.Hashtag or AtomKind.Mention }];
        var lead = Regex.Match(words.Surface, isSign ? "[#@]" : @"[\p{L}\p{Nd}]|👩‍🚀|👍🏽|👍|😡").Index;
        return start >= lead && TypedAt(words, field, start - lead);
    }

    private static bool TypedAt(WordsNode words, string text, int start) => new Regex(
        "\\G" + Regex.Escape(words.Surface).Replace("\\ ", "\\s+").Replace("'", "['’]").Replace("’", "['’]").Replace("['['’]]", "['’]")
        + (char.IsLetterOrDigit(words.Surface[^1]) ? @"(?![\p{L}\p{Nd}\p{Mn}])" : ""),
        words.Raw == Raw.Accents ? RegexOptions.IgnoreCase : RegexOptions.None).IsMatch(text, start);

    /// <summary>Edits by trying: the first letters are equal, exchanged, or one of them is wrong, missing or too much.</summary>
    private static bool Like(string asked, string word, int edits)
    {
        if (edits < 0) return false;
        if (asked.Length == 0 || word.Length == 0) return asked.Length + word.Length <= edits;
        return asked[0] == word[0] && Like(asked[1..], word[1..], edits)
            || asked.Length > 1 && word.Length > 1 && asked[0] == word[1] && asked[1] == word[0] && Like(asked[2..], word[2..], edits - 1)
            || Like(asked[1..], word[1..], edits - 1) || Like(asked[1..], word, edits - 1) || Like(asked, word[1..], edits - 1);
    }

    private static bool Is(Atom atom, Form form, Scope scope)
    {
        if ((form.Scope & scope) == 0) return false;
        var (sign, text) = atom.Kind switch
        {
            AtomKind.Emoji => ('e', atom.Key),
            AtomKind.Hashtag or AtomKind.HashtagGlob => ('#', atom.Key[1..]),
            AtomKind.Mention or AtomKind.MentionGlob => ('@', atom.Key[1..]),
            _ => (' ', atom.Key),
        };
        return form.Sign == sign && (atom.IsGlob ? Like(text, form.Text) : atom.Edits > 0 ? Like(text, form.Text, atom.Edits)
            : atom.Kind == AtomKind.Inflected ? IsForm(text, form.Text)
            : atom.Kind == AtomKind.Compound ? IsForm(text, form.Text) || IsInCompound(text, form.Text)
            : form.Text == text);
    }

    /// <summary>Forms by putting endings on the term, where the engine takes them off the word.</summary>
    private static bool IsForm(string term, string word) => Forms.GetOrAdd(term, one => new Regex($"^(?:{FormsOf(one)})$")).IsMatch(word);

    private static readonly ConcurrentDictionary<string, Regex> Forms = [];

    private static string FormsOf(string term)
    {
        var plural = Regex.Match(term, "(?<=...)(?:(?:ung|heit|keit|schaft|ion|tat)(?=en$)|in(?=nen$))");
        var forms = $"{term}|{NounForms(term)}";
        if (plural.Success) return $"{forms}|{NounForms(term[..(plural.Index + plural.Length)])}";
        if (Regex.IsMatch(term, "...[aioy]s$")) forms += $"|{NounForms(term[..^1])}";
        if (Regex.Match(term, "^(?:(?<stem>.{5,})en|(?<stem>.{3,}(?:er|el))n)$") is { Success: true } verb && verb.Groups["stem"].Length >= 5)
            forms += $"|(?:ge)?{verb.Groups["stem"].Value}"
                + "(?:n|en|e|st|e?t|e?te|e?ten|test|tet|e?ter|e?tes|e?tem|end|ende|enden|ender|endes|endem|nd|nde|nden|nder|ndes|ndem)";
        return forms;
    }

    private static string NounForms(string key)
    {
        var endings = "e|en|er|ern|em|es";
        if (key.Length >= 4) endings += "|ere|eren|erer|eres|erem|ste|sten|ster|stes|stem|este|esten|ester|estes|estem|ing|ed";
        if (key[^1] is 'e' or 'l' or 'r') endings += "|n";
        if (key.Length >= 4 || key[^1] is 'a' or 'i' or 'o' or 'y') endings += "|s";
        if (key[^1] == 'n') endings += "|nen";
        if (key[^1] == 's') endings += "|se|sen|ses";
        if (key.Length >= 3) endings += $"|{key[^1]}ing|{key[^1]}ed";
        var forms = $"{key}(?:{endings})?";
        if (key[^1] == 'y' && key.Length >= 4) forms += $"|{key[..^1]}ies";
        if (key[^1] == 'e' && key.Length >= 5) forms += $"|{key[..^1]}(?:ing|ed)";
        return forms;
    }

    /// <summary>The term, or an inflected form of it at the end, between what looks like words.</summary>
    private static bool IsInCompound(string term, string word)
    {
        const string First = "(?!(?:ver|zer|ent|emp|miss?|kom|kon|com|con|pro|pre|per|sub|dis|des|syn|unge|unver|unbe|unent|uner)!)"
            + "(?=[^!]*[aeiouy][^!]*!)[^!]{3,}!";
        const string NoSuffix = "(?!lich|ung|heit|keit|schaft|isch|ismus|(?:bar|sam|haft|chen|lein|nis|ling|tum|ier|ist|ett|eur|ant|ent|age|ion|itat"
            + "|erin|ig|igt)(?:e|en|er|em|es|n|s|nen|innen)?$)";
        const string Next = NoSuffix + "(?:|s|n|en|es|er|e|ens|ns)" + NoSuffix
            + "(?!ck|tz|n[gkdts]|r[tnmgksdb]|l[tdksfm]|mp|mm|nn|ll|ss|tt|rr|pp|ff|bb|gg|dd)(?=.*[aeiouy]).{3,}";
        var start = term.Length > 4 && term[^1] == 'e' ? $"{term}?" : term;
        var core = start.Length > term.Length ? term[..^1] : term;
        for (var at = 0; at < word.Length; at++)
        {
            if (!word.AsSpan(at).StartsWith(core) || at > 0 && !Regex.IsMatch(word[..at] + "!", $"^{First}$")) continue;
            if (Regex.IsMatch(word[at..], at > 0 ? $"^(?:{FormsOf(term)}|{start}{Next})$" : $"^{start}{Next}$")) return true;
        }
        return false;
    }

    private static readonly ConcurrentDictionary<string, Regex> Patterns = [];

    private static bool Like(string pattern, string text) => Patterns.GetOrAdd(pattern, one => new Regex(
        "^" + Regex.Escape(one).Replace("\\*", ".*").Replace("\\?", ".").Replace("\uFFFE", "e?") + "$", RegexOptions.Singleline)).IsMatch(text);

    private bool Holds(RangeNode range)
    {
        double? number = range.Field switch
        {
            RangeField.Followers => post.Followers,
            RangeField.Engagement => post.Engagement,
            RangeField.Reach => post.Reach,
            RangeField.Rating => post.Rating,
            RangeField.Bot => post.Bot,
            _ => post.Hour,
        };
        return number is { } known && known >= range.Min && known <= range.Max
            && !(range.Above && known == range.Min) && !(range.Below && known == range.Max);
    }

    /// <summary>Words are letters and digits; a pattern is one of them, anything else stands as it is between others.</summary>
    private bool IsInBio(ValueNode value)
    {
        var words = PlainWord.Matches(post.AuthorBio ?? "").Select(w => plain ? w.Value.ToLowerInvariant() : Fold(w.Value)).ToList();
        return value.IsGlob ? words.Exists(word => Like(value.Value, word))
            : $" {string.Join(' ', words)} ".Contains($" {value.Value} ", StringComparison.Ordinal);
    }

    private bool Holds(ValueNode value)
    {
        bool Has(string? text) => !string.IsNullOrWhiteSpace(text) && Like(value.Value, text.ToLowerInvariant());
        bool IsAt(string? address) => address is not null && Regex.IsMatch(
            Regex.Replace(address.ToLowerInvariant(), "^https?://(www\\.)?|/+$", ""),
            "^" + Regex.Escape(value.Value).Replace("\\*", ".*").Replace("\\?", ".") + (value.IsGlob ? "$" : "($|[/?#&=])"));
        return value.Field switch
        {
            ValueField.Lang => Has(post.Lang),
            ValueField.SourceType => Has(post.SourceType),
            ValueField.Class => Has(post.Class),
            ValueField.AuthorBio => IsInBio(value),
            ValueField.Source => Has(post.Source),
            ValueField.Author => Has(post.Author) || Has(post.AuthorName),
            ValueField.AuthorId => Has(post.AuthorId),
            ValueField.Channel => Has(post.Channel),
            ValueField.Thread => Has(post.Thread),
            ValueField.ReplyTo => Has(post.ReplyTo),
            ValueField.Country => Has(post.Country),
            ValueField.Region => Has(post.Region),
            ValueField.City => Has(post.City),
            ValueField.Host => Has(post.Site),
            ValueField.Tld => Has(post.Site?.Split('.')[^1]),
            ValueField.Verified => Has(post.Verified?.ToString()),
            ValueField.Url => IsAt(post.Url),
            ValueField.Links => (post.Links ?? []).Any(IsAt)
                || Regex.Matches(post.Text, @"https?://[^\s<>""]+", RegexOptions.IgnoreCase).Any(link => IsAt(link.Value.TrimEnd('.', ',', '!', '?', '…', ')'))),
            ValueField.Site => Has(post.Site) || post.Site is { } site && site.EndsWith("." + value.Value, StringComparison.OrdinalIgnoreCase),
            ValueField.Has => value.Value == "title"
                ? !string.IsNullOrEmpty(post.Title)
                : post.Has.HasFlag(Enum.Parse<PostHas>(CultureInfo.InvariantCulture.TextInfo.ToTitleCase(value.Value))),
            _ => value.Value == "question"
                ? Regex.IsMatch(post.Text, @"\?(?![\p{L}\p{Nd}=&%])")
                : post.Is.HasFlag(Enum.Parse<PostIs>(CultureInfo.InvariantCulture.TextInfo.ToTitleCase(value.Value))),
        };
    }
}
