using Echolot.Alerts;
using Echolot.Conversations;
using NodaTime;
using Shouldly;
using Xunit;

namespace Echolot.Tests.Alerts;

public sealed class EnquiryLetterTests
{
    private static readonly Uri address = new("https://listen.example/ask/secret");
    private static readonly DateTimeOffset until = new(2026, 11, 7, 8, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData("de", EnquiryStepKind.Asked, false, "Eine Frage an Sie – Nordlicht", "bis 07.11.2026, 09:00 Uhr")]
    [InlineData("de", EnquiryStepKind.Reminded, false, "Erinnerung", "wartet noch auf Ihre Antwort")]
    [InlineData("de", EnquiryStepKind.Overdue, false, "Erinnerung", "ist überfällig")]
    [InlineData("de", EnquiryStepKind.Reminded, true, "Erinnerung", "am 12.11.2026 behoben ist. Bleibt es dabei?")]
    [InlineData("de", EnquiryStepKind.Overdue, true, "Erinnerung", "nennen Sie einen neuen Termin")]
    [InlineData("en", EnquiryStepKind.Asked, false, "A question for you – Nordlicht", "by 7 Nov 2026, 09:00")]
    [InlineData("en", EnquiryStepKind.Overdue, true, "Reminder", "12 Nov 2026, the day on which it was to be fixed, is over")]
    public void A_letter_says_who_asks_and_until_when_and_leaves_the_rest_to_the_page(
        string language, EnquiryStepKind kind, bool promised, string subject, string says)
    {
        var letter = AlertDesk.EnquiryLetter(
            new("secret", "q@example.org", "Qualität <i>", language, "Mira", "Nordlicht", until, promised ? new(2026, 11, 12) : null),
            kind, address, DateTimeZoneProviders.Tzdb["Europe/Berlin"]);
        letter.Subject.ShouldContain(subject);
        letter.Text.ShouldContain(says);
        letter.Text.ShouldContain(address.AbsoluteUri);
        letter.Text.Contains("Nov 2026, 09:00", StringComparison.Ordinal).ShouldBe(language is "en" && !promised);
        letter.Html.ShouldContain("&lt;i&gt;");
        letter.Html.ShouldNotContain("<i>");
    }
}
