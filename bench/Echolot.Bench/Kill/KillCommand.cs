using System.Globalization;

namespace Echolot.Bench.Kill;

/// <summary><c>kill --kills 50 --posts 100000</c>: nothing lost, nothing twice.</summary>
internal static class KillCommand
{
    public static Task<int> RunAsync(string[] args) => KillVerb.RunAsync(
        args, "posts", 100_000, "nothing lost, nothing twice", async (folder, kills, posts, seed, tell) =>
        {
            var survived = await Killing.RunAsync(Killer.Child("ingest-child"), folder, kills, posts, seed, tell);
            var places = survived.Indexes.Concat(survived.Early).Select(
                place => string.Create(CultureInfo.InvariantCulture, $"  {place.Key,-32} {place.Value}"));
            var sums = $"acknowledged and missing: {survived.AcknowledgedMissing}   missing: {survived.Missing}   "
                + $"twice: {survived.Twice}   overview wrong after a start: {survived.WrongSums}";
            return new(
                survived.Kills, survived.Starts, survived.Took, string.Join('\n', places.Prepend(sums)),
                survived is { AcknowledgedMissing: 0, Missing: 0, Twice: 0, WrongSums: 0 }
                    && survived.Indexes.Values.All(rows => rows == posts)
                    && survived.Early.Values.All(rows => rows == IngestChild.Early));
        });
}
