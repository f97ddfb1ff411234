using System.Net.Http.Headers;
using System.Text;
using Echolot.Teams;
using Shouldly;
using Xunit;

namespace Echolot.Web.Tests.Api;

[Collection("api")]
public sealed class SettingsApiTests(ApiHost api)
{
    private readonly ApiCaller _caller = api.Administrator;

    [Fact]
    public async Task Monitors_are_added_changed_tried_and_removed()
    {
        var word = ApiHost.NewWord();
        var added = await _caller.PostAsync(
            "monitors", new { name = "Marke", query = word, purpose = "purchase_intent" }, 201);
        var id = added.GetProperty("id").GetString();
        added.GetProperty("purpose").GetString().ShouldBe("purchase_intent");
        var changed = await _caller.PutAsync(
            $"monitors/{id}", new { name = "Marke", query = $"{word} OR marke", note = "breiter" });
        changed.GetProperty("version").GetInt32().ShouldBe(2);
        (await _caller.GetAsync($"monitors/{id}/versions")).GetProperty("items").GetArrayLength().ShouldBe(2);
        var wrong = await _caller.PutAsync($"monitors/{id}", new { name = "Marke", query = "\"offen" }, 422);
        wrong.GetProperty("errors")[0].GetProperty("start").GetInt32().ShouldBeGreaterThanOrEqualTo(0);
        (await _caller.PostAsync("monitors/check", new { query = "a AND (b" }))
            .GetProperty("valid").GetBoolean().ShouldBeFalse();
        (await _caller.PostAsync("monitors/check", new { query = word }))
            .GetProperty("canonical").GetString().ShouldBe(word);
        (await _caller.PostAsync("monitors/preview", new { query = word }))
            .GetProperty("complete").GetBoolean().ShouldBeTrue();
        await _caller.DeleteAsync($"monitors/{id}");
        await _caller.GetAsync($"monitors/{id}", 404);
    }

    [Fact]
    public async Task A_monitor_finds_the_forms_it_is_set_to()
    {
        var added = await _caller.PostAsync("monitors", new { name = "Haus", query = "haus", forms = "inflected" },
            201);
        added.GetProperty("forms").GetString().ShouldBe("inflected");
        var path = $"monitors/{added.GetProperty("id").GetString()}";
        var changed = await _caller.PutAsync(path, new { name = "Haus", query = "haus", forms = "compound" });
        changed.GetProperty("version").GetInt32().ShouldBe(2);
        (await _caller.GetAsync($"{path}/versions")).GetProperty("items").EnumerateArray()
            .Select(v => v.GetProperty("forms").GetString()).ShouldBe(["compound", "inflected"]);
        (await _caller.PostAsync("monitors/check", new { query = "haus AND =garten", forms = "compound" }))
            .GetProperty("canonical").GetString().ShouldBe("haus AND =garten");
        await _caller.DeleteAsync(path);
    }

    [Fact]
    public async Task Coverage_and_gaps_of_sources_are_told()
    {
        var map = await _caller.GetAsync("coverage");
        map.GetProperty("items").EnumerateArray().Select(c => c.GetProperty("connector").GetString())
            .ShouldBe(["feeds", "sitemaps", "pages", "bluesky", "mastodon", "hackernews", "youtube", "reddit", "wordpress",
                "webchat", "mail", "push", "import"]);
        map.GetProperty("items")[0].GetProperty("misses").GetProperty("en").GetString()!.ShouldContain("deletions");
        (await _caller.GetAsync("gaps?from=2026-11-01T00:00:00Z&to=2026-11-02T00:00:00Z"))
            .GetProperty("items").GetArrayLength().ShouldBe(0);
        (await _caller.GetAsync("gaps?from=2026-11-02T00:00:00Z&to=2026-11-01T00:00:00Z", 422))
            .GetProperty("code").GetString().ShouldBe("span_refused");
        (await _caller.PostAsync("gaps/99/fill", new { }, 422)).GetProperty("code").GetString()
            .ShouldBe("gap_not_fillable");
        await _caller.PostAsync("sources/9999/reservations", new { }, 422);
    }

