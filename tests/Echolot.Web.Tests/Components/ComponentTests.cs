using System.Text.RegularExpressions;
using Echolot.Web.Components;
using Echolot.Web.Tests.Architecture;
using Shouldly;
using Xunit;

namespace Echolot.Web.Tests.Components;

public sealed partial class ComponentTests
{
    [Fact]
    public void Every_component_is_shown_on_the_development_page()
    {
        var shown = File.ReadAllText(Path.Combine(Code.Root, "src/Echolot.Web/Development/ComponentsPage.razor"));
        // Parts of other components, which are shown with them.
        string[] parts = ["Labelled", "TokenField", "MenuItem"];
        Code.Files("src/Echolot.Web/Components", "*.razor").Select(Path.GetFileNameWithoutExtension).Except(parts)
            .Where(name => !shown.Contains($"<Specimen Name=\"{name}\"", StringComparison.Ordinal)).ShouldBeEmpty();
    }

    [Fact]
    public void Every_icon_that_is_named_is_in_the_bundle()
    {
        var named = from file in Code.Files("src/Echolot.Web", "*.razor")
            from Match use in NamedIcon().Matches(File.ReadAllText(file))
            select (Path.GetFileName(file), Name: use.Groups["name"].Value);
        named.Where(use => !Icons.All.ContainsKey(use.Name)).ShouldBeEmpty("add the Lucide name to Client/icons.json");
    }

    [Fact]
    public void Pages_name_no_colour_of_their_own() =>
        Code.Files("src/Echolot.Web/Client/styles", "*.css").Where(
            file => Path.GetFileName(file) is "pages.css" or "shell.css")
            .SelectMany(
                file => File.ReadLines(file).Where(
                    line => Colour().IsMatch(line) && !line.Contains("light-dark(", StringComparison.Ordinal)))
            .ShouldBeEmpty("use a token of tokens.css");

    [Theory]
    [InlineData("Amelie Winter", "AW")]
    [InlineData("Hannah Öztürk", "HÖ")]
    [InlineData("@umweltnah", "U")]
    [InlineData("李雷", "李")]
    [InlineData("👩‍👩‍👧 Familie", "F")]
    [InlineData("👩🏽‍🚀 🚀🚀", "👩🏽‍🚀")]
    [InlineData("<img src=x>", "IS")]
    [InlineData("Z\u0337a\u0336 Z\u034e\u0302", "ZZ")]
    [InlineData("  ", "?")]
    public void Initials_are_the_first_letters_of_the_first_and_last_word(string name, string initials) =>
        Avatar.Initials(name).ShouldBe(initials);

    [Fact]
    public void A_course_fills_its_height_and_stays_inside()
    {
        Sparkline.Points([0, 5, 10]).ShouldBe(["0 30", "60 16", "120 2"]);
        Sparkline.Points([0, 0]).ShouldBe(["0 30", "120 30"]);
        Sparkline.Points([]).ShouldBeEmpty();
    }

    [Theory]
    [InlineData(Tone.Bad)]
    [InlineData(Tone.Plain)]
    [InlineData(Tone.Violet)]
    public void A_name_always_has_the_same_hue(Tone tone)
    {
        tone.Class().ShouldNotBeEmpty();
        Tones.Hue("Amelie Winter").ShouldBe(Tones.Hue("Amelie Winter"));
        Tones.Hue("").ShouldBeInRange(0, 9);
    }

    [GeneratedRegex("(?:Icon|<Icon Name)=\"(?<name>[a-z][a-z0-9-]+)\"")]
    private static partial Regex NamedIcon();

    [GeneratedRegex(@"#[0-9a-f]{3,8}\b(?!-)|rgb\(", RegexOptions.IgnoreCase)]
    private static partial Regex Colour();
}
