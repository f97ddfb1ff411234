using System.Globalization;
using System.Text.Json.Serialization;
using Echolot.Connectors.Push;
using Echolot.Intake;
using Echolot.Mentions;
using Echolot.Sources;
using Echolot.Teams;
using Echolot.Web.Shell.SignIn;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Echolot.Web.Api;

/// <summary>Route metadata: a signature of the source, or the permission, lets in.</summary>
internal sealed record DemandsSignatureOr(Permission Permission);

/// <summary>What became of one line.</summary>
/// <param name="Status"><c>kept revised already_known not_wanted removed refused noted</c>.</param>
internal sealed record LineResult(
    int Line, string? Id, TakenAs Status,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] Id? MentionId,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Problem);

/// <summary>Answer to a push: it comes after everything is stored.</summary>
internal sealed record PushAnswer(int Accepted, int Refused, IReadOnlyList<LineResult> Lines);

internal static class IngestApi
{
    public static void MapIngest(this RouteGroupBuilder api) => api.MapPost("/ingest/{source}", PushAsync)
        .WithMetadata(new DemandsSignatureOr(Permission.PushMentions))
        .AllowAnonymous()
        .WithTags("Ingest")
        .Named("pushMentions", "Push posts into a source",
            "NDJSON or a JSON array; one result a line. Signed with `X-Echolot-Signature`, or sent with a token that "
            + "may push. Lines are known by id "
            + "and revision, so a request may be repeated without harm; with an `Idempotency-Key` the repetition gets "
            + "the first answer again.")
        .Accepts<string>("application/x-ndjson", "application/json");

    private static async Task<Results<JsonHttpResult<PushAnswer>, ProblemHttpResult>> PushAsync(
        string source, HttpContext http, SourceRunner sources, ITakesEvents gate, Archive archive, RepeatedPushes repeated,
        TimeProvider clock,
        CancellationToken cancel)
    {
        var connector = sources.Connectors.OfType<IReceivesPushes>().FirstOrDefault(c => c is PushConnector);
        var found = connector is null ? null : await sources.FindAsync(connector.Description.Name, source, cancel);
        var actor = http.FindActor();
        if (found is null || connector is null)
        {
            // A stranger must not learn which names exist: unknown and unsigned look the same.
            return actor is null ? Unsigned("The signature does not fit.") : Problems.Missing($"Source '{source}'");
        }
        if (actor is not null && !actor.May(Permission.PushMentions))
            return Problems.Of(StatusCodes.Status403Forbidden, "not_allowed",
                "The token lacks the permission PushMentions; make one that has it.");
        if (found.Paused)
            return Problems.Of(
                StatusCodes.Status409Conflict, "source_paused", "The source is paused; continue it, then send again.");

        var config = await sources.ConfigAsync(found.Id, cancel);
        var now = clock.GetUtcNow();
        var body = await BodyAsync(http, cancel);
        if (body is null)
            return Problems.Of(StatusCodes.Status413PayloadTooLarge, "too_large",
                $"The body has more than {PushConnector.MaxBody} bytes; send smaller portions.");
        var headers = http.Request.Headers.ToDictionary(
            h => h.Key, h => h.Value.ToString(), StringComparer.OrdinalIgnoreCase);
        // A token vouches for its sender as the signature would; the connector itself knows only signatures.
        if (actor is not null && config["secret"] is { } secret)
            headers[Signature.Header] = Signature.Make(secret, body, now);
        var push = connector.Receive(config, new(body, http.Request.ContentType, headers, now));
        if (!push.Authentic)
            return Unsigned(push.Refusal ?? "The signature does not fit.");
        if (push.Refusal is { } refusal)
            return Problems.Of(StatusCodes.Status400BadRequest, "malformed", refusal);
        var key = http.Request.Headers["Idempotency-Key"].ToString();
        var before = key.Length == 0 ? null : await repeated.FindAsync(found.Id, key, body, cancel);
        if (before is { SameBody: false })
        {
            return Problems.Refused(
                "idempotency_key_reused", "This Idempotency-Key came with another body in the last 24 hours; use a "
                + "new key for new posts.");
        }
        var readable = push.Lines.Where(l => l.Event is not null).ToList();
        var taken = before?.Outcome
            ?? (readable.Count == 0 ? [] : await gate.TakeAsync(config, [.. readable.Select(l => l.Event!)], cancel));
        // Before the answer, and again where a request is repeated that got none.
        await archive.TagAsync(
            from pair in readable.Zip(taken)
            where pair.Second.MentionId is not null
            from tag in pair.First.Tags
            select (pair.Second.MentionId!.Value, tag), cancel);
        if (key.Length > 0 && before is null)
            await repeated.KeepAsync(found.Id, key, body, taken, cancel);
        return TypedResults.Json(Answer(push.Lines, readable, taken), statusCode: StatusCodes.Status202Accepted);
    }

    private static PushAnswer Answer(
        IReadOnlyList<PushLine> lines, IReadOnlyList<PushLine> readable, IReadOnlyList<Taken> taken)
    {
        var outcome = readable.Zip(taken).ToDictionary(pair => pair.First.Number, pair => pair.Second);
        var results = lines.Select(line => outcome.TryGetValue(line.Number, out var became)
            ? new LineResult(line.Number, line.Id, became.As, became.MentionId is { } id ? id : null, became.Problem)
            : new LineResult(line.Number, line.Id, TakenAs.Refused, null, line.Problem)).ToList();
        var refused = results.Count(r => r.Status == TakenAs.Refused);
        return new(results.Count - refused, refused, results);
    }

    private static ProblemHttpResult Unsigned(string why) => Problems.Of(
        StatusCodes.Status401Unauthorized, "signature_refused",
        string.Create(CultureInfo.InvariantCulture, $"The push was refused: {why}."));

    /// <summary>The raw bytes, which the signature covers; null when there are too many.</summary>
    private static async Task<byte[]?> BodyAsync(HttpContext http, CancellationToken cancel)
    {
        if (http.Request.ContentLength > PushConnector.MaxBody)
            return null;
        using var body = new MemoryStream((int)(http.Request.ContentLength ?? 16 * 1024));
        var buffer = new byte[64 * 1024];
        for (int read; (read = await http.Request.Body.ReadAsync(buffer, cancel)) > 0;)
        {
            if (body.Length + read > PushConnector.MaxBody)
                return null;
            body.Write(buffer, 0, read);
        }
        return body.ToArray();
    }
}