    [Fact]
    public async Task Versions_are_compared_and_restored()
    {
        var added = await _caller.PostAsync("monitors", new { name = "Haus", query = "haus AND garten" }, 201);
        var path = $"monitors/{added.GetProperty("id").GetString()}";
        await _caller.PutAsync(path, new { name = "Haus", query = "haus OR garten" });
        var diff = await _caller.GetAsync($"{path}/versions/2/diff");
        (diff.GetProperty("from").GetInt32(), diff.GetProperty("to").GetInt32()).ShouldBe((1, 2));
        diff.GetProperty("pieces").EnumerateArray()
            .Select(p => (p.GetProperty("kind").GetString(), p.GetProperty("text").GetString()))
            .ShouldBe([("same", "haus "), ("removed", "AND"), ("added", "OR"), ("same", " garten")]);
        await _caller.GetAsync($"{path}/versions/7/diff?from=1", 404);
        var back = await _caller.PostAsync($"{path}/versions/1/restore", new { note = "zu viel" });
        (back.GetProperty("version").GetInt32(), back.GetProperty("query").GetString())
            .ShouldBe((3, "haus AND garten"));
        await _caller.PostAsync($"{path}/versions/9/restore", new { }, 404);
        await _caller.DeleteAsync(path);
    }

    [Fact]
    public async Task A_locked_monitor_is_refused_to_others()
    {
        var added = await _caller.PostAsync("monitors", new { name = "Haus", query = "haus" }, 201);
        var path = $"monitors/{added.GetProperty("id").GetString()}";
        (await _caller.PutAsync($"{path}/lock", new { })).GetProperty("lock").GetProperty("by").GetString()
            .ShouldNotBeNull();
        var other = await api.CallerAsync(Role.Analyst);
        (await other.PutAsync(path, new { name = "Anders", query = "haus" }, 403)).GetProperty("code").GetString()
            .ShouldBe("monitor_locked");
        await other.DeleteAsync(path, 403);
        await other.DeleteAsync($"{path}/lock", 403);
        await other.PostAsync($"{path}/versions/1/restore", new { }, 403);
        (await other.PostAsync($"{path}/backfill", new { }, 403)).GetProperty("code").GetString().ShouldBe("monitor_locked");
        await _caller.DeleteAsync($"{path}/lock", 200);
        (await other.PutAsync(path, new { name = "Anders", query = "haus" })).GetProperty("name").GetString()
            .ShouldBe("Anders");
        await other.DeleteAsync(path);
    }

    [Fact]
    public async Task A_sample_is_judged_and_gives_precision_and_what_to_leave_out()
    {
        var (word, (name, secret, _)) = (ApiHost.NewWord(), await api.PushSourceAsync());
        var monitor = await api.MonitorAsync(word);
        await _caller.PushAsync(name, secret, string.Join('\n', Enumerable.Range(0, 8).Select(
            i => $$"""{"id":"{{i}}","text":"{{word}} {{(i < 4 ? "bringt Pakete" : "leuchtet am Himmel")}} {{i}}","author":{"id":"frida"} }""")));
        var path = $"monitors/{monitor}";
        var sample = await _caller.PostAsync($"{path}/sample", new { size = 8 });
        var hits = sample.GetProperty("hits").EnumerateArray().Select(h => h.GetProperty("mention"))
            .Select(m => (Id: m.GetProperty("id").GetString(), Text: m.GetProperty("text").GetString()!)).ToList();
        hits.Count.ShouldBe(8);
        foreach (var (id, text) in hits)
            await _caller.PutAsync(
                $"{path}/verdicts/{id}", new { relevant = text.Contains("Pakete", StringComparison.Ordinal) }, 204);
        sample = await _caller.PostAsync($"{path}/sample", new { size = 8 });
        sample.GetProperty("precision").GetProperty("value").GetDouble().ShouldBe(0.5);
        var suggestion = sample.GetProperty("suggestions")[0];
        suggestion.GetProperty("removes").GetInt32().ShouldBe(4);
        suggestion.GetProperty("query").GetString()
            .ShouldBe($"{word} NOT {suggestion.GetProperty("term").GetString()}");
        // The same of a query that is no monitor yet, with the verdicts brought along.
        var draft = await _caller.PostAsync("monitors/sample", new
        {
            query = word, size = 8, verdicts = hits.Select(h => new { mention_id = h.Id, relevant = h.Text.Contains("Pakete", StringComparison.Ordinal) }),
        });
        draft.GetProperty("precision").GetProperty("value").GetDouble().ShouldBe(0.5);
        draft.GetProperty("suggestions")[0].GetProperty("query").GetString().ShouldBe(suggestion.GetProperty("query").GetString());
        await _caller.PostAsync("monitors/sample", new { query = "(" }, 422);
        await _caller.DeleteAsync($"{path}/verdicts/{hits[0].Id}");
        await _caller.PutAsync($"{path}/verdicts/99", new { relevant = true }, 404);
        var tried = await _caller.PostAsync("monitors/preview", new { query = $"{word} AND himmel" });
        tried.GetProperty("terms")[0].GetProperty("hits").GetInt32().ShouldBe(4);
        tried.GetProperty("cost").GetProperty("level").GetString().ShouldBeOneOf("low", "medium");
        (await _caller.PostAsync("monitors/wider", new { query = $"{word} AND himmel" })).GetProperty("items")
            .EnumerateArray().Select(i => (i.GetProperty("kind").GetString(), i.GetProperty("more").GetInt32()))
            .ShouldContain(("without_clause", 4));
        (await _caller.PostAsync("monitors/related", new { query = word })).GetProperty("items").GetArrayLength()
            .ShouldBeGreaterThanOrEqualTo(0);
        (await _caller.GetAsync("monitors?purpose=risk")).GetProperty("items").EnumerateArray()
            .ShouldNotContain(m => m.GetProperty("id").GetString() == monitor);
        await _caller.DeleteAsync(path);
    }

