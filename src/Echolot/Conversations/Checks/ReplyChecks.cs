using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Echolot.Answers;
using Echolot.Sources;

namespace Echolot.Conversations;

/// <summary>
/// What is to be said of a reply before it goes out. One pure function: the composer asks it while somebody writes, and
/// sending asks it again.
/// </summary>
public static partial class ReplyChecks
{
    /// <summary>Shorter texts do not tell their language for sure.</summary>
    private const int TellsLanguage = 25;

    /// <summary>Fewest letters of a piece by which a text of the library is recognised.</summary>
    private const int Recognised = 40;
    private const int RecognisedUsed = 8;

    /// <summary>Everything that is found, what stops first.</summary>
    public static IReadOnlyList<Finding> Of(ReplyUnderCheck reply)
    {
        var found = new List<Finding>();
        if (reply.WindowClosed) found.Add(new(CheckRule.WindowClosed, Severity.Stops));
        if (reply.Answerable?.Why is { } why)
            found.Add(reply.Answerable is Answerable.Closed
                ? new(CheckRule.ItemClosed, Severity.Stops) { Why = why } : new(CheckRule.SeenByFewer, Severity.Hint) { Why = why });
        if (reply.Limit is { } limit && !limit.Fits(Whole(reply)))
            found.Add(new(
                CheckRule.TooLong, Severity.Stops,
                Detail: string.Create(CultureInfo.InvariantCulture, $"{limit.LengthOf(Whole(reply))}/{limit.Most}")));
        found.AddRange(Placeholders.Left(reply.Text).Select(
            p => new Finding(CheckRule.PlaceholderLeft, Severity.Stops, p.Start, p.Length, Piece(reply.Text, p.Start, p.Length))));
        Library(reply, found);
        found.AddRange(Insecure().Matches(reply.Text).Select(
            link => new Finding(CheckRule.InsecureLink, Severity.Hint, link.Index, link.Length, link.Value)));
        if (reply.Leg is Leg.Public) PublicWords(reply, found);
        Promises(reply, found);
        Manner(reply, found);
        FilesOf(reply, found);
        found.AddRange(reply.Approvals.Select(name => new Finding(CheckRule.NeedsApproval, Severity.Hint, Detail: name)));
        return [.. found.OrderByDescending(f => f.Severity).ThenBy(f => f.Start)];
    }

    /// <summary>The text as the network counts it, with what it needs in front.</summary>
    public static string Whole(ReplyUnderCheck reply) =>
        reply.Prefix is { Length: > 0 } prefix && !reply.Text.Contains(prefix.Trim(), StringComparison.OrdinalIgnoreCase)
            ? $"{prefix.Trim()} {reply.Text}"
            : reply.Text;

    private static void Library(ReplyUnderCheck reply, List<Finding> found)
    {
        if (reply.Withheld.Count == 0) return;
        var said = Letters(reply.Text);
        foreach (var withheld in reply.Withheld)
            if (withheld.Pieces.Select(Letters).Any(p => p.Length >= (withheld.Used ? RecognisedUsed : Recognised) && said.Contains(p, StringComparison.Ordinal)))
                found.Add(new(
                    withheld.Expired ? CheckRule.ItemExpired : CheckRule.ItemNotApproved, Severity.Stops, Detail: withheld.Title));
    }

    private static void PublicWords(ReplyUnderCheck reply, List<Finding> found)
    {
        var text = reply.Text;
        Add(Email(), CheckRule.Email, Severity.Stops, value => !IsOwn(value, reply.OwnContacts));
        Add(Iban(), CheckRule.Iban, Severity.Stops, IsIban);
        Add(Numbered(), CheckRule.OrderNumber, Severity.Stops, value => value.Any(char.IsDigit));
        foreach (var pattern in reply.OrderPatterns)
            if (PatternOf(pattern) is { } own) Add(own, CheckRule.OrderNumber, Severity.Stops, _ => true);
        Add(Phone(), CheckRule.Phone, Severity.Stops, value =>
            value.Count(char.IsDigit) is >= 7 and <= 15 && !Date().IsMatch(value) && !IsOwn(value, reply.OwnContacts));
        Add(Street(), CheckRule.StreetAddress, Severity.NeedsReason, value => !NoStreet().IsMatch(value));
        foreach (var name in reply.HiddenNames.Where(n => n.Length > 2))
            for (var at = text.IndexOf(name, StringComparison.OrdinalIgnoreCase); at >= 0;
                at = text.IndexOf(name, at + name.Length, StringComparison.OrdinalIgnoreCase))
                if (IsWord(text, at, name.Length)) found.Add(new(CheckRule.RealName, Severity.NeedsReason, at, name.Length, name));
        foreach (Match asked in AsksForData().Matches(text))
        {
            var (start, end) = Sentence(text, asked.Index);
            if (!Request().IsMatch(text[start..Math.Min(text.Length, end + 1)]) || PrivateWay().IsMatch(text)) continue;
            found.Add(new(CheckRule.AsksInPublic, Severity.NeedsReason, asked.Index, asked.Length, asked.Value));
            break;
        }

        void Add(Regex what, CheckRule rule, Severity severity, Func<string, bool> counts)
        {
            foreach (Match match in what.Matches(text))
                // One stretch is one finding: a phone number within an IBAN is none.
                if (counts(match.Value) && !found.Exists(f => f.Length > 0 && f.Start < match.Index + match.Length
                    && match.Index < f.Start + f.Length))
                    found.Add(new(rule, severity, match.Index, match.Length, match.Value.Trim()));
        }
    }

