using Echolot.Mentions;
using Echolot.Play.Worlds;
using Echolot.Sources;

namespace Echolot.Play.Demo;

/// <summary>Brings the past of a world in through the gate, as if its sources had been read all the time.</summary>
internal static class Filling
{
    private const int Batch = 1000;

    /// <summary>Returns how many posts were offered; <paramref name="progress"/> hears of every batch.</summary>
    public static async Task<int> RunAsync(
        NordlichtWorld world, IReadOnlyDictionary<Channel, Source> sources, SourceRunner runner, ITakesEvents gate, Action<int> progress, CancellationToken cancel)
    {
        var waiting = Channel.All.ToDictionary(c => c, _ => new List<SourceEvent>(Batch));
        var configs = new Dictionary<Channel, SourceConfig>();
        foreach (var (channel, source) in sources) configs[channel] = await runner.ConfigAsync(source.Id, cancel);
        var count = 0;
        foreach (var moment in world.Past())
        {
            var events = waiting[moment.Channel];
            events.Add(AsEvent(moment, configs[moment.Channel]));
            count++;
            if (events.Count < Batch) continue;
            await gate.TakeAsync(configs[moment.Channel], events, cancel);
            waiting[moment.Channel] = new List<SourceEvent>(Batch);
            progress(count);
        }
        foreach (var (channel, events) in waiting)
            if (events.Count > 0) await gate.TakeAsync(configs[channel], events, cancel);
        return count;
    }

    /// <summary>Brings in what is being said right now, as if every source had just been read.</summary>
    public static async Task SwellAsync(
        IEnumerable<Moment> moments, IReadOnlyDictionary<Channel, Source> sources, SourceRunner runner, ITakesEvents gate,
        CancellationToken cancel)
    {
        foreach (var said in moments.GroupBy(m => m.Channel))
        {
            var config = await runner.ConfigAsync(sources[said.Key].Id, cancel);
            await gate.TakeAsync(config, [.. said.Select(m => AsEvent(m, config))], cancel);
        }
    }

    /// <summary>The post as the connector of its channel would have reported it, under the source's own key.</summary>
    private static Upserted AsEvent(Moment moment, SourceConfig config)
    {
        var mention = moment.Mention with { Source = config.Key };
        return new(mention, null, mention.ReceivedAt);
    }
}
