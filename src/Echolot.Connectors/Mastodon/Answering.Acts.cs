using Echolot.Connectors.Http;
using Echolot.Mentions;
using Echolot.Sources;

namespace Echolot.Connectors.Mastodon;

internal sealed partial class Answering
{
    private static readonly LocalText NotThere = new(
        "Der Beitrag ist gelöscht oder für das Konto nicht mehr zu sehen.",
        "The post was deleted, or the account may not see it any more.");

    /// <summary>Favourites a status or no longer; the instance says the same however often it is asked.</summary>
    public async Task<ActOutcome> ActAsync(
        Access access, ItemAct act, ExternalId item, string? local, CancellationToken cancel)
    {
        if (!act.IsLiking()) throw new NotSupportedException($"Mastodon knows no {act}.");
        if (instances.Full(access) is { } wait)
            return new ActOutcome.Later(wait, new(
                "Das Konto hat seine Anfragen für diese fünf Minuten verbraucht.",
                "The account has used up its requests of these five minutes."));
        Answered? status;
        try
        {
            status = await AnsweredAsync(access, item, local, cancel);
        }
        catch (SourceTrouble trouble)
        {
            return trouble.Final ? new ActOutcome.Refused(NoToken(access).Why) : new ActOutcome.Later(
                trouble.Wait ?? TimeSpan.FromMinutes(1), new(
                    $"„{access.Server.Host}“ antwortet gerade nicht.", $"'{access.Server.Host}' does not answer now."));
        }
        if (status is null) return new ActOutcome.Refused(NotThere);
        var (answer, outcome) = await posting.WriteAsync(
            new(new Uri(
                access.Server, $"/api/v1/statuses/{Uri.EscapeDataString(status.Number)}/{(act is ItemAct.Like ? "favourite" : "unfavourite")}"))
            {
                Method = "POST", Headers = access.Headers,
            }, cancel);
        if (answer is null) return ActOutcome.Of(outcome!);
        if (answer.Success) return new ActOutcome.Done();
        var said = Problem(answer.Body);
        return new ActOutcome.Refused(answer.Status switch
        {
            401 => NoToken(access).Why,
            403 => new(
                $"Das Konto darf hier nicht favorisieren. Dem Token das Recht „write:favourites“ geben. ({said})",
                $"The account may not favourite here. Give the token the scope 'write:favourites'. ({said})"),
            404 or 410 => NotThere,
            _ => new(
                $"„{access.Server.Host}“ nimmt das nicht an. ({said})", $"'{access.Server.Host}' does not take it. ({said})"),
        });
    }
}
