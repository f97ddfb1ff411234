using Dapper;
using Echolot.Storage;
using Echolot.Teams;
using NodaTime;

namespace Echolot.Alerts;

public sealed partial class AlertDesk
{
    /// <summary>
    /// Who is told beside the owner: people by name, by role and because they are on call, who are there. Where the people
    /// on call are called one after the other, the first call is one of these.
    /// </summary>
    private async Task<IReadOnlyList<Person>> OthersAsync(AlertRule rule, CancellationToken cancel, bool test = false)
    {
        var onDuty = rule.AlsoOnDuty && (test || !rule.EscalateOnDuty);
        if (rule.AlsoPeople.Count + rule.AlsoRoles.Count == 0 && !onDuty) return [];
        var all = (await _roster.PeopleAsync(cancel)).Where(p => p.Active).ToList();
        var first = onDuty ? (await _rota.OnCallAsync(cancel))?.People.FirstOrDefault(id => all.Any(p => p.Id == id)) : null;
        return [.. all.Where(p => p.Id != rule.PersonId
            && (rule.AlsoPeople.Contains(p.Id) || rule.AlsoRoles.Contains(p.Role) || p.Id == first))];
    }

    /// <summary>
    /// Makes a notification for everybody else whom the alert tells, as part of the transaction that tells the owner.
    /// Each in their language, and at the end of the quiet hours in their zone; webhooks have had their calls.
    /// </summary>
    /// <param name="test">Of a test, collects its deliveries.</param>
    private async Task TellOthersAsync(
        WriteScope scope, AlertRule rule, IReadOnlyList<Person> others, Notification owners, DateTimeOffset? held,
        DateTimeOffset now, Func<Person, DateTimeZone, Notification> make, CancellationToken cancel,
        List<DeliveryRow>? test = null)
    {
        var theirs = rule with { Channels = [.. rule.Channels.Where(c => c != DeliveryChannel.Webhook)] };
        if (theirs.Channels.Count > 0)
        {
            foreach (var person in others)
            {
                var zone = DateTimeZoneProviders.Tzdb.GetZoneOrNull(person.TimeZone) ?? DateTimeZone.Utc;
                var notification = await InsertAsync(scope, make(person, zone), rule.Id);
                await HandOverAsync(
                    scope, notification, theirs, person, test is null ? Decide.HeldUntil(rule, zone, now) : null, now,
                    cancel, test);
            }
        }
        if (!rule.Channels.Contains(DeliveryChannel.Email)) return;
        foreach (var address in rule.Addresses)
        {
            var next = test is not null ? (DateTimeOffset?)null : held ?? await NextMailAsync(scope, rule.Id, now);
            var made = await InsertAsync(
                scope, owners.Id, rule.Id, DeliveryChannel.Email, address,
                held is null ? DeliveryState.Waiting : DeliveryState.HeldByQuietHours, now, null, next, null,
                test is null ? null : now);
            test?.Add(made);
        }
    }

    /// <summary>
    /// What an alert does for its owner: of somebody who has left, only programs are called, which belong to nobody.
    /// </summary>
    private static AlertRule ForOwner(AlertRule rule, Person owner) => owner.Active ? rule
        : rule with { Channels = [.. rule.Channels.Where(c => c is DeliveryChannel.Webhook)] };

    /// <summary>Whether anybody or anything is told; not where only somebody was who has left.</summary>
    private static bool Reaches(AlertRule rule, Person owner, IReadOnlyList<Person> others) =>
        Merging.WaysOf(rule, owner, others, DateTimeOffset.UnixEpoch).Any();

    /// <summary>Who acts where whoever was to be called has left: those who lead, else those who keep the people.</summary>
    private async Task<IReadOnlyList<Person>> ActingAsync(CancellationToken cancel)
    {
        var there = (await _roster.PeopleAsync(cancel)).Where(p => p.Active).ToList();
        var leads = there.FindAll(p => p.Role is Role.Lead);
        return leads.Count > 0 ? leads : there.FindAll(p => p.Permissions.HasFlag(Permission.EditPeople));
    }

    /// <summary>Takes somebody off every alert that tells them, and off what alerts were before; returns of how many.</summary>
    internal static async Task<int> TellNoMoreAsync(WriteScope scope, long person, CancellationToken cancel)
    {
        var touched = await StrikeAsync(scope, "also_people", person, cancel);
        foreach (var (id, version, list) in await scope.Connection.QueryAsync<(long, long, string)>(new CommandDefinition(
            "select rule_id, version, also_people from alert_version where also_people <> ''", transaction: scope.Transaction,
            cancellationToken: cancel)))
        {
            if (Without(list, person) is { } left)
                touched += await scope.Connection.ExecuteAsync(
                    "update alert_version set also_people = @left where rule_id = @id and version = @version",
                    new { id, version, left }, scope.Transaction);
        }
        return touched;
    }

    /// <summary>Strikes an id off a list of ids that alerts hold; returns off how many.</summary>
    private static async Task<int> StrikeAsync(WriteScope scope, string column, long one, CancellationToken cancel)
    {
        var touched = 0;
        foreach (var (id, list) in await scope.Connection.QueryAsync<(long, string)>(new CommandDefinition(
            $"select id, {column} from alert_rule where {column} <> ''", transaction: scope.Transaction,
            cancellationToken: cancel)))
        {
            if (Without(list, one) is { } left)
                touched += await scope.Connection.ExecuteAsync(
                    $"update alert_rule set {column} = @left where id = @id", new { id, left }, scope.Transaction);
        }
        return touched;
    }

    /// <summary>A list without an id; null where it does not hold it.</summary>
    private static string? Without(string list, long one) =>
        Stored.Ids(list) is var all && all.Contains(one) ? Stored.List(all.Where(id => id != one)) : null;
}
