using System.Globalization;
using Echolot.Messaging;
using Echolot.Privacy;
using NodaTime;
using NodaTime.Extensions;

namespace Echolot.Conversations;

/// <summary>What somebody outside answered; the numbers are stored.</summary>
public enum EnquiryAnswerKind { FixedOn = 1, Words = 2, NotOurs = 3 }

/// <summary>What happened to an enquiry; the numbers are stored.</summary>
public enum EnquiryStepKind { Asked = 1, Answered = 2, Reminded = 3, Overdue = 4, Ended = 5, DateCame = 6 }

/// <summary>One line of its course.</summary>
/// <param name="PersonId">Who of us; null where somebody outside or the clock did it.</param>
public sealed record EnquiryStep(
    DateTimeOffset At, EnquiryStepKind Kind, long? PersonId, EnquiryAnswerKind? Answer, DateOnly? FixOn, string Words);

/// <summary>What is asked, of whom, and what goes along; no name of a customer does unless somebody writes it.</summary>
/// <param name="Days">Days within which an answer is wanted.</param>
/// <param name="Examples">What customers say, as whoever asks has left it; empty: nothing.</param>
public sealed record EnquiryDraft(
    string Name, string Mail, string Language, string Question, int Days = 3, bool WithCause = true, bool WithCount = true,
    string Examples = "");

/// <summary>What somebody outside answers.</summary>
/// <param name="FixOn">Day on which the cause is removed, for <see cref="EnquiryAnswerKind.FixedOn"/>.</param>
public sealed record EnquiryAnswer(EnquiryAnswerKind Kind, DateOnly? FixOn, string Words);

/// <summary>Something about an incident that somebody without an account is asked by a link.</summary>
/// <param name="Cause">As it was sent along; null: not.</param>
/// <param name="Customers">How many are concerned, as it was sent along; null: not, or not for these eyes.</param>
/// <param name="Examples">As they were sent along; empty: not, or not for these eyes.</param>
/// <param name="AnswerBy">Until when an answer is wanted.</param>
/// <param name="EndedAt">When it was closed or taken back: the link leads nowhere since.</param>
public sealed record Enquiry(
    long Id, long IncidentId, string Name, string Mail, string Language, string Question, string? Cause, long? Customers,
    string Examples, DateTimeOffset AskedAt, long? AskedBy, DateTimeOffset AnswerBy, EnquiryAnswer? Answer,
    DateTimeOffset? AnsweredAt, DateTimeOffset ExpiresAt, DateTimeOffset? EndedAt, IReadOnlyList<EnquiryStep> Steps)
{
    /// <summary>The day somebody has promised; null: none.</summary>
    public DateOnly? FixOn => Answer is { Kind: EnquiryAnswerKind.FixedOn } ? Answer.FixOn : null;
}

/// <summary>What the holder of a link sees.</summary>
/// <param name="By">Who of us asks.</param>
/// <param name="Fixed">The incident is over: there is nothing to answer any more.</param>
public sealed record EnquiryView(Enquiry Enquiry, string Workspace, string By, string TimeZone, bool Fixed);

/// <summary>Letters about an enquiry; names the enquiry and never the secret, because facts lie readable in the outbox.</summary>
public sealed record EnquiryLetterAsked(long EnquiryId, EnquiryStepKind Kind, DateTimeOffset At) : IFact;

/// <summary>Whoever asked has to know: it was answered, its day came, or it is overdue.</summary>
public sealed record EnquiryTold(long EnquiryId, long IncidentId, EnquiryStepKind Kind, long PersonId, DateTimeOffset At) : IFact;

/// <summary>A link made for a letter, with what the letter says.</summary>
public sealed record EnquiryLink(
    string Secret, string Mail, string Name, string Language, string By, string Workspace, DateTimeOffset Until, DateOnly? FixOn);

/// <summary>When the clock does something about an enquiry.</summary>
internal static class EnquiryMoments
{
    /// <summary>Mails of a day come when it begins at work.</summary>
    private static readonly LocalTime Morning = new(9, 0);

