using Echolot.Conversations;
using Echolot.Sources;
using Echolot.Teams;
using Echolot.Web.Conversations;
using Echolot.Web.Shell.SignIn;

namespace Echolot.Web.Api;

/// <summary>What Echolot says by itself; the first that fits speaks. <c>{{opens}}</c> is when the calendar opens.</summary>
internal sealed record AutoReplyOrder(
    string Name, string? Connector = null, Id? SourceId = null, AutoReplyHours Hours = AutoReplyHours.Outside,
    Id? CalendarId = null, int CrisisFrom = 0, int? CrisisTo = null, AutoReplyLegs Legs = AutoReplyLegs.Private,
    string TextDe = "", string TextEn = "", bool Active = true)
{
    public AutoReplyDraft AsDraft() => new(
        Name, Connector, SourceId?.Value, Hours, CalendarId?.Value, CrisisFrom, CrisisTo, Legs, new(TextDe, TextEn), Active);

    public static AutoReplyOrder Of(AutoReplyDraft d) => new(
        d.Name, d.Connector, ApiConversation.IdOf(d.SourceId), d.Hours, ApiConversation.IdOf(d.CalendarId), d.CrisisFrom,
        d.CrisisTo, d.Legs, d.Text.De, d.Text.En, d.Active);
}

/// <summary>An automatic reply.</summary>
internal sealed record ApiAutoReply(Id Id, AutoReplyOrder Rule);

/// <summary>Automatic replies in the order in which they are to be asked.</summary>
internal sealed record AutoReplyPlaces(IReadOnlyList<Id> Ids);

/// <summary>What holds for all automatic replies.</summary>
internal sealed record ApiAutoReplySettings(
    bool Paused = false, IReadOnlyList<string>? PausedChannels = null, int WindowHours = 24, string? Name = null);

/// <summary>What would have been said.</summary>
internal sealed record ApiRehearsed(DateTimeOffset At, Id ConversationId, Id? RuleId, string? Text);

/// <summary>What would have been said last week; <c>cut</c>: there were more messages than are looked at.</summary>
internal sealed record ApiRehearsal(
    DateTimeOffset From, int Heard, bool Cut, IReadOnlyDictionary<string, int> Verdicts, IReadOnlyList<ApiRehearsed> Said);

/// <summary>What became of one; <c>problem</c> is <c>null</c> where it is in the outbox.</summary>
internal sealed record ApiAutoReplyEntry(Id Id, DateTimeOffset At, Id? RuleId, Id ConversationId, InboxRefusal? Problem);

