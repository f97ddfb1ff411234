using Echolot.Web.Components;
using Echolot.Web.Shell;

namespace Echolot.Web.Insights;

/// <summary>Texts of the search.</summary>
internal static class SearchText
{
    public static readonly Phrase Title = new("Suche", "Search");
    public static readonly Phrase Field = new("Suchanfrage", "Query");
    public static readonly Phrase Find = new("Suchen", "Search");
    public static readonly Phrase Hits = new("Treffer, neueste zuerst", "Hits, newest first");
    public static readonly Phrase ToMonitor = new("Als Monitor", "As a monitor");
    public static readonly Phrase ToMonitorHint = new(
        "Neuer Monitor mit dieser Suchanfrage und ihren Filtern", "New monitor with this query and its filters");
    public static readonly Phrase Save = new("Suche speichern", "Save search");
    public static readonly Phrase Change = new("Suche ändern", "Change search");
    public static readonly Phrase Yes = new("ja", "yes");
    public static readonly Phrase No = new("nein", "no");
    public static readonly Phrase SaveNow = new("Speichern", "Save");
    public static readonly Phrase Cancel = new("Abbrechen", "Cancel");
    public static readonly Phrase Name = new("Name", "Name");
    public static readonly Phrase Note = new("Notiz", "Note");
    public static readonly Phrase NoteHint = new("Wozu diese Suche dient", "What this search is for");
    public static readonly Phrase Share = new("Mit allen teilen", "Share with everybody");
    public static readonly Phrase ShareHint = new(
        "Andere sehen und nutzen sie; ändern können nur Sie.", "Others see and use it; only you can change it.");
    public static readonly Phrase FillAnew = new("Mit der jetzigen Suche überschreiben", "Replace with the present search");
    public static readonly Phrase FillAnewHint = new(
        "Name und Notiz bleiben; Suchanfrage und Filter sind danach die, die Sie gerade sehen.",
        "Name and note stay; query and filters are then those that you see now.");
    public static readonly Phrase NotTaken = new(
        "Nicht übernommen: {0}. Ein Monitor sieht nur, was ein Beitrag bei der Ankunft mitbringt.",
        "Not taken over: {0}. A monitor sees only what a post has when it comes in.");
    public static readonly Phrase Saved = new("Die Suche ist gespeichert.", "The search is saved.");
    public static readonly Phrase Removed = new("Die Suche ist gelöscht.", "The search is removed.");
    public static readonly Phrase NotYours = new(
        "Diese Suche gibt es nicht mehr, oder sie gehört jemand anderem.",
        "This search is gone, or it belongs to somebody else.");
    public static readonly Phrase Remove = new("Suche löschen", "Remove search");
    public static readonly Phrase MySearches = new("Gespeicherte Suchen", "Saved searches");
    public static readonly Phrase NoSearches = new(
        "Noch keine. Suchen Sie etwas und speichern Sie es hier.", "None yet. Search for something and save it here.");
    public static readonly Phrase Shared = new("geteilt", "shared");
    public static readonly Phrase NameNeeded = new(
        "Geben Sie ihr einen Namen mit 1 bis 80 Zeichen.", "Give it a name of 1 to 80 characters.");
    public static readonly Phrase TooMany = new(
        "Sie haben schon 200 Suchen gespeichert, oder ihre Filter sind zusammen zu lang. Löschen Sie zuerst eine.",
        "You have saved 200 searches, or their filters are too long together. Delete one first.");
    public static readonly Phrase NoneTitle = new("Nichts gefunden", "Nothing found");
    public static readonly Phrase NoneText = new(
        "Gespeichert wird, was ein Monitor sucht. Suchen Sie mit weniger Wörtern, nehmen Sie einen Filter weg, oder "
        + "legen Sie einen Monitor an, der künftig darauf achtet.",
        "Only what a monitor looks for is stored. Use fewer words, remove a filter, or make a monitor that listens for "
        + "it from now on.");
    public static readonly Phrase Partial = new(
        "Kein Wort dieser Suche muss vorkommen, darum wird jeder Text gelesen. Bis hierher wurde gesucht.",
        "No word of this search has to be there, so every text is read. This is how far the search has come.");
    public static readonly Phrase GoOn = new("Weitersuchen", "Go on searching");
    public static readonly Phrase Mend = new("Ändern in", "Change to");
    public static readonly Phrase Clear = new("Alle Filter entfernen", "Clear all filters");
    public static readonly Phrase Filters = new("Filter", "Filters");
    public static readonly Phrase Choose = new("Wählen Sie links einen Treffer", "Choose a hit on the left");
    public static readonly Phrase ChooseText = new(
        "Mit j und k blättern, mit Enter öffnen.", "j and k move, Enter opens.");
    public static readonly Phrase Help = new("Suchsprache", "Query language");
    public static readonly Phrase HelpText = new(
        "AND, OR, NOT und \"Wortgruppen\"; liefer* für Wortanfänge; a NEAR/5 b für Nähe; title:, author:, "
        + "site:, lang:de "
        + "für Felder.",
        "AND, OR, NOT and \"phrases\"; deliver* for beginnings of words; a NEAR/5 b for nearness; title:, "
        + "author:, site:, "
        + "lang:de for fields.");
    public static readonly Phrase OwnedBy = new("von {0}", "by {0}");
}
