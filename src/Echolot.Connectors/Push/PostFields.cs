using System.Collections.Frozen;
using System.Text;

namespace Echolot.Connectors.Push;

/// <summary>Names of the fields of a post as others write it, and what else they are called in the wild.</summary>
public static class PostFields
{
    public const string Op = "op", Id = "id", Revision = "revision", Text = "text", Title = "title", Url = "url",
        Published = "published", Edited = "edited", Lang = "lang", Kind = "kind", Html = "html", Parent = "parent",
        Root = "root", Quoted = "quoted", Rating = "rating", Platform = "platform", Sentiment = "sentiment",
        Country = "country", Region = "region", City = "city",
        AuthorId = "author.id", AuthorHandle = "author.handle", AuthorName = "author.name", AuthorUrl = "author.url",
        Followers = "author.followers", Verified = "author.verified", Bot = "author.bot", Bio = "author.bio",
        Likes = "engagement.likes", Replies = "engagement.replies", Shares = "engagement.shares",
        Quotes = "engagement.quotes", Views = "engagement.views", Reach = "engagement.reach",
        Author = "author", Engagement = "engagement", Attachments = "attachments", Extra = "extra",
        Tags = "tags";

    /// <summary>Every field that holds one value.</summary>
    public static readonly IReadOnlyList<string> Scalars =
    [
        Op, Id, Revision, Text, Title, Url, Published, Edited, Lang, Kind, Html, Parent, Root, Quoted, Rating, Platform,
        Sentiment, Country, Region, City, AuthorId, AuthorHandle, AuthorName, AuthorUrl, Followers, Verified, Bot, Bio, Likes, Replies,
        Shares, Quotes, Views, Reach,
    ];

    private static readonly FrozenSet<string> Known = Scalars.ToFrozenSet(StringComparer.Ordinal);

    // Headers of exports that people really have: our own, Brandwatch, Talkwalker, Meltwater, spreadsheets in German.
    private static readonly FrozenDictionary<string, string> Aliases = new (string Field, string Names)[]
    {
        (Id, "id uuid guid postid tweetid mentionid itemid messageid commentid reviewid externalid resourceid documentid beitragsid kennung nummer"),
        (Revision, "revision version cid etag stand"),
        (Text, "text body content message fulltext snippet beitrag inhalt nachricht kommentar comment volltext hitsentence posttext"),
        (Title, "title headline subject titel ueberschrift betreff"),
        (Url, "url link permalink posturl uri adresse originalurl"),
        (Published, "published publishedat publicationdate date datetime created createdat time timestamp posted postedat datum zeit zeitpunkt veroeffentlicht veroeffentlichtam erstellt erstelltam"),
        (Edited, "edited editedat updated updatedat modified bearbeitet bearbeitetam geaendert geaendertam"),
        (Lang, "lang language languagecode sprache"),
        (Kind, "kind type itemtype art typ"),
        (Html, "html contenthtml"),
        (Parent, "parent parentid inreplyto inreplytoid replyto antwortauf"),
        (Root, "root rootid threadid thread"),
        (Quoted, "quoted quotedid zitiert"),
        (Rating, "rating stars score sterne bewertung note"),
        (Platform, "platform network source sourcetype pagetype channel plattform netzwerk quelle kanal"),
        (AuthorId, "authorid userid accountid did autorid"),
        (AuthorHandle, "author authorhandle handle user username screenname account autor nutzer nutzername benutzername verfasser"),
        (AuthorName, "authorname displayname fullname name anzeigename autorname"),
        (AuthorUrl, "authorurl profile profileurl userurl profil"),
        (Followers, "followers followercount followerscount authorfollowers twitterfollowers follower"),
        (Verified, "verified authorverified verifiziert"),
        (Bot, "bot isbot"),
        (Bio, "bio authorbio biography userdescription authordescription profiltext"),
        (Likes, "likes likecount favorites favourites favoritecount gefaelltmir"),
        (Replies, "replies replycount comments commentcount antworten kommentare"),
        (Shares, "shares sharecount reposts retweets retweetcount boosts geteilt"),
        (Quotes, "quotes quotecount zitate"),
        (Views, "views viewcount impressions aufrufe"),
        (Reach, "reach potentialreach reichweite"),
        (Sentiment, "sentiment tonalitaet tonality stimmung"),
        (Country, "country countrycode sourcecountry land"),
        (Region, "region bundesland"),
        (City, "city stadt ort"),
        (Op, "op operation action"),
    }.SelectMany(row => row.Names.Split(' ').Select(name => (name, row.Field)))
     .ToFrozenDictionary(row => row.name, row => row.Field, StringComparer.Ordinal);

    /// <summary>Whether this is the exact name of a field that holds one value.</summary>
    public static bool IsScalar(string name) => Known.Contains(name);

    /// <summary>
    /// The field that a header or key of somebody else's file stands for, in English or German, whatever its case,
    /// spaces and punctuation; null where it stands for none.
    /// </summary>
    public static string? FromAlias(string name)
    {
        if (IsScalar(name)) return name;
        var folded = new StringBuilder(name.Length + 4);
        foreach (var sign in name)
        {
            var lower = char.ToLowerInvariant(sign);
            if (lower is 'ä') folded.Append("ae");
            else if (lower is 'ö') folded.Append("oe");
            else if (lower is 'ü') folded.Append("ue");
            else if (lower is 'ß') folded.Append("ss");
            else if (char.IsLetterOrDigit(lower)) folded.Append(lower);
        }
        return Aliases.GetValueOrDefault(folded.ToString());
    }

    /// <summary>The name nearest to a mistyped one (at most two edits, Damerau 1964), for "did you mean".</summary>
    public static string? Nearest(string name, IEnumerable<string> candidates) =>
        name.Length > 40 ? null
        : candidates.Select(known => (known, edits: Edits(name, known)))
            .Where(pair => pair.edits <= 2 && pair.edits < pair.known.Length)
            .OrderBy(pair => pair.edits).Select(pair => pair.known).FirstOrDefault();

    // Optimal string alignment: insert, delete, replace, swap of neighbours.
    private static int Edits(string a, string b)
    {
        var table = new int[a.Length + 1, b.Length + 1];
        for (var i = 0; i <= a.Length; i++) table[i, 0] = i;
        for (var j = 0; j <= b.Length; j++) table[0, j] = j;
        for (var i = 1; i <= a.Length; i++)
        {
            for (var j = 1; j <= b.Length; j++)
            {
                var replace = table[i - 1, j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
                table[i, j] = Math.Min(replace, Math.Min(table[i - 1, j], table[i, j - 1]) + 1);
                if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                    table[i, j] = Math.Min(table[i, j], table[i - 2, j - 2] + 1);
            }
        }
        return table[a.Length, b.Length];
    }
}
