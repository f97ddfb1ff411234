using System.Diagnostics;
using System.Globalization;
using Dapper;
using Echolot.Conversations;
using Echolot.Storage;

namespace Echolot.Bench;

/// <summary>
/// <c>inbox --rows 1000000</c>: p50/p95 of what the inbox asks over so many conversations, one in twenty of them to be
/// worked on, beside a plain count. In the folder of <c>--data</c> they stay for other measurements; <c>--only views</c> asks
/// nothing but what has that in its name.
/// </summary>
internal static class InboxBench
{
    private const int Runs = 40;
    private const int People = 200;
    private const int MessagesOfEach = 3;

    public static async Task<int> RunAsync(string[] args)
    {
        var rows = long.Parse(FilledArchive.Option(args, "--rows") ?? "1000000", CultureInfo.InvariantCulture);
        var kept = FilledArchive.Option(args, "--data");
        var folder = kept is null ? Directory.CreateTempSubdirectory("echolot-inbox-") : Directory.CreateDirectory(kept);
        try
        {
            var file = Path.Combine(folder.FullName, "echolot.db");
            if (!File.Exists(file))
            {
                await using var db = await EcholotDb.OpenAsync(new(Engine.Sqlite, file), default);
                await FillAsync(db, rows);
            }
            await GatherAsync();
            await using var pages = await InboxPagesBench.StartAsync(folder.FullName);
            await AskAsync(pages, rows, FilledArchive.Option(args, "--only"));
            return 0;
        }
        finally
        {
            if (kept is null) folder.Delete(recursive: true);
        }
    }

    /// <summary>Writes the rows as the inbox would have, without going through it: a million replies take hours.</summary>
    private static Task FillAsync(EcholotDb db, long rows) => db.WriteAsync(async scope =>
    {
        var now = DateTimeOffset.UtcNow.ToUnixTimeMilliseconds();
        var values = new { rows, now, notDue = ConversationRow.NotDue };
        const string Numbers =
            "with recursive n (i) as (select 1 union all select i + 1 from n where i < @rows)";
        foreach (var sql in new[]
        {
            $"{Numbers} insert into contact (id, name, created_at) select i, 'Person ' || i, @now from n where i <= @rows / 3 + 1",
            $"""
            {Numbers} insert into identity (id, contact_id, connector, external_id, handle, name, seen_at)
            select i, i, 'mastodon', 'id' || i, 'person' || i, 'Person ' || i, @now from n where i <= @rows / 3 + 1
            """,
            $"""
            {Numbers} insert into conversation (id, kind, source_id, connector, thread, contact_id, identity_id, subject,
                snippet, language, sentiment, state, active, priority, priority_why, crisis, department_id, assignee_id,
                opened_at, last_at, last_in_at, due_at, due_kind, closed_at, revision)
            select i, 1 + i % 3, 1, case i % 4 when 0 then 'bluesky' else 'mastodon' end, 't' || i, i / 3 + 1, i / 3 + 1, '',
                'Wo bleibt mein Paket Nummer ' || i || '? Seit Tagen keine Antwort.', 'de', i % 3,
                case when i % 20 = 0 then i / 20 % 5 else 5 + (i % 50 = 1) end, i % 20 = 0, i % 4, '[]', 0, i % 12,
                case when i % 3 = 0 then null else i % {People} + 1 end, @now - (@rows - i) * 60000, @now - (@rows - i) * 60000,
                @now - (@rows - i) * 60000, case when i % 20 = 0 then @now + (i % 5000) * 60000 else @notDue end, 0,
                case when i % 20 = 0 then null else @now end, 4
            from n
            """,
            $"""
            {Numbers} insert into message (conversation_id, at, leg, direction, identity_id, person_id, connector, external_id, text)
            select i, @now - (@rows - i) * 60000 + k * 1000, 1, 1 + k % 2, case k % 2 when 0 then i / 3 + 1 end,
                case k % 2 when 1 then 1 end, 'mastodon', 'm' || i || '.' || k,
                case k % 2 when 0 then 'Wo bleibt mein Paket Nummer ' || i || '? Seit Tagen keine Antwort.'
                        || case when i % 203 = 0 then ' Das Zelt fehlt.' else '' end || case when i % 47 = 0 then ' Die Jacke auch.' else '' end
                    else 'Das tut uns leid, wir fragen sofort beim Zusteller nach.' end
            from n, (select 0 as k union all select 1 union all select 2)
            """,
            $"""
            {Numbers} insert into conversation_event (conversation_id, at, kind, revision, person_id, after)
            select i, @now - (@rows - i) * 60000 + k * 1000, 2 + k % 2, k + 1, case k % 2 when 1 then 1 end, null
            from n, (select 0 as k union all select 1 union all select 2)
            """,
            // As an update finds them: the words of all are to be read.
            "delete from conversation_words_due",
            "insert into conversation_words_filling (id, top, below) values (1, @rows + 1, @rows + 1)",
        })
            await scope.Connection.ExecuteAsync(new CommandDefinition(sql, values, scope.Transaction, commandTimeout: 3600));
    }, default);

