using System.IO.Compression;
using System.Text;
using Echolot.Connectors.Import;
using Echolot.Mentions;
using Echolot.Sources;
using Echolot.Sources.Imports;
using Shouldly;
using Xunit;

namespace Echolot.Connectors.Tests.Import;

/// <summary>Excel workbooks as Excel, LibreOffice and libraries write them, and such as are made to harm.</summary>
public sealed class Workbook_is_read
{
    private static readonly SourceConfig Source = new(7, new("import", "local", "archiv"), new Dictionary<string, string>());

    private const string Main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
    private const string Relations = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";

    private readonly Importer _importer = new(TimeProvider.System);

    [Fact]
    public async Task Texts_numbers_dates_and_truths_arrive_as_people_see_them()
    {
        var posts = await PostsAsync(Book("""
            <row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" t="s"><v>1</v></c><c r="C1" t="inlineStr"><is><r><t>Da</t></r><r><t>tum</t></r></is></c><c r="D1" t="str"><v>likes</v></c><c r="E1" t="inlineStr"><is><t>author.verified</t></is></c></row>
            <row r="3"><c r="A3"><v>4711</v></c><c r="B3" t="s"><v>2</v></c><c r="C3" s="1"><v>46347.5</v></c><c r="D3"><v>1.2E1</v></c><c r="E3" t="b"><v>1</v></c></row>
            <row><c><v>4712</v></c><c t="s"><v>3</v></c><c s="2"><v>46348</v></c></row>
            """, ["id", "Text", "Mein Paket ist da", "Wo bleibt <i/> es &amp; wann?"]));
        posts.Select(p => p.Id.Value).ShouldBe(["archiv/4711", "archiv/4712"]);
        posts[0].ShouldSatisfyAllConditions(
            p => p.Text.ShouldBe("Mein Paket ist da"),
            p => p.PublishedAt.ShouldBe(new DateTimeOffset(2026, 11, 21, 12, 0, 0, TimeSpan.Zero)),
            p => p.Engagement!.Likes.ShouldBe(12), p => p.Author.Verified.ShouldBe(true));
        posts[1].PublishedAt.ShouldBe(new DateTimeOffset(2026, 11, 22, 0, 0, 0, TimeSpan.Zero));
    }

    [Fact]
    public async Task Exports_of_other_tools_are_recognised_below_their_preamble()
    {
        var book = Book("""
            <row r="1"><c r="A1" t="inlineStr"><is><t>Report of November</t></is></c></row>
            <row r="4"><c r="A4" t="inlineStr"><is><t>Query Name</t></is></c><c r="B4" t="inlineStr"><is><t>Page Type</t></is></c><c r="C4" t="inlineStr"><is><t>Date</t></is></c><c r="D4" t="inlineStr"><is><t>Snippet</t></is></c><c r="E4" t="inlineStr"><is><t>Resource Id</t></is></c><c r="F4" t="inlineStr"><is><t>Sentiment</t></is></c></row>
            <row r="5"><c r="A5" t="inlineStr"><is><t>N</t></is></c><c r="B5" t="inlineStr"><is><t>forum</t></is></c><c r="C5" t="inlineStr"><is><t>2026-11-20 08:00:00.0</t></is></c><c r="D5" t="inlineStr"><is><t>Das Paket ist weg</t></is></c><c r="E5"><v>9007199254740993</v></c><c r="F5" t="inlineStr"><is><t>negative</t></is></c></row>
            """);
        var look = await _importer.LookAsync(book, new(), CancellationToken.None);
        look.Format.ShouldBe("xlsx");
        look.Profile!.Name.ShouldBe("brandwatch");
        look.Preamble.ShouldBe(3);
        var row = look.FirstRows.ShouldHaveSingleItem();
        row.Line.ShouldBe(5);
        row.Tags.ShouldBe(["Brandwatch: negative"]);
        ((Upserted)row.Event).Mention.Source.Instance.ShouldBe("forum");
    }

    [Fact]
    public async Task Reading_goes_on_behind_every_row_it_had_come_to()
    {
        var rows = new StringBuilder("""<row r="1"><c r="A1" t="inlineStr"><is><t>id</t></is></c><c r="B1" t="inlineStr"><is><t>text</t></is></c></row>""");
        for (var i = 2; i <= 1201; i++)
            rows.Append($"""<row r="{i}"><c r="A{i}"><v>{i}</v></c>{(i == 700 ? "" : $"""<c r="B{i}" t="inlineStr"><is><t>Paket {i}</t></is></c>""")}</row>""");
        var book = Book(rows.ToString());
        var portions = await PortionsAsync(book, default);
        portions.Select(p => p.Rows.Count).ShouldBe([500, 500, 200]);
        portions[1].Rows.Single(r => r.Problem is not null).Problem.ShouldBe("line 700: there is nothing to read: give 'text', 'html' or 'title'");
        portions[^1].After.ShouldBe(new FilePosition(1201, 1201));
        var position = FilePosition.Parse(portions[0].Rows[^1].Event.Cursor);
        (await PortionsAsync(book, position)).SelectMany(p => p.Rows).Select(r => r.Line)
            .ShouldBe(Enumerable.Range(502, 700).Select(i => (long)i));
    }

