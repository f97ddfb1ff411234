using Echolot.Conversations;
using Echolot.Teams;
using Echolot.Web.Conversations;
using Echolot.Web.Shell.SignIn;

namespace Echolot.Web.Api;

/// <summary>Where drafts come from; the key is never shown.</summary>
internal sealed record ApiDrafting(bool Active, string Address, string Model, bool HasKey);

/// <summary>Where drafts are to come from; without <c>key</c> the one that is there stays, an empty one takes it away.</summary>
internal sealed record DraftingOrder(bool Active, string Address, string Model, string? Key = null);

/// <summary>A draft; it is stored nowhere.</summary>
internal sealed record ApiDraft(string Text);

/// <summary>Who had a draft suggested.</summary>
internal sealed record ApiDraftingEntry(
    Id Id, DateTimeOffset At, Id? PersonId, Id ConversationId, string Endpoint, string Model, int? TokensIn, int? TokensOut,
    string? Problem);

internal static class DraftingApi
{
    public static void MapDraftingOrders(this RouteGroupBuilder api)
    {
        var drafting = api.MapGroup("/drafting").WithTags("Drafts");
        drafting.MapGet("", async (DraftingDesk desk, CancellationToken cancel) => TypedResults.Ok(Of(await desk.SettingsAsync(cancel))))
            .RequirePermission(Permission.Administer)
            .Named("getDrafting", "Read where drafts come from", "The key is never shown.");
        drafting.MapPut("", async (DraftingOrder order, HttpContext http, DraftingDesk desk, CancellationToken cancel) =>
            {
                await desk.SetSettingsAsync(
                    new(order.Active, order.Address, order.Model), order.Key, http.Actor().Person.Id, cancel);
                return TypedResults.Ok(Of(await desk.SettingsAsync(cancel)));
            })
            .RequirePermission(Permission.Administer)
            .Named("setDrafting", "Say where drafts come from", "Any interface of the kind that OpenAI has.");
        drafting.MapGet("/log", async (Id? before, int? size, DraftingDesk desk, CancellationToken cancel) =>
                TypedResults.Ok((await desk.LogAsync(before?.Value, Paging.Size(size), cancel)).Select(e => new ApiDraftingEntry(
                    e.Id, e.At, ApiConversation.IdOf(e.PersonId), e.ConversationId, e.Endpoint, e.Model, e.TokensIn, e.TokensOut, e.Problem))))
            .RequirePermission(Permission.Administer)
            .Named("listDrafts", "Read who had drafts suggested", "Newest first; texts are nowhere.");
        api.MapGroup("/conversations").WithTags("Conversations").MapPost(
                "/{id}/draft", async (Id id, HttpContext http, DraftingDesk desk, CancellationToken cancel) =>
                    TypedResults.Ok(new ApiDraft(await desk.SuggestAsync(id, InboxRoutes.SightOf(http.Actor()), cancel))))
            .RequirePermission(Permission.WorkConversations)
            .Named("suggestDraft", "Have a draft suggested", "By the language model that an administrator chose; nothing is sent.");
    }

    private static ApiDrafting Of(DraftingSettings s) => new(s.Active, s.Address, s.Model, s.HasKey);
}
