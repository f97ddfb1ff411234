using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Echolot.Connectors.Push;
using Echolot.Mentions;
using Echolot.Sources;
using Echolot.Sources.Imports;

namespace Echolot.Connectors.Import;

/// <summary>Reads posts from files: NDJSON in the push format, lists of JSON objects and tables of whatever shape people have.</summary>
/// <remarks>Nothing is kept between calls; any number of files may be read at the same time.</remarks>
public sealed partial class Importer(TimeProvider clock) : IReadsFiles
{
    private const int LookRows = 10;

    // Lines with the name and the days of a report, as tools write them above their tables; a dozen is the most seen.
    private const int LongestPreamble = 30;

    private static readonly JsonDocumentOptions Json = new() { MaxDepth = 32 };

    public ConnectorDescription Description { get; } = new(
        "import", "Import", "file-up",
        [
            new("name", new("Kurzname", "Short name"),
                new("Gehört zu jeder Kennung: dieselbe Datei unter demselben Namen wird nicht doppelt gezählt.",
                    "Part of every id: the same file under the same name is not counted twice."), Required: true),
        ],
        SeesDeletions: true, SeesEdits: true, ReplayHorizon: null,
        new("Beiträge aus Dateien: NDJSON, JSON, CSV, Excel und Exporte von Brandwatch, Talkwalker, CrowdTangle und Meltwater.",
            "Posts from files: NDJSON, JSON, CSV, Excel and exports of Brandwatch, Talkwalker, CrowdTangle and Meltwater."),
        new("Wer einspielt, muss die Beiträge rechtmäßig haben; Verträge der Anbieter können Weitergabe und Dauer begrenzen.",
            "Whoever imports must hold the posts lawfully; contracts of vendors may limit use and duration."))
    {
        Sees = new("Was in den Dateien steht.", "What stands in the files."),
        Misses = new("Was nach dem Export geschrieben, geändert oder gelöscht wurde.",
            "What was written, changed or deleted after the export."),
        Cost = new("Kostenlos; der Export kostet, was der Anbieter verlangt.",
            "Free; the export costs what the vendor asks for."),
        Rereads = new("Die Datei noch einmal einspielen; was bekannt ist, zählt nicht doppelt.",
            "Import the file again; what is known counts once."),
    };

    public Task<SourceCheck> CheckAsync(IReadOnlyDictionary<string, string> settings, CancellationToken cancel)
    {
        var name = settings.GetValueOrDefault("name", "").Trim();
        var problems = new Dictionary<string, LocalText>();
        if (!Name().IsMatch(name))
            problems["name"] = new(
                "Bitte 1 bis 60 Zeichen: Buchstaben, Ziffern, Punkt, Unterstrich, Bindestrich.",
                "Please use 1 to 60 characters: letters, digits, dot, underscore, hyphen.");
        var kept = new Dictionary<string, string> { ["name"] = name };
        return Task.FromResult(new SourceCheck(
            problems.Count > 0 ? null : new SourceKey("import", "local", name),
            problems.Count > 0 ? null : name, kept, problems));
    }

    public IReadOnlyList<FileProfile> Profiles { get; } =
        [.. ExportProfile.All.Select(one => new FileProfile(one.Name, one.Title))];

    public IReadOnlyList<string> Fields => ImportFields.All;

    public async Task<FileLook> LookAsync(Stream file, FileReading how, CancellationToken cancel)
    {
        var plan = await PlanAsync(file, how, cancel);
        var source = new SourceConfig(0, new SourceKey("import", "local", "preview"), new Dictionary<string, string>());
        var rows = new List<FileRow>();
        await foreach (var portion in RowsAsync(source, file, plan, plan.FirstRow, LookRows, cancel))
        {
            rows.AddRange(portion.Rows);
            if (rows.Count >= LookRows) break;
        }
        var fields = plan.Places.ToLookup(place => place.Column, place => place.Field);
        return new FileLook(
            plan.Sheet ? "xlsx" : plan.List is not null ? "json" : plan.Delimiter is null ? "ndjson" : "csv", plan.Encoding.WebName,
            plan.Delimiter?.ToString(), [.. plan.Header.Select((name, i) => (name, fields[i].FirstOrDefault()))],
            [.. rows.Take(LookRows)], plan.Profile is { } profile ? new(profile.Name, profile.Title) : null,
            plan.Preamble);
    }

