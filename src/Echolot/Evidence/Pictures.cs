using System.Globalization;
using Echolot.Mentions;
using Echolot.Network;

namespace Echolot.Evidence;

/// <summary>A picture of a mention as it was got, or why it is not there.</summary>
/// <param name="Name">Under which it stands in the zip file; null where it could not be got.</param>
/// <param name="Problem">Why it is not in it, in English.</param>
internal sealed record Picture(Uri Address, string? AltText, string? Name, string? Type, byte[] Bytes, string? Problem);

/// <summary>Gets the pictures of a mention through the guarded way out.</summary>
internal static class Pictures
{
    /// <summary>Most pictures that are got of one mention; the manifest names the others.</summary>
    public const int Most = 10;

    /// <summary>Largest picture, in bytes.</summary>
    public const long Largest = 5 << 20;

    /// <summary>Largest of all together, in bytes: they are one value of one row, and stand on the page to print as well.</summary>
    public const long LargestOfAll = 20 << 20;

    // What a browser shows and what holds no script of its own.
    private static readonly Dictionary<string, string> endings = new(StringComparer.OrdinalIgnoreCase)
    {
        ["image/jpeg"] = "jpg", ["image/png"] = "png", ["image/gif"] = "gif", ["image/webp"] = "webp", ["image/avif"] = "avif",
    };

    /// <param name="patience">For all together: somebody waits for the evidence.</param>
    public static async Task<IReadOnlyList<Picture>> GetAsync(
        IGuardedHttp http, IReadOnlyList<Attachment> attachments, TimeSpan patience, CancellationToken cancel)
    {
        var wanted = attachments.Where(a => a is { Kind: "image", Remote: not null }).DistinctBy(a => a.Remote).ToList();
        using var enough = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        enough.CancelAfter(patience);
        var got = await Task.WhenAll(wanted.Take(Most).Select((one, i) => GetAsync(http, one, i + 1, patience, enough.Token)));
        cancel.ThrowIfCancellationRequested();
        var size = 0L;
        return
        [
            .. got.Select((one, i) => (size += one.Bytes.Length) <= LargestOfAll ? one
                : Missing(wanted[i], string.Create(CultureInfo.InvariantCulture, $"only {LargestOfAll >> 20} MB of pictures are kept"))),
            .. wanted.Skip(Most).Select(one => Missing(
                one, string.Create(CultureInfo.InvariantCulture, $"only {Most} pictures are kept"))),
        ];
    }

    private static async Task<Picture> GetAsync(
        IGuardedHttp http, Attachment wanted, int number, TimeSpan patience, CancellationToken cancel)
    {
        try
        {
            var answer = await http.SendAsync(
                new OutgoingRequest(wanted.Remote!) { MaxBytes = Largest, Timeout = patience, Headers = [new("Accept", "image/*")] }, cancel);
            if (!answer.Success)
                return Missing(wanted, string.Create(CultureInfo.InvariantCulture, $"the site answered {answer.Status}"));
            var type = (answer.Header("Content-Type") ?? "").Split(';')[0].Trim();
            return endings.TryGetValue(type, out var ending)
                ? new(wanted.Remote!, wanted.AltText, string.Create(CultureInfo.InvariantCulture, $"picture-{number}.{ending}"), type, answer.Body.ToArray(), null)
                : Missing(wanted, type.Length == 0 ? "the site names no type" : $"{type} is no picture that is kept");
        }
        catch (NetworkRefused refused)
        {
            return Missing(wanted, refused.Message);
        }
        catch (OperationCanceledException)
        {
            return Missing(wanted, "there was no time left for it");
        }
    }

    private static Picture Missing(Attachment wanted, string problem) => new(wanted.Remote!, wanted.AltText, null, null, [], problem);
}
