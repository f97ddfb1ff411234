using System.Globalization;
using Echolot.Alerts;
using Echolot.Conversations;
using Echolot.Sources;
using Echolot.Teams;
using Echolot.Web.Live;
using Echolot.Web.Opinions;
using Echolot.Web.Shell;
using Echolot.Web.Shell.SignIn;
using Microsoft.AspNetCore.Mvc;

namespace Echolot.Web.Conversations;

/// <summary>The inbox, a conversation, and the work on it.</summary>
internal static class InboxRoutes
{
    public static void MapInbox(this IEndpointRouteBuilder routes)
    {
        routes.MapPage<InboxPage>(Urls.Inbox, Permission.ReadConversations);
        routes.MapPage<InboxPage>(Urls.ConversationPattern, Permission.ReadConversations);
        routes.MapPart<InboxRowsPage>(Urls.InboxRows, Permission.ReadConversations);
        routes.MapAction(Urls.MentionAnswerPattern, Permission.WorkConversations, OpenAsync);
        routes.MapAction(Urls.ConversationTakePattern, Permission.WorkConversations, TakeAsync);
        routes.MapAction(Urls.ConversationAssignPattern, Permission.WorkConversations, AssignAsync);
        routes.MapAction(Urls.ConversationStatePattern, Permission.WorkConversations, EnterAsync);
        routes.MapAction(Urls.ConversationPriorityPattern, Permission.WorkConversations, PrioritiseAsync);
        routes.MapAction(Urls.ConversationVoicePattern, Permission.SendReplies, ChooseVoiceAsync);
        routes.MapAction(Urls.ConversationSayPattern, Permission.WriteNotes, SayAsync);
        routes.MapAction(Urls.ConversationHandOverPattern, Permission.WorkConversations, HandOverAsync);
        routes.MapAction(Urls.ConversationDraftPattern, Permission.WorkConversations, DraftAsync);
        routes.MapAction(Urls.ConversationHerePattern, Permission.ReadConversations, Here);
        routes.MapAction(Urls.SendUndoPattern, Permission.SendReplies, UndoAsync);
        routes.MapAction(Urls.SendDecidePattern, Permission.SendReplies, DecideAsync);
        routes.MapAction(Urls.MessageActPattern, Permission.SendReplies, ActAsync);
        routes.MapJoining();
        routes.MapDescribing();
        routes.MapPersonFacts();
        routes.MapOnlookers();
        routes.MapInboxLists();
        routes.MapIncidents();
        routes.MapProposals();
        routes.MapEnquiries();
        routes.MapReplyFiles();
        routes.MapTargets();
        routes.MapScoring();
        routes.MapCrisis();
        routes.MapByHand();
        routes.MapPace();
        routes.MapDepartments();
    }

    /// <summary>What somebody may see of the inbox.</summary>
    public static Sight SightOf(Actor actor) => Sight.Of(actor);

    private static async Task<IResult> OpenAsync(
        HttpContext http, Inbox inbox, long id, [FromForm] string? voice, CancellationToken cancel)
    {
        try
        {
            return Go.To(Urls.Conversation(
                (await inbox.OpenAsync(id, Number(voice), SightOf(http.Actor()), cancel)).Id));
        }
        catch (InboxException wrong)
        {
            return Go.Refused(InboxText.Refusal(wrong));
        }
    }

    private static Task<IResult> TakeAsync(HttpContext http, Inbox inbox, long id, CancellationToken cancel) =>
        DoAsync(http, id, sight => inbox.TakeAsync(id, sight, cancel));

    private static Task<IResult> AssignAsync(
        HttpContext http, Inbox inbox, long id, [FromForm] string? person, CancellationToken cancel) =>
        DoAsync(http, id, sight => inbox.AssignAsync(id, Number(person), sight, cancel));

    private static async Task<IResult> EnterAsync(
        HttpContext http, Inbox inbox, OpinionDesk opinions, TimeProvider clock, long id,
        [FromForm] ConversationState state, [FromForm] string? hours, [FromForm] string? until, [FromForm] string? cause,
        [FromForm] string? closing, [FromForm] string? asking, [FromForm] string? ask, CancellationToken cancel)
    {
        var words = http.Actor().May(Permission.SendReplies) ? closing?.Trim() ?? "" : "";
        InboxException? unsaid = null;
        var done = await DoAsync(http, id, async sight =>
        {
            var enter = new BulkChange.Enter(
                state, until is not null ? Later.Of("at", until, clock.GetUtcNow(), http.Actor().Person.TimeZone)
                    : Number(hours) is { } later ? clock.GetUtcNow().AddHours(later) : null, cause);
            // What closing asks for stands in its dialog.
            foreach (var (name, values) in http.Request.Form)
                if (name.StartsWith(FieldControl.Prefix, StringComparison.Ordinal)
                    && Number(name[FieldControl.Prefix.Length..]) is { } field && values.Any(v => !string.IsNullOrWhiteSpace(v)))
                    await inbox.SetFieldAsync(id, field, string.Join('\n', values.AsEnumerable()), sight, cancel);
            if (asking is not null && await inbox.FindAsync(id, sight, cancel) is not null)
                await opinions.AskAboutAsync(id, ask is not null, cancel);
            if (words.Length == 0)
            {
                await inbox.EnterAsync(id, enter.State, enter.Until, enter.Cause, sight, cancel);
                return;
            }
            try
            {
                await inbox.SendReplyAsync(id, new ReplyDraft(Leg.Public, words, NextState: state) { Enters = enter }, sight, cancel);
            }
            catch (InboxException wrong)
            {
                unsaid = wrong;
            }
        });
        // What was to be said stands in the composer then.
        return unsaid is null ? done : Again(http, id, unsaid, words, MessageKind.Public);
    }

