using System.Globalization;
using Echolot.Conversations;
using NodaTime;

namespace Echolot.Alerts;

public sealed partial class AlertDesk
{
    /// <summary>Tells that somebody outside answered, that their day has come, or that they are late.</summary>
    internal Task TellEnquiryAsync(EnquiryTold fact, CancellationToken cancel) => TellAsync(
        fact.PersonId, null, [], 1, (words, _) => (words.EnquiryTitle(fact.Kind), words.EnquiryWhy), Links.ToIncident(fact.IncidentId),
        string.Create(CultureInfo.InvariantCulture, $"enquiry-{fact.EnquiryId}-{fact.At.ToUnixTimeMilliseconds()}"), cancel);

    /// <summary>The letter about an enquiry; null: it is over, or it was answered meanwhile.</summary>
    private async Task<(Letter Letter, string To)?> EnquiryLetterAsync(
        long enquiry, EnquiryStepKind kind, DateTimeZone zone, CancellationToken cancel) =>
        await _inbox.MakeEnquiryLinkAsync(enquiry, kind, cancel) is { } made
            ? (EnquiryLetter(made, kind, new Uri(_options.PublicUrl!, Links.Enquiry(made.Secret)), zone), made.Mail) : null;

    internal static Letter EnquiryLetter(EnquiryLink link, EnquiryStepKind kind, Uri address, DateTimeZone zone)
    {
        var words = Wording.In(link.Language);
        var until = words.Moment(link.Until, zone);
        var day = link.FixOn is { } on ? words.Day(on) : "";
        var title = kind is EnquiryStepKind.Asked
            ? words.Say($"Eine Frage an Sie – {link.Workspace}", $"A question for you – {link.Workspace}")
            : words.Say($"Erinnerung: eine Frage an Sie – {link.Workspace}", $"Reminder: a question for you – {link.Workspace}");
        var what = (kind, link.FixOn is not null) switch
        {
            (EnquiryStepKind.Asked, _) => words.Say(
                $"{link.By} braucht Ihre Hilfe: Kundinnen und Kunden haben ein Problem, dessen Ursache vielleicht bei Ihnen liegt.",
                $"{link.By} needs your help: customers have a problem whose cause may lie with you."),
            (EnquiryStepKind.Reminded, true) => words.Say(
                $"Sie haben {link.By} gesagt, dass es am {day} behoben ist. Bleibt es dabei?",
                $"You told {link.By} that it is fixed on {day}. Does that still hold?"),
            (EnquiryStepKind.Reminded, false) => words.Say(
                $"{link.By} wartet noch auf Ihre Antwort.", $"{link.By} still waits for your answer."),
            (_, true) => words.Say(
                $"Der {day}, an dem es behoben sein sollte, ist vorbei. Bitte nennen Sie einen neuen Termin.",
                $"{day}, the day on which it was to be fixed, is over. Please name another one."),
            _ => words.Say(
                $"Ihre Antwort an {link.By} ist überfällig.", $"Your answer to {link.By} is overdue."),
        };
        var ends = words.Say(
            $"Sie brauchen kein Konto und können Ihre Antwort dort auch ändern. Bitte geben Sie den Link nicht weiter.",
            $"You need no account, and can change your answer there. Please do not pass the link on.");
        if (link.FixOn is null)
            ends = words.Say($"Wir bitten um Antwort bis {until} Uhr. ", $"Please answer by {until}. ") + ends;
        return OutsideLetter(
            title, [words.Say($"Guten Tag, {link.Name},", $"Hello {link.Name},"), what],
            words.Say("Frage ansehen und antworten", "Read and answer the question"), address, ends);
    }
}
