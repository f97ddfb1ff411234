using System.Runtime.InteropServices;
using Echolot.Matching.Language;
using Echolot.Matching.Text;

namespace Echolot.Matching.Engine;

/// <summary>Values of fields.</summary>
internal sealed partial class Run
{
    private void FindValues(ValueBuffer values, in Post subject)
    {
        var uses = segment.UsesField;
        if (uses[(int)ValueField.Lang]) FindValue(ValueField.Lang, values.Lower(ValueField.Lang, subject.Lang));
        if (uses[(int)ValueField.Source]) FindValue(ValueField.Source, values.Lower(ValueField.Source, subject.Source));
        if (uses[(int)ValueField.Author])
        {
            FindValue(ValueField.Author, values.Author(subject.Author, Plain));
            FindValue(ValueField.Author, values.Author(subject.AuthorName, Plain));
        }
        if (uses[(int)ValueField.Site]) FindSite(values.Lower(ValueField.Site, subject.Site));
        if (uses[(int)ValueField.Host]) FindValue(ValueField.Host, values.Lower(ValueField.Host, subject.Site));
        if (uses[(int)ValueField.Tld])
            FindValue(ValueField.Tld, values.Lower(ValueField.Tld, Addresses.Tld(subject.Site)));
        if (uses[(int)ValueField.AuthorId])
            FindValue(ValueField.AuthorId, values.Lower(ValueField.AuthorId, subject.AuthorId));
        if (uses[(int)ValueField.Channel])
            FindValue(ValueField.Channel, values.Lower(ValueField.Channel, subject.Channel));
        if (uses[(int)ValueField.Thread]) FindValue(ValueField.Thread, values.Lower(ValueField.Thread, subject.Thread));
        if (uses[(int)ValueField.ReplyTo])
            FindValue(ValueField.ReplyTo, values.Lower(ValueField.ReplyTo, subject.ReplyTo));
        if (uses[(int)ValueField.Country])
            FindValue(ValueField.Country, values.Lower(ValueField.Country, subject.Country));
        if (uses[(int)ValueField.Region])
            FindValue(ValueField.Region, values.Lower(ValueField.Region, subject.Region));
        if (uses[(int)ValueField.City]) FindValue(ValueField.City, values.Lower(ValueField.City, subject.City));
        if (uses[(int)ValueField.SourceType])
            FindValue(ValueField.SourceType, values.Lower(ValueField.SourceType, subject.SourceType));
        if (uses[(int)ValueField.Class]) FindValue(ValueField.Class, values.Lower(ValueField.Class, subject.Class));
        if (uses[(int)ValueField.AuthorBio]) FindWords(values.Words(ValueField.AuthorBio, subject.AuthorBio, Plain));
        if (uses[(int)ValueField.Verified] && subject.Verified is { } verified)
            FindValue(ValueField.Verified, values.Lower(ValueField.Verified, verified ? "true" : "false"));
        if (uses[(int)ValueField.Url]) FindAddress(values.Address(ValueField.Url, subject.Url), ValueField.Url);
        if (uses[(int)ValueField.Links]) FindLinks(values, subject);
        if (uses[(int)ValueField.Has])
            for (var i = 0; i < segment.HasAtoms.Length; i++)
                if (segment.HasAtoms[i] >= 0 && Flags.Has(subject, i)) Found(segment.HasAtoms[i]);
        if (uses[(int)ValueField.Is])
            for (var i = 0; i < segment.IsAtoms.Length; i++)
                if (segment.IsAtoms[i] >= 0 && Flags.Is(subject, i)) Found(segment.IsAtoms[i]);
    }

    /// <param name="field">Which field.</param>
    /// <param name="key">The mark of a value, the field, the value; empty where the post has none.</param>
    private void FindValue(ValueField field, ReadOnlySpan<char> key)
    {
        if (key.IsEmpty) return;
        FindKey(key);
        var globs = segment.ValueGlobs[(int)field];
        if (!globs.IsEmpty) globs.Find(key[ValueBuffer.KeyMarks..], this);
    }

    private void FindLinks(ValueBuffer values, in Post subject)
    {
        for (var i = 0; i < (subject.Links?.Count ?? 0); i++)
            FindAddress(values.Address(ValueField.Links, subject.Links![i]), ValueField.Links);
        for (var rest = subject.Text.AsSpan(); Addresses.Next(ref rest) is { IsEmpty: false } link;)
            FindAddress(values.Address(ValueField.Links, link), ValueField.Links);
    }

    /// <summary>An address is found by itself and by what it begins with.</summary>
    private void FindAddress(ReadOnlySpan<char> key, ValueField field)
    {
        FindValue(field, key);
        for (var i = ValueBuffer.KeyMarks + 1; i < key.Length; i++)
        {
            if (Values.IsBoundary(key[i])) FindKey(key[..i]);
        }
    }

    /// <summary>Words are found one by one, and in a row.</summary>
    private void FindWords(Span<char> key)
    {
        var globs = segment.ValueGlobs[(int)ValueField.AuthorBio];
        while (!key.IsEmpty)
        {
            var (end, next) = (ValueBuffer.KeyMarks, 0);
            for (var words = 1; words <= BioWords.Most && end < key.Length; words++)
            {
                if (words > 1) end++;
                while (end < key.Length && key[end] != ' ') end++;
                FindKey(key[..end]);
                if (words > 1) continue;
                if (!globs.IsEmpty) globs.Find(key[ValueBuffer.KeyMarks..end], this);
                next = end + 1;
            }
            key = ValueBuffer.From(key, next);
        }
    }

