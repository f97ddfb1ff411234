using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Echolot.Connectors.Http;
using Echolot.Network;
using Echolot.Sources;

namespace Echolot.Connectors.WordPress;

/// <summary>A blog and our account there.</summary>
/// <param name="Route">Where its REST interface is, below the address.</param>
/// <param name="Account">Number of our account.</param>
internal sealed record Blog(Uri Address, string Route, string User, string Password, long Account)
{
    /// <summary>Address of a REST route such as <c>comments?page=2</c>.</summary>
    public Uri To(string route)
    {
        // Without pretty permalinks the route itself is a parameter.
        var whole = Route + "wp/v2/" + (Route.Contains('?', StringComparison.Ordinal) ? route.Replace('?', '&') : route);
        return new(Address.AbsoluteUri.TrimEnd('/') + whole);
    }

    public IReadOnlyList<KeyValuePair<string, string>> Headers =>
    [
        new("Accept", "application/json"),
        new("Authorization", "Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes($"{User}:{Password}"))),
    ];
}

/// <summary>The REST interface of WordPress, as far as comments need it.</summary>
internal sealed class BlogApi(IGuardedHttp http, TimeProvider clock)
{
    /// <summary>Most comments that WordPress gives at once.</summary>
    public const int PageSize = 100;

    // A hundred long comments.
    private const long MostBytes = 16 << 20;

    private static readonly JsonDocumentOptions Options = new() { MaxDepth = 40 };

    private readonly Posting _posting = new(http, clock);

    /// <summary>Where the interface is; null: there is none.</summary>
    /// <exception cref="SourceTrouble">The blog does not answer.</exception>
    public async Task<string?> RouteAsync(Uri address, CancellationToken cancel)
    {
        foreach (var route in (string[])["/wp-json/", "/?rest_route=/"])
        {
            var answer = await SendAsync(new(new(address.AbsoluteUri.TrimEnd('/') + route)), address.Host, cancel);
            if (!answer.Success) continue;
            try
            {
                using var json = JsonDocument.Parse(answer.Body, Options);
                if (json.RootElement.Items("namespaces").Any(n => n.ToString() == "wp/v2")) return route;
            }
            catch (JsonException)
            {
                // A page for people: the next one.
            }
        }
        return null;
    }

    /// <exception cref="SourceTrouble">Nobody answers, or too many requests.</exception>
    public Task<IncomingAnswer> AskAsync(Blog blog, string route, CancellationToken cancel) =>
        SendAsync(new(blog.To(route)) { Headers = blog.Headers }, blog.Address.Host, cancel);

    public Task<(IncomingAnswer? Answer, SendOutcome? Outcome)> WriteAsync(
        Blog blog, string route, JsonObject body, CancellationToken cancel) =>
        _posting.WriteAsync(
            new(blog.To(route))
            {
                Method = "POST", ContentType = "application/json", Headers = blog.Headers,
                Body = JsonSerializer.SerializeToUtf8Bytes(body),
            }, cancel);

    /// <summary>A page of approved comments, newest first.</summary>
    public async Task<JsonDocument> PageAsync(Blog blog, string? page, CancellationToken cancel)
    {
        var answer = await AskAsync(
            blog, $"comments?per_page={PageSize}&orderby=id&order=desc&page={page ?? "1"}", cancel);
        var json = Json(answer, blog);
        if (json.RootElement.ValueKind == JsonValueKind.Array) return json;
        json.Dispose();
        throw new SourceTrouble($"'{blog.Address.Host}' sent something else than comments.");
    }

    /// <summary>Which of these comments everybody can still see.</summary>
    public async Task<IReadOnlySet<string>> AliveAsync(Blog blog, IReadOnlyList<string> ids, CancellationToken cancel)
    {
        var numbers = ids.Where(id => id.All(char.IsAsciiDigit)).ToList();
        var alive = ids.Except(numbers).ToHashSet(StringComparer.Ordinal);
        if (numbers.Count == 0) return alive;
        using var list = Json(
            await AskAsync(
                blog, $"comments?per_page={PageSize}&_fields=id&include={string.Join(',', numbers)}", cancel), blog);
        if (list.RootElement.ValueKind != JsonValueKind.Array)
            throw new SourceTrouble($"'{blog.Address.Host}' sent something else than comments.");
        alive.UnionWith(list.RootElement.EnumerateArray().Select(c => c.Id("id")).OfType<string>());
        return alive;
    }

    /// <summary>What a successful answer says.</summary>
    /// <exception cref="SourceTrouble">It is no success, or no JSON.</exception>
    public static JsonDocument Json(IncomingAnswer answer, Blog blog)
    {
        var host = blog.Address.Host;
        var status = answer.Status.ToString(CultureInfo.InvariantCulture);
        if (answer.Status is 401 or 403)
            throw new SourceTrouble(
                $"'{host}' does not accept the application password ({status}). Make a new one and change the source.",
                final: answer.Status == 401);
        if (!answer.Success) throw new SourceTrouble($"'{host}' answered with status {status}.");
        try
        {
            return JsonDocument.Parse(answer.Body, Options);
        }
        catch (JsonException wrong)
        {
            throw new SourceTrouble($"'{host}' sent something else than JSON.", cause: wrong);
        }
    }

    private async Task<IncomingAnswer> SendAsync(OutgoingRequest request, string host, CancellationToken cancel)
    {
        try
        {
            var answer = await http.SendAsync(request with { MaxRedirects = 3, MaxBytes = MostBytes }, cancel);
            return answer.Status is 429 or 503
                ? throw new SourceTrouble($"'{host}' says: too many requests.", answer.RetryAfter(clock.GetUtcNow()))
                : answer;
        }
        catch (NetworkRefused refused)
        {
            throw new SourceTrouble(refused.Message, cause: refused);
        }
    }
}
