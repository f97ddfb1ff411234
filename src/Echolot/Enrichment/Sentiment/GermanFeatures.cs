namespace Echolot.Enrichment;

/// <summary>
/// What of a German post shows its tone: hashed n-grams of 2 to 5 letters inside word borders, hashed words, word pairs
/// and negated words, and dense values from the lexicons and signs. Each hashed feature remembers the token it
/// came from, so that a decision can be told in words.
/// </summary>
internal sealed class GermanFeatures
{
    /// <summary>Buckets of the hash, as a power of two.</summary>
    public const int Bits = 18;

    /// <summary>Weight of the block of words beside the block of letters.</summary>
    public const float WordsBeside = 1.2f;

    public readonly record struct Hashed(int Bucket, short Token, short Second);

    public List<Token> Tokens { get; } = new(64);
    public List<Hashed> Letters { get; } = new(512);
    public List<Hashed> Words { get; } = new(64);
    public float[] Dense { get; } = new float[ToneValues.Count];
    public Bearer[] DenseBearers { get; } = new Bearer[ToneValues.Count];
    /// <summary>Valence of each token after boosters and negation.</summary>
    public Span<float> Valence => _valence.AsSpan(0, Tokens.Count);
    /// <summary>Which of the dense values each token bears, and how much of them.</summary>
    public Span<Bearer> Borne => _borne.AsSpan(0, Tokens.Count);
    public Span<float> Sizes => _sizes.AsSpan(0, Tokens.Count);

    private float[] _valence = [];
    private Bearer[] _borne = [];
    private float[] _sizes = [];
    private bool[] _negated = [];

    /// <summary>Value of each hashed n-gram of letters: the block has length 1.</summary>
    public float LetterValue => Letters.Count == 0 ? 0 : 1 / MathF.Sqrt(Letters.Count);

    public float WordValue => Words.Count == 0 ? 0 : WordsBeside / MathF.Sqrt(Words.Count);

    /// <summary>Reads a text; what was read before is forgotten.</summary>
    public void Read(string text, Lexicon words, Lexicon english, Lexicon signs)
    {
        Letters.Clear();
        Words.Clear();
        Array.Clear(Dense);
        Array.Clear(DenseBearers);
        PostTokens.Read(text, signs, Tokens);
        var tokens = Tokens;
        Grow(tokens.Count);
        Valences.Of(tokens, words, signs, Valence, _negated);
        var previous = -1;
        for (short i = 0; i < tokens.Count; i++)
        {
            var token = tokens[i];
            if (token.Kind == TokenKind.Mark && token.Form[0] is not ('!' or '?' or '…')) continue;
            Words.Add(new(Bucket(token.Form, 1), i, i));
            if (token.Kind is TokenKind.Word or TokenKind.Hashtag)
            {
                if (_negated[i]) Words.Add(new(Bucket(token.Form, 2), i, i));
                AddLetters(token.Form, i);
            }
            if (previous >= 0) Words.Add(new(Pair(tokens[previous].Form, token.Form), (short)previous, i));
            previous = i;
        }
        new ToneValues(Dense, DenseBearers).Read(tokens, Valence, english, Borne, Sizes);
    }

    private void Grow(int tokens)
    {
        if (_valence.Length < tokens)
            (_valence, _borne, _sizes, _negated) =
                (new float[tokens * 2], new Bearer[tokens * 2], new float[tokens * 2], new bool[tokens * 2]);
        else
        {
            Borne.Clear();
            Sizes.Clear();
        }
    }

    private void AddLetters(string form, short token)
    {
        Span<char> word = stackalloc char[34];
        var length = Math.Min(form.Length, 32);
        word[0] = word[length + 1] = ' ';
        form.AsSpan(0, length).CopyTo(word[1..]);
        length += 2;
        for (var start = 0; start < length - 1; start++)
        {
            var hash = 0x811C9DC5u;
            var end = Math.Min(length, start + 5);
            for (var i = start; i < end; i++)
            {
                hash = (hash ^ word[i]) * 0x01000193u;
                if (i > start) Letters.Add(new(Mix(hash), token, token));
            }
        }
    }

    private static int Pair(string first, string second)
    {
        var hash = 0x811C9DC5u ^ 0x3C3C3C3Cu;
        foreach (var c in first) hash = (hash ^ c) * 0x01000193u;
        hash = (hash ^ ' ') * 0x01000193u;
        foreach (var c in second) hash = (hash ^ c) * 0x01000193u;
        return Mix(hash);
    }

    private static int Bucket(string form, uint seed)
    {
        var hash = 0x811C9DC5u ^ (seed * 0x9E3779B9u);
        foreach (var c in form) hash = (hash ^ c) * 0x01000193u;
        return Mix(hash);
    }

    private static int Mix(uint hash)
    {
        hash = (hash ^ (hash >> 15)) * 0x2C1B3C6Du;
        return (int)((hash ^ (hash >> 13)) * 0x297A2D39u >> (32 - Bits));
    }
}
