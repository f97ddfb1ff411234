using System.CommandLine;
using System.Globalization;

namespace Echolot.Bench.Kill;

/// <summary><c>kill --kills 50 --posts 100000</c>: nothing lost, nothing twice.</summary>
internal static class KillCommand
{
    public static async Task<int> RunAsync(string[] args)
    {
        var kills = new Option<int>("--kills") { Description = "How often to kill", DefaultValueFactory = _ => 50 };
        var posts = new Option<int>("--posts") { Description = "How many posts", DefaultValueFactory = _ => 100_000 };
        var seed = new Option<int>("--seed") { Description = "Seed of the moments", DefaultValueFactory = _ => 1 };
        var command = new RootCommand("Kills an ingest again and again") { kills, posts, seed };
        command.SetAction(async (parsed, cancel) => await RunAsync(
            parsed.GetValue(kills), parsed.GetValue(posts), parsed.GetValue(seed),
            parsed.InvocationConfiguration.Output));
        return await command.Parse(args).InvokeAsync();
    }

    private static async Task<int> RunAsync(int kills, int posts, int seed, TextWriter output)
    {
        var folder = Directory.CreateTempSubdirectory("echolot-kill-");
        try
        {
            var child = Killer.Child("ingest-child");
            var survived = await Killing.RunAsync(child, folder.FullName, kills, posts, seed, output.WriteLine);
            await output.WriteLineAsync(string.Create(CultureInfo.InvariantCulture,
                $"{survived.Kills} kills in {survived.Starts} starts, {posts} posts, "
                + $"{survived.Took.TotalSeconds:0} s (seed {seed})"));
            await output.WriteLineAsync(
                $"acknowledged and missing: {survived.AcknowledgedMissing}   missing: {survived.Missing}   "
                + $"twice: {survived.Twice}   overview wrong after a start: {survived.WrongSums}");
            foreach (var (place, rows) in survived.Indexes.Concat(survived.Early))
                await output.WriteLineAsync($"  {place,-32} {rows}");
            var whole = survived is { AcknowledgedMissing: 0, Missing: 0, Twice: 0, WrongSums: 0 }
                && survived.Indexes.Values.All(rows => rows == posts)
                && survived.Early.Values.All(rows => rows == IngestChild.Early);
            await output.WriteLineAsync(whole ? "nothing lost, nothing twice" : "FAILED");
            return whole && survived.Kills >= kills ? 0 : 1;
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}