    /// <summary>What finding proposals costs at its bound: every day as busy as is read, words by Zipf's law.</summary>
    private static async Task GatherAsync()
    {
        var (inside, before) = (
            (int)Gathering.Window.TotalDays * Gathering.MostADay, (int)Gathering.Baseline.TotalDays * Gathering.MostADayBefore);
        var said = new MadeUpPosts(DateTimeOffset.UnixEpoch, inside + before)
            .Select((keep, i) => new Said(i, i / 2, i, keep.Mention.Text, i % 5 == 0)).ToList();
        var at = Environment.CpuUsage.TotalTime;
        var now = new SaidWords();
        foreach (var one in said.Skip(before)) now.Add(one);
        var found = GatheredTerm.Of(now, now.Contacts, said.Take(before));
        await Console.Out.WriteLineAsync(string.Create(
            CultureInfo.InvariantCulture,
            $"proposals over {inside} messages and {before} before: {found.Count} found, {(Environment.CpuUsage.TotalTime - at).TotalMilliseconds:F0} ms of processor time"));
    }

    private static async Task AskAsync(InboxPagesBench pages, long rows, string? only)
    {
        var (db, inbox, random) = (pages.Db, pages.Inbox, new Random(3));
        var (everything, service) = (new Sight(7, null), new Sight(7, [2, 3], Unrouted: false));
        await Console.Out.WriteLineAsync(
            $"{rows} conversations, {rows / 20} of them to be worked on, {rows * MessagesOfEach} messages, {Environment.ProcessorCount} cores");
        var reading = Stopwatch.GetTimestamp();
        while (await inbox.FillWordsAsync(default)) { }
        await Console.Out.WriteLineAsync(string.Create(
            CultureInfo.InvariantCulture, $"words of all conversations read in {Stopwatch.GetElapsedTime(reading).TotalSeconds:F0} s"));
        Task Page(InboxFilter filter, Sight sight) => inbox.ListAsync(filter, sight, null, 40, default);
        var questions = new List<(string Name, Func<Task> Ask)>
        {
            ("plain SQL: select count(*) from conversation", async () =>
            {
                await using var connection = await db.ReadAsync(default);
                await connection.ExecuteScalarAsync<long>("select count(*) from conversation");
            }),
            ("counts of all views", () => inbox.CountAsync(everything, default)),
            ("counts, two of twelve departments", () => inbox.CountAsync(service, default)),
        };
        foreach (var view in Enum.GetValues<InboxView>())
            foreach (var order in Enum.GetValues<InboxOrder>())
                questions.Add(($"list {view}, {order}", () => Page(new(view, Order: order), everything)));
        questions.Add(("list ToDo, two of twelve departments", () => Page(new(), service)));
        questions.Add(("list Done, two of twelve departments, newest", () => Page(
            new(InboxView.Done, Order: InboxOrder.NewestFirst), service)));
        questions.Add(("list ToDo, one channel", () => Page(new(Connector: "bluesky"), everything)));
        questions.Add(("list ToDo, search a number", () => Page(new(Search: $"{random.Next((int)rows / 20) * 20}"), everything)));
        questions.Add(("list All, search a number", () => Page(new(InboxView.All, Search: $"{random.Next((int)rows)}"), everything)));
        questions.Add(("list All, search a handle", () => Page(new(InboxView.All, Search: $"person{random.Next((int)rows / 3)}"), everything)));
        questions.Add(("list ToDo, search a word that is everywhere", () => Page(new(Search: "paket"), everything)));
        questions.Add(("list All, search a word that is nowhere", () => Page(new(InboxView.All, Search: "zwetschge"), everything)));
        foreach (var view in new[] { InboxView.ToDo, InboxView.All })
            foreach (var (word, what) in new[] { ("zelt", "one in 203 has"), ("jacke", "one in 47 has"), ("zelt* jacke", "a beginning and another word") })
                questions.Add(($"list {view}, search by word, {what}", () => Page(new(view, Search: word), everything)));
        questions.Add(("list All, search a phrase", () => Page(new(InboxView.All, Search: "\"zelt fehlt\" NOT jacke"), everything)));
        questions.Add(("open a conversation", () => inbox.ShowAsync(random.Next(1, (int)rows), everything, default)));
        questions.Add(("open a conversation and its comments", async () => await inbox.CommentsAsync(
            (await inbox.ShowAsync(random.Next(1, (int)rows), everything, default))!, everything, default)));
        questions.Add(("proposals of incidents, as known", () => inbox.IncidentProposalsAsync(service, default)));
        questions.Add(("warnings before targets", () => inbox.WarnAsync(default)));
        questions.Add(("earlier conversations of a contact", () => Page(
            new(InboxView.All, ContactId: random.Next(1, (int)rows / 3), Order: InboxOrder.NewestFirst), everything)));
        var at = Environment.CpuUsage.TotalTime;
        await inbox.IncidentProposalsAsync(everything, default);
        await Console.Out.WriteLineAsync(string.Create(
            CultureInfo.InvariantCulture,
            $"proposals of incidents, looked afresh: {(Environment.CpuUsage.TotalTime - at).TotalMilliseconds:F0} ms of processor time"));
        foreach (var (name, filter) in new (string, InboxFilter)[]
        {
            ("a channel", new(Connector: "bluesky")), ("a label", new(InboxView.All, LabelId: 3)),
            ("a cause", new(InboxView.All, Cause: "Versand/Grund 3")), ("a word that is everywhere", new(Search: "paket")),
            ("own ones of a department", new(InboxView.Mine, Order: InboxOrder.NewestFirst, DepartmentId: 4)),
        })
            questions.Add(($"kept view counted, {name}", () => inbox.CountAsync(filter, everything, 1001, default)));
        questions.AddRange(pages.Questions(random, rows));
        await Timing.PrintAsync(questions.Where(q => only is null || q.Name.Contains(only, StringComparison.Ordinal)), Runs);
    }
}
