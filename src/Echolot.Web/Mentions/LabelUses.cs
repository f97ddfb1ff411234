using Echolot.Answers;
using Echolot.Contacts;
using Echolot.Conversations;
using Echolot.Insights;
using Echolot.Mentions;
using Echolot.Triage;
using Echolot.Web.Conversations;
using Microsoft.AspNetCore.WebUtilities;

namespace Echolot.Web.Mentions;

/// <summary>Where a label stands and what names it, over all slices: told before it is removed or merged.</summary>
/// <remarks>A monitor's query cannot name labels, and no alert does.</remarks>
internal sealed class LabelUses(
    Archive archive, TriageDesk desk, Inbox inbox, AddressBook people, Analyst analyst, AnswerLibrary answers)
{
    /// <param name="Carried">The label, and how many mentions carry it or one below it.</param>
    /// <param name="Rules">Those that put it on or take it off.</param>
    /// <param name="Workflows">Those that ask for it or give it.</param>
    /// <param name="Macros">Those that give it: shared ones and this person's own.</param>
    /// <param name="Approvals">Those that ask for it by its name or path, or for what lies above it.</param>
    /// <param name="Policies">As <paramref name="Approvals"/>.</param>
    /// <param name="Bots">Scenarios that give it, by its name or path.</param>
    /// <param name="Views">Views of the list and of the inbox and saved searches that this person sees.</param>
    internal sealed record Found(
        LabelUse Carried, long Conversations, long People, IReadOnlyList<Rule> Rules, IReadOnlyList<Workflow> Workflows,
        IReadOnlyList<Macro> Macros, IReadOnlyList<ApprovalRule> Approvals, IReadOnlyList<Policy> Policies,
        IReadOnlyList<KeptScenario> Bots, int Views);

    /// <summary>Null where the label is gone.</summary>
    public async Task<Found?> OfAsync(long label, long person, CancellationToken cancel)
    {
        if (await archive.LabelUseAsync(label, cancel) is not { } carried) return null;
        var ids = carried.Ids.ToHashSet();
        var names = (await archive.LabelsAsync(cancel)).Where(l => ids.Contains(l.Id)).ToList();
        var views = (await desk.ViewsAsync(person, cancel)).Select(v => v.Filters)
            .Concat((await analyst.SearchesAsync(person, cancel)).Select(s => s.Filter));
        return new(
            carried, await inbox.CountLabelledAsync(ids, cancel), await people.CountLabelledAsync(ids, cancel),
            [.. (await desk.RulesAsync(cancel)).Where(r => r.Draft.Changes.Any(c => c.Field is WorkField.Label && Meant(c.Value)))],
            [.. (await inbox.WorkflowsAsync(cancel)).Where(w => w.Draft.Condition.Labels.Any(ids.Contains)
                || w.Draft.Actions.Any(a => a.Kind is WorkflowActionKind.Label && Meant(a.Value)))],
            [.. (await inbox.MacrosAsync(person, true, cancel)).Where(
                m => m.Draft.Steps.Any(s => s.Kind is WorkflowActionKind.Label && Meant(s.Value)))],
            [.. (await inbox.ApprovalRulesAsync(cancel)).Where(r => Asked(r.Draft.When.Labels))],
            [.. (await answers.ShelfAsync(cancel)).Policies.Where(p => Asked(p.Draft.When.Labels))],
            [.. (await inbox.ScenariosAsync(cancel)).Where(s => Scenario.Parse(s.Draft.Source).Scenario is { } scenario
                && scenario.Nodes.Values.Any(n => n.Label is { } given && names.Any(l => Is(l.Name, given) || Is(l.Path, given))))],
            views.Count(Names)
                + (await inbox.ViewsAsync(person, cancel)).Count(v => Meant(InboxAddress.Read(Query(v.Filters)).Filter.LabelId)));

        bool Meant(long? id) => id is { } given && ids.Contains(given);

        bool Asked(IEnumerable<string> words) => words.Any(w => names.Any(l => Label.IsNamed(l.Path, w)));

        static bool Is(string name, string given) => name.Equals(given, StringComparison.OrdinalIgnoreCase);

        bool Names(string filters)
        {
            var address = FilterAddress.Read(Query(filters));
            return address["category"].Any(c => long.TryParse(c, out var id) && ids.Contains(id))
                || names.Any(l => !l.IsCategory && address["tag"].Contains(l.Name, StringComparer.OrdinalIgnoreCase))
                || address.Search is { } search && names.Any(l => Asks(search, l.Name) || Asks(search, l.Path));
        }
    }

    private static QueryCollection Query(string filters) => new(QueryHelpers.ParseQuery(filters));

    // A search names labels by words: label:eilig, tag:"sehr eilig".
    private static bool Asks(string search, string name) =>
        new[] { "label:", "tag:" }.Any(field =>
            search.Contains($"{field}\"{name}\"", StringComparison.OrdinalIgnoreCase)
            || search.Split((char[])[' ', '(', ')', '-'], StringSplitOptions.RemoveEmptyEntries)
                .Contains(field + name, StringComparer.OrdinalIgnoreCase));
}
