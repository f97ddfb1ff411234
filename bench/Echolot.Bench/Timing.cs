using System.Diagnostics;
using System.Globalization;

namespace Echolot.Bench;

/// <summary>Asks questions again and again and prints how long the answers take.</summary>
internal static class Timing
{
    // Methods are compiled for speed after thirty calls: a server has had those. What takes long itself is asked less often.
    private const int WarmUp = 35;
    private static readonly TimeSpan longestWarmUp = TimeSpan.FromSeconds(5);

    public static async Task PrintAsync(IEnumerable<(string Name, Func<Task> Ask)> questions, int runs)
    {
        Console.WriteLine($"{"question",-50}{"p50 ms",10}{"p95 ms",10}{"processor ms",14}");
        foreach (var (name, ask) in questions)
        {
            var began = Stopwatch.GetTimestamp();
            for (var i = 0; i < WarmUp && Stopwatch.GetElapsedTime(began) < longestWarmUp; i++) await ask();
            var times = new List<double>();
            var before = Environment.CpuUsage.TotalTime;
            for (var i = 0; i < runs; i++)
            {
                var started = Stopwatch.GetTimestamp();
                await ask();
                times.Add(Stopwatch.GetElapsedTime(started).TotalMilliseconds);
            }
            var processor = (Environment.CpuUsage.TotalTime - before).TotalMilliseconds / runs;
            times.Sort();
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{name,-50}{times[runs / 2],10:F1}{times[runs * 95 / 100],10:F1}{processor,14:F1}"));
        }
    }
}
