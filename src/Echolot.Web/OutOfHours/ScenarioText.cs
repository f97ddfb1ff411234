using Echolot.Answers;
using Echolot.Conversations;
using Echolot.Web.Components;
using Echolot.Web.Shell;

namespace Echolot.Web.OutOfHours;

internal static class ScenarioText
{
    public static readonly Phrase Title = new("Bots", "Bots");
    public static readonly Phrase All = new("Szenarien", "Scenarios");
    public static readonly Phrase AllNote = new(
        "Ein Entscheidungsbaum fragt nach dem Anliegen und gibt an Menschen weiter.",
        "A decision tree asks what it is about and hands over to people.");
    public static readonly Phrase New = new("Neues Szenario", "New scenario");
    public static readonly Phrase None = new("Noch kein Szenario: Kein Bot stellt Fragen.", "No scenario yet: no bot asks questions.");
    public static readonly Phrase Gone = new("Dieses Szenario gibt es nicht mehr", "This scenario is gone");
    public static readonly Phrase Name = new("Name des Szenarios", "Name of the scenario");
    public static readonly Phrase Active = new("Spricht mit Kundinnen und Kunden", "Speaks with customers");
    public static readonly Phrase On = new("spricht", "speaks");
    public static readonly Phrase Off = new("schweigt", "silent");
    public static readonly Phrase Source = new("Ablauf", "Course");
    public static readonly Phrase SourceHint = new(
        "Jeder Schritt beginnt mit [name]. Zeilen: de: und en: (Text), - Deutsch | English -> schritt (Auswahl), ask: text, order oder email -> schritt (Frage), field: Feld, label: Label, cause: Ursache > genauer, next: schritt, end: answered (schließt, wenn Ursache und Pflichtfelder da sind), handover, department Name oder person Adresse.",
        "Each step begins with [name]. Lines: de: and en: (text), - Deutsch | English -> step (choice), ask: text, order or email -> step (question), field: field, label: label, cause: cause > more precisely, next: step, end: answered (closes where the cause and required fields are there), handover, department name or person address.");
    public static readonly Phrase Save = new("Szenario speichern", "Save scenario");
    public static readonly Phrase Try = new("Ausprobieren", "Try it out");
    public static readonly Phrase TryNote = new("Nichts geht hinaus.", "Nothing leaves.");
    public static readonly Phrase Say = new("Schreiben Sie als Kundin oder Kunde", "Write as a customer");
    public static readonly Phrase SendTry = new("Absenden", "Say it");
    public static readonly Phrase Again = new("Von vorn", "Start again");
    public static readonly Phrase Language = new("Sprache", "Language");
    public static readonly Phrase German = new("Deutsch", "German");
    public static readonly Phrase English = new("Englisch", "English");
    public static readonly Phrase Remove = new("Szenario löschen", "Remove scenario");
    public static readonly Phrase Start = new("Szenario sprechen lassen", "Let a scenario speak");
    public static readonly Phrase StartNote = new(
        "Der Bot stellt seine Fragen privat und sofort. Er hört auf, sobald jemand von uns schreibt.",
        "The bot asks its questions privately and at once. It stops as soon as one of us writes.");
    public static readonly Phrase StartThis = new("Sprechen lassen", "Let it speak");
    public static readonly Phrase Started = new("Das Szenario spricht jetzt.", "The scenario speaks now.");
    public static readonly Phrase Stopped = new("Das Szenario schweigt.", "The scenario is silent.");
    public static readonly Phrase Speaking = new("Hier spricht das Szenario „{0}“.", "The scenario “{0}” speaks here.");
    public static readonly Phrase Stop = new("Anhalten", "Stop it");
    public static readonly Phrase Step = new("Szenario · {0}", "Scenario · {0}");
    public static readonly Phrase StartEntry = new("Szenario starten: {0}", "Start scenario: {0}");
    public static readonly Plural Steps = new(new("{0} Schritt", "{0} step"), new("{0} Schritte", "{0} steps"));
    public static readonly Phrase Kind = new("Szenario", "Scenario");
    public static readonly Phrase LastMonth = new("in 30 Tagen {0}", "{0} in 30 days");
    public static readonly Phrase Saved = new("Das Szenario ist gespeichert.", "The scenario is saved.");
    public static readonly Phrase Faults = new("So kann der Bot nicht sprechen:", "The bot cannot speak like this:");
    public static readonly Phrase LineIs = new("Zeile {0}: {1}", "Line {0}: {1}");
    public static readonly Phrase EndsAnswered = new("Ende: beantwortet", "End: answered");
    public static readonly Phrase EndsHandOver = new("Ende: an Menschen weitergegeben", "End: handed to people");
    public static readonly Phrase Runs = new("{0}: {1}", "{0}: {1}");

