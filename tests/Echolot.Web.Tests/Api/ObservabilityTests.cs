using System.Diagnostics.Metrics;
using System.Text.RegularExpressions;
using Echolot.Web.Observability;
using Shouldly;
using Xunit;

namespace Echolot.Web.Tests.Api;

[Collection("api")]
public sealed partial class ObservabilityTests(ApiHost api)
{
    [Fact]
    public async Task The_server_says_that_it_lives_and_is_ready()
    {
        (await api.Stranger().Http.GetStringAsync("/health/live")).ShouldBe("alive");
        var ready = await ApiCaller.ReadAsync(await api.Stranger().Http.GetAsync("/health/ready"), 200);
        ready.GetProperty("ready").GetBoolean().ShouldBeTrue();
        ready.GetProperty("parts")
            .EnumerateArray().Select(p => p.GetProperty("part").GetString()).ShouldBe(["database", "facts", "intake"]);
    }

    [Fact]
    public async Task Numbers_are_in_the_prometheus_format_and_name_nobody()
    {
        await api.Administrator.GetAsync("mentions?q=geheimes");
        var text = await api.Stranger().Http.GetStringAsync("/metrics");
        text.Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .ShouldAllBe(line => line.StartsWith('#') || Sample().IsMatch(line));
        text.ShouldContain("http_server_request_duration_seconds_bucket{");
        text.ShouldContain("http_route=\"/api/v1/mentions/\"");
        text.ShouldContain("dotnet_process_memory_working_set");
        text.ShouldNotContain("geheimes");
        text.ShouldNotContain("127.0.0.1");
    }

    [Fact]
    public void Histograms_count_upwards_and_names_carry_their_unit()
    {
        using var instruments = new Instruments();
        using var meter = new Meter("Echolot.Test");
        var waits = meter.CreateHistogram<double>("echolot.test.wait", "s", "A wait");
        var posts = meter.CreateCounter<long>("echolot.test.posts");
        foreach (var seconds in new[] { 0.004, 0.02, 3 })
            waits.Record(seconds, new KeyValuePair<string, object?>("kind", "a\"b\nc"));
        posts.Add(2);
        posts.Add(3);
        var text = instruments.Write();
        text.ShouldContain("# TYPE echolot_test_wait_seconds histogram");
        text.ShouldContain("""echolot_test_wait_seconds_bucket{kind="a\"b\nc",le="0.005"} 1""");
        text.ShouldContain("""echolot_test_wait_seconds_bucket{kind="a\"b\nc",le="+Inf"} 3""");
        text.ShouldContain("""echolot_test_wait_seconds_count{kind="a\"b\nc"} 3""");
        text.ShouldContain("echolot_test_posts_total 5\n");
    }

    [Fact]
    public void A_label_with_endless_values_does_not_fill_the_memory()
    {
        using var instruments = new Instruments();
        using var meter = new Meter("Echolot.Flood");
        var counter = meter.CreateCounter<long>("echolot.flood");
        for (var i = 0; i < 1500; i++)
            counter.Add(1, new KeyValuePair<string, object?>("id", i));
        var lines = instruments.Write()
            .Split('\n').Where(l => l.StartsWith("echolot_flood_total", StringComparison.Ordinal)).ToList();
        lines.Count.ShouldBe(1001);
        lines.ShouldContain("echolot_flood_total{other=\"true\"} 500");
    }

    [GeneratedRegex(
        """^[a-z_][a-z0-9_]*(\{([a-z_][a-z0-9_]*="([^"\\]|\\.)*",?)*\})? -?([0-9.eE+-]+|NaN)$""",
        RegexOptions.IgnoreCase)]
    private static partial Regex Sample();
}