    public async IAsyncEnumerable<FilePortion> ReadAsync(
        SourceConfig source, Stream file, FileReading how, FilePosition from,
        [EnumeratorCancellation] CancellationToken cancel)
    {
        var plan = await PlanAsync(file, how, cancel);
        var begin = from.Byte > plan.FirstRow.Byte ? from : plan.FirstRow;
        await foreach (var portion in RowsAsync(source, file, plan, begin, null, cancel)) yield return portion;
    }

    private sealed record Plan(
        Encoding Encoding, int Mark, char? Delimiter, IReadOnlyList<string> Header,
        IReadOnlyList<(int Column, string Field)> Places, FilePosition FirstRow, PostReading Reading,
        ExportProfile? Profile = null, long Preamble = 0)
    {
        /// <summary>An Excel workbook; its places count rows where those of a text count bytes.</summary>
        public bool Sheet { get; init; }

        /// <summary>Where a list of JSON objects begins; its places count bytes and entries. Null: the file is none.</summary>
        public JsonEntries.Beginning? List { get; init; }

        /// <summary>What the numbers of <see cref="Places"/> stand for, where objects are read like rows of a table.</summary>
        public IReadOnlyList<string> Names { get; init; } = [];
    }

    private sealed record TableHead(string[] Names, FilePosition After, ExportProfile? Profile, long Preamble);

    private static async Task<Plan> PlanAsync(Stream file, FileReading how, CancellationToken cancel)
    {
        var zone = TimeZoneInfo.Utc;
        if (how.Zone is { Length: > 0 } name && !TimeZoneInfo.TryFindSystemTimeZoneById(name, out zone!))
            throw new FileProblem($"'{name}' is not a time zone; write e.g. Europe/Berlin");
        if (how.Format is not (null or "ndjson" or "json" or "csv" or "xlsx"))
            throw new FileProblem($"'{how.Format}' is not a format; write ndjson, json, csv or xlsx");
        if (how.Profile is not (null or ExportProfile.None) && ExportProfile.Named(how.Profile) is null)
            throw new FileProblem(
                $"'{how.Profile}' is not a known tool; write {string.Join(", ", ExportProfile.All.Select(one => one.Name))} or none");
        var reading = PostReading.Import with { Zone = zone, DayFirst = how.DayFirst };
        var (encoding, mark) = await FileText.DetectAsync(file, cancel);

        var text = Text(file, encoding);
        var bytes = new byte[64 * 1024];
        var read = await text.ReadAtLeastAsync(bytes, bytes.Length, throwOnEndOfStream: false, cancel);
        var head = InUtf8(encoding).GetString(bytes, 0, read);
        var first = head.AsSpan().TrimStart();
        if (first.IsEmpty) throw new FileProblem("the file is empty");
        if (Workbook.IsOne(head)) return await SheetPlanAsync(file, how, reading, cancel);
        if (how.Format is "xlsx" || Workbook.IsOld(head))
            throw new FileProblem("the file is no Excel workbook of today (.xlsx), or has a password; save it as .xlsx or CSV without one");
        if (how.Format is null or "json" && JsonEntries.Find(bytes.AsSpan(0, read)) is { } beginning)
            return await JsonPlanAsync(file, how, encoding, mark, beginning, reading, cancel);
        if (how.Format is "json" || how.Format is null or "ndjson" && first[0] == '[')
            throw new FileProblem(
                "the file holds no list of JSON objects, neither by itself nor as 'result_content.data', 'results', 'data' or 'items'");
        if (how.Format is "ndjson" || (how.Format is null && (first[0] == '{' || IsObjects(head))))
        {
            return new(encoding, mark, null, [], [], new FilePosition(mark, 0), reading);
        }

        var delimiter = Delimiter.Detect(head, out var skip);
        var header = await HeaderAsync(file, encoding, mark, delimiter, skip, cancel);
        var profile = how.Profile is null ? header.Profile : ExportProfile.Named(how.Profile);
        return new(encoding, mark, delimiter, header.Names, Columns.Assign(header.Names, profile, how), header.After,
            reading, profile, header.Preamble);
    }

    // The first line may be a bad one; a table whose rows begin with a brace has not been seen.
    private static bool IsObjects(string head)
    {
        var lines = head.Split('\n', 20).Select(line => line.TrimStart()).Where(line => line.Length > 0).Take(10)
            .ToArray();
        return 2 * lines.Count(line => line[0] == '{') >= lines.Length;
    }

