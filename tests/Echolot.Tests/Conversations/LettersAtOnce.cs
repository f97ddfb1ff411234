using Echolot.Conversations;
using Echolot.Teams;

namespace Echolot.Tests.Conversations;

internal static class LettersAtOnce
{
    /// <summary>Answers everybody of an incident, and hands the letters to the outbox as the background does a moment later.</summary>
    public static async Task<long> AnswerAllAsync(
        this Inbox inbox, long incident, long? reply, string text, Sight sight, CancellationToken cancel,
        IReadOnlyList<ChosenFile>? files = null, string? reason = null, string? once = null)
    {
        var made = await inbox.AnswerIncidentAsync(incident, reply, text, sight, cancel, files, reason, once);
        await inbox.SendLettersAsync(cancel);
        return made;
    }
}
