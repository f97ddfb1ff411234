using System.Collections.Concurrent;
using Dapper;
using Echolot.Answers;
using Echolot.Storage;

namespace Echolot.Conversations;

/// <summary>What customers asked or said that goes together and for which the library knows nothing good.</summary>
/// <param name="Words">Words that they share, the most telling first.</param>
public sealed record AnswerGap(IReadOnlyList<string> Words, IReadOnlyList<GapQuestion> Questions);

/// <summary>One of them: the words of a customer that wait for an answer, several messages in a row as one.</summary>
/// <param name="At">When the first of the words came.</param>
public sealed record GapQuestion(long ConversationId, DateTimeOffset At, string Text);

/// <summary>What was looked at, and what had no answer.</summary>
/// <param name="Looked">How many questions were looked at.</param>
/// <param name="Open">How many of them have no good answer.</param>
public sealed record AnswerGaps(DateTimeOffset At, int Looked, int Open, IReadOnlyList<AnswerGap> Gaps);

public sealed partial class Inbox
{
    /// <summary>So far back gaps are looked for.</summary>
    public static readonly TimeSpan GapsSince = TimeSpan.FromDays(30);

    /// <summary>In so many of the newest conversations, of those that whoever looks may see.</summary>
    public const int GapsWithin = 2000;

    /// <summary>So many of the newest waiting words are looked at.</summary>
    private const int MostLooked = 4000;

    /// <summary>What has no question mark counts from so many words on that say what it is about: thanks are no gap.</summary>
    private const int LeastSaid = 3;

    private static readonly TimeSpan GapsAfresh = TimeSpan.FromMinutes(10);
    private readonly ConcurrentDictionary<string, AnswerGaps> _gapsSeen = new();
    private AnswerGaps? _gaps;

    /// <summary>Gaps as they were found last; null: nobody has looked yet.</summary>
    public AnswerGaps? KnownGaps => _gaps;

    /// <summary>
    /// What customers wrote and has no good answer, with a question mark or without: their first words, and their first after
    /// each of ours. Looked for in the newest conversations of those that these eyes see; what was found for
    /// them in the last ten minutes is found again.
    /// </summary>
    public async Task<AnswerGaps> GapsAsync(Sight sight, CancellationToken cancel)
    {
        if (sight.Departments is null)
            return _gaps is { } kept && IsFresh(kept) ? kept : _gaps = await LookForGapsAsync(sight, cancel);
        var eyes = $"{sight.PersonId} {sight.Unrouted} {string.Join(' ', sight.Departments)}";
        if (_gapsSeen.TryGetValue(eyes, out var known) && IsFresh(known)) return known;
        if (_gapsSeen.Count >= MostNoticed) _gapsSeen.Clear();
        return _gapsSeen[eyes] = await LookForGapsAsync(sight, cancel);
    }

    private bool IsFresh(AnswerGaps gaps) => clock.GetUtcNow() - gaps.At < GapsAfresh;

    private async Task<AnswerGaps> LookForGapsAsync(Sight sight, CancellationToken cancel)
    {
        var values = new DynamicParameters(new
        {
            since = (clock.GetUtcNow() - GapsSince).ToUnixTimeMilliseconds(), most = GapsWithin, theirs = (long)Direction.Theirs,
            ours = (long)Direction.Ours, note = (long)MessageKind.Note,
        });
        sight.Bind(values, db.Engine);
        var (shelf, today) = (await answers.ShelfAsync(cancel), await answers.TodayAsync(cancel));
        var index = shelf.IndexOn(today, await AskedAsync(cancel));
        List<SpokenRow> spoken;
        await using (var connection = await db.ReadAsync(cancel))
            spoken = (await connection.QueryAsync<SpokenRow>(new CommandDefinition(
                $"""
                select m.conversation_id, m.at, m.direction, case when m.direction = @theirs then m.text else '' end as text
                from (select c.id from conversation c where c.last_at >= @since and {sight.Condition(db.Engine)}
                    order by c.last_at desc, c.id desc limit @most) c
                join message m on m.conversation_id = c.id
                where m.direction in (@theirs, @ours) and m.leg <> @note and m.deleted_at is null and m.at >= @since
                order by m.conversation_id, m.at, m.id
                """, values, cancellationToken: cancel))).AsList();
        var asked = Waiting(spoken).Where(w => Says(w.Text)).OrderByDescending(w => w.At).Take(MostLooked).ToList();
        var open = asked.Where(a => !(index.Rank(a.Text, 1) is [{ Fit: >= AnswerIndex.Good }])).ToList();
        return new(
            clock.GetUtcNow(), asked.Count, open.Count,
            GapClusters.Of([.. open.Select(o => new GapQuestion(o.Conversation, Stored.Time(o.At), SnippetOf(o.Text)))]));
    }

    /// <summary>Words of a customer in a row, up to five messages, as they stood before somebody of us said something.</summary>
    private static IEnumerable<(long Conversation, long At, string Text)> Waiting(List<SpokenRow> spoken)
    {
        for (var i = 0; i < spoken.Count;)
        {
            var (first, row) = (spoken[i], new List<string>());
            for (; i < spoken.Count && spoken[i].ConversationId == first.ConversationId && spoken[i].Direction == first.Direction; i++)
                row.Add(spoken[i].Text);
            if (first.Direction == (long)Direction.Theirs)
                yield return (first.ConversationId, first.At, string.Join('\n', row.Take(5)));
        }
    }

    private static bool Says(string text) => text.Contains('?', StringComparison.Ordinal) || GapWords.Of(text).Count >= LeastSaid;

    private sealed record SpokenRow
    {
        public long ConversationId { get; init; }
        public long At { get; init; }
        public long Direction { get; init; }
        public string Text { get; init; } = "";
    }
}
