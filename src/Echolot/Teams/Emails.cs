using System.Globalization;
using System.Text;

namespace Echolot.Teams;

/// <summary>E-mail addresses as keys: one mailbox, one account.</summary>
internal static class Emails
{
    private static readonly IdnMapping idn = new();

    /// <summary>
    /// Trimmed, compatibility-normalised, lower case, host in its ASCII form. Lower case also left of the <c>@</c>:
    /// RFC 5321 would allow two mailboxes there, no provider does.
    /// </summary>
    public static string Key(string email)
    {
        var text = email.Trim().Normalize(NormalizationForm.FormKC).ToLowerInvariant();
        var at = text.LastIndexOf('@');
        if (at < 1 || at == text.Length - 1)
            return text;
        try
        {
            return text[..(at + 1)] + idn.GetAscii(text[(at + 1)..]);
        }
        catch (ArgumentException)
        {
            // Not a host name; IsValid refuses it, sign-in simply does not find it.
            return text;
        }
    }

    /// <summary>Whether mail could be sent there: one mailbox, one host, nothing that ends a mail header.</summary>
    public static bool IsValid(string email)
    {
        var text = email.Trim();
        var at = text.LastIndexOf('@');
        return text.Length <= 254 && at is > 0 and <= 64 && at < text.Length - 1
            && text.IndexOf('@') == at
            && !text.Any(
                c => char.IsWhiteSpace(c) || char.IsControl(c) || c is '<' or '>' or ',' or ';' or '"' or '\\' or '('
                or ')')
            && Uri.CheckHostName(Key(text)[(Key(text).LastIndexOf('@') + 1)..]) == UriHostNameType.Dns;
    }
}
