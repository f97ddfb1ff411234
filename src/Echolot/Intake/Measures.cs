using System.Diagnostics;
using System.Diagnostics.Metrics;
using Echolot.Mentions;
using Echolot.Sources;

namespace Echolot.Intake;

/// <summary>Numbers and traces of the intake, under the name <c>Echolot</c>.</summary>
internal static class Measures
{
    private static readonly Meter Meter = new("Echolot");
    private static readonly ActivitySource Activities = new("Echolot");

    private static readonly Histogram<double> StageSeconds = Meter.CreateHistogram<double>(
        "echolot.intake.stage", "s",
        "Time that a batch spent in a stage: prepare (matching, enrichment), keep (transaction)");
    private static readonly Histogram<double> WaitSeconds = Meter.CreateHistogram<double>(
        "echolot.intake.wait", "s", "Time that events waited before their batch was begun");
    private static readonly Histogram<double> KeptSeconds = Meter.CreateHistogram<double>(
        "echolot.intake.received_to_kept", "s", "From receiving an item to the commit that keeps it");
    private static readonly Histogram<int> BatchSize = Meter.CreateHistogram<int>(
        "echolot.intake.batch", "{event}", "Events in one transaction");
    private static readonly Counter<long> Events = Meter.CreateCounter<long>(
        "echolot.intake.events", "{event}", "Events decided, by outcome");

    public static void Watch(Gate gate)
    {
        // The meter outlives the gate, which only tests make more than one of.
        var alive = new WeakReference<Gate>(gate);
        Meter.CreateObservableGauge(
            "echolot.intake.waiting", () => alive.TryGetTarget(out var open) ? open.Waiting : 0, "{part}",
            "Parts of calls that wait for their batch");
    }

    public static void Waited(TimeSpan time) => WaitSeconds.Record(time.TotalSeconds);

    public static Running Stage(string name, int events)
    {
        BatchSize.Record(events, new KeyValuePair<string, object?>("stage", name));
        return new(name, Stopwatch.GetTimestamp(),
            Activities.StartActivity($"intake.{name}")?.SetTag("events", events));
    }

    public static void Decided(Arrived arrived, Taken taken, DateTimeOffset now)
    {
        Events.Add(1, new KeyValuePair<string, object?>("outcome", taken.As.ToString()));
        if (taken.As is TakenAs.Kept
            && arrived.Event is Upserted { Mention.Origin: Origin.Stream or Origin.Webhook or Origin.Poll })
            KeptSeconds.Record((now - arrived.Event.ReceivedAt).TotalSeconds);
    }

    /// <summary>A stage that is under way; disposing ends it.</summary>
    internal readonly record struct Running(string Name, long Since, Activity? Activity) : IDisposable
    {
        public void Dispose()
        {
            StageSeconds.Record(
                Stopwatch.GetElapsedTime(Since).TotalSeconds, new KeyValuePair<string, object?>("stage", Name));
            Activity?.Dispose();
        }
    }
}
