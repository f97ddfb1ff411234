using System.CommandLine;
using Echolot.Storage;

namespace Echolot.Web.Cli;

/// <summary><c>echolot [serve]</c>: runs the server until it is told to stop.</summary>
internal static class Serve
{
    public static void AddTo(Command root)
    {
        var urls = new Option<string>("--urls")
        {
            Description = "Address to listen on",
            DefaultValueFactory = _ => new EcholotOptions { DataFolder = "" }.Urls,
        };
        var data = new Option<DirectoryInfo>("--data")
        {
            Description = "Folder of the data",
            DefaultValueFactory = _ => new("data"),
        };
        var development = new Option<bool>("--dev") { Description = "Adds the development pages" };
        root.Options.Add(urls);
        root.Options.Add(data);
        root.Options.Add(development);
        root.SetAction((parsed, cancel) => RunAsync(
            new() { Urls = parsed.GetValue(urls)!, DataFolder = parsed.GetValue(data)!.FullName,
                Development = parsed.GetValue(development) },
            parsed.InvocationConfiguration.Output,
            parsed.InvocationConfiguration.Error,
            cancel));
    }

    /// <summary>The port is not looked at here: whether it is free is known when it is opened.</summary>
    /// <exception cref="FormatException">One of the addresses cannot be listened on.</exception>
    private static void Check(string urls)
    {
        foreach (var url in urls.Split(';'))
            if (!Uri.TryCreate(url.Replace("//*", "//any", StringComparison.Ordinal)
                    .Replace("//+", "//any", StringComparison.Ordinal), UriKind.Absolute, out var address)
                || address.Scheme is not ("http" or "https"))
                throw new FormatException(
                    $"'{url}' is no address to listen on. Write --urls http://127.0.0.1:5080, several with ; between.");
    }

    private static async Task<int> RunAsync(
        EcholotOptions options, TextWriter output, TextWriter error, CancellationToken cancel)
    {
        var started = false;
        try
        {
            Check(options.Urls);
            OpenData.Make(new(options.DataFolder));
            await using var app = await EcholotApp.BuildAsync(options with
            {
                // What keeps the host from starting is told below in one line; the host's own words are a stack trace.
                Configure = builder => builder.Logging.AddFilter(
                    "Microsoft.Extensions.Hosting.Internal.Host", _ => started),
            }, cancel);
            await app.StartAsync(cancel);
            started = true;
            await output.WriteLineAsync($"Echolot listens on {string.Join(", ", app.Urls)}; its data is in "
                + $"{options.DataFolder}. Stop it with Ctrl+C.");
            await app.WaitForShutdownAsync(cancel);
            return 0;
        }
        catch (Exception refused) when (refused is StorageException or IOException or FormatException)
        {
            // The port is taken, the address is none, or the data cannot be opened: the message says what to do.
            await error.WriteLineAsync($"Echolot cannot start: {refused.Message}");
            return 1;
        }
    }
}
