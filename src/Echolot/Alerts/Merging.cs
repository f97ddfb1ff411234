using System.Text.Json;
using Dapper;
using Echolot.Storage;
using Echolot.Teams;
using NodaTime;

namespace Echolot.Alerts;

/// <summary>Where an alert arrives: on a person's screen or browsers, at a mail address, at a webhook.</summary>
/// <param name="Id">Person or webhook; 0 for mail.</param>
/// <param name="Address">Of mail, in lower case.</param>
internal readonly record struct Way(DeliveryChannel Channel, long Id, string Address)
{
    public static Way Of(DeliveryChannel channel, long id, string target) => channel is DeliveryChannel.Email
        ? new(channel, 0, target.ToLowerInvariant()) : new(channel, id, "");
}

/// <summary>
/// When a firing need not be told because another one has told the same of the same. Whatever somebody would hear of by
/// the one and not by the other is told. No input or output.
/// </summary>
internal static class Merging
{
    /// <summary>Firings of one cause are told once when they lie no further apart than this.</summary>
    public static readonly TimeSpan SameCause = TimeSpan.FromHours(1);

    /// <summary>The same monitor, or half of the posts in common, at about the same time.</summary>
    /// <param name="from">First minute of the window.</param>
    /// <param name="to">The window ends before this minute.</param>
    public static bool IsSameCause(Firing known, long? monitorId, IReadOnlyList<long> posts, long from, long to)
    {
        if (known.Until + SameCause < Minutes.Of(from) || known.From > Minutes.Of(to) + SameCause) return false;
        if (known.MonitorId == monitorId) return true;
        var fewer = Math.Min(known.MentionIds.Count, posts.Count);
        return fewer > 0 && known.MentionIds.Intersect(posts).Count() * 2 >= fewer;
    }

    /// <summary>Whether an alert that has told calls whomever another one would call, no later, and is no lesser crisis.</summary>
    public static bool CallsNoLess(AlertRule told, Firing known, AlertRule rule) =>
        rule.Crisis <= told.Crisis
        && (rule.EscalateTo is null || rule.EscalateTo == known.EscalatedTo
            || rule.EscalateTo == told.EscalateTo && told.EscalateAfter <= rule.EscalateAfter)
        // Without a chain of its own a firing calls as the rota has it settled.
        && rule.EscalateOnDuty == told.EscalateOnDuty
        && (!rule.EscalateOnDuty || told.EscalateAfter <= rule.EscalateAfter && (told.AlsoOnDuty || !rule.AlsoOnDuty));

    /// <summary>Every way on which an alert tells, with the moment at which it arrives there.</summary>
    public static IEnumerable<(Way Way, DateTimeOffset At)> WaysOf(
        AlertRule rule, Person owner, IReadOnlyList<Person> others, DateTimeOffset now)
    {
        foreach (var person in others.Prepend(owner).Where(p => p.Active))
            foreach (var channel in rule.Channels.Where(c => c is not DeliveryChannel.Webhook))
                yield return (Way.Of(channel, person.Id, person.Email), At(person));
        if (rule.Channels.Contains(DeliveryChannel.Webhook))
            foreach (var webhook in rule.WebhookIds) yield return (Way.Of(DeliveryChannel.Webhook, webhook, ""), At(owner));
        if (rule.Channels.Contains(DeliveryChannel.Email))
            foreach (var address in rule.Addresses) yield return (Way.Of(DeliveryChannel.Email, 0, address), At(owner));

        DateTimeOffset At(Person person) => Decide.HeldUntil(
            rule, DateTimeZoneProviders.Tzdb.GetZoneOrNull(person.TimeZone) ?? DateTimeZone.Utc, now) ?? now;
    }
}

