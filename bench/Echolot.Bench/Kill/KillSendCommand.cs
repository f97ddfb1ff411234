namespace Echolot.Bench.Kill;

/// <summary><c>kill-send --kills 50 --replies 1000</c>: no reply lost, none twice.</summary>
internal static class KillSendCommand
{
    public static Task<int> RunAsync(string[] args) => KillVerb.RunAsync(
        args, "replies", 1_000, "no reply lost, none twice", async (folder, kills, replies, seed, tell) =>
        {
            var sent = await SendKilling.RunAsync(Killer.Child("send-child"), folder, kills, replies, seed, tell);
            return new(
                sent.Kills, sent.Starts, sent.Took,
                $"promised and missing: {sent.PromisedMissing}   missing: {sent.Missing}   twice: {sent.Twice}   "
                    + $"recognised by their key: {sent.SentAgain}", sent.Whole);
        });
}
