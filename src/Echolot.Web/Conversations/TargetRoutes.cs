using System.Globalization;
using Echolot.Conversations;
using Echolot.Teams;
using Echolot.Web.Shell;
using Echolot.Web.Shell.SignIn;

namespace Echolot.Web.Conversations;

/// <summary>Response targets and the business hours that they go by.</summary>
internal static class TargetRoutes
{
    public static void MapTargets(this IEndpointRouteBuilder routes)
    {
        routes.MapPage<TargetsPage>(Urls.ResponseTargets, Permission.ReadConversations);
        routes.MapAction(Urls.ResponseTargets, Permission.EditCare, SaveTargetsAsync);
        routes.MapPage<CalendarPage>(Urls.NewCalendar, Permission.EditCare);
        routes.MapPage<CalendarPage>(Urls.CalendarPattern, Permission.EditCare);
        routes.MapAction(Urls.NewCalendar, Permission.EditCare, AddCalendarAsync);
        routes.MapAction(Urls.CalendarPattern, Permission.EditCare, ChangeCalendarAsync);
    }

    private static async Task<IResult> SaveTargetsAsync(HttpContext http, Inbox inbox, CancellationToken cancel)
    {
        var form = await http.Request.ReadFormAsync(cancel);
        var rows = new List<WrittenTarget>();
        string? problem = null;
        var names = form["name"];
        for (var i = 0; i < names.Count; i++)
        {
            if (string.IsNullOrWhiteSpace(names[i])) continue;
            rows.Add(new(i, At("new", i).Length > 0, new TargetDraft(
                names[i]!.Trim(), Enum.TryParse<Priority>(At("above", i), out var above) ? above : null,
                At("channel", i) is { Length: > 0 } channel ? channel : null, Minutes("crisis", i) ?? 0,
                long.TryParse(At("calendar", i), NumberStyles.None, CultureInfo.InvariantCulture, out var calendar) ? calendar : null,
                Minutes("first", i), Minutes("next", i), Minutes("update", i), Minutes("resolve", i), Minutes("warn", i))));
        }
        if (problem is not null) return Refused(problem);
        var (kept, moved) = (rows.Where(r => !r.IsNew).ToList(), form["move"].ToString().Split(' '));
        IReadOnlyList<TargetDraft> targets = [.. kept.Select(r => r.Draft)];
        // Two places of the form as it was shown, from and to.
        if (moved is [var from, var to] && Place(from) is >= 0 and var one && Place(to) is >= 0 and var other)
            targets = TargetOrder.Moved(targets, one, other);
        foreach (var row in rows.Where(r => r.IsNew)) targets = TargetOrder.With(targets, row.Draft);
        try
        {
            await inbox.SaveTargetsAsync(targets, http.Actor().Person.Id, cancel);
        }
        catch (ArgumentException wrong)
        {
            return Refused(wrong.Message);
        }
        return Go.To(Urls.ResponseTargets, TargetsText.Saved);

        string At(string name, int i) => form[name] is var all && i < all.Count ? all[i] ?? "" : "";

        int? Minutes(string name, int i)
        {
            var text = At(name, i).Trim();
            if (text.Length == 0) return null;
            if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var minutes)) return minutes;
            problem ??= TargetsText.NotANumber.With(text);
            return null;
        }

        int Place(string text) =>
            int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var row) ? kept.FindIndex(r => r.Row == row) : -1;

        IResult Refused(string why) => Pages.Show<TargetsPage>(
            http, new { Problem = why, Written = (IReadOnlyList<WrittenTarget>)rows });
    }

    private static Task<IResult> AddCalendarAsync(
        HttpContext http, Roster roster, Inbox inbox, CancellationToken cancel) =>
        SaveCalendarAsync(null, http, roster, inbox, cancel);

    private static Task<IResult> ChangeCalendarAsync(
        HttpContext http, Roster roster, Inbox inbox, long id, CancellationToken cancel) =>
        SaveCalendarAsync(id, http, roster, inbox, cancel);

    private static async Task<IResult> SaveCalendarAsync(
        long? id, HttpContext http, Roster roster, Inbox inbox, CancellationToken cancel)
    {
        var written = CalendarForm.Read(await http.Request.ReadFormAsync(cancel));
        var calendar = written.ToCalendar(out var errors);
        if (calendar is null)
            return Pages.Show<CalendarPage>(
                http, new { Id = id, Written = written, Errors = (IReadOnlyDictionary<string, string>)errors });
        try
        {
            await roster.SaveCalendarAsync(id, written.Name, calendar, http.Actor().Person.Id, cancel);
        }
        catch (RosterException)
        {
            return Go.To(Urls.ResponseTargets);
        }
        await inbox.FollowTargetsAsync(cancel);
        return Go.To(Urls.ResponseTargets, TargetsText.Saved);
    }
}

/// <summary>A target as the form sent it.</summary>
/// <param name="Row">Its row in the form, counted from 0.</param>
/// <param name="IsNew">Not saved yet: its place is still to be found.</param>
public sealed record WrittenTarget(int Row, bool IsNew, TargetDraft Draft);