    [Fact]
    public async Task Only_the_first_visible_sheet_is_read_and_days_may_count_from_1904()
    {
        var book = Zip(
            ("xl/workbook.xml", $"""
                <workbook xmlns="{Main}" xmlns:rel="http://purl.oclc.org/ooxml/officeDocument/relationships"><workbookPr date1904="1"/><sheets>
                <sheet name="x" sheetId="1" state="hidden" rel:id="a"/><sheet name="y" sheetId="2" rel:id="b"/><sheet name="z" sheetId="3" rel:id="c"/></sheets></workbook>
                """),
            ("xl/_rels/workbook.xml.rels", """<Relationships xmlns="r"><Relationship Id="a" Target="worksheets/one.xml"/><Relationship Id="b" Target="/xl/worksheets/two.xml"/></Relationships>"""),
            ("xl/styles.xml", $"""<styleSheet xmlns="{Main}"><numFmts><numFmt numFmtId="170" formatCode="[$-407]d/\ mmm"/></numFmts><cellStyleXfs><xf numFmtId="14"/></cellStyleXfs><cellXfs><xf numFmtId="0"/><xf numFmtId="170"/></cellXfs></styleSheet>"""),
            ("xl/worksheets/two.xml", $"""
                <worksheet xmlns="{Main}"><sheetData><row><c t="inlineStr"><is><t>text</t><rPh sb="0" eb="1"><t>tekusuto</t></rPh></is></c><c t="inlineStr"><is><t>published</t></is></c></row>
                <row><c t="inlineStr"><is><t>Paket</t></is></c><c s="1"><v>44885</v></c></row></sheetData></worksheet>
                """));
        (await PostsAsync(book)).ShouldHaveSingleItem().PublishedAt.ShouldBe(new DateTimeOffset(2026, 11, 21, 0, 0, 0, TimeSpan.Zero));
    }

    [Theory]
    [InlineData("yyyy\\-mm\\-dd", true)]
    [InlineData("[h]:mm", true)]
    [InlineData("#,##0.00 \"Stück\"", false)]
    [InlineData("[Red]0", false)]
    [InlineData("0_d", false)]
    public void Formats_of_dates_are_told_from_those_of_numbers(string format, bool date) =>
        Workbook.IsDate(format).ShouldBe(date);

    [Fact]
    public async Task A_workbook_that_unpacks_without_end_is_refused_and_so_are_other_files_by_what_to_do()
    {
        var bomb = Book($"""<row r="1"><c r="A1" t="inlineStr"><is><t>{new string('x', 80_000_000)}</t></is></c></row>""");
        bomb.Length.ShouldBeLessThan(200_000);
        (await ProblemAsync(bomb)).ShouldContain("two hundred times");
        (await ProblemAsync(Zip(("a.csv", "id,text\n1,x")))).ShouldContain("unpack it");
        (await ProblemAsync(new MemoryStream([0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1, 0, 0, 0, 0]))).ShouldContain("save it as .xlsx or CSV");
        (await ProblemAsync(Book("<row><c><v>1</v></c>"))).ShouldContain("damaged");
        (await ProblemAsync(new MemoryStream([.. "PK\u0003\u0004 and nothing behind it"u8]))).ShouldContain("damaged");
        (await ProblemAsync(Book("""<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>""", whole: true))).ShouldContain("damaged");
        (await ProblemAsync(Book(""))).ShouldContain("not a row of column names");
    }

    [Fact]
    public async Task A_row_that_is_too_long_is_one_bad_row()
    {
        var rows = await PortionsAsync(Book($"""
            <row r="1"><c r="A1" t="inlineStr"><is><t>text</t></is></c></row>
            <row r="2"><c r="A2" t="inlineStr"><is><t>{new string('x', Workbook.LongestRow + 1)}</t></is></c></row>
            <row r="3"><c r="A3" t="inlineStr"><is><t>Paket</t></is></c></row>
            """), default);
        rows.SelectMany(p => p.Rows).Select(r => r.Problem).ShouldBe(["line 2: is longer than 1 MiB", null]);
    }

    private async Task<string> ProblemAsync(Stream file) =>
        (await Should.ThrowAsync<FileProblem>(() => _importer.LookAsync(file, new(), CancellationToken.None))).Message;

    private async Task<List<Mention>> PostsAsync(Stream file) =>
        [.. (await PortionsAsync(file, default)).SelectMany(p => p.Rows).Select(r => r.Event.ShouldBeOfType<Upserted>(r.Problem).Mention)];

    private async Task<List<FilePortion>> PortionsAsync(Stream file, FilePosition from) =>
        await _importer.ReadAsync(Source, file, new(), from, CancellationToken.None).ToListAsync();

    private static MemoryStream Book(string rows, string[]? shared = null, bool whole = false) => Zip(
        ("xl/workbook.xml", $"""<workbook xmlns="{Main}" xmlns:r="{Relations}"><sheets><sheet name="Blatt" sheetId="1" r:id="rId1"/></sheets></workbook>"""),
        ("xl/_rels/workbook.xml.rels", """<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="worksheet" Target="worksheets/sheet1.xml"/></Relationships>"""),
        ("xl/styles.xml", $"""<styleSheet xmlns="{Main}"><cellXfs><xf numFmtId="0"/><xf numFmtId="22"/><xf numFmtId="14"/></cellXfs></styleSheet>"""),
        ("xl/sharedStrings.xml", $"""<sst xmlns="{Main}">{string.Concat((shared ?? []).Select(t => $"<si><t>{t.Replace("<i/>", "&lt;i/&gt;", StringComparison.Ordinal)}</t></si>"))}</sst>"""),
        ("xl/worksheets/sheet1.xml", whole ? rows : $"""<worksheet xmlns="{Main}"><sheetData>{rows}</sheetData></worksheet>"""));

    private static MemoryStream Zip(params (string Name, string Text)[] parts)
    {
        var file = new MemoryStream();
        using (var archive = new ZipArchive(file, ZipArchiveMode.Create, leaveOpen: true))
            foreach (var (name, text) in parts)
            {
                using var part = archive.CreateEntry(name).Open();
                part.Write(Encoding.UTF8.GetBytes(text));
            }
        return file;
    }
}
