using Echolot.Matching.Language;

namespace Echolot.Matching.Engine;

/// <summary>Numbers.</summary>
internal sealed partial class Run
{
    private readonly double[] numbers = new double[Fields.RangeCount];

    private void FindNumbers(in Post subject)
    {
        for (var i = 0; i < numbers.Length; i++)
        {
            if (segment.KnownNumbers[i] < 0) continue;
            numbers[i] = Numbers.Of(subject, (RangeField)i);
            if (!double.IsNaN(numbers[i])) Found(segment.KnownNumbers[i]);
        }
    }

    private bool IsInRange(RangeNode range) => Numbers.Lies(numbers[(int)range.Field], range);
}

internal static class Numbers
{
    /// <summary>The number of a post; not a number where it is not known.</summary>
    public static double Of(in Post post, RangeField field) => field switch
    {
        RangeField.Followers => post.Followers ?? double.NaN,
        RangeField.Engagement => post.Engagement ?? double.NaN,
        RangeField.Reach => post.Reach ?? double.NaN,
        RangeField.Rating => post.Rating ?? double.NaN,
        RangeField.Bot => post.Bot ?? double.NaN,
        _ => post.Hour ?? double.NaN,
    };

    public static bool Lies(double number, RangeNode range) =>
        (range.Above ? number > range.Min : number >= range.Min)
            && (range.Below ? number < range.Max : number <= range.Max);
}
