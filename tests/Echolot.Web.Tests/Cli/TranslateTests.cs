using System.CommandLine;
using Echolot.Web.Cli;
using Shouldly;
using Xunit;

namespace Echolot.Web.Tests.Cli;

public sealed class TranslateTests
{
    private static async Task<(int Code, string Output, string Errors)> RunAsync(params string[] args)
    {
        var root = new RootCommand();
        Translate.AddTo(root);
        using var output = new StringWriter();
        using var errors = new StringWriter();
        var code = await root.Parse(["query", .. args])
            .InvokeAsync(new InvocationConfiguration { Output = output, Error = errors });
        return (code, output.ToString().Trim(), errors.ToString().Trim());
    }

    [Fact]
    public async Task Query_is_printed_as_the_other_product_takes_it() =>
        (await RunAsync("--from", "brandwatch", "--to", "talkwalker", "(a NEAR/3f b) NOT c"))
            .ShouldBe((0, "(a ONEAR/3 b) AND NOT c", ""));

    [Fact]
    public async Task Forms_of_a_monitor_are_written_out() =>
        (await RunAsync("--forms", "Inflected", "haus AND =garten")).ShouldBe((0, "haus^ AND garten", ""));

    [Fact]
    public async Task Forms_are_refused_for_queries_of_other_products() =>
        (await RunAsync("--forms", "Compound", "--from", "brandwatch", "haus")).Errors.ShouldContain("--forms");

    [Fact]
    public async Task What_is_lost_on_the_way_is_named_with_its_place()
    {
        var (code, output, errors) = await RunAsync(
            "--from", "brandwatch", "--to", "meltwater", "{BT} AND authorGender:F");
        code.ShouldBe(1);
        output.ShouldBe("BT");
        errors.ShouldContain("left out: authorGender: (character 10)");
        errors.ShouldContain("Meltwater lacks: {BT}; written instead: BT");
    }

    [Fact]
    public async Task Text_that_is_no_query_is_refused_with_the_place()
    {
        var (code, output, errors) = await RunAsync("bahn AND (");
        (code, output).ShouldBe((2, ""));
        errors.ShouldStartWith("character ");
    }
}
