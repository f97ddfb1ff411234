using System.Globalization;
using Echolot.Triage;
using Echolot.Web.Mentions;
using Microsoft.AspNetCore.WebUtilities;

namespace Echolot.Web.Triage;

/// <summary>A view as tabs and columns show it: one that everybody has, or a saved one.</summary>
/// <param name="Key">Names it in an address: a word, or the id of a saved view.</param>
/// <param name="Saved">Null for one that everybody has.</param>
internal sealed record ListedView(string Key, string Name, FilterAddress Address, SavedView? Saved, bool Mine)
{
    public static IReadOnlyList<ListedView> BuiltIn =>
    [
        Built("all", TriageText.All, ""),
        Built("unread", WorkText.Unread, "read=no&noise=no"),
        Built("mine", WorkText.StateName("mine", true), "range=all&mine=yes"),
        Built("flagged", WorkText.Flagged, "range=all&flagged=yes"),
    ];

    public static ListedView Of(SavedView view, long person) => new(
        view.Id.ToString(CultureInfo.InvariantCulture), view.Name, Read(view.Filters), view, view.PersonId == person);

    private static ListedView Built(string key, string name, string filters) =>
        new(key, name, Read(filters), null, false);

    private static FilterAddress Read(string filters) =>
        FilterAddress.Read(new QueryCollection(QueryHelpers.ParseQuery(filters)));
}
