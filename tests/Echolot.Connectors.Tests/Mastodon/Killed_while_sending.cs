using System.Diagnostics;
using Echolot.Bench.Kill;
using Shouldly;
using Xunit;

namespace Echolot.Connectors.Tests.Mastodon;

/// <summary>
/// The small version of <c>dotnet run -c Release --project bench/Echolot.Bench -- kill-send --kills 50 --replies 1000</c>.
/// </summary>
public sealed class Killed_while_sending
{
    [Fact]
    public async Task No_reply_is_lost_and_none_is_there_twice()
    {
        const int replies = 120;
        var folder = Directory.CreateTempSubdirectory("echolot-kill-send-");
        try
        {
            var child = new ProcessStartInfo("dotnet", [typeof(Killed_while_sending).Assembly.Location, "send-child"]);
            var sent = await SendKilling.RunAsync(
                child, folder.FullName, kills: 5, replies, Random.Shared.Next(), TestContext.Current.SendDiagnosticMessage);
            sent.Starts.ShouldBeGreaterThan(1, "the sender must be killed at least once to show anything");
            (sent.PromisedMissing, sent.Missing, sent.Twice).ShouldBe((0, 0, 0));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}
