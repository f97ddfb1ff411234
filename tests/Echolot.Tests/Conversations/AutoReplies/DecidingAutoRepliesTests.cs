using Echolot.Conversations;
using Echolot.Sources;
using Echolot.Teams;
using NodaTime;
using Shouldly;
using Xunit;

namespace Echolot.Tests.Conversations.AutoReplies;

/// <summary>Whether and what Echolot says by itself, decided over records alone.</summary>
public sealed class DecidingAutoRepliesTests
{
    // A Sunday afternoon; Monday at eight they are back.
    private static readonly DateTimeOffset sunday = new(2026, 11, 8, 15, 0, 0, TimeSpan.Zero);

    private static readonly BusinessCalendar hamburg = BusinessCalendar.Of(
        DateTimeZoneProviders.Tzdb["Europe/Berlin"],
        Enumerable.Range(1, 5).ToDictionary(d => (IsoDayOfWeek)d, _ => (IReadOnlyList<Opening>)[new(8 * 60, 18 * 60)]),
        "DE-HH", false, []);

    private static readonly AutoReplyDraft evening = new(
        "Feierabend", null, null, AutoReplyHours.Outside, 1, 0, 0, AutoReplyLegs.Private,
        new("Wir sind ab {{opens}} da.", "We are back {{opens}}."));

    private static readonly HeardWords words = new(
        sunday, "talking", 1, Leg.Private, "Wo ist mein Paket?", "de", 0, false, null, null);

    [Fact]
    public void It_names_itself_and_says_when_somebody_is_there_in_the_language_of_the_conversation()
    {
        Decide(words).Text.ShouldBe("Automatische Antwort von Nordlicht:\nWir sind ab morgen, 8:00 Uhr da.");
        var english = Decide(words with { Language = "en" });
        english.Text.ShouldBe("Automatic reply from Nordlicht:\nWe are back tomorrow, 8:00.");
        english.Signature.ShouldBe("Automatic reply from Nordlicht");
        // Nobody knows the language: that of the workspace.
        Decide(words with { Language = "und" }).Text!.ShouldStartWith("Automatische");
        Decide(words with { Language = "fr" }).Text!.ShouldStartWith("Automatic reply");
    }

    [Fact]
    public void A_text_in_one_language_alone_goes_to_everybody_under_the_signature_of_that_language() =>
        Decide(words with { Language = "en" }, Plan(evening with { Text = new("Bis morgen.", "") })).Text
            .ShouldBe("Automatische Antwort von Nordlicht:\nBis morgen.");

    [Fact]
    public void During_business_hours_the_evening_is_silent()
    {
        var monday = sunday.AddHours(20);
        var heard = words with { At = monday };
        Plan(evening).Decide(heard, monday).Verdict.ShouldBe(AutoReplyVerdict.NoneFits);
        Plan(evening with { Hours = AutoReplyHours.Inside }).Decide(heard, monday).Verdict.ShouldBe(AutoReplyVerdict.Sends);
    }

    [Fact]
    public void The_first_rule_that_fits_speaks_so_that_a_holiday_goes_before_the_evening()
    {
        var plan = Plan(evening with { Name = "Feiertag", Hours = AutoReplyHours.Holiday }, evening);
        var reformation = new DateTimeOffset(2026, 10, 31, 10, 0, 0, TimeSpan.Zero);
        plan.Decide(words with { At = reformation }, reformation).Rule!.Draft.Name.ShouldBe("Feiertag");
        plan.Decide(words, sunday).Rule!.Draft.Name.ShouldBe("Feierabend");
    }

    [Theory]
    [InlineData(Leg.Public, AutoReplyLegs.Private, false)]
    [InlineData(Leg.Public, AutoReplyLegs.Public, true)]
    [InlineData(Leg.Private, AutoReplyLegs.Public, false)]
    [InlineData(Leg.Public, AutoReplyLegs.Both, true)]
    [InlineData(Leg.Private, AutoReplyLegs.Both, true)]
    public void In_public_only_where_a_rule_says_so(Leg leg, AutoReplyLegs legs, bool speaks) =>
        (Decide(words with { Leg = leg }, Plan(evening with { Legs = legs })).Verdict is AutoReplyVerdict.Sends).ShouldBe(speaks);

