using System.Globalization;
using System.Security.Cryptography;
using Echolot.Insights;
using Microsoft.AspNetCore.DataProtection;

namespace Echolot.Web.Insights;

/// <summary>
/// The number that a permanent link was made with, as it stands in the link: sealed, so that nobody can make it another one.
/// </summary>
internal static class OverviewState
{
    public static string Write(IDataProtectionProvider protection, CountedThen then) => Sealed(protection).Protect(string.Join(
        ' ', new[] { then.From.ToUnixTimeMilliseconds(), then.To.ToUnixTimeMilliseconds(), then.At.ToUnixTimeMilliseconds(), then.Mentions }
            .Concat(then.Monitors).Select(n => n.ToString(CultureInfo.InvariantCulture))));

    /// <summary>Null where it is none of ours.</summary>
    public static CountedThen? Read(IDataProtectionProvider protection, string? state)
    {
        if (string.IsNullOrEmpty(state)) return null;
        try
        {
            var numbers = Sealed(protection).Unprotect(state).Split(' ').Select(n => long.Parse(n, CultureInfo.InvariantCulture)).ToList();
            return new(
                numbers[4..], DateTimeOffset.FromUnixTimeMilliseconds(numbers[0]), DateTimeOffset.FromUnixTimeMilliseconds(numbers[1]),
                DateTimeOffset.FromUnixTimeMilliseconds(numbers[2]), numbers[3]);
        }
        catch (CryptographicException)
        {
            return null;
        }
    }

    private static IDataProtector Sealed(IDataProtectionProvider protection) => protection.CreateProtector("Echolot.Overview.State");
}
