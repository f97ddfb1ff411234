using System.Runtime.CompilerServices;
using Echolot.Connectors.Feeds;
using Shouldly;
using Xunit;

namespace Echolot.Connectors.Tests.Feeds;

/// <summary>Recordings with the expected lines beside them. To accept a change: <c>./echolot feed FILE > FILE.expected.ndjson</c>.</summary>
public sealed class RecordingTests
{
    public static TheoryData<string> Recordings => [.. Directory.EnumerateFiles(Folder())
        .Where(f => !f.EndsWith(".expected.ndjson", StringComparison.Ordinal)).Select(f => Path.GetFileName(f)!).Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Recordings))]
    public void A_recording_is_read_as_expected(string name)
    {
        var file = Path.Combine(Folder(), name);
        var feed = FeedReader.Read(File.ReadAllBytes(file), null, null);
        var found = string.Concat(feed.Items.Select(i => FeedLine.Of(i) + "\n"));
        found.ShouldBe(
            File.ReadAllText(file + ".expected.ndjson"), $"accept it with: ./echolot feed {name} > {name}.expected.ndjson (in Feeds/Recordings)");
    }

    private static string Folder([CallerFilePath] string here = "") => Path.Combine(Path.GetDirectoryName(here)!, "Recordings");
}