    [Fact]
    public async Task Queries_are_read_from_lists_and_from_other_products()
    {
        (await _caller.PostAsync("monitors/from-lists", new
        {
            any = new[] { "deutsche bahn", "db" }, all = new[] { "streik" }, none = new[] { "modell" },
        })).GetProperty("query").GetString().ShouldBe("streik AND (\"deutsche bahn\" OR db) NOT modell");
        (await _caller.PostAsync("monitors/check", new { query = "a AND b NOT c" })).GetProperty("lists")
            .GetProperty("none")[0].GetString().ShouldBe("c");
        (await _caller.PostAsync("monitors/check", new { query = "(a AND b) OR c" })).GetProperty("lists").ValueKind
            .ShouldBe(System.Text.Json.JsonValueKind.Null);
        var read = await _caller.PostAsync(
            "monitors/translate", new { query = "(bahn NEAR/3f streik) AND authorGender:F" });
        (read.GetProperty("guessed").GetString(), read.GetProperty("query").GetString()).ShouldBe(
            ("brandwatch", "bahn ONEAR/4 streik"));
        read.GetProperty("left_out").GetArrayLength().ShouldBe(1);
    }

    [Fact]
    public async Task A_problem_of_a_query_carries_the_change_that_mends_it()
    {
        var warning = (await _caller.PostAsync("monitors/check", new { query = "bahn AND bus OR tram" }))
            .GetProperty("warnings")[0];
        warning.GetProperty("code").GetString().ShouldBe("mixed-and-or");
        var fix = warning.GetProperty("fix");
        new Echolot.Matching.QueryFix(
            fix.GetProperty("start").GetInt32(), fix.GetProperty("length").GetInt32(),
            fix.GetProperty("text").GetString()!)
            .Mend("bahn AND bus OR tram").ShouldBe("(bahn AND bus) OR tram");
    }

