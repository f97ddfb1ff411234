using Echolot.Bench.Kill;
using Xunit.MicrosoftTestingPlatform;
using Xunit.Runner.InProc.SystemConsole;

namespace Echolot.Connectors.Tests;

/// <summary>
/// Starts the tests as the generated entry point of xunit does; and the process that the kill test kills, which is this
/// program under another verb so that the test needs no second one to be built.
/// </summary>
public static class Program
{
    public static async Task<int> Main(string[] args) => args switch
    {
        ["send-child", var folder, var instance] => await SendChild.RunAsync(folder, instance),
        ["pair-child", var folder, var instance] => await PairChild.RunAsync(folder, instance),
        _ when args.Any(a => a is "--server" or "--internal-msbuild-node") =>
            await TestPlatformTestFramework.RunAsync(args, SelfRegisteredExtensions.AddSelfRegisteredExtensions),
        _ => await ConsoleRunner.Run(args),
    };
}
