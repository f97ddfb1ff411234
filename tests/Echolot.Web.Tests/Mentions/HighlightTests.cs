using Echolot.Mentions;
using Echolot.Web.Mentions;
using FsCheck;
using FsCheck.Fluent;
using Shouldly;
using Xunit;

namespace Echolot.Web.Tests.Mentions;

public sealed class HighlightTests
{
    private static readonly Gen<int> Numbers = Gen.OneOf(
        Gen.Choose(-3, 40), Gen.Elements(int.MinValue, int.MaxValue, int.MaxValue - 1, -1, 0));

    private static readonly Gen<MatchSpan> Spans =
        from start in Numbers from length in Numbers select new MatchSpan("text", start, length);

    [Fact]
    public void Pieces_together_are_the_text_and_marked_is_what_was_hit() => Prop.ForAll(
        Gen.Choose(0, 30).ToArbitrary(), Spans.ArrayOf().ToArbitrary(), (length, spans) =>
        {
            var text = string.Concat(Enumerable.Range(0, length).Select(i => (char)('a' + (i % 26))));
            var marked = new bool[length];
            foreach (var span in spans.Where(s => s.Start >= 0 && s.Length > 0 && (long)s.Start + s.Length <= length))
                Array.Fill(marked, true, span.Start, span.Length);

            var pieces = Highlight.Cut(text, spans);

            return string.Concat(pieces.Select(p => p.Text)) == text
                && pieces.SelectMany(p => p.Text.Select(_ => p.Marked)).SequenceEqual(marked)
                && pieces.All(p => p.Text.Length > 0)
                && pieces.Zip(pieces.Skip(1)).All(pair => pair.First.Marked != pair.Second.Marked);
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void An_excerpt_shows_a_hit_wherever_it_is_and_never_leaves_the_text() => Prop.ForAll(
        Gen.Choose(0, 60).ToArbitrary(), Spans.ArrayOf().ToArbitrary(), Spans.ArrayOf().ToArbitrary(), (length, spans, asked) =>
        {
            var text = string.Concat(Enumerable.Range(0, length).Select(i => i % 4 == 3 ? ' ' : (char)('a' + (i % 26))));
            var (shown, moved) = Highlight.Around(text, spans, 20, asked);
            return shown.Length <= Math.Max(20, 20 + 4) + 2
                && moved.All(m => length <= 20 || m.Start >= 0 && m.Start + m.Length <= shown.Length);
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void The_beginning_is_shown_where_the_hit_stands_in_it_and_of_several_hits_the_one_that_was_asked_for()
    {
        var text = string.Join(' ', Enumerable.Range(100, 100));
        MatchSpan early = new("text", text.IndexOf("105", StringComparison.Ordinal), 3);
        MatchSpan late = new("text", text.IndexOf("170", StringComparison.Ordinal), 3);
        Highlight.Around(text, [late, early], 80).Text.ShouldStartWith("100 101");
        var (shown, spans) = Highlight.Around(text, [early, late], 80, [late]);
        shown.ShouldStartWith("… ");
        var at = spans.ShouldHaveSingleItem();
        shown.Substring(at.Start, at.Length).ShouldBe("170");
        Highlight.Around(text, [new("text", int.MaxValue, 3)], 80).Text.ShouldStartWith("100 101");
    }

    [Fact]
    public void Hits_of_an_older_longer_revision_are_left_out() =>
        Highlight.Cut("kurz", [new("text", 2, 9), new("text", int.MaxValue, int.MaxValue), new("text", 0, 2)])
            .ShouldBe([new("ku", true), new("rz", false)]);
}
