using System.Globalization;
using System.Security.Cryptography;

namespace Echolot.Teams;

/// <summary>
/// Stored passwords: PBKDF2-HMAC-SHA512 (RFC 8018) with parameters in each hash, so that they can be raised later;
/// 210,000 iterations are the OWASP minimum for SHA-512.
/// </summary>
internal static class Passwords
{
    public const int Iterations = 210_000;
    private const int SaltBytes = 16;
    private const int HashBytes = 64;
    private const string Scheme = "pbkdf2-sha512";

    /// <summary>
    /// A hash nobody knows the password of: checked for unknown accounts, so that they take the same time.
    /// </summary>
    private static readonly Lazy<string> nobody = new(() => Hash(Secrets.New()));

    /// <summary>As many at once as there are processors: a flood of sign-ins must not starve everything else.</summary>
    private static readonly SemaphoreSlim turnstile = new(Math.Max(1, Environment.ProcessorCount));

    public static string Hash(string password, int iterations = Iterations)
    {
        var salt = RandomNumberGenerator.GetBytes(SaltBytes);
        var hash = Rfc2898DeriveBytes.Pbkdf2(
            password.Normalize(), salt, iterations, HashAlgorithmName.SHA512, HashBytes);
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{Scheme}${iterations}${Convert.ToBase64String(salt)}${Convert.ToBase64String(hash)}");
    }

    /// <summary>Checks a password; a null hash is checked against one that no password has.</summary>
    public static bool Check(string password, string? hash)
    {
        var parts = (hash ?? nobody.Value).Split('$');
        if (parts is not [Scheme, var count, var salt64, var hash64]
            || !int.TryParse(count, NumberStyles.None, CultureInfo.InvariantCulture, out var iterations))
        {
            throw new FormatException(
                "A stored password hash cannot be read; restore the person table from a backup or set a new password.");
        }
        var expected = Convert.FromBase64String(hash64);
        var actual = Rfc2898DeriveBytes.Pbkdf2(
            password.Normalize(), Convert.FromBase64String(salt64), iterations, HashAlgorithmName.SHA512,
            expected.Length);
        return CryptographicOperations.FixedTimeEquals(expected, actual) && hash is not null;
    }

    /// <inheritdoc cref="Check"/>
    public static async Task<bool> CheckAsync(string password, string? hash, CancellationToken cancel)
    {
        await turnstile.WaitAsync(cancel);
        try
        {
            return await Task.Run(() => Check(password, hash), cancel);
        }
        finally
        {
            turnstile.Release();
        }
    }

    /// <summary>Whether the hash was made with weaker parameters than today's.</summary>
    public static bool IsOutdated(string hash) =>
        hash.Split('$') is not [Scheme, var count, _, _]
        || !int.TryParse(count, NumberStyles.None, CultureInfo.InvariantCulture, out var iterations)
        || iterations < Iterations;

    /// <summary>
    /// Why a new password is refused, or null. Length is what counts (NIST SP 800-63B); no rules about signs.
    /// </summary>
    public static RosterException? Refusal(string password, string email)
    {
        if (password.Length < Roster.ShortestPassword)
            return new(RosterRefusal.PasswordTooShort,
                $"A password has at least {Roster.ShortestPassword} characters; choose a longer one.");
        if (password.Length > Roster.LongestPassword)
            return new(RosterRefusal.PasswordTooLong,
                $"A password has at most {Roster.LongestPassword} characters; choose a shorter one.");
        return Emails.Key(password) == Emails.Key(email)
            ? new(RosterRefusal.PasswordIsEmail,
                "The password is the e-mail address; choose one that nobody can look up.")
            : null;
    }
}
