using System.Runtime.Intrinsics;

namespace Echolot.Enrichment;

/// <summary>
/// Sums of the rows of weights under each token of a post: what a post says in all, and what each of its words says to
/// whatever label wins, without looking the rows up a second time.
/// </summary>
internal sealed class TokenSums
{
    public ColumnSums Letters { get; } = new();
    public ColumnSums Words { get; } = new();

    public void Clear(int tokens)
    {
        Letters.Clear(tokens);
        Words.Clear(tokens);
    }
}

/// <summary>Eight columns of whole numbers for each token.</summary>
internal sealed class ColumnSums
{
    private Vector256<int>[] _sums = new Vector256<int>[64];
    private int _tokens;

    public void Clear(int tokens)
    {
        if (_sums.Length < tokens) _sums = new Vector256<int>[tokens * 2];
        _sums.AsSpan(0, tokens).Clear();
        _tokens = tokens;
    }

    public void Add(int token, Vector128<short> row)
    {
        ref var sum = ref _sums[token];
        sum += Vector256.Create(Vector128.WidenLower(row), Vector128.WidenUpper(row));
    }

    public void Total(Span<int> columns)
    {
        var total = Vector256<int>.Zero;
        foreach (ref readonly var sum in _sums.AsSpan(0, _tokens)) total += sum;
        total.CopyTo(columns);
    }

    /// <summary>Adds to each token its columns times <paramref name="lifts"/>, in all times
    /// <paramref name="value"/>.</summary>
    public void Push(ReadOnlySpan<float> lifts, float value, Span<float> pushes)
    {
        var lift = Vector256.Create(lifts) * value;
        for (var i = 0; i < _tokens; i++) pushes[i] += Vector256.Sum(Vector256.ConvertToSingle(_sums[i]) * lift);
    }
}
