namespace Echolot.Matching.Text;

/// <summary>Values of fields are compared as a whole and in lower case.</summary>
internal static class Values
{
    public static ReadOnlySpan<char> TrimHandle(ReadOnlySpan<char> author)
    {
        author = author.Trim();
        return author.Length > 1 && author[0] == '@' ? author[1..] : author;
    }

    public static string Lower(string value) =>
        string.Create(value.Length, value, static (to, from) => Lower(from, to));

    /// <summary>Lower case letter by letter; <paramref name="to"/> is as long as <paramref name="from"/>.</summary>
    public static void Lower(ReadOnlySpan<char> from, Span<char> to)
    {
        for (var i = 0; i < from.Length; i++) to[i] = char.ToLowerInvariant(from[i]);
    }

    /// <summary>An address without scheme, <c>www.</c> and the slash at its end.</summary>
    public static ReadOnlySpan<char> Address(ReadOnlySpan<char> address)
    {
        address = address.Trim();
        if (address.IndexOf("://") is var scheme and >= 0) address = address[(scheme + 3)..];
        if (address.StartsWith("www.", StringComparison.OrdinalIgnoreCase)) address = address[4..];
        return address.TrimEnd('/');
    }

    /// <summary>Where one part of an address ends and the next begins.</summary>
    public static bool IsBoundary(char c) => c is '/' or '?' or '#' or '&' or '=';
}
