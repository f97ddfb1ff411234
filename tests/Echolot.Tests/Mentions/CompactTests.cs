using Echolot.Mentions;
using FsCheck;
using FsCheck.Fluent;
using Xunit;

namespace Echolot.Tests.Mentions;

public class CompactTests
{
    [Fact]
    public void Monitors_are_those_of_the_matches() => Prop.ForAll((PositiveInt[] monitors, NonNull<string>[] fields) =>
    {
        var spans = fields.Select(f => new MatchSpan(f.Get, 1, 2)).ToList();
        var matches = monitors.Select((m, i) => new MonitorMatch(m.Get, i, i % 2 == 0 ? spans : [])).ToList();
        return Compact.MonitorIds(Compact.Matches(matches)).SequenceEqual(matches.Select(m => m.MonitorId));
    }).QuickCheckThrowOnFailure();

    [Theory]
    [InlineData("[]", "")]
    [InlineData("[[7,1]]", "7")]
    [InlineData("""[[7,1,"a\"[[9",0,3],[8,2,"]]",1,1]]""", "7 8")]
    public void Signs_inside_of_names_are_no_monitors(string json, string monitors) =>
        Assert.Equal(monitors, string.Join(' ', Compact.MonitorIds(json)));
}
