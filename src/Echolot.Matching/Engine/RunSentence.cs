using Echolot.Matching.Text;

namespace Echolot.Matching.Engine;

/// <summary>Terms in one sentence.</summary>
internal sealed partial class Run
{
    private readonly SentenceMap sentences = new();

    /// <summary>Whether the sentences of this post are known.</summary>
    private bool hasSentences;

    private void ReadSentences()
    {
        if (hasSentences) return;
        hasSentences = true;
        sentences.Read(tokens.AsSpan(0, tokenCount), positions, subject.Text, subject.Title);
    }

    private bool IsInSentence(in Op op)
    {
        var before = stretchCount;
        FindInSentence(op);
        var found = stretchCount > before;
        stretchCount = before;
        return found;
    }

    /// <summary>Pushes the stretches from the start of one side to the end of the other.</summary>
    private void FindInSentence(in Op op)
    {
        ReadSentences();
        var before = stretchCount;
        FindStretches(op.A);
        var middle = stretchCount;
        FindStretches(op.B);
        var end = stretchCount;
        JoinInSentence(before, middle, middle, end);
        if (!op.Ordered) JoinInSentence(middle, end, before, middle);
        var joined = stretchCount - end;
        stretches.AsSpan(end, joined).CopyTo(stretches.AsSpan(before));
        stretchCount = before + joined;
    }

    private void JoinInSentence(int firstFrom, int firstTo, int secondFrom, int secondTo)
    {
        for (var i = firstFrom; i < firstTo; i++)
        {
            var first = stretches[i];
            var sentence = sentences[StartOf(first)];
            var at = secondFrom + FirstFrom(stretches.AsSpan(secondFrom, secondTo - secondFrom), EndOf(first));
            for (; at < secondTo && sentences[StartOf(stretches[at])] == sentence; at++)
                if (sentences[EndOf(stretches[at]) - 1] == sentence) Push(StartOf(first), EndOf(stretches[at]));
        }
    }
}
