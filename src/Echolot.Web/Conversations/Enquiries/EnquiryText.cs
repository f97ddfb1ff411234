using System.Globalization;
using Echolot.Conversations;
using Echolot.Web.Components;
using Echolot.Web.Shell;

namespace Echolot.Web.Conversations;

/// <summary>Texts of asking people without an account about an incident.</summary>
internal static class EnquiryText
{
    public static readonly Phrase Title = new("Anfragen an andere", "Questions to others");
    public static readonly Phrase Lead = new(
        "Wer kein Konto hat, etwa Qualität oder Lieferant, bekommt einen Link und nennt einen Termin.",
        "Somebody without an account, such as quality or a supplier, gets a link and names a date.");
    public static readonly Phrase Ask = new("Jemanden fragen …", "Ask somebody …");
    public static readonly Phrase AskTitle = new("Jemanden ohne Konto fragen", "Ask somebody without an account");
    public static readonly Phrase Name = new("Wer", "Who");
    public static readonly Phrase NameHint = new("Abteilung, Firma oder Person", "Department, firm or person");
    public static readonly Phrase Mail = new("E-Mail-Adresse", "E-mail address");
    public static readonly Phrase Language = new("Sprache der E-Mail", "Language of the mail");
    public static readonly Phrase Question = new("Ihre Frage", "Your question");
    public static readonly Phrase QuestionProposed = new(
        "Kundinnen und Kunden melden: {0}. Woran liegt es, und wann ist es behoben?",
        "Customers report: {0}. What is the cause, and when is it fixed?");
    public static readonly Phrase Days = new("Antwort erbeten binnen (Tage)", "Answer wanted within (days)");
    public static readonly Phrase Attached = new("Was mitgeht", "What goes along");
    public static readonly Phrase WithCause = new("Ursache: {0}", "Cause: {0}");
    public static readonly Phrase WithCount = new("Zahl der Betroffenen", "How many are concerned");
    public static readonly Phrase Examples = new("Was Betroffene schreiben", "What those concerned write");
    public static readonly Phrase ExamplesHint = new(
        "Namen, Adressen und Nummern sind herausgenommen, soweit Echolot sie erkennt. Bitte lesen, kürzen oder leeren.",
        "Names, addresses and numbers are taken out as far as Echolot recognises them. Please read, shorten or empty it.");
    public static readonly Phrase Send = new("Link schicken", "Send the link");
    public static readonly Phrase Sent = new("Die Anfrage ist unterwegs.", "The question is on its way.");
    public static readonly Phrase End = new("Beenden", "End");
    public static readonly Phrase EndHint = new(
        "Der Link gilt dann nicht mehr, und niemand wird erinnert.", "The link leads nowhere then, and nobody is reminded.");
    public static readonly Phrase Ended = new("Beendet: Der Link gilt nicht mehr.", "Ended: the link leads nowhere any more.");
    public static readonly Phrase IsOver = new("beendet", "ended");
    public static readonly Phrase Expired = new("Link abgelaufen", "link expired");
    public static readonly Phrase WaitsUntil = new("wartet, bis {0}", "waits, until {0}");
    public static readonly Phrase LateSince = new("überfällig seit {0}", "overdue since {0}");
    public static readonly Phrase FixedOn = new("behoben am {0}", "fixed on {0}");
    public static readonly Phrase DayOver = new("zugesagt war {0}", "{0} was promised");
    public static readonly Phrase Answered = new("beantwortet", "answered");
    public static readonly Phrase NotOurs = new("nicht zuständig", "not theirs");
    public static readonly Phrase Course = new("Verlauf", "Course");
    public static readonly Phrase NotArrived = new("Die E-Mail kam nicht an.", "The mail did not arrive.");
    public static readonly Phrase NoMail = new(
        "Der Mailversand ist nicht eingerichtet: Die Anfrage kommt nicht an.",
        "Mail is not set up: the question does not arrive.");
    public static readonly Phrase Along = new("Mitgeschickt: {0}", "Sent along: {0}");
    public static readonly Phrase Concerned = new("{0} Betroffene", "{0} concerned");

    public static readonly Phrase Promised = new("{0} hat den {1} zugesagt. Ist es behoben?", "{0} promised {1}. Is it fixed?");
    public static readonly Phrase TellAll = new(
        "Behoben. Wissen es schon alle? Noch hat niemand davon erfahren.", "Fixed. Does everybody know? Nobody has been told yet.");
    public static readonly Phrase TellDo = new("Allen Bescheid geben", "Tell everybody");
    public static readonly Phrase TellFixed = new(
        "Hallo {{name}}, gute Nachricht: Der Fehler, von dem Sie uns geschrieben haben, ist behoben. Vielen Dank für Ihre Geduld!",
        "Hello {{name}}, good news: what you wrote to us about is fixed. Thank you for your patience!");

