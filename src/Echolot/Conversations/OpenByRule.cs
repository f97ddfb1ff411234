using Echolot.Mentions;
using Microsoft.Extensions.Logging;

namespace Echolot.Conversations;

public sealed partial class Inbox
{
    /// <summary>Makes conversations of mentions of which a rule says so; idempotent, and never of our own words.</summary>
    internal async Task HearAsync(AnswersWanted fact, CancellationToken cancel)
    {
        foreach (var id in fact.MentionIds)
        {
            if (await archive.FindAsync(id, cancel) is not { } mention) continue;
            var voices = await VoicesAsync(mention.Connector, cancel);
            if (voices.Any(v => v.Abilities.Self?.Value == mention.AuthorId)) continue;
            try
            {
                // An account that is gone, or of another network, is chosen by whoever answers.
                await OpenAsync(
                    id, fact.SourceId is { } voice && voices.Any(v => v.SourceId == voice) ? voice : null, Sight.Everything, cancel);
            }
            catch (InboxException gone)
            {
                log.LogInformation("Rule {RuleId} opens no conversation of mention {Mention}: {Why}", fact.RuleId, id, gone.Why);
            }
        }
    }
}