    [Fact]
    public async Task A_new_monitor_is_matched_against_the_archive_and_tells_how_far_it_is()
    {
        var (word, (name, secret, _)) = (ApiHost.NewWord(), await api.PushSourceAsync());
        await api.MonitorAsync(word);
        await _caller.PushAsync(name, secret, string.Join('\n', Enumerable.Range(0, 3).Select(
            i => $$"""{"id":"{{i}}","text":"{{word}} ist {{(i == 1 ? "laut" : "leise")}}","author":{"id":"frida"} }""")));
        var late = await _caller.PostAsync("monitors", new { name = "Leise", query = $"{word} AND leise" }, 201);
        var path = $"monitors/{late.GetProperty("id").GetString()}/backfill";
        (await _caller.GetAsync(path)).GetProperty("state").GetString().ShouldBeOneOf("waiting", "running", "done");
        var done = await UntilAsync(path, "done");
        done.GetProperty("found").GetInt32().ShouldBe(2);
        done.GetProperty("share").GetDouble().ShouldBe(1);
        (await _caller.PostAsync(path, new { }, 202)).GetProperty("state").GetString().ShouldBe("waiting");
        await _caller.DeleteAsync(path);
        (await _caller.GetAsync(path)).GetProperty("state").GetString().ShouldBe("cancelled");
        await _caller.GetAsync("monitors/999999/backfill", 404);
        await _caller.PostAsync("monitors/999999/backfill", new { }, 404);
    }

    private async Task<System.Text.Json.JsonElement> UntilAsync(string path, string state)
    {
        for (var tries = 0; tries < 300; tries++)
        {
            var now = await _caller.GetAsync(path);
            if (now.GetProperty("state").GetString() == state) return now;
            await Task.Delay(100, TestContext.Current.CancellationToken);
        }
        throw new TimeoutException($"{path} was not {state} within 30 seconds.");
    }

    [Fact]
    public async Task Sources_are_added_with_a_secret_shown_once_and_wrong_settings_named_by_field()
    {
        (await _caller.GetAsync("connectors"))
            .GetProperty("items").EnumerateArray().ShouldContain(c => c.GetProperty("name").GetString() == "push");
        var (name, secret, id) = await api.PushSourceAsync();
        secret.Length.ShouldBeGreaterThan(15);
        (await _caller.GetAsync($"sources/{id}")).ToString().ShouldNotContain(secret);
        (await _caller.GetAsync("sources/health"))
            .GetProperty("items").EnumerateArray().ShouldContain(h => h.GetProperty("source_id").GetString() == id);
        (await _caller.GetAsync($"sources/{id}/poison")).GetProperty("items").GetArrayLength().ShouldBe(0);
        (await _caller.PostAsync("sources", new { connector = "push", settings = new { } }, 422))
            .GetProperty("fields").GetArrayLength().ShouldBeGreaterThan(0);
        (await _caller.PostAsync("sources", new { connector = "telepathy", settings = new { } }, 422))
            .GetProperty("code").GetString().ShouldBe("connector_unknown");
        await _caller.DeleteAsync($"sources/{id}");
        await _caller.GetAsync($"sources/{id}", 404);
        name.ShouldNotBeNullOrEmpty();
    }

    [Fact]
    public async Task A_push_becomes_a_notification_of_those_who_subscribed()
    {
        var word = ApiHost.NewWord();
        var monitor = await api.MonitorAsync(word);
        var rule = await _caller.PostAsync(
            "alerts", new { kind = "each_mention", channels = new[] { "screen" }, monitor_id = monitor }, 201);
        var (source, secret, _) = await api.PushSourceAsync();
        var pushed = await api.Stranger().PushAsync(source, secret, $$"""{"id":"n1","text":"{{word}}"}""");
        var mention = pushed.GetProperty("lines")[0].GetProperty("mention_id").GetString()!;
        var told = await WaitForAsync(
            async () => (await _caller.GetAsync("notifications?unread=true")).GetProperty("items").EnumerateArray()
            .FirstOrDefault(
                n => n.GetProperty("monitor_id")
                .GetString() == monitor) is { ValueKind: System.Text.Json.JsonValueKind.Object } found ? found : null);
        told.GetProperty("mention_ids")[0].GetString().ShouldBe(mention);
        told.GetProperty("link")
            .GetString().ShouldBe(Urls.Mention(long.Parse(mention, System.Globalization.CultureInfo.InvariantCulture)));
        await _caller.PostAsync($"notifications/{told.GetProperty("id").GetString()}/read", new { }, 204);
        var id = rule.GetProperty("id").GetString();
        (await _caller.GetAsync($"deliveries?alert={id}"))
            .GetProperty("items")[0].GetProperty("state").GetString().ShouldBe("sent");
        (await _caller.PostAsync($"alerts/{id}/test", new { }))
            .GetProperty("items")[0].GetProperty("state").GetString().ShouldBe("sent");
        await _caller.PutAsync($"alerts/{id}",
            new { kind = "digest", channels = new[] { "screen" }, digest_at = new[] { "25:00" } }, 400);
        (await _caller.PutAsync($"alerts/{id}", new { kind = "digest", channels = new[] { "screen" } }, 422))
            .GetProperty("code").GetString().ShouldBe("digest_without_time");
        await _caller.DeleteAsync($"alerts/{id}");
    }

