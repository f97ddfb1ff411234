using Echolot.Mentions;
using Echolot.Sources;

namespace Echolot.Connectors.Mastodon;

internal sealed partial class Answering
{
    private static readonly LocalText AuthorAlone = new(
        "Der Beitrag ist nicht öffentlich: Die Antwort geht allein an die Person, die ihn geschrieben hat.",
        "The post is not public: the answer goes to whoever wrote it alone.");

    /// <summary>Whether the account can see the post, and who would see an answer to it.</summary>
    /// <exception cref="SourceTrouble">Nobody could be asked.</exception>
    public async Task<Answerable> AnswerableAsync(
        Access access, Leg leg, ExternalId item, string? local, CancellationToken cancel)
    {
        // What is left of the five minutes is for reading and sending.
        if (instances.Full(access) is { } wait)
            throw new SourceTrouble("The account has used up its requests of these five minutes.", wait);
        if (await AnsweredAsync(access, item, local, cancel) is not { } answered) return new Answerable.Closed(Gone);
        return leg is Leg.Public && Narrower(leg, answered.Visibility) == "direct"
            ? new Answerable.Narrower(AuthorAlone) : new Answerable.Open();
    }
}
