using Echolot.Matching.Text;

namespace Echolot.Matching.Language;

/// <summary>Fields whose value is compared, not looked for in a text.</summary>
internal sealed partial class TermReader
{
    private static readonly string[] Truth = ["true", "false"];

    private Node? ReadValue(ValueField field, string content, Lexeme lexeme, Lexeme named)
    {
        if (!Counted(1, lexeme)) return null;
        if (IsAsTyped(lexeme, Fields.NameOf(field))) return null;
        var surface = content.Trim();
        var value = surface;
        if (field is ValueField.Site or ValueField.Host)
        {
            if (value.IndexOf("://", StringComparison.Ordinal) is var scheme and >= 0) value = value[(scheme + 3)..];
            value = value.TrimEnd('/');
            if (value.Contains('/'))
            {
                errors.Add(new("site-path", $"{Fields.NameOf(field)}: takes the name of a host, not a path.",
                    lexeme.Start, lexeme.Length, $"Write url:{value}, or site:{value[..value.IndexOf('/')]}.",
                    // In brackets the field stands for others, too.
                    Fix: named.End + 1 == lexeme.Start ? new(named.Start, named.Length, "url")
                        : new(lexeme.ContentStart, lexeme.ContentLength, value[..value.IndexOf('/')])));
                return null;
            }
        }
        value = field switch
        {
            ValueField.Author => LowerAuthor(value),
            ValueField.Url or ValueField.Links => Values.Lower(Values.Address(value).ToString()),
            ValueField.Tld => Values.Lower(value.TrimStart('.')),
            ValueField.AuthorBio => LowerWords(value),
            _ => Values.Lower(value),
        };
        var name = Fields.NameOf(field);
        if (value.Length == 0 || value.AsSpan().Trim("*?").Length == 0)
        {
            errors.Add(new("missing-value", $"\"{name}:\" needs a value.", lexeme.Start, lexeme.Length,
                $"Write the value after the colon; several as {name}:(a OR b)."));
            return null;
        }
        if (field == ValueField.Is && Fields.DeskStates.Contains(value))
        {
            (rules.LeftOut ?? errors).Add(new("desk-state",
                $"\"is:{value}\" is what people do with a mention, which nobody has done when it comes in.",
                lexeme.Start, lexeme.Length, "Leave it out, and filter the list of mentions instead."));
            return null;
        }
        if (field == ValueField.Is && value == "author_verified") return new ValueNode(ValueField.Verified, "true", "true");
        if (field == ValueField.Is)
        {
            value = value switch
            {
                "post" => "original", "retweet" => "repost", "twitter_reply" => "reply", _ => value,
            };
        }
        if (field == ValueField.AuthorBio && value.Count(c => c == ' ') is var spaces
            && (spaces >= BioWords.Most || spaces > 0 && value.AsSpan().ContainsAny('*', '?')))
        {
            (rules.LeftOut ?? errors).Add(new("bio-words",
                $"\"{name}:\" looks for a word, or for up to {BioWords.Most} words in a row without wildcards.",
                lexeme.Start, lexeme.Length, $"Write fewer words, or join several with AND, as {name}:(a AND b)."));
            return null;
        }
        if (rules.LeftOut is { } unsaid && field is (ValueField.Region or ValueField.City) && Countries.IsPath(value))
        {
            unsaid.Add(new("foreign-place", $"\"{surface}\" is a place in the words of another product; here places are "
                + "asked for as sources state them.", lexeme.Start, lexeme.Length,
                $"Write the name as it stands in mentions, such as {name}:bayern, or country:{Countries.CodeOf(value[..3])}."));
            return null;
        }
        if (field == ValueField.Class) return ReadClass(value, surface, lexeme);
        if (field == ValueField.SourceType) return ReadSourceType(value, surface, lexeme);
        if (field == ValueField.Country) return Countries.Read(value, lexeme, rules.LeftOut ?? errors);
        var allowed = field switch
        {
            ValueField.Has => Fields.Has, ValueField.Is => Fields.Is, ValueField.Verified => Truth, _ => null,
        };
        if (allowed is not null && !allowed.Contains(value))
        {
            (rules.LeftOut ?? errors).Add(new("unknown-value", $"\"{name}:\" does not know \"{content}\".",
                lexeme.Start, lexeme.Length,
                $"Use one of: {string.Join(", ", allowed)}."));
            return null;
        }
        return new ValueNode(field, value, surface);
    }

    /// <summary>A kind of source; those of Talkwalker, such as <c>ONLINENEWS_MAGAZINE</c>, are read as the nearest.</summary>
    private Node? ReadSourceType(string value, string surface, Lexeme lexeme)
    {
        string[] types = value.Split('_')[0] switch
        {
            _ when Fields.SourceTypes.Contains(value) => [value],
            // Of one network alone no kind of source tells.
            "socialmedia" when value == "socialmedia" => ["social", "video"],
            "onlinenews" or "newspaper" or "print" => ["news"],
            "messageboard" => ["forum"],
            "blog" => ["blog"],
            _ => [],
        };
        if (types.Length > 0)
            return Nodes.Or([.. types.Select(type => new ValueNode(ValueField.SourceType, type, types.Length == 1 && type == value ? surface : type))]);
        (rules.LeftOut ?? errors).Add(new("unknown-value", $"\"sourcetype:\" does not know \"{surface}\".",
            lexeme.Start, lexeme.Length, $"Use one of: {string.Join(", ", Fields.SourceTypes)}."));
        return null;
    }

    /// <summary>What a site or a source is to whoever reads it, in English or German.</summary>
    private ValueNode? ReadClass(string value, string surface, Lexeme lexeme)
    {
        if (Fields.ClassOf(value) is { } found) return new(ValueField.Class, found, found);
        (rules.LeftOut ?? errors).Add(new("unknown-value", $"\"class:\" does not know \"{surface}\".",
            lexeme.Start, lexeme.Length, $"Use one of: {string.Join(", ", Fields.Classes)}."));
        return null;
    }

    private bool IsAsTyped(Lexeme lexeme, string field)
    {
        if (!lexeme.HasTilde && lexeme.Raw == Raw.None && lexeme.Forms is null) return false;
        errors.Add(new("value-as-typed", $"\"{field}:\" compares the whole value, without signs before or behind it.",
            lexeme.Start, lexeme.Length, "Write the value alone; * stands for any letters."));
        return true;
    }

    private string LowerAuthor(string value)
    {
        var handle = Values.TrimHandle(value);
        if (options.Plain) return Values.Lower(handle.ToString());
        buffer.Clear();
        return buffer.FoldWhole(handle).ToString();
    }

    private string LowerWords(string value)
    {
        var words = new List<string>();
        for (var rest = value.AsSpan(); BioWords.Next(ref rest, wildcards: true) is { IsEmpty: false } word;)
        {
            buffer.Clear();
            var folded = options.Plain ? Values.Lower(word.ToString()) : buffer.FoldWhole(word).ToString();
            if (folded.Length > 0) words.Add(folded);
        }
        return string.Join(' ', words);
    }
}
