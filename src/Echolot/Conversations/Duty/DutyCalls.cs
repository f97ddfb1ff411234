using Echolot.Messaging;
using Echolot.Teams;
using Microsoft.Extensions.Logging;

namespace Echolot.Conversations;

/// <summary>
/// Has somebody on call told of an urgent conversation that nobody has taken, or that somebody has who is not on duty, and gives
/// it to whoever answers.
/// </summary>
internal sealed partial class DutyCalls(
    Inbox inbox, RotaDesk rota, Roster roster, Bus bus, TimeProvider clock, ILogger<DutyCalls> log)
{
    private const string SubscriberName = "duty-conversations";

    /// <summary>What was said longer ago is no news: the server stood still, or history was read.</summary>
    private static readonly TimeSpan News = TimeSpan.FromHours(1);

    /// <summary>Hears facts before the host starts.</summary>
    public void Listen()
    {
        bus.Subscribe<ConversationChanged>(SubscriberName, LookAsync);
        bus.Subscribe<DutyAcknowledged>(SubscriberName, GiveAsync);
    }

    internal async Task LookAsync(ConversationChanged fact, CancellationToken cancel)
    {
        if (await inbox.FindAsync(fact.Id, Sight.Everything, cancel) is not { } talk) return;
        var open = talk.State is ConversationState.New or ConversationState.Open
            && (talk.AssigneeId is null || talk.Priority is Priority.Urgent && await WaitsForSomebodyAwayAsync(talk, cancel));
        if (open && talk.Priority is Priority.Urgent && clock.GetUtcNow() - talk.LastInAt < News)
            await rota.CallAsync(DutySubject.Conversation, talk.Id, cancel);
        else if (!open)
            await rota.EndCallsAsync(DutySubject.Conversation, talk.Id, talk.AssigneeId, cancel);
    }

    /// <summary>Time alone makes it a matter for those on call: business hours end, or a shift begins.</summary>
    internal async Task LookAgainAsync(CancellationToken cancel)
    {
        var since = clock.GetUtcNow() - News;
        await rota.CallAsync(
            DutySubject.Conversation, [.. await inbox.UrgentAsync(since, cancel), .. await WithSomebodyAwayAsync(since, cancel)], cancel);
    }

    internal async Task GiveAsync(DutyAcknowledged fact, CancellationToken cancel)
    {
        if (fact.Subject is not DutySubject.Conversation
            || await inbox.FindAsync(fact.SubjectId, Sight.Everything, cancel) is not { } talk
            || talk.AssigneeId is not null && !await WaitsForSomebodyAwayAsync(talk, cancel)) return;
        try
        {
            await inbox.TakeAsync(fact.SubjectId, new Sight(fact.PersonId, null), cancel);
        }
        catch (InboxException wrong)
        {
            // Gone or merged meanwhile, or they have left: the call is answered all the same.
            log.LogInformation("Conversation {Conversation} was not given to whoever answered: {Why}", fact.SubjectId, wrong.Why);
        }
    }
}
