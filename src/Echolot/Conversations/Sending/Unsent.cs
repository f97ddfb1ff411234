using Echolot.Messaging;
using Echolot.Sources;
using Echolot.Teams;

namespace Echolot.Conversations;

/// <summary>A reply of ours did not go out, or nobody can tell whether it did; a person has to decide.</summary>
/// <param name="PersonIds">Who is told.</param>
/// <param name="Undecided">It may be out; else it surely is not.</param>
/// <param name="Occasion">Unlike any other: told twice, it is shown once.</param>
public sealed record ReplyUnsent(IReadOnlyList<long> PersonIds, long ConversationId, bool Undecided, string Occasion) : IFact;

public sealed partial class Inbox
{
    private static readonly LocalText AccountGone = new(
        "Das Konto, das antworten sollte, gibt es nicht mehr, oder es darf nicht mehr antworten. Einen anderen Weg wählen.",
        "The account that was to answer is gone or may not answer any more. Choose another way.");

    private static readonly LocalText BrokeOff = new(
        "Beim Senden ist etwas abgebrochen.", "Something broke off while it was being sent.");

    /// <summary>Tells who has to decide about a reply that is not known to be out.</summary>
    private async Task TellUnsentAsync(Recording recording, SendRow send, bool undecided)
    {
        var people = await roster.PeopleAsync(CancellationToken.None);
        var told = Answerable(recording.Plan, recording.Row, send.PersonId, people);
        if (told.Count > 0)
            await bus.PublishAsync(
                recording.Scope, new ReplyUnsent(told, send.ConversationId, undecided, string.Create(
                    System.Globalization.CultureInfo.InvariantCulture, $"unsent-{send.Id}-{Now}")), CancellationToken.None);
    }

    /// <summary>
    /// Whoever wrote a reply; where a bot did or somebody who left, whoever has the conversation. While they are away, or where
    /// there is nobody, those who lead the department as well: the nearest one with a lead who is there, else the whole house;
    /// where nobody leads, those who look after the care desk.
    /// </summary>
    private static IReadOnlyList<long> Answerable(
        DutyPlan plan, ConversationRow talk, long? author, IReadOnlyList<Person> people)
    {
        var owner = author is { } wrote && !plan.IsGone(wrote) ? author
            : talk.AssigneeId is { } has && !plan.IsGone(has) ? has : null;
        if (owner is { } one && !plan.Absent.ContainsKey(one)) return [one];
        var leads = Leading(plan, people);
        for (var at = plan.Departments.Find(talk.DepartmentId); at is not null; at = plan.Departments.Find(at.Draft.ParentId))
            if (at.Members.Intersect(leads).ToList() is { Count: > 0 } theirs)
            {
                leads = theirs;
                break;
            }
        return [.. leads.Prepend(owner ?? 0).Where(id => id != 0).Distinct()];
    }

    /// <summary>Those who lead and are there; where nobody does, those who look after the care desk.</summary>
    private static List<long> Leading(DutyPlan plan, IReadOnlyList<Person> people)
    {
        var there = people.Where(p => p.Active && !plan.Absent.ContainsKey(p.Id)).ToList();
        var leads = there.FindAll(p => p.Role is Role.Lead);
        return [.. (leads.Count > 0 ? leads : there.FindAll(p => p.Permissions.HasFlag(Permission.EditCare))).Select(p => p.Id)];
    }
}