    /// <summary>A beginning that works, in the language of the reader.</summary>
    public static string Example(Address manner) =>
        $"""
        # Jeder Schritt hat einen Namen; der erste beginnt.
        [hallo]
        de: Hallo! Worum geht es?
        en: Hello! What is it about?
        - Mein Paket | My parcel -> nummer
        - Rückgabe | Return -> rueckgabe
        - Etwas anderes | Something else -> mensch

        [nummer]
        de: Wie lautet {(manner is Address.Du ? "deine" : manner is Address.Sie ? "Ihre" : "die")} Bestellnummer?
        en: What is your order number?
        ask: order -> danke

        [danke]
        de: Danke. Wir sehen nach und melden uns hier.
        en: Thank you. We look into it and answer here.
        end: handover

        [rueckgabe]
        de: {(manner is Address.Du ? "Du kannst alles" : manner is Address.Sie ? "Sie können alles" : "Alles lässt sich")} binnen 30 Tagen zurückgeben. Das Etikett liegt im Paket.
        en: You can return everything within 30 days. The label is in the parcel.
        cause: Rückgabe > Wie geht das?
        end: answered

        [mensch]
        de: Ich hole jemanden dazu.
        en: I am getting somebody.
        end: handover
        """;

    public static Phrase Fault(ScenarioProblem problem) => problem.Fault switch
    {
        ScenarioFault.Empty => new("Es gibt noch keinen Schritt. Beginnen Sie mit [hallo].", "There is no step yet. Begin with [hello]."),
        ScenarioFault.TooManyNodes => new($"Mehr als {problem.Detail} Schritte sind zu viele.", $"More than {problem.Detail} steps are too many."),
        ScenarioFault.NodeTwice => new($"Den Schritt „{problem.Detail}“ gibt es zweimal.", $"The step “{problem.Detail}” is there twice."),
        ScenarioFault.OutsideNode => new($"„{problem.Detail}“ steht vor dem ersten Schritt.", $"“{problem.Detail}” stands before the first step."),
        ScenarioFault.NotUnderstood => new($"„{problem.Detail}“ ist keine bekannte Zeile.", $"“{problem.Detail}” is no known line."),
        ScenarioFault.TextMissing => new($"„{problem.Detail}“ sagt nichts. Schreiben Sie de: oder en:.", $"“{problem.Detail}” says nothing. Write de: or en:."),
        ScenarioFault.TextTooLong => new($"„{problem.Detail}“ sagt mehr als {Scenario.LongestText} Zeichen.", $"“{problem.Detail}” says more than {Scenario.LongestText} characters."),
        ScenarioFault.NothingFollows => new($"Nach „{problem.Detail}“ geht es nicht weiter.", $"Nothing follows “{problem.Detail}”."),
        ScenarioFault.TooMuchFollows => new($"„{problem.Detail}“ geht auf mehrere Arten weiter; wähle eine.", $"“{problem.Detail}” goes on in several ways; choose one."),
        ScenarioFault.NextMissing => new($"Den Schritt „{problem.Detail}“ gibt es nicht.", $"There is no step “{problem.Detail}”."),
        ScenarioFault.TooManyChoices => new($"„{problem.Detail}“ hat mehr als {Scenario.MostChoices} Auswahlen.", $"“{problem.Detail}” has more than {Scenario.MostChoices} choices."),
        ScenarioFault.CauseWrong => new(
            $"„{problem.Detail}“ ist keine Ursache: höchstens {Cause.DeepestLevel} Stufen mit >, jede mit höchstens {Cause.LongestName} Zeichen.",
            $"“{problem.Detail}” is no cause: at most {Cause.DeepestLevel} levels with >, each of at most {Cause.LongestName} characters."),
        ScenarioFault.NeverReached => new($"Zu „{problem.Detail}“ führt kein Weg.", $"No way leads to “{problem.Detail}”."),
        ScenarioFault.NoEnd => new("Der Ablauf endet nie. Schreiben Sie irgendwo end:.", "It never ends. Write end: somewhere."),
        _ => new($"„{problem.Detail}“ redet im Kreis, ohne auf eine Antwort zu warten.", $"“{problem.Detail}” talks in a circle without waiting for an answer."),
    };

    public static Phrase StateName(ScenarioRunState state) => state switch
    {
        ScenarioRunState.Running => new("läuft noch", "still running"),
        ScenarioRunState.Answered => new("zu Ende beantwortet", "answered to the end"),
        ScenarioRunState.HandedOver => new("weitergegeben", "handed over"),
        _ => new("von Menschen übernommen", "taken over by people"),
    };
}
