using System.CommandLine;
using System.Globalization;

namespace Echolot.Bench.Kill;

/// <summary><c>kill-send --kills 50 --replies 1000</c>: no reply lost, none twice.</summary>
internal static class KillSendCommand
{
    public static async Task<int> RunAsync(string[] args)
    {
        var kills = new Option<int>("--kills") { Description = "How often to kill", DefaultValueFactory = _ => 50 };
        var replies = new Option<int>("--replies") { Description = "How many replies", DefaultValueFactory = _ => 1_000 };
        var seed = new Option<int>("--seed") { Description = "Seed of the moments", DefaultValueFactory = _ => 1 };
        var command = new RootCommand("Kills a sender again and again") { kills, replies, seed };
        command.SetAction(async (parsed, _) => await RunAsync(
            parsed.GetValue(kills), parsed.GetValue(replies), parsed.GetValue(seed), parsed.InvocationConfiguration.Output));
        return await command.Parse(args).InvokeAsync();
    }

    private static async Task<int> RunAsync(int kills, int replies, int seed, TextWriter output)
    {
        var folder = Directory.CreateTempSubdirectory("echolot-kill-send-");
        try
        {
            var sent = await SendKilling.RunAsync(
                Killer.Child("send-child"), folder.FullName, kills, replies, seed, output.WriteLine);
            await output.WriteLineAsync(string.Create(CultureInfo.InvariantCulture,
                $"{sent.Kills} kills in {sent.Starts} starts, {replies} replies, {sent.Took.TotalSeconds:0} s (seed {seed})"));
            await output.WriteLineAsync(
                $"promised and missing: {sent.PromisedMissing}   missing: {sent.Missing}   twice: {sent.Twice}   "
                + $"recognised by their key: {sent.SentAgain}");
            await output.WriteLineAsync(sent.Whole ? "no reply lost, none twice" : "FAILED");
            return sent.Whole && sent.Kills >= kills ? 0 : 1;
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}
