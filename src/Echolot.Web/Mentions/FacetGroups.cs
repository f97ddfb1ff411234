using System.Globalization;
using Echolot.Mentions;
using Echolot.Web.Components;
using Echolot.Web.Shell;

namespace Echolot.Web.Mentions;

/// <summary>One facet as the left column shows it.</summary>
public sealed record FacetGroup(string Title, IReadOnlyList<FacetItem> Items, bool Open, bool AtLeast)
{
    /// <summary>There are rarer values that are not listed.</summary>
    public bool Cut { get; init; }
}

/// <summary>A chosen filter with the link that takes it away.</summary>
public sealed record FilterChip(string Text, string Icon, string Href);

/// <summary>Turns counts of the archive into links, with names people know.</summary>
internal static class FacetGroups
{
    private static readonly (string Filter, string Field)[] Order =
        [("monitor", "monitor"), ("tone", "sentiment"), ("source", "source"), ("lang", "language"), ("tag", "tag"),
            ("category", "category"), ("kind", "kind"), ("site", "site"), ("class", "class"), ("author", "author")];

    public static IReadOnlyList<FacetGroup> Of(
        IReadOnlyList<Facet> facets, FilterAddress address, IReadOnlyDictionary<long, string> monitors,
        IReadOnlyDictionary<string, string> sources, IReadOnlyDictionary<long, string> categories)
    {
        var groups = new List<FacetGroup>();
        foreach (var (filter, field) in Order)
        {
            var facet = facets.FirstOrDefault(f => f.Field == field);
            var values = facet?.Values ?? [];
            var items = values.Select(v => Item(filter, v, address, monitors, sources, categories)).OfType<FacetItem>()
                .OrderByDescending(i => i.Chosen).ThenByDescending(i => i.Count).ToList();
            if (items.Count > 0)
                groups.Add(
                    new(
                        Name(filter), items,
                        filter is not ("kind" or "site" or "class" or "author") || address[filter].Count > 0,
                        facet is { Complete: false })
                    {
                        Cut = filter is "site" or "author" && values.Count >= Archive.MostValues,
                    });
        }
        return groups;
    }

    /// <summary>The days of what a search found, each a link that shows only that day.</summary>
    public static FacetGroup? Days(
        IReadOnlyList<Facet> facets, FilterAddress address, TimeZoneInfo zone)
    {
        if (facets.FirstOrDefault(f => f.Field == "day") is not { Values.Count: > 0 } facet) return null;
        return new(ListeningText.Day, [.. facet.Values.Select(v =>
        {
            var day = DateTime.ParseExact(v.Value, "yyyy-MM-dd", CultureInfo.InvariantCulture);
            var (from, to) = (At(day, zone), At(day.AddDays(1), zone));
            var chosen = address.Begin == from && address.End == to;
            return new FacetItem(
                day.ToString(new Phrase("ddd d. MMM yyyy", "ddd d MMM yyyy"), CultureInfo.CurrentCulture), v.Count, chosen,
                chosen ? address.Within(null, null) : address.Within(from, to));
        })], address.Begin is not null, !facet.Complete);
    }

    private static DateTimeOffset At(DateTime local, TimeZoneInfo zone) => new(local, zone.GetUtcOffset(local));

    public static IReadOnlyList<FilterChip> Chips(
        FilterAddress address, IReadOnlyDictionary<long, string> monitors, IReadOnlyDictionary<string, string> sources,
        IReadOnlyDictionary<long, string> categories)
    {
        var chips = new List<FilterChip>();
        if (address.Search is { } search) chips.Add(new(search, "search", address.With("q")));
        foreach (var name in FilterAddress.Names.Except(FilterAddress.States).Where(
            n => n is not ("q" or "range" or "group" or "from" or "to")))
            foreach (var value in address[name])
                chips.Add(
                    new(
                        Text(name, value, monitors, sources, categories) is "" ? Name(name)
                            : $"{Name(name)}: {Text(name, value, monitors, sources, categories) ?? value}", Icon(name),
                        address.Toggle(name, value)));
        if (address.Begin is not null || address.End is not null)
            chips.Add(new(ListeningText.Between(address.Begin, address.End), "calendar", address.Within(null, null)));
        foreach (var name in FilterAddress.States)
            if (address.State(name) is { } yes)
                chips.Add(new(WorkText.StateName(name, yes), WorkText.StateIcon(name), address.With(name)));
        return chips;
    }

    private static FacetItem? Item(
        string filter, FacetValue value, FilterAddress address, IReadOnlyDictionary<long, string> monitors,
        IReadOnlyDictionary<string, string> sources, IReadOnlyDictionary<long, string> categories)
    {
        var key = filter is "tone" or "kind" ? value.Value.ToLowerInvariant() : value.Value;
        return (value.Name ?? Text(filter, value.Value, monitors, sources, categories)) is { } text
            ? new(text, value.Count, address.Has(filter, key), address.Toggle(filter, key))
            : null;
    }

    /// <summary>What people call a value; null for a monitor that is gone.</summary>
    private static string? Text(
        string filter, string value, IReadOnlyDictionary<long, string> monitors,
        IReadOnlyDictionary<string, string> sources, IReadOnlyDictionary<long, string> categories) => filter switch
    {
        "category" =>
            long.TryParse(value, CultureInfo.InvariantCulture, out var id) ? categories.GetValueOrDefault(id) : null,
        "monitor" =>
            long.TryParse(value, CultureInfo.InvariantCulture, out var number) ? monitors.GetValueOrDefault(number) : null,
        "tone" => Enum.TryParse<Sentiment>(value, true, out var tone) ? ListeningText.ToneName(tone) : value,
        "kind" => Enum.TryParse<ItemKind>(value, true, out var kind) ? ListeningText.KindName(kind) : value,
        "source" => sources.GetValueOrDefault(value) ?? value,
        "lang" => ListeningText.LanguageName(value),
        "same" or "story" => "",
        "weekday" => Enum.TryParse<DayOfWeek>(value, true, out var day) ? CultureInfo.CurrentCulture.DateTimeFormat.GetDayName(day) : value,
        "hour" => ListeningText.HourName(value),
        "class" => SourceClassText.OfWord(value) is { } of ? SourceClassText.Name(of) : value,
        _ => value,
    };

    private static string Name(string filter) => filter switch
    {
        "monitor" => ListeningText.Monitor,
        "tone" => ListeningText.Tone,
        "source" => ListeningText.Source,
        "lang" => ListeningText.Language,
        "tag" => ListeningText.Tag,
        "category" => WorkText.Category,
        "kind" => ListeningText.Kind,
        "site" => ListeningText.Site,
        "network" => ListsText.Network,
        "same" => ListeningText.SameText,
        "story" => ListeningText.OfStory,
        "weekday" => ListeningText.Weekday,
        "hour" => ListeningText.Hour,
        "class" => SourceClassText.Short,
        _ => ListeningText.Author,
    };

    private static string Icon(string filter) => filter switch
    {
        "monitor" => "text-search",
        "tone" => "smile",
        "source" => "radio-tower",
        "lang" => "languages",
        "tag" => "tag",
        "category" => "folder",
        "same" => "layers",
        "story" => "newspaper",
        "author" => "user",
        "weekday" => "calendar",
        "hour" => "clock",
        _ => "list-filter",
    };
}
