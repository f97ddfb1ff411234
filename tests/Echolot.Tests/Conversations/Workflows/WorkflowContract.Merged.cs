using Echolot.Conversations;
using Echolot.Mentions;
using Xunit;

namespace Echolot.Tests.Conversations.Workflows;

public abstract partial class WorkflowContract
{
    [Fact]
    public async Task A_workflow_that_names_labels_which_were_merged_means_the_others()
    {
        var archive = House.Get<Archive>();
        var (asked, given) = (await AddAsync("Defekt"), await AddAsync("Eilig"));
        var (askedNow, givenNow) = (await AddAsync("Mangel"), await AddAsync("Dringend"));
        await SaveAsync("Mängel", WorkflowTrigger.CustomerWrote, new() { Labels = [asked] }, new WorkflowAction(WorkflowActionKind.Label, given));
        await archive.MergeLabelAsync(asked, askedNow, Cancel);
        await archive.MergeLabelAsync(given, givenNow, Cancel);
        var talk = await SayAsync("Das Zelt ist undicht");
        await HeardAsync();
        await Inbox.LabelAsync(talk, askedNow, new(Mira, null), Cancel);
        await SayAsync("Hallo?", again: true);
        await UntilAsync(async () => (await Inbox.LabelsOfAsync([talk], Cancel))[talk].Any(l => l.Id == givenNow));

        async Task<long> AddAsync(string name) => (await archive.AddLabelAsync(new(name), Cancel)).Id;
    }
}
