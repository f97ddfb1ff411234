using System.Net;
using Echolot.Teams;
using Shouldly;
using Xunit;

namespace Echolot.Web.Tests.Api;

[Collection("api")]
public sealed class SearchesApiTests(ApiHost api)
{
    [Fact]
    public async Task A_search_is_saved_changed_listed_and_removed()
    {
        var saved = await api.Administrator.PostAsync(
            "searches", new { name = "Jacken", filter = "q=jacke&unknown=1", note = "Winter", shared = true }, 201);
        saved.GetProperty("filter").GetString().ShouldBe("q=jacke");
        saved.GetProperty("url").GetString().ShouldBe("/search?q=jacke");
        var id = saved.GetProperty("id").GetString();
        var changed = await api.Administrator.PutAsync("searches/" + id, new { name = "Hosen", filter = "q=hose&lang=de" });
        changed.GetProperty("filter").GetString().ShouldBe("q=hose&lang=de");
        changed.GetProperty("shared").GetBoolean().ShouldBeFalse();
        (await api.Administrator.GetAsync("searches")).GetProperty("items").EnumerateArray()
            .Select(s => s.GetProperty("name").GetString()).ShouldContain("Hosen");
        await api.Administrator.DeleteAsync("searches/" + id);
        await api.Administrator.DeleteAsync("searches/" + id, 404);
        (await api.Administrator.PostAsync("searches", new { name = " ", filter = "" }, 422))
            .GetProperty("code").GetString().ShouldBe("search_invalid");
    }

    [Fact]
    public async Task Mentions_are_exported_to_those_who_may()
    {
        var word = ApiHost.NewWord();
        await api.MonitorAsync(word);
        var (source, secret, _) = await api.PushSourceAsync();
        await api.Administrator.PushAsync(source, secret, $$"""{"id":"1","text":"{{word}} eins"}""" + "\n" + $$"""{"id":"2","text":"{{word}} zwei"}""");
        using var answer = await api.Administrator.Http.GetAsync($"/api/v1/mentions/export?format=ndjson&q={word}");
        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        answer.Content.Headers.ContentType!.MediaType.ShouldBe("application/x-ndjson");
        (await answer.Content.ReadAsStringAsync()).Split('\n', StringSplitOptions.RemoveEmptyEntries).Length.ShouldBe(2);
        await api.Administrator.GetAsync("mentions/export?format=doc", 400);
        (await api.Administrator.GetAsync("mentions/export?format=csv&q=(a", 422)).GetProperty("code").GetString()
            .ShouldBe("query_invalid");
        var reader = await api.CallerAsync(Permission.ReadMentions);
        await reader.GetAsync("mentions/export?format=csv", 403);
    }

    [Fact]
    public async Task An_overview_has_its_numbers_and_their_recipe()
    {
        var word = ApiHost.NewWord();
        var monitor = await api.MonitorAsync(word);
        var (source, secret, _) = await api.PushSourceAsync();
        await api.Administrator.PushAsync(source, secret, $$"""{"id":"1","text":"{{word}} eins"}""");
        var look = await api.Administrator.GetAsync($"insights/overview?monitor={monitor}&rival={monitor}");
        look.GetProperty("total").GetProperty("all").GetInt64().ShouldBe(1);
        look.GetProperty("course").GetArrayLength().ShouldBe(7);
        look.GetProperty("week").GetArrayLength().ShouldBe(7);
        look.GetProperty("voices")[0].GetProperty("share").GetDouble().ShouldBe(1);
        var recipe = look.GetProperty("recipe");
        (recipe.GetProperty("time_zone").GetString(), recipe.GetProperty("bucket").GetString()).ShouldBe(("Europe/Berlin", "day"));
        recipe.GetProperty("program").GetString()!.ShouldStartWith("0.");
        recipe.GetProperty("monitors")[0].GetProperty("version").GetInt32().ShouldBe(1);
        (await api.Administrator.GetAsync("insights/overview?from=2100-01-01", 422)).GetProperty("code").GetString()
            .ShouldBe("period_invalid");
        await api.Administrator.GetAsync("insights/overview?monitor=987654", 404);
        var again = await api.Administrator.GetAsync(
            $"insights/recount?monitor={monitor}&from={Moment("from")}&to={Moment("to")}&at={Moment("as_of")}&mentions=5");
        (again.GetProperty("then").GetInt64() - again.GetProperty("now").GetInt64()).ShouldBe(-again.GetProperty("rest").GetInt64());
        await api.Administrator.GetAsync($"insights/recount?monitor=987654&from={Moment("from")}&to={Moment("to")}&at={Moment("as_of")}&mentions=1", 404);

        string Moment(string name) => Uri.EscapeDataString(recipe.GetProperty(name).GetString()!);
    }

    [Fact]
    public async Task Monitors_are_compared_and_what_cannot_be_compared_is_refused()
    {
        var (one, two) = (ApiHost.NewWord(), ApiHost.NewWord());
        var (first, second) = (await api.MonitorAsync(one), await api.MonitorAsync(two));
        var (source, secret, _) = await api.PushSourceAsync();
        await api.Administrator.PushAsync(
            source, secret, $$"""[{"id":"1","text":"{{one}}"},{"id":"2","text":"{{one}}"},{"id":"3","text":"{{one}} {{two}}"}]""");
        var look = await api.Administrator.GetAsync($"insights/comparison?monitor={first}&monitor={second}");
        var monitors = look.GetProperty("monitors");
        (monitors.GetArrayLength(), monitors[1].GetProperty("monitor_id").GetString()).ShouldBe((2, second));
        monitors[0].GetProperty("total").GetProperty("all").GetInt64().ShouldBe(3);
        monitors[0].GetProperty("share").GetDouble().ShouldBe(0.75);
        monitors[0].GetProperty("course").GetArrayLength().ShouldBe(7);
        (await api.Administrator.GetAsync("insights/comparison",
            422)).GetProperty("code").GetString().ShouldBe("monitors");
        (await api.Administrator.GetAsync($"insights/comparison?monitor={first}&from=2100-01-01",
            422)).GetProperty("code")
            .GetString().ShouldBe("period_invalid");
        await api.Administrator.GetAsync("insights/comparison?monitor=987654", 404);
    }
}