    // The first row that a known tool names its columns with; where there is none, the first row at all.
    private static async Task<TableHead> HeaderAsync(
        Stream file, Encoding encoding, int mark, char delimiter, bool skip, CancellationToken cancel)
    {
        file.Position = mark;
        return await HeaderAsync(LinesAsync());

        async IAsyncEnumerable<(string[] Names, FilePosition After, long Line)> LinesAsync()
        {
            await foreach (var chunk in new Records(Text(file, encoding), (byte)delimiter)
                .ReadAsync(mark, 0, cancel, portionRecords: 1))
            {
                if (skip)
                {
                    skip = false;
                    continue;
                }
                using var parser = Table.Parser(
                    new StringReader(InUtf8(encoding).GetString(chunk.Bytes.Span)), delimiter);
                if (chunk.Broken || !parser.Read()) yield break;
                if (parser.Record is [""]) continue;
                yield return (parser.Record!, new FilePosition(chunk.EndByte, chunk.EndLine), chunk.FirstLine);
            }
        }
    }

    private static async Task<TableHead> HeaderAsync(
        IAsyncEnumerable<(string[] Names, FilePosition After, long Line)> rows)
    {
        TableHead? first = null;
        var looked = 0;
        await foreach (var (names, after, line) in rows)
        {
            var head = new TableHead(names, after, ExportProfile.Of(names), first is null ? 0 : line - 1);
            if (head.Profile is not null) return head;
            first ??= head;
            if (++looked > LongestPreamble) break;
        }
        return first ?? throw new FileProblem("the first line is not a row of column names");
    }

    private static async Task<Plan> SheetPlanAsync(
        Stream file, FileReading how, PostReading reading, CancellationToken cancel)
    {
        if (how.Format is "ndjson" or "json" or "csv")
            throw new FileProblem($"the file is an Excel workbook or a ZIP archive, not {how.Format}");
        using var book = await Workbook.OpenAsync(file, cancel);
        var header = await HeaderAsync(NamesAsync());
        var profile = how.Profile is null ? header.Profile : ExportProfile.Named(how.Profile);
        return new(Encoding.UTF8, 0, null, header.Names, Columns.Assign(header.Names, profile, how), header.After,
            reading, profile, header.Preamble) { Sheet = true };

        async IAsyncEnumerable<(string[] Names, FilePosition After, long Line)> NamesAsync()
        {
            await foreach (var row in book.RowsAsync(cancel))
                yield return (row.Cells, new FilePosition(row.Number, row.Number), row.Number);
        }
    }

    /// <summary>Rows of a sheet behind a row; those before it are read over, because a packed file has no places.</summary>
    private async IAsyncEnumerable<FilePortion> SheetRowsAsync(
        SourceConfig source, Stream file, Plan plan, FilePosition from, int portionRows,
        [EnumeratorCancellation] CancellationToken cancel)
    {
        using var book = await Workbook.OpenAsync(file, cancel);
        var rows = new List<FileRow>(portionRows);
        var after = from;
        await foreach (var row in book.RowsAsync(cancel))
        {
            if (row.Number <= from.Line) continue;
            var cells = row.Cells.AsSpan().TrimEnd("").ToArray();
            after = new FilePosition(row.Number, row.Number);
            rows.Add(row.Broken ? Bad(row.Number, Raw(), "is longer than 1 MiB", clock.GetUtcNow())
                // Empty cells at the end are not written down.
                : TableRowOf(source, plan, row.Number, [.. cells, .. Enumerable.Repeat("", Math.Max(0, plan.Header.Count - cells.Length))],
                    Raw, clock.GetUtcNow()));
            if (rows.Count < portionRows) continue;
            yield return Portion();
            rows = new List<FileRow>(portionRows);

            string Raw() => string.Join('\t', cells);
        }
        if (rows.Count > 0) yield return Portion();

        FilePortion Portion()
        {
            rows[^1] = rows[^1] with { Event = rows[^1].Event with { Cursor = after.ToString() } };
            return new FilePortion(rows, after, Math.Min(file.Position, file.Length));
        }
    }

    private async IAsyncEnumerable<FilePortion> RowsAsync(
        SourceConfig source, Stream file, Plan plan, FilePosition from, int? portionRows,
        [EnumeratorCancellation] CancellationToken cancel)
    {
        if (plan.Sheet)
        {
            await foreach (var portion in SheetRowsAsync(source, file, plan, from, portionRows ?? 500, cancel))
                yield return portion;
            yield break;
        }
        if (plan.List is not null)
        {
            await foreach (var portion in JsonRowsAsync(source, file, plan, from, portionRows ?? PortionEntries, cancel))
                yield return portion;
            yield break;
        }
        var text = await AtAsync(file, plan, from, cancel);
        var records = new Records(text, plan.Delimiter is null ? null : (byte)plan.Delimiter);
        await foreach (var chunk in records.ReadAsync(from.Byte, from.Line, cancel, portionRows ?? 500))
        {
            var received = clock.GetUtcNow();
            var after = new FilePosition(chunk.EndByte, chunk.EndLine);
            var rows = new List<FileRow>();
            if (chunk.Broken) rows.Add(Bad(chunk.FirstLine, Text(plan, chunk.Bytes.Span),
                "is longer than 1 MiB, or opens a quote that is never closed", received));
            else if (plan.Delimiter is null) Objects(source, plan, chunk, received, rows);
            else TableRows(source, plan, chunk, received, rows);
            if (rows.Count > 0) rows[^1] = rows[^1] with { Event = rows[^1].Event with { Cursor = after.ToString() } };
            yield return new FilePortion(rows, after, Math.Min(file.Position, file.Length));
        }
    }

