using System.Globalization;
using System.Text.RegularExpressions;
using Dapper;
using Echolot.Matching;
using Echolot.Mentions;
using Echolot.Privacy;
using Echolot.Sources;
using Echolot.Teams;

namespace Echolot.Conversations;

/// <summary>Somebody without an account who approves by mail.</summary>
public sealed record OutsideApprover(string Name, string Mail, string Language = "de");

/// <summary>One step of an approval: one of these people is enough.</summary>
/// <param name="Minutes">After so long without a decision the next step decides in its place.</param>
public sealed record ApprovalTier(
    IReadOnlyList<long> People, IReadOnlyList<Role> Roles, IReadOnlyList<OutsideApprover> Outside, int Minutes);

/// <summary>When an approval is needed: every kind of condition that is given has to hold, of its values one.</summary>
/// <param name="Roles">Of whoever wrote the reply.</param>
/// <param name="Words">In the reply, in their forms and as parts of compounds.</param>
/// <param name="Policies">Policies that apply to the conversation.</param>
/// <param name="Labels">Labels and categories on what was said, by name or path.</param>
/// <param name="Crisis">From this level on; 0: always.</param>
/// <param name="Above">One amount of the reply, or what it promises in all, is more than so many cents.</param>
public sealed record ApprovalWhen(
    IReadOnlyList<Role> Roles, IReadOnlyList<string> Words, IReadOnlyList<long> Policies, IReadOnlyList<string> Labels,
    IReadOnlyList<string> Connectors, Leg? Leg = null, int Crisis = 0, long? Above = null)
{
    public static readonly ApprovalWhen Always = new([], [], [], [], [], null, 0, null);
}

/// <summary>What somebody fills in about a rule.</summary>
public sealed record ApprovalRuleDraft(
    string Name, ApprovalWhen When, IReadOnlyList<ApprovalTier> Tiers, bool Active = true);

/// <summary>A rule with its place in the order, counted from 1.</summary>
public sealed record ApprovalRule(long Id, int Position, ApprovalRuleDraft Draft, DateTimeOffset ChangedAt, long? ChangedBy);

/// <summary>What is known of a reply to see who has to approve it.</summary>
/// <param name="Cents">Its largest amount, or what it promises in all where that is more; 0: none.</param>
public sealed record ApprovalFacts(
    long? AuthorId, Role? AuthorRole, string Text, Leg Leg, string Connector, int Crisis, IReadOnlyList<long> Policies,
    IReadOnlyList<string> Labels, long Cents);

/// <summary>A rule that asks for an approval, and why.</summary>
/// <param name="RuleId">Null: because whoever wrote it may not send, or wanted it.</param>
/// <param name="Words">Words of the reply that made it apply.</param>
public sealed record NeededApproval(long? RuleId, string Name, IReadOnlyList<string> Words, IReadOnlyList<ApprovalTier> Tiers)
{
    /// <summary>Everybody who may approve, within an hour.</summary>
    public static readonly NeededApproval OfTrainee = new(null, "", [], [new([], [], [], Hour)]);

    private const int Hour = 60;

    /// <summary>Whoever wrote it wants somebody to look at it first.</summary>
    public bool ByChoice { get; init; }

    /// <summary>One of these within an hour; nobody named: everybody who may approve.</summary>
    public static NeededApproval Chosen(IReadOnlyList<long> people) => new(null, "", [], [new(people, [], [], Hour)]) { ByChoice = true };
}

/// <summary>Decides who has to approve a reply. Pure functions.</summary>
public static class ApprovalRules
{
    public const int MostTiers = 5;

    /// <summary>Rules that apply, in their order.</summary>
    public static IReadOnlyList<NeededApproval> Needed(IEnumerable<ApprovalRule> rules, ApprovalFacts facts)
    {
        var words = facts.Text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)
            .Select(w => (Written: w.Trim([.. ".,;:!?…\"„“”()[]"]), Folded: Folding.Words(w).Split(' '))).ToList();
        var folded = $" {Folding.Words(facts.Text)} ";
        var needed = new List<NeededApproval>();
        foreach (var rule in rules.Where(r => r.Draft.Active))
        {
            var when = rule.Draft.When;
            var said = when.Words.SelectMany(Found).Distinct().Take(6).ToList();
            if ((when.Roles.Count == 0 || facts.AuthorRole is { } role && when.Roles.Contains(role))
                && (when.Words.Count == 0 || said.Count > 0)
                && (when.Policies.Count == 0 || when.Policies.Intersect(facts.Policies).Any())
                && (when.Labels.Count == 0 || when.Labels.Any(l => facts.Labels.Any(f => Label.IsNamed(f, l))))
                && (when.Connectors.Count == 0 || when.Connectors.Contains(facts.Connector))
                && (when.Leg is null || when.Leg == facts.Leg) && facts.Crisis >= when.Crisis
                && (when.Above is null || facts.Cents > when.Above))
                needed.Add(new(rule.Id, rule.Draft.Name, said, rule.Draft.Tiers));
        }
        return needed;

