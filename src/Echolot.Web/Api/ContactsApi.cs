using Echolot.Contacts;
using Echolot.Conversations;
using Echolot.Teams;
using Echolot.Web.Conversations;
using Echolot.Web.Shell.SignIn;

namespace Echolot.Web.Api;

/// <summary>A note of a colleague on somebody outside.</summary>
internal sealed record ApiContactNote(Id Id, string Text, DateTimeOffset At, Id? PersonId);

/// <summary>Why somebody is kept; <c>until</c> null: as long as the retention says.</summary>
internal sealed record ApiKeptBecause(
    KeepBasis Basis, string Keeps, DateOnly Since, DateOnly? Until, DateTimeOffset ChangedAt, Id? ChangedBy);

/// <summary>The person of a conversation; <c>kept_because</c> null: as the channel says.</summary>
internal sealed record ApiContact(
    Id Id, string Name, DateTimeOffset KnownSince, IReadOnlyList<ApiIdentity> Accounts, IReadOnlyList<ApiContactNote> Notes,
    IReadOnlyList<ApiGivenLabel> Labels, ApiKeptBecause? KeptBecause);

internal sealed record ContactNoteOrder(string Text);

/// <summary>What is kept, on what basis, from when on and until when.</summary>
internal sealed record KeptBecauseOrder(KeepBasis Basis, string Keeps, DateOnly Since, DateOnly? Until = null);

/// <summary>The person outside, as far as somebody sees one of their conversations.</summary>
internal static class ContactsApi
{
    public static void MapContacts(this RouteGroupBuilder api)
    {
        var person = api.MapGroup("/conversations/{id}/person").WithTags("Conversations");
        person.MapGet("", async (Id id, HttpContext http, Inbox inbox, CancellationToken cancel) =>
            {
                var talk = await inbox.FindAsync(id, Sight(http), cancel)
                    ?? throw new InboxException(InboxRefusal.NotFound, $"There is no conversation {id}.");
                var (contact, _) = await inbox.PersonOfAsync(talk, Sight(http), cancel);
                var facts = await inbox.PersonFactsAsync(talk, cancel);
                return TypedResults.Ok(new ApiContact(
                    talk.With.ContactId, contact?.Name ?? "", facts.KnownSince, [.. (contact?.Identities ?? []).Select(ApiIdentity.Of)],
                    [.. facts.Notes.Select(n => new ApiContactNote(n.Id, n.Text, n.At, ApiConversation.IdOf(n.By)))],
                    [.. facts.Labels.Select(ApiGivenLabel.Of)],
                    facts.Kept is { } k ? new(k.Basis, k.Keeps, k.Since, k.Until, k.ChangedAt, ApiConversation.IdOf(k.ChangedBy)) : null));
            })
            .RequirePermission(Permission.ReadConversations)
            .Named("getContact", "Read the person of a conversation", "Their accounts, notes and labels, and why they are kept.");
        person.MapPost("/notes", (Id id, ContactNoteOrder order, HttpContext http, Inbox inbox, CancellationToken cancel) =>
                DoneAsync(inbox.NotePersonAsync(id, order.Text, Sight(http), cancel)))
            .RequirePermission(Permission.WorkConversations)
            .Named("noteContact", "Write a note on the person", "Stands beside each of their conversations; part of their access export.");
        person.MapDelete("/notes/{note}", (Id id, Id note, HttpContext http, Inbox inbox, CancellationToken cancel) =>
                DoneAsync(inbox.RemovePersonNoteAsync(id, note, Sight(http), cancel)))
            .RequirePermission(Permission.WorkConversations)
            .Named("removeContactNote", "Delete a note on the person", "For good.");
        person.MapPut("/labels/{label}", (Id id, Id label, HttpContext http, Inbox inbox, CancellationToken cancel) =>
                DoneAsync(inbox.LabelPersonAsync(id, label, Sight(http), cancel)))
            .RequirePermission(Permission.WorkConversations)
            .Named("labelContact", "Label the person", "With the same labels that mentions and conversations have.");
        person.MapDelete("/labels/{label}", (Id id, Id label, HttpContext http, Inbox inbox, CancellationToken cancel) =>
                DoneAsync(inbox.UnlabelPersonAsync(id, label, Sight(http), cancel)))
            .RequirePermission(Permission.WorkConversations)
            .Named("unlabelContact", "Take a label off the person", "Repeating it changes nothing.");
        person.MapPut("/kept-because", (Id id, KeptBecauseOrder order, HttpContext http, Inbox inbox, CancellationToken cancel) =>
                DoneAsync(inbox.KeepPersonAsync(id, new(order.Basis, order.Keeps, order.Since, order.Until), Sight(http), cancel)))
            .RequirePermission(Permission.WorkConversations)
            .Named("keepContactBecause", "Say why the person is kept", "Legal basis (Art. 6 (1) GDPR), what is kept, since when and until when.");
        person.MapDelete("/kept-because", (Id id, HttpContext http, Inbox inbox, CancellationToken cancel) =>
                DoneAsync(inbox.KeepPersonAsync(id, null, Sight(http), cancel)))
            .RequirePermission(Permission.WorkConversations)
            .Named("keepContactAsChannel", "Keep the person as the channel says", "What was said by hand goes.");
    }

    private static async Task<IResult> DoneAsync(Task work)
    {
        await work;
        return TypedResults.NoContent();
    }

    private static Sight Sight(HttpContext http) => InboxRoutes.SightOf(http.Actor());
}
