using Echolot.Web.Shell;

namespace Echolot.Web.Alerts;

/// <summary>What the time machine of alerts says of the hours it would have spoken in.</summary>
internal static class PastText
{
    public static readonly Phrase AtNight = new(
        "davon {0:N0}-mal zwischen 22 und 7 Uhr", "{0:N0} of them between 22:00 and 07:00");
    public static readonly Phrase Delivered = new("davon {0:N0}-mal zugestellt", "{0:N0} of them delivered");
    public static readonly Phrase DeliveredAt = new("Zugestellt", "Delivered");
    public static readonly Phrase ToldWith = new("mit einem anderen Alarm zusammen gemeldet", "told together with another alert");
    public static readonly Phrase DeliveredHonest = new(
        "Zugestellt wird nach den Ruhezeiten, eine Ursache nur einmal und nichts, solange der Alarm stumm war.",
        "Delivery waits for the end of quiet hours, each cause is told once, and nothing while the alert was muted.");
    public static readonly Phrase Muted = new("nicht: Der Alarm war stumm", "not: the alert was muted");
    public static readonly Phrase Called = new("Bereitschaft wäre gerufen worden", "On call would have been called");
    public static readonly Phrase Nobody = new("niemand", "nobody");
    public static readonly Plural MoreSteps = new(
        new("und {0} weiterer Ruf", "and {0} more call"), new("und {0} weitere Rufe", "and {0} more calls"));
    public static readonly Phrase CallsHonest = new(
        "Gerufen würde in dieser Reihenfolge, bis jemand bestätigt; es gilt der Plan, wie er heute steht.",
        "Calls go in this order until somebody acknowledges; the rota counts as it stands today.");
    public static readonly Phrase Paused = new(
        "Der Monitor oder die Quelle ist pausiert, deshalb ist nichts zu erwarten.",
        "The monitor or source is paused, so nothing is expected.");
    public static readonly Phrase LeftOut = new("Nicht mitgezählt: Lücke oder Pause", "Left out: gap or pause");
    public static readonly Phrase Young = new(
        "Gesammelt wird erst seit {0}. Wie oft es im Monat wäre, ist deshalb noch ungenau.",
        "Collecting began only on {0}, so how often it would fire in a month is still a rough estimate.");
    public static readonly Phrase Fires = new("Löst aus", "Fires");
    public static readonly Phrase OnlyNew = new("nur neu", "only new");
    public static readonly Phrase OnlySaved = new("nur gespeichert", "only saved");
    public static readonly Phrase Both = new("beide", "both");
    public static readonly Phrase OnlyVersion = new("nur Fassung {0}", "only version {0}");
    public static readonly Phrase Apart = new(
        "{0:N0}-mal {1}, {2:N0}-mal {3}, {4:N0}-mal beide.", "{0:N0} × {1}, {2:N0} × {3}, {4:N0} × both.");
    public static readonly Phrase Judged = new(
        "Von „{0}“ wurden {1:N0} als berechtigt und {2:N0} als Fehlalarm beurteilt.",
        "Of “{0}”, {1:N0} were judged justified and {2:N0} false alarms.");
    public static readonly Phrase Beside = new("Zwei Fassungen nebeneinander", "Two versions side by side");
    public static readonly Phrase BesideNote = new(
        "Was jede von ihnen in dieser Zeit gemeldet hätte.", "What each of them would have reported in this time.");
    public static readonly Phrase NoVersion = new("Diese Fassung gibt es nicht", "There is no such version");
    public static readonly Phrase NoPast = new(
        "Fassung {0} kann so nicht mehr arbeiten, deshalb steht nichts daneben.",
        "Version {0} cannot work any more as it is, so nothing stands beside it.");
    public static readonly Phrase NeverAtNight = new("nie zwischen 22 und 7 Uhr", "never between 22:00 and 07:00");
}
