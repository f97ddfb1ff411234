using System.Runtime.InteropServices;
using Echolot.Mentions;

namespace Echolot.Insights.Rollups;

/// <summary>What one scope has on one day, while it is being added up. For one thread.</summary>
internal sealed class DaySums(LocalDays days, long day, Vocabulary words)
{
    /// <summary>Sentiments there are; a slot has a count for each.</summary>
    public const int Tones = 4;

    // Of a busy day the words said most often are kept; of a quiet one all of them.
    private const int QuietDay = 500;
    private const int MostTerms = 2000;

    private readonly int[] _slots = new int[LocalDays.Slots * Tones];
    private readonly Dictionary<long, int> _channels = [];
    private readonly Dictionary<string, int> _languages = new(StringComparer.Ordinal);
    private readonly Dictionary<long, int> _authors = [];
    private readonly Dictionary<int, int> _terms = [];
    private int _mentions;

    public ReadOnlySpan<int> Slots => _slots;

    public IReadOnlyDictionary<long, int> Channels => _channels;

    public IReadOnlyDictionary<string, int> Languages => _languages;

    public void Add(CountedMention mention)
    {
        _mentions++;
        _slots[days.Slot(day, MentionIds.TimeOf(mention.Id)) * Tones + (int)mention.Sentiment]++;
        CollectionsMarshal.GetValueRefOrAddDefault(_channels, mention.Channel, out _)++;
        CollectionsMarshal.GetValueRefOrAddDefault(_languages, mention.Language, out _)++;
    }

    public void Add(long author, IReadOnlyList<int> terms)
    {
        CollectionsMarshal.GetValueRefOrAddDefault(_authors, author, out _)++;
        foreach (var term in terms) CollectionsMarshal.GetValueRefOrAddDefault(_terms, term, out _)++;
    }

    public DayRow AsRow(Scope scope, long stamp, DateTimeOffset madeAt) => new()
    {
        Scope = scope.Number,
        Day = day,
        Stamp = stamp,
        MadeAt = madeAt.ToUnixTimeMilliseconds(),
        Mentions = _mentions,
        Slots = Packing.Pack(_slots),
        Channels = Packing.Pack(_channels),
        Languages = Packing.Pack(_languages),
        Authors = Packing.Pack(_authors.OrderBy(a => a.Key)),
        Terms = Packing.PackWords(_terms.OrderByDescending(t => t.Value).ThenBy(t => t.Key)
            .Take(_mentions > QuietDay ? MostTerms : int.MaxValue)
            .Select(t => KeyValuePair.Create(words[t.Key], t.Value))),
    };
}

/// <summary>
/// Words of a day, numbered; each is spelled as most of its first writers spelled it, so that German nouns keep their
/// capital.
/// </summary>
internal sealed class Vocabulary
{
    private readonly Dictionary<string, int> _numbers = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<string, int>.AlternateLookup<ReadOnlySpan<char>> _bySpan;
    private readonly List<(string Lower, string? Upper, int Votes)> _spellings = [];

    public Vocabulary() => _bySpan = _numbers.GetAlternateLookup<ReadOnlySpan<char>>();

    public string this[int number]
    {
        get
        {
            var (lower, upper, votes) = _spellings[number];
            return votes > 0 && upper is not null ? upper : lower;
        }
    }

    /// <summary>Numbers of the words of a text, each once.</summary>
    public IReadOnlyList<int> Of(string? title, string text)
    {
        var numbers = new HashSet<int>();
        Terms.Read(title, text, word => numbers.Add(NumberOf(word)));
        return [.. numbers];
    }

    private int NumberOf(ReadOnlySpan<char> word)
    {
        var capital = char.IsUpper(word[0] == '#' && word.Length > 1 ? word[1] : word[0]);
        if (!_bySpan.TryGetValue(word, out var number))
        {
            number = _spellings.Count;
            var written = word.ToString();
            _numbers.Add(written, number);
            _spellings.Add((written.ToLowerInvariant(), capital ? written : null, capital ? 1 : -1));
            return number;
        }
        var (lower, upper, votes) = _spellings[number];
        _spellings[number] = (lower, upper ?? (capital ? word.ToString() : null), votes + (capital ? 1 : -1));
        return number;
    }
}
