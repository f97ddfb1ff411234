using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;

namespace Echolot.Bench.Agents;

/// <summary>
/// An open inbox as a browser has it: the page, its event stream, and the list asked for anew when conversations changed,
/// at most every second, and mostly its rows and counts alone.
/// </summary>
internal sealed partial class OpenPage(Uri server, string session, Func<int, long> publishedAt)
{
    private const string List = "?view=unassigned&order=newestfirst";

    // As inbox.ts waits: a second, and twenty for the whole of the list.
    private static readonly TimeSpan ListPause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan WholePause = TimeSpan.FromSeconds(20);

    private readonly HttpClient _http = new() { BaseAddress = server, Timeout = Timeout.InfiniteTimeSpan };
    private readonly SemaphoreSlim _changed = new(0, 1);
    private readonly List<(int First, TimeSpan By)> _behind = [];
    private readonly List<TimeSpan> _answers = [];
    private long _shown;

    /// <summary>How far the page was behind each time before it caught up, and by the first message of which number.</summary>
    public IReadOnlyList<(int First, TimeSpan By)> Behind => _behind;

    /// <summary>How long each list took to come.</summary>
    public IReadOnlyList<TimeSpan> Answers => _answers;

    /// <summary>Opens the page.</summary>
    public async Task OpenAsync(CancellationToken cancel)
    {
        using var request = Request($"/inbox{List}");
        using var answer = await _http.SendAsync(request, cancel);
        answer.EnsureSuccessStatusCode();
        await answer.Content.ReadAsStringAsync(cancel);
    }

    /// <summary>Keeps it up to date until it is closed.</summary>
    public async Task RunAsync(CancellationToken cancel)
    {
        try
        {
            await Task.WhenAll(ListenAsync(cancel), FollowAsync(cancel));
        }
        catch (OperationCanceledException) when (cancel.IsCancellationRequested)
        {
            _http.Dispose();
        }
    }

    private async Task ListenAsync(CancellationToken cancel)
    {
        using var request = Request("/live");
        using var answer = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancel);
        answer.EnsureSuccessStatusCode();
        using var reader = new StreamReader(await answer.Content.ReadAsStreamAsync(cancel));
        while (await reader.ReadLineAsync(cancel) is { } line)
            if (line == "event: conversations" && _changed.CurrentCount == 0)
                _changed.Release();
        throw new IOException("The event stream has ended.");
    }

    private async Task FollowAsync(CancellationToken cancel)
    {
        // The page came with the whole list, some time ago.
        var (last, whole) = (0L, Stopwatch.GetTimestamp() - (long)(Random.Shared.NextDouble() * WholePause.TotalSeconds * Stopwatch.Frequency));
        while (true)
        {
            await _changed.WaitAsync(cancel);
            var wait = ListPause - Stopwatch.GetElapsedTime(last);
            if (last > 0 && wait > TimeSpan.Zero) await Task.Delay(wait, cancel);
            last = Stopwatch.GetTimestamp();
            var follows = Stopwatch.GetElapsedTime(whole, last) < WholePause;
            using var request = Request($"/inbox{(follows ? "/follow" : "")}{List}");
            if (!follows)
            {
                whole = last;
                request.Headers.Add("HX-Request", "true");
                request.Headers.Add("HX-Target", "inbox-list");
            }
            using var answer = await _http.SendAsync(request, cancel);
            answer.EnsureSuccessStatusCode();
            Note(await answer.Content.ReadAsStringAsync(cancel), last);
        }
    }

    /// <summary>The first message that was not shown until now says how far the page was behind.</summary>
    private void Note(string list, long asked)
    {
        _answers.Add(Stopwatch.GetElapsedTime(asked));
        var newest = Numbers().Matches(list).Select(m => int.Parse(m.Groups[1].Value, CultureInfo.InvariantCulture)).DefaultIfEmpty(0).Max();
        if (newest <= _shown) return;
        _behind.Add(((int)_shown + 1, Stopwatch.GetElapsedTime(publishedAt((int)_shown + 1))));
        _shown = newest;
    }

    private HttpRequestMessage Request(string path)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.Add("Cookie", $"echolot-session={session}");
        return request;
    }

    [GeneratedRegex(@"Nachricht (\d+) wo bleibt")]
    private static partial Regex Numbers();
}
