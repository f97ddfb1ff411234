using System.Collections.Frozen;
using System.Text.Json;
using Microsoft.AspNetCore.StaticFiles;
using Microsoft.Net.Http.Headers;

namespace Echolot.Web.Shell;

/// <summary>
/// The bundled front end, embedded in this assembly. Names carry a hash of the content, so browsers keep files for
/// good; compressed twins were made at build time.
/// </summary>
public static class Bundle
{
    private const string Prefix = "assets/";
    private static readonly FrozenDictionary<string, byte[]> Files = Load();
    private static readonly FrozenDictionary<string, string> Names =
        JsonSerializer.Deserialize<Dictionary<string, string>>(Files["manifest.json"])!.ToFrozenDictionary();

    /// <summary>Address of a bundled file by its plain name, such as <c>app.js</c>.</summary>
    public static string Of(string name) => Names.TryGetValue(name, out var file)
        ? $"{Urls.Assets}/{file}"
        : throw new ArgumentException($"No bundled file is called {name}; add it to Client/entries.json. There are: "
            + $"{string.Join(", ", Names.Keys)}.");

    internal static void MapBundle(this IEndpointRouteBuilder routes)
    {
        var types = new FileExtensionContentTypeProvider();
        routes.MapGet(
            Urls.Assets + "/{file}",
            (string file, HttpContext http) => Serve(file, http, types)).AllowAnonymous().ExcludeFromDescription();
        // At the root, because a worker has power only over what lies below its own address; asked for anew each time.
        routes.MapGet(
            Urls.PushWorker, (HttpContext http) =>
            {
                http.Response.Headers.CacheControl = "no-cache";
                return TypedResults.Bytes(Files[Names["push-worker.js"]], "text/javascript; charset=utf-8");
            }).AllowAnonymous().ExcludeFromDescription();
        routes.MapGet(
            "/favicon.ico", () => TypedResults.Redirect(Of("favicon.svg"))).AllowAnonymous().ExcludeFromDescription();
    }

    private static IResult Serve(string file, HttpContext http, FileExtensionContentTypeProvider types)
    {
        if (!Files.TryGetValue(file, out var bytes) || !types.TryGetContentType(file, out var type))
            return TypedResults.NotFound();
        http.Response.Headers.CacheControl = "public, max-age=31536000, immutable";
        return Packed(file, bytes, type, http);
    }

    /// <summary>A script that pages of others include by an address that stays, under a name that does not change.</summary>
    internal static IResult Foreign(string name, HttpContext http)
    {
        var (file, headers) = (Names[name], http.Response.Headers);
        // Somebody else's page must not wait for a new version longer than this.
        headers.CacheControl = "public, max-age=600";
        headers.ETag = $"\"{file}\"";
        headers["Cross-Origin-Resource-Policy"] = "cross-origin";
        return http.Request.Headers.IfNoneMatch.ToString() == $"\"{file}\""
            ? TypedResults.StatusCode(StatusCodes.Status304NotModified)
            : Packed(file, Files[file], "text/javascript; charset=utf-8", http);
    }

    private static IResult Packed(string file, byte[] bytes, string type, HttpContext http)
    {
        var headers = http.Response.Headers;
        headers[HeaderNames.Vary] = HeaderNames.AcceptEncoding;
        var accepted = http.Request.Headers.AcceptEncoding.ToString();
        foreach (var (coding, ending) in ((string, string)[])[("br", ".br"), ("gzip", ".gz")])
        {
            if (!accepted.Contains(coding, StringComparison.OrdinalIgnoreCase)
                || !Files.TryGetValue(file + ending, out var packed))
                continue;
            headers.ContentEncoding = coding;
            return TypedResults.Bytes(packed, type);
        }
        return TypedResults.Bytes(bytes, type);
    }

    private static FrozenDictionary<string, byte[]> Load()
    {
        var assembly = typeof(Bundle).Assembly;
        return assembly.GetManifestResourceNames().Where(
            name => name.StartsWith(Prefix, StringComparison.Ordinal)).ToFrozenDictionary(
            name => name[Prefix.Length..],
            name =>
            {
                using var stream = assembly.GetManifestResourceStream(name)!;
                var bytes = new byte[stream.Length];
                stream.ReadExactly(bytes);
                return bytes;
            });
    }
}