        IEnumerable<string> Found(string term)
        {
            term = Folding.Words(term);
            if (term.Contains(' ', StringComparison.Ordinal))
                return folded.Contains($" {term} ", StringComparison.Ordinal) ? [term] : [];
            var forms = new TermForms(term);
            return words.Where(w => w.Folded.Any(f => f.Length > 0 && forms.Cover(f))).Select(w => w.Written);
        }
    }

    /// <summary>
    /// The steps of several rules as one way: who has to look at it first in one of them looks first; people of the same
    /// step are one step, with the shorter time.
    /// </summary>
    public static IReadOnlyList<ApprovalTier> Chain(IReadOnlyList<NeededApproval> needed)
    {
        // A rule that names one step less must not let anybody out of a later one of another rule.
        var chain = new List<ApprovalTier>();
        foreach (var tier in needed.OrderByDescending(n => n.Tiers.Count).SelectMany(n => n.Tiers))
            if (!chain.Exists(c => Same(c, tier))) chain.Add(tier);
        return chain;
    }

    private static bool Same(ApprovalTier one, ApprovalTier other) =>
        one.People.ToHashSet().SetEquals(other.People) && one.Roles.ToHashSet().SetEquals(other.Roles)
        && one.Outside.Select(o => o.Mail).ToHashSet().SetEquals(other.Outside.Select(o => o.Mail));
}

public sealed partial class Inbox
{
    /// <summary>Every rule in its order.</summary>
    public async Task<IReadOnlyList<ApprovalRule>> ApprovalRulesAsync(CancellationToken cancel)
    {
        await using var connection = await db.ReadAsync(cancel);
        return [.. (await connection.QueryAsync<ApprovalRuleRow>(new CommandDefinition(
            $"select {ApprovalRuleRow.Columns} from approval_rule order by position, id", cancellationToken: cancel)))
            .Select((r, i) => new ApprovalRule(
                r.Id, i + 1, Stored.Read<ApprovalRuleDraft>(r.Body), Stored.Time(r.ChangedAt), r.ChangedBy))];
    }

    /// <summary>Adds a rule, or changes it. What waits for an approval goes the way it began.</summary>
    /// <exception cref="InboxException">It has no name, or nobody to approve.</exception>
    public async Task<long> SaveApprovalRuleAsync(long? id, ApprovalRuleDraft draft, long? by, CancellationToken cancel)
    {
        draft = draft with { Name = SnippetOf(draft.Name.Trim()) };
        if (draft.Name.Length is 0 or > LongestTargetName)
            throw new InboxException(InboxRefusal.TextMissing, $"A rule needs a name of 1 to {LongestTargetName} characters.");
        if (draft.Tiers.Count is 0 or > ApprovalRules.MostTiers)
            throw new InboxException(
                InboxRefusal.NobodyToApprove, $"A rule has 1 to {ApprovalRules.MostTiers} steps; say who approves.");
        foreach (var tier in draft.Tiers)
        {
            if (tier.Minutes is < 1 or > 60 * 24 * 14)
                throw new InboxException(InboxRefusal.TimeMissing, "A step has 1 minute to 14 days.");
            if (tier.Outside.Any(o => !MailAddress().IsMatch(o.Mail)))
                throw new InboxException(InboxRefusal.MailInvalid, "This is not an e-mail address; write one such as name@example.org.");
        }
        var able = (await roster.PeopleAsync(cancel)).Where(Approval.MayDecide).Select(p => p.Id).ToHashSet();
        if (draft.Tiers.Any(t => t.People.Count + t.Roles.Count > 0 && t.Outside.Count == 0
            && !t.Roles.Any(Approval.MayDecide) && !t.People.Any(able.Contains)))
            throw new InboxException(
                InboxRefusal.NobodyToApprove, "Nobody of a step may send or approve; say who does.");
        return await db.WriteAsync(async scope =>
        {
            var row = new { id = id ?? 0, body = Stored.Write(draft), Now, by };
            var saved = id is null
                ? await scope.Connection.ExecuteScalarAsync<long?>(
                    """
                    insert into approval_rule (position, body, changed_at, changed_by)
                    values ((select coalesce(max(position), 0) + 1 from approval_rule), @body, @Now, @by) returning id
                    """, row, scope.Transaction)
                : await scope.Connection.ExecuteScalarAsync<long?>(
                    "update approval_rule set body = @body, changed_at = @Now, changed_by = @by where id = @id returning id",
                    row, scope.Transaction);
            if (saved is not { } known) throw new InboxException(InboxRefusal.NotFound, "This rule is gone.");
            await privacy.RecordAsync(
                scope, by, "approval-rule.changed", string.Create(CultureInfo.InvariantCulture, $"approval-rule:{known}"), null,
                cancel);
            return known;
        }, cancel);
    }

    [GeneratedRegex(@"^[^\s@<>""]+@[^\s@<>""]+\.[^\s@<>""]{2,}$", RegexOptions.NonBacktracking)]
    private static partial Regex MailAddress();

    public Task RemoveApprovalRuleAsync(long id, long? by, CancellationToken cancel) => db.WriteAsync(async scope =>
    {
        await scope.Connection.ExecuteAsync("delete from approval_rule where id = @id", new { id }, scope.Transaction);
        await privacy.RecordAsync(
            scope, by, "approval-rule.removed", string.Create(CultureInfo.InvariantCulture, $"approval-rule:{id}"), null, cancel);
    }, cancel);
}

/// <summary>A rule as it is stored. Names who changed it and who approves.</summary>
[Personal("approval_rule")]
internal sealed record ApprovalRuleRow
{
    public const string Columns = "id, position, body, changed_at, changed_by";

    public long Id { get; init; }
    public long Position { get; init; }
    public string Body { get; init; } = "";
    public long ChangedAt { get; init; }
    public long? ChangedBy { get; init; }
}
