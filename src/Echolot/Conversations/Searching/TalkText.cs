using System.Data.Common;
using System.Globalization;
using System.Text;
using Dapper;
using Echolot.Matching;
using Echolot.Mentions;
using Echolot.Privacy;
using Echolot.Storage;

namespace Echolot.Conversations;

/// <summary>That the words of a conversation are to be read again, as it is stored.</summary>
[NotPersonal("conversation_words_due")]
internal sealed record WordsDueRow(long Id, long ConversationId);

/// <summary>How far down the words of older conversations are read, as it is stored.</summary>
[NotPersonal("conversation_words_filling")]
internal sealed record WordsFillingRow(long Id, long Top, long Below);

/// <summary>
/// A conversation as the search reads it: one text of its number, who it is with and everything that was said or noted, newest
/// first. The index and the query read the same, so that they agree to the letter.
/// </summary>
internal sealed class TalkText
{
    /// <summary>What lies further back is not searched.</summary>
    public const int MostLetters = 400_000;

    // A letter that nobody writes, as a word of its own: no phrase reaches from one message into another.
    private const string Between = "\n\U00010082\n";

    private readonly StringBuilder _text = new();
    private readonly List<(int Start, int Length)> _parts = [];
    private readonly TalkRow _talk;

    private TalkText(TalkRow talk)
    {
        _talk = talk;
        Add(talk.Name ?? "");
        _text.Append(Between).Append('#').Append(talk.Id.ToString(CultureInfo.InvariantCulture));
        if (talk.Handle is { Length: > 0 } handle) _text.Append(Between).Append('@').Append(handle.TrimStart('@'));
        if (talk.ExternalId?.Contains('@', StringComparison.Ordinal) == true) _text.Append(Between).Append(talk.ExternalId);
    }

    public long Id => _talk.Id;

    /// <summary>The words as the index keeps them.</summary>
    public string Words => FullText.Words(_talk.Subject.Length == 0 ? null : _talk.Subject, _text.ToString());

    public Post Post => new()
    {
        Title = _talk.Subject,
        Text = _text.ToString(),
        Author = _talk.Handle?.TrimStart('@') ?? _talk.Name,
        AuthorName = _talk.Name,
        Lang = _talk.Language,
        Source = _talk.Connector,
    };

    /// <summary>What of it a row of the list shows of a match: the newest message that has it, else the subject.</summary>
    public FoundIn FoundIn(IReadOnlyList<Hit> hits)
    {
        var name = Within(hits, _parts[0]);
        for (var i = 1; i < _parts.Count; i++)
            if (Within(hits, _parts[i]) is { Count: > 0 } spans)
                return new(_text.ToString(_parts[i].Start, _parts[i].Length), spans, name);
        var subject = hits.Where(h => h.Field == "title").Select(h => new MatchSpan("text", h.Start, h.Length)).ToList();
        return new(subject.Count == 0 ? null : _talk.Subject, subject, name);
    }

    private static List<MatchSpan> Within(IReadOnlyList<Hit> hits, (int Start, int Length) part) =>
        [.. hits.Where(h => h.Field == "text" && h.Start >= part.Start && h.Start + h.Length <= part.Start + part.Length)
            .Select(h => new MatchSpan("text", h.Start - part.Start, h.Length))];

    private void Add(string part)
    {
        if (_text.Length > 0) _text.Append(Between);
        _parts.Add((_text.Length, part.Length));
        _text.Append(part);
    }

    /// <summary>Those of the conversations that are there, in no order.</summary>
    public static async Task<IReadOnlyCollection<TalkText>> ReadAsync(
        DbConnection connection, DbTransaction? transaction, Engine engine, IReadOnlyCollection<long> ids, CancellationToken cancel)
    {
        if (ids.Count == 0) return [];
        var values = new { ids = Sql.List(engine, ids) };
        var talks = (await connection.QueryAsync<TalkRow>(new CommandDefinition(
            $"""
            select c.id, c.subject, c.language, c.connector, i.name, i.handle, i.external_id
            from conversation c left join identity i on i.id = c.identity_id where {Sql.In(engine, "c.id", "ids")}
            """, values, transaction, cancellationToken: cancel))).ToDictionary(t => t.Id, t => new TalkText(t));
        foreach (var (talk, text) in await connection.QueryAsync<(long Talk, string Text)>(new CommandDefinition(
            $"""
            select m.conversation_id, m.text from message m where {Sql.In(engine, "m.conversation_id", "ids")} and m.text <> ''
            order by m.conversation_id, m.at desc, m.id desc
            """, values, transaction, cancellationToken: cancel)))
            if (talks.TryGetValue(talk, out var read) && read._text.Length + text.Length <= MostLetters) read.Add(text);
        return talks.Values;
    }

    private sealed record TalkRow
    {
        public long Id { get; init; }
        public string Subject { get; init; } = "";
        public string Language { get; init; } = "";
        public string Connector { get; init; } = "";
        public string? Name { get; init; }
        public string? Handle { get; init; }
        public string? ExternalId { get; init; }
    }
}

/// <summary>Where a search was met, for its row in a list.</summary>
/// <param name="Text">The message or the subject that has it; null: none, such as where only the name has.</param>
/// <param name="Spans">Stretches of it.</param>
/// <param name="Name">Stretches of the name of whoever it is with.</param>
public sealed record FoundIn(string? Text, IReadOnlyList<MatchSpan> Spans, IReadOnlyList<MatchSpan> Name);
