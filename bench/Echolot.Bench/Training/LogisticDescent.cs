namespace Echolot.Bench.Training;

/// <summary>
/// Logistic regression with an L2 bound, solved in the dual, one post at a time (coordinate descent after Yu, Huang and
/// Lin, "Dual coordinate descent methods for logistic regression and maximum entropy models", 2011). Two collections
/// share one set of weights and each has a set of its own beside it (Daumé, "Frustratingly easy domain adaptation",
/// 2007), so that what they agree on is learned from both.
/// </summary>
internal sealed class LogisticDescent
{
    /// <param name="Columns">Places of the values.</param>
    /// <param name="Collection">0 or 1.</param>
    public sealed record Row(int[] Columns, float[] Values, int Collection);

    private const int Rounds = 40;

    /// <summary>Largest change of a round, in log odds, at which nothing is left to learn.</summary>
    private const double Enough = .02;

    public float[] Shared { get; }
    public float[][] Own { get; }

    /// <param name="own">Freedom of a collection's own weights beside the shared ones; 0: none.</param>
    /// <param name="cost">Cost of a post: how much its evidence counts against large weights.</param>
    public LogisticDescent(
        Row[] rows, Func<int, bool> yes, Func<int, double> cost, int width, float own, int seed)
    {
        Shared = new float[width];
        Own = [new float[width], new float[width]];
        var random = new Random(seed);
        var order = Enumerable.Range(0, rows.Length).ToArray();
        var dual = new double[rows.Length];
        var odds = new double[rows.Length];
        Array.Fill(odds, -8);
        var lengths = rows.Select(r => r.Values.Sum(v => (double)v * v) * (1 + own * own)).ToArray();
        for (var round = 0; round < Rounds; round++)
        {
            random.Shuffle(order);
            var most = 0d;
            foreach (var n in order)
            {
                var row = rows[n];
                var sign = yes(n) ? 1 : -1;
                var evidence = sign * Sum(row, own);
                var (from, top, u) = (dual[n], cost(n), odds[n]);
                // The dual of a post is top · sigmoid(u). Its best u is the root of a function that rises by 1 or more:
                // Newton's steps, halved towards the bounds where they leave them.
                var (least, largest) = (-evidence - lengths[n] * (top - from), -evidence + lengths[n] * from);
                for (var turn = 0; turn < 50; turn++)
                {
                    var share = 1 / (1 + Math.Exp(-u));
                    var gap = u + evidence + lengths[n] * (top * share - from);
                    if (Math.Abs(gap) < 1e-4) break;
                    if (gap > 0) largest = Math.Min(largest, u); else least = Math.Max(least, u);
                    u -= gap / (1 + lengths[n] * top * share * (1 - share));
                    if (u < least || u > largest) u = (least + largest) / 2;
                }
                most = Math.Max(most, Math.Abs(u - odds[n]));
                odds[n] = u;
                dual[n] = top / (1 + Math.Exp(-u));
                Add(row, (float)(sign * (dual[n] - from)), own);
            }
            if (most < Enough) break;
        }
    }

    private double Sum(Row row, float own)
    {
        double shared = 0, beside = 0;
        for (var i = 0; i < row.Columns.Length; i++) shared += Shared[row.Columns[i]] * row.Values[i];
        if (own == 0) return shared;
        var weights = Own[row.Collection];
        for (var i = 0; i < row.Columns.Length; i++) beside += weights[row.Columns[i]] * row.Values[i];
        return shared + own * beside;
    }

    private void Add(Row row, float change, float own)
    {
        for (var i = 0; i < row.Columns.Length; i++) Shared[row.Columns[i]] += change * row.Values[i];
        if (own == 0) return;
        var weights = Own[row.Collection];
        for (var i = 0; i < row.Columns.Length; i++) weights[row.Columns[i]] += own * change * row.Values[i];
    }
}