    public static readonly Phrase LinkTitle = new("Eine Frage an Sie", "A question for you");
    public static readonly Phrase LinkLead = new("{0} fragt für {1}.", "{0} asks for {1}.");
    public static readonly Phrase LinkUntil = new("Antwort erbeten bis {0}.", "Please answer by {0}.");
    public static readonly Phrase LinkCause = new("Vermutete Ursache", "Supposed cause");
    public static readonly Phrase LinkCount = new("Betroffene", "People concerned");
    public static readonly Phrase LinkExamples = new("Was Betroffene schreiben", "What those concerned write");
    public static readonly Phrase LinkAnswer = new("Ihre Antwort", "Your answer");
    public static readonly Phrase KindDay = new("Es ist behoben am", "It is fixed on");
    public static readonly Phrase KindWords = new("Ich habe etwas dazu zu sagen", "I have something to say about it");
    public static readonly Phrase KindNotOurs = new("Das liegt nicht bei uns", "That is not ours");
    public static readonly Phrase Day = new("Tag", "Day");
    public static readonly Phrase Words = new("Erläuterung", "Explanation");
    public static readonly Phrase WordsHint = new(
        "Woran liegt es? Wer ist sonst zuständig?", "What is the cause? Whose is it otherwise?");
    public static readonly Phrase LinkSend = new("Antwort senden", "Send the answer");
    public static readonly Phrase LinkChange = new("Antwort ändern", "Change the answer");
    public static readonly Phrase LinkThanks = new(
        "Danke! {0} weiß Bescheid. Unter demselben Link können Sie Ihre Antwort ändern.",
        "Thank you! {0} knows. You can change your answer under the same link.");
    public static readonly Phrase LinkFixed = new(
        "Das ist inzwischen behoben. Vielen Dank für Ihre Hilfe!", "That is fixed meanwhile. Thank you for your help!");
    public static readonly Phrase LinkOver = new("Dieser Link gilt nicht mehr", "This link leads nowhere any more");
    public static readonly Phrase LinkOverText = new(
        "Er ist abgelaufen, oder die Frage hat sich erledigt.", "It is expired, or the question is settled.");
    public static readonly Phrase Choose = new("Wählen Sie eine der drei Antworten.", "Choose one of the three answers.");

    private static readonly Phrase ChooseDay = new(
        "Wählen Sie den Tag: heute oder später, innerhalb von zwei Jahren.", "Choose the day: today or later, within two years.");
    private static readonly Phrase TooManyDays = new("1 bis {0} Tage.", "1 to {0} days.");
    private static readonly Phrase Nobody = new("Sagen Sie, wen Sie fragen.", "Say whom you ask.");
    private static readonly Phrase NotAllowed = new(
        "Wer nicht selbst senden darf, schreibt auch niemandem außerhalb.", "Whoever may not send does not write to people outside either.");
    private static readonly Phrase AlreadyFixed = new(
        "Das ist schon behoben.", "That is fixed already.");

    public static Phrase Step(EnquiryStep step) => step.Kind switch
    {
        EnquiryStepKind.Asked => new("gefragt", "asked"),
        EnquiryStepKind.Answered => step.Answer switch
        {
            EnquiryAnswerKind.FixedOn => new($"Antwort: behoben am {DayOf(step.FixOn)}", $"answer: fixed on {DayOf(step.FixOn)}"),
            EnquiryAnswerKind.NotOurs => new("Antwort: nicht zuständig", "answer: not theirs"),
            _ => new("Antwort", "answer"),
        },
        EnquiryStepKind.Reminded => new("erinnert", "reminded"),
        EnquiryStepKind.Overdue => new("überfällig, noch einmal erinnert", "overdue, reminded once more"),
        EnquiryStepKind.DateCame => new("der zugesagte Tag ist da", "the promised day has come"),
        _ => new("beendet", "ended"),
    };

    /// <summary>How it stands: waiting, late, promised, answered or over.</summary>
    public static (string Text, Tone Tone) Standing(Enquiry enquiry, bool isFixed, DateTimeOffset now, string? zone) => enquiry switch
    {
        { EndedAt: not null } => (IsOver, Tone.Plain),
        { FixOn: { } day } => isFixed || day >= DateOnly.FromDateTime(Moments.Local(now, zone))
            ? (FixedOn.With(DayOf(day)), Tone.Good) : (DayOver.With(DayOf(day)), Tone.Bad),
        { Answer.Kind: EnquiryAnswerKind.NotOurs } => (NotOurs, Tone.Plain),
        { Answer: not null } => (Answered, Tone.Good),
        _ when enquiry.ExpiresAt <= now => (Expired, Tone.Plain),
        _ when enquiry.AnswerBy <= now => (LateSince.With(Moments.Minute(enquiry.AnswerBy, zone)), Tone.Bad),
        _ => (WaitsUntil.With(Moments.Minute(enquiry.AnswerBy, zone)), Tone.Accent),
    };

    public static string DayOf(DateOnly? day) => day?.ToString("d", CultureInfo.CurrentCulture) ?? "";

    public static Phrase Refusal(InboxException wrong) => wrong.Why switch
    {
        InboxRefusal.ApprovalNeeded => NotAllowed,
        InboxRefusal.PersonNameMissing => Nobody,
        InboxRefusal.TooLate => AlreadyFixed,
        InboxRefusal.NotFound => LinkOver,
        _ => InboxText.Refusal(wrong),
    };

    /// <summary>What was wrong, by the field of the form in which somebody asks.</summary>
    public static IReadOnlyDictionary<string, string> AskErrors(InboxException wrong) => wrong.Why switch
    {
        InboxRefusal.PersonNameMissing => One("name", Nobody),
        InboxRefusal.MailInvalid => One("mail", InboxText.Refusal(wrong)),
        InboxRefusal.TextMissing => One("question", InboxText.Refusal(wrong)),
        InboxRefusal.TimeMissing => One("days", TooManyDays.With(Inbox.MostEnquiryDays)),
        _ => One("", Refusal(wrong)),
    };

    /// <summary>The same for the form in which somebody answers.</summary>
    public static IReadOnlyDictionary<string, string> AnswerErrors(InboxException wrong) => wrong.Why switch
    {
        InboxRefusal.TimeMissing => One("day", ChooseDay),
        InboxRefusal.TextMissing or InboxRefusal.TextTooLong => One("words", InboxText.Refusal(wrong)),
        _ => One("", Refusal(wrong)),
    };

    private static Dictionary<string, string> One(string field, string text) => new() { [field] = text };
}