    /// <summary>
    /// Reminded a day before an answer is wanted (half way, where there is less time) and once it is late; with a promised
    /// day the morning before, that morning, and the morning after.
    /// </summary>
    public static IReadOnlyList<(DateTimeOffset At, EnquiryStepKind Kind)> Of(
        DateTimeOffset askedAt, DateTimeOffset answerBy, EnquiryAnswer? answer, DateTimeZone zone)
    {
        if (answer is null)
        {
            var half = askedAt + (answerBy - askedAt) / 2;
            var before = answerBy.AddDays(-1);
            return [(before > half ? before : half, EnquiryStepKind.Reminded), (answerBy, EnquiryStepKind.Overdue)];
        }
        if (answer is not { Kind: EnquiryAnswerKind.FixedOn, FixOn: { } day }) return [];
        return [(At(-1), EnquiryStepKind.Reminded), (At(0), EnquiryStepKind.DateCame), (At(1), EnquiryStepKind.Overdue)];

        DateTimeOffset At(int days) => day.AddDays(days).ToLocalDate().At(Morning).InZoneLeniently(zone).ToDateTimeOffset();
    }
}

/// <summary>An enquiry as it is stored. Names somebody outside.</summary>
[Personal("enquiry")]
internal sealed record EnquiryRow
{
    public const string Columns =
        """
        e.id, e.incident_id, e.name, e.mail, e.language, e.question, e.cause, e.customers, e.examples, e.asked_at, e.asked_by,
        e.answer_by, e.answer, e.fix_on, e.words, e.answered_at, e.told_at, e.remind_at, e.expires_at, e.ended_at
        """;

    public long Id { get; init; }
    public long IncidentId { get; init; }
    public string Name { get; init; } = "";
    public string Mail { get; init; } = "";
    public string Language { get; init; } = "de";
    public string Question { get; init; } = "";
    public string? Cause { get; init; }
    public long? Customers { get; init; }
    public string Examples { get; init; } = "";
    public long AskedAt { get; init; }
    public long? AskedBy { get; init; }
    public long AnswerBy { get; init; }
    public long? Answer { get; init; }
    public string? FixOn { get; init; }
    public string Words { get; init; } = "";
    public long? AnsweredAt { get; init; }
    public long ToldAt { get; init; }
    public long? RemindAt { get; init; }
    public long ExpiresAt { get; init; }
    public long? EndedAt { get; init; }

    public EnquiryAnswer? AsAnswer => Answer is { } kind ? new((EnquiryAnswerKind)kind, Day(FixOn), Words) : null;

    public static DateOnly? Day(string? written) =>
        DateOnly.TryParseExact(written, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? day : null;

    public Enquiry AsEnquiry(IEnumerable<EnquiryStepRow> steps) => new(
        Id, IncidentId, Name, Mail, Language, Question, Cause, Customers, Examples, Stored.Time(AskedAt), AskedBy,
        Stored.Time(AnswerBy), AsAnswer, Stored.Time(AnsweredAt), Stored.Time(ExpiresAt), Stored.Time(EndedAt),
        [.. steps.Select(s => new EnquiryStep(
            Stored.Time(s.At), (EnquiryStepKind)s.Kind, s.PersonId, (EnquiryAnswerKind?)s.Answer, Day(s.FixOn), s.Words))]);
}

/// <summary>A line of its course as it is stored; the words may name anybody.</summary>
[Personal("enquiry_step")]
internal sealed record EnquiryStepRow
{
    public const string Columns = "enquiry_id, at, kind, person_id, answer, fix_on, words";

    public long EnquiryId { get; init; }
    public long At { get; init; }
    public long Kind { get; init; }
    public long? PersonId { get; init; }
    public long? Answer { get; init; }
    public string? FixOn { get; init; }
    public string Words { get; init; } = "";
}

/// <summary>A link of a letter as it is stored: its secret as a hash only; whom it is for stands with the enquiry.</summary>
[NotPersonal("enquiry_link")]
internal sealed record EnquiryLinkRow(long EnquiryId, string SecretHash, long MadeAt);
