using System.Text;
using Echolot.Connectors.Import;
using Echolot.Connectors.Push;
using Echolot.Mentions;
using Echolot.Sources;
using Echolot.Sources.Imports;
using FsCheck;
using FsCheck.Fluent;
using Shouldly;
using Xunit;

namespace Echolot.Connectors.Tests.Import;

public sealed class Importer_reads
{
    private static readonly Importer Reader = new(TimeProvider.System);

    private static readonly SourceConfig Source =
        new(3, new SourceKey("import", "local", "archiv"), new Dictionary<string, string> { ["name"] = "archiv" });

    private static async Task<List<FilePortion>> PortionsAsync(byte[] file, FileReading? how = null, FilePosition from = default)
    {
        var portions = new List<FilePortion>();
        await foreach (var portion in Reader.ReadAsync(Source, new MemoryStream(file), how ?? new(), from, CancellationToken.None))
            portions.Add(portion);
        return portions;
    }

    private static async Task<List<FileRow>> RowsAsync(byte[] file, FileReading? how = null, FilePosition from = default) =>
        [.. (await PortionsAsync(file, how, from)).SelectMany(portion => portion.Rows)];

    private static Task<List<FileRow>> RowsAsync(string file, FileReading? how = null) => RowsAsync(Encoding.UTF8.GetBytes(file), how);

    private static Mention Mention(FileRow row) => row.Event.ShouldBeOfType<Upserted>(row.Problem).Mention;

    [Fact]
    public async Task Lines_of_the_matching_workload_are_read()
    {
        var rows = await RowsAsync("""
            {"id":"p0000001","text":"Zug fällt aus","lang":"de","author":"news_ulm","platform":"mastodon","publishedAt":"2025-03-01T08:00:00Z"}
            {"id":"p0000002","text":"ok","lang":"en","author":"b.2","platform":"bluesky","publishedAt":"2025-03-01T08:00:01Z"}
            """);
        rows.Count.ShouldBe(2);
        var post = Mention(rows[0]);
        post.Id.Value.ShouldBe("archiv/p0000001");
        post.Source.Instance.ShouldBe("mastodon");
        post.Author.Handle.ShouldBe("news_ulm");
        post.LanguageDeclared.ShouldBe("de");
        post.Origin.ShouldBe(Origin.Import);
        post.PublishedAt.ShouldBe(new DateTimeOffset(2025, 3, 1, 8, 0, 0, TimeSpan.Zero));
    }

    [Theory]
    [InlineData(','), InlineData(';'), InlineData('\t'), InlineData('|')]
    public async Task German_and_English_headers_are_recognised_with_any_delimiter(char sign)
    {
        foreach (var header in new[] { "Beitrags-ID;Veröffentlicht am;Nutzername;Beitrag;Sprache;Bewertung", "Resource Id;Date;Author;Full Text;Language;Rating" })
        {
            var csv = (header + "\r\n7;21.11.2026 10:00;@anna;\"Jacke; passt, ja|\tgut\";de;4,5\r\n").Replace(';', sign)
                .Replace("4,5", sign == ',' ? "\"4,5\"" : "4,5", StringComparison.Ordinal);
            var post = Mention((await RowsAsync(csv, new FileReading(Zone: "Europe/Berlin"))).ShouldHaveSingleItem());
            post.Id.Value.ShouldBe("archiv/7");
            post.PublishedAt.ShouldBe(new DateTimeOffset(2026, 11, 21, 9, 0, 0, TimeSpan.Zero));
            post.Author.Handle.ShouldBe("anna");
            post.Text.ShouldBe("Jacke; passt, ja|\tgut".Replace(';', sign));
            post.Rating.ShouldBe(4.5m);
            post.Kind.ShouldBe(ItemKind.Review);
        }
    }

    [Theory]
    [InlineData("utf-8", false), InlineData("utf-8", true), InlineData("windows-1252", false)]
    [InlineData("utf-16", true), InlineData("utf-16BE", true), InlineData("utf-16", false)]
    public async Task Every_usual_encoding_is_found_out(string name, bool mark)
    {
        var encoding = CodePagesEncodingProvider.Instance.GetEncoding(name) ?? Encoding.GetEncoding(name);
        byte[] file = [.. mark ? encoding.GetPreamble() : [], .. encoding.GetBytes("id;text\n1;Größe für 9 €\n2;zwei\n")];
        var look = await Reader.LookAsync(new MemoryStream(file), new(), CancellationToken.None);
        look.Delimiter.ShouldBe(";");
        var rows = await RowsAsync(file);
        Mention(rows[0]).Text.ShouldBe("Größe für 9 €");
        rows.Count.ShouldBe(2);
        (await RowsAsync(file, from: FilePosition.Parse(rows[^1].Event.Cursor))).ShouldBeEmpty();
    }

