using Echolot.Conversations;
using Echolot.Mentions;
using Echolot.Teams;
using Echolot.Triage;
using Echolot.Web.Tests.Journeys;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Xunit;

namespace Echolot.Web.Tests.Conversations;

/// <summary>Whoever opens and saves what names a label that was merged or removed drops nothing.</summary>
public sealed class MergedLabelPagesTests
{
    private static CancellationToken Cancel => CancellationToken.None;

    [Fact]
    public async Task Forms_show_and_keep_the_label_that_another_was_merged_into()
    {
        await using var host = await ListeningHost.StartAsync();
        using var mira = await host.App.SignedInAsync();
        var (archive, inbox, triage) = (Of<Archive>(host), Of<Inbox>(host), Of<TriageDesk>(host));
        var me = (await Of<Roster>(host).PeopleAsync(Cancel)).First(p => p.Role is Role.Administrator).Id;
        var (old, gone) = (await archive.FreeLabelAsync("Spam", Cancel), await archive.FreeLabelAsync("Weg", Cancel));
        var now = await archive.FreeLabelAsync("Werbung", Cancel);
        await mira.PostAsync(Urls.NewWorkflow, Urls.Workflows, ("name", "Werbung weg"), ("trigger", "Opened"), ("labels", $"{old.Id}"),
            ("labels", $"{gone.Id}"), ("label", $"{old.Id}"), ("state", "Ignored"), ("active", "on"));
        var workflow = (await inbox.WorkflowsAsync(Cancel)).Single(w => w.Draft.Name == "Werbung weg");
        await mira.PostAsync(Urls.NewMacro, Urls.Macros, ("name", "Werbung"), ("label", $"{old.Id}"));
        var macro = (await inbox.MacrosAsync(me, true, Cancel)).Single(m => m.Draft.Name == "Werbung");
        await mira.PostAsync(Urls.NewRule, Urls.Rules, ("name", "Gewinne"), ("query", "gewinn*"), ("label", $"{old.Id}"), ("active", "on"));
        var rule = (await triage.RulesAsync(Cancel)).Single(r => r.Draft.Name == "Gewinne");

        await archive.MergeLabelAsync(old.Id, now.Id, Cancel);
        await archive.RemoveLabelAsync(gone.Id, Cancel);

        var page = await mira.GetAsync(Urls.OfWorkflow(Urls.WorkflowPattern, workflow.Id));
        Ticked(page, "labels").ShouldBe([$"{now.Id}", $"{gone.Id}"], ignoreOrder: true);
        page.Find("select[name=label] option[selected]")!.GetAttribute("value").ShouldBe($"{now.Id}");
        page.Document.Body!.TextContent.ShouldContain($"Label {gone.Id} (removed)");
        (await mira.GetAsync(Urls.Macro(macro.Id))).Find("select[name=label] option[selected]")!.GetAttribute("value").ShouldBe($"{now.Id}");
        Ticked(await mira.GetAsync(Urls.Rule(rule.Id)), "label").ShouldBe([$"{now.Id}"]);
        (await mira.GetAsync(Urls.Macros)).Document.Body!.TextContent.ShouldContain("Werbung");

        // An unchanged macro is one that can be saved.
        var saved = await inbox.SaveMacroAsync(macro.Id, macro.Draft, me, true, Cancel);
        saved.Draft.Steps.ShouldHaveSingleItem().Kind.ShouldBe(WorkflowActionKind.Label);
    }

    private static T Of<T>(ListeningHost host) where T : notnull => host.App.Services.GetRequiredService<T>();

    private static IReadOnlyList<string?> Ticked(Answer page, string name) =>
        [.. page.Document.QuerySelectorAll($"input[name={name}][checked]").Select(i => i.GetAttribute("value"))];
}
