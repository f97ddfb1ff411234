using System.Text;
using System.Text.Json;
using Echolot.Teams;
using Shouldly;
using Xunit;

namespace Echolot.Web.Tests.Api;

[Collection("api")]
public sealed class ImportLookApiTests(ApiHost api)
{
    private const string Brandwatch = """
        Report:,Bulk Mentions Download
        Brand:,Nordlicht

        Query Id,Query Name,Date,Title,Url,Domain,Sentiment,Page Type,Language,Full Text,Author,Mystery
        1,Nordlicht,2026-01-02 10:00:00.0,Lamps,https://example.org/1,example.org,negative,news,en,The lamp flickers,Ada,x
        1,Nordlicht,yesterday,Lamps,https://example.org/2,example.org,neutral,news,en,The lamp glows,Ben,y
        """;

    [Fact]
    public async Task A_program_sees_what_a_file_is_taken_for_before_it_reads_it_in()
    {
        var before = (await api.Administrator.GetAsync("imports")).GetProperty("items").GetArrayLength();
        var look = await LookAsync(api.Administrator, Brandwatch);
        look.GetProperty("format").GetString().ShouldBe("csv");
        look.GetProperty("profile").GetProperty("title").GetString().ShouldBe("Brandwatch");
        look.GetProperty("preamble").GetInt64().ShouldBeGreaterThan(0);
        FieldOf(look, "Full Text").ShouldBe("text");
        FieldOf(look, "Mystery").ShouldBeNull();
        look.GetProperty("left_out").EnumerateArray().Select(c => c.GetString()).ShouldContain("Mystery");
        var (good, bad) = (look.GetProperty("first_rows")[0], look.GetProperty("first_rows")[1]);
        (good.GetProperty("text").GetString(), good.GetProperty("author").GetString()).ShouldBe(("The lamp flickers", "Ada"));
        good.GetProperty("published_at").GetDateTimeOffset().ShouldBe(new(2026, 1, 2, 10, 0, 0, TimeSpan.Zero));
        good.GetProperty("problem").ValueKind.ShouldBe(JsonValueKind.Null);
        bad.GetProperty("problem").GetString()!.ShouldContain("yesterday");
        look.GetProperty("profiles").EnumerateArray().Select(p => p.GetProperty("title").GetString())
            .ShouldBe(["Brandwatch", "Talkwalker", "CrowdTangle", "Meltwater"], ignoreOrder: true);
        look.GetProperty("fields").EnumerateArray().Select(f => f.GetString()).ShouldContain("author.handle");
        (await api.Administrator.GetAsync("imports")).GetProperty("items").GetArrayLength().ShouldBe(before);
    }

    [Fact]
    public async Task What_it_is_taken_for_can_be_changed_and_nonsense_is_refused()
    {
        var look = await LookAsync(
            api.Administrator, "When,What\n03/04/2026 10:00,Hello\n", ("profile", "none"), ("dates", "month"),
            ("zone", "Europe/Berlin"), ("columns", """{"When":"published","What":"text"}"""));
        look.GetProperty("profile").ValueKind.ShouldBe(JsonValueKind.Null);
        look.GetProperty("first_rows")[0].GetProperty("published_at").GetDateTimeOffset().UtcDateTime
            .ShouldBe(new(2026, 3, 4, 9, 0, 0));
        foreach (var (name, value) in new[] { ("columns", "[1]"), ("columns", "{"), ("columns", "null"), ("columns", """{"text":null}"""), ("columns", """{"text":3}"""), ("columns", """{"gone":"text"}"""), ("dates", "year"), ("profile", "nobody") })
            (await LookAsync(api.Administrator, "text\nHello\n", 422, (name, value))).GetProperty("code").GetString()
                .ShouldBe("file_unreadable", $"{name}={value}");
        (await LookAsync(api.Administrator, "\0\0\0\0", 422)).GetProperty("code").GetString().ShouldBe("file_unreadable");
    }

    [Fact]
    public async Task Nothing_in_the_place_of_a_text_is_malformed_wherever_it_stands()
    {
        (string Path, object Body)[] calls =
        [
            ("sources", new { connector = "feeds", settings = new Dictionary<string, string?> { ["url"] = null } }),
            ("monitors/from-lists", new { all = new string?[] { "a", null } }),
            ("rules", new { name = "a", condition = new { languages = new string?[] { null } }, changes = Array.Empty<object>() }),
        ];
        foreach (var (path, body) in calls)
        {
            var problem = await api.Administrator.PostAsync(path, body, 400);
            problem.GetProperty("code").GetString().ShouldBe("malformed", path);
            problem.GetProperty("detail").GetString()!.ShouldContain("holds null", customMessage: path);
        }
    }

    [Fact]
    public async Task Who_may_only_read_does_not_look_at_files()
    {
        await LookAsync(await api.CallerAsync(Permission.ReadMentions | Permission.ReadSources), Brandwatch, 403);
        await LookAsync(api.Stranger(), Brandwatch, 401);
        await LookAsync(await api.CallerAsync(Permission.PushMentions), Brandwatch, 403);
        await LookAsync(await api.CallerAsync(Permission.PushMentions | Permission.EditSources), Brandwatch);
    }

    private static Task<JsonElement> LookAsync(ApiCaller caller, string file, params (string Name, string Value)[] form) =>
        LookAsync(caller, file, 200, form);

    private static async Task<JsonElement> LookAsync(
        ApiCaller caller, string file, int status, params (string Name, string Value)[] more)
    {
        using var form = new MultipartFormDataContent
        {
            { new ByteArrayContent(Encoding.UTF8.GetBytes(file)), "file", "export.csv" },
        };
        foreach (var (name, value) in more) form.Add(new StringContent(value), name);
        return await ApiCaller.ReadAsync(await caller.Http.PostAsync("/api/v1/imports/look", form), status);
    }

    private static string? FieldOf(JsonElement look, string column) => look.GetProperty("columns").EnumerateArray()
        .Single(c => c.GetProperty("column").GetString() == column).GetProperty("field").GetString();
}
