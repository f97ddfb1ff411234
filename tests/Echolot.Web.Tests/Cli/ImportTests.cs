using System.CommandLine;
using Echolot.Web.Cli;
using Shouldly;
using Xunit;

namespace Echolot.Web.Tests.Cli;

public sealed class ImportTests : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("echolot-import-");

    public void Dispose() => folder.Delete(recursive: true);

    [Fact]
    public async Task A_good_file_ends_with_0_and_a_summary()
    {
        var (code, output, _) = await ImportAsync(
            "posts.csv", "id;Beitrag;Datum\n1;Paket da;21.11.2026 10:00\n2;Zug weg;21.11.2026 11:00\n", "--zone",
            "Europe/Berlin");
        code.ShouldBe(0);
        output.ShouldContain("posts.csv: 2 rows read into source 'posts'");
        output.ShouldContain("2 not wanted");
        output.ShouldContain("no monitor wants these posts");
    }

    [Fact]
    public async Task Bad_rows_end_with_3_and_lie_in_the_rejected_file()
    {
        var (code, output, _) = await ImportAsync("posts.ndjson", "{\"id\":\"1\",\"text\":\"x\"}\nkaputt\n");
        code.ShouldBe(3);
        output.ShouldContain("1 rejected");
        (await File.ReadAllTextAsync(Path.Combine(folder.FullName, "posts.ndjson.rejected")))
            .ShouldBe("{\"line\":2,\"problem\":\"line 2: is not JSON from byte 1 on\",\"raw\":\"kaputt\"}\n");
    }

    [Fact]
    public async Task An_export_is_named_with_what_is_left_out_and_looking_reads_nothing()
    {
        const string export = "\"Report:\",\"Mentions\"\n\nQuery Id,Date,Snippet,Resource Id,Sentiment,Impact\n"
            + "1,2026-11-20 08:14:33.0,Paket weg,a1,negative,3\n";
        var (code, output, _) = await ImportAsync("bw.csv", export, "--look");
        code.ShouldBe(0);
        output.ShouldContain("Brandwatch export; 4 of 6 columns are taken over, 2 lines above them are passed over");
        output.ShouldContain("Snippet -> text");
        output.ShouldContain("not taken over: Query Id, Impact");
        Directory.Exists(Path.Combine(folder.FullName, "data")).ShouldBeFalse();
        (await ImportAsync("bw.csv", export)).Output.ShouldContain("bw.csv: 1 rows read into source 'bw'");
        (await ImportAsync("bw.csv", export, "--profile", "sprinklr")).Errors.ShouldContain("not a known tool");
    }

    [Theory]
    [InlineData("a,b\n1,2\n", null, "name one with --map text=COLUMN")]
    [InlineData("a,b\n1,2\n", "text", "is not field=column")]
    [InlineData("", null, "the file is empty")]
    public async Task What_cannot_be_read_ends_with_2_and_a_remedy(string content, string? map, string says)
    {
        var (code, output, errors) = await ImportAsync("x.csv", content, map is null ? [] : ["--map", map]);
        code.ShouldBe(2);
        output.ShouldBeEmpty();
        errors.ShouldContain(says);
    }

    private async Task<(int Code, string Output, string Errors)> ImportAsync(
        string name, string content, params string[] more)
    {
        var file = Path.Combine(folder.FullName, name);
        await File.WriteAllTextAsync(file, content);
        var root = new RootCommand();
        Import.AddTo(root);
        var (output, errors) = (new StringWriter(), new StringWriter());
        var code = await root.Parse(["import", file, "--data", Path.Combine(folder.FullName, "data"), .. more])
            .InvokeAsync(new InvocationConfiguration { Output = output, Error = errors });
        return (code, output.ToString(), errors.ToString());
    }
}
