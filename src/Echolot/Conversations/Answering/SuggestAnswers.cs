using System.Globalization;
using System.Text.RegularExpressions;
using Echolot.Answers;
using Echolot.Matching;
using Echolot.Sources;

namespace Echolot.Conversations;

/// <summary>An item of the library, ready to be put into a reply.</summary>
/// <param name="Filled">The wording that fits, with its placeholders filled.</param>
/// <param name="Because">Why this wording.</param>
/// <param name="Hit">Why this item; null: it was searched for by its name.</param>
public sealed record SuggestedAnswer(
    AnswerItem Item, FilledText Filled, AnswerVariant Variant, IReadOnlyList<ChoiceReason> Because, AnswerHit? Hit)
{
    /// <summary>How it did before; null: not asked for.</summary>
    public AnswerHistory? History { get; init; }
}

public sealed partial class Inbox
{
    public const int MostSuggested = 4;

    /// <summary>Items that answer what the customer said last, in the wording for this conversation.</summary>
    /// <param name="leg">Who will read the reply; null: not known yet.</param>
    public async Task<IReadOnlyList<SuggestedAnswer>> SuggestAnswersAsync(
        Thread thread, Leg? leg, string agent, CancellationToken cancel)
    {
        var (shelf, today) = (await answers.ShelfAsync(cancel), await answers.TodayAsync(cancel));
        var said = Asked(thread);
        if (said.Length == 0) return [];
        var index = shelf.IndexOn(today, await AskedAsync(cancel));
        var hits = index.Rank(said, MostSuggested * 2);
        var suggested = (await PutAsync(thread, hits.Select(h => (shelf.Find(h.ItemId)!, (AnswerHit?)h)), today, leg, agent, cancel))
            .Take(MostSuggested).ToList();
        var histories = await HistoriesAsync([.. suggested.Select(s => s.Item.Id)], cancel);
        return [.. suggested.Select(s => s with { History = histories.GetValueOrDefault(s.Item.Id, AnswerHistory.None) })];
    }

    /// <summary>Items whose title, keywords or folder begin like what somebody types; without words the suggestions.</summary>
    public async Task<IReadOnlyList<SuggestedAnswer>> FindAnswersAsync(
        Thread thread, string words, Leg? leg, string agent, int most, CancellationToken cancel)
    {
        var (shelf, today) = (await answers.ShelfAsync(cancel), await answers.TodayAsync(cancel));
        var suggested = shelf.IndexOn(today, await AskedAsync(cancel)).Rank(Asked(thread), 100)
            .ToDictionary(h => h.ItemId, h => h);
        var asked = Folding.Words(words).Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var found = shelf.Items.Where(i => i.UsableOn(today) is not null)
            .Select(i => (Item: i, Points: Points(i, asked))).Where(i => i.Points > 0)
            .OrderByDescending(i => i.Points).ThenByDescending(i => suggested.GetValueOrDefault(i.Item.Id)?.Score ?? 0)
            .ThenBy(i => i.Item.Title, StringComparer.CurrentCultureIgnoreCase);
        return [.. (await PutAsync(
            thread, found.Select(i => (i.Item, suggested.GetValueOrDefault(i.Item.Id))), today, leg, agent, cancel)).Take(most)];

        int Points(AnswerItem item, string[] begun)
        {
            if (begun.Length == 0) return suggested.TryGetValue(item.Id, out var hit) && hit.Fit >= .3 ? 2 : 1;
            var title = Folding.Words(item.Title).Split(' ');
            var other = Folding.Words($"{string.Join(' ', item.Content.Keywords)} {shelf.PathOf(item)} {item.Content.Question}").Split(' ');
            var points = 0;
            foreach (var word in begun)
                if (title.Any(t => t.StartsWith(word, StringComparison.Ordinal))) points += 4;
                else if (title.Any(t => t.Contains(word, StringComparison.Ordinal))) points += 2;
                else if (other.Any(t => t.StartsWith(word, StringComparison.Ordinal))) points++;
                else return 0;
            return points;
        }
    }

