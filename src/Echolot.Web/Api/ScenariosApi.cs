using Echolot.Answers;
using Echolot.Conversations;
using Echolot.Teams;
using Echolot.Web.Conversations;
using Echolot.Web.Shell.SignIn;

namespace Echolot.Web.Api;

/// <summary>A decision tree in which a bot speaks; <c>source</c> is its text as docs/out-of-hours.md describes.</summary>
internal sealed record ScenarioOrder(
    string Name, string Source, string? Connector = null, Id? SourceId = null, AutoReplyHours Hours = AutoReplyHours.Outside,
    Id? CalendarId = null, bool Active = false)
{
    public ScenarioDraft AsDraft() => new(Name, Connector, SourceId?.Value, Hours, CalendarId?.Value, Source, Active);

    public static ScenarioOrder Of(ScenarioDraft d) => new(
        d.Name, d.Source, d.Connector, ApiConversation.IdOf(d.SourceId), d.Hours, ApiConversation.IdOf(d.CalendarId), d.Active);
}

/// <summary>A scenario that is kept.</summary>
internal sealed record ApiScenario(Id Id, ScenarioOrder Scenario);

/// <summary>A text to try with what a customer would say.</summary>
internal sealed record ScenarioTry(string Source, IReadOnlyList<string>? Said = null, bool German = true);

/// <summary>What the bot would say, <c>end</c> at its end; <c>problems</c> where the text is no scenario.</summary>
internal sealed record ApiScenarioTry(
    IReadOnlyList<string> Says, ScenarioEndKind? End, string? To, IReadOnlyList<ScenarioAnswer> Answers,
    IReadOnlyList<ScenarioProblem> Problems);

/// <summary>The scenario to start in a conversation.</summary>
internal sealed record ScenarioStart(Id ScenarioId);

internal static class ScenariosApi
{
    public static void MapScenarioOrders(this RouteGroupBuilder api)
    {
        var scenarios = api.MapGroup("/scenarios").WithTags("Bots");
        scenarios.MapGet("", async (Inbox inbox, CancellationToken cancel) =>
                TypedResults.Ok((await inbox.ScenariosAsync(cancel)).Select(s => new ApiScenario(s.Id, ScenarioOrder.Of(s.Draft)))))
            .RequirePermission(Permission.ReadConversations)
            .Named("listScenarios", "List scenarios", "By name, with their texts.");
        scenarios.MapPost("", async (ScenarioOrder order, HttpContext http, Inbox inbox, CancellationToken cancel) =>
                TypedResults.Ok(await SavedAsync(null, order, http, inbox, cancel)))
            .RequirePermission(Permission.EditCare)
            .Named("addScenario", "Add a scenario", "It speaks once it is active.");
        scenarios.MapPut("/{id}", async (Id id, ScenarioOrder order, HttpContext http, Inbox inbox, CancellationToken cancel) =>
                TypedResults.Ok(await SavedAsync(id, order, http, inbox, cancel)))
            .RequirePermission(Permission.EditCare)
            .Named("changeScenario", "Change a scenario", "Conversations in which it speaks go on as they began.");
        scenarios.MapDelete("/{id}", async (Id id, HttpContext http, Inbox inbox, CancellationToken cancel) =>
            {
                await inbox.RemoveScenarioAsync(id, http.Actor().Person.Id, cancel);
                return TypedResults.NoContent();
            })
            .RequirePermission(Permission.EditCare)
            .Named("removeScenario", "Remove a scenario", "Nobody new is spoken to.");
        scenarios.MapPost("/try", async (ScenarioTry order, Inbox inbox, CancellationToken cancel) =>
                TypedResults.Ok(Tried(order, (await inbox.HouseWordsAsync(cancel)).Manner)))
            .RequirePermission(Permission.EditCare)
            .Named("tryScenario", "Try a scenario out", "Decided as it is for real; nothing is sent.");
        var talk = api.MapGroup("/conversations/{id}/scenario").WithTags("Bots");
        talk.MapPost("", async (Id id, ScenarioStart order, HttpContext http, Inbox inbox, CancellationToken cancel) =>
            {
                await inbox.StartScenarioAsync(id, order.ScenarioId, InboxRoutes.SightOf(http.Actor()), cancel);
                return TypedResults.NoContent();
            })
            .RequirePermission(Permission.SendReplies)
            .Named("startScenario", "Let a scenario speak", "At once, in a conversation in which the customer has written privately.");
        talk.MapDelete("", async (Id id, HttpContext http, Inbox inbox, CancellationToken cancel) =>
            {
                await inbox.StopScenarioAsync(id, InboxRoutes.SightOf(http.Actor()), cancel);
                return TypedResults.NoContent();
            })
            .RequirePermission(Permission.WorkConversations)
            .Named("stopScenario", "Silence a scenario", "Where none speaks nothing changes.");
    }

    private static ApiScenarioTry Tried(ScenarioTry order, Address manner)
    {
        var (scenario, problems) = Scenario.Parse(order.Source[..Math.Min(order.Source.Length, Scenario.LongestSource)]);
        if (scenario is null) return new([], null, null, [], problems);
        var step = ScenarioWalk.Begin(scenario, order.German, manner);
        var says = new List<string> { step.Says };
        foreach (var words in order.Said ?? [])
        {
            if (step.End is not null) break;
            step = ScenarioWalk.Answer(scenario, step.Progress, words, order.German, manner);
            says.Add(step.Says);
        }
        return new(says, step.End?.Kind, step.End?.To, step.Progress.Answers, []);
    }

    private static async Task<ApiScenario> SavedAsync(
        Id? id, ScenarioOrder order, HttpContext http, Inbox inbox, CancellationToken cancel)
    {
        var saved = await inbox.SaveScenarioAsync(id?.Value, order.AsDraft(), http.Actor().Person.Id, cancel);
        return new(saved, ScenarioOrder.Of((await inbox.ScenariosAsync(cancel)).First(s => s.Id == saved).Draft));
    }
}
