using System.Diagnostics;
using Echolot.Bench.Kill;
using Shouldly;
using Xunit;

namespace Echolot.Connectors.Tests.Mastodon;

/// <summary>
/// The small versions of <c>dotnet run -c Release --project bench/Echolot.Bench -- kill-send --kills 50 --replies 1000</c> and
/// of <c>kill-pair --kills 50 --pairs 300</c>.
/// </summary>
public sealed class Killed_while_sending : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("echolot-kill-send-");

    [Fact]
    public async Task No_reply_is_lost_and_none_is_there_twice()
    {
        var sent = await SendKilling.RunAsync(
            Child("send-child"), _folder.FullName, kills: 5, replies: 120, Random.Shared.Next(),
            TestContext.Current.SendDiagnosticMessage);
        sent.Starts.ShouldBeGreaterThan(1, "the sender must be killed at least once to show anything");
        (sent.PromisedMissing, sent.Missing, sent.Twice).ShouldBe((0, 0, 0));
    }

    [Fact]
    public async Task Of_no_pair_a_half_is_lost_or_there_twice_and_the_private_one_never_comes_first()
    {
        var sent = await PairKilling.RunAsync(
            Child("pair-child"), _folder.FullName, kills: 20, pairs: 60, Random.Shared.Next(),
            TestContext.Current.SendDiagnosticMessage);
        sent.Starts.ShouldBeGreaterThan(1, "the sender must be killed at least once to show anything");
        (sent.PromisedMissing, sent.Missing, sent.Twice, sent.PrivateFirst, sent.Unlinked).ShouldBe((0, 0, 0, 0, 0));
    }

    public void Dispose() => _folder.Delete(recursive: true);

    private static ProcessStartInfo Child(string verb) =>
        new("dotnet", [typeof(Killed_while_sending).Assembly.Location, verb]);
}
