using System.Text.Json;
using Echolot.Teams;
using Shouldly;
using Xunit;

namespace Echolot.Web.Tests.Api;

[Collection("api")]
public sealed class MentionsApiTests(ApiHost api)
{
    private readonly ApiCaller _caller = api.Administrator;

    [Fact]
    public async Task A_signed_push_is_kept_listed_edited_tagged_and_deleted()
    {
        var word = ApiHost.NewWord();
        var monitor = await api.MonitorAsync(word);
        var (source, secret, _) = await api.PushSourceAsync();
        var pushed = await api.Stranger().PushAsync(source, secret, Line("1", $"Ich mag {word} sehr."));
        var line = pushed.GetProperty("lines")[0];
        line.GetProperty("status").GetString().ShouldBe("kept");
        var id = line.GetProperty("mention_id").GetString()!;

        var mention = (await _caller.GetAsync($"mentions?monitor={monitor}")).GetProperty("items")[0];
        mention.GetProperty("id").GetString().ShouldBe(id);
        mention.GetProperty("matches")[0].GetProperty("monitor_id").GetString().ShouldBe(monitor);
        mention.GetProperty("matches")[0].GetProperty("spans")[0].GetProperty("field").GetString().ShouldBe("text");

        await api.Stranger().PushAsync(source, secret, Line("1", $"Ich mag {word} nicht mehr.", "2"));
        (await _caller.GetAsync($"mentions/{id}")).GetProperty("text").GetString()!.ShouldContain("nicht mehr");
        (await _caller.GetAsync($"mentions/{id}/revisions"))
            .GetProperty("items")[0].GetProperty("text").GetString()!.ShouldContain("sehr");

        await _caller.PostAsync("mentions/tags", new { mentions = new[] { id }, tag = "wichtig" }, 204);
        (await _caller.GetAsync($"mentions/count?monitor={monitor}&tag=wichtig"))
            .GetProperty("count").GetInt64().ShouldBe(1);
        await _caller.PostAsync("mentions/untag", new { mentions = new[] { id }, tag = "wichtig" }, 204);
        (await _caller.GetAsync($"mentions/count?monitor={monitor}&tag=wichtig"))
            .GetProperty("count").GetInt64().ShouldBe(0);
        await _caller.PostAsync("mentions/tags", new { mentions = Array.Empty<string>(), tag = "wichtig" }, 422);

        await api.Stranger().PushAsync(source, secret, """{"op":"delete","id":"1"}""");
        (await _caller.GetAsync($"mentions/{id}", 404)).GetProperty("code").GetString().ShouldBe("not_found");
    }

    [Fact]
    public async Task What_whoever_pushes_has_judged_and_labelled_stays_also_when_it_comes_again()
    {
        var word = ApiHost.NewWord();
        var monitor = await api.MonitorAsync(word);
        var (source, secret, _) = await api.PushSourceAsync();
        var line = $$"""{"id":"1","text":"Das {{word}} ist furchtbar kaputt","sentiment":"positive","tags":["{{word}}a","{{word}}b"]}""";
        await api.Stranger().PushAsync(source, secret, line);
        var mention = (await _caller.GetAsync($"mentions?monitor={monitor}&sentiment=positive")).GetProperty("items")[0];
        mention.GetProperty("tags").EnumerateArray().Select(t => t.GetString()).ShouldBe([word + "a", word + "b"]);
        mention.GetProperty("work").GetProperty("sentiment_by_hand").GetString().ShouldBe("positive");
        var id = mention.GetProperty("id").GetString()!;

        // What a colleague made of it meanwhile stays, also when an edit comes with another verdict.
        await _caller.PostAsync("mentions/work", new { mentions = new[] { id }, changes = new[] { new { field = "sentiment", sentiment = "negative" } } });
        await api.Stranger().PushAsync(source, secret, line.Replace("kaputt", "kaputt gegangen", StringComparison.Ordinal));
        (await _caller.GetAsync($"mentions/{id}")).GetProperty("sentiment").GetString().ShouldBe("negative");
    }

