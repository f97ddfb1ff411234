using System.Globalization;
using System.Net;
using Dapper;
using Echolot.Answers;
using Echolot.Conversations;
using Echolot.Storage;
using Echolot.Teams;
using Echolot.Web;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Echolot.Bench;

/// <summary>
/// The pages themselves over a filled inbox, as the server answers them to somebody with twenty kept views, among
/// labels, incidents, causes, custom fields, approval rules, policies and a library of a thousand answers that have been
/// used: all that a page asks, and making its text.
/// </summary>
internal sealed class InboxPagesBench : IAsyncDisposable
{
    private const string Mail = "a@example.org", Password = "a short sentence";
    private const int Views = 20, Incidents = 50, Labels = 12, Causes = 30;
    private const int Answers = 1000, Uses = 2000, Policies = 10, ApprovalRules = 10, Fields = 20;

    private readonly WebApplication _app;
    private readonly HttpClient _http;

    private InboxPagesBench(WebApplication app, HttpClient http) => (_app, _http) = (app, http);

    public Inbox Inbox => _app.Services.GetRequiredService<Inbox>();
    public EcholotDb Db => _app.Services.GetRequiredService<EcholotDb>();

    /// <summary>Starts the server over a filled folder that nobody has set up, and gives its inbox an order.</summary>
    public static async Task<InboxPagesBench> StartAsync(string folder)
    {
        var app = await EcholotApp.BuildAsync(new()
        {
            Urls = "http://127.0.0.1:0", DataFolder = folder,
            Configure = builder => builder.Logging.SetMinimumLevel(LogLevel.Warning),
        });
        // Figures of what was there before are made up for once; a server that has run for a while has them.
        var started = System.Diagnostics.Stopwatch.GetTimestamp();
        await app.Services.GetRequiredService<CareReports>().KeepAsync(default);
        await Console.Out.WriteLineAsync(
            $"figures made up for in {System.Diagnostics.Stopwatch.GetElapsedTime(started).TotalSeconds:F0} s");
        await app.StartAsync();
        var roster = app.Services.GetRequiredService<Roster>();
        var isNew = await roster.FindAsync(Mail, default) is null;
        if (isNew)
            await roster.SetUpAsync(
                "Nordlicht", "Europe/Berlin", new(Mail, "Agent", Role.Administrator, "de", "Europe/Berlin"), Password, default);
        var signed = await roster.SignInAsync(Mail, Password, "10.0.0.1", "bench", default);
        var http = new HttpClient { BaseAddress = new(app.Urls.First()) };
        http.DefaultRequestHeaders.Add("Cookie", $"echolot-session={signed.SessionSecret}");
        var pages = new InboxPagesBench(app, http);
        if (isNew)
        {
            var person = (await roster.FindAsync(Mail, default))!.Id;
            await pages.DescribeAsync(person);
            await pages.KnowAsync(person);
        }
        return pages;
    }

    public IEnumerable<(string Name, Func<Task> Ask)> Questions(Random random, long rows)
    {
        string Any(long most) => random.NextInt64(1, most).ToString(CultureInfo.InvariantCulture);
        yield return ("page: the inbox, to do", () => GetAsync("/inbox"));
        yield return ("part: twenty kept views, counted", () => GetAsync("/inbox/views"));
        yield return ("page: everything, newest first", () => GetAsync("/inbox?view=all&order=newestfirst"));
        yield return ("page: a label", () => GetAsync($"/inbox?view=all&label={Any(Labels)}"));
        yield return ("page: a label of the oldest days", () => GetAsync("/inbox?view=all&label=1000"));
        yield return ("page: a cause of the oldest days", () => GetAsync("/inbox?view=all&cause=Charge%200425"));
        yield return ("page: an incident", () => GetAsync($"/inbox?view=all&incident={Any(Incidents)}"));
        yield return ("page: a cause", () => GetAsync($"/inbox?view=all&cause=Versand%2FGrund%20{Any(Causes)}"));
        yield return ("page: search a number", () => GetAsync($"/inbox?view=all&q={Any(rows)}"));
        yield return ("page: search a word that one in 47 has", () => GetAsync("/inbox?q=jacke"));
        yield return ("page: search a word that one in 203 has, everywhere", () => GetAsync("/inbox?view=all&q=zelt"));
        yield return ("page: a conversation beside the list", () => GetAsync($"/inbox/{Any(rows)}"));
        yield return ("part: a conversation opened from the list",
            () => GetAsync($"/inbox/{Any(rows)}", "conversation"));
        yield return ("part: the list, as it follows", () => GetAsync("/inbox?order=newestfirst", "inbox-list"));
        yield return ("page: incidents", () => GetAsync("/incidents"));
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await _app.StopAsync();
        await _app.DisposeAsync();
    }

