using System.Globalization;
using FsCheck;
using FsCheck.Fluent;

namespace Echolot.Matching.Tests;

/// <summary>
/// How far the properties are tried: the same few cases in every run, and so many times more, never the same, where
/// <c>ECHOLOT_FUZZ</c> says how often (<c>./dev fuzz</c>). A failure prints the seed or the text that made it.
/// </summary>
internal static class Fuzz
{
    private static readonly int? Times =
        int.TryParse(Environment.GetEnvironmentVariable("ECHOLOT_FUZZ"), CultureInfo.InvariantCulture, out var times)
            ? times : null;

    public static int Rounds(int usual) => usual * (Times ?? 1);

    public static int Seed(int usual) => Times is null ? usual : Random.Shared.Next();

    public static Config Worlds(int usual)
    {
        var config = Config.QuickThrowOnFailure.WithMaxTest(Rounds(usual));
        return Times is null ? config.WithReplay(20_260_101, 1_234_567_891) : config;
    }
}
