using System.Globalization;
using System.Text.Json;
using Echolot.Network;
using Echolot.Sources;

namespace Echolot.Connectors.Http;

/// <summary>
/// Asks interfaces that answer JSON and turns what goes wrong into words for the person who set the source up.
/// </summary>
internal sealed class JsonApi(IGuardedHttp http, TimeProvider clock)
{
    private static readonly TimeSpan Unsaid = TimeSpan.FromMinutes(5);

    /// <param name="limited">Statuses and reasons by which the network says that its limit is reached.</param>
    /// <exception cref="SourceTrouble">Anything but success; final where only another key helps.</exception>
    public async Task<(JsonDocument Json, IncomingAnswer Answer)> AskAsync(
        OutgoingRequest request, Func<IncomingAnswer, TimeSpan?>? limited, CancellationToken cancel)
    {
        var host = request.Address.Host;
        IncomingAnswer answer;
        try
        {
            answer = await http.SendAsync(request with { MaxRedirects = 0 }, cancel);
        }
        catch (NetworkRefused refused)
        {
            throw new SourceTrouble(refused.Message, cause: refused);
        }
        var status = answer.Status.ToString(CultureInfo.InvariantCulture);
        if (answer.Status == 429)
            throw new SourceTrouble($"'{host}' says: too many requests.", answer.RetryAfter(clock.GetUtcNow())
                ?? Unsaid);
        if (limited?.Invoke(answer) is { } wait)
            throw new SourceTrouble($"'{host}' says that its allowance is used up ({status}).", wait);
        if (answer.Status == 401)
            throw new SourceTrouble($"'{host}' does not accept the access data (401). Check the source.", final: true);
        if (answer.Status == 403)
            throw new SourceTrouble($"'{host}' does not let these access data read this (403). Check the source.")
            {
                OfTarget = true,
            };
        if (answer.Status == 404)
            throw new SourceTrouble($"'{host}' does not know what the source reads (404). Check the source.")
            {
                OfTarget = true,
            };
        if (!answer.Success) throw new SourceTrouble($"'{host}' answered with status {status}.");
        try
        {
            return (JsonDocument.Parse(answer.Body, new JsonDocumentOptions { MaxDepth = 64 }), answer);
        }
        catch (JsonException wrong)
        {
            throw new SourceTrouble($"'{host}' sent something else than JSON.", cause: wrong);
        }
    }
}
