using System.Globalization;
using System.IO.Compression;
using System.Runtime.CompilerServices;
using System.Text;
using System.Xml;
using Echolot.Sources.Imports;

namespace Echolot.Connectors.Import;

/// <summary>One row of a sheet. <paramref name="Broken"/>: it holds more than a row may, and only its beginning is
/// here.</summary>
internal sealed record SheetRow(long Number, string[] Cells, bool Broken);

/// <summary>
/// Reads the first visible sheet of an Excel workbook (Office Open XML, ECMA-376) row by row, without ever holding it.
/// </summary>
/// <remarks>
/// A workbook is a ZIP archive of XML and may be made to harm: no part is believed in what it says about its size, none
/// may unpack to more than 200 times what it takes up, and neither document types nor anything outside is read. What has
/// to be held in memory is the table of shared texts, up to 256 MB.
/// </remarks>
internal sealed class Workbook : IDisposable
{
    /// <summary>Longest row in characters, as in a table of text.</summary>
    public const int LongestRow = Records.MaxRecord;

    /// <summary>Columns of a sheet that are read; exports have some hundred at most.</summary>
    private const int MostColumns = 2_000;

    // Sheets of repeated values have been seen at 60 to 1; what is made to harm unpacks to a thousand times its size.
    private const int MostPacked = 200;
    private const long Unsuspicious = 64L << 20;
    private const long MostShared = 256L << 20;
    private const int MostParts = 10_000;

    // Formats that Excel knows by number and that are dates or times.
    private static readonly HashSet<int> DateFormats =
        [14, 15, 16, 17, 18, 19, 20, 21, 22, 27, 28, 29, 30, 31, 32, 33, 34, 35, 36, 45, 46, 47, 50, 51, 52, 53, 54, 55, 56, 57, 58];

    private readonly ZipArchive _archive;
    private readonly ZipArchiveEntry _sheet;
    private readonly bool[] _dates;
    private readonly List<string> _shared;
    private readonly bool _since1904;

    private Workbook(ZipArchive archive, ZipArchiveEntry sheet, bool[] dates, List<string> shared, bool since1904) =>
        (_archive, _sheet, _dates, _shared, _since1904) = (archive, sheet, dates, shared, since1904);

    /// <summary>Whether a file begins as a ZIP archive does.</summary>
    public static bool IsOne(string head) => head.StartsWith("PK\u0003\u0004", StringComparison.Ordinal);

    /// <summary>Whether it is an Excel file of the time before 2007, or one with a password.</summary>
    public static bool IsOld(string head) => head.StartsWith("\u00d0\u00cf\u0011\u00e0", StringComparison.Ordinal);

    /// <exception cref="FileProblem">It is no workbook that can be read; the message says what to do.</exception>
    public static async Task<Workbook> OpenAsync(Stream file, CancellationToken cancel)
    {
        file.Position = 0;
        ZipArchive? archive = null;
        try
        {
            archive = new ZipArchive(file, ZipArchiveMode.Read, leaveOpen: true);
            if (archive.Entries.Count > MostParts) throw Refused("it has too many parts");
            var book = Part(archive, "xl/workbook.xml") ?? throw new FileProblem(
                "the file is a ZIP archive without a workbook; unpack it and import what is in it");
            var (id, since1904) = await SheetAsync(book, cancel);
            var target = await TargetAsync(archive, id, cancel);
            var sheet = Part(archive, target) ?? throw Refused("its first sheet is missing");
            var shared = Part(archive, "xl/sharedStrings.xml") is { } texts ? await SharedAsync(texts, cancel) : [];
            var styles = Part(archive, "xl/styles.xml");
            var dates = styles is null ? [] : await DatesAsync(styles, cancel);
            return new Workbook(archive, sheet, dates, shared, since1904);
        }
        catch (Exception wrong) when (wrong is InvalidDataException or XmlException)
        {
            archive?.Dispose();
            throw Refused("it is damaged");
        }
        catch
        {
            archive?.Dispose();
            throw;
        }
    }

