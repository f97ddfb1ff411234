namespace Echolot.Bench.Kill;

/// <summary><c>kill-bot --kills 50 --customers 100</c>: no question of a bot lost, none twice.</summary>
internal static class KillBotCommand
{
    public static Task<int> RunAsync(string[] args) => KillVerb.RunAsync(
        args, "customers", 100, "no question lost, none twice", async (folder, kills, customers, seed, tell) =>
        {
            var talked = await BotKilling.RunAsync(Killer.Child("bot-child"), folder, kills, customers, seed, tell);
            return new(
                talked.Kills, talked.Starts, talked.Took,
                $"lost: {talked.Lost}   twice: {talked.Twice}   recognised by their key: {talked.SentAgain}", talked.Whole);
        });
}
