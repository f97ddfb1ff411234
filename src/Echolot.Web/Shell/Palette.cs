using Echolot.Conversations;
using Echolot.Monitors;
using Echolot.Teams;
using Echolot.Web.Components;
using Echolot.Web.Insights;
using Echolot.Web.Conversations;
using Echolot.Web.Shell.SignIn;

namespace Echolot.Web.Shell;

/// <summary>One line of the command palette.</summary>
/// <param name="Markup">Inner markup of the icon, from our own bundle.</param>
public sealed record PaletteEntry(string Text, string Group, string Address, string Markup);

/// <summary>What the command palette offers: places, monitors and things to do, cut to what the person may.</summary>
internal static class Palette
{
    private static readonly Phrase Pages = new("Seiten", "Pages");
    private static readonly Phrase Listen = new("Zuhören", "Listen");
    private static readonly Phrase Actions = new("Befehle", "Commands");
    private static readonly Phrase NewMonitor = new("Neuer Monitor", "New monitor");
    private static readonly Phrase NewSource = new("Neue Quelle", "New source");
    private static readonly Phrase Lists = new("Postfach", "Inbox");

    public static void MapPalette(this IEndpointRouteBuilder routes) =>
        routes.MapGet(Urls.Palette, AnswerAsync).RequirePermission(Permission.ReadMentions).ExcludeFromDescription();

    private static async Task<IResult> AnswerAsync(HttpContext http, Watchlist watchlist, Inbox inbox)
    {
        var may = http.Actor().Permissions;
        var entries = Place.Main.Concat(Place.Settings).Append(new(ShellText.Own, Urls.Own, "user", Permission.None))
            .Where(place => may.HasFlag(place.Permission))
            .Select(place => Entry(place.Name, Pages, place.Address, place.Icon)).ToList();
        entries.Add(Entry(SideBySideText.Open, Actions, Urls.Comparison, "columns-3"));
        if (may.HasFlag(Permission.EditMonitors)) entries.Add(Entry(NewMonitor, Actions, Urls.NewMonitor, "plus"));
        if (may.HasFlag(Permission.EditSources)) entries.Add(Entry(NewSource, Actions, Urls.NewSource, "plus"));
        if (may.HasFlag(Permission.WorkConversations))
            entries.Add(Entry(ByHandText.Title, Actions, Urls.NewConversation, "phone"));
        if (may.HasFlag(Permission.ReadConversations))
            entries.AddRange((await inbox.ViewsAsync(http.Actor().Person.Id, http.RequestAborted))
                .Select(view => Entry(view.Name, Lists, Urls.InboxView(view.Filters), "bookmark")));
        if (may.HasFlag(Permission.ReadMonitors))
        {
            entries.AddRange((await watchlist.ListAsync(http.RequestAborted))
                .Select(monitor => Entry(monitor.Name, Listen, Urls.ListeningTo(monitor.Id), "text-search")));
        }
        return TypedResults.Ok(entries);
    }

    private static PaletteEntry Entry(string text, Phrase group, string address, string icon) =>
        new(text, group, address, Icons.Markup(icon));
}
