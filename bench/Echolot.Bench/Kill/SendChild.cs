using System.Globalization;
using Dapper;
using Echolot.Conversations;
using Echolot.Mentions;
using Echolot.Sources;

namespace Echolot.Bench.Kill;

/// <summary>
/// A server that only answers, made to be killed: it takes questions into conversations, answers each once over Mastodon,
/// and writes to a file which answers it has promised to send.
/// </summary>
internal static class SendChild
{
    /// <summary>Questions, one a line: number in the instance, and id everywhere.</summary>
    public const string Asked = "asked.txt";

    /// <summary>What was promised, one question a line; a line without its point was cut off.</summary>
    public const string Promised = "promised.txt";

    /// <summary>Text of the answer to a question.</summary>
    public static string AnswerTo(string question) => $"Antwort auf {question}";

    /// <summary>Works until every answer is out, or left to a person.</summary>
    public static async Task<int> RunAsync(string folder, string instance)
    {
        await using var child = await AnsweringChild.StartAsync(folder, instance);
        var questions = await File.ReadAllLinesAsync(Path.Combine(folder, Asked));
        await child.HearAsync(questions.Select(line => line.Split(' ')).Select(q => child.Post(
            q[0], q[1], "anna", ItemKind.Post, DateTimeOffset.UtcNow,
            string.Create(CultureInfo.InvariantCulture, $"Wo ist mein Paket {q[0]}?"))));
        await AnswerAllAsync(child, folder, questions.Length);
        return 0;
    }

    private static async Task AnswerAllAsync(AnsweringChild child, string folder, int questions)
    {
        await using var promised = new StreamWriter(Path.Combine(folder, Promised), append: true) { AutoFlush = true };
        // The last line may be cut off.
        await promised.WriteLineAsync();
        while (true)
        {
            await using var connection = await child.Db.ReadAsync(CancellationToken.None);
            var open = (await connection.QueryAsync<(long Conversation, string Question)>(
                """
                select m.conversation_id, m.external_id from message m where m.send_id is null
                    and not exists (select 1 from send s where s.conversation_id = m.conversation_id)
                """)).AsList();
            foreach (var (conversation, question) in open)
            {
                await child.Inbox.SendReplyAsync(
                    conversation, new(Leg.Public, AnswerTo(question), At: DateTimeOffset.UtcNow), Sight.Everything,
                    CancellationToken.None);
                await promised.WriteLineAsync(question + " .");
            }
            if (await connection.ExecuteScalarAsync<long>(
                $"select count(*) from send s where s.state = 'Sent' or {Outbox.Stuck}") == questions) return;
            await Task.Delay(20);
        }
    }
}