    [Fact]
    public async Task Stories_are_listed_once_and_opened_with_the_reason()
    {
        var word = ApiHost.NewWord();
        var monitor = await api.MonitorAsync(word);
        var (source, secret, _) = await api.PushSourceAsync();
        await api.Stranger().PushAsync(source, secret, string.Join('\n',
            Line("1", $"{word} https://news.example/{word}"), Line("2", $"Seht {word} an: https://news.example/{word}?utm_source=x"),
            Line("3", $"Ganz etwas anderes zu {word}")));
        var items = (System.Text.Json.JsonElement[])[];
        for (var tries = 0; tries < 200 && items.Length != 2; tries++)
        {
            items = [.. (await _caller.GetAsync($"mentions?monitor={monitor}&group=stories")).GetProperty("items").EnumerateArray()];
            if (items.Length != 2) await Task.Delay(50);
        }
        items.Length.ShouldBe(2);
        var story = items.Select(i => i.GetProperty("story")).Single(s => s.ValueKind is JsonValueKind.Object);
        story.GetProperty("count").GetInt32().ShouldBe(2);
        var opened = (await _caller.GetAsync($"mentions?story={story.GetProperty("id").GetString()}")).GetProperty("items");
        opened.EnumerateArray().Select(m => m.GetProperty("story").GetProperty("reason").GetString()).Order().ShouldBe(["first", "same_link"]);
        (await _caller.GetAsync($"mentions?monitor={monitor}&group=nonsense", 400)).GetProperty("code").GetString().ShouldNotBeNull();
    }

    [Fact]
    public async Task Each_line_of_a_push_gets_its_own_result()
    {
        var word = ApiHost.NewWord();
        await api.MonitorAsync(word);
        var (source, secret, _) = await api.PushSourceAsync();
        var lines = string.Join(
            '\n', Line("1", word), "not json", Line("2", "nobody asked for this"), """{"text":"no id"}""");
        var pushed = await api.Stranger().PushAsync(source, secret, lines);
        pushed.GetProperty("lines").EnumerateArray().Select(l => l.GetProperty("status").GetString())
            .ShouldBe(["kept", "refused", "not_wanted", "refused"]);
        (pushed.GetProperty("accepted").GetInt32(), pushed.GetProperty("refused").GetInt32()).ShouldBe((2, 2));
        pushed.GetProperty("lines")[1].GetProperty("problem").GetString()!.ShouldContain("line 2");
        var again = await api.Stranger().PushAsync(source, secret, lines);
        again.GetProperty("lines")[0].GetProperty("status").GetString().ShouldBe("already_known");
    }

    [Fact]
    public async Task Pushes_need_a_signature_or_a_token_that_may_push()
    {
        var (source, secret, id) = await api.PushSourceAsync();
        (await api.Stranger().PushAsync(source, "another secret, also long enough", Line("1", "x"), 401))
            .GetProperty("code").GetString().ShouldBe("signature_refused");
        await api.Stranger().PushAsync(source, null, Line("1", "x"), 401);
        await api.Stranger().PushAsync("no-such-source", secret, Line("1", "x"), 401);
        await (await api.CallerAsync(Permission.PushMentions)).PushAsync(source, null, Line("1", "x"));
        await (await api.CallerAsync(Permission.ReadMentions)).PushAsync(source, null, Line("1", "x"), 403);
        await _caller.PushAsync("no-such-source", null, Line("1", "x"), 404);
        await _caller.PutAsync($"sources/{id}/pause", new { paused = true }, 204);
        (await api.Stranger().PushAsync(source, secret, Line("1", "x"), 409))
            .GetProperty("code").GetString().ShouldBe("source_paused");
    }

    [Fact]
    public async Task A_push_repeated_under_its_key_gets_the_first_answer_again()
    {
        var word = ApiHost.NewWord();
        await api.MonitorAsync(word);
        var (source, secret, _) = await api.PushSourceAsync();
        var first = await api.Stranger().PushAsync(source, secret, Line("1", word), 202, "key-1");
        var again = await api.Stranger().PushAsync(source, secret, Line("1", word), 202, "key-1");
        again.ToString().ShouldBe(first.ToString());
        again.GetProperty("lines")[0].GetProperty("status").GetString().ShouldBe("kept");
        (await api.Stranger().PushAsync(source, secret, Line("2", word), 422, "key-1"))
            .GetProperty("code").GetString().ShouldBe("idempotency_key_reused");
        (await api.Stranger().PushAsync(source, secret, Line("1", word)))
            .GetProperty("lines")[0].GetProperty("status").GetString().ShouldBe("already_known");
    }

