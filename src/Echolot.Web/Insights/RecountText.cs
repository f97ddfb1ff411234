using System.Globalization;
using Echolot.Web.Shell;

namespace Echolot.Web.Insights;

/// <summary>Texts of a number then and now.</summary>
internal static class RecountText
{
    public static readonly Phrase Title = new("Damals und heute", "Then and now");
    public static readonly Phrase Recount = new("Nachrechnen", "Count again");
    public static readonly Phrase Then = new("Damals", "Then");
    public static readonly Phrase ThenOf = new("{0:N0} Erwähnungen am {1}", "{0:N0} mentions on {1}");
    public static readonly Phrase Now = new("Heute", "Now");
    public static readonly Phrase Mentions = new("{0:N0} Erwähnungen", "{0:N0} mentions");
    public static readonly Phrase Difference = new("Unterschied", "Difference");
    public static readonly Phrase Same = new("Dieselbe Zahl, und seither hat sich nichts daran geändert.", "The same number, and nothing about it has changed since.");
    public static readonly Phrase Arrived = new("{0} später eingetroffen", "{0} arrived later");
    public static readonly Phrase ShownAgain = new("{0} wieder eingeblendet", "{0} shown again");
    public static readonly Phrase Hidden = new("{0} ausgeblendet", "{0} hidden");
    public static readonly Phrase Gone = new(
        "{0} gelöscht, abgelaufen oder nach einer Änderung des Textes nicht mehr gesucht",
        "{0} deleted, expired, or no longer looked for after an edit");
    public static readonly Phrase Found = new(
        "{0} nachträglich gefunden: nach einer Änderung des Textes, oder weil jemand wieder sichtbar ist",
        "{0} found afterwards: after an edit, or because somebody is visible again");
    public static readonly Phrase ByQuery = new(
        "{0} durch die geänderte Suchanfrage, gelöscht oder abgelaufen", "{0} by the changed query, deleted or expired");
    public static readonly Phrase Uncounted = new(
        "Nicht alles, was seither eintraf oder ausgeblendet wurde, ließ sich in der Zeit zählen, die eine Seite warten kann; ein kürzerer Zeitraum sagt mehr.",
        "Not all that arrived or was hidden since could be counted in the time that a page may take; a shorter period tells more.");
    public static readonly Phrase Query = new("Suchanfrage {0}: damals Fassung {1}, heute {2}", "Query {0}: version {1} then, {2} now");
    public static readonly Phrase NewQuery = new("Monitor {0} gab es damals noch nicht", "Monitor {0} was not there yet");
    public static readonly Phrase Scope = new(
        "Der Ordner enthält heute andere Monitore; gezählt sind die von damals.",
        "The folder holds other monitors today; those of then are counted.");

    /// <summary>Why the numbers differ, a line each.</summary>
    public static IEnumerable<string> Reasons(Echolot.Insights.Recount recount)
    {
        if (recount.Since.Arrived > 0) yield return Arrived.With(Signed(recount.Since.Arrived));
        if (recount.Since.ShownAgain > 0) yield return ShownAgain.With(Signed(recount.Since.ShownAgain));
        if (recount.Since.Hidden > 0) yield return Hidden.With(Signed(-recount.Since.Hidden));
        if (recount.Rest is { } rest and not 0)
            yield return (recount.Queries.Count > 0 ? ByQuery : rest < 0 ? Gone : Found).With(Signed(rest));
        if (recount.Rest is null) yield return Uncounted;
    }

    public static string Signed(long number) => number.ToString("+#,0;−#,0;0", CultureInfo.CurrentCulture);
}
