using Dapper;
using Echolot.Conversations;
using Echolot.Mentions;

namespace Echolot.Bench.Kill;

/// <summary>
/// A server that only hands over, made to be killed: it takes public questions into conversations, answers each with a short
/// public word and a private message over Mastodon, and writes to a file which pairs it has promised to send.
/// </summary>
internal static class PairChild
{
    /// <summary>The public word and the private message of a question, by its name.</summary>
    public static (string Public, string Private) WordsFor(string name) =>
        ($"Wir schreiben dir privat, Fall {name}.", $"Magst du uns mehr erzählen, Fall {name}?");

    /// <summary>Letters, because digits in public look like the number of an order.</summary>
    public static string NameOf(int question) => string.Concat(
        question.ToString("D4", System.Globalization.CultureInfo.InvariantCulture).Select(digit => (char)('a' + digit - '0')));

    /// <summary>Works until both halves of every pair are out.</summary>
    public static async Task<int> RunAsync(string folder, string instance)
    {
        await using var child = await AnsweringChild.StartAsync(folder, instance);
        var questions = (await File.ReadAllLinesAsync(Path.Combine(folder, SendChild.Asked))).Select(l => l.Split(' ')).ToList();
        await child.HearAsync(questions.Select((q, i) => child.Post(
            q[0], q[1], NameOf(i), ItemKind.Post, DateTimeOffset.UtcNow, $"Wo ist mein Paket, Fall {NameOf(i)}?")));
        var names = questions.Select((q, i) => (q[1], NameOf(i))).ToDictionary();
        await using var promised = new StreamWriter(Path.Combine(folder, SendChild.Promised), append: true) { AutoFlush = true };
        // The last line may be cut off.
        await promised.WriteLineAsync();
        while (true)
        {
            List<(long Conversation, string Question)> open;
            await using (var connection = await child.Db.ReadAsync(CancellationToken.None))
            {
                if (await connection.ExecuteScalarAsync<long>("select count(*) from send where state = 'Sent'") == 2 * questions.Count)
                    return 0;
                open = (await connection.QueryAsync<(long, string)>(
                    """
                    select m.conversation_id, m.external_id from message m where m.send_id is null
                        and not exists (select 1 from send s where s.conversation_id = m.conversation_id)
                    """)).AsList();
            }
            foreach (var (conversation, question) in open)
            {
                var (openly, alone) = WordsFor(names[question]);
                await child.Inbox.HandOverAsync(conversation, new(openly, alone), Sight.Everything, CancellationToken.None);
                await promised.WriteLineAsync(names[question] + " .");
                // So that some are still written down while the first ones leave.
                await Task.Delay(30);
            }
            await Task.Delay(20);
        }
    }
}
