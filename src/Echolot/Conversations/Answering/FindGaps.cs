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

    /// <summary>In so many of the newest conversations.</summary>
    public const int GapsWithin = 2000;

    private static readonly TimeSpan GapsAfresh = TimeSpan.FromMinutes(10);
    private AnswerGaps? _gaps;

    /// <summary>Gaps as they were found last; null: nobody has looked yet.</summary>
    public AnswerGaps? KnownGaps => _gaps;

    /// <summary>
    /// Questions without a good answer that these eyes may see; what was found in the last ten minutes is found again.
    /// </summary>
    public async Task<AnswerGaps> GapsAsync(Sight sight, CancellationToken cancel)
    {
        var all = await GapsAsync(cancel);
        if (sight.Departments is null) return all;
        var values = new DynamicParameters(new
        {
            ids = Sql.List(db.Engine, all.Gaps.SelectMany(g => g.Questions).Select(q => q.ConversationId).Distinct()),
        });
        sight.Bind(values, db.Engine);
        await using var connection = await db.ReadAsync(cancel);
        var seen = (await connection.QueryAsync<long>(new CommandDefinition(
            $"select c.id from conversation c where {Sql.In(db.Engine, "c.id", "ids")} and {sight.Condition(db.Engine)}", values,
            cancellationToken: cancel))).ToHashSet();
        List<AnswerGap> gaps = [.. all.Gaps
            .Select(g => g with { Questions = [.. g.Questions.Where(q => seen.Contains(q.ConversationId))] })
            .Where(g => g.Questions.Count > 0)];
        return all with { Gaps = gaps, Open = gaps.Sum(g => g.Questions.Count) };
    }

    private async Task<AnswerGaps> GapsAsync(CancellationToken cancel)
    {
        if (_gaps is { } kept && clock.GetUtcNow() - kept.At < GapsAfresh) return kept;
        var (shelf, today) = (await answers.ShelfAsync(cancel), await answers.TodayAsync(cancel));
        var index = shelf.IndexOn(today, await AskedAsync(cancel));
        List<(long Conversation, long At, string Text)> asked;
        await using (var connection = await db.ReadAsync(cancel))
            asked = (await connection.QueryAsync<(long, long, string)>(new CommandDefinition(
                """
                select m.conversation_id, m.at, m.text
                from (select id from conversation where last_at >= @since order by last_at desc, id desc limit @most) c
                join message m on m.conversation_id = c.id
                where m.direction = @theirs and m.deleted_at is null and m.at >= @since and m.text like '%?%'
                order by m.at desc, m.id desc
                """,
                new
                {
                    since = (clock.GetUtcNow() - GapsSince).ToUnixTimeMilliseconds(), most = GapsWithin,
                    theirs = (long)Direction.Theirs,
                }, cancellationToken: cancel))).AsList();
        var open = asked.Where(a => !(index.Rank(a.Text, 1) is [{ Fit: >= AnswerIndex.Good }])).ToList();
        return _gaps = new(
            clock.GetUtcNow(), asked.Count, open.Count,
            GapClusters.Of([.. open.Select(o => new GapQuestion(o.Conversation, Stored.Time(o.At), SnippetOf(o.Text)))]));
    }
}
