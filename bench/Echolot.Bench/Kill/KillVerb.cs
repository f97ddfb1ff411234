using System.CommandLine;
using System.Globalization;

namespace Echolot.Bench.Kill;

/// <summary>What came of it: the figures in words, and whether all is there once.</summary>
internal sealed record KillResult(int Kills, int Starts, TimeSpan Took, string Figures, bool Whole);

/// <summary>A verb that kills a child again and again: how often, over how much, at which moments.</summary>
internal static class KillVerb
{
    /// <param name="what">What there is so much of, as the option is called.</param>
    /// <param name="promise">What is true where all is there once.</param>
    /// <param name="killing">Kills in a folder so often, over so much, by a seed, and tells how it goes.</param>
    public static async Task<int> RunAsync(
        string[] args, string what, int usual, string promise, Func<string, int, int, int, Action<string>, Task<KillResult>> killing)
    {
        var kills = new Option<int>("--kills") { Description = "How often to kill", DefaultValueFactory = _ => 50 };
        var count = new Option<int>("--" + what) { Description = $"How many {what}", DefaultValueFactory = _ => usual };
        var seed = new Option<int>("--seed") { Description = "Seed of the moments", DefaultValueFactory = _ => 1 };
        var command = new RootCommand("Kills a process again and again") { kills, count, seed };
        command.SetAction(async (parsed, _) =>
        {
            var folder = Directory.CreateTempSubdirectory("echolot-kill-");
            var output = parsed.InvocationConfiguration.Output;
            try
            {
                var came = await killing(
                    folder.FullName, parsed.GetValue(kills), parsed.GetValue(count), parsed.GetValue(seed), output.WriteLine);
                await output.WriteLineAsync(string.Create(CultureInfo.InvariantCulture,
                    $"{came.Kills} kills in {came.Starts} starts, {parsed.GetValue(count)} {what}, {came.Took.TotalSeconds:0} s (seed {parsed.GetValue(seed)})"));
                await output.WriteLineAsync(came.Figures);
                await output.WriteLineAsync(came.Whole ? promise : "FAILED");
                return came.Whole && came.Kills >= parsed.GetValue(kills) ? 0 : 1;
            }
            finally
            {
                folder.Delete(recursive: true);
            }
        });
        return await command.Parse(args).InvokeAsync();
    }
}
