using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Echolot.Connectors.Import;
using Echolot.Connectors.Push;
using Echolot.Mentions;
using Echolot.Sources;
using Echolot.Sources.Imports;
using Shouldly;
using Xunit;

namespace Echolot.Connectors.Tests.Import;

/// <summary>Exports of our own making in the shapes of other tools, with what is read out of them beside them.</summary>
public sealed class Exports_of_other_tools
{
    private static readonly Importer Reader = new(TimeProvider.System);

    private static readonly JsonSerializerOptions Readable = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        DefaultIgnoreCondition = System.Text.Json.Serialization.JsonIgnoreCondition.WhenWritingNull,
    };

    private static readonly SourceConfig Source =
        new(3, new SourceKey("import", "local", "archiv"), new Dictionary<string, string> { ["name"] = "archiv" });

    [Theory]
    [InlineData("brandwatch.csv", "brandwatch", "utf-8"), InlineData("brandwatch.csv", "brandwatch", "windows-1252")]
    [InlineData("talkwalker.csv", "talkwalker", "utf-8")]
    [InlineData("talkwalker.json", "talkwalker", "utf-8"), InlineData("talkwalker.json", "talkwalker", "utf-16")]
    [InlineData("crowdtangle.csv", "crowdtangle", "utf-8"), InlineData("crowdtangle.csv", "crowdtangle", "utf-16BE")]
    [InlineData("meltwater.tsv", "meltwater", "utf-16"), InlineData("meltwater.tsv", "meltwater", "utf-8")]
    [InlineData("meltwater-new.csv", "meltwater", "utf-8")]
    public async Task An_export_is_recognised_and_read_as_expected(string name, string profile, string encoding)
    {
        var file = Bytes(name, encoding);
        var look = await Reader.LookAsync(new MemoryStream(file), new(), CancellationToken.None);
        look.Profile!.Name.ShouldBe(profile);
        var found = new StringBuilder();
        await foreach (var portion in Reader.ReadAsync(Source, new MemoryStream(file), new(), default, CancellationToken.None))
            foreach (var row in portion.Rows) found.Append(Line(row)).Append('\n');
        var expected = await File.ReadAllTextAsync(Path.Combine(Folder(), name + ".expected.ndjson"));
        // Windows-1252 has no emoji.
        if (encoding == "windows-1252") expected = expected.Replace(@"\uD83E\uDDE5", "??", StringComparison.Ordinal);
        found.ToString().ShouldBe(expected);
    }

    [Fact]
    public async Task Lines_before_the_header_are_passed_over_and_rows_keep_their_line_numbers()
    {
        var look = await LookAsync("brandwatch.csv", new());
        look.Preamble.ShouldBe(6);
        look.FirstRows.Select(row => row.Line).ShouldBe([8, 10, 11, 12]);
        look.FirstRows.ShouldAllBe(row => row.Problem == null);
    }

    [Fact]
    public async Task What_is_not_taken_over_is_named()
    {
        var look = await LookAsync("brandwatch.csv", new());
        look.LeftOut.ShouldBe([
            "Query Id", "Query Name", "Domain", "Added", "Assignment", "Checked", "Gender",
            "Hashtags", "Impact", "Impressions", "Priority", "Starred", "Status", "Thread Id"]);
        (await LookAsync("crowdtangle.csv", new())).LeftOut.ShouldContain("Total Interactions");
    }

    [Fact]
    public async Task Columns_can_be_changed_and_the_better_one_stays_the_better_one()
    {
        var look = await LookAsync("brandwatch.csv", new());
        var columns = look.Columns.Where(one => one.Field is not null)
            .ToDictionary(one => one.Column, one => one.Field!);
        columns.Remove("Sentiment");
        columns["Hashtags"] = "tags";
        columns["Title"] = "text";
        var changed = await LookAsync("brandwatch.csv", new(Columns: columns));
        changed.LeftOut.ShouldContain("Sentiment");
        changed.FirstRows[0].Tags.ShouldBe(["Lieferung", "Retoure"]);
        ((Upserted)changed.FirstRows[0].Event).Mention.Text.ShouldStartWith("Drei Wochen auf die #Jacke von", customMessage: "the full text before the snippet");
        var byHand = await LookAsync("brandwatch.csv", new(Map: new Dictionary<string, string> { ["text"] = "Snippet" }));
        ((Upserted)byHand.FirstRows[0].Event).Mention.Text.ShouldBe("Drei Wochen auf die #Jacke …");
        (await Should.ThrowAsync<FileProblem>(() => LookAsync("brandwatch.csv", new(Columns: new Dictionary<string, string> { ["Title"] = "quatsch" }))))
            .Message.ShouldContain("is not a field");
    }

    [Fact]
    public async Task A_profile_can_be_chosen_or_refused()
    {
        var none = await LookAsync("talkwalker.csv", new(Profile: "none"));
        none.Profile.ShouldBeNull();
        none.Columns.Single(one => one.Column == "content").Field.ShouldBe("text");
        none.Columns.Single(one => one.Column == "extra_author_attributes.name").Field.ShouldBeNull();
        var other = await LookAsync("talkwalker.csv", new(Profile: "brandwatch"));
        other.Profile!.Title.ShouldBe("Brandwatch");
        (await Should.ThrowAsync<FileProblem>(() => LookAsync("talkwalker.csv", new(Profile: "radian6")))).Message
            .ShouldBe("'radian6' is not a known tool; write brandwatch, talkwalker, crowdtangle, meltwater or none");
    }

    [Theory]
    [InlineData("03/04/2026", true, "2026-04-03T00:00:00Z"), InlineData("3/4/26 1:05 PM", false, "2026-03-04T13:05:00Z")]
    [InlineData("03/04/2026", null, null), InlineData("31/12/2026 09:00", false, null)]
    [InlineData("2026-01-06 19:30:04 EST", null, "2026-01-07T00:30:04Z"), InlineData("Nov 20, 2026 3:45 PM", null, "2026-11-20T15:45:00Z")]
    [InlineData("2026-01-06 19:30:04 IST", null, null), InlineData("20-Nov-26", null, "2026-11-20T00:00:00Z")]
    public void Dates_of_other_tools_are_read_where_nothing_can_be_mixed_up(string written, bool? dayFirst, string? meant) =>
        PostTime.Lenient(written, TimeZoneInfo.Utc, dayFirst, out _).ShouldBe(
            meant is null ? (DateTimeOffset?)null : DateTimeOffset.Parse(meant, CultureInfo.InvariantCulture));

    [Theory]
    [InlineData("Germany", "de"), InlineData(" Österreich ", "at"), InlineData("USA", "us"), InlineData("United States of America", "us")]
    [InlineData("Bosnia and Herzegovina", "ba"), InlineData("Cote d'Ivoire", "ci"), InlineData("Türkei", "tr"), InlineData("deu", "de")]
    [InlineData("Südkorea", "kr"), InlineData("UK", "gb"), InlineData("Europe", null), InlineData("", null)]
    public void A_country_is_known_by_its_names_in_english_and_german_and_by_its_codes(string written, string? code) =>
        CountryNames.CodeOf(written).ShouldBe(code);

    private static async Task<FileLook> LookAsync(string name, FileReading how) =>
        await Reader.LookAsync(new MemoryStream(Bytes(name, "utf-8")), how, CancellationToken.None);

    private static byte[] Bytes(string name, string encoding)
    {
        var text = File.ReadAllText(Path.Combine(Folder(), name));
        var to = CodePagesEncodingProvider.Instance.GetEncoding(encoding) ?? Encoding.GetEncoding(encoding);
        return [.. to.GetPreamble(), .. to.GetBytes(text)];
    }

    private static string Line(FileRow row)
    {
        if (row.Event is not Upserted { Mention: var post }) return JsonSerializer.Serialize(new { row.Line, row.Problem }, Readable);
        return JsonSerializer.Serialize(new
        {
            row.Line, id = post.Id.Value, published = post.PublishedAt.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture),
            platform = post.Source.Instance, kind = post.Kind.ToString(), lang = post.LanguageDeclared, title = post.Title, text = post.Text,
            url = post.Url?.OriginalString, author = post.Author.Id.Value, handle = post.Author.Handle, name = post.Author.DisplayName,
            followers = post.Author.Followers, likes = post.Engagement?.Likes, replies = post.Engagement?.Replies,
            shares = post.Engagement?.Shares, views = post.Engagement?.Views, reach = post.Engagement?.Reach, place = post.Place, rating = post.Rating, tags = row.Tags,
        }, Readable);
    }

    private static string Folder([CallerFilePath] string here = "") => Path.Combine(Path.GetDirectoryName(here)!, "recordings");
}
