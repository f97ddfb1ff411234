using System.Globalization;
using Dapper;
using Echolot.Conversations;
using Echolot.Mentions;

namespace Echolot.Bench.Kill;

/// <summary>
/// A server with a bot that goes through a scenario with each customer over Mastodon, made to be killed between two steps,
/// within one, and while it sends.
/// </summary>
internal static class BotChild
{
    /// <summary>
    /// What customers said so far, one a line: number in the instance, id everywhere, who, when, words, and a point; a line
    /// without its point is not written to its end yet.
    /// </summary>
    public const string Said = "said.txt";

    /// <summary>What of each step is found in its words, in their order.</summary>
    public static readonly IReadOnlyList<string> Steps = ["Worum geht es", "Bestellnummer", "Mailadresse", "Ich hole jemanden"];

    private const string Scenario =
        """
        [hallo]
        de: Hallo! Worum geht es?
        en: Hello! What is it about?
        - Mein Paket | My parcel -> nummer
        [nummer]
        de: Wie lautet deine Bestellnummer?
        en: What is your order number?
        ask: order -> mail
        [mail]
        de: Und deine Mailadresse?
        en: And your mail address?
        ask: email -> mensch
        [mensch]
        de: Ich hole jemanden.
        en: I am getting somebody.
        end: handover
        """;

    /// <summary>What a customer answers to a step.</summary>
    public static string AnswerTo(int step, int customer) => step switch
    {
        0 => "1",
        1 => string.Create(CultureInfo.InvariantCulture, $"NL-{20000 + customer}"),
        _ => string.Create(CultureInfo.InvariantCulture, $"c{customer}@example.org"),
    };

    /// <summary>Works until the bot has come to the end with everybody.</summary>
    public static async Task<int> RunAsync(string folder, string instance, int customers)
    {
        await using var child = await AnsweringChild.StartAsync(folder, instance);
        if ((await child.Inbox.ScenariosAsync(CancellationToken.None)).Count == 0)
            await child.Inbox.SaveScenarioAsync(
                null, new("Paket", null, null, AutoReplyHours.Always, null, Scenario, true), null, CancellationToken.None);
        for (var heard = 0; ; await Task.Delay(20))
        {
            var lines = (await File.ReadAllLinesAsync(Path.Combine(folder, Said)))
                .TakeWhile(l => l.EndsWith(" .", StringComparison.Ordinal)).Skip(heard).Select(l => l.Split(' ', 5)).ToList();
            await child.HearAsync(lines.Select(l => child.Post(
                l[0], l[1], l[2], ItemKind.DirectMessage,
                DateTimeOffset.FromUnixTimeMilliseconds(long.Parse(l[3], CultureInfo.InvariantCulture)), l[4][..^2])));
            heard += lines.Count;
            await using var connection = await child.Db.ReadAsync(CancellationToken.None);
            if (await connection.ExecuteScalarAsync<long>("select count(*) from scenario_run where state = 'HandedOver'") == customers
                && await connection.ExecuteScalarAsync<long>("select count(*) from send where state <> 'Sent'") == 0) return 0;
        }
    }
}
