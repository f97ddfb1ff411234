using System.Text.RegularExpressions;
using Echolot.Answers;
using Echolot.Sources;
using Echolot.Teams;
using NodaTime;

namespace Echolot.Conversations;

/// <summary>Words of a customer, with all that decides whether they are answered automatically.</summary>
/// <param name="At">When they were said.</param>
/// <param name="SourceId">Account of ours that heard them.</param>
/// <param name="Crisis">Level of the crisis that the conversation belongs to; 0: none.</param>
/// <param name="FromBot">Their author says of itself that it is a program.</param>
/// <param name="AnsweredAt">When a person of ours last spoke in the conversation.</param>
/// <param name="ToldAt">When this person last got an automatic reply, wherever.</param>
public sealed record HeardWords(
    DateTimeOffset At, string Connector, long? SourceId, Leg Leg, string Text, string Language, int Crisis, bool FromBot,
    DateTimeOffset? AnsweredAt, DateTimeOffset? ToldAt);

/// <summary>Whether an automatic reply is sent, and why not.</summary>
public enum AutoReplyVerdict
{
    Sends, NoneFits, Paused, ChannelPaused,

    /// <summary>A program wrote, or it sounds like one.</summary>
    FromBot,

    /// <summary>They came too late to be answered at once.</summary>
    TooOld,

    /// <summary>A colleague speaks with them just now.</summary>
    InTalk,

    /// <summary>They have had one within the window.</summary>
    HadOne,
}

/// <summary>What was decided about some words.</summary>
/// <param name="Rule">The one that speaks; null where none does.</param>
/// <param name="Text">As it leaves, with the signature.</param>
public sealed record AutoReplyDecision(AutoReplyVerdict Verdict, AutoReply? Rule = null, string? Text = null)
{
    /// <summary>Who speaks, as the time line shows it.</summary>
    public string? Signature { get; init; }
}

/// <summary>Everything by which automatic replies are decided, as it stood at one moment.</summary>
/// <param name="Rules">In their order.</param>
/// <param name="Calendars">By the id of the calendar.</param>
/// <param name="Name">In whose name they speak.</param>
/// <param name="Language">Of the workspace.</param>
public sealed partial record AutoReplyPlan(
    IReadOnlyList<AutoReply> Rules, AutoReplySettings Settings, IReadOnlyDictionary<long, BusinessCalendar> Calendars,
    string Name, string Language)
{
    /// <summary>How the house speaks to people in German.</summary>
    public Address Manner { get; init; }

    /// <summary>What was said longer ago is no longer answered "at once": the server stood still, or history was read.</summary>
    public static readonly TimeSpan Freshness = TimeSpan.FromHours(1);

    /// <summary>So long after a colleague's answer the conversation is theirs.</summary>
    public static readonly TimeSpan Talking = TimeSpan.FromMinutes(30);

    /// <summary>Decides about some words; the same for real and in the preview.</summary>
    /// <param name="words">What was said.</param>
    /// <param name="now">When it is decided; the preview takes the moment they were said.</param>
    public AutoReplyDecision Decide(HeardWords words, DateTimeOffset now)
    {
        if (words.FromBot || Automatic().IsMatch(words.Text)) return new(AutoReplyVerdict.FromBot);
        if (now - words.At > Freshness) return new(AutoReplyVerdict.TooOld);
        if (Rules.FirstOrDefault(rule => Fits(rule.Draft, words, now)) is not { } speaks) return new(AutoReplyVerdict.NoneFits);
        if (Settings.Paused) return new(AutoReplyVerdict.Paused, speaks);
        if (Settings.PausesOn(words.Connector)) return new(AutoReplyVerdict.ChannelPaused, speaks);
        if (now - words.AnsweredAt < Talking) return new(AutoReplyVerdict.InTalk, speaks);
        if (now - words.ToldAt < TimeSpan.FromHours(Settings.WindowHours)) return new(AutoReplyVerdict.HadOne, speaks);
        var (text, german) = BotWords.In(speaks.Draft.Text, words.Language, Language);
        if (speaks.Draft.CalendarId is { } id && Calendars.TryGetValue(id, out var calendar))
            text = text.Replace("{{opens}}", BotWords.Opens(calendar, now, german), StringComparison.Ordinal);
        return new(AutoReplyVerdict.Sends, speaks, BotWords.Signed(Name, german, text))
        {
            Signature = BotWords.Signature(Name, german),
        };
    }

    private bool Fits(AutoReplyDraft rule, HeardWords words, DateTimeOffset now) =>
        rule.Active
        && (rule.Connector is null || rule.Connector == words.Connector)
        && (rule.SourceId is null || rule.SourceId == words.SourceId)
        && words.Crisis >= rule.CrisisFrom && words.Crisis <= (rule.CrisisTo ?? int.MaxValue)
        && (rule.Legs is AutoReplyLegs.Both || rule.Legs == (words.Leg is Leg.Public ? AutoReplyLegs.Public : AutoReplyLegs.Private))
        && At(rule, now);

    private bool At(AutoReplyDraft rule, DateTimeOffset now)
    {
        if (rule.Hours is AutoReplyHours.Always) return true;
        // Without its calendar nobody knows whether it is closed; silence is the smaller mistake.
        if (rule.CalendarId is not { } id || !Calendars.TryGetValue(id, out var calendar)) return false;
        var stretch = OpenTime.At(calendar, Instant.FromDateTimeOffset(now));
        return rule.Hours switch
        {
            AutoReplyHours.Inside => stretch.IsOpen,
            AutoReplyHours.Outside => !stretch.IsOpen,
            _ => stretch.Closed is ClosedBecause.Holiday or ClosedBecause.SpecialDay,
        };
    }

    // How programs begin that answer for people who are away, and ours.
    [GeneratedRegex(
        @"^\s*(\[?(auto(matic|matische|matisch)?[\s-]*(reply|answer|response|antwort)|abwesenheits(notiz|nachricht)|out of( the)? office|delivery status notification|undeliverable))",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Automatic();
}
