using Echolot.Matching.Text;

namespace Echolot.Matching.Engine;

/// <summary>Terms in one sentence.</summary>
internal sealed partial class Run
{
    private readonly SentenceMap sentences = new();
    private readonly SentencePairs pairs = new();

    /// <summary>Whether the sentences of this post are known.</summary>
    private bool hasSentences;

    private void ReadSentences()
    {
        if (hasSentences) return;
        hasSentences = true;
        sentences.Read(tokens.AsSpan(0, tokenCount), positions, text, title);
    }

    private bool IsInSentence(in Op op)
    {
        var before = stretchCount;
        FindInSentence(op);
        var found = stretchCount > before;
        stretchCount = before;
        return found;
    }

    /// <summary>
    /// Pushes stretches from the start of one side to the end of the other: for each start the earliest end and for
    /// each end the latest start. More could not change whether something else is near.
    /// </summary>
    private void FindInSentence(in Op op)
    {
        ReadSentences();
        var before = stretchCount;
        FindStretches(op.A);
        var middle = stretchCount;
        if (middle > before) FindStretches(op.B);
        var end = stretchCount;
        if (end > middle)
        {
            JoinInSentence(before, middle, middle, end);
            if (!op.Ordered) JoinInSentence(middle, end, before, middle);
        }
        var joined = stretchCount - end;
        stretches.AsSpan(end, joined).CopyTo(stretches.AsSpan(before));
        stretchCount = before + joined;
    }

    private void JoinInSentence(int firstFrom, int firstTo, int secondFrom, int secondTo)
    {
        var (firsts, seconds) = (firstTo - firstFrom, secondTo - secondFrom);
        pairs.Find(stretches.AsSpan(firstFrom, firsts), stretches.AsSpan(secondFrom, seconds), sentences);
        for (var i = 0; i < firsts; i++)
            if (pairs.Behind(firsts)[i] is var at and >= 0)
                Push(StartOf(stretches[firstFrom + i]), EndOf(stretches[secondFrom + at]));
        for (var i = 0; i < seconds; i++)
            if (pairs.Before(seconds)[i] is var at and >= 0)
                Push(StartOf(stretches[firstFrom + at]), EndOf(stretches[secondFrom + i]));
    }
}