    [Fact]
    public void A_friendly_reply_keeps_silent_in_a_crisis_and_that_of_the_crisis_without_one()
    {
        var plan = Plan(evening with { Name = "Krise", CrisisFrom = 1, CrisisTo = null, Hours = AutoReplyHours.Always }, evening);
        plan.Decide(words with { Crisis = 2 }, sunday).Rule!.Draft.Name.ShouldBe("Krise");
        plan.Decide(words, sunday).Rule!.Draft.Name.ShouldBe("Feierabend");
        Plan(evening).Decide(words with { Crisis = 1 }, sunday).Verdict.ShouldBe(AutoReplyVerdict.NoneFits);
    }

    [Theory]
    [InlineData("Automatische Antwort: Ich bin im Urlaub", AutoReplyVerdict.FromBot)]
    [InlineData("Automatische Antwort von Nordlicht:\nHallo", AutoReplyVerdict.FromBot)]
    [InlineData("Out of office until Monday", AutoReplyVerdict.FromBot)]
    [InlineData("Die automatische Antwort hilft mir nicht", AutoReplyVerdict.Sends)]
    public void What_sounds_like_a_program_gets_no_answer(string text, AutoReplyVerdict verdict) =>
        Decide(words with { Text = text }).Verdict.ShouldBe(verdict);

    [Fact]
    public void Nobody_is_answered_twice_late_in_a_talk_or_while_it_is_paused()
    {
        Decide(words with { FromBot = true }).Verdict.ShouldBe(AutoReplyVerdict.FromBot);
        Decide(words with { At = sunday.AddHours(-2) }).Verdict.ShouldBe(AutoReplyVerdict.TooOld);
        Decide(words with { ToldAt = sunday.AddHours(-23) }).Verdict.ShouldBe(AutoReplyVerdict.HadOne);
        Decide(words with { ToldAt = sunday.AddHours(-24) }).Verdict.ShouldBe(AutoReplyVerdict.Sends);
        Decide(words with { AnsweredAt = sunday.AddMinutes(-10) }).Verdict.ShouldBe(AutoReplyVerdict.InTalk);
        var plan = Plan(evening);
        Decide(words, plan with { Settings = new(Paused: true) }).Verdict.ShouldBe(AutoReplyVerdict.Paused);
        Decide(words, plan with { Settings = new(PausedChannels: ["talking"]) }).Verdict.ShouldBe(AutoReplyVerdict.ChannelPaused);
        Decide(words, plan with { Settings = new(PausedChannels: ["other"]) }).Verdict.ShouldBe(AutoReplyVerdict.Sends);
    }

    [Fact]
    public void A_rule_is_for_its_network_and_account_and_silent_where_its_calendar_is_gone()
    {
        Decide(words, Plan(evening with { Connector = "other" })).Verdict.ShouldBe(AutoReplyVerdict.NoneFits);
        Decide(words, Plan(evening with { SourceId = 2 })).Verdict.ShouldBe(AutoReplyVerdict.NoneFits);
        Decide(words, Plan(evening with { CalendarId = 9 })).Verdict.ShouldBe(AutoReplyVerdict.NoneFits);
        Decide(words, Plan(evening with { Active = false })).Verdict.ShouldBe(AutoReplyVerdict.NoneFits);
    }

    private static AutoReplyDecision Decide(HeardWords heard, AutoReplyPlan? plan = null) =>
        (plan ?? Plan(evening)).Decide(heard, sunday);

    private static AutoReplyPlan Plan(params AutoReplyDraft[] rules) => new(
        [.. rules.Select((draft, at) => new AutoReply(at + 1, draft))], new(),
        new Dictionary<long, BusinessCalendar> { [1] = hamburg }, "Nordlicht", "de");
}
