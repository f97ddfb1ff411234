using System.CommandLine;

namespace Echolot.Web.Cli;

/// <summary>The command line: no verb serves, everything else is a verb in a file of its own.</summary>
public static class CommandLine
{
    public static Task<int> RunAsync(string[] args)
    {
        var root = new RootCommand("Echolot hears what people say in public and helps to answer.");
        Serve.AddTo(root);
        Feed.AddTo(root);
        Import.AddTo(root);
        Match.AddTo(root);
        Backup.AddTo(root);
        Analyse.AddTo(root);
        PrivacyVerbs.AddTo(root);
        return root.Parse(args).InvokeAsync();
    }
}
