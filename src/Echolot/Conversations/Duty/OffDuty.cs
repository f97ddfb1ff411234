using Echolot.Teams;
using NodaTime;

namespace Echolot.Conversations;

internal sealed partial class DutyCalls
{
    /// <summary>Whoever answered from home stays at it so long; shorter than <see cref="News"/>, so that afterwards somebody is called.</summary>
    private static readonly TimeSpan AtIt = TimeSpan.FromMinutes(15);

    /// <summary>Whether the customer's newest words came to somebody who is not there to read them.</summary>
    private async Task<bool> WaitsForSomebodyAwayAsync(Conversation talk, CancellationToken cancel) =>
        await inbox.HeldAsync(talk.Id, cancel) is { } held && await IsAwayAsync(held, await ReadDutyAsync(cancel), cancel);

    private async Task<IReadOnlyList<long>> WithSomebodyAwayAsync(DateTimeOffset since, CancellationToken cancel)
    {
        var held = await inbox.UrgentHeldAsync(since, cancel);
        if (held.Count == 0) return [];
        var duty = await ReadDutyAsync(cancel);
        var away = new List<long>();
        foreach (var one in held)
            if (await IsAwayAsync(one, duty, cancel)) away.Add(one.Id);
        return away;
    }

    /// <summary>
    /// Away is whoever is absent, and out of business hours everybody who is on no shift. Who was given it by a person while
    /// they were not there, after the words, was given it on purpose: they took it from home, or it is to wait for them. Routing
    /// and workflows give it to whoever is in turn at any hour. Whoever has just answered while they were not there is at it
    /// from home; an answer at the end of the working day says nothing of the evening.
    /// </summary>
    private async Task<bool> IsAwayAsync(HeldTalk held, OnDuty duty, CancellationToken cancel)
    {
        var now = clock.GetUtcNow();
        var calendar = await CalendarAsync(duty.Departments.CalendarOf(held.DepartmentId), cancel);
        var given = Stored.Time(held.AssignedAt);
        if (held.AnsweredBy == held.AssigneeId && held.LastOutAt > (now - AtIt).ToUnixTimeMilliseconds()
            && (duty.Absent.Contains(held.AssigneeId) || calendar is not null && !IsOpen(calendar, Stored.Time(held.LastOutAt))))
            return false;
        if (held.GivenBy is not null && held.AssignedAt > held.LastInAt
            && (duty.Absent.Contains(held.AssigneeId) || calendar is not null && !IsOpen(calendar, given)))
            return false;
        return duty.Absent.Contains(held.AssigneeId)
            // Without business hours nobody can tell who is at work.
            || calendar is not null && !IsOpen(calendar, now) && !duty.OnShift.Contains(held.AssigneeId);
    }

    private async Task<OnDuty> ReadDutyAsync(CancellationToken cancel)
    {
        var now = clock.GetUtcNow();
        return new(
            await roster.DepartmentsAsync(cancel),
            (await roster.AbsencesAsync(null, cancel)).Where(a => a.From <= now && a.Until > now).Select(a => a.PersonId).ToHashSet(),
            (await rota.ShiftsAsync(now, now.AddMilliseconds(1), cancel)).SelectMany(s => s.People).ToHashSet());
    }

    /// <summary>Hours of the department, else those of the rota.</summary>
    private async Task<BusinessCalendar?> CalendarAsync(long? department, CancellationToken cancel) =>
        (department ?? (await rota.SettingsAsync(cancel)).CalendarId) is { } id
            ? (await roster.CalendarsAsync(cancel)).FirstOrDefault(c => c.Id == id)?.Calendar : null;

    private static bool IsOpen(BusinessCalendar calendar, DateTimeOffset at) =>
        OpenTime.At(calendar, Instant.FromDateTimeOffset(at)).IsOpen;

    private sealed record OnDuty(Departments Departments, IReadOnlySet<long> Absent, IReadOnlySet<long> OnShift);
}
