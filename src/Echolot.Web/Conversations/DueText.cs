using System.Globalization;
using Echolot.Web.Components;
using Echolot.Web.Shell;

namespace Echolot.Web.Conversations;

/// <summary>Until when an answer is due, in few words.</summary>
internal static class DueText
{
    public static readonly Phrase At = new("fällig {0}", "due {0}");

    /// <summary>The time of day, with the weekday where it is another day, or the date where it is far off.</summary>
    public static string Moment(DateTimeOffset due, DateTimeOffset now, string? zone)
    {
        var (then, today) = (Moments.Local(due, zone), Moments.Local(now, zone).Date);
        var time = then.ToString("t", CultureInfo.CurrentCulture);
        return (then.Date - today).Days switch
        {
            0 => time,
            > 0 and < 7 => $"{time} {then.ToString("ddd", CultureInfo.CurrentCulture)}",
            _ => Moments.Minute(due, zone),
        };
    }
}
