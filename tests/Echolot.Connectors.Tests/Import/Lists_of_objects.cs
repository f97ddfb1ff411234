using System.Text;
using Echolot.Connectors.Import;
using Echolot.Mentions;
using Echolot.Sources;
using Echolot.Sources.Imports;
using Shouldly;
using Xunit;

namespace Echolot.Connectors.Tests.Import;

/// <summary>JSON files with a list of objects, by itself or in an envelope.</summary>
public sealed class Lists_of_objects
{
    private static readonly Importer Reader = new(TimeProvider.System);

    private static readonly SourceConfig Source =
        new(3, new SourceKey("import", "local", "archiv"), new Dictionary<string, string> { ["name"] = "archiv" });

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("[{0}]"), InlineData(" [ {0} ] "), InlineData("{{\"total\":2,\"results\":[{0}],\"next\":null}}")]
    [InlineData("{{\"page\":{{\"no\":1,\"tags\":[\"x\"]}},\"data\":[{0}]}}")]
    public async Task Lists_are_found_by_themselves_and_in_envelopes(string around)
    {
        var text = string.Format(System.Globalization.CultureInfo.InvariantCulture, around, """
            {"key":"1","Full Text":"eins [a] \"b\" }","author":{"name":"Anna"},"date":"2026-11-21T10:00:00Z","url":"https://a.example/1"},
            {"key":"2","Full Text":"zwei","author":{"name":"Bert"},"date":"2026-11-22T10:00:00Z","url":"https://a.example/2"}
            """);
        var look = await LookAsync(text);
        look.Format.ShouldBe("json");
        look.Columns.ShouldContain(("Full Text", "text"));
        look.LeftOut.ShouldBe(["key"]);
        var rows = await RowsAsync(text);
        rows.Select(row => (row.Line, Mention(row).Text, Mention(row).Author.DisplayName)).ShouldBe(
            [(1, "eins [a] \"b\" }", "Anna"), (2, "zwei", "Bert")]);
    }

    [Fact]
    public async Task Posts_in_the_push_format_are_read_as_such()
    {
        var rows = await RowsAsync("""
            [{"id":"1","text":"eins","author":{"handle":"a"},"attachments":[{"kind":"image","url":"https://a.example/b.png"}],"tags":["x, y"]},
             {"op":"delete","id":"0"}]
            """);
        Mention(rows[0]).Attachments.ShouldHaveSingleItem();
        rows[0].Tags.ShouldBe(["x, y"]);
        rows[1].Event.ShouldBeOfType<Deleted>();
    }

    [Fact]
    public async Task An_object_a_line_stays_that_also_where_it_holds_lists()
    {
        var text = """{"id":"1","text":"a","attachments":[{"kind":"link","url":"https://a.example/"}]}""" + "\n"
            + """{"id":"2","text":"b"}""" + "\n";
        (await LookAsync(text)).Format.ShouldBe("ndjson");
        (await RowsAsync(text)).Count.ShouldBe(2);
    }

    [Theory]
    [InlineData("""{"id":"1","text":"a","mentions":[]}""" + "\n" + """{"id":"2","text":"b","mentions":[{"username":"x"}]}""")]
    [InlineData("""{"id":"1","text":"a","mentions":[{"username":"x"}]}""" + "\n" + """{"id":"2","text":"b","mentions":[]}""")]
    [InlineData("""{"id":"1","text":"a","posts":[]}""")]
    public async Task An_object_a_line_is_no_envelope_whatever_lists_it_has(string text)
    {
        (await LookAsync(text)).Format.ShouldBe("ndjson");
        (await RowsAsync(text)).Select(row => Mention(row).Text).ShouldBe(text.Contains('\n') ? ["a", "b"] : ["a"]);
    }

    [Theory]
    [InlineData("""[{"id":"1","text":"a"}]""" + "\n" + """[{"id":"2","text":"b"}]""", "entry 2: stands behind the list and is not read")]
    [InlineData("""{"results":[{"id":"1","text":"a"}],"more":["}"]} {"x":1""", null)]
    [InlineData("""{"results":[{"id":"1","text":"a"}],"more":["}"]} ;""", "entry 2: stands behind the list and is not read")]
    [InlineData("""[{"id":"1","text":"a"},""", "entry 2: is missing: the file is cut off before its list ends")]
    [InlineData("""{"results":[{"id":"1","text":"a"}],"more":["}"]} """, "")]
    public async Task What_stands_behind_a_list_or_is_missing_is_told(string text, string? problem)
    {
        // One object behind another is an object a line, and of those the second is cut off.
        if (problem is null) (await LookAsync(text)).Format.ShouldBe("ndjson");
        else (await RowsAsync(text)).Select(row => row.Problem).ShouldBe(problem.Length > 0 ? [null, problem] : [null]);
    }

    [Fact]
    public async Task A_table_may_begin_with_a_bracket_where_somebody_says_that_it_is_one() =>
        Mention((await RowsAsync("[nr],text,date\n1,hallo,2026-11-21T10:00:00Z\n", new(Format: "csv")))[^1]).Text.ShouldBe("hallo");

    [Fact]
    public async Task Columns_are_named_by_hand_and_of_a_known_tool_what_comes_later_is_taken_too()
    {
        (await Should.ThrowAsync<FileProblem>(() => RowsAsync("""[{"body":{"plain":"a"}}]"""))).Message.ShouldContain("'body.plain'");
        Mention((await RowsAsync("""[{"body":{"plain":"a"}}]""", new(Map: new Dictionary<string, string> { ["text"] = "body.plain" })))
            .ShouldHaveSingleItem()).Text.ShouldBe("a");
        var entries = Enumerable.Range(0, 600).Select(i =>
            $$"""{"search_indexed":1,"url":"https://a.example/{{i}}","content":"t{{i}}"{{(i == 599 ? ",\"article_extended_attributes\":{\"likes\":7}" : "")}}}""");
        var text = $"[{string.Join(",", entries)}]";
        foreach (var columns in new[] { null, new Dictionary<string, string> { ["url"] = "url", ["content"] = "text" } })
            Mention((await RowsAsync(text, new(Columns: columns)))[^1]).Engagement!.Likes.ShouldBe(7);
    }

    [Fact]
    public async Task Bad_entries_are_named_by_their_number_and_the_rest_goes_on()
    {
        var deep = string.Concat(Enumerable.Repeat("{\"x\":", 40)) + "1" + new string('}', 40);
        var text = $$"""
            [{"id":"1","text":"a"}, 7, "x]", {"id":"4","text":}, {"id":"5","text":"{{new string('x', 3_000_000)}}"}, {{deep}},
             {"id":"7","text":"g"}, {"id":"8","te
            """;
        var rows = await RowsAsync(text);
        rows.Select(row => (row.Line, Bad: row.Problem is not null)).ShouldBe(
            [(1, false), (2, true), (3, true), (4, true), (5, true), (6, true), (7, false), (8, true)]);
        rows[1].Problem.ShouldBe("entry 2: is not an object");
        rows[4].Problem.ShouldBe("entry 5: is longer than 1 MiB");
        rows[4].Raw!.Length.ShouldBe(Records.Kept);
        rows[5].Problem.ShouldBe("entry 6: nests more than 32 deep");
        rows[7].Problem!.ShouldContain("cut off");
        (await RowsAsync("[]")).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("utf-8"), InlineData("utf-16"), InlineData("windows-1252")]
    public async Task Reading_goes_on_at_every_cursor_without_loss_or_repetition(string name)
    {
        var entries = Enumerable.Range(0, 1_700).Select(i => i % 97 == 1 ? "kaputt"
            : $$"""{"id":"{{i}}","text":"für [\\\"{{new string('ü', i % 300)}}\"] {"}""");
        var encoding = CodePagesEncodingProvider.Instance.GetEncoding(name) ?? Encoding.GetEncoding(name);
        byte[] file = [.. encoding.GetPreamble(), .. encoding.GetBytes($$"""{"items": [{{string.Join(",\n", entries)}}], "more": [{"id":"x","text":"x"}]}""")];
        var portions = await PortionsAsync(file);
        portions.Count.ShouldBeGreaterThan(3);
        var all = portions.SelectMany(portion => portion.Rows).Select(Told).ToList();
        all.Count.ShouldBe(1_700);
        all[2].ShouldBe("3  für [\\\"üü\"] {");
        for (var i = 0; i < portions.Count; i++)
        {
            portions[i].Rows[^1].Event.Cursor.ShouldBe(portions[i].After.ToString());
            var before = portions.Take(i + 1).Sum(portion => portion.Rows.Count);
            var rest = await PortionsAsync(file, from: FilePosition.Parse(portions[i].After.ToString()));
            rest.SelectMany(portion => portion.Rows).Select(Told).ShouldBe(all.Skip(before));
        }

        static string Told(FileRow row) => $"{row.Line} {row.Problem} {(row.Event as Upserted)?.Mention.Text}";
    }

    [Fact]
    public async Task Any_file_is_cut_into_the_same_entries_however_it_arrives()
    {
        string[] pieces = ["{", "}", "[", "]", ",", "\"", "\\", "a", " ", "\n", "ü", "{\"a\":1}", "[]"];
        var random = new Random(20_261_127);
        for (var i = 0; i < 3_000; i++)
        {
            var file = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Range(0, random.Next(30)).Select(_ => pieces[random.Next(pieces.Length)])));
            var whole = await CutAsync(new MemoryStream(file), 0, 0);
            (await CutAsync(new Dripping(file), 0, 0)).ShouldBe(whole);
            if (whole.Count == 0) continue;
            var (_, end, number) = whole[whole.Count / 2];
            (await CutAsync(new MemoryStream(file) { Position = end }, end, number)).ShouldBe(whole.Skip(whole.Count / 2 + 1));
        }
    }

    private static async Task<List<(string Text, long End, long Number)>> CutAsync(Stream file, long atByte, long atEntry)
    {
        var cut = new List<(string, long, long)>();
        await foreach (var entry in new JsonEntries(file).ReadAsync(atByte, atEntry, Cancel))
            cut.Add((Encoding.UTF8.GetString(entry.Bytes.Span) + entry.Fault, entry.EndByte, entry.Number));
        return cut;
    }

    private static Mention Mention(FileRow row) => row.Event.ShouldBeOfType<Upserted>(row.Problem).Mention;

    private static Task<FileLook> LookAsync(string text) =>
        Reader.LookAsync(new MemoryStream(Encoding.UTF8.GetBytes(text)), new(), Cancel);

    private static async Task<List<FilePortion>> PortionsAsync(byte[] file, FileReading? how = null, FilePosition from = default)
    {
        var portions = new List<FilePortion>();
        await foreach (var portion in Reader.ReadAsync(Source, new MemoryStream(file), how ?? new(), from, Cancel)) portions.Add(portion);
        return portions;
    }

    private static async Task<List<FileRow>> RowsAsync(string text, FileReading? how = null) =>
        [.. (await PortionsAsync(Encoding.UTF8.GetBytes(text), how)).SelectMany(portion => portion.Rows)];

    /// <summary>A stream that gives one byte at a time.</summary>
    private sealed class Dripping(byte[] bytes) : MemoryStream(bytes)
    {
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            base.ReadAsync(buffer[..Math.Min(1, buffer.Length)], cancellationToken);
    }
}
