using Echolot.Contacts;
using Echolot.Conversations;
using Echolot.Insights;
using Echolot.Mentions;
using Echolot.Triage;
using Microsoft.AspNetCore.WebUtilities;

namespace Echolot.Web.Mentions;

/// <summary>Where a label stands and what names it, over all slices: told before it is removed or merged.</summary>
/// <remarks>A monitor's query cannot name labels, and no alert does.</remarks>
internal sealed class LabelUses(Archive archive, TriageDesk desk, Inbox inbox, AddressBook people, Analyst analyst)
{
    /// <param name="Carried">The label, and how many mentions carry it or one below it.</param>
    /// <param name="Rules">Those that put it on or take it off.</param>
    /// <param name="Workflows">Those that ask for it or give it.</param>
    /// <param name="Views">Views of the list and saved searches that this person sees.</param>
    internal sealed record Found(
        LabelUse Carried, long Conversations, long People, IReadOnlyList<Rule> Rules, IReadOnlyList<Workflow> Workflows, int Views);

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
            views.Count(Names));

        bool Meant(long? id) => id is { } given && ids.Contains(given);

        bool Names(string filters)
        {
            var address = FilterAddress.Read(new QueryCollection(QueryHelpers.ParseQuery(filters)));
            return address["category"].Any(c => long.TryParse(c, out var id) && ids.Contains(id))
                || names.Any(l => !l.IsCategory && address["tag"].Contains(l.Name, StringComparer.OrdinalIgnoreCase))
                || address.Search is { } search && names.Any(l => Asks(search, l.Name) || Asks(search, l.Path));
        }
    }

    // A search names labels by words: label:eilig, tag:"sehr eilig".
    private static bool Asks(string search, string name) =>
        new[] { "label:", "tag:" }.Any(field =>
            search.Contains($"{field}\"{name}\"", StringComparison.OrdinalIgnoreCase)
            || search.Split((char[])[' ', '(', ')', '-'], StringSplitOptions.RemoveEmptyEntries)
                .Contains(field + name, StringComparer.OrdinalIgnoreCase));
}
