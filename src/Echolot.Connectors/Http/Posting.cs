using System.Globalization;
using System.Text;
using Echolot.Network;
using Echolot.Sources;

namespace Echolot.Connectors.Http;

/// <summary>
/// Writes to a network and tells apart what surely did not arrive from what perhaps did: only the first may be sent again.
/// </summary>
internal sealed class Posting(IGuardedHttp http, TimeProvider clock)
{
    private static readonly TimeSpan Unsaid = TimeSpan.FromMinutes(1), LongestWait = TimeSpan.FromHours(6);

    /// <summary>The network's answer, or what became of the attempt where there is nothing more to read from it.</summary>
    public async Task<(IncomingAnswer? Answer, SendOutcome? Outcome)> WriteAsync(
        OutgoingRequest request, CancellationToken cancel)
    {
        var host = request.Address.Host;
        IncomingAnswer answer;
        try
        {
            // A redirect would turn the writing into reading.
            answer = await http.SendAsync(request with { MaxRedirects = 0 }, cancel);
        }
        catch (NetworkRefused refused)
        {
            return (null, refused.Problem switch
            {
                NetworkProblem.AddressRefused => new SendOutcome.Refused(new(
                    $"„{host}“ darf von hier nicht aufgerufen werden. Die Adresse der Quelle ändern.",
                    $"'{host}' may not be called from here. Change the address of the source.")),
                NetworkProblem.Unreachable => new SendOutcome.Later(Unsaid, new(
                    $"„{host}“ ist gerade nicht zu erreichen.", $"'{host}' cannot be reached at the moment.")),
                _ => new SendOutcome.Unknown(new(
                    $"Die Verbindung zu „{host}“ brach ab.", $"The connection to '{host}' broke.")),
            });
        }
        var status = answer.Status.ToString(CultureInfo.InvariantCulture);
        var wait = answer.RetryAfter(clock.GetUtcNow()) ?? Reset(answer);
        if (answer.Status == 429 || answer.Status == 503 && wait is not null)
            return (null, new SendOutcome.Later(
                wait is null ? Unsaid : wait > LongestWait ? LongestWait : wait.Value, new(
                    $"„{host}“ nimmt gerade nichts an ({status}).", $"'{host}' takes nothing at the moment ({status}).")));
        if (answer.Status >= 500)
            return (null, new SendOutcome.Unknown(new(
                $"„{host}“ meldet einen Fehler bei sich ({status}).", $"'{host}' reports a fault of its own ({status}).")));
        if (answer.Status is >= 300 and < 400)
            return (null, new SendOutcome.Refused(new(
                $"„{host}“ verweist an eine andere Adresse ({status}). Die Adresse der Quelle ändern.",
                $"'{host}' points to another address ({status}). Change the address of the source.")));
        return (answer, null);
    }

    /// <summary>What the network says about an error, in one line; for the person who has to do something about it.</summary>
    public static string Said(string? text)
    {
        var line = string.Join(' ', (text ?? "").Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        var cut = new StringBuilder();
        foreach (var letter in line.EnumerateRunes())
        {
            if (cut.Length >= 200) break;
            cut.Append(letter.ToString());
        }
        return cut.ToString();
    }

    // Mastodon gives a moment, Bluesky unix seconds.
    private TimeSpan? Reset(IncomingAnswer answer)
    {
        var (now, culture) = (clock.GetUtcNow(), CultureInfo.InvariantCulture);
        DateTimeOffset? at =
            long.TryParse(answer.Header("RateLimit-Reset"), NumberStyles.None, culture, out var seconds)
                && seconds < 32_503_680_000 ? DateTimeOffset.FromUnixTimeSeconds(seconds)
            : DateTimeOffset.TryParse(
                answer.Header("X-RateLimit-Reset"), culture, DateTimeStyles.AssumeUniversal, out var moment) ? moment
            : null;
        return at is null ? null : at > now ? at - now : TimeSpan.FromSeconds(1);
    }
}