    [Fact]
    public async Task An_alert_is_rehearsed_fires_and_is_dealt_with()
    {
        var word = ApiHost.NewWord();
        var monitor = await api.MonitorAsync(word);
        var draft = new
        {
            kind = "threshold", channels = new[] { "screen" }, monitor_id = monitor, count = 2, window_seconds = 600,
            cooldown_seconds = 3600, name = "Burst",
        };
        (await _caller.PostAsync("alerts/past", draft)).ShouldSatisfyAllConditions(
            p => p.GetProperty("firings").GetArrayLength().ShouldBe(0),
            p => p.GetProperty("levels").GetArrayLength().ShouldBe(3));
        var id = (await _caller.PostAsync("alerts", draft, 201)).GetProperty("id").GetString();
        var (source, secret, _) = await api.PushSourceAsync();
        await api.Stranger().PushAsync(source, secret, $$"""[{"id":"a1","text":"{{word}} one"},{"id":"a2","text":"{{word}} two"}]""");
        var fired = await WaitForAsync(
            async () => (await _caller.GetAsync($"firings?alert={id}&open=true")).GetProperty("items").EnumerateArray()
                .FirstOrDefault() is { ValueKind: System.Text.Json.JsonValueKind.Object } found ? found : null);
        var firing = fired.GetProperty("id").GetString();
        fired.GetProperty("measurement").GetProperty("observed").GetDouble().ShouldBe(2);
        fired.GetProperty("mention_ids").GetArrayLength().ShouldBe(2);
        (await _caller.PostAsync($"firings/{firing}/acknowledge", new { })).GetProperty("acknowledged_by").GetString()
            .ShouldNotBeNull();
        (await _caller.PutAsync($"firings/{firing}/verdict", new { verdict = "justified" }, 200))
            .GetProperty("verdict").GetString().ShouldBe("justified");
        var state = (await _caller.GetAsync("alerts/states")).GetProperty("items").EnumerateArray()
            .Single(s => s.GetProperty("alert_id").GetString() == id);
        (state.GetProperty("precision").GetDouble(), state.GetProperty("open").GetInt32()).ShouldBe((1, 0));
        (await _caller.PostAsync("alerts/past", draft)).GetProperty("firings").GetArrayLength().ShouldBe(1);
        var drove = await _caller.GetAsync($"firings/{firing}/drivers");
        (drove.GetProperty("total").GetInt64(), drove.GetProperty("authors").GetInt32()).ShouldBe((2, 1));
        await _caller.GetAsync("firings/999999", 404);
        await _caller.GetAsync("firings/999999/drivers", 404);
        (await _caller.PostAsync("alerts", new { kind = "seasonal", channels = new[] { "screen" }, bound = 0 }, 422))
            .GetProperty("code").GetString().ShouldBe("bound");
        await _caller.DeleteAsync($"alerts/{id}");
    }

    [Fact]
    public async Task Browsers_are_added_with_their_keys_and_removed()
    {
        var key = (await _caller.GetAsync("push/key")).GetProperty("key").GetString()!;
        System.Buffers.Text.Base64Url.DecodeFromChars(key).Length.ShouldBe(65);
        (await _caller.PostAsync("push/devices", new { endpoint = "http://push.example/x", p256dh = key, auth = "BTBZMqHH6r4Tts7J_aSIgg" }, 422))
            .GetProperty("code").GetString().ShouldBe("push_address");
        var added = await _caller.PostAsync(
            "push/devices",
            new { endpoint = "https://push.example/x", p256dh = key, auth = "BTBZMqHH6r4Tts7J_aSIgg", device = "Firefox" }, 201);
        added.GetProperty("service").GetString().ShouldBe("push.example");
        await _caller.DeleteAsync($"push/devices/{added.GetProperty("id").GetString()}");
        (await _caller.GetAsync("push/devices")).GetProperty("items").GetArrayLength().ShouldBe(0);
    }

