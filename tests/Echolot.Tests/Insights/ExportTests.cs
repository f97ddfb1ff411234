using System.Text;
using System.Text.Json;
using DocumentFormat.OpenXml.Packaging;
using DocumentFormat.OpenXml.Spreadsheet;
using DocumentFormat.OpenXml.Validation;
using Echolot.Insights;
using Echolot.Matching;
using Echolot.Mentions;
using Echolot.Monitors;
using Echolot.Storage;
using Echolot.Tables;
using Echolot.Tests.Intake;
using Echolot.Tests.Storage;
using Shouldly;
using Xunit;
using static Echolot.Tests.Mentions.Samples;

namespace Echolot.Tests.Insights;

public sealed class ExportTests() : DatabaseContract(Engine.Sqlite)
{
    private static readonly Dictionary<long, string> People = new() { [7] = "Mira Albrecht" };

    private Household _household = null!;

    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        _household = new Household(Db);
        _household.Get<Archive>().Zone = TimeZoneInfo.FindSystemTimeZoneById("Europe/Berlin");
    }

    public override async ValueTask DisposeAsync()
    {
        await _household.DisposeAsync();
        await base.DisposeAsync();
    }

    [Fact]
    public async Task Every_format_holds_every_mention_under_the_filter_without_a_limit()
    {
        // More than two pages of the archive.
        await KeepAsync([.. Enumerable.Range(0, 2300).Select(
            i => Keep($"m{i}", i % 23 == 0 ? "Die Hose" : "Die Jacke", i, null, i % 2 + 1))]);
        var filter = new MentionFilter { Search = "jacke", Monitors = [2] };
        var (csv, count) = await WriteAsync(ExportFormat.Csv, filter);
        count.ShouldBe(1100);
        Encoding.UTF8.GetString(csv).Split("\r\n").Length.ShouldBe(1 + 1100 + 1);
        var (lines, _) = await WriteAsync(ExportFormat.Ndjson, filter);
        Encoding.UTF8.GetString(lines).Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(l => JsonDocument.Parse(l).RootElement.GetProperty("external_id").GetString())
            .ShouldBe(Enumerable.Range(0, 2300).Where(i => i % 23 != 0 && i % 2 == 1).Reverse().Select(i => $"m{i}"));
        var (xlsx, _) = await WriteAsync(ExportFormat.Xlsx, filter);
        Cells(xlsx).Single().Value.Count.ShouldBe(1 + 1100);
    }

    [Fact]
    public async Task A_csv_line_says_what_the_mention_says()
    {
        var monitor = await _household.AddMonitorAsync("jacke");
        var mention = Mention("m1", "Sie sagt \"ja\", er\r\nnein") with
        {
            Title = "Über uns", Url = new Uri("https://example.org/1"),
            Engagement = new(3, null, 0, null, null, Start) { Reach = 1200 }, Rating = 4.5m, ParentId = new("m0"), QuotedId = new("q1"),
            LanguageDeclared = "de-AT", Place = new("at", "Tirol", "Innsbruck"),
            Attachments = [new("image", new Uri("https://example.org/a.jpg"), "image/jpeg", "Ein Bild"), new("file", null)],
        };
        var stored = await KeepAsync(Keep(mention, Neutral with { Sentiment = Sentiment.Negative, Score = -0.5f }, monitor));
        await _household.Get<Archive>().TagAsync([stored[0].Id], "Rückgabe", Cancel);
        var text = Encoding.UTF8.GetString((await WriteAsync(ExportFormat.Csv, new())).Bytes);
        text.ShouldStartWith("\ufeffid,published_at,seen_at,connector,");
        text.ShouldContain($"{stored[0].Id},2026-03-02T09:00:00.000+01:00,");
        text.ShouldContain(",post,de,negative,-0.5,");
        text.ShouldContain(",Über uns,\"Sie sagt \"\"ja\"\", er\r\nnein\",https://example.org/1,");
        text.ShouldContain(",3,,0,,,1200,4.5,jacke,Rückgabe,1,m1,m0,q1,de-AT,at,Tirol,Innsbruck,https://example.org/a.jpg,false,false,none,,Rückgabe,0,,\r\n");
    }

    [Fact]
    public async Task What_people_did_with_a_mention_is_in_its_line()
    {
        var archive = _household.Get<Archive>();
        var stored = await KeepAsync(Keep("m1", "Die Jacke"), Keep("m2", "Die Hose", 1));
        await archive.WorkAsync(
            [stored[0].Id], [WorkChange.Read(true), WorkChange.Flag(true), WorkChange.Judge(Verdict.Relevant), WorkChange.Assign(7)],
            new Doer(7), Cancel);
        await archive.AddNoteAsync(stored[0].Id, "Rückruf", 7, [], Cancel);
        await archive.AddNoteAsync(stored[0].Id, "erledigt", 7, [], Cancel);
        var lines = Encoding.UTF8.GetString((await WriteAsync(ExportFormat.Csv, new() { Reader = 7 })).Bytes).Split("\r\n");
        lines[0].ShouldEndWith(",read,flagged,verdict,assigned_to,labels,notes,story,story_mentions");
        lines[2].ShouldEndWith(",true,true,relevant,Mira Albrecht,,2,,");
        lines[1].ShouldEndWith(",false,false,none,,,0,,");
    }

    [Theory]
    [InlineData("=1+1")]
    [InlineData("+49 40 123")]
    [InlineData("-2")]
    [InlineData("@SUM(A1)")]
    [InlineData("\t=1+1")]
    [InlineData("\r\n=1+1")]
    [InlineData("  =1+1")]
    [InlineData("\uff1dHYPERLINK(\"http://a.example\")")]
    public async Task What_strangers_write_never_runs_as_a_formula(string text)
    {
        await KeepAsync(Keep(Mention("m1", text) with { Title = text }));
        Formulas.Guarded(text).ShouldBe("'" + text);
        var (xlsx, _) = await WriteAsync(ExportFormat.Xlsx, new());
        using var book = SpreadsheetDocument.Open(new MemoryStream(xlsx), false);
        var cells = book.WorkbookPart!.WorksheetParts.Single().Worksheet.Descendants<Cell>().ToList();
        cells.ShouldAllBe(c => c.CellFormula == null);
        var guarded = cells.Where(c => c.CellReference!.Value is "K2" or "L2").ToList();
        guarded.Count.ShouldBe(2);
        var formats = book.WorkbookPart.WorkbookStylesPart!.Stylesheet.CellFormats!.Elements<CellFormat>().ToList();
        guarded.ShouldAllBe(c => formats[(int)c.StyleIndex!.Value].QuotePrefix!.Value);
    }

    [Fact]
    public void A_number_in_a_text_stays_as_it_was_written() =>
        (Formulas.Guarded("Bin zufrieden = gut"), Formulas.Guarded("5 - 3"), Formulas.Guarded(""))
            .ShouldBe(("Bin zufrieden = gut", "5 - 3", ""));

    [Fact]
    public async Task A_workbook_is_valid_and_goes_on_in_the_next_sheet()
    {
        await KeepAsync([.. Enumerable.Range(0, 25).Select(
            i => Keep($"m{i}", i == 7 ? "Zeichen \u0001 und " + new string('x', 40_000) : $"Jacke {i} 🎉", i))]);
        var rows = (await _household.Get<Archive>().ListAsync(new(), null, 100, Cancel)).Items;
        using var file = new MemoryStream();
        await using (var table = new XlsxTable<StoredMention>(
            file, MentionColumn.All(new Dictionary<long, string>(), People, _ => 0), TimeZoneInfo.Utc, rowsASheet: 11))
        {
            await table.BeginAsync(Cancel);
            foreach (var page in rows.Chunk(4)) await table.WriteAsync(page, Cancel);
            await table.EndAsync(Cancel);
        }
        using (var book = SpreadsheetDocument.Open(new MemoryStream(file.ToArray()), false))
            new OpenXmlValidator().Validate(book, Cancel).Select(e => e.Description).ShouldBeEmpty();
        var sheets = Cells(file.ToArray());
        sheets.Select(s => s.Value.Count).ShouldBe([11, 11, 6]);
        sheets.Keys.ShouldBe(["Echolot 1", "Echolot 2", "Echolot 3"]);
        sheets.ShouldAllBe(s => s.Value[0][0] == "id");
        var texts = sheets.SelectMany(s => s.Value.Skip(1)).Select(r => r[11]).ToList();
        texts[0].ShouldBe("Jacke 24 🎉");
        var cut = texts.Single(t => t.StartsWith("Zeichen", StringComparison.Ordinal));
        (cut.Length, cut[..11], cut[^4..]).ShouldBe((32_767, "Zeichen \ufffd u", " […]"));
    }

    [Fact]
    public async Task What_is_written_leaves_page_by_page()
    {
        await KeepAsync([.. Enumerable.Range(0, 3000).Select(i => Keep($"m{i}", new string('y', 1000), i))]);
        foreach (var format in Enum.GetValues<ExportFormat>())
        {
            using var file = new Watched();
            await _household.Get<Analyst>().ExportAsync(new(), format, file, null, People, Cancel);
            // One page of a thousand rows with its texts, not three.
            file.LargestPiece.ShouldBeLessThan(2_000_000, format.ToString());
        }
    }

    [Fact]
    public async Task Who_exported_what_is_in_the_audit_log_without_names()
    {
        await KeepAsync(Keep("m1", "Anna Huber war hier"));
        await WriteAsync(ExportFormat.Csv, new() { Search = "\"Anna Huber\"", Monitors = [1], From = Start });
        var entry = (await _household.Privacy.AuditAsync(null, 10, Cancel))[0];
        (entry.What, entry.Target, entry.ActorId).ShouldBe(("mentions.exported", "mentions:csv", 7));
        entry.Detail.ShouldBe("monitors 1, from 2026-03-02T08:00:00, search");
    }

    [Fact]
    public void The_audit_log_knows_every_restriction_of_an_export()
    {
        string[] none = [nameof(MentionFilter.Reader), nameof(MentionFilter.SearchForms)];
        foreach (var property in typeof(MentionFilter).GetProperties().Where(p => p.CanWrite && !none.Contains(p.Name)))
        {
            var filter = new MentionFilter { Reader = 1 };
            var type = Nullable.GetUnderlyingType(property.PropertyType) ?? property.PropertyType;
            property.SetValue(filter, type == typeof(string) ? "x" : type == typeof(bool) ? true : type == typeof(long) ? 1L
                : type == typeof(DateTimeOffset) ? Start : type.IsEnum ? Enum.ToObject(type, 1)
                : Array.CreateInstance(type.GetGenericArguments()[0], 1));
            Analyst.Restrictions(filter).ShouldNotBeEmpty(property.Name);
        }
    }

    [Fact]
    public async Task A_search_that_is_no_query_writes_nothing()
    {
        using var file = new MemoryStream();
        await Should.ThrowAsync<QueryException>(
            () => _household.Get<Analyst>().ExportAsync(new() { Search = "(a OR" }, ExportFormat.Csv, file, null, People, Cancel));
        file.Length.ShouldBe(0);
        (await _household.Privacy.AuditAsync(null, 10, Cancel)).ShouldBeEmpty();
    }

    private Task<IReadOnlyList<Kept>> KeepAsync(params Keep[] batch) =>
        Db.WriteAsync(scope => _household.Get<Archive>().KeepAsync(scope, batch, Cancel), Cancel);

    private async Task<(byte[] Bytes, long Count)> WriteAsync(ExportFormat format, MentionFilter filter)
    {
        using var file = new MemoryStream();
        var count = await _household.Get<Analyst>().ExportAsync(filter, format, file, 7, People, Cancel);
        return (file.ToArray(), count);
    }

    /// <summary>Texts of all rows by sheet, columns in their places.</summary>
    private static Dictionary<string, List<string[]>> Cells(byte[] file)
    {
        using var book = SpreadsheetDocument.Open(new MemoryStream(file), false);
        var workbook = book.WorkbookPart!;
        return workbook.Workbook.Descendants<Sheet>().ToDictionary(s => s.Name!.Value!, sheet =>
        {
            var part = (WorksheetPart)workbook.GetPartById(sheet.Id!.Value!);
            return part.Worksheet.Descendants<Row>().Select(row =>
            {
                var cells = new string[MentionColumn.All(new Dictionary<long, string>(), People, _ => 0).Count];
                foreach (var cell in row.Elements<Cell>())
                {
                    var letters = new string([.. cell.CellReference!.Value!.TakeWhile(char.IsLetter)]);
                    cells[letters.Aggregate(0, (at, letter) => at * 26 + letter - 'A' + 1) - 1] = cell.InnerText;
                }
                return cells;
            }).ToList();
        });
    }

    /// <summary>Forgets what is written and remembers how much came at once.</summary>
    private sealed class Watched : MemoryStream
    {
        public long LargestPiece { get; private set; }

        public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
        {
            LargestPiece = Math.Max(LargestPiece, buffer.Length);
            return ValueTask.CompletedTask;
        }
    }
}
