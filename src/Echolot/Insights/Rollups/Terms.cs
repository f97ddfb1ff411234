using System.Collections.Frozen;

namespace Echolot.Insights.Rollups;

/// <summary>
/// Words and hashtags that a text is about, each once: without small words of German and English, numbers, addresses,
/// and names of accounts, which are people and no topics.
/// </summary>
internal static class Terms
{
    private const int Shortest = 3;
    private const int Longest = 40;

    // Words that stand in texts about anything. Days of the week and fillers say when and how, not what.
    private static readonly FrozenSet<string> Small = (
        "aber alle allem allen aller alles als also am an ander andere anderen anderer anderes auch auf aus "
        + "bei beim bereits "
        + "bin bis bist bitte da dabei dafür daher damit danach dann daran darauf daraus darf darin darum das dass davon dazu "
        + "dein deine deinem deinen deiner dem den denen denn der deren des deshalb dessen dich die dies diese diesem diesen "
        + "dieser dieses dir doch dort du durch echt eben ein eine einem einen einer eines einfach einmal er es etwa etwas "
        + "euch euer eure für ganz gar geben gegen gehen geht gerade gerne gibt ging gut habe haben hallo hast hat hatte "
        + "hatten heute hier hin hinter ich ihm ihn ihnen ihr ihre ihrem ihren ihrer immer in ins irgendwie ist ja jede jedem "
        + "jeden jeder jedes jemand jetzt kann kannst kein keine keinem keinen keiner können könnte kommen kommt leider letzte "
        + "letzten letzter macht machen mal man manche mehr mein meine meinem meinen meiner meist mich mir mit montag "
        + "dienstag mittwoch donnerstag freitag samstag sonntag morgen muss müssen nach nachdem nein neue neuen neuer neues "
        + "nicht nichts nie noch nun nur ob oder oft ohne schon sehr sei seid sein seine seinem seinen seiner seit seitdem "
        + "selbst sich sie sind so sogar soll sollen sollte sondern sonst soviel sowie statt tag tage tagen über überhaupt um "
        + "und uns unser unsere unserem unseren unserer unter viel viele vielen vom von vor wann war waren warum was wegen "
        + "weil weiß weiter welche welchem welchen welcher welches wenn wer werde werden wie wieder wieso will wir wird wirklich "
        + "wo wollen worden wurde wurden würde würden zum zur zwar zwei zwischen zwischendurch "
        + "a about after again all also am an and any are as at back be because been before being but by can could did do "
        + "does doing don down each even ever every few first for from further get gets getting go going good got had has have "
        + "having he her here hers him his how i if in into is it its just know last like made make many me more most much my "
        + "never new no nor not now of off on once one only or other our out over own really s same say she should since so "
        + "some still such t than that the their them then there these they thing think this those through time to today too "
        + "under until up us use used very want was way we well were what when where which while who why will with would "
        + "year yes yet you your via per monday tuesday wednesday thursday friday saturday sunday ist's isn't it's i'm don't")
        .Split(' ').ToFrozenSet(StringComparer.Ordinal);

    private static readonly FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> IsSmall =
        Small.GetAlternateLookup<ReadOnlySpan<char>>();

    /// <summary>Calls <paramref name="take"/> for each word as it is written; a word may come often.</summary>
    public static void Read(string? title, string text, Action<ReadOnlySpan<char>> take)
    {
        if (title is not null) Read(title, take);
        Read(text, take);
    }

    private static void Read(ReadOnlySpan<char> text, Action<ReadOnlySpan<char>> take)
    {
        Span<char> lower = stackalloc char[Longest];
        for (var at = 0; at < text.Length;)
        {
            var rest = text[at..];
            if (IsAddress(rest))
            {
                at += Until(rest, char.IsWhiteSpace);
                continue;
            }
            var sign = text[at] is '#' or '@' ? 1 : 0;
            var length = WordLength(rest[sign..]);
            if (length == 0)
            {
                at++;
                continue;
            }
            var word = rest.Slice(text[at] == '#' ? 0 : sign, length + (text[at] == '#' ? 1 : 0));
            at += sign + length;
            if (text[at - length - sign] == '@' || length is < Shortest or > Longest - 1 || !HasLetter(word)) continue;
            var written = word.ToLowerInvariant(lower);
            if (!IsSmall.Contains(lower[..written])) take(word);
        }
    }

    private static bool IsAddress(ReadOnlySpan<char> rest) =>
        rest.StartsWith("http://", StringComparison.OrdinalIgnoreCase)
        || rest.StartsWith("https://", StringComparison.OrdinalIgnoreCase)
        || rest.StartsWith("www.", StringComparison.OrdinalIgnoreCase);

    private static int Until(ReadOnlySpan<char> text, Func<char, bool> end)
    {
        for (var i = 0; i < text.Length; i++)
            if (end(text[i])) return i;
        return text.Length;
    }

    // Hyphens and apostrophes belong to a word only between letters: Nordlicht-Versand, rock'n'roll.
    private static int WordLength(ReadOnlySpan<char> text)
    {
        var i = 0;
        while (i < text.Length && (char.IsLetterOrDigit(text[i]) || text[i] == '_'
            || (i > 0 && text[i] is '-' or '\'' or '’' && i + 1 < text.Length && char.IsLetterOrDigit(text[i + 1])))) i++;
        return i;
    }

    private static bool HasLetter(ReadOnlySpan<char> word)
    {
        foreach (var c in word)
            if (char.IsLetter(c)) return true;
        return false;
    }
}