public sealed partial class AlertDesk
{
    /// <summary>
    /// The firing within the last hour that told of the same cause whomever this one would tell, on the same ways and no
    /// later; null: it has to be told. Silence, a listed author and a false alarm say nothing of a storm.
    /// </summary>
    private static async Task<long?> CauseAsync(
        WriteScope scope, AlertRule rule, Person owner, IReadOnlyList<Person> others, IReadOnlyList<long> posts,
        long from, long to, DateTimeOffset now)
    {
        if (rule.Kind is AlertKind.Silence) return null;
        var values = new
        {
            rule.Id, rule.PersonId, silence = nameof(AlertKind.Silence), authors = nameof(AlertKind.Authors),
            over = nameof(FiringVerdict.FalseAlarm), since = (now - Merging.SameCause).ToUnixTimeMilliseconds(),
        };
        const string Told =
            """
            from firing where fired_at >= @since and told = 1 and rule_id <> @Id and kind not in (@silence, @authors)
                and (verdict is null or verdict <> @over) and rule_id in (select id from alert_rule where person_id = @PersonId)
            """;
        var known = (await scope.Connection.QueryAsync<FiringRow>(
            $"select {FiringRow.Columns} {Told} order by id desc", values, scope.Transaction))
            .Select(f => f.ToFiring()).Where(f => Merging.IsSameCause(f, rule.MonitorId, posts, from, to)).ToList();
        if (known.Count == 0) return null;
        var rules = (await scope.Connection.QueryAsync<AlertRuleRow>(
            $"select {AlertRuleRow.Columns} from alert_rule where id in (select rule_id {Told})", values, scope.Transaction))
            .Where(r => known.Exists(f => f.RuleId == r.Id)).Select(Readable).OfType<AlertRule>().ToDictionary(r => r.Id);
        var ways = Merging.WaysOf(rule, owner, others, now).ToList();
        foreach (var firing in known.Where(f => rules.TryGetValue(f.RuleId, out var told) && Merging.CallsNoLess(told, f, rule)))
        {
            var told = await ToldAsync(scope, firing, now);
            if (ways.TrueForAll(w => told.TryGetValue(w.Way, out var at) && at <= w.At)) return firing.Id;
        }
        return null;
    }

    // One that cannot be read any more, or was removed meanwhile, spares nobody a note.
    private static AlertRule? Readable(AlertRuleRow row)
    {
        try
        {
            return row.ToRule();
        }
        catch (Exception wrong) when (wrong is JsonException or FormatException or ArgumentException or OverflowException)
        {
            return null;
        }
    }

    /// <summary>Where a firing was told or is about to be, and when what waits is delivered.</summary>
    private static async Task<IReadOnlyDictionary<Way, DateTimeOffset>> ToldAsync(
        WriteScope scope, Firing firing, DateTimeOffset now)
    {
        var rows = await scope.Connection.QueryAsync<
            (string Channel, long Person, long? Webhook, string Target, string State, long? Next, long Attempts)>(
            """
            select d.channel, n.person_id, d.webhook_id, d.target, d.state, d.next_attempt_at, d.attempts
            from delivery d join notification n on n.id = d.notification_id
            where d.rule_id = @RuleId and d.created_at >= @at and n.link = @link
            """,
            new { firing.RuleId, at = firing.At.ToUnixTimeMilliseconds(), link = Links.ToFiring(firing.Id) }, scope.Transaction);
        var told = new Dictionary<Way, DateTimeOffset>();
        foreach (var (channel, person, webhook, target, state, next, attempts) in rows)
        {
            // Tried and given up; one that nobody could try, as without a browser, would not arrive by the other either.
            if (state == nameof(DeliveryState.Failed) && attempts > 0) continue;
            var on = Enum.Parse<DeliveryChannel>(channel);
            var way = Way.Of(on, on is DeliveryChannel.Webhook ? webhook ?? 0 : person, target);
            var waits = state == nameof(DeliveryState.HeldByQuietHours) || state != nameof(DeliveryState.Sent) && attempts > 0;
            var at = waits ? next.At() ?? now : now;
            if (!told.TryGetValue(way, out var earlier) || at < earlier) told[way] = at;
        }
        return told;
    }
}
