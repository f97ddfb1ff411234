using System.Text.RegularExpressions;
using Dapper;
using Echolot.Answers;
using Echolot.Mentions;

namespace Echolot.Conversations;

/// <summary>Words with which somebody is asked how they were helped; null: as shipped.</summary>
/// <param name="Ask">The message that brings the link, which stands for <c>{{link}}</c>, else at its end.</param>
/// <param name="Question">Above the five steps.</param>
/// <param name="Comment">Above the field for what they would like to add.</param>
public sealed partial record SurveyWords(
    string? Ask = null, string? Question = null, string? Comment = null, string? Thanks = null, string? ThanksText = null)
{
    /// <summary>What stands for the link in <see cref="Ask"/>.</summary>
    public const string Link = "{{link}}";

    private static readonly SurveyWords English = new(
        $"How did you find our help? Five steps and a comment, if you like – this link works once: {Link}",
        "How did you find our help?", "Would you like to add something?", "Thank you!", "Your rating has arrived.");

    private static readonly SurveyWords Neutral = new(
        $"Wie war unsere Hilfe? Fünf Stufen und auf Wunsch ein Kommentar – der Link gilt einmal: {Link}",
        "Wie war unsere Hilfe?", "Noch etwas dazu?", "Vielen Dank!", "Die Bewertung ist angekommen.");

    private static readonly SurveyWords Du = new(
        $"Wie fandest du unsere Hilfe? Fünf Stufen und, wenn du magst, ein Kommentar – der Link gilt einmal: {Link}",
        "Wie fandest du unsere Hilfe?", "Möchtest du noch etwas sagen?", "Danke dir!", "Deine Bewertung ist angekommen.");

    private static readonly SurveyWords Sie = new(
        $"Wie fanden Sie unsere Hilfe? Fünf Stufen und, wenn Sie mögen, ein Kommentar – der Link gilt einmal: {Link}",
        "Wie fanden Sie unsere Hilfe?", "Möchten Sie noch etwas sagen?", "Vielen Dank!", "Ihre Bewertung ist angekommen.");

    /// <summary>All of them as they are shipped.</summary>
    public static SurveyWords Shipped(bool german, Address manner) => !german ? English : manner switch
    {
        Address.Du => Du,
        Address.Sie => Sie,
        _ => Neutral,
    };

    /// <summary>All of them: ours, and what is shipped where there are none.</summary>
    public SurveyWords Over(SurveyWords shipped) => new(
        Ask ?? shipped.Ask, Question ?? shipped.Question, Comment ?? shipped.Comment, Thanks ?? shipped.Thanks,
        ThanksText ?? shipped.ThanksText);

    /// <summary>The message that goes out.</summary>
    public string AskWith(Uri link) => Ask is { } ask && ask.Contains(Link, StringComparison.Ordinal)
        ? ask.Replace(Link, link.AbsoluteUri, StringComparison.Ordinal)
        : $"{Ask}\n{link.AbsoluteUri}".TrimStart();

    /// <summary>Placeholders that nothing fills, which would go out as they stand.</summary>
    public IReadOnlyList<string> Unknown() =>
        [.. Placeholder().Matches((Ask ?? "").Replace(Link, "", StringComparison.Ordinal)).Concat(Placeholder().Matches(
            string.Join('\n', new[] { Question, Comment, Thanks, ThanksText }.OfType<string>()))).Select(m => m.Value).Distinct()];

    [GeneratedRegex(@"\{\{[^{}]*\}\}")]
    private static partial Regex Placeholder();

    /// <summary>All of our own words, for a look at their manner.</summary>
    public string Together() => string.Join('\n', new[] { Ask, Question, Comment, Thanks, ThanksText }.OfType<string>());
}

/// <summary>How the house speaks where no person does.</summary>
/// <param name="Manner">What it says to customers in German; none: texts of machines say neither.</param>
/// <param name="German">Its own words of the survey.</param>
public sealed record HouseWords(Address Manner = Address.None, SurveyWords? German = null, SurveyWords? English = null)
{
    public static readonly HouseWords Shipped = new();

    /// <summary>The words of the survey in one language, each of them.</summary>
    public SurveyWords Survey(bool german) =>
        ((german ? German : English) ?? new()).Over(SurveyWords.Shipped(german, Manner));
}

public sealed partial class Inbox
{
    private const string HouseRule = "house_words";

    /// <summary>Most characters of one of the words of the survey.</summary>
    public const int LongestSurveyWord = 400;

    /// <summary>How the house speaks where no person does.</summary>
    public async Task<HouseWords> HouseWordsAsync(CancellationToken cancel)
    {
        await using var connection = await db.ReadAsync(cancel);
        return await connection.ExecuteScalarAsync<string?>(new CommandDefinition(
            "select value from care_rule where name = @HouseRule", new { HouseRule }, cancellationToken: cancel)) is { } kept
            ? Stored.Read<HouseWords>(kept)
            : HouseWords.Shipped;
    }

    /// <summary>Changes how the house speaks where no person does; words that are empty or as shipped follow what is shipped.</summary>
    /// <exception cref="InboxException">Words are too long.</exception>
    public Task SaveHouseWordsAsync(HouseWords words, long? by, CancellationToken cancel)
    {
        if (!Enum.IsDefined(words.Manner)) words = words with { Manner = Address.None };
        words = words with { German = Own(words.German, true), English = Own(words.English, false) };
        return db.WriteAsync(async scope =>
        {
            await scope.Connection.ExecuteAsync(
                """
                insert into care_rule (name, value) values (@HouseRule, @value)
                on conflict (name) do update set value = excluded.value
                """, new { HouseRule, value = Stored.Write(words) }, scope.Transaction);
            await privacy.RecordAsync(scope, by, "house_words.changed", "care", words.Manner.ToString(), cancel);
        }, cancel);

        SurveyWords? Own(SurveyWords? own, bool german)
        {
            if (own is null) return null;
            var shipped = SurveyWords.Shipped(german, words.Manner);
            own = new(
                Word(own.Ask, shipped.Ask), Word(own.Question, shipped.Question), Word(own.Comment, shipped.Comment),
                Word(own.Thanks, shipped.Thanks), Word(own.ThanksText, shipped.ThanksText));
            return own == new SurveyWords() ? null : own;
        }

        static string? Word(string? own, string? shipped)
        {
            own = WellFormed.Of((own ?? "").Trim().ReplaceLineEndings("\n"));
            if (own.Length > LongestSurveyWord)
                throw new InboxException(
                    InboxRefusal.TextTooLong, $"A text has {own.Length} characters; {LongestSurveyWord} are the most.");
            return own.Length == 0 || own == shipped ? null : own;
        }
    }
}
