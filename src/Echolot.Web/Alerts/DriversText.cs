using Echolot.Web.Mentions;
using Echolot.Web.Shell;

namespace Echolot.Web.Alerts;

/// <summary>Texts of what drove a firing.</summary>
internal static class DriversText
{
    public static readonly Phrase Title = new("Was anders war als sonst", "What was different");
    public static readonly Phrase Note = new("verglichen mit der Woche davor", "against the week before");
    public static readonly Phrase NothingBefore = new("in der Woche davor war nichts", "nothing in the week before");
    public static readonly Phrase About = new(
        "Quellen, Tonalität, Sprachen und Arten, die im Zeitfenster mehr als zufällig und mindestens anderthalbmal "
        + "so häufig sind wie in der Woche davor (Log-Likelihood-Quotient G² über 10,8), und Wörter, die in den "
        + "höchstens 1.000 neuesten Beiträgen des Zeitfensters häufiger stehen als in den letzten 1.000 davor.",
        "Sources, sentiments, languages and kinds that are beyond chance in the window and at least half as "
        + "frequent again as in the week before (log-likelihood ratio G² above 10.8), and words that stand in the "
        + "newest posts of the window, at most 1,000, more often than in the last 1,000 before it.");
    public static readonly Phrase Authors = new(
        "{0:N0} Beiträge von {1:N0} Konten; wer am meisten schrieb, schrieb {2:N0}.",
        "{0:N0} posts by {1:N0} accounts; whoever wrote most wrote {2:N0}.");
    public static readonly Phrase Instead = new("{0:P0} statt {1:P0}", "{0:P0} instead of {1:P0}");
    public static readonly Phrase WordHint = new(
        "in {0:N0} von {1:N0} Beiträgen, davor in {2:N0} von {3:N0}",
        "in {0:N0} of {1:N0} posts, before in {2:N0} of {3:N0}");
    public static readonly Phrase Nothing = new(
        "Nichts fällt auf: Es war mehr als sonst, aber von allem.",
        "Nothing stands out: there was more than usual, of everything.");

    public static Phrase FieldName(string field) => field switch
    {
        "sentiment" => ListeningText.Tone,
        "language" => ListeningText.Language,
        "kind" => ListeningText.Kind,
        _ => ListeningText.Source,
    };
}