    /// <summary>Rows that hold anything, in their order.</summary>
    /// <exception cref="FileProblem">The sheet is damaged or made to harm.</exception>
    public async IAsyncEnumerable<SheetRow> RowsAsync([EnumeratorCancellation] CancellationToken cancel)
    {
        using var xml = Open(_sheet);
        var number = 0L;
        while (true)
        {
            SheetRow? row = null;
            try
            {
                if (!await xml.ReadAsync()) break;
                if (xml is { NodeType: XmlNodeType.Element, LocalName: "row" })
                {
                    number = long.TryParse(xml.GetAttribute("r"), NumberStyles.None, CultureInfo.InvariantCulture, out var told)
                        && told > number ? told : number + 1;
                    row = await RowAsync(xml, number, cancel);
                }
            }
            catch (Exception wrong) when (wrong is InvalidDataException or XmlException)
            {
                throw Refused($"it is damaged behind row {number.ToString(CultureInfo.InvariantCulture)}");
            }
            if (row is not null && (row.Broken || row.Cells.Any(c => c.Length > 0))) yield return row;
        }
    }

    public void Dispose() => _archive.Dispose();

    private async Task<SheetRow> RowAsync(XmlReader xml, long number, CancellationToken cancel)
    {
        var cells = new List<string>();
        var (left, broken) = (LongestRow, false);
        if (xml.IsEmptyElement) return new(number, [], false);
        var depth = xml.Depth;
        var at = -1;
        (string? Type, int Style) cell = default;
        while (await xml.ReadAsync() && xml.Depth > depth)
        {
            cancel.ThrowIfCancellationRequested();
            if (xml.NodeType is not XmlNodeType.Element) continue;
            switch (xml.LocalName)
            {
                case "c":
                    at = ColumnOf(xml.GetAttribute("r")) ?? at + 1;
                    cell = (xml.GetAttribute("t"), int.TryParse(
                        xml.GetAttribute("s"), NumberStyles.None, CultureInfo.InvariantCulture, out var style) ? style : 0);
                    break;
                case "v" or "t" when at is >= 0 and < MostColumns:
                    var (text, whole) = await TextAsync(xml, left);
                    broken |= !whole;
                    while (cells.Count <= at) cells.Add("");
                    // An inline text may stand in several runs.
                    var value = xml.LocalName == "t" ? cells[at] + text : ValueOf(text, cell.Type, cell.Style);
                    left -= Math.Min(left, value.Length);
                    cells[at] = value;
                    break;
                case "rPh":
                    await xml.SkipAsync();
                    break;
            }
        }
        return new(number, [.. cells], broken || left == 0);
    }

