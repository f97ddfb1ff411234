using Echolot.Mentions;
using FsCheck;
using FsCheck.Fluent;
using Shouldly;
using System.Text;
using Xunit;

namespace Echolot.Tests.Mentions;

public sealed class WellFormedTests
{
    [Fact]
    public void Halves_of_pairs_and_NUL_are_replaced_one_for_one()
    {
        // Not as data of a theory: attributes are stored as UTF-8, which has no halves.
        (string Given, string Expected)[] cases =
        [
            ("Grüße 😡 aus Köln", "Grüße 😡 aus Köln"),
            ("abgeschnitten \uD83D", "abgeschnitten \uFFFD"),
            ("\uDE21 vorn", "\uFFFD vorn"),
            ("a\0b", "a\uFFFDb"),
            ("\uD83D\uD83D\uDE21", "\uFFFD😡"),
            ("", ""),
        ];
        foreach (var (given, expected) in cases) WellFormed.Of(given).ShouldBe(expected);
    }

    [Fact]
    public void Whatever_comes_in_can_be_encoded_and_keeps_its_length() =>
        Prop.ForAll(ArbMap.Default.ArbFor<char[]>(), letters =>
        {
            var mended = WellFormed.Of(new string(letters ?? []));
            var strict = new UTF8Encoding(false, throwOnInvalidBytes: true);
            return mended.Length == (letters?.Length ?? 0) && strict.GetString(strict.GetBytes(mended)) == mended && !mended.Contains('\0');
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void A_text_without_fault_is_not_copied()
    {
        var text = new string("nichts zu tun 😀");
        ReferenceEquals(WellFormed.Of(text), text).ShouldBeTrue();
    }

    [Fact]
    public void Authors_are_mended_too() =>
        new AuthorRef(new ExternalId("1"), "halb\uD83D", "Name\0").ShouldSatisfyAllConditions(
            a => a.Handle.ShouldBe("halb\uFFFD"), a => a.DisplayName.ShouldBe("Name\uFFFD"));
}
