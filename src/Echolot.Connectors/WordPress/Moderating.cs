using System.Globalization;
using System.Text.Json.Nodes;
using Echolot.Connectors.Http;
using Echolot.Mentions;
using Echolot.Sources;

namespace Echolot.Connectors.WordPress;

/// <summary>Says who can see a comment: everybody, or nobody but whoever moderates.</summary>
internal sealed class Moderating(BlogApi api)
{
    public static readonly IReadOnlyList<ItemAct> Acts = [ItemAct.Hide, ItemAct.Spam, ItemAct.Trash, ItemAct.Show];

    private static readonly LocalText NotThere = new(
        "Den Kommentar gibt es im Blog nicht mehr.", "The comment is not in the blog any more.");

    /// <summary>Looks first: WordPress answers with an error where nothing would change.</summary>
    public async Task<ActOutcome> ActAsync(Blog blog, ItemAct act, ExternalId item, CancellationToken cancel)
    {
        var wanted = act switch
        {
            ItemAct.Hide => "hold",
            ItemAct.Spam => "spam",
            ItemAct.Trash => "trash",
            ItemAct.Show => "approved",
            _ => throw new NotSupportedException($"WordPress knows no {act}."),
        };
        if (CommentRecord.NumberOf(blog.Address, item) is not { } number) return new ActOutcome.Refused(NotThere);
        var route = $"comments/{number.ToString(CultureInfo.InvariantCulture)}";
        try
        {
            if (await StandingAsync(blog, route, cancel) is not { } standing) return new ActOutcome.Refused(NotThere);
            if (standing == wanted) return new ActOutcome.Done();
            var (answer, outcome) = await api.WriteAsync(blog, route, new JsonObject { ["status"] = wanted }, cancel);
            if (answer is null) return ActOutcome.Of(outcome!);
            if (answer.Success && await StandingAsync(blog, route, cancel) == wanted) return new ActOutcome.Done();
            var status = answer.Status.ToString(CultureInfo.InvariantCulture);
            return new ActOutcome.Refused(answer.Status switch
            {
                401 => Answering.WrongPassword(blog).Why,
                403 => new(
                    "Das Konto darf diesen Kommentar nicht moderieren. Ihm die Rolle Redakteur geben.",
                    "The account may not moderate this comment. Give it the role editor."),
                404 or 410 => NotThere,
                _ => new(
                    $"„{blog.Address.Host}“ nimmt das nicht an ({status}).", $"'{blog.Address.Host}' does not take it ({status})."),
            });
        }
        catch (SourceTrouble trouble)
        {
            return trouble.Final ? new ActOutcome.Refused(Answering.WrongPassword(blog).Why) : new ActOutcome.Later(
                trouble.Wait ?? TimeSpan.FromMinutes(1), new(
                    $"„{blog.Address.Host}“ antwortet gerade nicht.", $"'{blog.Address.Host}' does not answer now."));
        }
    }

    /// <summary>How a comment stands; null: there is none.</summary>
    private async Task<string?> StandingAsync(Blog blog, string route, CancellationToken cancel)
    {
        var answer = await api.AskAsync(blog, route + "?context=edit", cancel);
        if (answer.Status is 404 or 410) return null;
        using var json = BlogApi.Json(answer, blog);
        return json.RootElement.Text("status", 20) ?? "";
    }
}
