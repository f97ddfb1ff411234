using Echolot.Teams;
using Shouldly;
using Xunit;

namespace Echolot.Web.Tests.Api;

[Collection("api")]
public sealed class LeftoversApiTests(ApiHost api)
{
    [Fact]
    public async Task Programs_take_out_and_put_back_what_a_narrower_version_no_longer_finds()
    {
        var caller = api.Administrator;
        var word = ApiHost.NewWord();
        var monitor = await api.MonitorAsync(word);
        var (source, secret, _) = await api.PushSourceAsync();
        foreach (var (id, text) in new[] { ("1", $"{word} ist gut"), ("2", $"{word} ist schlecht") })
            await api.Stranger().PushAsync(source, secret, $$"""{"id":"{{id}}","text":"{{text}}"}""");
        var reader = await api.CallerAsync(Permission.ReadMonitors);
        await reader.PostAsync($"monitors/{monitor}/leftovers/take-out", new { }, 403);
        await caller.PostAsync("monitors/999999/leftovers/take-out", new { }, 404);
        await caller.PutAsync($"monitors/{monitor}", new { name = word, query = $"{word} AND gut" });
        (await caller.PostAsync($"monitors/{monitor}/leftovers/take-out", new { }, 422))
            .GetProperty("code").GetString().ShouldBe("leftovers_unknown");
        await UntilAsync("left_over", 1);
        (await ComparedAsync()).ShouldBe((2, 1));
        await caller.PostAsync($"monitors/{monitor}/leftovers/take-out", new { }, 202);
        await UntilAsync("taken_out", 1);
        (await ComparedAsync()).ShouldBe((1, 0));
        (await caller.GetAsync($"mentions/count?monitor={monitor}")).GetProperty("count").GetInt64().ShouldBe(1);
        await caller.PostAsync($"monitors/{monitor}/leftovers/put-back", new { }, 202);
        await UntilAsync("left_over", 1);
        (await caller.GetAsync($"mentions/count?monitor={monitor}")).GetProperty("count").GetInt64().ShouldBe(2);

        // As the page of the comparison says it.
        async Task<(long, long)> ComparedAsync()
        {
            var compared = (await caller.GetAsync($"insights/comparison?monitor={monitor}")).GetProperty("monitors")[0];
            return (compared.GetProperty("total").GetProperty("all").GetInt64(), compared.GetProperty("left_over").GetInt64());
        }

        async Task UntilAsync(string field, long count)
        {
            using var late = new CancellationTokenSource(TimeSpan.FromSeconds(60));
            while (await caller.GetAsync($"monitors/{monitor}/backfill") is var now
                && (now.GetProperty(field).ValueKind is System.Text.Json.JsonValueKind.Null
                    || now.GetProperty(field).GetInt64() != count || now.GetProperty("moving").GetString() != "none"))
                await Task.Delay(50, late.Token);
        }
    }
}