    private static void Promises(ReplyUnderCheck reply, List<Finding> found)
    {
        var promised = Promised.Of(reply.Text);
        found.AddRange(promised.Bare.Select(word => new Finding(CheckRule.Promise, Severity.Hint, word.Index, word.Length, word.Value)));
        var over = promised.Cents > reply.Goodwill;
        foreach (var amount in promised.Near)
            // The only one that counts is itself what is too much.
            found.Add(over && promised.Added is [var only] && only == amount
                ? new(CheckRule.OverGoodwill, Severity.NeedsReason, amount.Start, amount.Length, Said(amount))
                : new(CheckRule.Promise, Severity.Hint, amount.Start, amount.Length, Said(amount)));
        if (over && promised.Added.Count > 1)
            found.Add(new(CheckRule.OverGoodwill, Severity.NeedsReason, Detail: string.Join(" + ", promised.Added.Select(Said))));

        string Said(Amount amount) => Piece(reply.Text, amount.Start, amount.Length);
    }

    private static void Manner(ReplyUnderCheck reply, List<Finding> found)
    {
        if (reply.Written is { } written && reply.Language is { } spoken && written != spoken
            && reply.Text.Count(char.IsLetter) >= TellsLanguage)
            found.Add(new(CheckRule.OtherLanguage, Severity.NeedsReason, Detail: $"{written}/{spoken}"));
        if (reply.Written is not (null or "de")) return;
        var use = Addressing.Of(reply.Text);
        if (use.IsMixed) found.Add(new(CheckRule.MixedAddress, Severity.NeedsReason));
        else if (reply.Address is not Address.None && use.Address is not Address.None && use.Address != reply.Address)
            found.Add(new(CheckRule.OtherAddress, Severity.Hint, Detail: reply.AddressOfHouse ? $"house/{reply.Address}" : reply.Address.ToString()));
    }

    internal static (int Start, int End) Sentence(string text, int at)
    {
        var start = Math.Max(0, text.AsSpan(0, at).LastIndexOfAny("!?\n"));
        for (var i = at; i > 1; i--)
            // A point between digits belongs to an amount or a date.
            if (text[i - 1] == ' ' && text[i - 2] == '.' && (i < 3 || !char.IsDigit(text[i - 3])))
            {
                start = Math.Max(start, i);
                break;
            }
        var end = text.AsSpan(at).IndexOfAny("!?\n") is >= 0 and var stop ? at + stop : text.Length;
        var point = text.IndexOf(". ", at, StringComparison.Ordinal);
        return (start, point >= 0 && point < end ? point : end);
    }

    private static string Piece(string text, int start, int length) => text.Substring(start, Math.Min(length, 60));

    private static bool IsWord(string text, int at, int length) =>
        (at == 0 || !char.IsLetterOrDigit(text[at - 1]))
        && (at + length == text.Length || !char.IsLetterOrDigit(text[at + length]));

    private static bool IsOwn(string value, IReadOnlyList<string> own)
    {
        var digits = string.Concat(value.Where(char.IsDigit));
        return own.Any(o => o.Contains('.', StringComparison.Ordinal) && !o.Any(char.IsWhiteSpace) && o.Any(char.IsLetter)
            ? IsOwnAddress(value, o)
            : o.Any(char.IsDigit) && string.Concat(o.Where(char.IsDigit)) == digits);
    }

    /// <summary>An address of our own is that one alone; a domain is whatever is at it or below it.</summary>
    private static bool IsOwnAddress(string value, string own) =>
        own.IndexOf('@', StringComparison.Ordinal) > 0
            ? value.Equals(own, StringComparison.OrdinalIgnoreCase)
            : value.EndsWith($"@{own.TrimStart('@')}", StringComparison.OrdinalIgnoreCase)
                || value.EndsWith($".{own.TrimStart('@')}", StringComparison.OrdinalIgnoreCase);

    // ISO 13616: letters are numbers from 10 on, the whole leaves 1 when divided by 97.
    private static bool IsIban(string value)
    {
        var plain = string.Concat(value.Where(char.IsLetterOrDigit)).ToUpperInvariant();
        if (plain.Length is < 15 or > 34) return false;
        var rest = 0;
        foreach (var c in plain[4..] + plain[..4])
            rest = char.IsDigit(c) ? (rest * 10 + (c - '0')) % 97 : (rest * 100 + (c - 'A' + 10)) % 97;
        return rest == 1;
    }

