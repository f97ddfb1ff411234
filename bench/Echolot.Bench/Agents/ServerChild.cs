using Echolot.Connectors.Mastodon;
using Echolot.Sources;
using Echolot.Teams;
using Echolot.Web;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Echolot.Bench.Agents;

/// <summary>
/// <c>agents-child INSTANCE AGENTS DATA</c>: the server with people, their sessions and a Mastodon account, as a process
/// of its own. Prints its address and a session a line, then an empty line, and serves until it is killed.
/// </summary>
internal static class ServerChild
{
    private const string Password = "a short sentence";

    public static async Task<int> RunAsync(string instance, int agents, string data)
    {
        await using var app = await EcholotApp.BuildAsync(new()
        {
            Urls = "http://127.0.0.1:0", DataFolder = data, AllowPrivateNetwork = true,
            Configure = builder => builder.Logging.SetMinimumLevel(LogLevel.Warning),
        });
        await app.StartAsync();
        var cancel = CancellationToken.None;
        var roster = app.Services.GetRequiredService<Roster>();
        var first = await roster.SetUpAsync(
            "Nordlicht", "Europe/Berlin", new("a0@example.org", "Agent 0", Role.Administrator, "de", "Europe/Berlin"), Password, cancel);
        var actor = new Actor(first, first.Permissions, null);
        for (var i = 1; i < agents; i++)
        {
            var (_, secret) = await roster.InviteAsync(
                actor, new($"a{i}@example.org", $"Agent {i}", Role.Agent, "de", "Europe/Berlin"), cancel);
            await roster.AcceptInviteAsync(secret, Password, cancel);
        }
        var (source, check) = await app.Services.GetRequiredService<SourceRunner>().AddAsync(
            MastodonConnector.Name, "@nordlicht", new Dictionary<string, string>
            {
                ["instance"] = instance, ["token"] = Play.Networks.MastodonInstance.Token, ["answers"] = "true",
            }, cancel);
        if (source is null) throw new InvalidOperationException(string.Join(' ', check.Problems.Values.Select(p => p.En)));
        Console.WriteLine(app.Urls.First());
        for (var i = 0; i < agents; i++)
        {
            // Each from an address of its own, as throttling counts by address.
            var signed = await roster.SignInAsync(
                $"a{i}@example.org", Password, $"10.0.{i / 250}.{i % 250}", "bench", cancel);
            Console.WriteLine(signed.SessionSecret ?? throw new InvalidOperationException($"Refused: {signed.Refusal}."));
        }
        Console.WriteLine();
        await app.WaitForShutdownAsync();
        return 0;
    }
}
