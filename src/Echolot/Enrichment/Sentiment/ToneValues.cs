namespace Echolot.Enrichment;

/// <summary>Whose evidence a dense value is, so that its push can be told in words.</summary>
internal enum Bearer : byte
{
    /// <summary>Nobody's: the shape of the post.</summary>
    None,
    Praise, Blame, GladSign, SadSign, EnglishPraise, EnglishBlame, Question, Shout, Dots,
    /// <summary>Praise and blame together, each by its valence.</summary>
    Tone,
}

/// <summary>
/// The dense values of a post: sums, peaks and last words of the lexicons, emoji, marks, and the shape of the post.
/// </summary>
/// <param name="values">Gets the values, <see cref="Count"/> of them.</param>
/// <param name="bearers">Gets the bearer of each.</param>
internal ref struct ToneValues(Span<float> values, Span<Bearer> bearers)
{
    public const int Count = 42;

    private readonly Span<float> _values = values;
    private readonly Span<Bearer> _bearers = bearers;
    private int _next = 0;

    private float _praise, _blame, _gladSigns, _sadSigns, _englishPraise, _englishBlame;
    private float _latePraise, _lateBlame, _mostPraise, _mostBlame, _lastWord, _lastSign;
    private int _questions, _shouts, _dots, _quotes, _colons, _addresses, _handles, _numbers;
    private int _words, _letters, _hashtags, _shouted, _stretched, _own, _yours;

    /// <summary>Writes the values of these tokens, and what each token bears and how much of it.</summary>
    public void Read(
        List<Token> tokens, ReadOnlySpan<float> valence, Lexicon english, Span<Bearer> borne, Span<float> sizes)
    {
        for (var i = 0; i < tokens.Count; i++)
        {
            borne[i] = tokens[i].Kind switch
            {
                TokenKind.Sign => Sign(valence[i]),
                TokenKind.Mark => Mark(tokens[i].Form),
                TokenKind.Word or TokenKind.Hashtag => Word(tokens[i], valence[i], i * 2 >= tokens.Count),
                _ => Bearer.None,
            };
            sizes[i] = borne[i] is Bearer.Question or Bearer.Shout or Bearer.Dots ? 1 : Math.Abs(valence[i]);
            if (tokens[i].Kind == TokenKind.Address) _addresses++;
            if (tokens[i].Kind == TokenKind.Handle) _handles++;
            if (tokens[i].Kind == TokenKind.Number) _numbers++;
            if (borne[i] != Bearer.None || tokens[i].Kind is not (TokenKind.Word or TokenKind.Hashtag)) continue;
            var foreign = english.Of(tokens[i].Form);
            if (foreign == 0) continue;
            sizes[i] = Math.Abs(foreign);
            borne[i] = foreign > 0 ? Bearer.EnglishPraise : Bearer.EnglishBlame;
            if (foreign > 0) _englishPraise += foreign; else _englishBlame -= foreign;
        }
        Write(tokens);
    }

    private Bearer Sign(float valence)
    {
        if (valence == 0) return Bearer.None;
        _lastSign = valence;
        if (valence > 0) _gladSigns += valence; else _sadSigns -= valence;
        return valence > 0 ? Bearer.GladSign : Bearer.SadSign;
    }

    private Bearer Mark(string form)
    {
        switch (form)
        {
            case "?" or "??" or "?!": _questions++; return Bearer.Question;
            case "!" or "!!": _shouts++; return Bearer.Shout;
            case "…": _dots++; return Bearer.Dots;
            case "\"": _quotes++; return Bearer.None;
            case ":": _colons++; return Bearer.None;
            default: return Bearer.None;
        }
    }

    private Bearer Word(Token token, float valence, bool late)
    {
        _words++;
        _letters += token.Form.Length;
        if (token.Kind == TokenKind.Hashtag) _hashtags++;
        else if (token.Length > token.Form.Length) _stretched++;
        if (token.Shouted && token.Length > 2) _shouted++;
        if (token.Form is "ich" or "mir" or "mich" or "mein" or "meine" or "wir" or "uns") _own++;
        if (token.Form is "du" or "dir" or "dich" or "dein" or "deine" or "ihr" or "euch") _yours++;
        if (valence == 0) return Bearer.None;
        _lastWord = valence;
        if (valence > 0) _praise += valence; else _blame -= valence;
        if (late && valence > 0) _latePraise += valence; else if (late) _lateBlame -= valence;
        _mostPraise = Math.Max(_mostPraise, valence);
        _mostBlame = Math.Max(_mostBlame, -valence);
        return valence > 0 ? Bearer.Praise : Bearer.Blame;
    }

    private void Write(List<Token> tokens)
    {
        Put(MathF.Log(1 + _praise), Bearer.Praise);
        Put(MathF.Log(1 + _blame), Bearer.Blame);
        Put(MathF.Tanh((_praise - _blame) / 2), Bearer.Tone);
        Put(MathF.Log(1 + _gladSigns), Bearer.GladSign);
        Put(MathF.Log(1 + _sadSigns), Bearer.SadSign);
        Put(MathF.Log(1 + _englishPraise), Bearer.EnglishPraise);
        Put(MathF.Log(1 + _englishBlame), Bearer.EnglishBlame);
        Put(Math.Min(_questions, 2) / 2f, Bearer.Question);
        Put(Math.Min(_shouts, 2) / 2f, Bearer.Shout);
        Put(Math.Min(_dots, 1), Bearer.Dots);
        Put(Math.Min(_addresses, 1));
        Put(Math.Min(_handles, 2) / 2f);
        Put(Math.Min(_hashtags, 3) / 3f);
        Put(_words == 0 ? 0 : _shouted / (float)_words);
        Put(MathF.Log(1 + _words) / 3);

        Put(_praise > 0, Bearer.Praise);
        Put(_blame > 0, Bearer.Blame);
        Put(_mostPraise, Bearer.Praise);
        Put(_mostBlame, Bearer.Blame);
        Put(Math.Max(_lastWord, 0), Bearer.Praise);
        Put(Math.Max(-_lastWord, 0), Bearer.Blame);
        Put(Math.Max(_lastSign, 0), Bearer.GladSign);
        Put(Math.Max(-_lastSign, 0), Bearer.SadSign);
        Put(MathF.Log(1 + _latePraise), Bearer.Praise);
        Put(MathF.Log(1 + _lateBlame), Bearer.Blame);
        Put(_praise > 0 && _blame > 0);
        Put(_praise > 0 && _sadSigns > 0);
        Put(_blame > 0 && _gladSigns > 0);
        Put(_praise + _blame + _gladSigns + _sadSigns == 0);

        var (first, last) = tokens.Count == 0 ? default : (tokens[0], tokens[^1]);
        Put(first.Form == "rt");
        Put(first.Kind == TokenKind.Handle);
        Put(_own > 0);
        Put(_yours > 0);
        Put(Math.Min(_quotes, 3) / 3f);
        Put(Math.Min(_colons, 3) / 3f);
        Put(Math.Min(_numbers, 3) / 3f);
        Put(last.Kind == TokenKind.Address);
        Put(last.Kind == TokenKind.Sign);
        Put(last.Form is "!" or "!!", Bearer.Shout);
        Put(last.Form is "?" or "??" or "?!", Bearer.Question);
        Put(_stretched > 0);
        Put(_words == 0 ? 0 : _letters / (10f * _words));
    }

    private void Put(bool value, Bearer bearer = Bearer.None) => Put(value ? 1f : 0f, bearer);

    private void Put(float value, Bearer bearer = Bearer.None)
    {
        _bearers[_next] = bearer;
        _values[_next++] = value;
    }
}
