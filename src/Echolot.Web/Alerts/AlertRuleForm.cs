using System.Globalization;
using Echolot.Alerts;

namespace Echolot.Web.Alerts;

/// <summary>An alert as the form has it: texts, so that what was typed wrongly can be shown again.</summary>
public sealed record AlertRuleForm(
    string Monitor, string When, string Count, string Window, string Digest, string Cooldown,
    IReadOnlyList<string> Channels, string Webhook,
    string QuietFrom, string QuietTo, bool Active)
{
    private const string Hours = "HH:mm";

    public static AlertRuleForm Fresh { get; } =
        new(
            "", nameof(AlertKind.EachMention), "20", "60", "07:00, 17:00", "15", [nameof(DeliveryChannel.Screen)], "",
            "", "", true);

    public static AlertRuleForm Of(AlertRule one) => new(
        one.MonitorId?.ToString(CultureInfo.InvariantCulture) ?? "", one.Kind.ToString(),
        Number(one.Count, Fresh.Count),
        Number((int)one.Window.TotalMinutes, Fresh.Window),
        string.Join(", ", one.DigestAt.Select(t => t.ToString(Hours, CultureInfo.InvariantCulture))),
        ((int)one.Cooldown.TotalMinutes).ToString(CultureInfo.InvariantCulture),
        [.. one.Channels.Select(c => c.ToString())],
        one.WebhookId?.ToString(CultureInfo.InvariantCulture) ?? "",
        one.QuietFrom?.ToString(Hours, CultureInfo.InvariantCulture) ?? "",
        one.QuietTo?.ToString(Hours, CultureInfo.InvariantCulture) ?? "", one.Active);

    public static AlertRuleForm Read(IFormCollection form) => new(
        form["monitor"].ToString(), form["when"].ToString(), form["count"].ToString(), form["window"].ToString(),
        form["digest"].ToString(),
        form["cooldown"].ToString(), [.. form["channels"].OfType<string>()], form["webhook"].ToString(),
        form["quietFrom"].ToString(),
        form["quietTo"].ToString(), form.ContainsKey("active"));

    /// <summary>
    /// The rule, or the problems by field. Fields that do not belong to the chosen kind are not read.
    /// </summary>
    public AlertRule? Parse(long id, long person, Dictionary<string, string> problems)
    {
        var when = Enum.TryParse<AlertKind>(When, out var parsed) && Enum.IsDefined(parsed)
            ? parsed
            : AlertKind.EachMention;
        var channels = Channels
            .Select(c => Enum.TryParse<DeliveryChannel>(c, out var channel) && Enum.IsDefined(channel)
                ? channel
                : (DeliveryChannel?)null)
            .OfType<DeliveryChannel>().Distinct().ToList();
        var threshold = when is AlertKind.Threshold;
        var count = threshold ? Whole("count", Count, problems) : 0;
        var window = threshold ? Whole("window", Window, problems) : 0;
        var cooldown = Whole("cooldown", Cooldown, problems);
        var digest = when is AlertKind.Digest ? Times(problems) : [];
        var rule = new AlertRule(
            id, person, Id(Monitor), when, channels, digest, count, TimeSpan.FromMinutes(window),
            TimeSpan.FromMinutes(cooldown),
            Clock(QuietFrom), Clock(QuietTo), Id(Webhook), Active, default);
        return problems.Count == 0 ? rule : null;
    }

    private static string Number(int number, string otherwise) =>
        number > 0 ? number.ToString(CultureInfo.InvariantCulture) : otherwise;

    private static long? Id(string text) =>
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var id) ? id : null;

    private static TimeOnly? Clock(string text) =>
        TimeOnly.TryParse(text, CultureInfo.InvariantCulture, out var time) ? time : null;

    private static int Whole(string field, string text, Dictionary<string, string> problems)
    {
        if (text.Trim().Length == 0) return 0;
        // Minutes of 60 days are the largest number any of the fields can mean.
        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number <= 1_000_000)
            return number;
        problems[field] = AlertsText.BadNumber;
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