    private async Task GetAsync(string address, string? target = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, address);
        if (target is not null)
        {
            request.Headers.Add("HX-Request", "true");
            request.Headers.Add("HX-Target", target);
        }
        using var answer = await _http.SendAsync(request);
        answer.EnsureSuccessStatusCode();
        await answer.Content.ReadAsByteArrayAsync();
    }

    private async Task DescribeAsync(long person)
    {
        await Db.WriteAsync(async scope =>
        {
            var values = new { Incidents, Labels, Causes, now = DateTimeOffset.UtcNow.ToUnixTimeMilliseconds() };
            foreach (var sql in new[]
            {
                """
                with recursive n (i) as (select 1 union all select i + 1 from n where i < @Labels)
                insert into label (category, name, color) select 0, 'Etikett ' || i, 'blue' from n
                """,
                """
                insert into conversation_label (label_id, conversation_id)
                select 1 + c.id / 10 % @Labels, c.id from conversation c where c.id % 10 = 0
                """,
                // One that all had who wrote in the oldest days, as after a campaign; a cause likewise.
                "insert into label (id, category, name, color) values (1000, 0, 'Aktion', 'blue')",
                "insert into conversation_label (label_id, conversation_id) select 1000, id from conversation where id <= 15000",
                """
                with recursive n (i) as (select 1 union all select i + 1 from n where i < @Incidents)
                insert into incident (title, cause, note, opened_at, fixed_at)
                select 'Vorfall ' || i, 'Versand/Grund ' || i % @Causes, '', @now, case when i % 5 = 0 then @now end
                from n
                """,
                "update conversation set incident_id = 1 + id / 100 % @Incidents where id % 100 = 0",
                "update conversation set cause = 'Versand/Grund ' || (1 + id / 4 % @Causes) where id % 4 = 0",
                "update conversation set cause = 'Charge 0425' where id <= 15000",
                """
                insert into cause (path, used, used_at)
                select cause, count(*), @now from conversation where cause is not null group by cause
                """,
            })
                await scope.Connection.ExecuteAsync(new(sql, values, scope.Transaction, commandTimeout: 3600));
        }, default);
        for (var i = 0; i < Views; i++)
        {
            // Half of them as people keep them: a channel, a label, a cause, a word.
            var filters = (i % 5) switch
            {
                0 => "channel=bluesky",
                1 => string.Create(CultureInfo.InvariantCulture, $"view=all&label={1 + i % Labels}"),
                2 => string.Create(CultureInfo.InvariantCulture, $"view=all&cause=Versand%2FGrund%20{1 + i}"),
                3 => "q=paket",
                _ => string.Create(CultureInfo.InvariantCulture, $"view=mine&order=newestfirst&department={i % 12}"),
            };
            await Inbox.AddViewAsync($"Ansicht {i}", filters, shared: i % 2 == 0, person, default);
        }
    }

    /// <summary>A library with words by Zipf's law, and what else a conversation is looked at for when it is opened.</summary>
    private async Task KnowAsync(long person)
    {
        var library = _app.Services.GetRequiredService<AnswerLibrary>();
        var texts = new MadeUpPosts(DateTimeOffset.UnixEpoch, 3 * Answers).Select(k => k.Mention.Text).ToList();
        for (var i = 0; i < Answers; i++)
        {
            var title = string.Create(CultureInfo.InvariantCulture, $"Antwort {i}");
            var question = i == 0 ? "Wo bleibt mein Paket? Wann kommt die Lieferung?" : $"{texts[3 * i]}?";
            var id = await library.SaveAsync(
                null, new(AnswerKind.Question, title, question, [], [new($"{texts[3 * i + 1]} {texts[3 * i + 2]}")]), null, person, null,
                person, default);
            await library.ApproveAsync(id, 1, person, default);
        }
        // Half of the time customers ask about the parcel, else in words of their own: as uses teach it.
        await Db.WriteAsync(
            scope => scope.Connection.ExecuteAsync(
                """
                insert into answer_use (item_id, version, conversation_id, message_id, asked_id, person_id, at)
                select case m.id % 2 when 0 then 1 else 1 + m.id / 3 % @Answers end, 1, m.conversation_id, m.id, m.id, @person, m.at
                from message m where m.direction = 1 order by m.id limit @Uses
                """, new { Answers, Uses, person }, scope.Transaction), default);
        for (var i = 0; i < Policies; i++)
            await library.SavePolicyAsync(
                null, new(
                    (PolicyKind)(1 + i % 6), $"Richtlinie {i}", "Prüfen.", ["Ansehen", "Antworten"],
                    new([.. texts[i].Split(' ').Take(10)], [$"Etikett {i}"], []), PolicyAdvice.Answer, 4000, 100_000), person, default);
        for (var i = 0; i < ApprovalRules; i++)
            await Inbox.SaveApprovalRuleAsync(
                null, new(
                    $"Regel {i}", ApprovalWhen.Always with { Words = [.. texts[^(i + 1)].Split(' ').Take(10)] },
                    [new([person], [], [], 60)]), person, default);
        for (var i = 0; i < Fields; i++)
            await Inbox.SaveFieldAsync(
                null, new($"Feld {i}", i % 2 == 0 ? FieldKind.Text : FieldKind.Choice, i % 2 == 0 ? [] : ["A", "B", "C"], i % 4 == 0),
                person, default);
        await Db.WriteAsync(
            scope => scope.Connection.ExecuteAsync(
                """
                insert into conversation_field (conversation_id, field_id, value)
                select c.id, f.id, 'A' from conversation c cross join field f where c.id % 10 = 0 and f.id % 4 = 1
                """, transaction: scope.Transaction), default);
    }
}
