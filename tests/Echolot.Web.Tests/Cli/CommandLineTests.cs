using System.CommandLine;
using System.Net;
using System.Net.Sockets;
using Echolot.Storage;
using Echolot.Web.Cli;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Xunit;

namespace Echolot.Web.Tests.Cli;

public sealed class CommandLineTests : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("echolot-cli-");

    public void Dispose() => folder.Delete(recursive: true);

    [Fact]
    public async Task Help_calls_the_program_as_people_do_and_lists_every_verb()
    {
        var (code, output, _) = await RunAsync("--help");
        code.ShouldBe(0);
        output.ShouldContain("echolot [command] [options]");
        foreach (var verb in CommandLine.Root().Subcommands) output.ShouldContain($"  {verb.Name}");
        (await RunAsync("export", "--help")).Output.ShouldContain("echolot export");
    }

    [Fact]
    public void The_demo_reads_its_own_line()
    {
        var program = System.Reflection.Assembly.Load("Echolot.Play").EntryPoint.ShouldNotBeNull();
        program.Invoke(null, [new[] { "--demo", "--help" }]).ShouldBe(0);
        program.Invoke(null, [new[] { "--demo", "--nonsense" }]).ShouldBe(1);
    }

    [Theory]
    [InlineData("erase someone --connector bluesky")]
    [InlineData("export someone --connector bluesky")]
    [InlineData("export mentions --out out.csv")]
    [InlineData("opml export")]
    public async Task A_folder_without_data_is_no_empty_answer(string line)
    {
        var data = Path.Combine(folder.FullName, "mistyped");
        var (code, output, errors) = await RunAsync([.. line.Split(' '), "--data", data]);
        code.ShouldBe(2);
        output.ShouldBeEmpty();
        errors.ShouldContain("There is no database at");
        errors.ShouldContain("Name the data folder with --data");
        Directory.Exists(data).ShouldBeFalse();
    }

    [Fact]
    public async Task A_network_that_is_none_is_no_empty_answer_either()
    {
        var data = new DirectoryInfo(Path.Combine(folder.FullName, "data"));
        await using (var made = await OpenData.OpenAsync(data, make: true, CancellationToken.None))
            made.GetRequiredService<EcholotDb>().ShouldNotBeNull();
        var (code, output, errors) = await RunAsync("erase", "someone", "--connector", "blusky", "--data", data.FullName);
        (code, output).ShouldBe((2, ""));
        errors.ShouldContain("There is no network 'blusky'. There are: ");
        errors.ShouldContain("bluesky");
        (await RunAsync("erase", "someone", "--connector", "bluesky", "--data", data.FullName)).Output
            .ShouldContain("0 records are stored");
    }

    [Theory]
    [InlineData("nowhere")]
    [InlineData("ftp://127.0.0.1:1")]
    [InlineData("http://127.0.0.1:0;sideways")]
    public async Task An_address_that_cannot_be_listened_on_is_named_before_anything_is_made(string urls)
    {
        var data = Path.Combine(folder.FullName, "data");
        var (code, _, errors) = await RunAsync("--urls", urls, "--data", data);
        code.ShouldBe(1);
        errors.ShouldContain($"'{urls.Split(';')[^1]}' is no address to listen on");
        Directory.Exists(data).ShouldBeFalse();
    }

    [Fact]
    public async Task A_port_that_is_taken_and_a_folder_that_is_a_file_are_told_in_one_line()
    {
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        var port = ((IPEndPoint)taken.LocalEndpoint).Port;
        var (code, _, errors) = await RunAsync(
            "--urls", $"http://127.0.0.1:{port}", "--data", Path.Combine(folder.FullName, "data"));
        code.ShouldBe(1);
        errors.ShouldContain("address already in use");
        errors.Trim().Split('\n').Length.ShouldBe(1);
        var file = Path.Combine(folder.FullName, "file");
        await File.WriteAllTextAsync(file, "");
        (await RunAsync("--data", file)).Errors.ShouldContain("is a file. Name a folder with --data.");
    }

    private static async Task<(int Code, string Output, string Errors)> RunAsync(params string[] line)
    {
        var (output, errors) = (new StringWriter(), new StringWriter());
        var code = await CommandLine.Root().Parse(line)
            .InvokeAsync(new InvocationConfiguration { Output = output, Error = errors });
        return (code, output.ToString(), errors.ToString());
    }
}