    [Fact]
    public async Task An_alert_names_the_people_on_call_and_not_a_person_as_well()
    {
        var draft = new
        {
            kind = "threshold", channels = new[] { "screen" }, count = 3, also_on_duty = true, escalate_on_duty = true,
            escalate_after_seconds = 600,
        };
        var made = await _caller.PostAsync("alerts", draft, 201);
        made.GetProperty("also_on_duty").GetBoolean().ShouldBeTrue();
        made.GetProperty("escalate_on_duty").GetBoolean().ShouldBeTrue();
        (await _caller.PostAsync(
            "alerts", new
            {
                draft.kind, draft.channels, draft.count, draft.escalate_on_duty, draft.escalate_after_seconds,
                escalate_to = made.GetProperty("person_id").GetString(),
            }, 422)).GetProperty("detail").GetString()!.ShouldContain("not both");
        (await _caller.GetAsync("firings/4711/calls")).GetProperty("items").GetArrayLength().ShouldBe(0);
        await _caller.DeleteAsync($"alerts/{made.GetProperty("id").GetString()}");
    }

    [Fact]
    public async Task An_alert_is_quiet_on_whole_days_and_sends_its_digest_on_chosen_ones()
    {
        var draft = new
        {
            kind = "digest", channels = new[] { "email" }, digest_at = new[] { "17:00" }, digest_on = new[] { "friday", "monday" },
            quiet_days = new[] { "sunday", "saturday" },
        };
        var made = await _caller.PostAsync("alerts", draft, 201);
        made.GetProperty("digest_on").EnumerateArray().Select(d => d.GetString()).ShouldBe(["monday", "friday"]);
        made.GetProperty("quiet_days").EnumerateArray().Select(d => d.GetString()).ShouldBe(["saturday", "sunday"]);
        var week = new[] { "monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday" };
        var daily = await _caller.PutAsync(
            $"alerts/{made.GetProperty("id").GetString()}",
            new { draft.kind, draft.channels, draft.digest_at, digest_on = week });
        daily.GetProperty("digest_on").GetArrayLength().ShouldBe(0, "every day is no choice");
        (await _caller.PostAsync("alerts", new { draft.kind, draft.channels, draft.digest_at, quiet_days = week }, 422))
            .GetProperty("code").GetString().ShouldBe("quiet_always");
        await _caller.PostAsync("alerts", new { draft.kind, draft.channels, draft.digest_at, quiet_days = new[] { "feiertag" } }, 400);
        await _caller.DeleteAsync($"alerts/{made.GetProperty("id").GetString()}");
    }

    [Fact]
    public async Task Nobody_changes_the_alerts_of_others()
    {
        var mine = await _caller.PostAsync(
            "alerts", new { kind = "each_mention", channels = new[] { "screen" } }, 201);
        var invited = await _caller.PostAsync(
            "people", new { email = $"{ApiHost.NewWord()}@example.org", name = "Agent", role = "agent" }, 201);
        var other = await api.CallerAsync(Permission.ReadNotifications | Permission.EditNotifications);
        // The token acts for the administrator but lacks EditPeople, so only own alerts are in reach.
        await other.PostAsync(
            "alerts",
            new { kind = "each_mention", channels = new[] { "screen" },
                person_id = invited.GetProperty("person").GetProperty("id").GetString() }, 403);
        await _caller.DeleteAsync($"alerts/{mine.GetProperty("id").GetString()}");
    }

    [Fact]
    public async Task Webhooks_show_their_secret_once()
    {
        var added = await _caller.PostAsync(
            "webhooks", new { name = "Ops", url = "https://hooks.example.org/x", format = "slack" }, 201);
        added.GetProperty("secret").GetString()!.ShouldStartWith("whs_");
        var id = added.GetProperty("webhook").GetProperty("id").GetString();
        (await _caller.GetAsync("webhooks")).ToString().ShouldNotContain("whs_");
        (await _caller.PostAsync("webhooks", new { name = "Ops", url = "file:///etc/passwd" }, 422))
            .GetProperty("code").GetString().ShouldBe("webhook_address");
        await _caller.DeleteAsync($"webhooks/{id}");
    }

