using System.Globalization;
using Echolot.Privacy;
using Echolot.Sources;
using Echolot.Teams;
using NodaTime;

namespace Echolot.Conversations;

/// <summary>At which hours an automatic reply speaks; the names are stored.</summary>
public enum AutoReplyHours
{
    Always,

    /// <summary>While its calendar is closed, for whatever reason.</summary>
    Outside,

    /// <summary>While its calendar is open.</summary>
    Inside,

    /// <summary>On holidays and on special days that are closed.</summary>
    Holiday,
}

/// <summary>To whom an automatic reply speaks; the names are stored.</summary>
public enum AutoReplyLegs { Private, Public, Both }

/// <summary>What somebody fills in of an automatic reply.</summary>
/// <param name="Connector">Network that it is for; null: every one.</param>
/// <param name="SourceId">Account that it is for; null: every one.</param>
/// <param name="CalendarId">By which it goes; null only where it speaks always.</param>
/// <param name="CrisisFrom">Speaks from this level of a crisis on; 0: also without one.</param>
/// <param name="CrisisTo">Speaks up to this level; null: without end.</param>
/// <param name="Text">One language may be empty: then the other one is taken. <c>{{opens}}</c>: when the calendar opens.</param>
public sealed record AutoReplyDraft(
    string Name, string? Connector, long? SourceId, AutoReplyHours Hours, long? CalendarId, int CrisisFrom, int? CrisisTo,
    AutoReplyLegs Legs, LocalText Text, bool Active = true);

/// <summary>An automatic reply; the first one in the list that fits speaks.</summary>
public sealed record AutoReply(long Id, AutoReplyDraft Draft);

/// <summary>What holds for all automatic replies.</summary>
/// <param name="Paused">None is sent, as in a crisis.</param>
/// <param name="PausedChannels">Networks on which none is sent.</param>
/// <param name="WindowHours">Nobody gets a second one within so many hours, whatever and wherever they write.</param>
/// <param name="Name">In whose name they speak; null: that of the workspace.</param>
public sealed record AutoReplySettings(
    bool Paused = false, IReadOnlyList<string>? PausedChannels = null, int WindowHours = 24, string? Name = null)
{
    public bool PausesOn(string connector) => PausedChannels?.Contains(connector) == true;
}

/// <summary>What became of an automatic reply.</summary>
/// <param name="Problem">Why it was not sent; null: it is in the outbox.</param>
public sealed record AutoReplyEntry(
    long Id, DateTimeOffset At, long? RuleId, long ConversationId, InboxRefusal? Problem);

/// <summary>How a bot says that it is one. Every word of a bot passes here.</summary>
public static class BotWords
{
    /// <summary>Whose automatic reply it is; names the writer in the time line as well.</summary>
    public static string Signature(string name, bool german) =>
        german ? $"Automatische Antwort von {name}" : $"Automatic reply from {name}";

    /// <summary>A text with the signature before it, as it leaves.</summary>
    public static string Signed(string name, bool german, string text) => $"{Signature(name, german)}:\n{text}";

    /// <summary>The text in the language of a conversation; in the other one where that is all there is.</summary>
    /// <param name="text">In both languages.</param>
    /// <param name="language">Of the conversation; <c>und</c> where it is not known.</param>
    /// <param name="usual">Language of the workspace, for what is in neither.</param>
    public static (string Text, bool German) In(LocalText text, string language, string usual)
    {
        var german = language is "de" || language is not "en" && usual == "de" && language is "und" or "";
        if (german && text.De.Length == 0 || !german && text.En.Length == 0) german = !german;
        return (german ? text.De : text.En, german);
    }

    /// <summary>When somebody is there again, as people say it: <c>Montag, 8:00 Uhr</c>.</summary>
    public static string Opens(BusinessCalendar calendar, DateTimeOffset now, bool german)
    {
        var at = Instant.FromDateTimeOffset(now);
        if (OpenTime.At(calendar, at).IsOpen) return german ? "jetzt" : "now";
        if (OpenTime.After(calendar, at, Duration.FromMilliseconds(1)) is not { } open) return "–";
        var local = open.InZone(calendar.Zone).LocalDateTime;
        var today = at.InZone(calendar.Zone).Date;
        var culture = CultureInfo.GetCultureInfo(german ? "de-DE" : "en-GB");
        var time = local.ToString(german ? "H:mm 'Uhr'" : "H:mm", culture);
        var day = local.Date == today ? german ? "heute" : "today"
            : local.Date == today.PlusDays(1) ? german ? "morgen" : "tomorrow"
            : local.ToString(local.Date < today.PlusDays(7) ? "dddd" : german ? "dddd, d. MMMM" : "dddd, d MMMM", culture);
        return $"{day}, {time}";
    }
}

/// <summary>An automatic reply as it is stored. Names who changed it.</summary>
[Personal("auto_reply")]
internal sealed record AutoReplyRow
{
    public const string Columns =
        "id, name, active, position, connector, source_id, hours, calendar_id, crisis_from, crisis_to, legs, text_de, text_en";

    public long Id { get; init; }
    public string Name { get; init; } = "";
    public long Active { get; init; }
    public long Position { get; init; }
    public string? Connector { get; init; }
    public long? SourceId { get; init; }
    public string Hours { get; init; } = nameof(AutoReplyHours.Always);
    public long? CalendarId { get; init; }
    public long CrisisFrom { get; init; }
    public long? CrisisTo { get; init; }
    public string Legs { get; init; } = nameof(AutoReplyLegs.Private);
    public string TextDe { get; init; } = "";
    public string TextEn { get; init; } = "";

    public AutoReply AsRule() => new(
        Id, new(Name, Connector, SourceId, Enum.Parse<AutoReplyHours>(Hours), CalendarId, (int)CrisisFrom, (int?)CrisisTo,
            Enum.Parse<AutoReplyLegs>(Legs), new(TextDe, TextEn), Active != 0));
}

/// <summary>When somebody was last spoken to automatically, as it is stored.</summary>
[Personal("auto_reply_turn")]
internal sealed record AutoReplyTurnRow(long IdentityId, long At);

/// <summary>What became of an automatic reply as it is stored: ids, times and a reason.</summary>
[NotPersonal("auto_reply_log")]
internal sealed record AutoReplyLogRow
{
    public const string Columns = "id, at, rule_id, conversation_id, message_id, problem";

    public long Id { get; init; }
    public long At { get; init; }
    public long? RuleId { get; init; }
    public long ConversationId { get; init; }
    public long MessageId { get; init; }
    public string? Problem { get; init; }

    // What was written before carries an English sentence behind the reason.
    public AutoReplyEntry AsEntry() => new(
        Id, Stored.Time(At), RuleId, ConversationId,
        Problem is null ? null : Enum.TryParse<InboxRefusal>(Problem.Split(':')[0], out var why) ? why : InboxRefusal.CannotSend);
}