    /// <summary>The page with what was written, and why it did not go.</summary>
    private static IResult Again(
        HttpContext http, long id, InboxException wrong, string? words, MessageKind mode, string? hint = null) =>
        Pages.Show<InboxPage>(http, new
        {
            Id = (long?)id, Problem = InboxText.Refusal(wrong).ToString(), Written = words, Mode = (MessageKind?)mode,
            Found = wrong.Findings, Hint = hint,
        });

    /// <summary>A short public word and a private message, as two legs of the conversation.</summary>
    private static async Task<IResult> HandOverAsync(
        HttpContext http, Inbox inbox, AlertOptions options, long id, [FromForm] string? hint,
        [FromForm(Name = "private")] string? words, [FromForm] string? way, [FromForm] long? seen, [FromForm] string? reason,
        CancellationToken cancel)
    {
        var link = way?.StartsWith("link ", StringComparison.Ordinal) == true ? Number(way[5..]) : null;
        try
        {
            var said = await inbox.HandOverAsync(
                id, new HandOver(
                    hint ?? "", words ?? "", link is null ? Number(way) : null,
                    link is { } chat ? new(chat, options.PublicUrl ?? new Uri($"{http.Request.Scheme}://{http.Request.Host}")) : null,
                    seen) { Files = FileRoutes.Chosen(http.Request.Form), Reason = reason }, SightOf(http.Actor()), cancel);
            return Go.To(Beside(http, id), said.ApprovalId is null ? InboxText.Sent : ApprovalText.Asked);
        }
        catch (InboxException wrong)
        {
            return Again(http, id, wrong, words, MessageKind.Private, hint);
        }
    }

    private static Task<IResult> PrioritiseAsync(
        HttpContext http, Inbox inbox, long id, [FromForm] string? priority, CancellationToken cancel) =>
        DoAsync(http, id, sight => inbox.SetPriorityAsync(
            id, Enum.TryParse<Priority>(priority, out var chosen) ? chosen : null, sight, cancel));

    private static Task<IResult> ChooseVoiceAsync(
        HttpContext http, Inbox inbox, long id, [FromForm] string? voice, CancellationToken cancel) =>
        DoAsync(http, id, sight => inbox.ChooseVoiceAsync(id, Number(voice) ?? 0, sight, cancel));

    private static Task<IResult> UndoAsync(
        HttpContext http, Inbox inbox, long id, long send, CancellationToken cancel) =>
        DoAsync(http, id, sight => inbox.UndoSendAsync(id, send, sight, cancel), InboxText.TakenBack);

    private static Task<IResult> DecideAsync(
        HttpContext http, Inbox inbox, long id, long send, [FromForm] int @out, CancellationToken cancel) =>
        DoAsync(http, id, sight => inbox.DecideSendAsync(id, send, @out == 1, sight, cancel));

    private static Task<IResult> ActAsync(
        HttpContext http, Inbox inbox, long id, long message, [FromForm] ItemAct act, [FromForm] string? reason, [FromForm] string? words,
        CancellationToken cancel) =>
        DoAsync(http, id, sight => inbox.ActAsync(id, message, act, Enum.TryParse<ActReason>(reason, out var why) ? new(why, words) : null, sight, cancel), ActText.Ordered);

