using System.Text.Json.Serialization;

namespace Echolot.Connectors.Listings;

/// <summary>An item that others stand below, as a page of a listing shows it.</summary>
/// <param name="Total">How many answers the network says there are.</param>
/// <param name="Given">How many of them came along.</param>
/// <param name="Newest">Unix milliseconds of the newest that came along.</param>
internal sealed record Thread(string Id, long Total, int Given, long Newest);

/// <summary>What is known of the answers below an item.</summary>
/// <param name="Total">How many the network said there were when it last showed the item.</param>
/// <param name="Known">How many it said there were when all of them had been read.</param>
/// <param name="Newest">Unix milliseconds of the newest that was read then.</param>
/// <param name="Unread">How many have not been read.</param>
/// <param name="Before">They were there before we listened.</param>
internal sealed record AnswersBelow(
    [property: JsonPropertyName("t")] string Target, [property: JsonPropertyName("n")] long Total,
    [property: JsonPropertyName("k")] long Known, [property: JsonPropertyName("m")] long Newest,
    [property: JsonPropertyName("u")] long Unread, [property: JsonPropertyName("f")] bool Before)
{
    /// <summary>What is known after the network showed the item once more; null where all answers came along.</summary>
    public static AnswersBelow? After(AnswersBelow? known, Thread shown, string target, bool before)
    {
        if (shown.Total <= shown.Given) return null;
        known ??= new(target, 0, 0, 0, 0, before);
        // Where some are gone and others came, the number may be the same.
        var more = shown.Total > known.Known || shown.Newest > known.Newest;
        var unread = !more ? 0
            : known.Unread > 0 ? Math.Max(1, known.Unread + shown.Total - known.Total)
            : Math.Max(1, shown.Total - Math.Max(known.Known, shown.Given));
        return known with { Total = shown.Total, Known = Math.Min(known.Known, shown.Total), Unread = unread };
    }
}
