using Echolot.Mentions;
using Echolot.Sources;

namespace Echolot.Connectors.Bluesky;

internal sealed partial class Answering
{
    private static readonly LocalText ThreadClosed = new(
        "Wer den Beitrag begonnen hat, lässt keine Antworten dieses Kontos zu.",
        "Whoever began the thread does not let this account reply.");

    /// <summary>Whether the post is there and its thread takes answers of ours.</summary>
    /// <exception cref="SourceTrouble">Nobody could be asked.</exception>
    public async Task<Answerable> AnswerableAsync(Account account, ExternalId item, CancellationToken cancel)
    {
        if (AtUri.Parse(item.Value) is not { } at || await RecordAsync(account, at, cancel) is not { } post)
            return new Answerable.Closed(Gone);
        return await ClosedAsync(account, post.Root ?? new Strong(item.Value, post.Cid), cancel)
            ? new Answerable.Closed(ThreadClosed) : new Answerable.Open();
    }
}
