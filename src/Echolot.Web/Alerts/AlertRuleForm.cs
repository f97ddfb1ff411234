using System.Globalization;
using Echolot.Alerts;
using Echolot.Teams;
using Echolot.Web.Components;
using NodaTime;

namespace Echolot.Web.Alerts;

/// <summary>An alert as the form has it: texts, so that what was typed wrongly can be shown again.</summary>
public sealed record AlertRuleForm
{
    private const string Hours = "HH:mm";

    /// <summary>Stands for people on call where a person could be chosen.</summary>
    public const string OnDuty = "duty";

    public string Name { get; init; } = "";
    public string Kind { get; init; } = nameof(AlertKind.Seasonal);
    public string Monitor { get; init; } = "";
    public string Source { get; init; } = "";
    public string Count { get; init; } = "20";
    public string Least { get; init; } = "10";
    public string Window { get; init; } = "60";
    public string Baseline { get; init; } = "168";
    public string Percent { get; init; } = "200";
    public string Deviations { get; init; } = "2";
    public string Share { get; init; } = "50";
    public string Level { get; init; } = nameof(Sensitivity.Balanced);
    public string Digest { get; init; } = "07:00, 17:00";
    /// <summary>Days of the week, 1 Monday to 7 Sunday.</summary>
    public IReadOnlyList<string> DigestOn { get; init; } = [.. Weekdays.All.Select(Text)];
    public string Authors { get; init; } = "";
    public string Cooldown { get; init; } = "60";
    public IReadOnlyList<string> Channels { get; init; } = [nameof(DeliveryChannel.Screen)];
    public IReadOnlyList<string> Webhooks { get; init; } = [];
    public string QuietFrom { get; init; } = "";
    public string QuietTo { get; init; } = "";
    public IReadOnlyList<string> QuietDays { get; init; } = [];
    /// <summary>Id of the business hours outside of which it is quiet; empty: of none.</summary>
    public string QuietOutside { get; init; } = "";
    public IReadOnlyList<string> Also { get; init; } = [];
    public string Addresses { get; init; } = "";
    public string EscalateTo { get; init; } = "";
    /// <summary>Whose alert it is; empty: whoever saves a new one.</summary>
    public string Owner { get; init; } = "";
    public string EscalateAfter { get; init; } = "15";
    public string Crisis { get; init; } = "0";
    public bool Active { get; init; } = true;
    /// <summary>When the alert was changed that the form began with; empty for a new one.</summary>
    public string Seen { get; init; } = "";

    public DateTimeOffset? SeenAt => Moments.OfForm(Seen);

    public static AlertRuleForm Fresh { get; } = new();

