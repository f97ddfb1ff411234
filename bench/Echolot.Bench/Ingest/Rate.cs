using System.Diagnostics;
using System.Globalization;

namespace Echolot.Bench.Ingest;

/// <summary>
/// How fast, and at what cost in processor time, which says more than the clock on a machine that others use too.
/// </summary>
internal readonly record struct Rate(double PerSecond, double CpuMicroseconds, double Cores)
{
    public string Line(string what) => string.Create(CultureInfo.InvariantCulture,
        $"{what,-28} {PerSecond,8:N0} posts/s {CpuMicroseconds,7:0.0} µs of processor time a post "
        + $"{Cores,4:0.0} cores busy");
}

/// <summary>Runs from its making on.</summary>
internal sealed class Clock
{
    private readonly long _started = Stopwatch.GetTimestamp();
    private readonly TimeSpan _cpu = Environment.CpuUsage.TotalTime;

    public TimeSpan Elapsed => Stopwatch.GetElapsedTime(_started);

    public Rate Of(int posts)
    {
        var (took, cpu) = (Elapsed, Environment.CpuUsage.TotalTime - _cpu);
        return new(posts / took.TotalSeconds, cpu.TotalMicroseconds / posts, cpu / took);
    }
}
