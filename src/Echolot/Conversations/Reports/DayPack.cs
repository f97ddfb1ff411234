namespace Echolot.Conversations;

/// <summary>Of whom and what something is counted.</summary>
internal readonly record struct Part(string Connector, long? Department, Priority Priority, long? Person);

/// <summary>
/// The counts of a day as bytes: for each part its counts, its times and its causes, numbers in seven bits a byte. A year of
/// a million conversations is read in a fifth of a second; its rows take twenty times as long.
/// </summary>
internal static class DayPack
{
    private sealed class Counts
    {
        public readonly long[] Numbers = new long[CareTally.Counts];
        public readonly long[] Met = new long[CareTally.Kinds];
        public readonly long[] Missed = new long[CareTally.Kinds];
        public readonly long[] Dropped = new long[CareTally.Kinds];
        public readonly SortedDictionary<int, int>[] Times =
            [.. Enumerable.Range(0, CareTally.Kinds).Select(_ => new SortedDictionary<int, int>())];
        public readonly SortedDictionary<string, long> Causes = new(StringComparer.Ordinal);
    }

    public static byte[] Of(IEnumerable<OutcomeRow> outcomes, IEnumerable<StepRow> steps)
    {
        var parts = new Dictionary<Part, Counts>();
        foreach (var row in outcomes)
        {
            var counts = At(new(row.Connector, row.DepartmentId, (Priority)row.Priority, row.PersonId));
            var kind = (int)row.Kind;
            switch ((ClockOutcome)row.Outcome)
            {
                case ClockOutcome.Met: counts.Met[kind]++; break;
                case ClockOutcome.Missed: counts.Missed[kind]++; break;
                default: counts.Dropped[kind]++; continue;
            }
            var grain = Grain.Of(row.Counted);
            counts.Times[kind][grain] = counts.Times[kind].GetValueOrDefault(grain) + 1;
        }
        foreach (var row in steps)
        {
            var counts = At(new(row.Connector, row.DepartmentId, (Priority)row.Priority, row.PersonId));
            foreach (var what in Meanings(row)) counts.Numbers[(int)what]++;
            if (row.Cause is { } cause) counts.Causes[cause] = counts.Causes.GetValueOrDefault(cause) + 1;
        }
        return Write(parts);

        Counts At(Part part) => parts.TryGetValue(part, out var there) ? there : parts[part] = new Counts();
    }

    /// <summary>What a step counts as.</summary>
    public static IEnumerable<CareCount> Meanings(StepRow row)
    {
        switch ((CareStep)row.Kind)
        {
            case CareStep.Opened: yield return CareCount.Opened; break;
            case CareStep.Answered:
                yield return CareCount.Answers;
                if (row.Number == 1) yield return CareCount.FirstAnswers;
                break;
            case CareStep.BotAnswered: yield return CareCount.BotAnswers; break;
            case CareStep.Ignored: yield return CareCount.Ignored; break;
            case CareStep.Reopened: yield return CareCount.Reopened; break;
            case CareStep.Closed:
                yield return CareCount.Closed;
                if (row is { Lasts: 1, Number: 0 }) yield return CareCount.WithoutAnswer;
                if (row is { Lasts: 1, Number: 1 }) yield return CareCount.OneTouch;
                break;
        }
    }

