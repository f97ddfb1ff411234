using System.Globalization;
using Dapper;
using Echolot.Mentions;
using Echolot.Storage;

namespace Echolot.Conversations;

/// <summary>A comment with its place under a post.</summary>
/// <param name="Number">Such as <c>2.1</c>: the first answer to the second comment, in the order in which they came.</param>
/// <param name="ConversationId">Where it is worked on; each person who comments has a conversation of their own.</param>
public sealed record Comment(string Number, Message Message, long ConversationId, IReadOnlyList<Comment> Answers);

/// <summary>What was said in public under one post, over all conversations that whoever looks sees.</summary>
/// <param name="Post">The post itself where it is known.</param>
/// <param name="Count">How many comments are in it.</param>
/// <param name="More">There are more than are in it.</param>
public sealed record CommentTree(
    CommentedPost? Post, IReadOnlyList<Comment> Comments, int Count, bool More)
{
    /// <summary>Numbers by the id of the message.</summary>
    public IReadOnlyDictionary<long, string> Numbers { get; } = Each(Comments).ToDictionary(c => c.Message.Id, c => c.Number);

    private static IEnumerable<Comment> Each(IEnumerable<Comment> comments) => comments.SelectMany(c => Each(c.Answers).Prepend(c));
}

/// <summary>The post that was commented.</summary>
/// <param name="Author">Empty where it is not known.</param>
public sealed record CommentedPost(string Text, string Author, DateTimeOffset? At, Uri? Url);

public sealed partial class Inbox
{
    /// <summary>Most comments of a tree.</summary>
    public const int MostComments = 300;

    // As deep as networks nest; a chain that goes round ends as well.
    private const int DeepestAnswer = 50;

    /// <summary>
    /// The comments under the post that a conversation is about; null where there is nothing but what the conversation says
    /// one after the other anyway.
    /// </summary>
    public async Task<CommentTree?> CommentsAsync(Thread thread, Sight sight, CancellationToken cancel)
    {
        var open = thread.Messages.Where(m => m.Kind is MessageKind.Public).ToList();
        // The beginning counts, also where only a part is shown.
        var begun = thread.Beginning is { Kind: MessageKind.Public, ExternalId: not null } named ? named
            : open.FirstOrDefault(m => m.ExternalId is not null);
        if (thread.Conversation.Kind is not ConversationKind.Post || begun is not { } first)
            return null;
        await using var connection = await db.ReadAsync(cancel);
        var connector = first.Connector;
        var top = await TopAsync(connection, connector, first, cancel);
        var rows = await UnderAsync(connection, connector, top, sight, cancel);
        var post = rows.FirstOrDefault(r => Names(r).Contains(top.Value));
        var under = rows.Where(r => r != post).Take(MostComments).ToList();
        if (under.Count < 2) return null;
        var identities = await contacts.IdentitiesAsync(rows.Select(r => r.IdentityId ?? 0), cancel);
        var tree = Grow(under, top.Value, identities);
        // A talk of two, word after word, stands in the time line.
        if (under.All(r => r.ConversationId == thread.Conversation.Id) && under.Where(r => r.Direction == (long)Direction.Theirs)
            .Select(r => r.IdentityId).Distinct().Count() < 2) return null;
        return new(
            post is not null
                ? new(post.Text, identities.GetValueOrDefault(post.IdentityId ?? 0)?.Display ?? "", Stored.Time(post.At),
                    Uri.TryCreate(post.Url, UriKind.Absolute, out var url) ? url : null)
                : await PostAsync(connector, top, cancel),
            tree, under.Count, rows.Count > MostComments + (post is null ? 0 : 1));
    }

    /// <summary>The beginning of what a message answers, as far as it is known.</summary>
    private static async Task<ExternalId> TopAsync(
        System.Data.Common.DbConnection connection, string connector, Message first, CancellationToken cancel)
    {
        var (top, parent) = (first.ExternalId!.Value, first.ParentId?.Value);
        for (var step = 0; step < DeepestAnswer && parent is not null; step++)
        {
            top = new(parent);
            parent = await connection.ExecuteScalarAsync<string?>(new CommandDefinition(
                "select parent_id from message where connector = @connector and (external_id = @id or local_id = @id) limit 1",
                new { connector, id = top.Value }, cancellationToken: cancel));
        }
        return top;
    }

    /// <summary>What answers a message, and what answers that, level by level; the message itself where it is known.</summary>
    private async Task<List<MessageRow>> UnderAsync(
        System.Data.Common.DbConnection connection, string connector, ExternalId top, Sight sight, CancellationToken cancel)
    {
        var found = new Dictionary<long, MessageRow>();
        var asked = new HashSet<string>();
        var level = new List<string> { top.Value };
        for (var step = 0; step <= DeepestAnswer && level.Count > 0 && found.Count <= MostComments + 1; step++)
        {
            asked.UnionWith(level);
            var values = new DynamicParameters(new { connector, top = top.Value, most = MostComments + 2 - found.Count });
            values.Add("level", Sql.List(db.Engine, level));
            sight.Bind(values, db.Engine);
            var next = (await connection.QueryAsync<MessageRow>(new CommandDefinition(
                $"""
                select {MessageRow.Columns} from message m join conversation c on c.id = m.conversation_id
                where m.connector = @connector and m.leg = {(int)MessageKind.Public} and {sight.Condition(db.Engine)}
                    and {(step == 0 ? "(m.external_id = @top or m.local_id = @top or " : "(")}{Sql.In(db.Engine, "m.parent_id", "level")})
                order by m.at, m.id limit @most
                """, values, cancellationToken: cancel))).Where(m => found.TryAdd(m.Id, m)).ToList();
            level = [.. next.SelectMany(Names).Where(n => !asked.Contains(n)).Distinct()];
        }
        return [.. found.Values.OrderBy(m => m.At).ThenBy(m => m.Id)];
    }

    private static IEnumerable<string> Names(MessageRow message) =>
        new[] { message.ExternalId, message.LocalId }.OfType<string>();

    private static List<Comment> Grow(
        IReadOnlyList<MessageRow> rows, string top, IReadOnlyDictionary<long, Contacts.Identity> identities)
    {
        var known = new Dictionary<string, MessageRow>();
        foreach (var row in rows)
            foreach (var name in Names(row)) known.TryAdd(name, row);
        var answers = rows.ToLookup(r => r.ParentId is { } parent && parent != top && known.TryGetValue(parent, out var of) && of.Id != r.Id ? of.Id : 0);
        var seen = new HashSet<long>();
        return Of(0, "");

        List<Comment> Of(long parent, string prefix) => [.. answers[parent].Where(r => seen.Add(r.Id)).ToList().Select((row, i) =>
        {
            var number = string.Create(CultureInfo.InvariantCulture, $"{prefix}{i + 1}");
            return new Comment(
                number, row.AsMessage(identities, new Dictionary<long, Send>()), row.ConversationId, Of(row.Id, number + "."));
        })];
    }

    private async Task<CommentedPost?> PostAsync(string connector, ExternalId id, CancellationToken cancel)
    {
        if ((await archive.KnownAsync(connector, [id], cancel)).Values.FirstOrDefault() is not { Id: > 0 } known
            || await archive.FindAsync(known.Id, cancel) is not { } stored) return null;
        return new(
            stored.Text, stored.AuthorName ?? stored.AuthorHandle ?? "", stored.PublishedAt,
            Uri.TryCreate(stored.Url, UriKind.Absolute, out var url) ? url : null);
    }
}