    private static Regex? PatternOf(string pattern)
    {
        if (pattern.Length is < 4 or > 40 || !pattern.Contains('#', StringComparison.Ordinal)) return null;
        var regex = new StringBuilder(@"\b");
        foreach (var c in pattern)
            regex.Append(c switch { '#' => @"\d", '@' => @"\p{L}", _ => Regex.Escape(c.ToString()) });
        return new(regex.Append(@"\b").ToString(), RegexOptions.CultureInvariant | RegexOptions.IgnoreCase | RegexOptions.NonBacktracking);
    }

    private static string Letters(string text) =>
        string.Concat(text.Where(char.IsLetterOrDigit).Select(c => char.ToLower(c, CultureInfo.InvariantCulture)));

    [GeneratedRegex(@"[\p{L}\p{N}._%+-]+@[\p{L}\p{N}-]+(?:\.[\p{L}\p{N}-]+)*\.\p{L}{2,}", RegexOptions.NonBacktracking)]
    private static partial Regex Email();

    [GeneratedRegex(@"(?:\+\d|\b00\d|\(0\d|\b0\d)[\d \u00A0()/.-]{5,20}\d", RegexOptions.NonBacktracking)]
    private static partial Regex Phone();

    [GeneratedRegex(@"^\s*(?:\d{1,2}\.\s?\d{1,2}\.(?:\s?\d{2,4})?|\d{4}-\d{2}-\d{2})", RegexOptions.NonBacktracking)]
    private static partial Regex Date();

    [GeneratedRegex(@"\b[A-Z]{2}\d{2}(?:[ \u00A0]?[A-Z0-9]{4}){2,7}(?:[ \u00A0]?[A-Z0-9]{1,3})?\b", RegexOptions.NonBacktracking)]
    private static partial Regex Iban();

    [GeneratedRegex(
        @"\b(?:Bestell|Auftrags|Kunden|Rechnungs|Sendungs|Vertrags|Retouren|order|customer|invoice|tracking|parcel)[\s-]?(?:nummer|nr\.?|no\.?|number|id)?\s?(?:ist|lautet|is)?\s?[:#]?\s?[A-Z]{0,4}-?\d[A-Z0-9-]{3,}",
        RegexOptions.NonBacktracking | RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Numbered();

    [GeneratedRegex(
        @"\b\p{Lu}[\p{L}.-]{2,30}(?:straße|strasse|str\.|weg|gasse|platz|allee|damm|ufer)\s\d{1,4}\s?[a-z]?\b|\b\p{Lu}\p{L}+\s(?:Straße|Strasse|Weg|Platz|Allee)\s\d{1,4}\b|\b(?:D-|A-|CH-)?\d{5}\s\p{Lu}\p{L}{2,}|\b\d{1,5}\s\p{Lu}\p{L}+(?:\s\p{Lu}\p{L}+)?\s(?:Street|Road|Avenue|Lane|Drive|St\.|Rd\.|Ave\.)",
        RegexOptions.NonBacktracking | RegexOptions.CultureInvariant)]
    private static partial Regex Street();

    [GeneratedRegex(@"^(?:Rück|Hin|Heim|Um|Aus|Rechts|Dienst|Post)weg", RegexOptions.NonBacktracking | RegexOptions.IgnoreCase)]
    private static partial Regex NoStreet();

    [GeneratedRegex(
        @"\b(?:Bestellnummer|Kundennummer|Auftragsnummer|Rechnungsnummer|Sendungsnummer|Telefonnummer|Handynummer|Kontonummer|IBAN|E-Mail-?Adresse|Mailadresse|Lieferadresse|Anschrift|Adresse|Geburtsdatum|order number|customer number|invoice number|tracking number|phone number|e-?mail address|postal address|delivery address|home address|date of birth)\b",
        RegexOptions.NonBacktracking | RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex AsksForData();

    [GeneratedRegex(
        @"\?|\b(?:bitte|schick\w*|send\w*|nenn\w*|teil\w*|gib|gebt|geben|verrat\w*|brauch\w*|benötig\w*|please|share|tell|give|need|let us|could you|can you)\b",
        RegexOptions.NonBacktracking | RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Request();

    [GeneratedRegex(
        @"\b(?:PN|DM|DMs|PM|privat\w*|Direktnachricht\w*|Privatnachricht\w*|per (?:E-?Mail|Nachricht|Chat)|persönliche\w? Nachricht|schreib\w* uns (?:eine|an)|Kontaktformular|direct messages?|private(?:ly)?|in private|contact form|by e-?mail|e-?mail us|message us|nicht öffentlich|not (?:post|share))\b",
        RegexOptions.NonBacktracking | RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex PrivateWay();

    [GeneratedRegex(@"\bhttp://[^\s<>""]*[^\s<>"".,;:!?)\]]", RegexOptions.NonBacktracking | RegexOptions.IgnoreCase)]
    private static partial Regex Insecure();
}
