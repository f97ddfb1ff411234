using System.Text;
using Echolot.Sources;

namespace Echolot.Conversations;

/// <summary>Takes out of a customer's words what tells who they are.</summary>
public static class Masking
{
    private const string Instead = "[…]";

    private static readonly CheckRule[] Telling =
        [CheckRule.Email, CheckRule.Iban, CheckRule.OrderNumber, CheckRule.Phone, CheckRule.StreetAddress, CheckRule.RealName];

    /// <summary>The words without addresses, numbers, accounts and these names, as the check of public replies finds them.</summary>
    public static string Of(string text, IReadOnlyList<string> names, IReadOnlyList<string> orderPatterns)
    {
        // Accounts and web addresses first: parts of them would be found as something else.
        var words = string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Select(
            w => w.Contains('@', StringComparison.Ordinal) || w.Contains("://", StringComparison.Ordinal) ? Instead : w));
        var found = ReplyChecks.Of(new ReplyUnderCheck(words, Leg.Public)
        {
            HiddenNames = [.. names.Concat(names.SelectMany(n => n.Split(' '))).Distinct()], OrderPatterns = orderPatterns,
        }).Where(f => Telling.Contains(f.Rule) && f.Length > 0).OrderBy(f => f.Start).ToList();
        var (masked, at) = (new StringBuilder(), 0);
        foreach (var finding in found)
        {
            if (finding.Start + finding.Length <= at) continue;
            if (finding.Start > at) masked.Append(words, at, finding.Start - at);
            masked.Append(Instead);
            at = finding.Start + finding.Length;
        }
        return masked.Append(words, at, words.Length - at).ToString();
    }
}
