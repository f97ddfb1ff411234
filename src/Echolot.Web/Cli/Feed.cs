using System.CommandLine;
using Echolot.Connectors.Feeds;
using Echolot.Connectors.Http;
using Echolot.Network;

namespace Echolot.Web.Cli;

/// <summary>
/// <c>echolot feed FILE|URL</c>: reads a feed, or finds the one of a site, and prints its items as NDJSON.
/// </summary>
internal static class Feed
{
    /// <summary>There is no such file, address or feed.</summary>
    private const int NotDone = 2;

    public static void AddTo(Command root)
    {
        var from = new Argument<string>("from") { Description = "File, address of a feed, or address of a site" };
        var verb = new Command(
            "feed", "Prints the items of a feed (RSS, Atom, JSON Feed), one JSON object a line.") { from };
        verb.SetAction((parsed, cancel) => RunAsync(
            parsed.GetValue(from)!, parsed.InvocationConfiguration.Output, parsed.InvocationConfiguration.Error,
            cancel));
        root.Subcommands.Add(verb);
    }

    private static async Task<int> RunAsync(string from, TextWriter output, TextWriter errors, CancellationToken cancel)
    {
        try
        {
            var feed = await ReadAsync(from, cancel);
            foreach (var item in feed.Items)
                await output.WriteLineAsync(FeedLine.Of(item));
            foreach (var bad in feed.Unreadable)
                await errors.WriteLineAsync($"feed: an item was left out. {bad.Problem}");
            return 0;
        }
        catch (Exception wrong) when (wrong is NotAFeed or NetworkRefused or IOException or UnauthorizedAccessException)
        {
            await errors.WriteLineAsync($"feed: {wrong.Message}");
            return NotDone;
        }
    }

    private static async Task<FeedDocument> ReadAsync(string from, CancellationToken cancel)
    {
        if (File.Exists(from))
            return FeedReader.Read(await File.ReadAllBytesAsync(from, cancel), contentType: null, address: null);
        if (!LooksLikeAddress(from) || FeedReader.Typed(from) is not { } address)
            throw new NotAFeed($"'{from}' is neither a file nor an address (https://…).");
        var settings = new ConfigurationBuilder().AddEnvironmentVariables().Build();
        var options = settings.GetSection(NetworkOptions.Section).Get<NetworkOptions>() ?? new();
        // Whoever types a loopback address at a shell of this machine may read it; a site on the web still leads
        // nowhere inside.
        using var http = new GuardedHttp(
            options with { AllowPrivate = options.AllowPrivate || address.IsLoopback }, TimeProvider.System);
        return await FeedReader.FindAsync(http, address, cancel);
    }

    private static bool LooksLikeAddress(string from) =>
        from.Contains("://", StringComparison.Ordinal) || from.StartsWith("feed:", StringComparison.OrdinalIgnoreCase)
        || (from.Contains('.') && from[0] is not ('.' or '/')
            && !from.EndsWith(".xml", StringComparison.OrdinalIgnoreCase));
}
