using System.Runtime.InteropServices;
using System.Text;

namespace Echolot.Matching.Engine;

/// <summary>
/// Texts of queries in one array of bytes, as they were given: in Latin-1 where that holds them, which is nearly
/// always, else in UTF-16.
/// </summary>
internal sealed class QueryTexts
{
    private readonly List<byte> bytes = [];
    private readonly List<int> ends = [0];
    private readonly List<QueryOptions> options = [];
    private byte[] texts = [];
    private int[] starts = [];
    private QueryOptions[] readings = [];

    public void Add(Query query)
    {
        var text = query.Source;
        var isNarrow = !text.AsSpan().ContainsAnyInRange('\u0100', '\uFFFF');
        bytes.Add((byte)(isNarrow ? 1 : 2));
        var start = bytes.Count;
        CollectionsMarshal.SetCount(bytes, start + text.Length * bytes[^1]);
        var into = CollectionsMarshal.AsSpan(bytes)[start..];
        if (isNarrow) Encoding.Latin1.GetBytes(text, into);
        else MemoryMarshal.AsBytes(text.AsSpan()).CopyTo(into);
        ends.Add(bytes.Count);
        options.Add(query.Options);
    }

    /// <summary>To be called once, after the last <see cref="Add"/>.</summary>
    public QueryTexts Complete()
    {
        (texts, starts) = ([.. bytes], [.. ends]);
        readings = options.Distinct().Count() == 1 ? [options[0]] : [.. options];
        bytes.Clear();
        bytes.TrimExcess();
        ends.Clear();
        ends.TrimExcess();
        options.Clear();
        options.TrimExcess();
        return this;
    }

    /// <summary>The query, parsed again.</summary>
    public Query At(int slot)
    {
        var text = texts.AsSpan(starts[slot] + 1, starts[slot + 1] - starts[slot] - 1);
        var source = texts[starts[slot]] == 1
            ? Encoding.Latin1.GetString(text)
            : MemoryMarshal.Cast<byte, char>(text).ToString();
        return Query.Parse(source, readings.Length == 1 ? readings[0] : readings[slot]);
    }
}
