using System.Globalization;
using Echolot.Mentions;

namespace Echolot.Web.Mentions;

/// <summary>Labels to choose from, and what ids that were chosen once mean now.</summary>
/// <param name="All">Every label, free ones first, then the tree.</param>
/// <param name="Meant">Every id that ever named a label, also of those that were merged; gone ones are not in it.</param>
public sealed record KnownLabels(IReadOnlyList<Label> All, IReadOnlyDictionary<long, Label> Meant)
{
    public static readonly KnownLabels None = new([], new Dictionary<long, Label>());

    public static async Task<KnownLabels> ReadAsync(Archive archive, CancellationToken cancel) =>
        new(await archive.LabelsAsync(cancel), await archive.LabelsMeantAsync(cancel));

    /// <summary>Names of the labels themselves and of what was merged into them.</summary>
    public string Name(long id) => Meant.GetValueOrDefault(id)?.Path ?? WorkText.LabelGone.With(id);

    /// <summary>What is chosen, as a form has it: a label that was merged is the other one.</summary>
    public string Chosen(long id) => (Meant.GetValueOrDefault(id)?.Id ?? id).ToString(CultureInfo.InvariantCulture);

    /// <summary>Everything to choose from; a chosen one that is gone stays there, so that saving does not drop it unseen.</summary>
    public IEnumerable<(string, string)> Choices(IEnumerable<long> chosen) =>
        All.Select(l => (Chosen(l.Id), l.Path))
            .Concat(chosen.Where(id => !Meant.ContainsKey(id)).Select(id => (Chosen(id), Name(id))));
}