    [Fact]
    public async Task People_are_invited_and_the_last_administrator_stays()
    {
        // A server of its own: other tests on the shared one make further administrators.
        await using var alone = new ApiHost();
        await alone.InitializeAsync();
        var caller = alone.Administrator;
        var email = $"{ApiHost.NewWord()}@example.org";
        var invited = await caller.PostAsync("people", new { email, name = "Ana", role = "read_only" }, 201);
        invited.GetProperty("link").GetString()!.ShouldContain("/welcome/");
        (await caller.PostAsync("people", new { email, name = "Ana", role = "read_only" }, 409))
            .GetProperty("code").GetString().ShouldBe("email_taken");
        var me = await caller.GetAsync("me");
        (await caller.PutAsync($"people/{me.GetProperty("id").GetString()}",
            new { email = AppHost.AdministratorEmail, name = "Mira", role = "lead" }, 409))
            .GetProperty("code").GetString().ShouldBe("last_administrator");
        (await caller.GetAsync("roles")).GetProperty("items").GetArrayLength().ShouldBe(Enum.GetValues<Role>().Length);
        (await caller.GetAsync("audit"))
            .GetProperty("items")
            .EnumerateArray().ShouldContain(e => e.GetProperty("what").GetString() == "person.invited");
        (await caller.GetAsync("workspace")).GetProperty("time_zone").GetString().ShouldBe("Europe/Berlin");
    }

    [Fact]
    public async Task Tokens_are_issued_within_the_own_rights_and_revoked()
    {
        var issued = await _caller.PostAsync(
            "tokens", new { name = "Export", permissions = new[] { "read_mentions" }, days = 30 }, 201);
        var caller = new ApiCaller(api.Host.Address, issued.GetProperty("secret").GetString());
        await caller.GetAsync("mentions");
        await caller.PostAsync("tokens", new { name = "More", permissions = new[] { "administer" } }, 403);
        await _caller.DeleteAsync($"tokens/{issued.GetProperty("token").GetProperty("id").GetString()}");
        await caller.GetAsync("mentions", 401);
    }

    [Fact]
    public async Task A_file_is_read_in_and_bad_rows_are_kept_aside()
    {
        var word = ApiHost.NewWord();
        var monitor = await api.MonitorAsync(word);
        using var form = new MultipartFormDataContent();
        var file = new ByteArrayContent(Encoding.UTF8.GetBytes($$"""
            {"id":"i1","text":"{{word}} eins","published":"2026-01-02T10:00:00Z"}
            {"id":"i2","published":"2026-01-02T10:00:00Z"}
            """));
        file.Headers.ContentType = new MediaTypeHeaderValue("application/x-ndjson");
        form.Add(file, "file", "posts.ndjson");
        form.Add(new StringContent("import-" + word), "source");
        var started = await ApiCaller.ReadAsync(await _caller.Http.PostAsync("/api/v1/imports", form), 202);
        var id = started.GetProperty("id").GetString();
        var done = await WaitForAsync(
            async () => await _caller.GetAsync($"imports/{id}") is var job && job.GetProperty("state")
            .GetString() == "done" ? job : null);
        done.GetProperty("counts").GetProperty("kept").GetInt64().ShouldBe(1);
        done.GetProperty("counts").GetProperty("rejected").GetInt64().ShouldBe(1);
        (await _caller.GetAsync($"mentions/count?monitor={monitor}")).GetProperty("count").GetInt64().ShouldBe(1);
        (await (await _caller.Http.GetAsync($"/api/v1/imports/{id}/rejected")).Content.ReadAsStringAsync())
            .ShouldContain("i2");
    }

    private static async Task<System.Text.Json.JsonElement> WaitForAsync(Func<Task<System.Text.Json.JsonElement?>> look)
    {
        for (var i = 0; i < 300; i++)
        {
            if (await look() is { } found)
                return found;
            await Task.Delay(100);
        }
        throw new TimeoutException("It did not happen within 30 seconds.");
    }
}
