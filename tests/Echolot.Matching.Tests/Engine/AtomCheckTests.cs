using Echolot.Matching.Engine;
using Echolot.Matching.Text;
using Shouldly;
using Xunit;

namespace Echolot.Matching.Tests.Engine;

public sealed class AtomCheckTests
{
    private const int AtomCount = 150, Posts = 40;

    private readonly Random random = new(20_261_126);

    [Fact]
    public void A_check_says_the_same_as_the_code_it_was_made_from()
    {
        var (narrow, wide) = (0, 0);
        for (var round = 0; round < 3000; round++)
        {
            var code = new List<int>();
            WriteAnd(code, random.Next(0, 4));
            var before = new List<int>(Enumerable.Repeat(-1, AtomCheck.Width * random.Next(4)));
            var checks = before.ToList();
            if (!AtomCheck.TryWrite(code.ToArray(), AtomCount, checks, out var condition))
            {
                checks.ShouldBe(before);
                (Positives(code) > 1 || Asked(code) > AtomCheck.Width * 2 - 2).ShouldBeTrue();
                continue;
            }
            condition.ShouldBe(before.Count / AtomCheck.Width * 2 + condition % 2);
            (checks.Count - before.Count).ShouldBe(AtomCheck.Width * (1 + condition % 2));
            if (condition % 2 == 0) narrow++;
            else wide++;
            var (row, first) = AtomCheck.Aligned(checks);
            for (var post = 0; post < Posts; post++)
            {
                var there = AtomCheck.Nothing(AtomCount);
                foreach (var atom in Enumerable.Range(0, AtomCount).Where(_ => random.Next(5) == 0))
                    there[atom / 64] |= 1UL << atom;
                ref var check = ref row[first + condition / 2 * AtomCheck.Width];
                var holds = condition % 2 == 0
                    ? AtomCheck.Holds(ref there[0], ref check) : AtomCheck.HoldsWide(ref there[0], ref check);
                holds.ShouldBe(Holds(code.ToArray(), there) ? 1 : 0);
            }
        }
        narrow.ShouldBeGreaterThan(500);
        wide.ShouldBeGreaterThan(300);
    }

    [Fact]
    public void Where_nothing_is_asked_every_post_will_do()
    {
        var checks = new List<int>();
        AtomCheck.TryWrite([], AtomCount, checks, out var condition).ShouldBeTrue();
        condition.ShouldBe(0);
        var (row, first) = AtomCheck.Aligned(checks);
        AtomCheck.Holds(ref AtomCheck.Nothing(AtomCount)[0], ref row[first]).ShouldBe(1);
    }

    [Theory, InlineData(Scope.Title), InlineData(Scope.Text), InlineData(Scope.Lead)]
    public void Fields_are_left_to_the_code(object scope) => AtomCheck
        .TryWrite([Code.Of(CodeKind.One, negated: false, (byte)(Scope)scope, 7)], AtomCount, [], out _).ShouldBeFalse();

    [Theory, InlineData(CodeKind.Step), InlineData(CodeKind.Or)]
    public void Steps_and_alternatives_are_left_to_the_code(object kind) => AtomCheck
        .TryWrite([Code.Of((CodeKind)kind, negated: false, (byte)Scope.Any, 0)], AtomCount, [], out _).ShouldBeFalse();

    [Fact]
    public void A_large_row_begins_where_a_line_of_the_cache_does()
    {
        var (row, first) = AtomCheck.Aligned([.. Enumerable.Range(0, 1 << 15)]);
        (System.Runtime.InteropServices.Marshal.UnsafeAddrOfPinnedArrayElement(row, first) % 64).ShouldBe(0);
        row[first].ShouldBe(0);
        row[first + (1 << 15) - 1].ShouldBe((1 << 15) - 1);
    }

    private void WriteAnd(List<int> code, int parts)
    {
        var head = code.Count;
        code.Add(0);
        for (var part = 0; part < parts; part++)
        {
            if (random.Next(8) == 0) WriteAnd(code, 2);
            else if (random.Next(3) == 0) code.Add(Code.Of(CodeKind.One, random.Next(2) == 0, (byte)Scope.Any, Atom()));
            else
            {
                var atoms = Enumerable.Range(0, random.Next(1, 7)).Select(_ => Atom()).ToArray();
                code.Add(Code.Of(CodeKind.Any, random.Next(3) > 0, (byte)Scope.Any, atoms.Length));
                code.AddRange(atoms);
            }
        }
        code[head] = Code.Of(CodeKind.And, negated: false, 0, code.Count - head - 1);
    }

    private int Atom() => random.Next(AtomCount);

    private static bool Holds(ReadOnlySpan<int> code, ulong[] there)
    {
        var (head, isNegated) = (code[0], (code[0] & Code.Negated) != 0);
        var number = head >> Code.NumberShift;
        if (Code.KindOf(head) == CodeKind.One) return IsThere(number, there) != isNegated;
        if (Code.KindOf(head) == CodeKind.Any)
            return code.Slice(1, number).ToArray().Any(atom => IsThere(atom, there)) != isNegated;
        for (var at = 1; at <= number; at += Code.LengthOf(code[at]))
            if (!Holds(code[at..], there)) return false;
        return true;
    }

    private static bool IsThere(int atom, ulong[] there) => (there[atom / 64] & (1UL << atom)) != 0;

    /// <summary>How many lists of alternatives there are.</summary>
    private static int Positives(List<int> code) => Parts(code).Count(head => head.Kind == CodeKind.Any && !head.IsNegated);

    private static int Asked(List<int> code) => Parts(code).Sum(head => head.Atoms);

    private static IEnumerable<(CodeKind Kind, bool IsNegated, int Atoms)> Parts(List<int> code)
    {
        for (var at = 0; at < code.Count;)
        {
            var kind = Code.KindOf(code[at]);
            var atoms = kind switch { CodeKind.And => 0, CodeKind.One => 1, _ => code[at] >> Code.NumberShift };
            yield return (kind, (code[at] & Code.Negated) != 0, atoms);
            at += kind == CodeKind.Any ? 1 + atoms : 1;
        }
    }
}
