using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using System.Globalization;
using System.Text;

namespace Echolot.Web.Observability;

/// <summary>
/// Listens to the instruments of this process and writes what they counted in the Prometheus text format 0.0.4.
/// Thread-safe; recording takes one lookup and a short lock.
/// </summary>
internal sealed class Instruments : IDisposable
{
    /// <summary>
    /// Series of one instrument; more are counted together under <c>other</c>, so that no label can fill the memory.
    /// </summary>
    private const int MostSeries = 1000;

    private static readonly string[] meters =
        ["Echolot", "Microsoft.AspNetCore.Hosting", "Microsoft.AspNetCore.Server.Kestrel",
            "Microsoft.AspNetCore.RateLimiting", "System.Runtime"];

    /// <summary>Labels of meters that are not ours; others hold addresses or tell nothing.</summary>
    private static readonly HashSet<string> foreignLabels =
        ["http.request.method", "http.response.status_code", "http.route", "gc.heap.generation", "cpu.mode"];

    /// <summary>Upper bounds of seconds, and of counts.</summary>
    private static readonly double[] seconds = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];
    private static readonly double[] counts = [1, 2, 5, 10, 25, 50, 100, 250, 500, 1000, 2500, 5000, 10000];

    private readonly ConcurrentDictionary<Instrument, ConcurrentDictionary<string, Series>> _series = new();
    private readonly MeterListener _listener = new();

    public Instruments()
    {
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (meters.Any(
                m => instrument.Meter.Name == m || instrument.Meter.Name.StartsWith(m + ".", StringComparison.Ordinal)))
                listener.EnableMeasurementEvents(instrument);
        };
        _listener.SetMeasurementEventCallback<long>((i, value, labels, _) => Record(i, value, labels));
        _listener.SetMeasurementEventCallback<int>((i, value, labels, _) => Record(i, value, labels));
        _listener.SetMeasurementEventCallback<double>((i, value, labels, _) => Record(i, value, labels));
        _listener.Start();
    }

    /// <summary>Everything counted so far.</summary>
    public string Write()
    {
        _listener.RecordObservableInstruments();
        var text = new StringBuilder();
        foreach (var (instrument, series) in _series.OrderBy(s => NameOf(s.Key), StringComparer.Ordinal))
        {
            var name = NameOf(instrument);
            var help = (instrument.Description ?? instrument.Name).Replace("\\", "\\\\").Replace("\n", " ");
            text.Append(CultureInfo.InvariantCulture, $"# HELP {name} {help}\n# TYPE {name} {KindOf(instrument)}\n");
            foreach (var (labels, one) in series.OrderBy(s => s.Key, StringComparer.Ordinal))
                one.Write(text, name, labels);
        }
        return text.ToString();
    }

    public void Dispose() => _listener.Dispose();

    /// <summary>Prometheus names: underscores, the unit, and <c>_total</c> behind what only grows.</summary>
    internal static string NameOf(Instrument instrument)
    {
        var name = string.Concat(instrument.Name.Select(c => char.IsAsciiLetterOrDigit(c) ? c : '_'));
        var unit = instrument.Unit switch { "s" => "_seconds", "By" => "_bytes", _ => "" };
        return name + (name.EndsWith(unit, StringComparison.Ordinal) ? "" : unit)
            + (KindOf(instrument) == "counter" ? "_total" : "");
    }

    internal static string LabelsOf(Instrument instrument, ReadOnlySpan<KeyValuePair<string, object?>> labels)
    {
        var ours = instrument.Meter.Name.StartsWith("Echolot", StringComparison.Ordinal);
        var text = new StringBuilder();
        foreach (var (key, value) in labels)
        {
            if (!ours && !foreignLabels.Contains(key))
                continue;
            var escaped = (Convert.ToString(value, CultureInfo.InvariantCulture) ?? "")
                .Replace("\\", "\\\\").Replace("\"", "\\\"").Replace("\n", "\\n");
            text.Append(text.Length == 0 ? "" : ",")
                .Append(string.Concat(key.Select(c => char.IsAsciiLetterOrDigit(c) ? c : '_')))
                .Append("=\"").Append(escaped).Append('"');
        }
        return text.ToString();
    }

    private static string KindOf(Instrument instrument)
    {
        var type = instrument.GetType().Name;
        return type.Contains("Histogram", StringComparison.Ordinal) ? "histogram"
            : type.Contains("Counter", StringComparison.Ordinal) && !type.Contains("UpDown", StringComparison.Ordinal)
                ? "counter"
            : "gauge";
    }

    private void Record(Instrument instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> labels)
    {
        var all = _series.GetOrAdd(instrument, static _ => new(StringComparer.Ordinal));
        var key = LabelsOf(instrument, labels);
        if (all.Count >= MostSeries && !all.ContainsKey(key))
            key = "other=\"true\"";
        var one = all.GetOrAdd(
            key, static (_, i) => new(KindOf(i) == "histogram" ? i.Unit == "s" ? seconds : counts : null), instrument);
        // What only observes tells its state; everything else tells a change.
        if (instrument.IsObservable)
            one.Set(value);
        else
            one.Add(value, set: instrument.GetType().Name.StartsWith("Gauge", StringComparison.Ordinal));
    }

    /// <summary>One line of numbers, or one histogram.</summary>
    private sealed class Series(double[]? bounds)
    {
        private readonly Lock _gate = new();
        private readonly long[] _buckets = new long[(bounds?.Length ?? 0) + 1];
        private double _sum;

        public void Set(double value)
        {
            lock (_gate)
                _sum = value;
        }

        public void Add(double value, bool set)
        {
            lock (_gate)
            {
                _sum = set ? value : _sum + value;
                if (bounds is not null)
                    _buckets[Bucket(value)]++;
            }
        }

        public void Write(StringBuilder text, string name, string labels)
        {
            lock (_gate)
            {
                var own = labels.Length == 0 ? "" : $"{{{labels}}}";
                if (bounds is null)
                {
                    text.Append(CultureInfo.InvariantCulture, $"{name}{own} {_sum}\n");
                    return;
                }
                var before = labels.Length == 0 ? "" : labels + ",";
                long total = 0;
                for (var i = 0; i < _buckets.Length; i++)
                {
                    total += _buckets[i];
                    var bound = i < bounds.Length ? bounds[i].ToString(CultureInfo.InvariantCulture) : "+Inf";
                    text.Append(CultureInfo.InvariantCulture, $"{name}_bucket{{{before}le=\"{bound}\"}} {total}\n");
                }
                text.Append(CultureInfo.InvariantCulture, $"{name}_sum{own} {_sum}\n{name}_count{own} {total}\n");
            }
        }

        private int Bucket(double value)
        {
            var at = Array.BinarySearch(bounds!, value);
            return at < 0 ? ~at : at;
        }
    }
}