    private static void Objects(
        SourceConfig source, Plan plan, RecordChunk chunk, DateTimeOffset received, List<FileRow> rows)
    {
        var line = chunk.FirstLine;
        for (var rest = chunk.Bytes; rest.Length > 0; line++)
        {
            var end = rest.Span.IndexOf((byte)'\n');
            var bytes = end < 0 ? rest : rest[..end];
            rest = end < 0 ? default : rest[(end + 1)..];
            if (bytes.Span.IndexOfAnyExcept(" \t\r"u8) < 0) continue;
            rows.Add(Object(source, plan, bytes, line, received));
        }
    }

    private static void TableRows(
        SourceConfig source, Plan plan, RecordChunk chunk, DateTimeOffset received, List<FileRow> rows)
    {
        using var parser = Table.Parser(new StringReader(Text(plan, chunk.Bytes.Span)), plan.Delimiter!.Value);
        for (var before = 0; parser.Read(); before = parser.RawRow)
        {
            var (line, record) = (chunk.FirstLine + before, parser.Record!);
            if (record is [""]) continue;
            rows.Add(TableRowOf(source, plan, line, record, () => parser.RawRecord, received));
        }
    }

    private static FileRow TableRowOf(
        SourceConfig source, Plan plan, long line, string[] record, Func<string> raw, DateTimeOffset received)
    {
        if (record.Length != plan.Header.Count)
            return Bad(line, raw(), $"has {record.Length} columns, the header has {plan.Header.Count}", received);
        var draft = new PostDraft(source.Key, Origin.Import, plan.Reading, received);
        TableRow.Read(record, plan.Places, plan.Profile, draft);
        return draft.Finish(null, out var problem) is { } made
            ? new FileRow(line, made) { Tags = draft.Tags } : Bad(line, raw(), problem!, received);
    }

    private static FileRow Bad(long line, string raw, string problem, DateTimeOffset received, string noun = "line")
    {
        var text = raw.TrimEnd('\r', '\n');
        var told = $"{noun} {line.ToString(System.Globalization.CultureInfo.InvariantCulture)}: {problem}";
        return new FileRow(
            line, new Unreadable(text.Length > 500 ? text[..500] : text, told, null, received), told,
            text.Length > Records.Kept ? text[..Records.Kept] : text);
    }

    private static async Task<Stream> AtAsync(Stream file, Plan plan, FilePosition place, CancellationToken cancel)
    {
        var text = Text(file, plan.Encoding);
        file.Position = IsWide(plan.Encoding) ? plan.Mark : place.Byte;
        if (IsWide(plan.Encoding)) await SkipAsync(text, place.Byte - plan.Mark, cancel);
        return text;
    }

    private static Stream Text(Stream file, Encoding encoding) =>
        IsWide(encoding) ? Encoding.CreateTranscodingStream(file, encoding, Encoding.UTF8, leaveOpen: true) : file;

    private static string Text(Plan plan, ReadOnlySpan<byte> bytes) => InUtf8(plan.Encoding).GetString(bytes);

    // What comes out of Text(file): UTF-16 is converted on the way, everything else stays as it is.
    private static Encoding InUtf8(Encoding encoding) => IsWide(encoding) ? Encoding.UTF8 : encoding;

    private static bool IsWide(Encoding encoding) => encoding is UnicodeEncoding;

    private static async Task SkipAsync(Stream text, long bytes, CancellationToken cancel)
    {
        var buffer = new byte[64 * 1024];
        while (bytes > 0)
        {
            var read = await text.ReadAsync(buffer.AsMemory(0, (int)Math.Min(bytes, buffer.Length)), cancel);
            if (read == 0) return;
            bytes -= read;
        }
    }

    [GeneratedRegex(@"^[\p{L}\p{Nd}][\p{L}\p{Nd}._ -]{0,59}\z")]
    private static partial Regex Name();
}
