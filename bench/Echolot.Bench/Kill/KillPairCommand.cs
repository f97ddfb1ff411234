namespace Echolot.Bench.Kill;

/// <summary>
/// <c>kill-pair --kills 50 --pairs 300</c>: of no hand-over a half lost, none twice, the private one never first.
/// </summary>
internal static class KillPairCommand
{
    public static Task<int> RunAsync(string[] args) => KillVerb.RunAsync(
        args, "pairs", 300, "no half lost, none twice, none private before its public word", async (folder, kills, pairs, seed, tell) =>
        {
            var sent = await PairKilling.RunAsync(Killer.Child("pair-child"), folder, kills, pairs, seed, tell);
            return new(
                sent.Kills, sent.Starts, sent.Took,
                $"promised and missing: {sent.PromisedMissing}   missing: {sent.Missing}   twice: {sent.Twice}   "
                    + $"private first: {sent.PrivateFirst}   without the other half: {sent.Unlinked}   "
                    + $"recognised by their key: {sent.SentAgain}", sent.Whole);
        });
}
