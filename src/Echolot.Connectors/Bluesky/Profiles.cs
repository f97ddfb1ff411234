using System.Text.Json;
using Echolot.Mentions;
using Echolot.Network;
using Echolot.Sources;

namespace Echolot.Connectors.Bluesky;

/// <summary>Handles, names and followers of accounts, from an AppView; from a bare PDS, at least the handles.</summary>
internal sealed class Profiles(IGuardedHttp http)
{
    /// <summary>The AppView that answers without an account.</summary>
    public const string Default = "https://public.api.bsky.app";

    private const int AtOnce = 25;

    /// <exception cref="SourceTrouble">The server does not answer.</exception>
    public async Task<IReadOnlyList<AuthorRef>> NameAsync(
        Uri server, IReadOnlyList<ExternalId> authors, CancellationToken cancel)
    {
        string[] dids = [.. authors.Select(author => author.Value)
            .Where(did => did.StartsWith("did:", StringComparison.Ordinal)).Take(AtOnce)];
        if (dids.Length == 0) return [];
        try
        {
            var query = string.Join('&', dids.Select(did => "actors=" + Uri.EscapeDataString(did)));
            var answer = await AskAsync(server, "app.bsky.actor.getProfiles?" + query, cancel);
            if (answer.Success) return Read(answer.Body, "profiles", Profile);
            if (answer.Status is 429 or >= 500 and not 501 and not 502) throw Trouble(server, answer.Status);
            var found = new List<AuthorRef>();
            foreach (var did in dids)
            {
                var repo = await AskAsync(
                    server, "com.atproto.repo.describeRepo?repo=" + Uri.EscapeDataString(did), cancel);
                if (repo.Status == 429) throw Trouble(server, repo.Status);
                if (repo.Success) found.AddRange(Read(repo.Body, null, Profile));
            }
            return found;
        }
        catch (NetworkRefused refused)
        {
            throw new SourceTrouble(refused.Message, cause: refused);
        }
    }

    private Task<IncomingAnswer> AskAsync(Uri server, string method, CancellationToken cancel) =>
        http.SendAsync(
            new OutgoingRequest(new Uri(server, "/xrpc/" + method)) { MaxBytes = 1 << 20, MaxRedirects = 0, Polite = true },
            cancel);

    private static SourceTrouble Trouble(Uri server, int status) =>
        new($"'{server.Host}' does not give profiles: HTTP {status.ToString(System.Globalization.CultureInfo.InvariantCulture)}.");

    private static List<AuthorRef> Read(ReadOnlyMemory<byte> body, string? list, Func<JsonElement, AuthorRef?> read)
    {
        try
        {
            using var json = JsonDocument.Parse(body);
            var root = json.RootElement;
            if (root.ValueKind != JsonValueKind.Object) return [];
            if (list is null) return read(root) is { } one ? [one] : [];
            return root.TryGetProperty(list, out var items) && items.ValueKind == JsonValueKind.Array
                ? [.. items.EnumerateArray().Where(item => item.ValueKind == JsonValueKind.Object).Select(read)
                    .OfType<AuthorRef>()] : [];
        }
        catch (JsonException)
        {
            return [];
        }
    }

    private static AuthorRef? Profile(JsonElement item)
    {
        if (Text(item, "did") is not { } did || Text(item, "handle") is not { } handle || handle == "handle.invalid")
            return null;
        var followers = item.TryGetProperty("followersCount", out var count) && count.ValueKind == JsonValueKind.Number
            && count.TryGetInt64(out var number) && number >= 0 ? number : (long?)null;
        return new AuthorRef(new ExternalId(did), handle, Text(item, "displayName"),
            new Uri("https://bsky.app/profile/" + did), followers);
    }

    private static string? Text(JsonElement item, string name) =>
        item.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String
        && value.GetString() is { Length: > 0 and <= 640 } text ? text : null;
}
