using System.Globalization;
using Dapper;
using Echolot.Matching;
using Echolot.Mentions;
using Echolot.Privacy;

namespace Echolot.Answers;

/// <summary>What a policy is about; the numbers are stored.</summary>
public enum PolicyKind { Complaint = 1, Troll = 2, Goodwill = 3, Legal = 4, Crisis = 5, Remark = 6 }

/// <summary>Whether what it is about is answered; the numbers are stored.</summary>
public enum PolicyAdvice { Answer = 1, Judge = 2, Silence = 3 }

/// <summary>When a policy applies: one of these is enough.</summary>
/// <param name="Words">Words of the customer, found in their forms and as parts of compounds.</param>
/// <param name="Labels">Labels and categories on what was said, by name or whole path.</param>
/// <param name="Findings">Rules of the priority that found something, such as <c>legal</c> or <c>negative</c>.</param>
public sealed record PolicyWhen(
    IReadOnlyList<string> Words, IReadOnlyList<string> Labels, IReadOnlyList<string> Findings);

/// <summary>What somebody fills in about a policy.</summary>
/// <param name="Steps">What to do, in order.</param>
/// <param name="CaseLimit">Most goodwill for one conversation, in cents; null: none is given by this policy.</param>
/// <param name="MonthLimit">Most goodwill in a month, in cents; null: not limited.</param>
public sealed record PolicyDraft(
    PolicyKind Kind, string Name, string Text, IReadOnlyList<string> Steps, PolicyWhen When, PolicyAdvice Advice,
    long? CaseLimit = null, long? MonthLimit = null, bool Active = true);

/// <summary>What we have agreed to do in a kind of case.</summary>
public sealed record Policy(long Id, int Position, PolicyDraft Draft, DateTimeOffset ChangedAt, long? ChangedBy)
{
    public string Name => Draft.Name;
}

/// <summary>What is known of a conversation to see which policies apply.</summary>
public sealed record PolicyFacts(string Text, IReadOnlyList<string> Labels, IReadOnlyList<string> Findings);

/// <summary>A policy that applies, with what made it apply.</summary>
/// <param name="Words">Words as the customer wrote them.</param>
public sealed record AppliedPolicy(
    Policy Policy, IReadOnlyList<string> Words, IReadOnlyList<string> Labels, IReadOnlyList<string> Findings);

public sealed partial class AnswerLibrary
{
    public const int MostSteps = 20;

    /// <summary>Findings that a policy can be bound to; they are rules of the priority.</summary>
    public static IReadOnlyList<string> Findings { get; } = ["legal", "negative", "crisis", "reach", "repeated", "question"];

    /// <summary>The policies that apply, in their order, with the reasons. A pure function.</summary>
    public static IReadOnlyList<AppliedPolicy> Applying(IEnumerable<Policy> policies, PolicyFacts facts)
    {
        var words = facts.Text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Take(2000)
            .Select(w => (Written: w.Trim([.. ".,;:!?…\"„“”()[]"]), Folded: Folding.Words(w))).ToList();
        var folded = $" {string.Join(' ', words.Select(w => w.Folded))} ";
        var applying = new List<AppliedPolicy>();
        foreach (var policy in policies.Where(p => p.Draft.Active))
        {
            var when = policy.Draft.When;
            var said = when.Words.SelectMany(term => Found(Folding.Words(term))).Distinct().Take(6).ToList();
            var labels = facts.Labels.Where(l => when.Labels.Any(w => Label.IsNamed(l, w))).ToList();
            var findings = facts.Findings.Intersect(when.Findings).ToList();
            if (said.Count + labels.Count + findings.Count > 0) applying.Add(new(policy, said, labels, findings));
        }
        return applying;

        IEnumerable<string> Found(string term)
        {
            if (term.Contains(' ', StringComparison.Ordinal))
                return folded.Contains($" {term} ", StringComparison.Ordinal) ? [term] : [];
            var forms = new TermForms(term);
            return words.Where(w => w.Folded.Split(' ').Any(forms.Cover)).Select(w => w.Written);
        }
    }

    /// <summary>Adds a policy, or changes it.</summary>
    /// <exception cref="AnswerException">It cannot be kept so; see <see cref="AnswerRefusal"/>.</exception>
    public Task<long> SavePolicyAsync(long? id, PolicyDraft draft, long? by, CancellationToken cancel)
    {
        if (draft.CaseLimit is < 0 || draft.MonthLimit is < 0)
            throw new AnswerException(AnswerRefusal.AmountWrong, "A limit cannot be less than nothing.");
        draft = draft with
        {
            Name = Name(draft.Name), Text = Text(draft.Text, mayBeEmpty: true),
            Steps = [.. draft.Steps.Select(s => s.Trim()).Where(s => s.Length > 0).Select(s => Name(s, 400))],
            When = new(Lines(draft.When.Words), Lines(draft.When.Labels), [.. draft.When.Findings.Intersect(Findings)]),
        };
        if (draft.Steps.Count > MostSteps)
            throw new AnswerException(AnswerRefusal.TooMany, $"A policy has at most {MostSteps} steps.");
        return db.WriteAsync(async scope =>
        {
            var row = new { id = id ?? 0, body = Stored.Write(draft), Now, by };
            var saved = id is null
                ? await scope.Connection.ExecuteScalarAsync<long>(
                    """
                    insert into policy (position, body, changed_at, changed_by)
                    values ((select coalesce(max(position), 0) + 1 from policy), @body, @Now, @by) returning id
                    """, row, scope.Transaction)
                : await scope.Connection.ExecuteScalarAsync<long?>(
                    "update policy set body = @body, changed_at = @Now, changed_by = @by where id = @id returning id", row,
                    scope.Transaction) ?? throw Gone("policy", row.id);
            await ChangedAsync(scope);
            await privacy.RecordAsync(
                scope, by, "policy.changed", string.Create(CultureInfo.InvariantCulture, $"policy:{saved}"), null, cancel);
            return saved;
        }, cancel);
    }

    /// <summary>Takes a policy away; goodwill that was booked under it stays booked.</summary>
    public Task RemovePolicyAsync(long id, long? by, CancellationToken cancel) => db.WriteAsync(async scope =>
    {
        await scope.Connection.ExecuteAsync("delete from policy where id = @id", new { id }, scope.Transaction);
        await ChangedAsync(scope);
        await privacy.RecordAsync(
            scope, by, "policy.removed", string.Create(CultureInfo.InvariantCulture, $"policy:{id}"), null, cancel);
    }, cancel);

    private static List<string> Lines(IEnumerable<string> lines) =>
        [.. lines.Select(l => l.Trim()).Where(l => l.Length > 0).Distinct(StringComparer.OrdinalIgnoreCase).Take(100)
            .Select(l => Name(l, 80))];
}

/// <summary>A policy as it is stored. Names who changed it.</summary>
[Personal("policy")]
internal sealed record PolicyRow
{
    public const string Columns = "id, position, body, changed_at, changed_by";

    public long Id { get; init; }
    public long Position { get; init; }
    public string Body { get; init; } = "";
    public long ChangedAt { get; init; }
    public long? ChangedBy { get; init; }

    public Policy AsPolicy() =>
        new(Id, (int)Position, Stored.Read<PolicyDraft>(Body), Stored.Time(ChangedAt), ChangedBy);
}
