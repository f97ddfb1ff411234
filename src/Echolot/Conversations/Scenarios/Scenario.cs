using Echolot.Sources;

namespace Echolot.Conversations;

/// <summary>What a free question asks for.</summary>
public enum QuestionKind { Text, OrderNumber, Email }

/// <summary>How a scenario ends.</summary>
public enum ScenarioEndKind
{
    /// <summary>Everything is said; the conversation is done.</summary>
    Answered,

    /// <summary>Somebody goes on: whoever is there, a department, or a person.</summary>
    HandOver, Department, Person,
}

/// <param name="To">Name of the department or mail address of the person.</param>
public sealed record ScenarioEnd(ScenarioEndKind Kind, string? To = null);

public sealed record ScenarioChoice(LocalText Text, string Next);

/// <summary>One thing that the bot says, and what comes then: choices, a question, another node or the end.</summary>
/// <param name="Field">Field of the conversation that the answer fills in.</param>
/// <param name="Label">Label that the conversation gets when it comes here.</param>
public sealed record ScenarioNode(
    string Name, LocalText Text, IReadOnlyList<ScenarioChoice> Choices, QuestionKind? Asks, string? Next, string? Field,
    string? Label, ScenarioEnd? End, int Line)
{
    /// <summary>Why they had to speak with us, where it comes here; null: it says nothing of that.</summary>
    public string? Cause { get; init; }

    public bool Waits => Choices.Count > 0 || Asks is not null;
}

/// <summary>What is wrong with the text of a scenario.</summary>
public enum ScenarioFault
{
    Empty, TooManyNodes, NodeTwice, OutsideNode, NotUnderstood, TextMissing, TextTooLong, NothingFollows, TooMuchFollows,
    NextMissing, TooManyChoices, NeverReached, NoEnd, GoesRound, CauseWrong,
}

/// <param name="Line">Line of the text, counted from 1.</param>
/// <param name="Detail">What it is about, as it stands there.</param>
public sealed record ScenarioProblem(int Line, ScenarioFault Fault, string Detail);

/// <summary>A decision tree in which a bot speaks; immutable, made by <see cref="Parse"/>.</summary>
/// <remarks>
/// The text has a node for each <c>[name]</c>, the first one begins. Lines of a node: <c>de:</c> and <c>en:</c> (what is
/// said, going on in lines that begin with a space), <c>- Deutsch | English -> node</c> (a choice),
/// <c>ask: text, order or email -> node</c> (a free question), <c>field:</c>, <c>label:</c>, <c>cause:</c> (a path such as
/// <c>Delivery > Lost</c>), <c>next: node</c>, and <c>end: answered</c>, <c>handover</c>, <c>department NAME</c> or <c>person MAIL</c>. <c>#</c> begins a remark.
/// </remarks>
public sealed class Scenario
{
    public const int MostNodes = 100;
    public const int MostChoices = 9;
    public const int LongestText = 800;

    /// <summary>Most characters of the whole text.</summary>
    public const int LongestSource = 40_000;

    private Scenario(string start, IReadOnlyDictionary<string, ScenarioNode> nodes) => (Start, Nodes) = (start, nodes);

    public string Start { get; }

    public IReadOnlyDictionary<string, ScenarioNode> Nodes { get; }

    /// <summary>Reads a scenario, or says what is wrong and where.</summary>
    public static (Scenario? Scenario, IReadOnlyList<ScenarioProblem> Problems) Parse(string source)
    {
        var problems = new List<ScenarioProblem>();
        var drafts = new List<Draft>();
        Draft? node = null;
        Action<string>? goesOn = null;
        var lines = source.ReplaceLineEndings("\n").Split('\n');
        for (var i = 0; i < lines.Length; i++)
        {
            var (line, at) = (lines[i], i + 1);
            if (line.Trim().Length == 0 || line.TrimStart().StartsWith('#')) continue;
            if (char.IsWhiteSpace(line[0]) && goesOn is not null)
            {
                goesOn(line.Trim());
                continue;
            }
            line = line.Trim();
            goesOn = null;
            if (line is ['[', .., ']'])
            {
                var name = line[1..^1].Trim();
                if (drafts.Any(d => d.Name == name)) problems.Add(new(at, ScenarioFault.NodeTwice, name));
                drafts.Add(node = new(name, at));
            }
            else if (node is null) problems.Add(new(at, ScenarioFault.OutsideNode, line));
            else if (!node.Take(line, at, out goesOn)) problems.Add(new(at, ScenarioFault.NotUnderstood, line));
        }
        if (drafts.Count == 0) return (null, [.. problems.Append(new(1, ScenarioFault.Empty, ""))]);
        if (drafts.Count > MostNodes) problems.Add(new(drafts[MostNodes].Line, ScenarioFault.TooManyNodes, $"{MostNodes}"));
        var nodes = drafts.DistinctBy(d => d.Name).ToDictionary(d => d.Name, d => d.Node);
        foreach (var one in nodes.Values) Check(one, nodes, problems);
        if (problems.Count == 0) Walk(drafts[0].Name, nodes, problems);
        return (problems.Count == 0 ? new(drafts[0].Name, nodes) : null, [.. problems.OrderBy(p => p.Line)]);
    }

