using System.Globalization;
using Echolot.Alerts;
using Echolot.Conversations;
using Echolot.Mentions;
using Echolot.Messaging;
using Echolot.Sources;
using Echolot.Teams;

namespace Echolot.Web.Live;

/// <summary>
/// What a browser is told: a name and an object written as JSON. Ids are texts, as JavaScript numbers end at 2^53.
/// </summary>
internal sealed record LiveEvent(string Name, object Data);

/// <summary>New or edited mentions since the last event.</summary>
/// <param name="Ids">
/// Newest first, at most <see cref="LiveDecision.MostIds"/>; <paramref name="Count"/> tells when there are more.
/// </param>
internal sealed record LiveMentions(
    int Count, string Newest, IReadOnlyList<string> Monitors, IReadOnlyList<string> Ids);

/// <summary>Mentions that somebody worked on since the last event.</summary>
/// <param name="Ids">At most <see cref="MentionsWorked.Most"/> of each change.</param>
internal sealed record LiveWorked(int Count, IReadOnlyList<string> Ids);

/// <summary>
/// A notification for this person, with how many are unread now. An empty title only changes the number.
/// </summary>
internal sealed record LiveNotification(string Id, string Title, string Link, int Unread);

/// <summary>The state of a source, or <c>changed</c> when its settings were.</summary>
internal sealed record LiveSource(string Id, string State);

/// <summary>An alert fired, or somebody dealt with what fired.</summary>
internal sealed record LiveAlert(string Id, string? FiringId);

/// <summary>Conversations that changed since the last event; whoever may see them loads them again.</summary>
/// <param name="Ids">At most <see cref="LiveDecision.MostIds"/>.</param>
/// <param name="Fresh">How often a customer wrote.</param>
internal sealed record LiveConversations(IReadOnlyList<string> Ids, int Fresh);

/// <summary>Conversations whose visitors are writing right now.</summary>
internal sealed record LiveTyping(IReadOnlyList<string> Ids);

/// <summary>
/// Nothing new, still there; <paramref name="Missed"/>: something was lost, load again what must be complete.
/// </summary>
internal sealed record LiveBeat(bool Missed);

/// <summary>Decides what a person is told of a batch of facts.</summary>
internal static class LiveDecision
{
    /// <summary>Notifications shown one by one in one batch; more only raise the number.</summary>
    public const int MostNotifications = 3;

    /// <summary>Ids told at once; a list that misses some is loaded again by its reader.</summary>
    public const int MostIds = 100;

    public static IReadOnlyList<LiveEvent> Of(IReadOnlyList<Numbered> facts, Actor actor, int unread)
    {
        var events = new List<LiveEvent>();
        if (actor.May(Permission.ReadMentions))
        {
            var fresh = facts.Select(fact => fact.Fact)
                .OfType<MentionsKept>().SelectMany(kept => kept.Items).Where(item => !item.Revised).ToList();
            if (fresh.Count > 0)
            {
                events.Add(new("mentions", new LiveMentions(
                    fresh.Count, Text(fresh.Max(item => item.Id)),
                    [.. fresh.SelectMany(item => item.Monitors).Distinct().Order().Select(Text)],
                    [.. fresh.Select(item => item.Id).Distinct().OrderDescending().Take(MostIds).Select(Text)])));
            }
        }
        if (actor.May(Permission.ReadMentions))
        {
            var worked = facts.Select(fact => fact.Fact).OfType<MentionsWorked>().ToList();
            if (worked.Count > 0)
                events.Add(new("worked", new LiveWorked(
                    worked.Sum(fact => fact.Count),
                    [.. worked.SelectMany(fact => fact.Ids).Distinct().Select(Text)])));
        }
        if (actor.May(Permission.ReadConversations))
        {
            var sight = Sight.Of(actor);
            var changed = facts.Select(fact => fact.Fact).OfType<ConversationChanged>()
                .Where(fact => Sees(sight, fact.Was) || Sees(sight, fact.Is)).ToList();
            if (changed.Count > 0)
                events.Add(new("conversations", new LiveConversations(
                    [.. changed.Select(fact => fact.Id).Distinct().TakeLast(MostIds).Select(Text)],
                    changed.Count(fact => fact.CustomerWrote))));
            var writing = facts.Select(fact => fact.Fact).OfType<Typing>().Where(fact => !fact.Ours)
                .Select(fact => Text(fact.ConversationId)).Distinct().ToList();
            if (writing.Count > 0) events.Add(new("typing", new LiveTyping(writing)));
        }
        if (actor.May(Permission.ReadNotifications))
        {
            var mine = Mine(facts, actor).ToList();
            events.AddRange(mine.TakeLast(MostNotifications)
                .Select(
                    note => new LiveEvent(
                        "notification",
                        new LiveNotification(Text(note.NotificationId), note.Title, note.Link, unread))));
        }
        if (actor.May(Permission.ReadNotifications))
        {
            events.AddRange(facts.Select(fact => fact.Fact switch
                {
                    AlertChanged { RuleId: var rule, FiringId: var firing } =>
                        new LiveAlert(Text(rule), firing is { } id ? Text(id) : null),
                    FiringShown { RuleId: var rule, FiringId: var firing } => new LiveAlert(Text(rule), Text(firing)),
                    _ => null,
                }).OfType<LiveAlert>().TakeLast(1).Select(last => new LiveEvent("alert", last)));
        }
        if (actor.May(Permission.ReadSources))
        {
            events.AddRange(facts.Select(fact => StateOf(fact.Fact)).OfType<LiveSource>().GroupBy(source => source.Id)
                .Select(changes => new LiveEvent("source", changes.Last())));
        }
        return events;
    }

    public static IEnumerable<Notified> Mine(IReadOnlyList<Numbered> facts, Actor actor) =>
        facts.Select(fact => fact.Fact).OfType<Notified>().Where(note => note.PersonId == actor.Person.Id);

    // A fact of before departments says nothing of whose it is: only those are told who see everything.
    private static bool Sees(Sight sight, Belonging? belongs) =>
        belongs is null ? sight.Departments is null : sight.Sees(belongs);

    private static LiveSource? StateOf(IFact fact) => fact switch
    {
        SourceStateChanged changed => new(Text(changed.SourceId), changed.State.ToString()),
        SourceChanged changed => new(Text(changed.SourceId), changed.Removed ? "Removed" : "Changed"),
        _ => null,
    };

    private static string Text(long id) => id.ToString(CultureInfo.InvariantCulture);
}
