using System.Text;
using Echolot.Answers;

namespace Echolot.Conversations;

/// <summary>What somebody answered at a node.</summary>
public sealed record ScenarioAnswer(string Node, string Answer, string? Field = null);

/// <summary>Where somebody stands in a scenario.</summary>
/// <param name="Misses">Answers in a row that were not understood.</param>
/// <param name="Labels">Labels of the nodes they came by.</param>
public sealed record ScenarioProgress(
    string Node, int Misses, IReadOnlyList<ScenarioAnswer> Answers, IReadOnlyList<string> Labels)
{
    /// <summary>Cause of the last node that names one; null: none did.</summary>
    public string? Cause { get; init; }
}

/// <summary>What the bot says next; it says one thing at a time.</summary>
/// <param name="Says">Without the signature.</param>
/// <param name="End">Null: it waits for an answer.</param>
/// <param name="Asked">They asked for a person.</param>
/// <param name="Lost">It did not understand them twice in a row.</param>
public sealed record ScenarioStep(
    string Says, ScenarioProgress Progress, ScenarioEnd? End, bool Asked = false, bool Lost = false);

/// <summary>Goes through a scenario; pure, so that the try-out and the bot do the same.</summary>
public static class ScenarioWalk
{
    /// <summary>After so many answers in a row that it does not understand, a person goes on.</summary>
    public const int MostMisses = 2;

    // Where it is not known whether the house says du or Sie, what the machine says by itself says neither.
    private static Echolot.Sources.LocalText WayOut(Address manner) => new(
        manner switch
        {
            Address.Du => "Schreib „Mensch“, wenn du mit jemandem sprechen möchtest.",
            Address.Sie => "Schreiben Sie „Mensch“, wenn Sie mit jemandem sprechen möchten.",
            _ => "Für ein Gespräch mit einem Menschen genügt das Wort „Mensch“.",
        }, "Write “human” to speak with somebody.");

    private static Echolot.Sources.LocalText ToPerson(Address manner) => new(
        manner switch
        {
            Address.Du => "Ich gebe das Gespräch weiter. Jemand aus dem Team meldet sich hier bei dir.",
            Address.Sie => "Ich gebe das Gespräch weiter. Jemand aus dem Team meldet sich hier bei Ihnen.",
            _ => "Ich gebe das Gespräch weiter. Jemand aus dem Team meldet sich hier.",
        }, "I am passing this on. Somebody from the team will answer here.");

    private static Echolot.Sources.LocalText Again(Address manner) => new(
        manner switch
        {
            Address.Du => "Das habe ich nicht verstanden. Kannst du es anders sagen?",
            Address.Sie => "Das habe ich nicht verstanden. Können Sie es anders sagen?",
            _ => "Das habe ich nicht verstanden.",
        }, "I did not understand that.");

    /// <summary>The first thing that is said.</summary>
    /// <param name="manner">How the house speaks to people in German.</param>
    public static ScenarioStep Begin(Scenario scenario, bool german, Address manner = Address.None)
    {
        var step = At(scenario, scenario.Start, new(scenario.Start, 0, [], []), german);
        return step.End is null ? step with { Says = $"{step.Says}\n\n{In(WayOut(manner), german)}" } : step;
    }

    /// <summary>What is said to an answer.</summary>
    public static ScenarioStep Answer(
        Scenario scenario, ScenarioProgress progress, string words, bool german, Address manner = Address.None)
    {
        var node = scenario.Nodes[progress.Node];
        if (Understanding.WantsPerson(words))
            return new(In(ToPerson(manner), german), progress, new(ScenarioEndKind.HandOver), Asked: true);
        if (node.Choices.Count > 0 && Understanding.Choice(node.Choices, words) is { } at)
            return Go(node.Choices[at].Next, In(node.Choices[at].Text, german));
        if (node.Asks is { } kind && Understanding.Answer(kind, words) is { } answer)
            return Go(node.Next!, answer);
        var misses = progress.Misses + 1;
        return misses >= MostMisses
            ? new(In(ToPerson(manner), german), progress with { Misses = misses }, new(ScenarioEndKind.HandOver), Lost: true)
            : new($"{In(Again(manner), german)} {Question(node, german)}", progress with { Misses = misses }, null);

        ScenarioStep Go(string next, string said) => At(
            scenario, next, progress with
            {
                Misses = 0, Answers = [.. progress.Answers, new(node.Name, said, node.Field)],
            }, german);
    }

    private static ScenarioStep At(Scenario scenario, string name, ScenarioProgress progress, bool german)
    {
        var says = new List<string>();
        while (true)
        {
            var node = scenario.Nodes[name];
            says.Add(Question(node, german));
            if (node.Label is { } label) progress = progress with { Labels = [.. progress.Labels, label] };
            progress = progress with { Node = name, Cause = node.Cause ?? progress.Cause };
            if (node.Waits || node.End is not null) return new(string.Join("\n\n", says), progress, node.End);
            name = node.Next!;
        }
    }

    /// <summary>What is said at a node, with its choices.</summary>
    internal static string Question(ScenarioNode node, bool german)
    {
        var text = new StringBuilder(In(node.Text, german));
        for (var i = 0; i < node.Choices.Count; i++)
            text.Append('\n').Append((char)('1' + i)).Append(' ').Append(In(node.Choices[i].Text, german));
        return text.ToString();
    }

    private static string In(Echolot.Sources.LocalText text, bool german) =>
        german && text.De.Length > 0 || text.En.Length == 0 ? text.De : text.En;
}
