using System.Diagnostics;

namespace Echolot.Bench.Kill;

/// <summary>Kills a process with SIGKILL at random moments and starts it again, until it comes to its end by itself.</summary>
internal static class Killer
{
    /// <summary>The line by which the process says that it has come to its end.</summary>
    public const string Done = "done";

    /// <summary>This program under another verb.</summary>
    public static ProcessStartInfo Child(string verb)
    {
        var child = new ProcessStartInfo(Environment.ProcessPath!);
        if (Path.GetFileNameWithoutExtension(Environment.ProcessPath!) == "dotnet")
            child.ArgumentList.Add(typeof(Killer).Assembly.Location);
        child.ArgumentList.Add(verb);
        return child;
    }

    /// <param name="seed">
    /// Of the moments: spread over the whole work, and every fourth one while the child starts.
    /// </param>
    /// <param name="reached">Waits until this share of the work is done, or the process has ended.</param>
    /// <param name="afterwards">After each end, with the kills and starts so far.</param>
    public static async Task<(int Kills, int Starts)> RunAsync(
        ProcessStartInfo child, int kills, int seed, Func<double, Task, Task> reached, Func<int, int, Task> afterwards)
    {
        var chance = new Random(seed);
        child.RedirectStandardOutput = true;
        var moments = Enumerable.Range(0, kills).Select(_ => chance.NextDouble()).Order().ToList();
        var (killed, starts) = (0, 0);
        for (var done = false; !done;)
        {
            starts++;
            using var process = Process.Start(child)!;
            var ended = EndAsync(process);
            if (killed < kills)
            {
                // Also while it opens the database and repairs what the last kill left.
                var moment = chance.Next(4) == 0 ? Task.Delay(chance.Next(1, 400)) : reached(moments[killed], ended);
                await Task.WhenAny(moment, ended);
                await Task.WhenAny(Task.Delay(chance.Next(0, 60)), ended);
                if (!process.HasExited)
                {
                    process.Kill();
                    killed++;
                }
            }
            done = await ended;
            await process.WaitForExitAsync();
            await afterwards(killed, starts);
        }
        return (killed, starts);
    }

    /// <summary>Whether it came to its end by itself.</summary>
    private static async Task<bool> EndAsync(Process process)
    {
        var done = false;
        while (await process.StandardOutput.ReadLineAsync() is { } line) done |= line == Done;
        return done;
    }
}
