using System.Globalization;
using System.IO.Compression;
using System.Text;
using System.Xml;
using DocumentFormat.OpenXml;
using DocumentFormat.OpenXml.Spreadsheet;

namespace Echolot.Tables;

/// <summary>
/// An Excel workbook: a bold first row that stays in sight, times as dates on the workspace's clock, every text as
/// text.
/// </summary>
/// <remarks>
/// The package classes of the SDK hold whole parts in memory. Here each part goes through an
/// <see cref="OpenXmlWriter"/> straight into the zip, so a million rows take no more memory than a thousand. A sheet
/// ends at 1,048,576 rows; the next one goes on. A cell ends at 32,767 characters; a longer text is cut and says so.
/// </remarks>
internal sealed class XlsxTable<T>(
    Stream target, IReadOnlyList<TableColumn<T>> columns, TimeZoneInfo zone, int rowsASheet = 1_048_576)
    : TableWriter<T>(target)
{
    private const int LongestCell = 32_767;
    private const string Cut = " […]";

    // Cell formats of the style sheet below.
    private const string Plain = "0", Head = "1", Moment = "2", Quoted = "3";

    private static readonly Row RowName = new();
    private static readonly Cell CellName = new();
    private static readonly CellValue ValueName = new();
    private static readonly InlineString InlineName = new();
    private static readonly Text TextName = new();
    private static readonly OpenXmlAttribute Keep =
        new("xml", "space", "http://www.w3.org/XML/1998/namespace", "preserve");

    private readonly Stream _file = target;
    private readonly Packed _packed = new();
    private readonly string[] _letters = [.. Enumerable.Range(0, columns.Count).Select(Letters)];
    private ZipArchive? _zip;
    private OpenXmlWriter? _writer;
    private int _sheets;
    private int _row;

    public override async Task BeginAsync(CancellationToken cancel)
    {
        _zip = await ZipArchive.CreateAsync(_packed, ZipArchiveMode.Create, leaveOpen: true, Encoding.UTF8, cancel);
        await BeginSheetAsync(cancel);
    }

    public override async Task EndAsync(CancellationToken cancel)
    {
        await EndSheetAsync(cancel);
        await PutAsync("xl/styles.xml", Styles(), cancel);
        await PutAsync("xl/workbook.xml", Workbook(), cancel);
        await PutAsync("xl/_rels/workbook.xml.rels", WorkbookParts(), cancel);
        await PutAsync("_rels/.rels", Relations([("rId1", "officeDocument", "xl/workbook.xml")]), cancel);
        await PutAsync("[Content_Types].xml", ContentTypes(), cancel);
        await _zip!.DisposeAsync();
        await PassOnAsync(_packed, _file, cancel);
    }

    protected override async Task PassOnAsync(CancellationToken cancel)
    {
        await base.PassOnAsync(cancel);
        await PassOnAsync(_packed, _file, cancel);
    }

    protected override async ValueTask RowAsync(T row, CancellationToken cancel)
    {
        if (_row == rowsASheet)
        {
            await EndSheetAsync(cancel);
            await BeginSheetAsync(cancel);
        }
        BeginRow();
        for (var i = 0; i < columns.Count; i++) Put(i, columns[i].Value(row));
        _writer!.WriteEndElement();
    }

    private async Task BeginSheetAsync(CancellationToken cancel)
    {
        _sheets++;
        _row = 0;
        var entry = _zip!.CreateEntry($"xl/worksheets/sheet{_sheets}.xml", CompressionLevel.Fastest);
        Target = await entry.OpenAsync(cancel);
        _writer = OpenXmlWriter.Create(Waiting, Encoding.UTF8);
        _writer.WriteStartDocument();
        _writer.WriteStartElement(new Worksheet());
        _writer.WriteElement(new SheetViews(new SheetView(
            new Pane { VerticalSplit = 1, TopLeftCell = "A2", ActivePane = PaneValues.BottomLeft, State = PaneStateValues.Frozen })
        { WorkbookViewId = 0 }));
        _writer.WriteStartElement(new SheetData());
        BeginRow();
        for (var i = 0; i < columns.Count; i++) PutText(i, columns[i].Name, Head);
        _writer.WriteEndElement();
    }

    private async Task EndSheetAsync(CancellationToken cancel)
    {
        _writer!.WriteEndElement();
        _writer.WriteEndElement();
        _writer.Close();
        await PassOnAsync(cancel);
        await Target.DisposeAsync();
    }

    private void BeginRow()
    {
        _row++;
        _writer!.WriteStartElement(RowName, [new("r", "", Number(_row))]);
    }

    private void Put(int column, object? value)
    {
        switch (value)
        {
            case null: break;
            case string text: PutText(column, text, Formulas.RunsAsFormula(text) ? Quoted : Plain); break;
            case IReadOnlyList<string> list: Put(column, list.Count == 0 ? null : string.Join("; ", list)); break;
            case DateTimeOffset at:
                PutNumber(column, Number(TimeZoneInfo.ConvertTime(at, zone).DateTime.ToOADate()), Moment);
                break;
            case IFormattable number: PutNumber(column, Number(number), Plain); break;
            default: throw new ArgumentException($"A cell cannot hold a {value.GetType().Name}.", nameof(value));
        }
    }

    private void PutNumber(int column, string value, string style)
    {
        _writer!.WriteStartElement(CellName, [new("r", "", At(column)), new("s", "", style)]);
        _writer.WriteStartElement(ValueName);
        _writer.WriteString(value);
        _writer.WriteEndElement();
        _writer.WriteEndElement();
    }

    // Text as text: what looks like a formula is never one, and its quote mark keeps it so when somebody edits the
    // cell.
    private void PutText(int column, string value, string style)
    {
        if (value.Length == 0) return;
        _writer!.WriteStartElement(
            CellName, [new("r", "", At(column)), new("s", "", style), new("t", "", "inlineStr")]);
        _writer.WriteStartElement(InlineName);
        _writer.WriteStartElement(TextName, [Keep]);
        _writer.WriteString(Clean(value));
        _writer.WriteEndElement();
        _writer.WriteEndElement();
        _writer.WriteEndElement();
    }

    private string At(int column) => _letters[column] + Number(_row);

    /// <summary>What a cell can hold: signs that XML forbids become U+FFFD, what is too long is cut.</summary>
    internal static string Clean(string text)
    {
        if (text.Length > LongestCell)
        {
            var end = LongestCell - Cut.Length;
            text = text[..(char.IsHighSurrogate(text[end - 1]) ? end - 1 : end)] + Cut;
        }
        for (var i = 0; i < text.Length; i++)
            if (!XmlConvert.IsXmlChar(text[i]) && !char.IsSurrogate(text[i]))
                return string.Concat(
                    text.Select(c => XmlConvert.IsXmlChar(c) || char.IsSurrogate(c) ? c : '\ufffd'));
        return text;
    }

    private static string Letters(int column) =>
        column < 26 ? $"{(char)('A' + column)}" : Letters(column / 26 - 1) + Letters(column % 26);

    private static string Number(IFormattable value) => value.ToString(null, CultureInfo.InvariantCulture);

    private static Stylesheet Styles() => new(
        new NumberingFormats(new NumberingFormat { NumberFormatId = 164, FormatCode = "yyyy\\-mm\\-dd hh:mm:ss" }),
        new Fonts(new Font(), new Font(new Bold())),
        new Fills(
            new Fill(new PatternFill { PatternType = PatternValues.None }),
            new Fill(new PatternFill { PatternType = PatternValues.Gray125 })),
        new Borders(new Border()),
        new CellStyleFormats(new CellFormat()),
        new CellFormats(
            new CellFormat(), new CellFormat { FontId = 1, ApplyFont = true },
            new CellFormat { NumberFormatId = 164, ApplyNumberFormat = true }, new CellFormat { QuotePrefix = true }));

    private Workbook Workbook() => new(new Sheets(Enumerable.Range(1, _sheets).Select(
        i => new Sheet { Name = $"Echolot {i}", SheetId = (uint)i, Id = $"rId{i}" })));

    private string WorkbookParts() => Relations(
    [
        .. Enumerable.Range(1, _sheets).Select(i => ($"rId{i}", "worksheet", $"worksheets/sheet{i}.xml")),
        ($"rId{_sheets + 1}", "styles", "styles.xml"),
    ]);

    private string ContentTypes()
    {
        const string main = "application/vnd.openxmlformats-officedocument.spreadsheetml.";
        (string Name, string Type)[] parts =
        [
            ("/xl/workbook.xml", main + "sheet.main+xml"), ("/xl/styles.xml", main + "styles+xml"),
            .. Enumerable.Range(1, _sheets).Select(i => ($"/xl/worksheets/sheet{i}.xml", main + "worksheet+xml")),
        ];
        return "<Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\">"
            + "<Default Extension=\"rels\" ContentType=\"application/vnd.openxmlformats-package.relationships+xml\"/>"
            + string.Concat(parts.Select(p => $"<Override PartName=\"{p.Name}\" ContentType=\"{p.Type}\"/>")) + "</Types>";
    }

    private static string Relations(IEnumerable<(string Id, string Type, string Target)> relations) =>
        "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">"
        + string.Concat(relations.Select(r =>
            $"<Relationship Id=\"{r.Id}\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/{r.Type}\" Target=\"{r.Target}\"/>"))
        + "</Relationships>";

    private async Task PutAsync(string name, OpenXmlElement root, CancellationToken cancel)
    {
        using var xml = new MemoryStream();
        using (var writer = OpenXmlWriter.Create(xml, Encoding.UTF8))
        {
            writer.WriteStartDocument();
            writer.WriteElement(root);
        }
        await PutAsync(name, xml.ToArray(), cancel);
    }

    private Task PutAsync(string name, string xml, CancellationToken cancel) =>
        PutAsync(name, Encoding.UTF8.GetBytes(xml), cancel);

    private async Task PutAsync(string name, byte[] xml, CancellationToken cancel)
    {
        await using var part = await _zip!.CreateEntry(name).OpenAsync(cancel);
        await part.WriteAsync(xml, cancel);
    }

    /// <summary>
    /// Holds what the zip has written until it is sent: the zip ends its parts without waiting, which a connection
    /// forbids. It cannot go back, so that what was sent stays as it is.
    /// </summary>
    private sealed class Packed : MemoryStream
    {
        public override bool CanSeek => false;
    }
}
