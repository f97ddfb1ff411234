using System.Globalization;
using Echolot.Alerts;
using Echolot.Mentions;
using Echolot.Monitors;
using Echolot.Sources;
using Echolot.Teams;
using Echolot.Web.Components;
using Monitor = Echolot.Monitors.Monitor;

namespace Echolot.Web.Shell.Today;

/// <summary>A source with how it does.</summary>
public sealed record SourceLook(Source Source, SourceHealth? Health)
{
    public SourceState State => Health?.State ?? (Source.Paused ? SourceState.Paused : SourceState.Running);
}

/// <summary>A monitor with its mentions of the last seven days.</summary>
public sealed record MonitorLook(Monitor Monitor, long Count);

/// <summary>Everything the start page shows one person, cut to what they may see.</summary>
public sealed record Picture(
    long Day, long DayBefore, long Week, long WeekBefore, double? Negative, double? NegativeBefore,
    IReadOnlyList<long> Course, IReadOnlyList<(int From, int To)> Gaps,
    IReadOnlyList<StoredMention> Latest, IReadOnlyList<MonitorLook> Monitors, IReadOnlyList<SourceLook> Sources,
    IReadOnlyList<Notification> Unread, int UnreadCount)
{
    private const int MostMentions = 8;
    private const int MostMonitors = 7;
    private const int MostNotifications = 4;

    /// <summary>Relative change; null where there was nothing before.</summary>
    public static double? Change(long now, long before) => before == 0 ? null : (now - before) / (double)before;

    /// <summary>Share of negative among those whose tone is known; null where none is.</summary>
    public static double? NegativeShare(IReadOnlyList<Facet> facets)
    {
        var tones = facets.FirstOrDefault(facet => facet.Field == "sentiment")?.Values ?? [];
        var known = tones.Where(tone => !Is(tone, Sentiment.Unknown)).Sum(tone => tone.Count);
        var negative = tones.Where(tone => Is(tone, Sentiment.Negative)).Sum(tone => tone.Count);
        return known == 0 ? null : negative / (double)known;
    }

    private static bool Is(FacetValue tone, Sentiment sentiment) =>
        string.Equals(tone.Value, sentiment.ToString(), StringComparison.OrdinalIgnoreCase);

    public static async Task<Picture> TakeAsync(
        Actor actor, DateTimeOffset now, Archive archive, Watchlist watchlist, SourceRunner runner, AlertDesk alerts,
        CancellationToken cancel)
    {
        var week = new MentionFilter { From = now.AddDays(-7) };
        var weekBefore = new MentionFilter { From = now.AddDays(-14), To = now.AddDays(-7) };
        var facets = await archive.FacetsAsync(week, cancel);
        var daily = await archive.DailyAsync(new() { From = now.AddDays(-14), To = now }, cancel);
        var latest = await archive.ListAsync(new() { Grouping = Grouping.Duplicates }, null, MostMentions, cancel);
        var mayNotify = actor.May(Permission.ReadNotifications);
        return new(
            await archive.CountAsync(new() { From = now.AddDays(-1) }, cancel),
            await archive.CountAsync(new() { From = now.AddDays(-2), To = now.AddDays(-1) }, cancel),
            await archive.CountAsync(week, cancel),
            await archive.CountAsync(weekBefore, cancel),
            NegativeShare(facets),
            NegativeShare(await archive.FacetsAsync(weekBefore, cancel)),
            [.. daily.Select(day => day.Count)],
            daily.Count == 0 ? [] : await GapSpans.OfDaysAsync(runner, archive, daily[0].Day, daily.Count, cancel),
            latest.Items,
            actor.May(Permission.ReadMonitors) ? MonitorsOf(facets, await watchlist.ListAsync(cancel)) : [],
            actor.May(Permission.ReadSources)
                ? SourcesOf(await runner.ListAsync(cancel), await runner.HealthAsync(cancel))
                : [],
            mayNotify
                ? await alerts.ForPersonAsync(actor.Person.Id, unreadOnly: true, null, MostNotifications, cancel)
                : [],
            mayNotify ? await alerts.UnreadAsync(actor.Person.Id, cancel) : 0);
    }

    private static IReadOnlyList<MonitorLook> MonitorsOf(IReadOnlyList<Facet> facets, IReadOnlyList<Monitor> monitors)
    {
        var counts = (facets.FirstOrDefault(facet => facet.Field == "monitor")?.Values ?? [])
            .ToDictionary(value => value.Value, value => value.Count, StringComparer.Ordinal);
        return [.. monitors
            .Select(
                monitor => new MonitorLook(
                    monitor, counts.GetValueOrDefault(monitor.Id.ToString(CultureInfo.InvariantCulture))))
            .OrderByDescending(look => look.Count).ThenBy(
                look => look.Monitor.Name, StringComparer.CurrentCulture).Take(MostMonitors)];
    }

    /// <summary>What needs somebody first, then by name.</summary>
    private static IReadOnlyList<SourceLook> SourcesOf(
        IReadOnlyList<Source> sources, IReadOnlyList<SourceHealth> health) =>
        [.. sources.Select(source => new SourceLook(source, health.FirstOrDefault(one => one.SourceId == source.Id)))
            .OrderBy(
                look =>
                    look.State switch { SourceState.Failing => 0, SourceState.Silent => 1, SourceState.Stopped => 2,
                        _ => 3 })
            .ThenBy(look => look.Source.Name, StringComparer.CurrentCulture)];
}
