using Dapper;
using Echolot.Storage;
using Echolot.Teams;
using NodaTime;

namespace Echolot.Alerts;

public sealed partial class AlertDesk
{
    /// <summary>Who is told beside the owner: people by name and by role, who are there.</summary>
    private async Task<IReadOnlyList<Person>> OthersAsync(AlertRule rule, CancellationToken cancel) =>
        rule.AlsoPeople.Count + rule.AlsoRoles.Count == 0 ? []
            : [.. (await _roster.PeopleAsync(cancel)).Where(p => p.Active && p.Id != rule.PersonId
                && (rule.AlsoPeople.Contains(p.Id) || rule.AlsoRoles.Contains(p.Role)))];

    /// <summary>
    /// Makes a notification for everybody else whom the alert tells, as part of the transaction that tells the owner.
    /// Each in their language, and at the end of the quiet hours in their zone; a webhook has had its call.
    /// </summary>
    private async Task TellOthersAsync(
        WriteScope scope, AlertRule rule, IReadOnlyList<Person> others, Notification owners, DateTimeOffset? held,
        DateTimeOffset now, Func<Person, DateTimeZone, Notification> make, CancellationToken cancel)
    {
        var theirs = rule with { Channels = [.. rule.Channels.Where(c => c != DeliveryChannel.Webhook)] };
        if (theirs.Channels.Count > 0)
        {
            foreach (var person in others)
            {
                var zone = DateTimeZoneProviders.Tzdb.GetZoneOrNull(person.TimeZone) ?? DateTimeZone.Utc;
                var notification = await InsertAsync(scope, make(person, zone), rule.Id);
                await HandOverAsync(
                    scope, notification, theirs, person, Decide.HeldUntil(rule, zone, now), now, cancel);
            }
        }
        if (!rule.Channels.Contains(DeliveryChannel.Email)) return;
        foreach (var address in rule.Addresses)
        {
            await InsertAsync(
                scope, owners.Id, rule.Id, DeliveryChannel.Email, address,
                held is null ? DeliveryState.Waiting : DeliveryState.HeldByQuietHours, now, null,
                held ?? await NextMailAsync(scope, rule.Id, now), null);
        }
    }

    /// <summary>Takes somebody off every alert that tells them; returns of how many.</summary>
    internal static async Task<int> TellNoMoreAsync(WriteScope scope, long person, CancellationToken cancel)
    {
        var touched = 0;
        foreach (var (id, people) in await scope.Connection.QueryAsync<(long, string)>(new CommandDefinition(
            "select id, also_people from alert_rule where also_people <> ''", transaction: scope.Transaction,
            cancellationToken: cancel)))
        {
            if (Stored.Ids(people) is var all && !all.Contains(person)) continue;
            touched += await scope.Connection.ExecuteAsync(
                "update alert_rule set also_people = @left where id = @id",
                new { id, left = Stored.List(all.Where(p => p != person)) }, scope.Transaction);
        }
        return touched;
    }
}
