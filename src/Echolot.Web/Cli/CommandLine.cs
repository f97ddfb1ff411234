using System.CommandLine;
using System.CommandLine.Help;

namespace Echolot.Web.Cli;

/// <summary>The command line: no verb serves, everything else is a verb in a file of its own.</summary>
public static class CommandLine
{
    // Told to stop, the server drains for up to 30 seconds; the default here would cut it off after two.
    public static Task<int> RunAsync(string[] args) =>
        Root().Parse(args).InvokeAsync(
            new InvocationConfiguration { ProcessTerminationTimeout = TimeSpan.FromSeconds(35) });

    /// <summary>Every verb there is.</summary>
    /// <remarks>Not a <see cref="RootCommand"/>: that one is called after the assembly, which nobody types.</remarks>
    internal static Command Root()
    {
        var root = new Command("echolot", """
            Echolot hears what people say in public and helps to answer.

            ./echolot           serves; the first visit is a set-up in the browser
            ./echolot --demo    serves a filled demo world in which posts keep arriving
            """);
        root.Options.Add(new HelpOption());
        root.Options.Add(new VersionOption());
        Serve.AddTo(root);
        Feed.AddTo(root);
        OpmlVerb.AddTo(root);
        Import.AddTo(root);
        Match.AddTo(root);
        Translate.AddTo(root);
        Backup.AddTo(root);
        Analyse.AddTo(root);
        PrivacyVerbs.AddTo(root);
        return root;
    }
}