    /// <summary>A host is found by its own name and by those of the domains it belongs to.</summary>
    private void FindSite(Span<char> key)
    {
        if (key.IsEmpty) return;
        FindValue(ValueField.Site, key);
        while (key[ValueBuffer.KeyMarks..].IndexOf('.') is var dot and >= 0)
        {
            key = ValueBuffer.From(key, ValueBuffer.KeyMarks + dot + 1);
            if (key.IsEmpty) return;
            FindKey(key);
        }
    }

    private void FindKey(ReadOnlySpan<char> key)
    {
        var hash = TokenHash.Of(ref MemoryMarshal.GetReference(key), key.Length);
        if (segment.Atoms.MayHave(hash) == 0) return;
        var word = segment.Atoms.Find(hash, ref MemoryMarshal.GetReference(key), key.Length);
        if (word >= 0) Found(word >> Segment.FlagBits);
    }
}

/// <summary>What <c>has:</c> and <c>is:</c> ask, by their place in <see cref="Fields"/>.</summary>
internal static class Flags
{
    private const int Title = 5, Question = 7;

    public static bool Has(in Post post, int i) =>
        i == Title ? !string.IsNullOrEmpty(post.Title) : ((int)post.Has & 1 << i) != 0;

    public static bool Is(in Post post, int i) => i == Question ? IsQuestion(post.Text) : ((int)post.Is & 1 << i) != 0;

    /// <summary>A question mark at the end of a word; in addresses it stands before letters.</summary>
    private static bool IsQuestion(ReadOnlySpan<char> text)
    {
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] is not ('?' or '？')) continue;
            if (i + 1 == text.Length
                || !char.IsLetterOrDigit(text[i + 1]) && text[i + 1] is not ('=' or '&' or '%')) return true;
        }
        return false;
    }
}

/// <summary>Parts of addresses, and addresses in texts.</summary>
internal static class Addresses
{
    public static ReadOnlySpan<char> Tld(string? site) =>
        site is not null && site.LastIndexOf('.') is var dot and >= 0 ? site.AsSpan(dot + 1) : default;

    /// <summary>
    /// The next address that is written in a text, with what follows it left in <paramref name="rest"/>.
    /// </summary>
    public static ReadOnlySpan<char> Next(ref ReadOnlySpan<char> rest)
    {
        while (rest.IndexOf("://") is var sign and >= 0)
        {
            var isWeb = rest[..sign].EndsWith("http", StringComparison.OrdinalIgnoreCase)
                || rest[..sign].EndsWith("https", StringComparison.OrdinalIgnoreCase);
            rest = rest[(sign + 3)..];
            if (!isWeb) continue;
            var end = 0;
            while (end < rest.Length && !char.IsWhiteSpace(rest[end]) && rest[end] is not ('<' or '>' or '"')) end++;
            var link = rest[..end].TrimEnd(".,;:!?)]}'…");
            rest = rest[end..];
            if (!link.IsEmpty) return link;
        }
        return default;
    }
}

/// <summary>Writes values of fields as keys; each result lives until the next call.</summary>
internal sealed class ValueBuffer
{
    /// <summary>Characters before the value in a key.</summary>
    public const int KeyMarks = 2;

    /// <summary>Units behind a key that may be read.</summary>
    private const int Slack = SixteenLetters.Count;

    private readonly TokenBuffer folding = new(plain: false);
    private char[] key = new char[128];

    public Span<char> Address(ValueField field, ReadOnlySpan<char> address) => Lower(field, Values.Address(address));

    public Span<char> Lower(ValueField field, ReadOnlySpan<char> value)
    {
        var trimmed = value.Trim();
        if (trimmed.IsEmpty) return default;
        var into = Begin(field, trimmed.Length);
        Values.Lower(trimmed, into[KeyMarks..]);
        return into;
    }

    public Span<char> Author(string? value, bool plain)
    {
        var handle = Values.TrimHandle(value);
        if (handle.IsEmpty) return default;
        if (!plain)
        {
            folding.Clear();
            handle = folding.FoldWhole(handle);
        }
        var into = Begin(ValueField.Author, handle.Length);
        if (plain) Values.Lower(handle, into[KeyMarks..]);
        else handle.CopyTo(into[KeyMarks..]);
        return into;
    }

    /// <summary>Words of a text with one space between them, folded as all words are.</summary>
    public Span<char> Words(ValueField field, ReadOnlySpan<char> text, bool plain)
    {
        Begin(field, text.Length);
        var length = KeyMarks;
        while (BioWords.Next(ref text) is { IsEmpty: false } word)
        {
            if (!plain)
            {
                folding.Clear();
                word = folding.FoldWhole(word);
            }
            if (word.IsEmpty) continue;
            if (key.Length < length + 1 + word.Length + Slack) Array.Resize(ref key, (length + 1 + word.Length + Slack) * 2);
            if (length > KeyMarks) key[length++] = ' ';
            if (plain) Values.Lower(word, key.AsSpan(length));
            else word.CopyTo(key.AsSpan(length));
            length += word.Length;
        }
        return length == KeyMarks ? default : key.AsSpan(0, length);
    }

    /// <summary>
    /// The key whose value begins later in the value of another one, which is gone afterwards: the marks move on over
    /// letters that are not needed any more. Empty where nothing is left.
    /// </summary>
    public static Span<char> From(Span<char> key, int at)
    {
        if (at >= key.Length) return default;
        var rest = key[(at - KeyMarks)..];
        (rest[0], rest[1]) = (key[0], key[1]);
        return rest;
    }

    private Span<char> Begin(ValueField field, int length)
    {
        var needed = length + KeyMarks + Slack;
        if (key.Length < needed) key = new char[needed * 2];
        key[0] = SegmentBuilder.ValueMark;
        key[1] = (char)('0' + (int)field);
        return key.AsSpan(0, length + KeyMarks);
    }
}
