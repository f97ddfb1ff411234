using System.Threading.Channels;
using Echolot.Mentions;
using Echolot.Messaging;
using Microsoft.Extensions.Logging;

namespace Echolot.Sources;

/// <summary>
/// Asks for handles and names of authors whom a stream gives by id only. Only authors of kept mentions are asked for,
/// and only afterwards: nothing on the way in waits for it, and nobody learns whom we merely passed by.
/// </summary>
/// <remarks>At most 25 authors a second for all sources together; when there are more, the rest is left
/// unknown.</remarks>
public sealed partial class NameAuthors(
    Bus bus, Archive archive, SourceRunner sources, ITakesEvents gate, TimeProvider clock, ILogger<NameAuthors> log)
{
    private const int AtOnce = 25, Remembered = 20_000;

    private static readonly TimeSpan Gather = TimeSpan.FromSeconds(1), AfterTrouble = TimeSpan.FromMinutes(2);

    private readonly record struct Unnamed(string Connector, string Author);

    private readonly Channel<Unnamed> waiting = Channel.CreateBounded<Unnamed>(
        new BoundedChannelOptions(1_000) { FullMode = BoundedChannelFullMode.DropWrite });

    // Asked for already, in this process: an author who is not found is not asked for with every post.
    private readonly HashSet<Unnamed> asked = [];

    /// <summary>Works until cancelled.</summary>
    public async Task RunAsync(CancellationToken cancel)
    {
        var hearing = HearAsync(bus.WatchAsync<MentionsKept>(cancel), cancel);
        try
        {
            while (await waiting.Reader.WaitToReadAsync(cancel))
            {
                await Task.Delay(Gather, clock, cancel);
                var batch = new List<Unnamed>();
                while (batch.Count < AtOnce && waiting.Reader.TryRead(out var one)) batch.Add(one);
                foreach (var group in batch.GroupBy(one => one.Connector))
                    await AskAsync(group.Key, [.. group.Select(one => new ExternalId(one.Author))], cancel);
            }
        }
        catch (OperationCanceledException) when (cancel.IsCancellationRequested)
        {
            LogStopped();
        }
        await hearing;
    }

    private async Task HearAsync(IAsyncEnumerable<MentionsKept> facts, CancellationToken cancel)
    {
        var able = sources.Connectors.OfType<INamesAuthors>().Select(one => one.Description.Name).ToHashSet();
        try
        {
            await foreach (var kept in facts.WithCancellation(cancel)) await RememberAsync(kept, able, cancel);
        }
        catch (OperationCanceledException) when (cancel.IsCancellationRequested)
        {
            LogStopped();
        }
    }

    private async Task RememberAsync(MentionsKept kept, HashSet<string> able, CancellationToken cancel)
    {
        try
        {
            foreach (var mention in await archive.FindAsync([.. kept.Items.Select(item => item.Id)], cancel))
                if (mention.AuthorHandle is null && able.Contains(mention.Connector))
                    Remember(new(mention.Connector, mention.AuthorId));
        }
        catch (Exception wrong) when (wrong is not OperationCanceledException)
        {
            // These authors stay unnamed until their next post; a host must not fall over it.
            LogTrouble("any", wrong.GetType().Name);
        }
    }

    private void Remember(Unnamed one)
    {
        if (asked.Count >= Remembered) asked.Clear();
        if (asked.Add(one)) waiting.Writer.TryWrite(one);
    }

    private async Task AskAsync(string name, IReadOnlyList<ExternalId> authors, CancellationToken cancel)
    {
        try
        {
            if (sources.Connectors.OfType<INamesAuthors>()
                .FirstOrDefault(one => one.Description.Name == name) is not { } connector)
                return;
            if ((await sources.ListAsync(cancel))
                .FirstOrDefault(one => one.Key.Connector == name && !one.Paused) is not { } source)
                return;
            var config = await sources.ConfigAsync(source.Id, cancel);
            var found = await connector.NameAsync(config, authors, cancel);
            var now = clock.GetUtcNow();
            if (found.Count > 0)
                await gate.TakeAsync(config, [.. found.Select(author => new AuthorChanged(author, null, now))], cancel);
        }
        catch (Exception wrong) when (wrong is not OperationCanceledException)
        {
            LogTrouble(name, wrong.GetType().Name);
            await Task.Delay(AfterTrouble, clock, cancel);
        }
    }

    [LoggerMessage(LogLevel.Warning, "Names of authors on {Connector} could not be asked for: {Problem}")]
    private partial void LogTrouble(string connector, string problem);

    [LoggerMessage(LogLevel.Debug, "Asking for names of authors has stopped")]
    private partial void LogStopped();
}
