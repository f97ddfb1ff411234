using System.Globalization;
using System.Text.Json;
using Echolot.Conversations;
using Echolot.Teams;
using Echolot.Web.Mentions;
using Echolot.Web.Shell;

namespace Echolot.Web.Conversations;

/// <summary>What routing did to a conversation, and why, as a sentence.</summary>
internal static class RoutingWords
{
    /// <summary>The line of a choice says who got it: that it was assigned need not be said again.</summary>
    public static bool Repeats(ConversationEvent happened, IReadOnlyList<ConversationEvent> all) =>
        happened is { Kind: ConversationEventKind.Assigned, PersonId: null, RuleId: null, After: not null }
        && all.Any(e => e.Kind is ConversationEventKind.Routed && e.At == happened.At)
        || happened is { Kind: ConversationEventKind.Assigned, PersonId: null, After: null }
        && all.Any(e => e.Kind is ConversationEventKind.GivenBack && e.At == happened.At);

    public static string Of(
        ConversationEvent happened, string who, Func<long?, string> nameOf, Func<long?, string> departmentOf) =>
        happened.Kind switch
        {
            ConversationEventKind.DepartmentChanged when Number(happened.After) is { } department => new Phrase(
                "{0} hat es an {1} gegeben", "{0} handed it to {1}").With(who, departmentOf(department)),
            ConversationEventKind.DepartmentChanged => new Phrase(
                "{0} hat es aus der Abteilung genommen", "{0} took it out of the department").With(who),
            ConversationEventKind.GivenBack => happened.After switch
            {
                nameof(GivenBackBecause.Absent) => new Phrase(
                    "Zurück in die Verteilung: {0} ist abwesend", "Back to routing: {0} is away").With(nameOf(Number(happened.Before))),
                nameof(GivenBackBecause.Left) => new Phrase(
                    "Zurück in die Verteilung: {0} arbeitet nicht mehr hier", "Back to routing: {0} does not work here any more")
                    .With(nameOf(Number(happened.Before))),
                nameof(GivenBackBecause.MayNotWork) => new Phrase(
                    "Zurück in die Verteilung: {0} bearbeitet keine Gespräche mehr", "Back to routing: {0} does not work on conversations any more")
                    .With(nameOf(Number(happened.Before))),
                _ => new Phrase(
                    "Zurück in die Verteilung: {0} hat nicht rechtzeitig geantwortet", "Back to routing: {0} did not answer in time")
                    .With(nameOf(Number(happened.Before))),
            },
            ConversationEventKind.WorkflowsOff => happened.After is null
                ? new Phrase("{0} lässt Abläufe wieder zu", "{0} lets workflows work again").With(who)
                : new Phrase("Abläufe lassen dieses Gespräch nun in Ruhe", "Workflows leave this conversation alone now"),
            ConversationEventKind.WorkflowsLimited => new Phrase(
                "Abläufe haben in einer Stunde {0}-mal gegriffen und ruhen nun", "Workflows held {0} times within an hour and rest now")
                .With(happened.After),
            ConversationEventKind.Routed when happened.After is { } written
                && JsonSerializer.Deserialize<Choice>(written, JsonSerializerOptions.Web) is { } choice => Of(choice, nameOf),
            _ => happened.Kind.ToString(),
        };

    /// <summary>Who got it and why, and who did not and why not.</summary>
    public static string Of(Choice choice, Func<long?, string> nameOf)
    {
        var passed = string.Join(", ", choice.PassedOver
            .GroupBy(p => p.Why)
            .Select(p => $"{string.Join(", ", p.Select(one => nameOf(one.PersonId)))} ({DepartmentsText.PassedName(p.Key)})"));
        var tail = passed.Length == 0 ? "" : new Phrase("; nicht {0}", "; not {0}").With(passed);
        if (choice.PersonId is not { } person)
            return new Phrase("Niemand frei", "Nobody free") + (passed.Length == 0 ? "" : $": {passed}");
        return new Phrase("Verteilt an {0}: {1}", "Given to {0}: {1}").With(nameOf(person), Because(choice)) + tail;
    }

    private static string Because(Choice choice)
    {
        var why = choice.By switch
        {
            Strategy.LeastLoad => new Phrase("hat am wenigsten auf dem Tisch ({0})", "least on the desk ({0})").With(
                choice.Capacity is { } most ? new Phrase("{0} von {1}", "{0} of {1}").With(choice.Load, most) : choice.Load),
            Strategy.InTurn => new Phrase("ist an der Reihe", "comes next"),
            Strategy.LongestIdle => new Phrase("bekam am längsten nichts", "has been idle for longest"),
            Strategy.LastAgent => new Phrase("hat diesem Menschen schon geantwortet", "answered this person before"),
            Strategy.Skill => new Phrase("kennt sich aus mit {0}", "knows about {0}").With(string.Join(", ", choice.Known)),
            _ => new Phrase("spricht {0}", "speaks {0}").With(string.Join(", ", choice.Known.Select(ListeningText.LanguageName))),
        };
        return choice.Instead switch
        {
            Strategy.LastAgent => new Phrase("kein früherer Kontakt frei; {0}", "nobody of before is free; {0}").With(why),
            Strategy.Skill => new Phrase("niemand Freies kennt sich aus; {0}", "nobody free knows about it; {0}").With(why),
            Strategy.Language => new Phrase("niemand Freies spricht die Sprache; {0}", "nobody free speaks the language; {0}").With(why),
            _ => why,
        };
    }

    private static long? Number(string? text) =>
        long.TryParse(text, CultureInfo.InvariantCulture, out var number) ? number : null;
}