    private string ValueOf(string text, string? type, int style) => type switch
    {
        "s" => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var index) && index < _shared.Count
            ? _shared[index] : "",
        "b" => text == "1" ? "true" : "false",
        "str" or "inlineStr" => text,
        "e" => "",
        "d" => text.Replace('T', ' '),
        _ => NumberOf(text, style < _dates.Length && _dates[style]),
    };

    private string NumberOf(string text, bool date)
    {
        if (!double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number)) return text;
        if (!date || number is < 0 or > 2_958_465)
            return Math.Abs(number) < 1e15 && number == Math.Floor(number)
                ? ((long)number).ToString(CultureInfo.InvariantCulture)
                : number.ToString("0.###############", CultureInfo.InvariantCulture);
        // Excel counts days and knows them to about a tenth of a millisecond.
        var at = DateTime.FromOADate(_since1904 ? number + 1462 : number).AddTicks(TimeSpan.TicksPerMillisecond / 2);
        return number < 1 ? at.ToString("HH:mm:ss", CultureInfo.InvariantCulture)
            : number == Math.Floor(number) ? at.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)
            : at.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture);
    }

    // AB12 is the 28th column, counted from 0: 27.
    private static int? ColumnOf(string? reference)
    {
        if (reference is null) return null;
        var column = 0;
        foreach (var sign in reference)
        {
            if (!char.IsAsciiLetter(sign)) break;
            column = column * 26 + (char.ToUpperInvariant(sign) - 'A' + 1);
            if (column > 20_000) return null;
        }
        return column == 0 ? null : column - 1;
    }

    /// <summary>The text of an element, and whether that is all of it.</summary>
    private static async Task<(string Text, bool Whole)> TextAsync(XmlReader xml, int most)
    {
        if (xml.IsEmptyElement) return ("", true);
        var text = new StringBuilder();
        var part = new char[4096];
        var (depth, whole) = (xml.Depth, true);
        while (await xml.ReadAsync() && xml.Depth > depth)
        {
            if (xml.NodeType is not (XmlNodeType.Text or XmlNodeType.CDATA or XmlNodeType.SignificantWhitespace or XmlNodeType.Whitespace)) continue;
            int read;
            while ((read = await xml.ReadValueChunkAsync(part, 0, part.Length)) > 0)
            {
                whole &= text.Length + read <= most;
                text.Append(part, 0, Math.Min(read, Math.Max(0, most - text.Length)));
            }
        }
        return (text.ToString(), whole);
    }

    private static async Task<(string Id, bool Since1904)> SheetAsync(ZipArchiveEntry book, CancellationToken cancel)
    {
        var (id, since1904) = ((string?)null, false);
        using var xml = Open(book);
        while (await xml.ReadAsync())
        {
            cancel.ThrowIfCancellationRequested();
            if (xml is { NodeType: XmlNodeType.Element, LocalName: "workbookPr" })
                since1904 = xml.GetAttribute("date1904") is "1" or "true";
            if (xml is not { NodeType: XmlNodeType.Element, LocalName: "sheet" } || xml.GetAttribute("state") is "hidden" or "veryHidden") continue;
            // The prefix differs between writers, and its namespace between the two editions of the format.
            while (xml.MoveToNextAttribute())
                if (xml.LocalName == "id" && xml.NamespaceURI.EndsWith("/relationships", StringComparison.Ordinal)) id ??= xml.Value;
            xml.MoveToElement();
        }
        return (id ?? throw Refused("it has no visible sheet"), since1904);
    }

    private static async Task<string> TargetAsync(ZipArchive archive, string id, CancellationToken cancel)
    {
        var relations = Part(archive, "xl/_rels/workbook.xml.rels") ?? throw Refused("it is damaged");
        using var xml = Open(relations);
        while (await xml.ReadAsync())
        {
            cancel.ThrowIfCancellationRequested();
            if (xml is { NodeType: XmlNodeType.Element, LocalName: "Relationship" } && xml.GetAttribute("Id") == id)
                return xml.GetAttribute("Target") is { } target && target.StartsWith('/') ? target[1..] : "xl/" + xml.GetAttribute("Target");
        }
        throw Refused("it is damaged");
    }

    private static async Task<List<string>> SharedAsync(ZipArchiveEntry part, CancellationToken cancel)
    {
        var texts = new List<string>();
        var (one, held) = (new StringBuilder(), 0L);
        using var xml = Open(part);
        while (await xml.ReadAsync())
        {
            cancel.ThrowIfCancellationRequested();
            switch (xml)
            {
                case { NodeType: XmlNodeType.Element, LocalName: "si" }:
                    one.Clear();
                    if (xml.IsEmptyElement) Add();
                    break;
                case { NodeType: XmlNodeType.Element, LocalName: "t" }:
                    one.Append((await TextAsync(xml, LongestRow)).Text);
                    break;
                case { NodeType: XmlNodeType.Element, LocalName: "rPh" }:
                    await xml.SkipAsync();
                    break;
                case { NodeType: XmlNodeType.EndElement, LocalName: "si" }:
                    Add();
                    break;
            }
        }
        return texts;

        void Add()
        {
            // A string of .NET takes about 22 bytes beside its letters.
            held += 2L * one.Length + 32;
            if (held > MostShared) throw new FileProblem(
                "the workbook holds more text than can be read at once; save the sheet as CSV, or divide it");
            texts.Add(one.ToString());
        }
    }

    /// <summary>Which cell formats, by their place in the list, are dates or times.</summary>
    private static async Task<bool[]> DatesAsync(ZipArchiveEntry part, CancellationToken cancel)
    {
        var own = new HashSet<int>();
        var dates = new List<bool>();
        var inFormats = false;
        using var xml = Open(part);
        while (await xml.ReadAsync())
        {
            cancel.ThrowIfCancellationRequested();
            if (xml.LocalName == "cellXfs") inFormats = xml.NodeType is XmlNodeType.Element;
            if (xml.NodeType is not XmlNodeType.Element) continue;
            _ = int.TryParse(xml.GetAttribute("numFmtId"), NumberStyles.None, CultureInfo.InvariantCulture, out var number);
            if (xml.LocalName == "numFmt" && IsDate(xml.GetAttribute("formatCode") ?? "")) own.Add(number);
            if (inFormats && xml.LocalName == "xf" && dates.Count < 100_000) dates.Add(DateFormats.Contains(number) || own.Contains(number));
        }
        return [.. dates];
    }

    // Letters of a date outside of what is quoted, escaped or in brackets (colours, currencies; but [h] counts hours).
    internal static bool IsDate(string format)
    {
        for (var i = 0; i < format.Length; i++)
        {
            switch (format[i])
            {
                case '"':
                    i = format.IndexOf('"', i + 1);
                    if (i < 0) return false;
                    break;
                case '[':
                    var end = format.IndexOf(']', i);
                    if (end < 0) return false;
                    if (format[(i + 1)..end].Trim('h', 'H', 'm', 'M', 's', 'S').Length == 0) return true;
                    i = end;
                    break;
                case '\\' or '_' or '*':
                    i++;
                    break;
                case 'd' or 'D' or 'm' or 'M' or 'y' or 'Y' or 'h' or 'H' or 's' or 'S':
                    return true;
            }
        }
        return false;
    }

    private static ZipArchiveEntry? Part(ZipArchive archive, string name) => archive.Entries.FirstOrDefault(
        e => e.FullName.Replace('\\', '/').TrimStart('/').Equals(name, StringComparison.OrdinalIgnoreCase));

    private static XmlReader Open(ZipArchiveEntry part)
    {
        Stream packed;
        try
        {
            packed = part.Open();
        }
        catch (InvalidDataException)
        {
            throw Refused("it is damaged, or has a password");
        }
        return XmlReader.Create(
            new Counted(packed, Math.Max(Unsuspicious, part.CompressedLength * MostPacked)),
            new XmlReaderSettings
            {
                Async = true, CloseInput = true, DtdProcessing = DtdProcessing.Prohibit, XmlResolver = null,
                IgnoreComments = true, IgnoreProcessingInstructions = true, CheckCharacters = false,
            });
    }

    private static FileProblem Refused(string why) => new(
        $"the Excel workbook cannot be read: {why}; open it in Excel or LibreOffice and save it anew, or as CSV");

    /// <summary>What a part unpacks to, which ends where that is more than a workbook has any use for.</summary>
    private sealed class Counted(Stream part, long most) : Stream
    {
        private long _left = most;

        public override bool CanRead => true;
        public override bool CanSeek => false;
        public override bool CanWrite => false;
        public override long Length => throw new NotSupportedException();
        public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

        public override int Read(byte[] buffer, int offset, int count) => Take(part.Read(buffer, offset, count));

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            Take(await part.ReadAsync(buffer, cancellationToken));

        public override async Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
            Take(await part.ReadAsync(buffer.AsMemory(offset, count), cancellationToken));

        public override void Flush() => throw new NotSupportedException();
        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();
        public override void SetLength(long value) => throw new NotSupportedException();
        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        protected override void Dispose(bool disposing)
        {
            if (disposing) part.Dispose();
            base.Dispose(disposing);
        }

        private int Take(int read)
        {
            _left -= read;
            if (_left < 0) throw new FileProblem(
                "the Excel workbook unpacks to more than two hundred times its size and is not read; save the sheet as CSV");
            return read;
        }
    }
}
