using System.Collections.Concurrent;
using Dapper;
using Echolot.Answers;
using Echolot.Storage;

namespace Echolot.Conversations;

/// <summary>Questions that go together and for which the library knows nothing good.</summary>
/// <param name="Words">Words that they share, the most telling first.</param>
public sealed record AnswerGap(IReadOnlyList<string> Words, IReadOnlyList<GapQuestion> Questions);

/// <summary>One of them.</summary>
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

    private static readonly TimeSpan GapsAfresh = TimeSpan.FromMinutes(10);
    private readonly ConcurrentDictionary<string, AnswerGaps> _gapsSeen = new();
    private AnswerGaps? _gaps;

    /// <summary>Gaps as they were found last; null: nobody has looked yet.</summary>
    public AnswerGaps? KnownGaps => _gaps;

    /// <summary>
    /// Questions without a good answer, looked for in the newest conversations of those that these eyes see; what was found for
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
        });
        sight.Bind(values, db.Engine);
        var (shelf, today) = (await answers.ShelfAsync(cancel), await answers.TodayAsync(cancel));
        var index = shelf.IndexOn(today, await AskedAsync(cancel));
        List<(long Conversation, long At, string Text)> asked;
        await using (var connection = await db.ReadAsync(cancel))
            asked = (await connection.QueryAsync<(long, long, string)>(new CommandDefinition(
                $"""
                select m.conversation_id, m.at, m.text
                from (select c.id from conversation c where c.last_at >= @since and {sight.Condition(db.Engine)}
                    order by c.last_at desc, c.id desc limit @most) c
                join message m on m.conversation_id = c.id
                where m.direction = @theirs and m.deleted_at is null and m.at >= @since and m.text like '%?%'
                order by m.at desc, m.id desc
                """, values, cancellationToken: cancel))).AsList();
        var open = asked.Where(a => !(index.Rank(a.Text, 1) is [{ Fit: >= AnswerIndex.Good }])).ToList();
        return new(
            clock.GetUtcNow(), asked.Count, open.Count,
            GapClusters.Of([.. open.Select(o => new GapQuestion(o.Conversation, Stored.Time(o.At), SnippetOf(o.Text)))]));
    }
}