    [Fact]
    public async Task What_Excel_says_about_its_delimiter_is_believed()
    {
        var rows = await RowsAsync("sep=;\r\nid;text\r\n1;a,b,c\r\n");
        Mention(rows.ShouldHaveSingleItem()).Text.ShouldBe("a,b,c");
        rows[0].Line.ShouldBe(3);
    }

    [Fact]
    public async Task Bad_rows_are_named_by_their_line_and_the_rest_goes_on()
    {
        var rows = await RowsAsync("id,date,text\n1,2026-11-21,eins\n\n2,gestern,zwei\n3,2026-11-21,\"drei\nund vier\"\n5,x\n6,2026-11-21,sechs\n");
        rows.Select(row => (row.Line, Bad: row.Problem is not null)).ShouldBe([(2, false), (4, true), (5, false), (7, true), (8, false)]);
        rows[1].Problem.ShouldBe("line 4: 'published' is not a date: 'gestern'; write e.g. 2026-11-21T10:00:00Z or 21.11.2026 10:00");
        rows[1].Raw.ShouldBe("2,gestern,zwei");
        rows[1].Event.ShouldBeOfType<Unreadable>().Problem.ShouldStartWith("line 4");
        rows[3].Problem.ShouldBe("line 7: has 2 columns, the header has 3");
        Mention(rows[2]).Text.ShouldBe("drei\nund vier");
    }

    [Fact]
    public async Task A_quote_that_is_never_closed_costs_one_line()
    {
        var rows = await RowsAsync("id,text\n1,ok\n2,\"offen\n3,drei\n4,vier\n");
        rows.Select(row => row.Line).ShouldBe([2, 3, 4, 5]);
        rows[1].Problem!.ShouldContain("never closed");
        Mention(rows[3]).Text.ShouldBe("vier");
    }

    [Fact]
    public async Task A_line_of_many_megabytes_costs_that_line_only()
    {
        var file = "{\"id\":\"1\",\"text\":\"a\"}\n{\"id\":\"2\",\"text\":\"" + new string('x', 5_000_000) + "\"}\n{\"id\":\"3\",\"text\":\"c\"}\n";
        var rows = await RowsAsync(file);
        rows.Select(row => (row.Line, Bad: row.Problem is not null)).ShouldBe([(1, false), (2, true), (3, false)]);
        rows[1].Raw!.Length.ShouldBe(64 * 1024);
    }

    [Fact]
    public async Task Columns_can_be_named_by_hand_and_wrong_names_are_told()
    {
        var map = new Dictionary<string, string> { ["text"] = "Inhalt der Mail", ["author"] = "Wer" };
        Mention((await RowsAsync("Wer,Inhalt der Mail,text\nA,B,C\n", new FileReading(Map: map))).ShouldHaveSingleItem()).Text.ShouldBe("B");
        (await Should.ThrowAsync<FileProblem>(() => RowsAsync("a,b\n1,2\n"))).Message.ShouldBe(
            "no column is recognised as text or title; the columns are 'a', 'b': name one with --map text=COLUMN");
        (await Should.ThrowAsync<FileProblem>(() => RowsAsync("a,text\n1,2\n",
            new FileReading(Map: new Dictionary<string, string> { ["url"] = "c" })))).Message.ShouldContain("no column 'c'");
        (await Should.ThrowAsync<FileProblem>(() => RowsAsync("a,text\n1,2\n", new FileReading(Zone: "Berlin")))).Message.ShouldContain("Europe/Berlin");
        (await Should.ThrowAsync<FileProblem>(() => RowsAsync("[1, 2]"))).Message.ShouldContain("no list of JSON objects");
        (await Should.ThrowAsync<FileProblem>(() => RowsAsync("[{\"a\": 1}]"))).Message.ShouldStartWith("no column is recognised");
        (await Should.ThrowAsync<FileProblem>(() => RowsAsync(" \n"))).Message.ShouldContain("empty");
        (await Should.ThrowAsync<FileProblem>(() => RowsAsync("PK\u0003\u0004\u0014"))).Message.ShouldContain("damaged");
    }

    [Fact]
    public async Task A_table_without_ids_gives_the_same_ids_when_it_is_read_again()
    {
        const string csv = "text,author,date\neins,a,2026-01-01\nzwei,b,2026-01-02\n";
        var first = (await RowsAsync(csv)).Select(row => Mention(row).Id).ToList();
        first.Distinct().Count().ShouldBe(2);
        (await RowsAsync(csv)).Select(row => Mention(row).Id).ShouldBe(first);
    }