    /// <summary>Where a reply in a conversation is said.</summary>
    private async Task<Situation> SituationAsync(Thread thread, Leg? leg, CancellationToken cancel) => new(
        thread.Conversation.Connector, leg is null ? null : leg is Leg.Public, Known(thread.Conversation.Language),
        await MannerAsync(thread, cancel));

    /// <summary>Words of the customer that nobody has answered yet, else their last ones.</summary>
    private static string Asked(Thread thread)
    {
        var said = thread.Messages.Where(m => m.Kind is not MessageKind.Note).ToList();
        var open = said.AsEnumerable().Reverse().TakeWhile(m => m.Direction is Direction.Theirs).Reverse().ToList();
        if (open.Count == 0) open = [.. said.Where(m => m.Direction is Direction.Theirs).TakeLast(1)];
        return string.Join('\n', open.TakeLast(5).Select(m => m.Text));
    }

    private async Task<IEnumerable<SuggestedAnswer>> PutAsync(
        Thread thread, IEnumerable<(AnswerItem Item, AnswerHit? Hit)> items, DateOnly today, Leg? leg, string agent,
        CancellationToken cancel)
    {
        var situation = await SituationAsync(thread, leg, cancel);
        var values = await ValuesAsync(thread, agent, today, cancel);
        return from item in items
            let content = item.Item.UsableOn(today)
            where content is not null
            let chosen = VariantChoice.Pick(content.Variants, situation)
            where chosen is not null
            select new SuggestedAnswer(
                item.Item, Placeholders.Fill(chosen.Variant.Text, values), chosen.Variant, chosen.Because, item.Hit);
    }

    /// <summary>What placeholders stand for in a conversation; what nobody knows is left out.</summary>
    private async Task<IReadOnlyDictionary<string, string?>> ValuesAsync(
        Thread thread, string agent, DateOnly today, CancellationToken cancel)
    {
        var talk = thread.Conversation;
        var patterns = (await CheckSettingsAsync(cancel)).OrderPatterns;
        return new Dictionary<string, string?>
        {
            ["contact.name"] = talk.With.Name ?? talk.With.Handle?.TrimStart('@'),
            ["contact.first"] = First(talk.With.Name) ?? talk.With.Handle?.TrimStart('@'),
            ["contact.handle"] = talk.With.Handle is { Length: > 0 } handle ? "@" + handle.TrimStart('@') : null,
            ["order"] = thread.Messages.Where(m => m.Direction is Direction.Theirs).Reverse()
                .Select(m => ReplyChecks.OrderIn(m.Text, patterns)).FirstOrDefault(o => o is not null),
            ["agent"] = agent, ["agent.first"] = First(agent),
            ["company"] = (await roster.WorkspaceAsync(cancel))?.Name,
            ["case"] = talk.Id.ToString(CultureInfo.InvariantCulture),
            ["date"] = today.ToString(talk.Language == "en" ? "d MMMM" : "d. MMMM", CultureInfo.GetCultureInfo(talk.Language == "en" ? "en" : "de")),
        };

        static string? First(string? name) => name?.Split(' ', StringSplitOptions.RemoveEmptyEntries).FirstOrDefault();
    }
}

public static partial class ReplyChecks
{
    /// <summary>The number of an order that somebody wrote, or null.</summary>
    public static string? OrderIn(string text, IReadOnlyList<string> patterns)
    {
        foreach (var pattern in patterns)
            if (PatternOf(pattern)?.Match(text) is { Success: true } match) return match.Value;
        return Numbered().Match(text) is { Success: true } numbered
            ? OrderEnd().Match(numbered.Value) is { Success: true } end ? end.Value : null
            : null;
    }

    [GeneratedRegex(@"[A-Z]{0,4}-?\d[A-Z0-9-]{3,}$", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex OrderEnd();
}
