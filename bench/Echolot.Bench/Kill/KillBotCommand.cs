using System.CommandLine;
using System.Globalization;

namespace Echolot.Bench.Kill;

/// <summary><c>kill-bot --kills 50 --customers 100</c>: no question of a bot lost, none twice.</summary>
internal static class KillBotCommand
{
    public static async Task<int> RunAsync(string[] args)
    {
        var kills = new Option<int>("--kills") { Description = "How often to kill", DefaultValueFactory = _ => 50 };
        var customers = new Option<int>("--customers") { Description = "How many talk with it", DefaultValueFactory = _ => 100 };
        var seed = new Option<int>("--seed") { Description = "Seed of the moments", DefaultValueFactory = _ => 1 };
        var command = new RootCommand("Kills a bot again and again") { kills, customers, seed };
        command.SetAction(async (parsed, _) =>
        {
            var folder = Directory.CreateTempSubdirectory("echolot-kill-bot-");
            var output = parsed.InvocationConfiguration.Output;
            try
            {
                var talked = await BotKilling.RunAsync(
                    Killer.Child("bot-child"), folder.FullName, parsed.GetValue(kills), parsed.GetValue(customers),
                    parsed.GetValue(seed), output.WriteLine);
                await output.WriteLineAsync(string.Create(CultureInfo.InvariantCulture,
                    $"{talked.Kills} kills in {talked.Starts} starts, {parsed.GetValue(customers)} customers, {talked.Took.TotalSeconds:0} s"));
                await output.WriteLineAsync(
                    $"lost: {talked.Lost}   twice: {talked.Twice}   recognised by their key: {talked.SentAgain}");
                await output.WriteLineAsync(talked.Whole ? "no question lost, none twice" : "FAILED");
                return talked.Whole && talked.Kills >= parsed.GetValue(kills) ? 0 : 1;
            }
            finally
            {
                folder.Delete(recursive: true);
            }
        });
        return await command.Parse(args).InvokeAsync();
    }
}