    [Fact]
    public async Task Pages_follow_each_other_without_gap_or_repetition()
    {
        var word = ApiHost.NewWord();
        var monitor = await api.MonitorAsync(word);
        var (source, secret, _) = await api.PushSourceAsync();
        await api.Stranger()
            .PushAsync(source, secret,
            string.Join('\n', Enumerable.Range(1, 25).Select(i => Line($"p{i}", $"{word} Nummer {i}"))));
        var seen = new List<string>();
        for (string? cursor = null; ;)
        {
            var page = await _caller.GetAsync(
                $"mentions?monitor={monitor}&size=10"
                + (cursor is null ? "" : "&cursor=" + Uri.EscapeDataString(cursor)));
            seen.AddRange(page.GetProperty("items").EnumerateArray().Select(m => m.GetProperty("id").GetString()!));
            cursor = page.GetProperty("next").GetString();
            if (cursor is null)
                break;
        }
        seen.Count.ShouldBe(25);
        seen.ShouldBeUnique();
        var facets = await _caller.GetAsync($"mentions/facets?monitor={monitor}");
        facets.GetProperty("items")
            .EnumerateArray()
            .ShouldContain(
            f => f.GetProperty("values").EnumerateArray().Any(v => v.GetProperty("count").GetInt64() == 25));
        (await _caller.GetAsync($"mentions/daily?monitor={monitor}"))
            .GetProperty("items").EnumerateArray().Sum(d => d.GetProperty("count").GetInt64()).ShouldBe(25);
    }

    [Fact]
    public async Task A_wrong_search_is_answered_with_place_and_remedy()
    {
        var problem = await _caller.GetAsync($"mentions?q={Uri.EscapeDataString("(marke OR")}", 422);
        problem.GetProperty("code").GetString().ShouldBe("query_invalid");
        problem.GetProperty("errors")[0].GetProperty("remedy").GetString().ShouldNotBeNullOrEmpty();
    }

    [Fact]
    public async Task Mentions_are_streamed_as_they_are_kept_and_after_a_break_from_there_on()
    {
        var word = ApiHost.NewWord();
        var monitor = await api.MonitorAsync(word);
        var (source, secret, _) = await api.PushSourceAsync();
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        string last;
        await using (var stream = await EventStream.OpenAsync(
            _caller.Http, $"/api/v1/events?monitor={monitor}", null, patience.Token))
        {
            (await stream.NextAsync(patience.Token)).Name.ShouldBe("beat");
            await api.Stranger().PushAsync(source, secret, Line("s1", $"{word} eins"));
            var first = await stream.NextAsync(patience.Token, "mention");
            first.Data.GetProperty("text").GetString().ShouldBe($"{word} eins");
            last = first.Id;
        }
        await api.Stranger().PushAsync(source, secret, Line("s2", $"{word} zwei"));
        await api.Stranger().PushAsync(source, secret, Line("s3", "nicht für diesen Monitor"));
        await using (var again = await EventStream.OpenAsync(
            _caller.Http, $"/api/v1/events?monitor={monitor}", last, patience.Token))
        {
            (await again.NextAsync(patience.Token)).Data.GetProperty("missed").GetBoolean().ShouldBeFalse();
            var second = await again.NextAsync(patience.Token, "mention");
            second.Data.GetProperty("text").GetString().ShouldBe($"{word} zwei");
            await api.Stranger().PushAsync(source, secret, """{"op":"delete","id":"s2"}""");
            (await again.NextAsync(patience.Token, "forgotten")).Data.GetProperty("ids")[0].GetString()
                .ShouldBe(second.Data.GetProperty("id").GetString());
        }
        await using var lost = await EventStream.OpenAsync(
            _caller.Http, "/api/v1/events", "of-another-process", patience.Token);
        (await lost.NextAsync(patience.Token)).Data.GetProperty("missed").GetBoolean().ShouldBeTrue();
    }

    private static string Line(string id, string text, string? revision = null) => JsonSerializer.Serialize(
        revision is null
            ? new Dictionary<string, string> { ["id"] = id, ["text"] = text }
            : new Dictionary<string, string> { ["id"] = id, ["text"] = text, ["revision"] = revision });
}
