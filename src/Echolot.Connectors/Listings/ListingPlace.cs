using System.Text.Json;
using System.Text.Json.Serialization;

namespace Echolot.Connectors.Listings;

/// <summary>How far listings have been read, as stored; never changed, only replaced.</summary>
/// <param name="Seen">By target: what was read lately, oldest first, as <c>id revision</c>.</param>
/// <param name="ReadAt">By target: unix milliseconds of the last complete reading.</param>
internal sealed partial record ListingPlace(
    [property: JsonPropertyName("s")] IReadOnlyDictionary<string, IReadOnlyList<string>> Seen,
    [property: JsonPropertyName("r")] IReadOnlyDictionary<string, long> ReadAt,
    [property: JsonPropertyName("a")] Allowance Allowance, [property: JsonPropertyName("c")] long CheckedAt)
{
    /// <summary>By thread: what is known of the answers below it, where not all of them come with it.</summary>
    [JsonPropertyName("b")]
    public IReadOnlyDictionary<string, AnswersBelow> Below { get; init; } = new Dictionary<string, AnswersBelow>();

    /// <summary>Answers that are owed no more, because too much else is.</summary>
    [JsonPropertyName("l")]
    public long GivenUp { get; init; }

    /// <summary>Answers that are there and have not been read.</summary>
    [JsonIgnore]
    public long Owed => Below.Values.Sum(b => b.Unread);

    // As far back as deletions are looked for: two pages of most networks.
    private const int Remembered = 250;

    public IReadOnlyList<string> SeenOf(string target) => Seen.GetValueOrDefault(target) ?? [];

    public ListingPlace With(string target, IReadOnlyList<string> fresh, DateTimeOffset now)
    {
        var ids = fresh.Select(IdOf).ToHashSet(StringComparer.Ordinal);
        List<string> seen = [.. SeenOf(target).Where(s => !ids.Contains(IdOf(s))), .. fresh];
        return this with
        {
            Seen = new Dictionary<string, IReadOnlyList<string>>(Seen) { [target] = [.. seen.TakeLast(Remembered)] },
            ReadAt = new Dictionary<string, long>(ReadAt) { [target] = now.ToUnixTimeMilliseconds() },
        };
    }

    /// <summary>The target that an item was read of; null where it is not known, or this mark of something below it is.</summary>
    public string? TargetOf(string id, string mark) =>
        Seen.FirstOrDefault(t => t.Value.Any(s => IdOf(s) == id)) is { Key: { } target, Value: var seen } && !seen.Contains(mark)
            ? target : null;

    /// <summary>The target that an item was read of; null where it is not remembered.</summary>
    public string? TargetOf(string id) => Seen.FirstOrDefault(t => t.Value.Any(s => IdOf(s) == id)).Key;

    /// <summary>Something was read beside the listing: the time of its last reading stays.</summary>
    public ListingPlace Beside(string target, string mark) =>
        With(target, [mark], DateTimeOffset.FromUnixTimeMilliseconds(ReadAt.GetValueOrDefault(target)));

    public ListingPlace Without(IReadOnlySet<string> ids) => this with
    {
        Seen = Seen.ToDictionary(
            t => t.Key, t => (IReadOnlyList<string>)[.. t.Value.Where(s => !ids.Contains(IdOf(s)))]),
        Below = Below.Where(b => !ids.Contains(b.Key)).ToDictionary(b => b.Key, b => b.Value),
    };

    public static string Mark(string id, string revision) => $"{id} {revision}";

    public static string IdOf(string mark) => mark.Split(' ')[0];

    /// <summary>Reads what <see cref="ToString"/> wrote; empty for anything else.</summary>
    public static ListingPlace Parse(string? text)
    {
        try
        {
            if (text is not null && JsonSerializer.Deserialize<ListingPlace>(text) is { Seen: not null,
                ReadAt: not null } place)
                return place with
                {
                    Allowance = place.Allowance ?? Allowance.None, Below = place.Below ?? new Dictionary<string, AnswersBelow>(),
                };
        }
        catch (JsonException)
        {
            // Written by something else: begin anew.
        }
        return new(new Dictionary<string, IReadOnlyList<string>>(), new Dictionary<string, long>(), Allowance.None, 0);
    }

    public override string ToString() => JsonSerializer.Serialize(this);
}
