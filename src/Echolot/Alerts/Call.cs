using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Echolot.Network;

namespace Echolot.Alerts;

/// <summary>Calls webhooks: signed, with an id that stays the same over every try.</summary>
internal static class Call
{
    /// <summary>
    /// <c>t=SECONDS,v1=HEX</c>: HMAC-SHA256 over the time, a dot and the raw body. The time lets a receiver refuse an
    /// old call that somebody recorded and plays again.
    /// </summary>
    public static string Sign(string secret, ReadOnlySpan<byte> body, DateTimeOffset now)
    {
        var time = now.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        using var hmac = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, Encoding.UTF8.GetBytes(secret));
        hmac.AppendData(Encoding.ASCII.GetBytes(time + "."));
        hmac.AppendData(body);
        return $"t={time},v1={Convert.ToHexStringLower(hmac.GetHashAndReset())}";
    }

    public static async Task<Outcome> SendAsync(
        IGuardedHttp http, Uri to, Message message, WebhookFormat format, string secret, DateTimeOffset now,
        CancellationToken cancel, byte[]? body = null)
    {
        body ??= WebhookBody.Of(message, format, now);
        try
        {
            var answer = await http.SendAsync(
                new OutgoingRequest(to)
                {
                    Method = "POST", Body = body, MaxRedirects = 0,
                    ContentType = format is WebhookFormat.Ntfy ? Ntfy.ContentType : "application/json; charset=utf-8",
                    MaxBytes = 64 * 1024,
                    Timeout = TimeSpan.FromSeconds(15),
                    Headers = [new("X-Echolot-Signature", Sign(secret, body, now)), new("X-Echolot-Delivery", message.Id),
                        new("Idempotency-Key", message.Id), .. format is WebhookFormat.Ntfy ? Ntfy.Headers(message) : []],
                },
                cancel);
            return Judge(answer.Status, answer.RetryAfter(now), Encoding.UTF8.GetString(answer.Body.Span));
        }
        catch (NetworkRefused refused)
        {
            return Judge(refused);
        }
    }

    internal static Outcome Judge(NetworkRefused refused) => new(
        refused.Problem switch
        {
            NetworkProblem.AddressRefused => Ended.Refused,
            NetworkProblem.Unreachable => Ended.NotArrived,
            _ => Ended.Unclear,
        },
        refused.Message);

    /// <summary>
    /// Only 408 and 429 of the 400s mean later; a redirect is refused, because a signed call goes where it was told to.
    /// </summary>
    internal static Outcome Judge(int status, TimeSpan? retryAfter, string said)
    {
        var problem = string.Create(CultureInfo.InvariantCulture, $"The receiver answered {status}{Quote(said)}.");
        return status switch
        {
            >= 200 and < 300 => Outcome.Accepted,
            408 or 429 or >= 500 => new(Ended.NotArrived, problem, retryAfter),
            >= 300 and < 400 => new(Ended.Refused, problem + " Enter the address it redirects to."),
            _ => new(Ended.Refused, problem) { Status = status },
        };
    }

    private static string Quote(string said)
    {
        var line = string.Concat(said.Trim().Select(c => char.IsControl(c) ? ' ' : c));
        return line.Length == 0 ? "" : $": {(line.Length > 120 ? line[..120] + "…" : line)}";
    }
}
