using System.Text;
using System.Text.Json;
using Echolot.Connectors.Push;
using Echolot.Play.Networks;
using Echolot.Play.Worlds;

namespace Echolot.Play.Demo;

/// <summary>
/// Lets people of the world go on writing: pushed posts arrive over signed HTTP, articles in the watched feeds.
/// </summary>
internal sealed class LivePosts(
    NordlichtWorld world, Press press, Neighbours? neighbours, Boards boards, Uri server, HttpClient http,
    TimeProvider clock)
{
    /// <summary>One post every 3 to 9 seconds until cancelled.</summary>
    public async Task RunAsync(CancellationToken cancel)
    {
        var dice = new Dice((ulong)clock.GetUtcNow().ToUnixTimeSeconds());
        for (var number = 0L; !cancel.IsCancellationRequested; number++)
        {
            await Task.Delay(TimeSpan.FromSeconds(3 + dice.Unit() * 6), clock, cancel);
            var moment = world.Live(number, clock.GetUtcNow());
            // Two at the beginning: on Hacker News somebody speaks but once a minute.
            if (number is 1 or 3) boards.Discuss(number);
            else if (boards.Publish(moment, number)
                || (neighbours is not null && await neighbours.PublishAsync(moment, number))) continue;
            else if (moment.Channel.Connector == "feeds") press.Publish(moment);
            else await PushAsync(moment, cancel);
        }
    }

    private async Task PushAsync(Moment moment, CancellationToken cancel)
    {
        // Posts of networks that are not played here come over the push address of Mastodon.
        var address = moment.Channel.Connector == "push" ? moment.Channel.Instance : "mastodon";
        var mention = moment.Mention;
        var line = JsonSerializer.SerializeToUtf8Bytes(new
        {
            id = mention.Id.Value, text = mention.Text, title = mention.Title, url = mention.Url?.ToString(), lang =
                mention.LanguageDeclared,
            published = mention.PublishedAt.UtcDateTime, rating = mention.Rating,
            author = new
            {
                id = mention.Author.Id.Value, handle = mention.Author.Handle, name = mention.Author.DisplayName,
                    followers = mention.Author.Followers,
            },
        });
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(server, $"/api/v1/ingest/{address}"))
        {
            Content = new ByteArrayContent(line) { Headers = { ContentType = new("application/x-ndjson") } },
        };
        request.Headers.Add(Signature.Header, Signature.Make(Workplace.Secret, line, clock.GetUtcNow()));
        using var response = await http.SendAsync(request, cancel);
        if (!response.IsSuccessStatusCode)
        {
            var answer = await response.Content.ReadAsStringAsync(cancel);
            Console.Error.WriteLine($"A live post was refused ({(int)response.StatusCode}): "
                + $"{answer[..Math.Min(answer.Length, 300)]}");
        }
    }
}
