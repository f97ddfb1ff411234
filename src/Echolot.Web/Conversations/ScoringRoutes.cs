using System.Globalization;
using Echolot.Conversations;
using Echolot.Teams;
using Echolot.Web.Shell;
using Echolot.Web.Shell.SignIn;

namespace Echolot.Web.Conversations;

/// <summary>The rules by which conversations are more or less pressing.</summary>
internal static class ScoringRoutes
{
    public static void MapScoring(this IEndpointRouteBuilder routes)
    {
        routes.MapPage<ScoringPage>(Urls.Scoring, Permission.ReadConversations);
        routes.MapAction(Urls.Scoring, Permission.EditCare, SaveAsync);
    }

    private static async Task<IResult> SaveAsync(HttpContext http, Inbox inbox, CancellationToken cancel)
    {
        var form = await http.Request.ReadFormAsync(cancel);
        if (form["shipped"] == "1")
        {
            await inbox.SaveScoringAsync(null, http.Actor().Person.Id, cancel);
            return Go.To(Urls.Scoring, ScoringText.Saved);
        }
        var understood = true;
        var names = form["rule"];
        var written = new ScoringRules(
            [
                .. Enumerable.Range(0, names.Count).Where(i => !string.IsNullOrWhiteSpace(names[i]))
                    .OrderBy(i => Number(At("place", i))).Select(i => new ScoringRule(names[i]!.Trim(), Number(At("points", i)), At("on", i) != "0")
                    {
                        Number = At("number", i).Trim() is { Length: > 0 } number ? Number(number) : null,
                        Words = At("words", i).Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries),
                    }),
            ], Number(form["urgent"]), Number(form["high"]), Number(form["normal"]));
        try
        {
            if (!understood) return Refused("number");
            await inbox.SaveScoringAsync(written, http.Actor().Person.Id, cancel);
            return Go.To(Urls.Scoring, ScoringText.Saved);
        }
        catch (InboxException wrong)
        {
            return Refused(wrong.Detail);
        }

        string At(string name, int i) => form[name] is var all && i < all.Count ? all[i] ?? "" : "";

        int Number(string? text)
        {
            // People write a minus as they see it.
            if (int.TryParse((text ?? "").Trim().Replace('−', '-'), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number))
                return number;
            understood = false;
            return 0;
        }

        IResult Refused(string? why) =>
            Pages.Show<ScoringPage>(http, new { Problem = ScoringText.WhatIsWrong(why), Written = written });
    }
}
