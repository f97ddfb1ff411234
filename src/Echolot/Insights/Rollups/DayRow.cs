using Echolot.Privacy;

namespace Echolot.Insights.Rollups;

/// <summary>Sums of one scope on one local day. Words may name people, and authors are counted.</summary>
[Personal("insight_day")]
internal sealed record DayRow
{
    public long Scope { get; init; }
    public long Day { get; init; }
    public long Stamp { get; init; }
    public long MadeAt { get; init; }
    public long Mentions { get; init; }
    public byte[] Slots { get; init; } = [];
    public byte[] Channels { get; init; } = [];
    public byte[] Languages { get; init; } = [];
    public byte[] Terms { get; init; } = [];
    public byte[] Authors { get; init; } = [];

    public const string Insert =
        """
        insert into insight_day (scope, day, stamp, made_at, mentions, slots, channels, languages, terms, authors)
        values (@Scope, @Day, @Stamp, @MadeAt, @Mentions, @Slots, @Channels, @Languages, @Terms, @Authors)
        on conflict (scope, day) do update set stamp = excluded.stamp, made_at = excluded.made_at,
            mentions = excluded.mentions, slots = excluded.slots, channels = excluded.channels,
            languages = excluded.languages, terms = excluded.terms, authors = excluded.authors
        """;
}