internal static class AutoRepliesApi
{
    public static void MapAutoReplyOrders(this RouteGroupBuilder api)
    {
        var replies = api.MapGroup("/auto-replies").WithTags("Automatic replies");
        replies.MapGet("", async (Inbox inbox, CancellationToken cancel) =>
                TypedResults.Ok((await inbox.AutoRepliesAsync(cancel)).Select(r => new ApiAutoReply(r.Id, AutoReplyOrder.Of(r.Draft)))))
            .RequirePermission(Permission.ReadConversations)
            .Named("listAutoReplies", "List automatic replies", "In the order in which they are asked.");
        replies.MapPost("", async (AutoReplyOrder order, HttpContext http, Inbox inbox, CancellationToken cancel) =>
                TypedResults.Ok(await SavedAsync(null, order, http, inbox, cancel)))
            .RequirePermission(Permission.EditCare)
            .Named("addAutoReply", "Add an automatic reply", "At the end of the list.");
        replies.MapPut("/{id}", async (Id id, AutoReplyOrder order, HttpContext http, Inbox inbox, CancellationToken cancel) =>
                TypedResults.Ok(await SavedAsync(id, order, http, inbox, cancel)))
            .RequirePermission(Permission.EditCare)
            .Named("changeAutoReply", "Change an automatic reply", "It keeps its place.");
        replies.MapPut("/order", async (AutoReplyPlaces order, HttpContext http, Inbox inbox, CancellationToken cancel) =>
            {
                await inbox.OrderAutoRepliesAsync([.. order.Ids.Select(i => i.Value)], http.Actor().Person.Id, cancel);
                return TypedResults.NoContent();
            })
            .RequirePermission(Permission.EditCare)
            .Named("orderAutoReplies", "Order the automatic replies", "The first that fits speaks; what is not named comes behind, as it was.");
        replies.MapDelete("/{id}", async (Id id, HttpContext http, Inbox inbox, CancellationToken cancel) =>
            {
                await inbox.RemoveAutoReplyAsync(id, http.Actor().Person.Id, cancel);
                return TypedResults.NoContent();
            })
            .RequirePermission(Permission.EditCare)
            .Named("removeAutoReply", "Remove an automatic reply", "What it said stays.");
        replies.MapGet("/settings", async (Inbox inbox, CancellationToken cancel) =>
                TypedResults.Ok(Of(await inbox.AutoReplySettingsAsync(cancel))))
            .RequirePermission(Permission.ReadConversations)
            .Named("getAutoReplySettings", "Read what holds for all", "Pauses, window and name.");
        replies.MapPut("/settings", async (ApiAutoReplySettings order, HttpContext http, Inbox inbox, CancellationToken cancel) =>
            {
                await inbox.SetAutoReplySettingsAsync(
                    new(order.Paused, order.PausedChannels, order.WindowHours, order.Name), http.Actor().Person.Id, cancel);
                return TypedResults.Ok(Of(await inbox.AutoReplySettingsAsync(cancel)));
            })
            .RequirePermission(Permission.EditCare)
            .Named("setAutoReplySettings", "Pause or go on", "Also the window and in whose name they speak.");
        replies.MapGet("/rehearsal", async (HttpContext http, Inbox inbox, CancellationToken cancel) =>
            {
                var r = await inbox.RehearseAsync(
                    await inbox.AutoReplyPlanAsync(cancel), InboxRoutes.SightOf(http.Actor()), cancel);
                return TypedResults.Ok(new ApiRehearsal(
                    r.From, r.Heard, r.Cut, r.Verdicts.ToDictionary(v => Word<AutoReplyVerdict>.Spell(v.Key), v => v.Value),
                    [.. r.Said.Select(s => new ApiRehearsed(s.At, s.ConversationId, ApiConversation.IdOf(s.Decision.Rule?.Id), s.Decision.Text))]));
            })
            .RequirePermission(Permission.ReadConversations)
            .Named("rehearseAutoReplies", "See what would have been said", "During the last week, by the rules as they are; nothing is sent.");
        replies.MapGet("/log", async (Id? before, int? size, Inbox inbox, CancellationToken cancel) =>
                TypedResults.Ok((await inbox.AutoReplyLogAsync(before?.Value, Paging.Size(size), cancel))
                    .Select(e => new ApiAutoReplyEntry(e.Id, e.At, ApiConversation.IdOf(e.RuleId), e.ConversationId, e.Problem))))
            .RequirePermission(Permission.ReadConversations)
            .Named("listAutoRepliesSent", "Read the log", "Newest first; <c>before</c> continues a page.");
    }

    private static async Task<ApiAutoReply> SavedAsync(
        Id? id, AutoReplyOrder order, HttpContext http, Inbox inbox, CancellationToken cancel)
    {
        var saved = await inbox.SaveAutoReplyAsync(id?.Value, order.AsDraft(), http.Actor().Person.Id, cancel);
        return new(saved, AutoReplyOrder.Of((await inbox.AutoRepliesAsync(cancel)).First(r => r.Id == saved).Draft));
    }

    private static ApiAutoReplySettings Of(AutoReplySettings s) => new(s.Paused, s.PausedChannels ?? [], s.WindowHours, s.Name);
}
