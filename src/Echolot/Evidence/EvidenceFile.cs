using System.Globalization;
using System.IO.Compression;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Echolot.Mentions;
using Echolot.Network;

namespace Echolot.Evidence;

/// <summary>
/// The zip file of one piece of evidence: <c>mention.json</c> and <c>mention.html</c> (to read and to print, with its pictures
/// in it), <c>picture-1.jpg</c> and so on as they were got, <c>raw.json</c> (what the source sent), <c>page.html</c> with <c>page-headers.json</c> (what the site answered), and
/// <c>manifest.json</c> with the time and the SHA-256 of each.
/// </summary>
internal static class EvidenceFile
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true, PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, Converters = { new JsonStringEnumConverter(JsonNamingPolicy.SnakeCaseLower) },
    };

    public static byte[] Write(
        StoredMention mention, IReadOnlyList<MentionRevision> revisions, string? raw, IncomingAnswer? page,
        string? problem, IReadOnlyList<Picture> pictures, DateTimeOffset at)
    {
        var files = new List<(string Name, byte[] Bytes)>
        {
            ("mention.json", JsonSerializer.SerializeToUtf8Bytes(new { mention, revisions }, Json)),
            ("mention.html", Encoding.UTF8.GetBytes(Readable(mention, pictures, at))),
        };
        files.AddRange(pictures.Where(p => p.Name is not null).Select(p => (p.Name!, p.Bytes)));
        if (raw is not null) files.Add(("raw.json", Encoding.UTF8.GetBytes(raw)));
        if (page is not null)
        {
            files.Add(("page.html", page.Body.ToArray()));
            files.Add(("page-headers.json", JsonSerializer.SerializeToUtf8Bytes(page.Headers, Json)));
        }
        files.Add(("manifest.json", JsonSerializer.SerializeToUtf8Bytes(new
        {
            takenAt = at, mentionId = mention.Id.ToString(CultureInfo.InvariantCulture), mention.Url,
            pageAddress = page?.Address, pageStatus = page?.Status, pageProblem = problem,
            pictures = pictures.Select(p => new { p.Address, p.AltText, file = p.Name, p.Problem }),
            sha256 = files.ToDictionary(f => f.Name, f => Convert.ToHexStringLower(SHA256.HashData(f.Bytes))),
        }, Json)));
        using var zip = new MemoryStream();
        using (var archive = new ZipArchive(zip, ZipArchiveMode.Create, leaveOpen: true))
            foreach (var (name, bytes) in files)
            {
                var entry = archive.CreateEntry(name, CompressionLevel.Optimal);
                // A zip knows no years before 1980, and no zone: the manifest has the exact time.
                entry.LastWriteTime = at.Year >= 1980 ? at : new DateTimeOffset(1980, 1, 1, 0, 0, 0, TimeSpan.Zero);
                using var stream = entry.Open();
                stream.Write(bytes);
            }
        return zip.ToArray();
    }

    private static string Readable(StoredMention mention, IReadOnlyList<Picture> pictures, DateTimeOffset at)
    {
        var text = new StringBuilder(
            """
            <!doctype html><html lang="de"><head><meta charset="utf-8"><meta http-equiv="Content-Security-Policy"
            content="default-src 'none'; img-src data:; style-src 'unsafe-inline'"><title>Beleg / Evidence</title><style>
            body { font: 16px/1.5 sans-serif; max-width: 44rem; margin: 2rem auto; padding: 0 1rem }
            pre { font: inherit; white-space: pre-wrap; overflow-wrap: anywhere }
            figure { margin: 1rem 0; break-inside: avoid } img { max-width: 100% } figcaption, dt { color: #555 }
            dd { margin: 0 0 .5rem; overflow-wrap: anywhere }
            </style></head><body>
            """);
        if (mention.Title is { } title) text.Append("<h1>").Append(WebUtility.HtmlEncode(title)).Append("</h1>");
        text.Append("<pre dir=\"auto\">").Append(WebUtility.HtmlEncode(mention.Text)).Append("</pre>");
        foreach (var picture in pictures) Show(text, picture);
        text.Append("<dl>");
        // The file goes to courts and colleagues whose language nobody knows when it is made: both stand in it.
        foreach (var (german, english, value) in new (string, string, string?)[]
        {
            ("Verfasst von", "Author", mention.AuthorName), ("Kontoname", "Handle", mention.AuthorHandle),
            ("Kennung des Kontos", "Author id", mention.AuthorId), ("Adresse", "Address", mention.Url),
            ("Netzwerk", "Network", mention.Connector), ("Quelle", "Source", mention.Source),
            ("Veröffentlicht", "Published", Exact(mention.PublishedAt)), ("Gesehen", "Seen", Exact(mention.SeenAt)),
            ("Als Beleg gesichert", "Taken as evidence", Exact(at)),
        })
            if (value is not null)
                text.Append("<dt>").Append(german).Append(" / <span lang=\"en\">").Append(english).Append("</span></dt><dd>")
                    .Append(WebUtility.HtmlEncode(value)).Append("</dd>");
        return text.Append("</dl></body></html>").ToString();
    }

    private static void Show(StringBuilder text, Picture picture)
    {
        text.Append("<figure>");
        if (picture.Name is not null)
            text.Append("<img alt=\"").Append(WebUtility.HtmlEncode(picture.AltText)).Append("\" src=\"data:").Append(picture.Type)
                .Append(";base64,").Append(Convert.ToBase64String(picture.Bytes)).Append("\">");
        text.Append("<figcaption>").Append(WebUtility.HtmlEncode(
            string.Join(" · ", new[] { picture.Name, picture.AltText, picture.Address.AbsoluteUri, picture.Problem }.OfType<string>())));
        text.Append("</figcaption></figure>");
    }

    private static string Exact(DateTimeOffset at) => at.ToString("yyyy-MM-ddTHH:mm:ss.fffzzz", CultureInfo.InvariantCulture);
}
