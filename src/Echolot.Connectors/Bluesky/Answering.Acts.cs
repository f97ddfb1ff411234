using System.Globalization;
using System.Text.Json.Nodes;
using Echolot.Mentions;
using Echolot.Sources;

namespace Echolot.Connectors.Bluesky;

internal sealed partial class Answering
{
    private const string Likes = "app.bsky.feed.like";

    private static readonly LocalText NotThere = new("Der Beitrag ist gelöscht.", "The post was deleted.");

    /// <summary>
    /// A like is a record under a key made of the post, so that a second one is the same record, and removing what is not
    /// there changes nothing.
    /// </summary>
    public async Task<ActOutcome> ActAsync(Account account, ItemAct act, ExternalId item, CancellationToken cancel)
    {
        if (!act.IsLiking()) throw new NotSupportedException($"Bluesky knows no {act}.");
        if (AtUri.Parse(item.Value) is not { } post) return new ActOutcome.Refused(NotThere);
        var body = new JsonObject
        {
            ["repo"] = account.Did, ["collection"] = Likes, ["rkey"] = RecordKey.Of($"like {item.Value}"),
        };
        if (act is ItemAct.Like)
        {
            Found? liked;
            try
            {
                liked = await RecordAsync(account, post, cancel);
            }
            catch (SourceTrouble trouble)
            {
                return trouble.Final ? new ActOutcome.Refused(WrongPassword(account).Why) : new ActOutcome.Later(
                    trouble.Wait ?? TimeSpan.FromMinutes(1), new(
                        $"„{account.Server.Host}“ antwortet gerade nicht.", $"'{account.Server.Host}' does not answer now."));
            }
            if (liked is null) return new ActOutcome.Refused(NotThere);
            body["record"] = new JsonObject
            {
                ["$type"] = Likes, ["subject"] = new Strong(item.Value, liked.Cid).AsJson(),
                ["createdAt"] = clock.GetUtcNow().UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture),
            };
            // Only where there is none under this key.
            body["swapRecord"] = null;
        }
        var (answer, outcome) = await WriteAsync(
            account, $"com.atproto.repo.{(act is ItemAct.Like ? "putRecord" : "deleteRecord")}", body, cancel);
        if (answer is null) return ActOutcome.Of(outcome!);
        var (name, said) = answer.Success ? (null, "") : Problem(answer.Body);
        if (answer.Success || name == "InvalidSwap") return new ActOutcome.Done();
        return new ActOutcome.Refused(answer.Status switch
        {
            401 => WrongPassword(account).Why,
            403 => new(
                $"Das Konto darf gerade nicht schreiben; bei Bluesky nachsehen, ob es gesperrt ist. ({said})",
                $"The account may not write now; see at Bluesky whether it is suspended. ({said})"),
            _ => new($"Bluesky nimmt das nicht an. ({said})", $"Bluesky does not take it. ({said})"),
        });
    }
}
