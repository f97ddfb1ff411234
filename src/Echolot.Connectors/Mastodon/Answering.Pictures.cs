using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Echolot.Connectors.Http;
using Echolot.Sources;

namespace Echolot.Connectors.Mastodon;

internal sealed partial class Answering
{
    /// <summary>What instances take that do not say it: four pictures of 16 MB.</summary>
    public static readonly FileLimits Files = FileLimits.Of(4, 16_000_000, FileLimits.Pictures);

    private const int LongestDescription = 1_500;

    /// <summary>How often to ask whether a picture is ready, a second longer each time: 45 seconds.</summary>
    private const int MostAsks = 9;

    /// <summary>Files that an instance takes, out of its description.</summary>
    public static FileLimits FilesOf(JsonElement about)
    {
        var configuration = about.Field("configuration");
        var media = configuration?.Field("media_attachments");
        var types = media?.Items("supported_mime_types").Select(t => t.ToString()).ToHashSet() is { Count: > 0 } said
            ? FileLimits.Pictures.Where(said.Contains) : FileLimits.Pictures;
        return FileLimits.Of(
            configuration?.Field("statuses")?.Number("max_media_attachments") is >= 0 and <= 100 and var most ? (int)most : Files.Most,
            media?.Number("image_size_limit") is > 0 and var bytes ? bytes : Files.Types.Values.First(), types);
    }

    /// <summary>
    /// Hands pictures over before the status that shows them; an instance forgets what no status shows within a day, so that
    /// another attempt may do it again.
    /// </summary>
    private async Task<(IReadOnlyList<string> Media, SendOutcome? Problem)> UploadAsync(
        Access access, IReadOnlyList<OutgoingFile> files, CancellationToken cancel)
    {
        var media = new List<string>();
        foreach (var file in files)
        {
            using var form = new MultipartFormDataContent();
            var content = new ReadOnlyMemoryContent(file.Content);
            content.Headers.ContentType = new MediaTypeHeaderValue(file.Type);
            form.Add(content, "file", file.Type.Replace('/', '.'));
            if (file.Alt.Length > 0) form.Add(new StringContent(Cut(file.Alt), Encoding.UTF8), "description");
            var (answer, outcome) = await posting.WriteAsync(
                new(new Uri(access.Server, "/api/v2/media"))
                {
                    Method = "POST", Headers = access.Headers, ContentType = form.Headers.ContentType!.ToString(),
                    Body = await form.ReadAsByteArrayAsync(cancel),
                }, cancel);
            // Nothing is published by this, whatever became of it.
            if (answer is null) return ([], outcome is SendOutcome.Unknown ? NotNow(access) : outcome);
            if (!answer.Success)
                return ([], answer.Status switch
                {
                    401 => NoToken(access),
                    403 => new SendOutcome.Refused(new(
                        "Das Konto darf hier keine Bilder hochladen. Dem Token das Recht „write:media“ geben.",
                        "The account may not upload pictures here. Give the token the scope 'write:media'.")),
                    _ => new SendOutcome.Refused(new(
                        $"„{access.Server.Host}“ nimmt „{file.Name}“ nicht an; entfernen oder ersetzen. ({Problem(answer.Body)})",
                        $"'{access.Server.Host}' does not take '{file.Name}'; remove or replace it. ({Problem(answer.Body)})")),
                });
            if (Read(answer.Body, json => json.Id("id")) is not { } id) return ([], NotNow(access));
            if (answer.Status == 202 && !await IsReadyAsync(access, id, cancel)) return ([], NotNow(access));
            media.Add(id);
        }
        return (media, null);
    }

    private async Task<bool> IsReadyAsync(Access access, string id, CancellationToken cancel)
    {
        for (var ask = 1; ask <= MostAsks; ask++)
        {
            await Task.Delay(TimeSpan.FromSeconds(ask), clock, cancel);
            try
            {
                using var there = await instances.GetAsync(access, "/api/v1/media/" + Uri.EscapeDataString(id), cancel);
                if (there is null) return false;
                if (there.RootElement.Link("url") is not null) return true;
            }
            catch (SourceTrouble)
            {
                return false;
            }
        }
        return false;
    }

    private static SendOutcome.Later NotNow(Access access) => new(
        TimeSpan.FromMinutes(1), new(
            $"„{access.Server.Host}“ nimmt gerade keine Bilder an.", $"'{access.Server.Host}' takes no pictures now."));

    private static string Cut(string alt) => alt.Length <= LongestDescription ? alt
        : alt[..(char.IsHighSurrogate(alt[LongestDescription - 1]) ? LongestDescription - 1 : LongestDescription)];
}
