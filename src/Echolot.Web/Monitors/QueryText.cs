using Echolot.Matching;
using Echolot.Web.Shell;

namespace Echolot.Web.Monitors;

/// <summary>
/// Errors and warnings of the query language in the reader's language; the library itself speaks English.
/// </summary>
internal static class QueryText
{
    private static readonly Dictionary<string, (string Message, string Remedy)> German = new()
    {
        ["empty"] = (
            "Die Suchanfrage ist leer.", "Schreiben Sie mindestens ein Wort, zum Beispiel den Namen Ihrer Marke."),
        ["too-long"] = ("Die Suchanfrage ist länger als 20.000 Zeichen.", "Teilen Sie sie auf zwei Monitore auf."),
        ["too-many-terms"] = ("Die Suchanfrage hat mehr als 2.000 Wörter.", "Teilen Sie sie auf zwei Monitore auf."),
        ["too-deep"] = (
            "Die Klammern sind zu tief verschachtelt.", "Lösen Sie innere Klammern auf oder teilen Sie die Anfrage."),
        ["pure-negation"] = (
            "Die Anfrage schließt nur aus, sucht aber nichts.", "Setzen Sie vor das NOT, was gefunden werden soll."),
        ["stray-bracket"] = (
            "Diese schließende Klammer hat keine öffnende.", "Löschen Sie sie oder ergänzen Sie die öffnende."),
        ["unclosed-bracket"] = ("Diese Klammer wird nie geschlossen.", "Ergänzen Sie die schließende Klammer."),
        ["empty-brackets"] = (
            "Zwischen den Klammern steht nichts.", "Schreiben Sie etwas hinein oder löschen Sie sie."),
        ["missing-operand"] = (
            "Neben dem Operator fehlt etwas.", "Ergänzen Sie das Wort oder löschen Sie den Operator."),
        ["unclosed-quote"] = (
            "Das Anführungszeichen wird nie geschlossen.", "Ergänzen Sie das schließende Anführungszeichen."),
        ["empty-phrase"] = (
            "Zwischen den Anführungszeichen steht kein Wort.", "Schreiben Sie Wörter hinein oder löschen Sie sie."),
        ["nothing-to-search"] = (
            "Das enthält keinen Buchstaben, keine Ziffer und kein Emoji.", "Suchen Sie nach einem Wort oder Emoji."),
        ["bare-wildcard"] = (
            "Ein Platzhalter allein findet alles.",
            "Stellen Sie Buchstaben davor oder dahinter, zum Beispiel liefer*."),
        ["broad-wildcard"] = (
            "Dieser Platzhalter findet sehr viele Wörter.",
            "Nehmen Sie mehr Buchstaben dazu, damit er gezielter sucht."),
        ["wildcard-start"] = (
            "Kein Wort muss vorkommen, weil ein Platzhalter vorn steht: Eine Suche im Archiv liest jede Erwähnung.",
            "Ergänzen Sie ein Wort, das vorkommen muss, oder schreiben Sie die Wörter aus."),
        ["duplicate-term"] = ("Das steht schon einmal daneben.", "Lassen Sie es einmal weg."),
        ["swallowed-term"] = ("Das findet der Platzhalter daneben schon.", "Lassen Sie es weg."),
        ["excludes-all"] = (
            "Das schließt alles aus, was die Anfrage sucht.",
            "Lassen Sie den Ausschluss weg oder fassen Sie ihn enger."),
        ["never-excludes"] = (
            "Das schließt nie etwas aus, weil der Rest der Anfrage es nicht finden kann.", "Lassen Sie es weg."),
        ["question-mark"] = (
            "Das Fragezeichen steht für genau einen Buchstaben.", "Soll es ein Satzzeichen sein, lassen Sie es weg."),
        ["lower-case-operator"] = (
            "Kleingeschrieben ist das ein Wort und kein Operator.",
            "Schreiben Sie AND, OR, NOT groß, wenn es verknüpfen soll."),
        ["implicit-and"] = (
            "Zwischen den Wörtern steht kein Operator; gelesen wird AND.",
            "Schreiben Sie AND oder OR dazwischen, oder setzen Sie Anführungszeichen."),
        ["lines-alternatives"] = (
            "Jede Zeile ist als Möglichkeit gelesen: Dazwischen steht OR.",
            "Setzen Sie Klammern um Zeilen, die zusammengehören, oder schreiben Sie AND dazwischen."),
        ["state-beside-choice"] = (
            "Ein Wort über Zustände kann nicht neben OR oder NEAR stehen.",
            "Setzen Sie Klammern um das, was zusammengehört, und schreiben Sie das Wort über Zustände außerhalb."),
        ["mixed-and-or"] = (
            "AND und OR stehen ohne Klammern nebeneinander; AND bindet stärker.",
            "Setzen Sie Klammern, damit klar ist, was zusammengehört."),
        ["near-mixed"] = (
            "NEAR steht ohne Klammern neben AND, OR oder NEAR; NEAR bindet stärker.",
            "Setzen Sie Klammern um das, was zusammengehört."),
        ["near-default"] = (
            "NEAR ohne Zahl nimmt den üblichen Abstand.", "Schreiben Sie den Abstand dazu, zum Beispiel NEAR/5."),
        ["near-zero"] = (
            "Ein Abstand von 0 wird als direkt nebeneinander gelesen: NEAR/1.",
            "Schreiben Sie 1 für Wörter direkt nebeneinander."),
        ["near-shortened"] = (
            "Zwischen beiden dürfen höchstens 99 Wörter stehen.", "Weiter geht es nicht; der Abstand wurde gekürzt."),
        ["preference"] = (
            "^ mit einer Zahl sagt anderswo, was zuerst gezeigt wird; hier entscheidet das keine Anfrage.",
            "Lassen Sie es weg."),
        ["near-distance"] = (
            "Der Abstand ist keine erlaubte Zahl.",
            "Nehmen Sie eine ganze Zahl von 1 bis 100, zum Beispiel NEAR/5 oder \"a b\"~5."),
        ["near-operand"] = (
            "NEAR verbindet nur Wörter, Wortgruppen und mit OR verbundene davon.",
            "Nehmen Sie AND oder NOT aus den Klammern neben NEAR."),
        ["near-depth"] = ("NEAR steht in NEAR in NEAR.", "Lösen Sie die innere Nähe auf."),
        ["near-fields"] = (
            "Was nahe beieinander stehen soll, steht in verschiedenen Feldern.",
            "Nehmen Sie auf beiden Seiten dasselbe Feld."),
        ["window-operand"] = (
            "Eine Tilde hinter Klammern braucht Begriffe, die mit AND verbunden sind.",
            "Schreiben Sie zum Beispiel ((a OR b) AND (c OR d))~5."),
        ["window-parts"] = (
            "Vor der Tilde stehen mehr als acht Begriffe.",
            "Lassen Sie Begriffe weg oder verbinden Sie mehrere Gruppen mit AND."),
        ["tilde-single"] = (
            "Eine Tilde ohne Zahl braucht zwei bis vier Wörter in Anführungszeichen.",
            "Schreiben Sie \"car sharing\"~ für jede Schreibweise, bahn~1 für einen falschen Buchstaben."),
        ["fuzzy-default"] = (
            "Eine Tilde ohne Zahl erlaubt einen falschen Buchstaben.", "Schreiben Sie ~1 oder ~2 dahinter."),
        ["fuzzy-word"] = (
            "Falsche Buchstaben gibt es nur für einzelne Wörter ohne Platzhalter.",
            "Setzen Sie die Tilde hinter ein Wort, zum Beispiel bahn~1."),
        ["fuzzy-distance"] = ("Höchstens zwei Buchstaben dürfen abweichen.", "Schreiben Sie ~1 oder ~2."),
        ["fuzzy-length"] = (
            "Für diese Tilde ist das Wort zu kurz oder zu lang; kurze Wörter fänden alles.",
            "Schreiben Sie die gewünschten Schreibweisen aus, zum Beispiel (bmw OR bwm)."),
        ["raw-wildcard"] = (
            "Was genau so dastehen soll, kann keine Platzhalter haben.",
            "Lassen Sie den Platzhalter weg oder die Plus-Zeichen und Klammern."),
        ["forms-as-typed"] = (
            "Was genau so dastehen soll, hat keine anderen Formen.",
            "Lassen Sie das Zeichen für Formen weg oder die Plus-Zeichen und Klammern."),
        ["value-as-typed"] = (
            "Dieses Feld vergleicht den ganzen Wert, ohne Zeichen davor und dahinter.",
            "Schreiben Sie nur den Wert; * steht für beliebige Buchstaben."),
        ["unclosed-brace"] = (
            "Die geschweifte Klammer wird nie geschlossen.", "Schreiben Sie } hinter das Wort, zum Beispiel {BT}."),
        ["unclosed-comment"] = (
            "Diese Anmerkung wird nie geschlossen.", "Schreiben Sie >>> an ihr Ende oder löschen Sie sie."),
        ["count-number"] = (
            "COUNT braucht hinter der Klammer >= und eine Zahl von 1 bis 100.",
            "Schreiben Sie zum Beispiel COUNT(bahn)>=3; für weniger NOT COUNT(bahn)>=3."),
        ["count-operand"] = (
            "COUNT zählt nur Wörter, Wortgruppen und mit OR verbundene davon.",
            "Schreiben Sie COUNT(a OR \"b c\")>=3 und verbinden Sie anderes mit AND."),
        ["field-in-field"] = (
            "In einem Feld steht ein anderes Feld.",
            "Schreiben Sie die Felder nebeneinander und verknüpfen Sie sie mit AND."),
        ["missing-value"] = (
            "Hinter dem Feld fehlt der Wert.",
            "Schreiben Sie ihn ohne Leerzeichen hinter den Doppelpunkt, zum Beispiel lang:de."),
        ["unknown-value"] = ("Diesen Wert kennt das Feld nicht.", "Wählen Sie einen der erlaubten Werte."),
        ["unknown-country"] = (
            "Das ist das Kürzel keines Landes.",
            "Schreiben Sie sein Kürzel aus zwei oder drei Buchstaben, zum Beispiel de oder deu."),
        ["unknown-field"] =
            ("Dieses Feld gibt es nicht.", "Es gibt unter anderem title, text, lead, lang, source, author, site, url, "
                + "has, is, followers und rating; ein Doppelpunkt im Text gehört in Anführungszeichen."),
        ["foreign-id"] = (
            "Das ist eine Kennung jenes Werkzeugs, die hier keine Erwähnung hat.",
            "Fragen Sie stattdessen nach dem Namen der Website, des Verfassers oder der Quelle."),
        ["foreign-place"] = (
            "Das ist ein Ort in der Schreibweise eines anderen Werkzeugs; hier zählt, wie Quellen ihn nennen.",
            "Schreiben Sie den Namen, wie er in Erwähnungen steht, zum Beispiel region:bayern, oder fragen Sie mit country: nach dem Land."),
        ["bio-words"] = (
            "Dieses Feld sucht ein Wort oder bis zu fünf Wörter hintereinander, diese ohne Platzhalter.",
            "Nehmen Sie weniger Wörter oder verbinden Sie mehrere mit AND, zum Beispiel author.bio:(a AND b)."),
        ["found-later"] = (
            "Das wird erst ermittelt, nachdem eine Anfrage die Erwähnung gefunden hat.",
            "Lassen Sie es weg und filtern Sie die Liste der Erwähnungen danach."),
        ["desk-state"] = (
            "Das entsteht erst bei der Bearbeitung und ist beim Eintreffen unbekannt.",
            "Lassen Sie es weg und filtern Sie die Liste der Erwähnungen danach."),
        ["range-number"] = (
            "Dieses Feld braucht eine Zahl oder einen Bereich.",
            "Schreiben Sie zum Beispiel rating:[1 TO 2] oder followers:>1000."),
        ["range-bounds"] = (
            "Die Zahl liegt außerhalb dessen, was das Feld haben kann.",
            "Bei rating sind es 0 bis 5, bei hour 0 bis 23, bei bot 0 bis 1."),
        ["range-reversed"] = (
            "In diesem Bereich liegt keine Zahl: Er endet, bevor er beginnt.",
            "Schreiben Sie die kleinere Zahl zuerst."),
        ["unclosed-range"] = (
            "Der Bereich wird nie geschlossen.", "Schreiben Sie ] an sein Ende, zum Beispiel rating:[1 TO 2]."),
        ["site-path"] = (
            "site: und host: vergleichen nur den Namen der Website.",
            "Lassen Sie alles hinter dem ersten Schrägstrich weg, oder nehmen Sie url:."),
        ["filter.unreadable"] = (
            "Ein Filter in der Adresse hat einen Wert, der nicht zu lesen ist.",
            "Setzen Sie die Filter zurück und wählen Sie sie noch einmal."),
        ["filter.only-one"] = ("Ein Filter hat mehrere Werte, von denen nur einer gelten kann.", "Wählen Sie einen davon."),
        ["filter.too-many"] = ("Ein Filter hat mehr Werte, als er haben kann.", "Wählen Sie weniger aus."),
        ["monitor.unnamed"] = (
            "Der Monitor hat keinen Namen oder einen zu langen.",
            "Geben Sie ihm einen Namen mit 1 bis 120 Zeichen und einen Ordner mit höchstens 120."),
    };

    public static string Message(QueryError error) =>
        Phrase.InGerman && German.TryGetValue(error.Code, out var text) ? text.Message : error.Message;

    public static string Remedy(QueryError error) =>
        Phrase.InGerman && German.TryGetValue(error.Code, out var text) ? text.Remedy : error.Remedy;

    /// <summary>Codes that have a German text; a test compares them with those of the library.</summary>
    internal static IReadOnlyCollection<string> Codes => German.Keys;
}
