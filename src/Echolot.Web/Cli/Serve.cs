using System.CommandLine;

namespace Echolot.Web.Cli;

/// <summary><c>echolot [serve]</c>: runs the server until it is told to stop.</summary>
internal static class Serve
{
    public static void AddTo(RootCommand root)
    {
        var urls = new Option<string>("--urls") { Description = "Address to listen on", DefaultValueFactory = _ => "http://127.0.0.1:5080" };
        var data = new Option<DirectoryInfo>("--data") { Description = "Folder of the data", DefaultValueFactory = _ => new("data") };
        root.Options.Add(urls);
        root.Options.Add(data);
        root.SetAction((parsed, cancel) => RunAsync(parsed.GetValue(urls)!, parsed.GetValue(data)!, cancel));
    }

    private static async Task<int> RunAsync(string urls, DirectoryInfo data, CancellationToken cancel)
    {
        var app = WebApplication.CreateBuilder().Build();
        app.Urls.Add(urls);
        data.Create();
        await app.RunAsync(cancel);
        return 0;
    }
}