    /// <summary>Reads a day.</summary>
    /// <param name="packed">As <see cref="Of"/> made it.</param>
    /// <param name="into">The tallies that a part is added to; none where it is not asked for.</param>
    /// <param name="causes">Told how many conversations of a part that counts were opened for a cause.</param>
    public static void Read(byte[] packed, Func<Part, IReadOnlyList<CareTally>> into, Action<Part, string, long>? causes = null)
    {
        using var reader = new BinaryReader(new MemoryStream(packed, writable: false));
        var words = new string[reader.Read7BitEncodedInt()];
        for (var i = 0; i < words.Length; i++) words[i] = reader.ReadString();
        for (var parts = reader.Read7BitEncodedInt(); parts > 0; parts--)
        {
            var part = new Part(
                words[reader.Read7BitEncodedInt()], Maybe(reader), (Priority)reader.Read7BitEncodedInt(), Maybe(reader));
            var tallies = into(part);
            for (var i = 0; i < CareTally.Counts; i++)
            {
                var number = reader.Read7BitEncodedInt64();
                for (var t = 0; number > 0 && t < tallies.Count; t++) tallies[t].Add(i, number);
            }
            for (var kind = 0; kind < CareTally.Kinds; kind++) ReadClock(reader, (ClockKind)kind, tallies);
            for (var left = reader.Read7BitEncodedInt(); left > 0; left--)
            {
                var cause = words[reader.Read7BitEncodedInt()];
                var number = reader.Read7BitEncodedInt64();
                if (tallies.Count > 0) causes?.Invoke(part, cause, number);
            }
        }
    }

    private static void ReadClock(BinaryReader reader, ClockKind kind, IReadOnlyList<CareTally> tallies)
    {
        var (met, missed, dropped) = (
            reader.Read7BitEncodedInt64(), reader.Read7BitEncodedInt64(), reader.Read7BitEncodedInt64());
        if (met + missed + dropped > 0)
            for (var t = 0; t < tallies.Count; t++) tallies[t][kind].Add(met, missed, dropped);
        var grain = 0;
        for (var times = reader.Read7BitEncodedInt(); times > 0; times--)
        {
            grain += reader.Read7BitEncodedInt();
            var number = reader.Read7BitEncodedInt();
            for (var t = 0; t < tallies.Count; t++) tallies[t][kind].Add(grain, number);
        }
    }

    private static byte[] Write(Dictionary<Part, Counts> parts)
    {
        var stream = new MemoryStream();
        using var writer = new BinaryWriter(stream);
        var words = parts.Keys.Select(p => p.Connector).Concat(parts.Values.SelectMany(c => c.Causes.Keys))
            .Distinct(StringComparer.Ordinal).ToList();
        var places = words.Select((word, i) => (word, i)).ToDictionary(w => w.word, w => w.i, StringComparer.Ordinal);
        writer.Write7BitEncodedInt(words.Count);
        foreach (var word in words) writer.Write(word);
        writer.Write7BitEncodedInt(parts.Count);
        foreach (var (part, counts) in parts)
        {
            writer.Write7BitEncodedInt(places[part.Connector]);
            Maybe(writer, part.Department);
            writer.Write7BitEncodedInt((int)part.Priority);
            Maybe(writer, part.Person);
            foreach (var number in counts.Numbers) writer.Write7BitEncodedInt64(number);
            for (var kind = 0; kind < CareTally.Kinds; kind++)
            {
                writer.Write7BitEncodedInt64(counts.Met[kind]);
                writer.Write7BitEncodedInt64(counts.Missed[kind]);
                writer.Write7BitEncodedInt64(counts.Dropped[kind]);
                writer.Write7BitEncodedInt(counts.Times[kind].Count);
                var before = 0;
                foreach (var (grain, number) in counts.Times[kind])
                {
                    writer.Write7BitEncodedInt(grain - before);
                    writer.Write7BitEncodedInt(number);
                    before = grain;
                }
            }
            writer.Write7BitEncodedInt(counts.Causes.Count);
            foreach (var (cause, number) in counts.Causes)
            {
                writer.Write7BitEncodedInt(places[cause]);
                writer.Write7BitEncodedInt64(number);
            }
        }
        writer.Flush();
        return stream.ToArray();
    }

    private static void Maybe(BinaryWriter writer, long? id) => writer.Write7BitEncodedInt64(id is { } there ? there + 1 : 0);

    private static long? Maybe(BinaryReader reader) => reader.Read7BitEncodedInt64() is > 0 and var id ? id - 1 : null;
}
