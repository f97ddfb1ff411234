using System.Globalization;
using System.Text.Json;
using Echolot.Matching;
using Echolot.Mentions;

namespace Echolot.Web.Cli;

/// <summary>A post in a file for <c>echolot match</c>: whatever the query language can ask of one.</summary>
internal sealed class PostFields
{
    private Post _post = new() { Text = "" };
    private bool _hasText;

    public string? Id { get; private set; }

    /// <summary>The post, or null where it has no text.</summary>
    public Post? Post => _hasText ? _post : null;

    /// <summary>Takes one property; the reader stands at its name.</summary>
    /// <exception cref="InvalidOperationException">The value is of another kind.</exception>
    /// <exception cref="FormatException">The value is no such number.</exception>
    public void Take(ref Utf8JsonReader json)
    {
        var name = json.GetString();
        json.Read();
        switch (name)
        {
            case "id": Id = json.GetString(); break;
            case "text": TakeText(json.GetString()); break;
            case "title": _post = _post with { Title = json.GetString() }; break;
            case "lang": _post = _post with { Lang = json.GetString() }; break;
            case "author": _post = _post with { Author = json.GetString() }; break;
            case "authorName": _post = _post with { AuthorName = json.GetString() }; break;
            case "authorId": _post = _post with { AuthorId = json.GetString() }; break;
            case "authorBio": _post = _post with { AuthorBio = json.GetString() }; break;
            case "class": _post = _post with { Class = json.GetString() }; break;
            case "sourceType": _post = _post with { SourceType = json.GetString() }; break;
            case "platform" or "source": _post = _post with { Source = json.GetString() }; break;
            case "channel": _post = _post with { Channel = json.GetString() }; break;
            case "thread": _post = _post with { Thread = json.GetString() }; break;
            case "country": _post = _post with { Country = json.GetString() }; break;
            case "region": _post = _post with { Region = json.GetString() }; break;
            case "city": _post = _post with { City = json.GetString() }; break;
            case "replyTo": _post = _post with { ReplyTo = json.GetString() }; break;
            case "url": TakeAddress(json.GetString()); break;
            case "links": _post = _post with { Links = ListOf(ref json) }; break;
            case "verified": _post = _post with { Verified = IsNull(json) ? null : json.GetBoolean() }; break;
            case "followers": _post = _post with { Followers = IsNull(json) ? null : json.GetInt64() }; break;
            case "engagement": _post = _post with { Engagement = IsNull(json) ? null : json.GetInt64() }; break;
            case "reach": _post = _post with { Reach = IsNull(json) ? null : json.GetInt64() }; break;
            case "rating": _post = _post with { Rating = IsNull(json) ? null : json.GetDouble() }; break;
            case "bot": _post = _post with { Bot = IsNull(json) ? null : json.GetDouble() }; break;
            case "has": _post = _post with { Has = _post.Has | FlagsOf<PostHas>(ListOf(ref json)) }; break;
            case "is": _post = _post with { Is = FlagsOf<PostIs>(ListOf(ref json)) }; break;
            case "publishedAt":
                // On the clock it is written by; a moment that cannot be read is one that is not known.
                if (json.TokenType == JsonTokenType.String && json.TryGetDateTimeOffset(out var moment))
                    _post = _post with { Hour = moment.Hour };
                else json.Skip();
                break;
            default: json.Skip(); break;
        }
    }

    private void TakeText(string? text)
    {
        if (text is null) return;
        _hasText = true;
        var hasLink = text.Contains("https://", StringComparison.OrdinalIgnoreCase)
            || text.Contains("http://", StringComparison.OrdinalIgnoreCase);
        _post = _post with { Text = text, Has = _post.Has | (hasLink ? PostHas.Link : PostHas.None) };
    }

    private void TakeAddress(string? url) => _post = _post with
    {
        Url = url, Site = Uri.TryCreate(url, UriKind.Absolute, out var address) ? AsPost.SiteOf(address) : null,
    };

    private static bool IsNull(in Utf8JsonReader json) => json.TokenType == JsonTokenType.Null;

    /// <summary>A list of strings, or one alone.</summary>
    private static List<string> ListOf(ref Utf8JsonReader json)
    {
        var list = new List<string>();
        if (json.TokenType != JsonTokenType.StartArray)
        {
            if (json.GetString() is { } only) list.Add(only);
            return list;
        }
        while (json.Read() && json.TokenType != JsonTokenType.EndArray)
            if (json.GetString() is { } one) list.Add(one);
        return list;
    }

    private static T FlagsOf<T>(List<string> names) where T : struct, Enum
    {
        var all = 0;
        foreach (var name in names)
            all |= Enum.GetNames<T>().Contains(name, StringComparer.OrdinalIgnoreCase)
                ? Convert.ToInt32(Enum.Parse<T>(name, ignoreCase: true), CultureInfo.InvariantCulture)
                : throw new FormatException($"“{name}” is none of {string.Join(", ", Enum.GetNames<T>().Skip(1))}");
        return (T)Enum.ToObject(typeof(T), all);
    }
}
