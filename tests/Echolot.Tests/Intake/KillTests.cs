using System.Diagnostics;
using Echolot.Bench.Kill;
using Shouldly;
using Xunit;

namespace Echolot.Tests.Intake;

/// <summary>
/// The small version of <c>dotnet run -c Release --project bench/Echolot.Bench -- kill --kills 50 --posts 100000</c>.
/// </summary>
public sealed class KillTests
{
    [Fact]
    public async Task Killed_at_random_moments_nothing_is_lost_and_nothing_is_there_twice()
    {
        const int posts = 5_000;
        var folder = Directory.CreateTempSubdirectory("echolot-kill-");
        try
        {
            var child = new ProcessStartInfo("dotnet", [typeof(KillTests).Assembly.Location, "ingest-child"]);
            var survived = await Killing.RunAsync(
                child, folder.FullName, kills: 5, posts, Random.Shared.Next(),
                TestContext.Current.SendDiagnosticMessage);
            survived.Starts.ShouldBeGreaterThan(1, "the ingest must be killed at least once to show anything");
            survived.AcknowledgedMissing.ShouldBe(0);
            survived.Missing.ShouldBe(0);
            survived.Twice.ShouldBe(0);
            survived.WrongSums.ShouldBe(0, "the overview tells what the list has, wherever the making of sums was cut off");
            survived.Indexes.ShouldAllBe(place => place.Value == posts);
            survived.Early.ShouldAllBe(place => place.Value == IngestChild.Early);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}
