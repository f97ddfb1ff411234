using System.Globalization;
using Dapper;
using Echolot.Connectors.Http;
using Echolot.Connectors.Mastodon;
using Echolot.Conversations;
using Echolot.Intake;
using Echolot.Mentions;
using Echolot.Messaging;
using Echolot.Network;
using Echolot.Sources;
using Echolot.Storage;
using Echolot.Teams;
using Microsoft.Extensions.DependencyInjection;

namespace Echolot.Bench.Kill;

/// <summary>
/// A server that only answers, made to be killed: it takes questions into conversations, answers each once over Mastodon,
/// and writes to a file which answers it has promised to send. It begins where it was killed.
/// </summary>
internal static class SendChild
{
    /// <summary>Questions, one a line: number in the instance, and id everywhere.</summary>
    public const string Asked = "asked.txt";

    /// <summary>What was promised, one question a line; a line without its point was cut off.</summary>
    public const string Promised = "promised.txt";

    /// <summary>Text of the answer to a question.</summary>
    public static string AnswerTo(string question) => $"Antwort auf {question}";

    /// <summary>Works until every answer is out; prints <see cref="Killer.Done"/> at the end.</summary>
    public static async Task<int> RunAsync(string folder, string instance)
    {
        var db = await EcholotDb.OpenAsync(
            new(Engine.Sqlite, Path.Combine(folder, "echolot.db")), CancellationToken.None);
        var services = new ServiceCollection();
        services.AddLogging();
        services.AddEcholot(db, new DirectoryInfo(folder));
        services.AddSingleton(new NetworkOptions { AllowPrivate = true });
        services.AddSingleton<GuardedHttp>();
        services.AddSingleton<IConnector, MastodonConnector>();
        await using var all = services.BuildServiceProvider();
        using var stop = new CancellationTokenSource();
        var (gate, inbox) = (all.GetRequiredService<Gate>(), all.GetRequiredService<Inbox>());
        inbox.Listen();
        var working = Task.WhenAll(
            gate.RunAsync(stop.Token), all.GetRequiredService<Bus>().RunAsync(stop.Token), inbox.SendAllAsync(stop.Token));

        var roster = all.GetRequiredService<Roster>();
        if (await roster.WorkspaceAsync(stop.Token) is null)
            await roster.SetUpAsync(
                "Nordlicht", "Europe/Berlin", new("mira@example.org", "Mira", Role.Administrator, "de", "Europe/Berlin"),
                "correct horse battery", stop.Token);
        var sources = all.GetRequiredService<SourceRunner>();
        if ((await sources.ListAsync(stop.Token)).Count == 0)
            await sources.AddAsync(MastodonConnector.Name, "Mastodon", new Dictionary<string, string>
            {
                ["instance"] = instance, ["token"] = "play-token", ["answers"] = "true",
            }, stop.Token);
        var source = await sources.ConfigAsync((await sources.ListAsync(stop.Token)).Single().Id, stop.Token);

        var questions = await File.ReadAllLinesAsync(Path.Combine(folder, Asked));
        await gate.TakeAsync(source, [.. questions.Select(q => Question(source, q, new Uri(instance).Host))], stop.Token);
        await AnswerAllAsync(db, inbox, folder, questions.Length);
        await stop.CancelAsync();
        await working;
        await Console.Out.WriteLineAsync(Killer.Done);
        return 0;
    }

    private static async Task AnswerAllAsync(EcholotDb db, Inbox inbox, string folder, int questions)
    {
        await using var promised = new StreamWriter(Path.Combine(folder, Promised), append: true) { AutoFlush = true };
        // The last line may be cut off.
        await promised.WriteLineAsync();
        while (true)
        {
            await using var connection = await db.ReadAsync(CancellationToken.None);
            var open = (await connection.QueryAsync<(long Conversation, string Question)>(
                """
                select m.conversation_id, m.external_id from message m where m.send_id is null
                    and not exists (select 1 from send s where s.conversation_id = m.conversation_id)
                """)).AsList();
            foreach (var (conversation, question) in open)
            {
                await inbox.SendReplyAsync(
                    conversation, new(Leg.Public, AnswerTo(question), At: DateTimeOffset.UtcNow), Sight.Everything,
                    CancellationToken.None);
                await promised.WriteLineAsync(question + " .");
            }
            if (await connection.ExecuteScalarAsync<long>("select count(*) from send where state = 'Sent'") == questions) return;
            await Task.Delay(20);
        }
    }

    private static Addressed Question(SourceConfig source, string line, string host)
    {
        var (number, uri) = (line.Split(' ')[0], line.Split(' ')[1]);
        var now = DateTimeOffset.UtcNow;
        return new(
            new Mention
            {
                Source = source.Key, Id = new(uri), LocalId = $"{host}/{number}", Revision = "1", Kind = ItemKind.Post,
                Origin = Origin.Stream, PublishedAt = now, ReceivedAt = now,
                Text = string.Create(CultureInfo.InvariantCulture, $"Wo ist mein Paket {number}?"),
                Author = new(new("https://far.example/users/anna"), "@anna@far.example"),
            }, false, null, now);
    }
}