    public static AlertRuleForm Of(AlertRule one)
    {
        var bound = one.Bound.ToString("0.##", CultureInfo.InvariantCulture);
        return new()
        {
            Name = one.Name ?? "", Kind = one.Kind.ToString(), Monitor = Text(one.MonitorId), Source = Text(one.SourceId),
            Count = Number(one.Count, Fresh.Count),
            Least = one.Kind == AlertKind.Threshold ? Fresh.Least : Number(one.Count, Fresh.Least),
            Window = Number((int)one.Window.TotalMinutes, Fresh.Window),
            Baseline = Number((int)one.Baseline.TotalHours, Fresh.Baseline),
            Percent = one.Kind == AlertKind.Percent ? bound : Fresh.Percent,
            Deviations = one.Kind is AlertKind.Deviation or AlertKind.Seasonal ? bound : Fresh.Deviations,
            Share = one.Kind == AlertKind.SentimentShare ? bound : Fresh.Share, Level = one.Sensitivity.ToString(),
            Digest = one.DigestAt.Count == 0 ? Fresh.Digest : string.Join(", ", one.DigestAt.Select(Text)),
            DigestOn = one.DigestOn.Count == 0 ? Fresh.DigestOn : [.. one.DigestOn.Select(Text)],
            Authors = string.Join('\n', one.Authors),
            Cooldown = ((int)one.Cooldown.TotalMinutes).ToString(CultureInfo.InvariantCulture),
            Channels = [.. one.Channels.Select(c => c.ToString())], Webhooks = [.. one.WebhookIds.Select(w => Text(w))],
            QuietFrom = one.QuietFrom is { } from ? Text(from) : "", QuietTo = one.QuietTo is { } to ? Text(to) : "",
            QuietDays = [.. one.QuietDays.Select(Text)], QuietOutside = Text(one.Outside?.CalendarId),
            Also = [.. one.AlsoOnDuty ? [OnDuty] : Array.Empty<string>(), .. one.AlsoRoles.Select(r => r.ToString()), .. one.AlsoPeople.Select(p => Text(p))],
            Addresses = string.Join('\n', one.Addresses), EscalateTo = one.EscalateOnDuty ? OnDuty : Text(one.EscalateTo),
            EscalateAfter = Number((int)one.EscalateAfter.TotalMinutes, Fresh.EscalateAfter), Active = one.Active,
            Crisis = one.Crisis.ToString(CultureInfo.InvariantCulture), Owner = Text(one.PersonId),
            Seen = one.ChangedAt.ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture),
        };
    }

    /// <summary>Reads what was sent, as a form or in an address.</summary>
    public static AlertRuleForm Read(Func<string, IEnumerable<string?>> sent)
    {
        string One(string field) => sent(field).FirstOrDefault() ?? "";
        return new()
        {
            Name = One("name"), Kind = One("kind"), Monitor = One("monitor"), Source = One("source"),
            Count = One("count"), Least = One("least"), Window = One("window"), Baseline = One("baseline"),
            Percent = One("percent"), Deviations = One("deviations"), Share = One("share"), Level = One("level"),
            Digest = One("digest"), Authors = One("authors"), Cooldown = One("cooldown"),
            Channels = [.. sent("channels").OfType<string>()], Webhooks = [.. sent("webhooks").OfType<string>()], QuietFrom = One("quietFrom"),
            QuietTo = One("quietTo"), QuietDays = [.. sent("quietDays").OfType<string>()], QuietOutside = One("quietOutside"),
            DigestOn = [.. sent("digestOn").OfType<string>()], Also = [.. sent("also").OfType<string>()],
            Addresses = One("addresses"), EscalateTo = One("escalateTo"), EscalateAfter = One("escalateAfter"),
            Active = sent("active").Any(), Crisis = One("crisis"), Owner = One("owner"),
            Seen = One("seen"),
        };
    }

    /// <summary>
    /// The alert, or the problems by field. Fields that do not belong to the chosen kind are not read.
    /// </summary>
    /// <param name="person">Owner of an alert that names none.</param>
    public AlertRule? Parse(long id, long person, Dictionary<string, string> problems)
    {
        var kind = Word(Kind, AlertKind.EachMention);
        var channels = Channels
            .Select(c => Enum.TryParse<DeliveryChannel>(c, out var channel) && Enum.IsDefined(channel)
                ? channel
                : (DeliveryChannel?)null)
            .OfType<DeliveryChannel>().Distinct().ToList();
        var count = kind == AlertKind.Threshold ? Whole("count", Count, problems)
            : kind.IsJudged() && kind != AlertKind.Silence ? Whole("least", Least, problems) : 0;
        var window = kind.IsJudged() ? Whole("window", Window, problems) : 0;
        var baseline = kind is AlertKind.Percent or AlertKind.Deviation ? Whole("baseline", Baseline, problems) : 0;
        var bound = kind switch
        {
            AlertKind.Percent => Fraction("percent", Percent, problems),
            AlertKind.Deviation or AlertKind.Seasonal => Fraction("deviations", Deviations, problems),
            AlertKind.SentimentShare => Fraction("share", Share, problems),
            _ => 0,
        };
        var digestOn = Days(DigestOn);
        if (kind == AlertKind.Digest && digestOn.Count == 0) problems["digestOn"] = DaysText.NoDay;
        var escalateTo = kind.Fires() ? Id(EscalateTo) : null;
        var inTurn = kind.Fires() && EscalateTo == OnDuty;
        var rule = new AlertRule(
            id, Id(Owner) ?? person, Id(Monitor), kind, channels, kind == AlertKind.Digest ? Times(problems) : [], count,
            TimeSpan.FromMinutes(window), TimeSpan.FromMinutes(Whole("cooldown", Cooldown, problems)),
            Quiet("quietFrom", QuietFrom, problems), Quiet("quietTo", QuietTo, problems), Active, default)
        {
            Name = Name.Trim() is { Length: > 0 } name ? name : null, QuietDays = Days(QuietDays),
            Outside = Id(QuietOutside) is { } calendar ? new(calendar) : null,
            DigestOn = kind != AlertKind.Digest || digestOn.Count == Weekdays.All.Count ? [] : digestOn,
            SourceId = kind == AlertKind.Silence ? Id(Source) : null, Bound = bound,
            Baseline = TimeSpan.FromHours(baseline),
            Sensitivity = kind.IsJudged() ? Word(Level, Sensitivity.Own) : Sensitivity.Own,
            Authors = kind == AlertKind.Authors ? Lines(Authors) : [], AlsoPeople = [.. Also.Select(Id).OfType<long>()],
            WebhookIds = [.. Webhooks.Select(Id).OfType<long>().Distinct()],
            AlsoRoles = [.. Also.Where(a => Id(a) is null).Select(a => Word(a, (Role)(-1))).Where(Enum.IsDefined)],
            Addresses = Lines(Addresses), EscalateTo = escalateTo, EscalateOnDuty = inTurn,
            AlsoOnDuty = Also.Contains(OnDuty),
            Crisis = kind.CanBeCrisis() ? Whole("crisis", Crisis, problems) : 0,
            EscalateAfter = escalateTo is null && !inTurn
                ? TimeSpan.Zero : TimeSpan.FromMinutes(Whole("escalateAfter", EscalateAfter, problems)),
        };
        return problems.Count == 0 ? rule : null;
    }

    private static T Word<T>(string text, T otherwise) where T : struct, Enum =>
        Enum.TryParse<T>(text, out var parsed) && Enum.IsDefined(parsed) ? parsed : otherwise;

    private static IReadOnlyList<string> Lines(string text) =>
        [.. text.Split(['\n', ',', ';'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Distinct()];

    private static string Text(long? id) => id?.ToString(CultureInfo.InvariantCulture) ?? "";

    private static string Text(TimeOnly time) => time.ToString(Hours, CultureInfo.InvariantCulture);

    private static string Text(IsoDayOfWeek day) => ((int)day).ToString(CultureInfo.InvariantCulture);

    private static List<IsoDayOfWeek> Days(IEnumerable<string> days) => [.. Weekdays.All.Where(day => days.Contains(Text(day)))];

    private static string Number(int number, string otherwise) =>
        number > 0 ? number.ToString(CultureInfo.InvariantCulture) : otherwise;

    private static long? Id(string text) =>
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var id) ? id : null;

    private static TimeOnly? Clock(string text) =>
        TimeOnly.TryParse(text, CultureInfo.InvariantCulture, out var time) ? time : null;

    private static TimeOnly? Quiet(string field, string text, Dictionary<string, string> problems)
    {
        var time = Clock(text);
        if (time is null && !string.IsNullOrWhiteSpace(text)) problems[field] = AlertsText.BadTime;
        return time;
    }

    private static int Whole(string field, string text, Dictionary<string, string> problems)
    {
        if (text.Trim().Length == 0) return 0;
        // Minutes of 60 days are the largest number any of the fields can mean.
        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number <= 1_000_000)
            return number;
        problems[field] = AlertsText.BadNumber;
        return 0;
    }

    /// <summary>With a comma or a point, as people write it.</summary>
    private static double Fraction(string field, string text, Dictionary<string, string> problems)
    {
        const NumberStyles Plain = NumberStyles.AllowDecimalPoint;
        if (double.TryParse(text.Trim().Replace(',', '.'), Plain, CultureInfo.InvariantCulture, out var number)) return number;
        problems[field] = AlertsText.BadFraction;
        return 0;
    }

    private List<TimeOnly> Times(Dictionary<string, string> problems)
    {
        var times = new List<TimeOnly>();
        const StringSplitOptions Trimmed = StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries;
        foreach (var part in Digest.Split([',', ';', ' '], Trimmed))
        {
            if (Clock(part) is { } time) times.Add(time);
            else problems["digest"] = AlertsText.BadTimes;
        }
        return [.. times.Distinct().Order()];
    }
}