    /// <summary>Sends a reply or saves a note; what is wrong comes back with what was written.</summary>
    private static async Task<IResult> SayAsync(
        HttpContext http, Inbox inbox, long id, [FromForm] MessageKind mode, [FromForm] string? text,
        [FromForm] long? seen, [FromForm] string? next, [FromForm] string? via, [FromForm] string? reason,
        [FromForm] string? items, [FromForm] string? later, [FromForm] string? to, [FromForm] string? onward,
        TimeProvider clock, CancellationToken cancel)
    {
        if (mode is not MessageKind.Note && !http.Actor().May(Permission.WorkConversations)) return TypedResults.Forbid();
        var sight = SightOf(http.Actor());
        try
        {
            if (mode is MessageKind.Note)
            {
                var unreached = await inbox.AddNoteAsync(id, text ?? "", sight, cancel);
                return unreached.Count == 0 ? Go.To(Beside(http, id), InboxText.Noted)
                    : Go.Refused(Beside(http, id), MarksText.NotedWithout(unreached));
            }
            var list = ListOf(http);
            var then = Later.Of(Later.Last(http.Request.Form["at"]), later, clock.GetUtcNow(), http.Actor().Person.TimeZone);
            // Sending moves the conversation in the list: what comes after it is looked up before.
            var following = onward is "1" ? await inbox.NextAsync(list.Filter, id, sight, cancel) : null;
            var said = await inbox.SendReplyAsync(
                id, new ReplyDraft(
                    (Leg)mode, text ?? "", ReplyTo: Number(to), SeenRevision: seen,
                    NextState: Enum.TryParse<ConversationState>(next, out var state) ? state : null, At: then,
                    Voice: mode is MessageKind.Private ? Number(via) : null, Reason: reason,
                    Items: AnsweringRoutes.Items(items))
                {
                    Files = FileRoutes.Chosen(http.Request.Form), AskedOf = FourEyes.Asked(http.Request.Form),
                    Suggested = AnsweringRoutes.Suggested(http.Request.Form["suggested"]),
                }, sight, cancel);
            if (onward is "1") return PaceRoutes.Onward(list, id, following, said);
            return Go.To(Beside(http, id), said.SendId is null ? ApprovalText.Asked : then is null ? InboxText.Sent : Later.Set);
        }
        catch (InboxException wrong)
        {
            return Pages.Show<InboxPage>(
                http,
                new
                {
                    Id = (long?)id, Problem = InboxText.Refusal(wrong).ToString(), Written = text, Mode = (MessageKind?)mode,
                    Found = wrong.Findings, Reason = reason, Items = items, To = Number(to),
                });
        }
    }

    private static async Task<IResult> DraftAsync(
        HttpContext http, Inbox inbox, long id, [FromForm] MessageKind mode, [FromForm] string? text,
        [FromForm] string? shared, [FromForm] long? seen, [FromForm] string? since, CancellationToken cancel)
    {
        var sight = SightOf(http.Actor());
        if (await inbox.FindAsync(id, sight, cancel) is null) return TypedResults.NotFound();
        try
        {
            var said = await inbox.SaveDraftAsync(
                id, http.Actor().Person.Id, mode, text ?? "", shared is "1", seen ?? 0, cancel, Number(since));
            return said is { } revision ? TypedResults.Conflict(new { revision = revision.ToString(CultureInfo.InvariantCulture) }) : TypedResults.NoContent();
        }
        catch (InboxException wrong)
        {
            return TypedResults.Problem(InboxText.Refusal(wrong), statusCode: StatusCodes.Status422UnprocessableEntity);
        }
    }

    /// <summary>Somebody looks, or writes; the answer names the others who do.</summary>
    private static async Task<IResult> Here(
        HttpContext http, Inbox inbox, Presence presence, Roster roster, LiveFeed feed, long id,
        [FromForm] string? writing, [FromForm] string? mode, CancellationToken cancel)
    {
        if (await inbox.FindAsync(id, SightOf(http.Actor()), cancel) is not { } shown) return TypedResults.NotFound();
        // Whoever may only look on has not read it for those who answer.
        if (http.Actor().May(Permission.WorkConversations)) await inbox.SeeAsync(shown, cancel);
        if (writing is "1" && mode == nameof(MessageKind.Private)) feed.Remember(new Typing(id, Ours: true));
        var others = await presence.SeenAsync(id, http.Actor().Person.Id, writing is "1", cancel);
        if (others.Count == 0) return TypedResults.Ok(Array.Empty<object>());
        var people = (await roster.PeopleAsync(cancel)).ToDictionary(p => p.Id, p => p.Name);
        return TypedResults.Ok(others.Select(o => new { name = people.GetValueOrDefault(o.PersonId) ?? "", o.Writing }));
    }

    /// <summary>Does something to a conversation and shows it as it is then, or why it could not be done.</summary>
    public static async Task<IResult> DoAsync(HttpContext http, long id, Func<Sight, Task> work, Phrase? told = null)
    {
        try
        {
            await work(SightOf(http.Actor()));
            // Whoever gave it away may see it no longer.
            if (http.Actor().Sees is not null && await http.RequestServices.GetRequiredService<Inbox>().FindAsync(id, SightOf(http.Actor()), http.RequestAborted) is null)
                return Go.To(Urls.Inbox, InboxText.GivenAway);
        }
        catch (InboxException wrong)
        {
            return http.IsFragment()
                ? Go.Refused(InboxText.Refusal(wrong))
                : Pages.Show<InboxPage>(http, new { Id = (long?)id, Problem = InboxText.Refusal(wrong).ToString() });
        }
        return http.IsFragment()
            ? Pages.Show<InboxPage>(http, new { Id = (long?)id }, StatusCodes.Status200OK)
            : Go.To(Urls.Conversation(id), told);
    }

    /// <summary>A conversation beside the list that somebody works through.</summary>
    private static string Beside(HttpContext http, long id) => ListOf(http).To(Urls.Conversation(id));

    private static InboxAddress ListOf(HttpContext http) => InboxAddress.Read(
        new QueryCollection(Microsoft.AspNetCore.WebUtilities.QueryHelpers.ParseQuery(http.Request.Form["list"].ToString())));

    public static long? Number(string? text) =>
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
}