    [Fact]
    public async Task Looking_shows_columns_and_first_rows()
    {
        var csv = "id;Text;Irgendwas\n" + string.Concat(Enumerable.Range(1, 40).Select(i => $"{i};t{i};x\n"));
        var look = await Reader.LookAsync(new MemoryStream(Encoding.UTF8.GetBytes(csv)), new(), CancellationToken.None);
        look.Columns.ShouldBe([("id", "id"), ("Text", "text"), ("Irgendwas", null)]);
        look.FirstRows.Count.ShouldBe(10);
        look.Format.ShouldBe("csv");
    }

    [Theory]
    [InlineData("ndjson"), InlineData("csv"), InlineData("utf16")]
    public async Task Reading_goes_on_at_every_cursor_without_loss_or_repetition(string format)
    {
        var text = new StringBuilder(format == "ndjson" ? "" : "id,text\r\n");
        for (var i = 0; i < 2_300; i++)
        {
            if (i % 97 == 1) text.Append("kaputt,\"\"x\n");
            else if (format == "ndjson") text.Append($"{{\"id\":\"{i}\",\"text\":\"für {new string('ü', i % 300)}\"}}\n");
            else text.Append($"{i},\"für \"\"{new string('ü', i % 300)}\"\"\nzweite, Zeile\"\r\n");
        }
        var file = format == "utf16" ? Encoding.Unicode.GetBytes(text.ToString()) : Encoding.UTF8.GetBytes(text.ToString());
        var portions = await PortionsAsync(file);
        portions.Count.ShouldBeGreaterThan(4);
        var all = portions.SelectMany(portion => portion.Rows).Select(Told).ToList();
        all.Count.ShouldBe(2_300);
        for (var i = 0; i < portions.Count; i++)
        {
            portions[i].Rows[^1].Event.Cursor.ShouldBe(portions[i].After.ToString());
            portions[i].Rows.SkipLast(1).ShouldAllBe(row => row.Event.Cursor == null);
            var before = portions.Take(i + 1).Sum(portion => portion.Rows.Count);
            var rest = await RowsAsync(file, from: FilePosition.Parse(portions[i].After.ToString()));
            rest.Select(Told).ShouldBe(all.Skip(before));
        }

        static string Told(FileRow row) => $"{row.Line} {row.Problem} {(row.Event as Upserted)?.Mention.Text}";
    }

    [Fact]
    public void Cutting_into_records_loses_no_byte_of_any_file() =>
        Prop.ForAll(
            Gen.Elements('"', ',', '\n', '\r', 'a', ';').ListOf().Select(signs => new string([.. signs])).ToArbitrary(),
            text =>
            {
                var bytes = Encoding.UTF8.GetBytes(text);
                var chunks = ChunksAsync(bytes).GetAwaiter().GetResult();
                var whole = chunks.SelectMany(chunk => chunk.Bytes).ToArray();
                return whole.AsSpan().SequenceEqual(bytes)
                    && (chunks.Count == 0 || chunks[^1].End == bytes.Length)
                    && (chunks.Count == 0 || chunks[^1].Line == bytes.Count(sign => sign == '\n') + (bytes[^1] == '\n' ? 0 : 1));
            }).QuickCheckThrowOnFailure();

    private static async Task<List<(byte[] Bytes, long End, long Line)>> ChunksAsync(byte[] bytes)
    {
        var chunks = new List<(byte[], long, long)>();
        await foreach (var chunk in new Records(new MemoryStream(bytes), (byte)',').ReadAsync(0, 0, CancellationToken.None, portionRecords: 2))
            chunks.Add((chunk.Bytes.ToArray(), chunk.EndByte, chunk.EndLine));
        return chunks;
    }

    [Theory]
    [InlineData("2026-11-21 10:00:00", "2026-11-21T09:00:00Z"), InlineData("21.11.2026", "2026-11-20T23:00:00Z")]
    [InlineData("1795255200", "2026-11-21T10:00:00Z"), InlineData("1795255200123", "2026-11-21T10:00:00.123Z")]
    [InlineData("2026-11-21T10:00:00.123456789+01:00", "2026-11-21T09:00:00.1234567Z")]
    [InlineData("Sat, 21 Nov 2026 10:00:00 GMT", "2026-11-21T10:00:00Z")]
    [InlineData("2026-03-29 02:30", "2026-03-29T01:30:00Z")]
    [InlineData("03/04/2026", null), InlineData("gestern", null), InlineData("1969-12-31", null)]
    public void Times_are_read_as_people_write_them(string written, string? meant) =>
        PostTime.Lenient(written, TimeZoneInfo.FindSystemTimeZoneById("Europe/Berlin"), null, out _).ShouldBe(
            meant is null ? null : DateTimeOffset.Parse(meant, System.Globalization.CultureInfo.InvariantCulture));
}