    private static void Check(
        ScenarioNode node, Dictionary<string, ScenarioNode> nodes, List<ScenarioProblem> problems)
    {
        if (node.Text.De.Length + node.Text.En.Length == 0) Add(ScenarioFault.TextMissing, node.Name);
        if (Math.Max(node.Text.De.Length, node.Text.En.Length) > LongestText) Add(ScenarioFault.TextTooLong, node.Name);
        if (node.Choices.Count > MostChoices) Add(ScenarioFault.TooManyChoices, node.Name);
        var ways = (node.Choices.Count > 0 ? 1 : 0) + (node.Asks is not null ? 1 : 0) + (node.End is not null ? 1 : 0)
            + (node.Asks is null && node.Next is not null ? 1 : 0);
        if (ways == 0 || node is { Asks: not null, Next: null }) Add(ScenarioFault.NothingFollows, node.Name);
        if (ways > 1) Add(ScenarioFault.TooMuchFollows, node.Name);
        if (node.Cause is { } cause && !Cause.Fits(cause)) Add(ScenarioFault.CauseWrong, cause);
        foreach (var next in After(node))
            if (!nodes.ContainsKey(next)) Add(ScenarioFault.NextMissing, next);

        void Add(ScenarioFault fault, string detail) => problems.Add(new(node.Line, fault, detail));
    }

    /// <summary>Every node is reached, some end is, and nothing talks in a circle without waiting for an answer.</summary>
    private static void Walk(string start, Dictionary<string, ScenarioNode> nodes, List<ScenarioProblem> problems)
    {
        var (reached, open) = (new HashSet<string> { start }, new Queue<string>([start]));
        while (open.TryDequeue(out var name))
            foreach (var next in After(nodes[name]))
                if (reached.Add(next)) open.Enqueue(next);
        foreach (var node in nodes.Values.Where(n => !reached.Contains(n.Name)))
            problems.Add(new(node.Line, ScenarioFault.NeverReached, node.Name));
        if (reached.All(name => nodes[name].End is null)) problems.Add(new(nodes[start].Line, ScenarioFault.NoEnd, start));
        foreach (var node in nodes.Values)
        {
            var seen = new HashSet<string>();
            for (var at = node; !at.Waits && at.Next is { } next; at = nodes[next])
            {
                if (seen.Add(at.Name)) continue;
                problems.Add(new(node.Line, ScenarioFault.GoesRound, node.Name));
                break;
            }
        }
    }

    private static IEnumerable<string> After(ScenarioNode node) =>
        node.Choices.Select(c => c.Next).Concat(node.Next is { } next ? [next] : []);

    /// <summary>A node while its lines are read.</summary>
    private sealed class Draft(string name, int line)
    {
        private readonly List<ScenarioChoice> _choices = [];
        private string _de = "";
        private string _en = "";
        private QuestionKind? _asks;
        private string? _next;
        private string? _field;
        private string? _label;
        private string? _cause;
        private ScenarioEnd? _end;

        public string Name => name;

        public int Line => line;

        public ScenarioNode Node => new(name, new(_de, _en), [.. _choices], _asks, _next, _field, _label, _end, line) { Cause = _cause };

        public bool Take(string text, int at, out Action<string>? goesOn)
        {
            goesOn = null;
            if (text.StartsWith("- ", StringComparison.Ordinal)) return Choice(text[2..]);
            var (key, value) = Split(text, ":");
            if (value is null) return false;
            switch (key)
            {
                case "de":
                    _de = value;
                    goesOn = more => _de += "\n" + more;
                    return true;
                case "en":
                    _en = value;
                    goesOn = more => _en += "\n" + more;
                    return true;
                case "ask":
                    var (what, next) = Split(value, "->");
                    _next = next;
                    _asks = what switch { "text" => QuestionKind.Text, "order" => QuestionKind.OrderNumber, "email" => QuestionKind.Email, _ => null };
                    return _asks is not null;
                case "field" when value.Length > 0:
                    _field = value;
                    return true;
                case "label" when value.Length > 0:
                    _label = value;
                    return true;
                case "cause" when value.Length > 0:
                    _cause = value;
                    return true;
                case "next" when value.Length > 0:
                    _next = value;
                    return true;
                case "end":
                    var (kind, to) = Split(value, " ");
                    _end = (kind, to) switch
                    {
                        ("answered", null) => new(ScenarioEndKind.Answered),
                        ("handover", null) => new(ScenarioEndKind.HandOver),
                        ("department", { Length: > 0 }) => new(ScenarioEndKind.Department, to),
                        ("person", { Length: > 0 }) => new(ScenarioEndKind.Person, to),
                        _ => null,
                    };
                    return _end is not null;
                default:
                    return false;
            }
        }

        private bool Choice(string text)
        {
            var (words, next) = Split(text, "->");
            if (next is not { Length: > 0 } || words.Length == 0) return false;
            var (de, en) = Split(words, "|");
            _choices.Add(new(new(de, en ?? de), next));
            return true;
        }

        private static (string Before, string? After) Split(string text, string by)
        {
            var at = text.IndexOf(by, StringComparison.Ordinal);
            return at < 0 ? (text.Trim(), null) : (text[..at].Trim(), text[(at + by.Length)..].Trim());
        }
    }
}
