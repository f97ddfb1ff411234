using Echolot.Web.Conversations;
using Shouldly;
using Xunit;

namespace Echolot.Web.Tests.Conversations;

/// <summary>Keys of the desk as somebody wants them.</summary>
public sealed class DeskKeysTests
{
    [Fact]
    public void Two_keys_change_places_and_only_what_is_different_is_kept()
    {
        var (own, errors) = DeskKeys.Read(new Dictionary<string, string> { ["a"] = "r", ["r"] = " a ", ["n"] = "n", ["e"] = "" });
        errors.ShouldBeEmpty();
        own.OrderBy(o => o.Key, StringComparer.Ordinal).Select(o => o.Key + o.Value).ShouldBe(["ar", "ra"]);
    }

    [Fact]
    public void A_key_is_one_sign_is_there_once_and_leaves_those_of_all_pages_alone()
    {
        Wrong(("a", "ab")).ShouldBe(["a"]);
        Wrong(("a", "👍")).ShouldBe(["a"]);
        Wrong(("a", "g")).ShouldBe(["a"]);
        Wrong(("a", "?")).ShouldBe(["a"]);
        Wrong(("a", "r")).ShouldBe(["a", "r"], ignoreOrder: true);
        Wrong(("a", "ü")).ShouldBeEmpty();
        Wrong(("a", "R")).ShouldBeEmpty();

        static IEnumerable<string> Wrong((string Key, string Own) one) =>
            DeskKeys.Read(new Dictionary<string, string> { [one.Key] = one.Own }).Errors.Keys;
    }

    [Fact]
    public void No_two_actions_have_one_key_as_they_are_shipped() =>
        DeskKeys.Actions.Select(a => a.Key).Distinct().Count().ShouldBe(DeskKeys.Actions.Count);
}
