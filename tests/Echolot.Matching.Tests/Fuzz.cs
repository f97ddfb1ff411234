using System.Globalization;
using FsCheck;
using FsCheck.Fluent;

namespace Echolot.Matching.Tests;

/// <summary>
/// How far the properties are tried: the same few cases in every run, so many times more, never the same, where
/// <c>ECHOLOT_FUZZ</c> says how often (<c>./dev fuzz</c>), and a part of the usual ones where it says less than 1
/// (<c>./dev mutate</c>). A failure prints the seed or the text that made it.
/// </summary>
internal static class Fuzz
{
    private static readonly double Times =
        double.TryParse(Environment.GetEnvironmentVariable("ECHOLOT_FUZZ"), CultureInfo.InvariantCulture, out var times)
            ? times : 1;

    private static bool Anew => Times > 1;

    public static int Rounds(int usual) => Math.Max(1, (int)(usual * Times));

    public static int Seed(int usual) => Anew ? Random.Shared.Next() : usual;

    public static Config Worlds(int usual)
    {
        var config = Config.QuickThrowOnFailure.WithMaxTest(Rounds(usual));
        return Anew ? config : config.WithReplay(20_260_101, 1_234_567_891);
    }
}
