using System.Globalization;
using Echolot.Conversations;
using NodaTime;

namespace Echolot.Alerts;

public sealed partial class AlertDesk
{
    /// <summary>Tells people of ours that a reply waits for them, and its author that it came back or went out.</summary>
    internal async Task TellApprovalAsync(ApprovalChanged fact, CancellationToken cancel)
    {
        var occasion = string.Create(CultureInfo.InvariantCulture, $"approval-{fact.Id}-{fact.Revision}");
        foreach (var person in fact.Asks)
            await TellAsync(
                person, fact.By, [], 1, (words, by) => (words.ApprovalTitle(by), words.ApprovalWhy),
                Links.ToApproval(fact.Id), occasion, cancel);
        if (fact.Tells is { } author && author != fact.By)
            await TellAsync(
                author, fact.By, [], 1, (words, by) => (words.DecidedTitle(by), words.DecidedWhy),
                Links.ToConversation(fact.ConversationId), occasion, cancel);
        if (fact.Stuck is { } waits)
            await TellAsync(
                waits, null, [], 1, (words, _) => (words.StuckTitle, words.StuckWhy), Links.ToConversation(fact.ConversationId), occasion,
                cancel);
        foreach (var person in fact.Helps)
            await TellAsync(
                person, null, [], 1, (words, _) => (words.StuckTitle, words.StuckHelp), Links.Departments, occasion, cancel);
    }

    /// <summary>The letter to somebody who approves without an account; null: nothing is to be approved any more.</summary>
    private async Task<(Letter Letter, string To)?> ApprovalLetterAsync(long link, DateTimeZone zone, CancellationToken cancel) =>
        await _inbox.MakeApprovalLinkAsync(link, cancel) is { } made
            ? (ApprovalLetter(made, new Uri(_options.PublicUrl!, Links.Approve(made.Secret)), zone), made.Mail) : null;

    /// <summary>What has to be approved stands on the page alone: mails lie about for years.</summary>
    internal static Letter ApprovalLetter(ApprovalLink link, Uri address, DateTimeZone zone)
    {
        var words = Wording.In(link.Language);
        var title = words.Say($"Bitte um Freigabe – {link.Workspace}", $"An answer for your approval – {link.Workspace}");
        var hello = words.Say($"Guten Tag, {link.Name},", $"Hello {link.Name},");
        var what = words.Say(
            $"{link.Author} bittet Sie, eine Antwort zu prüfen, bevor sie hinausgeht.",
            $"{link.Author} asks you to check an answer before it goes out.");
        var look = words.Say("Antwort ansehen", "Look at the answer");
        var until = words.Moment(link.ExpiresAt, zone);
        var ends = words.Say(
            $"Der Link gilt für eine Entscheidung, bis {until} Uhr. Bitte geben Sie ihn nicht weiter.",
            $"The link works for one decision, until {until}. Please do not pass it on.");
        return OutsideLetter(title, [hello, what], look, address, ends);
    }
}
